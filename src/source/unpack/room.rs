//! The temporary file that takes what was packed, and how much it takes.

use std::cell::Cell;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use super::fault::{PackFault, Trouble};
use super::packing::Packing;
use crate::source::bytes::temporary;

/// Most bytes that are written for one container. The largest shop that we know
/// of exports less than 20 GiB; what is larger fills the disk of a small server.
const MOST: u64 = 64 << 30;
/// Up to here nobody asks how well the data were packed.
const FREE: u64 = 100 << 20;
/// Beyond that, most bytes for each packed one. Exports shrink to a fifth, those
/// that repeat one text in every item to a hundredth; deflate cannot exceed 1032.
const RATIO: u64 = 1000;

/// Bytes between two looks at whether to stop.
const CHUNK: usize = 256 * 1024;

/// Who is asked and told while something long goes on.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Whether to give up.
    pub stopped: &'a dyn Fn() -> bool,
    /// Takes note of the bytes written so far.
    pub told: &'a dyn Fn(u64),
}

/// A temporary file being filled.
pub(super) struct Room<'a> {
    file: tempfile::NamedTempFile,
    written: u64,
    /// Packed bytes that were read for it so far.
    packed: &'a Cell<u64>,
    packing: Packing,
    watch: Watch<'a>,
    chunk: Vec<u8>,
}

impl<'a> Room<'a> {
    pub(super) fn new(
        folder: &Path,
        packing: Packing,
        packed: &'a Cell<u64>,
        watch: Watch<'a>,
    ) -> Result<Self, Trouble> {
        Ok(Self {
            file: temporary(folder).map_err(Trouble::Full)?,
            written: 0,
            packed,
            packing,
            watch,
            chunk: vec![0; CHUNK],
        })
    }

    /// Takes everything that a decoder gives.
    pub(super) fn take(&mut self, from: &mut impl Read) -> Result<(), Trouble> {
        loop {
            if (self.watch.stopped)() {
                return Err(Trouble::Stopped);
            }
            let taken = match from.read(&mut self.chunk) {
                Ok(0) => return Ok(()),
                Ok(taken) => taken,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Trouble::of(self.packing, error)),
            };
            self.written += taken as u64;
            self.allow()?;
            self.file
                .write_all(&self.chunk[..taken])
                .map_err(Trouble::Full)?;
            (self.watch.told)(self.written);
        }
    }

    /// Takes some bytes that were made of packed ones.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        if (self.watch.stopped)() {
            return Err(Trouble::Stopped);
        }
        self.written += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Trouble::Full)?;
        (self.watch.told)(self.written);
        Ok(())
    }

    fn allow(&self) -> Result<(), Trouble> {
        let packing = self.packing;
        if self.written > MOST {
            return Err(PackFault::TooLarge {
                packing,
                most: MOST,
            }
            .into());
        }
        if self.written > FREE && self.written / RATIO > self.packed.get() {
            let fault = PackFault::Bomb {
                packing,
                written: self.written,
                packed: self.packed.get(),
            };
            return Err(fault.into());
        }
        Ok(())
    }

    /// Bytes taken so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// The file; it goes when the path is dropped.
    pub(super) fn close(self) -> tempfile::TempPath {
        self.file.into_temp_path()
    }
}

/// A reader that counts.
pub(super) struct Counted<'a, R> {
    pub(super) inner: R,
    pub(super) count: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let taken = self.inner.read(chunk)?;
        self.count.set(self.count.get() + taken as u64);
        Ok(taken)
    }
}

/// Whether nothing is left but zeros, as tapes and some copying tools leave.
pub(super) fn only_zeros(rest: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let chunk = rest.fill_buf()?;
        if chunk.is_empty() {
            return Ok(true);
        }
        if chunk.iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        let length = chunk.len();
        rest.consume(length);
    }
}
