//! What exactly is wrong with a file: the facts in the messages of errors.

/// What a file that is no text is instead, with the way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Binary {
    /// A gzip file.
    #[error("compressed with gzip; unpack it first, for instance with `gunzip`")]
    Gzip,
    /// A zip archive.
    #[error("a zip archive; unpack it first")]
    Zip,
    /// A workbook of Excel or `LibreOffice`.
    #[error(
        "a spreadsheet file, old, of another kind than .xlsx or with a password; save it as .xlsx or \
         \"CSV UTF-8\" and use that file"
    )]
    Workbook,
    /// A bzip2 file.
    #[error("compressed with bzip2; unpack it first, for instance with `bunzip2`")]
    Bzip2,
    /// A Zstandard file.
    #[error("compressed with zstd; unpack it first, for instance with `unzstd`")]
    Zstd,
    /// An xz file.
    #[error("compressed with xz; unpack it first, for instance with `unxz`, or pack it as .gz")]
    Xz,
    /// A 7-Zip archive.
    #[error("a 7-Zip archive; unpack it first, for instance with `7z x`, or pack it as .zip")]
    SevenZip,
    /// A RAR archive.
    #[error("a RAR archive; unpack it first, for instance with `unrar x`, or pack it as .zip")]
    Rar,
    /// A tar archive.
    #[error("a tar archive; unpack it first, for instance with `tar -xf`, or pack it as .zip")]
    Tar,
    /// LZ4, lzip or compress.
    #[error("compressed in a way that is not known here; unpack it first, or pack it as .gz")]
    OtherPacking,
    /// A PDF document.
    #[error("a PDF document; let the shop write CSV or XML")]
    Pdf,
    /// A picture.
    #[error("a picture; name the file with the products")]
    Picture,
    /// A database file.
    #[error("a database file; let the shop write CSV or XML")]
    Database,
    /// A program.
    #[error("a program; name the file with the products")]
    Program,
    /// Nothing that is known here.
    #[error("no text; let the shop write CSV or XML")]
    Unknown,
}

/// The title of a web page, as it stands in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title(pub Option<String>);

impl std::fmt::Display for Title {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(title) => write!(f, " with the title \"{title}\""),
            None => Ok(()),
        }
    }
}

/// What was found where a table or repeating elements were expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrecognized {
    /// An answer of an interface.
    #[error("it is JSON, beginning with `{begins}`; let the shop write CSV or XML")]
    Json {
        /// The first characters.
        begins: String,
    },
    /// Lines that have nothing in common.
    #[error(
        "the first line `{begins}` is no header that is known, and the lines below it do not form \
         columns; if it is a table, name its `--delimiter`"
    )]
    NoTable {
        /// The first characters.
        begins: String,
    },
    /// XML in which no element looks like a product.
    #[error("no element below <{root}> repeats with fields of products")]
    NoRecords {
        /// The name of the root element.
        root: String,
    },
}

/// How bytes and encoding disagree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingFault {
    /// A byte that has no character.
    #[error(
        "byte 0x{byte:02X} is no character in {charset}; name the real encoding with `--encoding`, \
         or let the shop write UTF-8"
    )]
    Undefined {
        /// The byte.
        byte: u8,
        /// The encoding that was assumed.
        charset: &'static str,
    },
    /// A sequence of bytes that has no character.
    #[error("not valid {charset}; name the real encoding with `--encoding`")]
    Invalid {
        /// The encoding that was assumed.
        charset: &'static str,
    },
    /// The letters are not those of western Europe, so a guess would be a gamble.
    #[error(
        "the encoding cannot be guessed; the text would begin `{sample}` in {guess}; name the \
         encoding with `--encoding`, or let the shop write UTF-8"
    )]
    NotWestern {
        /// Some of the text under a guess.
        sample: String,
        /// The guess.
        guess: &'static str,
    },
    /// UTF-8 and another encoding in one file.
    #[error(
        "UTF-8 and another encoding are mixed ({utf8} characters of UTF-8, {other} bytes that are \
         not); let the shop write the whole file in one encoding, or force one with `--encoding`"
    )]
    Mixed {
        /// Characters of more than one byte that are valid UTF-8.
        utf8: u64,
        /// Bytes that are not.
        other: u64,
    },
    /// UTF-16 is made of pairs of bytes.
    #[error("UTF-16 with an odd number of bytes; the file is cut short or damaged")]
    OddLength,
    /// Half a character of UTF-16.
    #[error("UTF-16 with half of a surrogate pair; the file is damaged")]
    LoneSurrogate,
}

/// What is missing at the end of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    /// A quoted cell has no closing quote.
    #[error("the quote that opens here is never closed")]
    OpenQuote,
    /// The last record is not complete.
    #[error("the last record has {found} of {expected} cells and no line end")]
    ShortRecord {
        /// Cells of the header.
        expected: usize,
        /// Cells of the last record.
        found: usize,
    },
    /// An element has no end tag.
    #[error("<{name}> is never closed")]
    OpenElement {
        /// The name as written.
        name: String,
    },
    /// A tag, comment or CDATA section does not end.
    #[error("the markup that begins here never ends")]
    OpenMarkup,
    /// What a crash leaves behind on some file systems.
    #[error("the file ends in bytes that are zero")]
    Zeros,
    /// The last character lacks bytes.
    #[error("the file ends in the middle of a character")]
    MidCharacter,
}

/// How XML is damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformation {
    /// Another element is closed than is open.
    #[error(
        "</{found}> stands where </{expected}> is expected; HTML in a text needs CDATA or \
         escaping"
    )]
    WrongEnd {
        /// The open element.
        expected: String,
        /// The end tag found.
        found: String,
    },
    /// An end tag and nothing is open.
    #[error("</{found}> closes nothing")]
    UnmatchedEnd {
        /// The end tag found.
        found: String,
    },
    /// More than one root, or text beside it.
    #[error("something stands outside of the root element; two files in one?")]
    OutsideRoot,
    /// No element at all.
    #[error("there is no element")]
    NoRoot,
    /// An entity that is defined by others: such definitions are never expanded.
    #[error(
        "the entity `{name}` is made of other entities or of another file, which no export needs; \
         write its text where it is meant"
    )]
    NestedEntity {
        /// Its name.
        name: String,
    },
    /// A tag cannot be taken apart.
    #[error("{said}")]
    Tag {
        /// What the parser said.
        said: String,
    },
}

/// What is larger than this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// One record.
    #[error("a record of more than 32 MB begins here")]
    Record,
    /// One quoted cell that runs away.
    #[error("the quote that opens here is not closed within 32 MB")]
    OpenQuote,
    /// The row of names.
    #[error("no header row is found in the first megabyte")]
    Header,
    /// One text, tag, comment or declaration.
    #[error("a text or tag of more than 8 MB begins here")]
    Cell,
    /// Elements in elements.
    #[error("more than 64 elements are open within each other")]
    Depth,
    /// Different names.
    #[error("more than 10000 different columns are in the file")]
    Columns,
    /// Cells of one record.
    #[error("a record with more than 100000 cells is here")]
    Cells,
    /// Attributes of one element.
    #[error("an element with more than 256 attributes is here")]
    Attributes,
    /// Bindings of prefixes.
    #[error("more than 1000 different namespace bindings are in the file")]
    Namespaces,
}
