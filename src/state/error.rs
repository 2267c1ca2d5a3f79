//! Why the state cannot be used.

use std::path::PathBuf;

/// Why the state file cannot be used. Messages finish the sentence "cannot use
/// the state: …".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The folder or the file cannot be made or opened.
    #[error("{}: {source}; check that the folder exists and can be written, or name another file with `--state`", path.display())]
    Open {
        /// The state file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file was written by a later version of this program.
    #[error(
        "{}: written by a newer version (format {found}, this program knows {known}); update shelfsync",
        path.display()
    )]
    Newer {
        /// The state file.
        path: PathBuf,
        /// The format that the file has.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The file is some other SQLite database, or none.
    #[error("{}: not a state file of shelfsync; name another file with `--state`", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("{}: no space left for the state; free some and run again", path.display())]
    Full {
        /// The state file.
        path: PathBuf,
    },
    /// SQLite failed.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The state file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file was a state file, and cannot be read any more.
    #[error("{}: the file is damaged: {words}", path.display())]
    Damaged {
        /// The state file.
        path: PathBuf,
        /// What is wrong with it.
        words: String,
    },
    /// A value in the file is none that this program writes.
    #[error("{}: the file is damaged: table `{table}` holds `{value}`, which is not a known value", path.display())]
    Value {
        /// The state file.
        path: PathBuf,
        /// The table.
        table: &'static str,
        /// The value.
        value: String,
    },
}

impl StateError {
    /// Whether waiting or freeing space may help, so that the run is worth
    /// repeating as it is.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Full { .. } => true,
            Self::Sqlite { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::SystemIoFailure
                )
            ),
            Self::Open { .. }
            | Self::Newer { .. }
            | Self::Foreign { .. }
            | Self::Damaged { .. }
            | Self::Value { .. } => false,
        }
    }

    /// Whether the file holds something that no run has written: then it is set
    /// aside, and the state is built anew from the live catalog.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Value { .. } => true,
            Self::Sqlite { source, .. } => {
                let unreadable = matches!(
                    source,
                    rusqlite::Error::InvalidColumnType(..)
                        | rusqlite::Error::FromSqlConversionFailure(..)
                        | rusqlite::Error::IntegralValueOutOfRange(..)
                        | rusqlite::Error::Utf8Error(..)
                );
                unreadable
                    || matches!(
                        source.sqlite_error_code(),
                        Some(
                            rusqlite::ErrorCode::DatabaseCorrupt
                                | rusqlite::ErrorCode::NotADatabase
                        )
                    )
            }
            Self::Open { .. } | Self::Newer { .. } | Self::Foreign { .. } | Self::Full { .. } => {
                false
            }
        }
    }
}
