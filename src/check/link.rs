//! Links that lead nowhere useful (`graph-api.md` 6.2).

use super::examine::{Subject, text_of};
use crate::catalog::Field;
use crate::finding::{Finding, Rule};

/// Reports links that are not encrypted, and links to Facebook.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(link) = text_of(subject, Field::Link) else {
        return;
    };
    if link.starts_with("http://") {
        findings.push(Finding::new(Rule::LinkInsecure, "the link uses http").of("", link));
    }
    if is_facebook(link) {
        findings.push(
            Finding::new(
                Rule::LinkFacebook,
                "the link leads to Facebook, not to the shop",
            )
            .of("", link),
        );
    }
}

fn is_facebook(link: &str) -> bool {
    // Looking for the two slashes anywhere costs more than all the rest.
    let usual = link.strip_prefix("https://");
    let other = || link.split_once("://").map(|(_, rest)| rest);
    let Some(rest) = usual.or_else(other) else {
        return false;
    };
    let ends = |b: u8| matches!(b, b'/' | b'?' | b'#' | b':');
    let host = &rest[..rest.bytes().position(ends).unwrap_or(rest.len())];
    let host = host.strip_suffix('.').unwrap_or(host);
    ["facebook.com", "fb.com", "fb.me"].iter().any(|name| {
        host == *name
            || host
                .strip_suffix(name)
                .is_some_and(|sub| sub.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_facebook_from_a_shop_with_a_similar_name() {
        #[rustfmt::skip]
        let cases = [
            ("https://www.facebook.com/facebook_t_shirt", true),
            ("https://facebook.com", true),
            ("https://fb.me/x", true),
            ("https://notfacebook.com/x", false),
            ("https://shop.example/facebook.com", false),
            ("https://facebook.com.shop.example/", false),
        ];
        for (link, expected) in cases {
            assert_eq!(is_facebook(link), expected, "{link}");
        }
    }
}
