//! What became of the records of a sync.

use shelfsync::catalog::{Op, Presence};
use shelfsync::deliver::{Outcome, OutcomeKind};
use shelfsync::pipeline::Judged;

use super::context::refusal;
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
    pub(super) refusals: Vec<Refusal>,
}

impl Tally {
    /// Takes note of an outcome.
    pub(super) fn note(&mut self, outcome: &Outcome, judged: &Judged) {
        let entry = judged.known.entry(outcome.mark);
        match (&outcome.result, outcome.op) {
            (OutcomeKind::Confirmed | OutcomeKind::Gone, op) if op.removes() => {
                self.removed += 1;
                self.away += 1;
            }
            // A sold-out mark changes nothing in the books: the item is held back.
            (OutcomeKind::Confirmed | OutcomeKind::Gone, Op::Stock) => {}
            (OutcomeKind::Confirmed | OutcomeKind::Gone, _) => match entry.presence {
                Presence::New => self.created += 1,
                Presence::Live | Presence::Archived | Presence::SoldOut | Presence::Listed => {
                    self.updated += 1;
                }
            },
            (OutcomeKind::Refused(words), op) => {
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
}
