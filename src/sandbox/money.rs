//! Prices as the batch endpoint wants them, and as a read shows them.

use std::str::FromStr;

use iso_currency::Currency;
use rust_decimal::Decimal;

/// An amount with its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Money {
    pub(super) amount: Decimal,
    pub(super) currency: Currency,
}

impl Money {
    /// Reads `12.90 EUR`: digits, perhaps a point and digits, one blank, an ISO code;
    /// more than zero, and no more decimals than the currency has (graph-api.md 6.2).
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("'{text}' is not a price in the form '9.99 EUR'");
        let Some((number, code)) = text.split_once(' ') else {
            if plain_number(text).is_some() {
                return Err(format!(
                    "Price Without Currency for Property: '{text}' has no ISO currency code"
                ));
            }
            return Err(shape());
        };
        let decimals = plain_number(number).ok_or_else(shape)?;
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(shape());
        }
        let unknown = || format!("'{code}' is not an ISO 4217 currency of shops");
        let currency = Currency::from_code(code).ok_or_else(unknown)?;
        let most = usize::from(currency.exponent().ok_or_else(unknown)?);
        if decimals > most {
            return Err(format!(
                "'{text}' has {decimals} decimals where {code} has {most}"
            ));
        }
        let amount = Decimal::from_str(number).map_err(|_| format!("'{text}' is too large"))?;
        if amount <= Decimal::ZERO {
            return Err(format!("'{text}' is not more than zero"));
        }
        Ok(Self { amount, currency })
    }

    /// The formatted text of a read, as `€1,299.95`.
    pub(super) fn shown(&self) -> String {
        let decimals = u32::from(self.currency.exponent().unwrap_or(2));
        let mut amount = self.amount;
        amount.rescale(decimals);
        let text = amount.to_string();
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let mut shown = self.currency.symbol().to_string();
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                shown.push(',');
            }
            shown.push(digit);
        }
        if !rest.is_empty() {
            shown.push('.');
            shown.push_str(rest);
        }
        shown
    }

    /// Amount times 100, whatever the currency: what filters compare (graph-api.md 4.4).
    pub(super) fn hundredths(&self) -> Option<Decimal> {
        self.amount.checked_mul(Decimal::ONE_HUNDRED)
    }
}

/// The number of decimals, if this is digits with at most one point between them.
fn plain_number(text: &str) -> Option<usize> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = if text.contains('.') { rest.len() } else { 0 };
    (digits(whole) && digits(rest)).then_some(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_the_documented_form() {
        #[rustfmt::skip]
        let cases = [
            ("12.90 EUR",      Ok("€12.90")),
            ("12.9 EUR",       Ok("€12.90")),
            ("12 EUR",         Ok("€12.00")),
            ("1299.95 EUR",    Ok("€1,299.95")),
            ("1234567.00 USD", Ok("$1,234,567.00")),
            ("1980 JPY",       Ok("¥1,980")),
            ("1980.5 JPY",     Err("decimals")),
            ("12.905 EUR",     Err("decimals")),
            ("1.234 BHD",      Ok(".د.ب1.234")),
            ("12,90 EUR",      Err("form")),
            ("1,299.95 EUR",   Err("form")),
            ("€12.90",         Err("form")),
            ("12.90  EUR",     Err("form")),
            (" 12.90 EUR",     Err("form")),
            ("12.90 EUR ",     Err("form")),
            ("12.90EUR",       Err("form")),
            ("EUR 12.90",      Err("form")),
            ("12.90 eur",      Err("form")),
            ("12. EUR",        Err("form")),
            (".90 EUR",        Err("form")),
            ("-1.00 EUR",      Err("form")),
            ("+1.00 EUR",      Err("form")),
            ("1e3 EUR",        Err("form")),
            ("1_000 EUR",      Err("form")),
            ("١٢ EUR",         Err("form")),
            ("12.90",          Err("Price Without Currency")),
            ("12.90 EUX",      Err("ISO")),
            ("12.90 XAU",      Err("ISO")),
            ("0.00 EUR",       Err("zero")),
            ("0 EUR",          Err("zero")),
            ("99999999999999999999999999999999 EUR", Err("too large")),
            ("",               Err("form")),
        ];
        for (text, expected) in cases {
            match (Money::parse(text).map(|money| money.shown()), expected) {
                (Ok(shown), Ok(expected)) => assert_eq!(shown, expected, "{text:?}"),
                (Err(why), Err(part)) => assert!(why.contains(part), "{text:?}: {why}"),
                (got, _) => panic!("{text:?} gave {got:?}"),
            }
        }
    }
}
