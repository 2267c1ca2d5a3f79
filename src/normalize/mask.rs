//! Characters that an export masks with a backslash (`formats.md` 4.3, Values).

use std::borrow::Cow;

use crate::preset::Marks;

/// `\n` as a line break, `\,` as a comma, `\\` as a backslash.
pub(super) fn unmask(text: &str, marks: Marks) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let next = |from: usize| memchr::memchr(b'\\', &bytes[from..]).map(|at| from + at);
    let first = if marks.backslash { next(0) } else { None };
    let Some(mut at) = first else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    loop {
        let masked = match bytes.get(at + 1) {
            Some(b'n') => Some('\n'),
            Some(sign @ (b',' | b'\\' | b'>')) => Some(char::from(*sign)),
            Some(_) | None => None,
        };
        let mut from = at + 1;
        if let Some(masked) = masked {
            out.push_str(&text[done..at]);
            out.push(masked);
            from += 1;
            done = from;
        }
        match next(from) {
            Some(found) => at = found,
            None => break,
        }
    }
    out.push_str(&text[done..]);
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn masks_are_taken_off_from_left_to_right(text in r"[\\n,>aü]{0,12}") {
            let mut expected = String::new();
            let mut chars = text.chars().peekable();
            while let Some(c) = chars.next() {
                let masked = match chars.peek() {
                    Some('n') => Some('\n'),
                    Some(sign @ (',' | '\\' | '>')) => Some(*sign),
                    _ => None,
                };
                let masked = masked.filter(|_| c == '\\');
                expected.push(masked.unwrap_or(c));
                if masked.is_some() {
                    chars.next();
                }
            }
            prop_assert_eq!(unmask(&text, MARKS), expected);
        }
    }

    #[test]
    fn masked_commas_part_nothing() {
        let all: Vec<&str> = entries(r"Essen\, Trinken > Wein, Haus, ", ',', MARKS).collect();
        assert_eq!(all, [r"Essen\, Trinken > Wein", "Haus"]);
    }
}
