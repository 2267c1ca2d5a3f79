//! What can be wrong with a container.

use std::fmt;
use std::io;
use std::path::Path;

use super::packing::Packing;
use crate::source::error::SourceError;

/// What is wrong with a container, with the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackFault {
    /// It ends before its data do.
    #[error("the {packing} data end too early; copy or download the file again")]
    Cut {
        /// The container.
        packing: Packing,
    },
    /// The data are not what the container's own checks say.
    #[error("the {packing} data are damaged ({said}); copy or download the file again")]
    Damaged {
        /// The container.
        packing: Packing,
        /// What the decoder said.
        said: String,
    },
    /// Something follows the data that does not belong to them.
    #[error(
        "something that is no {packing} follows the {packing} data; the file is damaged or was \
         put together wrongly, let the shop write it again"
    )]
    Trailing {
        /// The container.
        packing: Packing,
    },
    /// So much that it can only be meant to fill the disk.
    #[error(
        "{packed} bytes of {packing} unpack to more than {written} bytes, which no export does; \
         if this one does, unpack it and name the unpacked file"
    )]
    Bomb {
        /// The container.
        packing: Packing,
        /// Bytes unpacked so far.
        written: u64,
        /// Packed bytes that they came from.
        packed: u64,
    },
    /// More than this program unpacks.
    #[error(
        "the {packing} data unpack to more than {} GiB; unpack them and name the unpacked file",
        most >> 30
    )]
    TooLarge {
        /// The container.
        packing: Packing,
        /// The limit in bytes.
        most: u64,
    },
    /// A container in a container in a container.
    #[error("containers are packed into each other more than twice; unpack the outer ones first")]
    Nested,
    /// A file inside is named, but the file is no archive.
    #[error("`#{wanted}` names a file inside a zip archive, and this is none; leave it out")]
    NoArchive {
        /// The name after `#`.
        wanted: String,
    },
    /// The list of files cannot be read.
    #[error(
        "the zip archive has no list of its files at its end, so it is cut short or damaged; copy \
         or download it again"
    )]
    NoDirectory,
    /// An archive in several files.
    #[error("the zip archive is one part of several; pack it as one file")]
    Split,
    /// A list of files without end.
    #[error("the zip archive has too many files to look at; unpack it and name the export")]
    TooManyFiles,
    /// Nothing in it.
    #[error("the zip archive holds no file; let the shop write it again")]
    NoFile,
    /// Nothing in it is an export.
    #[error("no file of the zip archive is a table or XML; it holds {files}")]
    NoTable {
        /// What is in it.
        files: Names,
    },
    /// More than one export in it.
    #[error(
        "{} files of the zip archive may be meant; name one behind `#`, as in `{example}`: \
         there are {files}",
        files.all
    )]
    Several {
        /// The files.
        files: Names,
        /// How the first of them is named.
        example: String,
    },
    /// No file has the name that the user gave.
    #[error("the zip archive has no file `{wanted}`; it holds {files}")]
    NotInArchive {
        /// The name after `#`.
        wanted: String,
        /// What is in it.
        files: Names,
    },
    /// Two files of one name.
    #[error("the zip archive has two files named `{name}`; let the shop write it again")]
    Twins {
        /// The name.
        name: String,
    },
    /// No sheet has the name that the user gave.
    #[error("the workbook has no sheet `{wanted}`; it has {sheets}")]
    NoSheet {
        /// The name after `#`.
        wanted: String,
        /// What is in it.
        sheets: Names,
    },
    /// No sheet at all.
    #[error("the workbook has no sheet with cells; save the table as \"CSV UTF-8\"")]
    NoSheets,
    /// A sheet that cannot be read.
    #[error(
        "the workbook is damaged ({said}); open it, and save it again as .xlsx or as \"CSV UTF-8\""
    )]
    Sheet {
        /// What the reader said.
        said: String,
    },
    /// Texts of a workbook are kept in memory while it is read.
    #[error("`{name}` in the workbook is too large to be read; save the sheet as \"CSV UTF-8\"")]
    SheetTooLarge {
        /// The part.
        name: String,
    },
    /// A file that needs a password.
    #[error("`{name}` in the zip archive is encrypted; unpack it and name the unpacked file")]
    Encrypted {
        /// The name.
        name: String,
    },
    /// A file that is packed in a rare way.
    #[error(
        "`{name}` in the zip archive is packed by method {method}, which is not known here; \
         unpack it and name the unpacked file"
    )]
    Method {
        /// The name.
        name: String,
        /// The number of the method (APPNOTE 4.4.5).
        method: u16,
    },
    /// A file of an archive that is not what the list says.
    #[error(
        "`{name}` in the zip archive is damaged: size or checksum are wrong; copy or download the \
         archive again"
    )]
    Checksum {
        /// The name.
        name: String,
    },
}

/// Some names of files in an archive, as they stand in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// How many there are.
    pub all: usize,
    /// The first of them.
    pub first: Vec<String>,
}

impl Names {
    /// Names that are shown at most.
    const SHOWN: usize = 10;

    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut first = Vec::new();
        let mut all = 0;
        for name in names {
            if all < Self::SHOWN {
                first.push(name.to_owned());
            }
            all += 1;
        }
        Self { all, first }
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.first.iter().enumerate() {
            let before = if at == 0 { "" } else { ", " };
            write!(f, "{before}`{name}`")?;
        }
        match self.all - self.first.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Why unpacking ended early, before the file has its name in a message.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The container is at fault.
    Fault(PackFault),
    /// It is a workbook, and no archive of exports.
    Workbook,
    /// It cannot be read.
    Read(io::Error),
    /// The temporary file cannot be written.
    Full(io::Error),
    /// Somebody asked to stop.
    Stopped,
}

impl From<PackFault> for Trouble {
    fn from(fault: PackFault) -> Self {
        Self::Fault(fault)
    }
}

impl Trouble {
    /// What a decoder says. An error of the system is one of reading.
    pub(super) fn of(packing: Packing, error: io::Error) -> Self {
        if error.raw_os_error().is_some() {
            return Self::Read(error);
        }
        Self::Fault(if error.kind() == io::ErrorKind::UnexpectedEof {
            PackFault::Cut { packing }
        } else {
            PackFault::Damaged {
                packing,
                said: error.to_string(),
            }
        })
    }

    /// With the names that a message needs.
    pub(super) fn named(self, shown: &str, folder: &Path) -> SourceError {
        match self {
            Self::Fault(fault) => SourceError::Packed {
                shown: shown.into(),
                fault: Box::new(fault),
            },
            Self::Workbook => SourceError::Binary {
                shown: shown.into(),
                what: crate::source::fault::Binary::Workbook,
            },
            Self::Read(error) => SourceError::io(shown, error),
            Self::Full(source) => SourceError::spool(folder, source),
            Self::Stopped => SourceError::Stopped,
        }
    }
}
