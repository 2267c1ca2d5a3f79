//! Why an export could not be read.

use std::io;

use super::fault::{Binary, Cut, EncodingFault, Limit, Malformation, Title, Unrecognized};
use super::unpack::PackFault;

/// Why an export could not be read.
///
/// Messages are lower-case fragments: the file, the line where there is one,
/// the fact, and what to do next. All of them mean "nothing was read that may
/// be sent" (contract 5, exit 8), except those of [`SourceError::is_usage`]
/// (exit 2) and [`SourceError::Spool`], which is a full or read-only disk
/// (exit 5).
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The path leads nowhere.
    #[error("{shown}: there is no such file; check the path")]
    NotFound {
        /// How the file is named in messages.
        shown: Box<str>,
    },
    /// A folder, a pipe or a device: it cannot be read twice.
    #[error("{shown}: is not a plain file; name a file, or pipe the export in and name it `-`")]
    NotAFile {
        /// How the file is named in messages.
        shown: Box<str>,
    },
    /// The system refused to read the file.
    #[error("{shown}: cannot be read; check the file and its permissions")]
    Io {
        /// How the file is named in messages.
        shown: Box<str>,
        /// What the system said.
        source: io::Error,
    },
    /// What is piped in, downloaded or unpacked could not be kept in a temporary file.
    #[error(
        "{folder}: the export cannot be kept in this folder ({source}); make room there, or set \
         TMPDIR to another folder"
    )]
    Spool {
        /// The folder of the temporary file.
        folder: Box<str>,
        /// What the system said.
        source: io::Error,
    },
    /// Not one character that is not blank.
    #[error("{shown}: is empty; let the shop write the export again")]
    Empty {
        /// How the file is named in messages.
        shown: Box<str>,
    },
    /// The file holds no text.
    #[error("{shown}: is {what}")]
    Binary {
        /// How the file is named in messages.
        shown: Box<str>,
        /// What it is instead.
        what: Binary,
    },
    /// A container that cannot be opened, or holds no one export.
    #[error("{shown}: {fault}")]
    Packed {
        /// How the file is named in messages.
        shown: Box<str>,
        /// What is wrong with it.
        fault: Box<PackFault>,
    },
    /// A web page where an export was expected: a login, an error, a firewall.
    #[error(
        "{shown}: is a web page{title}, not an export; open the address in a browser and see what \
         it asks for"
    )]
    HtmlPage {
        /// How the file is named in messages.
        shown: Box<str>,
        /// What the page calls itself.
        title: Title,
    },
    /// Text, but neither a table nor repeating elements.
    #[error("{shown}: is not recognized as an export: {why}")]
    NotRecognized {
        /// How the file is named in messages.
        shown: Box<str>,
        /// What was found instead.
        why: Unrecognized,
    },
    /// A setting names an encoding that does not exist.
    #[error("unknown encoding `{given}`{}", did_you_mean(*.near))]
    UnknownEncoding {
        /// What the setting says.
        given: Box<str>,
        /// The name that it resembles.
        near: Option<&'static str>,
    },
    /// A setting names a delimiter that cannot be one.
    #[error(
        "`{}` cannot be a delimiter; it is one ASCII character, no quote and no line break",
        .given.escape_default()
    )]
    Delimiter {
        /// What the setting says.
        given: char,
    },
    /// The bytes are not what the encoding allows, or nobody knows the encoding.
    #[error("{shown}:{line}: {fault}")]
    Encoding {
        /// How the file is named in messages.
        shown: Box<str>,
        /// The physical line, from 1.
        line: u64,
        /// What is wrong.
        fault: EncodingFault,
    },
    /// The file ends too early.
    #[error("{shown}:{line}: the file is cut short: {cut}; let the shop write the export again")]
    CutShort {
        /// How the file is named in messages.
        shown: Box<str>,
        /// The physical line where the unfinished part begins, from 1.
        line: u64,
        /// What is missing.
        cut: Cut,
    },
    /// The XML is not well-formed.
    #[error("{shown}:{line}: the XML is damaged: {fault}")]
    Malformed {
        /// How the file is named in messages.
        shown: Box<str>,
        /// The physical line, from 1.
        line: u64,
        /// What is wrong.
        fault: Malformation,
    },
    /// More than any shop writes; reading on could exhaust the memory.
    #[error("{shown}:{line}: {limit}; look at this line, the export is probably damaged there")]
    TooLarge {
        /// How the file is named in messages.
        shown: Box<str>,
        /// The physical line where the large part begins, from 1.
        line: u64,
        /// The limit that was hit.
        limit: Limit,
    },
    /// Reading failed before; a reader does not recover.
    #[error("{shown}: reading has failed already")]
    Failed {
        /// How the file is named in messages.
        shown: Box<str>,
    },
    /// Somebody wrote to the file in the meantime.
    #[error(
        "{shown}: was changed while it was being read; run again when the shop has finished \
         writing"
    )]
    Changed {
        /// How the file is named in messages.
        shown: Box<str>,
    },
    /// Somebody asked to stop while something long went on.
    #[error("interrupted")]
    Stopped,
}

impl SourceError {
    /// Whether a setting is at fault and not the file.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::UnknownEncoding { .. } | Self::Delimiter { .. } => true,
            Self::NotFound { .. }
            | Self::NotAFile { .. }
            | Self::Io { .. }
            | Self::Spool { .. }
            | Self::Empty { .. }
            | Self::Binary { .. }
            | Self::HtmlPage { .. }
            | Self::NotRecognized { .. }
            | Self::Encoding { .. }
            | Self::CutShort { .. }
            | Self::Malformed { .. }
            | Self::TooLarge { .. }
            | Self::Failed { .. }
            | Self::Changed { .. }
            | Self::Packed { .. }
            | Self::Stopped => false,
        }
    }

    /// A folder for temporary files that cannot take one.
    pub(crate) fn spool(folder: &std::path::Path, source: io::Error) -> Self {
        Self::Spool {
            folder: folder.display().to_string().into(),
            source,
        }
    }

    /// An error of the system, for the file of this name.
    pub(super) fn io(shown: &str, source: io::Error) -> Self {
        let shown: Box<str> = shown.into();
        if source.kind() == io::ErrorKind::NotFound {
            Self::NotFound { shown }
        } else {
            Self::Io { shown, source }
        }
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(
        || "; use for instance `UTF-8` or `windows-1252`".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    )
}
