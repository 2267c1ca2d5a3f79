//! A question as it came in, and what is said to it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::form::{Body, Params};

/// The methods that the interface knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        })
    }
}

/// One call, decoded as far as possible without judging it.
pub(super) struct Ask {
    pub(super) method: Method,
    /// The version of the path, as `v25.0`.
    pub(super) version: Option<String>,
    /// Node and edge, percent-decoded.
    pub(super) segments: Vec<String>,
    pub(super) query: Params,
    pub(super) body: Body,
    /// The token of the `Authorization` header.
    pub(super) bearer: Option<String>,
    /// Base of links in answers, as `http://127.0.0.1:8080`.
    pub(super) base: String,
    /// Size of the body in bytes.
    pub(super) bytes: usize,
}

impl Ask {
    /// A parameter of the body or else of the query.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.body.get(name).or_else(|| self.query.get(name))
    }

    /// Moves a parameter out of the body or else of the query.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.body.take(name).or_else(|| self.query.remove(name))
    }

    /// The last part of the path when there is more than a node.
    pub(super) fn edge(&self) -> &str {
        match self.segments.as_slice() {
            [node] => node,
            [_, edge] => edge,
            _ => "",
        }
    }
}

/// A complete answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Reply {
    /// The code of an error.
    pub(super) fn code(&self) -> Option<i64> {
        let body: Value = serde_json::from_str(&self.body).ok()?;
        body.pointer("/error/code")?.as_i64()
    }

    /// The answer that a script wrote. A body that is text goes out as it is.
    pub(super) fn scripted(status: u16, headers: &BTreeMap<String, String>, body: &Value) -> Self {
        let mut reply = Self::json(status, body);
        if let Value::String(text) = body {
            text.clone_into(&mut reply.body);
            reply.headers = vec![("content-type".into(), "text/html".into())];
        }
        for (name, value) in headers {
            reply.set(name, value.clone());
        }
        reply
    }

    /// A header by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(other, _)| other == name)?;
        Some(value)
    }

    /// Sets a header in place of the one that is there.
    pub(super) fn set(&mut self, name: &str, value: String) {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value));
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![(
                "content-type".into(),
                "application/json; charset=UTF-8".into(),
            )],
            body: body.to_string(),
        }
    }
}

/// A call that is refused as a whole: the error envelope of graph-api.md 8.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: i64,
    pub(super) subcode: Option<i64>,
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) transient: bool,
}

impl Refusal {
    fn new(status: u16, code: i64, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            subcode: None,
            kind,
            message: message.into(),
            transient: false,
        }
    }

    /// Code 100: a parameter is at fault. The code is put before the message.
    pub(super) fn parameter(message: impl fmt::Display) -> Self {
        Self::new(400, 100, "OAuthException", format!("(#100) {message}"))
    }

    /// Code 100: a field that the node does not have.
    pub(super) fn no_field(field: &str, node: &str) -> Self {
        Self::parameter(format_args!(
            "Tried accessing nonexisting field ({field}) on node type ({node})"
        ))
    }

    /// Code 100: parts are asked of a field that has none.
    pub(super) fn no_parts(field: &str) -> Self {
        Self::parameter(format_args!("Subfields are not supported by {field}"))
    }

    /// Code 100, subcode 33: no such node, or the node cannot do this.
    pub(super) fn unsupported(method: Method, node: &str) -> Self {
        let method = method.to_string().to_lowercase();
        Self {
            subcode: Some(33),
            ..Self::new(
                400,
                100,
                "GraphMethodException",
                format!(
                    "Unsupported {method} request. Object with ID '{node}' does not exist, cannot be \
                     loaded due to missing permissions, or does not support this operation. Please \
                     read the Graph API documentation at \
                     https://developers.facebook.com/docs/graph-api"
                ),
            )
        }
    }

    /// Code 190: the token is missing or worth nothing.
    pub(super) fn token(subcode: Option<i64>, message: impl Into<String>) -> Self {
        Self {
            subcode,
            ..Self::new(400, 190, "OAuthException", message)
        }
    }

    /// Code 100 without a subcode, about `appsecret_proof` (graph-api.md 2.2).
    pub(super) fn proof(message: impl Into<String>) -> Self {
        Self::new(400, 100, "GraphMethodException", message)
    }

    /// Code 100: scope or asset assignment is missing (graph-api.md 2.3).
    pub(super) fn permission() -> Self {
        Self::parameter("Missing Permission")
    }

    /// Code 3, subcode 1798083: the catalog holds other goods.
    pub(super) fn vertical() -> Self {
        Self {
            subcode: Some(1_798_083),
            ..Self::new(
                400,
                3,
                "OAuthException",
                "(#3) Endpoint not supported for this vertical",
            )
        }
    }

    /// Code 1: the request or the page is too large.
    pub(super) fn too_much() -> Self {
        Self::new(
            500,
            1,
            "OAuthException",
            "Please reduce the amount of data you're asking for, then retry your request",
        )
    }

    /// Code 2500: the path or the list of fields cannot be read.
    pub(super) fn query(message: impl Into<String>) -> Self {
        Self::new(400, 2500, "OAuthException", message)
    }

    /// A limit is used up (graph-api.md 8.3).
    pub(super) fn throttled(code: i64, text: &str) -> Self {
        Self {
            transient: true,
            ..Self::new(400, code, "OAuthException", format!("(#{code}) {text}"))
        }
    }

    /// The sandbox itself failed; a client sees Meta's temporary trouble.
    pub(super) fn broken(why: impl fmt::Display) -> Self {
        Self {
            transient: true,
            ..Self::new(
                500,
                2,
                "OAuthException",
                format!("(#2) Service temporarily unavailable (sandbox: {why})"),
            )
        }
    }

    /// The envelope, with the trace id of this call.
    pub(super) fn reply(&self, trace: &str) -> Reply {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "is_transient": self.transient,
            "fbtrace_id": trace,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        let mut reply = Reply::json(self.status, &json!({ "error": error }));
        if self.code == 190 {
            let value =
                "OAuth \"Facebook Platform\" \"invalid_token\" \"the access token is not valid\"";
            reply
                .headers
                .push(("www-authenticate".into(), value.into()));
        }
        reply
    }
}
