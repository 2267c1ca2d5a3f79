//! What is known of the items, read in one ordered scan.

use rusqlite::{OptionalExtension, Transaction};

use super::{StateError, Store};
use crate::catalog::{Doubt, Fingerprint, Op, Presence};

/// An item as the state knows it.
#[derive(Debug)]
pub struct KnownRow<'a> {
    /// Its key.
    pub pos: i64,
    /// Its id in the catalog.
    pub id: &'a str,
    /// Where it stands.
    pub presence: Presence,
    /// Whether the catalog may hold something else than was confirmed.
    pub doubt: Doubt,
    /// The fingerprint of what was confirmed.
    pub hash: Option<Fingerprint>,
}

/// An item that Meta refused.
#[derive(Clone, Debug)]
pub struct RefusalRow {
    /// The item's key.
    pub pos: i64,
    /// Its id.
    pub id: String,
    /// The fingerprint of what was refused; `None` when a removal was.
    pub hash: Option<Fingerprint>,
    /// Meta's words.
    pub message: String,
    /// When, in Unix milliseconds.
    pub at: i64,
}

/// A live item that left the export and waits for a decision.
#[derive(Clone, Debug)]
pub struct WithheldRow {
    /// Its id.
    pub id: String,
    /// Since when, in Unix milliseconds.
    pub since: i64,
}

impl Store {
    /// How many items the state knows of this catalog.
    pub fn known_count(&self) -> Result<u64, StateError> {
        self.db
            .query_row(
                "SELECT count(*) FROM items WHERE catalog = ?1",
                [self.catalog],
                |row| row.get::<_, i64>(0),
            )
            .map(|count| u64::try_from(count).unwrap_or(0))
            .map_err(|e| self.error(e))
    }

    /// Hands out every known item, in the order of the keys.
    pub fn each_known(&self, mut take: impl FnMut(KnownRow<'_>)) -> Result<(), StateError> {
        let sql = "SELECT pos, id, status, doubt, hash FROM items WHERE catalog = ?1 ORDER BY pos";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let mut rows = statement.query([self.catalog]).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let read = || -> rusqlite::Result<_> {
                let pos = row.get(0)?;
                let id = row.get_ref(1)?.as_str()?;
                let status = row.get_ref(2)?.as_str()?;
                let doubt = Doubt::of(row.get(3)?);
                let hash = row.get_ref(4)?.as_blob_or_null()?;
                Ok((pos, id, status, doubt, hash))
            };
            let (pos, id, status, doubt, hash) = read().map_err(|e| self.error(e))?;
            let presence = Presence::find(status).ok_or_else(|| self.bad_value("items", status))?;
            take(KnownRow {
                pos,
                id,
                presence,
                doubt,
                hash: hash.and_then(Fingerprint::from_bytes),
            });
        }
        Ok(())
    }

    /// The confirmed item as canonical JSON.
    pub fn body(&self, pos: i64) -> Result<Option<String>, StateError> {
        let sql = "SELECT json FROM items JOIN bodies USING (body) WHERE pos = ?1";
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([pos], |row| row.get(0)).optional())
            .map_err(|e| self.error(e))
    }

    /// Hands out what lost batches carried, as key of the item and canonical
    /// JSON. The catalog may hold any of it.
    pub fn each_lost(&self, mut take: impl FnMut(i64, &str)) -> Result<(), StateError> {
        let sql = "SELECT pos, json FROM batches JOIN sends USING (batch) JOIN bodies USING (body)
                   WHERE catalog = ?1 AND status = 'lost'";
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query([self.catalog])?;
            while let Some(row) = rows.next()? {
                take(row.get(0)?, row.get_ref(1)?.as_str()?);
            }
            Ok(())
        };
        read().map_err(|e| self.error(e))
    }

    /// Everything that Meta refused and that has not changed since.
    pub fn refusals(&self) -> Result<Vec<RefusalRow>, StateError> {
        let sql = "SELECT pos, id, refusals.hash, message, refused_at
                   FROM refusals JOIN items USING (pos) WHERE refusals.catalog = ?1 ORDER BY pos";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map([self.catalog], |row| {
            Ok(RefusalRow {
                pos: row.get(0)?,
                id: row.get(1)?,
                hash: row
                    .get_ref(2)?
                    .as_blob_or_null()?
                    .and_then(Fingerprint::from_bytes),
                message: row.get(3)?,
                at: row.get(4)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// Everything that waits for a decision, the oldest first.
    pub fn withheld(&self) -> Result<Vec<WithheldRow>, StateError> {
        let sql = "SELECT id, since FROM withheld JOIN items USING (pos)
                   WHERE withheld.catalog = ?1 ORDER BY since, pos";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map([self.catalog], |row| {
            Ok(WithheldRow {
                id: row.get(0)?,
                since: row.get(1)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// Replaces the set of withheld items; one that was in it keeps its date.
    pub fn set_withheld(&mut self, positions: &[i64], now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            keep_positions(tx, positions)?;
            let mut hold = tx.prepare_cached(
                "INSERT OR IGNORE INTO withheld (pos, catalog, since) VALUES (?1, ?2, ?3)",
            )?;
            for pos in positions {
                hold.execute((pos, catalog, now))?;
            }
            tx.execute(
                "DELETE FROM withheld WHERE catalog = ?1 AND pos NOT IN (SELECT pos FROM temp.keep)",
                [catalog],
            )?;
            Ok(())
        })
    }

    /// Forgets items that were never confirmed and have left the export, or
    /// refusals of items that are back at what was confirmed.
    pub fn forget(&mut self, items: &[i64], refusals: &[i64]) -> Result<(), StateError> {
        if items.is_empty() && refusals.is_empty() {
            return Ok(());
        }
        self.change(|tx| {
            let mut item = tx.prepare_cached("DELETE FROM items WHERE pos = ?1")?;
            let mut refusal = tx.prepare_cached("DELETE FROM refusals WHERE pos = ?1")?;
            for pos in items {
                item.execute([pos])?;
                refusal.execute([pos])?;
            }
            for pos in refusals {
                refusal.execute([pos])?;
            }
            Ok(())
        })
    }

    /// Takes note of ids that a page of the live catalog showed, and where the
    /// next page begins. Resumable: the ids and the place are one transaction.
    pub fn add_listed<'a>(
        &mut self,
        ids: impl Iterator<Item = &'a str>,
        cursor: Option<&str>,
    ) -> Result<Vec<i64>, StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO items (catalog, id, status) VALUES (?1, ?2, 'listed')",
            )?;
            let mut positions = Vec::new();
            for id in ids {
                insert.execute((catalog, id))?;
                positions.push(tx.last_insert_rowid());
            }
            tx.execute(
                "UPDATE catalogs SET listing_cursor = ?2 WHERE catalog = ?1",
                (catalog, cursor),
            )?;
            Ok(positions)
        })
    }

    /// Forgets everything that listing the catalog showed.
    pub fn forget_listed(&mut self) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute(
                "DELETE FROM items WHERE catalog = ?1 AND status = 'listed'",
                [catalog],
            )?;
            tx.execute(
                "UPDATE catalogs SET listing_cursor = NULL WHERE catalog = ?1",
                [catalog],
            )?;
            Ok(())
        })
    }

    pub(super) fn bad_value(&self, table: &'static str, value: &str) -> StateError {
        StateError::Value {
            path: self.path.clone(),
            table,
            value: value.to_owned(),
        }
    }

    pub(super) fn op(&self, word: &str) -> Result<Op, StateError> {
        Op::find(word).ok_or_else(|| self.bad_value("sends", word))
    }
}

/// Fills the temporary table `keep`, so that one statement can speak of many keys.
pub(super) fn keep_positions(tx: &Transaction<'_>, positions: &[i64]) -> rusqlite::Result<()> {
    tx.execute_batch("CREATE TEMP TABLE IF NOT EXISTS keep (pos INTEGER PRIMARY KEY)")?;
    tx.execute("DELETE FROM temp.keep", ())?;
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO temp.keep VALUES (?1)")?;
    for pos in positions {
        insert.execute([pos])?;
    }
    Ok(())
}
