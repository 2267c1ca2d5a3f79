//! What a template could not make of one row.

use super::columns::Columns;
use super::node::Stop;
use super::row::Row;
use super::templates::Script;
use super::value::clipped;
use crate::catalog::Field;

/// Columns that a message shows, at most.
const SHOWN: usize = 4;

/// Why a template has no result for one item.
///
/// The item is held back when the field is required, or when it was the filter
/// that failed: an item is never dropped because nobody could tell whether it
/// should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field that the template is for; `None` for the filter.
    pub field: Option<Field>,
    /// A fragment: the template, its place, the reason, and the cells that it saw.
    pub message: String,
    /// The first column that the template uses, as the template writes it; empty
    /// when it uses none.
    pub column: String,
    /// The cell in that column.
    pub value: String,
}

impl Fault {
    pub(super) fn new(
        field: Option<Field>,
        script: &Script,
        used: &[usize],
        columns: &Columns,
        row: &dyn Row,
        stop: &Stop,
    ) -> Self {
        let cells: Vec<(&str, &str)> = used
            .iter()
            .filter_map(|index| columns.get(*index))
            .filter_map(|column| Some((column.written.as_str(), row.cell(&column.form)?)))
            .collect();
        let shown: Vec<String> = cells
            .iter()
            .take(SHOWN)
            .map(|(name, cell)| format!("`{}` is `{}`", clipped(name), clipped(cell)))
            .collect();
        let (origin, column) = script.text.spot(stop.at.start);
        let place = format!("`{}` ({origin}, column {column})", script.name);
        let reason = &stop.reason;
        let message = if shown.is_empty() {
            format!("{place}: {reason}")
        } else {
            format!("{place}: {reason}; in this row {}", shown.join(", "))
        };
        let (column, value) = cells.first().copied().unwrap_or_default();
        Self {
            field,
            message,
            column: column.to_owned(),
            value: value.to_owned(),
        }
    }
}
