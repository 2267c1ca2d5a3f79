//! Which container a file is.

use std::fmt;
use std::fs::File;
use std::io::{Seek, SeekFrom};

use crate::source::bytes::{magic, read_full};
use crate::source::fault::Binary;

/// A container that is opened on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952.
    Gzip,
    /// Julian Seward's bzip2.
    Bzip2,
    /// RFC 8878.
    Zstd,
    /// PKWARE's APPNOTE.
    Zip,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
        })
    }
}

impl Packing {
    /// What the first bytes of a file say.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        // A workbook is a zip archive too; its list of files tells, not its head.
        if head.starts_with(b"PK\x03\x04")
            || head.starts_with(b"PK\x05\x06")
            || head.starts_with(b"PK\x07\x08")
        {
            return Some(Self::Zip);
        }
        // `pzstd` and others begin with a frame to be skipped.
        if let [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] = head {
            return Some(Self::Zstd);
        }
        match magic(head)? {
            Binary::Gzip => Some(Self::Gzip),
            Binary::Bzip2 => Some(Self::Bzip2),
            Binary::Zstd => Some(Self::Zstd),
            Binary::Zip => Some(Self::Zip),
            Binary::Workbook
            | Binary::Xz
            | Binary::SevenZip
            | Binary::Rar
            | Binary::Tar
            | Binary::OtherPacking
            | Binary::Pdf
            | Binary::Picture
            | Binary::Database
            | Binary::Program
            | Binary::Unknown => None,
        }
    }

    /// The same for an open file, which is then at its beginning.
    pub(super) fn of_file(file: &mut File) -> std::io::Result<Option<Self>> {
        let mut head = [0; 512];
        let filled = read_full(file, &mut head)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self::of(&head[..filled]))
    }

    /// Whether a further member, stream or frame may begin with this byte.
    pub(super) fn goes_on_with(self, byte: u8) -> bool {
        match self {
            Self::Gzip => byte == 0x1F,
            Self::Bzip2 => byte == b'B',
            Self::Zstd => matches!(byte, 0x28 | 0x50..=0x5F),
            Self::Zip => false,
        }
    }
}
