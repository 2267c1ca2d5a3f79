//! Names that a record explains itself: what `01` is called in one product is not what it
//! is called in another.

use super::cells::{Cell, Desk, first};
use super::keyed::end;
use super::language::Languages;
use crate::preset::{Index, Inside};

/// The name under which an explained name is kept.
pub(super) fn scoped(of: &str, named: &str, name: &str) -> String {
    format!("{of}\u{1f}{named}\u{1f}{name}")
}

/// Gives all names that a record explains, and what they stand for, to `add`.
pub(super) fn explained(
    (step, inside): (&Index, &Inside),
    desk: &Desk,
    languages: &Languages,
    cells: &[Cell],
    mut add: impl FnMut(&str, &str),
) {
    let Some(of) = first(desk, cells, &inside.of) else {
        return;
    };
    let mut named = "";
    let mut at = 0;
    while at < cells.len() {
        let own = desk.own(cells[at].column);
        if own == inside.named {
            named = &cells[at].text;
        }
        if own != inside.each {
            at += 1;
            continue;
        }
        let end = end(&inside.each, desk, cells, at);
        let group = &cells[at..end];
        let mut keys = step.key.iter();
        let key = keys.find_map(|own| first(desk, group, own));
        let best = languages.best(desk, group, &step.value);
        if let (Some(key), Some(best)) = (key, best.first()) {
            add(&scoped(of, named, key), &group[*best].text);
        }
        at = end;
    }
}

/// Puts what `find` knows in place of the names in a record's cells.
pub(super) fn explain<'t>(
    (step, inside): (&Index, &Inside),
    desk: &Desk,
    cells: &mut [Cell],
    find: impl Fn(&str) -> Option<&'t str>,
) {
    let mut by = inside.by.iter();
    let Some(of) = by.find_map(|own| first(desk, cells, own)) else {
        return;
    };
    let of = of.to_owned();
    let mut beside = String::new();
    for cell in cells.iter_mut().filter(|cell| !cell.gone) {
        let own = desk.own(cell.column);
        if inside.beside.as_deref() == Some(own) {
            beside.clone_from(&cell.text);
        }
        if !step.look.contains_key(own) {
            continue;
        }
        let name = desk.name(cell.column);
        let in_name = name
            .strip_suffix(']')
            .and_then(|name| name.rsplit_once('['));
        let named = in_name.map_or(beside.as_str(), |(_, named)| named);
        if let Some(text) = find(&scoped(&of, named, &cell.text)) {
            text.clone_into(&mut cell.text);
        }
    }
}
