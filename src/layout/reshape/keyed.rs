//! Groups that one of their cells names.

use super::cells::{Cell, Shelf, first};
use super::language::Languages;
use super::recast::meets;
use crate::preset::Keyed;

/// Puts the groups of a step under their names. `currency` is the shop's.
pub(super) fn apply(
    step: &Keyed,
    shelf: &mut Shelf,
    (languages, currency): (&Languages, Option<&str>),
    cells: &mut [Cell],
) {
    if let (Some(own), Some(currency)) = (&step.currency, currency) {
        choose(step, shelf, (own, currency), cells);
    }
    let mut at = 0;
    while at < cells.len() {
        let begins = !cells[at].gone && shelf.own(cells[at].column) == step.at;
        if !begins {
            at += 1;
            continue;
        }
        let end = end(step, shelf, cells, at);
        rename(step, shelf, languages, &mut cells[at..end]);
        at = end;
    }
}

/// Takes out the groups in other currencies, where some are in this one.
fn choose(step: &Keyed, shelf: &Shelf, (own, currency): (&str, &str), cells: &mut [Cell]) {
    let has =
        |group: &[Cell]| first(shelf, group, own).map(|text| text.eq_ignore_ascii_case(currency));
    let mut groups = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        if shelf.own(cells[at].column) != step.at {
            at += 1;
            continue;
        }
        let end = end(step, shelf, cells, at);
        groups.push((at..end, has(&cells[at..end])));
        at = end;
    }
    if !groups.iter().any(|(_, same)| *same == Some(true)) {
        return;
    }
    for (group, _) in groups.iter().filter(|(_, same)| *same == Some(false)) {
        cells[group.clone()]
            .iter_mut()
            .for_each(|cell| cell.gone = true);
    }
}

/// Where the group ends that begins here.
fn end(step: &Keyed, shelf: &Shelf, cells: &[Cell], begin: usize) -> usize {
    let mut end = begin + 1;
    while let Some(cell) = cells.get(end) {
        let belongs = shelf.is_within(cell.column, &step.at);
        if !belongs || shelf.own(cell.column) == step.at {
            break;
        }
        end += 1;
    }
    end
}

fn rename(step: &Keyed, shelf: &mut Shelf, languages: &Languages, group: &mut [Cell]) {
    if !meets(&step.only, shelf, group) {
        group.iter_mut().for_each(|cell| cell.gone = true);
        return;
    }
    let mut keys = step.key.iter();
    let Some(key) = keys.find_map(|own| languages.best(shelf, group, own).first().copied()) else {
        return;
    };
    let key = group[key].text.replace(['[', ']'], " ");
    let element = shelf.name(group[0].column).to_owned();
    let named = format!("{element}[{}]", key.trim());
    let mut values = step.value.iter();
    let found = values.find_map(|own| {
        let found = languages.best(shelf, group, own);
        (!found.is_empty()).then_some(found)
    });
    if step.value.is_empty() {
        for cell in group.iter_mut() {
            let rest = shelf.name(cell.column).strip_prefix(element.as_str());
            let name = format!("{named}{}", rest.unwrap_or_default());
            cell.column = shelf.make(&name);
        }
        return;
    }
    let mut text = String::new();
    for at in found.into_iter().flatten() {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&group[at].text);
    }
    let unit = step
        .unit
        .as_deref()
        .and_then(|own| first(shelf, group, own));
    if let Some(unit) = unit.filter(|_| !text.is_empty()) {
        text.push(' ');
        text.push_str(unit);
    }
    let column = shelf.make(&named);
    group.iter_mut().for_each(|cell| cell.gone = true);
    group[0] = Cell {
        column,
        text,
        gone: false,
    };
}
