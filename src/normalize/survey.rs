//! One look at the bytes of a text: what is to be done with it, if anything.
//!
//! Nearly all texts of an export need little or nothing, and every row passes
//! here. So only those bytes are looked at that are not plain.

use super::mojibake;
use super::scan::Specials;
use super::text::Lines;

/// So many bytes are looked at one after the other.
const SHORT: usize = 16;

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
    look(text, lines, false)
}

/// The same for those who read the text anyway if it has markup: then this is all that
/// is known of it.
pub(super) fn first_look(text: &str, lines: Lines) -> Needs {
    look(text, lines, true)
}

fn look(text: &str, lines: Lines, stops_at_markup: bool) -> Needs {
    let bytes = text.as_bytes();
    // Most cells are one short word, for which blocks are too large.
    let plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'&');
    if bytes.len() <= SHORT && bytes.iter().all(plain) {
        return Needs::default();
    }
    let mut needs = Needs {
        folding: bytes.first() == Some(&b' ') || bytes.last() == Some(&b' '),
        ..Needs::default()
    };
    let mut suspect = false;
    let mut specials = Specials::of(bytes);
    let mut at = 0;
    while let Some(found) = specials.next(at) {
        at = found + 1;
        match bytes[found] {
            b'<' => {
                needs.markup = true;
                if stops_at_markup {
                    return needs;
                }
            }
            // A blank begins no entity.
            b'&' => needs.entities |= bytes.get(at) != Some(&b' '),
            b'\n' => {
                let (end, fits) = line_end(bytes, found);
                needs.folding |= lines == Lines::One || !fits;
                at = end;
            }
            // The second of two blanks, and other white space.
            b' ' | b'\t' | 0x0B..=b'\r' => needs.folding = true,
            // Plain, so never found.
            0x21..=0x7E => {}
            0x80.. => {
                suspect |= is_behind_letter(bytes, found);
                match foreign(bytes, found) {
                    Foreign::Letter(length) => at = found + length,
                    Foreign::Blank => (needs.folding, at) = (true, found + 2),
                    Foreign::Suspect => suspect = true,
                    Foreign::Unknown => needs.mending = true,
                }
            }
            // Other controls.
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

/// What a special byte beyond ASCII is.
pub(super) enum Foreign {
    /// It begins a character of so many bytes that is composed as it stands.
    Letter(usize),
    /// It begins a no-break space.
    Blank,
    /// The second half of `Ã` or `Â`, which stand for the letters of Western Europe that
    /// were encoded twice.
    Suspect,
    /// It begins a character that somebody has to look at.
    Unknown,
}

/// What the special byte at this place is, which is beyond ASCII.
pub(super) fn foreign(bytes: &[u8], at: usize) -> Foreign {
    let next = bytes.get(at + 1);
    match bytes[at] {
        0xC2 => match next {
            Some(0xA0) => Foreign::Blank,
            // Soft hyphen, C1 controls.
            Some(0x80..=0x9F | 0xAD) | None => Foreign::Unknown,
            Some(_) => Foreign::Letter(2),
        },
        // Latin letters, and Greek and Cyrillic ones, are composed as they stand.
        0xC4..=0xCB | 0xCF..=0xD1 => Foreign::Letter(2),
        0x82 | 0x83 => Foreign::Suspect,
        0xCE if next != Some(&0x87) => Foreign::Letter(2),
        // Dashes, quotes, dots; the currency signs; the trade mark.
        0xE2 if is_known_sign(bytes.get(at + 1..at + 3)) => Foreign::Letter(3),
        _ => Foreign::Unknown,
    }
}

/// Whether a foreign character stands behind a letter such as `Å`: all that was encoded
/// twice begins so, or with `Ã` or `Â`. Two such letters in a row, as in `Größe`, are
/// no character in any reading.
pub(super) fn is_behind_letter(bytes: &[u8], at: usize) -> bool {
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
            ("eine lange Zeile <b>", markup), ("eine lange Zeile &mehr", entities), ("eine lange Zeile & mehr", none), (" a", folding), ("a ", folding),
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
