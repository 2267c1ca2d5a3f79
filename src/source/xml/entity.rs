//! References to characters: `&amp;`, `&#228;`, `&uuml;`.

use memchr::memchr;

use crate::source::record::is_forbidden;

/// Appends what a reference stands for; `name` is what stands between `&` and
/// `;`. Names of HTML are known, for shops write them; an unknown name stays
/// as it was written. Nothing is ever expanded by a definition in the file.
pub(super) fn resolve(name: &str, text: &mut String) {
    let plain = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        _ => None,
    };
    if let Some(plain) = plain {
        text.push(plain);
    } else if let Some(number) = name.strip_prefix('#') {
        match character(number) {
            Some(c) if is_forbidden(c) || is_no_character(c) => {}
            Some(c) => text.push(c),
            None => literal(name, text),
        }
    } else {
        named(name, text);
    }
}

/// Codes that will never be characters, which reading uses as marks.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

fn literal(name: &str, text: &mut String) {
    text.push('&');
    text.push_str(name);
    text.push(';');
}

fn character(number: &str) -> Option<char> {
    let digits = |digits: &str, radix| {
        let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        u32::from_str_radix(digits, radix).ok().filter(|_| plain)
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => digits(hex, 16),
        None => digits(number, 10),
    };
    // As browsers read them: who writes `&#150;` means the dash of Windows-1252.
    if let Some(byte @ 0x80..=0x9F) = code.and_then(|code| u8::try_from(code).ok()) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next();
    }
    code.and_then(char::from_u32)
}

fn named(name: &str, text: &mut String) {
    // The longest name of HTML has 31 letters.
    let sane = name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if sane && !name.is_empty() {
        let reference = format!("&{name};");
        let resolved = htmlize::unescape(reference.as_str());
        // A known beginning (`&notit;`) is no known name.
        if !resolved.ends_with(';') || name == "semi" {
            text.push_str(&resolved);
            return;
        }
    }
    literal(name, text);
}

/// Appends a value of an attribute with its references resolved.
pub(super) fn resolve_all(value: &str, text: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match memchr(b';', rest.as_bytes()).filter(|&end| !rest[..end].contains('&')) {
            Some(end) => {
                resolve(&rest[..end], text);
                rest = &rest[end + 1..];
            }
            None => text.push('&'),
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_once() {
        let cases = [
            ("a &amp; b", "a & b"),
            ("&lt;p&gt;", "<p>"),
            ("&amp;lt;p", "&lt;p"),
            ("M&uuml;ller &euro;", "Müller €"),
            ("&#252;&#xFC;&#XFC;", "üüü"),
            ("x&#0;y&#11;z", "xyz"),
            ("a &#150; b&#x99;", "a – b™"),
            ("&#xD800;", "&#xD800;"),
            ("&#+65;", "&#+65;"),
            ("&unknown;", "&unknown;"),
            ("&notit;", "&notit;"),
            ("&ampx;", "&ampx;"),
            ("Tom & Jerry; Co", "Tom & Jerry; Co"),
            ("a && b", "a && b"),
            ("a & b &amp; c", "a & b & c"),
            ("&", "&"),
            ("&;", "&;"),
        ];
        for (value, wanted) in cases {
            let mut text = String::new();
            resolve_all(value, &mut text);
            assert_eq!(text, wanted, "value {value:?}");
        }
    }
}
