//! What goes into a template and what comes out.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// What a template sees of one item.
pub trait Row {
    /// The cell in the column of this name; `None` when the source has no such
    /// column, `Some("")` when the cell is empty.
    ///
    /// `column` is in [`normal_form`](crate::source::normal_form), as the names
    /// that it is compared with should be. In XML, where any element may be
    /// absent from any record, an absent one is empty.
    fn cell(&self, column: &str) -> Option<&str>;
}

/// What a template made of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Made<'a> {
    /// Text, without white space at its ends.
    Text(&'a str),
    /// Text in which the template has written a number, with a decimal point.
    Computed(&'a str),
    /// A number: the template is one expression, and its value is one. Nobody
    /// has to guess its decimal sign.
    Number(Decimal),
}

impl<'a> Made<'a> {
    /// The text; a number is written with a decimal point.
    pub fn text(&self) -> Cow<'a, str> {
        match self {
            Self::Text(text) | Self::Computed(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}
