//! Patterns of ids: text in which `*` stands for any text.

/// Whether one of the patterns fits; no pattern at all fits everything.
pub(super) fn any(patterns: &[String], text: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, text))
}

fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    // The earliest place of each part leaves the most room for those behind it.
    for part in middle.split('*') {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        #[rustfmt::skip]
        let cases = [
            ("A",      "A",       true),  ("A",      "AB",    false), ("",      "",     true),
            ("*",      "",        true),  ("*",      "x",     true),  ("A*",    "A",    true),
            ("A*",     "AB",      true),  ("A*",     "BA",    false), ("*A",    "BA",   true),
            ("A*A",    "A",       false), ("A*A",    "AA",    true),  ("A*B*C", "AxBC", true),
            ("A*B*C",  "ACB",     false), ("*-*-*",  "a-b",   false), ("*-*-*", "a-b-", true),
            ("TW-*1",  "TW-2001", true),  ("ü*",     "über",  true),  ("a**b",  "ab",   true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(fits(pattern, text), expected, "{pattern} on {text}");
        }
        assert!(any(&[], "A") && any(&["B".into(), "A".into()], "A"));
        assert!(!any(&["B".into()], "A"));
    }
}
