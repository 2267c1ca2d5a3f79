//! Matching the columns of a file that no preset knows: by their names, with what stands in
//! all of its records against them.
//!
//! The file is passed over once, so that neither the order of its records nor an element
//! that stands in few of them makes a difference.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::input::Input;
use crate::catalog::Field;
use crate::normalize::read_number;
use crate::preset::{Enough, Looks, Matching, Verdict, fit, looks_of, yes_no};
use crate::source::{Form, Record, Source};

/// In so many of the first records a sample of each column is looked for.
const RECORDS: u64 = 200;
/// So many bytes of a cell are enough to show.
const CELL: usize = 1024;
/// So many different ids are enough to say that they do not repeat too often.
const DIFFERENT: usize = 100_000;
/// So many cells are too few to say that they are the same too often.
const FEW: u64 = 10;
/// Texts of more characters are no words for stock.
const LONG: usize = 40;

/// Matches the columns of a file by their names and by what stands in its records. What
/// cannot be read is told when the file is read for its items.
pub(super) fn match_columns(source: &Source) -> Matching {
    let facts = source.facts();
    // In XML each record names its own, and what has no text of its own is no column.
    let mut columns: Vec<String> = match facts.form {
        Form::Delimited { .. } => facts.columns.clone(),
        Form::Xml { .. } => Vec::new(),
    };
    let mut seen: Vec<Evidence> = Vec::new();
    let mut verdicts: HashMap<String, Verdict> = HashMap::new();
    let mut records = 0;
    if let Ok(mut reader) = source.read() {
        let mut record = Record::new();
        while matches!(reader.next(&mut record), Ok(true)) {
            records += 1;
            for (_, name) in reader.columns().iter().skip(seen.len()) {
                seen.push(Evidence::of(looks_of(name).unwrap_or(Looks::Any)));
            }
            for (column, cell) in record.cells() {
                if let Some(evidence) = seen.get_mut(column.index()) {
                    evidence.note(cell);
                }
            }
        }
        for ((_, name), evidence) in reader.columns().iter().zip(&seen) {
            verdicts.insert(name.to_owned(), evidence.verdict());
            if evidence.all > 0 {
                columns.push(name.to_owned());
            }
        }
    }
    let names = columns.iter().map(String::as_str);
    let judge = |name: &str, _: Looks| verdicts.get(name).copied().unwrap_or(Verdict::Silent);
    fit(names, records, &judge)
}

/// The columns of an export, each with the beginning of its first cell that has content,
/// in their order.
pub fn sample_cells(input: &Input) -> Vec<(String, String)> {
    let mut samples: Vec<(String, String)> = Vec::new();
    for name in &input.source.facts().columns {
        samples.push((name.clone(), String::new()));
    }
    let Ok(mut reader) = input.source.read() else {
        return samples;
    };
    let (mut record, mut records) = (Record::new(), 0);
    while records < RECORDS && matches!(reader.next(&mut record), Ok(true)) {
        records += 1;
        for (column, cell) in record.cells() {
            let name = reader.columns().name(column);
            let mut samples = samples.iter_mut();
            if let (Some((_, sample)), Some(cell)) = (
                samples.find(|(known, sample)| known == name && sample.is_empty()),
                content(cell),
            ) {
                let end = cell.char_indices().map(|(at, _)| at).find(|at| *at >= CELL);
                cell[..end.unwrap_or(cell.len())]
                    .trim_end()
                    .clone_into(sample);
            }
        }
    }
    samples
}

/// A cell that says something.
fn content(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let nothing = ["-", "n/a", "null", "none"];
    let says = !cell.is_empty() && !nothing.iter().any(|word| cell.eq_ignore_ascii_case(word));
    says.then_some(cell)
}

/// What the cells of a column say to the meaning of its name.
struct Evidence {
    looks: Looks,
    /// Cells with content.
    all: u64,
    /// Those that look like it.
    fitting: u64,
    /// Those that do not.
    foreign: u64,
    /// Different ones, where that counts; not more than are enough.
    different: HashSet<u64>,
}

impl Evidence {
    fn of(looks: Looks) -> Self {
        Self {
            looks,
            all: 0,
            fitting: 0,
            foreign: 0,
            different: HashSet::new(),
        }
    }

    fn note(&mut self, cell: &str) {
        let Some(cell) = content(cell) else {
            return;
        };
        self.all += 1;
        let (fits, foreign) = match self.looks {
            Looks::Any => (false, false),
            Looks::Id => {
                if self.different.len() <= DIFFERENT {
                    let mut hasher = DefaultHasher::new();
                    cell.hash(&mut hasher);
                    self.different.insert(hasher.finish());
                }
                (false, cell.split_whitespace().nth(4).is_some())
            }
            Looks::Text => (
                cell.chars().any(char::is_alphabetic) && !is_address(cell),
                false,
            ),
            Looks::Word => (
                false,
                is_address(cell) || number(cell).is_some_and(|n| n > 1.into()),
            ),
            Looks::Flag => (yes_no(&cell.to_lowercase()).is_some(), false),
            Looks::Link => {
                let path = cell.contains('/') && !cell.contains(' ');
                (is_address(cell) || path, false)
            }
            Looks::Picture => (is_address(cell) || is_picture(cell), false),
            Looks::Price => (is_amount(cell), false),
            Looks::Amount => {
                let starts = cell.starts_with(|c: char| c.is_ascii_digit() || c == '.');
                (starts, false)
            }
            Looks::Stock => {
                let long = cell.chars().nth(LONG).is_some() || is_address(cell);
                (is_digits(cell) || number(cell).is_some(), long)
            }
            Looks::Gtin => (is_gtin(cell), false),
            Looks::Currency => {
                let mut letters = cell.chars();
                let code = letters
                    .by_ref()
                    .take(3)
                    .filter(|c| c.is_alphabetic())
                    .count()
                    == 3
                    && letters.next().is_none();
                let sign = matches!(cell, "€" | "$" | "£" | "zł" | "Kč" | "kr" | "kr.");
                (code || sign, false)
            }
            Looks::Date => {
                let digits = cell.bytes().filter(u8::is_ascii_digit).count();
                let zeros = cell.bytes().all(|b| b == b'0');
                (digits >= 4 && cell.len() <= LONG && !zeros, false)
            }
            Looks::Percent => {
                let number = number(cell.trim_end_matches(['%', ' ']));
                let share = number.is_some_and(|n| (0.into()..=100.into()).contains(&n));
                (share, false)
            }
            Looks::Parent => (false, is_yes_or_no(cell)),
        };
        self.fitting += u64::from(fits);
        self.foreign += u64::from(foreign);
    }

    fn verdict(&self) -> Verdict {
        let Self {
            all,
            fitting,
            foreign,
            ..
        } = *self;
        if all == 0 {
            return Verdict::Empty;
        }
        match self.looks {
            Looks::Id => {
                let different = self.different.len();
                let few = different <= DIFFERENT && (different as u64) * 2 < all;
                if (all >= FEW && few) || foreign * 2 > all {
                    Verdict::Refuted
                } else if different as u64 == all {
                    Verdict::Confirmed
                } else {
                    Verdict::Silent
                }
            }
            Looks::Word | Looks::Stock if foreign * 2 > all => Verdict::Refuted,
            Looks::Stock if fitting * 5 >= all * 4 => Verdict::Confirmed,
            Looks::Parent if foreign == all => Verdict::Refuted,
            Looks::Any | Looks::Word | Looks::Stock | Looks::Parent => Verdict::Silent,
            // Most look like it, or less than half do.
            _ if fitting * 5 >= all * 4 => Verdict::Confirmed,
            _ if fitting * 2 < all => Verdict::Refuted,
            _ => Verdict::Silent,
        }
    }
}

/// A mark, which is no number of another record.
fn is_yes_or_no(cell: &str) -> bool {
    const WORDS: [&str; 16] = [
        "0", "1", "yes", "no", "y", "n", "true", "false", "ja", "nein", "j", "oui", "non", "si",
        "x", "nee",
    ];
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// An amount, with or without a currency before or behind it.
fn is_amount(cell: &str) -> bool {
    let beside = |c: char| c.is_alphabetic() || c.is_whitespace() || "$€£¥₽.".contains(c);
    let bare = cell.trim_start_matches(beside).trim_end_matches(beside);
    let words = cell.chars().filter(|c| c.is_alphabetic()).count();
    words <= 5 && (is_digits(bare) || number(bare).is_some())
}

/// Digits with one sign between them at most: nearly all cells of numbers are, and this
/// costs less than to read them.
fn is_digits(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let signs = cell.len() - digits;
    (1..16).contains(&digits)
        && signs <= 1
        && cell
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

fn number(cell: &str) -> Option<rust_decimal::Decimal> {
    let signs = [Some('.'), Some(',')];
    let mut read = signs.into_iter().map(|sign| read_number(cell, sign, None));
    read.find_map(Result::ok)
}

fn is_address(cell: &str) -> bool {
    let starts = |head: &str| {
        let there = cell.get(..head.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(head))
    };
    starts("http://") || starts("https://") || starts("//") || starts("www.")
}

fn is_picture(cell: &str) -> bool {
    const ENDS: [&str; 7] = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp"];
    let lower = cell.to_lowercase();
    ENDS.iter().any(|end| lower.contains(end))
}

/// Digits of a trade item number; one that a spreadsheet has rounded is told later.
fn is_gtin(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    let rounded = cell.contains("E+") || cell.contains("e+");
    let mut digits = 0;
    let plain = cell.chars().all(|c| {
        digits += usize::from(c.is_ascii_digit());
        c.is_ascii_digit() || matches!(c, ' ' | '-' | ',' | ';' | '|' | 'X')
    });
    rounded || (plain && digits >= 8 && (digits <= 14 || cell.contains([',', ';', '|'])))
}

/// What the columns of a file could be that is not read, and what to do.
pub(super) fn told(matching: &Matching, enough: &Enough) -> String {
    let mut text = String::new();
    let generic = crate::preset::find("generic");
    let mut found: Vec<String> = Vec::new();
    for field in [Field::Id, Field::Title, Field::Price] {
        let is_it = |own: &str| generic.and_then(|preset| preset.fed_field(own)) == Some(field);
        let mut taken = matching.taken.iter().filter(|one| is_it(&one.own));
        if let Some(one) = taken.next() {
            found.push(format!("`{}` is the {}", one.column, field.name()));
        }
    }
    if found.is_empty() && enough.foreign.is_empty() {
        return text;
    }
    // Writing to a string cannot fail.
    if !found.is_empty() {
        let _ = write!(text, "; by their names {}", found.join(", "));
    }
    if !enough.foreign.is_empty() {
        let names: Vec<String> = enough
            .foreign
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let _ = write!(
            text,
            "; {} would be in a list of orders or people, so nothing is guessed; `--preset generic` reads it as products",
            names.join(" and ")
        );
        return text;
    }
    let mut lacks: Vec<&str> = enough.lacks.iter().map(|field| field.name()).collect();
    if !lacks.is_empty() {
        let _ = write!(
            text,
            "; no column is surely the {}",
            lacks.join(" and the ")
        );
    }
    for open in &enough.open {
        let _ = write!(text, "; {open}");
        if !lacks.contains(&open.field.name()) {
            lacks.push(open.field.name());
        }
    }
    let lines: Vec<String> = lacks
        .iter()
        .map(|field| format!("`{field} = \"{{{{ row['…'] }}}}\"`"))
        .collect();
    let _ = write!(
        text,
        "; with `preset = \"generic\"` and {} below `[source.map]` it is read",
        lines.join(", ")
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_confirm_or_refute_what_a_name_says() {
        use Verdict::{Confirmed, Empty, Refuted, Silent};
        #[rustfmt::skip]
        let cases: &[(Looks, &[&str], Verdict)] = &[
            (Looks::Id, &["A-1", "A-2", "A-3"], Confirmed),
            (Looks::Id, &["x"; 12], Refuted),
            (Looks::Id, &["a long text about a thing", "another long text about it"], Refuted),
            (Looks::Text, &["Becher", "Teller 2"], Confirmed),
            (Looks::Text, &["17", "18"], Refuted),
            (Looks::Gtin, &["4006381333931", "5 901234 123457"], Confirmed),
            (Looks::Gtin, &["8.80609E+12"], Confirmed),
            (Looks::Gtin, &["A-1", "A-2"], Refuted),
            (Looks::Link, &["https://shop.example/1"], Confirmed),
            (Looks::Link, &["Becher", "Teller"], Refuted),
            (Looks::Picture, &["1.jpg", "bilder/2.PNG"], Confirmed),
            (Looks::Picture, &["ja", "nein"], Refuted),
            (Looks::Price, &["1.299,95 €", "12,-", "9.90", "12.90 EUR", "EUR 7", "$ .5"], Confirmed),
            (Looks::Price, &["A", "B", "C"], Refuted),
            (Looks::Stock, &["3", "0", "26.067,00", "-1"], Confirmed),
            (Looks::Stock, &["auf Lager"], Silent),
            (Looks::Word, &["ja", "nein", "1"], Silent),
            (Looks::Word, &["17", "4", "0"], Refuted),
            (Looks::Percent, &["19", "7,0 %"], Confirmed),
            (Looks::Percent, &["1900"], Refuted),
            (Looks::Currency, &["EUR", "€"], Confirmed),
            (Looks::Date, &["19.05.2026"], Confirmed),
            (Looks::Date, &["nie"], Refuted),
            (Looks::Price, &[], Empty),
            (Looks::Parent, &["ja", "nein"], Refuted),
            (Looks::Parent, &["1", "A-7"], Silent),
        ];
        for (looks, cells, expected) in cases {
            let mut evidence = Evidence::of(*looks);
            for cell in *cells {
                evidence.note(cell);
            }
            assert_eq!(evidence.verdict(), *expected, "{looks:?} {cells:?}");
        }
    }
}
