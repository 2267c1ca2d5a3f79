//! The public JSON form, `schema` 1 (`contract.md` 6). It has types of its own:
//! inner types may move, this form only grows.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shelfsync::config::Role;
use shelfsync::deliver;
use shelfsync::finding::{Finding, Problems};
use shelfsync::pipeline::Counts;
use shelfsync::plan::FieldChange;
use shelfsync::report::Times;

use super::json_drift;
use super::model::Failed;
use super::model::{ChangeLine, Report};
use super::stages::Seconds;

pub(super) const SCHEMA: u8 = 1;

#[derive(Serialize)]
struct Source<'a> {
    path: &'a str,
    preset: &'a str,
    encoding: &'a str,
    records: u64,
    without_item: u64,
    /// What it tells, where it has no products.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Items {
    read: u64,
    unchanged: u64,
    created: u64,
    updated: u64,
    refused: u64,
    invalid: u64,
    filtered: u64,
    held: u64,
    pending: u64,
    removed: u64,
    withheld: u64,
    kept: u64,
}

impl From<&Counts> for Items {
    fn from(counts: &Counts) -> Self {
        let Counts {
            read,
            unchanged,
            created,
            updated,
            refused,
            invalid,
            filtered,
            held,
            pending,
            removed,
            withheld,
            kept,
        } = *counts;
        Self {
            read,
            unchanged,
            created,
            updated,
            refused,
            invalid,
            filtered,
            held,
            pending,
            removed,
            withheld,
            kept,
        }
    }
}

/// The counts of a run, as the state keeps them.
pub(crate) fn counts_json(counts: &Counts) -> String {
    serde_json::to_string(&Items::from(counts)).unwrap_or_default()
}

/// The counts that the state keeps of a run.
pub(super) fn stored_counts(json: &str) -> Option<Items> {
    serde_json::from_str(json).ok()
}

#[derive(Serialize)]
pub(super) struct Calls {
    writes: u64,
    polls: u64,
    reads: u64,
    retries: u64,
    bytes: u64,
}

impl From<&deliver::Calls> for Calls {
    fn from(calls: &deliver::Calls) -> Self {
        Self {
            writes: calls.writes,
            polls: calls.polls,
            reads: calls.reads,
            retries: calls.retries,
            bytes: calls.bytes,
        }
    }
}

/// Seconds, to the thousandth.
pub(super) fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

#[derive(Serialize)]
struct Problem<'a> {
    id: &'a str,
    rule: String,
    severity: &'static str,
    field: &'static str,
    value: &'a str,
    message: String,
    remedy: &'a str,
    source: &'a str,
    line: u64,
    column: &'a str,
}

#[derive(Serialize)]
struct Refusal<'a> {
    id: &'a str,
    message: &'a str,
    source: &'a str,
    line: u64,
}

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: u8,
    command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<&'a str>,
    outcome: &'static str,
    exit_code: u8,
    sources: Vec<Source<'a>>,
    items: Items,
    calls: Calls,
    problems: Vec<Problem<'a>>,
    problem_counts: BTreeMap<String, u64>,
    refusals: Vec<Refusal<'a>>,
    notes: &'a [String],
    hints: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    drift: Option<json_drift::Found<'a>>,
    stages: Seconds,
    seconds: f64,
}

/// The document of a run.
pub(super) fn report(report: &Report) -> Document<'_> {
    let Report {
        command,
        run,
        catalog,
        exit,
        sources,
        counts,
        calls,
        problems,
        refusals,
        notes,
        hints,
        partial: _,
        outlook: _,
        drift,
        told: _,
        time,
        stages,
    } = report;
    Document {
        schema: SCHEMA,
        command,
        run: *run,
        catalog: catalog.as_deref(),
        outcome: exit.outcome(),
        exit_code: exit.number(),
        sources: sources
            .iter()
            .map(|source| Source {
                path: &source.path,
                preset: &source.preset,
                encoding: &source.encoding,
                records: source.records,
                without_item: source.without_item,
                role: Some(source.role.as_str()).filter(|_| source.role != Role::Products),
            })
            .collect(),
        items: counts.into(),
        calls: calls.into(),
        problems: problems
            .kept()
            .iter()
            .map(|finding| problem(finding, problems, report))
            .collect(),
        problem_counts: problems
            .counts()
            .map(|(rule, count)| (rule.id(), count))
            .collect(),
        refusals: refusals
            .iter()
            .map(|refusal| Refusal {
                id: &refusal.id,
                message: &refusal.message,
                source: &refusal.source,
                line: refusal.line,
            })
            .collect(),
        notes,
        hints,
        drift: drift.as_ref().map(json_drift::found),
        stages: Seconds(*stages),
        seconds: seconds(*time),
    }
}

fn problem<'a>(finding: &'a Finding, all: &Problems, report: &'a Report) -> Problem<'a> {
    let source = report.sources.get(usize::from(finding.place.source));
    Problem {
        id: &finding.id,
        rule: finding.rule.id(),
        severity: finding.severity().word(),
        field: finding
            .rule
            .field()
            .map_or("", shelfsync::catalog::Field::name),
        value: &finding.value,
        message: super::problems::message(finding, all),
        remedy: &finding.remedy,
        source: source.map_or("", |source| &source.path),
        line: finding.place.line,
        column: &finding.column,
    }
}

#[derive(Serialize)]
struct Change<'a> {
    id: &'a str,
    op: &'static str,
    withheld: bool,
    rule: Option<&'a str>,
    fields: BTreeMap<&'static str, OldNew<'a>>,
}

#[derive(Serialize)]
struct OldNew<'a> {
    old: Option<&'a RawValue>,
    new: Option<&'a RawValue>,
}

fn change(line: &ChangeLine) -> Change<'_> {
    Change {
        id: &line.id,
        op: line.op,
        withheld: line.waits,
        rule: line.rule,
        fields: line.fields.iter().map(old_new).collect(),
    }
}

fn old_new(field: &FieldChange) -> (&'static str, OldNew<'_>) {
    let old = field
        .old
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    let new = field
        .new
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    (field.field, OldNew { old, new })
}

/// The document of a plan, written change by change: a plan of a million
/// changes is not held in memory.
pub(super) fn plan(
    of: &Report,
    next: &mut dyn FnMut() -> Option<ChangeLine>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = serde_json::to_string(&report(of))?;
    let head = head.strip_suffix('}').unwrap_or(&head);
    out.write_all(head.as_bytes())?;
    out.write_all(b",\"changes\":")?;
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut changes = serializer.serialize_seq(None)?;
    let mut calls = 0;
    while let Some(line) = next() {
        calls = line.calls;
        changes.serialize_element(&change(&line))?;
    }
    changes.end()?;
    let time = of.outlook.as_ref().map(|outlook| outlook.time(calls));
    let forecast = serde_json::to_string(&Forecast {
        write_calls: calls,
        seconds: time.unwrap_or_default().as_secs(),
    })?;
    write!(out, ",\"forecast\":{forecast}}}")
}

/// What the changes take: calls, and the time that the known limits ask for.
#[derive(Serialize)]
struct Forecast {
    write_calls: u64,
    seconds: u64,
}

#[derive(Serialize)]
pub(super) struct FailureDocument<'a> {
    schema: u8,
    command: &'a str,
    outcome: &'static str,
    exit_code: u8,
    error: &'a str,
    sources: [(); 0],
    items: Items,
    calls: Calls,
    problems: [(); 0],
    problem_counts: BTreeMap<String, u64>,
    refusals: [(); 0],
    notes: [(); 0],
    hints: Vec<&'a str>,
    stages: Seconds,
    seconds: f64,
}

/// The document of a command that could not do its work.
pub(super) fn failure<'a>(command: &'a str, failure: &'a Failed) -> FailureDocument<'a> {
    let exit = failure.exit;
    FailureDocument {
        schema: SCHEMA,
        command,
        outcome: exit.outcome(),
        exit_code: exit.number(),
        error: &failure.message,
        sources: [],
        items: Items::from(&Counts::default()),
        calls: Calls {
            writes: 0,
            polls: 0,
            reads: 0,
            retries: 0,
            bytes: 0,
        },
        problems: [],
        problem_counts: BTreeMap::new(),
        refusals: [],
        notes: [],
        hints: failure.hint.as_deref().into_iter().collect(),
        stages: Seconds(Times::default()),
        seconds: 0.0,
    }
}

#[derive(Serialize)]
pub(super) struct SandboxDocument<'a> {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    url: &'a str,
    catalog: &'a str,
}

/// Where the sandbox is.
pub(super) fn sandbox<'a>(url: &'a str, catalog: &'a str) -> SandboxDocument<'a> {
    SandboxDocument {
        schema: SCHEMA,
        command: "sandbox",
        outcome: "ok",
        exit_code: 0,
        url,
        catalog,
    }
}
