//! The JSON form of what an export was taken for: the part that `init` and `check` share.

use serde::Serialize;
use shelfsync::catalog::Field;
use shelfsync::config::DecimalSign;
use shelfsync::normalize::{DayOrder, OrderOf, OrderSample, Sign};
use shelfsync::pipeline::{Basis, DecimalBasis, Recognized};
use shelfsync::preset::{Loss, Matching, Preset};
use shelfsync::source::{Basis as By, Form};

use super::json::{self, Document};
use super::model::Report;

#[derive(Serialize)]
pub(super) struct Detected<'a> {
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
    decimal_column: Option<&'a str>,
    dates: Vec<Dates<'a>>,
    language: Option<&'a str>,
    columns: Vec<Match<'a>>,
    open: Vec<Open<'a>>,
    companions: &'a [&'static str],
}

/// A column that was taken for something.
#[derive(Serialize)]
struct Match<'a> {
    column: &'a str,
    r#for: &'a str,
    score: u16,
}

/// A column that was not.
#[derive(Serialize)]
struct Open<'a> {
    column: &'a str,
    r#for: &'a str,
    why: &'static str,
    better: Option<&'a str>,
}

#[derive(Serialize)]
struct Dates<'a> {
    column: &'a str,
    order: &'static str,
    cell: &'a str,
}

/// The report of `check`, and what the exports were taken for.
#[derive(Serialize)]
pub(super) struct CheckDocument<'a> {
    #[serde(flatten)]
    report: Document<'a>,
    detections: Vec<Detected<'a>>,
    unfed: Vec<&'static str>,
}

/// What a check found.
pub(super) fn check<'a>(
    report: &'a Report,
    recognized: &'a [Recognized],
    unfed: &[Field],
) -> CheckDocument<'a> {
    CheckDocument {
        report: json::report(report),
        detections: recognized.iter().map(detected).collect(),
        unfed: unfed.iter().map(|field| field.name()).collect(),
    }
}

pub(super) fn detected(one: &Recognized) -> Detected<'_> {
    let fits = one.detected.as_ref().ok();
    let same = fits.filter(|fits| fits.preset.name == one.preset.name);
    let (decimal, decimal_by) = decimal(&one.basis.decimal);
    let matching = one.matching.as_ref();
    Detected {
        path: &one.path,
        preset: &one.preset.name,
        confidence: match same {
            Some(same) => same.confidence.word(),
            None if matching.is_some() => "matched",
            None => "named",
        },
        reasons: same.map_or(&[], |same| &same.reasons),
        runner_up: match same {
            Some(same) => same.runner_up.map(|other| other.name.as_str()),
            None => fits.map(|fits| fits.preset.name.as_str()),
        },
        encoding: one.facts.encoding,
        encoding_by: match one.facts.basis {
            By::Mark => "mark",
            By::Zeros => "zeros",
            By::Setting => "setting",
            By::Declaration => "declaration",
            By::Ascii => "ascii",
            By::Characters => "characters",
            By::Letters => "letters",
        },
        delimiter: match one.facts.form {
            Form::Delimited { delimiter, .. } => Some(delimiter),
            Form::Xml { .. } => None,
        },
        decimal,
        decimal_by,
        decimal_column: match &one.basis.decimal {
            DecimalBasis::Cells(samples) => samples.first().map(|sample| sample.column.as_str()),
            DecimalBasis::Open { column, .. } => Some(column),
            DecimalBasis::Setting(_) | DecimalBasis::Format(_) | DecimalBasis::Nothing => None,
        },
        dates: dates(&one.basis),
        language: one.language.as_deref(),
        columns: matching
            .map(|found| taken(found, one.preset))
            .unwrap_or_default(),
        open: matching
            .map(|found| open(found, one.preset))
            .unwrap_or_default(),
        companions: &one.absent,
    }
}

fn taken<'a>(matching: &'a Matching, preset: &'static Preset) -> Vec<Match<'a>> {
    let sent = matching
        .taken
        .iter()
        .filter(|one| !preset.ignores(&one.own));
    sent.map(|one| Match {
        column: &one.column,
        r#for: preset.word_for(&one.own),
        score: one.score,
    })
    .collect()
}

fn open<'a>(matching: &'a Matching, preset: &'static Preset) -> Vec<Open<'a>> {
    let lost = matching.lost.iter();
    lost.map(|one| Open {
        column: &one.column,
        r#for: preset.word_for(&one.own),
        why: match &one.why {
            Loss::To(_) => "better",
            Loss::Tie(_) => "tie",
            Loss::Cells => "cells",
        },
        better: match &one.why {
            Loss::To(other) => Some(other),
            Loss::Tie(_) | Loss::Cells => None,
        },
    })
    .collect()
}

fn dates(basis: &Basis) -> Vec<Dates<'_>> {
    let shown = |sample: &OrderSample| match (basis.order, sample.order) {
        (Some(order), _) => order.as_str(),
        (None, OrderOf::Order(DayOrder::Day)) => "day-first",
        (None, OrderOf::Order(DayOrder::Month)) => "month-first",
        (None, OrderOf::Order(DayOrder::Year)) => "year-first",
        (None, OrderOf::Open) => "open",
        (None, OrderOf::Mixed) => "mixed",
    };
    let samples = basis.dates.iter();
    samples
        .map(|sample| Dates {
            column: &sample.column,
            order: shown(sample),
            cell: &sample.cell,
        })
        .collect()
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
