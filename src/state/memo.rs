//! What a run remembers of the export, for the next one to be quick.
//!
//! Nothing here is needed: a state without it is as right, and slower. The next run
//! reads the whole export then.

use rusqlite::{OptionalExtension, Transaction};

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

/// Something that is remembered of the records of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoPart<'a> {
    /// What has changed since the parts were written; it comes in front of them.
    Changes(&'a [u8]),
    /// Some records.
    Records(&'a [u8]),
}

/// What is to be remembered of the records of a source.
pub enum MemoSource<'a> {
    /// What is remembered of them already.
    Same,
    /// The same parts, with these changes in place of earlier ones.
    Changes(Vec<u8>),
    /// These parts, and no changes.
    Whole(Box<dyn Iterator<Item = Vec<u8>> + 'a>),
}

/// The number of the part that holds the changes. Parts are read in the order of their
/// numbers.
const CHANGES: i64 = -1;

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
        mut take: impl FnMut(MemoPart<'_>),
    ) -> Result<(), StateError> {
        let source = i64::try_from(source).unwrap_or(i64::MAX);
        let sql = "SELECT records, part FROM memo_parts
                   WHERE catalog = ?1 AND source = ?2 ORDER BY part";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query((self.catalog, source));
        let mut rows = rows.map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let text = row.get_ref(0).map_err(|e| self.error(e))?;
            let text = text.as_blob().map_err(|e| self.error(e.into()))?;
            let part: i64 = row.get(1).map_err(|e| self.error(e))?;
            take(if part == CHANGES {
                MemoPart::Changes(text)
            } else {
                MemoPart::Records(text)
            });
        }
        Ok(())
    }

    /// Remembers these facts, and this of the records of each source. All of it is one
    /// transaction: a run finds what an earlier one has left, or this.
    pub fn set_memo(
        &mut self,
        memo: &MemoRow,
        sources: Vec<MemoSource<'_>>,
    ) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            set(tx, catalog, memo)?;
            let end = i64::try_from(sources.len()).unwrap_or(i64::MAX);
            for (source, records) in (0_i64..).zip(sources) {
                match records {
                    MemoSource::Same => {}
                    MemoSource::Changes(changes) => {
                        set_part(tx, (catalog, source, CHANGES), &changes)?;
                    }
                    MemoSource::Whole(parts) => set_whole(tx, catalog, source, parts)?,
                }
            }
            tx.execute(
                "DELETE FROM memo_parts WHERE catalog = ?1 AND source >= ?2",
                (catalog, end),
            )?;
            Ok(())
        })
    }

    /// Keeps other facts of the files: their records are those that are remembered.
    pub fn set_memo_facts(&mut self, facts: &str) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute(
                "UPDATE memos SET facts = ?2 WHERE catalog = ?1",
                (catalog, facts),
            )
            .map(drop)
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

fn set(tx: &Transaction<'_>, catalog: i64, memo: &MemoRow) -> rusqlite::Result<()> {
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

fn set_part(
    tx: &Transaction<'_>,
    (catalog, source, part): (i64, i64, i64),
    records: &[u8],
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO memo_parts (catalog, source, part, records)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((catalog, source, part, records))
    .map(drop)
}

fn set_whole(
    tx: &Transaction<'_>,
    catalog: i64,
    source: i64,
    parts: impl Iterator<Item = Vec<u8>>,
) -> rusqlite::Result<()> {
    let mut end = 0;
    for records in parts {
        set_part(tx, (catalog, source, end), &records)?;
        end += 1;
    }
    tx.execute(
        "DELETE FROM memo_parts
         WHERE catalog = ?1 AND source = ?2 AND (part < 0 OR part >= ?3)",
        (catalog, source, end),
    )
    .map(drop)
}
