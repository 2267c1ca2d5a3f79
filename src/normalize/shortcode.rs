//! Commands to a `WordPress` page that stand in the text of its products.
//!
//! `[gallery ids="1,2"]` shows pictures on the page and means nothing anywhere
//! else. What only looks like one, as in `[Sample]`, stays (`formats.md` 2.8).

use std::borrow::Cow;
use std::collections::HashMap;

use crate::preset::Marks;

/// Commands without attributes that are none of a product's words.
const KNOWN: &[&str] = &[
    "audio",
    "caption",
    "contact-form-7",
    "embed",
    "gallery",
    "playlist",
    "product_page",
    "products",
    "video",
    "woocommerce_cart",
];

/// Page builders put a command around every text; the texts are the description.
const BUILDERS: &[&str] = &["av_", "cs_", "et_pb_", "fusion_", "mk_", "ux_", "vc_"];

/// Marks of forums: they dress the text that they stand around.
const DRESS: &[&str] = &[
    "b", "center", "code", "color", "em", "i", "li", "list", "quote", "s", "size", "strong", "u",
    "ul", "url",
];

/// One command, from bracket to bracket.
#[derive(Clone, Copy, Debug)]
struct Tag<'t> {
    name: &'t str,
    start: usize,
    end: usize,
    closes: bool,
    has_attributes: bool,
}

/// Whether a page builder made the text.
pub(super) fn is_built(text: &str) -> bool {
    let mut commands = memchr::memchr_iter(b'[', text.as_bytes());
    commands.any(|at| BUILDERS.iter().any(|head| text[at + 1..].starts_with(head)))
}

/// The text without commands. Those with an end are left out with what they
/// stand around; those of page builders and forums leave their text.
pub(super) fn strip(text: &str) -> Cow<'_, str> {
    if !text.contains('[') {
        return Cow::Borrowed(text);
    }
    let tags = tags(text);
    let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, tag) in tags.iter().enumerate().filter(|(_, tag)| tag.closes) {
        ends.entry(tag.name).or_default().push(at);
    }
    let mut out = String::new();
    let mut done = 0;
    for (at, tag) in tags.iter().enumerate() {
        // It stands inside of one that was left out.
        if tag.start < done {
            continue;
        }
        let end = ends.get(tag.name).and_then(|ends| {
            let next = ends.partition_point(|end| *end <= at);
            ends.get(next)
        });
        let builds = BUILDERS.iter().any(|head| tag.name.starts_with(head));
        let dresses = DRESS.contains(&tag.name) && (tag.closes || end.is_some());
        let commands = KNOWN.contains(&tag.name) || tag.has_attributes || end.is_some();
        let until = match end {
            _ if builds || dresses => tag.end,
            Some(end) => tags[*end].end,
            None if commands || tag.closes => tag.end,
            None => continue,
        };
        out.push_str(&text[done..tag.start]);
        // Builders part blocks of text.
        out.push_str(if builds { "\n" } else { "" });
        done = until;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Everything that has the shape of a command, in order.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find('[') {
        let start = from + found;
        from = start + 1;
        // `[[gallery]]` is how a text speaks of a command.
        if text[from..].starts_with('[') {
            from += text[from..].len() - text[from..].trim_start_matches('[').len();
            continue;
        }
        if let Some(tag) = tag(text, start) {
            from = tag.end;
            tags.push(tag);
        }
    }
    tags
}

/// The command that begins at a bracket.
fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    // No command is longer, and brackets without an end must not cost more.
    const MOST: usize = 2000;
    let rest = &text[start + 1..];
    let inner = rest.strip_prefix('/').unwrap_or(rest);
    let closes = inner.len() < rest.len();
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let length = inner.find(|c: char| !of_name(c)).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() > 60 {
        return None;
    }
    let mut quote = None;
    let mut end = None;
    for (at, c) in attributes.char_indices().take(MOST) {
        match (quote, c) {
            (None, ']') => {
                end = Some(at);
                break;
            }
            (None, '[') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None | Some(_), _) => {}
        }
    }
    let inside = attributes[..end?].trim_end_matches('/');
    let begins = inside.is_empty() || inside.starts_with(char::is_whitespace);
    begins.then(|| Tag {
        name,
        start,
        end: text.len() - attributes.len() + end.unwrap_or_default() + 1,
        closes,
        has_attributes: inside.contains('='),
    })
}

/// A text without the marks of a shop's templates: `[TAB:Details]` is a line of
/// its own, and a command between `[{` and `}]` is nothing.
pub(super) fn unmarked(text: Cow<'_, str>, marks: Marks) -> Cow<'_, str> {
    let text = if marks.tabs {
        without(text, ("[TAB:", "]"), "<br>")
    } else {
        text
    };
    if marks.smarty {
        without(text, ("[{", "}]"), "")
    } else {
        text
    }
}

/// A text with `by` in place of all that stands between these two marks.
fn without<'t>(text: Cow<'t, str>, (begin, end): (&str, &str), by: &str) -> Cow<'t, str> {
    if !text.contains(begin) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once(begin) {
        out.push_str(before);
        // A mark that does not close is text.
        let Some((_, after)) = after.split_once(end) else {
            out.push_str(begin);
            rest = after;
            break;
        };
        out.push_str(by);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_of_templates_are_no_text() {
        let marks = Marks {
            tabs: true,
            smarty: true,
            ..Marks::default()
        };
        #[rustfmt::skip]
        let cases = [
            ("plain [text]", "plain [text]"), ("a[TAB:Details]b", "a<br>b"), ("a[{ $x }]b[{/if}]", "ab"), ("a[{ b", "a[{ b"), ("[TAB:x", "[TAB:x"),
        ];
        for (text, expected) in cases {
            assert_eq!(unmarked(text.into(), marks), expected, "{text}");
        }
        assert_eq!(unmarked("a[TAB:b]".into(), Marks::default()), "a[TAB:b]");
    }

    #[test]
    fn commands_go_and_words_in_brackets_stay() {
        #[rustfmt::skip]
        let cases = [
            ("One [gallery ids=\"1,2\"] two", "One  two"),
            ("One [gallery] two", "One  two"),
            ("One [foo bar='x]y']in[/foo] two", "One  two"),
            ("One [foo]in[/foo] two", "One  two"),
            ("One [foo/] [Sample] two", "One [foo/] [Sample] two"),
            ("[vc_row][vc_column width=\"1/2\"]Text[/vc_column][/vc_row]", "\n\nText\n\n"),
            ("A [b]bold[/b] word, size [S] to [XL]", "A bold word, size [S] to [XL]"),
            ("[[gallery]] is a command", "[[gallery]] is a command"),
            ("[100 % cotton] [a b c] [", "[100 % cotton] [a b c] ["),
            ("[caption]a [foo x=1] b[/caption] c", " c"),
            ("left [/foo] over", "left  over"),
            ("no brackets", "no brackets"),
            ("[ä] [é=1]", "[ä] [é=1]"),
        ];
        for (text, expected) in cases {
            assert_eq!(strip(text), expected, "{text}");
        }
        assert!(is_built("<p>x</p>[vc_row]"));
        assert!(!is_built("[Sample]"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble_and_nothing_is_added(
            text in "(\\[/?(foo|vc_row|b|gallery)?( a=.?)?\\]?|[a-zä\"' \\[\\]/=]){0,40}"
        ) {
            let stripped = strip(&text);
            let plain = stripped.replace('\n', "");
            let mut rest = text.chars();
            // What is left stands in the text in the same order.
            prop_assert!(plain.chars().all(|c| rest.any(|other| other == c)), "{stripped}");
        }
    }
}
