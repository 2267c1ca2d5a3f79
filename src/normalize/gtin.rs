//! Global trade item numbers, checked by their last digit.
//!
//! Rules: formats.md 2.13, 2.11 (numbers that a spreadsheet has rounded are
//! never expanded), graph-api.md 6.1 and 6.2, contract section 7.

use std::borrow::Cow;

/// Why a cell has no number. Finishes the sentence "the GTIN is dropped: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GtinError {
    /// Nothing, or a word for nothing.
    #[error("the cell is empty")]
    Empty,
    /// `4.00638E+12`.
    #[error(
        "a spreadsheet has rounded this number and its digits are lost; export the column as text"
    )]
    Scientific,
    /// Letters.
    #[error("a GTIN has digits only")]
    NotDigits,
    /// Neither 8, 12, 13 nor 14 digits, and no ISBN-10.
    #[error("a GTIN has 8, 12, 13 or 14 digits, not {0}")]
    Length(usize),
    /// The last digit does not fit the others.
    #[error("the last digit is {found} and should be {expected}; one of the digits is wrong")]
    CheckDigit {
        /// What the others ask for.
        expected: char,
        /// What is there.
        found: char,
    },
    /// `00000000`.
    #[error("all digits are the same; this is a placeholder")]
    Repeated,
    /// Numbers that shops give out themselves.
    #[error(
        "numbers that begin with {0} are given out inside a shop and identify nothing outside of it"
    )]
    Internal(&'static str),
}

/// The GTIN of a cell. Of several the first that is valid counts; when none
/// is, the error is about the first.
///
/// Blanks, dashes and the apostrophe of spreadsheets are dropped, an ISBN-10
/// becomes its ISBN-13, and eleven digits get back the zero that a
/// spreadsheet took, when the check digit agrees.
pub(crate) fn gtin(cell: &str) -> Result<Cow<'_, str>, GtinError> {
    let cell = cell.trim();
    if matches!(cell, "" | "-")
        || ["n/a", "null", "none"]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
    {
        return Err(GtinError::Empty);
    }
    let whole = match one(cell) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    if whole == GtinError::Scientific {
        return Err(whole);
    }
    let mut first = None;
    for part in cell
        .split(['|', ';', ',', '/', '\n', ' ', '\t'])
        .filter(|part| !part.trim().is_empty())
    {
        match one(part) {
            Ok(found) => return Ok(found),
            Err(error) => _ = first.get_or_insert(error),
        }
    }
    // With blanks inside one number the parts say less than the whole.
    let list = cell.contains(['|', ';', ',', '/', '\n']);
    Err(first.filter(|_| list).unwrap_or(whole))
}

/// Judges one number.
fn one(text: &str) -> Result<Cow<'_, str>, GtinError> {
    let text = text.trim().trim_start_matches('\'');
    let digits: Cow<'_, str> = if text.bytes().all(|b| b.is_ascii_digit()) {
        text.into()
    } else if is_scientific(text) {
        return Err(GtinError::Scientific);
    } else {
        // Bounded: whoever puts a novel here gets an error, not a copy.
        let bare = || {
            text.chars()
                .filter(|c| !(c.is_whitespace() || matches!(c, '-' | '‐' | '–')))
        };
        let isbn = bare().count() == 10;
        let last = bare().count().saturating_sub(1);
        if bare()
            .enumerate()
            .any(|(at, c)| !(c.is_ascii_digit() || isbn && at == last && matches!(c, 'X' | 'x')))
        {
            return Err(GtinError::NotDigits);
        }
        bare().collect::<String>().into()
    };
    let found = match digits.len() {
        8 | 12 | 13 | 14 => {
            check(&digits)?;
            digits
        }
        10 => isbn(&digits)?.into(),
        11 => {
            let padded = format!("0{digits}");
            check(&padded).map_err(|_| GtinError::Length(11))?;
            padded.into()
        }
        other => return Err(GtinError::Length(other)),
    };
    judge(&found)?;
    Ok(found)
}

/// Whether a valid number says something outside of a shop.
fn judge(digits: &str) -> Result<(), GtinError> {
    let first = digits.as_bytes().first();
    if digits.bytes().all(|b| Some(&b) == first) {
        return Err(GtinError::Repeated);
    }
    // A UPC-12 is an EAN-13 without its leading zero.
    let internal: &[&'static str] = match digits.len() {
        13 => &["2", "02", "04"],
        12 => &["2", "4"],
        _ => &[],
    };
    match internal.iter().find(|prefix| digits.starts_with(**prefix)) {
        Some(prefix) => Err(GtinError::Internal(prefix)),
        None => Ok(()),
    }
}

/// Compares the last digit with the sum of the others, times 3 and 1 in turn from the right.
fn check(digits: &str) -> Result<(), GtinError> {
    let (body, found) = digits.split_at(digits.len() - 1);
    let expected = check_digit(body);
    let found = found.chars().next().unwrap_or_default();
    if found == expected {
        Ok(())
    } else {
        Err(GtinError::CheckDigit { expected, found })
    }
}

fn check_digit(body: &str) -> char {
    let (mut sum, mut weight) = (0, 3);
    for byte in body.bytes().rev() {
        sum += u32::from(byte - b'0') * weight;
        weight = 4 - weight;
    }
    digit((10 - sum % 10) % 10)
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

/// An ISBN-10 as ISBN-13; its own check digit is 10 less the weighted sum, modulo 11.
fn isbn(digits: &str) -> Result<String, GtinError> {
    let (body, found) = digits.split_at(9);
    let found = found.chars().next().map_or('0', |c| c.to_ascii_uppercase());
    let sum: u32 = body
        .bytes()
        .zip((2..=10).rev())
        .map(|(b, weight)| u32::from(b - b'0') * weight)
        .sum();
    let expected = match (11 - sum % 11) % 11 {
        10 => 'X',
        value => digit(value),
    };
    if found != expected {
        return Err(GtinError::CheckDigit { expected, found });
    }
    let mut isbn = format!("978{body}");
    isbn.push(check_digit(&isbn));
    Ok(isbn)
}

/// `8.80609E+12`, `3,65275E+11`.
fn is_scientific(text: &str) -> bool {
    text.split_once(['E', 'e'])
        .is_some_and(|(mantissa, exponent)| {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits(exponent) && mantissa.split(['.', ',']).all(digits)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tells_numbers_of_trade_from_others() {
        use GtinError::{CheckDigit, Empty, Internal, Length, NotDigits, Repeated, Scientific};
        #[rustfmt::skip]
        let cases = [
            ("4006381333931", Ok("4006381333931")), ("036000291452", Ok("036000291452")), ("96385074", Ok("96385074")),
            ("10614141000415", Ok("10614141000415")), ("0000080446392", Ok("0000080446392")),
            ("4 006381 333931", Ok("4006381333931")), ("400-6381-333931", Ok("4006381333931")), ("'4006381333931", Ok("4006381333931")),
            ("3-16-148410-X", Ok("9783161484100")), ("080442957X", Ok("9780804429573")), ("080442957x", Ok("9780804429573")),
            ("36000291452", Ok("036000291452")), ("978-3-16-148410-0", Ok("9783161484100")),
            ("4006381333930|4006381333931", Ok("4006381333931")), ("4006381333931, 96385074", Ok("4006381333931")),
            ("4006381333931 96385074", Ok("4006381333931")), ("x;96385074", Ok("96385074")),
            ("", Err(Empty)), (" - ", Err(Empty)), ("N/A", Err(Empty)),
            ("8.80609E+12", Err(Scientific)), ("3,65275E+11", Err(Scientific)),
            ("does not apply", Err(NotDigits)), ("4006381333931.0", Err(NotDigits)), ("ABC4006381333", Err(NotDigits)),
            ("123", Err(Length(3))), ("5784397766", Err(CheckDigit { expected: '1', found: '6' })), ("36000291453", Err(Length(11))),
            ("1234567890123", Err(CheckDigit { expected: '8', found: '3' })), ("4006381333930", Err(CheckDigit { expected: '1', found: '0' })),
            ("4006381333930|123", Err(CheckDigit { expected: '1', found: '0' })),
            ("0000000000000", Err(Repeated)), ("00000000", Err(Repeated)), ("2012345678903", Err(Internal("2"))),
            ("0212345678909", Err(Internal("02"))), ("0412345678903", Err(Internal("04"))), ("212345678909", Err(Internal("2"))),
            ("", Err(Empty)),
        ];
        for (cell, wanted) in cases {
            assert_eq!(gtin(cell), wanted.map(Cow::from), "{cell:?}");
        }
        assert!(matches!(gtin("4006381333931"), Ok(Cow::Borrowed(_))));
    }

    proptest! {
        #[test]
        fn a_valid_number_stays_as_it_is(cell in "[0-9]{7}|[0-9]{11,13}|[0-9Xx |;E+.-]{0,20}|\\PC{0,20}") {
            let digits = if cell.bytes().all(|b| b.is_ascii_digit()) && cell.len() > 6 {
                format!("{cell}{}", check_digit(&cell))
            } else {
                cell
            };
            if let Ok(found) = gtin(&digits) {
                prop_assert_eq!(gtin(&found), Ok(Cow::Borrowed(&*found)));
            }
        }
    }
}
