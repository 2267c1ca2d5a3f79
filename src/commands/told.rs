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
use shelfsync::state::{StateError, Store};

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

/// Marks a report whose trouble an earlier run has told, and returns what the
/// state is to keep of this one: the counts, and what was told.
pub(super) fn remember(
    store: &mut Store,
    report: &mut Report,
    now: i64,
) -> Result<String, StateError> {
    let counts = counts_json(&report.counts);
    if report.exit != Exit::Partial {
        return Ok(counts);
    }
    let before = store
        .runs(LOOK_BACK)?
        .into_iter()
        .find_map(|run| serde_json::from_str::<Kept>(&run.report?).ok())
        .and_then(|kept| kept.told);
    let trouble = fingerprint(report);
    let told = match before {
        Some(told) if told.trouble == trouble && (0..AGAIN).contains(&(now - told.at)) => {
            report.told = true;
            told
        }
        Some(_) | None => Told { trouble, at: now },
    };
    let told = serde_json::to_string(&told).unwrap_or_default();
    let counts = counts.trim_end_matches('}');
    Ok(format!("{counts},\"told\":{told}}}"))
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
