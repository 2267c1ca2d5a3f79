//! One write call: intent, call, what the answer means.

use std::collections::HashSet;
use std::time::Duration;

use super::batch::Batch;
use super::clock::now;
use super::crash::{Point, point};
use super::drive::Delivery;
use super::flight::{Again, Flight, Halves, Open};
use super::outcome::{DeliverError, End, Fate, Outcome};
use super::step::STEPS_ASIDE;
use super::verdict::{Flying, misses_fields, misses_required, read_answer};
use crate::catalog::Op;
use crate::graph::{Answer, BatchAnswer, BatchBody};
use crate::report::Event;
use crate::state::{Aside, Verdict};

/// A record whose verdict cannot be had is sent so often.
const SENDS: u8 = 3;

impl Delivery<'_> {
    /// Sends changes for the first time.
    pub(super) fn send_new(&mut self, batch: Batch) -> Result<(), DeliverError> {
        let run = self.options.run;
        point(Point::BeforeIntent);
        let (key, positions) = self
            .store
            .intend(run, batch.bytes(), now(), &batch.intents())?;
        let (body, flying) = batch.take_off(positions);
        self.transmit(body, Again::new(key, flying));
        Ok(())
    }

    /// Sends the next records that were set aside.
    pub(super) fn send_again(&mut self) -> Result<(), DeliverError> {
        let Some(again) = self.again.pop_front() else {
            return Ok(());
        };
        let mut body = BatchBody::default();
        for record in &again.records {
            let data = self.store.record_data(again.batch, record.seq)?;
            // A record without data was never written; an empty object is refused by name.
            let data = data.as_deref().unwrap_or("{}");
            body.add(record.op == Op::Delete, data);
        }
        let body = body.end();
        self.store.intend_again(again.batch, body.len(), now())?;
        self.transmit(body, again);
        Ok(())
    }

    /// Makes the call. The intent is on disk.
    fn transmit(&mut self, body: Vec<u8>, again: Again) {
        point(Point::AfterIntent);
        self.reporter.tell(Event::Sending {
            batch: again.batch,
            items: again.records.len(),
            bytes: body.len(),
        });
        self.pace.wrote(now());
        self.calls.writes += 1;
        self.calls.bytes += body.len() as u64;
        let flight = Flight {
            records: again.records,
            bytes: body.len(),
            tries: again.tries,
            taken_before: again.taken_before,
            unexplained: again.unexplained,
        };
        self.flying.insert(again.batch, flight);
        self.air.write(self.client, again.batch, body);
    }

    /// A write has come to its end.
    pub(super) fn written(
        &mut self,
        batch: i64,
        answer: Answer<BatchAnswer>,
        took: Duration,
    ) -> Result<Option<End>, DeliverError> {
        let Some(flight) = self.flying.remove(&batch) else {
            return Ok(None);
        };
        match answer {
            Ok((answer, usage)) => {
                point(Point::AfterSend);
                self.latency = match self.taken {
                    0 => took,
                    _ => (self.latency * 3 + took) / 4,
                };
                self.pace.heed(usage, now());
                self.hold_writes(usage.regain)?;
                self.blind_waits = 0;
                self.wrong_calls = 0;
                self.failures = 0;
                self.taken += 1;
                self.take_answer(batch, flight.records, &answer)
            }
            Err(trouble) => self.refused_call(batch, flight, &trouble),
        }
    }

    /// Halves a batch until the record at fault stands alone; that one is
    /// refused with Meta's words.
    pub(super) fn split(
        &mut self,
        batch: i64,
        mut records: Vec<Flying>,
        halves: Halves,
        words: &str,
    ) -> Result<Option<End>, DeliverError> {
        if records.len() <= 1 {
            self.wrong_calls = 0;
            let refused = records.into_iter().map(|r| (r, words.to_owned())).collect();
            let says = if halves.of_call {
                Says::OfCall
            } else {
                Says::OfItem
            };
            self.refuse(batch, refused, says, false)?;
            return Ok(None);
        }
        let second = records.split_off(records.len() / 2);
        let aside = Aside {
            stored: halves.stored,
            widen: false,
        };
        for half in [second, records] {
            if let Some(again) = self.set_aside(batch, half, aside)? {
                self.again.push_front(Again {
                    tries: halves.tries,
                    taken_before: halves.taken_before,
                    unexplained: halves.unexplained,
                    ..again
                });
            }
        }
        Ok(None)
    }

    /// Puts records into a batch of their own. Whoever asks for it queues it.
    fn set_aside(
        &mut self,
        from: i64,
        records: Vec<Flying>,
        aside: Aside,
    ) -> Result<Option<Again>, DeliverError> {
        if records.is_empty() {
            return Ok(None);
        }
        let seqs: Vec<i64> = records.iter().map(|record| record.seq).collect();
        let run = self.options.run;
        let batch = self.store.set_aside(run, from, &seqs, aside, now())?;
        point(Point::AfterSetAside);
        Ok(Some(Again::new(batch, records)))
    }

    /// Reads the answer of a write: refusals at once, a handle for the rest.
    fn take_answer(
        &mut self,
        batch: i64,
        records: Vec<Flying>,
        answer: &BatchAnswer,
    ) -> Result<Option<End>, DeliverError> {
        let warnings = answer.validation_status.iter().flat_map(|named| {
            named
                .warnings
                .iter()
                .map(|remark| (named.retailer_id.as_str(), remark.message.as_str()))
        });
        self.note_warnings(warnings);
        let sorted = read_answer(records, answer);
        let (words, unclear) = (sorted.words, sorted.unclear);
        let named: HashSet<String> = sorted
            .refused
            .iter()
            .map(|(record, _)| record.id.clone())
            .collect();
        // Refusals first: a crash in between leaves a batch without a handle,
        // whose other items are sent again; the other way round the refused
        // ones could pass for stored.
        self.refuse(batch, sorted.refused, Says::OfItem, false)?;
        point(Point::AfterRefusals);
        let handles: Vec<&str> = answer.handles.iter().map(String::as_str).collect();
        let handles = handles.join("\n");
        let handles = handles.trim();
        if handles.is_empty() {
            self.store.rejected(batch, now())?;
            if unclear {
                return self.split(batch, sorted.rest, Halves::default(), &words);
            }
            return self.try_again(batch, sorted.rest, false);
        }
        if sorted.rest.is_empty() {
            return Ok(None);
        }
        if unclear && sorted.rest.len() == 1 {
            return self.split(batch, sorted.rest, Halves::stored(), &words);
        }
        self.store.accepted(batch, handles, now())?;
        point(Point::AfterHandle);
        self.reporter.tell(Event::Accepted {
            batch,
            items: sorted.rest.len(),
        });
        self.open.push(Open {
            unclear: unclear.then_some(words),
            settled: named,
            ..Open::new(batch, handles, sorted.rest)
        });
        Ok(None)
    }

    /// Sends records once more whose verdict could not be had.
    pub(super) fn try_again(
        &mut self,
        batch: i64,
        mut records: Vec<Flying>,
        stored: bool,
    ) -> Result<Option<End>, DeliverError> {
        for record in &mut records {
            record.again += 1;
        }
        if records.iter().any(|record| record.again >= SENDS) {
            return self.give_up_on(batch, records, stored);
        }
        let aside = Aside {
            stored,
            widen: false,
        };
        if let Some(again) = self.set_aside(batch, records, aside)? {
            // What was not tried yet goes first.
            let tries = STEPS_ASIDE;
            self.again.push_back(Again { tries, ..again });
        }
        Ok(None)
    }

    /// Records that were sent too often without a verdict. Where others got theirs
    /// it is about these, and halves tell about which; a single one is left for the
    /// next run. Where nobody got one it is about Meta.
    fn give_up_on(
        &mut self,
        batch: i64,
        records: Vec<Flying>,
        stored: bool,
    ) -> Result<Option<End>, DeliverError> {
        let words = "Meta took the items and gave no verdict, several times".to_owned();
        if records.len() > 1 && self.verdicts > 0 {
            let halves = Halves {
                stored,
                tries: STEPS_ASIDE,
                ..Halves::default()
            };
            return self.split(batch, records, halves, &words);
        }
        if stored {
            self.store.lose(batch, now())?;
        } else {
            self.store.rejected(batch, now())?;
        }
        let nobody = self.unsettled.is_some() && self.verdicts == 0;
        self.unsettled = Some(words.clone());
        Ok(nobody.then_some(End::Temporary(words)))
    }

    /// Records refusals. A partial update of an item that is not there is asked
    /// for once more as the whole item; taking away what is not there is done.
    /// What an earlier run sent (`carried`) is not sent again as it is: it is
    /// left in doubt, and the comparison sends what the export says now.
    pub(super) fn refuse(
        &mut self,
        batch: i64,
        refused: Vec<(Flying, String)>,
        says: Says,
        carried: bool,
    ) -> Result<(), DeliverError> {
        let mut verdicts = Vec::new();
        let mut whole = Vec::new();
        for (mut record, words) in refused {
            let absent = says == Says::OfItem && misses_fields(&words);
            if record.op == Op::Update && absent {
                record.op = Op::Full;
                whole.push(record);
                continue;
            }
            // An item that is there may lack a field, too: only what no item can
            // be made without says that it is not there.
            let gone = absent
                && misses_required(&words)
                && (record.op.removes() || record.op == Op::Stock);
            let (verdict, fate) = if gone {
                (Verdict::Gone, Fate::Gone)
            } else {
                let words = words.clone();
                (Verdict::Refused(words.clone()), Fate::Refused(words))
            };
            verdicts.push((record.seq, verdict));
            self.outcomes.push(Outcome {
                mark: record.mark,
                pos: record.pos,
                content: record.content,
                op: record.first_op,
                carried,
                earlier: record.earlier,
                fate,
            });
        }
        let aside = Aside {
            stored: carried,
            widen: true,
        };
        if let Some(again) = self.set_aside(batch, whole, aside)?
            && !carried
        {
            self.again.push_back(again);
        }
        if !verdicts.is_empty() {
            self.store.judge(batch, &verdicts, now())?;
        }
        Ok(())
    }
}

/// What Meta's words are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// One item.
    OfItem,
    /// A call, whichever items it carried.
    OfCall,
}
