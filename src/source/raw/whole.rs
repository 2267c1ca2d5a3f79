//! The print of a whole file.
//!
//! It is the prints of its blocks, so that several threads can make it, and one that goes
//! through the file for another reason as well. A file that is another one is mostly so
//! from its first block on: whoever asks need not go through the others.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde::{Deserialize, Serialize};

use super::print::{PrintKey, Printer};
use crate::source::bytes::read_full;

/// Bytes of a block.
const BLOCK: u64 = 4 * 1024 * 1024;
/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;
/// More threads than that do not make a disk any faster.
const MOST_THREADS: usize = 4;

/// The print of a file, block by block, in hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePrint(Vec<String>);

impl FilePrint {
    /// Whether a file is the one with this print. Where it is another one, that shows
    /// as soon as the first block that differs has been read.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn is_of(&self, path: &Path, key: &PrintKey) -> io::Result<bool> {
        if count(path)? != self.0.len() as u64 {
            return Ok(false);
        }
        let same = |block: u64, print: &str| {
            let at = usize::try_from(block).ok();
            at.and_then(|at| self.0.get(at))
                .is_some_and(|own| own == print)
        };
        let done = blocks(path, key, &same)?;
        Ok(done.len() == self.0.len() && done.iter().all(|(block, print)| same(*block, print)))
    }
}

/// Prints a file that somebody goes through from its beginning to its end.
pub(super) struct WholePrinter<'k> {
    key: &'k PrintKey,
    block: Printer,
    left: u64,
    prints: Vec<String>,
}

impl<'k> WholePrinter<'k> {
    pub(super) fn new(key: &'k PrintKey) -> Self {
        Self {
            key,
            block: key.printer(),
            left: BLOCK,
            prints: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let length =
                usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
            let (now, later) = bytes.split_at(length);
            self.block.add(now);
            self.left -= length as u64;
            bytes = later;
            if self.left == 0 {
                self.end();
            }
        }
    }

    fn end(&mut self) {
        let block = std::mem::replace(&mut self.block, self.key.printer());
        self.prints.push(block.print().hex());
        self.left = BLOCK;
    }

    pub(super) fn print(mut self) -> FilePrint {
        if self.left < BLOCK {
            self.end();
        }
        FilePrint(self.prints)
    }
}

/// The print of all bytes of a file.
///
/// # Errors
///
/// When it cannot be read.
pub fn print_file(path: &Path, key: &PrintKey) -> io::Result<FilePrint> {
    let mut done = blocks(path, key, &|_, _| true)?;
    done.sort_unstable();
    Ok(FilePrint(
        done.into_iter().map(|(_, print)| print).collect(),
    ))
}

/// How many blocks a file has.
fn count(path: &Path) -> io::Result<u64> {
    Ok(std::fs::metadata(path)?.len().div_ceil(BLOCK))
}

/// Whether to go on after this block with this print.
type GoesOn<'a> = &'a (dyn Fn(u64, &str) -> bool + Sync);

/// Prints the blocks of a file, in no order, until `goes_on` says that it is enough.
fn blocks(path: &Path, key: &PrintKey, goes_on: GoesOn<'_>) -> io::Result<Vec<(u64, String)>> {
    let blocks = count(path)?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores
        .min(MOST_THREADS)
        .min(usize::try_from(blocks).unwrap_or(usize::MAX));
    let next = AtomicU64::new(0);
    let done: io::Result<Vec<Vec<(u64, String)>>> = thread::scope(|scope| {
        let work = || blocks_of(path, key, &next, blocks, goes_on);
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let broken = |_| Err(io::Error::other("a thread broke off"));
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(broken));
        std::iter::once(mine).chain(others).collect()
    });
    Ok(done?.into_iter().flatten().collect())
}

/// Prints one block after the other that nobody has taken yet.
fn blocks_of(
    path: &Path,
    key: &PrintKey,
    next: &AtomicU64,
    blocks: u64,
    goes_on: GoesOn<'_>,
) -> io::Result<Vec<(u64, String)>> {
    let mut file = File::open(path)?;
    let mut chunk = vec![0; CHUNK];
    let mut prints = Vec::new();
    loop {
        let block = next.fetch_add(1, Ordering::Relaxed);
        if block >= blocks {
            return Ok(prints);
        }
        file.seek(SeekFrom::Start(block * BLOCK))?;
        let mut part = file.by_ref().take(BLOCK);
        let mut printer = key.printer();
        loop {
            let filled = read_full(&mut part, &mut chunk)?;
            if filled == 0 {
                break;
            }
            printer.add(&chunk[..filled]);
        }
        let print = printer.print().hex();
        if !goes_on(block, &print) {
            // Nor do the others take another one.
            next.store(blocks, Ordering::Relaxed);
        }
        prints.push((block, print));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_however_it_is_gone_through() {
        let key = PrintKey::random().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        let block = usize::try_from(BLOCK).unwrap();
        for length in [0, 1, 1000, block - 1, block, block + 1, 3 * block + 77] {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            std::fs::write(&path, &bytes).unwrap();
            let whole = print_file(&path, &key).unwrap();
            assert!(whole.is_of(&path, &key).unwrap(), "{length} bytes");
            for step in [777_777, block, length.max(1)] {
                let mut printer = WholePrinter::new(&key);
                bytes.chunks(step).for_each(|part| printer.add(part));
                assert_eq!(printer.print(), whole, "{length} bytes by {step}");
            }
            for at in [0, length / 2, length.saturating_sub(1)] {
                let mut other = bytes.clone();
                let Some(byte) = other.get_mut(at) else {
                    continue;
                };
                *byte ^= 1;
                std::fs::write(&path, &other).unwrap();
                assert_ne!(print_file(&path, &key).unwrap(), whole, "byte {at}");
                assert!(!whole.is_of(&path, &key).unwrap(), "byte {at}");
            }
            for other in [[&bytes[..], b"x"].concat(), bytes[..length / 2].to_vec()] {
                std::fs::write(&path, &other).unwrap();
                let same = other == bytes;
                assert_eq!(whole.is_of(&path, &key).unwrap(), same, "{length} bytes");
            }
        }
    }
}
