//! Where a setting came from.

use std::fmt;
use std::path::PathBuf;

/// Where a setting came from; a later layer gives way to an earlier one
/// (contract, section 3: flag, environment, file, default).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A line of the configuration file.
    File {
        /// The file as the user would name it, relative to the working folder.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// A variable of the environment, by its name.
    Environment(String),
    /// A flag of the command line, by its name, or `EXPORT` for a positional export.
    Flag(&'static str),
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}
