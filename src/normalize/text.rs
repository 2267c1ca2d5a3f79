//! Text of a cell → text that a catalog shows: no markup, no entities, folded
//! white space, Unicode NFC, cut to length.
//!
//! Rules: contract section 7 (Text), formats.md 2.8, graph-api.md 10.1. A text
//! that is as it should be comes back borrowed after one look at each byte;
//! only the others pay for what they need.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{entity, html, mojibake};

/// Whether a field has lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// One line, as a title.
    One,
    /// Lines and paragraphs, as a description.
    Many,
}

/// The outcome of [`plain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plain<'a> {
    /// The text; borrowed where nothing had to be done.
    pub(crate) text: Cow<'a, str>,
    /// It had been encoded twice, and is repaired: worth a warning.
    pub(crate) repaired: bool,
    /// It may have been encoded twice: the item is to be held back.
    pub(crate) doubtful: bool,
}

impl Plain<'_> {
    /// The same, borrowing nothing.
    pub(crate) fn into_owned<'o>(self) -> Plain<'o> {
        Plain {
            text: Cow::Owned(self.text.into_owned()),
            repaired: self.repaired,
            doubtful: self.doubtful,
        }
    }
}

/// Turns the text of a cell into plain text.
///
/// Markup is stripped with its structure kept, entities are decoded until
/// nothing changes, at most three times, with the tags that appear by it.
/// Entities that are left after three rounds become blanks. Zero-width and
/// control characters go, white space is folded, the text is composed (NFC).
///
/// The result has no tag, no entity and no `U+FFFD` that the cell did not
/// have, and is its own plain text.
pub(crate) fn plain(raw: &str, lines: Lines) -> Plain<'_> {
    let clean = match survey(raw, lines) {
        Survey::Clean => true,
        Survey::Suspect => mojibake::verdict(raw) == mojibake::Verdict::Clean,
        Survey::Dirty => false,
    };
    if clean {
        return Plain {
            text: Cow::Borrowed(raw),
            repaired: false,
            doubtful: false,
        };
    }
    let mut work = Work {
        text: Cow::Borrowed(raw),
        repaired: false,
        doubtful: false,
    };
    let mut rests = false;
    for _ in 0..3 {
        let mended = work.mend();
        let stripped = work.change(html::strip);
        if !work.change(entity::decode) {
            rests = !(mended || stripped);
            break;
        }
    }
    if !rests {
        work.settle();
    }
    work.change(|text| fold(text, lines));
    let Work {
        text,
        repaired,
        doubtful,
    } = work;
    let text = if text == raw {
        Cow::Borrowed(raw)
    } else {
        text
    };
    Plain {
        text,
        repaired,
        doubtful,
    }
}

/// A text on its way through the rules.
struct Work<'a> {
    text: Cow<'a, str>,
    repaired: bool,
    doubtful: bool,
}

impl Work<'_> {
    /// Applies a rule; says whether it changed something.
    fn change(&mut self, rule: impl FnOnce(&str) -> Cow<'_, str>) -> bool {
        let changed = match rule(&self.text) {
            Cow::Owned(text) if text != *self.text => text,
            Cow::Owned(_) | Cow::Borrowed(_) => return false,
        };
        self.text = Cow::Owned(changed);
        true
    }

    /// Repairs the encoding, drops what has no width, composes.
    ///
    /// This comes before markup is looked for: none of it may hide a tag.
    fn mend(&mut self) -> bool {
        let mut verdict = mojibake::Verdict::Clean;
        let repaired = self.change(|text| {
            let (text, found) = mojibake::repair(text);
            verdict = found;
            text
        });
        self.repaired |= repaired;
        self.doubtful = verdict == mojibake::Verdict::Doubtful;
        let dropped = self.change(drop_invisible);
        let composed = self.change(compose);
        repaired || dropped || composed
    }

    /// Brings the text to rest without decoding any further.
    fn settle(&mut self) {
        // One round is usual, two come from markup amid broken text. What takes
        // more was made to, and loses the characters that keep it moving.
        for _ in 0..4 {
            let mended = self.mend();
            let stripped = self.change(html::strip);
            let composed = self.change(compose);
            if !(self.change(entity::blank_entities) || mended || stripped || composed) {
                return;
            }
        }
        self.doubtful = true;
        self.change(|text| Cow::Owned(text.replace(['<', '&'], " ")));
        for _ in 0..32 {
            if !self.mend() {
                break;
            }
        }
        self.doubtful = true;
    }
}

/// What one look at the bytes says.
enum Survey {
    /// Nothing is to be done.
    Clean,
    /// Nothing is to be done unless it was encoded twice.
    Suspect,
    /// Something may be to be done.
    Dirty,
}

fn survey(text: &str, lines: Lines) -> Survey {
    let bytes = text.as_bytes();
    // A blank may stand between two characters that are none. The places
    // before the first and after the last count as blanks.
    let solid = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|&b| !matches!(b, b' ' | b'\n'))
    };
    let mut suspect = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'<' | b'&' | 0..=0x09 | 0x0B..=0x1F | 0x7F => return Survey::Dirty,
            b' ' => {
                if !(solid(at.checked_sub(2)) && solid(Some(at))) {
                    return Survey::Dirty;
                }
            }
            b'\n' => {
                let empty = bytes.get(at) == Some(&b'\n');
                let next = at + usize::from(empty);
                if lines == Lines::One || !(solid(at.checked_sub(2)) && solid(Some(next))) {
                    return Survey::Dirty;
                }
                at = next;
            }
            0x21..=0x7E => {}
            // No-break space, soft hyphen, C1 controls.
            0xC2 => match bytes.get(at) {
                Some(0x80..=0xA0 | 0xAD) => return Survey::Dirty,
                _ => at += 1,
            },
            // Latin letters, and Greek and Cyrillic ones, are composed as they stand.
            0xC4..=0xCB | 0xCF..=0xD1 => at += 1,
            // All that was encoded twice begins with one of these: `Ã` and `Â`,
            // or another of them with a foreign character behind it.
            0xC3 => {
                let next = bytes.get(at + 1).is_some_and(|b| !b.is_ascii());
                suspect |= next || matches!(bytes.get(at), Some(0x82 | 0x83));
                at += 1;
            }
            0xCE if bytes.get(at) != Some(&0x87) => at += 1,
            // Dashes, quotes, dots; the currency signs; the trade mark.
            0xE2 => match bytes.get(at..at + 2) {
                Some([0x80, 0x90..=0xA7 | 0xB0..=0xBE] | [0x82, 0xA0..=0xBF] | [0x84, 0xA2]) => {
                    at += 2;
                }
                _ => return Survey::Dirty,
            },
            _ => return Survey::Dirty,
        }
    }
    if suspect {
        Survey::Suspect
    } else {
        Survey::Clean
    }
}

/// Characters without width or meaning in a catalog: controls (white space is
/// none of them), byte-order marks, zero-width spaces, marks of direction.
pub(super) fn is_dropped(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_control() && !c.is_whitespace()
        || matches!(
            c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        )
}

/// Whether a joiner between these two does something: it makes one picture of
/// several, and shapes the letters of Arabic and Indian scripts.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let picture = |c: char| matches!(u32::from(c), 0x2190..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF | 0xA9 | 0xAE | 0x3030 | 0x303D);
    let shaped = |c: char| matches!(u32::from(c), 0x600..=0xDFF) && !is_dropped(c);
    let both = |test: &dyn Fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
    both(&picture) || both(&shaped)
}

fn drop_invisible(text: &str) -> Cow<'_, str> {
    let visible = |b: u8| (b' '..=b'~').contains(&b) || b == b'\n';
    if text.bytes().all(visible) || !text.contains(is_dropped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joiner = matches!(c, '\u{200C}' | '\u{200D}');
        if !is_dropped(c) || joiner && joins(out.chars().next_back(), chars.peek().copied()) {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn compose(text: &str) -> Cow<'_, str> {
    // Nothing below the combining marks, and no dash or quote, composes.
    let settled = |c: char| c < '\u{300}' || matches!(c, '\u{2010}'..='\u{2027}' | '€' | '™');
    if text.is_ascii()
        || text.chars().all(settled)
        || is_nfc_quick(text.chars()) == IsNormalized::Yes
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// What a run of white space amounts to in a field with lines.
fn parting(gap: &str) -> &'static str {
    let mut ends = 0;
    let mut last = ' ';
    for c in gap.chars() {
        ends += match c {
            '\n' if last == '\r' => 0,
            '\n' | '\r' | '\u{85}' | '\u{2028}' => 1,
            '\u{2029}' => 2,
            _ => 0,
        };
        last = c;
    }
    match ends {
        0 => " ",
        1 => "\n",
        _ => "\n\n",
    }
}

/// Folds white space: runs of it are one blank or, where the field has lines,
/// one line end or one empty line.
fn fold(text: &str, lines: Lines) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        let (word, tail) = rest.split_at(at);
        rest = tail.trim_start();
        let gap = &tail[..tail.len() - rest.len()];
        out.push_str(word);
        out.push_str(match lines {
            Lines::Many if gap != " " => parting(gap),
            Lines::One | Lines::Many => " ",
        });
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
