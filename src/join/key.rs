//! What two files must have in common for their rows to belong together.

/// Between the parts of a key; no cell has it, for readers drop control characters
/// from keys.
const BETWEEN: char = '\u{1f}';
/// Between the folded key and the key itself.
const FOLDED: char = '\u{1e}';

/// A key, as it is compared: capitals and leading zeros count, blanks at its ends
/// and the marks of spreadsheets do not.
///
/// In front of it stands its folded form, without capitals and leading zeros, so
/// that a file sorted by it has those beside each other that only look alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    text: String,
    folded: usize,
}

impl Key {
    /// The key of these cells; `None` when all of them are empty.
    pub fn new<'c>(cells: impl Iterator<Item = &'c str>) -> Option<Self> {
        let mut exact = String::new();
        let mut folded = String::new();
        let mut any = false;
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                exact.push(BETWEEN);
                folded.push(BETWEEN);
            }
            let cell = clean(cell);
            any |= !cell.is_empty();
            let start = exact.len();
            fold_blanks(cell, &mut exact);
            let part = &exact[start..];
            let short = part.trim_start_matches('0');
            let short = if short.is_empty() { part } else { short };
            folded.extend(short.chars().flat_map(char::to_lowercase));
        }
        if !any {
            return None;
        }
        let end = folded.len();
        folded.push(FOLDED);
        folded.push_str(&exact);
        Some(Self {
            text: folded,
            folded: end,
        })
    }

    /// The bytes to sort by.
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The folded form with the sign behind it: what all keys begin with that look
    /// like this one.
    pub(super) fn alike(&self) -> &[u8] {
        &self.text.as_bytes()[..=self.folded]
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&shown(self.bytes()))
    }
}

/// The key in bytes that were sorted, for people.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let exact = text.split_once(FOLDED).map_or(&*text, |(_, exact)| exact);
    exact.split(BETWEEN).collect::<Vec<_>>().join(" / ")
}

/// Without blanks at the ends and what keeps spreadsheets from calculating:
/// `'0123` and `="0123"` (`formats.md` 2.11).
fn clean(cell: &str) -> &str {
    let blank = |sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}');
    let cell = cell.trim_matches(blank);
    let formula = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(text) = formula {
        return text.trim_matches(blank);
    }
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|sign: char| sign.is_ascii_digit()) => {
            rest.strip_suffix('\'').unwrap_or(rest)
        }
        _ => cell,
    }
}

/// One blank for several, and no control characters.
fn fold_blanks(cell: &str, to: &mut String) {
    let mut gap = false;
    for sign in cell.chars() {
        if sign.is_whitespace() {
            gap = true;
        } else if !sign.is_control() {
            if gap {
                to.push(' ');
                gap = false;
            }
            to.push(sign);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(cells: &[&str]) -> Option<Key> {
        Key::new(cells.iter().copied())
    }

    #[test]
    fn blanks_and_marks_do_not_count_and_capitals_and_zeros_do() {
        let same = [
            " 0123",
            "0123\u{a0}",
            "'0123",
            "=\"0123\"",
            "\u{feff}0123",
            "0123",
        ];
        for text in same {
            assert_eq!(key(&[text]), key(&["0123"]), "{text:?}");
        }
        for text in ["123", "0123 a", "01 23", "0124"] {
            assert_ne!(key(&[text]), key(&["0123"]), "{text:?}");
        }
        assert_ne!(key(&["abc"]), key(&["ABC"]));
        assert_eq!(key(&["a  b"]), key(&["a b"]));
        assert_eq!(key(&["", " "]), None);
        assert_ne!(key(&["a", ""]), key(&["", "a"]));
        assert_ne!(key(&["a", "b"]), key(&["ab", ""]));
    }

    #[test]
    fn keys_that_look_alike_begin_alike() {
        let alike = |text: &str| key(&[text]).unwrap().alike().to_vec();
        assert_eq!(alike("007-a"), alike("7-A"));
        assert_eq!(alike("000"), alike("000"));
        assert_ne!(alike("7"), alike("70"));
        let text = key(&["T-Shirt", "Rot"]).unwrap();
        assert_eq!(shown(text.bytes()), "T-Shirt / Rot");
    }
}
