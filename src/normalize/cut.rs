//! The length of texts, and their loudness.
//!
//! Lengths count characters (Unicode scalar values), as Meta's limits do
//! (graph-api.md 6.1 and 6.2; contract section 7: title 150, description 5000).

use std::borrow::Cow;

use unicode_segmentation::GraphemeCursor;

/// Which end of a text that is too long is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The beginning.
    Head,
    /// The end: `product_type` is most exact on its right (graph-api.md 6.2).
    Tail,
}

/// Cuts a text to `max` characters (Unicode scalar values); says whether it did.
///
/// Cuts at the end of a word, or in scripts that write no blanks between two
/// characters; inside a word only when it alone is too long, and never inside
/// a grapheme cluster. [`Keep::Tail`] begins after a ` > ` where one is left.
pub(crate) fn cut(text: Cow<'_, str>, max: usize, keep: Keep) -> (Cow<'_, str>, bool) {
    if text.len() <= max {
        return (text, false);
    }
    let count = text.chars().count();
    if count <= max {
        return (text, false);
    }
    let range = match keep {
        Keep::Head => 0..head(&text, max),
        Keep::Tail => tail(&text, count - max)..text.len(),
    };
    let cut = match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    };
    (cut, true)
}

/// Where the first `max` characters end.
fn head(text: &str, max: usize) -> usize {
    let limit = text
        .char_indices()
        .nth(max)
        .map_or(text.len(), |(at, _)| at);
    let limit = boundary(text, limit, Keep::Head);
    let word = (limit..=limit)
        .chain(text[..limit].char_indices().rev().map(|(at, _)| at))
        .find(|&at| at > 0 && word_end(text, at));
    match word {
        Some(at) => {
            let at = text[..boundary(text, at, Keep::Head)].trim_end().len();
            boundary(text, at, Keep::Head)
        }
        None => limit,
    }
}

/// Where the characters after the first `surplus` begin.
fn tail(text: &str, surplus: usize) -> usize {
    let start = text
        .char_indices()
        .nth(surplus)
        .map_or(text.len(), |(at, _)| at);
    let start = boundary(text, start, Keep::Tail);
    // The separator itself may lie partly in what goes.
    let mut from = start.saturating_sub(3);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    if let Some(found) = text[from..]
        .match_indices(" > ")
        .map(|(at, _)| from + at + 3)
        .find(|&at| at >= start)
    {
        return found;
    }
    let word = (start..=start)
        .chain(text[start..].char_indices().map(|(at, _)| start + at))
        .find(|&at| word_end(text, at))
        .map(|at| text.len() - text[at..].trim_start().len());
    match word {
        Some(at) if at < text.len() => boundary(text, at, Keep::Tail),
        Some(_) | None => start,
    }
}

/// Whether a word ends at this place, and maybe another begins.
fn word_end(text: &str, at: usize) -> bool {
    /// Thai, Lao, Burmese, Khmer; Chinese, Japanese: scripts without blanks.
    fn unspaced(c: char) -> bool {
        matches!(u32::from(c), 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xF900..=0xFAFF
            | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
    }
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    match (before, after) {
        (Some(before), Some(after)) => {
            before.is_whitespace() != after.is_whitespace() || unspaced(before) && unspaced(after)
        }
        (None, _) | (_, None) => true,
    }
}

/// The nearest end of a grapheme cluster, towards what is cut off for a head
/// or away from it for a tail: the result is never longer than asked for.
fn boundary(text: &str, at: usize, keep: Keep) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    // The whole text is at hand, so the cursor never asks for more of it.
    if cursor.is_boundary(text, 0).unwrap_or(true) {
        return at;
    }
    match keep {
        Keep::Head => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        Keep::Tail => cursor
            .next_boundary(text, 0)
            .ok()
            .flatten()
            .unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn cuts_at_word_ends() {
        #[rustfmt::skip]
        let cases = [
            ("one two three",         9, Keep::Head, "one two"),
            ("one two three",         7, Keep::Head, "one two"),
            ("one two three",         8, Keep::Head, "one two"),
            ("onetwothree",           5, Keep::Head, "onetw"),
            ("äöü äöü",               5, Keep::Head, "äöü"),
            ("👩\u{200D}💻x",          2, Keep::Head, ""),
            ("ab👩\u{200D}💻",         4, Keep::Head, "ab"),
            ("日本語の本",             3, Keep::Head, "日本語"),
            ("Home > Mugs > Blue",   11, Keep::Tail, "Mugs > Blue"),
            ("Home > Mugs > Blue",   12, Keep::Tail, "Mugs > Blue"),
            ("Home > Mugs > Blue",   14, Keep::Tail, "Mugs > Blue"),
            ("Home > Mugs > Blue",    6, Keep::Tail, "Blue"),
            ("Home > Very blue mug",  8, Keep::Tail, "blue mug"),
            ("onetwothree",           5, Keep::Tail, "three"),
        ];
        for (text, max, keep, wanted) in cases {
            assert_eq!(
                cut(text.into(), max, keep),
                (wanted.into(), true),
                "{text:?} {max} {keep:?}"
            );
        }
    }

    #[test]
    fn borrows_from_the_text() {
        assert!(matches!(
            cut("abc".into(), 3, Keep::Head),
            (Cow::Borrowed(_), false)
        ));
        assert!(matches!(
            cut("abc def".into(), 4, Keep::Head),
            (Cow::Borrowed("abc"), true)
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_cut_is_a_part_on_cluster_ends(text in "([a-c> é日👩\u{200D}\u{301}🇩]|\\PC){0,40}", max in 0_usize..40) {
            let bounds: Vec<_> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            for keep in [Keep::Head, Keep::Tail] {
                let (part, done) = cut(Cow::Borrowed(&text), max, keep);
                prop_assert!(part.chars().count() <= max);
                prop_assert_eq!(done, text.chars().count() > max);
                let at = match keep {
                    Keep::Head => {
                        prop_assert!(text.starts_with(&*part));
                        part.len()
                    }
                    Keep::Tail => {
                        prop_assert!(text.ends_with(&*part));
                        text.len() - part.len()
                    }
                };
                prop_assert!(bounds.contains(&at), "{part:?}");
            }
        }
    }
}
