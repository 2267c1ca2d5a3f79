//! The last download of each address, kept beside the state.
//!
//! Two files an address: the bytes, named after address and content, and a
//! note with their size, hash and validators. The note is written last and names
//! its bytes, so the two cannot come apart: whenever the process dies, there is
//! the old pair or the new one, and what is left over goes with the next run.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::validators::Validators;

/// What notes of this version say of themselves.
const FORMAT: u32 = 1;
/// A note is far smaller.
const LONGEST_NOTE: u64 = 16 * 1024;
/// A download that nobody has written to for so long was given up.
const STALE: Duration = Duration::from_secs(24 * 3600);
const PART: &str = "part-";

/// The folder of kept downloads.
#[derive(Debug)]
pub(super) struct Copies {
    folder: PathBuf,
}

/// Which address, under which login. No part of either can be read from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CopyKey(String);

impl CopyKey {
    pub(super) fn of(address: &str, user: Option<&str>) -> Self {
        let mut hash = Sha256::new();
        hash.update(address);
        hash.update([0, u8::from(user.is_some())]);
        hash.update(user.unwrap_or_default());
        Self(hex(&hash.finalize()[..16]))
    }
}

#[derive(Serialize, Deserialize)]
struct Note {
    format: u32,
    validators: Validators,
    bytes: u64,
    sha256: String,
}

/// A kept download. As long as it is held, no other run removes it.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) path: PathBuf,
    pub(super) validators: Validators,
    bytes: u64,
    sha256: String,
    /// Locked, shared.
    file: File,
}

impl Copies {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The copy of an address. Anything odd about it means that there is none.
    pub(super) fn find(&self, key: &CopyKey) -> Option<Copy> {
        let mut text = String::new();
        let note = File::open(self.note(key)).ok()?;
        note.take(LONGEST_NOTE).read_to_string(&mut text).ok()?;
        let note: Note = serde_json::from_str(&text).ok()?;
        if note.format != FORMAT || note.sha256.len() != 64 {
            return None;
        }
        let path = self.data(key, &note.sha256);
        let file = File::open(&path).ok()?;
        file.try_lock_shared().ok()?;
        // It may have been removed between opening and locking.
        let metadata = fs::symlink_metadata(&path).ok()?;
        (metadata.is_file() && metadata.len() == note.bytes).then_some(Copy {
            path,
            validators: note.validators,
            bytes: note.bytes,
            sha256: note.sha256,
            file,
        })
    }

    /// An empty file for a download. `None` where the folder cannot be had: then
    /// nothing is kept, which costs the next run a download and nothing else.
    pub(super) fn part(&self) -> io::Result<Option<NamedTempFile>> {
        let made = self.make_folder().and_then(|()| {
            tempfile::Builder::new()
                .prefix(PART)
                .tempfile_in(&self.folder)
        });
        match made {
            Ok(part) => Ok(Some(part)),
            Err(error) if is_closed(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Only in a folder that is there: a plan makes no state.
    fn make_folder(&self) -> io::Result<()> {
        if self.folder.is_dir() {
            return Ok(());
        }
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)
    }

    /// Keeps a download that has come to its end.
    pub(super) fn keep(
        &self,
        key: &CopyKey,
        part: NamedTempFile,
        validators: Validators,
        bytes: u64,
        sha256: &[u8; 32],
    ) -> io::Result<Copy> {
        let sha256 = hex(sha256);
        let path = self.data(key, &sha256);
        part.as_file().sync_all()?;
        part.persist(&path).map_err(|error| error.error)?;
        let file = File::open(&path)?;
        // Where files cannot be locked, two runs at once may cost one of them a try.
        let _unlocked = file.try_lock_shared();
        sync_folder(&self.folder)?;
        let note = Note {
            format: FORMAT,
            validators: validators.clone(),
            bytes,
            sha256: sha256.clone(),
        };
        let mut written = tempfile::Builder::new()
            .prefix(PART)
            .tempfile_in(&self.folder)?;
        written.write_all(serde_json::to_string(&note)?.as_bytes())?;
        written.as_file().sync_all()?;
        written
            .persist(self.note(key))
            .map_err(|error| error.error)?;
        sync_folder(&self.folder)?;
        Ok(Copy {
            path,
            validators,
            bytes,
            sha256,
            file,
        })
    }

    /// There is no copy of this address any more.
    pub(super) fn forget(&self, key: &CopyKey) -> io::Result<()> {
        match fs::remove_file(self.note(key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound && !is_closed(&error) => {
                Err(error)
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Removes the copies of all other addresses, and what dead runs left.
    pub(super) fn prune(&self, keys: &HashSet<CopyKey>) -> io::Result<()> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if is_closed(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut wanted: HashSet<PathBuf> = HashSet::new();
        for key in keys {
            wanted.insert(self.note(key));
            wanted.extend(self.find(key).map(|copy| copy.path));
        }
        for entry in entries {
            let path = entry?.path();
            if !wanted.contains(&path) && is_left_over(&path) {
                match fs::remove_file(&path) {
                    // Another run was faster, or this one may only read.
                    Err(error) if !is_closed(&error) => return Err(error),
                    Ok(()) | Err(_) => {}
                }
            }
        }
        Ok(())
    }

    fn note(&self, key: &CopyKey) -> PathBuf {
        self.folder.join(format!("{}.json", key.0))
    }

    fn data(&self, key: &CopyKey, sha256: &str) -> PathBuf {
        let sign = sha256.get(..32).unwrap_or(sha256);
        self.folder.join(format!("{}-{sign}.data", key.0))
    }
}

impl Copy {
    /// Whether the bytes are those that were kept; `stopped` is asked on the way,
    /// and is the one reason for [`io::ErrorKind::Interrupted`].
    pub(super) fn is_whole(&mut self, stopped: &dyn Fn() -> bool) -> io::Result<bool> {
        let mut hash = Sha256::new();
        let mut chunk = vec![0; 256 * 1024];
        let mut bytes = 0;
        loop {
            if stopped() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let taken = match self.file.read(&mut chunk) {
                Ok(0) => break,
                Ok(taken) => taken,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            bytes += taken as u64;
            hash.update(&chunk[..taken]);
        }
        Ok(bytes == self.bytes && hex(&hash.finalize()) == self.sha256)
    }
}

/// Only what this program made, and nobody uses.
fn is_left_over(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let kind = path.extension().and_then(|kind| kind.to_str());
    match (name, kind) {
        (Some(name), _) if name.starts_with(PART) => {
            let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
            let age = modified.map(|time| SystemTime::now().duration_since(time));
            matches!(age, Ok(Ok(age)) if age > STALE)
        }
        (Some(_), Some("json")) => true,
        (Some(_), Some("data")) => File::open(path).is_ok_and(|file| file.try_lock().is_ok()),
        _ => false,
    }
}

/// The folder is not there, or not ours to write to.
fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// A name is on the disk when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
