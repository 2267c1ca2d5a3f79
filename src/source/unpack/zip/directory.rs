//! The list of files at the end of an archive.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::source::unpack::fault::{PackFault, Trouble};

/// Most bytes of the list: about 200 000 files. Their names are kept in memory.
const MOST: u64 = 16 << 20;
/// The end record without its comment (4.3.16).
const END: usize = 22;
/// The locator of the large end record (4.3.15).
const LOCATOR: usize = 20;
/// The large end record (4.3.14).
const LARGE_END: usize = 56;
/// A header of the list without name, extra field and comment (4.3.12).
const HEADER: usize = 46;

/// A file of an archive.
#[derive(Debug)]
pub(in crate::source::unpack) struct Entry {
    /// Its name, for messages and for comparing. Never a path.
    pub(in crate::source::unpack) name: String,
    /// How it is packed.
    pub(super) method: u16,
    /// Whether it needs a password.
    pub(super) encrypted: bool,
    /// The CRC-32 of its content.
    pub(in crate::source::unpack) crc: u32,
    /// Bytes in the archive.
    pub(super) packed: u64,
    /// Bytes when unpacked.
    pub(in crate::source::unpack) size: u64,
    /// Where its local header begins.
    pub(super) at: u64,
}

/// The files of an archive.
#[derive(Debug)]
pub(in crate::source::unpack) struct Directory {
    /// Those that people put there, in the order of the list.
    pub(in crate::source::unpack) files: Vec<Entry>,
    /// Those that nobody put there knowingly.
    pub(in crate::source::unpack) litter: Vec<Entry>,
    /// The workbook that it is, if its parts are in it.
    pub(in crate::source::unpack) workbook: Option<Kind>,
}

/// What program wrote a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source::unpack) enum Kind {
    /// Excel, as XML: `.xlsx`.
    Xlsx,
    /// Excel, as bytes of its own, or `LibreOffice`.
    Other,
}

/// Where the list stands.
struct Place {
    at: u64,
    bytes: u64,
    entries: u64,
}

impl Directory {
    /// Reads the list.
    pub(in crate::source::unpack) fn read(file: &mut File) -> Result<Self, Trouble> {
        let place = find(file)?;
        if place.bytes > MOST {
            return Err(PackFault::TooManyFiles.into());
        }
        file.seek(SeekFrom::Start(place.at))
            .map_err(Trouble::Read)?;
        let mut list = BufReader::new(file.take(place.bytes));
        let (mut files, mut litter) = (Vec::new(), Vec::new());
        let mut parts = Parts::default();
        for _ in 0..place.entries {
            let (entry, real) = header(&mut list)?;
            parts.note(&entry.name);
            if real && !is_litter(&entry.name) {
                files.push(entry);
            } else {
                litter.push(entry);
            }
        }
        Ok(Self {
            files,
            litter,
            workbook: parts.workbook(),
        })
    }
}

/// A little-endian number of `length` bytes.
pub(super) fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let part = bytes.get(at..at + length).unwrap_or_default();
    part.iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Finds the list by the record at the very end.
fn find(file: &mut File) -> Result<Place, Trouble> {
    let damaged = || Trouble::Fault(PackFault::NoDirectory);
    let length = file.seek(SeekFrom::End(0)).map_err(Trouble::Read)?;
    // A comment of at most 65535 bytes follows the record.
    let tail_length = length.min(65_535 + (END + LOCATOR) as u64);
    let tail_at = length - tail_length;
    file.seek(SeekFrom::Start(tail_at)).map_err(Trouble::Read)?;
    let mut tail = Vec::new();
    file.take(tail_length)
        .read_to_end(&mut tail)
        .map_err(Trouble::Read)?;
    let end = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06")
        .find(|at| *at + END + usize_of(number(&tail, at + 20, 2)) == tail.len())
        .ok_or_else(damaged)?;
    let record = &tail[end..];
    let mut place = Place {
        at: number(record, 16, 4),
        bytes: number(record, 12, 4),
        entries: number(record, 10, 2),
    };
    let mut disks = (number(record, 4, 2), number(record, 6, 2));
    let mut ends_at = tail_at + end as u64;
    let locator = end.checked_sub(LOCATOR).map(|at| &tail[at..end]);
    if let Some(locator) = locator.filter(|bytes| bytes.starts_with(b"PK\x06\x07")) {
        ends_at = number(locator, 8, 8);
        file.seek(SeekFrom::Start(ends_at)).map_err(Trouble::Read)?;
        let mut large = [0; LARGE_END];
        file.read_exact(&mut large).map_err(|_| damaged())?;
        if !large.starts_with(b"PK\x06\x06") {
            return Err(damaged());
        }
        place = Place {
            at: number(&large, 48, 8),
            bytes: number(&large, 40, 8),
            entries: number(&large, 32, 8),
        };
        disks = (number(&large, 16, 4), number(&large, 20, 4));
    }
    if disks != (0, 0) {
        return Err(PackFault::Split.into());
    }
    match place.at.checked_add(place.bytes) {
        Some(behind) if behind <= ends_at => Ok(place),
        Some(_) | None => Err(damaged()),
    }
}

/// One header of the list, and whether it is a plain file.
fn header(list: &mut impl Read) -> Result<(Entry, bool), Trouble> {
    let damaged = |_| Trouble::Fault(PackFault::NoDirectory);
    let mut fixed = [0; HEADER];
    list.read_exact(&mut fixed).map_err(damaged)?;
    if !fixed.starts_with(b"PK\x01\x02") {
        return Err(PackFault::NoDirectory.into());
    }
    let mut rest = |length: u64| {
        let mut bytes = vec![0; usize_of(length)];
        list.read_exact(&mut bytes).map(|()| bytes)
    };
    let name = rest(number(&fixed, 28, 2)).map_err(damaged)?;
    let extra = rest(number(&fixed, 30, 2)).map_err(damaged)?;
    rest(number(&fixed, 32, 2)).map_err(damaged)?;
    let flags = number(&fixed, 8, 2);
    let mut sizes = [
        number(&fixed, 24, 4),
        number(&fixed, 20, 4),
        number(&fixed, 42, 4),
    ];
    enlarge(&mut sizes, &extra);
    let [size, packed, at] = sizes;
    let name = name_of(&name);
    // Made on Unix (3), and the mode says that it is a link (4.4.2, 4.4.15).
    let link = fixed[5] == 3 && number(&fixed, 40, 2) & 0o170_000 == 0o120_000;
    let real = !link && !name.ends_with(['/', '\\']);
    let entry = Entry {
        name,
        method: u16::try_from(number(&fixed, 10, 2)).unwrap_or(u16::MAX),
        encrypted: flags & 1 == 1,
        crc: u32::try_from(number(&fixed, 16, 4)).unwrap_or(0),
        packed,
        size,
        at,
    };
    Ok((entry, real))
}

/// Sizes and offset that do not fit into 32 bits stand in an extra field, those
/// only and in this order (4.5.3).
fn enlarge(sizes: &mut [u64; 3], extra: &[u8]) {
    let mut at = 0;
    while at + 4 <= extra.len() {
        let length = usize_of(number(extra, at + 2, 2));
        if number(extra, at, 2) == 1 {
            let mut from = at + 4;
            for size in sizes
                .iter_mut()
                .filter(|size| **size == u64::from(u32::MAX))
            {
                if from + 8 <= (at + 4 + length).min(extra.len()) {
                    *size = number(extra, from, 8);
                    from += 8;
                }
            }
            return;
        }
        at += 4 + length;
    }
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Code page 437, from 128, in which old programs write names (4.4.4).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// A name as text. Whether it is UTF-8 is seen from its bytes: the flag that
/// should say so is often not set.
fn name_of(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).map_or_else(
        |_| {
            let high = |byte: u8| CP437.chars().nth(usize::from(byte) - 128);
            let sign = |byte: &u8| {
                let plain = byte.is_ascii().then(|| char::from(*byte));
                plain.or_else(|| high(*byte)).unwrap_or('?')
            };
            bytes.iter().map(sign).collect()
        },
        str::to_owned,
    );
    // A name is shown on terminals.
    text.chars()
        .map(|sign| if sign.is_control() { '?' } else { sign })
        .collect()
}

/// What systems put into an archive without being asked.
fn is_litter(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| {
        let hidden = part.starts_with('.') && part != "." && part != "..";
        hidden
            || part == "__MACOSX"
            || part.eq_ignore_ascii_case("thumbs.db")
            || part.eq_ignore_ascii_case("desktop.ini")
    })
}

/// Counts the files that make an archive a workbook.
#[derive(Default)]
struct Parts {
    /// Of Excel, as XML.
    excel: bool,
    /// Of Excel, as bytes of its own.
    binary: bool,
    /// Of `OpenDocument`: all three are there.
    open: u8,
}

impl Parts {
    fn note(&mut self, name: &str) {
        self.excel |= name == "xl/workbook.xml";
        self.binary |= name == "xl/workbook.bin";
        let open = ["mimetype", "content.xml", "META-INF/manifest.xml"];
        self.open = self.open.saturating_add(u8::from(open.contains(&name)));
    }

    fn workbook(&self) -> Option<Kind> {
        if self.excel {
            return Some(Kind::Xlsx);
        }
        (self.binary || self.open == 3).then_some(Kind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_names_are_read_as_code_page_437() {
        assert_eq!(CP437.chars().count(), 128);
        for (bytes, name) in [
            (&b"produkte.csv"[..], "produkte.csv"),
            ("\u{fc}bersicht.csv".as_bytes(), "übersicht.csv"),
            (b"\x81bersicht.csv", "übersicht.csv"),
            (b"gr\x94\xe1e.csv", "größe.csv"),
            (b"a\x1b[31m.csv", "a?[31m.csv"),
        ] {
            assert_eq!(name_of(bytes), name);
        }
    }

    #[test]
    fn litter_is_told_from_exports() {
        for (name, litter) in [
            ("products.csv", false),
            ("export/products.csv", false),
            ("../products.csv", false),
            ("__MACOSX/._products.csv", true),
            (".DS_Store", true),
            ("export/.hidden.csv", true),
            ("export/Thumbs.db", true),
        ] {
            assert_eq!(is_litter(name), litter, "{name}");
        }
    }

    #[test]
    fn only_numbers_that_are_full_are_taken_from_the_extra_field() {
        const FULL: u64 = u32::MAX as u64;
        let number = 5_000_000_000_u64.to_le_bytes();
        let mut extra = vec![9, 0, 2, 0, 7, 7, 1, 0, 8, 0];
        extra.extend(number);
        let mut sizes = [7, FULL, 9];
        enlarge(&mut sizes, &extra);
        assert_eq!(sizes, [7, 5_000_000_000, 9]);
        // A field that is too short leaves what is there.
        let mut sizes = [FULL, FULL, FULL];
        enlarge(&mut sizes, &extra);
        assert_eq!(sizes, [5_000_000_000, FULL, FULL]);
        enlarge(&mut sizes, &[1, 0, 255, 255, 1]);
    }
}
