//! The bytes of a text that somebody has to look at, a block at a time.

use crate::catalog::{BLOCK, bits};

/// Whether somebody has to look at a byte; `before` is the one in front of it.
///
/// Plain are printable ASCII but `<` and `&`, single blanks, and letters of two
/// bytes that are composed as they stand. A letter that begins with `0xC3` and has
/// something foreign behind it may have been encoded twice: then the byte behind it
/// is special.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches a block is looked at with vector instructions"
)]
const fn is_special(byte: u8, before: u8) -> bool {
    // Latin letters, and half of the Greek and Cyrillic ones, are left out.
    let western = byte.wrapping_sub(0xC3) <= 0xCB - 0xC3;
    let eastern = byte.wrapping_sub(0xCF) <= 0xD1 - 0xCF;
    let lead = (byte >= 0xC0) & !western & !eastern;
    let follows = before.wrapping_sub(0x80) < 0x40;
    let chain = follows & (byte >= 0x80) & (byte != 0xC3);
    let twice = (before == 0xC3) & (byte & 0xFE == 0x82);
    is_special_ascii(byte, before) | lead | chain | twice
}

/// The same where no byte is beyond ASCII, at a third of the price.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches a block is looked at with vector instructions"
)]
const fn is_special_ascii(byte: u8, before: u8) -> bool {
    let control = (byte < b' ') | (byte == 0x7F);
    let sign = (byte == b'<') | (byte == b'&');
    let double = (byte == b' ') & (before == b' ');
    control | sign | double
}

/// Goes from one special byte of a text to the next.
pub(super) struct Specials<'t> {
    bytes: &'t [u8],
    /// Where the block begins that was looked at last.
    at: usize,
    /// A bit for each of its bytes, from the lowest: whether it is special.
    marks: u64,
}

impl<'t> Specials<'t> {
    pub(super) fn of(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            marks: marks(bytes, 0),
        }
    }

    /// The first one from `from` on, which is not in front of those that were asked
    /// for before. A character begins there, or goes on behind `0xC3`.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        let ahead = from.saturating_sub(self.at);
        if ahead >= BLOCK {
            self.at += ahead - ahead % BLOCK;
            self.marks = marks(self.bytes, self.at);
        }
        let ahead = from.saturating_sub(self.at);
        self.marks &= u64::MAX << ahead;
        while self.marks == 0 {
            self.at += BLOCK;
            if self.at >= self.bytes.len() {
                return None;
            }
            self.marks = marks(self.bytes, self.at);
        }
        Some(self.at + self.marks.trailing_zeros() as usize)
    }
}

/// The marks of the block that begins at `at`.
fn marks(bytes: &[u8], at: usize) -> u64 {
    // The byte in front of the block counts, too.
    let block = at.checked_sub(1).and_then(|start| bytes.get(start..));
    if let Some(block) = block.and_then(<[u8]>::first_chunk::<{ BLOCK + 1 }>) {
        return marks_of(block);
    }
    let mut padded = [b'a'; BLOCK + 1];
    let start = at.saturating_sub(1);
    let rest = bytes.get(start..).unwrap_or_default();
    let room = padded.len() - usize::from(at == 0);
    let rest = &rest[..rest.len().min(room)];
    padded[usize::from(at == 0)..][..rest.len()].copy_from_slice(rest);
    marks_of(&padded)
}

#[inline(never)]
fn marks_of(block: &[u8; BLOCK + 1]) -> u64 {
    let mut marks = [0; BLOCK];
    let is_ascii = block.iter().fold(0, |all, byte| all | byte) < 0x80;
    if is_ascii {
        for (at, mark) in marks.iter_mut().enumerate() {
            *mark = u8::from(is_special_ascii(block[at + 1], block[at]));
        }
        return bits(&marks);
    }
    for (at, mark) in marks.iter_mut().enumerate() {
        *mark = u8::from(is_special(block[at + 1], block[at]));
    }
    bits(&marks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_block_at_a_time_is_the_same_as_a_byte(text in "([ -~ !<&\n\tßÃéüЖ–\u{A0}\u{7F}]|[a-z]{1,9}){0,90}", from in 0_usize..200, step in 1_usize..20) {
            let bytes = text.as_bytes();
            let special = |at: usize| is_special(bytes[at], if at == 0 { b'a' } else { bytes[at - 1] });
            let mut specials = Specials::of(bytes);
            let mut from = from;
            loop {
                let expected = (from..bytes.len()).find(|&at| special(at));
                prop_assert_eq!(specials.next(from), expected);
                let Some(at) = expected else { break };
                from = at + step;
            }
        }
    }
}
