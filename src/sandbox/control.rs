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
//! | `DELETE /__sandbox/items/{catalog}/{id}` | deletes an item by hand |

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::fault::Fault;
use super::http::{Shared, lock};

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

/// Adds one fault, or a list of them; all or none.
pub(super) async fn add_faults(State(shared): State<Shared>, body: String) -> Response {
    let faults = serde_json::from_str::<Value>(&body).and_then(|value| match value {
        Value::Array(_) => serde_json::from_value::<Vec<Fault>>(value),
        other => serde_json::from_value::<Fault>(other).map(|fault| vec![fault]),
    });
    match faults {
        Ok(faults) => {
            let mut world = lock(&shared);
            for fault in faults {
                world.script.add(fault);
            }
            said(StatusCode::OK, &json!({ "faults": world.script.list() }))
        }
        Err(error) => said(
            StatusCode::BAD_REQUEST,
            &json!({ "error": format!("not a fault: {error}") }),
        ),
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
        Err(error) => {
            let error = format!("not a time: {error}");
            return said(StatusCode::BAD_REQUEST, &json!({ "error": error }));
        }
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
