//! The JSON form of `doctor`.

use serde::Serialize;
use shelfsync::health;

use super::json::SCHEMA;
use crate::exit::Exit;

#[derive(Serialize)]
pub(super) struct DoctorDocument<'a> {
    schema: u8,
    command: &'static str,
    outcome: &'static str,
    exit_code: u8,
    checks: Vec<Check<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    id: &'static str,
    verdict: &'static str,
    seen: &'a str,
    remedy: Option<&'a str>,
}

/// What an examination found.
pub(super) fn doctor(checks: &[health::Check], exit: Exit) -> DoctorDocument<'_> {
    DoctorDocument {
        schema: SCHEMA,
        command: "doctor",
        outcome: exit.outcome(),
        exit_code: exit.number(),
        checks: checks
            .iter()
            .map(|check| Check {
                id: check.subject.id(),
                verdict: check.verdict.word(),
                seen: &check.seen,
                remedy: check.verdict.remedy(),
            })
            .collect(),
    }
}
