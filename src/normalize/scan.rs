//! Sixteen bytes of a text at a time: the first that somebody has to look at.
//!
//! Nearly all bytes of an export are letters, digits and single blanks, and every
//! row passes here. So nothing is decided byte by byte: a block is compared as a
//! whole, which compiles to vector instructions, and its first special byte is
//! found in the result.

/// So many bytes are looked at together.
const BLOCK: usize = 16;

/// Whether somebody has to look at a byte; `before` is the one in front of it.
///
/// Plain are printable ASCII but `<` and `&`, single blanks, and letters of two
/// bytes that are composed as they stand. A letter that begins with `0xC3` and has
/// something foreign behind it may have been encoded twice: then the byte behind it
/// is special. No branches, so that blocks can be compared as a whole.
const fn is_special(byte: u8, before: u8) -> bool {
    let control = (byte < b' ') | (byte == 0x7F);
    let sign = (byte == b'<') | (byte == b'&');
    let double = (byte == b' ') & (before == b' ');
    // Latin letters, and half of the Greek and Cyrillic ones, are left out.
    let western = byte.wrapping_sub(0xC3) <= 0xCB - 0xC3;
    let eastern = byte.wrapping_sub(0xCF) <= 0xD1 - 0xCF;
    let lead = (byte >= 0xC0) & !western & !eastern;
    let follows = before.wrapping_sub(0x80) < 0x40;
    let chain = follows & (byte >= 0x80) & (byte != 0xC3);
    let twice = (before == 0xC3) & (byte & 0xFE == 0x82);
    control | sign | double | lead | chain | twice
}

/// The first special byte from `from` on, which is where a character begins.
pub(super) fn next_special(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    if at == 0 {
        if is_special(*bytes.first()?, 0) {
            return Some(0);
        }
        at = 1;
    }
    loop {
        // The byte in front of the block counts, too.
        let rest = bytes.get(at - 1..)?;
        let Some(block) = rest.first_chunk::<{ BLOCK + 1 }>() else {
            let mut last = [b'a'; BLOCK + 1];
            last[..rest.len()].copy_from_slice(rest);
            return first(&last).map(|found| at + found);
        };
        if let Some(found) = first(block) {
            return Some(at + found);
        }
        at += BLOCK;
    }
}

/// The first special byte of a block, without the byte in front of it.
fn first(block: &[u8; BLOCK + 1]) -> Option<usize> {
    let mut marks = [0; BLOCK];
    for (at, mark) in marks.iter_mut().enumerate() {
        *mark = u8::from(is_special(block[at + 1], block[at]));
    }
    let marks = u128::from_le_bytes(marks);
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_block_at_a_time_is_the_same_as_a_byte(text in "([ -~ !<&\n\tßÃéüЖ–\u{A0}\u{7F}]|[a-z]{1,9}){0,40}", from in 0_usize..60) {
            let bytes = text.as_bytes();
            let from = (from..).find(|at| text.is_char_boundary((*at).min(text.len()))).unwrap();
            let special = |at: usize| is_special(bytes[at], if at == 0 { 0 } else { bytes[at - 1] });
            let expected = (from..bytes.len()).find(|&at| special(at));
            prop_assert_eq!(next_special(bytes, from), expected);
        }
    }
}
