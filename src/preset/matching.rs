//! Which column of a file is what, by names of many languages and by what stands in the
//! cells: for files that no preset knows.
//!
//! Names decide, so that neither the order of columns nor that of rows does: of two columns
//! the better name is taken, and where none is better, neither is, and somebody is asked.
//! Cells can only say that a column is not what it is called.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::aliases::{Aliases, Looks, STRONG, Sense};
use super::column::key;
use super::heading::words;

/// What the cells of a column say to the meaning of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They look like that.
    Confirmed,
    /// They do not.
    Refuted,
    /// Nothing, for they could be that.
    Silent,
    /// There are none.
    Empty,
}

/// A column that was taken for something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taken {
    /// What for, in the names of the preset.
    pub own: String,
    /// Its name in the file.
    pub column: String,
    /// What the name says beside: a currency, a language, a number, a unit.
    pub beside: String,
    /// How surely, up to 110: 100 for a name that means one thing and 10 for cells that
    /// look like it.
    pub score: u16,
}

/// Why a column was not taken for what its name says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Loss {
    /// Another column is better.
    To(String),
    /// It is as good as these, of which the first are named.
    Tie(Vec<String>),
    /// Its cells do not look like it.
    Cells,
}

/// A column that was not taken for what its name says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// What it could have been, in the names of the preset.
    pub own: String,
    /// Its name in the file.
    pub column: String,
    /// Why it is not.
    pub why: Loss,
    /// Whether its name means one thing.
    pub sure: bool,
}

/// So many columns of a tie are named.
const NAMED: usize = 5;

/// A column that could be something, with how good its name is.
struct Candidate {
    taken: Taken,
    name: u16,
    sure: bool,
    is_empty: bool,
}

/// Which column of a file is what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The columns that mean something.
    pub taken: Vec<Taken>,
    /// Those that could.
    pub lost: Vec<Lost>,
    /// Those whose names say nothing.
    pub unmatched: Vec<String>,
    /// So many records were looked at; 0 where only the header counts.
    pub records: u64,
    /// The language of the header, where its words tell.
    pub language: Option<String>,
}

impl Matching {
    /// Matches columns. `judge` says whether the cells of a column look like something.
    pub(super) fn new<'c>(
        aliases: &Aliases,
        columns: impl Iterator<Item = &'c str>,
        records: u64,
        judge: &dyn Fn(&str, Looks) -> Verdict,
    ) -> Self {
        let mut found = Self {
            records,
            ..Self::default()
        };
        let mut languages: BTreeMap<String, u32> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for column in columns {
            // Of two columns with one name the reader knows what to do.
            if !seen.insert(key(column).into_owned()) {
                continue;
            }
            let Some(sense) = aliases.sense(column) else {
                found.unmatched.push(column.to_owned());
                let part = aliases.partly(column);
                let looks = |own: &&str| is_filled(judge, aliases, own, column);
                if let Some(own) = part.filter(looks) {
                    let all = parts.entry(own.to_owned()).or_default();
                    all.push(column.to_owned());
                }
                continue;
            };
            for language in &sense.languages {
                *languages.entry(language.clone()).or_default() += 1;
            }
            candidates.extend(found.weigh(aliases, column, sense, judge));
        }
        found.choose(aliases, candidates);
        found.part(aliases);
        found.compare(aliases);
        found.ask(aliases, parts);
        found.taken.sort();
        found.lost.sort();
        found.unmatched.sort();
        found.language = spoken(&languages);
        found
    }

    /// A candidate with its score; one whose cells say otherwise is lost.
    fn weigh(
        &mut self,
        aliases: &Aliases,
        column: &str,
        sense: Sense,
        judge: &dyn Fn(&str, Looks) -> Verdict,
    ) -> Option<Candidate> {
        let Sense {
            own,
            score: name,
            beside,
            sure,
            languages: _,
        } = sense;
        let looks = aliases.kind(&own).and_then(|kind| kind.looks);
        let verdict = looks.map_or(Verdict::Silent, |looks| judge(column, looks));
        let column = column.to_owned();
        let score = match verdict {
            Verdict::Confirmed => name + STRONG / 10,
            Verdict::Silent | Verdict::Empty => name,
            Verdict::Refuted => {
                let why = Loss::Cells;
                self.lost.push(Lost {
                    own,
                    column,
                    why,
                    sure,
                });
                return None;
            }
        };
        let taken = Taken {
            own,
            column,
            beside,
            score,
        };
        Some(Candidate {
            taken,
            name,
            sure,
            is_empty: verdict == Verdict::Empty,
        })
    }

    /// Of the columns for one thing the best is taken; those in other languages or
    /// currencies, and those with other numbers, are another thing.
    fn choose(&mut self, aliases: &Aliases, candidates: Vec<Candidate>) {
        let mut groups: BTreeMap<(String, String), Vec<Candidate>> = BTreeMap::new();
        let plain: BTreeSet<String> = candidates
            .iter()
            .filter(|one| one.taken.beside.is_empty())
            .map(|one| one.taken.own.clone())
            .collect();
        for one in candidates {
            let own = one.taken.own.clone();
            let money = aliases.kind(&own).is_some_and(|kind| kind.money);
            // Whether a price without a currency is the one with a currency nobody says.
            let beside = if money && plain.contains(&own) {
                String::new()
            } else {
                one.taken.beside.clone()
            };
            groups.entry((own, beside)).or_default().push(one);
        }
        for ((own, _), group) in groups {
            let kind = aliases.kind(&own);
            // Of what means nothing to us there may be any number, too.
            if kind.is_none_or(|kind| kind.all || kind.looks.is_none()) {
                self.taken.extend(group.into_iter().map(|one| one.taken));
                continue;
            }
            let best = group.iter().map(|one| one.name).max().unwrap_or_default();
            // What nobody has filled in is no rival.
            let is_filled = |one: &Candidate| one.name == best && !one.is_empty;
            let some = group.iter().any(is_filled);
            let (mut first, rest): (Vec<_>, Vec<_>) = group
                .into_iter()
                .partition(|one| one.name == best && !(some && one.is_empty));
            match (first.pop(), first.is_empty()) {
                (Some(winner), true) => {
                    self.lose(rest, &Loss::To(winner.taken.column.clone()));
                    self.taken.push(winner.taken);
                }
                (last, _) => {
                    first.extend(last);
                    let why = tie(first.iter().map(|one| &one.taken));
                    self.lose(first, &why);
                    self.lose(rest, &why);
                }
            }
        }
    }

    /// Of several with numbers the first is the thing itself.
    fn part(&mut self, aliases: &Aliases) {
        let number = |one: &Taken| one.beside.parse::<u32>().unwrap_or(0);
        let mut firsts: BTreeMap<String, u32> = BTreeMap::new();
        for one in &self.taken {
            let first = firsts.entry(one.own.clone()).or_insert(u32::MAX);
            *first = number(one).min(*first);
        }
        for one in &mut self.taken {
            let rest = aliases.kind(&one.own).and_then(|kind| kind.rest.as_ref());
            if let Some(rest) = rest.filter(|_| firsts.get(&one.own) != Some(&number(one))) {
                one.own.clone_from(rest);
            }
        }
    }

    fn lose(&mut self, columns: Vec<Candidate>, why: &Loss) {
        self.lost.extend(columns.into_iter().map(|one| Lost {
            own: one.taken.own,
            column: one.taken.column,
            why: why.clone(),
            sure: one.sure,
        }));
    }

    /// The same for columns that had been taken.
    fn give_up(&mut self, columns: Vec<Taken>, why: &Loss) {
        self.lost.extend(columns.into_iter().map(|one| Lost {
            own: one.own,
            column: one.column,
            why: why.clone(),
            sure: true,
        }));
    }

    /// Of two prices one is read: the one that is said to contain the tax; between one
    /// that says nothing and one without tax nobody can choose.
    fn compare(&mut self, aliases: &Aliases) {
        for rivals in &aliases.rivals {
            let (there, rest): (Vec<Taken>, Vec<Taken>) = std::mem::take(&mut self.taken)
                .into_iter()
                .partition(|one| rivals.contains(&one.own));
            self.taken = rest;
            let best = rivals
                .iter()
                .find(|own| there.iter().any(|one| one.own == **own));
            let (winners, others): (Vec<Taken>, Vec<Taken>) =
                there.into_iter().partition(|one| Some(&one.own) == best);
            let is_first = best == rivals.first();
            if is_first || others.is_empty() {
                if let Some(winner) = winners.first() {
                    self.give_up(others, &Loss::To(winner.column.clone()));
                }
                self.taken.extend(winners);
                continue;
            }
            let why = tie(winners.iter().chain(&others));
            self.give_up(winners, &why);
            self.give_up(others, &why);
        }
    }

    /// Where no column is the stock and some are parts of it, nobody knows what is to be sold.
    fn ask(&mut self, aliases: &Aliases, parts: BTreeMap<String, Vec<String>>) {
        let is_stock = |own: &str| {
            let kind = aliases.kind(own);
            kind.is_some_and(|kind| kind.looks == Some(Looks::Stock))
        };
        let mut known = self.taken.iter().map(|one| &one.own);
        let mut open = self.lost.iter().map(|one| &one.own);
        if known.any(|own| is_stock(own)) || open.any(|own| is_stock(own)) {
            return;
        }
        for (own, mut columns) in parts {
            columns.sort();
            columns.truncate(NAMED);
            for column in &columns {
                self.unmatched.retain(|other| other != column);
                self.lost.push(Lost {
                    own: own.clone(),
                    column: column.clone(),
                    why: Loss::Tie(columns.clone()),
                    sure: true,
                });
            }
        }
    }

    /// Whether another matching says the same of all columns.
    pub fn is_like(&self, other: &Self) -> bool {
        self.reads_as(other) && self.lost == other.lost && self.unmatched == other.unmatched
    }

    /// Whether another matching takes the same columns for the same.
    pub fn reads_as(&self, other: &Self) -> bool {
        fn all(matching: &Matching) -> impl Iterator<Item = (&str, &str, &str)> {
            let taken = matching.taken.iter();
            taken.map(|one| (&*one.own, &*one.column, &*one.beside))
        }
        all(self).eq(all(other))
    }

    /// Whether parents are named by their ids where others are named by their numbers.
    pub(super) fn parents_have_ids(&self) -> bool {
        let mut parents = self.taken.iter().filter(|one| one.own == "parent");
        self.has("record") && parents.any(|one| words(&one.column).iter().any(|word| word == "id"))
    }

    /// Whether some column was taken for this.
    pub fn has(&self, own: &str) -> bool {
        self.taken.iter().any(|one| one.own == own)
    }
}

/// Whether the cells of a column are filled and may be what one of ours is.
fn is_filled(
    judge: &dyn Fn(&str, Looks) -> Verdict,
    aliases: &Aliases,
    own: &str,
    column: &str,
) -> bool {
    let looks = aliases.kind(own).and_then(|kind| kind.looks);
    looks.is_some_and(|looks| match judge(column, looks) {
        Verdict::Confirmed | Verdict::Silent => true,
        Verdict::Refuted | Verdict::Empty => false,
    })
}

/// A tie of these columns.
fn tie<'t>(all: impl Iterator<Item = &'t Taken>) -> Loss {
    let mut names: Vec<&String> = all.map(|one| &one.column).collect();
    names.sort();
    Loss::Tie(names.into_iter().take(NAMED).cloned().collect())
}

/// The language that most names are of; two names, and more than of any other one.
fn spoken(languages: &BTreeMap<String, u32>) -> Option<String> {
    let most = languages.values().copied().max()?;
    let mut best = languages.iter().filter(|(_, count)| **count == most);
    let (language, _) = best.next()?;
    (most >= 2 && best.next().is_none()).then(|| language.clone())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::builtin::find;
    use super::*;

    fn matched(columns: &[&str]) -> Matching {
        let aliases = find("generic").unwrap().generic.as_ref().unwrap();
        Matching::new(aliases, columns.iter().copied(), 0, &|_, _| Verdict::Silent)
    }

    fn taken(columns: &[&str]) -> String {
        let all = matched(columns).taken;
        let all: Vec<String> = all
            .iter()
            .map(|one| format!("{}={}", one.own, one.column))
            .collect();
        all.join(" ")
    }

    #[test]
    fn of_several_columns_the_better_is_taken_and_of_equals_none() {
        #[rustfmt::skip]
        let cases: &[(&[&str], &str)] = &[
            (&["Name", "Title"], "title=Title"),
            (&["SKU", "Artikelnummer"], ""),
            (&["Code", "SKU"], "number=SKU"),
            (&["Preis", "UVP", "EK"], "cost=EK price=Preis rrp=UVP"),
            (&["VK brutto", "VK netto", "Preis"], "price_gross=VK brutto"),
            (&["Preis", "VK netto"], ""),
            (&["VK netto"], "price_net=VK netto"),
            (&["Preis EUR", "Preis CHF"], "price=Preis CHF price=Preis EUR"),
            (&["Preis", "Preis CHF"], ""),
            (&["Name de", "Name en"], "title=Name de title=Name en"),
            (&["Bild", "Bild 2", "Bild 3"], "picture=Bild pictures=Bild 2 pictures=Bild 3"),
            (&["Bild 3", "Bild 1"], "picture=Bild 1 pictures=Bild 3"),
            (&["Bestand", "Mindestbestand", "Reserviert"], "limit=Mindestbestand stock=Bestand"),
            (&["id", "SKU"], "number=SKU record=id"),
        ];
        for (columns, expected) in cases {
            assert_eq!(taken(columns), *expected, "{columns:?}");
        }
    }

    #[test]
    fn cells_can_only_say_that_a_column_is_not_what_it_is_called() {
        let aliases = find("generic").unwrap().generic.as_ref().unwrap();
        let judge = |column: &str, _: Looks| match column {
            "SKU" => Verdict::Confirmed,
            "EAN" => Verdict::Refuted,
            _ => Verdict::Silent,
        };
        let columns = ["SKU", "Artikelnummer", "EAN"];
        let found = Matching::new(aliases, columns.into_iter(), 9, &judge);
        assert_eq!(found.taken, []);
        let lost: Vec<_> = found
            .lost
            .iter()
            .map(|one| (&*one.column, &one.why))
            .collect();
        let tie = Loss::Tie(vec!["Artikelnummer".into(), "SKU".into()]);
        let expected = [
            ("EAN", &Loss::Cells),
            ("Artikelnummer", &tie),
            ("SKU", &tie),
        ];
        assert_eq!(lost, expected);
    }

    #[test]
    fn of_a_tie_of_many_a_few_are_named() {
        let names: Vec<String> = (0..5_000)
            .map(|at| format!("SKU{}", "!".repeat(at)))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = matched(&names);
        assert!(
            found
                .lost
                .iter()
                .all(|one| matches!(&one.why, Loss::Tie(some) if some.len() == NAMED))
        );
        assert_eq!(found.lost.len(), 5_000);
    }

    proptest! {
        #[test]
        fn the_order_of_columns_decides_nothing(picked in proptest::sample::subsequence(
            vec!["Artikelnummer", "SKU", "id", "Name", "Titel", "Preis", "VK brutto", "VK netto", "Preis EUR", "UVP", "Bestand",
                 "Mindestbestand", "Bild", "Bild 2", "Foto", "EAN", "GTIN", "Link", "Farbe", "Nr", "Beschreibung", "Text"], 0..22)
            .prop_shuffle())
        {
            let mut sorted = picked.clone();
            sorted.sort_unstable();
            prop_assert_eq!(matched(&picked), matched(&sorted));
        }
    }
}
