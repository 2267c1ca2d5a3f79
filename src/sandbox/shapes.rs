//! The forms that a text can be in: addresses, dates, windows, numbers, words.
//!
//! Every function says what is wrong in words that finish "… is invalid:".

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

/// What kind of address is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// The product page: not on Facebook itself.
    Landing,
    /// Any address on the web.
    Any,
}

/// An absolute `http` or `https` address (graph-api.md 6.2, `link`).
pub(super) fn address(text: &str, kind: Address) -> Result<(), String> {
    let wrong = || format!("'{text}' is not an absolute http or https URL");
    // The parser would forgive `https:///host` and back slashes; a catalog does not.
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let forgiven = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if rest.is_none_or(|rest| rest.starts_with('/')) || text.contains(forgiven) {
        return Err(wrong());
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or_else(wrong)?;
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if kind == Address::Landing
        && ["facebook.com", "fb.com", "fb.me"]
            .iter()
            .any(|own| host == *own || host.ends_with(&format!(".{own}")))
    {
        return Err(format!("'{text}' is a Facebook URL; link to the shop"));
    }
    Ok(())
}

/// Elements whose tags are taken for markup; anything else between angle brackets is text.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "u",
    "ul",
    "video",
];

/// The first HTML tag or comment in a text that must be plain.
pub(super) fn html_tag(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        let start = from + found;
        let rest = &text[start + 1..];
        if let Some(end) = rest.find('>') {
            let inner = rest[..end].trim_start_matches('/');
            let name: String = inner
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_ascii_lowercase();
            if ELEMENTS.contains(&name.as_str()) || inner.starts_with("!--") {
                return Some(&text[start..start + end + 2]);
            }
        }
        from = start + 1;
    }
    None
}

/// Whether a character entity such as `&amp;` stands in a text that must be plain.
pub(super) fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        rest.split_once(';').is_some_and(|(name, _)| {
            let named =
                (2..=8).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
            let numbered = name.strip_prefix('#').is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric())
            });
            named || numbered
        })
    })
}

/// Whether a text has letters, more than a few, and all of them are capitals.
pub(super) fn shouts(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        letters += usize::from(c.is_uppercase());
    }
    letters > 5
}

/// A character that no text of a catalog may hold: U+FFFD and control characters. Line
/// ends and tabs are allowed where a text has lines.
pub(super) fn foul_character(text: &str, lines: bool) -> Option<char> {
    text.chars().find(|&c| {
        c == '\u{FFFD}' || (c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')))
    })
}

/// `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Result<(), String> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if plain && text.parse::<Date>().is_ok() {
        return Ok(());
    }
    Err(format!("'{text}' is not a date in the form 2026-12-31"))
}

/// `start/end`, both with an offset, the start before the end.
pub(super) fn window(text: &str) -> Result<(Timestamp, Timestamp), String> {
    let wrong =
        || format!("'{text}' is not in the form 2026-04-30T09:30-08:00/2026-05-30T23:59-08:00");
    let (start, end) = text.split_once('/').ok_or_else(wrong)?;
    let start = moment(start).ok_or_else(wrong)?;
    let end = moment(end).ok_or_else(wrong)?;
    if start >= end {
        return Err(format!("'{text}' does not end after its start"));
    }
    Ok((start, end))
}

/// A date, `T`, a time and an offset.
fn moment(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let plain = bytes.get(10) == Some(&b'T')
        && bytes
            .iter()
            .all(|b| b.is_ascii_digit() || b"-+:TZ.".contains(b));
    plain.then(|| text.parse().ok()).flatten()
}

/// What a GTIN is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gtin {
    Good,
    /// Right form, wrong check digit.
    WrongDigit,
    /// Not 8, 12, 13 or 14 digits.
    Malformed,
}

/// Judges a GTIN by form and check digit.
pub(super) fn gtin(text: &str) -> Gtin {
    if !matches!(text.len(), 8 | 12 | 13 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Gtin::Malformed;
    }
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 3 })
        .sum();
    if sum.is_multiple_of(10) {
        Gtin::Good
    } else {
        Gtin::WrongDigit
    }
}

/// `10 kg`.
pub(super) fn weight(text: &str) -> Result<(), String> {
    let good = text.split_once(' ').is_some_and(|(number, unit)| {
        let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(rest) && ["lb", "oz", "g", "kg"].contains(&unit)
    });
    if good {
        return Ok(());
    }
    Err(format!("'{text}' is not a weight in the form '10 kg'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_absolute_and_not_on_facebook() {
        #[rustfmt::skip]
        let cases = [
            ("https://shop.example/p/1",          true),
            ("HTTP://shop.example/p?a=1#x",       true),
            ("https://shop.example/größe",        true),
            ("https://notfacebook.com/p",         true),
            ("/p/1",                              false),
            ("//shop.example/p/1",                false),
            ("shop.example/p/1",                  false),
            ("ftp://shop.example/p/1",            false),
            ("javascript:alert(1)",               false),
            ("https:///p/1",                      false),
            ("https://shop.example/a b",          false),
            ("https://shop.example/a\\b",         false),
            (" https://shop.example/",            false),
            ("https://facebook.com/shop",         false),
            ("https://www.Facebook.com./shop",    false),
            ("",                                  false),
        ];
        for (text, good) in cases {
            assert_eq!(address(text, Address::Landing).is_ok(), good, "{text:?}");
        }
        assert!(address("https://scontent.facebook.com/a.jpg", Address::Any).is_ok());
    }

    #[test]
    fn markup_is_told_from_plain_angle_brackets() {
        #[rustfmt::skip]
        let cases = [
            ("a <b>bold</b> mug",       Some("<b>")),
            ("x<br/>y",                 Some("<br/>")),
            ("x</P >y",                 Some("</P >")),
            ("<IMG src=x onerror=y>",   Some("<IMG src=x onerror=y>")),
            ("<!-- c -->",              Some("<!-- c -->")),
            ("1 < 2 > 0",               None),
            ("size <M> fits",           None),
            ("a <3 b",                  None),
            ("ü<",                      None),
        ];
        for (text, tag) in cases {
            assert_eq!(html_tag(text), tag, "{text:?}");
        }
    }

    #[test]
    fn a_window_has_two_moments_with_offsets_in_order() {
        #[rustfmt::skip]
        let cases = [
            ("2026-04-30T09:30-08:00/2026-05-30T23:59-08:00",       true),
            ("2026-04-30T09:30:00+02:00/2026-05-30T23:59:59+02:00", true),
            ("2026-04-30T09:30-0300/2026-05-30T23:59-0300",         true),
            ("2026-04-30T09:30Z/2026-05-30T23:59Z",                 true),
            ("1970-01-29T00:00+00:00/2038-01-17T23:59+00:00",       true),
            ("2026-04-30T09:30/2026-05-30T23:59",                   false),
            ("2026-04-30/2026-05-30",                               false),
            ("2026-04-30 09:30+00:00/2026-05-30 23:59+00:00",       false),
            ("2026-05-30T23:59Z/2026-04-30T09:30Z",                 false),
            ("2026-02-30T09:30Z/2026-04-30T09:30Z",                 false),
            ("2026-04-30T09:30Z",                                   false),
            ("2026-04-30T09:30Z/",                                  false),
        ];
        for (text, good) in cases {
            assert_eq!(window(text).is_ok(), good, "{text:?}");
        }
    }

    #[test]
    fn a_gtin_has_a_length_and_a_check_digit() {
        #[rustfmt::skip]
        let cases = [
            ("4006381333931",  Gtin::Good),
            ("96385074",       Gtin::Good),
            ("036000291452",   Gtin::Good),
            ("10012345678902", Gtin::Good),
            ("4006381333932",  Gtin::WrongDigit),
            ("400638133393",   Gtin::WrongDigit),
            ("4006381",        Gtin::Malformed),
            ("4006-381333931", Gtin::Malformed),
            ("",               Gtin::Malformed),
        ];
        for (text, expected) in cases {
            assert_eq!(gtin(text), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_weights_entities_and_capitals_are_recognized() {
        assert!(date("2026-12-31").is_ok());
        for wrong in [
            "2026-02-30",
            "31.12.2026",
            "2026-12-31T00:00",
            "20261231",
            "2026-W01-1",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
        assert!(weight("10 kg").is_ok() && weight("0.5 lb").is_ok());
        for wrong in ["10kg", "10 KG", "x kg", "10. kg", "10"] {
            assert!(weight(wrong).is_err(), "{wrong}");
        }
        assert!(has_entity("Salt &amp; pepper") && has_entity("&#8364;5"));
        assert!(!has_entity("Salt & pepper; more"));
        assert!(shouts("GREAT MUG!") && !shouts("Great MUG") && !shouts("IPA 0,5"));
        assert_eq!(foul_character("a\nb", true), None);
        assert_eq!(foul_character("a\nb", false), Some('\n'));
        assert_eq!(foul_character("a\u{FFFD}b", true), Some('\u{FFFD}'));
    }
}
