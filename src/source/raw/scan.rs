//! One pass over a file that tells its records apart and prints them.
//!
//! One thread reads and finds where records end, another prints them: each takes
//! about as long. The order is that of the file, whoever is faster.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::cutter::{Cutter, Found};
use super::print::{Print, PrintKey};
use super::whole::{FilePrint, WholePrinter};
use crate::source::bytes::read_full;
use crate::source::limit;

/// Bytes of one chunk.
const CHUNK: usize = 1 << 20;
/// Chunks that are read ahead.
const AHEAD: usize = 3;

/// A record as it stands in the file, or several that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Where it begins in the file.
    pub start: u64,
    /// Where it ends, its line end included.
    pub end: u64,
    /// The physical line of its beginning, from 1.
    pub line: u64,
    /// Line ends in it.
    pub breaks: u32,
    /// How many rows or elements it is.
    pub rows: u32,
    /// The print of its bytes, without the line end.
    pub print: Print,
}

/// What was behind the records, and the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// Where the last record ends.
    pub tail: u64,
    /// The size of the file.
    pub bytes: u64,
    /// The print of the bytes behind the last record, without the blank ones at the end.
    pub tail_print: Print,
    /// The print of the whole file.
    pub print: FilePrint,
}

/// Why records cannot be told apart without a parser, or not at all: then the
/// file is read as if nothing were known of it.
#[derive(Debug)]
pub enum Unscanned {
    /// What stands in it.
    Odd,
    /// The file.
    Io(io::Error),
    /// Somebody asked to stop.
    Stopped,
}

impl From<io::Error> for Unscanned {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Some bytes with whole records in them.
#[derive(Default)]
struct Chunk {
    /// Room for the bytes, which is used again: what is behind them means nothing.
    room: Vec<u8>,
    /// How many bytes there are.
    filled: usize,
    /// Where they stand in the file.
    base: u64,
    /// How many of them are records.
    used: usize,
    found: Vec<Found>,
    /// Line ends behind the last of them that belong to none.
    behind: usize,
    /// Nothing follows.
    last: bool,
    odd: bool,
}

impl Chunk {
    /// The whole records.
    fn records(&self) -> &[u8] {
        &self.room[..self.used]
    }

    /// What is behind them.
    fn behind(&self) -> &[u8] {
        &self.room[self.used..self.filled]
    }
}

/// Tells the records of a file apart, from `head` on, which is on this line.
pub(super) fn scan(
    mut file: File,
    (head, line): (u64, u64),
    cutter: &Cutter<'_>,
    key: &PrintKey,
    stopped: &dyn Fn() -> bool,
    take: &mut dyn FnMut(Raw),
) -> Result<Scanned, Unscanned> {
    let mut printer = WholePrinter::new(key);
    let begins = first(&mut file, head)?;
    printer.add(&begins);
    let (full, chunks) = sync_channel::<io::Result<Chunk>>(AHEAD);
    let (back, spare) = sync_channel::<Chunk>(AHEAD + 2);
    thread::scope(|scope| {
        scope.spawn(move || read(file, head, cutter, &full, &spare));
        let mut gather = Gather::new(key, line, take);
        for chunk in chunks {
            let chunk = chunk?;
            if stopped() {
                return Err(Unscanned::Stopped);
            }
            if chunk.odd || !gather.chunk(&chunk) {
                return Err(Unscanned::Odd);
            }
            printer.add(chunk.records());
            if chunk.last {
                gather.finish();
                let behind = chunk.behind();
                printer.add(behind);
                let tail = chunk.base + chunk.used as u64;
                return Ok(Scanned {
                    tail,
                    bytes: tail + behind.len() as u64,
                    tail_print: key.print(behind.trim_ascii_end()),
                    print: printer.print(),
                });
            }
            // The reader may have come to its end.
            let _unneeded = back.try_send(chunk);
        }
        Err(Unscanned::Io(io::ErrorKind::UnexpectedEof.into()))
    })
}

/// The bytes in front of the first record.
fn first(file: &mut File, head: u64) -> io::Result<Vec<u8>> {
    let mut begins = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(head).read_to_end(&mut begins)?;
    Ok(begins)
}

/// Reads chunk by chunk, and finds the records in them.
fn read(
    mut file: File,
    head: u64,
    cutter: &Cutter<'_>,
    full: &SyncSender<io::Result<Chunk>>,
    spare: &Receiver<Chunk>,
) {
    let mut base = head;
    let mut carried: Vec<u8> = Vec::new();
    loop {
        let mut chunk = spare.try_recv().unwrap_or_default();
        chunk.base = base;
        chunk.found.clear();
        let filled = fill(&mut file, &mut chunk, &carried);
        let done = match filled {
            Ok(last) => {
                cut(&mut chunk, cutter, last);
                carried.clear();
                carried.extend_from_slice(chunk.behind());
                base += chunk.used as u64;
                chunk.last || chunk.odd
            }
            Err(error) => {
                let _gone = full.send(Err(error));
                return;
            }
        };
        // Whoever listens no more has found something odd.
        if full.send(Ok(chunk)).is_err() || done {
            return;
        }
    }
}

/// Fills a chunk behind what was carried over; says whether the file ends in it.
fn fill(file: &mut File, chunk: &mut Chunk, carried: &[u8]) -> io::Result<bool> {
    let room = carried.len() + CHUNK.max(carried.len());
    if chunk.room.len() < room {
        chunk.room.resize(room, 0);
    }
    chunk.room[..carried.len()].copy_from_slice(carried);
    chunk.filled = carried.len() + read_full(file, &mut chunk.room[carried.len()..room])?;
    Ok(chunk.filled < room)
}

fn cut(chunk: &mut Chunk, cutter: &Cutter<'_>, last: bool) {
    let cut = cutter.cut(&chunk.room[..chunk.filled], last, &mut chunk.found);
    let too_long = chunk.filled - cut.used > limit::RECORD;
    chunk.used = cut.used;
    chunk.behind = cut.behind;
    // What is behind the records is small, or it is no export.
    chunk.odd = cut.odd || (too_long && !last);
    chunk.last = last;
}

/// Prints what was found, and puts together what belongs together.
struct Gather<'a> {
    key: &'a PrintKey,
    line: u64,
    take: &'a mut dyn FnMut(Raw),
    /// The records of a product so far, and the prints of its records.
    open: Option<(Print, Raw, Vec<u8>)>,
    groups: HashSet<u64>,
}

impl<'a> Gather<'a> {
    fn new(key: &'a PrintKey, line: u64, take: &'a mut dyn FnMut(Raw)) -> Self {
        Self {
            key,
            line,
            take,
            open: None,
            groups: HashSet::new(),
        }
    }

    /// Takes the records of a chunk; `false` where a product stands in several
    /// places of the file.
    fn chunk(&mut self, chunk: &Chunk) -> bool {
        for found in &chunk.found {
            self.line += found.before as u64;
            let record = &chunk.room[found.start..found.end];
            let raw = Raw {
                start: chunk.base + found.start as u64,
                end: chunk.base + found.next as u64,
                line: self.line,
                breaks: u32::try_from(found.breaks).unwrap_or(u32::MAX),
                rows: 1,
                print: self.key.print(record),
            };
            self.line += found.breaks as u64;
            match &found.group {
                None => {
                    self.close();
                    (self.take)(raw);
                }
                Some(group) => {
                    if !self.join(self.key.print(group.as_bytes()), raw) {
                        return false;
                    }
                }
            }
        }
        self.line += chunk.behind as u64;
        true
    }

    fn join(&mut self, group: Print, raw: Raw) -> bool {
        if let Some((open, all, prints)) = &mut self.open
            && *open == group
        {
            all.end = raw.end;
            // Blank lines between them count.
            all.rows += 1;
            all.breaks = raw.breaks + u32::try_from(raw.line - all.line).unwrap_or(u32::MAX);
            prints.extend_from_slice(&raw.print.bytes());
            return true;
        }
        self.close();
        self.open = Some((group, raw, raw.print.bytes().to_vec()));
        self.groups.insert(group.head())
    }

    fn close(&mut self) {
        if let Some((_, mut all, prints)) = self.open.take() {
            all.print = self.key.print(&prints);
            (self.take)(all);
        }
    }

    fn finish(&mut self) {
        self.close();
    }
}
