//! The events of the XML parser, and whether they make a whole document.

use quick_xml::Reader as Parser;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use super::doctype::nested_entity;
use super::input::{Failure, Input};
use crate::source::error::SourceError;
use crate::source::fault::{Cut, Limit, Malformation};
use crate::source::limit;
use crate::source::text::{Again, TextStream};

/// Events, with the elements that are open.
#[derive(Debug)]
pub(super) struct Events {
    parser: Parser<Input>,
    shown: Box<str>,
    again: Again,
    /// The names of the open elements, one after another.
    names: String,
    open: Vec<Open>,
    root: bool,
    /// Where the present event begins.
    offset: u64,
    /// Open elements that must be closed as they should be; those within them may be
    /// damaged.
    floor: usize,
    /// What [`Events::note`] found of the present event.
    ends: Ends,
}

/// What an end tag ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ends {
    /// The element that was opened last.
    #[default]
    Own,
    /// One further out, and those within it that nobody closed.
    Outer {
        /// How many of those there are.
        unclosed: usize,
    },
    /// None that is open.
    Nothing,
}

#[derive(Debug)]
struct Open {
    /// Where its name begins in `names`.
    name: usize,
    /// Where it begins in the text.
    offset: u64,
}

impl Events {
    pub(super) fn new(text: TextStream, shown: &str, again: Again) -> Self {
        let mut parser = Parser::from_reader(Input::new(text));
        // A lone ampersand is text, as people mean it.
        parser.config_mut().allow_dangling_amp = true;
        // Ends are held against beginnings here, where more is known of both.
        parser.config_mut().check_end_names = false;
        parser.config_mut().allow_unmatched_ends = true;
        Self {
            parser,
            shown: shown.into(),
            again,
            names: String::new(),
            open: Vec::new(),
            root: false,
            offset: 0,
            floor: usize::MAX,
            ends: Ends::Own,
        }
    }

    /// From here on the elements within the innermost open one may be damaged.
    pub(super) fn forgive_within(&mut self) {
        self.floor = self.open.len();
    }

    /// All elements within the root may be damaged: whoever reads next says so.
    pub(super) fn forgive_all(&mut self) {
        self.floor = 1;
    }

    /// From here on no element may be damaged.
    pub(super) fn forgive_nothing(&mut self) {
        self.floor = usize::MAX;
    }

    /// Whether the present place is within an element that may be damaged.
    pub(super) fn forgives(&self) -> bool {
        self.open.len() >= self.floor
    }

    /// What the present end tag ends.
    pub(super) fn ends(&self) -> Ends {
        self.ends
    }

    /// The element that was opened last is one that needs no end.
    pub(super) fn leave_open(&mut self) {
        if let Some(open) = self.open.pop() {
            self.names.truncate(open.name);
        }
    }

    /// The name of the open element at this depth.
    pub(super) fn name_at(&self, depth: usize) -> &str {
        let from = self
            .open
            .get(depth)
            .map_or(self.names.len(), |open| open.name);
        let to = self
            .open
            .get(depth + 1)
            .map_or(self.names.len(), |open| open.name);
        &self.names[from..to]
    }

    /// Reads the next event into `buffer`; [`Events::note`] must see it then.
    ///
    /// Two steps, because an event is large: handing it on by value from one
    /// function to the next takes a third of the time of reading.
    #[inline]
    pub(super) fn read<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Error> {
        buffer.clear();
        let input = self.parser.get_mut();
        input.renew();
        self.offset = input.offset();
        self.parser.read_event_into(buffer)
    }

    /// Takes note of an event: of what is open, and of what may not stand there.
    #[inline]
    pub(super) fn note<'e, 'b>(
        &mut self,
        event: &'e Result<Event<'b>, Error>,
    ) -> Result<&'e Event<'b>, SourceError> {
        let event = match event {
            Ok(event) => event,
            Err(error) => return Err(self.explain(error)),
        };
        match event {
            Event::Start(tag) => {
                self.enter(tag)?;
                self.open.push(Open {
                    name: self.names.len(),
                    offset: self.offset,
                });
                self.names.push_str(tag.name().as_ref());
            }
            Event::Empty(tag) => self.enter(tag)?,
            Event::End(tag) => self.leave(tag.name().as_ref())?,
            Event::Text(text) if self.open.is_empty() => {
                let blank = |c: char| c.is_whitespace() || c == '\u{FEFF}';
                if !text.chars().all(blank) {
                    return Err(self.malformed(Malformation::OutsideRoot));
                }
            }
            Event::CData(_) | Event::GeneralRef(_) if self.open.is_empty() => {
                return Err(self.malformed(Malformation::OutsideRoot));
            }
            Event::Eof => self.finish()?,
            Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_) => {}
            Event::DocType(doctype) => {
                if let Some(name) = nested_entity(doctype) {
                    let name = name.chars().take(80).collect();
                    return Err(self.malformed(Malformation::NestedEntity { name }));
                }
            }
        }
        Ok(event)
    }

    /// Finds what an end tag ends, and closes it.
    fn leave(&mut self, name: &str) -> Result<(), SourceError> {
        self.ends = Ends::Own;
        let Some(last) = self.open.last() else {
            let found = name.to_owned();
            return Err(self.malformed(Malformation::UnmatchedEnd { found }));
        };
        let own = &self.names[last.name..];
        if own == name {
            let at = last.name;
            self.names.truncate(at);
            self.open.pop();
            return Ok(());
        }
        let (expected, found) = (own.to_owned(), name.to_owned());
        let outer = (0..self.open.len()).rfind(|&depth| self.name_at(depth) == name);
        match outer {
            // A record's own end ends what is open within it.
            Some(depth) if depth + 1 >= self.floor => {
                let unclosed = self.open.len() - depth - 1;
                self.ends = Ends::Outer { unclosed };
                self.close_to(depth);
                Ok(())
            }
            None if self.open.len() >= self.floor => {
                self.ends = Ends::Nothing;
                Ok(())
            }
            Some(_) | None => Err(self.malformed(Malformation::WrongEnd { expected, found })),
        }
    }

    fn close_to(&mut self, depth: usize) {
        if let Some(open) = self.open.get(depth) {
            self.names.truncate(open.name);
        }
        self.open.truncate(depth);
    }

    fn enter(&mut self, tag: &BytesStart<'_>) -> Result<(), SourceError> {
        if self.open.is_empty() && self.root {
            return Err(self.malformed(Malformation::OutsideRoot));
        }
        if tag.name().as_ref().is_empty() && !self.forgives() {
            let said = "a `<` without a name; in a text it is written `&lt;`".to_owned();
            return Err(self.malformed(Malformation::Tag { said }));
        }
        self.root = true;
        if self.open.len() >= limit::DEPTH {
            return Err(self.too_large(Limit::Depth));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), SourceError> {
        if let Some(open) = self.open.last() {
            let (offset, name) = (open.offset, self.names[open.name..].to_owned());
            return Err(self.cut(offset, Cut::OpenElement { name }));
        }
        if self.root {
            Ok(())
        } else {
            Err(self.malformed(Malformation::NoRoot))
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the present event begins in the text.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The physical line of what comes next.
    pub(super) fn line(&mut self) -> u64 {
        self.parser.get_mut().line()
    }

    pub(super) fn text(&self) -> &TextStream {
        self.parser.get_ref().text()
    }

    /// The physical line of an offset, also of one that is long past.
    fn line_at(&mut self, offset: u64) -> u64 {
        // When even that fails, the line that was reached is the next best thing.
        self.again
            .line_at(offset)
            .unwrap_or_else(|_| self.parser.get_mut().line())
    }

    pub(super) fn malformed(&mut self, fault: Malformation) -> SourceError {
        SourceError::Malformed {
            shown: self.shown.clone(),
            line: self.line_at(self.offset),
            fault,
        }
    }

    pub(super) fn too_large(&mut self, limit: Limit) -> SourceError {
        SourceError::TooLarge {
            shown: self.shown.clone(),
            line: self.line_at(self.offset),
            limit,
        }
    }

    fn cut(&mut self, offset: u64, cut: Cut) -> SourceError {
        SourceError::CutShort {
            shown: self.shown.clone(),
            line: self.line_at(offset),
            cut,
        }
    }

    fn explain(&mut self, error: &Error) -> SourceError {
        match self.parser.get_mut().take_failure() {
            Some(Failure::TooLarge) => return self.too_large(Limit::Cell),
            Some(Failure::Io(error)) => return limit::stream_error(&self.shown, error),
            None => {}
        }
        match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                let said = "a `<!` that begins nothing known".to_owned();
                self.malformed(Malformation::Tag { said })
            }
            // All others of these mean that the end of the file came first.
            Error::Syntax(_) => self.cut(self.offset, Cut::OpenMarkup),
            // The survey saw valid UTF-8, so the file is another one by now.
            Error::Encoding(_) => SourceError::Changed {
                shown: self.shown.clone(),
            },
            other => self.malformed(Malformation::Tag {
                said: other.to_string(),
            }),
        }
    }
}
