//! Characters that an export masks with a backslash (`formats.md` 4.3, Values).

use std::borrow::Cow;

use crate::preset::Marks;

/// `\n` as a line break, `\,` as a comma, `\\` as a backslash.
pub(super) fn unmask(text: &str, marks: Marks) -> Cow<'_, str> {
    if !marks.backslash || memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some(masked @ (',' | '\\' | '>'))) => out.push(*masked),
            _ => {
                out.push(c);
                continue;
            }
        }
        chars.next();
    }
    Cow::Owned(out)
}

/// The entries of a list; a masked sign parts nothing.
pub(super) fn entries(text: &str, sign: char, marks: Marks) -> impl Iterator<Item = &str> {
    let mut masked = false;
    let parts = text.split(move |c: char| {
        let parts = c == sign && !masked;
        masked = marks.backslash && c == '\\' && !masked;
        parts
    });
    parts.map(str::trim).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: Marks = Marks {
        tabs: false,
        smarty: false,
        apostrophe: false,
        backslash: true,
        shortcodes: false,
    };

    #[test]
    fn masks_are_taken_off_once() {
        #[rustfmt::skip]
        let cases = [
            (r"one\ntwo", "one\ntwo"), (r"C:\\new", r"C:\new"), (r"0\,5 l", "0,5 l"), (r"\\n", r"\n"),
            (r"a\b", r"a\b"), ("plain", "plain"), ("\\", "\\"),
        ];
        for (text, expected) in cases {
            assert_eq!(unmask(text, MARKS), expected, "{text}");
        }
        assert_eq!(unmask(r"one\ntwo", Marks::default()), r"one\ntwo");
    }

    #[test]
    fn masked_commas_part_nothing() {
        let all: Vec<&str> = entries(r"Essen\, Trinken > Wein, Haus, ", ',', MARKS).collect();
        assert_eq!(all, [r"Essen\, Trinken > Wein", "Haus"]);
    }
}
