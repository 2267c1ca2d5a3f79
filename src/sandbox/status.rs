//! `GET /{catalog}/check_batch_request_status`: how far a batch is.

use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::fields;
use super::form;
use super::options::Catalog;
use super::verdict::{Verdict, settle};
use super::world::World;

/// What can be asked for, and what is answered unasked.
const FIELDS: &[&str] = &[
    "handle",
    "status",
    "errors",
    "errors_total_count",
    "warnings",
    "warnings_total_count",
    "ids_of_invalid_requests",
];

/// Which remarks are wanted (graph-api.md 3.3, `error_priority`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    Errors,
    Warnings,
}

/// Answers a poll, and advances the batch by one.
pub(super) fn check(world: &mut World, catalog: &Catalog, ask: &Ask) -> Result<Value, Refusal> {
    let handle = ask
        .value("handle")
        .and_then(form::text)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::parameter("The parameter handle is required."))?;
    let load_ids = form::flag(
        "load_ids_of_invalid_requests",
        ask.value("load_ids_of_invalid_requests"),
        false,
    )?;
    let priority = ask.value("error_priority").map(form::text);
    let scope = match priority.as_ref().map(Option::as_deref) {
        None => Scope::All,
        Some(Some("HIGH")) => Scope::Errors,
        Some(Some("MEDIUM" | "LOW")) => Scope::Warnings,
        Some(_) => {
            return Err(Refusal::parameter(
                "Param error_priority must be one of {HIGH, MEDIUM, LOW}",
            ));
        }
    };
    let names = fields::names(ask, FIELDS, FIELDS, "CheckBatchRequestStatus")?;

    let mut batch = world
        .store
        .batch(&handle)?
        .filter(|batch| batch.catalog == catalog.id)
        .ok_or_else(|| Refusal::parameter("Invalid parameter"))?;
    let patient = batch.quirks.late;
    if batch.verdict.is_none() && (batch.polls_left == 0 || batch.lost) && !patient {
        let now = world.clock.now();
        batch.verdict = Some(settle(&world.store, &mut world.script, &batch, now)?);
    }
    if batch.lost {
        return Err(Refusal::parameter("Invalid parameter"));
    }
    let status = match (&batch.verdict, batch.polls_left) {
        (Some(_), _) => batch.ending.word(),
        (None, _) if patient => "scheduled",
        (None, left) => {
            world.store.set_polls(&handle, left - 1)?;
            match left {
                1 => "started",
                2 => "dispatched",
                _ => "scheduled",
            }
        }
    };
    let verdict = batch.verdict.unwrap_or_default();
    let all = describe(&handle, status, &verdict, scope, load_ids);
    let shown: Map<String, Value> = names
        .into_iter()
        .filter_map(|name| all.get(&name).map(|value| (name, value.clone())))
        .collect();
    Ok(json!({ "data": [shown] }))
}

fn describe(handle: &str, status: &str, verdict: &Verdict, scope: Scope, load_ids: bool) -> Value {
    let errors = scope != Scope::Warnings;
    let warnings = scope != Scope::Errors;
    json!({
        "handle": handle,
        "status": status,
        "errors": if errors { json!(verdict.errors) } else { json!([]) },
        "errors_total_count": if errors { verdict.errors_total } else { 0 },
        "warnings": if warnings { json!(verdict.warnings) } else { json!([]) },
        "warnings_total_count": if warnings { verdict.warnings_total } else { 0 },
        "ids_of_invalid_requests": if load_ids { json!(verdict.invalid) } else { json!([]) },
    })
}
