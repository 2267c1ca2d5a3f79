//! Groups that one of their cells names.

use super::cells::{Cell, Desk, first};
use super::language::Languages;
use super::recast::meets;
use crate::preset::{Countries, Keyed};

/// What the shop has chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'t> {
    pub(super) languages: &'t Languages,
    pub(super) currency: Option<&'t str>,
    pub(super) country: Option<&'t str>,
}

/// Puts the groups of a step under their names.
pub(super) fn apply(step: &Keyed, desk: &mut Desk, shop: Wanted<'_>, cells: &mut [Cell]) {
    if let (Some(own), Some(currency)) = (&step.currency, shop.currency) {
        choose(step, desk, (own, currency), cells);
    }
    if let (Some(countries), Some(country)) = (&step.country, shop.country) {
        choose_country(step, desk, (countries, country), cells);
    }
    let mut at = 0;
    while at < cells.len() {
        let begins = !cells[at].gone && desk.own(cells[at].column) == step.at;
        if !begins {
            at += 1;
            continue;
        }
        let end = end(&step.at, desk, cells, at);
        rename(step, desk, shop.languages, &mut cells[at..end]);
        at = end;
    }
}

/// Takes out the groups in other currencies, where some are in this one.
fn choose(step: &Keyed, desk: &Desk, (own, currency): (&str, &str), cells: &mut [Cell]) {
    let has =
        |group: &[Cell]| first(desk, group, own).map(|text| text.eq_ignore_ascii_case(currency));
    let mut groups = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        if desk.own(cells[at].column) != step.at {
            at += 1;
            continue;
        }
        let end = end(&step.at, desk, cells, at);
        groups.push((at..end, has(&cells[at..end])));
        at = end;
    }
    if !groups.iter().any(|(_, same)| *same == Some(true)) {
        return;
    }
    for (group, _) in groups.iter().filter(|(_, same)| *same == Some(false)) {
        for cell in &mut cells[group.clone()] {
            cell.gone = true;
        }
    }
}

/// Takes out the groups that are for other countries, and of those with one name those
/// that are for all where one is for this country.
fn choose_country(
    step: &Keyed,
    desk: &Desk,
    (countries, country): (&Countries, &str),
    cells: &mut [Cell],
) {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        if cells[at].gone || desk.own(cells[at].column) != step.at {
            at += 1;
            continue;
        }
        let end = end(&step.at, desk, cells, at);
        let group = &cells[at..end];
        if !meets(&step.only, desk, group) {
            at = end;
            continue;
        }
        let name = step.key.iter().find_map(|own| first(desk, group, own));
        let name = name.unwrap_or_default().to_lowercase();
        let reach = reach(desk, group, (countries, country));
        groups.push((at..end, name, reach));
        at = end;
    }
    for (group, name, reach) in &groups {
        let nearer = || {
            let mut others = groups.iter();
            others.any(|(_, other, of)| other == name && *of == Some(Reach::Here))
        };
        if reach.is_none() || (*reach == Some(Reach::Everywhere) && nearer()) {
            for cell in &mut cells[group.clone()] {
                cell.gone = true;
            }
        }
    }
}

/// For whom a group is that is for the shop's country, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Here,
    Everywhere,
}

/// `None` for a group that is for others, or for a region that nobody knows.
fn reach(desk: &Desk, group: &[Cell], (countries, country): (&Countries, &str)) -> Option<Reach> {
    let words = |own: &str| {
        let cells = group.iter();
        let mine = cells.filter(|cell| !cell.gone && desk.own(cell.column) == own);
        let words = mine.flat_map(|cell| cell.text.split_whitespace());
        words.map(str::to_lowercase).collect::<Vec<String>>()
    };
    let country = country.to_lowercase();
    let named = words(&countries.of);
    if named.contains(&country) {
        return Some(Reach::Here);
    }
    let except = countries.except.as_deref().map(words);
    if except.is_some_and(|except| except.contains(&country)) {
        return None;
    }
    let regions = countries.regions.as_deref().map(words).unwrap_or_default();
    let mut known = regions.iter();
    let everywhere = known.any(|region| countries.everywhere.contains(region));
    let open = named.is_empty() && regions.is_empty();
    (everywhere || open).then_some(Reach::Everywhere)
}

/// Where the group ends that begins here.
pub(super) fn end(element: &str, desk: &Desk, cells: &[Cell], begin: usize) -> usize {
    let mut end = begin + 1;
    while let Some(cell) = cells.get(end) {
        let belongs = desk.is_within(cell.column, element);
        if !belongs || desk.own(cell.column) == element {
            break;
        }
        end += 1;
    }
    end
}

fn rename(step: &Keyed, desk: &mut Desk, languages: &Languages, group: &mut [Cell]) {
    if !meets(&step.only, desk, group) {
        for cell in group.iter_mut() {
            cell.gone = true;
        }
        return;
    }
    let mut keys = step.key.iter();
    let Some(key) = keys.find_map(|own| languages.best(desk, group, own).first().copied()) else {
        return;
    };
    let key = group[key].text.replace(['[', ']'], " ");
    let element = desk.name(group[0].column).to_owned();
    let named = format!("{element}[{}]", key.trim());
    let mut values = step.value.iter();
    let found = values.find_map(|own| {
        let found = languages.best(desk, group, own);
        (!found.is_empty()).then_some(found)
    });
    if step.value.is_empty() {
        for cell in group.iter_mut() {
            let rest = desk.name(cell.column).strip_prefix(element.as_str());
            let name = format!("{named}{}", rest.unwrap_or_default());
            cell.column = desk.make(&name);
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
    let unit = step.unit.as_deref().and_then(|own| first(desk, group, own));
    if let Some(unit) = unit.filter(|_| !text.is_empty()) {
        text.push(' ');
        text.push_str(unit);
    }
    let column = desk.make(&named);
    for cell in group.iter_mut() {
        cell.gone = true;
    }
    group[0] = Cell {
        column,
        text,
        gone: false,
    };
}
