//! Everything that is wrong with the configuration, at once.

use std::fmt;

use super::key::Key;
pub use super::problem::Problem;

/// Why the settings could not be resolved: everything that is wrong, at once.
///
/// One problem is shown as a line, several as a list below a headline.
#[derive(Debug)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    /// All of them, those of the file first and in its order.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(Problem::origin);
        Self { problems }
    }

    /// The error of a command that cannot work without `key`.
    ///
    /// For a setting that all items need, this is the one error that names it
    /// (contract, rule 4).
    #[must_use]
    pub fn missing(key: &'static Key) -> Self {
        Self::new(vec![Problem::Missing { key }])
    }

    /// The error of a command that reads, when there is nothing to read.
    pub(super) fn no_source() -> Self {
        Self::new(vec![Problem::NoSource])
    }

    /// What is wrong, one entry a place.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [problem] => problem.fmt(f),
            problems => {
                write!(f, "{} problems in the configuration:", problems.len())?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

impl std::error::Error for ConfigError {}
