//! Where rows end, without a look at their cells.

use memchr::{memchr, memchr_iter, memchr2};

use super::split::{Closed, Rules, Split, close, split};

/// What the bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Skim {
    /// A whole row.
    Row {
        /// Where the next one begins.
        next: usize,
        /// Line ends in it, its own included.
        breaks: usize,
        /// Its quotes are not what they should be, and only a look at its cells tells
        /// where it ends.
        literal: bool,
    },
    /// A row that goes on behind these bytes.
    More,
    /// A quote that stays open when the file ends.
    OpenQuote,
}

/// Finds the end of the first row, as [`split`] does: a quote
/// opens a cell at its beginning only, and what closes it is the same function.
/// What is saved is the look for delimiters: most bytes of a row are between them.
pub(in crate::source) fn skim(bytes: &[u8], last: bool, rules: Rules) -> Skim {
    let mut from = 0;
    let mut breaks = 0;
    loop {
        let rest = &bytes[from..];
        let stop = match rules.quote {
            Some(quote) => memchr2(quote, rules.end, rest),
            None => memchr(rules.end, rest),
        };
        let Some(at) = stop.map(|distance| from + distance) else {
            return if last {
                let next = bytes.len();
                let literal = false;
                Skim::Row {
                    next,
                    breaks,
                    literal,
                }
            } else {
                Skim::More
            };
        };
        if bytes[at] == rules.end {
            return Skim::Row {
                next: at + 1,
                breaks: breaks + 1,
                literal: false,
            };
        }
        let opens = at == 0 || bytes[at - 1] == rules.delimiter;
        let Some(quote) = rules.quote.filter(|_| opens) else {
            from = at + 1;
            continue;
        };
        match close(bytes, at, quote, last, rules) {
            Closed::Doubt => return by_cells(bytes, last, rules),
            Closed::At { span, .. } if span.stray && rules.width > 0 => {
                return by_cells(bytes, last, rules);
            }
            Closed::At { after, .. } => {
                breaks += memchr_iter(rules.end, &bytes[at..after]).count();
                from = after;
            }
            Closed::More if last => return Skim::OpenQuote,
            Closed::More => return Skim::More,
        }
    }
}

/// The end of a row whose quotes are not what they should be.
fn by_cells(bytes: &[u8], last: bool, rules: Rules) -> Skim {
    match split(bytes, last, rules, &mut Vec::new()) {
        Split::Row { next, literal, .. } => Skim::Row {
            next,
            breaks: memchr_iter(rules.end, &bytes[..next]).count(),
            literal,
        },
        Split::More { .. } => Skim::More,
        // What the reader says of it is the better word.
        Split::OpenQuote { .. } | Split::TooMany => Skim::OpenQuote,
    }
}

/// Where the quoted cell that begins here ends, and what is behind its quote; `None`
/// for a cell without quotes. The row is whole.
pub(in crate::source) fn closing(row: &[u8], at: usize, rules: Rules) -> Option<(usize, usize)> {
    let quote = rules.quote.filter(|quote| row.get(at) == Some(quote))?;
    let sure = Rules { width: 0, ..rules };
    match close(row, at, quote, true, sure) {
        Closed::At { span, after } => Some((span.end, after)),
        Closed::More | Closed::Doubt => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts of what matters to rows, in all orders.
    fn texts() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "a", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "\t", "'", "ü", "x y",
        ];
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|all| all.concat())
    }

    fn rules() -> impl Strategy<Value = Rules> {
        let delimiters = prop::sample::select(&[b',', b';', b'\t', b' '][..]);
        let quotes = prop::sample::select(&[Some(b'"'), Some(b'\''), None][..]);
        let ends = prop::sample::select(&[b'\n', b'\r'][..]);
        (delimiters, quotes, ends, 0..4_usize).prop_map(|(delimiter, quote, end, width)| Rules {
            delimiter,
            quote,
            end,
            width,
        })
    }

    proptest! {
        #[test]
        fn rows_end_where_their_cells_say(text in texts(), rules in rules(), last: bool) {
            let bytes = text.as_bytes();
            let mut spans = Vec::new();
            let mut at = 0;
            while at < bytes.len() {
                let rest = &bytes[at..];
                let skimmed = skim(rest, last, rules);
                match split(rest, last, rules, &mut spans) {
                    Split::Row { next, literal, .. } => {
                        let breaks = memchr_iter(rules.end, &rest[..next]).count();
                        prop_assert_eq!(skimmed, Skim::Row { next, breaks, literal });
                        at += next;
                    }
                    Split::More { .. } => {
                        prop_assert_eq!(skimmed, Skim::More);
                        break;
                    }
                    Split::OpenQuote { .. } => {
                        prop_assert_eq!(skimmed, Skim::OpenQuote);
                        break;
                    }
                    Split::TooMany => break,
                }
            }
        }
    }
}
