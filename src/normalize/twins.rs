//! Several columns for one thing: which of them counts.

use std::collections::HashMap;

use super::bind::Bindings;
use super::binding::Use;
use super::cells::Cells;
use crate::preset::By;

/// Columns that feed the same from the same rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Twins {
    /// The first of them, by what they feed.
    first: HashMap<(usize, u16), (u16, bool)>,
    /// Whether there are any.
    pub(super) any: bool,
}

impl Twins {
    /// Takes a column into account.
    pub(super) fn note(&mut self, of: &Use, inherited: bool) {
        let of_rank = (of.target.index(), of.rank);
        let own = (of.place, inherited);
        self.any |= *self.first.entry(of_rank).or_insert(own) != own;
        // Columns of one name may differ by their language alone.
        self.any |= of
            .feed
            .is_some_and(|feed| matches!(feed.by, Some(By::Language | By::LanguageAndView)));
    }
}

impl Cells<'_> {
    /// Of several columns that are as good, takes the one whose name the preset has first,
    /// and of several languages the same one, in whatever order they stand: pieces that
    /// can be sold come before those on the shelf.
    pub(super) fn settle_twins(&mut self, bindings: &Bindings) {
        for (at, (column, text)) in (0..).zip(&self.texts) {
            if text.is_empty() {
                continue;
            }
            let binding = bindings.binding(*column);
            for of in &binding.uses {
                let slot = &mut self.best[of.target.index()];
                let Some((_, other)) = slot.filter(|(rank, _)| *rank == of.rank) else {
                    continue;
                };
                let other = bindings.binding(self.texts[other as usize].0);
                let mut theirs = other.uses.iter();
                let theirs = theirs.find(|of_other| of_other.target == of.target);
                let known = theirs.map(|theirs| (theirs.place, other.tongue(theirs)));
                if Some((of.place, binding.tongue(of))) < known {
                    *slot = Some((of.rank, at));
                }
            }
        }
    }
}
