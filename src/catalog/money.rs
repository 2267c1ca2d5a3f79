//! Exact prices.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::json::write_whole;

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency of a three-letter code, in any case.
    pub fn parse(code: &str) -> Option<Self> {
        if code.len() != 3 {
            return None;
        }
        let mut upper = [0_u8; 3];
        for (to, from) in upper.iter_mut().zip(code.bytes()) {
            *to = from.to_ascii_uppercase();
        }
        let code = std::str::from_utf8(&upper).ok()?;
        iso_currency::Currency::from_code(code).map(Self)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits after the decimal point (0 for JPY, 2 for EUR, 3 for KWD).
    /// Currencies for which ISO states none (metals, test codes) count as 2.
    pub fn minor_digits(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl From<iso_currency::Currency> for Currency {
    fn from(currency: iso_currency::Currency) -> Self {
        Self(currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A positive amount of a currency, rounded to its minor units.
///
/// Written as Meta's batch edge wants it: `1299.95 EUR` (`graph-api.md` 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    amount: Decimal,
    currency: Currency,
}

impl Price {
    /// Rounds half-up, once; `None` when nothing above zero is left
    /// (`contract.md` 7: a price of zero or less is invalid).
    pub fn new(amount: Decimal, currency: Currency) -> Option<Self> {
        let digits = currency.minor_digits();
        let mut amount = if amount.scale() <= digits {
            amount
        } else {
            amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
        };
        amount.rescale(digits);
        let positive = amount.is_sign_positive() && !amount.is_zero();
        positive.then_some(Self { amount, currency })
    }

    /// The amount, with exactly the currency's number of decimals.
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The form that is sent: what [`Price`] displays, without the way through a
    /// formatter, for every item has one.
    pub fn wire(self) -> String {
        let Ok(units) = u64::try_from(self.amount.mantissa()) else {
            return self.to_string();
        };
        let decimals = self.amount.scale() as usize;
        let mut out = Vec::with_capacity(16);
        write_whole(units, decimals + 1, &mut out);
        if decimals > 0 {
            out.insert(out.len() - decimals, b'.');
        }
        out.push(b' ');
        out.extend_from_slice(self.currency.code().as_bytes());
        // Digits and a code are ASCII.
        String::from_utf8(out).unwrap_or_default()
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounds_half_up_to_the_minor_units_of_the_currency() {
        #[rustfmt::skip]
        let cases = [
            // amount           code   wire form
            ("1299.95",         "EUR", Some("1299.95 EUR")),
            ("12",              "EUR", Some("12.00 EUR")),
            ("24.000039",       "EUR", Some("24.00 EUR")),
            ("0.005",           "EUR", Some("0.01 EUR")),
            ("0.004",           "EUR", None),
            ("0",               "EUR", None),
            ("-1",              "EUR", None),
            ("1980.5",          "JPY", Some("1981 JPY")),
            ("0.4",             "JPY", None),
            ("1.2345",          "KWD", Some("1.235 KWD")),
            ("599",             "CZK", Some("599.00 CZK")),
        ];
        for (amount, code, wire) in cases {
            let currency = Currency::parse(code).unwrap();
            let got = Price::new(amount.parse().unwrap(), currency).map(|price| price.to_string());
            assert_eq!(got.as_deref(), wire, "{amount} {code}");
        }
    }

    #[test]
    fn knows_codes_in_any_case_and_nothing_else() {
        for (code, known) in [
            ("EUR", true),
            ("eur", true),
            ("EURO", false),
            ("€", false),
            ("XX1", false),
        ] {
            assert_eq!(Currency::parse(code).is_some(), known, "{code}");
        }
    }

    proptest! {
        #[test]
        fn the_wire_form_is_what_is_displayed(amount in any::<i64>(), scale in 0_u32..20, code in 0_usize..4) {
            let currency = Currency::parse(["EUR", "JPY", "KWD", "XAU"][code]).unwrap();
            if let Some(price) = Price::new(Decimal::new(amount, scale), currency) {
                prop_assert_eq!(price.wire(), price.to_string());
                prop_assert!(price.amount() > Decimal::ZERO);
            }
        }
    }
}
