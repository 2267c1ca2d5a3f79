//! The JSON form of `status`.

use serde::Serialize;

use super::json::{Items, SCHEMA, stored_counts};
use super::model::StatusReport;

#[derive(Serialize)]
struct Run<'a> {
    #[serde(rename = "run")]
    number: i64,
    command: &'a str,
    started_at: String,
    ended_at: Option<String>,
    exit_code: Option<u8>,
    items: Option<Counted>,
}

/// The counts of a run; of one that failed there are none.
#[derive(Serialize)]
#[serde(untagged)]
enum Counted {
    Items(Items),
    Nothing {},
}

#[derive(Serialize)]
struct Batch<'a> {
    #[serde(rename = "batch")]
    number: i64,
    handle: Option<&'a str>,
    items: u64,
    intended_at: String,
}

#[derive(Serialize)]
struct Refused<'a> {
    id: &'a str,
    message: &'a str,
    #[serde(rename = "refused_at")]
    at: String,
}

#[derive(Serialize)]
struct Withheld<'a> {
    id: &'a str,
    since: String,
}

#[derive(Serialize)]
struct Held<'a> {
    rule: &'a str,
    items: u64,
    since: String,
    samples: &'a [String],
}

#[derive(Serialize)]
pub(super) struct StatusDocument<'a> {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    catalog: &'a str,
    state: &'a str,
    exists: bool,
    live: u64,
    last_success: Option<String>,
    runs: Vec<Run<'a>>,
    open_batches: Vec<Batch<'a>>,
    suspects: u64,
    suspects_since: Option<String>,
    refusals: Vec<Refused<'a>>,
    withheld: Vec<Withheld<'a>>,
    held: Vec<Held<'a>>,
    blocked_until: Option<String>,
    reads_blocked_until: Option<String>,
}

/// What the state knows.
pub(super) fn status(status: &StatusReport) -> StatusDocument<'_> {
    let moment = super::words::moment;
    let success = status.last_success.as_ref().and_then(|run| run.ended_at);
    StatusDocument {
        schema: SCHEMA,
        command: "status",
        outcome: "ok",
        exit_code: 0,
        catalog: &status.catalog,
        state: &status.path,
        exists: status.exists,
        live: status.live,
        last_success: success.map(moment),
        runs: status
            .runs
            .iter()
            .map(|run| Run {
                number: run.run,
                command: &run.command,
                started_at: moment(run.started_at),
                ended_at: run.ended_at.map(moment),
                exit_code: run.exit_code,
                items: run
                    .report
                    .as_deref()
                    .map(|json| stored_counts(json).map_or(Counted::Nothing {}, Counted::Items)),
            })
            .collect(),
        open_batches: status
            .open
            .iter()
            .map(|batch| Batch {
                number: batch.batch,
                handle: batch.handle.as_deref(),
                items: batch.items,
                intended_at: moment(batch.intended_at),
            })
            .collect(),
        suspects: status.suspects,
        suspects_since: status.suspects_since.map(moment),
        refusals: status
            .refusals
            .iter()
            .map(|refusal| Refused {
                id: &refusal.id,
                message: &refusal.message,
                at: moment(refusal.at),
            })
            .collect(),
        withheld: status
            .withheld
            .iter()
            .map(|item| Withheld {
                id: &item.id,
                since: moment(item.since),
            })
            .collect(),
        held: status
            .held
            .iter()
            .map(|held| Held {
                rule: &held.rule,
                items: held.items,
                since: moment(held.since),
                samples: &held.samples,
            })
            .collect(),
        blocked_until: status
            .blocked_until
            .filter(|until| *until > status.now)
            .map(moment),
        reads_blocked_until: status
            .reads_blocked_until
            .filter(|until| *until > status.now)
            .map(moment),
    }
}
