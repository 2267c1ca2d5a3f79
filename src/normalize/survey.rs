//! One look at the bytes of a text: what is to be done with it, if anything.
//!
//! Nearly all texts of an export need little or nothing, and every row passes
//! here. So only those bytes are looked at that are not plain.

use super::mojibake;
use super::scan::Specials;
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
        folding: bytes.first() == Some(&b' ') || bytes.last() == Some(&b' '),
        ..Needs::default()
    };
    let mut suspect = false;
    let mut specials = Specials::of(bytes);
    let mut at = 0;
    while let Some(found) = specials.next(at) {
        // Past the character that begins here.
        let next = found + 1;
        at = next;
        suspect |= is_behind_letter(bytes, found);
        match bytes[found] {
            b'<' => needs.markup = true,
            b'&' => needs.entities = true,
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
            // The second half of `Ã` or `Â`, which stand for the letters of Western
            // Europe that were encoded twice.
            0x82 | 0x83 => suspect = true,
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

/// Whether a foreign character stands behind a letter such as `Å`: all that was encoded
/// twice begins so, or with `Ã` or `Â`. Two such letters in a row, as in `Größe`, are
/// no character in any reading.
fn is_behind_letter(bytes: &[u8], at: usize) -> bool {
    let letter = at.checked_sub(2).map(|start| &bytes[start..at]);
    bytes[at] >= 0xC0 && matches!(letter, Some([0xC3, 0x80..=0xBF]))
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

#[cfg(test)]
mod tests {
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
}
