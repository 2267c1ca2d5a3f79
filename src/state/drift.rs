//! What a look at the live catalog teaches: marks that make the next comparison
//! put things right.

use super::{StateError, Store};

/// What is to be remembered of a page of the live catalog, or of its end.
///
/// No mark loses anything: a marked item is live and in doubt, so the next
/// comparison sends it in full when the export has it, and takes it away by the
/// removal rule when the export does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Live items that the catalog lacks or holds otherwise, by key.
    pub doubted: Vec<i64>,
    /// Items that are live against what the state says, by key.
    pub risen: Vec<i64>,
    /// Ids of the catalog that the state does not have and that are taken over.
    pub adopted: Vec<String>,
    /// Items that only a listing brought and that are not in the catalog any
    /// more, by key: nothing is left of them.
    pub vanished: Vec<i64>,
}

impl Marks {
    /// Whether there is nothing to be written down.
    pub fn is_empty(&self) -> bool {
        let Self {
            doubted,
            risen,
            adopted,
            vanished,
        } = self;
        doubted.is_empty() && risen.is_empty() && adopted.is_empty() && vanished.is_empty()
    }
}

impl Store {
    /// Writes marks down, in one transaction. An item that changed meanwhile keeps
    /// what was recorded of it; the lock admits nobody who could do that.
    pub fn mark(&mut self, marks: &Marks) -> Result<(), StateError> {
        if marks.is_empty() {
            return Ok(());
        }
        let catalog = self.catalog;
        self.change(|tx| {
            let mut doubt =
                tx.prepare_cached("UPDATE items SET doubt = 1 WHERE pos = ?1 AND status = 'live'")?;
            for pos in &marks.doubted {
                doubt.execute([pos])?;
            }
            let mut rise =
                tx.prepare_cached("UPDATE items SET status = 'live', doubt = 1 WHERE pos = ?1")?;
            for pos in &marks.risen {
                rise.execute([pos])?;
            }
            let mut adopt = tx.prepare_cached(
                "INSERT INTO items (catalog, id, status, doubt) VALUES (?1, ?2, 'live', 1)",
            )?;
            for id in &marks.adopted {
                adopt.execute((catalog, id))?;
            }
            let mut forget =
                tx.prepare_cached("DELETE FROM items WHERE pos = ?1 AND status = 'listed'")?;
            for pos in &marks.vanished {
                forget.execute([pos])?;
            }
            Ok(())
        })
    }

    /// Hands out the ids of which nobody knows what the catalog holds: a batch that
    /// carried them has no verdict, or a call got no answer and may come late. An
    /// id may come more than once.
    pub fn each_uncertain(&self, mut take: impl FnMut(&str)) -> Result<(), StateError> {
        let sql = "SELECT id FROM suspects WHERE catalog = ?1
                   UNION ALL
                   SELECT id FROM batches JOIN sends USING (batch) JOIN items USING (pos)
                   WHERE batches.catalog = ?1 AND batches.status IN ('intended', 'sent', 'lost')";
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query([self.catalog])?;
            while let Some(row) = rows.next()? {
                take(row.get_ref(0)?.as_str()?);
            }
            Ok(())
        };
        read().map_err(|e| self.error(e))
    }
}
