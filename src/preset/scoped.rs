//! Prices as commercetools packs them: each with whom it is for.
//!
//! `[country-]CUR cents[|discounted][ group][#channel][$from~until][%tiers]`, in minor
//! units (`formats.md` 4.21): `CH-EUR 999 B2B`, `EUR 899|745`.

use rust_decimal::Decimal;

use crate::catalog::Currency;

/// A price that everybody pays, at any time and for any number of pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopedPrice<'c> {
    /// The country that it is for; `None` for all that have none of their own.
    pub country: Option<&'c str>,
    /// Its currency.
    pub currency: Currency,
    /// The amount.
    pub price: Decimal,
    /// What is asked in its place.
    pub sale_price: Option<Decimal>,
}

impl<'c> ScopedPrice<'c> {
    /// Reads an entry; `None` where it is for a group of customers, a channel, a time, or
    /// cannot be read.
    pub fn parse(entry: &'c str) -> Option<Self> {
        // Tiers stand behind a price that counts for fewer pieces.
        let (entry, _tiers) = entry.split_once('%').unwrap_or((entry, ""));
        let (scope, amounts) = entry.trim().split_once(' ')?;
        let (country, code) = match scope.split_once('-') {
            Some((country, code)) => (Some(country), code),
            None => (None, scope),
        };
        let currency = Currency::parse(code)?;
        let amount = |cents: &str| -> Option<Decimal> {
            let digits = !cents.is_empty() && cents.bytes().all(|byte| byte.is_ascii_digit());
            let cents: i64 = digits.then(|| cents.parse().ok())??;
            Some(Decimal::new(cents, currency.minor_digits()))
        };
        // A group, a channel or a time is more than digits.
        let (price, sale_price) = match amounts.split_once('|') {
            Some((price, sale)) => (amount(price)?, Some(amount(sale)?)),
            None => (amount(amounts)?, None),
        };
        Some(Self {
            country,
            currency,
            price,
            sale_price,
        })
    }

    /// Whether it is what somebody in this country pays, as one of these entries.
    pub fn is_for(&self, country: Option<&str>, entries: &[Self]) -> bool {
        let is_own = |one: &Self| match (one.country, country) {
            (Some(its), Some(own)) => its.eq_ignore_ascii_case(own),
            (Some(_) | None, _) => false,
        };
        let mut same = entries.iter().filter(|one| one.currency == self.currency);
        is_own(self) || self.country.is_none() && !same.any(is_own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_for_everybody_are_read() {
        #[rustfmt::skip]
        let cases = [
            ("EUR 1299",                       Some((None, "EUR", "12.99", None))),
            ("EUR 899|745",                    Some((None, "EUR", "8.99", Some("7.45")))),
            ("CH-CHF 1000",                    Some((Some("CH"), "CHF", "10.00", None))),
            ("JPY 1299",                       Some((None, "JPY", "1299", None))),
            ("EUR 100%EUR 90 @10",             Some((None, "EUR", "1.00", None))),
            ("EUR 999 B2B",                    None),
            ("EUR 999#shop-berlin",            None),
            ("EUR 999 B2B#shop",               None),
            ("EUR 999$2026-01-01T00:00:00Z~",  None),
            ("EUR 9.99",                       None),
            ("EUR -1",                         None),
            ("EUR 999999999999999999999",      None),
            ("EUR",                            None),
            ("12.99",                          None),
        ];
        for (entry, wanted) in cases {
            let found = ScopedPrice::parse(entry);
            let shown = found.map(|one| {
                let sale = one.sale_price.map(|sale| sale.to_string());
                (
                    one.country,
                    one.currency.code().to_owned(),
                    one.price.to_string(),
                    sale,
                )
            });
            let wanted = wanted.map(|(country, code, price, sale)| {
                (
                    country,
                    code.to_owned(),
                    price.to_owned(),
                    sale.map(str::to_owned),
                )
            });
            assert_eq!(shown, wanted, "{entry}");
        }
    }

    #[test]
    fn a_country_goes_before_all_countries() {
        let all: Vec<_> = ["EUR 1", "DE-EUR 2", "CH-CHF 3", "AT-EUR 4"]
            .into_iter()
            .filter_map(ScopedPrice::parse)
            .collect();
        let paid = |country: Option<&str>| -> Vec<String> {
            let paid = all.iter().filter(|one| one.is_for(country, &all));
            paid.map(|one| one.price.to_string()).collect()
        };
        assert_eq!(paid(None), ["0.01"]);
        assert_eq!(paid(Some("de")), ["0.02"]);
        assert_eq!(paid(Some("FR")), ["0.01"]);
        assert_eq!(paid(Some("CH")), ["0.01", "0.03"]);
    }
}
