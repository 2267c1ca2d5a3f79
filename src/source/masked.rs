//! Text of an export as it may be shown: without the passwords of addresses.

use std::borrow::Cow;

/// A text to be shown or kept: of `ftp://user:password@host/` it says `ftp://…@host/`
/// (`contract.md` rule 10). Exports hold such addresses; whoever may read a report may
/// not be allowed to read what they lead to.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, mark) in text.match_indices("://") {
        let start = at + mark.len();
        if start < done {
            continue;
        }
        if let Some(length) = credentials(&text[start..]) {
            out.push_str(&text[done..start]);
            out.push('…');
            done = start + length;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Where the `@` behind user and password stands in an address, from its host on.
fn credentials(address: &str) -> Option<usize> {
    let ends = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '<' | '>' | '`' | '|');
    let address = &address[..address.find(ends).unwrap_or(address.len())];
    let host = address.find(['/', '\\', '?', '#']).unwrap_or(address.len());
    let last = |part: &str| part.rfind('@');
    if let Some(at) = last(&address[..host]) {
        return Some(at);
    }
    // A password may hold signs that no address should: `user:a/b#c@host`. A host with
    // a port is none.
    let (_, port) = address[..host].rsplit_once(':')?;
    let is_port = port.bytes().all(|b| b.is_ascii_digit());
    (!is_port).then(|| last(address)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown_and_all_else_is() {
        #[rustfmt::skip]
        let cases = [
            ("ftp://Cover:geheim@ftp.example/a.jpg", "ftp://…@ftp.example/a.jpg"),
            ("https://u@h/a, https://v:w@h/b", "https://…@h/a, https://…@h/b"),
            ("sftp://u:a@b@h", "sftp://…@h"),
            ("ftp://u:a/b#c@h/x.jpg", "ftp://…@h/x.jpg"),
            ("ftp://u:@h|ftp://u:p@h", "ftp://…@h|ftp://…@h"),
            ("https://h:8080/@name", "https://h:8080/@name"),
            ("https://h/@name?mail=a@b", "https://h/@name?mail=a@b"),
            ("mail an a@b, siehe https://h", "mail an a@b, siehe https://h"),
            ("://@", "://…@"), ("", ""), ("ä://ö:ü@ß", "ä://…@ß"),
        ];
        for (text, shown) in cases {
            assert_eq!(masked(text), shown, "{text}");
            assert_eq!(masked(shown), shown);
        }
    }
}
