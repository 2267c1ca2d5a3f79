//! What a server says that tells one state of a file from another.

use std::time::SystemTime;

use reqwest::header::{
    CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use serde::{Deserialize, Serialize};

/// The validators of an answer (RFC 9110, section 8.8), as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
}

/// No honest validator is longer.
const LONGEST: usize = 1024;

impl Validators {
    /// Those of an answer; `None` if it has none, or is not to be kept.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?;
            (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
        };
        if text(CACHE_CONTROL).is_some_and(|words| words.to_ascii_lowercase().contains("no-store"))
        {
            return None;
        }
        let found = Self {
            etag: text(ETAG),
            last_modified: text(LAST_MODIFIED),
        };
        (found != Self::default()).then_some(found)
    }

    /// When the server says that the file was changed.
    pub(super) fn changed(&self) -> Option<SystemTime> {
        http_date(self.last_modified.as_deref()?)
    }

    /// The headers that ask only for another state.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (HeaderName, &str)> {
        let etag = self.etag.as_deref().map(|value| (IF_NONE_MATCH, value));
        let date = self.last_modified.as_deref();
        let date = date.map(|value| (IF_MODIFIED_SINCE, value));
        etag.into_iter().chain(date)
    }
}

/// `Last-Modified` of an answer, whether it may be kept or not.
pub(super) fn changed(headers: &HeaderMap) -> Option<SystemTime> {
    http_date(headers.get(LAST_MODIFIED)?.to_str().ok()?)
}

/// A date as HTTP writes it (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<SystemTime> {
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(SystemTime::from(date.timestamp()))
}
