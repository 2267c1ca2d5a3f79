//! Text that was encoded twice: UTF-8 read as Windows-1252 and written as
//! UTF-8 again, `Ã¤` for `ä` and `â€™` for `’`.
//!
//! The contract (section 7) has it repaired where that is certain, and held
//! back where it is only likely. Bytes alone prove little: `É™` at the end of
//! `CAFÉ™`, `Ä“` at the end of a quotation and `MAÇÃ”` are legitimate text that
//! happens to be valid UTF-8 when taken apart. So each sequence is weighed
//! with the letters beside it, and one sure sequence is needed; then all other
//! characters outside ASCII have to fit as well.

use std::borrow::Cow;

/// What a text says about how it was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing speaks for a second encoding.
    Clean,
    /// Encoded twice throughout.
    Certain,
    /// Partly, or only perhaps, encoded twice.
    Doubtful,
}

/// How much one sequence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// Nobody writes this on purpose.
    Sure,
    /// Odd, but possible.
    Odd,
    /// Ordinary text that can be taken apart by chance.
    Plain,
}

/// A run of characters whose Windows-1252 bytes are one UTF-8 character.
struct Sequence {
    lead: u8,
    second: char,
    decoded: char,
    end: usize,
}

/// Repairs the text, as often as it was encoded, where that is certain.
///
/// The verdict is about the text that is handed back, so it is never
/// `Certain`; whether something was repaired shows in the `Cow`.
pub(super) fn repair(text: &str) -> (Cow<'_, str>, Verdict) {
    let mut text = Cow::Borrowed(text);
    loop {
        // Each round at least halves what it repairs, so there are few of them.
        match verdict(&text) {
            Verdict::Certain => text = Cow::Owned(decoded(&text)),
            other @ (Verdict::Clean | Verdict::Doubtful) => return (text, other),
        }
    }
}

/// Whether the text was encoded twice.
pub(super) fn verdict(text: &str) -> Verdict {
    let (mut sure, mut odd, mut contradicted) = (false, false, false);
    let mut last: Option<Sequence> = None;
    let mut at = 0;
    while let Some(start) = next_foreign(text, at) {
        let Some(sequence) = sequence(text, start) else {
            let c = text[start..].chars().next().unwrap_or(' ');
            let before = text[..start].chars().next_back();
            let end = start + c.len_utf8();
            contradicted |= !(c.is_whitespace() || c.is_control() || super::text::is_dropped(c));
            // `fÃ r`: the second half, a no-break space, was already folded away.
            let after = text[end..].chars().next();
            odd |= matches!(c, 'Ã' | 'Â')
                && before.is_some_and(char::is_lowercase)
                && !after.is_some_and(char::is_alphabetic);
            at = end;
            continue;
        };
        at = sequence.end;
        let beside = last
            .as_ref()
            .is_some_and(|last| last.end == start && width(last.lead) == width(sequence.lead))
            || self::sequence(text, at)
                .is_some_and(|next| width(next.lead) == width(sequence.lead));
        let before = text[..start].chars().next_back();
        let after = text[at..].chars().next();
        match weigh(&sequence, before, after, beside) {
            Weight::Sure => sure = true,
            Weight::Odd => odd = true,
            Weight::Plain => {}
        }
        if sequence.decoded == '\u{FFFD}' {
            // The first reading had already lost the character.
            odd = true;
            contradicted = true;
        }
        last = Some(sequence);
    }
    match (sure, odd, contradicted) {
        (true, _, false) => Verdict::Certain,
        (true, _, true) | (false, true, _) => Verdict::Doubtful,
        (false, false, _) => Verdict::Clean,
    }
}

fn weigh(sequence: &Sequence, before: Option<char>, after: Option<char>, beside: bool) -> Weight {
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    let capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mark = is_mark(sequence.second);
    match sequence.lead {
        // `Â°`, `Â®` and the no-break space.
        0xC2 => {
            if capital(before) && !beside {
                if letter(after) {
                    Weight::Odd
                } else {
                    Weight::Plain
                }
            } else if beside
                || small(before)
                || digit(before)
                || letter(after)
                || digit(after)
                || matches!(sequence.second, '\u{A0}' | '¼'..='¾')
            {
                Weight::Sure
            } else {
                Weight::Odd
            }
        }
        // The letters of Western Europe. `MAÇÃ”` and `IRMÃ…` end a word in capitals.
        0xC3 if beside || !mark || small(before) => Weight::Sure,
        0xC3 if letter(after) => {
            if capital(before) {
                Weight::Odd
            } else {
                Weight::Sure
            }
        }
        0xC3 => Weight::Plain,
        // The letters of Central Europe and Turkey: a capital among small letters.
        0xC4 | 0xC5 => {
            let dash = matches!(sequence.second, '–' | '—' | '’' | '…');
            if beside || small(before) || small(after) && !capital(before) && !dash {
                Weight::Sure
            } else {
                Weight::Plain
            }
        }
        // Signs: quotes, dashes, the euro, arrows, check marks.
        0xE2 if beside || !matches!(sequence.second, '‘' | '’' | '“' | '”' | '…') => {
            Weight::Sure
        }
        // Faces and other pictures.
        0xF0..=0xF4 => Weight::Sure,
        // The byte-order mark.
        0xEF if sequence.decoded == '\u{FEFF}' => Weight::Sure,
        // Cyrillic, Greek, Hebrew, Arabic; Thai, Chinese, Japanese: never one letter alone.
        _ if beside => Weight::Sure,
        _ => Weight::Plain,
    }
}

/// Signs that ordinary text puts behind a word.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '–' | '—'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '…'
            | '™'
            | '®'
            | '»'
            | '›'
            | '„'
            | '‚'
            | '•'
            | '°'
            | 'º'
            | 'ª'
            | '·'
            | '²'
            | '³'
            | '¹'
    )
}

/// How many bytes the character has that begins with `lead`; 0 when none does.
fn width(lead: u8) -> usize {
    match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 0,
    }
}

/// The next character outside ASCII.
fn next_foreign(text: &str, from: usize) -> Option<usize> {
    text.as_bytes()[from..]
        .iter()
        .position(|b| !b.is_ascii())
        .map(|found| from + found)
}

/// The sequence that begins at `start`.
fn sequence(text: &str, start: usize) -> Option<Sequence> {
    let mut chars = text[start..].chars();
    let mut end = start;
    let mut take = || {
        let c = chars.next().filter(|c| !c.is_ascii())?;
        end += c.len_utf8();
        Some((c, byte(c)?))
    };
    let (_, lead) = take()?;
    let mut bytes = [lead, 0, 0, 0];
    let bytes = bytes
        .get_mut(..width(lead))
        .filter(|bytes| !bytes.is_empty())?;
    let mut second = None;
    for slot in &mut bytes[1..] {
        let (c, byte) = take()?;
        second = second.or(Some(c));
        *slot = byte;
    }
    let decoded = std::str::from_utf8(bytes).ok()?.chars().next()?;
    Some(Sequence {
        lead,
        second: second?,
        decoded,
        end,
    })
}

fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(start) = next_foreign(text, at) {
        out.push_str(&text[at..start]);
        if let Some(sequence) = sequence(text, start) {
            out.push(sequence.decoded);
            at = sequence.end;
        } else {
            let c = text[start..].chars().next().unwrap_or(' ');
            out.push(c);
            at = start + c.len_utf8();
        }
    }
    out.push_str(&text[at..]);
    out
}

/// The byte that Windows-1252 has for a character outside ASCII. The five
/// bytes that it leaves open, and ISO-8859-1 with them, are control characters.
fn byte(c: char) -> Option<u8> {
    /// The characters of the bytes 0x80 to 0x9F.
    #[rustfmt::skip]
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        0x0152..=0x2122 => HIGH
            .iter()
            .position(|&high| high == c)
            .and_then(|at| u8::try_from(0x80 + at).ok()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
