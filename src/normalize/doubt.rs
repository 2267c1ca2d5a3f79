//! What keeps an item out, or is said of it, where several cells must be looked at: the
//! presets say which.

use super::cells::Cell;
use super::make::Making;
use super::number;
use crate::catalog::{Field, Value};
use crate::finding::Rule;

impl<'r> Making<'_, 'r> {
    /// The column and the cell for which an item without pieces is not published.
    pub(super) fn hides_sold_out(&mut self, sold_out: bool) -> Option<(&'r str, &'r str)> {
        let cell = self.cells.while_sold_out?;
        if !sold_out && !self.has_no_pieces() {
            return None;
        }
        // Nothing is said of what is not to be published.
        self.findings.clear();
        Some((cell.name, cell.text))
    }

    /// Whether its pieces are counted, and there are none.
    fn has_no_pieces(&self) -> bool {
        let pieces = self.item.value(Field::QuantityToSellOnFacebook);
        matches!(pieces, Some(Value::Number(pieces)) if pieces.is_zero())
    }

    /// Says what cells leave open, of which the preset says so.
    pub(super) fn doubts(&mut self) {
        let preset = self.bindings.preset;
        for doubt in &preset.doubts {
            let cells = self.cells.numbered(&doubt.column, self.bindings);
            let own = |cell: &Cell<'_>| !self.bindings.binding(cell.column).inherited;
            let mut cells = cells.into_iter().map(|(_, cell)| cell).filter(own);
            let found = cells.find_map(|cell| Some((doubt.of(cell.text)?, cell)));
            if let Some((field, cell)) = found {
                self.fault(Rule::Invalid(field), cell, doubt.why.as_str());
            }
        }
    }

    /// Whether a price is the only one of its kind, where the preset says that there must
    /// not be several.
    pub(super) fn is_sole(&mut self, cell: Cell<'_>) -> bool {
        let feed = self.bindings.feed(cell.column, Field::Price.into());
        let Some(why) = feed.and_then(|feed| feed.sole.as_deref()) else {
            return true;
        };
        let amount = |cell: Cell<'_>| {
            let number = number::parse(cell.text, self.sign(cell)).ok();
            number.map(|number| number.amount)
        };
        let all = self.cells.all(Field::Price, self.bindings);
        let other = all.into_iter().map(|(other, _)| other).find(|other| {
            let filled = !other.text.is_empty() && other.text != cell.text;
            filled && amount(*other) != amount(cell)
        });
        let Some(other) = other else { return true };
        let message = format!("the record has `{}`, too: {why}", other.text);
        self.fault(Rule::Invalid(Field::Price), cell, message);
        false
    }
}
