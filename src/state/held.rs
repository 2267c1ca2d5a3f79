//! What guards hold, and the size and the files of the last export that was believed.

use rusqlite::OptionalExtension;

use super::{StateError, Store};

/// The version from which on a file has guards. One that is only read is not migrated.
const SINCE: i64 = 2;
/// The version from which on a file knows the files of the export.
const FILES_SINCE: i64 = 4;
/// So many ids of a held set are kept.
const SAMPLES: usize = 20;

/// Changes that a guard holds until somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// The guard's rule.
    pub rule: String,
    /// Since when, in Unix milliseconds.
    pub since: i64,
    /// How many changes; since `since` there were never more at once.
    pub items: u64,
    /// Ids of some of them.
    pub samples: Vec<String>,
}

/// What a run found held.
#[derive(Clone, Copy, Debug)]
pub struct HeldNow<'a> {
    /// The guard's rule.
    pub rule: &'a str,
    /// How many changes.
    pub items: u64,
    /// Their ids; the first of them are kept.
    pub ids: &'a [String],
}

impl Store {
    /// What guards hold, rule by rule.
    pub fn held(&self) -> Result<Vec<HeldRow>, StateError> {
        if self.version()? < SINCE {
            return Ok(Vec::new());
        }
        let sql = "SELECT rule, since, items, samples FROM held WHERE catalog = ?1 ORDER BY rule";
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = statement.query_map([self.catalog], |row| {
            let samples: String = row.get(3)?;
            Ok(HeldRow {
                rule: row.get(0)?,
                since: row.get(1)?,
                items: u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
                // They are shown and nothing else; a file that was edited by hand is no error.
                samples: serde_json::from_str(&samples).unwrap_or_default(),
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| self.error(e))
    }

    /// Replaces what guards hold: a rule that still holds keeps its date and its
    /// largest number, a rule in `stays` its whole row; any other is gone.
    pub fn set_held(
        &mut self,
        sets: &[HeldNow<'_>],
        stays: &[&str],
        now: i64,
    ) -> Result<(), StateError> {
        let catalog = self.catalog;
        let before = self.held()?;
        if sets.is_empty() && before.is_empty() {
            return Ok(());
        }
        self.change(|tx| {
            let gone = before.iter().map(|row| row.rule.as_str());
            for rule in gone.filter(|rule| !stays.contains(rule)) {
                tx.prepare_cached("DELETE FROM held WHERE catalog = ?1 AND rule = ?2")?
                    .execute((catalog, rule))?;
            }
            let mut hold = tx.prepare_cached(
                "INSERT INTO held (catalog, rule, since, items, samples) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for set in sets {
                let row = before.iter().find(|row| row.rule == set.rule);
                let since = row.map_or(now, |row| row.since);
                let items = row.map_or(set.items, |row| row.items.max(set.items));
                let ids = &set.ids[..set.ids.len().min(SAMPLES)];
                let samples = serde_json::to_string(ids).unwrap_or_default();
                let items = i64::try_from(items).unwrap_or(i64::MAX);
                hold.execute((catalog, set.rule, since, items, samples))?;
            }
            Ok(())
        })
    }

    /// The records of the last export that was believed; `None` before there was one.
    pub fn rows_before(&self) -> Result<Option<u64>, StateError> {
        if self.version()? < SINCE {
            return Ok(None);
        }
        let sql = "SELECT rows FROM catalogs WHERE catalog = ?1";
        let rows: Option<Option<i64>> = self
            .db
            .query_row(sql, [self.catalog], |row| row.get(0))
            .optional()
            .map_err(|e| self.error(e))?;
        Ok(rows.flatten().and_then(|rows| u64::try_from(rows).ok()))
    }

    /// The files of the last export that was believed, as JSON.
    pub fn files_before(&self) -> Result<Option<String>, StateError> {
        if self.version()? < FILES_SINCE {
            return Ok(None);
        }
        let sql = "SELECT files FROM catalogs WHERE catalog = ?1";
        let files: Option<Option<String>> = self
            .db
            .query_row(sql, [self.catalog], |row| row.get(0))
            .optional()
            .map_err(|e| self.error(e))?;
        Ok(files.flatten())
    }

    /// Takes note of the records of an export that was believed, and of its files.
    pub fn set_measure(&mut self, rows: u64, files: &str) -> Result<(), StateError> {
        let catalog = self.catalog;
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.change(|tx| {
            tx.execute(
                "UPDATE catalogs SET rows = ?2, files = ?3 WHERE catalog = ?1",
                (catalog, rows, files),
            )
            .map(drop)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now<'a>(rule: &'a str, ids: &'a [String]) -> HeldNow<'a> {
        HeldNow {
            rule,
            items: ids.len() as u64,
            ids,
        }
    }

    #[test]
    fn a_set_keeps_its_date_as_long_as_it_is_held() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state.db");
        let mut store = Store::open(&path, "https://a.example", "1").unwrap();
        let many: Vec<String> = (0..50).map(|n| format!("SKU-{n}")).collect();
        store
            .set_held(
                &[now("guard-stock", &many), now("guard-prices", &many[..2])],
                &[],
                10,
            )
            .unwrap();
        store
            .set_held(&[now("guard-stock", &many[..7])], &[], 20)
            .unwrap();
        let held = store.held().unwrap();
        let [stock] = held.as_slice() else {
            panic!("{held:?}");
        };
        assert_eq!((stock.since, stock.items, stock.samples.len()), (10, 50, 7));
        // Nothing of it is seen, and it stays as it is.
        let prices = now("guard-prices", &many[..2]);
        store.set_held(&[prices], &["guard-stock"], 25).unwrap();
        let both = store.held().unwrap();
        assert_eq!((both.len(), &both[1], both[0].since), (2, stock, 25));
        store.set_held(&[], &[], 30).unwrap();
        assert_eq!(store.held().unwrap(), []);
        store
            .set_held(&[now("guard-stock", &many)], &[], 40)
            .unwrap();
        let held = store.held().unwrap();
        assert_eq!((held[0].since, held[0].samples.len()), (40, SAMPLES));
        let other = Store::open(&path, "https://a.example", "2").unwrap();
        assert_eq!(other.held().unwrap(), [], "of another catalog");
    }

    #[test]
    fn an_older_file_that_is_only_read_holds_nothing() {
        use crate::state::schema::{APPLICATION, STEPS};
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state.db");
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch(STEPS[0]).unwrap();
        db.pragma_update(None, "application_id", APPLICATION)
            .unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        drop(db);
        let store = Store::open_to_read(&path, "https://a.example", "1")
            .unwrap()
            .unwrap();
        assert_eq!(store.held().unwrap(), []);
        assert_eq!(store.rows_before().unwrap(), None);
        assert_eq!(store.files_before().unwrap(), None);
    }

    #[test]
    fn the_size_of_an_export_belongs_to_its_catalog() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state.db");
        let mut store = Store::open(&path, "https://a.example", "1").unwrap();
        assert_eq!(store.rows_before().unwrap(), None);
        store.set_measure(400, "{}").unwrap();
        assert_eq!(store.rows_before().unwrap(), Some(400));
        assert_eq!(store.files_before().unwrap().as_deref(), Some("{}"));
        let other = Store::open(&path, "https://a.example", "2").unwrap();
        assert_eq!(other.rows_before().unwrap(), None);
    }
}
