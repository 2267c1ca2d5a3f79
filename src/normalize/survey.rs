//! One look at the bytes of a text: what is to be done with it, if anything.
//!
//! Nearly all texts of an export need little or nothing, and every row passes
//! here. So the look is eight bytes at a time past letters, digits and single
//! blanks, and one byte at a time where something else stands.

use memchr::memchr;

use super::mojibake;
use super::text::Lines;

/// What a text needs to become plain. A need may be named in vain, never missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four needs that are independent of each other"
)]
pub(super) struct Needs {
    /// There is a `<`.
    pub(super) markup: bool,
    /// There is a `&`.
    pub(super) entities: bool,
    /// White space that is not as it should be; `text::fold` makes it so.
    pub(super) folding: bool,
    /// Characters that may have to go, to be composed, or that may have been
    /// encoded twice. Without this, none of these rules changes anything.
    pub(super) mending: bool,
}

/// Looks at all bytes of a text.
pub(super) fn survey(text: &str, lines: Lines) -> Needs {
    let bytes = text.as_bytes();
    let mut needs = Needs {
        markup: memchr(b'<', bytes).is_some(),
        entities: memchr(b'&', bytes).is_some(),
        folding: bytes.first() == Some(&b' ') || bytes.last() == Some(&b' '),
        mending: false,
    };
    let mut suspect = false;
    let mut at = 0;
    while let Some(found) = next_special(bytes, at) {
        // Past the character that begins here.
        let next = found + 1;
        at = next;
        match bytes[found] {
            b'\n' => {
                let (end, fits) = line_end(bytes, found);
                needs.folding |= lines == Lines::One || !fits;
                at = end;
            }
            // The second of two blanks, and other white space.
            b' ' | b'\t' | 0x0B..=b'\r' => needs.folding = true,
            // Plain, so never found.
            0x21..=0x7E => {}
            0xC2 => match bytes.get(next) {
                // No-break space.
                Some(0xA0) => (needs.folding, at) = (true, next + 1),
                // Soft hyphen, C1 controls.
                Some(0x80..=0x9F | 0xAD) | None => (needs.mending, at) = (true, next + 1),
                Some(_) => at = next + 1,
            },
            // Latin letters, and Greek and Cyrillic ones, are composed as they stand.
            0xC4..=0xCB | 0xCF..=0xD1 => at = next + 1,
            // All that was encoded twice begins with one of these: `Ã` and `Â`,
            // or another of them with a foreign character behind it. Two of them
            // in a row, as in `Größe`, are no character in any reading.
            0xC3 => {
                let foreign = bytes.get(next + 1);
                let foreign = foreign.is_some_and(|&b| !b.is_ascii() && b != 0xC3);
                suspect |= foreign || matches!(bytes.get(next), Some(0x82 | 0x83));
                at = next + 1;
            }
            0xCE if bytes.get(next) != Some(&0x87) => at = next + 1,
            // Dashes, quotes, dots; the currency signs; the trade mark.
            0xE2 if is_known_sign(bytes.get(next..next + 2)) => at = next + 2,
            // Other controls, and characters that somebody has to look at.
            _ => needs.mending = true,
        }
        if needs.mending {
            // Only the slow way helps, and it looks for itself.
            return needs;
        }
    }
    needs.mending = suspect && mojibake::verdict(text) != mojibake::Verdict::Clean;
    needs
}

fn is_known_sign(rest: Option<&[u8]>) -> bool {
    matches!(
        rest,
        Some([0x80, 0x90..=0xA7 | 0xB0..=0xBE] | [0x82, 0xA0..=0xBF] | [0x84, 0xA2])
    )
}

/// Where the line end or empty line at `at` ends, and whether it stands between
/// two characters that are no white space.
fn line_end(bytes: &[u8], at: usize) -> (usize, bool) {
    // The places before the first and after the last character count as blanks.
    let solid = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|&b| !matches!(b, b' ' | b'\n'))
    };
    let empty = bytes.get(at + 1) == Some(&b'\n');
    let end = at + 1 + usize::from(empty);
    (end, solid(at.checked_sub(1)) && solid(Some(end)))
}

/// A byte for each place of a word.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte of a word.
const HIGH: u64 = 0x80 * EACH;

/// The first byte from `from` on that is not plain: no printable ASCII, or the
/// second of two blanks.
pub(super) fn next_special(bytes: &[u8], from: usize) -> Option<usize> {
    let (words, rest) = bytes.get(from..)?.as_chunks::<8>();
    let mut before = from.checked_sub(1).map_or(0, |at| bytes[at]);
    for (number, word) in words.iter().enumerate() {
        let special = specials(u64::from_le_bytes(*word), before);
        if special != 0 {
            return Some(from + 8 * number + special.trailing_zeros() as usize / 8);
        }
        before = word[7];
    }
    let start = bytes.len() - rest.len();
    for (at, &byte) in (start..).zip(rest) {
        if !matches!(byte, 0x20..=0x7E) || (byte == b' ' && before == b' ') {
            return Some(at);
        }
        before = byte;
    }
    None
}

/// The high bits of those bytes of a word that are not plain; `before` is the
/// byte in front of it. The lowest bit that is set is right; those above it may
/// be the borrow of a subtraction.
fn specials(word: u64, before: u8) -> u64 {
    let controls = word.wrapping_sub(0x20 * EACH) & !word;
    // Zero where a blank stands, and then where one stands behind another.
    let blanks = word ^ (EACH * u64::from(b' '));
    let pairs = blanks | blanks << 8 | u64::from(before ^ b' ');
    let doubles = pairs.wrapping_sub(EACH) & !pairs;
    // 0x7F and all that is not ASCII. No text has a byte 0xFF, so nothing is carried.
    let others = word | word.wrapping_add(EACH);
    (controls | doubles | others) & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_what_a_text_needs() {
        let none = Needs::default();
        let markup = Needs {
            markup: true,
            ..none
        };
        let entities = Needs {
            entities: true,
            ..none
        };
        let folding = Needs {
            folding: true,
            ..none
        };
        let mending = Needs {
            mending: true,
            ..none
        };
        #[rustfmt::skip]
        let cases = [
            ("", none), ("Tasse blau, 300 ml !", none), ("Größe „M“ – 10 € je Stück, Привет", none), ("a\nb\n\nc", none),
            ("eine lange Zeile <b>", markup), ("eine lange Zeile & mehr", entities), (" a", folding), ("a ", folding),
            ("zwei  Blanks", folding), ("1234567  9", folding), ("12345678  9", folding), ("a\tb", folding), ("a\r\nb", folding),
            ("a \nb", folding), ("a\n b", folding), ("a\n\n\nb", folding), ("\na", folding), ("a\n", folding), ("a\u{A0}b", folding),
            ("a\u{AD}b", mending), ("a\u{85}b", mending), ("a\u{7}b", mending), ("a\u{7F}b", mending), ("fÃ¼r", mending), ("日本", mending),
            ("CAFÉ™", none), ("“MAÇÃ”", none),
        ];
        for (text, needs) in cases {
            assert_eq!(survey(text, Lines::Many), needs, "{text:?}");
        }
        assert_eq!(survey("a\nb", Lines::One), folding);
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_are_the_same_as_one(text in "([ -~ !<&\n\tß\u{7F}]){0,40}", from in 0_usize..40) {
            let bytes = text.as_bytes();
            let special = |at: usize| {
                let byte = bytes[at];
                let double = byte == b' ' && at > 0 && bytes[at - 1] == b' ';
                !(0x20..=0x7E).contains(&byte) || double
            };
            let expected = (from..bytes.len()).find(|&at| special(at));
            prop_assert_eq!(next_special(bytes, from), expected);
        }
    }
}
