//! `[lookup]` and `[values]`: words of the shop and what stands for them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::Problem;
use super::near::nearest;
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

/// Values are those of fields, whose names are Meta's.
pub(super) fn check_fields(maps: &[ValueMap], problems: &mut Vec<Problem>) {
    let names = || FIELDS.split_whitespace();
    for map in maps
        .iter()
        .filter(|map| !names().any(|name| name == map.field))
    {
        let near = nearest(&map.field, names());
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        problems.push(Problem::Table {
            origin: map.origin.clone(),
            name: format!("values.{}", map.field),
            why: format!("names no field whose values can be given{near}"),
        });
    }
}

/// Fields that hold one word or text, which another may stand for.
const FIELDS: &str = "age_group availability brand color condition custom_label_0 custom_label_1 \
                      custom_label_2 custom_label_3 custom_label_4 fb_product_category gender \
                      google_product_category material pattern product_type size status visibility";
