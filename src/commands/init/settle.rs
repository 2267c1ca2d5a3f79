//! What cells and names do not tell is asked for, and taken down for the sources.

use shelfsync::catalog::Field;
use shelfsync::normalize::{OrderOf, OrderSample};
use shelfsync::pipeline::{DecimalBasis, InputError, Look, Recognized, sample_cells};

use super::{Session, columns, questions};
use crate::commands::context::Context;
use crate::failure::Failure;

impl Session<'_> {
    /// A decimal sign that no cell shows: without it nothing can be read.
    pub(super) fn settle_decimal(
        &mut self,
        at: usize,
        one: &mut Recognized,
    ) -> Result<(), Failure> {
        let DecimalBasis::Open { column, sample } = &one.basis.decimal else {
            return Ok(());
        };
        let sign = if self.asks {
            self.view
                .ask(|asker| questions::decimal(asker, column, sample))?
        } else {
            None
        };
        let sign = sign.ok_or_else(|| InputError::Decimal {
            shown: one.path.clone(),
            column: column.clone(),
            sample: sample.clone(),
        })?;
        self.exports.inputs[at].decimal = Some(sign);
        self.exports.sources[self.exports.of[at]].decimal = Some(sign);
        one.basis.decimal = DecimalBasis::Setting(sign);
        Ok(())
    }

    /// Looks at the export with what has been answered so far. A column that was chosen
    /// for its amounts may not show how they are written, which is asked for then.
    pub(super) fn look_and_settle(&mut self, context: &Context) -> Result<Look, Failure> {
        loop {
            let open = match self.look(context) {
                Err(Failure::Input(InputError::Decimal {
                    shown,
                    column,
                    sample,
                })) => (shown, column, sample),
                seen => return seen,
            };
            let (shown, column, sample) = &open;
            let mut inputs = self.exports.inputs.iter();
            let at = inputs.position(|input| input.shown == *shown && input.decimal.is_none());
            let given = match at {
                Some(at) => self
                    .view
                    .ask(|asker| questions::decimal(asker, column, sample))?
                    .map(|sign| (at, sign)),
                None => None,
            };
            let Some((at, sign)) = given else {
                let (shown, column, sample) = open;
                return Err(Failure::Input(InputError::Decimal {
                    shown,
                    column,
                    sample,
                }));
            };
            self.exports.inputs[at].decimal = Some(sign);
            self.exports.sources[self.exports.of[at]].decimal = Some(sign);
        }
    }

    /// An order of dates that no cell shows.
    pub(super) fn settle_dates(&mut self, at: usize, one: &mut Recognized) -> Result<(), Failure> {
        let open = |sample: &&OrderSample| sample.order == OrderOf::Open;
        let Some(sample) = one.basis.dates.iter().find(open) else {
            return Ok(());
        };
        let shop = self.answers.context()?.settings.shop;
        let currency = shop.currency.map(|currency| currency.code().to_owned());
        let hint = questions::suggested(currency.as_deref(), one.language.as_deref());
        let given = self
            .view
            .ask(|asker| questions::dates(asker, &sample.column, &sample.cell, hint))?;
        if let Some(order) = given {
            self.exports.inputs[at].dates = Some(order);
            self.exports.sources[self.exports.of[at]].dates = Some(order);
            one.basis.order = Some(order);
        }
        Ok(())
    }

    /// Asks which column makes a field that none is known for; what is left was left open.
    pub(super) fn ask_columns(
        &mut self,
        unfed: Vec<Field>,
        recognized: &[Recognized],
    ) -> Result<Vec<Field>, Failure> {
        let (Some(input), Some(first)) = (self.exports.inputs.first(), recognized.first()) else {
            return Ok(unfed);
        };
        if unfed.is_empty() {
            return Ok(unfed);
        }
        // One line has to do for all files.
        let inputs = &self.exports.inputs;
        let in_all = |name: &String| {
            let mut all = inputs.iter();
            all.all(|input| input.source.facts().columns.contains(name))
        };
        let mut samples = sample_cells(input);
        samples.retain(|(name, _)| inputs.len() == 1 || in_all(name));
        let mapped = &mut self.mapped;
        let left = self
            .view
            .ask(|asker| columns::ask(asker, &unfed, &samples, first.matching.as_ref(), mapped))?;
        columns::apply(&mut self.exports.inputs, &self.mapped);
        Ok(left)
    }
}
