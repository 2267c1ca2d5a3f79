//! The shape of a preset file, as written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::aliases::GenericText;
use super::companion::Companion;
use super::doubt::Doubt;
use super::feed::Feed;
use super::join::JoinRule;
use super::layout::{Rows, Shape};
use super::link::Link;
use super::packed::Packed;
use super::reshape::Reshape;
use super::rule::{Marks, Refuse, Skip};
use super::spec::{Categories, IdChoice};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) preset: Head,
    pub(super) detect: Detect,
    #[serde(default)]
    pub(super) rows: Rows,
    #[serde(default)]
    pub(super) reshape: Reshape,
    #[serde(default)]
    pub(super) refuse: Vec<Refuse>,
    #[serde(default)]
    pub(super) lack: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) unpack: Vec<Packed>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) fields: BTreeMap<String, Vec<Feed>>,
    #[serde(default)]
    pub(super) inputs: BTreeMap<String, Vec<Feed>>,
    #[serde(default)]
    pub(super) link: Links,
    #[serde(default)]
    pub(super) images: Images,
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) categories: Categories,
    #[serde(default)]
    pub(super) language: Tongues,
    #[serde(default)]
    pub(super) publish: Publish,
    #[serde(default)]
    pub(super) doubt: Vec<Doubt>,
    #[serde(default)]
    pub(super) ignore: Ignore,
    #[serde(default)]
    pub(super) setting: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) id: Vec<IdChoice>,
    #[serde(default)]
    pub(super) companion: Vec<Companion>,
    pub(super) join: Option<JoinRule>,
    pub(super) generic: Option<GenericText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) layout: Shape,
    pub(super) decimal: Option<char>,
    pub(super) joint: Option<String>,
    pub(super) usual_view: Option<String>,
    pub(super) currency_in: Option<String>,
    #[serde(default)]
    pub(super) prefixes: bool,
    #[serde(default)]
    pub(super) marks: Marks,
    /// For readers of the file; it must be there.
    #[serde(rename = "checked")]
    _checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Detect {
    pub(super) need: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) favor: Vec<String>,
    #[serde(default)]
    pub(super) tie: String,
    pub(super) form: Option<String>,
    #[serde(default)]
    pub(super) records: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Links {
    #[serde(default)]
    pub(super) templates: Vec<Link>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Images {
    #[serde(default)]
    pub(super) base: String,
}

/// Columns that stand once for each language.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tongues {
    #[serde(default)]
    pub(super) columns: Vec<String>,
    /// Whether they are told apart by numbers, of which only the source's view can say
    /// which is wanted; the column without one is number 0.
    #[serde(default)]
    pub(super) numbered: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publish {
    #[serde(default)]
    pub(super) skip: Vec<Skip>,
    #[serde(default)]
    pub(super) tell: Vec<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignore {
    #[serde(default)]
    pub(super) columns: Vec<String>,
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
    /// It maps an input that there is not.
    #[error("`[inputs]` names `{0}`, which is no input")]
    Input(String),
    /// The layout needs a key.
    #[error("`[rows]` has no `{0}`, which the layout needs")]
    Rows(&'static str),
}
