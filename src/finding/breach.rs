//! One breach of one rule, with its place.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::source::masked;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The item goes out, with the remark.
    Warning,
    /// The item is held back.
    Error,
}

impl Severity {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in the export something stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index into the run's list of sources.
    pub source: u16,
    /// Physical line on which the record begins, from 1; 0 when no line applies.
    pub line: u64,
}

/// One breach of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the item; empty when it has none or the finding is about the file.
    pub id: String,
    /// The rule that was broken.
    pub rule: Rule,
    /// The value at fault, as the export has it, but for the passwords of addresses.
    pub value: String,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// Where the record began.
    pub place: Place,
    /// The column's name in the export; empty when none applies.
    pub column: String,
}

impl Finding {
    /// A finding with the rule's own remedy and nothing said about the place.
    pub fn new(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            remedy: rule.remedy(),
            rule,
            value: String::new(),
            message: shown(message.into()),
            place: Place::default(),
            column: String::new(),
        }
    }

    /// Names the value at fault and the column that it stood in.
    #[must_use]
    pub fn of(mut self, column: &str, value: &str) -> Self {
        column.clone_into(&mut self.column);
        self.value = shortened(&masked(value));
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

/// A message may repeat what stands in a cell.
fn shown(message: String) -> String {
    match masked(&message) {
        Cow::Borrowed(_) => message,
        Cow::Owned(shown) => shown,
    }
}

/// A value in a report need not be a whole description.
fn shortened(value: &str) -> String {
    const MOST: usize = 200;
    match value.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
