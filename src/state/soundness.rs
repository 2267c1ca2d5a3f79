//! Whether the file is whole, found out within a time.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rusqlite::ErrorCode;

use super::{StateError, Store};

/// What a look at the whole file found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Every page is what it should be.
    Sound,
    /// Something is not, in SQLite's words.
    Damaged(String),
    /// The time was over before the end of the file.
    Unfinished,
}

impl Store {
    /// Reads the whole file and looks for damage, at most for so long. A table of
    /// millions of items takes seconds.
    pub fn soundness(&self, limit: Duration) -> Result<Soundness, StateError> {
        let stop = self.db.get_interrupt_handle();
        let (done, ended) = mpsc::channel::<()>();
        let found = std::thread::scope(|scope| {
            scope.spawn(move || {
                // A sender that is gone says that the look has ended.
                if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                    stop.interrupt();
                }
            });
            let found = self
                .db
                .query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
            drop(done);
            found
        });
        match found {
            Ok(word) if word == "ok" => Ok(Soundness::Sound),
            Ok(words) => Ok(Soundness::Damaged(words)),
            Err(error) => match error.sqlite_error_code() {
                Some(ErrorCode::OperationInterrupted) => Ok(Soundness::Unfinished),
                Some(ErrorCode::DatabaseCorrupt) => Ok(Soundness::Damaged(error.to_string())),
                _ => Err(self.error(error)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use super::*;

    #[test]
    fn a_file_with_a_page_of_nonsense_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        drop(Store::open(&path, "o", "1").unwrap());
        let look = || {
            let store = Store::open_to_read(&path, "o", "1").unwrap().unwrap();
            store.soundness(Duration::from_secs(600)).unwrap()
        };
        assert_eq!(look(), Soundness::Sound);
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        // The second page is the root of the first table.
        file.seek(SeekFrom::Start(8192)).unwrap();
        file.write_all(&[0xA5; 8192]).unwrap();
        drop(file);
        let store = Store::open_to_read(&path, "o", "1");
        let damaged = match store {
            Ok(Some(store)) => store.soundness(Duration::from_secs(600)).unwrap(),
            other => panic!("{:?}", other.err()),
        };
        assert!(matches!(damaged, Soundness::Damaged(_)), "{damaged:?}");
    }
}
