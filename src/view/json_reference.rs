//! The JSON form of rules and settings.

use serde::Serialize;
use serde_json::Value;
use shelfsync::config::Origin;
use shelfsync::config::key::{BETWEEN, Form};
use shelfsync::finding::Rule;

use super::json::SCHEMA;
use super::reference::{MapLine, SettingLine, SettingsReport};

#[derive(Serialize)]
pub(super) struct RulesDocument {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    rules: Vec<OneRule>,
}

#[derive(Serialize)]
struct OneRule {
    id: String,
    severity: &'static str,
    /// Empty for a rule about no field in particular.
    field: &'static str,
    about: &'static str,
    remedy: String,
    basis: &'static str,
    reason: &'static str,
    example: Option<&'static str>,
}

/// Some rules, or all.
pub(super) fn rules(rules: &[Rule]) -> RulesDocument {
    let rules = rules.iter().map(|rule| {
        let (basis, reason) = rule.reason();
        OneRule {
            id: rule.id(),
            severity: rule.severity().word(),
            field: rule.field().map_or("", shelfsync::catalog::Field::name),
            about: rule.about(),
            remedy: rule.remedy(),
            basis: basis.word(),
            reason,
            example: rule.example(),
        }
    });
    RulesDocument {
        schema: SCHEMA,
        command: "rules",
        outcome: "ok",
        exit_code: 0,
        rules: rules.collect(),
    }
}

#[derive(Serialize)]
pub(super) struct SettingsDocument<'a> {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    file: Option<&'a str>,
    settings: Vec<Setting>,
    tax_classes: Vec<TaxClass<'a>>,
    sources: Vec<OneSource<'a>>,
    credentials: Vec<Credential>,
}

#[derive(Serialize)]
struct TaxClass<'a> {
    class: &'a str,
    /// In percent, as the file has it.
    rate: Value,
}

#[derive(Serialize)]
struct OneSource<'a> {
    settings: Vec<Setting>,
    map: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    field: &'a str,
    template: &'a str,
    origin: &'static str,
    place: String,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    /// `null` when nobody says one and there is no default.
    value: Option<Value>,
    origin: &'static str,
    /// The line, variable or flag; empty for a default.
    place: String,
}

#[derive(Serialize)]
struct Credential {
    variable: &'static str,
    set: bool,
}

/// The settings with their origins.
pub(super) fn settings(report: &SettingsReport) -> SettingsDocument<'_> {
    let credentials = report.credentials.into_iter();
    SettingsDocument {
        schema: SCHEMA,
        command: "config show",
        outcome: "ok",
        exit_code: 0,
        file: report.file.as_deref(),
        settings: report.settings.iter().map(setting).collect(),
        tax_classes: report
            .tax_classes
            .iter()
            .map(|(class, rate)| TaxClass {
                class,
                rate: number(&rate.to_string()),
            })
            .collect(),
        sources: report
            .sources
            .iter()
            .map(|source| OneSource {
                settings: source.settings.iter().map(setting).collect(),
                map: source.map.iter().map(entry).collect(),
            })
            .collect(),
        credentials: credentials
            .map(|(variable, set)| Credential { variable, set })
            .collect(),
    }
}

fn setting(line: &SettingLine) -> Setting {
    let value = line.text.as_deref().map(|text| match line.key.form {
        Form::List if text.contains(BETWEEN) => text.split(BETWEEN).collect(),
        Form::Text | Form::List => text.into(),
        Form::Whole | Form::Number | Form::Switch => number(text),
    });
    let (origin, place) = place(&line.origin);
    Setting {
        key: line.key.path(),
        value,
        origin,
        place,
    }
}

/// A number or a switch as such; anything else as the text that it is.
fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn entry(line: &MapLine) -> Entry<'_> {
    let (origin, place) = place(&line.origin);
    Entry {
        field: &line.field,
        template: &line.template,
        origin,
        place,
    }
}

fn place(origin: &Origin) -> (&'static str, String) {
    match origin {
        Origin::File { .. } => ("file", origin.to_string()),
        Origin::Environment(name) => ("variable", name.clone()),
        Origin::Flag(name) => ("flag", (*name).to_owned()),
        Origin::Default => ("default", String::new()),
    }
}
