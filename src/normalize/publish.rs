//! Publish rules that look at more than one cell: at its neighbour, at what is not
//! there, or at the stock.

use super::cells::{Cell, Verdict};
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
                // What nobody understands is not forgotten for what may be sold out.
                let unclear = matches!(self.cells.verdict, Some(Verdict::Unclear(_)));
                if !(unclear && matches!(verdict, Verdict::HiddenWhenSoldOut(_))) {
                    self.cells.verdict = Some(verdict);
                }
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
        if skip.sold_out {
            return Some(Verdict::HiddenWhenSoldOut(own));
        }
        let without = skip.without.as_deref()?;
        let other = self.cells.named(without, false, self.bindings);
        let alone = self.family == Family::Single && other.is_none();
        alone.then_some(Verdict::Hidden(own))
    }

    /// The cell that keeps the item out if it is sold out.
    pub(super) fn hidden_when_sold_out(&self) -> Option<Cell<'r>> {
        match self.cells.verdict {
            Some(Verdict::HiddenWhenSoldOut(cell)) => Some(cell),
            Some(Verdict::Hidden(_) | Verdict::Unclear(_)) | None => None,
        }
    }
}
