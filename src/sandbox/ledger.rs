//! The part of the store that remembers batches, counted calls and blocks.

use rusqlite::{OptionalExtension, Statement, params};
use serde_json::Value;

use super::course::Quirks;
use super::limits::{Class, HOUR};
use super::store::{Store, StoreError, from_text, json_text};
use super::verdict::{Batch, Ending, Verdict};

impl Store {
    pub(super) fn add_batch(&self, batch: &Batch, requests: &[Value]) -> Result<(), StoreError> {
        self.prepare(
            "INSERT INTO batches \
             (handle, catalog, allow_upsert, polls_left, due, lost, ending, refused, after_writes, \
             quirks, requests) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            batch.handle,
            batch.catalog,
            batch.allow_upsert,
            batch.polls_left,
            batch.due,
            batch.lost,
            batch.ending.word(),
            json_text("a batch", &batch.refused)?,
            batch.after_writes,
            json_text("a batch", &batch.quirks)?,
            json_text("a batch", requests)?,
        ])?;
        Ok(())
    }

    /// Everything about a batch but its records.
    pub(super) fn batch(&self, handle: &str) -> Result<Option<Batch>, StoreError> {
        let mut one = self.prepare(
            "SELECT handle, catalog, allow_upsert, polls_left, due, lost, ending, refused, verdict, \
             after_writes, quirks FROM batches WHERE handle = ?1",
        )?;
        let found = one
            .query_row([handle], |row| {
                Ok((
                    Batch {
                        handle: row.get(0)?,
                        catalog: row.get(1)?,
                        allow_upsert: row.get(2)?,
                        polls_left: row.get(3)?,
                        due: row.get(4)?,
                        lost: row.get(5)?,
                        ending: Ending::from_word(&row.get::<_, String>(6)?),
                        refused: Vec::new(),
                        after_writes: row.get(9)?,
                        quirks: Quirks::default(),
                        verdict: None,
                    },
                    row.get::<_, String>(7)?,
                    row.get::<_, Option<String>>(8)?,
                    row.get::<_, String>(10)?,
                ))
            })
            .optional()?;
        let Some((mut batch, refused, verdict, quirks)) = found else {
            return Ok(None);
        };
        batch.quirks = from_text("a batch", &quirks)?;
        batch.refused = from_text("a batch", &refused)?;
        batch.verdict = verdict
            .map(|text| from_text::<Verdict>("a verdict", &text))
            .transpose()?;
        Ok(Some(batch))
    }

    /// The records of a batch that has no verdict yet.
    pub(super) fn requests(&self, handle: &str) -> Result<Vec<Value>, StoreError> {
        let mut one = self.prepare("SELECT requests FROM batches WHERE handle = ?1")?;
        let text: Option<String> = one.query_row([handle], |row| row.get(0))?;
        text.map_or_else(|| Ok(Vec::new()), |text| from_text("a batch", &text))
    }

    /// Handles of batches that are to be applied by now, oldest first.
    pub(super) fn due(&self, now: i64) -> Result<Vec<String>, StoreError> {
        let mut some = self.prepare(
            "SELECT handle FROM batches WHERE verdict IS NULL AND (due <= ?1 OR after_writes <= 0) \
             ORDER BY due, rowid",
        )?;
        let rows = some.query_map([now], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn set_polls(&self, handle: &str, left: u32) -> Result<(), StoreError> {
        self.prepare("UPDATE batches SET polls_left = ?2 WHERE handle = ?1")?
            .execute(params![handle, left])?;
        Ok(())
    }

    /// Ends a batch; its records are let go.
    pub(super) fn finish(&self, handle: &str, verdict: &Verdict) -> Result<(), StoreError> {
        self.prepare("UPDATE batches SET requests = NULL, verdict = ?2 WHERE handle = ?1")?
            .execute(params![handle, json_text("a verdict", verdict)?])?;
        Ok(())
    }

    /// Tells the batches that wait for others that one more of the later ones was applied.
    pub(super) fn count_applied(&self, batch: &Batch) -> Result<(), StoreError> {
        self.prepare(
            "UPDATE batches SET after_writes = after_writes - 1 \
             WHERE verdict IS NULL AND after_writes > 0 AND catalog = ?2 \
             AND rowid < (SELECT rowid FROM batches WHERE handle = ?1)",
        )?
        .execute(params![batch.handle, batch.catalog])?;
        Ok(())
    }

    /// How many batches were ever accepted.
    pub(super) fn batches(&self) -> Result<i64, StoreError> {
        let mut count = self.prepare("SELECT coalesce(max(rowid), 0) FROM batches")?;
        Ok(count.query_row([], |row| row.get(0))?)
    }

    /// Remembers a counted call, and forgets those that no window reaches any more.
    pub(super) fn add_call(&self, catalog: &str, class: Class, at: i64) -> Result<(), StoreError> {
        self.forget_calls_before(at.saturating_sub(HOUR))?;
        self.prepare("INSERT INTO calls (catalog, class, at) VALUES (?1, ?2, ?3)")?
            .execute(params![catalog, class.word(), at])?;
        Ok(())
    }

    /// Remembers until when a catalog is blocked.
    pub(super) fn put_block(
        &self,
        catalog: &str,
        class: Class,
        until: i64,
    ) -> Result<(), StoreError> {
        self.prepare("INSERT OR REPLACE INTO blocks (catalog, class, until) VALUES (?1, ?2, ?3)")?
            .execute(params![catalog, class.word(), until])?;
        Ok(())
    }

    fn forget_calls_before(&self, at: i64) -> Result<(), StoreError> {
        self.prepare("DELETE FROM calls WHERE at < ?1")?
            .execute([at])?;
        Ok(())
    }

    /// Counted calls of the hour before a time, oldest first.
    pub(super) fn calls_before(&self, now: i64) -> Result<Vec<(String, Class, i64)>, StoreError> {
        self.forget_calls_before(now.saturating_sub(HOUR))?;
        let mut some = self.prepare("SELECT catalog, class, at FROM calls ORDER BY at")?;
        classed(&mut some)
    }

    /// All blocks.
    pub(super) fn blocks(&self) -> Result<Vec<(String, Class, i64)>, StoreError> {
        let mut some = self.prepare("SELECT catalog, class, until FROM blocks")?;
        classed(&mut some)
    }
}

fn classed(statement: &mut Statement<'_>) -> Result<Vec<(String, Class, i64)>, StoreError> {
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // A class that this version does not know counts for nothing.
        if let Some(class) = Class::from_word(&row.get::<_, String>(1)?) {
            found.push((row.get(0)?, class, row.get(2)?));
        }
    }
    Ok(found)
}
