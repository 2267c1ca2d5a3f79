//! Paths of categories: `Home > Kitchen > Mugs`.

use std::borrow::Cow;

use memchr::{memchr_iter, memchr2};

use super::text::trim;

/// A category path with ` > ` between its parts. Numeric ids pass as they are.
pub(super) fn path(raw: &str) -> Cow<'_, str> {
    let raw = trim(raw);
    if is_path(raw) {
        return Cow::Borrowed(raw);
    }
    let decoded = raw.replace("&gt;", ">");
    let parts = decoded
        .split(['>', '›', '»'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut out = String::with_capacity(raw.len());
    for part in parts {
        if !out.is_empty() {
            out.push_str(" > ");
        }
        out.push_str(part);
    }
    Cow::Owned(out)
}

/// A path whose parts have this sign between them, and a backslash in front of
/// it where it is part of a name: `Home/Black \\/ White` is `Home > Black / White`.
pub(super) fn parted(raw: &str, sign: char) -> String {
    let mut parts = vec![String::new()];
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let masked = c == '\\' && chars.peek() == Some(&sign);
        match parts.last_mut() {
            _ if c == sign => parts.push(String::new()),
            Some(part) if masked => part.extend(chars.next()),
            // A sign of ours within a name would part it.
            Some(part) => part.push(if c == '>' { '›' } else { c }),
            None => {}
        }
    }
    let parts = parts.iter().map(|part| part.trim());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" > ")
}

/// A path without first parts that every path of the shop has.
pub(super) fn rootless<'p>(path: Cow<'p, str>, roots: &[String]) -> Cow<'p, str> {
    let root = |part: &str| roots.iter().any(|root| *root == part.trim().to_lowercase());
    let mut rest = path.as_ref();
    while !roots.is_empty() && !rest.is_empty() {
        let (first, after) = rest.split_once(" > ").unwrap_or((rest, ""));
        if !root(first) {
            break;
        }
        rest = after;
    }
    if rest.len() == path.len() {
        return path;
    }
    Cow::Owned(rest.to_owned())
}

/// Whether each separator stands between two parts, with one blank on each side.
fn is_path(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    // Nearly all paths: what is beside the blanks is no white space for certain.
    let solid = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_graphic)
    };
    let parts = |at: usize| {
        bytes.get(at + 1) == Some(&b' ')
            && at > 0
            && bytes[at - 1] == b' '
            && solid(at.checked_sub(2))
            && solid(Some(at + 2))
            && bytes[at + 2] != b'>'
    };
    // `›` and `»` end with two of these bytes. No early end: so it is two steps a byte.
    let others = |b: u8| matches!(b, b'&' | 0xBA | 0xBB);
    let others = bytes.iter().fold(false, |any, b| any | others(*b));
    let escaped = |at: usize| bytes[at..].starts_with(b"&gt;");
    let usual =
        !others || memchr2(0xBA, 0xBB, bytes).is_none() && !memchr_iter(b'&', bytes).any(escaped);
    usual && memchr_iter(b'>', bytes).all(parts) || is_path_by_parts(raw)
}

/// The same for all that is not usual.
fn is_path_by_parts(raw: &str) -> bool {
    let mut parts = raw.split(" > ");
    !raw.contains("&gt;")
        && !raw.contains(['›', '»'])
        && parts.all(|part| {
            part.trim() == part && !part.contains('>') && (!part.is_empty() || raw.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_category_paths() {
        #[rustfmt::skip]
        let cases = [
            ("", ""), ("Home > Mugs", "Home > Mugs"), ("Home>Mugs", "Home > Mugs"), ("Home &gt; Mugs", "Home > Mugs"), ("Home  >Mugs > ", "Home > Mugs"),
            ("212", "212"), ("Home » Mugs", "Home > Mugs"), ("Tisch/Stuhl", "Tisch/Stuhl"), (" > ", ""), ("A > > B", "A > B"), (">", ""),
        ];
        for (raw, wanted) in cases {
            assert_eq!(path(raw), wanted, "{raw:?}");
        }
        assert!(matches!(path("Home > Mugs & more"), Cow::Borrowed(_)));
    }

    #[test]
    fn other_signs_part_and_roots_fall_away() {
        let roots = ["default category".to_owned()];
        #[rustfmt::skip]
        let cases = [
            ("Default Category/Men/Tops", '/', "Men > Tops"), ("Default Category", '/', ""), ("/a/b", '/', "a > b"),
            ("Default Category/Black \\/ White", '/', "Black / White"), ("Men/Default Category", '/', "Men > Default Category"),
        ];
        for (raw, sign, wanted) in cases {
            assert_eq!(rootless(parted(raw, sign).into(), &roots), wanted, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn a_path_is_its_own_path(cell in "[ab&>gt; »›\u{A0}ú]{0,20}|( > |a|>|&|&gt;|ß){0,8}") {
            let cell = trim(&cell);
            prop_assert_eq!(is_path(cell), is_path_by_parts(cell));
            let once = path(cell);
            prop_assert_eq!(path(&once), &*once);
        }
    }
}
