//! The bytes of a file as UTF-8, chunk by chunk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

use encoding_rs::{Decoder, DecoderResult};

use super::bytes::{Stamp, read_full, reopen};
use super::encoding::{Charset, Mark};
use super::error::SourceError;
use super::stray;
use super::survey::has_controls;

/// How to get from a file to its text; made once, used for every pass.
#[derive(Clone, Debug)]
pub(super) struct Decoding {
    pub(super) charset: Charset,
    pub(super) mark: Option<Mark>,
    /// UTF-8 with bytes in it that are not.
    pub(super) damaged: bool,
}

/// The text of a file.
///
/// What [`TextStream::read`] delivers is UTF-8 when put together; a character
/// may be split between two calls. Bytes that are no UTF-8 in a file that is
/// come out as two characters that mean nothing by definition (U+FDD0 to
/// U+FDEF), one for each half of the byte, so that the readers can tell the
/// cell from others and name the byte: see [`undecodable`]. Those that are surely
/// Windows-1252 come out as that, behind a U+FFFF: see [`mended`].
#[derive(Debug)]
pub(super) struct TextStream {
    file: File,
    way: Way,
    /// Bytes as in the file that wait to be decoded.
    raw: Vec<u8>,
    waiting: usize,
    /// The byte in front of them.
    before: Option<u8>,
    /// Text that waits to be taken.
    text: Vec<u8>,
    taken: usize,
    at_end: bool,
}

#[derive(Debug)]
enum Way {
    Plain,
    /// Only some parts of the file, one behind the other: those that are left, the
    /// next one last.
    Parts(Vec<Range<u64>>),
    Damaged,
    Decoder(Box<Decoder>),
}

const CHUNK: usize = 128 * 1024;

impl TextStream {
    /// The text of this file, without its byte-order mark.
    pub(super) fn new(mut file: File, decoding: &Decoding) -> io::Result<Self> {
        // Blank lines in front of the mark stay, for the sake of line numbers.
        let mut text = Vec::new();
        let mut from = 0;
        if let Some(mark) = decoding.mark {
            text.resize(mark.at, 0);
            read_full(&mut file, &mut text)?;
            from = (mark.at + mark.len) as u64;
        }
        file.seek(SeekFrom::Start(from))?;
        let way = match decoding.charset {
            Charset::Utf8 if decoding.damaged => Way::Damaged,
            Charset::Utf8 => Way::Plain,
            other => Way::Decoder(Box::new(
                other.encoding().new_decoder_without_bom_handling(),
            )),
        };
        let raw = match way {
            Way::Plain | Way::Parts(_) => Vec::new(),
            Way::Damaged | Way::Decoder(_) => vec![0; CHUNK],
        };
        Ok(Self {
            file,
            way,
            raw,
            waiting: 0,
            before: None,
            text,
            taken: 0,
            at_end: false,
        })
    }

    /// Parts of a file of plain UTF-8, one behind the other.
    pub(super) fn of_parts(file: File, mut parts: Vec<Range<u64>>) -> Self {
        parts.reverse();
        Self {
            file,
            way: Way::Parts(parts),
            raw: Vec::new(),
            waiting: 0,
            before: None,
            text: Vec::new(),
            taken: 0,
            at_end: false,
        }
    }

    /// Whether only parts of the file are read.
    pub(super) fn is_partial(&self) -> bool {
        matches!(self.way, Way::Parts(_))
    }

    /// Puts text into `out` and returns how many bytes of it; none means the end.
    pub(super) fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let waiting = &self.text[self.taken..];
            if !waiting.is_empty() {
                let len = waiting.len().min(out.len());
                out[..len].copy_from_slice(&waiting[..len]);
                self.taken += len;
                return Ok(len);
            }
            match &mut self.way {
                Way::Plain => return read_full(&mut self.file, out),
                Way::Parts(parts) => return read_parts(&mut self.file, parts, out),
                Way::Damaged | Way::Decoder(_) => {}
            }
            if self.at_end {
                return Ok(0);
            }
            self.decode()?;
        }
    }

    /// The file, to look at its state when all is read.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    fn decode(&mut self) -> io::Result<()> {
        let filled = self.waiting + read_full(&mut self.file, &mut self.raw[self.waiting..])?;
        let last = filled < self.raw.len();
        self.text.clear();
        self.taken = 0;
        let used = match &mut self.way {
            Way::Plain | Way::Parts(_) => 0,
            Way::Damaged => mark_invalid(self.before, &self.raw[..filled], last, &mut self.text),
            Way::Decoder(decoder) => {
                let room = decoder
                    .max_utf8_buffer_length_without_replacement(filled)
                    .unwrap_or(filled * 4);
                self.text.resize(room, 0);
                let (result, used, written) = decoder.decode_to_utf8_without_replacement(
                    &self.raw[..filled],
                    &mut self.text,
                    last,
                );
                self.text.truncate(written);
                match result {
                    DecoderResult::InputEmpty | DecoderResult::OutputFull => used,
                    // It went well when the file was surveyed.
                    DecoderResult::Malformed(..) => {
                        return Err(io::Error::from(io::ErrorKind::InvalidData));
                    }
                }
            }
        };
        self.before = self.raw[..used].last().copied().or(self.before);
        self.raw.copy_within(used..filled, 0);
        self.waiting = filled - used;
        self.at_end = last && self.waiting == 0;
        Ok(())
    }
}

/// A file that can be looked at again, when an error wants to name its line.
#[derive(Clone, Debug)]
pub(super) struct Again {
    pub(super) path: PathBuf,
    pub(super) decoding: Decoding,
}

impl Again {
    /// The text of the file, which must be the one that was looked at.
    pub(super) fn open(&self, shown: &str, stamp: &Stamp) -> Result<TextStream, SourceError> {
        let file = reopen(&self.path, shown, stamp)?;
        TextStream::new(file, &self.decoding).map_err(|error| SourceError::io(shown, error))
    }

    /// The physical line of an offset in the text, from 1.
    pub(super) fn line_at(&self, offset: u64) -> io::Result<u64> {
        let mut text = TextStream::new(File::open(&self.path)?, &self.decoding)?;
        let mut chunk = vec![0; CHUNK];
        let mut lines = 1;
        let mut rest = offset;
        while rest > 0 {
            let filled = text.read(&mut chunk)? as u64;
            if filled == 0 {
                break;
            }
            let before = usize::try_from(filled.min(rest)).unwrap_or(chunk.len());
            lines += memchr::memchr_iter(b'\n', &chunk[..before]).count() as u64;
            rest -= filled.min(rest);
        }
        Ok(lines)
    }
}

/// Decodes a whole file to see whether that works.
///
/// # Errors
///
/// The number of line feeds in front of what cannot be decoded.
pub(super) fn probe(file: &mut File, decoding: &Decoding) -> io::Result<Result<Probe, u64>> {
    let mut decoder = decoding
        .charset
        .encoding()
        .new_decoder_without_bom_handling();
    let skip = decoding.mark.map_or(0, |mark| mark.at + mark.len);
    file.seek(SeekFrom::Start(skip as u64))?;
    let mut raw = vec![0; CHUNK];
    let mut text = vec![0; CHUNK * 4];
    let mut probe = Probe::default();
    let mut waiting = 0;
    loop {
        let filled = waiting + read_full(file, &mut raw[waiting..])?;
        let last = filled < raw.len();
        let (result, used, written) =
            decoder.decode_to_utf8_without_replacement(&raw[..filled], &mut text, last);
        let fresh = &text[..written];
        probe.lines += memchr::memchr_iter(b'\n', fresh).count() as u64;
        probe.controls += fresh
            .iter()
            .filter(|&&byte| super::survey::is_control(byte))
            .count() as u64;
        if matches!(result, DecoderResult::Malformed(..)) {
            return Ok(Err(probe.lines));
        }
        raw.copy_within(used..filled, 0);
        waiting = filled - used;
        if last && waiting == 0 {
            return Ok(Ok(probe));
        }
    }
}

/// What a file is like when it is decoded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Probe {
    pub(super) lines: u64,
    pub(super) controls: u64,
}

/// Copies UTF-8, reads bytes that are surely Windows-1252 as such and marks both
/// them and those that are neither; returns how far it came, which is the end but
/// for a character that goes on in the next chunk.
fn mark_invalid(prior: Option<u8>, raw: &[u8], last: bool, text: &mut Vec<u8>) -> usize {
    let mut from = 0;
    while from < raw.len() {
        let valid = match std::str::from_utf8(&raw[from..]) {
            Ok(_) => raw.len(),
            Err(error) => from + error.valid_up_to(),
        };
        text.extend_from_slice(&raw[from..valid]);
        let Some(run) = stray::run(&raw[valid..], last) else {
            return valid;
        };
        let before = raw[..valid].last().copied().or(prior);
        let bytes = &raw[valid..valid + run];
        match stray::western(before, bytes, raw.get(valid + run).copied()) {
            Some(read) => {
                text.extend_from_slice(MENDED.as_bytes());
                text.extend_from_slice(read.as_bytes());
            }
            None => {
                for byte in bytes {
                    for half in [0x90 | (byte >> 4), 0xA0 | (byte & 0xF)] {
                        text.extend_from_slice(&[0xEF, 0xB7, half]);
                    }
                }
            }
        }
        from = valid + run;
    }
    from
}

/// Stands in front of what was read as Windows-1252 in a file of UTF-8: a character
/// that means nothing by definition.
const MENDED: &str = "\u{FFFF}";

/// A text without the marks of what was mended in it, if there are some.
pub(super) fn mended(text: &str) -> Option<String> {
    text.contains(MENDED).then(|| text.replace(MENDED, ""))
}

/// The same for names, each in its place.
pub(super) fn mend_all(names: &mut [String]) {
    for name in names {
        if let Some(clean) = mended(name) {
            *name = clean;
        }
    }
}

/// How many of the stray bytes of a file are surely Windows-1252, and how many not.
pub(super) fn strays(file: &mut File) -> io::Result<(u64, u64)> {
    file.rewind()?;
    let mut raw = vec![0; CHUNK];
    let (mut sure, mut unsure) = (0, 0);
    let mut waiting = 0;
    let mut before = None;
    let mut text = Vec::new();
    loop {
        let filled = waiting + read_full(file, &mut raw[waiting..])?;
        let last = filled < raw.len();
        text.clear();
        let used = mark_invalid(before, &raw[..filled], last, &mut text);
        before = raw[..used].last().copied().or(before);
        sure += memchr::memmem::find_iter(&text, MENDED.as_bytes()).count() as u64;
        // Two marks a byte.
        unsure += memchr::memmem::find_iter(&text, b"\xEF\xB7").count() as u64 / 2;
        raw.copy_within(used..filled, 0);
        waiting = filled - used;
        if last {
            return Ok((sure, unsure));
        }
    }
}

/// Reads on in the parts that are left. Nobody has looked at them yet, and the
/// readers trust that somebody did: a control character is an error here.
fn read_parts(file: &mut File, parts: &mut Vec<Range<u64>>, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len()
        && let Some(part) = parts.last_mut()
    {
        let left = usize::try_from(part.end - part.start).unwrap_or(usize::MAX);
        let wanted = left.min(out.len() - filled);
        file.seek(SeekFrom::Start(part.start))?;
        let here = &mut out[filled..filled + wanted];
        file.read_exact(here)?;
        if has_controls(here) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        filled += wanted;
        part.start += wanted as u64;
        if part.is_empty() {
            parts.pop();
        }
    }
    Ok(filled)
}

/// Where bytes that could not be decoded stand in a text, and which they are.
pub(super) fn undecodable(text: &str) -> Option<(usize, String)> {
    let is_mark = |c: char| matches!(c, '\u{FDD0}'..='\u{FDEF}');
    let at = text.find(is_mark)?;
    let mut bytes = String::new();
    for c in text[at..].chars().take_while(|&c| is_mark(c)).take(32) {
        let half = u32::from(c) & 0xF;
        if u32::from(c) < 0xFDE0 && !bytes.is_empty() {
            bytes.push(' ');
        }
        bytes.extend(char::from_digit(half, 16).map(|c| c.to_ascii_uppercase()));
    }
    Some((at, bytes))
}
