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
    // `›` and `»` end with these bytes.
    let others = memchr2(0xBA, 0xBB, bytes).is_some();
    let escaped = |at: usize| bytes[at..].starts_with(b"&gt;");
    let usual = !others && !memchr_iter(b'&', bytes).any(escaped);
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
