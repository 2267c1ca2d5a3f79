//! The print of a whole file.
//!
//! It is the print of the prints of its blocks, so that several threads can make it,
//! and one that goes through the file for another reason as well.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::print::{Print, PrintKey, Printer};
use crate::source::bytes::read_full;

/// Bytes of a block.
const BLOCK: u64 = 4 * 1024 * 1024;
/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;
/// More threads than that do not make a disk any faster.
const MOST_THREADS: usize = 4;

/// Prints a file that somebody goes through from its beginning to its end.
pub(super) struct WholePrinter<'k> {
    key: &'k PrintKey,
    block: Printer,
    left: u64,
    prints: Vec<u8>,
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
        self.prints.extend_from_slice(&block.print().bytes());
        self.left = BLOCK;
    }

    pub(super) fn print(mut self) -> Print {
        if self.left < BLOCK {
            self.end();
        }
        self.key.print(&self.prints)
    }
}

/// The print of all bytes of a file.
///
/// # Errors
///
/// When it cannot be read.
pub fn print_file(path: &Path, key: &PrintKey) -> io::Result<Print> {
    let bytes = std::fs::metadata(path)?.len();
    let blocks = bytes.div_ceil(BLOCK);
    let mut prints = vec![[0; 16]; usize::try_from(blocks).map_err(io::Error::other)?];
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(MOST_THREADS).min(prints.len());
    let next = AtomicU64::new(0);
    let done: io::Result<Vec<Vec<(u64, Print)>>> = thread::scope(|scope| {
        let work = || blocks_of(path, key, &next, blocks);
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let broken = |_| Err(io::Error::other("a thread broke off"));
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(broken));
        std::iter::once(mine).chain(others).collect()
    });
    for (block, print) in done?.into_iter().flatten() {
        prints[usize::try_from(block).map_err(io::Error::other)?] = print.bytes();
    }
    Ok(key.print(prints.as_flattened()))
}

/// Prints one block after the other that nobody has taken yet.
fn blocks_of(
    path: &Path,
    key: &PrintKey,
    next: &AtomicU64,
    blocks: u64,
) -> io::Result<Vec<(u64, Print)>> {
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
        prints.push((block, printer.print()));
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
            for step in [777_777, block, length.max(1)] {
                let mut printer = WholePrinter::new(&key);
                bytes.chunks(step).for_each(|part| printer.add(part));
                assert_eq!(printer.print(), whole, "{length} bytes by {step}");
            }
            if let Some(last) = bytes.last() {
                let mut other = bytes.clone();
                *other.last_mut().unwrap() = last ^ 1;
                std::fs::write(&path, &other).unwrap();
                assert_ne!(print_file(&path, &key).unwrap(), whole, "{length} bytes");
            }
        }
    }
}
