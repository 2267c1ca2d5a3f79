//! One run at a time writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// Why the lock cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another run holds it.
    #[error("another run holds the lock {}{}; wait until it ends", path.display(), holder.as_ref().map(|holder| format!(" ({holder})")).unwrap_or_default())]
    Held {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as written into the file: process and start.
        holder: Option<String>,
    },
    /// The lock file cannot be made or opened.
    #[error("cannot use the lock {}: {source}; check that the folder can be written", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// An OS lock beside the state file. It dies with its process, so that no run
/// ever has to be told to delete a lock file.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// Whether there was a lock file before: an earlier run used this state.
    was_used: bool,
}

impl Lock {
    /// Takes the lock of a state file, or says who holds it.
    pub fn acquire(state: &Path) -> Result<Self, LockError> {
        let path = Self::path_for(state);
        let io = |source| LockError::Io {
            path: path.clone(),
            source,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        let was_used = path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Where locks are mandatory the note cannot be read; the lock counts all the same.
                let read = (&mut file).take(200).read_to_string(&mut holder);
                let holder = holder.trim().to_owned();
                return Err(LockError::Held {
                    path,
                    holder: (read.is_ok() && !holder.is_empty()).then_some(holder),
                });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        file.set_len(0).map_err(io)?;
        let now = Timestamp::now().round(jiff::Unit::Second);
        let since = now.unwrap_or_else(|_| Timestamp::now());
        writeln!(file, "process {}, since {since}", std::process::id()).map_err(io)?;
        Ok(Self { file, was_used })
    }

    /// Whether an earlier run used this state.
    pub fn was_used(&self) -> bool {
        self.was_used
    }

    /// Takes the lock file away again: the state is not ours, and nothing of ours
    /// should stand beside it.
    pub fn leave_no_trace(&self, state: &Path) {
        // What cannot be removed is an empty file.
        let _left = std::fs::remove_file(Self::path_for(state));
    }

    /// Who holds the lock of a state file; `None` when nobody does. It makes no
    /// file and waits for nobody.
    pub fn holder(state: &Path) -> Result<Option<String>, LockError> {
        let path = Self::path_for(state);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(source)
                if matches!(
                    source.kind(),
                    ErrorKind::NotFound | ErrorKind::NotADirectory
                ) =>
            {
                return Ok(None);
            }
            Err(source) => return Err(LockError::Io { path, source }),
        };
        let mut note = String::new();
        let read = (&mut file).take(200).read_to_string(&mut note);
        let note = note.trim();
        // A run clears its note when it ends, so that an empty one needs no look at
        // the lock itself, which would keep a run that begins just now from having it.
        if read.is_ok() && note.is_empty() {
            return Ok(None);
        }
        match file.try_lock_shared() {
            // The note of a process that was killed; the file's end frees the lock.
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) if note.is_empty() => {
                Ok(Some("another process".to_owned()))
            }
            Err(TryLockError::WouldBlock) => Ok(Some(note.to_owned())),
            Err(TryLockError::Error(source)) => Err(LockError::Io { path, source }),
        }
    }

    /// The lock file of a state file.
    pub fn path_for(state: &Path) -> PathBuf {
        let mut name = state.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The system releases the lock with the file in any case; the note is
        // cleared only so that nobody reads of a run that has ended.
        let _released = self.file.set_len(0).and_then(|()| self.file.unlock());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_learns_who_holds_it_and_the_third_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state.db");
        let first = Lock::acquire(&state).unwrap();
        let second = Lock::acquire(&state).unwrap_err().to_string();
        assert!(
            second.contains(&format!("process {}", std::process::id())),
            "{second}"
        );
        drop(first);
        Lock::acquire(&state).unwrap();
    }

    #[test]
    fn who_looks_learns_the_holder_and_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state.db");
        let file = Lock::path_for(&state);
        assert_eq!(Lock::holder(&state).unwrap(), None);
        assert!(!file.exists());
        let held = Lock::acquire(&state).unwrap();
        let holder = Lock::holder(&state).unwrap().unwrap();
        assert!(
            holder.starts_with(&format!("process {}", std::process::id())),
            "{holder}"
        );
        drop(held);
        assert_eq!(Lock::holder(&state).unwrap(), None);
        // What a killed process leaves.
        std::fs::write(&file, "process 1, since then").unwrap();
        assert_eq!(Lock::holder(&state).unwrap(), None);
        Lock::acquire(&state).unwrap();
    }
}
