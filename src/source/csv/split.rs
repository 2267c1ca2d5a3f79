//! Where the cells of one row begin and end.

use std::ops::Range;

use memchr::{memchr, memchr2};

use super::literal::{Doubt, as_line, fits, in_doubt};
use crate::source::limit;

/// What separates cells and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) struct Rules {
    pub(in crate::source) delimiter: u8,
    /// The quote, unless rows are lines and quotes are text.
    pub(in crate::source) quote: Option<u8>,
    /// What ends a row: a line feed, or a carriage return in files that have no line feed.
    pub(in crate::source) end: u8,
    /// Cells of the header; zero while it is not known. Only where quotes are not
    /// what they should be it tells which of two readings was meant.
    pub(in crate::source) width: usize,
}

/// One cell as a range of the row, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It stood in quotes.
    pub(super) quoted: bool,
    /// It stood in quotes and has quotes in it.
    pub(super) escaped: bool,
    /// One of those is not doubled.
    pub(super) stray: bool,
}

/// What the bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A whole row.
    Row {
        /// Its length without the line end.
        len: usize,
        /// Where the next row begins.
        next: usize,
        /// It has a line end.
        ended: bool,
        /// A quote that begins a cell is text: see [`super::literal`].
        literal: bool,
    },
    /// A row that goes on behind these bytes.
    More {
        /// Where the quote opened, if inside of a quoted cell.
        quote: Option<usize>,
    },
    /// A row with more cells than are read.
    TooMany,
    /// A quoted cell that is not closed when the file ends.
    OpenQuote {
        /// Where the quote opened.
        at: usize,
    },
}

/// Splits off the first row. `last` says that nothing follows these bytes.
pub(super) fn split(bytes: &[u8], last: bool, rules: Rules, spans: &mut Vec<Span>) -> Split {
    spans.clear();
    let mut at = 0;
    let mut strays = false;
    // One doubt in a row settles all.
    let mut reading = rules;
    loop {
        if spans.len() >= limit::CELLS {
            return Split::TooMany;
        }
        let quoted = rules
            .quote
            .filter(|quote| bytes.get(at) == Some(quote))
            .map(|quote| close(bytes, at, quote, last, reading));
        let (found, rest) = match quoted {
            None => (None, at),
            Some(Closed::Doubt) => match in_doubt(bytes, at, last, rules, spans) {
                Doubt::Cell { span, after } => {
                    reading.width = 0;
                    (Some(span), after)
                }
                Doubt::Row(row) => return row,
            },
            Some(Closed::At { span, after }) => (Some(span), after),
            Some(Closed::More) if last => return Split::OpenQuote { at },
            Some(Closed::More) => return Split::More { quote: Some(at) },
        };
        strays |= found.is_some_and(|span| span.stray);
        let stop = match memchr2(rules.delimiter, rules.end, &bytes[rest..]) {
            Some(distance) => rest + distance,
            None if last => bytes.len(),
            None => return Split::More { quote: None },
        };
        let ends_row = bytes.get(stop) != Some(&rules.delimiter);
        // Line ends of two and three characters: CR LF, and CR CR LF, which
        // programs write that convert line ends twice.
        let mut end = stop;
        if ends_row && rules.end == b'\n' {
            while end > rest && bytes[end - 1] == b'\r' {
                end -= 1;
            }
        }
        spans.push(found.unwrap_or(Span {
            start: at,
            end,
            quoted: false,
            escaped: false,
            stray: false,
        }));
        if ends_row {
            let ended = stop < bytes.len();
            let mut literal = false;
            if strays && rules.width > 0 && !fits(spans, rules.width) {
                literal = as_line(&bytes[..end], rules, spans);
            }
            return Split::Row {
                len: end,
                next: stop + usize::from(ended),
                ended,
                literal,
            };
        }
        at = stop + 1;
    }
}

pub(super) enum Closed {
    /// The cell, and where the search for the delimiter goes on.
    At { span: Span, after: usize },
    /// The closing quote is not among these bytes.
    More,
    /// A quote that is not doubled stands on a later line than the one that opens, or
    /// nothing closes a cell with such a quote: the one that opens may be text, and
    /// what seems to be one cell several rows.
    Doubt,
}

/// Finds the quote that closes the cell whose quote opens at `open`.
pub(super) fn close(bytes: &[u8], open: usize, quote: u8, last: bool, rules: Rules) -> Closed {
    let mut escaped = false;
    let mut stray = false;
    let mut from = open + 1;
    while let Some(distance) = memchr(quote, &bytes[from..]) {
        let at = from + distance;
        if bytes.get(at + 1) == Some(&quote) {
            escaped = true;
            from = at + 2;
            continue;
        }
        match behind(&bytes[at + 1..], last, rules) {
            Behind::Boundary(blanks) => {
                let span = Span {
                    start: open + 1,
                    end: at,
                    quoted: true,
                    escaped,
                    stray,
                };
                let after = at + 1 + blanks;
                return Closed::At { span, after };
            }
            // Somebody forgot to double it: it is text.
            Behind::Text => {
                if rules.width > 0 && memchr(rules.end, &bytes[open..at]).is_some() {
                    return Closed::Doubt;
                }
                (escaped, stray) = (true, true);
                from = at + 1;
            }
            Behind::Unknown => return Closed::More,
        }
    }
    if stray && last && rules.width > 0 {
        Closed::Doubt
    } else {
        Closed::More
    }
}

enum Behind {
    /// The cell ends after this many blanks.
    Boundary(usize),
    Text,
    /// Only what comes next can tell.
    Unknown,
}

/// What follows a quote: only before a delimiter or a line end it closes the cell.
fn behind(bytes: &[u8], last: bool, rules: Rules) -> Behind {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t') && byte != rules.delimiter;
    let blanks = bytes.iter().take_while(|&&byte| blank(byte)).count();
    let returns = if rules.end == b'\n' {
        bytes[blanks..]
            .iter()
            .take_while(|&&byte| byte == b'\r')
            .count()
    } else {
        0
    };
    match bytes.get(blanks + returns) {
        None if last => Behind::Boundary(blanks),
        None => Behind::Unknown,
        Some(&byte) if byte == rules.end => Behind::Boundary(blanks),
        Some(&byte) if byte == rules.delimiter && returns == 0 => Behind::Boundary(blanks),
        Some(_) => Behind::Text,
    }
}

/// Whether a cell is quoted as it should be, when rows are lines: quotes at
/// both ends, and every quote inside is doubled.
pub(super) fn well_quoted(cell: &str) -> bool {
    let inside = cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'));
    let Some(inside) = inside else {
        return false;
    };
    let mut bytes = inside.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'"' && bytes.next() != Some(b'"') {
            return false;
        }
    }
    true
}

/// Appends the content of a quoted cell, which stands at `cell` in the same
/// text, with its doubled quotes made single; returns where it stands now.
pub(super) fn unquote(text: &mut String, cell: Range<usize>, quote: u8) -> Range<usize> {
    let start = text.len();
    let mut from = cell.start;
    while let Some(distance) = memchr(quote, &text.as_bytes()[from..cell.end]) {
        let at = from + distance + 1;
        text.extend_from_within(from..at);
        let doubled = at < cell.end && text.as_bytes()[at] == quote;
        from = at + usize::from(doubled);
    }
    text.extend_from_within(from..cell.end);
    start..text.len()
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

    fn cells(text: &str) -> (Vec<String>, Split) {
        let mut spans = Vec::new();
        let split = split(text.as_bytes(), true, RULES, &mut spans);
        let cells = spans.iter().map(|span| {
            let mut cell = text[span.start..span.end].to_owned();
            if span.escaped {
                let all = 0..cell.len();
                let content = unquote(&mut cell, all, b'"');
                cell.drain(..content.start);
            }
            cell
        });
        (cells.collect(), split)
    }

    #[test]
    fn splits_what_shops_write() {
        #[rustfmt::skip]
        let cases: &[(&str, &[&str])] = &[
            ("a,b\n",                        &["a", "b"]),
            ("a,b\r\nnext",                  &["a", "b"]),
            ("\"a\"\r\r\nnext",              &["a"]),
            ("a,b",                          &["a", "b"]),
            ("a,",                           &["a", ""]),
            ("\n",                           &[""]),
            (",\n",                          &["", ""]),
            ("\"a,b\",c\n",                  &["a,b", "c"]),
            ("\"a\nb\",c\n",                 &["a\nb", "c"]),
            ("\"a\r\nb\",c\r\n",             &["a\r\nb", "c"]),
            ("\"22\"\" TV\",c\n",            &["22\" TV", "c"]),
            ("22\" TV,c\n",                  &["22\" TV", "c"]),
            ("\"the \"best\" one\",c\n",     &["the \"best\" one", "c"]),
            ("\"\",\"\"\n",                  &["", ""]),
            ("\"\"\"\"\n",                   &["\""]),
            ("\"a\"  ,b\n",                  &["a", "b"]),
            ("\"a\"\t\r\n",                  &["a"]),
            (" \"a\",b\n",                   &[" \"a\"", "b"]),
            ("\"a\"b,c\",d\n",               &["a\"b,c", "d"]),
        ];
        for (text, wanted) in cases {
            let (cells, split) = cells(text);
            assert_eq!(cells, *wanted, "row {text:?}");
            assert!(
                matches!(split, Split::Row { .. }),
                "row {text:?}: {split:?}"
            );
        }
    }

    #[test]
    fn sees_that_a_quote_stays_open() {
        for text in ["\"a", "a,\"b\nc,d\n", "\"a\"b\n", "\"a\"\"\n"] {
            let (_, split) = cells(text);
            assert!(matches!(split, Split::OpenQuote { .. }), "row {text:?}");
        }
    }

    #[test]
    fn asks_for_more_until_the_row_is_whole() {
        let whole = b"a,\"b \"\" c\"  ,d\r\n";
        let mut spans = Vec::new();
        for len in 0..whole.len() {
            let split = split(&whole[..len], false, RULES, &mut spans);
            assert!(
                matches!(split, Split::More { .. }),
                "{len} bytes: {split:?}"
            );
        }
        let whole_row = split(whole, false, RULES, &mut spans);
        let len = whole.len();
        let wanted = Split::Row {
            len: len - 2,
            next: len,
            ended: true,
            literal: false,
        };
        assert_eq!(whole_row, wanted);
    }
}
