//! The shape of a preset file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::column::key;
use crate::catalog::Field;

/// How records make items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One record is one item.
    Flat,
}

/// A record with one of these words in this column is not published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The column.
    pub column: String,
    /// The words, in lower case.
    pub is: Vec<String>,
}

/// A preset, ready for use.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name in settings and reports.
    pub name: String,
    /// What it reads, in words.
    pub title: String,
    /// How records make items.
    pub layout: Layout,
    /// The decimal sign, where the format defines one.
    pub decimal: Option<char>,
    /// XML paths of its records.
    pub records: Vec<String>,
    /// What is not published.
    pub skip: Vec<Skip>,
    /// What a setting can add, by key of `[shop]`.
    pub settings: BTreeMap<String, String>,
    pub(super) need: Vec<Vec<String>>,
    pub(super) favor: Vec<String>,
    pub(super) tie: String,
    aliases: Vec<(Field, Vec<String>)>,
    ignored: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    preset: Head,
    detect: Detect,
    #[serde(default)]
    fields: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    publish: Publish,
    #[serde(default)]
    ignore: Ignore,
    #[serde(default)]
    setting: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    title: String,
    layout: Layout,
    decimal: Option<char>,
    /// For readers of the file; it must be there.
    #[serde(rename = "checked")]
    _checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Detect {
    need: Vec<Vec<String>>,
    #[serde(default)]
    favor: Vec<String>,
    #[serde(default)]
    tie: String,
    #[serde(default)]
    records: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Publish {
    #[serde(default)]
    skip: Vec<Skip>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ignore {
    #[serde(default)]
    columns: Vec<String>,
}

/// Why a preset file is no preset.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PresetError {
    /// It does not have the shape of one.
    #[error("{0}")]
    Shape(#[from] toml::de::Error),
    /// It maps a field that the catalog does not have.
    #[error("`[fields]` names `{0}`, which is not a field of the catalog")]
    Field(String),
}

impl Preset {
    /// Reads a preset file.
    pub fn parse(text: &str) -> Result<Self, PresetError> {
        let file: File = toml::from_str(text)?;
        let aliases = file
            .fields
            .into_iter()
            .map(|(name, columns)| match Field::find(&name) {
                Some(field) => Ok((field, columns)),
                None => Err(PresetError::Field(name)),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name: file.preset.name,
            title: file.preset.title,
            layout: file.preset.layout,
            decimal: file.preset.decimal,
            records: file.detect.records,
            skip: file.publish.skip,
            settings: file.setting,
            need: file.detect.need,
            favor: file.detect.favor,
            tie: file.detect.tie,
            aliases,
            ignored: file.ignore.columns,
        })
    }

    /// The field that a column of this base name feeds, and how good a source
    /// it is: 0 for the field's own name, then the further names in order.
    pub fn field(&self, base: &str) -> Option<(Field, u8)> {
        if let Some(field) = Field::find(base) {
            return Some((field, 0));
        }
        self.aliases.iter().find_map(|(field, names)| {
            let at = names.iter().position(|name| name == base)?;
            Some((*field, u8::try_from(at + 1).unwrap_or(u8::MAX)))
        })
    }

    /// Whether a column of this base name is known to have no place in the
    /// catalog, so that nothing needs to be said of it.
    pub fn ignores(&self, base: &str) -> bool {
        self.ignored.iter().any(|name| name == base)
    }

    /// Whether a column of this name means anything to the preset.
    pub fn knows(&self, name: &str) -> bool {
        let column = super::Column::parse(name);
        let base = column.base.as_ref();
        self.field(base).is_some()
            || self.ignores(base)
            || self.favor.iter().any(|favored| favored == base)
            || self.skip.iter().any(|skip| skip.column == base)
            || self
                .need
                .iter()
                .flatten()
                .any(|needed| *needed == key(name))
    }
}
