//! Items of calls that got no answer: the call may still be applied late.

use super::{StateError, Store};
use crate::catalog::Op;

/// What a call of which nobody knows may still do to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The item's id. The item itself may be gone from the state by now.
    pub id: String,
    /// The batch of the call.
    pub batch: i64,
    /// When the call was given up, in Unix milliseconds.
    pub since: i64,
    /// What it asked for; `None` when the state does not say (format 1).
    pub op: Option<Op>,
    /// The `data` object that it carried.
    pub data: Option<String>,
}

impl Store {
    /// How many items are under suspicion.
    pub fn suspect_count(&self) -> Result<u64, StateError> {
        self.db
            .query_row(
                "SELECT count(DISTINCT id) FROM suspects WHERE catalog = ?1",
                [self.catalog],
                |row| row.get::<_, i64>(0),
            )
            .map(|count| u64::try_from(count).unwrap_or(0))
            .map_err(|e| self.error(e))
    }

    /// Since when the oldest of them is.
    pub fn oldest_suspect(&self) -> Result<Option<i64>, StateError> {
        self.db
            .query_row(
                "SELECT min(since) FROM suspects WHERE catalog = ?1",
                [self.catalog],
                |row| row.get(0),
            )
            .map_err(|e| self.error(e))
    }

    /// All that calls may still do to the next `most` ids after `after`, in the
    /// order of the ids.
    pub fn suspects(&self, after: &str, most: usize) -> Result<Vec<Suspect>, StateError> {
        let sql = "SELECT id, batch, since, op, data FROM suspects WHERE catalog = ?1 AND id IN
                     (SELECT DISTINCT id FROM suspects WHERE catalog = ?1 AND id > ?2
                      ORDER BY id LIMIT ?3)
                   ORDER BY id, batch";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map((self.catalog, after, most), |row| {
            let word: Option<String> = row.get(3)?;
            Ok(Suspect {
                id: row.get(0)?,
                batch: row.get(1)?,
                since: row.get(2)?,
                op: word.as_deref().and_then(Op::find),
                data: row.get(4)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// These calls can do no harm to these items any more.
    pub fn clear_suspects(&mut self, calls: &[(String, i64)]) -> Result<(), StateError> {
        if calls.is_empty() {
            return Ok(());
        }
        let catalog = self.catalog;
        self.change(|tx| {
            let mut clear = tx.prepare_cached(
                "DELETE FROM suspects WHERE catalog = ?1 AND id = ?2 AND batch = ?3",
            )?;
            for (id, batch) in calls {
                clear.execute((catalog, id, batch))?;
            }
            Ok(())
        })
    }

    /// The catalog may hold something else of these items than was confirmed.
    pub fn doubt(&mut self, positions: &[i64]) -> Result<(), StateError> {
        if positions.is_empty() {
            return Ok(());
        }
        self.change(|tx| {
            let mut doubt = tx.prepare_cached("UPDATE items SET doubt = 1 WHERE pos = ?1")?;
            for pos in positions {
                doubt.execute([pos])?;
            }
            Ok(())
        })
    }

    /// An item that was taken away, or never confirmed, is in the catalog all
    /// the same: it is live, and in doubt. `pos` is its key if it has one.
    pub fn resurrect(&mut self, id: &str, pos: Option<i64>) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            match pos {
                Some(pos) => tx.execute(
                    "UPDATE items SET status = 'live', doubt = 1 WHERE pos = ?1",
                    [pos],
                ),
                None => tx.execute(
                    "INSERT INTO items (catalog, id, status, doubt) SELECT ?1, ?2, 'live', 1
                     WHERE NOT EXISTS (SELECT 1 FROM items WHERE catalog = ?1 AND id = ?2)",
                    (catalog, id),
                ),
            }
            .map(drop)
        })
    }
}
