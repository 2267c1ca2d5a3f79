//! The decimal sign of each column of amounts.

use std::collections::HashMap;

use super::bind::Bindings;
use super::evidence::{Evidence, Settled};
use super::number::Sign;
use crate::catalog::{Field, Kind};
use crate::preset::Preset;
use crate::source::{ColumnId, Record, Source, SourceError};

/// Which decimal sign a column uses.
#[derive(Clone, Debug)]
pub enum Signs {
    /// The same for all: a preset or a setting says so.
    All(Sign),
    /// What the cells of each column say. Where they say both, only cells that
    /// are certain by themselves are read.
    Columns(HashMap<ColumnId, Sign>),
}

impl Signs {
    pub(super) fn of(&self, column: ColumnId) -> Option<Sign> {
        match self {
            Self::All(sign) => Some(*sign),
            Self::Columns(columns) => columns.get(&column).copied(),
        }
    }
}

/// A column that can be read in two ways throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenColumn {
    /// Its name.
    pub column: String,
    /// One of its cells.
    pub sample: String,
}

/// Settles the decimal sign of every column of amounts from the whole file
/// (`contract.md` 7). One more pass, only for presets that do not define it.
pub fn settle_signs(
    source: &Source,
    preset: &'static Preset,
) -> Result<Result<Signs, OpenColumn>, SourceError> {
    let mut bindings = Bindings::new(preset);
    let mut evidence: HashMap<ColumnId, Evidence> = HashMap::new();
    let mut reader = source.read()?;
    let mut record = Record::new();
    while reader.next(&mut record)? {
        bindings.extend(reader.columns());
        for (column, cell) in record.cells() {
            if bindings.binding(column).field.is_some_and(is_amount) {
                evidence.entry(column).or_default().note(cell);
            }
        }
    }
    let mut signs = HashMap::new();
    let mut columns: Vec<_> = evidence.into_iter().collect();
    columns.sort_by_key(|(column, _)| column.index());
    for (column, evidence) in columns {
        match evidence.settle() {
            Settled::Sign(sign) => {
                signs.insert(column, sign);
            }
            Settled::None | Settled::Mixed => {}
            Settled::Ambiguous => {
                let sample = evidence.ambiguous.first.unwrap_or_default();
                return Ok(Err(OpenColumn {
                    column: reader.columns().name(column).to_owned(),
                    sample: sample.into(),
                }));
            }
        }
    }
    Ok(Ok(Signs::Columns(signs)))
}

fn is_amount(field: Field) -> bool {
    match field.kind() {
        Kind::Price | Kind::UnitPrice => true,
        Kind::Line { .. }
        | Kind::Prose { .. }
        | Kind::Html { .. }
        | Kind::Category { .. }
        | Kind::Window
        | Kind::Date
        | Kind::Url
        | Kind::Urls { .. }
        | Kind::Media { .. }
        | Kind::Word(_)
        | Kind::Words(_)
        | Kind::Whole { .. }
        | Kind::Rating
        | Kind::Gtin
        | Kind::Labels { .. }
        | Kind::Shipping
        | Kind::Weight
        | Kind::Country
        | Kind::Address
        | Kind::AppLink
        | Kind::Attributes => false,
    }
}
