//! Every error that can reach `main`: its exit code and its hint.

use rusqlite::ErrorCode;
use shelfsync::config::{ConfigError, LoginError, SecretError};
use shelfsync::deliver::DeliverError;
use shelfsync::graph::{ClientError, Stop};
use shelfsync::pipeline::{InputError, PlanError};
use shelfsync::sandbox::SandboxError;
use shelfsync::source::SourceError;
use shelfsync::state::{LockError, StateError};

use crate::exit::Exit;
use crate::view::Failed;

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
    /// User and password for addresses cannot be read.
    #[error("{0}")]
    Login(#[from] LoginError),
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
    /// The state turned out to be damaged while changes went out.
    #[error("{words}; it was set aside as {kept}")]
    Damaged {
        /// What is wrong with it.
        words: String,
        /// Where it is now.
        kept: String,
    },
    /// What is said first of a failure.
    #[error("{words}. Then: {failure}")]
    After {
        /// What was done before it.
        words: String,
        /// The failure.
        failure: Box<Self>,
    },
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
            Self::Lock(LockError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::StorageFull =>
            {
                Exit::Temporary
            }
            // Without the lock it is a folder that cannot be written.
            Self::Lock(_)
            | Self::Usage(_)
            | Self::Config(_)
            | Self::Login(_)
            | Self::Client(_)
            | Self::Start(_)
            | Self::Sandbox(_)
            | Self::Deliver(DeliverError::Client(_)) => Exit::Usage,
            Self::Secret(_) | Self::NoToken | Self::Denied { .. } => Exit::Denied,
            Self::State(error)
            | Self::Plan(PlanError::State(error))
            | Self::Deliver(DeliverError::State(error)) => state(error),
            Self::Input(error) => input(error),
            Self::Damaged { .. } | Self::Plan(_) | Self::Deliver(_) | Self::Write { .. } => {
                Exit::Temporary
            }
            Self::After { failure, .. } => failure.exit(),
            Self::Interrupted(signal) => Exit::Interrupted(*signal),
            Self::Bug(_) => Exit::Bug,
        }
    }

    /// The failure, told after what was done before it.
    pub(crate) fn after(self, words: Option<String>) -> Self {
        match words {
            None => self,
            Some(words) => Self::After {
                words,
                failure: Box::new(self),
            },
        }
    }

    /// Whether the state file holds what no run has written.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::State(error)
            | Self::Plan(PlanError::State(error))
            | Self::Deliver(DeliverError::State(error)) => {
                // Whether a file without its beginning is ours only its place tells.
                error.is_damage() || matches!(error, StateError::Foreign { .. })
            }
            _ => false,
        }
    }

    /// Standard output cannot be written.
    pub(crate) fn stdout(source: std::io::Error) -> Self {
        Self::Write {
            path: "standard output".to_owned(),
            source,
        }
    }

    /// The failure in the form that can be shown.
    pub(crate) fn shown(&self) -> Failed {
        Failed {
            exit: self.exit(),
            message: self.message(),
            hint: self.hint(),
        }
    }

    /// The message, with the causes that it does not name itself.
    fn message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let words = error.to_string();
            // Behind advice the cause is an aside, behind a bare fact its reason.
            if message.contains(&words) {
            } else if message.contains("; ") {
                message = format!("{message} ({words})");
            } else {
                message = format!("{message}: {words}");
            }
            cause = error.source();
        }
        message
    }

    /// What to do next, where the message does not say it.
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoToken => {
                "put the token of a system user with `catalog_management` into META_ACCESS_TOKEN, \
                 or try things out with `--sandbox`, which needs none"
            }
            Self::Secret(error) => return secret(error).map(str::to_owned),
            Self::Denied { stop, .. } => stop.remedy(),
            Self::State(error)
            | Self::Plan(PlanError::State(error))
            | Self::Deliver(DeliverError::State(error)) => {
                return broken_state(error).map(str::to_owned);
            }
            Self::After { failure, .. } => return failure.hint(),
            Self::Damaged { .. } => {
                "run the same command again: it asks the catalog what it holds, and sends every item \
                 once more; check the disk"
            }
            Self::Input(InputError::Interrupted) | Self::Interrupted(_) => {
                "run the same command again; it begins where this one began"
            }
            Self::Input(InputError::NotDetected { .. }) => {
                "nothing was sent. An export of another system is read with `--preset generic`, and with a \
                 `[source.map]` for the columns that it cannot tell (docs/templates.md); `shelfsync \
                 init FILE --preset generic` asks for them, or writes lines to be filled in"
            }
            Self::Input(error) if !error.is_usage() => "nothing was sent, and nothing was removed",
            Self::Start(_) => {
                "check that the working folder exists, and the limits of this user (`ulimit -a`)"
            }
            Self::Bug(_) => {
                "please report this, with the command and its output under `-vv`; the token is \
                 never in it"
            }
            Self::Usage(_)
            | Self::Config(_)
            | Self::Login(_)
            | Self::Lock(_)
            | Self::Input(_)
            | Self::Plan(_)
            | Self::Deliver(_)
            | Self::Client(_)
            | Self::Sandbox(_)
            | Self::Write { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// What to do about a token that cannot be read.
fn secret(error: &SecretError) -> Option<&'static str> {
    match error {
        SecretError::Unreadable { .. } => {
            Some("check that the file exists and that the user of this run may read it")
        }
        SecretError::EmptyFile { .. } => Some("write the token into it, and nothing else"),
        // The others say it; so will those that are to come.
        _ => None,
    }
}

/// What to do about a state that SQLite cannot read or write.
fn broken_state(error: &StateError) -> Option<&'static str> {
    match error {
        StateError::Sqlite { source, .. } if error.is_temporary() => {
            Some(match source.sqlite_error_code() {
                Some(ErrorCode::SystemIoFailure) => {
                    "check the disk and its space; nothing that Meta confirmed is lost"
                }
                _ => "another program is using the file; close it, or run again in a moment",
            })
        }
        error if error.is_damage() => Some(
            "the next sync sets the file aside, asks the catalog what it holds, and sends everything \
             again; restore the file from a backup if you have one, and check the disk",
        ),
        StateError::Sqlite { .. } => Some("check the disk, and the rights of the file"),
        // The others say it; so will those that are to come.
        _ => None,
    }
}

/// A full temporary folder says nothing about the export, and neither does a
/// network that is away.
fn input(error: &InputError) -> Exit {
    match error {
        InputError::Fetch(error) if error.is_temporary() => Exit::Temporary,
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
