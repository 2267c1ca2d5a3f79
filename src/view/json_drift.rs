//! The JSON form of what a look at the live catalog found.

use std::collections::BTreeMap;

use serde::Serialize;
use shelfsync::drift;

use super::json::{Calls, SCHEMA, seconds};
use super::model::DriftReport;

#[derive(Serialize)]
struct Counts {
    live: u64,
    confirmed: u64,
    same: u64,
    missing: u64,
    different: u64,
    zombie: u64,
    foreign: u64,
    away: u64,
    uncertain: u64,
    rejected: u64,
    pending_review: u64,
    price_unclear: u64,
}

impl From<&drift::Counts> for Counts {
    fn from(counts: &drift::Counts) -> Self {
        let drift::Counts {
            live,
            confirmed,
            same,
            missing,
            different,
            zombie,
            foreign,
            away,
            uncertain,
            rejected,
            pending_review,
            price_unclear,
        } = *counts;
        Self {
            live,
            confirmed,
            same,
            missing,
            different,
            zombie,
            foreign,
            away,
            uncertain,
            rejected,
            pending_review,
            price_unclear,
        }
    }
}

#[derive(Serialize)]
struct Deviation<'a> {
    confirmed: &'a str,
    live: &'a str,
}

#[derive(Serialize)]
struct Difference<'a> {
    id: &'a str,
    kind: &'static str,
    fields: BTreeMap<&'static str, Deviation<'a>>,
    reasons: &'a [String],
}

/// What was found, as a part of a document.
#[derive(Serialize)]
pub(super) struct Found<'a> {
    complete: bool,
    counts: Counts,
    differences: Vec<Difference<'a>>,
}

pub(super) fn found(found: &drift::Found) -> Found<'_> {
    Found {
        complete: found.complete,
        counts: (&found.counts).into(),
        differences: found.differences.iter().map(difference).collect(),
    }
}

fn difference(one: &drift::Difference) -> Difference<'_> {
    let fields = one.fields.iter().map(|field| {
        let deviation = Deviation {
            confirmed: &field.confirmed,
            live: &field.live,
        };
        (field.field, deviation)
    });
    Difference {
        id: &one.id,
        kind: one.kind.word(),
        fields: fields.collect(),
        reasons: &one.reasons,
    }
}

#[derive(Serialize)]
pub(super) struct DriftDocument<'a> {
    schema: u8,
    command: &'static str,
    catalog: &'a str,
    outcome: &'static str,
    exit_code: u8,
    complete: bool,
    counts: Counts,
    differences: Vec<Difference<'a>>,
    calls: Calls,
    notes: &'a [String],
    hints: &'a [String],
    seconds: f64,
}

/// The document of `drift`.
pub(super) fn drift(report: &DriftReport) -> DriftDocument<'_> {
    let Found {
        complete,
        counts,
        differences,
    } = found(&report.found);
    DriftDocument {
        schema: SCHEMA,
        command: "drift",
        catalog: &report.catalog,
        outcome: report.exit.outcome(),
        exit_code: report.exit.number(),
        complete,
        counts,
        differences,
        calls: (&report.calls).into(),
        notes: &report.notes,
        hints: &report.hints,
        seconds: seconds(report.time),
    }
}
