//! The few calls that we make.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};
use rust_decimal::prelude::ToPrimitive;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::inspect::{Heard, Signs};
use super::readback::ReadBack;
use super::usage::amount;
use super::wire::{self, BatchAnswer, CatalogFacts, StatusAnswer};
use super::{ApiError, Failure, Token, Trouble, Usage};

/// No answer of the calls below is larger.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Where the API is.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Scheme and host, as in `https://graph.facebook.com`.
    pub api_url: Url,
    /// As in `v25.0`.
    pub version: String,
    /// The catalog.
    pub catalog: String,
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up HTTPS: {0}; check the system's proxy and certificate settings")]
pub struct ClientError(#[from] reqwest::Error);

/// Makes calls for one catalog. Clones share connections and token.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    endpoint: Arc<Endpoint>,
    pub(super) token: Arc<Token>,
}

/// A call's result, with what its usage headers said.
pub type Answer<T> = Result<(T, Usage), Box<Trouble>>;

impl Client {
    /// A client. System proxies and certificates are honoured; redirects are
    /// not, for the token must not follow them.
    pub fn new(endpoint: Endpoint, token: Token) -> Result<Self, ClientError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("shelfsync/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(Duration::from_secs(60))
            .timeout(Duration::from_secs(600));
        if is_loopback(&endpoint.api_url) {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build()?,
            endpoint: Arc::new(endpoint),
            token: Arc::new(token),
        })
    }

    /// `GET /{catalog}`: what it is and how much it holds. The first call of a
    /// run; it proves token and catalog (`graph-api.md` 2.5).
    pub async fn catalog(&self) -> Answer<CatalogFacts> {
        self.catalog_alone().await.answer
    }

    /// `POST /{catalog}/items_batch` with a body of [`super::BatchBody`].
    pub async fn items_batch(&self, body: Vec<u8>) -> Answer<BatchAnswer> {
        let call = self
            .call(Method::POST, Some("items_batch"), &[])
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        self.read(call).await
    }

    /// `GET /{catalog}/check_batch_request_status`. Asks for the ids of all
    /// failed records, which are withheld otherwise (`graph-api.md` 3.3).
    pub async fn batch_status(&self, handle: &str) -> Answer<Option<StatusAnswer>> {
        let query = [
            ("handle", handle),
            ("load_ids_of_invalid_requests", "true"),
            (
                "fields",
                "handle,status,errors,errors_total_count,warnings,warnings_total_count,ids_of_invalid_requests",
            ),
        ];
        let call = self.call(Method::GET, Some("check_batch_request_status"), &query);
        let (value, usage) = self.read::<Value>(call).await?;
        self.shaped(wire::status(value), usage)
    }

    /// `GET /{catalog}/products` for these ids, which should be 25 at most: more
    /// have been seen to time out (`graph-api.md` 4.2).
    pub async fn look_up(&self, ids: &[&str]) -> Answer<Vec<ReadBack>> {
        let filter = serde_json::json!({"retailer_id": {"is_any": ids}}).to_string();
        let limit = ids.len().to_string();
        let query = [
            ("fields", ReadBack::FIELDS),
            ("filter", filter.as_str()),
            ("limit", limit.as_str()),
        ];
        let call = self.call(Method::GET, Some("products"), &query);
        let (value, usage) = self.read::<Value>(call).await?;
        self.shaped(ReadBack::page(value), usage)
    }

    /// A call on the catalog or one of its edges.
    pub(super) fn call(
        &self,
        method: Method,
        edge: Option<&str>,
        query: &[(&str, &str)],
    ) -> RequestBuilder {
        let path: Vec<&str> = [self.endpoint.catalog.as_str()]
            .into_iter()
            .chain(edge)
            .collect();
        self.request(method, &path, query)
    }

    /// A call with token and proof. The address is built from parts, so that
    /// nothing of a handle or a cursor can leave its place.
    pub(super) fn request(
        &self,
        method: Method,
        parts: &[&str],
        query: &[(&str, &str)],
    ) -> RequestBuilder {
        let mut url = self.endpoint.api_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            path.push(&self.endpoint.version).extend(parts);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        if let Some(proof) = self.token.proof() {
            url.query_pairs_mut().append_pair("appsecret_proof", &proof);
        }
        let call = self
            .http
            .request(method, url)
            .header(ACCEPT, "application/json");
        match self.token.header() {
            Some(header) => call.header(AUTHORIZATION, header),
            None => call,
        }
    }

    /// Sends, and reads the answer.
    async fn read<T: DeserializeOwned>(&self, call: RequestBuilder) -> Answer<T> {
        self.hear(call).await.answer
    }

    /// Sends, and reads the answer with all that its headers say.
    pub(super) async fn hear<T: DeserializeOwned>(&self, call: RequestBuilder) -> Heard<T> {
        match call.send().await {
            Ok(response) => Heard {
                signs: Signs::read(response.headers()),
                answer: self.understand(response).await,
            },
            Err(error) => Heard {
                signs: Signs::default(),
                answer: Err(self.lost(&error)),
            },
        }
    }

    /// Reads an answer. A body with `error` is a failure whatever its status,
    /// and one that is not JSON is an outage page (`graph-api.md` 1.4).
    async fn understand<T: DeserializeOwned>(&self, response: Response) -> Answer<T> {
        let status = response.status().as_u16();
        let (usage, retry_after) = read_headers(response.headers());
        let trouble = |failure| {
            Box::new(Trouble {
                failure,
                usage,
                retry_after,
            })
        };
        let body = self.body(response).await.map_err(trouble)?;
        let body = self.token.redact(body);
        let garbled = || Failure::Garbled {
            host: self.host(),
            status,
            begins: String::from_utf8_lossy(&body).chars().take(80).collect(),
        };
        let value: Value = serde_json::from_slice(&body).map_err(|_| trouble(garbled()))?;
        if let Some(error) = value.get("error") {
            let error = ApiError::from_json(error);
            return Err(trouble(Failure::Refused { status, error }));
        }
        if !(200..300).contains(&status) || !value.is_object() {
            return Err(trouble(garbled()));
        }
        let value = serde_json::from_value(value).map_err(|_| trouble(garbled()))?;
        Ok((value, usage))
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let chunk = response
                .chunk()
                .await
                .map_err(|error| self.lost(&error).failure)?;
            let Some(chunk) = chunk else {
                return Ok(body);
            };
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(Failure::Garbled {
                    host: self.host(),
                    status: response.status().as_u16(),
                    begins: format!("more than {LARGEST_ANSWER} bytes"),
                });
            }
            body.extend_from_slice(&chunk);
        }
    }

    pub(super) fn shaped<T>(&self, read: serde_json::Result<T>, usage: Usage) -> Answer<T> {
        match read {
            Ok(value) => Ok((value, usage)),
            Err(error) => Err(Box::new(Trouble {
                failure: Failure::Garbled {
                    host: self.host(),
                    status: 200,
                    begins: error.to_string(),
                },
                usage,
                retry_after: None,
            })),
        }
    }

    /// A call without an answer. The address is left out of the reason, for it
    /// can hold a proof or a handle.
    fn lost(&self, error: &reqwest::Error) -> Box<Trouble> {
        let host = self.host();
        let reason = innermost(error);
        let failure = if error.is_connect() || error.is_builder() {
            Failure::Unreached { host, reason }
        } else {
            Failure::Unanswered { host, reason }
        };
        Box::new(Trouble {
            failure,
            usage: Usage::default(),
            retry_after: None,
        })
    }

    fn host(&self) -> String {
        let url = &self.endpoint.api_url;
        let host = url.host_str().unwrap_or_default();
        match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

/// The cause at the bottom says most, and never the address.
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if std::ptr::addr_eq(cause, std::ptr::from_ref(error)) {
        return "the connection failed".to_owned();
    }
    cause.to_string()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn read_headers(headers: &HeaderMap) -> (Usage, Option<Duration>) {
    let mut usage = Usage::default();
    for name in Usage::HEADERS {
        for value in headers.get_all(name) {
            if let Ok(text) = value.to_str() {
                usage.read(text);
            }
        }
    }
    let wait = headers
        .get(RETRY_AFTER)
        .and_then(|value| retry_after(value.to_str().ok()?));
    (usage, wait)
}

/// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); a day at most.
fn retry_after(text: &str) -> Option<Duration> {
    const DAY: u64 = 86_400;
    if let Some(seconds) = amount(text) {
        let seconds = seconds.ceil().to_u64().unwrap_or(DAY);
        return Some(Duration::from_secs(seconds.min(DAY)));
    }
    let date = rfc2822::parse(text.trim()).ok()?;
    let seconds = date.timestamp().as_second() - Timestamp::now().as_second();
    Some(Duration::from_secs(
        u64::try_from(seconds).unwrap_or(0).min(DAY),
    ))
}
