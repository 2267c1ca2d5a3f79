//! Meta's verdicts, and what each does to an item.

use rusqlite::{OptionalExtension, Transaction};

use super::batches::end_if_empty;
use super::confirm::{ANY_LOST, confirm_plain, holds_any, records_left};
use super::snapshot::keep_positions;
use super::{StateError, Store};
use crate::catalog::{Doubt, Op};

/// Meta's verdict on one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Stored.
    Confirmed,
    /// Not stored, for this reason.
    Refused(String),
    /// Not stored, and there is nothing that could be remembered of it: the
    /// item was gone already.
    Gone,
}

impl Store {
    /// Records verdicts. The records that got one leave the batch; when none
    /// is left the batch is done.
    pub fn judge(
        &mut self,
        batch: i64,
        verdicts: &[(i64, Verdict)],
        now: i64,
    ) -> Result<(), StateError> {
        let catalog = self.catalog;
        let path = self.path.clone();
        let mut unknown = None;
        let all_confirmed = verdicts
            .iter()
            .all(|(_, verdict)| *verdict == Verdict::Confirmed);
        let done = self.change(|tx| {
            // What was refused has left the batch before.
            if all_confirmed && records_left(tx, batch)? == verdicts.len() {
                confirm_plain(tx, batch, now)?;
                if records_left(tx, batch)? == 0 {
                    return end_if_empty(tx, batch, now);
                }
            }
            unknown = judge_each(tx, catalog, batch, verdicts, now)?;
            match unknown {
                Some(_) => Err(rusqlite::Error::QueryReturnedNoRows),
                None => Ok(()),
            }
        });
        match unknown {
            Some(value) => Err(StateError::Value {
                path,
                table: "sends",
                value,
            }),
            None => done,
        }
    }
}

/// Records verdicts one by one. Returns a word that nobody understands, if there
/// is one: then nothing is to be kept.
pub(super) fn judge_each(
    tx: &Transaction<'_>,
    catalog: i64,
    batch: i64,
    verdicts: &[(i64, Verdict)],
    now: i64,
) -> rusqlite::Result<Option<String>> {
    let mut settled = Vec::new();
    let mut marked = Vec::new();
    for (seq, verdict) in verdicts {
        let Some(record) = take_record(tx, batch, *seq)? else {
            continue;
        };
        let Some(op) = Op::find(&record.op) else {
            return Ok(Some(record.op));
        };
        match verdict {
            Verdict::Confirmed => {
                confirm(tx, &record, op, now)?;
                if op.settles() {
                    settled.push(record.pos);
                } else {
                    marked.push(record.pos);
                }
            }
            Verdict::Refused(message) => {
                refuse(tx, catalog, batch, &record, op, message, now)?;
            }
            Verdict::Gone => {
                forget_item(tx, &record)?;
                settled.push(record.pos);
            }
        }
    }
    settle_lost(tx, &settled, true, now)?;
    settle_lost(tx, &marked, false, now)?;
    end_if_empty(tx, batch, now)?;
    Ok(None)
}

/// A record on its way out of `sends`.
struct Record {
    pos: i64,
    op: String,
    hash: Option<Vec<u8>>,
    body: Option<i64>,
}

fn take_record(tx: &Transaction<'_>, batch: i64, seq: i64) -> rusqlite::Result<Option<Record>> {
    tx.prepare_cached(
        "DELETE FROM sends WHERE batch = ?1 AND seq = ?2 RETURNING pos, op, hash, body",
    )?
    .query_row((batch, seq), |row| {
        Ok(Record {
            pos: row.get(0)?,
            op: row.get(1)?,
            hash: row.get(2)?,
            body: row.get(3)?,
        })
    })
    .optional()
}

fn confirm(tx: &Transaction<'_>, record: &Record, op: Op, now: i64) -> rusqlite::Result<()> {
    let Some(presence) = op.leads_to() else {
        return forget_item(tx, record);
    };
    match record.body {
        Some(body) => {
            tx.prepare_cached(
                "DELETE FROM bodies WHERE body = (SELECT body FROM items WHERE pos = ?1)",
            )?
            .execute([record.pos])?;
            tx.prepare_cached(
                "UPDATE items SET status = ?2, hash = ?3, body = ?4, confirmed_at = ?5
                 WHERE pos = ?1",
            )?
            .execute((record.pos, presence.word(), &record.hash, body, now))?;
        }
        None => {
            tx.prepare_cached("UPDATE items SET status = ?2, confirmed_at = ?3 WHERE pos = ?1")?
                .execute((record.pos, presence.word(), now))?;
        }
    }
    // What is taken away is certainly away, though its fields may be in doubt; a
    // sold-out mark on a held-back item leaves its other fields as they were.
    if op.settles() || op.removes() {
        let doubt = if op.settles() {
            Doubt::None
        } else {
            Doubt::Content
        };
        tx.prepare_cached("UPDATE items SET doubt = ?2 WHERE pos = ?1 AND doubt <> 0")?
            .execute((record.pos, doubt.number()))?;
    }
    // A sold-out mark on a held-back item says nothing about what was refused.
    if op != Op::Stock {
        tx.prepare_cached("DELETE FROM refusals WHERE pos = ?1")?
            .execute([record.pos])?;
    }
    if op.removes() {
        tx.prepare_cached("DELETE FROM withheld WHERE pos = ?1")?
            .execute([record.pos])?;
    }
    Ok(())
}

fn refuse(
    tx: &Transaction<'_>,
    catalog: i64,
    batch: i64,
    record: &Record,
    op: Op,
    message: &str,
    now: i64,
) -> rusqlite::Result<()> {
    if let Some(body) = record.body {
        tx.prepare_cached("DELETE FROM bodies WHERE body = ?1")?
            .execute([body])?;
    }
    let hash = if op.removes() {
        None
    } else {
        record.hash.as_ref()
    };
    // The reason for which an item is held back must outlive a refused mark.
    let sql = if op == Op::Stock {
        "INSERT OR IGNORE INTO refusals (pos, catalog, hash, message, batch, refused_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    } else {
        "INSERT OR REPLACE INTO refusals (pos, catalog, hash, message, batch, refused_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    };
    tx.prepare_cached(sql)?
        .execute((record.pos, catalog, hash, message, batch, now))?;
    Ok(())
}

fn forget_item(tx: &Transaction<'_>, record: &Record) -> rusqlite::Result<()> {
    if let Some(body) = record.body {
        tx.prepare_cached("DELETE FROM bodies WHERE body = ?1")?
            .execute([body])?;
    }
    tx.prepare_cached("DELETE FROM bodies WHERE body = (SELECT body FROM items WHERE pos = ?1)")?
        .execute([record.pos])?;
    for sql in [
        "DELETE FROM items WHERE pos = ?1",
        "DELETE FROM refusals WHERE pos = ?1",
        "DELETE FROM withheld WHERE pos = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([record.pos])?;
    }
    Ok(())
}

/// Confirmed items are in doubt no more: what lost batches carried of them is
/// not needed any longer. A mark or a removal settles only lost marks and
/// removals: what lost batches may have written into the fields stays noted.
pub(super) fn settle_lost(
    tx: &Transaction<'_>,
    confirmed: &[i64],
    bodies: bool,
    now: i64,
) -> rusqlite::Result<()> {
    if confirmed.is_empty() || !holds_any(tx, ANY_LOST)? {
        return Ok(());
    }
    keep_positions(tx, confirmed)?;
    let rows: Vec<(i64, i64, Option<i64>)> = tx
        .prepare_cached(
            "SELECT batch, seq, body FROM batches JOIN sends USING (batch)
             WHERE status <> 'done' AND status = 'lost' AND pos IN (SELECT pos FROM temp.keep)
               AND (?1 OR body IS NULL)",
        )?
        .query_map([bodies], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (batch, seq, body) in rows {
        tx.prepare_cached("DELETE FROM sends WHERE batch = ?1 AND seq = ?2")?
            .execute((batch, seq))?;
        tx.prepare_cached("DELETE FROM bodies WHERE body = ?1")?
            .execute([body])?;
        end_if_empty(tx, batch, now)?;
    }
    Ok(())
}
