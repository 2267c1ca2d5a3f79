//! Entities of HTML: `&uuml;`, `&#252;`, `&#xFC;`.

use std::borrow::Cow;

use memchr::memchr;

use crate::catalog::has_lost;

/// Decodes one layer of entities, without making `U+FFFD` of broken ones.
///
/// A name without its semicolon counts only where no letter, digit or `=`
/// follows: `H&M` and `?a=1&copy=2` are not markup.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let decoded = htmlize::unescape_attribute(text);
    if has_lost(&decoded) && !has_lost(text) {
        return Cow::Owned(decoded.replace('\u{FFFD}', ""));
    }
    decoded
}

/// Puts a blank in the place of each entity, for text that was escaped more
/// often than anybody means.
pub(super) fn blank_entities(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let tail = &text[at + 1..];
        let digits = |from: usize, hex: bool| {
            let run = tail.as_bytes().get(from..).unwrap_or_default();
            let more = |b: &u8| {
                if hex {
                    b.is_ascii_hexdigit()
                } else {
                    b.is_ascii_digit()
                }
            };
            from + run.iter().take_while(|b| more(b)).count()
        };
        let mut end = if tail.starts_with("#x") || tail.starts_with("#X") {
            digits(2, true)
        } else if tail.starts_with('#') {
            digits(1, false)
        } else {
            tail.bytes().take_while(u8::is_ascii_alphanumeric).count()
        };
        end += usize::from(tail[end..].starts_with(';'));
        let context = tail[end..].chars().next().map_or(0, char::len_utf8);
        let sample = &text[at..=at + end + context];
        if htmlize::unescape_attribute(sample) != sample {
            out.push_str(&text[done..at]);
            out.push(' ');
            done = at + 1 + end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_one_layer_and_keeps_names_of_shops() {
        #[rustfmt::skip]
        let cases = [
            ("&uuml;ber &amp; &#8222;&#x41;&quot;", "über & „A\""),
            ("&amp;lt;", "&lt;"),
            ("H&M, Q&A, R&D", "H&M, Q&A, R&D"),
            ("?a=1&copy=2&lang=de", "?a=1&copy=2&lang=de"),
            ("&amp", "&"),
            ("a&#0;b&#xD800;c&#x110000;", "abc"),
            ("&unknown;", "&unknown;"),
        ];
        for (html, text) in cases {
            assert_eq!(decode(html), text, "{html:?}");
        }
    }

    #[test]
    fn leaves_no_entity_after_blanking() {
        let cases = [
            "&lt;b&gt;",
            "&am&lt;p;",
            "&&lt;lt;",
            "&#38;lt;",
            "&#65abc",
            "&lt&gt",
            "&copyx; &x=1&lt=2",
        ];
        for text in cases {
            let out = blank_entities(text);
            assert_eq!(decode(&out), out, "{text:?}");
        }
    }

    #[test]
    fn hostile_text_is_read_in_one_pass() {
        for unit in ["&", "&#", "&a", "&#x", "&lt"] {
            let text = unit.repeat(200_000 / unit.len());
            assert!(blank_entities(&text).len() <= text.len());
        }
    }
}
