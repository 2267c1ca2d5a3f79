//! Names for addresses: `Grüner Tee "Größe L"` → `gruener-tee-groesse-l`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower-case ASCII letters and digits, with single hyphens between.
///
/// `language` decides where languages differ: `ä` is `ae` in German and `a`
/// elsewhere. Letters of other scripts than Latin, Greek and Cyrillic are left out.
pub(super) fn slug_of(text: &str, language: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    // Composed first: only then a language can tell `ä` from `a` with dots.
    for sign in text.nfc().flat_map(char::to_lowercase) {
        if let Some(letters) = of_language(sign, language).or_else(|| of_letter(sign)) {
            slug.push_str(letters);
            continue;
        }
        let mut known = false;
        for part in std::iter::once(sign)
            .nfd()
            .filter(|part| !is_combining_mark(*part))
        {
            if part.is_ascii_alphanumeric() {
                slug.push(part.to_ascii_lowercase());
                known = true;
            } else if let Some(letters) = of_letter(part) {
                slug.push_str(letters);
                known = true;
            }
        }
        // An apostrophe stands within a word: `L'Oréal` is `loreal`.
        let within = matches!(sign, '\'' | '’' | '´' | '`') || is_combining_mark(sign);
        if !known && !within && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Letters that a language writes in its own way.
fn of_language(sign: char, language: &str) -> Option<&'static str> {
    let language = language.split(['-', '_']).next().unwrap_or_default();
    Some(match (language, sign) {
        ("de" | "gsw" | "lb", 'ä') | ("da" | "nb" | "nn" | "no", 'æ') => "ae",
        ("de" | "gsw" | "lb", 'ö') | ("da" | "nb" | "nn" | "no", 'ø') => "oe",
        ("de" | "gsw" | "lb", 'ü') => "ue",
        ("da" | "nb" | "nn" | "no", 'å') => "aa",
        ("bg", 'щ') => "sht",
        ("bg", 'ъ') => "a",
        ("uk", 'и') => "y",
        ("uk", 'г') => "h",
        _ => return None,
    })
}

/// Letters that are no Latin letter with a mark.
fn of_letter(sign: char) -> Option<&'static str> {
    latin(sign)
        .or_else(|| greek(sign))
        .or_else(|| cyrillic(sign))
}

fn latin(sign: char) -> Option<&'static str> {
    Some(match sign {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        _ => return None,
    })
}

fn greek(sign: char) -> Option<&'static str> {
    Some(match sign {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' | 'µ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        _ => return None,
    })
}

fn cyrillic(sign: char) -> Option<&'static str> {
    Some(match sign {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'ї' => "yi",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        // Signs without a sound of their own.
        'ъ' | 'ь' => "",
        _ => return None,
    })
}
