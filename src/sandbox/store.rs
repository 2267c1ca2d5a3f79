//! The database: opening it, and the catalogs and items in it. Batches and calls stand in `ledger`.
//!
//! With a folder the file is `sandbox.db` in it; without one `SQLite` keeps a
//! temporary file of its own that vanishes with the process. Either way memory
//! does not grow with the catalogs, and a page is read from an index.
//!
//! Every change is committed before it is answered. The write-ahead log is
//! with the operating system by then, so that killing the process loses nothing
//! acknowledged; a power cut may lose the last calls, but never half of one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, Statement, params};
use serde_json::{Map, Value};

use super::options::Catalog;
use super::review::Review;

/// Version of the tables; another one is refused.
const VERSION: i64 = 2;

const SCHEMA: &str = "
CREATE TABLE catalogs (id TEXT PRIMARY KEY, vertical TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE items (
    meta INTEGER PRIMARY KEY AUTOINCREMENT,
    catalog TEXT NOT NULL,
    id TEXT NOT NULL,
    folded TEXT NOT NULL,
    data TEXT NOT NULL,
    review_at INTEGER NOT NULL,
    review TEXT,
    UNIQUE (catalog, id)
);
-- Meta's ids are long numbers, and one is never used again.
INSERT INTO sqlite_sequence (name, seq) VALUES ('items', 7100000000000000);
CREATE INDEX items_in_order ON items (catalog, meta);
CREATE INDEX items_by_folded_id ON items (catalog, folded);
CREATE TABLE batches (
    handle TEXT PRIMARY KEY,
    catalog TEXT NOT NULL,
    allow_upsert INTEGER NOT NULL,
    polls_left INTEGER NOT NULL,
    due INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    ending TEXT NOT NULL,
    refused TEXT NOT NULL,
    requests TEXT,
    verdict TEXT,
    after_writes INTEGER,
    quirks TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX batches_open ON batches (due) WHERE verdict IS NULL;
CREATE TABLE calls (catalog TEXT NOT NULL, class TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX calls_by_time ON calls (at);
CREATE TABLE blocks (
    catalog TEXT NOT NULL, class TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (catalog, class)
);
";

/// What turns tables of version 1 into those of version 2.
const FROM_1: &str = "
ALTER TABLE items ADD COLUMN review TEXT;
ALTER TABLE batches ADD COLUMN after_writes INTEGER;
ALTER TABLE batches ADD COLUMN quirks TEXT NOT NULL DEFAULT '{}';
";

/// Why the sandbox cannot keep or find what it must remember.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder cannot be made.
    #[error("cannot make the folder `{}`; choose another one", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another sandbox uses the file.
    #[error("`{}` is in use by another sandbox; stop it first", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by another version.
    #[error("`{}` has format {found}, this version reads {VERSION}; delete the file to begin anew", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// The file cannot be read or written.
    #[error(
        "cannot use the sandbox's database; check the disk, or delete the folder to begin anew"
    )]
    Database(#[from] rusqlite::Error),
    /// What stands in the file is not what was written.
    #[error("the sandbox's database holds unreadable {what}; delete the folder to begin anew")]
    Content {
        /// What was read.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

/// An item as stored.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) meta: i64,
    pub(super) catalog: String,
    pub(super) id: String,
    /// Fields under their write names, `id` among them.
    pub(super) data: Map<String, Value>,
    /// When Meta's review is over.
    pub(super) review_at: i64,
    /// What the review says, if a script decided it.
    pub(super) review: Option<Review>,
}

/// Which side of a cursor a page is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    After(i64),
    Before(i64),
}

/// The open database.
pub(super) struct Store {
    connection: Connection,
}

impl Store {
    /// Opens or makes the database of a folder, or a temporary one.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, StoreError> {
        let connection = if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
                path: folder.to_owned(),
                source,
            })?;
            open_file(&folder.join("sandbox.db"))?
        } else {
            let connection = Connection::open("")?;
            connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")?;
            connection.execute_batch(SCHEMA)?;
            connection
        };
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Self { connection })
    }

    /// Does all of it or nothing of it.
    pub(super) fn atomically<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .connection
            .unchecked_transaction()
            .map_err(StoreError::from)?;
        let done = work(self)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    pub(super) fn put_catalog(&self, catalog: &Catalog) -> Result<(), StoreError> {
        self.prepare("INSERT OR REPLACE INTO catalogs (id, vertical, name) VALUES (?1, ?2, ?3)")?
            .execute(params![catalog.id, catalog.vertical, catalog.name])?;
        Ok(())
    }

    pub(super) fn catalog(&self, id: &str) -> Result<Option<Catalog>, StoreError> {
        let mut found = self.prepare("SELECT id, vertical, name FROM catalogs WHERE id = ?1")?;
        Ok(found.query_row([id], catalog_row).optional()?)
    }

    pub(super) fn catalogs(&self) -> Result<Vec<Catalog>, StoreError> {
        let mut all = self.prepare("SELECT id, vertical, name FROM catalogs ORDER BY id")?;
        let rows = all.query_map([], catalog_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn count(&self, catalog: &str) -> Result<u64, StoreError> {
        let mut count = self.prepare("SELECT count(*) FROM items WHERE catalog = ?1")?;
        Ok(count
            .query_row([catalog], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    }

    pub(super) fn item(&self, catalog: &str, id: &str) -> Result<Option<Item>, StoreError> {
        let mut one = self.prepare(
            "SELECT meta, catalog, id, data, review_at, review FROM items WHERE catalog = ?1 AND id = ?2",
        )?;
        Ok(items(&mut one, params![catalog, id])?.pop())
    }

    pub(super) fn item_by_meta(&self, meta: i64) -> Result<Option<Item>, StoreError> {
        let mut one = self.prepare(
            "SELECT meta, catalog, id, data, review_at, review FROM items WHERE meta = ?1",
        )?;
        Ok(items(&mut one, [meta])?.pop())
    }

    /// Items whose lower-case id is this one.
    pub(super) fn items_by_folded_id(
        &self,
        catalog: &str,
        folded: &str,
    ) -> Result<Vec<Item>, StoreError> {
        let mut some = self.prepare(
            "SELECT meta, catalog, id, data, review_at, review FROM items \
             WHERE catalog = ?1 AND folded = ?2 ORDER BY meta",
        )?;
        items(&mut some, params![catalog, folded])
    }

    /// At most so many items beside a cursor, in the order of the catalog.
    pub(super) fn page(
        &self,
        catalog: &str,
        side: Side,
        most: usize,
    ) -> Result<Vec<Item>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        match side {
            Side::After(meta) => {
                let mut some = self.prepare(
                    "SELECT meta, catalog, id, data, review_at, review FROM items \
                     WHERE catalog = ?1 AND meta > ?2 ORDER BY meta LIMIT ?3",
                )?;
                items(&mut some, params![catalog, meta, most])
            }
            Side::Before(meta) => {
                let mut some = self.prepare(
                    "SELECT meta, catalog, id, data, review_at, review FROM items \
                     WHERE catalog = ?1 AND meta < ?2 ORDER BY meta DESC LIMIT ?3",
                )?;
                let mut found = items(&mut some, params![catalog, meta, most])?;
                found.reverse();
                Ok(found)
            }
        }
    }

    /// Creates an item or replaces its content; it keeps its place.
    pub(super) fn put_item(
        &self,
        catalog: &str,
        id: &str,
        data: &Map<String, Value>,
        review_at: i64,
    ) -> Result<(), StoreError> {
        let text = json_text("an item", data)?;
        self.prepare(
            "INSERT INTO items (catalog, id, folded, data, review_at) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (catalog, id) DO UPDATE SET data = ?4, review_at = ?5",
        )?
        .execute(params![catalog, id, id.to_lowercase(), text, review_at])?;
        Ok(())
    }

    /// Sets what the review says of an item; the usual course again when absent.
    pub(super) fn set_review(
        &self,
        catalog: &str,
        id: &str,
        review: Option<&Review>,
    ) -> Result<bool, StoreError> {
        let text = review
            .map(|review| json_text("a review", review))
            .transpose()?;
        let found = self
            .prepare("UPDATE items SET review = ?3 WHERE catalog = ?1 AND id = ?2")?
            .execute(params![catalog, id, text])?;
        Ok(found > 0)
    }

    /// Removes an item, and says whether it was there.
    pub(super) fn delete_item(&self, catalog: &str, id: &str) -> Result<bool, StoreError> {
        let gone = self
            .prepare("DELETE FROM items WHERE catalog = ?1 AND id = ?2")?
            .execute(params![catalog, id])?;
        Ok(gone > 0)
    }
}

fn open_file(path: &Path) -> Result<Connection, StoreError> {
    let busy = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            StoreError::Busy {
                path: path.to_owned(),
            }
        }
        Some(_) | None => StoreError::Database(error),
    };
    let connection = Connection::open(path)?;
    // Another sandbox keeps its lock until it ends: waiting for it is of no use.
    connection.busy_timeout(Duration::ZERO)?;
    // One process at a time: the lock is taken with the first write and kept until the end.
    connection
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; \
             PRAGMA synchronous = NORMAL; BEGIN EXCLUSIVE; COMMIT;",
        )
        .map_err(busy)?;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match found {
        0 => connection.execute_batch(&format!(
            "BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
        ))?,
        1 => connection.execute_batch(&format!(
            "BEGIN; {FROM_1} PRAGMA user_version = {VERSION}; COMMIT;"
        ))?,
        VERSION => {}
        found => {
            return Err(StoreError::Version {
                path: path.to_owned(),
                found,
            });
        }
    }
    Ok(connection)
}

fn catalog_row(row: &Row<'_>) -> rusqlite::Result<Catalog> {
    Ok(Catalog {
        id: row.get(0)?,
        vertical: row.get(1)?,
        name: row.get(2)?,
    })
}

fn items(
    statement: &mut Statement<'_>,
    values: impl rusqlite::Params,
) -> Result<Vec<Item>, StoreError> {
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let data = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
        let review: Option<String> = row.get(5)?;
        found.push(Item {
            meta: row.get(0)?,
            catalog: row.get(1)?,
            id: row.get(2)?,
            data: from_text("an item", data)?,
            review_at: row.get(4)?,
            review: review
                .map(|text| from_text("a review", &text))
                .transpose()?,
        });
    }
    Ok(found)
}

/// A value as it is stored.
pub(super) fn json_text<T: serde::Serialize + ?Sized>(
    what: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Content { what, source })
}

/// A value as it was stored.
pub(super) fn from_text<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Content { what, source })
}
