//! The end of a sync: books that must balance, the exit code, what to do next.

use shelfsync::deliver::End;
use shelfsync::finding::{Finding, Rule};
use shelfsync::pipeline::{Books, Cause, Counts, Judged};

use super::guards;
use super::sync::Sync;
use super::tally::Tally;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::view::{Report, count};

impl Report {
    /// The run did not come to its end, and another one will.
    pub(super) fn put_off(&mut self, words: String) {
        self.notes.insert(0, words);
        let again = "run the same command again; it goes on where this one stopped";
        self.hints.push(again.to_owned());
        self.exit = Exit::Temporary;
    }
}

impl Sync<'_> {
    /// Closes the books.
    pub(super) fn report(
        &self,
        judged: &mut Judged,
        books: &Books,
        tally: Tally,
        end: Option<End>,
        mut notes: Vec<String>,
    ) -> Result<Report, Failure> {
        let partial = judged.is_partial();
        let mut counts = books.counts;
        counts.created += tally.created;
        counts.updated += tally.updated;
        counts.refused += tally.refused;
        counts.removed += tally.removed;
        counts.held += tally.held;
        let settled = tally.created + tally.updated + tally.refused + tally.held - tally.arrived;
        let unsettled = books.to_send().saturating_sub(settled);
        // Verdicts on what earlier runs sent, in so far as they say nothing of
        // the export's items as they are now.
        let waiting = books.waiting.saturating_sub(tally.arrived);
        let staying = books.waiting_to_leave.saturating_sub(tally.departed);
        counts.pending = unsettled + waiting;
        let all_done = matches!(end, None | Some(End::Done));
        if all_done && (unsettled > 0 || settled > books.to_send()) {
            return Err(Failure::Bug(format!(
                "{} to send, {settled} with an outcome, and nothing is left to do",
                books.to_send()
            )));
        }
        if !counts.balance() {
            return Err(Failure::Bug(format!(
                "the books do not balance: {counts:?}"
            )));
        }
        let left = books.to_remove().saturating_sub(tally.away);
        let mut hints = Vec::new();
        let mut exit = verdict(&counts, books, &tally);
        match end {
            None | Some(End::Done) if waiting + staying > 0 => {
                notes.insert(
                    0,
                    format!(
                        "verdicts on an earlier run came while this one worked: {} changed in the \
                         export since, and the next run sends that",
                        count(waiting + staying, "item")
                    ),
                );
                exit = Exit::Temporary;
            }
            None | Some(End::Done) => {}
            Some(End::OutOfTime(words) | End::Temporary(words)) => {
                notes.insert(0, words);
                if left > 0 {
                    notes.push(format!("{} still to do", count(left, "removal")));
                }
                hints.push(
                    "run the same command again; it goes on where this one stopped".to_owned(),
                );
                exit = Exit::Temporary;
            }
            Some(End::Stopped(stop, words)) => {
                notes.insert(0, words);
                hints.push(stop.remedy().to_owned());
                exit = Exit::Denied;
            }
            Some(End::Interrupted) => {
                notes.insert(
                    0,
                    "interrupted; what is left goes out with the next run".to_owned(),
                );
                exit = Exit::Interrupted(self.signals.number());
            }
            Some(End::Bug(words)) => return Err(Failure::Bug(words)),
        }
        hints.extend(self.look.found.iter().flat_map(super::survey::remedies));
        notes.extend((counts.withheld > 0).then(|| withheld(judged, books)));
        notes.extend(guards::notes(books));
        hints.extend(guards::hints(books, self.look.adopts()));
        for (field, times) in &self.calls.unknown_fields {
            let mut finding = Finding::new(
                Rule::MetaFieldUnknown,
                format!("Meta does not recognize the field `{field}`"),
            );
            finding.value.clone_from(field);
            judged.problems.add_many(finding, *times);
        }
        for (times, sample) in self.calls.remarks.values() {
            judged
                .problems
                .add_many(Finding::new(Rule::MetaWarning, sample.clone()), *times);
        }
        Ok(Report {
            command: self.look.command(),
            run: Some(self.run),
            catalog: None,
            exit,
            sources: std::mem::take(&mut judged.sources),
            counts,
            calls: self.calls.clone(),
            problems: std::mem::take(&mut judged.problems),
            refusals: tally.refusals,
            notes,
            hints,
            partial,
            outlook: None,
            drift: self.look.found.clone(),
            told: false,
            time: self.watch.elapsed(),
            stages: self.watch.times(),
        })
    }
}

/// Which items wait for a decision, some of them by their ids.
fn withheld(judged: &Judged, books: &Books) -> String {
    const SAMPLES: usize = 5;
    let ids = books.leaving.iter().map(|index| judged.known.id(*index));
    let mut ids: Vec<&str> = ids.take(SAMPLES).collect();
    if books.leaving.len() > SAMPLES {
        ids.push("…");
    }
    let live = count(books.leaving.len() as u64, "live item");
    let why = match books.cause() {
        Some(Cause::Rows { .. }) => "and too many of its rows are gone to believe that",
        Some(Cause::Files { .. }) => "and files of it that were there before are not",
        Some(Cause::Ids) => "and its ids are others",
        Some(Cause::Limits) | None => "more than `[removal]` lets go at once",
    };
    format!(
        "withheld: {live} left the export, {why}: {}",
        ids.join(", ")
    )
}

/// The exit code of a run that came to its end. When several apply, the first
/// of 6, 8, 5, 4, 3 wins; 6 and 8 never get here.
fn verdict(counts: &Counts, books: &Books, tally: &Tally) -> Exit {
    if counts.pending > 0 {
        Exit::Temporary
    } else if books.anything_waits() || counts.held > 0 {
        Exit::Withheld
    } else if counts.refused > 0 || counts.invalid > 0 || !tally.refusals.is_empty() {
        Exit::Partial
    } else {
        Exit::Ok
    }
}
