//! The course of an accepted batch: when it is applied, and what is said of it until and after that.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::options::Pace;
use super::trouble::{Fate, Remark, Trouble};
use super::verdict::{Batch, Ending};

/// When a batch is applied that waits for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delay {
    writes: Option<u32>,
    seconds: Option<u64>,
}

/// What polls of an open batch are answered with instead of its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Guise {
    /// This word as its status.
    Word(String),
    /// A collection without its element.
    Nothing,
}

/// How a batch differs from others, as a script wants it. Stored with the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a script sets is independent of each other"
)]
pub(super) struct Quirks {
    /// Polls do not bring it to its end: it waits for its time or for other batches.
    pub(super) late: bool,
    /// It stays open for whoever asks, also when it is applied.
    pub(super) endless: bool,
    /// Its records are thrown away.
    pub(super) dropped: bool,
    /// How polls are answered, as long as more than `usual_polls` are left.
    pub(super) guise: Option<Guise>,
    pub(super) usual_polls: u32,
    /// Ids that are refused, and not named.
    pub(super) unnamed: Vec<String>,
    /// How many errors and warnings, and how many ids a verdict shows; all of its sample when absent.
    pub(super) most_errors: Option<usize>,
    pub(super) most_ids: Option<usize>,
    /// A verdict does not say how many errors and warnings there are.
    pub(super) no_totals: bool,
}

/// What a script decides about a batch that is about to be accepted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) more_polls: u32,
    /// The handle is unknown when asked for, after so many polls.
    pub(super) forgotten: Option<u32>,
    pub(super) ending: Option<Ending>,
    pub(super) remarks: Vec<Remark>,
    /// Remarks come without a handle.
    pub(super) no_handle: bool,
    pub(super) late: Option<Delay>,
    /// What becomes of the answer.
    pub(super) fate: Fate,
    pub(super) quirks: Quirks,
}

impl Course {
    /// Whether a trouble happens to a batch that is accepted.
    pub(super) fn concerns(trouble: &Trouble) -> bool {
        // A trouble that concerns none adds nothing.
        Self::default().add(trouble)
    }

    /// Adds a trouble to others, and says whether it is one for a batch.
    pub(super) fn add(&mut self, trouble: &Trouble) -> bool {
        match trouble {
            Trouble::Late {
                writes,
                seconds,
                answer,
            } => {
                self.late = Some(Delay {
                    writes: *writes,
                    seconds: *seconds,
                });
                self.quirks.late = true;
                self.fate = *answer;
            }
            Trouble::DelayVerdict { polls } => self.wait(*polls),
            Trouble::LoseHandle => self.forgotten = Some(0),
            Trouble::Forget { polls, applied } => {
                self.forgotten = Some(*polls);
                self.quirks.dropped |= !applied;
            }
            Trouble::NeverEnds { applied } => {
                self.quirks.endless = true;
                self.quirks.dropped |= !applied;
            }
            Trouble::Status {
                status,
                polls,
                applied,
            } => {
                self.quirks.dropped |= !applied;
                self.disguise(Guise::Word(status.clone()), *polls);
            }
            Trouble::NoElement { polls } => self.disguise(Guise::Nothing, *polls),
            Trouble::EndWith { status } => self.ending = Some(*status),
            Trouble::Vague {
                errors,
                ids,
                totals,
            } => {
                self.quirks.most_errors = *errors;
                self.quirks.most_ids = *ids;
                self.quirks.no_totals |= !totals;
            }
            Trouble::Validation { errors, handle } => {
                self.remarks.extend(errors.iter().cloned());
                self.no_handle |= !handle;
            }
            Trouble::Answer { .. }
            | Trouble::AnswerAfter { .. }
            | Trouble::Error(_)
            | Trouble::DropBefore
            | Trouble::DropAfter
            | Trouble::Reset { .. }
            | Trouble::Hang { .. }
            | Trouble::Truncate { .. }
            | Trouble::Slow { .. }
            | Trouble::Usage(_)
            | Trouble::Reduce { .. }
            | Trouble::RefuseItem { .. }
            | Trouble::Refuse { .. }
            | Trouble::WriteItem { .. }
            | Trouble::DeleteItem { .. } => return false,
        }
        true
    }

    fn wait(&mut self, polls: u32) {
        self.more_polls = self.more_polls.saturating_add(polls);
    }

    fn disguise(&mut self, guise: Guise, polls: Option<u32>) {
        self.quirks.guise = Some(guise);
        match polls {
            Some(polls) => self.wait(polls),
            None => self.quirks.endless = true,
        }
    }

    /// A batch that begins now, still without a name. `ids` are those of its records.
    pub(super) fn begin(self, pace: Pace, now: i64, ids: &[String]) -> Batch {
        let Self {
            more_polls,
            forgotten,
            ending,
            remarks,
            no_handle: _,
            late,
            fate: _,
            mut quirks,
        } = self;
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let due = match late {
            Some(delay) => delay.seconds.map_or(i64::MAX, |seconds| {
                now.saturating_add(millis(Duration::from_secs(seconds)))
            }),
            // A delayed verdict waits for its polls, however long that takes.
            None if more_polls > 0 => i64::MAX,
            None => now.saturating_add(millis(pace.at_latest)),
        };
        let (nameless, refused): (Vec<Remark>, Vec<Remark>) =
            remarks.into_iter().partition(|remark| remark.id.is_empty());
        quirks.unnamed = ids
            .iter()
            .filter(|id| refused.iter().all(|remark| remark.id != **id))
            .take(nameless.len())
            .cloned()
            .collect();
        quirks.usual_polls = pace.polls;
        Batch {
            handle: String::new(),
            catalog: String::new(),
            allow_upsert: true,
            polls_left: forgotten.unwrap_or_else(|| pace.polls.saturating_add(more_polls)),
            due,
            lost: forgotten.is_some(),
            ending: ending.unwrap_or(Ending::Finished),
            refused,
            after_writes: late.and_then(|delay| delay.writes).map(i64::from),
            quirks,
            verdict: None,
        }
    }
}
