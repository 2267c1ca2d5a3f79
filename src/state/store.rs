//! Opening the state file: made, checked, migrated.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction};
use tokio::time::Instant;

use super::StateError;
use super::damage::is_ours;
use super::schema::{APPLICATION, STEPS, VERSION};

/// So many pages, 32 MB, gather in the WAL before they are copied into the file. Each
/// time costs two syncs, and a page that several batches write is copied once.
const CHECKPOINT: i64 = 4000;

/// The state of one catalog. One task owns it.
pub struct Store {
    pub(super) db: Connection,
    pub(super) path: PathBuf,
    /// Key of our row in `catalogs`.
    pub(super) catalog: i64,
    /// Time spent on transactions, until somebody asked.
    writing: Duration,
}

impl Store {
    /// Opens the file for writing, makes it where there is none and migrates
    /// an older one. `origin` and `id` say which catalog the rows belong to.
    pub fn open(path: &Path, origin: &str, id: &str) -> Result<Self, StateError> {
        make_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|e| sqlite(path, e))?;
        prepare(&db).map_err(|e| foreign_or(path, e))?;
        let mut store = Self {
            db,
            path: path.to_owned(),
            catalog: 0,
            writing: Duration::ZERO,
        };
        // Nothing is changed in a file that is not ours.
        let version = store.version()?;
        // Bodies of about a kilobyte waste a quarter of the usual 4096 bytes.
        // Only a new file takes it.
        store
            .db
            .pragma_update(None, "page_size", 8192)
            .map_err(|e| foreign_or(path, e))?;
        store
            .db
            .pragma_update(None, "journal_mode", "WAL")
            .and_then(|()| store.db.pragma_update(None, "synchronous", "FULL"))
            .and_then(|()| {
                store
                    .db
                    .pragma_update(None, "wal_autocheckpoint", CHECKPOINT)
            })
            .map_err(|e| foreign_or(path, e))?;
        if version < VERSION {
            store.migrate(version)?;
        }
        let catalog = store.change(|tx| {
            tx.execute(
                "INSERT OR IGNORE INTO catalogs (origin, catalog_id) VALUES (?1, ?2)",
                (origin, id),
            )?;
            find_catalog(tx, origin, id)
        })?;
        store.catalog = catalog.unwrap_or(0);
        Ok(store)
    }

    /// Opens the file for reading; `None` where there is no file. A catalog of
    /// which the file knows nothing reads as empty.
    pub fn open_to_read(path: &Path, origin: &str, id: &str) -> Result<Option<Self>, StateError> {
        match path.try_exists() {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(source) => {
                return Err(StateError::Open {
                    path: path.to_owned(),
                    source,
                });
            }
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|e| sqlite(path, e))?;
        // One look: what a run writes meanwhile is not half seen, and a lock is taken
        // once and not for each of a million questions.
        prepare(&db)
            .and_then(|()| db.execute_batch("BEGIN"))
            .map_err(|e| foreign_or(path, e))?;
        let mut store = Self {
            db,
            path: path.to_owned(),
            catalog: 0,
            writing: Duration::ZERO,
        };
        if store.version()? == 0 {
            return Ok(None);
        }
        let catalog = find_catalog(&store.db, origin, id).map_err(|e| store.error(e))?;
        store.catalog = catalog.unwrap_or(0);
        Ok(Some(store))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The version of the file; refuses what is newer or not ours.
    pub(super) fn version(&self) -> Result<i64, StateError> {
        let read = |name: &str| {
            self.db
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .map_err(|e| foreign_or(&self.path, e))
        };
        let version = read("user_version")?;
        let application = read("application_id")?;
        let tables: i64 = self
            .db
            .query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))
            .map_err(|e| foreign_or(&self.path, e))?;
        if application != APPLICATION && (tables > 0 || version > 0) {
            return Err(StateError::Foreign {
                path: self.path.clone(),
            });
        }
        if version > VERSION {
            return Err(StateError::Newer {
                path: self.path.clone(),
                found: version,
                known: VERSION,
            });
        }
        Ok(version)
    }

    /// Brings an older file to this version, after a copy.
    fn migrate(&mut self, from: i64) -> Result<(), StateError> {
        if from > 0 {
            self.copy(from)?;
        }
        let steps = usize::try_from(from).unwrap_or(0);
        self.change(|tx| {
            for step in &STEPS[steps..] {
                tx.execute_batch(step)?;
            }
            tx.pragma_update(None, "application_id", APPLICATION)?;
            tx.pragma_update(None, "user_version", VERSION)
        })
    }

    /// Copies the file beside itself, whatever an earlier try has left: a copy
    /// under this name is always a whole one.
    fn copy(&self, from: i64) -> Result<(), StateError> {
        let named = |end: &str| {
            let mut name = self.path.as_os_str().to_owned();
            name.push(format!(".v{from}.bak{end}"));
            PathBuf::from(name)
        };
        let (part, whole) = (named(".part"), named(""));
        let open = |source| StateError::Open {
            path: whole.clone(),
            source,
        };
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(open(error)),
            Ok(()) | Err(_) => {}
        }
        let target = part.to_string_lossy().into_owned();
        self.db
            .execute("VACUUM INTO ?1", [target])
            .map_err(|e| self.error(e))?;
        std::fs::rename(&part, &whole).map_err(open)
    }

    /// Runs one transaction.
    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StateError> {
        let path = &self.path;
        let begun = Instant::now();
        let done = (|| {
            let tx = self.db.transaction()?;
            let value = work(&tx)?;
            tx.commit()?;
            Ok(value)
        })();
        self.writing += begun.elapsed();
        done.map_err(|e| sqlite(path, e))
    }

    /// How long transactions took since this was asked last.
    pub fn take_writing(&mut self) -> Duration {
        std::mem::take(&mut self.writing)
    }

    /// An error of SQLite, with our path.
    pub(super) fn error(&self, source: rusqlite::Error) -> StateError {
        sqlite(&self.path, source)
    }
}

fn find_catalog(db: &Connection, origin: &str, id: &str) -> rusqlite::Result<Option<i64>> {
    db.query_row(
        "SELECT catalog FROM catalogs WHERE origin = ?1 AND catalog_id = ?2",
        (origin, id),
        |row| row.get(0),
    )
    .optional()
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(64);
    // The shape of a statement says how it is carried out, not the values in it: a
    // statement that is run a million times would be planned as often.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "cache_size", -8_192)?;
    db.pragma_update(None, "temp_store", "MEMORY")
}

/// Makes the file with a mode that keeps others out. SQLite gives its WAL the
/// same mode.
fn make_file(path: &Path) -> Result<(), StateError> {
    let open = |source| StateError::Open {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(open)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop).map_err(open)
}

fn sqlite(path: &Path, source: rusqlite::Error) -> StateError {
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StateError::Full {
            path: path.to_owned(),
        },
        _ => StateError::Sqlite {
            path: path.to_owned(),
            source,
        },
    }
}

/// While a file is opened, "not a database" means that it is not ours.
fn foreign_or(path: &Path, source: rusqlite::Error) -> StateError {
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) if is_ours(path, false) => StateError::Damaged {
            path: path.to_owned(),
            words: source.to_string(),
        },
        Some(ErrorCode::NotADatabase) => StateError::Foreign {
            path: path.to_owned(),
        },
        _ => sqlite(path, source),
    }
}
