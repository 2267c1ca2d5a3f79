//! What a file is like, as far as its records can be found by it.
//!
//! Kept from one run to the next: a file that begins with the same bytes is of the
//! same form. Whether all of it is, only its records tell: they are printed, and
//! those that are new are read by the readers, with their checks.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cutter::Cutter;
use super::print::PrintKey;
use super::scan::{Raw, Scanned, Unscanned, scan};
use crate::source::bytes::{self, Stamp, reopen};
use crate::source::csv::{Dialect, Quoting, Skim, rows_are_lines, skim};
use crate::source::encoding::{Charset, Mark};
use crate::source::error::SourceError;
use crate::source::facts::{Basis, Blemishes, Facts, Form, Note};
use crate::source::open::{Plan, Source};
use crate::source::record::Record;
use crate::source::text::{Again, Decoding, TextStream};
use crate::source::xml::Shape;

/// A longer beginning is none.
const HEAD: usize = 8 * 1024 * 1024;

/// What a file is like. Only plain UTF-8 without anything odd in it has an outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Bytes of the byte-order mark.
    mark: usize,
    basis: Basis,
    /// Bytes in front of the first record, and lines.
    head: usize,
    lines: u64,
    head_print: [u8; 16],
    shape: Kept,
    columns: Vec<String>,
    /// Remarks: a line that names the delimiter, comments, other rows in front.
    remarks: (bool, u64, u64),
}

/// The form of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kept {
    Table {
        delimiter: u8,
        quoting: Quoting,
        end: u8,
        skip: usize,
        header: Vec<String>,
    },
    Xml {
        record: Vec<String>,
        root: String,
        /// The record's element as it stands in the file.
        name: String,
    },
}

const NO_BLEMISHES: Blemishes = Blemishes {
    controls: false,
    undecodable: false,
};

impl Source {
    /// The outline of the file, if it has one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn outline(&self, key: &PrintKey) -> Result<Option<Outline>, SourceError> {
        let Decoding {
            charset,
            mark,
            damaged,
        } = &self.again.decoding;
        let late = mark.is_some_and(|mark| mark.at > 0);
        let Blemishes {
            controls,
            undecodable,
        } = self.blemishes;
        let Some(remarks) = remarks(&self.facts.notes) else {
            return Ok(None);
        };
        if *charset != Charset::Utf8 || *damaged || late || controls || undecodable {
            return Ok(None);
        }
        let mark = mark.map_or(0, |mark| mark.len);
        let found = match &self.plan {
            Plan::Table(dialect) => self.table(dialect, mark)?,
            Plan::Xml(shape) => self.elements(shape, mark)?,
        };
        Ok(found.map(|(head, shape)| Outline {
            mark,
            basis: self.facts.basis,
            head: head.len(),
            lines: memchr::memchr_iter(end(&shape), &head).count() as u64,
            head_print: key.print(&head).bytes(),
            shape,
            columns: self.facts.columns.clone(),
            remarks,
        }))
    }

    /// Everything up to the header, and the form.
    fn table(
        &self,
        dialect: &Dialect,
        mark: usize,
    ) -> Result<Option<(Vec<u8>, Kept)>, SourceError> {
        let mut begins = self.begins(HEAD)?;
        let mut at = mark.min(begins.len());
        let last = begins.len() < HEAD;
        for _ in 0..dialect.skip {
            match skim(&begins[at..], last, dialect.head_rules()) {
                Skim::Row { next, .. } => at += next,
                Skim::More | Skim::OpenQuote => return Ok(None),
            }
        }
        begins.truncate(at);
        let kept = Kept::Table {
            delimiter: dialect.delimiter,
            quoting: dialect.quoting,
            end: dialect.end,
            skip: dialect.skip,
            header: dialect.header.clone(),
        };
        Ok(Some((begins, kept)))
    }

    /// Everything in front of the first record, and the form.
    fn elements(&self, shape: &Shape, mark: usize) -> Result<Option<(Vec<u8>, Kept)>, SourceError> {
        let mut reader = self.read()?;
        let mut record = Record::new();
        if !reader.next(&mut record)? {
            return Ok(None);
        }
        let head = mark + usize::try_from(record.at()).unwrap_or(HEAD);
        if head >= HEAD {
            return Ok(None);
        }
        let mut begins = self.begins(head + 1024)?;
        let tag = begins.get(head + 1..).unwrap_or_default();
        let ends = tag
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        let name = ends.and_then(|ends| std::str::from_utf8(&tag[..ends]).ok());
        let kept = name.map(|name| Kept::Xml {
            record: shape.record.clone(),
            root: shape.root.clone(),
            name: name.to_owned(),
        });
        begins.truncate(head);
        Ok(kept.map(|kept| (begins, kept)))
    }

    /// The first bytes of the file.
    fn begins(&self, most: usize) -> Result<Vec<u8>, SourceError> {
        let file = reopen(&self.again.path, &self.shown, &self.stamp)?;
        first(file, most).map_err(|error| SourceError::io(&self.shown, error))
    }

    /// The source that a file is when its outline is still right, as far as the
    /// beginning tells; `None` when it is not.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn assume(
        path: &Path,
        shown: &str,
        outline: &Outline,
        key: &PrintKey,
    ) -> Result<Option<Self>, SourceError> {
        let (file, stamp) = bytes::open(path, shown)?;
        let head = first(file, outline.head).map_err(|error| SourceError::io(shown, error))?;
        if head.len() < outline.head || key.print(&head).bytes() != outline.head_print {
            return Ok(None);
        }
        let (plan, form) = match &outline.shape {
            Kept::Table {
                delimiter,
                quoting,
                end,
                skip,
                header,
            } => (
                Plan::Table(Dialect {
                    delimiter: *delimiter,
                    quoting: *quoting,
                    end: *end,
                    skip: *skip,
                    header: header.clone(),
                }),
                Form::Delimited {
                    delimiter: char::from(*delimiter),
                    quoting: *quoting,
                },
            ),
            Kept::Xml { record, root, .. } => (
                Plan::Xml(Shape {
                    record: record.clone(),
                    root: root.clone(),
                }),
                Form::Xml {
                    record: record.join("/"),
                    root: root.clone(),
                },
            ),
        };
        let mark = (outline.mark > 0).then_some(Mark {
            at: 0,
            len: outline.mark,
            charset: Charset::Utf8,
        });
        let (separator, comments, preamble) = outline.remarks;
        let notes = [
            separator.then_some(Note::SeparatorLine),
            (comments > 0).then_some(Note::Comments { count: comments }),
            (preamble > 0).then_some(Note::Preamble { count: preamble }),
        ];
        let source = Self {
            shown: shown.into(),
            again: Again {
                path: path.to_owned(),
                decoding: Decoding {
                    charset: Charset::Utf8,
                    mark,
                    damaged: false,
                },
            },
            blemishes: NO_BLEMISHES,
            plan,
            facts: Facts {
                encoding: Charset::Utf8.name(),
                basis: outline.basis,
                form,
                bytes: stamp.bytes,
                columns: outline.columns.clone(),
                notes: notes.into_iter().flatten().collect(),
            },
            stamp,
            parts: None,
        };
        let is_same = source.quotes_as_before()?;
        Ok(is_same.then_some(source))
    }

    /// Whether quotes mean what they did. Of tab-separated files only all lines tell.
    fn quotes_as_before(&self) -> Result<bool, SourceError> {
        let Plan::Table(dialect) = &self.plan else {
            return Ok(true);
        };
        if dialect.delimiter != b'\t' || dialect.quoting == Quoting::Single {
            return Ok(true);
        }
        let file = reopen(&self.again.path, &self.shown, &self.stamp)?;
        let lines = TextStream::new(file, &self.again.decoding)
            .and_then(|text| rows_are_lines(text, dialect))
            .map_err(|error| SourceError::io(&self.shown, error))?;
        Ok(lines == (dialect.quoting == Quoting::Lines))
    }

    /// Tells the records of the file apart. Rows with the same cell in the column
    /// with this number belong together.
    ///
    /// # Errors
    ///
    /// [`Unscanned`], whatever the reason: it is told better by reading.
    pub fn scan(
        &self,
        outline: &Outline,
        group: Option<usize>,
        key: &PrintKey,
        stopped: &dyn Fn() -> bool,
        take: &mut dyn FnMut(Raw),
    ) -> Result<Scanned, Unscanned> {
        let changed = |error: SourceError| Unscanned::Io(io::Error::other(error.to_string()));
        let file = reopen(&self.again.path, &self.shown, &self.stamp).map_err(changed)?;
        let whole = file.try_clone()?;
        let cutter = match (&self.plan, &outline.shape) {
            (Plan::Table(dialect), Kept::Table { .. }) => Cutter::Rows(dialect.rules(), group),
            (Plan::Xml(_), Kept::Xml { name, .. }) => Cutter::Elements(name),
            _ => return Err(Unscanned::Odd),
        };
        let from = (outline.head as u64, outline.lines + 1);
        let scanned = scan(file, from, &cutter, key, stopped, take)?;
        if Stamp::of(&whole.metadata()?) == self.stamp {
            Ok(scanned)
        } else {
            Err(Unscanned::Odd)
        }
    }

    /// Only these parts of the file are read from here on, behind its head: whole
    /// records, in the order of the file.
    pub fn narrow(&mut self, outline: &Outline, parts: Vec<Range<u64>>, tail: u64) {
        let head = outline.mark as u64..outline.head as u64;
        let end = tail..self.stamp.bytes;
        let all = std::iter::once(head).chain(parts).chain([end]);
        self.parts = Some(all.filter(|part| !part.is_empty()).collect());
    }

    /// Whether only parts of the file are read.
    pub fn is_narrowed(&self) -> bool {
        self.parts.is_some()
    }
}

impl Outline {
    /// Where the text of the first record begins, and its line.
    pub fn first(&self) -> (u64, u64) {
        ((self.head - self.mark) as u64, self.lines + 1)
    }

    /// Where the first record may begin in the file.
    pub fn head(&self) -> u64 {
        self.head as u64
    }

    /// The header of a table whose cells can be told by their place alone: where
    /// rows are lines, a cell may stand in quotes or not.
    pub fn header(&self) -> Option<&[String]> {
        match &self.shape {
            Kept::Table {
                header, quoting, ..
            } if *quoting != Quoting::Lines => Some(header),
            Kept::Table { .. } | Kept::Xml { .. } => None,
        }
    }
}

fn first(file: File, most: usize) -> io::Result<Vec<u8>> {
    let mut begins = Vec::new();
    file.take(most as u64).read_to_end(&mut begins)?;
    Ok(begins)
}

fn end(shape: &Kept) -> u8 {
    match shape {
        Kept::Table { end, .. } => *end,
        Kept::Xml { .. } => b'\n',
    }
}

/// The remarks that an outline can keep; all others are about the whole file.
fn remarks(notes: &[Note]) -> Option<(bool, u64, u64)> {
    let mut remarks = (false, 0, 0);
    for note in notes {
        match note {
            Note::SeparatorLine => remarks.0 = true,
            Note::Comments { count } => remarks.1 = *count,
            Note::Preamble { count } => remarks.2 = *count,
            Note::Declared { .. }
            | Note::Setting { .. }
            | Note::Undecodable { .. }
            | Note::LateMark
            | Note::Controls { .. } => return None,
        }
    }
    Some(remarks)
}
