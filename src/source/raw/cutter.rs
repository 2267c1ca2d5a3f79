//! Cutting bytes into records: rows of a table, or elements.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

use super::elements::{Element, element};
use crate::source::csv::{Rules, Skim, closing, skim};

/// More than this behind the last record is no end of a file.
const TAIL: usize = 64 * 1024;

/// How to tell records apart.
#[derive(Clone, Debug)]
pub(super) enum Cutter<'a> {
    /// Rows; those with the same cell in this column belong together.
    Rows(Rules, Option<usize>),
    /// Elements of this name.
    Elements(&'a str),
}

/// A record among some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends, without its line end.
    pub(super) end: usize,
    /// Where the next one begins.
    pub(super) next: usize,
    /// Line ends in front of it that belong to no record.
    pub(super) before: usize,
    /// Line ends in it, its own included.
    pub(super) breaks: usize,
    /// What it has in common with others that belong to it.
    pub(super) group: Option<String>,
}

/// What cutting some bytes came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// How many of them are whole records.
    pub(super) used: usize,
    /// Line ends behind the last record that belong to none.
    pub(super) behind: usize,
    /// There is something that only a parser understands.
    pub(super) odd: bool,
}

impl Cutter<'_> {
    /// Finds all whole records.
    pub(super) fn cut(&self, bytes: &[u8], last: bool, found: &mut Vec<Found>) -> Cut {
        match self {
            Self::Rows(rules, group) => rows(bytes, last, *rules, *group, found),
            Self::Elements(name) => elements(bytes, last, name, found),
        }
    }
}

fn rows(
    bytes: &[u8],
    last: bool,
    rules: Rules,
    group: Option<usize>,
    found: &mut Vec<Found>,
) -> Cut {
    let mut cut = Cut::default();
    while cut.used < bytes.len() {
        let rest = &bytes[cut.used..];
        let (next, breaks) = match skim(rest, last, rules) {
            Skim::Row {
                next,
                breaks,
                literal: false,
            } => (next, breaks),
            Skim::More => return cut,
            Skim::OpenQuote | Skim::Row { .. } => {
                cut.odd = true;
                return cut;
            }
        };
        let mut end = next;
        while end > 0 && matches!(rest[end - 1], b'\r' | b'\n') {
            end -= 1;
        }
        let start = cut.used;
        cut.used += next;
        if end == 0 {
            cut.behind += breaks;
            continue;
        }
        let group = group.and_then(|column| cell(&rest[..end], column, rules));
        found.push(Found {
            start,
            end: start + end,
            next: cut.used,
            before: std::mem::take(&mut cut.behind),
            breaks,
            group,
        });
    }
    cut
}

/// The content of a cell, folded as the names of products are.
fn cell(row: &[u8], column: usize, rules: Rules) -> Option<String> {
    let mut at = 0;
    for _ in 0..column {
        let from = closing(row, at, rules).map_or(at, |(_, after)| after);
        at = from + memchr(rules.delimiter, row.get(from..)?)? + 1;
    }
    let content = if let Some((end, _)) = closing(row, at, rules) {
        &row[at + 1..end]
    } else {
        let rest = row.get(at..)?;
        let end = memchr2(rules.delimiter, rules.end, rest).unwrap_or(rest.len());
        &rest[..end]
    };
    let text = std::str::from_utf8(content).ok()?;
    let text = match rules.quote.map(char::from) {
        Some(quote) if text.contains(quote) => {
            let doubled = [quote, quote].iter().collect::<String>();
            Cow::Owned(text.replace(&doubled, &quote.to_string()))
        }
        Some(_) | None => Cow::Borrowed(text),
    };
    let blank = |c: char| c.is_whitespace() || c == '\u{FEFF}';
    let text = text.trim_matches(blank);
    (!text.is_empty()).then(|| text.to_lowercase())
}

fn elements(bytes: &[u8], last: bool, name: &str, found: &mut Vec<Found>) -> Cut {
    let mut cut = Cut::default();
    loop {
        let rest = &bytes[cut.used..];
        match element(rest, last, name) {
            Element::Record { start, next } => {
                found.push(Found {
                    start: cut.used + start,
                    end: cut.used + next,
                    next: cut.used + next,
                    before: memchr_iter(b'\n', &rest[..start]).count(),
                    breaks: memchr_iter(b'\n', &rest[start..next]).count(),
                    group: None,
                });
                cut.used += next;
            }
            Element::More => return cut,
            // What is behind the records is the end of the file, and small.
            Element::Tail => {
                cut.odd = rest.len() > TAIL;
                return cut;
            }
            Element::Odd => {
                cut.odd = true;
                return cut;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        delimiter: b',',
        quote: Some(b'"'),
        end: b'\n',
        width: 0,
    };

    #[test]
    fn rows_come_with_their_lines_and_groups() {
        let text = "\n\nA,1\r\n\"a \",\"x\ny\"\n,2\n\n\"B\"\"\",3";
        let mut found = Vec::new();
        let cut = Cutter::Rows(RULES, Some(0)).cut(text.as_bytes(), true, &mut found);
        assert_eq!((cut.used, cut.behind, cut.odd), (text.len(), 0, false));
        let seen: Vec<_> = found
            .iter()
            .map(|row| {
                let bytes = &text[row.start..row.end];
                (bytes, row.before, row.breaks, row.group.as_deref())
            })
            .collect();
        #[rustfmt::skip]
        let wanted = [
            ("A,1",           2, 1, Some("a")),
            ("\"a \",\"x\ny\"", 0, 2, Some("a")),
            (",2",            0, 1, None),
            ("\"B\"\"\",3",   1, 0, Some("b\"")),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn the_cell_of_any_column_is_found() {
        let row = b"1,\"a,b\", C ,\"\"";
        let cells: Vec<_> = (0..5).map(|column| cell(row, column, RULES)).collect();
        let wanted = [Some("1"), Some("a,b"), Some("c"), None, None];
        assert_eq!(cells, wanted.map(|cell| cell.map(str::to_owned)));
    }

    #[test]
    fn elements_end_where_their_holder_does() {
        let text = "<i>1</i>\n<i>2</i></c>";
        let mut found = Vec::new();
        let cut = Cutter::Elements("i").cut(text.as_bytes(), true, &mut found);
        assert_eq!((cut.used, cut.odd), (17, false));
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[1].start, found[1].before, found[1].breaks),
            (9, 1, 0)
        );
        let cut = Cutter::Elements("i").cut(b"<i>1</i><j/>", true, &mut found);
        assert!(cut.odd);
    }
}
