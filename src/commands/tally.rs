//! What became of the records of a sync.

use shelfsync::catalog::{Op, Presence};
use shelfsync::deliver::{Fate, Outcome};
use shelfsync::pipeline::Judged;
use shelfsync::plan::Seen;

use super::context::refusal;
use super::unchanged::Landed;
use crate::view::Refusal;

/// Outcomes of this run's records.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) refused: u64,
    pub(super) held: u64,
    pub(super) removed: u64,
    /// Removals with an outcome, refused ones included.
    pub(super) away: u64,
    /// Items of earlier runs' batches whose verdict came during this run, and
    /// that the export has as they were sent.
    pub(super) arrived: u64,
    /// The same for items that are gone from the export, and were taken away.
    pub(super) departed: u64,
    pub(super) refusals: Vec<Refusal>,
    /// Items that the catalog has now as they were read.
    pub(super) landed: Landed,
}

impl Tally {
    /// Takes note of an outcome.
    pub(super) fn note(&mut self, outcome: &Outcome, judged: &Judged) {
        let entry = judged.known.entry(outcome.mark);
        self.landed.note(outcome, entry);
        if outcome.carried {
            self.note_carried(outcome, judged);
            return;
        }
        match (&outcome.fate, outcome.op) {
            (Fate::Confirmed | Fate::Gone, op) if op.removes() => {
                self.removed += 1;
                self.away += 1;
            }
            // A sold-out mark changes nothing in the books: the item is held back.
            (Fate::Confirmed | Fate::Gone, Op::Stock) => {}
            (Fate::Confirmed | Fate::Gone, _) => match entry.presence {
                Presence::New => self.created += 1,
                Presence::Live | Presence::Archived | Presence::SoldOut | Presence::Listed => {
                    self.updated += 1;
                }
            },
            (Fate::Refused(words), op) => {
                if op.removes() {
                    self.away += 1;
                } else if op != Op::Stock {
                    self.refused += 1;
                }
                self.refusals
                    .push(refusal(judged, outcome.mark, words, false));
            }
        }
    }
    /// An earlier run sent it, and its verdict came only now. It says something
    /// of the export's item only when that is still what was sent.
    fn note_carried(&mut self, outcome: &Outcome, judged: &Judged) {
        let entry = judged.known.entry(outcome.mark);
        let is_read = entry.seen == Seen::Item;
        let same = is_read && outcome.earlier == Some(entry.read);
        match &outcome.fate {
            Fate::Confirmed | Fate::Gone if outcome.op.removes() => {
                self.removed += 1;
                self.departed += u64::from(!is_read);
            }
            Fate::Confirmed if same => {
                self.arrived += 1;
                match entry.presence {
                    Presence::New => self.created += 1,
                    Presence::Live | Presence::Archived | Presence::SoldOut | Presence::Listed => {
                        self.updated += 1;
                    }
                }
            }
            Fate::Refused(words) if same => {
                self.arrived += 1;
                self.refused += 1;
                self.refusals
                    .push(refusal(judged, outcome.mark, words, false));
            }
            Fate::Confirmed | Fate::Gone | Fate::Refused(_) => {}
        }
    }
}
