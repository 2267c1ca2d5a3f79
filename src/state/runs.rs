//! Runs, the pace of writes, and what is known of the catalog itself.

use rusqlite::{OptionalExtension, Transaction};

use super::{StateError, Store};

/// So many runs and finished batches are kept.
const HISTORY: i64 = 1000;

/// Marks in the report of a run that it was about a part of the export only
/// (`--only`, `--limit`): such a run says nothing of whether all is in sync.
pub const PARTIAL_RUN: &str = "\"partial\":true";

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// When, in Unix milliseconds.
    pub at: i64,
    /// Its exit code.
    pub exit_code: u8,
    /// Its counts as JSON.
    pub report: &'a str,
}

/// A run of the past.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Its number.
    pub run: i64,
    /// The command.
    pub command: String,
    /// When it began, in Unix milliseconds.
    pub started_at: i64,
    /// When it ended; `None` when it died or still goes on.
    pub ended_at: Option<i64>,
    /// Its exit code.
    pub exit_code: Option<u8>,
    /// Its counts as JSON.
    pub report: Option<String>,
}

/// What is known of the catalog itself.
#[derive(Clone, Debug, Default)]
pub struct CatalogRow {
    /// When first contact was settled; `None` before.
    pub settled_at: Option<i64>,
    /// No write before this time (Unix milliseconds): Meta said so.
    pub writes_blocked_until: Option<i64>,
    /// No other call before this time.
    pub reads_blocked_until: Option<i64>,
    /// Where an unfinished listing goes on.
    pub listing_cursor: Option<String>,
}

impl Store {
    /// Begins a run and gives it a number.
    pub fn begin_run(&mut self, command: &str, now: i64) -> Result<i64, StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute(
                "INSERT INTO runs (catalog, command, started_at) VALUES (?1, ?2, ?3)",
                (catalog, command, now),
            )?;
            Ok(tx.last_insert_rowid())
        })
    }

    /// Ends a run, and prunes what is older than the last thousand.
    pub fn end_run(&mut self, run: i64, ended: Ended<'_>) -> Result<(), StateError> {
        self.change(|tx| {
            tx.execute(
                "UPDATE runs SET ended_at = ?2, exit_code = ?3, report = ?4 WHERE run = ?1",
                (run, ended.at, ended.exit_code, ended.report),
            )?;
            tx.execute("DELETE FROM runs WHERE run <= ?1", [run - HISTORY])?;
            tx.execute(
                "DELETE FROM batches WHERE status = 'done' AND batch <=
                     (SELECT coalesce(max(batch), 0) FROM batches) - ?1",
                [HISTORY],
            )?;
            Ok(())
        })
    }

    /// The last runs, the newest first.
    pub fn runs(&self, most: u32) -> Result<Vec<RunRow>, StateError> {
        self.runs_where("1", most)
    }

    /// The last run over the whole export that ended with everything confirmed.
    pub fn last_success(&self) -> Result<Option<RunRow>, StateError> {
        let condition = format!(
            "exit_code = 0 AND command IN ('sync', 'reconcile')
             AND instr(coalesce(report, ''), '{PARTIAL_RUN}') = 0"
        );
        Ok(self.runs_where(&condition, 1)?.pop())
    }

    fn runs_where(&self, condition: &str, most: u32) -> Result<Vec<RunRow>, StateError> {
        let sql = format!(
            "SELECT run, command, started_at, ended_at, exit_code, report FROM runs
             WHERE catalog = ?1 AND {condition} ORDER BY run DESC LIMIT ?2"
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map((self.catalog, most), |row| {
            Ok(RunRow {
                run: row.get(0)?,
                command: row.get(1)?,
                started_at: row.get(2)?,
                ended_at: row.get(3)?,
                exit_code: row.get(4)?,
                report: row.get(5)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// What is known of the catalog.
    pub fn catalog(&self) -> Result<CatalogRow, StateError> {
        let sql = "SELECT settled_at, writes_blocked_until, reads_blocked_until, listing_cursor
                   FROM catalogs WHERE catalog = ?1";
        self.db
            .query_row(sql, [self.catalog], |row| {
                Ok(CatalogRow {
                    settled_at: row.get(0)?,
                    writes_blocked_until: row.get(1)?,
                    reads_blocked_until: row.get(2)?,
                    listing_cursor: row.get(3)?,
                })
            })
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|e| self.error(e))
    }

    /// First contact is settled: from now on the state says what the catalog holds.
    pub fn settle(&mut self, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| {
            tx.execute(
                "UPDATE catalogs SET settled_at = ?2, listing_cursor = NULL WHERE catalog = ?1",
                (catalog, now),
            )
            .map(drop)
        })
    }

    /// Meta asked for a pause. A later time stands.
    pub fn block(&mut self, writes: bool, until: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        let column = if writes {
            "writes_blocked_until"
        } else {
            "reads_blocked_until"
        };
        let sql = format!(
            "UPDATE catalogs SET {column} = max(coalesce({column}, 0), ?2) WHERE catalog = ?1"
        );
        self.change(|tx| tx.execute(&sql, (catalog, until)).map(drop))
    }

    /// The times of write calls since `since`, the oldest first.
    pub fn writes_since(&self, since: i64) -> Result<Vec<i64>, StateError> {
        let sql = "SELECT at FROM writes WHERE catalog = ?1 AND at > ?2 ORDER BY at";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map((self.catalog, since), |row| row.get(0));
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// Takes note of one more write call for a batch that was intended before.
    pub fn count_write(&mut self, now: i64) -> Result<(), StateError> {
        let catalog = self.catalog;
        self.change(|tx| count_write(tx, catalog, now))
    }
}

/// Takes note of a write call, and forgets those of an hour ago.
pub(super) fn count_write(tx: &Transaction<'_>, catalog: i64, now: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO writes (at, catalog) VALUES (?1, ?2)")?
        .execute((now, catalog))?;
    tx.prepare_cached("DELETE FROM writes WHERE at < ?1")?
        .execute([now - 3_600_000])?;
    Ok(())
}
