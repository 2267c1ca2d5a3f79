//! What a run remembers of the export, for the next one to be quick.
//!
//! Nothing here is needed: a state without it is as right, and slower. The next run
//! reads the whole export then.

use rusqlite::OptionalExtension;

use super::{StateError, Store};

/// The format with which the memory began.
const SINCE: i64 = 3;

/// What is remembered of the export as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoRow {
    /// The print of all settings that make items, and of the program.
    pub terms: Vec<u8>,
    /// The secret key of all prints.
    pub key: Vec<u8>,
    /// What the sources are like, as JSON.
    pub facts: String,
    /// What a run reports that finds everything as it was, as JSON.
    pub report: Option<String>,
}

impl Store {
    /// What is remembered of the export.
    pub fn memo(&self) -> Result<Option<MemoRow>, StateError> {
        // A file that is only read may be of an older format.
        if self.version()? < SINCE {
            return Ok(None);
        }
        let sql = "SELECT terms, key, facts, report FROM memos WHERE catalog = ?1";
        self.db
            .query_row(sql, [self.catalog], |row| {
                Ok(MemoRow {
                    terms: row.get(0)?,
                    key: row.get(1)?,
                    facts: row.get(2)?,
                    report: row.get(3)?,
                })
            })
            .optional()
            .map_err(|e| self.error(e))
    }

    /// Hands out what is remembered of the records of a source, part by part.
    pub fn each_memo_part(
        &self,
        source: usize,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), StateError> {
        let source = i64::try_from(source).unwrap_or(i64::MAX);
        let sql = "SELECT records FROM memo_parts WHERE catalog = ?1 AND source = ?2 ORDER BY part";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query((self.catalog, source));
        let mut rows = rows.map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let part = row.get_ref(0).map_err(|e| self.error(e))?;
            let part = part.as_blob();
            take(part.map_err(|e| self.error(e.into()))?);
        }
        Ok(())
    }

    /// Remembers these facts; what is known of the records stays.
    pub fn set_memo(&mut self, memo: &MemoRow) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| set(tx, catalog, memo))
    }

    /// Remembers these facts and these parts, each with its source, in their order.
    pub fn set_memo_with(
        &mut self,
        memo: &MemoRow,
        parts: &mut dyn Iterator<Item = (usize, Vec<u8>)>,
    ) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            set(tx, catalog, memo)?;
            let mut write = tx.prepare_cached(
                "INSERT OR REPLACE INTO memo_parts (catalog, source, part, records)
                 VALUES (?1, ?2, ?3, ?4)",
            )?;
            let mut ends: Vec<i64> = Vec::new();
            for (source, records) in parts {
                ends.resize(ends.len().max(source + 1), 0);
                let part = ends[source];
                ends[source] += 1;
                let source = i64::try_from(source).unwrap_or(i64::MAX);
                write.execute((catalog, source, part, records))?;
            }
            tx.execute(
                "DELETE FROM memo_parts WHERE catalog = ?1 AND source >= ?2",
                (catalog, i64::try_from(ends.len()).unwrap_or(i64::MAX)),
            )?;
            for (source, end) in (0_i64..).zip(ends) {
                tx.execute(
                    "DELETE FROM memo_parts WHERE catalog = ?1 AND source = ?2 AND part >= ?3",
                    (catalog, source, end),
                )?;
            }
            Ok(())
        })
    }

    /// Remembers nothing of the export.
    pub fn forget_memo(&mut self) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute("DELETE FROM memos WHERE catalog = ?1", [catalog])?;
            tx.execute("DELETE FROM memo_parts WHERE catalog = ?1", [catalog])?;
            Ok(())
        })
    }

    /// The report of a run that finds everything as it was holds no longer: items
    /// may change from here on.
    pub fn forget_memo_report(&mut self) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            let sql = "UPDATE memos SET report = NULL WHERE catalog = ?1 AND report IS NOT NULL";
            tx.execute(sql, [catalog]).map(drop)
        })
    }
}

fn set(tx: &rusqlite::Transaction<'_>, catalog: i64, memo: &MemoRow) -> rusqlite::Result<()> {
    let MemoRow {
        terms,
        key,
        facts,
        report,
    } = memo;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO memos (catalog, terms, key, facts, report)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((catalog, terms, key, facts, report))?;
    Ok(())
}
