//! Of elements that stand once for each site of a shop, those of one.

use std::collections::BTreeSet;

use super::cells::{Cell, Desk};
use crate::preset::Site;

/// More names than this are no sites.
const MOST: usize = 1_000;

/// The sites that records name.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct Sites {
    names: BTreeSet<String>,
    /// Whether some record says the same of all sites, and whether some does not.
    alike: bool,
    differ: bool,
}

impl Sites {
    /// Their names, in order.
    pub(in crate::layout) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether no record can be read without knowing which site is meant.
    pub(in crate::layout) fn always_differ(&self) -> bool {
        self.differ && !self.alike
    }

    /// Leaves of each element the one for `view`, or else that for all sites. Without a
    /// view, texts that differ become one that says so.
    pub(super) fn apply(
        &mut self,
        step: &Site,
        desk: &Desk,
        view: Option<&str>,
        cells: &mut [Cell],
    ) {
        let (mut says, mut differs) = (false, false);
        for own in &step.at {
            let found = found(step, desk, own, cells);
            says |= !found.is_empty();
            for (_, site) in &found {
                if let Some(site) = site.as_ref().filter(|_| self.names.len() < MOST) {
                    self.names.insert(site.clone());
                }
            }
            differs |= choose(&found, view, cells);
        }
        self.differ |= differs;
        self.alike |= says && !differs;
    }
}

/// The cells of a column with content, and the sites that they are for.
fn found(step: &Site, desk: &Desk, own: &str, cells: &[Cell]) -> Vec<(usize, Option<String>)> {
    let mut found = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        if cell.gone || cell.text.is_empty() || desk.own(cell.column) != own {
            continue;
        }
        let mut attributes = cells[at + 1..]
            .iter()
            .take_while(|other| desk.is_attribute_of(other.column, cell.column));
        let site = attributes.find(|other| desk.own(other.column) == step.of);
        found.push((at, site.map(|site| site.text.clone())));
    }
    found
}

/// Takes out all but one of these cells; whether they differ and nobody said which counts.
fn choose(found: &[(usize, Option<String>)], view: Option<&str>, cells: &mut [Cell]) -> bool {
    let Some((first, _)) = found.first() else {
        return false;
    };
    let same = |at: usize| cells[at].text.eq_ignore_ascii_case(&cells[*first].text);
    if view.is_none() && !found.iter().all(|(at, _)| same(*at)) {
        let part = |(at, site): &(usize, Option<String>)| match site {
            Some(site) => format!("{site}: {}", cells[*at].text),
            None => cells[*at].text.clone(),
        };
        let parts: Vec<String> = found.iter().map(part).collect();
        for (at, _) in found {
            cells[*at].gone = at != first;
        }
        cells[*first].text = parts.join(", ");
        return true;
    }
    let plain = || found.iter().find(|(_, site)| site.is_none());
    let chosen = match view {
        Some(view) => found
            .iter()
            .find(|(_, site)| {
                site.as_ref()
                    .is_some_and(|site| site.eq_ignore_ascii_case(view))
            })
            .or_else(plain),
        None => found.first(),
    };
    let chosen = chosen.map(|(at, _)| *at);
    for (at, _) in found {
        cells[*at].gone = Some(*at) != chosen;
    }
    false
}
