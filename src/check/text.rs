//! Text that Meta dislikes (`graph-api.md` 10.1).

use super::examine::{Subject, text_of};
use crate::catalog::Field;
use crate::finding::{Finding, Rule};

/// Reports text in capitals; it is sent as it is.
pub(super) fn check(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    for field in [Field::Title, Field::Description] {
        if let Some(text) = text_of(subject, field).filter(|text| shouts(text)) {
            let message = format!("the {} is all in capitals", field.name());
            findings.push(Finding::new(Rule::Uppercase(field), message).of("", text));
        }
    }
}

/// Whether the text is written in capitals throughout (`graph-api.md` 10.1).
///
/// No small letter, and either two words of four letters and more or one of
/// ten: `LG TV`, `USB` and model numbers such as `WH-1000XM4` do not shout,
/// `SUPER SALE MUG` does. Scripts without case never do.
fn shouts(text: &str) -> bool {
    if text.bytes().any(|b| b.is_ascii_lowercase()) || text.chars().any(char::is_lowercase) {
        return false;
    }
    let long =
        |word: &str, least: usize| word.chars().filter(|c| c.is_uppercase()).count() >= least;
    let words = || {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.contains(|c: char| c.is_numeric()))
    };
    words().filter(|word| long(word, 4)).nth(1).is_some() || words().any(|word| long(word, 10))
}

#[cfg(test)]
mod tests {
    use super::shouts;

    #[test]
    fn hears_who_shouts() {
        for text in [
            "SUPER SALE MUG",
            "KAFFEETASSE",
            "СУПЕР ЦЕНА",
            "GRÖSSE WÄHLEN",
        ] {
            assert!(shouts(text), "{text:?}");
        }
        for text in [
            "",
            "LG TV",
            "USB",
            "Super SALE MUG",
            "WH-1000XM4 OLED55C17LB",
            "ADIDAS",
            "日本語",
            "12 34",
            "RED MUG",
        ] {
            assert!(!shouts(text), "{text:?}");
        }
    }
}
