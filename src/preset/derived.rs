//! Columns that no export has: those of an item's parent, and those that the
//! configuration fills.
//!
//! A layout puts the parent's cells beside the item's own, and `[source.map]`
//! its results; both are columns with names that no header uses.

use crate::catalog::Field;

const PARENT: &str = "parent › ";
const MAPPED: &str = "source.map › ";

/// The name under which the parent's column stands beside the item's own.
pub fn inherit(name: &str) -> String {
    format!("{PARENT}{name}")
}

/// The name of the parent's column, where a name is one of those.
pub fn inherited_name(name: &str) -> Option<&str> {
    name.strip_prefix(PARENT)
}

/// The name of the column that the configuration fills for a field.
pub fn mapped_name(field: Field) -> String {
    format!("{MAPPED}{}", field.name())
}

/// The field that a column of the configuration feeds.
pub fn mapped_field(name: &str) -> Option<Field> {
    Field::find(name.strip_prefix(MAPPED)?)
}
