//! Prices as reads show them: formatted for people, in nobody knows which locale.
//!
//! `€12.90`, `12,90 €`, `CHF 1'299.95`: the text alone does not say what its last
//! separator is, the number of decimals of the currency mostly does. What stays
//! open is no price: whoever compares must not take it for a difference.

use rust_decimal::Decimal;

use super::Currency;

/// Currencies that Meta counts in whole units, though ISO 4217 gives some of
/// them decimals (`graph-api.md` 6.3).
const WHOLE: [&str; 11] = [
    "CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND",
];

/// A price that a formatted text surely shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownPrice {
    amount: Decimal,
    currency: Currency,
    /// Whether the text may have left out what is behind the point.
    is_cut: bool,
}

/// What may stand between groups of three digits and never before decimals.
const BLANKS: [char; 8] = [
    ' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}', '\'', '’', '\u{66c}',
];

impl ShownPrice {
    /// Reads a formatted price. `currency` is what the read says beside it, or
    /// else what is to be expected. `None` where the text can mean two amounts,
    /// names another currency, or holds more than one number.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        // Signs that turn the direction of reading say nothing of the amount.
        let text: String = text.chars().filter(|sign| !is_mark(*sign)).collect();
        let first = text.find(|sign: char| sign.is_ascii_digit())?;
        let last = text.rfind(|sign: char| sign.is_ascii_digit())?;
        let (before, number, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
        if !is_around(before) || !is_around(after) || ends_as_number(before) {
            return None;
        }
        let names_other = |words| named(words).is_some_and(|named| named != currency);
        if names_other(before) || names_other(after) {
            return None;
        }
        let bare = before.trim().is_empty() && after.trim().is_empty();
        let shape = Shape::read(number)?;
        let (whole, decimals) = shape.split(currency, bare)?;
        let digits = format!("{whole}.{decimals}");
        let amount = digits.trim_end_matches('.').parse().ok()?;
        Some(Self {
            amount,
            currency,
            is_cut: decimals.is_empty() && WHOLE.contains(&currency.code()),
        })
    }

    /// Whether this can be how a read shows that amount.
    pub fn agrees_with(self, amount: Decimal, currency: Currency) -> bool {
        let near = if self.is_cut {
            (self.amount - amount).abs() < Decimal::ONE
        } else {
            self.amount == amount
        };
        near && self.currency == currency
    }
}

/// Groups of digits and the signs between them.
struct Shape<'a> {
    groups: Vec<&'a str>,
    signs: Vec<char>,
}

impl<'a> Shape<'a> {
    fn read(number: &'a str) -> Option<Self> {
        let known = |sign: char| sign == '.' || sign == ',' || BLANKS.contains(&sign);
        let signs: Vec<char> = number.chars().filter(|s| !s.is_ascii_digit()).collect();
        if !signs.iter().all(|sign| known(*sign)) {
            return None;
        }
        let groups: Vec<&str> = number.split(|s: char| !s.is_ascii_digit()).collect();
        groups
            .iter()
            .all(|group| !group.is_empty())
            .then_some(Self { groups, signs })
    }

    /// The digits before and behind the decimal sign, if there is only one way
    /// to read them. A `bare` number has no sign of a currency beside it.
    fn split(&self, currency: Currency, bare: bool) -> Option<(String, &'a str)> {
        let minor = currency.minor_digits() as usize;
        let (Some(sign), Some(tail)) = (self.signs.last(), self.groups.last()) else {
            // A bare number may be one of cents.
            return (minor == 0 || !bare).then(|| (self.groups.concat(), ""));
        };
        let times = self.signs.iter().filter(|other| *other == sign).count();
        if BLANKS.contains(sign) || times > 1 {
            return self.all_grouped().then(|| (self.groups.concat(), ""));
        }
        // One point or comma, and it is the last sign.
        let before = Self {
            groups: self.groups[..self.groups.len() - 1].to_vec(),
            signs: self.signs[..self.signs.len() - 1].to_vec(),
        };
        let as_decimals = || {
            before
                .all_grouped()
                .then(|| (before.groups.concat(), *tail))
        };
        let alone = self.signs.len() == 1;
        let whole = minor == 0 || WHOLE.contains(&currency.code());
        match tail.len() {
            // A group has three digits: less than that are decimals.
            1 | 2 if minor > 0 => as_decimals(),
            1 | 2 if tail.bytes().all(|digit| digit == b'0') => as_decimals(),
            3 if minor == 3 && !alone => as_decimals(),
            3 if whole && self.all_grouped() => Some((self.groups.concat(), "")),
            _ => None,
        }
    }

    /// Whether every sign stands between groups of thousands, as in India also
    /// of hundreds.
    fn all_grouped(&self) -> bool {
        let (Some(first), Some(last)) = (self.groups.first(), self.groups.last()) else {
            return false;
        };
        if self.groups.len() == 1 {
            return true;
        }
        let same = self
            .signs
            .iter()
            .all(|sign| Some(sign) == self.signs.first());
        let middle = &self.groups[1..self.groups.len() - 1];
        same && first.len() <= 3
            && last.len() == 3
            && middle.iter().all(|group| matches!(group.len(), 2 | 3))
    }
}

/// Signs that are not seen and turn the direction of reading.
const fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether this can stand beside the number: words and signs of a currency, and
/// neither a minus nor another number.
fn is_around(words: &str) -> bool {
    words.chars().all(|sign| {
        !sign.is_numeric() && !matches!(sign, '-' | '–' | '−' | '(' | ')' | '+' | '/' | '%' | '~')
    }) && !words.contains(',')
}

/// Whether the number begins with a point that belongs to it, as in `.99`.
fn ends_as_number(before: &str) -> bool {
    let mut signs = before.chars().rev();
    signs.next() == Some('.') && !signs.next().is_some_and(char::is_alphabetic)
}

/// The currency that words beside a number name for certain.
fn named(words: &str) -> Option<Currency> {
    if words.contains('€') {
        return Currency::parse("EUR");
    }
    let codes = words.split(|sign: char| !sign.is_ascii_uppercase());
    codes
        .filter(|code| code.len() == 3)
        .find_map(Currency::parse)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_is_sure_and_nothing_else() {
        #[rustfmt::skip]
        let cases = [
            // text               currency  amount
            ("$9.99",              "USD",   Some("9.99")),
            ("€12.90",             "EUR",   Some("12.90")),
            ("12,90 €",            "EUR",   Some("12.90")),
            ("12,90\u{a0}€",       "EUR",   Some("12.90")),
            ("1.299,95 €",         "EUR",   Some("1299.95")),
            ("1,299.95 EUR",       "EUR",   Some("1299.95")),
            ("EUR 1,299.95",       "EUR",   Some("1299.95")),
            ("¥490",               "JPY",   Some("490")),
            ("¥1,980",             "JPY",   Some("1980")),
            ("¥1.980",             "JPY",   Some("1980")),
            ("¥490.00",            "JPY",   Some("490")),
            ("¥490.50",            "JPY",   None),
            ("1 299,95 kr",        "SEK",   Some("1299.95")),
            ("1\u{202f}299,95 kr", "SEK",   Some("1299.95")),
            ("CHF 1'299.95",       "CHF",   Some("1299.95")),
            ("CHF 1’299.95",       "CHF",   Some("1299.95")),
            ("kr. 129,00",         "DKK",   Some("129.00")),
            ("R$ 1.299,95",        "BRL",   Some("1299.95")),
            ("US$12.90",           "USD",   Some("12.90")),
            ("12,90 zł",           "PLN",   Some("12.90")),
            ("₹1,23,456.00",       "INR",   Some("123456.00")),
            ("1.234.567,00 €",     "EUR",   Some("1234567.00")),
            ("12.90",              "EUR",   Some("12.90")),
            ("$12",                "USD",   Some("12")),
            ("$12.5",              "USD",   Some("12.5")),
            ("1 299 €",            "EUR",   Some("1299")),
            ("1.299.000 €",        "EUR",   Some("1299000")),
            ("12 990 Ft",          "HUF",   Some("12990")),
            ("12.990 Ft",          "HUF",   Some("12990")),
            ("Rp12.990",           "IDR",   Some("12990")),
            ("12.990,50 Ft",       "HUF",   Some("12990.50")),
            ("KWD 1,299.950",      "KWD",   Some("1299.950")),
            ("KWD 1.95",           "KWD",   Some("1.95")),
            ("\u{200f}د.ك.\u{200f} 1,299.950", "KWD", Some("1299.950")),
            // Two amounts, or none.
            ("1.299",              "EUR",   None),
            ("1,299 €",            "EUR",   None),
            ("€1.299",             "EUR",   None),
            (".د.ب1.234",          "BHD",   None),
            ("1299",               "EUR",   None),
            ("1.299,950 €",        "EUR",   None),
            ("1,2999 €",           "EUR",   None),
            ("12,34,5 €",          "EUR",   None),
            ("1.29,95 €",          "EUR",   None),
            ("12 34,50 €",         "EUR",   None),
            ("1 299.000,50 €",     "EUR",   None),
            ("١٢٫٩٠ €",            "EUR",   None),
            ("１２.９０",            "EUR",   None),
            ("-12.90 €",           "EUR",   None),
            ("12.90 – 15.00 €",    "EUR",   None),
            ("(12.90)",            "EUR",   None),
            ("from 3 12.90",       "EUR",   None),
            (".99",                "USD",   None),
            ("$.99",               "USD",   None),
            ("12,- €",             "EUR",   None),
            ("10 %",               "EUR",   None),
            ("free",               "EUR",   None),
            ("",                   "EUR",   None),
            // Another currency than the one beside it.
            ("€12.90",             "USD",   None),
            ("12.90 USD",          "EUR",   None),
            ("99999999999999999999999999999999.00 €", "EUR", None),
        ];
        for (text, code, amount) in cases {
            let currency = Currency::parse(code).unwrap();
            let got = ShownPrice::parse(text, currency).map(|price| price.amount);
            let amount: Option<Decimal> = amount.map(|amount| amount.parse().unwrap());
            assert_eq!(got, amount, "{text:?} {code}");
        }
    }

    #[test]
    fn what_a_text_leaves_out_is_no_difference() {
        let agrees = |text: &str, amount: &str, code: &str| {
            let currency = Currency::parse(code).unwrap();
            let shown = ShownPrice::parse(text, currency).unwrap();
            shown.agrees_with(amount.parse().unwrap(), currency)
        };
        assert!(agrees("12 990 Ft", "12990.50", "HUF"));
        assert!(!agrees("12 990 Ft", "12991.00", "HUF"));
        assert!(agrees("$12", "12.00", "USD"));
        assert!(!agrees("$12", "12.50", "USD"));
    }

    proptest! {
        /// However a locale groups and points an amount, it is read as that
        /// amount or not at all.
        #[test]
        fn an_amount_is_never_read_as_another(
            units in 0_u64..10_000_000, cents in 0_u64..100,
            style in 0_usize..6, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "HUF", "USD"]),
        ) {
            let (group, point) = [(".", ","), (",", "."), (" ", ","), ("'", "."), ("", "."), ("", ",")][style];
            let currency = Currency::parse(code).unwrap();
            let minor = currency.minor_digits();
            let mut whole = units.to_string();
            let mut at = whole.len();
            while at > 3 {
                at -= 3;
                whole.insert_str(at, group);
            }
            let (text, amount) = match minor {
                0 => (whole, Decimal::from(units)),
                2 => (format!("{whole}{point}{cents:02}"), Decimal::new((units * 100 + cents).try_into().unwrap(), 2)),
                _ => (format!("{whole}{point}{cents:02}0"), Decimal::new((units * 100 + cents).try_into().unwrap(), 2)),
            };
            for text in [format!("{text} {code}"), format!("{code} {text}"), text] {
                if let Some(shown) = ShownPrice::parse(&text, currency) {
                    prop_assert!(shown.agrees_with(amount, currency), "{text} is not {amount}: {shown:?}");
                }
            }
        }
    }
}
