//! Columns that no export has: those of an item's parent, those of other files, and
//! those that the configuration fills.
//!
//! A layout puts the parent's cells beside the item's own, and `[source.map]`
//! its results; both are columns with names that no header uses.

use crate::catalog::Field;

const PARENT: &str = "parent › ";
const MAPPED: &str = "source.map › ";
const JOINED: &str = "joined › ";
const EXACT: &str = " (number)";

/// The name of a column that another file gives: that of the source, and its own.
pub fn join(source: &str, name: &str) -> String {
    format!("{JOINED}{source}.{name}")
}

/// The name that templates use for a column of another file, where a name is one of
/// those.
pub fn joined_name(name: &str) -> Option<&str> {
    name.strip_prefix(JOINED)
}

/// The name under which the parent's column stands beside the item's own.
pub fn inherit(name: &str) -> String {
    format!("{PARENT}{name}")
}

/// The name of the parent's column, where a name is one of those.
pub fn inherited_name(name: &str) -> Option<&str> {
    name.strip_prefix(PARENT)
}

/// The name of the column that the configuration fills for a field. A number
/// that a template computed has a column of its own, for nobody has to guess
/// its decimal sign.
pub fn mapped_name(field: Field, exact: bool) -> String {
    let end = if exact { EXACT } else { "" };
    format!("{MAPPED}{}{end}", field.name())
}

/// The field that a column of the configuration feeds, and whether it holds
/// numbers with a decimal point.
pub fn mapped_field(name: &str) -> Option<(Field, bool)> {
    let name = name.strip_prefix(MAPPED)?;
    match name.strip_suffix(EXACT) {
        Some(name) => Some((Field::find(name)?, true)),
        None => Some((Field::find(name)?, false)),
    }
}
