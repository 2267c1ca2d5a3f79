//! Bytes of a text, 64 at a time: a bit for each that somebody has to look at.
//!
//! Nearly all bytes of an export are letters, digits and single blanks, and every
//! row passes here. So nothing is decided byte by byte: a block is compared as a
//! whole, into a byte for each of its bytes, which compiles to vector instructions;
//! only then the marks become bits. Without that halfway house the compiler goes
//! back to single bytes, at five times the price.

/// So many bytes are looked at together.
pub const BLOCK: usize = 64;

/// Of marks that are 0 or 1, a bit for each, the first one lowest.
#[inline]
pub fn bits(marks: &[u8; BLOCK]) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    if marks.iter().fold(0, |all, mark| all | mark) == 0 {
        return 0;
    }
    let (eights, _) = marks.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        let together = u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
        bits << 8 | together
    })
}

/// The last bytes of a text that has no whole block for them, with `fill` behind them.
pub(super) fn padded(rest: &[u8], fill: u8) -> [u8; BLOCK] {
    let mut block = [fill; BLOCK];
    let length = rest.len().min(BLOCK);
    block[..length].copy_from_slice(&rest[..length]);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_is_a_bit_of_its_own() {
        assert_eq!(bits(&[0; BLOCK]), 0);
        assert_eq!(bits(&[1; BLOCK]), u64::MAX);
        for at in 0..BLOCK {
            let mut marks = [0; BLOCK];
            marks[at] = 1;
            marks[BLOCK - 1] = 1;
            assert_eq!(bits(&marks), 1 << at | 1 << 63, "{at}");
        }
    }

    #[test]
    fn what_stands_behind_the_text_is_known() {
        let block = padded(b"abc", b' ');
        assert!(block.starts_with(b"abc ") && block.ends_with(b" "));
        assert_eq!(padded(&[b'x'; BLOCK + 1], b' '), [b'x'; BLOCK]);
    }
}
