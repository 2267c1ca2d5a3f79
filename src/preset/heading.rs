//! The name of a column, taken apart into words: what it is called, and what it says
//! beside that: a currency, a language, a number, the tax.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Codes of currencies that stand in headers beside the name of an amount.
const CURRENCIES: &[&str] = &[
    "eur", "usd", "gbp", "chf", "pln", "czk", "sek", "dkk", "nok", "huf", "ron", "bgn", "aud",
    "cad", "nzd", "jpy", "try", "brl", "mxn", "inr", "uah", "rub", "isk", "hrk", "zar",
];

/// Languages of headers, as `Name (de)` or `title-en_US` name them.
const LANGUAGES: &[&str] = &[
    "en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da", "no", "cs", "sk", "hu", "ro", "fi",
];

/// Units of weight.
const UNITS: &[&str] = &["g", "kg", "lb", "lbs", "oz"];

/// The words of a name, in lower case, without marks on letters.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Words::default();
    for step in name.split(['/', '@']) {
        words.end();
        // A prefix of XML says nothing; `Meta: price` has none.
        let bare = match step.split_once(':') {
            Some((prefix, rest)) if is_prefix(prefix, rest) => rest,
            Some(_) | None => step,
        };
        for c in bare.nfd() {
            words.take(c);
        }
    }
    words.end();
    words.done
}

fn is_prefix(prefix: &str, rest: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    !prefix.is_empty() && prefix.chars().all(is_word) && rest.starts_with(char::is_alphabetic)
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
    /// What the last sign was.
    last: Kind,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Gap,
    Lower,
    Upper,
    Digit,
}

impl Words {
    fn take(&mut self, c: char) {
        if is_combining_mark(c) || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}') {
            return;
        }
        let symbol = match c {
            '€' => Some("eur"),
            '£' => Some("gbp"),
            _ => None,
        };
        if let Some(code) = symbol {
            self.end();
            self.done.push(code.to_owned());
            return;
        }
        let kind = if c.is_numeric() {
            Kind::Digit
        } else if c.is_uppercase() {
            Kind::Upper
        } else if c.is_alphabetic() {
            Kind::Lower
        } else {
            self.end();
            return;
        };
        let digits = (kind == Kind::Digit) != (self.last == Kind::Digit);
        let hump = kind == Kind::Upper && self.last == Kind::Lower;
        if self.last != Kind::Gap && (digits || hump) {
            self.end();
        }
        self.last = kind;
        match c {
            'ß' | 'ẞ' => self.word.push_str("ss"),
            'ł' | 'Ł' => self.word.push('l'),
            'ø' | 'Ø' => self.word.push('o'),
            'æ' | 'Æ' => self.word.push_str("ae"),
            'œ' | 'Œ' => self.word.push_str("oe"),
            'đ' | 'Đ' => self.word.push('d'),
            'ı' => self.word.push('i'),
            c => self.word.extend(c.to_lowercase()),
        }
    }

    fn end(&mut self) {
        self.last = Kind::Gap;
        if !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
        }
    }
}

/// The code of the currency that one of the words names, which is taken out; with it
/// goes the `in` of `Preis in EUR`.
pub(super) fn take_currency(words: &mut Vec<String>) -> Option<String> {
    let at = words.iter().position(|word| is_currency(word))?;
    let code = match words.remove(at).as_str() {
        "zl" => "pln".to_owned(),
        "kc" => "czk".to_owned(),
        code => code.to_owned(),
    };
    if at > 0 && words[at - 1] == "in" {
        words.remove(at - 1);
    }
    Some(code)
}

fn is_currency(word: &str) -> bool {
    CURRENCIES.contains(&word) || matches!(word, "zl" | "kc")
}

/// The language at the end, as in `name_de` and `Title (en-US)`, which is taken off.
pub(super) fn take_language(words: &mut Vec<String>) -> Option<String> {
    let count = words.len();
    let is_language = |at: usize| LANGUAGES.contains(&words[at].as_str());
    if count > 1 && is_language(count - 1) && !(count > 2 && is_language(count - 2)) {
        return words.pop();
    }
    if count > 2 && is_language(count - 2) && words[count - 1].len() == 2 {
        let region = words.pop()?;
        return Some(format!("{}_{region}", words.pop()?));
    }
    None
}

/// The number at the end, as in `Bild 2`, which is taken off.
pub(super) fn take_number(words: &mut Vec<String>) -> Option<String> {
    let last = words.last()?;
    let is_number = words.len() > 1 && last.len() <= 2 && last.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| words.pop())?
}

/// The unit at the end, as in `Gewicht (kg)`, which is taken off.
pub(super) fn take_unit(words: &mut Vec<String>) -> Option<String> {
    let at = words.iter().rposition(|word| UNITS.contains(&&**word))?;
    let unit = (at > 0).then(|| words.remove(at))?;
    if words[at - 1] == "in" {
        words.remove(at - 1);
    }
    Some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_into_words() {
        #[rustfmt::skip]
        let cases = [
            ("Preis (EUR)", "preis eur"), ("VK brutto", "vk brutto"), ("vkBrutto", "vk brutto"), ("Größe", "grosse"), ("Art.-Nr.", "art nr"),
            ("g:image_link", "image link"), ("g:shipping/g:price", "shipping price"), ("Meta: price", "meta price"), ("Bild2", "bild 2"),
            ("  \u{FEFF}SKU ", "sku"), ("Prix €", "prix eur"), ("Název zboží", "nazev zbozi"), ("price@currency", "price currency"),
            ("Zdjęcie główne", "zdjecie glowne"), ("Størrelse", "storrelse"), ("#", ""), ("ITEM_NO", "item no"), ("imageURL", "image url"),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn what_stands_beside_a_name_is_taken_off() {
        let all = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let mut price = all("preis in eur");
        assert_eq!(take_currency(&mut price).as_deref(), Some("eur"));
        assert_eq!(price, ["preis"]);
        #[rustfmt::skip]
        let cases = [
            ("name de", Some("de"), "name"), ("title en us", Some("en_us"), "title"), ("de", None, "de"), ("item no", Some("no"), "item"),
            ("name de de", Some("de_de"), "name"),
        ];
        for (text, language, rest) in cases {
            let mut words = all(text);
            assert_eq!(take_language(&mut words).as_deref(), language, "{text}");
            assert_eq!(words.join(" "), rest, "{text}");
        }
        let mut picture = all("bild 12");
        assert_eq!(take_number(&mut picture).as_deref(), Some("12"));
        let mut weight = all("gewicht in kg");
        assert_eq!(take_unit(&mut weight).as_deref(), Some("kg"));
        assert_eq!(weight, ["gewicht"]);
    }
}
