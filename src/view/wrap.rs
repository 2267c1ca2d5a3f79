//! Text in columns: how wide it is, where it may be broken, what is cut.

use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::screen::Screen;
use super::style::{Painted, Style};

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Something that is written on, line by line.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    screen: Screen,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, screen: Screen) -> Self {
        Self { out, screen }
    }

    /// Its colors.
    pub(super) const fn style(&self) -> Style {
        self.screen.style
    }

    /// Columns of a line.
    pub(super) const fn width(&self) -> usize {
        self.screen.width
    }

    /// What takes lines as they are, for tables that keep their own columns.
    pub(super) fn raw(&mut self) -> &mut dyn Write {
        self.out
    }

    /// A line as it is.
    pub(super) fn line(&mut self, text: impl std::fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Text that is broken between words. It begins after `indent` columns with
    /// `lead`; further lines begin after `hang` columns. A word that is wider
    /// than the page, such as a path, stays whole.
    pub(super) fn flow(
        &mut self,
        indent: usize,
        lead: &Painted,
        text: &str,
        hang: usize,
    ) -> io::Result<()> {
        write!(self.out, "{:indent$}{lead}", "")?;
        let mut column = indent + lead.columns();
        let mut begun = lead.columns() > 0;
        for word in words(text) {
            let wide = width(word);
            if begun && column + 1 + wide > self.screen.width {
                write!(self.out, "\n{:hang$}", "")?;
                column = hang;
            } else if begun {
                write!(self.out, " ")?;
                column += 1;
            }
            write!(self.out, "{word}")?;
            column += wide;
            begun = true;
        }
        writeln!(self.out)
    }

    /// A sentence at the margin.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        self.flow(0, &Painted::nothing(), text, 0)
    }

    /// The sentence that matters most.
    pub(super) fn conclude(&mut self, text: &str) -> io::Result<()> {
        let mut first = true;
        for line in lines(text, self.screen.width) {
            if !first {
                writeln!(self.out)?;
            }
            first = false;
            write!(self.out, "{}", self.screen.style.strong(&line))?;
        }
        writeln!(self.out)
    }
}

/// A text as lines of at most so many columns, where its words allow it.
pub(super) fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let Some(line) = lines.last_mut() else {
            break;
        };
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) > most {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines
}

/// The parts between which a line may be broken: words, but never inside of
/// what stands between backticks, inside of a number, or before the unit of a time.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return None;
        }
        let mut quoted = false;
        // A question stays whole, so that it can be found and read at once.
        let skipped = question(rest).unwrap_or(0);
        let end = rest
            .char_indices()
            .skip_while(|(at, _)| *at < skipped)
            .find_map(|(at, sign)| {
                match sign {
                    '`' => quoted = !quoted,
                    ' ' if !is_tied(&rest[..at], &rest[at + 1..], quoted) => return Some(at),
                    _ => {}
                }
                None
            });
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

/// Where the offer ends with which a text begins: "did you mean `…`?".
fn question(text: &str) -> Option<usize> {
    const OFFER: &str = "did you mean `";
    let name = text.strip_prefix(OFFER)?;
    let end = OFFER.len() + name.find('`')? + 1;
    (end <= LONGEST).then_some(end)
}

/// A longer text between backticks is broken like any other.
const LONGEST: usize = 48;

/// Whether the blank between these must not be broken at.
fn is_tied(before: &str, after: &str, quoted: bool) -> bool {
    if quoted {
        let begin = before.rfind('`').map_or(0, |at| at + 1);
        let end = after.find('`').unwrap_or(LONGEST);
        return width(&before[begin..]) + end <= LONGEST;
    }
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let unit = after.split(|sign: char| !sign.is_alphabetic()).next();
    let is_time = matches!(unit, Some("ms" | "s" | "min" | "h"));
    (digits == 3 || is_time) && before.ends_with(|sign: char| sign.is_ascii_digit())
}

/// The beginning of a text, with a sign where something is left out.
pub(super) fn fit(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = beginning(text, most.saturating_sub(1))
        .trim_end()
        .to_owned();
    out.push('…');
    out
}

/// As much of the beginning as so many columns take.
fn beginning(text: &str, most: usize) -> &str {
    let mut column = 0;
    let end = text.grapheme_indices(true).find_map(|(at, sign)| {
        column += width(sign);
        (column > most).then_some(at)
    });
    &text[..end.unwrap_or(text.len())]
}

/// Two versions of a text, cut so that what differs can be seen.
pub(super) fn excerpts(old: &str, new: &str, most: usize) -> (String, String) {
    /// So much of what is equal stands before the difference.
    const BEFORE: usize = 16;
    if width(old) <= most && width(new) <= most {
        return (old.to_owned(), new.to_owned());
    }
    let equal: usize = old
        .graphemes(true)
        .zip(new.graphemes(true))
        .take_while(|(a, b)| a == b)
        .map(|(same, _)| same.len())
        .sum();
    let shared = &old[..equal];
    let near = shared
        .grapheme_indices(true)
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    // At the beginning of a word, where one is near.
    let start = match shared[near..].find(' ') {
        Some(blank) if near > 0 => near + blank + 1,
        Some(_) | None => near,
    };
    let part = |text: &str| {
        if start == 0 {
            return fit(text, most);
        }
        format!("…{}", fit(&text[start..], most.saturating_sub(1)))
    };
    (part(old), part(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowed(indent: usize, lead: &str, text: &str, hang: usize, width: usize) -> String {
        let mut out = Vec::new();
        let screen = Screen {
            style: Style::plain(),
            width,
        };
        let lead = Style::plain().bad(lead);
        let mut page = Page::new(&mut out, screen);
        page.flow(indent, &lead, text, hang).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_broken_between_words_and_hangs() {
        assert_eq!(
            flowed(0, "error:", "one two three four", 2, 16),
            "error: one two\n  three four\n"
        );
        assert_eq!(flowed(2, "", "a b", 4, 80), "  a b\n");
        assert_eq!(flowed(0, "", "", 0, 80), "\n");
    }

    #[test]
    fn what_belongs_together_stays_together() {
        #[rustfmt::skip]
        let cases = [
            ("run `sync --full` again",       16, "run\n`sync --full`\nagain\n"),
            ("there are 12 345 678 items",    16, "there are\n12 345 678 items\n"),
            ("a/very/long/path/that/is/wide", 16, "a/very/long/path/that/is/wide\n"),
            ("no `a`; did you mean `b`?",      16, "no `a`;\ndid you mean `b`?\n"),
            ("opening 2 ms, all 13 s.",       10, "opening\n2 ms, all\n13 s.\n"),
            // Numbers that are two are two.
            ("1 of 12 items here",            12, "1 of 12\nitems here\n"),
            // A quote that is never closed ends with the text.
            ("a ` b c d e f g h",              8, "a ` b c\nd e f g\nh\n"),
            ("漢字 漢字 漢字",                   10, "漢字 漢字\n漢字\n"),
        ];
        for (text, width, lines) in cases {
            assert_eq!(flowed(0, "", text, 0, width), lines, "{text:?}");
        }
    }

    #[test]
    fn a_cut_text_has_a_sign_and_whole_graphemes() {
        #[rustfmt::skip]
        let cases = [
            ("short",          10, "short"),
            ("a longer text",  10, "a longer…"),
            ("漢字漢字漢字",      7, "漢字漢…"),
            ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}…"),
            ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦",           3, "👩‍👩‍👧‍👦…"),
            ("abc",             0, "…"),
        ];
        for (text, most, cut) in cases {
            assert_eq!(fit(text, most), cut, "{text:?}");
        }
    }

    #[test]
    fn an_excerpt_shows_what_differs() {
        let old = "A bag for long tours, waterproof up to two metres, in three colors.";
        let new = "A bag for long tours, waterproof up to ten metres, in three colors.";
        let (before, after) = excerpts(old, new, 30);
        assert_eq!(before, "…up to two metres, in three c…");
        assert_eq!(after, "…up to ten metres, in three c…");
        assert_eq!(excerpts("a", "b", 30), ("a".to_owned(), "b".to_owned()));
        // What was added at the end is seen.
        let (before, after) = excerpts(old, &format!("{old} New."), 30);
        assert_eq!(before, "…three colors.");
        assert_eq!(after, "…three colors. New.");
        // Texts that differ from the first sign on.
        let (before, after) = excerpts(&"a".repeat(50), &"b".repeat(50), 5);
        assert_eq!((before.as_str(), after.as_str()), ("aaaa…", "bbbb…"));
    }
}
