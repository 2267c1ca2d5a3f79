//! The form in which words of shops are looked up in tables.

/// Room for a word in normal form. What is longer is a sentence, not a word.
const ROOM: usize = 64;

/// Looks a word up in its normal form: trimmed, lower case, `_` and `-` as
/// blanks, runs of blanks as one, without `https://schema.org/`. Nothing is
/// allocated.
pub(super) fn look<T>(word: &str, table: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let word = word.trim();
    let scheme = word
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("http"));
    let word = if scheme {
        word.split_once("schema.org/")?.1
    } else {
        word
    };
    if word.len() <= ROOM && is_normal(word) {
        return table(word);
    }
    let mut room = [0; ROOM];
    let mut length = 0;
    let mut blank = false;
    for c in word.chars() {
        if c.is_whitespace() || matches!(c, '_' | '-' | '‐' | '–') {
            blank = length > 0;
            continue;
        }
        if blank {
            *room.get_mut(length)? = b' ';
            length += 1;
            blank = false;
        }
        for c in c.to_lowercase() {
            let slot = room.get_mut(length..length + c.len_utf8())?;
            c.encode_utf8(slot);
            length += slot.len();
        }
    }
    table(std::str::from_utf8(room.get(..length)?).ok()?)
}

/// Whether a trimmed word is in its normal form for certain: small letters of
/// ASCII and single blanks, as the words of Meta and Google.
fn is_normal(word: &str) -> bool {
    let mut before = b' ';
    word.bytes().all(|byte| {
        let single = byte == b' ' && before != b' ';
        before = byte;
        single || byte.is_ascii_lowercase()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_up_in_their_normal_form() {
        let longest = "x".repeat(ROOM);
        let too_long = "x".repeat(ROOM + 1);
        #[rustfmt::skip]
        let cases = [
            ("in stock", Some("in stock")), (" In_Stock ", Some("in stock")), ("in  stock", Some("in stock")), ("in - stock", Some("in stock")),
            ("https://schema.org/InStock", Some("instock")), ("http://schema.org/ in stock", Some("in stock")), ("http://other.example/", None),
            ("ÜBERHOLT", Some("überholt")), ("", Some("")), ("-", Some("")), (longest.as_str(), Some(longest.as_str())), (&too_long, None),
        ];
        for (word, normal) in cases {
            let found = look(word, |word| Some(word.to_owned()));
            assert_eq!(found.as_deref(), normal, "{word:?}");
        }
    }
}
