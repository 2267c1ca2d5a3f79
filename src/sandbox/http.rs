//! Bytes in and bytes out: from axum's requests to questions, and back.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body as Stream, Bytes, HttpBody as _};
use axum::extract::{
    ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Path, RawQuery, Request, State,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method as HttpMethod, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, delete, get, post};
use serde_json::Value;
use tokio::task::{JoinError, spawn_blocking};

use super::answer::{Ask, Method, Refusal, Reply};
use super::control;
use super::form::{BODY_LIMIT, Body, Params, parse_pairs};
use super::line::{Cord, Cut};
use super::page;
use super::reply::{Answer, Outcome, answer};
use super::world::World;

/// How much of a body beyond the limit is read and thrown away, so that the client gets
/// to see the answer instead of a broken connection.
const DRAIN: usize = 512_000_000;

/// The one world, shared by all connections.
pub(super) type Shared = Arc<Mutex<World>>;

/// Takes the world. A panic elsewhere leaves it as good as the last commit.
pub(super) fn lock(shared: &Shared) -> MutexGuard<'_, World> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All routes.
pub(super) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/shop/{catalog}", get(shop))
        .route(
            "/__sandbox/faults",
            post(control::add_faults)
                .get(control::list_faults)
                .delete(control::clear_faults),
        )
        .route("/__sandbox/clock", post(control::advance_clock))
        .route("/__sandbox/journal", get(control::journal))
        .route("/__sandbox/scenario", post(control::play))
        .route("/__sandbox/reviews", post(control::review))
        .route(
            "/__sandbox/items/{catalog}",
            get(control::items).post(control::write_items),
        )
        .route(
            "/__sandbox/items/{catalog}/{id}",
            delete(control::delete_item),
        )
        .route("/__sandbox/{*rest}", any(control::unknown))
        .fallback(graph)
        .with_state(shared)
}

async fn front(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    ConnectInfo(cord): ConnectInfo<Cord>,
    request: Request,
) -> Response {
    // `/?ids=…` was a read of several nodes; every other visit of the root is a browser's.
    if query.is_some_and(|query| parse_pairs(query.as_bytes()).contains_key("ids")) {
        return graph(State(shared), ConnectInfo(cord), request).await;
    }
    html(spawn_blocking(move || page::front(&mut lock(&shared))).await)
}

async fn shop(
    State(shared): State<Shared>,
    Path(catalog): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let after = parse_pairs(query.unwrap_or_default().as_bytes())
        .get("after")
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    html(spawn_blocking(move || page::shop(&mut lock(&shared), &catalog, after)).await)
}

fn html(page: Result<Result<Option<String>, super::store::StoreError>, JoinError>) -> Response {
    match page {
        Ok(Ok(Some(text))) => {
            let policy = "default-src 'none'; style-src 'unsafe-inline'";
            ([(header::CONTENT_SECURITY_POLICY, policy)], Html(text)).into_response()
        }
        Ok(Ok(None)) => (StatusCode::NOT_FOUND, "no such catalog\n").into_response(),
        Ok(Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

async fn graph(
    State(shared): State<Shared>,
    ConnectInfo(cord): ConnectInfo<Cord>,
    request: Request,
) -> Response {
    let (parts, stream) = request.into_parts();
    let method = match parts.method {
        HttpMethod::GET => Method::Get,
        HttpMethod::POST => Method::Post,
        HttpMethod::DELETE => Method::Delete,
        _ => {
            let refusal = Refusal::query("Unsupported method.");
            return respond(refusal.reply("A0"));
        }
    };
    let path = parts.uri.path().to_owned();
    let (version, segments) = split(&path);
    let query = parse_pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let text = |name: HeaderName| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let bearer = text(header::AUTHORIZATION)
        .and_then(|value| {
            value
                .split_once(' ')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        })
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    let base = format!("http://{}", text(header::HOST).unwrap_or_default());
    let content_type = text(header::CONTENT_TYPE).unwrap_or_default();

    let received = match receive(stream).await {
        Ok(received) => received,
        Err(error) => {
            // The client went away or sends nonsense; there is nobody to answer to.
            cord.cut(Cut::Close);
            return (StatusCode::BAD_REQUEST, error.to_string()).into_response();
        }
    };
    let multipart = content_type
        .get(.."multipart/form-data".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("multipart/form-data"));
    let bytes = received.count;
    let parsed = if multipart && !received.oversized() {
        Some(parts_of(&parts.headers, received.bytes.clone()).await)
    } else {
        None
    };
    let world = Arc::clone(&shared);
    let answered = spawn_blocking(move || {
        let body = match parsed {
            Some(body) => body,
            None if received.oversized() => Body::Oversized,
            None => Body::parse(&content_type, &received.bytes),
        };
        drop(received);
        let ask = Ask {
            method,
            version,
            segments,
            query,
            body,
            bearer,
            base,
            bytes,
        };
        answer(&mut lock(&world), ask, path)
    })
    .await;
    let Answer { outcome, wait } = match answered {
        Ok(answer) => answer,
        Err(error) => return respond(Refusal::broken(error).reply("A0")),
    };
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    // What is answered to a line that was cut reaches nobody.
    let nobody = || StatusCode::NO_CONTENT.into_response();
    match outcome {
        Outcome::Reply(reply) => respond(reply),
        Outcome::Slow(reply, bytes, pause) => {
            cord.slow_down(bytes, pause);
            respond(reply)
        }
        Outcome::Short(reply, bytes) => {
            let length = reply.body.len();
            cord.shorten(bytes.unwrap_or(length / 2).min(length.saturating_sub(1)));
            respond(reply)
        }
        Outcome::Cut(cut) => {
            cord.cut(cut);
            nobody()
        }
        Outcome::Hang => {
            hang(&shared).await;
            cord.cut(Cut::Close);
            nobody()
        }
    }
}

/// Waits until the sandbox stops. A client that goes away ends the wait as well: the server
/// drops whoever answers it.
async fn hang(shared: &Shared) {
    let mut closing = lock(shared).closing.subscribe();
    // A world that is gone is one that stopped.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Version, if there is one, and the parts of a path.
fn split(path: &str) -> (Option<String>, Vec<String>) {
    let mut segments: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| {
            // A plus sign is a plus sign in a path, unlike in a form.
            let coded = part.replace('+', "%2B");
            url::form_urlencoded::parse(coded.as_bytes())
                .next()
                .map_or_else(String::new, |(text, rest)| {
                    if rest.is_empty() {
                        text.into_owned()
                    } else {
                        format!("{text}={rest}")
                    }
                })
        })
        .collect();
    let is_version = |text: &str| {
        text.strip_prefix('v')
            .and_then(|numbers| numbers.split_once('.'))
            .is_some_and(|(major, minor)| {
                [major, minor]
                    .iter()
                    .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            })
    };
    if segments.first().is_some_and(|first| is_version(first)) {
        let version = segments.remove(0);
        return (Some(version), segments);
    }
    (None, segments)
}

/// A body as far as it was kept.
struct Received {
    bytes: Bytes,
    /// How many bytes came, kept or not.
    count: usize,
}

impl Received {
    fn oversized(&self) -> bool {
        self.count > BODY_LIMIT
    }
}

/// Reads a body, and keeps it if it is not too large.
async fn receive(stream: Stream) -> Result<Received, axum::Error> {
    let mut stream = stream;
    let mut kept = Vec::new();
    let mut count: usize = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut stream).poll_frame(cx)).await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        count = count.saturating_add(data.len());
        if count <= BODY_LIMIT {
            kept.extend_from_slice(&data);
        } else {
            kept = Vec::new();
            if count > DRAIN {
                break;
            }
        }
    }
    Ok(Received {
        bytes: kept.into(),
        count,
    })
}

/// Reads a multipart form.
async fn parts_of(headers: &HeaderMap, bytes: Bytes) -> Body {
    let mut request = Request::new(Stream::from(bytes));
    headers.clone_into(request.headers_mut());
    // The size was judged already; axum's own limit is far below Meta's.
    DefaultBodyLimit::disable().apply(&mut request);
    let wrong = |why: String| Body::Malformed(format!("the form cannot be read: {why}"));
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(rejection) => return wrong(rejection.body_text()),
    };
    let mut params = Params::new();
    loop {
        match form.next_field().await {
            Ok(Some(field)) => {
                let Some(name) = field.name().map(str::to_owned) else {
                    return wrong("a part has no name".to_owned());
                };
                let value = match field.bytes().await {
                    Ok(bytes) => String::from_utf8(bytes.into()),
                    Err(error) => return wrong(error.body_text()),
                };
                match value {
                    Ok(text) => params.insert(name, Value::String(text)),
                    Err(_) => return wrong(format!("the part '{name}' is not UTF-8")),
                };
            }
            Ok(None) => return Body::Read(params),
            Err(error) => return wrong(error.body_text()),
        }
    }
}

fn respond(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, reply.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in reply.headers {
        // Only a script can hold a header that cannot be sent; it is left out.
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            headers.insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_version_and_parts() {
        #[rustfmt::skip]
        let cases: [(&str, Option<&str>, &[&str]); 6] = [
            ("/v25.0/100/items_batch",  Some("v25.0"), &["100", "items_batch"]),
            ("/100",                    None,          &["100"]),
            ("/v25/100",                None,          &["v25", "100"]),
            ("/v.0/100",                None,          &["v.0", "100"]),
            ("/v25.0/catalog%3A100%3AYQ", Some("v25.0"), &["catalog:100:YQ"]),
            ("/v25.0/catalog:100:YQ==", Some("v25.0"), &["catalog:100:YQ=="]),
        ];
        for (path, version, parts) in cases {
            let (got, segments) = split(path);
            assert_eq!(got.as_deref(), version, "{path}");
            assert_eq!(segments, parts, "{path}");
        }
    }
}
