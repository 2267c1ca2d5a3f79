//! What is looked up: rules, settings, and texts that are printed as they are.

use std::io::{self, Write};

use rust_decimal::Decimal;
use shelfsync::config::{Key, Origin};
use shelfsync::finding::Rule;

use super::screen::stdout;
use super::show::{View, closed_pipe_is_fine};
use super::wrap::Page;
use super::{human_rules, human_settings, json_reference};

/// So many fields are named in the table of all rules.
const FEW_FIELDS: usize = 12;

/// A setting with its value and where that came from.
#[derive(Clone, Debug)]
pub(crate) struct SettingLine {
    pub(crate) key: &'static Key,
    /// The value as the file has it; `None` when there is none.
    pub(crate) text: Option<String>,
    pub(crate) origin: Origin,
}

/// A source with its settings and its templates.
#[derive(Clone, Debug)]
pub(crate) struct SourceLines {
    pub(crate) settings: Vec<SettingLine>,
    pub(crate) map: Vec<MapLine>,
}

/// An entry of `[source.map]`.
#[derive(Clone, Debug)]
pub(crate) struct MapLine {
    pub(crate) field: String,
    pub(crate) template: String,
    pub(crate) origin: Origin,
}

/// The settings as they are understood.
#[derive(Clone, Debug)]
pub(crate) struct SettingsReport {
    /// The file that was read.
    pub(crate) file: Option<String>,
    /// All settings but those of sources.
    pub(crate) settings: Vec<SettingLine>,
    /// `[shop.tax_classes]`: words of the export, and their percentages.
    pub(crate) tax_classes: Vec<(String, Decimal)>,
    pub(crate) sources: Vec<SourceLines>,
    /// The variables of credentials, and whether they are set.
    pub(crate) credentials: [(&'static str, bool); 3],
    /// The state file of runs with `--sandbox`, if this is one.
    pub(crate) sandbox_state: Option<String>,
}

impl View {
    /// Writes a text to standard output as it is.
    pub(crate) fn text(text: &[u8]) -> io::Result<()> {
        let mut out = stdout();
        closed_pipe_is_fine(out.write_all(text).and_then(|()| out.flush()))
    }

    /// Lists all rules.
    pub(crate) fn all_rules(&self, rules: &[Rule]) -> io::Result<()> {
        if self.json {
            return Self::document(&json_reference::rules(rules));
        }
        self.unless_quiet(|page| {
            human_rules::list(rules, FEW_FIELDS, page.style(), page.raw())?;
            human_rules::more(page.raw())
        })
    }

    /// Lists some rules, with all their fields.
    pub(crate) fn some_rules(&self, rules: &[Rule]) -> io::Result<()> {
        if self.json {
            return Self::document(&json_reference::rules(rules));
        }
        self.unless_quiet(|page| human_rules::list(rules, usize::MAX, page.style(), page.raw()))
    }

    /// Explains a rule.
    pub(crate) fn rule(&self, rule: Rule) -> io::Result<()> {
        if self.json {
            return Self::document(&json_reference::rules(&[rule]));
        }
        self.unless_quiet(|page| human_rules::one(rule, page.style(), page.raw()))
    }

    /// Shows the settings.
    pub(crate) fn settings(&self, report: &SettingsReport, origins: bool) -> io::Result<()> {
        if self.json {
            return Self::document(&json_reference::settings(report));
        }
        self.unless_quiet(|page| human_settings::settings(report, origins, page.raw()))
    }

    fn unless_quiet(&self, write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        self.print(write)
    }
}
