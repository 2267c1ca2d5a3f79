//! How amounts and dates of a source are written, and what says so.

use super::input::Input;
use crate::config::{DateOrder, DecimalSign};
use crate::normalize::{OrderSample, SignSample};

/// How the decimal sign of a source is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecimalBasis {
    /// By a setting.
    Setting(DecimalSign),
    /// By the format, which defines it.
    Format(char),
    /// By cells that can be read in one way only; one entry a column.
    Cells(Vec<SignSample>),
    /// No amount needs one.
    Nothing,
    /// It is not: a column can be read in two ways throughout.
    Open {
        /// The column.
        column: String,
        /// One of its cells.
        sample: String,
    },
}

/// How amounts and dates are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The decimal sign of amounts.
    pub decimal: DecimalBasis,
    /// The order of dates that a setting gives.
    pub order: Option<DateOrder>,
    /// Columns of dates that could be read in several orders, each by itself.
    pub dates: Vec<OrderSample>,
}

impl Default for Basis {
    fn default() -> Self {
        Self {
            decimal: DecimalBasis::Nothing,
            order: None,
            dates: Vec::new(),
        }
    }
}

impl Basis {
    /// What settings and the format say, before any cell was read.
    pub(super) fn of_setting(input: &Input) -> Self {
        Self {
            decimal: match (input.decimal, input.preset.decimal) {
                (Some(sign), _) => DecimalBasis::Setting(sign),
                (None, Some(sign)) => DecimalBasis::Format(sign),
                (None, None) => DecimalBasis::Nothing,
            },
            order: input.dates,
            dates: Vec::new(),
        }
    }
}
