//! Addresses of pages and pictures: absolute, encoded, without secrets.
//!
//! Rules: contract section 7 (Links), formats.md 2.9 and 2.10, graph-api.md
//! 6.2. An address that is as it should be is passed on byte by byte; only the
//! others go through the `url` crate.

use std::borrow::Cow;

use memchr::memchr_iter;
use url::Url;

use super::text::trim;

/// An absolute address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    /// The address, in ASCII.
    pub(crate) url: Cow<'a, str>,
    /// It begins with `http:`, which is kept, and worth a warning.
    pub(crate) insecure: bool,
}

/// Why a cell is no address. Finishes the sentence "cannot use the link: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LinkError {
    /// Nothing.
    #[error("the cell is empty")]
    Empty,
    /// A path, and nobody said of which host.
    #[error("the address has no host; set `url` or `image_url` of the shop")]
    Relative,
    /// `ftp:`, `javascript:`, a drive letter.
    #[error("addresses begin with https:// or http://, not with {0:?}")]
    Scheme(String),
    /// `https://` and nothing behind it.
    #[error("the address has no host")]
    NoHost,
    /// `https://user:password@host/`.
    #[error("the address holds a user name or password; take it out, everybody will see it")]
    Credentials,
    /// Anything else that no browser would open.
    #[error("this is no address; is there more than one in the cell?")]
    Malformed,
}

/// The absolute address of a cell.
///
/// `//host` becomes `https://host`; a path is appended to `base`, or put on
/// its host when it begins with the path of `base`. Blanks and characters
/// outside ASCII are encoded, `&amp;` is decoded. Query and fragment stay.
pub(crate) fn absolute<'a>(raw: &'a str, base: Option<&Url>) -> Result<Link<'a>, LinkError> {
    let raw = trim(raw);
    if let Some(insecure) = usual(raw) {
        return Ok(Link {
            url: Cow::Borrowed(raw),
            insecure,
        });
    }
    if raw.is_empty() {
        return Err(LinkError::Empty);
    }
    // `url` drops these silently, and would join what two lines hold.
    if raw.contains(char::is_control) {
        return Err(LinkError::Malformed);
    }
    let raw = decode_ampersands(raw);
    let full = match scheme(&raw) {
        Some(scheme)
            if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") =>
        {
            let rest = &raw[scheme.len() + 1..];
            if !rest.starts_with("//") {
                return Err(LinkError::Malformed);
            }
            raw
        }
        Some(scheme) => return Err(LinkError::Scheme(scheme.to_ascii_lowercase())),
        None if raw.starts_with("//") => Cow::Owned(format!("https:{raw}")),
        None if raw
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case("www.")) =>
        {
            Cow::Owned(format!("https://{raw}"))
        }
        None => {
            let full = append(base.ok_or(LinkError::Relative)?, &raw);
            if let Some(insecure) = settled(&full) {
                let url = Cow::Owned(full);
                return Ok(Link { url, insecure });
            }
            Cow::Owned(full)
        }
    };
    let authority = full.split_once("//").map_or("", |(_, rest)| rest);
    let authority = &authority[..authority
        .find(['/', '\\', '?', '#'])
        .unwrap_or(authority.len())];
    if authority.contains('@') {
        return Err(LinkError::Credentials);
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(LinkError::NoHost);
    }
    let url = Url::parse(&full).map_err(|_| LinkError::Malformed)?;
    let insecure = url.scheme() == "http";
    Ok(Link {
        url: Cow::Owned(url.into()),
        insecure,
    })
}

/// Whether an address is passed on as it stands.
pub(super) fn is_usual(raw: &str) -> bool {
    usual(raw).is_some()
}

/// Whether nothing is to be done, and then whether it is `http`.
fn usual(raw: &str) -> Option<bool> {
    let (rest, insecure) = match raw.strip_prefix("https://") {
        Some(rest) => (rest, false),
        None => (raw.strip_prefix("http://")?, true),
    };
    let bytes = rest.as_bytes();
    let host = bytes
        .iter()
        .position(|b| matches!(b, b'/' | b'?' | b'#'))
        .unwrap_or(bytes.len());
    let (host, tail) = bytes.split_at(host);
    (is_named(host) && !tail.is_empty() && is_clean(tail)).then_some(insecure)
}

/// Whether an address below a base is as the `url` crate would write it. Such
/// an address has a path, and a host that the crate has seen.
fn settled(full: &str) -> Option<bool> {
    // The crate encodes one of them in queries, and knows points behind the other.
    usual(full).filter(|_| memchr::memchr2(b'\'', b'%', full.as_bytes()).is_none())
}

/// Whether a host is a name in small letters, which every parser leaves alone.
fn is_named(host: &[u8]) -> bool {
    let (mut letters, mut dashes, mut before) = (false, false, b'.');
    for &byte in host {
        match byte {
            b'a'..=b'z' => letters = true,
            // Also `..`, and a dash or point in front.
            b'.' | b'-' if before == b'.' => return false,
            b'0'..=b'9' | b'.' => {}
            b'-' => dashes |= before == b'-',
            _ => return false,
        }
        before = byte;
    }
    let punycode = dashes && host.windows(4).any(|part| part == b"xn--");
    letters && before.is_ascii_alphanumeric() && !punycode
}

/// Whether nothing of what follows the host is to be changed. `/../` and
/// `&amp;` are for the slow way.
fn is_clean(tail: &[u8]) -> bool {
    let hidden = |at: usize| at > 0 && tail[at - 1] == b'/';
    let escaped = |at: usize| tail[at..].starts_with(b"&amp;");
    // No early end: so it is two steps a byte.
    let found = tail.iter().fold(0, |any, &b| any | KINDS[usize::from(b)]);
    found & CHANGED == 0
        && (found & POINT == 0 || !memchr_iter(b'.', tail).any(hidden))
        && (found & AMPERSAND == 0 || !memchr_iter(b'&', tail).any(escaped))
}

/// A byte that does not stand in a path or query as it is.
const CHANGED: u8 = 1;
/// A byte that may, by what stands beside it, have to go the slow way.
const POINT: u8 = 2;
const AMPERSAND: u8 = 4;

/// What each byte is in a path or query.
const KINDS: [u8; 256] = {
    let mut kinds = [CHANGED; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        let sign = matches!(
            byte,
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
        );
        kinds[byte as usize] = match byte {
            b'.' => POINT,
            b'&' => AMPERSAND,
            _ => sign as u8,
        };
        byte += 1;
    }
    kinds
};

/// `&amp;`, however often it was escaped, becomes `&`.
fn decode_ampersands(raw: &str) -> Cow<'_, str> {
    if !raw.contains("&amp;") {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut parts = raw.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('&');
        let mut rest = part;
        while let Some(next) = rest.strip_prefix("amp;") {
            rest = next;
        }
        out.push_str(rest);
    }
    Cow::Owned(out)
}

/// The scheme of an address that has one.
fn scheme(raw: &str) -> Option<&str> {
    let at = raw.find([':', '/', '?', '#', '\\'])?;
    let (scheme, rest) = raw.split_at(at);
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'));
    (rest.starts_with(':') && fits).then_some(scheme)
}

/// Puts a path behind a base. Unlike a link in a page, a path of an export
/// belongs below the whole base: `/m/h/x.jpg` below `https://shop/media`.
fn append(base: &Url, raw: &str) -> String {
    let folder = base.path().trim_end_matches('/');
    let below = !folder.is_empty()
        && raw
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'));
    let origin = &base[..url::Position::BeforePath];
    let folder = if below { "" } else { folder };
    format!("{origin}{folder}/{}", raw.strip_prefix('/').unwrap_or(raw))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(raw: &str, base: Option<&str>) -> Result<String, LinkError> {
        let base = base.map(|base| Url::parse(base).unwrap());
        absolute(raw, base.as_ref()).map(|link| link.url.into_owned())
    }

    #[test]
    fn makes_links_absolute() {
        use LinkError::{Credentials, Empty, Malformed, NoHost, Relative};
        let shop = Some("https://shop.example");
        let media = Some("https://shop.example/media/");
        #[rustfmt::skip]
        let cases = [
            ("https://shop.example/p/1?a=1&b=2#x", None, Ok("https://shop.example/p/1?a=1&b=2#x")),
            ("http://shop.example/p", None, Ok("http://shop.example/p")),
            (" https://shop.example/p ", None, Ok("https://shop.example/p")),
            ("https://shop.example", None, Ok("https://shop.example/")),
            ("HTTPS://Shop.Example/P", None, Ok("https://shop.example/P")),
            ("//cdn.example/x.jpg", None, Ok("https://cdn.example/x.jpg")),
            ("www.shop.example/p", None, Ok("https://www.shop.example/p")),
            ("https://shop.example/blue mug.jpg", None, Ok("https://shop.example/blue%20mug.jpg")),
            ("https://shop.example/größe?q=ä b", None, Ok("https://shop.example/gr%C3%B6%C3%9Fe?q=%C3%A4%20b")),
            ("https://müller.example/x", None, Ok("https://xn--mller-kva.example/x")),
            ("https://shop.example/?a=1&amp;b=2&amp;amp;c=3", None, Ok("https://shop.example/?a=1&b=2&c=3")),
            ("https://shop.example/a%20b%zz", None, Ok("https://shop.example/a%20b%zz")),
            ("https://shop.example/a/../b", None, Ok("https://shop.example/b")),
            ("https://cdn.example/x?v=1&width=2,3", None, Ok("https://cdn.example/x?v=1&width=2,3")),
            ("http://localhost:8080/x", None, Ok("http://localhost:8080/x")),
            ("http://192.168.1.2/x", None, Ok("http://192.168.1.2/x")),
            ("/p/1", shop, Ok("https://shop.example/p/1")),
            ("p/1", shop, Ok("https://shop.example/p/1")),
            ("?p=1", shop, Ok("https://shop.example/?p=1")),
            ("#!/p/1", shop, Ok("https://shop.example/#!/p/1")),
            ("/m/h/x.jpg", media, Ok("https://shop.example/media/m/h/x.jpg")),
            ("m/h/x.jpg", media, Ok("https://shop.example/media/m/h/x.jpg")),
            ("/media/m/x.jpg", media, Ok("https://shop.example/media/m/x.jpg")),
            ("https://other.example/x", media, Ok("https://other.example/x")),
            ("a:b/c", shop, Err(LinkError::Scheme("a".into()))),
            ("/p/1", None, Err(Relative)),
            ("p.html", None, Err(Relative)),
            ("", shop, Err(Empty)),
            ("ftp://shop.example/x", None, Err(LinkError::Scheme("ftp".into()))),
            ("javascript:alert(1)", shop, Err(LinkError::Scheme("javascript".into()))),
            ("C:\\x.jpg", shop, Err(LinkError::Scheme("c".into()))),
            ("https://", None, Err(NoHost)),
            ("https:///x", None, Err(NoHost)),
            ("//", None, Err(NoHost)),
            ("https:/shop.example", None, Err(Malformed)),
            ("https://user:secret@shop.example/", None, Err(Credentials)),
            ("https://user@shop.example/", None, Err(Credentials)),
            ("//user@shop.example/", None, Err(Credentials)),
            ("https://shop.example/a@b", None, Ok("https://shop.example/a@b")),
            ("https://sh op.example/", None, Err(Malformed)),
            ("https://shop.example/a\nhttps://shop.example/b", None, Err(Malformed)),
        ];
        for (raw, base, wanted) in cases {
            assert_eq!(read(raw, base), wanted.map(str::to_owned), "{raw:?}");
        }
    }

    #[test]
    fn borrows_what_is_clean_and_names_what_is_insecure() {
        for (raw, insecure) in [
            ("https://shop.example/p?a=%20&b", false),
            ("http://shop.example/p", true),
        ] {
            let link = absolute(raw, None).unwrap();
            assert!(matches!(link.url, Cow::Borrowed(_)), "{raw:?}");
            assert_eq!(link.insecure, insecure, "{raw:?}");
        }
    }

    proptest! {
        /// A host may be a number in disguise, and `%2e` a point.
        #[test]
        fn what_is_usual_is_what_the_url_crate_makes_of_it(raw in "https?://[g-wy0-9.-]{0,12}g/([!-$&(-~]|/\\.|&amp;|ß){0,12}") {
            if usual(&raw).is_some() {
                let url = Url::parse(&raw).unwrap();
                prop_assert_eq!(url.as_str(), &raw);
            }
        }

        #[test]
        fn what_is_below_a_base_is_what_the_url_crate_makes_of_it(raw in "[g-w/?]([!-~]|/\\.|&amp;|ß| ){0,12}") {
            let base = Url::parse("https://shop.example/base").unwrap();
            let full = append(&base, &raw);
            if settled(&full).is_some() {
                let url = Url::parse(&full).unwrap();
                prop_assert_eq!(url.as_str(), &full);
            }
        }

        #[test]
        fn an_absolute_link_stays_as_it_is(raw in "(https?://)?[a-z0-9./:?#&;@ üß%|'-]{0,30}|\\PC{0,20}") {
            let base = Url::parse("https://shop.example/base").unwrap();
            if let Ok(link) = absolute(&raw, Some(&base)) {
                prop_assert!(link.url.is_ascii());
                let again = absolute(&link.url, Some(&base));
                prop_assert_eq!(again.as_ref(), Ok(&link), "{}", raw);
            }
        }
    }
}
