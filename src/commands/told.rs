//! What of a run's trouble an earlier run has told already.
//!
//! A refused or held-back item stays so until somebody corrects it, and each
//! run ends with 3 meanwhile. Under `-q` a run every ten minutes would mail the
//! same words 144 times a day, until nobody reads them. So each run leaves in
//! the state what was wrong and when that was told, and `-q` repeats it once a
//! day. Withheld removals are no part of it: they are shown on every run
//! (`contract.md`, rule 5).

use serde::{Deserialize, Serialize};
use shelfsync::catalog::Fingerprint;
use shelfsync::finding::Severity;
use shelfsync::state::{PARTIAL_RUN, StateError, Store};

use crate::exit::Exit;
use crate::view::{Report, counts_json};

/// Trouble that lasts is told again after this time, in milliseconds.
const AGAIN: i64 = 86_400_000;
/// So many runs may have failed since one came to its end.
const LOOK_BACK: u32 = 1000;

/// What was wrong, and when that was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// The fingerprint of all that was wrong.
    trouble: String,
    /// When it was told last, in Unix milliseconds.
    at: i64,
}

/// What the state keeps of a run that came to its end.
#[derive(Deserialize)]
struct Kept {
    /// Every such run has counts; one that failed has nothing.
    #[serde(rename = "read")]
    _read: u64,
    told: Option<Told>,
}

/// What the state keeps of one run, before and after its report is printed.
pub(super) struct Memory {
    counts: String,
    /// Whether the run was about a part of the export only.
    partial: bool,
    before: Option<Told>,
    after: Option<Told>,
}

impl Memory {
    /// Marks a report whose trouble an earlier run has told.
    pub(super) fn recall(store: &Store, report: &mut Report, now: i64) -> Result<Self, StateError> {
        let counts = counts_json(&report.counts);
        let partial = report.partial;
        if report.exit != Exit::Partial {
            return Ok(Self {
                counts,
                partial,
                before: None,
                after: None,
            });
        }
        let before = store
            .runs(LOOK_BACK)?
            .into_iter()
            .find_map(|run| serde_json::from_str::<Kept>(&run.report?).ok())
            .and_then(|kept| kept.told);
        let trouble = fingerprint(report);
        report.told = before
            .as_ref()
            .is_some_and(|told| told.trouble == trouble && (0..AGAIN).contains(&(now - told.at)));
        let after = if report.told {
            before.clone()
        } else {
            Some(Told { trouble, at: now })
        };
        Ok(Self {
            counts,
            partial,
            before,
            after,
        })
    }

    /// What is kept while the report is not printed: a run that dies before it
    /// is has told nothing.
    pub(super) fn unprinted(&self) -> String {
        self.with(self.before.as_ref())
    }

    /// What is kept once the report is printed, where that is something else.
    pub(super) fn printed(&self) -> Option<String> {
        (self.after != self.before).then(|| self.with(self.after.as_ref()))
    }

    fn with(&self, told: Option<&Told>) -> String {
        let mut kept = self.counts.trim_end_matches('}').to_owned();
        if self.partial {
            kept.push(',');
            kept.push_str(PARTIAL_RUN);
        }
        if let Some(told) = told {
            let told = serde_json::to_string(told).unwrap_or_default();
            kept.push_str(",\"told\":");
            kept.push_str(&told);
        }
        kept.push('}');
        kept
    }
}

/// The same for the same items with the same faults, in whatever order.
fn fingerprint(report: &Report) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (rule, count) in report.problems.counts() {
        if rule.severity() == Severity::Error {
            parts.push(format!("{}\0{count}", rule.id()));
        }
    }
    for finding in report.problems.kept() {
        if finding.severity() == Severity::Error {
            let (rule, value) = (finding.rule.id(), &finding.value);
            parts.push(format!("{}\0{rule}\0{value}", finding.id));
        }
    }
    for refusal in &report.refusals {
        parts.push(format!("{}\0{}", refusal.id, refusal.message));
    }
    parts.sort_unstable();
    let print = Fingerprint::of_parts(parts.iter().map(String::as_bytes));
    format!("{:032x}", u128::from_be_bytes(print.short()))
}
