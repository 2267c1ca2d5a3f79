//! Why an export could not be fetched.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::report::span;

/// Why an export could not be fetched. No message holds a login, or what stands
/// behind the `?` of an address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No client could be made.
    #[error("cannot set up HTTPS: {0}; check the system's proxy and certificate settings")]
    Setup(String),
    /// A login, and no way to know which host it is for.
    #[error(
        "user and password are set, and the sources are on several hosts ({hosts}); name the one \
         that they are for with `login_host` below `[http]` (variable SHELFSYNC_HTTP_LOGIN_HOST)"
    )]
    LoginForWhom {
        /// The hosts.
        hosts: String,
    },
    /// The login would travel in the clear.
    #[error(
        "{shown}: user and password would travel unencrypted; write https:// in place of http://"
    )]
    LoginInClear {
        /// The address.
        shown: String,
    },
    /// The address leads into a network that is not allowed.
    #[error(
        "{shown}: {why}, and exports are fetched from public ones only{}",
        if *curable {
            "; if you mean it, set `private = \"allow\"` below `[http]` (variable SHELFSYNC_HTTP_PRIVATE)"
        } else {
            ""
        }
    )]
    Forbidden {
        /// The address.
        shown: String,
        /// Which address is of which kind.
        why: String,
        /// Whether a setting would allow it.
        curable: bool,
    },
    /// A redirect that is not followed.
    #[error("{shown}: {fault}")]
    Hop {
        /// The address.
        shown: String,
        /// Why not.
        fault: HopFault,
    },
    /// The server's answer is no export.
    #[error("{shown}: the server answered {status}; {}", remedy(*status, *logged_in))]
    Status {
        /// The address.
        shown: String,
        /// The status with its usual words.
        status: Status,
        /// Whether user and password were sent.
        logged_in: bool,
    },
    /// More than the configuration allows.
    #[error(
        "{shown}: is larger than {most} bytes; if it really is, raise `max_bytes` below `[http]`"
    )]
    TooLarge {
        /// The address.
        shown: String,
        /// The limit.
        most: u64,
    },
    /// Compressed in a way that was not asked for.
    #[error(
        "{shown}: the server compresses its answer by `{coding}`, which was not asked for; switch \
         that off for this address"
    )]
    Coding {
        /// The address.
        shown: String,
        /// The value of `Content-Encoding`.
        coding: String,
    },
    /// No answer, or not all of it.
    #[error("{shown}: {lost}{}; check the address and the network", tried(*tries))]
    Lost {
        /// The address.
        shown: String,
        /// What happened.
        lost: Lost,
        /// How often it was tried.
        tries: u32,
    },
    /// It took too long.
    #[error(
        "{shown}: could not be fetched within {}; run again later, or raise `timeout` below `[http]`",
        span(*timeout)
    )]
    Slow {
        /// The address.
        shown: String,
        /// The limit.
        timeout: Duration,
    },
    /// The download cannot be kept.
    #[error("{folder}: a download cannot be kept in this folder ({source}); make room there")]
    Disk {
        /// The folder.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody asked to stop.
    #[error("interrupted")]
    Stopped,
}

impl FetchError {
    /// Whether a later run may fare better.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::Slow { .. } | Self::Disk { .. } => true,
            Self::Status { status, .. } => status.is_temporary(),
            Self::Setup(_)
            | Self::LoginForWhom { .. }
            | Self::LoginInClear { .. }
            | Self::Forbidden { .. }
            | Self::Hop { .. }
            | Self::TooLarge { .. }
            | Self::Coding { .. }
            | Self::Stopped => false,
        }
    }

    /// What happened, without what to do about it.
    pub(super) fn fact(&self) -> String {
        match self {
            Self::Lost { shown, lost, .. } => format!("{shown}: {lost}"),
            Self::Status { shown, status, .. } => {
                format!("{shown}: the server answered {status}")
            }
            Self::Setup(_)
            | Self::LoginForWhom { .. }
            | Self::LoginInClear { .. }
            | Self::Forbidden { .. }
            | Self::Hop { .. }
            | Self::TooLarge { .. }
            | Self::Coding { .. }
            | Self::Slow { .. }
            | Self::Disk { .. }
            | Self::Stopped => self.to_string(),
        }
    }

    /// Whether settings are at fault, and not what is at the address.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Setup(_) | Self::LoginForWhom { .. } | Self::LoginInClear { .. } => true,
            Self::Forbidden { .. }
            | Self::Hop { .. }
            | Self::Status { .. }
            | Self::TooLarge { .. }
            | Self::Coding { .. }
            | Self::Lost { .. }
            | Self::Slow { .. }
            | Self::Disk { .. }
            | Self::Stopped => false,
        }
    }
}

/// Why a redirect is not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HopFault {
    /// One more than is sensible.
    #[error("redirects more than {0} times; name the address where the file is")]
    TooMany(usize),
    /// Nowhere.
    #[error("redirects without saying where; name the address where the file is")]
    Nowhere,
    /// To something that is not of the web.
    #[error("redirects to a `{0}:` address, which is never followed")]
    Scheme(String),
    /// From an encrypted connection to one that is not.
    #[error("redirects from https to plain http, to {0}; name the address where the file is")]
    Downgrade(String),
    /// To an address with a login of its own.
    #[error("redirects to an address with a user or password in it, which is never followed")]
    Login,
}

/// What became of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lost {
    /// None was made.
    Unreached {
        /// The host.
        host: String,
        /// What the system said.
        why: String,
    },
    /// No answer, or its end is missing.
    BrokenOff {
        /// Bytes that came.
        bytes: u64,
        /// All of them, where the server said how many.
        total: Option<u64>,
        /// What the system said.
        why: String,
    },
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreached { host, why } => write!(f, "cannot reach {host}: {why}"),
            Self::BrokenOff {
                bytes,
                total: Some(total),
                why,
            } => write!(
                f,
                "the download broke off at {bytes} of {total} bytes: {why}"
            ),
            Self::BrokenOff {
                bytes,
                total: None,
                why,
            } => write!(f, "the download broke off at {bytes} bytes: {why}"),
        }
    }
}

/// The status of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);

impl Status {
    /// Overload, and faults of servers and what stands before them.
    pub(super) fn is_temporary(self) -> bool {
        matches!(self.0, 408 | 425 | 429 | 500..=599)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = reqwest::StatusCode::from_u16(self.0).ok();
        match known.and_then(|status| status.canonical_reason()) {
            Some(words) => write!(f, "{} {words}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

fn remedy(status: Status, logged_in: bool) -> &'static str {
    match (status.0, logged_in) {
        (401 | 403, false) => {
            "it may want a user and a password: set SHELFSYNC_HTTP_USER, and \
             SHELFSYNC_HTTP_PASSWORD or SHELFSYNC_HTTP_PASSWORD_FILE"
        }
        (401 | 403, true) => {
            "it does not accept the user and the password of SHELFSYNC_HTTP_USER and \
             SHELFSYNC_HTTP_PASSWORD (or SHELFSYNC_HTTP_PASSWORD_FILE)"
        }
        (404 | 410, _) => "there is no file at this address; look it up in the shop",
        _ if status.is_temporary() => "run again later",
        _ => "open the address in a browser and see what it says",
    }
}

fn tried(tries: u32) -> String {
    match tries {
        0 | 1 => String::new(),
        tries => format!(" (tried {tries} times)"),
    }
}
