//! How a table is written: its delimiter, its quotes, and where its header is.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::head::{header, is_fields};
use super::parting::separator_line;
use super::split::{Rules, Span, Split, split, unquote};
use crate::source::record::{is_invisible, normal_form};

/// How cells that contain delimiters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quoting {
    /// In `"`, as RFC 4180 has it.
    Double,
    /// In `'`.
    Single,
    /// Not at all: rows are lines. (A cell may still stand in quotes.)
    Lines,
}

/// How to read the rows of one file.
#[derive(Clone, Debug)]
pub(in crate::source) struct Dialect {
    pub(in crate::source) delimiter: u8,
    pub(in crate::source) quoting: Quoting,
    /// What ends a row.
    pub(in crate::source) end: u8,
    /// Rows up to and including the header; those behind it are records.
    pub(in crate::source) skip: usize,
    /// The header's cells, trimmed; some may be empty.
    pub(in crate::source) header: Vec<String>,
}

impl Dialect {
    /// How records are told apart.
    pub(in crate::source) fn rules(&self) -> Rules {
        Rules {
            width: self.header.len(),
            ..self.head_rules()
        }
    }

    /// The same for the rows up to the header, which have any number of cells.
    pub(in crate::source) fn head_rules(&self) -> Rules {
        rules(self.delimiter, self.quoting, self.end)
    }
}

fn rules(delimiter: u8, quoting: Quoting, end: u8) -> Rules {
    Rules {
        delimiter,
        quote: match quoting {
            Quoting::Double => Some(b'"'),
            Quoting::Single => Some(b'\''),
            Quoting::Lines => None,
        },
        end,
        width: 0,
    }
}

/// What a sample of a table shows.
#[derive(Debug)]
pub(in crate::source) struct Sniffed {
    pub(in crate::source) dialect: Dialect,
    /// There is a line that names the delimiter for Excel.
    pub(in crate::source) names_delimiter: bool,
    /// Lines in front of the header that begin with `#`.
    pub(in crate::source) comments: u64,
    /// Other rows in front of the header.
    pub(in crate::source) preamble: u64,
    /// Whether this can be a table at all.
    pub(in crate::source) plausible: bool,
}

/// What settings say of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::source) struct Wish<'a> {
    pub(in crate::source) delimiter: Option<u8>,
    /// The names of the columns, where the file has no header.
    pub(in crate::source) header: Option<&'a [String]>,
}

/// Candidates in the order in which they win a draw.
const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', b'~'];
/// Rows that are looked at.
const ROWS: usize = 50;
/// Rows among which the header is looked for.
const HEADER_WITHIN: usize = 10;

/// Finds out how the table is written. `whole` says that the sample is the
/// whole file. `Err` means that the first row does not end: with the offset of
/// the quote that stays open, if there is one.
pub(in crate::source) fn sniff(
    sample: &str,
    whole: bool,
    end: u8,
    wish: Wish<'_>,
    known: &dyn Fn(&str) -> bool,
) -> Result<Sniffed, Option<usize>> {
    let named = separator_line(sample);
    let fixed = wish.delimiter.or(named);
    let given = Given {
        names_delimiter: named.is_some(),
        fixed: fixed.is_some(),
        header: wish.header,
    };
    let candidates = fixed.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
    let mut broken = None;
    let mut tables = Vec::new();
    for &delimiter in candidates {
        for quoting in [Quoting::Single, Quoting::Double] {
            let rules = rules(delimiter, quoting, end);
            let table = Table::parse(sample, whole, rules);
            if table.rows.is_empty() {
                broken = broken.or(table.open_quote);
                continue;
            }
            if quoting == Quoting::Single && !table.quoted_throughout() {
                continue;
            }
            tables.push((table, quoting));
        }
    }
    // The widest first: whatever has fewer cells in all its rows than another has
    // known names is beaten without asking for any of its names.
    tables.sort_by_key(|(table, _)| Reverse(table.width()));
    let mut best: Option<(Score, Sniffed)> = None;
    for (table, quoting) in tables {
        if best.as_ref().is_some_and(|(top, _)| table.width() < top.0) {
            break;
        }
        let (score, sniffed) = table.judge(quoting, given, known);
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, sniffed));
        }
    }
    match best {
        // A first row that never ends explains more than rows that fit nothing.
        Some((_, sniffed)) if sniffed.plausible || broken.is_none() => Ok(sniffed),
        Some(_) | None => Err(broken),
    }
}

/// How well a delimiter fits: known names, then rows of equal length, then
/// their number of cells. Never the header's characters alone, for headers
/// such as `Categories (x,y,z...)` have delimiters in them. Of equals the first
/// candidate wins, and single quotes, which are only tried where they are meant.
type Score = (usize, i32, usize, Reverse<usize>, bool);

struct Row {
    cells: Vec<String>,
    quoted: usize,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// How many of the cells are names that some shop system uses.
    fn known(&self, known: &dyn Fn(&str) -> bool) -> usize {
        header(&self.cells)
            .iter()
            .filter(|name| !name.is_empty() && known(&normal_form(name)))
            .count()
    }

    fn is_comment(&self) -> bool {
        self.cells.first().is_some_and(|cell| {
            let cell = cell.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
            cell.starts_with('#')
        })
    }
}

/// What is known of a table before its rows are judged.
#[derive(Clone, Copy)]
struct Given<'a> {
    names_delimiter: bool,
    fixed: bool,
    header: Option<&'a [String]>,
}

struct Table {
    rules: Rules,
    rows: Vec<Row>,
    open_quote: Option<usize>,
}

impl Table {
    fn parse(sample: &str, whole: bool, rules: Rules) -> Self {
        let mut table = Self {
            rules,
            rows: Vec::new(),
            open_quote: None,
        };
        let mut spans = Vec::new();
        let mut at = 0;
        let mut blanks = 0;
        // Blank rows cost nothing here, yet a file of nothing else must end somewhere.
        while table.rows.len() - blanks < ROWS && table.rows.len() < 10 * ROWS {
            let rest = &sample[at..];
            if rest.is_empty() {
                break;
            }
            match split(rest.as_bytes(), whole, rules, &mut spans) {
                Split::Row { next, .. } => {
                    let row = table.row(rest, &spans);
                    blanks += usize::from(row.is_blank());
                    table.rows.push(row);
                    at += next;
                }
                Split::More { quote } => {
                    table.open_quote = quote.map(|quote| at + quote);
                    break;
                }
                Split::TooMany => break,
                Split::OpenQuote { at: quote } => {
                    table.open_quote = Some(at + quote);
                    break;
                }
            }
        }
        table
    }

    fn row(&self, text: &str, spans: &[Span]) -> Row {
        let cells = spans.iter().map(|span| {
            let mut cell = text[span.start..span.end].to_owned();
            if let Some(quote) = self.rules.quote.filter(|_| span.escaped) {
                let all = 0..cell.len();
                let content = unquote(&mut cell, all, quote);
                cell.drain(..content.start);
            }
            cell
        });
        Row {
            cells: cells.collect(),
            quoted: spans.iter().filter(|span| span.quoted).count(),
        }
    }

    /// The cells of its longest row.
    fn width(&self) -> usize {
        self.rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0)
    }

    /// Whether most cells of the first row stand in quotes of this kind.
    fn quoted_throughout(&self) -> bool {
        self.rows
            .iter()
            .find(|row| !row.is_blank())
            .is_some_and(|row| row.quoted > 1 && row.quoted * 2 > row.cells.len())
    }

    /// Where the header is: the first of the first rows with two known names, or the
    /// names of fields below it; else the first row that is no comment.
    fn header(&self, from: usize, known: &dyn Fn(&str) -> bool) -> usize {
        let rows = || {
            self.rows
                .iter()
                .enumerate()
                .skip(from)
                .filter(|(_, row)| !row.is_blank())
        };
        let mut first = None;
        let mut seen = 0;
        for (index, row) in rows() {
            let hits = row.known(known);
            if hits >= 2 {
                let below = self.rows.get(index + 1);
                let fields = below.filter(|below| {
                    let known = || below.known(known);
                    below.cells != row.cells && is_fields(&below.cells, hits, known)
                });
                return index + usize::from(fields.is_some());
            }
            if !row.is_comment() {
                first.get_or_insert(index);
                seen += 1;
                if seen == HEADER_WITHIN {
                    break;
                }
            }
        }
        first
            .or_else(|| rows().map(|(index, _)| index).next())
            .unwrap_or(from)
    }

    fn judge(
        &self,
        quoting: Quoting,
        given: Given<'_>,
        known: &dyn Fn(&str) -> bool,
    ) -> (Score, Sniffed) {
        let (names, fixed) = (given.header, given.fixed);
        let names_delimiter = given.names_delimiter;
        let from = if names_delimiter {
            let line = self.rows.iter().position(|row| !row.is_blank());
            line.map_or(0, |line| (line + 1).min(self.rows.len() - 1))
        } else {
            0
        };
        let (skip, hits, header) = if let Some(names) = names {
            let above = self.rows[from..].iter();
            let comments = above.take_while(|row| row.is_blank() || row.is_comment());
            (from + comments.count(), 0, names.to_vec())
        } else {
            let at = self.header(from, known);
            let row = &self.rows[at];
            (at + 1, row.known(known), header(&row.cells))
        };
        let width = header.len();
        let below = || {
            self.rows[skip..]
                .iter()
                .filter(|row| !row.is_blank())
                .map(|row| row.cells.len())
        };
        let even = below().filter(|&cells| cells == width).count();
        let count = below().count();
        let evenness = match i32::try_from((even * 10).checked_div(count).unwrap_or(10)) {
            Ok(evenness) if width > 1 => evenness,
            Ok(_) | Err(_) => -1,
        };
        let rank = DELIMITERS
            .iter()
            .position(|&delimiter| delimiter == self.rules.delimiter)
            .unwrap_or(0);
        let head = skip - usize::from(names.is_none());
        let above = self.rows[from..head].iter().filter(|row| !row.is_blank());
        let (comments, preamble): (Vec<_>, Vec<_>) = above.partition(|row| row.is_comment());
        let sniffed = Sniffed {
            dialect: Dialect {
                delimiter: self.rules.delimiter,
                quoting,
                end: self.rules.end,
                skip,
                header,
            },
            names_delimiter,
            comments: comments.len() as u64,
            preamble: preamble.len() as u64,
            plausible: fixed || hits > 0 || evenness >= 5 || forms_columns(below()),
        };
        let single = quoting == Quoting::Single;
        ((hits, evenness, width, Reverse(rank), single), sniffed)
    }
}

/// Whether most rows have as many cells as one another, and more than one: a
/// table whose header has a cell more or less than its rows is one all the same.
fn forms_columns(widths: impl Iterator<Item = usize>) -> bool {
    let mut widths: Vec<usize> = widths.collect();
    widths.sort_unstable();
    let most = widths
        .chunk_by(|a, b| a == b)
        .filter(|alike| alike[0] > 1)
        .map(<[usize]>::len)
        .max();
    most.is_some_and(|most| most > 1 && most * 2 >= widths.len())
}
