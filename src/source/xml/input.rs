//! The text of a file as the XML parser wants it, with an eye on what it takes.

use std::io::{self, BufRead, Read};

use memchr::memchr_iter;

use crate::source::limit;
use crate::source::text::TextStream;

const WINDOW: usize = 128 * 1024;

/// A buffered text that counts lines and that one event of the parser cannot
/// read without end: the parser puts an event into memory as a whole.
#[derive(Debug)]
pub(super) struct Input {
    text: TextStream,
    window: Box<[u8]>,
    at: usize,
    filled: usize,
    /// What of the window is in `line` already.
    counted: usize,
    line: u64,
    /// Where the window begins in the text.
    base: u64,
    /// What the present event may still take.
    allowance: usize,
    /// Why reading failed, for the parser passes on only its own view.
    failure: Option<Failure>,
}

#[derive(Debug)]
pub(super) enum Failure {
    Io(io::Error),
    TooLarge,
}

impl Input {
    pub(super) fn new(text: TextStream) -> Self {
        Self {
            text,
            window: vec![0; WINDOW].into(),
            at: 0,
            filled: 0,
            counted: 0,
            line: 1,
            base: 0,
            allowance: limit::CELL,
            failure: None,
        }
    }

    /// Begins a new event.
    pub(super) fn renew(&mut self) {
        self.allowance = limit::CELL;
    }

    /// The physical line of what comes next.
    pub(super) fn line(&mut self) -> u64 {
        self.line += memchr_iter(b'\n', &self.window[self.counted..self.at]).count() as u64;
        self.counted = self.at;
        self.line
    }

    /// Where in the text the next byte stands.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    pub(super) fn text(&self) -> &TextStream {
        &self.text
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.filled {
            if self.allowance == 0 {
                self.failure = Some(Failure::TooLarge);
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            self.line();
            self.base += self.at as u64;
            (self.at, self.filled, self.counted) = (0, 0, 0);
            match self.text.read(&mut self.window) {
                Ok(filled) => self.filled = filled,
                Err(error) => {
                    let kind = error.kind();
                    self.failure = Some(Failure::Io(error));
                    return Err(io::Error::from(kind));
                }
            }
        }
        Ok(&self.window[self.at..self.filled])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.filled);
        self.allowance = self.allowance.saturating_sub(amount);
    }
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let window = self.fill_buf()?;
        let len = window.len().min(out.len());
        out[..len].copy_from_slice(&window[..len]);
        self.consume(len);
        Ok(len)
    }
}
