//! `/__sandbox/…`: what a test in another process does to the sandbox.
//!
//! | call | does |
//! | --- | --- |
//! | `POST /__sandbox/faults` | adds a fault or an array of faults (JSON as in `fault`) |
//! | `GET /__sandbox/faults` | shows the faults that are not used up |
//! | `DELETE /__sandbox/faults` | forgets them |
//! | `POST /__sandbox/clock` | `{"seconds": 60}` moves the clock forward |
//! | `GET /__sandbox/journal` | every call |
//! | `GET /__sandbox/items/{catalog}` | the items under their write names |
//! | `POST /__sandbox/items/{catalog}` | writes an item or an array of items by hand, under their write names |
//! | `DELETE /__sandbox/items/{catalog}/{id}` | deletes an item by hand |
//! | `POST /__sandbox/reviews` | sets what review says of items (JSON as in `review`) |
//! | `POST /__sandbox/scenario` | plays a scenario, TOML or JSON |

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::task::spawn_blocking;

use super::fault::Fault;
use super::hand::{self, HandError};
use super::http::{Shared, lock};
use super::review::ReviewRule;
use super::scenario::Scenario;

fn said(status: StatusCode, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

fn broken(why: impl std::fmt::Display) -> Response {
    said(
        StatusCode::INTERNAL_SERVER_ERROR,
        &json!({ "error": why.to_string() }),
    )
}

fn wrong(why: impl std::fmt::Display) -> Response {
    said(
        StatusCode::BAD_REQUEST,
        &json!({ "error": why.to_string() }),
    )
}

/// Reads one value, or a list of them.
fn one_or_many<T: DeserializeOwned>(body: &str) -> Result<Vec<T>, serde_json::Error> {
    match serde_json::from_str::<Value>(body)? {
        list @ Value::Array(_) => serde_json::from_value(list),
        one => serde_json::from_value(one).map(|one| vec![one]),
    }
}

/// Adds one fault, or a list of them; all or none.
pub(super) async fn add_faults(State(shared): State<Shared>, body: String) -> Response {
    match one_or_many::<Fault>(&body) {
        Ok(faults) => {
            let mut world = lock(&shared);
            for fault in faults {
                world.script.add(fault);
            }
            said(StatusCode::OK, &json!({ "faults": world.script.list() }))
        }
        Err(error) => wrong(format_args!("not a fault: {error}")),
    }
}

/// Shows the faults that are not used up.
pub(super) async fn list_faults(State(shared): State<Shared>) -> Response {
    let faults = json!({ "faults": lock(&shared).script.list() });
    said(StatusCode::OK, &faults)
}

/// Forgets all faults.
pub(super) async fn clear_faults(State(shared): State<Shared>) -> Response {
    lock(&shared).script.clear();
    said(StatusCode::OK, &json!({ "faults": [] }))
}

/// How far the clock is moved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u64,
}

/// Moves the sandbox's clock forward.
pub(super) async fn advance_clock(State(shared): State<Shared>, body: String) -> Response {
    let advance: Advance = match serde_json::from_str(&body) {
        Ok(advance) => advance,
        Err(error) => return wrong(format_args!("not a time: {error}")),
    };
    let world = lock(&shared);
    world.clock.advance(Duration::from_secs(advance.seconds));
    said(StatusCode::OK, &json!({ "now": world.clock.now() }))
}

/// Shows every call.
pub(super) async fn journal(State(shared): State<Shared>) -> Response {
    let calls = lock(&shared).journal.calls();
    said(StatusCode::OK, &json!({ "calls": calls }))
}

/// Shows the items of a catalog by id.
pub(super) async fn items(State(shared): State<Shared>, Path(catalog): Path<String>) -> Response {
    match spawn_blocking(move || lock(&shared).items(&catalog)).await {
        Ok(Ok(items)) => said(StatusCode::OK, &json!(items)),
        Ok(Err(error)) => broken(error),
        Err(error) => broken(error),
    }
}

/// Plays a scenario.
pub(super) async fn play(State(shared): State<Shared>, body: String) -> Response {
    let scenario = match Scenario::parse(&body) {
        Ok(scenario) => scenario,
        Err(fault) => return wrong(fault),
    };
    let description = scenario.description.clone();
    match spawn_blocking(move || lock(&shared).play(scenario)).await {
        Ok(Ok(())) => said(StatusCode::OK, &json!({ "playing": description })),
        Ok(Err(error)) => broken(error),
        Err(error) => broken(error),
    }
}

/// Sets what review says of items.
pub(super) async fn review(State(shared): State<Shared>, body: String) -> Response {
    let rules = match one_or_many::<ReviewRule>(&body) {
        Ok(rules) => rules,
        Err(error) => return wrong(format_args!("not a review: {error}")),
    };
    let work = move || {
        let mut world = lock(&shared);
        rules.into_iter().try_for_each(|rule| world.review(rule))
    };
    match spawn_blocking(work).await {
        Ok(Ok(())) => said(StatusCode::OK, &json!({})),
        Ok(Err(error)) => broken(error),
        Err(error) => broken(error),
    }
}

/// Writes items as somebody else would; all or none.
pub(super) async fn write_items(
    State(shared): State<Shared>,
    Path(catalog): Path<String>,
    body: String,
) -> Response {
    let items = match one_or_many::<Map<String, Value>>(&body) {
        Ok(items) => items,
        Err(error) => return wrong(format_args!("not an item: {error}")),
    };
    let work = move || {
        let mut world = lock(&shared);
        world.settle_due()?;
        world.store.atomically(|_| {
            let mut written = Vec::new();
            for item in items {
                let id = item.get("id").and_then(Value::as_str);
                let id = id.unwrap_or_default().to_owned();
                hand::write(&world, &catalog, &id, item)?;
                written.push(id);
            }
            Ok::<_, HandError>(written)
        })
    };
    match spawn_blocking(work).await {
        Ok(Ok(written)) => said(StatusCode::OK, &json!({ "written": written })),
        Ok(Err(HandError::Store(error))) => broken(error),
        Ok(Err(error)) => wrong(error),
        Err(error) => broken(error),
    }
}

/// Deletes an item as somebody in Commerce Manager would.
pub(super) async fn delete_item(
    State(shared): State<Shared>,
    Path((catalog, id)): Path<(String, String)>,
) -> Response {
    let mut world = lock(&shared);
    let gone = world
        .settle_due()
        .and_then(|()| world.store.delete_item(&catalog, &id));
    match gone {
        Ok(true) => said(StatusCode::OK, &json!({ "deleted": id })),
        Ok(false) => said(StatusCode::NOT_FOUND, &json!({ "error": "no such item" })),
        Err(error) => broken(error),
    }
}

/// Everything else under the prefix.
pub(super) async fn unknown() -> Response {
    said(
        StatusCode::NOT_FOUND,
        &json!({ "error": "no such control" }),
    )
}
