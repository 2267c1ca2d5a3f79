//! What went wrong with a call, and what that asks of us.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::Usage;

/// The error body of the Graph API (`graph-api.md` 8.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ApiError {
    /// Meta's words.
    pub message: String,
    /// Its class, such as `OAuthException`.
    #[serde(rename = "type")]
    pub class: String,
    /// Its code.
    pub code: i64,
    /// Its subcode; 0 when there is none.
    #[serde(rename = "error_subcode")]
    pub subcode: i64,
    /// Whether Meta says that trying again helps.
    pub is_transient: bool,
    /// Words for people, where Meta has some.
    #[serde(rename = "error_user_msg")]
    pub user_message: Option<String>,
    /// Meta's trace of the call.
    #[serde(rename = "fbtrace_id")]
    pub trace: Option<String>,
}

impl ApiError {
    /// Reads the `error` member of an answer, forgiving what is missing.
    pub(super) fn from_json(error: &Value) -> Self {
        let text = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| error.get(name).and_then(whole).unwrap_or(0);
        Self {
            message: text("message").unwrap_or_else(|| error.to_string()),
            class: text("type").unwrap_or_default(),
            code: number("code"),
            subcode: number("error_subcode"),
            is_transient: error.get("is_transient") == Some(&Value::Bool(true)),
            user_message: text("error_user_msg"),
            trace: text("fbtrace_id"),
        }
    }

    /// Meta's words, with code and trace.
    pub fn words(&self) -> String {
        let mut words = self.message.clone();
        if let Some(more) = self.user_message.as_deref().filter(|more| *more != words) {
            words.push_str(" — ");
            words.push_str(more);
        }
        let code = match self.subcode {
            0 => format!("code {}", self.code),
            subcode => format!("code {}, subcode {subcode}", self.code),
        };
        match &self.trace {
            Some(trace) => format!("{words} ({code}, trace {trace})"),
            None => format!("{words} ({code})"),
        }
    }
}

/// A whole number, also where it comes as text or with decimals.
fn whole(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    number.split('.').next()?.parse().ok()
}

/// Why a call gave no result.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// It never reached Meta.
    #[error("cannot reach {host}: {reason}; check the network and `catalog.api_url`")]
    Unreached {
        /// The host.
        host: String,
        /// What the network said.
        reason: String,
    },
    /// It left, and no whole answer came back: it may have been carried out.
    #[error("no answer from {host}: {reason}")]
    Unanswered {
        /// The host.
        host: String,
        /// What the network said.
        reason: String,
    },
    /// The answer is not what the Graph API answers: an outage page, a proxy.
    #[error(
        "{host} answered with status {status} and something that is not the Graph API's JSON: {begins:?}"
    )]
    Garbled {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// How the answer begins.
        begins: String,
    },
    /// Meta refused the call.
    #[error("Meta says: {}", error.words())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Meta's error.
        error: ApiError,
    },
}

/// A failed call, with what its headers said.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{failure}")]
pub struct Trouble {
    /// Why it failed.
    pub failure: Failure,
    /// What the usage headers said.
    pub usage: Usage,
    /// `Retry-After`, where the answer had one.
    pub retry_after: Option<Duration>,
}

impl Trouble {
    /// How long Meta asks us to wait: the longer of what two headers say.
    pub fn told(&self) -> Option<Duration> {
        self.usage.regain.max(self.retry_after)
    }
}

/// Why a run cannot go on with these credentials or this catalog: exit 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The token or the proof is not accepted.
    Credentials,
    /// The token is fine, but it may not do this.
    Permission,
    /// The catalog is not there for us, or not a catalog of products.
    Catalog,
}

impl Stop {
    /// What to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Credentials => {
                "make a new token for the system user (with `catalog_management`) and put it into META_ACCESS_TOKEN; \
                 check META_APP_SECRET if the app asks for a proof"
            }
            Self::Permission => {
                "give the token the permission `catalog_management` and assign the catalog to the system user \
                 with the task MANAGE, in the business settings"
            }
            Self::Catalog => {
                "check `catalog.id`: it must be a catalog of products (vertical commerce) that this token may see"
            }
        }
    }
}

/// Which allowance is used up, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitFor {
    /// The window is a minute (batch writes).
    Minute,
    /// The window is an hour.
    Hour,
    /// Blocked for a long time.
    Long,
}

/// What a failure asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same call again, after a back-off.
    Retry,
    /// Half of it.
    Shrink,
    /// A pause.
    Wait(WaitFor),
    /// The end of the run.
    Stop(Stop),
    /// Something in the call itself is at fault.
    Fix,
    /// Nobody knows: the end of the run, and nothing is held against the items.
    Unknown,
}

impl Failure {
    /// Judges a failure by code and subcode, and by status only where there is
    /// no JSON (`graph-api.md` 8.3). Total, and tested row by row.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Unreached { .. } | Self::Unanswered { .. } => Verdict::Retry,
            Self::Garbled { status, .. } => match status {
                401 | 403 => Verdict::Stop(Stop::Permission),
                413 => Verdict::Shrink,
                429 => Verdict::Wait(WaitFor::Minute),
                _ => Verdict::Retry,
            },
            Self::Refused { status, error } => judge(*status, error),
        }
    }

    /// Whether the call may have been carried out all the same.
    pub fn may_have_happened(&self) -> bool {
        match self.verdict() {
            // What is too large, too much or not allowed is not begun.
            Verdict::Shrink | Verdict::Wait(_) | Verdict::Stop(_) => return false,
            Verdict::Retry | Verdict::Fix | Verdict::Unknown => {}
        }
        match self {
            Self::Unreached { .. } => false,
            Self::Unanswered { .. } => true,
            Self::Garbled { status, .. } => *status < 300 || *status >= 500,
            Self::Refused { status, error } => {
                *status >= 500 || matches!(error.code, 1 | 2) || error.is_transient
            }
        }
    }
}

fn judge(status: u16, error: &ApiError) -> Verdict {
    let says = |text: &str| error.message.to_lowercase().contains(text);
    match (error.code, error.subcode) {
        (1, _) if says("reduce the amount of data") => Verdict::Shrink,
        (80014, _) => Verdict::Wait(WaitFor::Minute),
        (4 | 17 | 32 | 341 | 613 | 80000..=80006 | 80008 | 80009, _) => {
            Verdict::Wait(WaitFor::Hour)
        }
        (368 | 1_404_078 | 2_859_015 | 3_910_001, _) => Verdict::Wait(WaitFor::Long),
        (1 | 2 | 5000, _) => Verdict::Retry,
        (102 | 104 | 190 | 452, _) => Verdict::Stop(Stop::Credentials),
        // Its text speaks of missing permissions, among other things.
        (100, 33) | (3, 1_798_083) | (33 | 803 | 3970, _) => Verdict::Stop(Stop::Catalog),
        (100, _) if says("appsecret_proof") => Verdict::Stop(Stop::Credentials),
        (100, _) if says("missing permission") => Verdict::Stop(Stop::Permission),
        (3 | 10 | 200..=299 | 415, _) => Verdict::Stop(Stop::Permission),
        _ if error.is_transient => Verdict::Retry,
        (100 | 506 | 801 | 804 | 2500 | 10800 | 10801 | 10803 | 1_609_005, _) => Verdict::Fix,
        _ => match status {
            429 => Verdict::Wait(WaitFor::Minute),
            413 => Verdict::Shrink,
            401 | 403 => Verdict::Stop(Stop::Permission),
            500.. => Verdict::Retry,
            _ => Verdict::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_every_row_of_the_code_table() {
        use Verdict::{Fix, Retry, Shrink, Wait};
        let credentials = Verdict::Stop(Stop::Credentials);
        let permission = Verdict::Stop(Stop::Permission);
        let catalog = Verdict::Stop(Stop::Catalog);
        #[rustfmt::skip]
        let cases = [
            // status code     subcode    message verdict
            (500, 1,         0,         "An unknown error occurred", Retry),
            (500, 1,         99,        "An unknown error occurred", Retry),
            (500, 1,         0,         "Please reduce the amount of data you're asking for, then retry your request", Shrink),
            (500, 2,         0,         "Service temporarily unavailable", Retry),
            (400, 3,         0,         "Application does not have the capability", permission),
            (400, 3,         1_798_083, "Endpoint not supported for this vertical", catalog),
            (400, 4,         0,         "Application request limit reached", Wait(WaitFor::Hour)),
            (403, 10,        0,         "Permission denied", permission),
            (400, 17,        2_446_079, "User request limit reached", Wait(WaitFor::Hour)),
            (400, 32,        0,         "Page request limit reached", Wait(WaitFor::Hour)),
            (400, 100,       0,         "(#100) Invalid parameter", Fix),
            (400, 100,       33,        "Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing permissions, or does not support this operation", catalog),
            (400, 100,       0,         "(#100) Missing Permission", permission),
            (400, 100,       0,         "Invalid appsecret_proof provided in the API argument", credentials),
            (400, 102,       0,         "Session invalid", credentials),
            (400, 104,       0,         "Incorrect signature", credentials),
            (400, 190,       463,       "Session has expired", credentials),
            (401, 190,       467,       "Invalid", credentials),
            (403, 200,       0,         "Permission", permission),
            (400, 294,       0,         "Permission", permission),
            (400, 341,       0,         "Limit", Wait(WaitFor::Hour)),
            (400, 368,       0,         "Blocked", Wait(WaitFor::Long)),
            (400, 415,       0,         "Two factor", permission),
            (400, 452,       0,         "Session", credentials),
            (400, 613,       1996,      "Rate", Wait(WaitFor::Hour)),
            (404, 803,       0,         "Aliases", catalog),
            (400, 2500,      0,         "Query", Fix),
            (400, 3970,      0,         "Not admin", catalog),
            (400, 5000,      0,         "Unknown", Retry),
            (400, 10800,     0,         "Duplicate", Fix),
            (400, 80004,     0,         "Limit", Wait(WaitFor::Hour)),
            (400, 80009,     0,         "Too many calls", Wait(WaitFor::Hour)),
            (400, 80014,     0,         "Too many calls", Wait(WaitFor::Minute)),
            (400, 987_654,   0,         "Something new", Verdict::Unknown),
            (503, 987_654,   0,         "Something new", Retry),
            (429, 987_654,   0,         "Something new", Wait(WaitFor::Minute)),
        ];
        for (status, code, subcode, message, verdict) in cases {
            let error = ApiError {
                message: message.to_owned(),
                code,
                subcode,
                ..ApiError::default()
            };
            let failure = Failure::Refused { status, error };
            assert_eq!(failure.verdict(), verdict, "{code}/{subcode} {message}");
        }
    }

    #[test]
    fn a_call_over_the_limit_was_not_carried_out() {
        let refused = |code| Failure::Refused {
            status: 400,
            error: ApiError {
                code,
                is_transient: true,
                ..ApiError::default()
            },
        };
        assert!(!refused(80014).may_have_happened());
        assert!(!refused(190).may_have_happened());
        assert!(refused(2).may_have_happened());
    }

    #[test]
    fn a_page_instead_of_json_is_an_outage_and_may_hide_a_success() {
        let page = |status| Failure::Garbled {
            host: "h".into(),
            status,
            begins: "<html>".into(),
        };
        assert_eq!(page(200).verdict(), Verdict::Retry);
        assert!(page(200).may_have_happened());
        assert_eq!(page(502).verdict(), Verdict::Retry);
        assert_eq!(page(413).verdict(), Verdict::Shrink);
        assert!(!page(404).may_have_happened());
    }
}
