//! Where records that are elements end, without a look at what is in them.

use memchr::memmem::find;
use memchr::{memchr, memchr3};

/// What the bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A record.
    Record {
        /// Where it begins, behind blanks and comments.
        start: usize,
        /// Where the next one begins.
        next: usize,
    },
    /// A record that goes on behind these bytes.
    More,
    /// The end of the element that holds the records.
    Tail,
    /// Something that only a parser understands.
    Odd,
}

/// Finds the end of the first record. Its element bears this name, with its prefix,
/// as it stands in the file; in any other case it is odd, and so is whatever else
/// stands between records or bears their name within them.
pub(super) fn element(bytes: &[u8], last: bool, name: &str) -> Element {
    let more = if last { Element::Odd } else { Element::More };
    let Some(at) = begin(bytes) else { return more };
    let rest = &bytes[at..];
    if rest.len() < name.len() + 2 && !last {
        return Element::More;
    }
    if rest.starts_with(b"</") {
        return Element::Tail;
    }
    if !is_tag(&rest[1..], name) {
        return Element::Odd;
    }
    let Some(mut end) = tag(rest) else {
        return more;
    };
    if rest[end - 2] == b'/' {
        return Element::Record {
            start: at,
            next: at + end,
        };
    }
    loop {
        let Some(distance) = memchr(b'<', &rest[end..]) else {
            return more;
        };
        let here = end + distance;
        let inner = &rest[here + 1..];
        if inner.len() < name.len() + 2 && !last {
            return Element::More;
        }
        let closed = match inner.first() {
            Some(b'/') if is_tag(&inner[1..], name) => {
                return match tag(&rest[here..]) {
                    Some(length) => Element::Record {
                        start: at,
                        next: at + here + length,
                    },
                    None => more,
                };
            }
            Some(b'!') => section(&rest[here..]),
            Some(b'?') => find(inner, b"?>").map(|end| end + 3),
            Some(_) if is_tag(inner, name) => return Element::Odd,
            // What ends a tag does not matter: the next `<` does, or it would be odd.
            Some(_) => Some(1),
            None => None,
        };
        match closed {
            Some(length) => end = here + length,
            None => return more,
        }
    }
}

/// Behind blanks and comments.
fn begin(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes[at..]
            .iter()
            .position(|byte| !byte.is_ascii_whitespace())?;
        if !bytes[at..].starts_with(b"<!--") {
            // Fewer bytes than a comment's beginning may become one.
            let cut = b"<!--".starts_with(&bytes[at..]);
            return (!cut).then_some(at);
        }
        at += find(&bytes[at..], b"-->")? + 3;
    }
}

/// Whether a tag of this name begins here.
fn is_tag(bytes: &[u8], name: &str) -> bool {
    let behind = bytes.strip_prefix(name.as_bytes()).and_then(<[u8]>::first);
    behind.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
}

/// The length of a tag: a `>` within quotes does not end it.
fn tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        match bytes[at] {
            b'>' => return Some(at + 1),
            quote => at += 1 + memchr(quote, &bytes[at + 1..])? + 1,
        }
    }
}

/// The length of a comment or of raw text.
fn section(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"<!--") {
        find(&bytes[4..], b"-->").map(|end| 4 + end + 3)
    } else {
        // Other declarations do not stand here; a parser will say so.
        find(bytes, b"]]>").map(|end| end + 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_ends_that_are_ends() {
        use Element::{More, Odd, Tail};
        let record = |start, next| Element::Record { start, next };
        #[rustfmt::skip]
        let cases = [
            ("<item>a</item>",                              record(0, 14)),
            ("\n  <item>a</item>\n  <item>",                record(3, 17)),
            ("<item/>",                                     record(0, 7)),
            ("<item x='/'></item>",                         record(0, 19)),
            ("<item><items>1</items></item>",               record(0, 29)),
            ("<item><t><![CDATA[</item>]]></t></item>",     record(0, 39)),
            ("<item><!-- </item> --></item>",               record(0, 29)),
            ("<item x=\"a>b\"><b/></item >",                record(0, 26)),
            ("<!-- one --><item></item>",                   record(12, 25)),
            ("</channel>",                                  Tail),
            ("\n</channel></rss>",                          Tail),
            ("<item><item></item></item>",                  Odd),
            ("<ITEM></ITEM>",                               Odd),
            ("<link>x</link>",                              Odd),
            ("text <item></item>",                          Odd),
            ("<item><t>a</t>",                              More),
            ("<item><t><![CDATA[</item>",                   More),
            ("<!-- <item></item>",                          More),
            ("  ",                                          More),
            ("<it",                                         More),
        ];
        for (text, wanted) in cases {
            assert_eq!(element(text.as_bytes(), false, "item"), wanted, "{text}");
        }
    }

    #[test]
    fn a_record_in_pieces_is_the_same_record() {
        let text = "\n<!-- x --><g:item a='>'><![CDATA[</g:item>]]><b>1</b></g:item>";
        for length in 0..text.len() {
            let got = element(&text.as_bytes()[..length], false, "g:item");
            assert_eq!(got, Element::More, "{length}");
        }
        let whole = Element::Record {
            start: 11,
            next: text.len(),
        };
        assert_eq!(element(text.as_bytes(), false, "g:item"), whole);
        assert_eq!(element(b"<g:item><b>", true, "g:item"), Element::Odd);
    }
}
