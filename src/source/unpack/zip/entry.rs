//! The content of one file of an archive.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::directory::{Entry, number};
use crate::source::unpack::fault::{PackFault, Trouble};
use crate::source::unpack::packing::Packing;
use crate::source::unpack::room::Counted;

/// Bytes of a local header without name and extra field (4.3.7).
const LOCAL: usize = 30;

type Packed<'f> = BufReader<Counted<'f, Take<&'f mut File>>>;

/// The unpacked bytes of a file, with their checksum.
pub(in crate::source::unpack) struct Content<'f> {
    method: Method<'f>,
    crc: Crc,
}

/// How it is packed (4.4.5).
enum Method<'f> {
    Stored(Packed<'f>),
    Deflate(Box<DeflateDecoder<Packed<'f>>>),
    Bzip2(bzip2::bufread::BzDecoder<Packed<'f>>),
    Zstd(Box<zstd::Decoder<'static, Packed<'f>>>),
}

/// Begins to read a file. The list at the end counts, not the local header: the
/// latter has no sizes where the archive was written in one go.
pub(in crate::source::unpack) fn reader<'f>(
    file: &'f mut File,
    entry: &Entry,
    count: &'f Cell<u64>,
) -> Result<Content<'f>, Trouble> {
    let fault = |fault: PackFault| Err(Trouble::Fault(fault));
    let name = || entry.name.clone();
    if entry.encrypted {
        return fault(PackFault::Encrypted { name: name() });
    }
    let mut local = [0; LOCAL];
    file.seek(SeekFrom::Start(entry.at))
        .map_err(Trouble::Read)?;
    file.read_exact(&mut local)
        .map_err(|error| Trouble::of(Packing::Zip, error))?;
    if !local.starts_with(b"PK\x03\x04") {
        return fault(PackFault::Checksum { name: name() });
    }
    let skip = number(&local, 26, 2) + number(&local, 28, 2);
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    file.seek(SeekFrom::Current(skip)).map_err(Trouble::Read)?;
    let inner = Counted {
        inner: file.take(entry.packed),
        count,
    };
    let packed = BufReader::with_capacity(64 * 1024, inner);
    let method = match entry.method {
        0 => Method::Stored(packed),
        8 => Method::Deflate(Box::new(DeflateDecoder::new(packed))),
        12 => Method::Bzip2(bzip2::bufread::BzDecoder::new(packed)),
        // 20 was taken for Zstandard before 93 was.
        20 | 93 => {
            let decoder = zstd::Decoder::with_buffer(packed).map_err(Trouble::Read)?;
            Method::Zstd(Box::new(decoder))
        }
        method => {
            return fault(PackFault::Method {
                name: name(),
                method,
            });
        }
    };
    Ok(Content {
        method,
        crc: Crc::new(),
    })
}

impl Content<'_> {
    /// The CRC-32 of what was read so far.
    pub(in crate::source::unpack) fn checksum(&self) -> u32 {
        self.crc.sum()
    }
}

impl Read for Content<'_> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let taken = match &mut self.method {
            Method::Stored(packed) => packed.read(chunk),
            Method::Deflate(decoder) => decoder.read(chunk),
            Method::Bzip2(decoder) => decoder.read(chunk),
            Method::Zstd(decoder) => decoder.read(chunk),
        }?;
        self.crc.update(&chunk[..taken]);
        Ok(taken)
    }
}
