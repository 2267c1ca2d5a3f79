//! Items of calls that got no answer: the call may still be applied late.

use super::{StateError, Store};

/// An item that may still be changed by a call of which nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Its id. The item itself may be gone from the state by now.
    pub id: String,
    /// When the call was given up, in Unix milliseconds.
    pub since: i64,
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

    /// A page of suspects in the order of their ids, after `after`.
    pub fn suspects(&self, after: &str, most: usize) -> Result<Vec<Suspect>, StateError> {
        let sql = "SELECT id, max(since) FROM suspects WHERE catalog = ?1 AND id > ?2
                   GROUP BY id ORDER BY id LIMIT ?3";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map((self.catalog, after, most), |row| {
            Ok(Suspect {
                id: row.get(0)?,
                since: row.get(1)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// These items were read back and are what they should be, and the call
    /// that was given up is too old to come.
    pub fn clear_suspects(&mut self, ids: &[&str]) -> Result<(), StateError> {
        if ids.is_empty() {
            return Ok(());
        }
        let catalog = self.catalog;
        self.change(|tx| {
            let mut clear =
                tx.prepare_cached("DELETE FROM suspects WHERE catalog = ?1 AND id = ?2")?;
            for id in ids {
                clear.execute((catalog, id))?;
            }
            Ok(())
        })
    }

    /// These items were read back and are something else: they are in doubt.
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

    /// An item that was deleted, or never confirmed, is in the catalog all the
    /// same: it is live, and in doubt. `pos` is its key if it has one.
    pub fn resurrect(&mut self, id: &str, pos: Option<i64>) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            match pos {
                Some(pos) => tx.execute(
                    "UPDATE items SET status = 'live', doubt = 1 WHERE pos = ?1",
                    [pos],
                ),
                None => tx.execute(
                    "INSERT INTO items (catalog, id, status, doubt) VALUES (?1, ?2, 'live', 1)",
                    (catalog, id),
                ),
            }
            .map(drop)
        })
    }
}
