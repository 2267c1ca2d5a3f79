//! Every error that can reach `main`: its exit code and its hint.

use std::process::ExitCode;

use shelfsync::config::{ConfigError, SecretError};
use shelfsync::deliver::DeliverError;
use shelfsync::graph::{ClientError, Stop};
use shelfsync::pipeline::{InputError, PlanError};
use shelfsync::sandbox::SandboxError;
use shelfsync::source::SourceError;
use shelfsync::state::{LockError, StateError};

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

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Words that the command line does not know.
    #[error("{0}")]
    Usage(String),
    /// Wrong settings.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The token cannot be read.
    #[error("{0}")]
    Secret(#[from] SecretError),
    /// There is no token.
    #[error("no access token: META_ACCESS_TOKEN and META_ACCESS_TOKEN_FILE are not set, or empty")]
    NoToken,
    /// The lock is held, or cannot be had.
    #[error("{0}")]
    Lock(#[from] LockError),
    /// The state cannot be used.
    #[error("cannot use the state: {0}")]
    State(#[from] StateError),
    /// The export cannot be used.
    #[error("{0}")]
    Input(#[from] InputError),
    /// No plan could be made.
    #[error("{0}")]
    Plan(#[from] PlanError),
    /// The delivery failed on our side.
    #[error("{0}")]
    Deliver(#[from] DeliverError),
    /// No HTTPS client could be made.
    #[error("{0}")]
    Client(#[from] ClientError),
    /// The sandbox cannot run.
    #[error("{0}")]
    Sandbox(#[from] SandboxError),
    /// Meta does not accept these credentials or this catalog.
    #[error("{words}")]
    Denied {
        /// Which of them.
        stop: Stop,
        /// Meta's words.
        words: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {source}; check the folder and its space")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The runtime could not be started.
    #[error("cannot start: {0}")]
    Start(std::io::Error),
    /// A signal ended the run while nothing had been sent.
    #[error("interrupted; nothing was sent")]
    Interrupted(u8),
    /// Something that must not happen.
    #[error("{0}")]
    Bug(String),
}

impl Failure {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Lock(LockError::Held { .. }) => Exit::Locked,
            // Without the lock it is a folder that cannot be written.
            Self::Lock(_)
            | Self::Usage(_)
            | Self::Config(_)
            | Self::Client(_)
            | Self::Start(_)
            | Self::Sandbox(_)
            | Self::Deliver(DeliverError::Client(_)) => Exit::Usage,
            Self::Secret(_) | Self::NoToken | Self::Denied { .. } => Exit::Denied,
            Self::State(error)
            | Self::Plan(PlanError::State(error))
            | Self::Deliver(DeliverError::State(error)) => state(error),
            Self::Input(error) => input(error),
            Self::Plan(_) | Self::Deliver(_) | Self::Write { .. } => Exit::Temporary,
            Self::Interrupted(signal) => Exit::Interrupted(*signal),
            Self::Bug(_) => Exit::Bug,
        }
    }

    /// What to do next, where the message does not say it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::NoToken => Some(
                "put the token of a system user with `catalog_management` into META_ACCESS_TOKEN, \
                 or try things out with `--sandbox`, which needs none"
                    .to_owned(),
            ),
            Self::Denied { stop, .. } => Some(stop.remedy().to_owned()),
            Self::Input(error) if !error.is_usage() => {
                Some("nothing was sent, and nothing was removed".to_owned())
            }
            Self::Bug(_) => Some("please report this, with the command and its output".to_owned()),
            Self::Usage(_)
            | Self::Config(_)
            | Self::Secret(_)
            | Self::Lock(_)
            | Self::State(_)
            | Self::Input(_)
            | Self::Plan(_)
            | Self::Deliver(_)
            | Self::Client(_)
            | Self::Sandbox(_)
            | Self::Write { .. }
            | Self::Start(_)
            | Self::Interrupted(_) => None,
        }
    }
}

/// A full temporary folder says nothing about the export.
fn input(error: &InputError) -> Exit {
    match error {
        InputError::Spill { .. } | InputError::Source(SourceError::Spool { .. }) => Exit::Temporary,
        error if error.is_usage() => Exit::Usage,
        _ => Exit::Input,
    }
}

fn state(error: &StateError) -> Exit {
    if error.is_temporary() {
        Exit::Temporary
    } else {
        Exit::Usage
    }
}
