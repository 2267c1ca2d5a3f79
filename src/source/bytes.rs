//! The file itself: what it is, and whether it stays the same.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

use super::error::SourceError;
use super::fault::Binary;

/// What tells one state of a file from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Size in bytes.
    pub(super) bytes: u64,
    modified: Option<SystemTime>,
    /// The inode, so that a file that was replaced between two passes is noticed.
    identity: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> u64 {
    0
}

/// Opens a plain file and notes its state.
pub(super) fn open(path: &Path, shown: &str) -> Result<(File, Stamp), SourceError> {
    // A pipe without a writer would block `open`, so look first.
    let metadata = std::fs::metadata(path).map_err(|error| SourceError::io(shown, error))?;
    if !metadata.is_file() {
        return Err(SourceError::NotAFile {
            shown: shown.into(),
        });
    }
    let file = File::open(path).map_err(|error| SourceError::io(shown, error))?;
    let metadata = file
        .metadata()
        .map_err(|error| SourceError::io(shown, error))?;
    Ok((file, Stamp::of(&metadata)))
}

/// Opens the file again and insists on the state that was noted before.
pub(super) fn reopen(path: &Path, shown: &str, stamp: &Stamp) -> Result<File, SourceError> {
    let (file, now) = open(path, shown)?;
    if now == *stamp {
        Ok(file)
    } else {
        Err(SourceError::Changed {
            shown: shown.into(),
        })
    }
}

/// A temporary file that only its owner can read.
pub(super) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix("shelfsync-")
        .tempfile_in(folder)
}

/// Fills `chunk` as far as the file goes, and returns how far that was.
pub(super) fn read_full(file: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match file.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(taken) => filled += taken,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The physical line of an offset, from 1, in a file of single bytes.
pub(super) fn line_at(file: &mut File, offset: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(0))?;
    let mut before = file.take(offset);
    let mut chunk = vec![0; 256 * 1024];
    let mut line = 1;
    loop {
        match before.read(&mut chunk) {
            Ok(0) => return Ok(line),
            Ok(taken) => line += memchr::memchr_iter(b'\n', &chunk[..taken]).count() as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What the first bytes say that the file is, when it is no text.
pub(super) fn magic(head: &[u8]) -> Option<Binary> {
    const MAGIC: &[(&[u8], Binary)] = &[
        (b"\x1F\x8B", Binary::Gzip),
        (b"BZh", Binary::Bzip2),
        (b"\x28\xB5\x2F\xFD", Binary::Zstd),
        (b"\xFD7zXZ\0", Binary::Xz),
        (b"7z\xBC\xAF\x27\x1C", Binary::SevenZip),
        (b"Rar!\x1A\x07", Binary::Rar),
        (b"\x04\x22\x4D\x18", Binary::OtherPacking),
        (b"\x1F\x9D", Binary::OtherPacking),
        (b"LZIP\x01", Binary::OtherPacking),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Binary::Workbook),
        (b"%PDF-", Binary::Pdf),
        (b"\x89PNG\r\n\x1A\n", Binary::Picture),
        (b"\xFF\xD8\xFF", Binary::Picture),
        (b"GIF87a", Binary::Picture),
        (b"GIF89a", Binary::Picture),
        (b"SQLite format 3\0", Binary::Database),
        (b"\x7FELF", Binary::Program),
    ];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        // Workbooks are zip archives too: the names of their parts, which stand
        // uncompressed near the beginning, tell.
        let workbook = [
            "[Content_Types].xml",
            "xl/",
            "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        ]
        .iter()
        .any(|part| memchr::memmem::find(head, part.as_bytes()).is_some());
        return Some(if workbook {
            Binary::Workbook
        } else {
            Binary::Zip
        });
    }
    // The name of its first file comes first, so the mark of a tar archive does not.
    if head.get(257..262) == Some(b"ustar") {
        return Some(Binary::Tar);
    }
    // "BZh" could begin a header; only a level from 1 to 9 and the magic of a block,
    // or of an end without any block, follow it.
    let block = matches!(head.get(4..7), Some(b"1AY" | b"\x17\x72\x45"));
    MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|&(_, binary)| binary)
        .filter(|&binary| binary != Binary::Bzip2 || block)
}
