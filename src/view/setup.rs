//! What `init` shows: the export as it was found, and the settings for it.

use std::io;

use shelfsync::catalog::Field;
use shelfsync::config::Key;
use shelfsync::pipeline::{Ids, Recognized};
use shelfsync::source::Facts;

use super::ask::Asker;
use super::model::Report;
use super::screen;
use super::show::View;
use super::wrap::Page;
use super::{human_init, json_init};
use crate::exit::Exit;

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
    /// Required fields that only a map can fill.
    pub(crate) unfed: Vec<Field>,
}

impl Sighting {
    /// Whether nothing keeps `check` from looking at the items.
    pub(crate) fn is_complete(&self) -> bool {
        self.unfed.is_empty() && !self.missing.iter().any(|one| one.needed)
    }
}

/// The line of a map that is to be filled in, as the file has it.
pub(crate) fn map_line(field: Field) -> String {
    format!("#{} = \"{{{{ row['…'] }}}}\"", field.name())
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

impl View {
    /// Shows what an export is; the settings may be on standard output.
    pub(crate) fn found(
        &self,
        recognized: &[Recognized],
        sighting: &Sighting,
        talk: bool,
    ) -> io::Result<()> {
        self.end_progress();
        if self.json || self.quiet {
            return Ok(());
        }
        let write = |page: &mut Page<'_>| human_init::found(recognized, sighting, page);
        if talk {
            self.talk(write);
            return Ok(());
        }
        self.print(write)
    }

    /// Shows what was seen of a file that no preset knows.
    pub(crate) fn unrecognized(&self, shown: &str, seen: &Facts) {
        if !self.json {
            self.talk(|page| human_init::unrecognized(shown, seen, page));
        }
    }

    /// Shows the settings that were made for an export, and where they are.
    pub(crate) fn setup(&self, setup: &Setup) -> io::Result<()> {
        self.end_progress();
        if self.json {
            return Self::document(&json_init::setup(setup));
        }
        let printed = setup.written.is_none();
        if printed {
            self.print(|page| page.raw().write_all(setup.text.as_bytes()))?;
        }
        let all_well = setup.sighting.report.exit == Exit::Ok;
        if self.quiet && all_well {
            return Ok(());
        }
        let write = |page: &mut Page<'_>| human_init::setup(setup, self.quiet, page);
        if printed || self.quiet {
            self.talk(write);
            return Ok(());
        }
        self.print(write)
    }

    /// Asks the person at the terminal.
    pub(crate) fn ask<T>(&self, questions: impl FnOnce(&mut Asker<'_>) -> T) -> T {
        self.end_progress();
        let mut input = io::stdin().lock();
        let mut output = screen::stderr();
        questions(&mut Asker::new(&mut input, &mut output, self.err.style))
    }
}
