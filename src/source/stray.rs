//! Bytes of Windows-1252 in a file of UTF-8: which are surely that.
//!
//! Two programs wrote into one file, or somebody pasted a text. A letter stands
//! beside letters, a quotation mark or a euro sign beside words (`formats.md` 2.1).
//! The rest of a character that some program cut through the middle looks like a
//! letter, too, and is none: what may be one is not read.

/// More bytes than this in a row are no slip.
const RUN: usize = 3;

/// How many bytes at the beginning are no UTF-8; `None` where what follows may tell
/// otherwise. `last` says that nothing follows.
pub(super) fn run(bytes: &[u8], last: bool) -> Option<usize> {
    let mut run = 0;
    while run < bytes.len() {
        match std::str::from_utf8(&bytes[run..]) {
            Ok(_) => break,
            Err(error) if error.valid_up_to() > 0 => break,
            Err(error) => match error.error_len() {
                Some(wrong) => run += wrong,
                None if last => run = bytes.len(),
                None => return (run > 64).then_some(run),
            },
        }
        if run > 64 {
            return Some(run);
        }
    }
    // Whether the run goes on, and what is behind it, is not known yet.
    (run < bytes.len() || last).then_some(run)
}

/// The text of stray bytes between two others, if they are surely Windows-1252.
pub(super) fn western(before: Option<u8>, run: &[u8], after: Option<u8>) -> Option<String> {
    let (&first, &end) = (run.first()?, run.last()?);
    let letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
    let continues = |byte: u8| matches!(byte, 0x80..=0xBF);
    let leads = |byte: u8| matches!(byte, 0xC2..=0xF4);
    let cut = run
        .windows(2)
        .any(|pair| leads(pair[0]) && continues(pair[1]));
    if run.len() > RUN || cut {
        return None;
    }
    // The first byte of a character of two, of punctuation or of a picture, with
    // nothing behind it.
    if matches!(end, 0xC2..=0xDF | 0xE2 | 0xF0) && !letter(after) {
        return None;
    }
    // What was cut off in front is a boundary of the cell or of its text.
    let bounded = before.is_none_or(|byte| {
        matches!(
            byte,
            b'"' | b'\'' | b',' | b';' | b'\t' | b'|' | b'\n' | b'\r' | b'>'
        )
    });
    if continues(first) && bounded && !opens(first) {
        return None;
    }
    let is_letter = |byte: u8| {
        matches!(byte, 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F)
            || byte >= 0xC0 && !matches!(byte, 0xD7 | 0xF7)
    };
    // `ÿ` is in no word that a shop writes; the byte is what damage leaves.
    if run.contains(&0xFF) {
        return None;
    }
    if run.iter().all(|&byte| is_letter(byte)) && !(letter(before) || letter(after)) {
        return None;
    }
    let decoded =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling_and_without_replacement(run)?;
    // The five bytes without a character are controls for the web.
    let whole = decoded.chars().all(|c| !c.is_control());
    whole.then(|| decoded.into_owned())
}

/// Signs that begin a text: a euro, quotation marks, a pound, a copyright.
fn opens(byte: u8) -> bool {
    matches!(
        byte,
        0x80 | 0x82 | 0x84 | 0x91 | 0x93 | 0x96 | 0x97 | 0xA0 | 0xA3 | 0xA9 | 0xAB | 0xBB
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in front, the stray bytes, what is behind them, and their text.
    type Case = (
        &'static [u8],
        &'static [u8],
        &'static [u8],
        Option<&'static str>,
    );

    #[test]
    fn only_what_is_surely_western_is_read() {
        #[rustfmt::skip]
        let cases: &[Case] = &[
            (b"Gr",   b"\xF6",     b"sse", Some("ö")),
            (b"Gr",   b"\xF6\xDF", b"e",   Some("öß")),
            (b"Caf",  b"\xE9",     b"\n",  Some("é")),
            (b";",    b"\xD6",     b"l",   Some("Ö")),
            (b"ESPA", b"\xD1",     b"A",   Some("Ñ")),
            (b"l",    b"\x92",     b"eau", Some("’")),
            (b"5 ",   b"\x80",     b";",   Some("€")),
            (b";",    b"\x84",     b"A",   Some("„")),
            (b"a ",   b"\x96",     b" b",  Some("–")),
            (b"M",    b"\xAE",     b" x",  Some("®")),
            // A character that was cut: of two bytes, of three, the rest of one.
            (b"Gr",   b"\xC3",     b"\"",  None),
            (b"5 ",   b"\xE2\x82", b"\"",  None),
            (b"a",    b"\xE2",     b".",   None),
            (b";",    b"\xA4",     b"pf",  None),
            (b"",     b"\xA4",     b"pf",  None),
            // No letters beside it, no character, too many.
            (b"4;",   b"\xFC",     b"\n",  None),
            (b"a",    b"\x81",     b"b",   None),
            (b"a",    b"\xFF",     b"b",   None),
            (b"",     b"\xCF\xF0\xE8\xE2", b"", None),
        ];
        for (before, run, after, wanted) in cases {
            let got = western(before.last().copied(), run, after.first().copied());
            assert_eq!(got.as_deref(), *wanted, "{before:?} {run:?} {after:?}");
        }
    }

    #[test]
    fn a_run_waits_for_what_is_behind_it() {
        assert_eq!(run(b"\xF6\xDFe", false), Some(2));
        assert_eq!(run(b"\xF6\xDF", false), None);
        assert_eq!(run(b"\xF6\xDF", true), Some(2));
        assert_eq!(run(b"\xF6\xC3", false), None);
        assert_eq!(run(b"\xF6\xC3\xA4", false), Some(1));
        assert_eq!(run(b"abc", false), Some(0));
    }
}
