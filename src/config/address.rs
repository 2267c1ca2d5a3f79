//! The settings that are web addresses.

use std::net::IpAddr;

use url::{Host, Url};

use super::key::Key;
use super::value::{self, Parsed, Refused};

/// A base address. Its path always ends with `/`, so that `Url::join` keeps all of it.
pub(super) fn base_url(_: &Key, text: &str) -> Parsed<Url> {
    let mut url = address(text)?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// The address of the Graph API. The access token goes there, so plain `http`
/// is for this computer only (contract, section 4).
pub(super) fn api_url(_: &Key, text: &str) -> Parsed<Url> {
    let url = address(text)?;
    let here = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        _ if here => Ok(url),
        _ => Err(Refused::Malformed),
    }
}

/// An absolute web address that is the beginning of others.
fn address(text: &str) -> Parsed<Url> {
    if text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\\') {
        return Err(Refused::Malformed);
    }
    if !has_web_scheme(text) {
        let with_scheme = format!("https://{text}");
        // Only what looks like a host is worth an offer, and nothing that may hold a password.
        let offer = !text.contains("//")
            && text.contains('.')
            && !text.contains(['@', ':'])
            && Url::parse(&with_scheme).is_ok();
        return Err(if offer {
            Refused::Near(with_scheme)
        } else {
            Refused::Malformed
        });
    }
    let url = Url::parse(text).map_err(|_| Refused::Malformed)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() || url.host().is_none() {
        return Err(Refused::Malformed);
    }
    Ok(url)
}

pub(super) fn has_web_scheme(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// An address as it may be shown: what stands behind `?` is often a key that
/// opens it, and a name behind `#` is no part of it.
#[must_use]
pub fn shown_address(text: &str) -> String {
    let text = text.split_once('#').map_or(text, |(address, _)| address);
    match text.split_once('?') {
        Some((address, _)) => format!("{address}?…"),
        None => text.to_owned(),
    }
}

/// A host, with or without its port, as it stands in an address.
pub(super) fn host(_: &Key, text: &str) -> Parsed<String> {
    let whole = if has_web_scheme(text) {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = address(&whole)?;
    let host = url.host_str().unwrap_or_default();
    let authority = url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    if authority == text {
        Ok(authority)
    } else {
        // An address, a path or capitals: what counts of it is known.
        Err(Refused::Near(authority))
    }
}

/// The place of an export: a path, a pattern, a web address or `-`.
pub(super) fn export(key: &Key, text: &str) -> Parsed<String> {
    if has_web_scheme(text) {
        let url = Url::parse(text).map_err(|_| Refused::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
    }
    value::path(key, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::key;

    #[test]
    fn an_address_is_shown_without_what_may_open_it() {
        for (address, shown) in [
            ("https://shop.example/a.csv", "https://shop.example/a.csv"),
            (
                "https://shop.example/a.csv?key=x&b=c",
                "https://shop.example/a.csv?…",
            ),
            (
                "https://shop.example/a.zip#b.csv",
                "https://shop.example/a.zip",
            ),
            (
                "https://shop.example/a.zip?key=x#b?.csv",
                "https://shop.example/a.zip?…",
            ),
            ("https://shop.example/a#b?key=x", "https://shop.example/a"),
            ("exports/a.csv", "exports/a.csv"),
        ] {
            assert_eq!(shown_address(address), shown, "{address}");
        }
    }

    #[test]
    fn a_host_is_what_stands_between_the_slashes() {
        let near = |text: &str| Err(Refused::Near(text.to_owned()));
        for (text, wanted) in [
            ("shop.example", Ok("shop.example".to_owned())),
            ("shop.example:8443", Ok("shop.example:8443".to_owned())),
            ("127.0.0.1:8080", Ok("127.0.0.1:8080".to_owned())),
            ("[::1]:8080", Ok("[::1]:8080".to_owned())),
            ("Shop.example", near("shop.example")),
            ("https://shop.example/feed", near("shop.example")),
            ("shop.example:443", near("shop.example")),
            ("anna:geheim@shop.example", Err(Refused::Credentials)),
            ("shop example", Err(Refused::Malformed)),
            ("", Err(Refused::Malformed)),
        ] {
            assert_eq!(host(&key::HTTP_LOGIN_HOST, text), wanted, "{text}");
        }
    }
}
