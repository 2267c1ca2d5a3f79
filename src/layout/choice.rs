//! Groups of a parent's cells that are for some of its variants only: pictures of
//! the red ones. Each says which options a variant must have.

use super::book::{Book, CHOOSE, CHOOSE_NAME, CHOOSE_VALUE, CHOSEN_BY};
use super::view::View;
use crate::source::Record;

/// A group of the parent's cells.
struct Group<'b> {
    /// The name of its element: groups of one name stand for one another.
    name: &'b str,
    cells: std::ops::Range<usize>,
    /// Whether it is for some variants only, and for this one.
    fits: Option<bool>,
}

/// The places of the parent's cells that are not for this variant. A group that names
/// its options goes before those of its element that name none.
pub(super) fn left_out(book: &Book, parent: &Record, view: &View, variant: &Record) -> Vec<bool> {
    let cells: Vec<_> = parent.cells().collect();
    let mut out = vec![false; cells.len()];
    let part = |at: usize| book.parts[cells[at].0.index()];
    let name = |at: usize| book.names[cells[at].0.index()].as_str();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        if part(at) & CHOOSE == 0 {
            at += 1;
            continue;
        }
        let (element, _) = name(at).rsplit_once('@').unwrap_or((name(at), ""));
        let within = |at: usize| {
            let rest = name(at).strip_prefix(element);
            part(at) & CHOOSE == 0 && rest.is_some_and(|rest| rest.starts_with(['/', '@']))
        };
        let mut end = at + 1;
        let mut option = "";
        let mut fits = None;
        while end < cells.len() && within(end) {
            let text = cells[end].1.trim();
            if part(end) & CHOOSE_NAME != 0 {
                option = text;
            }
            if part(end) & CHOOSE_VALUE != 0 {
                let has = has(view, variant, option, text);
                fits = Some(fits.unwrap_or(true) && has);
            }
            end += 1;
        }
        groups.push(Group {
            name: element,
            cells: at..end,
            fits,
        });
        at = end;
    }
    for group in &groups {
        let better = || {
            let mut others = groups.iter();
            others.any(|other| other.fits == Some(true) && other.name == group.name)
        };
        if group.fits == Some(false) || (group.fits.is_none() && better()) {
            out[group.cells.clone()].fill(true);
        }
    }
    out
}

/// Whether a variant has this option: `attribute[color]` is that of `color`.
fn has(view: &View, variant: &Record, option: &str, value: &str) -> bool {
    let mut cells = variant.cells();
    cells.any(|(column, text)| {
        if !view.plays(column, CHOSEN_BY) || !text.trim().eq_ignore_ascii_case(value) {
            return false;
        }
        let name = view.columns.name(view.own(column));
        let named = name
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'));
        named.is_none_or(|(named, _)| named.eq_ignore_ascii_case(option))
    })
}
