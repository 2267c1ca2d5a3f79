//! One write call: intent, call, what the answer means.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use super::clock::{jitter, now, until};
use super::crash::{Point, point};
use super::drive::{Again, Delivery, Open};
use super::outcome::{DeliverError, End, Outcome, Outgoing, Result as OutcomeResult};
use super::verdict::{Flying, misses_fields, read_answer};
use crate::catalog::Op;
use crate::graph::{BatchAnswer, Trouble, Verdict as Asks, WaitFor, batch_body};
use crate::report::Event;
use crate::state::{Aside, Intent, Verdict};

/// A call that fails for a passing reason is made so often (`graph-api.md` 8.4).
const TRIES: u32 = 5;
/// A record whose verdict cannot be had is sent so often.
const SENDS: u8 = 3;
/// So many calls in a row that Meta calls wrong are not the items' fault.
const WRONG_CALLS: u32 = 24;
/// The first status poll comes after this time (`contract.md` 4).
const FIRST_POLL: Duration = Duration::from_millis(250);

impl Delivery<'_> {
    /// Sends changes for the first time.
    pub(super) async fn send_new(
        &mut self,
        batch: Vec<Outgoing>,
    ) -> Result<Option<End>, DeliverError> {
        let records = batch
            .iter()
            .map(|out| (out.change.op == Op::Delete, out.change.data.as_str()));
        let size = batch.iter().map(|out| out.change.data.len() + 40).sum();
        let body = batch_body(records, size);
        let intents: Vec<Intent<'_>> = batch.iter().map(intent).collect();
        point(Point::BeforeIntent);
        let (key, _) = self
            .store
            .intend(self.options.run, body.len(), now(), &intents)?;
        let flying = (0..)
            .zip(batch)
            .map(|(seq, out)| Flying {
                seq,
                mark: out.mark,
                id: out.change.id,
                op: out.change.op,
                first_op: out.change.op,
                again: 0,
            })
            .collect();
        self.transmit(key, body, flying).await
    }

    /// Sends records once more that were set aside.
    pub(super) async fn send_again(&mut self, again: Again) -> Result<Option<End>, DeliverError> {
        let mut datas = Vec::with_capacity(again.records.len());
        for record in &again.records {
            let data = self.store.record_data(again.batch, record.seq)?;
            // A record without data was never written; an empty object is refused by name.
            let data = data.unwrap_or_else(|| "{}".to_owned());
            datas.push((record.op == Op::Delete, data));
        }
        let size = datas.iter().map(|(_, data)| data.len() + 40).sum();
        let body = batch_body(datas.iter().map(|(del, data)| (*del, data.as_str())), size);
        self.store.intend_again(again.batch, body.len(), now())?;
        self.transmit(again.batch, body, again.records).await
    }

    /// Makes the call, again where that may help. The intent is on disk.
    async fn transmit(
        &mut self,
        batch: i64,
        body: Vec<u8>,
        records: Vec<Flying>,
    ) -> Result<Option<End>, DeliverError> {
        let mut tries = 0;
        point(Point::AfterIntent);
        loop {
            self.reporter.tell(Event::Sending {
                batch,
                items: records.len(),
                bytes: body.len(),
            });
            self.pace.wrote(now());
            self.calls.writes += 1;
            self.calls.bytes += body.len() as u64;
            tries += 1;
            let trouble = match self.client.items_batch(body.clone()).await {
                Ok((answer, usage)) => {
                    point(Point::AfterSend);
                    self.pace.heed(usage);
                    self.hold_writes(usage.regain)?;
                    self.blind_waits = 0;
                    self.wrong_calls = 0;
                    self.has_taken = true;
                    return self.take_answer(batch, records, &answer);
                }
                Err(trouble) => trouble,
            };
            self.pace.heed(trouble.usage);
            if trouble.failure.may_have_happened() {
                self.store.suspect(batch, now())?;
            }
            let asks = trouble.failure.verdict();
            if asks != Asks::Retry {
                return self.refused_call(batch, records, &body, &trouble, asks);
            }
            let wait = backoff(tries).max(until(self.pace.next(now()), now()));
            if tries >= TRIES || self.stopper.asked() || Instant::now() + wait >= self.deadline {
                self.store.rejected(batch, now())?;
                let words = format!("{} (tried {tries} times)", trouble.failure);
                return Ok(Some(if self.stopper.asked() {
                    End::Interrupted
                } else {
                    End::Temporary(words)
                }));
            }
            self.calls.retries += 1;
            self.reporter.tell(Event::Retrying {
                what: "sending a batch",
                reason: trouble.failure.to_string(),
                wait,
            });
            self.stopper.sleep(wait).await;
            if self.stopper.asked() {
                self.store.rejected(batch, now())?;
                return Ok(Some(End::Interrupted));
            }
            self.store.count_write(now())?;
        }
    }

    /// Meta refused the call as a whole, so nothing of this one was stored.
    fn refused_call(
        &mut self,
        batch: i64,
        records: Vec<Flying>,
        body: &[u8],
        trouble: &Trouble,
        asks: Asks,
    ) -> Result<Option<End>, DeliverError> {
        let words = trouble.failure.to_string();
        self.store.rejected(batch, now())?;
        match asks {
            Asks::Retry | Asks::Unknown => Ok(Some(End::Temporary(words))),
            Asks::Stop(stop) => Ok(Some(End::Stopped(stop, words))),
            Asks::Wait(window) => {
                self.again.push_front(Again { batch, records });
                self.wait_as_told(trouble, window)?;
                Ok((window == WaitFor::Long).then_some(End::Temporary(words)))
            }
            // One record cannot be too much: this is about Meta, not about the item.
            Asks::Shrink if records.len() == 1 => Ok(Some(End::Temporary(words))),
            Asks::Shrink => {
                self.options.sizing = self.options.sizing.halved(records.len(), body.len());
                self.reporter.tell(Event::Retrying {
                    what: "sending a smaller batch",
                    reason: words.clone(),
                    wait: Duration::ZERO,
                });
                self.split(batch, records, false, &words)
            }
            Asks::Fix => {
                self.wrong_calls += 1;
                if self.wrong_calls > WRONG_CALLS {
                    return Ok(Some(End::Bug(words)));
                }
                // Only when Meta took another call of this run is it the item
                // that is at fault, and not what all calls have in common.
                if records.len() == 1 && !self.has_taken {
                    return Ok(Some(End::Temporary(words)));
                }
                self.split(batch, records, false, &words)
            }
        }
    }

    /// Halves a batch until the record at fault stands alone; that one is
    /// refused with Meta's words.
    pub(super) fn split(
        &mut self,
        batch: i64,
        mut records: Vec<Flying>,
        stored: bool,
        words: &str,
    ) -> Result<Option<End>, DeliverError> {
        if records.len() <= 1 {
            let refused = records.into_iter().map(|r| (r, words.to_owned())).collect();
            self.refuse(batch, refused)?;
            return Ok(None);
        }
        let second = records.split_off(records.len() / 2);
        let aside = Aside {
            stored,
            widen: false,
        };
        self.set_aside(batch, second, aside, true)?;
        self.set_aside(batch, records, aside, true)?;
        Ok(None)
    }

    /// Puts records into a batch of their own, to be sent again.
    pub(super) fn set_aside(
        &mut self,
        from: i64,
        records: Vec<Flying>,
        aside: Aside,
        soon: bool,
    ) -> Result<(), DeliverError> {
        if records.is_empty() {
            return Ok(());
        }
        let seqs: Vec<i64> = records.iter().map(|record| record.seq).collect();
        let run = self.options.run;
        let batch = self.store.set_aside(run, from, &seqs, aside, now())?;
        let again = Again { batch, records };
        if soon {
            self.again.push_front(again);
        } else {
            self.again.push_back(again);
        }
        Ok(())
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
        self.refuse(batch, sorted.refused)?;
        let Some(handle) = answer.handles.first().filter(|handle| !handle.is_empty()) else {
            self.store.rejected(batch, now())?;
            if unclear {
                return self.split(batch, sorted.rest, false, &words);
            }
            return self.try_again(batch, sorted.rest, false);
        };
        if sorted.rest.is_empty() {
            return Ok(None);
        }
        if unclear && sorted.rest.len() == 1 {
            return self.split(batch, sorted.rest, true, &words);
        }
        self.store.accepted(batch, handle, now())?;
        point(Point::AfterHandle);
        self.reporter.tell(Event::Accepted {
            batch,
            items: sorted.rest.len(),
        });
        self.open.push(Open {
            batch,
            handle: handle.clone(),
            records: sorted.rest,
            poll_at: Instant::now() + FIRST_POLL,
            delay: FIRST_POLL,
            failures: 0,
            unclear: unclear.then_some(words),
            settled: named,
        });
        Ok(None)
    }

    /// Sends records once more whose verdict could not be had; those that were
    /// sent too often are left for the next run.
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
            let words = "Meta took the items and gave no verdict, several times".to_owned();
            if stored {
                self.store.lose(batch, now())?;
            }
            return Ok(Some(End::Temporary(words)));
        }
        let aside = Aside {
            stored,
            widen: false,
        };
        self.set_aside(batch, records, aside, false)?;
        Ok(None)
    }

    /// Records refusals. A partial update of an item that is not there is asked
    /// for once more as the whole item; taking away what is not there is done.
    pub(super) fn refuse(
        &mut self,
        batch: i64,
        refused: Vec<(Flying, String)>,
    ) -> Result<(), DeliverError> {
        let mut verdicts = Vec::new();
        let mut whole = Vec::new();
        for (mut record, words) in refused {
            let absent = misses_fields(&words);
            if record.op == Op::Update && absent {
                record.op = Op::Full;
                whole.push(record);
                continue;
            }
            let gone = absent && (record.op.removes() || record.op == Op::Stock);
            let (verdict, result) = if gone {
                (Verdict::Gone, OutcomeResult::Gone)
            } else {
                let words = words.clone();
                (
                    Verdict::Refused(words.clone()),
                    OutcomeResult::Refused(words),
                )
            };
            verdicts.push((record.seq, verdict));
            self.outcomes.push(Outcome {
                mark: record.mark,
                op: record.first_op,
                result,
            });
        }
        if !whole.is_empty() {
            // Before the export is read nothing is sent: then the items are left
            // in doubt, and the comparison sends them in full.
            let aside = Aside {
                stored: !self.sends,
                widen: true,
            };
            self.set_aside(batch, whole, aside, false)?;
        }
        if !verdicts.is_empty() {
            self.store.judge(batch, &verdicts, now())?;
        }
        Ok(())
    }
}

fn intent(out: &Outgoing) -> Intent<'_> {
    let change = &out.change;
    let body = change.body.as_deref();
    let data = (body != Some(change.data.as_str())).then_some(change.data.as_str());
    Intent {
        pos: out.pos,
        id: &change.id,
        op: change.op,
        hash: change.hash,
        body,
        data,
    }
}

/// 1, 2, 4, 8, 16 seconds with full jitter (`graph-api.md` 8.4), but never
/// less than a tenth: a network that is back at once should not wait for luck.
fn backoff(tries: u32) -> Duration {
    let most = Duration::from_secs(1 << (tries - 1).min(4));
    jitter(most).max(Duration::from_millis(100))
}
