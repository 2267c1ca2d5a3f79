//! `[lookup]` and `[values]`: words of the shop and what stands for them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::origin::Origin;

/// A table of words in a file of its own: `[lookup.<name>]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Its name in templates.
    pub name: String,
    /// The file, joined to the folder that it is relative to.
    pub path: PathBuf,
    /// The column with the words of the shop.
    pub key: String,
    /// The column with what stands for them.
    pub value: String,
    /// The line where it is named.
    pub origin: Origin,
}

/// What stands for the values of one field: `[values.<field>]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMap {
    /// The field by its name.
    pub field: String,
    /// The shop's words and what stands for each.
    pub entries: BTreeMap<String, String>,
    /// The line where it begins.
    pub origin: Origin,
}
