//! Stock: how many pieces there are, who counts them, and what is sold beyond them.

use super::cells::Cell;
use super::make::Making;
use super::number::{self, NumberError};
use super::stock::{Stated, StockFacts, backorder, judge};
use super::words;
use crate::catalog::{Field, Value, Vocabulary};
use crate::finding::Rule;
use crate::preset::Input;
use rust_decimal::Decimal;

impl<'r> Making<'_, 'r> {
    /// Availability and quantity, from one table.
    pub(super) fn stock(&mut self) {
        let mut facts = StockFacts::default();
        let word = self.cells.one(Field::Availability);
        if let Some(cell) = word {
            let Some(stated) = words::availability(cell.text) else {
                self.unknown_word(Field::Availability, Vocabulary::Availability, cell);
                return;
            };
            facts.stated = Some(match stated {
                words::Stock::In => Stated::In,
                words::Stock::Out => Stated::Out,
                words::Stock::OnOrder => Stated::OnOrder,
                words::Stock::BackOrder => Stated::BackOrder,
                words::Stock::PreOrder => Stated::PreOrder,
            });
        }
        if !self.takes_orders(&mut facts) || !self.ways_to_order(&mut facts) {
            return;
        }
        let quantity = self.pieces();
        let mut unread = None;
        if let Some(cell) = quantity {
            match self.counted(cell) {
                Ok(pieces) => facts.pieces = Some(pieces),
                Err(NumberError::Empty) => {}
                Err(error) => unread = Some((cell, error)),
            }
        }
        // An unreadable quantity is no licence to fall back on the shop's word.
        let unknown = match quantity {
            Some(_) if unread.is_some() => None,
            Some(_) | None => self.shop.availability,
        };
        let stock = judge(facts, self.shop.backorder, unknown);
        match unread {
            Some((cell, error)) if stock.availability.is_none() => {
                let message =
                    format!("the pieces, of which all depends here, cannot be read: {error}");
                self.fault(Rule::Invalid(Field::Availability), cell, message);
            }
            Some((cell, error)) => {
                let rule = Rule::Invalid(Field::QuantityToSellOnFacebook);
                self.fault(rule, cell, error.to_string());
            }
            None => {}
        }
        if let Some(cell) = word.filter(|_| stock.contradiction) {
            let message = "the item is called in stock and has no pieces; it is sent as sold out";
            self.fault(Rule::AvailabilityContradiction, cell, message);
        }
        if let Some(availability) = stock.availability {
            self.item.set(Field::Availability, availability);
        }
        if let Some(pieces) = stock.quantity {
            let most = u64::from(u32::MAX);
            let pieces = Decimal::from(pieces.min(most));
            self.item
                .set(Field::QuantityToSellOnFacebook, Value::Number(pieces));
        }
    }

    /// The cell with the pieces; a variant may draw on those of its parent, as its
    /// own cell says, or the one that tells who is counted.
    fn pieces(&self) -> Option<Cell<'r>> {
        let cell = self.cells.one(Field::QuantityToSellOnFacebook);
        let parents = |cell: Option<Cell<'r>>| {
            cell.is_some_and(|cell| cell.text.eq_ignore_ascii_case("parent"))
        };
        let joined = cell.is_some_and(|cell| self.bindings.binding(cell.column).joined);
        let counted = || {
            let has_parent = self.cells.has(Input::ParentStock);
            !joined && has_parent && parents(self.cells.one(Input::Counted))
        };
        if parents(cell) || counted() {
            return self.cells.one(Input::ParentStock);
        }
        cell
    }

    /// Whether the shop takes orders for what is not there yet. `false` when a word cannot
    /// be understood.
    fn takes_orders(&mut self, facts: &mut StockFacts) -> bool {
        let Some(cell) = self.cells.one(Input::PreOrder) else {
            return true;
        };
        let said = words::boolean(cell.text);
        facts.preorder = said == Some(true);
        if said.is_none() {
            let message = format!("`{}` does not tell whether orders are taken", cell.text);
            self.fault(Rule::Invalid(Field::Availability), cell, message);
        }
        said.is_some()
    }

    /// The pieces of a cell, or of all cells that are added up to it.
    fn counted(&self, cell: Cell<'_>) -> Result<i64, NumberError> {
        let target = Field::QuantityToSellOnFacebook;
        let feed = self.bindings.feed(cell.column, target.into());
        let Some(feed) = feed.filter(|feed| feed.sum) else {
            return number::whole(cell.text, self.sign(cell));
        };
        let cells = self.cells.numbered(&feed.column, self.bindings);
        cells.into_iter().try_fold(0_i64, |sum, (_, cell)| {
            let pieces = number::whole(cell.text, self.sign(cell))?;
            Ok(sum.saturating_add(pieces))
        })
    }

    /// Whether pieces are counted, and whether the shop sells what it does not
    /// have. `false` when a word cannot be understood: then the item is held back.
    fn ways_to_order(&mut self, facts: &mut StockFacts) -> bool {
        let is_joined = |cell: Cell<'_>| self.bindings.binding(cell.column).joined;
        let cell = self.cells.one(Input::Tracked);
        // Whose pieces another file counts, somebody counts.
        let elsewhere = self.pieces().is_some_and(is_joined) && !cell.is_some_and(is_joined);
        if self.bindings.has_tracked && !elsewhere {
            // Who counts is named by name; an empty cell means that nobody does.
            let counted = cell.map(|cell| words::boolean(cell.text) != Some(false));
            facts.managed = Some(counted.unwrap_or(false));
        }
        let yes = |input| {
            let cell = self.cells.one(input);
            cell.is_some_and(|cell| words::boolean(cell.text) == Some(true))
        };
        if let Some(cell) = self.cells.one(Input::Counted)
            && !yes(Input::CountedElsewhere)
        {
            let nobody = cell.text.eq_ignore_ascii_case("none");
            facts.managed = Some(!nobody && words::boolean(cell.text) != Some(false));
        }
        if let Some(cell) = self.cells.one(Input::OnlyStock) {
            let only = words::boolean(cell.text);
            if only.is_none() {
                let message = format!("`{}` does not tell whether only stock is sold", cell.text);
                self.fault(Rule::Invalid(Field::Availability), cell, message);
                return false;
            }
            facts.backorder = only == Some(false);
        }
        let elsewhere = yes(Input::BackorderElsewhere);
        let Some(cell) = self.cells.one(Input::Backorder).filter(|_| !elsewhere) else {
            return true;
        };
        let Some(sells) = backorder(cell.text) else {
            let message = format!(
                "`{}` does not tell whether the shop sells what it does not have",
                cell.text
            );
            self.fault(Rule::Invalid(Field::Availability), cell, message);
            return false;
        };
        facts.backorder = sells;
        true
    }
}
