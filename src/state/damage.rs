//! A state file that cannot be read any more is set aside, never deleted.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::StateError;
use super::schema::APPLICATION;

/// What SQLite puts beside its file, and the file itself.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// Moves a damaged state file out of the way, with what SQLite keeps beside it.
/// Returns where it is now. The caller holds the lock, and no store is open.
pub fn set_aside(path: &Path, now: i64) -> Result<PathBuf, StateError> {
    let named = |end: &str| {
        let mut name = OsString::from(path.as_os_str());
        name.push(format!(".damaged-{now}{end}"));
        PathBuf::from(name)
    };
    for part in PARTS {
        let mut from = OsString::from(path.as_os_str());
        from.push(part);
        match std::fs::rename(PathBuf::from(from), named(part)) {
            Ok(()) => {}
            // A file that was closed well has neither WAL nor index.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !part.is_empty() => {}
            Err(source) => {
                return Err(StateError::Open {
                    path: path.to_owned(),
                    source,
                });
            }
        }
    }
    Ok(named(""))
}

/// Damaged files that earlier runs moved out of the way, by name.
pub fn set_aside_before(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let begins = format!("{name}.damaged-");
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return Vec::new();
    };
    let is_one = |name: &String| {
        let number = name.strip_prefix(&begins);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut found: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(is_one)
        .collect();
    found.sort_unstable();
    found
}

/// Whether a file that cannot be read is one of ours, so that it may be moved.
/// One that begins as SQLite's do says whose it is (`application_id`, bytes 68 to
/// 71 of the format). One whose beginning is lost is ours when an earlier run used
/// it (`was_used`), or when it is named as only ours are.
pub fn is_ours(path: &Path, was_used: bool) -> bool {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut head));
    if read.is_err() {
        return false;
    }
    if head.starts_with(MAGIC) {
        let mark = head.get(68..72).and_then(|mark| mark.try_into().ok());
        return mark.map(u32::from_be_bytes).map(i64::from) == Some(APPLICATION);
    }
    let name = path.file_name().unwrap_or_default();
    was_used || name == "state.db" || name == "state.sandbox.db"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_the_file_with_its_parts_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        for name in ["state.db", "state.db-wal", "state.db.lock"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let aside = set_aside(&path, 7_000).unwrap();
        assert_eq!(aside, folder.path().join("state.db.damaged-7000"));
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "state.db.damaged-7000",
                "state.db.damaged-7000-wal",
                "state.db.lock"
            ]
        );
        assert_eq!(set_aside_before(&path), ["state.db.damaged-7000"]);
    }

    #[test]
    fn only_what_is_ours_may_be_moved() {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = |mark: u32| {
            let mut head = b"SQLite format 3\0".to_vec();
            head.resize(100, 0);
            head[68..72].copy_from_slice(&mark.to_be_bytes());
            head
        };
        #[rustfmt::skip]
        let cases = [
            ("products.csv", b"id,title\n".to_vec(),            false, false),
            ("state.db",     b"\0\0\0\0 rubbish".to_vec(),      false, true),
            ("shop.db",      b"\0\0\0\0 encrypted".to_vec(),    false, false),
            ("shop.db",      b"\0\0\0\0 rubbish".to_vec(),      true,  true),
            ("shop.db",      sqlite(0x7368_6c66),               false, true),
            // Of another program, even under our name and where a run was.
            ("state.db",     sqlite(7),                         true,  false),
        ];
        for (name, content, was_used, ours) in cases {
            let path = folder.path().join(name);
            std::fs::write(&path, &content).unwrap();
            assert_eq!(is_ours(&path, was_used), ours, "{name} {content:?}");
        }
    }
}
