//! `GET /{catalog}/check_batch_request_status`: how far a batch is.

use serde_json::{Map, Value, json};

use super::answer::{Ask, Refusal};
use super::course::{Guise, Quirks};
use super::fields;
use super::form;
use super::options::Catalog;
use super::verdict::{Remarked, Verdict, settle};
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
    let left = batch.polls_left;
    if batch.verdict.is_none() && left == 0 && !batch.quirks.late {
        let now = world.clock.now();
        batch.verdict = Some(settle(&world.store, &mut world.script, &batch, now)?);
    }
    if batch.lost && left == 0 {
        return Err(Refusal::parameter("Invalid parameter"));
    }
    if left > 0 {
        world.store.set_polls(&handle, left - 1)?;
    }
    let quirks = &batch.quirks;
    let ended = if batch.lost || quirks.endless {
        None
    } else {
        batch.verdict
    };
    let (status, verdict) = match ended {
        Some(verdict) => (batch.ending.word(), verdict),
        None => match open_status(quirks, left) {
            Some(open) => (open, Verdict::default()),
            None => return Ok(json!({ "data": [] })),
        },
    };
    let view = View {
        scope,
        load_ids,
        quirks,
    };
    let all = view.describe(&handle, status, &verdict);
    let shown: Map<String, Value> = names
        .into_iter()
        .filter_map(|name| all.get(&name).map(|value| (name, value.clone())))
        .collect();
    Ok(json!({ "data": [shown] }))
}

/// What an open batch calls itself; nothing when its element is missing.
fn open_status(quirks: &Quirks, left: u32) -> Option<&str> {
    let disguised = quirks.endless || left > quirks.usual_polls;
    match &quirks.guise {
        Some(Guise::Nothing) if disguised => return None,
        Some(Guise::Word(word)) if disguised => return Some(word),
        Some(Guise::Nothing | Guise::Word(_)) | None => {}
    }
    Some(match left {
        _ if quirks.late => "scheduled",
        0 | 1 => "started",
        2 => "dispatched",
        _ => "scheduled",
    })
}

/// What of a verdict is shown.
struct View<'a> {
    scope: Scope,
    load_ids: bool,
    quirks: &'a Quirks,
}

impl View<'_> {
    fn describe(&self, handle: &str, status: &str, verdict: &Verdict) -> Value {
        let Self {
            scope,
            load_ids,
            quirks,
        } = self;
        let sample = |remarks: &[Remarked], wanted: bool| {
            let most = quirks.most_errors.unwrap_or(usize::MAX);
            let shown = remarks.iter().filter(|_| wanted).take(most);
            shown.map(|remark| json!(remark)).collect::<Value>()
        };
        let errors = *scope != Scope::Warnings;
        let warnings = *scope != Scope::Errors;
        let ids = verdict.invalid.iter().filter(|_| *load_ids);
        let ids: Vec<&String> = ids.take(quirks.most_ids.unwrap_or(usize::MAX)).collect();
        let mut all = json!({
            "handle": handle,
            "status": status,
            "errors": sample(&verdict.errors, errors),
            "warnings": sample(&verdict.warnings, warnings),
            "ids_of_invalid_requests": ids,
        });
        if !quirks.no_totals {
            all["errors_total_count"] = json!(if errors { verdict.errors_total } else { 0 });
            all["warnings_total_count"] = json!(if warnings { verdict.warnings_total } else { 0 });
        }
        all
    }
}
