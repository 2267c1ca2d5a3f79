//! One export: looked at once, read any number of times.

use std::ops::Range;
use std::path::Path;

use super::bytes::{self, Stamp, reopen};
use super::csv::{
    CsvReader, Dialect, Quoting, Wish, is_delimiter, line_end, rows_are_lines, sniff,
};
use super::decide::{Decision, decide};
use super::encoding::Charset;
use super::error::SourceError;
use super::facts::{Blemishes, End, Facts, Form, Hints, Note};
use super::fault::{Cut, EncodingFault, Limit, Unrecognized};
use super::limit;
use super::page::{Kind, begins, kind};
use super::record::{Columns, Record};
use super::text::{Again, TextStream, mend_all, undecodable};
use super::xml::{Shape, XmlReader, shape};

/// How much of the text is looked at to find the form.
const SAMPLE: usize = 1024 * 1024;
/// Records of XML that are read to learn of columns.
const PREVIEW: u64 = 100;

/// One export, looked at from beginning to end once, ready to be read any
/// number of times.
#[derive(Debug)]
pub struct Source {
    pub(super) shown: Box<str>,
    pub(super) stamp: Stamp,
    pub(super) again: Again,
    pub(super) blemishes: Blemishes,
    pub(super) plan: Plan,
    pub(super) facts: Facts,
    /// The parts that are read, if that is not all.
    pub(super) parts: Option<Vec<Range<u64>>>,
}

/// How to read the records.
#[derive(Debug)]
pub(super) enum Plan {
    Table(Dialect),
    Xml(Shape),
}

impl Source {
    /// Looks at a file: its encoding, its form, its columns. `shown` is how
    /// messages name it.
    ///
    /// # Errors
    ///
    /// When the file is no export that can be read, or when a hint is no
    /// encoding or no delimiter ([`SourceError::is_usage`]).
    pub fn open(path: &Path, shown: &str, hints: &Hints<'_>) -> Result<Self, SourceError> {
        let setting = hints.encoding.map(Charset::named).transpose()?;
        let delimiter = hints.delimiter.map(delimiter).transpose()?;
        let (mut file, stamp) = bytes::open(path, shown)?;
        let Decision {
            decoding,
            basis,
            blemishes,
            notes,
        } = decide(&mut file, shown, setting)?;
        let encoding = decoding.charset.name();
        let mut look = Look {
            shown,
            hints,
            delimiter,
            stamp: &stamp,
            again: Again {
                path: path.to_owned(),
                decoding,
            },
            blemishes,
            notes,
        };
        let Found {
            plan,
            form,
            columns,
        } = look.form()?;
        let Look { again, notes, .. } = look;
        let facts = Facts {
            encoding,
            basis,
            form,
            bytes: stamp.bytes,
            columns,
            notes,
        };
        Ok(Self {
            shown: shown.into(),
            stamp,
            again,
            blemishes,
            plan,
            facts,
            parts: None,
        })
    }

    /// What the export turned out to be.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Begins to read, from the first record.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, or is not the one that was looked at.
    pub fn read(&self) -> Result<Reader, SourceError> {
        self.read_as(&self.plan)
    }

    pub(super) fn read_as(&self, plan: &Plan) -> Result<Reader, SourceError> {
        let text = match &self.parts {
            Some(parts) => TextStream::of_parts(
                reopen(&self.again.path, &self.shown, &self.stamp)?,
                parts.clone(),
            ),
            None => self.again.open(&self.shown, &self.stamp)?,
        };
        let form = match plan {
            Plan::Table(dialect) => {
                FormReader::Table(Box::new(CsvReader::new(text, dialect, self.blemishes)))
            }
            Plan::Xml(shape) => FormReader::Xml(Box::new(XmlReader::new(
                text,
                &self.shown,
                self.again.clone(),
                shape,
                self.blemishes,
            ))),
        };
        Ok(Reader::new(&self.shown, &self.stamp, form))
    }
}

fn delimiter(given: char) -> Result<u8, SourceError> {
    u8::try_from(given)
        .ok()
        .filter(|_| is_delimiter(given))
        .ok_or(SourceError::Delimiter { given })
}

/// What is known while the form is looked for.
struct Look<'a> {
    shown: &'a str,
    hints: &'a Hints<'a>,
    delimiter: Option<u8>,
    stamp: &'a Stamp,
    again: Again,
    blemishes: Blemishes,
    notes: Vec<Note>,
}

/// What was found at the end of the look.
struct Found {
    plan: Plan,
    form: Form,
    columns: Vec<String>,
}

impl Look<'_> {
    fn text(&self) -> Result<TextStream, SourceError> {
        self.again.open(self.shown, self.stamp)
    }

    fn form(&mut self) -> Result<Found, SourceError> {
        let (sample, whole) = self.sample()?;
        let blank = |c: char| c.is_whitespace() || c == '\u{FEFF}';
        if whole && sample.chars().all(blank) {
            return Err(SourceError::Empty {
                shown: self.shown.into(),
            });
        }
        match kind(&sample, self.shown)? {
            Kind::Table => self.table(&sample, whole),
            Kind::Xml => self.xml(),
        }
    }

    /// The beginning of the text, and whether that is all of it.
    fn sample(&self) -> Result<(String, bool), SourceError> {
        let mut text = self.text()?;
        let mut sample = vec![0; SAMPLE];
        let mut filled = 0;
        let mut whole = false;
        while filled < SAMPLE && !whole {
            let taken = text
                .read(&mut sample[filled..])
                .map_err(|error| limit::stream_error(self.shown, error))?;
            whole = taken == 0;
            filled += taken;
        }
        sample.truncate(filled);
        // The sample may end within a character; the survey knows the rest to be good.
        let valid = match std::str::from_utf8(&sample) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        sample.truncate(valid);
        String::from_utf8(sample)
            .map(|sample| (sample, whole))
            .map_err(|_| SourceError::Changed {
                shown: self.shown.into(),
            })
    }

    fn table(&mut self, sample: &str, whole: bool) -> Result<Found, SourceError> {
        let known = self.hints.known;
        let end = line_end(sample);
        let wish = Wish {
            delimiter: self.delimiter,
            header: self.hints.header,
        };
        let sniffed = sniff(sample, whole, end, wish, known);
        let sniffed = sniffed.map_err(|quote| {
            let shown = self.shown.into();
            let before = &sample.as_bytes()[..quote.unwrap_or(0)];
            let line = memchr::memchr_iter(end, before).count() as u64 + 1;
            if whole {
                let cut = Cut::OpenQuote;
                SourceError::CutShort { shown, line, cut }
            } else {
                let limit = Limit::Header;
                SourceError::TooLarge { shown, line, limit }
            }
        })?;
        if !sniffed.plausible {
            return Err(SourceError::NotRecognized {
                shown: self.shown.into(),
                why: Unrecognized::NoTable {
                    begins: begins(sample),
                },
            });
        }
        self.check_header(sample, &sniffed.dialect)?;
        let notes = &mut self.notes;
        if sniffed.names_delimiter {
            notes.push(Note::SeparatorLine);
        }
        if sniffed.comments > 0 {
            let count = sniffed.comments;
            notes.push(Note::Comments { count });
        }
        if sniffed.preamble > 0 {
            let count = sniffed.preamble;
            notes.push(Note::Preamble { count });
        }
        let mut dialect = sniffed.dialect;
        if self.blemishes.undecodable {
            mend_all(&mut dialect.header);
        }
        if dialect.delimiter == b'\t'
            && dialect.quoting == Quoting::Double
            && rows_are_lines(self.text()?, &dialect)
                .map_err(|error| limit::stream_error(self.shown, error))?
        {
            dialect.quoting = Quoting::Lines;
        }
        let names = dialect.header.iter().filter(|name| !name.is_empty());
        Ok(Found {
            form: Form::Delimited {
                delimiter: char::from(dialect.delimiter),
                quoting: dialect.quoting,
            },
            columns: names.cloned().collect(),
            plan: Plan::Table(dialect),
        })
    }

    /// Names must be readable, and not without number.
    fn check_header(&self, sample: &str, dialect: &Dialect) -> Result<(), SourceError> {
        let shown = self.shown;
        let header = &dialect.header;
        if header.len() > limit::COLUMNS {
            return Err(SourceError::TooLarge {
                shown: shown.into(),
                line: 1,
                limit: Limit::Columns,
            });
        }
        let damaged = |name: &String| undecodable(name).is_some();
        if self.blemishes.undecodable && header.iter().any(damaged) {
            let at = undecodable(sample).map_or(0, |(at, _)| at);
            let before = &sample.as_bytes()[..at];
            return Err(SourceError::Encoding {
                shown: shown.into(),
                line: memchr::memchr_iter(dialect.end, before).count() as u64 + 1,
                fault: EncodingFault::Invalid { charset: "UTF-8" },
            });
        }
        Ok(())
    }

    fn xml(&mut self) -> Result<Found, SourceError> {
        let again = || self.again.clone();
        let Hints { known, records, .. } = *self.hints;
        let shape = shape(self.text()?, self.shown, again(), &records(), known)?;
        let mut reader = XmlReader::new(self.text()?, self.shown, again(), &shape, self.blemishes);
        let mut record = Record::new();
        while reader.tally.records < PREVIEW && reader.next(&mut record)? {}
        let columns = reader.columns().iter();
        Ok(Found {
            form: Form::Xml {
                record: shape.record.join("/"),
                root: shape.root.clone(),
            },
            columns: columns.map(|(_, name)| name.to_owned()).collect(),
            plan: Plan::Xml(shape),
        })
    }
}

/// Reads an export from its first record to its last.
#[derive(Debug)]
pub struct Reader {
    shown: Box<str>,
    stamp: Stamp,
    form: FormReader,
    ended: bool,
    failed: bool,
}

#[derive(Debug)]
pub(super) enum FormReader {
    Table(Box<CsvReader>),
    Xml(Box<XmlReader>),
}

impl Reader {
    pub(super) fn new(shown: &str, stamp: &Stamp, form: FormReader) -> Self {
        Self {
            shown: shown.into(),
            stamp: stamp.clone(),
            form,
            ended: false,
            failed: false,
        }
    }

    /// Reads the next record into `record`; `false` when there is none.
    ///
    /// # Errors
    ///
    /// When the file is damaged, cut short or changed. Then nothing of it may
    /// be sent, the records that came before included.
    pub fn next(&mut self, record: &mut Record) -> Result<bool, SourceError> {
        if self.ended {
            record.clear();
            return Ok(false);
        }
        if self.failed {
            return Err(SourceError::Failed {
                shown: self.shown.clone(),
            });
        }
        let found = match &mut self.form {
            FormReader::Table(reader) => reader.next(record, &self.shown),
            FormReader::Xml(reader) => reader.next(record),
        };
        self.failed = found.is_err();
        self.ended = matches!(found, Ok(false));
        found
    }

    /// The columns that are known so far. Their ids stay what they are.
    pub fn columns(&self) -> &Columns {
        match &self.form {
            FormReader::Table(reader) => reader.columns(),
            FormReader::Xml(reader) => reader.columns(),
        }
    }

    /// Reads what is left, makes sure that nobody wrote to the file in the
    /// meantime, and says what was read.
    ///
    /// # Errors
    ///
    /// As [`Reader::next`]; [`SourceError::Changed`] when size or time differ
    /// from those at the beginning.
    pub fn finish(mut self) -> Result<End, SourceError> {
        let mut rest = Record::new();
        while self.next(&mut rest)? {}
        let (text, end) = match &self.form {
            FormReader::Table(reader) => (reader.text(), reader.tally),
            FormReader::Xml(reader) => (reader.text(), reader.tally),
        };
        let metadata = text.file().metadata();
        let metadata = metadata.map_err(|error| SourceError::io(&self.shown, error))?;
        if Stamp::of(&metadata) == self.stamp {
            Ok(end)
        } else {
            Err(SourceError::Changed { shown: self.shown })
        }
    }
}
