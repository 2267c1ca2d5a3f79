//! The JSON form of `init`: a report, and what was found and written.

use serde::Serialize;
use shelfsync::catalog::Field;
use shelfsync::config::DecimalSign;
use shelfsync::normalize::Sign;
use shelfsync::pipeline::{DecimalBasis, Recognized};
use shelfsync::source::{Basis, Form};

use super::json::{self, Document};
use super::setup::{IdOption, MissingSetting, Setup, Sighting};

#[derive(Serialize)]
struct Detected<'a> {
    path: &'a str,
    preset: &'a str,
    confidence: &'static str,
    reasons: &'a [String],
    runner_up: Option<&'a str>,
    encoding: &'static str,
    encoding_by: &'static str,
    delimiter: Option<char>,
    decimal: Option<char>,
    decimal_by: &'static str,
    language: Option<&'static str>,
}

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

fn detected(one: &Recognized) -> Detected<'_> {
    let fits = one.detected.as_ref().ok();
    let same = fits.filter(|fits| fits.preset.name == one.preset.name);
    let (decimal, decimal_by) = decimal(&one.decimal);
    Detected {
        path: &one.path,
        preset: &one.preset.name,
        confidence: same.map_or("named", |same| same.confidence.word()),
        reasons: same.map_or(&[], |same| &same.reasons),
        runner_up: match same {
            Some(same) => same.runner_up.map(|other| other.name.as_str()),
            None => fits.map(|fits| fits.preset.name.as_str()),
        },
        encoding: one.facts.encoding,
        encoding_by: match one.facts.basis {
            Basis::Mark => "mark",
            Basis::Zeros => "zeros",
            Basis::Setting => "setting",
            Basis::Declaration => "declaration",
            Basis::Ascii => "ascii",
            Basis::Characters => "characters",
            Basis::Letters => "letters",
        },
        delimiter: match one.facts.form {
            Form::Delimited { delimiter, .. } => Some(delimiter),
            Form::Xml { .. } => None,
        },
        decimal,
        decimal_by,
        language: one.language,
    }
}

/// The sign where it is the same throughout, and what says so.
fn decimal(basis: &DecimalBasis) -> (Option<char>, &'static str) {
    match basis {
        DecimalBasis::Setting(DecimalSign::Point) => (Some('.'), "setting"),
        DecimalBasis::Setting(DecimalSign::Comma) => (Some(','), "setting"),
        DecimalBasis::Format(sign) => (Some(*sign), "format"),
        DecimalBasis::Cells(samples) => {
            let all = |sign| samples.iter().all(|sample| sample.sign == sign);
            let sign = if all(Sign::Point) {
                Some('.')
            } else if all(Sign::Comma) {
                Some(',')
            } else {
                None
            };
            (sign, "cells")
        }
        DecimalBasis::Nothing => (None, "nothing"),
        DecimalBasis::Open { .. } => (None, "open"),
    }
}
