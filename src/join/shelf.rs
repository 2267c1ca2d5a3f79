//! The sorted file, in which each item finds its row.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use super::cells::{Cell, cells};
use super::key::{Key, shown};

/// After so many bytes the index has the next key.
const PAGE: u64 = 4 << 10;

/// Rows on disk, one for each key.
#[derive(Debug)]
pub struct Shelf {
    file: File,
    /// The first key of each page with its place and number.
    index: Vec<(Box<[u8]>, u64, u64)>,
    end: u64,
    keys: u64,
    /// Rows that were put together.
    rows: u64,
    /// A bit for each key that somebody has found.
    found: Vec<u64>,
    /// The page in memory.
    page: Option<usize>,
    buffer: Vec<u8>,
}

/// What is there for a key.
#[derive(Debug)]
pub enum Met<C> {
    /// The cells of its row.
    Row(C),
    /// Nothing, but a key that differs only in capitals or leading zeros.
    Alike(String),
    /// Nothing.
    Nothing,
}

/// Rows that nobody has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lone {
    /// How many keys.
    pub count: u64,
    /// The first of them.
    pub samples: Vec<String>,
}

/// Where a key and its row stand in the page in memory.
#[derive(Clone, Copy)]
struct Entry {
    key: (usize, usize),
    row: (usize, usize),
}

impl Shelf {
    /// How many keys there are.
    pub fn keys(&self) -> u64 {
        self.keys
    }

    /// How many rows they came from.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The cells of a key's row. The key counts as found from now on.
    ///
    /// # Errors
    ///
    /// When the temporary file cannot be read.
    pub fn find(&mut self, key: &Key) -> io::Result<Met<impl Iterator<Item = Cell<'_>>>> {
        let alike = key.alike();
        // All that look alike stand together, maybe over the end of a page.
        let after = self.index.partition_point(|(first, ..)| &**first < alike);
        let mut near = None;
        let mut hit = None;
        'pages: for page in after.saturating_sub(1)..self.index.len() {
            self.load(page)?;
            let mut at = 0;
            let mut number = self.index[page].2;
            while let Some(entry) = entry(&self.buffer, at) {
                let found = &self.buffer[entry.key.0..entry.key.1];
                if found == key.bytes() {
                    hit = Some((entry, number));
                    break 'pages;
                }
                if found.starts_with(alike) {
                    near.get_or_insert_with(|| shown(found));
                } else if found > alike {
                    break 'pages;
                }
                at = entry.row.1;
                number += 1;
            }
        }
        Ok(match (hit, near) {
            (Some((entry, number)), _) => {
                let (word, bit) = (number / 64, number % 64);
                if let Some(word) = usize::try_from(word)
                    .ok()
                    .and_then(|at| self.found.get_mut(at))
                {
                    *word |= 1 << bit;
                }
                Met::Row(cells(&self.buffer[entry.row.0..entry.row.1]))
            }
            (None, Some(near)) => Met::Alike(near),
            (None, None) => Met::Nothing,
        })
    }

    /// The keys that nobody has found, with so many samples.
    ///
    /// # Errors
    ///
    /// When the temporary file cannot be read.
    pub fn lone(&mut self, most: usize) -> io::Result<Lone> {
        let found: u64 = self
            .found
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum();
        let mut lone = Lone {
            count: self.keys - found,
            samples: Vec::new(),
        };
        for page in 0..self.index.len() {
            if lone.samples.len() as u64 >= lone.count.min(most as u64) {
                break;
            }
            self.load(page)?;
            let mut at = 0;
            let mut number = self.index[page].2;
            while let Some(entry) = entry(&self.buffer, at) {
                let word = usize::try_from(number / 64).ok();
                let word = word.and_then(|word| self.found.get(word)).copied();
                let is_found = word.unwrap_or_default() >> (number % 64) & 1 == 1;
                if !is_found && lone.samples.len() < most {
                    lone.samples
                        .push(shown(&self.buffer[entry.key.0..entry.key.1]));
                }
                at = entry.row.1;
                number += 1;
            }
        }
        Ok(lone)
    }

    fn load(&mut self, page: usize) -> io::Result<()> {
        if self.page == Some(page) {
            return Ok(());
        }
        let start = self.index[page].1;
        let end = self.index.get(page + 1).map_or(self.end, |next| next.1);
        let length = usize::try_from(end - start).map_err(io::Error::other)?;
        self.page = None;
        self.buffer.resize(length, 0);
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut self.buffer)?;
        self.page = Some(page);
        Ok(())
    }
}

/// The entry at a place of a page.
fn entry(page: &[u8], at: usize) -> Option<Entry> {
    let number = |at: usize| {
        let bytes = page.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let (key, row) = (number(at)?, number(at + 4)?);
    let start = at + 8;
    Some(Entry {
        key: (start, start + key),
        row: (start + key, start + key + row),
    })
}

/// Fills a shelf, in the order of the keys.
pub(super) struct Stocker {
    out: BufWriter<File>,
    index: Vec<(Box<[u8]>, u64, u64)>,
    /// Where the page began that is being filled.
    page: u64,
    end: u64,
    keys: u64,
    rows: u64,
}

impl Stocker {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            out: BufWriter::with_capacity(1 << 18, tempfile::tempfile()?),
            index: Vec::new(),
            page: 0,
            end: 0,
            keys: 0,
            rows: 0,
        })
    }

    pub(super) fn put(&mut self, key: &[u8], row: &[u8], rows: u64) -> io::Result<()> {
        if self.index.is_empty() || self.end - self.page >= PAGE {
            self.index.push((key.into(), self.end, self.keys));
            self.page = self.end;
        }
        let (key_length, row_length) = (key.len(), row.len());
        let length = |length: usize| u32::try_from(length).map_err(io::Error::other);
        self.out.write_all(&length(key_length)?.to_le_bytes())?;
        self.out.write_all(&length(row_length)?.to_le_bytes())?;
        self.out.write_all(key)?;
        self.out.write_all(row)?;
        self.end += 8 + (key_length + row_length) as u64;
        self.keys += 1;
        self.rows += rows;
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<Shelf> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let words = usize::try_from(self.keys.div_ceil(64)).map_err(io::Error::other)?;
        Ok(Shelf {
            file,
            index: self.index,
            end: self.end,
            keys: self.keys,
            rows: self.rows,
            found: vec![0; words],
            page: None,
            buffer: Vec::new(),
        })
    }
}
