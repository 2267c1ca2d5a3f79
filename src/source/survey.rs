//! One look at every byte, before anything is believed about a file.
//!
//! Memory is one chunk. The passes over a chunk run one after another while it
//! is in the cache; together they run at about one gigabyte a second.

use std::fs::File;
use std::io;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use super::bytes::read_full;

const CHUNK: usize = 256 * 1024;

/// What the bytes of a file are like when they are read as UTF-8.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The first bytes, for those who look for magic, marks and declarations.
    pub(super) head: Vec<u8>,
    /// Characters of more than one byte that are valid UTF-8.
    pub(super) multibyte: u64,
    /// Bytes that are not UTF-8.
    pub(super) invalid: u64,
    /// Where the first of them stands.
    pub(super) first_invalid: Option<u64>,
    /// The last character lacks bytes.
    pub(super) cut_character: bool,
    /// Bytes that are zero.
    pub(super) zeros: u64,
    /// How many bytes at the very end are zero.
    pub(super) zero_tail: u64,
    /// Control characters that XML 1.0 forbids, zeros included.
    pub(super) controls: u64,
}

impl Survey {
    /// Reads the file from its beginning to its end.
    pub(super) fn take(file: &mut File) -> io::Result<Self> {
        let mut survey = Self::default();
        let mut chunk = vec![0; CHUNK];
        let mut base = 0;
        let mut carried = 0;
        loop {
            let filled = carried + read_full(file, &mut chunk[carried..])?;
            if base == 0 {
                survey.head = chunk[..filled.min(64 * 1024)].to_vec();
            }
            let last = filled < chunk.len();
            let fresh = &chunk[carried..filled];
            survey.count(fresh);
            carried = survey.validate(&chunk[..filled], base, last);
            if last {
                return Ok(survey);
            }
            base += (filled - carried) as u64;
            chunk.copy_within(filled - carried..filled, 0);
        }
    }

    fn count(&mut self, bytes: &[u8]) {
        self.controls += count(bytes, is_control);
        // Zeros are controls: without these there is none of those.
        if self.controls > 0 {
            self.zeros += memchr::memchr_iter(0, bytes).count() as u64;
        }
        let tail = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
        if tail == bytes.len() {
            self.zero_tail += tail as u64;
        } else {
            self.zero_tail = tail as u64;
        }
    }

    /// Counts what is UTF-8 and what is not; returns how many bytes at the end
    /// belong to a character that goes on in the next chunk.
    fn validate(&mut self, mut bytes: &[u8], mut base: u64, last: bool) -> usize {
        loop {
            let error = match simdutf8::compat::from_utf8(bytes) {
                Ok(text) => {
                    self.multibyte += leads(text.as_bytes());
                    return 0;
                }
                Err(error) => error,
            };
            let valid = error.valid_up_to();
            self.multibyte += leads(&bytes[..valid]);
            let Some(wrong) = error.error_len() else {
                if !last {
                    return bytes.len() - valid;
                }
                self.cut_character = true;
                self.note_invalid(base + valid as u64, bytes.len() - valid);
                return 0;
            };
            self.note_invalid(base + valid as u64, wrong);
            bytes = &bytes[valid + wrong..];
            base += (valid + wrong) as u64;
        }
    }

    fn note_invalid(&mut self, at: u64, bytes: usize) {
        self.invalid += bytes as u64;
        self.first_invalid.get_or_insert(at);
    }
}

/// Characters of more than one byte in valid UTF-8.
fn leads(bytes: &[u8]) -> u64 {
    count(bytes, |byte| byte >= 0xC0)
}

pub(super) fn is_control(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r'
}

/// Whether there is a control character among these bytes.
pub(super) fn has_controls(bytes: &[u8]) -> bool {
    count(bytes, is_control) > 0
}

/// Counts bytes in a form that the compiler turns into vector instructions:
/// blocks so short that a byte can hold the count.
fn count(bytes: &[u8], test: impl Fn(u8) -> bool) -> u64 {
    bytes
        .chunks(192)
        .map(|block| {
            let hits = block
                .iter()
                .fold(0_u8, |sum, &byte| sum.wrapping_add(u8::from(test(byte))));
            u64::from(hits)
        })
        .sum()
}

/// What the bytes above 0x7F are like in a file that is not UTF-8.
#[derive(Debug)]
pub(super) struct HighBytes {
    /// How often each byte from 0x80 occurs.
    counts: [u64; 128],
    /// Where each of them stands first.
    first: [u64; 128],
    /// Bytes 0xA4 that stand as a euro sign stands: no letter beside them.
    pub(super) euros: u64,
    /// Bytes in runs of four and more.
    pub(super) in_runs: u64,
    /// Signs of Windows-1252 (such as 0xB3, a raised three) between two ASCII
    /// letters, where in other encodings a letter stands.
    pub(super) signs_in_words: u64,
    /// The longest stretch without ASCII letters in front of the first doubt.
    pub(super) sample: Vec<u8>,
    /// Where the sample stands.
    pub(super) sample_at: u64,
    /// The text around the first of them.
    pub(super) first_text: Vec<u8>,
    /// The encoding that the letters speak for, where that is none of the west.
    pub(super) foreign: Option<&'static Encoding>,
}

/// So many bytes above 0x7F are enough to tell an encoding by its letters.
const ENOUGH: u64 = 8;
/// So many pieces of a file are looked at for it.
const PIECES: usize = 16;

impl HighBytes {
    /// Reads the file from its beginning to its end.
    pub(super) fn take(file: &mut File) -> io::Result<Self> {
        let mut high = Self {
            counts: [0; 128],
            first: [0; 128],
            euros: 0,
            in_runs: 0,
            signs_in_words: 0,
            sample: Vec::new(),
            sample_at: 0,
            first_text: Vec::new(),
            foreign: None,
        };
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut pieces = 0;
        let mut chunk = vec![0; CHUNK];
        // The byte in front of the chunk and the one behind it are needed: keep
        // one byte back, and remember one.
        let mut base = 0;
        let mut carried = 0;
        let mut before = b'\n';
        let mut run = 0;
        loop {
            let filled = carried + read_full(file, &mut chunk[carried..])?;
            let last = filled < chunk.len();
            let ready = if last { filled } else { filled - 1 };
            if pieces < PIECES && !chunk[..ready].is_ascii() {
                detector.feed(&chunk[..ready], false);
                pieces += 1;
            }
            for at in 0..ready {
                let byte = chunk[at];
                if byte < 0x80 {
                    run = 0;
                } else {
                    run += 1;
                    let after = chunk[..filled].get(at + 1).copied().unwrap_or(b'\n');
                    if high.first_text.is_empty() {
                        high.first_text = chunk[at.saturating_sub(1)..filled.min(at + 20)].to_vec();
                    }
                    high.note(before, byte, after, base + at as u64, run);
                    if high.sample.is_empty() && run == 4 {
                        high.sample = chunk[at.saturating_sub(3)..filled.min(at + 20)].to_vec();
                        high.sample_at = base + at as u64;
                    }
                }
                before = byte;
            }
            if last {
                detector.feed(b"", true);
                high.foreign = high.judge(detector.guess(None, Utf8Detection::Deny));
                return Ok(high);
            }
            base += ready as u64;
            carried = filled - ready;
            chunk.copy_within(ready..filled, 0);
        }
    }

    /// A guess that is worth something: of signs such as degrees nobody can tell, since
    /// they are letters elsewhere.
    fn judge(&self, guess: &'static Encoding) -> Option<&'static Encoding> {
        let letters = !guess.is_single_byte() || self.percent_letters() >= 30;
        (guess != encoding_rs::WINDOWS_1252 && letters && self.total() >= ENOUGH).then_some(guess)
    }

    fn note(&mut self, before: u8, byte: u8, after: u8, at: u64, run: u64) {
        let slot = usize::from(byte - 0x80);
        if self.counts[slot] == 0 {
            self.first[slot] = at;
        }
        self.counts[slot] += 1;
        let letter = |neighbour: u8| neighbour.is_ascii_alphabetic() || neighbour >= 0x80;
        if byte == 0xA4 && !letter(before) && !letter(after) {
            self.euros += 1;
        }
        // Trade marks, degrees, squares, dots, hyphens that may vanish and quotation
        // marks do stand in words.
        let plain = [0xA9, 0xAB, 0xAD, 0xAE, 0xB0, 0xB2, 0xB4, 0xB7, 0xBB];
        let sign = matches!(byte, 0xA1..=0xBF) && !plain.contains(&byte);
        if sign && before.is_ascii_alphabetic() && after.is_ascii_alphabetic() {
            self.signs_in_words += 1;
            if self.sample.is_empty() {
                self.sample = vec![before, byte, after];
                self.sample_at = at;
            }
        }
        match run {
            0..4 => {}
            4 => self.in_runs += 4,
            5.. => self.in_runs += 1,
        }
    }

    /// How many bytes are above 0x7F.
    pub(super) fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Whether one of these bytes occurs, and where one of them stands first.
    pub(super) fn first_of(&self, bytes: impl IntoIterator<Item = u8>) -> Option<(u8, u64)> {
        bytes
            .into_iter()
            .filter(|&byte| byte >= 0x80)
            .filter(|&byte| self.counts[usize::from(byte - 0x80)] > 0)
            .map(|byte| (byte, self.first[usize::from(byte - 0x80)]))
            .min_by_key(|&(_, at)| at)
    }

    /// The share, in percent, of bytes from 0xC0, which are letters in most encodings.
    pub(super) fn percent_letters(&self) -> u64 {
        let letters: u64 = self.counts[0x40..].iter().sum();
        letters * 100 / self.total().max(1)
    }
}
