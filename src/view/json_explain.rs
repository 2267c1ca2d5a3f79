//! The JSON form of `explain`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use shelfsync::catalog::Doubt;
use shelfsync::plan::Decision;
use shelfsync::preset::Family;

use super::json::SCHEMA;
use super::model::Explanation;
use super::words::moment;

#[derive(Serialize)]
struct Cell<'a> {
    column: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct FieldOf<'a> {
    field: &'static str,
    value: Option<&'a RawValue>,
    from: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct RecordOf<'a> {
    source: &'a str,
    line: u64,
    preset: &'a str,
    family: &'static str,
    cells: Vec<Cell<'a>>,
    hidden_by: Option<Cell<'a>>,
    fields: Vec<FieldOf<'a>>,
}

#[derive(Serialize)]
struct ProblemOf<'a> {
    rule: String,
    severity: &'static str,
    message: &'a str,
    remedy: &'a str,
}

#[derive(Serialize)]
struct SideOf<'a> {
    old: Option<&'a RawValue>,
    new: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct ChangeOf<'a> {
    op: &'static str,
    fields: BTreeMap<&'static str, SideOf<'a>>,
    data: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct RefusalOf<'a> {
    message: &'a str,
    refused_at: String,
}

#[derive(Serialize)]
struct StateOf<'a> {
    status: Option<&'static str>,
    in_doubt: bool,
    confirmed_at: Option<String>,
    confirmed: Option<&'a RawValue>,
    refusal: Option<RefusalOf<'a>>,
    withheld_since: Option<String>,
    suspect_since: Option<String>,
    open_batches: u64,
}

#[derive(Serialize)]
pub(super) struct ExplainDocument<'a> {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    catalog: Option<&'a str>,
    id: &'a str,
    records: Vec<RecordOf<'a>>,
    problems: Vec<ProblemOf<'a>>,
    decision: Option<&'static str>,
    change: Option<ChangeOf<'a>>,
    state: Option<StateOf<'a>>,
}

/// Our own JSON, as it stands.
fn raw(json: &str) -> Option<&RawValue> {
    serde_json::from_str(json).ok()
}

fn cell((column, value): &(String, String)) -> Cell<'_> {
    Cell { column, value }
}

/// Everything that is known of an item.
pub(super) fn explanation<'a>(explanation: &Explanation<'a>) -> ExplainDocument<'a> {
    let explained = explanation.explained;
    let records = explained.records.iter().map(|record| RecordOf {
        source: &record.source,
        line: record.trace.line,
        preset: &record.preset,
        family: match record.trace.family {
            Family::Single => "single",
            Family::Member { .. } => "member",
            Family::Child => "variant",
            Family::Disputed => "disputed",
            Family::Torn => "torn",
            Family::Orphan => "orphan",
        },
        cells: record.trace.cells.iter().map(cell).collect(),
        hidden_by: record.trace.hidden.as_ref().map(cell),
        fields: record
            .trace
            .fields
            .iter()
            .map(|field| FieldOf {
                field: field.field.name(),
                value: raw(&field.value),
                from: field.cells.iter().map(cell).collect(),
            })
            .collect(),
    });
    let problems = explained.findings.iter().map(|finding| ProblemOf {
        rule: finding.rule.id(),
        severity: finding.severity().word(),
        message: &finding.message,
        remedy: &finding.remedy,
    });
    let change = explained.change.as_ref().map(|change| ChangeOf {
        op: change.op.word(),
        fields: change
            .fields
            .iter()
            .map(|field| {
                let side = SideOf {
                    old: field.old.as_deref().and_then(raw),
                    new: field.new.as_deref().and_then(raw),
                };
                (field.field, side)
            })
            .collect(),
        data: raw(&change.data),
    });
    let state = explanation.stored.map(|stored| StateOf {
        status: stored.presence.map(shelfsync::catalog::Presence::word),
        in_doubt: stored.doubt != Doubt::None,
        confirmed_at: stored.confirmed_at.map(moment),
        confirmed: stored.body.as_deref().and_then(raw),
        refusal: stored.refusal.as_ref().map(|(message, at)| RefusalOf {
            message,
            refused_at: moment(*at),
        }),
        withheld_since: stored.withheld_since.map(moment),
        suspect_since: stored.suspect_since.map(moment),
        open_batches: stored.open_batches,
    });
    ExplainDocument {
        schema: SCHEMA,
        command: "explain",
        outcome: explanation.exit.outcome(),
        exit_code: explanation.exit.number(),
        catalog: explanation.catalog,
        id: explanation.id,
        records: records.collect(),
        problems: problems.collect(),
        decision: explained.decision.map(word),
        change,
        state,
    }
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Unchanged => "unchanged",
        Decision::Send(_) => "send",
        Decision::Refused { .. } => "refused",
        Decision::Invalid { .. } => "held back",
        Decision::Filtered => "filtered",
        Decision::Leaves => "leaves",
        Decision::Unknown => "unknown",
        Decision::Pending => "pending",
        Decision::Forgotten => "forgotten",
        Decision::Away => "away",
    }
}
