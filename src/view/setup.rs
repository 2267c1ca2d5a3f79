//! What `init` shows: the export as it was found, and the settings for it.

use shelfsync::config::Key;
use shelfsync::pipeline::{Ids, Recognized};

use super::model::Report;

/// A setting that items need and nobody has given.
#[derive(Clone, Debug)]
pub(crate) struct MissingSetting {
    pub(crate) key: &'static Key,
    /// What is meant, in the words of the preset.
    pub(crate) about: String,
    /// How many items need it.
    pub(crate) items: u64,
    /// How many items were looked at.
    pub(crate) of: u64,
    /// Whether nothing can be checked without it.
    pub(crate) needed: bool,
    /// The rule that the items break without it.
    pub(crate) rule: String,
}

/// One way to number items.
#[derive(Clone, Debug)]
pub(crate) struct IdOption {
    /// What it is, and who sends such ids.
    pub(crate) about: String,
    /// The template of `[source.map] id`; empty for what the preset does by itself.
    pub(crate) template: String,
    /// What the ids would be.
    pub(crate) ids: Ids,
}

/// The ways to number the items of an export.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdOptions {
    pub(crate) options: Vec<IdOption>,
    /// Which of them was taken.
    pub(crate) chosen: usize,
    /// Why it was not the first one.
    pub(crate) reason: Option<String>,
}

/// An export as it was found.
pub(crate) struct Sighting {
    pub(crate) report: Report,
    /// Items that belong to a product with others.
    pub(crate) variants: u64,
    pub(crate) missing: Vec<MissingSetting>,
}

/// The settings that were made for an export.
pub(crate) struct Setup {
    pub(crate) recognized: Vec<Recognized>,
    /// The last look, with the settings as they are written.
    pub(crate) sighting: Sighting,
    pub(crate) ids: IdOptions,
    /// The file.
    pub(crate) text: String,
    /// Where it was written; `None` for standard output.
    pub(crate) written: Option<String>,
    /// What to do next: a command, and what it does.
    pub(crate) steps: Vec<Step>,
}

/// A command to go on with.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) about: &'static str,
}

impl MissingSetting {
    /// The line of the file to be filled in, as the file has it.
    pub(crate) fn line(&self) -> String {
        format!("#{} = \"\"", self.key.name)
    }
}
