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
    /// A value in the file is none that this program writes.
    #[error("{}: table `{table}` holds `{value}`, which is not a known value; restore the file from a backup, or delete it to begin anew", path.display())]
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
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
            ),
            Self::Open { .. } | Self::Newer { .. } | Self::Foreign { .. } | Self::Value { .. } => {
                false
            }
        }
    }
}
