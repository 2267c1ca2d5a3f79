//! The word that was probably meant.

/// How alike two words must be before one is offered for the other.
const ALIKE: f64 = 0.6;

/// The candidate that `word` is most like, if any is like enough.
///
/// Case and the choice between `-`, `_` and a blank count for nothing.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    candidates
        .into_iter()
        .map(|candidate| {
            let likeness = strsim::normalized_damerau_levenshtein(&word, &plain(candidate));
            (candidate, likeness)
        })
        .filter(|(_, likeness)| *likeness >= ALIKE)
        // The first of equals stays, so that the answer follows the order of the list.
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(candidate, _)| candidate)
}

fn plain(word: &str) -> String {
    // Hostile input must not make the comparison slow: it costs length times length.
    word.chars()
        .take(64)
        .filter(|sign| !matches!(sign, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_miss_finds_its_word_and_a_stranger_finds_none() {
        let keys = ["url", "image_url", "currency", "country", "tax_rate"];
        for (word, expected) in [
            ("curency", Some("currency")),
            ("imageUrl", Some("image_url")),
            ("image-url", Some("image_url")),
            ("TAX RATE", Some("tax_rate")),
            ("countr", Some("country")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, keys), expected, "{word}");
        }
    }
}
