//! Batches: intent before the call, handle after it, verdict in the end.

use rusqlite::{OptionalExtension, Transaction};

use super::insert::intend_records;
use super::runs::count_write;
use super::{StateError, Store};
use crate::catalog::{Fingerprint, Op};

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchStatus {
    /// About to be sent, or sent without an answer.
    Intended,
    /// Meta took it and gave a handle.
    Sent,
    /// Meta did not take it.
    Rejected,
    /// Its verdict cannot be had any more.
    Lost,
}

impl BatchStatus {
    const fn word(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Lost => "lost",
        }
    }
}

/// A record that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// The item's key, when it has one.
    pub pos: Option<i64>,
    /// Its id.
    pub id: &'a str,
    /// What is asked for.
    pub op: Op,
    /// The fingerprint that the item has once this is confirmed.
    pub hash: Option<Fingerprint>,
    /// The item as it is once this is confirmed, as canonical JSON.
    pub body: Option<&'a str>,
    /// The `data` object on the wire, when it is not the body.
    pub data: Option<&'a str>,
}

/// How records are set aside to be sent again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// Meta may have stored them: they are in doubt.
    pub stored: bool,
    /// They become whole items: what they were taken to change is not there.
    pub widen: bool,
}

/// A record of an open batch.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its place in the batch.
    pub seq: i64,
    /// The item's key.
    pub pos: i64,
    /// The item's id.
    pub id: String,
    /// What was asked for.
    pub op: Op,
    /// The fingerprint of the item as it was sent; `None` when none of it was.
    pub hash: Option<Fingerprint>,
}

/// A batch without a verdict.
#[derive(Clone, Debug)]
pub struct OpenBatch {
    /// Its key.
    pub batch: i64,
    /// How far it came.
    pub status: BatchStatus,
    /// Meta's handle.
    pub handle: Option<String>,
    /// Records in it.
    pub items: u64,
    /// When it was intended, in Unix milliseconds.
    pub intended_at: i64,
}

impl Store {
    /// Writes down a batch that is about to be sent. Returns its key and the
    /// keys of its items, in order.
    pub fn intend(
        &mut self,
        run: i64,
        bytes: usize,
        now: i64,
        records: &[Intent<'_>],
    ) -> Result<(i64, Vec<i64>), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            let status = BatchStatus::Intended;
            let batch = new_batch(tx, catalog, run, status, records.len(), bytes, now)?;
            count_write(tx, catalog, now)?;
            let positions = intend_records(tx, catalog, batch, records)?;
            Ok((batch, positions))
        })
    }

    /// Moves some records into a batch of their own, to be sent again.
    pub fn set_aside(
        &mut self,
        run: i64,
        from: i64,
        seqs: &[i64],
        aside: Aside,
        now: i64,
    ) -> Result<i64, StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            // What may have been carried out once stays so, whatever came after.
            let status = if aside.stored || is_ambiguous(tx, from)? {
                BatchStatus::Lost
            } else {
                BatchStatus::Rejected
            };
            let batch = new_batch(tx, catalog, run, status, seqs.len(), 0, now)?;
            let sql = if aside.widen {
                "UPDATE sends SET batch = ?3, op = 'full', data = NULL WHERE batch = ?1 AND seq = ?2"
            } else {
                "UPDATE sends SET batch = ?3 WHERE batch = ?1 AND seq = ?2"
            };
            let mut take = tx.prepare_cached(sql)?;
            for seq in seqs {
                take.execute((from, seq, batch))?;
            }
            end_if_empty(tx, from, now)?;
            // No call was made for this batch yet: its items are in doubt, and the
            // suspicion is that of the batch that they come from.
            if status == BatchStatus::Lost {
                doubt(tx, batch)?;
                tx.execute("UPDATE batches SET ambiguous = 1 WHERE batch = ?1", [batch])?;
            }
            Ok(batch)
        })
    }

    /// A batch that was set aside, or that Meta asked to be sent later, is about
    /// to be sent.
    pub fn intend_again(&mut self, batch: i64, bytes: usize, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            tx.execute(
                "UPDATE batches SET status = 'intended', bytes = ?2, intended_at = ?3
                 WHERE batch = ?1",
                (batch, bytes, now),
            )?;
            count_write(tx, catalog, now)
        })
    }

    /// Meta took the batch and gave a handle.
    pub fn accepted(&mut self, batch: i64, handle: &str, now: i64) -> Result<(), StateError> {
        self.change(|tx| {
            tx.execute(
                "UPDATE batches SET status = 'sent', handle = ?2, sent_at = ?3 WHERE batch = ?1",
                (batch, handle, now),
            )
            .map(drop)
        })
    }

    /// Meta did not take this call for the batch. When an earlier one may have
    /// been carried out, the batch is lost all the same.
    pub fn rejected(&mut self, batch: i64, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            if is_ambiguous(tx, batch)? {
                return lose(tx, catalog, batch, now);
            }
            tx.execute(
                "UPDATE batches SET status = 'rejected' WHERE batch = ?1",
                [batch],
            )
            .map(drop)
        })
    }

    /// The verdict of a batch cannot be had: its items are in doubt, and under
    /// suspicion of a late change.
    pub fn lose(&mut self, batch: i64, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| lose(tx, catalog, batch, now))
    }

    /// One call for the batch got no answer: it may be applied after the one
    /// that will, so its items are under suspicion.
    pub fn suspect(&mut self, batch: i64, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute("UPDATE batches SET ambiguous = 1 WHERE batch = ?1", [batch])?;
            suspect(tx, catalog, batch, now)
        })
    }

    /// Forgets a batch that Meta did not take, with its records.
    pub fn drop_rejected(&mut self, batch: i64, now: i64) -> Result<(), StateError> {
        self.change(|tx| {
            tx.execute(
                "DELETE FROM bodies WHERE body IN (SELECT body FROM sends WHERE batch = ?1)",
                [batch],
            )?;
            tx.execute("DELETE FROM sends WHERE batch = ?1", [batch])?;
            end_if_empty(tx, batch, now)
        })
    }

    /// All batches without a verdict, the oldest first.
    pub fn open_batches(&self) -> Result<Vec<OpenBatch>, StateError> {
        let sql = "SELECT batch, status, handle, items, intended_at FROM batches
                   WHERE catalog = ?1 AND status <> 'done' ORDER BY batch";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement
            .query_map([self.catalog], |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get(2)?,
                    row.get::<_, i64>(3)?,
                    row.get(4)?,
                ))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.error(e))?;
        rows.into_iter()
            .map(|(batch, word, handle, items, intended_at)| {
                let status = match word.as_str() {
                    "intended" => BatchStatus::Intended,
                    "sent" => BatchStatus::Sent,
                    "rejected" => BatchStatus::Rejected,
                    "lost" => BatchStatus::Lost,
                    _ => return Err(self.bad_value("batches", &word)),
                };
                Ok(OpenBatch {
                    batch,
                    status,
                    handle,
                    items: u64::try_from(items).unwrap_or(0),
                    intended_at,
                })
            })
            .collect()
    }

    /// The records of a batch that have no verdict yet.
    pub fn records(&self, batch: i64) -> Result<Vec<Sent>, StateError> {
        let sql = "SELECT seq, pos, id, op, sends.hash FROM sends JOIN items USING (pos)
                   WHERE batch = ?1 ORDER BY seq";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement
            .query_map([batch], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get::<_, String>(3)?,
                    row.get_ref(4)?
                        .as_blob_or_null()?
                        .and_then(Fingerprint::from_bytes),
                ))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.error(e))?;
        rows.into_iter()
            .map(|(seq, pos, id, op, hash)| {
                let op = self.op(&op)?;
                Ok(Sent {
                    seq,
                    pos,
                    id,
                    op,
                    hash,
                })
            })
            .collect()
    }

    /// What a record put on the wire: its `data` object.
    pub fn record_data(&self, batch: i64, seq: i64) -> Result<Option<String>, StateError> {
        let sql = "SELECT coalesce(data, json) FROM sends LEFT JOIN bodies USING (body)
                   WHERE batch = ?1 AND seq = ?2";
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement
                    .query_row((batch, seq), |row| row.get(0))
                    .optional()
            })
            .map(Option::flatten)
            .map_err(|e| self.error(e))
    }
}

fn new_batch(
    tx: &Transaction<'_>,
    catalog: i64,
    run: i64,
    status: BatchStatus,
    items: usize,
    bytes: usize,
    now: i64,
) -> rusqlite::Result<i64> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "INSERT INTO batches (catalog, run, status, items, bytes, intended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((catalog, run, status.word(), count(items), count(bytes), now))?;
    Ok(tx.last_insert_rowid())
}

fn is_ambiguous(tx: &Transaction<'_>, batch: i64) -> rusqlite::Result<bool> {
    tx.query_row(
        "SELECT ambiguous FROM batches WHERE batch = ?1",
        [batch],
        |row| row.get(0),
    )
}

/// The items of a lost batch are in doubt, and under suspicion of a late change.
/// A batch without records has nothing to lose.
fn lose(tx: &Transaction<'_>, catalog: i64, batch: i64, now: i64) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE batches SET status = 'lost', ambiguous = 1 WHERE batch = ?1",
        [batch],
    )?;
    doubt(tx, batch)?;
    suspect(tx, catalog, batch, now)?;
    end_if_empty(tx, batch, now)
}

fn doubt(tx: &Transaction<'_>, batch: i64) -> rusqlite::Result<()> {
    tx.execute(
        "UPDATE items SET doubt = 1 WHERE pos IN (SELECT pos FROM sends WHERE batch = ?1)",
        [batch],
    )
    .map(drop)
}

fn suspect(tx: &Transaction<'_>, catalog: i64, batch: i64, now: i64) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO suspects (catalog, id, batch, since, op, hash, data)
         SELECT ?2, id, ?1, ?3, op, sends.hash, coalesce(data, json)
         FROM sends JOIN items USING (pos) LEFT JOIN bodies ON bodies.body = sends.body
         WHERE batch = ?1",
        (batch, catalog, now),
    )
    .map(drop)
}

pub(super) fn end_if_empty(tx: &Transaction<'_>, batch: i64, now: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE batches SET status = 'done', ended_at = ?2
         WHERE batch = ?1 AND NOT EXISTS (SELECT 1 FROM sends WHERE batch = ?1)",
    )?
    .execute((batch, now))
    .map(drop)
}
