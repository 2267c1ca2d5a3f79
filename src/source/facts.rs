//! What a caller tells about an export, and what it is told.

use serde::{Deserialize, Serialize};

use super::csv::Quoting;

/// What the caller says or knows beforehand.
#[derive(Clone, Copy)]
pub struct Hints<'a> {
    /// The encoding that a setting names. Only a byte-order mark beats it.
    pub encoding: Option<&'a str>,
    /// The delimiter that a setting names.
    pub delimiter: Option<char>,
    /// The names of the columns, where a setting says that the file has no header.
    pub header: Option<&'a [String]>,
    /// Whether some shop system has a column of this name, which is in
    /// [`normal_form`](super::normal_form). Local names of XML are asked for as
    /// they are and with `g:` in front.
    pub known: &'a dyn Fn(&str) -> bool,
    /// Paths of elements that are records, such as `rss/channel/item`: local
    /// names from the root, in any case. The first that occurs wins. Asked for
    /// where the file is XML.
    pub records: &'a dyn Fn() -> Vec<&'static str>,
}

/// What an export turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The encoding of the bytes, such as `UTF-8` or `Windows-1252`.
    pub encoding: &'static str,
    /// How it was settled.
    pub basis: Basis,
    /// Table or XML.
    pub form: Form,
    /// The size of the file.
    pub bytes: u64,
    /// The names in the header, those without a name left out; in XML the
    /// columns of the first records.
    pub columns: Vec<String>,
    /// Remarks that somebody who wonders should see.
    pub notes: Vec<Note>,
}

/// How the encoding of an export was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// By the byte-order mark at its beginning.
    Mark,
    /// By the zeros among its bytes.
    Zeros,
    /// By a setting.
    Setting,
    /// By what the file says of itself.
    Declaration,
    /// It is plain ASCII, which is the same under nearly every name.
    Ascii,
    /// Its bytes form characters of UTF-8.
    Characters,
    /// They do not, and stand where western European encodings have letters.
    Letters,
}

/// The form of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows of cells.
    Delimited {
        /// What stands between cells.
        delimiter: char,
        /// How cells with delimiters in them are written.
        quoting: Quoting,
    },
    /// Elements that repeat.
    Xml {
        /// The path of the record's element.
        record: String,
        /// The root element.
        root: String,
    },
}

/// A remark on how an export was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// The XML declaration is wrong about the encoding.
    #[error("declared {declared}, is {used}")]
    Declared {
        /// What the file says of itself.
        declared: String,
        /// What it is.
        used: &'static str,
    },
    /// The bytes prove that the setting is wrong about the encoding.
    #[error("the setting says {setting}, the file begins as {used}")]
    Setting {
        /// What the setting says.
        setting: &'static str,
        /// What the file is.
        used: &'static str,
    },
    /// Bytes that are no UTF-8 in a file that is.
    #[error(
        "{bytes} bytes are not UTF-8; where they are surely Windows-1252 they are read as that, and \
         the other records with them are held back"
    )]
    Undecodable {
        /// How many.
        bytes: u64,
    },
    /// The byte-order mark does not stand at the beginning.
    #[error("the byte-order mark stands behind blank lines")]
    LateMark,
    /// Characters that no catalog takes were dropped.
    #[error("{count} control character{} dropped", plural(*count))]
    Controls {
        /// How many.
        count: u64,
    },
    /// The first line names the delimiter.
    #[error("`sep=` line read")]
    SeparatorLine,
    /// Lines in front of the header that begin with `#`.
    #[error("{count} comment line{} in front of the header skipped", plural(*count))]
    Comments {
        /// How many.
        count: u64,
    },
    /// Other rows in front of the header.
    #[error("{count} row{} in front of the header skipped", plural(*count))]
    Preamble {
        /// How many.
        count: u64,
    },
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// What was read and what was passed over, when a reader has come to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Records, the flawed ones included.
    pub records: u64,
    /// Rows or elements without any content.
    pub blank: u64,
    /// Rows that repeat the header.
    pub repeated_headers: u64,
    /// Records with a [`Flaw`](super::Flaw).
    pub flawed: u64,
}

/// What the survey says about the text, so that reading clean files costs nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blemishes {
    /// There are control characters that no catalog takes.
    pub(super) controls: bool,
    /// There are bytes that could not be decoded.
    pub(super) undecodable: bool,
}
