//! What a filter is given besides the value that it works on.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::template::meter::Meter;
use crate::template::templates::ReadNumber;
use crate::template::value::Value;

/// What filters may use of the run.
#[derive(Clone, Copy)]
pub(in crate::template) struct Tools<'t> {
    /// Reads a number as shops write them.
    pub(in crate::template) read: ReadNumber,
    /// The decimal sign of the source, where one is set.
    pub(in crate::template) decimal: Option<char>,
    /// The shop's currency.
    pub(in crate::template) currency: Option<&'t str>,
    /// The shop's language.
    pub(in crate::template) language: Option<&'t str>,
    /// The bound on the work.
    pub(in crate::template) meter: &'t Meter,
}

/// The arguments in the order of the parameters; `None` where one is left out.
pub(in crate::template) struct Args<'a, 'v>(pub(in crate::template) &'a [Option<Value<'v>>]);

impl<'v> Args<'_, 'v> {
    /// The argument at this place, if it is given.
    pub(super) fn get(&self, place: usize) -> Option<Value<'v>> {
        self.0.get(place).cloned().flatten()
    }

    /// The text at this place; empty when it is left out.
    pub(super) fn text(&self, place: usize) -> Result<Cow<'v, str>, String> {
        self.get(place)
            .map_or(Ok(Cow::Borrowed("")), Value::into_text)
    }

    /// The number at this place; 0 when it is left out.
    pub(super) fn number(&self, place: usize) -> Result<Decimal, String> {
        self.get(place)
            .map_or(Ok(Decimal::ZERO), Value::into_number)
    }

    /// The whole number at this place, from 0 to `most`.
    pub(super) fn count(&self, place: usize, most: u32) -> Result<u32, String> {
        let number = self.number(place)?;
        let count = number.is_integer().then(|| u32::try_from(number).ok());
        count
            .flatten()
            .filter(|count| *count <= most)
            .ok_or_else(|| {
                format!("this must be a whole number from 0 to {most}, but it is {number}")
            })
    }
}
