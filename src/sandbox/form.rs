//! Decoding of parameters: query, urlencoded form, multipart form and JSON.
//!
//! A parameter is a JSON value; what came as text stays text, and whoever asks
//! for a structure parses that text then (graph-api.md 1.3).

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

use super::answer::Refusal;

/// Parameters by name.
pub(super) type Params = BTreeMap<String, Value>;

/// The largest body that is taken, in bytes: graph-api.md 7 says 28 MB, and the smaller
/// reading of "MB" is the strict one.
pub(super) const BODY_LIMIT: usize = 28_000_000;

/// What the body of a call turned out to be.
#[derive(Debug)]
pub(super) enum Body {
    Empty,
    Read(Params),
    /// More than [`BODY_LIMIT`].
    Oversized,
    /// Not what its type says, and why.
    Malformed(String),
}

impl Body {
    /// Reads a body that is not multipart.
    pub(super) fn parse(content_type: &str, bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        let essence = content_type.split(';').next().unwrap_or("").trim();
        if essence.eq_ignore_ascii_case("application/json") {
            return match serde_json::from_slice::<Value>(bytes) {
                Ok(Value::Object(members)) => Self::Read(members.into_iter().collect()),
                Ok(_) => Self::Malformed("the JSON body is not an object".to_owned()),
                Err(error) => Self::Malformed(format!("the JSON body cannot be read: {error}")),
            };
        }
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return match std::str::from_utf8(bytes) {
                Ok(_) => Self::Read(parse_pairs(bytes)),
                Err(error) => Self::Malformed(format!("the form is not UTF-8: {error}")),
            };
        }
        Self::Malformed(format!("content type '{essence}' is not supported"))
    }

    /// Moves a parameter out, so that a large one is not copied.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        match self {
            Self::Read(params) => params.remove(name),
            Self::Empty | Self::Oversized | Self::Malformed(_) => None,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Read(params) => params.get(name),
            Self::Empty | Self::Oversized | Self::Malformed(_) => None,
        }
    }
}

/// Reads `a=1&b=2`. A name that occurs twice keeps its last value.
pub(super) fn parse_pairs(bytes: &[u8]) -> Params {
    form_urlencoded::parse(bytes)
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect()
}

/// A parameter as text; numbers and booleans of a JSON body read as they are written.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A yes or no.
pub(super) fn flag(name: &str, value: Option<&Value>, default: bool) -> Result<bool, Refusal> {
    let Some(value) = value else {
        return Ok(default);
    };
    match text(value).as_deref() {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        _ => Err(Refusal::parameter(format_args!(
            "Param {name} must be a boolean"
        ))),
    }
}

/// A structure: JSON itself, or JSON written as text.
pub(super) fn structure(name: &str, value: Value) -> Result<Value, Refusal> {
    match value {
        Value::String(text) => serde_json::from_str(&text).map_err(|error| {
            Refusal::parameter(format_args!("Param {name} is not valid JSON: {error}"))
        }),
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_)) => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_every_encoding_into_the_same_parameters() {
        #[rustfmt::skip]
        let cases = [
            ("application/json",                  r#"{"item_type":"PRODUCT_ITEM"}"#),
            ("application/json; charset=utf-8",   r#"{"item_type":"PRODUCT_ITEM"}"#),
            ("application/x-www-form-urlencoded", "item_type=PRODUCT_ITEM"),
            ("Application/X-WWW-Form-Urlencoded", "item_type=PRODUCT%5FITEM"),
        ];
        for (kind, bytes) in cases {
            let body = Body::parse(kind, bytes.as_bytes());
            assert_eq!(
                body.get("item_type"),
                Some(&json!("PRODUCT_ITEM")),
                "{kind}: {bytes}"
            );
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_body() {
        #[rustfmt::skip]
        let cases: [(&str, &[u8], &str); 4] = [
            ("application/json", b"[1]", "not an object"),
            ("application/json", b"{", "cannot be read"),
            ("application/x-www-form-urlencoded", b"a=\xff", "not UTF-8"),
            ("text/plain", b"a=1", "not supported"),
        ];
        for (kind, bytes, expected) in cases {
            let Body::Malformed(why) = Body::parse(kind, bytes) else {
                panic!("{kind} {bytes:?} was accepted");
            };
            assert!(why.contains(expected), "{kind} {bytes:?}: {why}");
        }
    }

    #[test]
    fn a_flag_is_a_boolean_in_any_encoding_and_nothing_else() {
        for (value, expected) in [
            (json!("true"), Some(true)),
            (json!("1"), Some(true)),
            (json!(false), Some(false)),
            (json!("yes"), None),
            (json!(null), None),
        ] {
            assert_eq!(flag("f", Some(&value), true).ok(), expected, "{value}");
        }
    }
}
