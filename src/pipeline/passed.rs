//! Records that are not published.

use super::read::Reading;
use crate::finding::Place;
use crate::plan::{Index, Read, Seen};

impl Reading<'_> {
    /// A record that is not published. Another one of the same id that is
    /// published counts instead.
    pub(super) fn filtered(&mut self, index: Index, place: Place) {
        if self.judged.known.entry(index).seen == Seen::Absent {
            let read = Read {
                seen: Seen::Filtered,
                source: place.source,
                line: place.line,
                hash: [0; 16],
                sold_out: false,
            };
            self.judged.known.note(index, read);
        } else {
            self.judged.repeated += 1;
        }
    }

    /// A record that is published counts in place of one that is not.
    pub(super) fn publish(&mut self, index: Index) {
        let entry = self.judged.known.entry_mut(index);
        if entry.seen == Seen::Filtered {
            entry.seen = Seen::Absent;
            self.judged.repeated += 1;
        }
    }
}
