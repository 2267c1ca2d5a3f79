//! Presets of files that have no products of their own, but rows that belong to them.

use serde::Deserialize;

use super::builtin::presets;
use super::column::key;
use super::spec::Preset;
use crate::config::Role;

/// `[join]`: how the rows of a file belong to products.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinRule {
    /// What such a file tells.
    #[serde(deserialize_with = "role")]
    pub role: Role,
    /// Ways to say which item a row is for; the first is taken for which the products
    /// have all columns.
    pub keys: Vec<JoinKey>,
    /// The column that names the location of a row.
    pub location: Option<String>,
    /// Whether columns that the preset does not name are locations with their pieces.
    #[serde(default)]
    pub wide: bool,
    /// Words in place of a number of pieces that say nothing, in lower case.
    #[serde(default)]
    pub nothing: Vec<String>,
    /// The column that says the same on all rows, and of what has no row: then it counts,
    /// and only there.
    pub missing: Option<String>,
    /// Whether it is taken for a file that no other preset of its role knows.
    #[serde(default)]
    pub fallback: bool,
}

/// Columns that together say which item a row is for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinKey {
    /// The columns of this file, by the preset's names.
    pub columns: Vec<String>,
    /// What headers of products call the same; the names of `columns` when empty.
    #[serde(default)]
    pub of: Vec<String>,
}

pub(super) fn role<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    use serde::de::Error as _;
    match String::deserialize(deserializer)?.as_str() {
        "stock" => Ok(Role::Stock),
        "prices" => Ok(Role::Prices),
        "supplement" => Ok(Role::Supplement),
        other => Err(D::Error::custom(format!(
            "`{other}` is no role of a file that is joined"
        ))),
    }
}

/// The preset of a file of this role with this header: one that was made for such
/// files, else whatever reads any. `None` where there is none.
pub fn detect_joined<'c>(
    role: Role,
    header: &(impl Iterator<Item = &'c str> + Clone),
) -> Option<&'static Preset> {
    let of_role = |preset: &'static Preset| {
        let join = preset.join.as_ref()?;
        (join.role == role).then_some((preset, join))
    };
    let mut rules = presets().filter_map(of_role);
    let has = |preset: &Preset, wanted: &str| {
        let is_it = |name: &str| {
            let key = key(name);
            let named = preset.resolve(&key);
            named.name == wanted
        };
        header.clone().any(is_it)
    };
    let fits = |preset: &Preset| {
        let one = |names: &Vec<String>| names.iter().any(|name| has(preset, name));
        preset.need.iter().all(one)
    };
    let made_for = rules
        .clone()
        .filter(|(_, join)| !join.fallback)
        .filter(|(preset, _)| fits(preset));
    let favored = |preset: &Preset| preset.favor.iter().filter(|name| has(preset, name)).count();
    let best = made_for.max_by_key(|(preset, _)| favored(preset));
    best.or_else(|| rules.find(|(_, join)| join.fallback))
        .map(|(preset, _)| preset)
}
