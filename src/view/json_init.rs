//! The JSON form of `init`: a report, and what was found and written.

use serde::Serialize;
use shelfsync::catalog::Field;

use super::json::{self, Document};
use super::json_detected::{Detected, detected};
use super::setup::{IdOption, MissingSetting, Setup, Sighting};

#[derive(Serialize)]
struct Missing<'a> {
    setting: String,
    flag: Option<&'static str>,
    about: &'a str,
    items: u64,
    needed: bool,
}

#[derive(Serialize)]
struct IdChoice<'a> {
    about: &'a str,
    template: &'a str,
    samples: &'a [String],
    unique: u64,
    missing: u64,
    shared: u64,
    chosen: bool,
}

#[derive(Serialize)]
pub(super) struct InitDocument<'a> {
    #[serde(flatten)]
    report: Document<'a>,
    detected: Option<Detected<'a>>,
    detections: Vec<Detected<'a>>,
    variants: u64,
    missing: Vec<Missing<'a>>,
    id_choices: Vec<IdChoice<'a>>,
    written: Option<&'a str>,
    text: &'a str,
}

/// The settings that were made for an export.
pub(super) fn setup(setup: &Setup) -> InitDocument<'_> {
    let Setup {
        recognized,
        sighting,
        ids,
        text,
        written,
        steps: _,
    } = setup;
    InitDocument {
        report: json::report(&sighting.report),
        detected: recognized.first().map(detected),
        detections: recognized.iter().map(detected).collect(),
        variants: sighting.variants,
        missing: sighting
            .missing
            .iter()
            .map(missing)
            .chain(sighting.unfed.iter().map(|field| unfed(*field, sighting)))
            .collect(),
        id_choices: ids
            .options
            .iter()
            .enumerate()
            .map(|(at, option)| id_choice(option, at == ids.chosen))
            .collect(),
        written: written.as_deref(),
        text,
    }
}

fn missing(missing: &MissingSetting) -> Missing<'_> {
    let MissingSetting {
        key,
        about,
        items,
        of: _,
        needed,
        rule: _,
    } = missing;
    Missing {
        setting: key.path(),
        flag: key.flag.map(|flag| flag.name),
        about,
        items: *items,
        needed: *needed,
    }
}

fn unfed(field: Field, sighting: &Sighting) -> Missing<'static> {
    Missing {
        setting: format!("source.map.{}", field.name()),
        flag: None,
        about: "the column that makes the field",
        items: sighting.report.counts.read,
        needed: true,
    }
}

fn id_choice(option: &IdOption, chosen: bool) -> IdChoice<'_> {
    let IdOption {
        about,
        template,
        ids,
    } = option;
    IdChoice {
        about,
        template,
        samples: &ids.samples,
        unique: ids.different,
        missing: ids.missing,
        shared: ids.shared,
        chosen,
    }
}
