//! Scenarios: what a sandbox plays, written down in a file.
//!
//! A scenario is TOML, or JSON of the same shape. A key that is not known is an error that names it: a
//! trouble that silently does not happen would prove nothing.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fault::Fault;
use super::latency::Latency;
use super::limits::Limits;
use super::options::Catalog;
use super::review::ReviewRule;
use super::writers::{Writer, WriterKind};

/// What a sandbox plays.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is, in one line.
    pub description: String,
    /// How long answers take.
    #[serde(default)]
    pub latency: Option<Latency>,
    /// How many calls a catalog may take; what is absent stays as it is.
    #[serde(default, with = "allowances")]
    pub limits: Option<Limits>,
    /// What goes wrong.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Fault>,
    /// What review says of items.
    #[serde(default, rename = "review")]
    pub reviews: Vec<ReviewRule>,
    /// Who else writes into the catalogs.
    #[serde(default, rename = "writer")]
    pub writers: Vec<OtherWriter>,
}

/// Somebody else who writes, as a file describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherWriter {
    /// The catalog; each one when absent.
    #[serde(default)]
    pub catalog: Option<String>,
    /// Meta's id of the data source.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub source: OtherSource,
}

/// What kind of data source it is; as in [`WriterKind`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OtherSource {
    /// A file that Meta fetches.
    Feed {
        /// How often it replaces the items.
        #[serde(default)]
        schedule: Option<String>,
        /// How often it changes items without removing any.
        #[serde(default)]
        update_schedule: Option<String>,
        /// Whether a replacing run removes what left the file.
        #[serde(default)]
        deletes: bool,
    },
    /// An app that calls the batch interface.
    App {
        /// The app's id.
        app: String,
    },
    /// What a website's pixel saw.
    Pixel,
}

/// Why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("cannot read the scenario `{}`; check the path", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("the scenario `{}` cannot be played: {fault}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: ScenarioFault,
    },
}

/// What is wrong with the text of a scenario.
#[derive(Debug, thiserror::Error)]
#[error("{}{words}; docs/sandbox.md lists what it may hold", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct ScenarioFault {
    line: Option<usize>,
    words: String,
}

impl Scenario {
    /// Reads a scenario file.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path).map_err(|source| ScenarioError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).map_err(|fault| ScenarioError::Malformed {
            path: path.to_owned(),
            fault,
        })
    }

    /// Reads a scenario that is TOML, or JSON if it begins with a brace.
    pub fn parse(text: &str) -> Result<Self, ScenarioFault> {
        let scenario: Self = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| ScenarioFault {
                line: None,
                words: error.to_string(),
            })?
        } else {
            toml::from_str(text).map_err(|error| ScenarioFault {
                line: error
                    .span()
                    .map(|span| text[..span.start].matches('\n').count() + 1),
                words: error.message().trim().replace('\n', " "),
            })?
        };
        let description = scenario.description.trim();
        if description.is_empty() || description.contains('\n') {
            return Err(ScenarioFault {
                line: None,
                words: "the description must be one line".to_owned(),
            });
        }
        Ok(scenario)
    }
}

impl OtherWriter {
    /// The writer in each catalog that it concerns.
    pub(super) fn writers(self, catalogs: &[Catalog]) -> Vec<Writer> {
        let Self {
            catalog,
            id,
            name,
            source,
        } = self;
        let kind = match source {
            OtherSource::Feed {
                schedule,
                update_schedule,
                deletes,
            } => WriterKind::Feed {
                schedule,
                update_schedule,
                deletes,
            },
            OtherSource::App { app } => WriterKind::App { app },
            OtherSource::Pixel => WriterKind::Pixel,
        };
        let catalogs = match catalog {
            Some(catalog) => vec![catalog],
            None => catalogs.iter().map(|catalog| catalog.id.clone()).collect(),
        };
        let writer = |catalog| Writer {
            catalog,
            id: id.clone(),
            name: name.clone(),
            kind: kind.clone(),
        };
        catalogs.into_iter().map(writer).collect()
    }
}

/// Limits as a file gives them.
mod allowances {
    use serde::{Deserialize, Deserializer};

    use super::Limits;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Allowances {
        writes_per_minute: Option<u32>,
        calls_per_hour: Option<u32>,
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Limits>, D::Error> {
        let given = Allowances::deserialize(deserializer)?;
        Ok(Some(Limits {
            writes_per_minute: given.writes_per_minute,
            others_per_hour: given.calls_per_hour,
        }))
    }
}
