//! Text of a cell → text that a catalog shows: no markup, no entities, folded
//! white space, Unicode NFC, cut to length.
//!
//! Rules: contract section 7 (Text), formats.md 2.8, graph-api.md 10.1. A text
//! that is as it should be comes back borrowed after one look at each byte;
//! only the others pay for what they need.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::scan::Specials;
use super::survey::{first_look, survey};
use super::{entity, html, markup, mojibake};
use crate::catalog::has_lost;

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
    /// It has a character that stands for one that was lost.
    pub(crate) lost: bool,
}

impl Plain<'_> {
    /// The same, borrowing nothing.
    pub(crate) fn into_owned<'o>(self) -> Plain<'o> {
        Plain {
            text: Cow::Owned(self.text.into_owned()),
            repaired: self.repaired,
            doubtful: self.doubtful,
            lost: self.lost,
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
    let needs = first_look(raw, lines);
    let text = match needs {
        _ if needs.mending => None,
        // Whether markup hides what is to be mended is seen on the way.
        _ if needs.markup || needs.entities => markup::usual(raw, lines),
        _ if needs.folding => Some(fold(raw, lines)),
        _ => Some(Cow::Borrowed(raw)),
    };
    match text {
        Some(text) => Plain {
            text,
            repaired: false,
            doubtful: false,
            // It begins with a byte that none of these ways lets pass.
            lost: false,
        },
        None => careful(raw, lines),
    }
}

/// The same, one rule after the other.
pub(super) fn careful(raw: &str, lines: Lines) -> Plain<'_> {
    match usual(raw, lines) {
        Some(text) => Plain {
            lost: has_lost(&text),
            text,
            repaired: false,
            doubtful: false,
        },
        None => thorough(raw, lines),
    }
}

/// The same for texts that need at most what nearly all need: one round of
/// markup, one of entities, and white space. `None` where more may be needed.
///
/// It saves the rounds in which every rule would look at every character and
/// change nothing. It is right because [`survey`] sees whatever could make one
/// of them do something, and is asked again after each change.
fn usual(raw: &str, lines: Lines) -> Option<Cow<'_, str>> {
    let mut needs = survey(raw, lines);
    if needs.mending {
        return None;
    }
    let mut text = Cow::Borrowed(raw);
    let stripped = needs.markup;
    if stripped {
        text = html::strip(raw);
    }
    let mut decoded = false;
    if needs.entities
        && let Cow::Owned(new) = entity::decode(&text)
    {
        decoded = new != *text;
        text = Cow::Owned(new);
    }
    if stripped || decoded {
        needs = survey(&text, lines);
    }
    if needs.mending || needs.markup {
        return None;
    }
    let more = match (decoded, stripped) {
        _ if !needs.entities => false,
        (true, _) => *entity::decode(&text) != *text,
        (false, true) => *entity::blank_entities(&text) != *text,
        (false, false) => false,
    };
    if more {
        return None;
    }
    if needs.folding {
        text = Cow::Owned(fold(&text, lines).into_owned());
    }
    Some(text)
}

/// Applies all rules until the text rests.
fn thorough(raw: &str, lines: Lines) -> Plain<'_> {
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
        lost: has_lost(&text),
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

/// Characters without width or meaning in a catalog: controls (white space is
/// none of them), byte-order marks, zero-width spaces, marks of direction, codes that
/// will never be characters.
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
        || is_no_character(c)
}

/// Controls, and codes that will never be characters: no name or number has them.
pub(super) fn is_no_text(c: char) -> bool {
    c.is_control() || is_no_character(c)
}

/// Codes that will never be characters.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
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

/// [`str::trim`], settled by two looks where nothing is to be trimmed.
pub(super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [only] if only.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
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
    while let Some(at) = gap(rest) {
        let (words, tail) = rest.split_at(at);
        rest = tail.trim_start();
        let gap = &tail[..tail.len() - rest.len()];
        out.push_str(words);
        out.push_str(match lines {
            Lines::Many => parting(gap),
            Lines::One => " ",
        });
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where white space begins that is not one blank between two words.
fn gap(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut specials = Specials::of(bytes);
    let mut from = 0;
    loop {
        let at = specials.next(from)?;
        // The second half of a letter is none.
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            from = at + 1;
            continue;
        };
        if c.is_whitespace() {
            let blank = at > 0 && bytes[at - 1] == b' ';
            return Some(at - usize::from(blank));
        }
        from = at + c.len_utf8();
    }
}

#[cfg(test)]
mod tests;
