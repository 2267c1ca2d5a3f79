//! Numbers as shops write them: `"1.299,95 €"`, `EUR 12`, `12,-`, `1'299.00`.
//!
//! Rules: formats.md 2.4, contract section 7 (Money). Amounts are exact
//! decimals. A cell never decides what only its column can know: whether
//! `1.299` is a thousand or little more than one. [`super::evidence::Evidence`] settles
//! that over the whole file.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::currency::{self, CurrencyMark};
use super::words;

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `1,299.95`.
    Point,
    /// `1.299,95`.
    Comma,
}

/// A number, and what stood beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number<'a> {
    /// The amount, exactly as written.
    pub(crate) amount: Decimal,
    /// The currency of the cell, if it has one.
    pub(crate) currency: Option<CurrencyMark<'a>>,
    /// The cell alone is unambiguous, and contradicts the sign of its column.
    pub(crate) contradicts: bool,
}

/// Why a cell has no number. Finishes the sentence "cannot read the number: …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NumberError {
    /// Nothing, or a word for nothing (`-`, `n/a`, `NULL`).
    #[error("the cell is empty")]
    Empty,
    /// Words, or digits in groups that no country writes.
    #[error("this is no amount; write it as `1299.95`")]
    NoAmount,
    /// `1.299`, and nobody said which sign stands before the decimals.
    #[error(
        "the sign could part thousands or decimals; set `decimal` of the source to \".\" or \",\""
    )]
    Ambiguous,
    /// `10.00 €/kg`.
    #[error(
        "this is a price per unit or a measure, not an amount; map the column of the full price"
    )]
    Unit,
    /// `5 - 10`, `EUR 5 USD`.
    #[error("there is more than one amount or currency; leave exactly one")]
    Several,
    /// `1.2E+05`.
    #[error("a spreadsheet has rounded this number; export the column as text")]
    Scientific,
    /// Beyond what money can be.
    #[error("the number has more digits than an amount of money")]
    TooLarge,
}

/// What a cell says about the decimal sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing: an integer, or groups parted by blanks or apostrophes.
    Silent,
    /// The cell can be read in one way only.
    Certain(Sign),
    /// One sign with three digits behind it: this one.
    Open(Sign),
}

/// Reads the amount of a cell.
///
/// `sign` is the decimal sign of the column. A cell that is certain by itself
/// is read by its own evidence, also against the column; see
/// [`Number::contradicts`]. Negative amounts are read; what they mean is the
/// caller's question.
pub(crate) fn parse(cell: &str, sign: Option<Sign>) -> Result<Number<'_>, NumberError> {
    let parts = Parts::of(cell)?;
    let (digits, decimal) = match (parts.hint, sign) {
        (Hint::Silent, _) => (parts.digits, None),
        (Hint::Certain(own), _) => (parts.digits, Some(own)),
        (Hint::Open(_), None) => return Err(NumberError::Ambiguous),
        (Hint::Open(own), Some(sign)) => (parts.digits, (own == sign).then_some(own)),
    };
    let contradicts = matches!((parts.hint, sign), (Hint::Certain(own), Some(sign)) if own != sign);
    let amount = amount(digits, decimal, parts.negative)?;
    Ok(Number {
        amount,
        currency: parts.currency,
        contradicts,
    })
}

/// What the cell says about the decimal sign, if it is a number.
pub(super) fn hint(cell: &str) -> Option<Hint> {
    Parts::of(cell).ok().map(|parts| parts.hint)
}

/// A whole number, for quantities: `75`, `75.0`, `5,00`, `-3`, `>10`, `10+`.
///
/// Halves are rounded down: what is not there as a whole cannot be sold.
pub(crate) fn whole(cell: &str, sign: Option<Sign>) -> Result<i64, NumberError> {
    let cell = cell.trim();
    if let Some(number) = plain_integer(cell) {
        return Ok(number);
    }
    // "More than ten" is ten: never promise more than the export does.
    let bare = cell
        .strip_prefix('>')
        .or_else(|| cell.strip_suffix('+'))
        .unwrap_or(cell);
    let bare = bare.strip_prefix('=').unwrap_or(bare);
    let number = parse(bare, sign)?;
    if number.currency.is_some() {
        return Err(NumberError::NoAmount);
    }
    i64::try_from(number.amount.floor()).map_err(|_| NumberError::TooLarge)
}

/// A net amount with tax; `rate` in percent. Not rounded: that happens once, at the end.
pub(crate) fn gross(amount: Decimal, rate: Decimal) -> Decimal {
    // A rate of 19 is the factor 1.19.
    let factor = Decimal::ONE.saturating_add(rate.saturating_mul(Decimal::new(1, 2)));
    amount.saturating_mul(factor)
}

/// The usual quantity, without the way through decimals.
fn plain_integer(cell: &str) -> Option<i64> {
    let usual = (1..=9).contains(&cell.len()) && cell.bytes().all(|b| b.is_ascii_digit());
    usual.then(|| {
        cell.bytes()
            .fold(0, |sum, b| sum * 10 + i64::from(b - b'0'))
    })
}

/// A cell taken apart.
struct Parts<'a> {
    /// Digits and what parts them, from the first to the last.
    digits: &'a str,
    negative: bool,
    currency: Option<CurrencyMark<'a>>,
    hint: Hint,
}

impl<'a> Parts<'a> {
    fn of(cell: &'a str) -> Result<Self, NumberError> {
        // Spreadsheets mark text, and shops negative numbers, with an apostrophe.
        let cell = cell.trim().trim_start_matches('\'').trim();
        if is_nothing(cell) {
            return Err(NumberError::Empty);
        }
        let first = cell
            .find(|c: char| c.is_ascii_digit())
            .ok_or(NumberError::NoAmount)?;
        // `.5` begins with its sign, `Fr.5` does not.
        let start = match cell[..first].char_indices().next_back() {
            Some((at, '.' | ',')) if !cell[..at].ends_with(char::is_alphabetic) => at,
            Some(_) | None => first,
        };
        let end = token_end(cell, first);
        let (before, digits, after) = (&cell[..start], &cell[start..end], &cell[end..]);
        let hint = hint_of(digits, after)?;
        let (minus_before, mark_before) = prefix(before)?;
        let (minus_after, mark_after) = suffix(after)?;
        if minus_before && minus_after {
            return Err(NumberError::NoAmount);
        }
        let currency = join(mark_before, mark_after)?;
        Ok(Self {
            digits,
            negative: minus_before || minus_after,
            currency,
            hint,
        })
    }
}

/// Words for "no value" (formats.md 2.4).
fn is_nothing(cell: &str) -> bool {
    matches!(cell, "" | "-" | "–" | "—")
        || cell.len() <= 4
            && ["n/a", "null", "none", "nan", "nil"]
                .iter()
                .any(|word| cell.eq_ignore_ascii_case(word))
}

/// Signs that only ever part groups.
fn is_group_sign(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\'' | '’' | 'ʼ' | '`' | '´'
    )
}

/// The end of the digits that begin at `first`: signs count while a digit follows.
fn token_end(cell: &str, first: usize) -> usize {
    let mut end = first;
    let mut chars = cell[first..].chars().peekable();
    let mut at = first;
    while let Some(c) = chars.next() {
        at += c.len_utf8();
        let more = chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() || (matches!(c, '.' | ',') || is_group_sign(c)) && more {
            end = at;
        } else {
            break;
        }
    }
    end
}

/// Judges the digits by the signs between them.
fn hint_of(digits: &str, after: &str) -> Result<Hint, NumberError> {
    let (mut points, mut commas, mut groups) = (0, 0, 0);
    let mut last = None;
    for (at, c) in digits.char_indices().filter(|(_, c)| !c.is_ascii_digit()) {
        match c {
            '.' => points += 1,
            ',' => commas += 1,
            _ => groups += 1,
        }
        last = Some((at, c));
    }
    // `12.-` and `1.299,-` have their decimals left out, but not the sign.
    let trailing = match after.trim_start().chars().next() {
        Some('.') => Some(Sign::Point),
        Some(',') => Some(Sign::Comma),
        Some(_) | None => None,
    };
    if let Some(sign) = trailing {
        let own = if sign == Sign::Point { points } else { commas };
        let fits = own == 0 && groups_fit(digits);
        return if fits {
            Ok(Hint::Certain(sign))
        } else {
            Err(NumberError::NoAmount)
        };
    }
    let hint = match (points, commas) {
        (0, 0) => Hint::Silent,
        (1, 0) | (0, 1) => {
            let own = if points == 1 {
                Sign::Point
            } else {
                Sign::Comma
            };
            let at = digits.find(['.', ',']).unwrap_or_default();
            let (whole, decimals) = (&digits[..at], &digits[at + 1..]);
            let thousands =
                (1..=3).contains(&whole.len()) && !whole.starts_with('0') && decimals.len() == 3;
            if thousands && groups == 0 {
                Hint::Open(own)
            } else {
                Hint::Certain(own)
            }
        }
        // Twice the same sign can only part groups.
        (_, 0) => Hint::Certain(Sign::Comma),
        (0, _) => Hint::Certain(Sign::Point),
        _ if matches!(last, Some((_, '.'))) => Hint::Certain(Sign::Point),
        _ => Hint::Certain(Sign::Comma),
    };
    let decimal = match hint {
        Hint::Certain(sign) => Some(sign),
        Hint::Silent | Hint::Open(_) => None,
    };
    let (whole, decimals) = split(digits, decimal);
    let fits = groups_fit(whole) && decimals.bytes().all(|b| b.is_ascii_digit());
    if fits {
        Ok(hint)
    } else {
        Err(NumberError::NoAmount)
    }
}

/// The digits before and after the decimal sign.
fn split(digits: &str, decimal: Option<Sign>) -> (&str, &str) {
    let sign = match decimal {
        Some(Sign::Point) => '.',
        Some(Sign::Comma) => ',',
        None => return (digits, ""),
    };
    digits.split_once(sign).unwrap_or((digits, ""))
}

/// Whether digits are grouped as some country does it: by threes, or in India
/// three at the end and twos before. All groups are parted by the same sign.
fn groups_fit(whole: &str) -> bool {
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign else { return true };
    let mut groups = whole.rsplit(sign);
    let by = |group: Option<&str>, length: usize| {
        group
            .is_some_and(|group| group.len() == length && group.bytes().all(|b| b.is_ascii_digit()))
    };
    if !by(groups.next(), 3) {
        return false;
    }
    let mut rest = groups.collect::<Vec<_>>();
    let Some(first) = rest.pop() else { return true };
    let short = (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit());
    let thousands = rest.iter().all(|group| by(Some(group), 3));
    let indian = sign == ',' && first.len() <= 2 && rest.iter().all(|group| by(Some(group), 2));
    short && (thousands || indian)
}

/// What stands before the digits: signs and a currency.
fn prefix(text: &str) -> Result<(bool, Option<CurrencyMark<'_>>), NumberError> {
    let mut rest = text.trim();
    let mut negative = false;
    let mut signed = false;
    for at_end in [false, true] {
        let stripped = if at_end {
            rest.strip_suffix(is_sign)
        } else {
            rest.strip_prefix(is_sign)
        };
        if let Some(stripped) = stripped {
            if signed {
                return Err(NumberError::NoAmount);
            }
            signed = true;
            let minus = if at_end {
                rest.chars().next_back()
            } else {
                rest.chars().next()
            };
            negative = minus != Some('+');
            rest = stripped.trim();
        }
    }
    Ok((negative, mark(rest)?))
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '−' | '+')
}

/// What stands behind the digits: `,-` for no cents, a minus, a currency.
fn suffix(text: &str) -> Result<(bool, Option<CurrencyMark<'_>>), NumberError> {
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '=');
    let mut rest = text.trim_start();
    let mut negative = false;
    if let Some(after) = rest.strip_prefix([',', '.']) {
        // `12,-`, `12.--`, `12,` and `12.`.
        rest = after.trim_start_matches(dash);
    } else if let Some(after) = rest.strip_prefix(['-', '−']) {
        rest = after;
        negative = true;
    }
    rest = rest.trim().trim_end_matches('*').trim_end();
    if !negative && let Some(before) = rest.strip_suffix(['-', '−']) {
        // `12.00 EUR-`.
        if before.chars().any(|c| c.is_ascii_digit()) {
            return Err(NumberError::Several);
        }
        rest = before.trim_end();
        negative = true;
    }
    Ok((negative, mark(rest)?))
}

/// The currency that a text is; the text beside an amount may be nothing else.
fn mark(text: &str) -> Result<Option<CurrencyMark<'_>>, NumberError> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(mark) = currency::currency(text) {
        return Ok(Some(mark));
    }
    let mut digits = text.char_indices().filter(|(_, c)| c.is_ascii_digit());
    Err(if is_exponent(text) {
        NumberError::Scientific
    } else if text.contains(['/', '%'])
        || words::is_unit(text)
        || ["per ", "pro ", "je "]
            .iter()
            .any(|word| text.contains(word))
    {
        NumberError::Unit
    } else if digits.next().is_some() {
        NumberError::Several
    } else {
        NumberError::NoAmount
    })
}

/// `E+12` behind the digits.
fn is_exponent(text: &str) -> bool {
    text.strip_prefix(['E', 'e']).is_some_and(|rest| {
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())
    })
}

/// One currency of the two that may stand around an amount: `$ 5 USD`.
fn join<'a>(
    before: Option<CurrencyMark<'a>>,
    after: Option<CurrencyMark<'a>>,
) -> Result<Option<CurrencyMark<'a>>, NumberError> {
    match (before, after) {
        (None, mark) | (mark, None) => Ok(mark),
        (Some(CurrencyMark::Code(code)), Some(other))
        | (Some(other), Some(CurrencyMark::Code(code)))
            if other.admits(code) =>
        {
            Ok(Some(CurrencyMark::Code(code)))
        }
        (Some(before), Some(after)) if before == after => Ok(Some(before)),
        (Some(_), Some(_)) => Err(NumberError::Several),
    }
}

/// Builds the decimal.
fn amount(digits: &str, decimal: Option<Sign>, negative: bool) -> Result<Decimal, NumberError> {
    let (whole, decimals) = split(digits, decimal);
    let decimals = decimals.trim_end_matches('0');
    let whole: Cow<'_, str> = if whole.bytes().all(|b| b.is_ascii_digit()) {
        whole.into()
    } else {
        whole
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .into()
    };
    let whole = whole.trim_start_matches('0');
    if whole.len() > 15 || whole.len() + decimals.len() > 28 {
        return Err(NumberError::TooLarge);
    }
    let mantissa = whole
        .bytes()
        .chain(decimals.bytes())
        .fold(0_i128, |sum, b| sum * 10 + i128::from(b - b'0'));
    let scale = u32::try_from(decimals.len()).map_err(|_| NumberError::TooLarge)?;
    let amount = Decimal::from_i128_with_scale(mantissa, scale);
    Ok(if negative { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use iso_currency::Currency;
    use proptest::prelude::*;

    use super::*;

    /// A cell, and how it reads without a column, with a point and with a comma.
    fn read(cell: &str, sign: Option<Sign>) -> String {
        match parse(cell, sign) {
            Ok(Number {
                amount,
                currency,
                contradicts,
            }) => {
                let mark = match currency {
                    None => String::new(),
                    Some(CurrencyMark::Code(code)) => format!(" {}", code.code()),
                    Some(CurrencyMark::Symbol(symbol)) => format!(" {symbol}"),
                };
                format!(
                    "{amount}{mark}{}",
                    if contradicts { " (contradicts)" } else { "" }
                )
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn reads_the_shapes_that_shops_write() {
        #[rustfmt::skip]
        let cases = [
            // formats.md 2.4, real values.
            ("26.067,00", "26067"), ("34,95", "34.95"), ("590,00 €", "590 EUR"), ("19,99", "19.99"), ("4.5 €", "4.5 EUR"),
            ("495.79831932773", "495.79831932773"), (".5", "0.5"), ("120.0000", "120"), ("20.1681", "20.1681"),
            ("11990.0", "11990"), ("599 CZK", "599 CZK"), ("1,299 JPY", "Ambiguous"), ("49,00 TND", "49 TND"),
            ("18.72USD", "18.72 USD"), ("10.00 USD", "10 USD"), ("EUR 5", "5 EUR"), ("1'299.00", "1299"), ("10.00 €/kg", "Unit"),
            ("10,00 € / 1 l", "Unit"), ("", "Empty"), ("-", "Empty"), ("n/a", "Empty"), ("N/A", "Empty"), ("NULL", "Empty"),
            ("0", "0"), ("0.00", "0"), ("11.5USD", "11.5 USD"), ("40.33", "40.33"), ("2.00", "2"), ("27.35", "27.35"),
            // Contract section 7.
            ("1.299,95 €", "1299.95 EUR"), ("1,299.95", "1299.95"), ("EUR 12", "12 EUR"), ("12,-", "12"), ("1.234", "Ambiguous"),
            // Signs and groups.
            ("1,234", "Ambiguous"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1.234.567,89", "1234567.89"),
            ("1,234,567.89", "1234567.89"), ("12,34,567", "1234567"), ("12,34,567.50", "1234567.5"), ("1.23.456", "NoAmount"),
            ("1.2345.678", "NoAmount"), ("1,299.950,00", "NoAmount"), ("1.299,95,00", "NoAmount"), ("1 299,95", "1299.95"),
            ("1\u{A0}299,95\u{A0}€", "1299.95 EUR"), ("1\u{202F}299\u{202F}€", "1299 EUR"), ("1’299.–", "1299"), ("1'299", "1299"),
            ("1 234.567", "1234.567"), ("12 34", "NoAmount"), ("1234.567", "1234.567"), ("0.500", "0.5"), ("0,500", "0.5"),
            (".500", "0.5"), (",5", "0.5"), ("1.2995", "1.2995"), ("1.29950,1", "NoAmount"), ("007", "7"), ("1..5", "Several"),
            // No cents.
            ("12.-", "12"), ("12,--", "12"), ("12.--", "12"), ("12,– €", "12 EUR"), ("12,—", "12"), ("12,", "12"), ("12. ", "12"),
            ("1.299,-", "1299"), ("CHF 12.-", "12 CHF"),
            // Signs of value.
            ("-5.00", "-5"), ("−5,00", "-5"), ("+5.00", "5"), ("5.00-", "-5"), ("'-5.00", "-5"), ("'19.99", "19.99"), ("-5-", "NoAmount"),
            ("(5.00)", "NoAmount"), ("-€5.00", "-5 EUR"), ("€ -5.00", "-5 EUR"), ("5.00 EUR-", "-5 EUR"), ("--5", "NoAmount"),
            // Currencies.
            ("€12.50", "12.5 EUR"), ("12.50€", "12.5 EUR"), ("eur 12.50", "12.5 EUR"), ("12,50 Euro", "12.5 EUR"), ("£9.99", "9.99 GBP"),
            ("$9.99", "9.99 $"), ("$9.99 USD", "9.99 USD"), ("US$ 9.99", "9.99 USD"), ("R$ 9,99", "9.99 BRL"), ("99 kr", "99 kr"),
            ("kr. 99,50", "99.5 kr."), ("99 kr. SEK", "NoAmount"), ("129 zł", "129 PLN"), ("599 Kč", "599 CZK"), ("Fr. 12.50", "12.5 CHF"),
            ("¥1980", "1980 ¥"), ("1 299,00 ₽", "1299 RUB"), ("1290 RSD", "1290 RSD"), ("EUR 5 USD", "Several"), ("EUR 5 EUR", "5 EUR"),
            ("$5 EUR", "Several"), ("12.50 XYZ", "NoAmount"), ("12,00 €*", "12 EUR"),
            // No amounts.
            ("on request", "NoAmount"), ("auf Anfrage", "NoAmount"), ("ab 12,00 €", "NoAmount"), ("5 - 10", "Several"), ("5.00-10.00", "Several"),
            ("10 kg", "Unit"), ("19 %", "Unit"), ("5 € pro Stück", "Unit"), ("1.2E+05", "Scientific"), ("1e5", "Scientific"),
            ("1234567890123456", "TooLarge"), ("12 x 5", "Several"), ("٣", "NoAmount"), ("€", "NoAmount"), (".", "NoAmount"), ("'", "Empty"),
        ];
        for (cell, wanted) in cases {
            assert_eq!(read(cell, None), wanted, "cell {cell:?}");
        }
    }

    #[test]
    fn reads_by_the_sign_of_the_column() {
        #[rustfmt::skip]
        let cases = [
            // cell           point                      comma
            ("1.299",         "1.299",                   "1299"),
            ("1,299",         "1299",                    "1.299"),
            ("1,299 JPY",     "1299 JPY",                "1.299 JPY"),
            ("19,95",         "19.95 (contradicts)",     "19.95"),
            ("19.95",         "19.95",                   "19.95 (contradicts)"),
            ("1.299,95",      "1299.95 (contradicts)",   "1299.95"),
            ("1.299.000",     "1299000 (contradicts)",   "1299000"),
            ("1299",          "1299",                    "1299"),
        ];
        for (cell, point, comma) in cases {
            assert_eq!(read(cell, Some(Sign::Point)), point, "cell {cell:?}");
            assert_eq!(read(cell, Some(Sign::Comma)), comma, "cell {cell:?}");
        }
    }

    #[test]
    fn reads_quantities() {
        use NumberError::{Ambiguous, Empty, NoAmount, TooLarge};
        #[rustfmt::skip]
        let cases = [
            ("75", Ok(75)), ("75.0", Ok(75)), ("75.0000", Ok(75)), ("5,00", Ok(5)), ("-3", Ok(-3)), (" 12 ", Ok(12)), (">10", Ok(10)),
            ("> 10", Ok(10)), (">=10", Ok(10)), ("10+", Ok(10)), ("2.5", Ok(2)), ("-0.5", Ok(-1)), ("0", Ok(0)), ("", Err(Empty)),
            ("n/a", Err(Empty)), ("1.000", Err(Ambiguous)), ("many", Err(NoAmount)), ("5 EUR", Err(NoAmount)), ("<5", Err(NoAmount)),
            ("99999999999999999999", Err(TooLarge)), ("1.234.567", Ok(1_234_567)),
        ];
        for (cell, wanted) in cases {
            assert_eq!(whole(cell, None), wanted, "cell {cell:?}");
        }
        assert_eq!(whole("1.000", Some(Sign::Comma)), Ok(1000));
        assert_eq!(whole("1.000", Some(Sign::Point)), Ok(1));
    }

    #[test]
    fn adds_tax_without_rounding() {
        let price = |text: &str| parse(text, Some(Sign::Point)).unwrap().amount;
        assert_eq!(
            gross(price("20.1681"), Decimal::from(19)),
            price("24.000039")
        );
        assert_eq!(gross(price("100"), price("5.5")), price("105.5"));
        assert_eq!(
            parse("5 EUR", None).unwrap().currency,
            Some(CurrencyMark::Code(Currency::EUR))
        );
    }

    proptest! {
        #[test]
        fn no_cell_makes_it_panic(cell in "[0-9.,' €$A-Z+-]{0,16}|\\PC{0,20}") {
            for sign in [None, Some(Sign::Point), Some(Sign::Comma)] {
                let number = parse(&cell, sign);
                let _ = whole(&cell, sign);
                if let Ok(number) = number {
                    let again = number.amount.to_string();
                    prop_assert_eq!(parse(&again, Some(Sign::Point)).unwrap().amount, number.amount);
                }
            }
        }

        #[test]
        fn grouped_amounts_read_as_they_were_written(cents in 0_i64..1_000_000_000_000) {
            let amount = Decimal::new(cents, 2);
            let (whole, cents) = (cents / 100, cents % 100);
            let mut groups = whole.to_string();
            for at in (1..groups.len()).rev().filter(|at| (groups.len() - at) % 3 == 0).collect::<Vec<_>>() {
                groups.insert(at, '_');
            }
            for (group, sign) in [(".", ","), (",", "."), ("'", "."), (" ", ","), ("", "."), ("", ",")] {
                let cell = format!("{}{sign}{cents:02} EUR", groups.replace('_', group));
                prop_assert_eq!(parse(&cell, None).unwrap().amount, amount, "{}", cell);
            }
        }
    }
}
