//! How a run ends: one number, one word.

use std::process::ExitCode;

/// How a run ends, as its exit code (`contract.md` 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// In sync, or nothing to do.
    Ok,
    /// A bug.
    Bug,
    /// Wrong usage or configuration.
    Usage,
    /// Some items were held back or refused.
    Partial,
    /// A safety rule withheld changes.
    Withheld,
    /// Worth another run.
    Temporary,
    /// Credentials, permission or catalog.
    Denied,
    /// Another run holds the lock.
    Locked,
    /// The input cannot be used.
    Input,
    /// There are differences, and the user asked for this code.
    Differences,
    /// Interrupted by a signal with this number.
    Interrupted(u8),
}

impl Exit {
    /// The number.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Bug => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Withheld => 4,
            Self::Temporary => 5,
            Self::Denied => 6,
            Self::Locked => 7,
            Self::Input => 8,
            Self::Differences => 9,
            Self::Interrupted(signal) => 128 + signal,
        }
    }

    /// What the process returns.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }

    /// The word in JSON.
    pub(crate) const fn outcome(self) -> &'static str {
        match self {
            Self::Ok | Self::Differences => "ok",
            Self::Bug => "bug",
            Self::Usage => "usage",
            Self::Partial => "partial",
            Self::Withheld => "withheld",
            Self::Temporary => "temporary",
            Self::Denied => "denied",
            Self::Locked => "locked",
            Self::Input => "input",
            Self::Interrupted(_) => "interrupted",
        }
    }
}

/// Every code with its meaning in a few words, for help and manual
/// (`contract.md` 5).
pub(crate) const CODES: [(&str, &str); 11] = [
    ("0", "in sync, or nothing to do"),
    ("1", "a bug; please report it"),
    (
        "2",
        "wrong usage or configuration, or an unusable state file",
    ),
    ("3", "finished, but some items were held back or refused"),
    (
        "4",
        "a safety rule withheld changes; everything else was done",
    ),
    ("5", "temporary; what is left goes out with the next run"),
    ("6", "credentials, permission, or the wrong catalog"),
    ("7", "another run holds the lock"),
    ("8", "the export is unusable; nothing was sent"),
    ("9", "there are differences (with --exit-code)"),
    ("130, 143", "interrupted; the state is consistent"),
];
