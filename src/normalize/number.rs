//! Numbers as shops write them: `"1.299,95 €"`, `EUR 12`, `12,-`, `1'299.00`.
//!
//! Rules: formats.md 2.4, contract section 7 (Money). Amounts are exact
//! decimals. A cell never decides what only its column can know: whether
//! `1.299` is a thousand or little more than one. [`super::evidence::Evidence`] settles
//! that over the whole file.

mod parts;

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use self::parts::{Parts, split};
use super::currency::{self, CurrencyMark};

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// With the other decimal sign it would be another amount.
    pub(crate) open: bool,
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
    /// A control character among the digits.
    #[error("a control character stands in the number, where a digit may have been lost")]
    Damaged,
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
    match usual(cell) {
        // A point in a column of commas is to be told.
        Some((number, hint)) if hint == Hint::Silent || sign != Some(Sign::Comma) => Ok(number),
        Some(_) | None => thorough(cell, sign),
    }
}

/// `12`, `12.34` and `12.34 EUR`, which nearly all amounts are: read without
/// taking the cell apart. `None` for whatever else a cell may be.
fn usual(cell: &str) -> Option<(Number<'_>, Hint)> {
    let bytes = cell.as_bytes();
    let whole = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(whole);
    let (decimals, rest): (&[u8], _) = match rest {
        [b'.', a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => (&[*a, *b], rest),
        rest => (&[], rest),
    };
    let currency = match rest {
        [] => None,
        [b' ', code @ ..] => Some(currency::by_code(code)?),
        _ => return None,
    };
    // What is longer is left to those who know what is too long.
    if !(1..=9).contains(&whole) {
        return None;
    }
    let all = digits.iter().chain(decimals);
    let mut mantissa = all.fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
    let mut scale = if decimals.is_empty() { 0 } else { 2 };
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    let number = Number {
        amount: Decimal::new(mantissa, scale),
        currency,
        contradicts: false,
        open: false,
    };
    let hint = if decimals.is_empty() {
        Hint::Silent
    } else {
        Hint::Certain(Sign::Point)
    };
    Some((number, hint))
}

/// Takes the cell apart.
fn thorough(cell: &str, sign: Option<Sign>) -> Result<Number<'_>, NumberError> {
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
        open: matches!(parts.hint, Hint::Open(_)),
    })
}

/// What the cell says about the decimal sign, if it is a number.
pub(super) fn hint(cell: &str) -> Option<Hint> {
    if let Some((_, hint)) = usual(cell) {
        return Some(hint);
    }
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

/// Reads a number as shops write it, for the templates of the configuration:
/// the cell, its decimal sign where that is known, and the shop's currency.
///
/// # Errors
///
/// A fragment that says why the cell is no number; an amount in another currency
/// than the shop's is none.
pub fn read_number(
    cell: &str,
    decimal: Option<char>,
    currency: Option<&str>,
) -> Result<Decimal, String> {
    let sign = match decimal {
        Some(',') => Some(Sign::Comma),
        Some(_) => Some(Sign::Point),
        None => None,
    };
    let read = parse(cell, sign).map_err(|error| error.to_string())?;
    let Some(mark) = read.currency else {
        return Ok(read.amount);
    };
    let own = currency.and_then(iso_currency::Currency::from_code);
    match own {
        Some(own) if mark.admits(own) => Ok(read.amount),
        Some(own) => Err(format!("it is not in {}", own.code())),
        None => {
            Err("it names a currency; set `shop.currency`, so that it can be compared".to_owned())
        }
    }
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
mod tests;
