//! Matching the columns of a file that no preset knows, with its first records as proof.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use super::input::Input;
use crate::catalog::Field;
use crate::normalize::read_number;
use crate::preset::{Enough, Looks, Loss, Matching, Verdict, fit};
use crate::source::{Record, Source};

/// So many of the first records are looked at.
const RECORDS: u64 = 200;
/// So many bytes of a cell are enough to say what it looks like.
const CELL: usize = 1024;
/// So many bytes of cells are kept, however many columns there are.
const KEPT: usize = 16 << 20;
/// So many cells are too few to say that they are the same too often.
const FEW: usize = 10;
/// Texts of more characters are no words for stock.
const LONG: usize = 40;

/// Matches the columns of a file by their names and by what stands in its first records.
pub(super) fn match_columns(source: &Source) -> Matching {
    let (cells, records) = first_cells(source);
    let columns = source.facts().columns.iter().map(String::as_str);
    let judge = |column: &str, looks: Looks| {
        let cells = cells.get(column).map_or(&[][..], Vec::as_slice);
        verdict(cells, looks)
    };
    fit(columns, records, &judge)
}

/// The columns of an export, each with its first cell that has content, in their order.
pub fn sample_cells(input: &Input) -> Vec<(String, String)> {
    let (mut cells, _) = first_cells(&input.source);
    let columns = input.source.facts().columns.iter();
    columns
        .map(|name| {
            let first = cells
                .remove(name)
                .and_then(|cells| cells.into_iter().next());
            (name.clone(), first.unwrap_or_default())
        })
        .collect()
}

/// The beginnings of the cells with content of the first records, by column. What cannot
/// be read is told when the file is read whole.
fn first_cells(source: &Source) -> (BTreeMap<String, Vec<String>>, u64) {
    let mut cells: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut records, mut kept) = (0, 0);
    let Ok(mut reader) = source.read() else {
        return (cells, records);
    };
    let mut record = Record::new();
    while records < RECORDS && kept < KEPT && matches!(reader.next(&mut record), Ok(true)) {
        records += 1;
        for (column, cell) in record.cells() {
            let cell = cell.trim();
            let nothing = ["-", "n/a", "null", "none"];
            if cell.is_empty() || nothing.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
                continue;
            }
            let end = cell.char_indices().map(|(at, _)| at).find(|at| *at >= CELL);
            let cell = end.map_or(cell, |end| cell[..end].trim_end());
            kept += cell.len();
            let name = reader.columns().name(column);
            match cells.get_mut(name) {
                Some(known) => known.push(cell.to_owned()),
                None => drop(cells.insert(name.to_owned(), vec![cell.to_owned()])),
            }
        }
    }
    (cells, records)
}

/// What cells say to the meaning of their column's name.
fn verdict(cells: &[String], looks: Looks) -> Verdict {
    let all = cells.len();
    if all == 0 {
        return Verdict::Silent;
    }
    let count = |fits: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| fits(cell)).count();
    // Most look like it, or less than half do.
    let share = |fits: &dyn Fn(&str) -> bool| {
        let fitting = count(fits);
        if fitting * 5 >= all * 4 {
            Verdict::Confirmed
        } else if fitting * 2 < all {
            Verdict::Refuted
        } else {
            Verdict::Silent
        }
    };
    match looks {
        Looks::Any => Verdict::Silent,
        Looks::Id => {
            let different: HashSet<&String> = cells.iter().collect();
            let prose = count(&|cell| cell.split_whitespace().count() > 4);
            if (all >= FEW && different.len() * 2 < all) || prose * 2 > all {
                Verdict::Refuted
            } else if different.len() == all {
                Verdict::Confirmed
            } else {
                Verdict::Silent
            }
        }
        Looks::Text => share(&|cell| cell.chars().any(char::is_alphabetic) && !is_address(cell)),
        Looks::Word => {
            let foreign =
                |cell: &str| is_address(cell) || number(cell).is_some_and(|n| n > 1.into());
            match count(&foreign) * 2 {
                0 => Verdict::Silent,
                foreign if foreign > all => Verdict::Refuted,
                _ => Verdict::Silent,
            }
        }
        Looks::Link => {
            share(&|cell| is_address(cell) || (cell.contains('/') && !cell.contains(' ')))
        }
        Looks::Picture => share(&|cell| is_address(cell) || is_picture(cell)),
        Looks::Price => share(&is_amount),
        Looks::Amount => share(&|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '.')),
        Looks::Stock => {
            let long = count(&|cell| cell.chars().count() > LONG || is_address(cell));
            if long * 2 > all {
                Verdict::Refuted
            } else if count(&|cell| number(cell).is_some()) * 5 >= all * 4 {
                Verdict::Confirmed
            } else {
                Verdict::Silent
            }
        }
        Looks::Gtin => share(&is_gtin),
        Looks::Currency => share(&|cell| {
            let letters = cell.chars().count() == 3 && cell.chars().all(char::is_alphabetic);
            letters || matches!(cell, "€" | "$" | "£" | "zł" | "Kč" | "kr" | "kr.")
        }),
        Looks::Date => share(&|cell| {
            let digits = cell.bytes().filter(u8::is_ascii_digit).count();
            digits >= 4 && cell.len() <= LONG && !cell.bytes().all(|b| b == b'0')
        }),
        Looks::Percent => share(&|cell| {
            let number = number(cell.trim_end_matches(['%', ' ']));
            number.is_some_and(|number| (0.into()..=100.into()).contains(&number))
        }),
    }
}

/// An amount, with or without a currency before or behind it.
fn is_amount(cell: &str) -> bool {
    let beside = |c: char| c.is_alphabetic() || c.is_whitespace() || "$€£¥₽.".contains(c);
    let bare = cell.trim_start_matches(beside).trim_end_matches(beside);
    let words = cell.chars().filter(|c| c.is_alphabetic()).count();
    words <= 5 && number(bare).is_some()
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
    let word = |own: &str| generic.map_or(own.to_owned(), |preset| preset.word_for(own).to_owned());
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
    let lacks: Vec<&str> = enough.lacks.iter().map(|field| field.name()).collect();
    let _ = write!(
        text,
        "; no column is surely the {}",
        lacks.join(" and the ")
    );
    for lost in &matching.lost {
        let field = generic.and_then(|preset| preset.fed_field(&lost.own));
        if !field.is_some_and(|field| enough.lacks.contains(&field)) {
            continue;
        }
        let (column, word) = (&lost.column, word(&lost.own));
        let _ = match &lost.why {
            Loss::Cells => write!(
                text,
                "; `{column}` is called so, but its cells do not look like a {word}"
            ),
            Loss::Tie(others) if others.first() == Some(column) => {
                let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
                write!(text, "; {} could each be the {word}", others.join(" and "))
            }
            Loss::Tie(_) | Loss::To(_) => Ok(()),
        };
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
        use Verdict::{Confirmed, Refuted, Silent};
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
            (Looks::Price, &[], Silent),
        ];
        for (looks, cells, expected) in cases {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            assert_eq!(verdict(&cells, *looks), *expected, "{looks:?} {cells:?}");
        }
    }
}
