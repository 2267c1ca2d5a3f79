//! Quotes that are text: `1,"Best" cup,9.95`.
//!
//! Programs that never quote write a quotation mark as it is, and where it begins
//! a cell it seems to open one that goes on until some later quote, rows below.
//! A quote that is not doubled shows that something is wrong; what was meant then
//! tells the number of cells: the line has as many as the header when its quotes
//! are text, and so has the next one. Files without such quotes are never read so.

use memchr::memchr;

use super::split::{Closed, Rules, Span, Split, close};

/// What a quoted cell is whose quotes are in doubt.
pub(super) enum Doubt {
    /// A cell after all, whatever its quotes.
    Cell {
        /// The cell.
        span: Span,
        /// Where the search for the delimiter goes on.
        after: usize,
    },
    /// The row is something else, or not to be told yet.
    Row(Split),
}

/// Whether a row has as many cells as the header. Delimiters at the end of each
/// line are a habit of some programs.
pub(super) fn fits(spans: &[Span], width: usize) -> bool {
    spans.len() == width
        || spans.len() > width && spans[width..].iter().all(|span| span.start == span.end)
}

/// Settles what the quote at `open` of the first row means, which others put in
/// doubt. `spans` holds the cells in front of it.
pub(super) fn in_doubt(
    bytes: &[u8],
    open: usize,
    last: bool,
    rules: Rules,
    spans: &mut Vec<Span>,
) -> Doubt {
    let before = spans.len();
    let end = memchr(rules.end, &bytes[open..]).map(|distance| open + distance);
    let Some(end) = end else {
        // A last line without its end may be cut short.
        return Doubt::Row(if last {
            Split::OpenQuote { at: open }
        } else {
            Split::More { quote: Some(open) }
        });
    };
    let next = end + 1;
    let below = match memchr(rules.end, &bytes[next..]) {
        Some(distance) => &bytes[next..next + distance],
        None if last => &bytes[next..],
        None => return Doubt::Row(Split::More { quote: Some(open) }),
    };
    let mut cells = Vec::new();
    line(without_return(below, rules), rules, &mut cells);
    let goes_on = fits(&cells, rules.width) || last && next >= bytes.len();
    let row = &bytes[..end];
    let row = without_return(row, rules);
    let as_row = |spans: &mut Vec<Span>| {
        line(row, rules, spans);
        let row = Split::Row {
            len: row.len(),
            next,
            ended: true,
            literal: true,
        };
        Doubt::Row(row)
    };
    line(row, rules, &mut cells);
    if goes_on && fits(&cells, rules.width) {
        return as_row(spans);
    }
    let sure = Rules { width: 0, ..rules };
    let quote = rules.quote.unwrap_or(b'"');
    match close(bytes, open, quote, last, sure) {
        Closed::At { span, after } => {
            // How many cells the whole row would have.
            let rest = Rules { width: 0, ..rules };
            let whole = super::split::split(bytes, last, rest, &mut cells);
            let fitting = !matches!(whole, Split::Row { .. }) || fits(&cells, rules.width);
            if goes_on && !fitting {
                return as_row(spans);
            }
            spans.truncate(before);
            Doubt::Cell { span, after }
        }
        // Where the line below is a row, only this one is damaged.
        Closed::More | Closed::Doubt if last && goes_on => as_row(spans),
        Closed::More | Closed::Doubt if last => Doubt::Row(Split::OpenQuote { at: open }),
        Closed::More | Closed::Doubt => Doubt::Row(Split::More { quote: Some(open) }),
    }
}

/// Reads a line with stray quotes in it once more, with those that are not as
/// they should be taken for text; whether it has as many cells as the header then.
/// If not, the cells stay what they were.
pub(super) fn as_line(row: &[u8], rules: Rules, spans: &mut Vec<Span>) -> bool {
    if memchr(rules.end, row).is_some() {
        return false;
    }
    let mut cells = Vec::new();
    line(row, rules, &mut cells);
    let better = fits(&cells, rules.width);
    if better {
        *spans = cells;
    }
    better
}

/// The cells of one line: in quotes are those whose quotes are as they should be.
fn line(row: &[u8], rules: Rules, spans: &mut Vec<Span>) {
    spans.clear();
    let sure = Rules { width: 0, ..rules };
    let mut at = 0;
    loop {
        let closed = rules
            .quote
            .filter(|quote| row.get(at) == Some(quote))
            .map(|quote| close(row, at, quote, true, sure));
        let (found, rest) = match closed {
            Some(Closed::At { span, after }) if !span.stray => (Some(span), after),
            Some(_) | None => (None, at),
        };
        let stop = memchr(rules.delimiter, &row[rest..]).map(|distance| rest + distance);
        let end = stop.unwrap_or(row.len());
        spans.push(found.unwrap_or(Span {
            start: at,
            end,
            quoted: false,
            escaped: false,
            stray: false,
        }));
        match stop {
            Some(stop) => at = stop + 1,
            None => return,
        }
    }
}

fn without_return(mut row: &[u8], rules: Rules) -> &[u8] {
    while rules.end == b'\n'
        && let [rest @ .., b'\r'] = row
    {
        row = rest;
    }
    row
}
