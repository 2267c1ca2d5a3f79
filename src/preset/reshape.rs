//! `[reshape]`: what is done to the cells of a record before they make an item.
//!
//! Formats of XML say in three elements what a table says in one cell. Each step
//! here turns one such way of writing into plain cells; the code is in
//! [`layout`](crate::layout). Steps name columns as the preset does.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::compose::Compose;

/// All steps, in the order in which they are taken.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reshape {
    /// Facts of the whole file, for every record.
    pub fact: Vec<Fact>,
    /// Elements that stand once for each site of the shop.
    pub site: Option<Site>,
    /// Groups with a child that names them.
    pub keyed: Vec<Keyed>,
    /// Records with other words than these are no items.
    pub records: Vec<Only>,
    /// Elements that are repeated in several languages.
    pub language: bool,
    /// Cells that mean something else in some records.
    pub shift: Vec<Shift>,
    /// Texts that are put together of others, by the column that they fill.
    pub compose: BTreeMap<String, Compose>,
    /// What stands between the parts of paths of categories, by column.
    pub path: BTreeMap<String, String>,
    /// Words of the format, by column, and what they mean; in lower case.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// What stands on other records or elsewhere in the file, by name.
    pub index: Vec<Index>,
    /// Trees of categories.
    pub tree: Vec<Tree>,
    /// Cells that belong together.
    pub join: Vec<Join>,
    /// Amounts that are to be calculated.
    pub amount: Vec<Amount>,
    /// Cells that say by being there.
    pub mark: Vec<Mark>,
}

/// A fact that stands once in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The path of the element from the root.
    pub path: String,
    /// The columns that its cells feed in every record.
    pub columns: Vec<String>,
    /// Whether all such elements count: texts that differ stand together, so that none
    /// of them is taken for what it need not be.
    #[serde(default)]
    pub all: bool,
    /// Whether there are several, and each holds for the records behind it, up to the next.
    #[serde(default)]
    pub near: bool,
    /// The column of them with the currency of those records: where some are in the shop's,
    /// those in others are left out.
    pub currency: Option<String>,
}

/// Elements that stand once for each site of the shop, and once for all others: that of
/// `source.view` counts, or else the one for all. Where no view is named and they differ,
/// the cell says so, and no rule knows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The columns.
    pub at: Vec<String>,
    /// The attribute that names the site.
    pub of: String,
}

/// Cells that stand in another column where the record has one of some others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The columns.
    pub column: Vec<String>,
    /// The column that gets them.
    pub to: String,
    /// The columns of which one has content then.
    #[serde(rename = "where")]
    pub with: Vec<String>,
}

/// A group of cells that is named by one of them: `PARAM` with `PARAM_NAME` and
/// `VAL` becomes the column `PARAM[Farba]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyed {
    /// The element of the group.
    pub at: String,
    /// The columns that name it, the best first.
    pub key: Vec<String>,
    /// The columns with its value. Without one, all cells of the group stay, behind
    /// the new name: `Price[02]/PriceAmount`.
    #[serde(default)]
    pub value: Vec<String>,
    /// A column with the unit of the value.
    pub unit: Option<String>,
    /// A column with the currency of the group. Where some are in the shop's,
    /// those in others are left out.
    pub currency: Option<String>,
    /// The columns that say for which countries the group is.
    pub country: Option<Countries>,
    /// Groups with other words than these are left out.
    #[serde(default)]
    pub only: Vec<Only>,
}

/// For which countries a group is; each cell may hold several codes with blanks between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// The column of countries that it is for.
    pub of: String,
    /// The column of regions that it is for. Only these words for regions are known, in
    /// lower case: they mean everywhere.
    pub regions: Option<String>,
    /// See `regions`.
    #[serde(default)]
    pub everywhere: Vec<String>,
    /// The column of countries that it is not for.
    pub except: Option<String>,
}

/// A condition of a group; a group without the cell meets it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The column.
    pub column: String,
    /// The words, in lower case; `image/*` stands for all that begin so.
    pub is: Vec<String>,
}

/// A table made of all records, or of other elements of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The path of the elements; the records themselves when there is none.
    pub path: Option<String>,
    /// The columns with the names; each cell is one.
    pub key: Vec<String>,
    /// The column with what they stand for.
    pub value: String,
    /// Elements with other words than these are left out.
    #[serde(default)]
    pub only: Vec<Only>,
    /// The columns of records whose cells are looked up, and the column that gets
    /// what was found. Where both are the same, what is not found stays.
    pub look: BTreeMap<String, String>,
    /// What stands between several names in a cell.
    pub list: Option<char>,
    /// Where each record explains names of its own.
    pub inside: Option<Inside>,
}

/// Names that a record explains in groups of its cells, and that mean that only there and in
/// the records that belong to it: of two products each may call another color `01`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inside {
    /// The element of such a group.
    pub each: String,
    /// The column that says what the groups behind it are of, as in `color`.
    pub named: String,
    /// The column with the id of the record.
    pub of: String,
    /// The columns by which records say to whom they belong, the best first.
    pub by: Vec<String>,
    /// The column that says of which of `named` a cell behind it is, where that does not
    /// stand in the name of its own column, as in `option[color]`.
    pub beside: Option<String>,
}

/// A tree of categories within the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// The path of its elements.
    pub path: String,
    /// The columns of an element: its id, that of its parent, its name.
    pub id: String,
    /// See `id`.
    pub parent: String,
    /// See `id`.
    pub name: String,
    /// Ids and names that are no part of a path, in lower case.
    #[serde(default)]
    pub roots: Vec<String>,
    /// The column of records whose ids become paths; of several cells the one
    /// with the longest path stays.
    pub from: String,
}

/// A cell that is completed by another one: an amount by its currency, a file by
/// its folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The columns to be completed.
    pub column: Vec<String>,
    /// The columns that complete them; the first with content.
    pub with: Vec<String>,
    /// Whether they stand in front, as a folder does, with one `/` between.
    #[serde(default)]
    pub folder: bool,
}

/// An amount that stands in the file in parts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The columns.
    pub column: Vec<String>,
    /// Columns with factors.
    #[serde(default)]
    pub times: Vec<String>,
    /// Columns with divisors.
    #[serde(default)]
    pub per: Vec<String>,
    /// Columns with what is to be taken off.
    #[serde(default)]
    pub less: Vec<String>,
    /// A column with the rate of the tax that is to be added, as in 0.19 or 19.
    pub tax: Option<String>,
    /// The column that gets the amount where there is no such rate; without it the amount
    /// is left out then.
    pub untaxed: Option<String>,
}

/// A word for records that have a certain element.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The column; content does not count.
    pub has: String,
    /// The column that gets the word.
    pub column: String,
    /// The word.
    pub word: String,
}

impl Reshape {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        let Self {
            fact,
            site,
            keyed,
            records,
            language,
            shift,
            compose,
            path,
            words,
            index,
            tree,
            join,
            amount,
            mark,
        } = self;
        fact.is_empty()
            && site.is_none()
            && keyed.is_empty()
            && records.is_empty()
            && !language
            && shift.is_empty()
            && compose.is_empty()
            && path.is_empty()
            && words.is_empty()
            && index.is_empty()
            && tree.is_empty()
            && join.is_empty()
            && amount.is_empty()
            && mark.is_empty()
    }

    /// Whether a record depends on other parts of the file.
    pub fn looks_elsewhere(&self) -> bool {
        !self.fact.is_empty() || !self.index.is_empty() || !self.tree.is_empty()
    }

    /// The columns that the steps fill.
    pub fn made(&self) -> impl Iterator<Item = &str> {
        let marks = self.mark.iter().map(|mark| mark.column.as_str());
        let found = self.index.iter().flat_map(|index| index.look.values());
        let composed = self.compose.keys();
        let untaxed = self.amount.iter().filter_map(|step| step.untaxed.as_ref());
        let shifted = self.shift.iter().map(|step| &step.to);
        let others = composed.chain(untaxed).chain(shifted);
        marks.chain(found.chain(others).map(String::as_str))
    }
}

impl Only {
    /// Whether a cell with content meets the condition.
    pub fn admits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.is.iter().any(|word| match word.strip_suffix('*') {
            Some(head) => text.starts_with(head),
            None => *word == text,
        })
    }
}

/// What a word of a format means; `7..14` is a range, `#` any digit, `[*` stands for
/// all that begin so, and `*` for any word that is not listed. A word that means `""` says nothing.
pub fn meaning<'w>(words: &'w BTreeMap<String, String>, text: &str) -> Option<&'w str> {
    let text = text.trim().to_lowercase();
    if let Some(found) = words.get(&text) {
        return Some(found);
    }
    let number: Option<i64> = text.parse().ok();
    let fits = |word: &str| {
        if let (Some((from, until)), Some(number)) = (word.split_once(".."), number) {
            let from: i64 = from.parse().unwrap_or(i64::MIN);
            let until: i64 = until.parse().unwrap_or(i64::MAX);
            return (from..=until).contains(&number);
        }
        if let Some(head) = word.strip_suffix('*').filter(|head| !head.is_empty()) {
            return text.starts_with(head);
        }
        let same = |(pattern, c): (char, char)| match pattern {
            '#' => c.is_ascii_digit(),
            _ => pattern == c,
        };
        word.contains('#')
            && word.chars().count() == text.chars().count()
            && word.chars().zip(text.chars()).all(same)
    };
    let found = words.iter().find(|(word, _)| fits(word));
    let found = found.map(|(_, meaning)| meaning);
    found.or_else(|| words.get("*")).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers_ranges_digits_or_anything() {
        let words = [
            ("0", "a"),
            ("1..7", "b"),
            ("90..", "c"),
            ("..-1", "d"),
            ("####-##-##", "e"),
            ("skladem", "f"),
        ];
        let words: BTreeMap<String, String> = words
            .iter()
            .map(|(word, means)| ((*word).to_owned(), (*means).to_owned()))
            .collect();
        #[rustfmt::skip]
        let cases = [
            ("0", Some("a")), (" 3 ", Some("b")), ("7", Some("b")), ("8", None), ("2000", Some("c")), ("-3", Some("d")),
            ("2026-11-22", Some("e")), ("2026-11-2", None), ("SKLADEM", Some("f")), ("", None), ("x", None),
        ];
        for (text, means) in cases {
            assert_eq!(meaning(&words, text), means, "{text}");
        }
        let any = BTreeMap::from([("*".to_owned(), String::new())]);
        assert_eq!(meaning(&any, "x"), Some(""));
    }
}
