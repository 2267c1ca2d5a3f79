//! Names of options that stand in the names of their columns.

use super::cells::Cell;
use super::make::Making;
use crate::preset::{Input, Target, inherited_name, key};

impl<'r> Making<'_, 'r> {
    /// The name of an option that stands in its column's name: what `*` stood for
    /// in `PARAM[*]` or at the end, as the file writes it.
    pub(super) fn named_by_column(&self, value: Cell<'r>) -> Option<&'r str> {
        let column = inherited_name(value.name).unwrap_or(value.name);
        let target = Target::Input(Input::OptionValue);
        let feed = self.bindings.feed(value.column, target);
        if feed.is_some_and(|feed| feed.named) {
            let captured = self.bindings.binding(value.column).unit.as_deref()?;
            let mut ends = column.char_indices().map(|(at, _)| &column[at..]);
            return ends.find(|end| key(end) == captured && !end.starts_with(['_', ' ', '-']));
        }
        let (_, rest) = column.split_once('[')?;
        let (name, _) = rest.split_once(']')?;
        let captured = self.bindings.binding(value.column).unit.as_ref()?;
        let from = name.len().checked_sub(captured.len())?;
        Some(name.get(from..).unwrap_or(name))
    }
}
