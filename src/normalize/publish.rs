//! Publish rules that look at more than one cell: at its neighbour, or at what is not
//! there.

use super::cells::Verdict;
use super::make::Making;
use crate::preset::{Family, Published, Skip};

impl<'r> Making<'_, 'r> {
    /// Asks the rules that a cell alone does not answer.
    pub(super) fn further_rules(&mut self) {
        let preset = self.bindings.preset;
        for at in &self.bindings.further {
            if matches!(self.cells.verdict, Some(Verdict::Hidden(_))) {
                return;
            }
            if let Some(verdict) = self.further(&preset.skip[*at]) {
                self.cells.verdict = Some(verdict);
            }
        }
    }

    fn further(&self, skip: &Skip) -> Option<Verdict<'r>> {
        let own = self.cells.named(&skip.column, false, self.bindings);
        if skip.empty {
            let says = own.or_else(|| self.cells.named(&skip.column, true, self.bindings));
            let blank = self.cells.blank(&skip.column, self.bindings);
            return blank.filter(|_| says.is_none()).map(Verdict::Hidden);
        }
        let own = own.filter(|cell| skip.judge(cell.text) == Published::No)?;
        let without = skip.without.as_deref()?;
        let other = self.cells.named(without, false, self.bindings);
        let alone = self.family == Family::Single && other.is_none();
        alone.then_some(Verdict::Hidden(own))
    }
}
