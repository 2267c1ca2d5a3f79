//! A cell of amounts, taken apart: digits, what parts them, what stands beside them.

use super::{Hint, NumberError, Sign};
use crate::normalize::currency::{self, CurrencyMark};
use crate::normalize::words;

/// A cell taken apart.
pub(super) struct Parts<'a> {
    /// Digits and what parts them, from the first to the last.
    pub(super) digits: &'a str,
    pub(super) negative: bool,
    pub(super) currency: Option<CurrencyMark<'a>>,
    pub(super) hint: Hint,
}

impl<'a> Parts<'a> {
    pub(super) fn of(cell: &'a str) -> Result<Self, NumberError> {
        // Spreadsheets mark text, and shops negative numbers, with an apostrophe.
        let cell = cell.trim().trim_start_matches('\'').trim();
        if is_nothing(cell) {
            return Err(NumberError::Empty);
        }
        let first = cell
            .find(|c: char| c.is_ascii_digit())
            .ok_or(NumberError::NoAmount)?;
        if cell.contains(|c: char| c.is_control() && !c.is_whitespace()) {
            return Err(NumberError::Damaged);
        }
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
pub(super) fn is_group_sign(c: char) -> bool {
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
pub(super) fn split(digits: &str, decimal: Option<Sign>) -> (&str, &str) {
    let sign = match decimal {
        Some(Sign::Point) => '.',
        Some(Sign::Comma) => ',',
        None => return (digits, ""),
    };
    digits.split_once(sign).unwrap_or((digits, ""))
}

/// Whether digits are grouped as some country does it: by threes, or in India
/// three at the end and twos before. All groups are parted by the same sign.
pub(super) fn groups_fit(whole: &str) -> bool {
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
