//! Currency codes and symbols beside amounts.
//!
//! Source: formats.md 2.4. A symbol that several countries share is never
//! guessed at: it confirms the currency of the configuration, or it does not.

use iso_currency::Currency;

/// What a cell says about its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CurrencyMark<'a> {
    /// One currency.
    Code(Currency),
    /// A symbol of several, which can only confirm a setting (formats.md 2.4).
    Symbol(&'a str),
}

impl CurrencyMark<'_> {
    /// Whether the mark can stand for this currency.
    pub(crate) fn admits(self, currency: Currency) -> bool {
        let code = currency.code();
        match self {
            Self::Code(own) => own == currency,
            Self::Symbol("¥" | "￥" | "円" | "元") => matches!(code, "JPY" | "CNY"),
            Self::Symbol("kr" | "kr." | "Kr" | "Kr.") => {
                matches!(code, "SEK" | "NOK" | "DKK" | "ISK")
            }
            // Dollars and pesos; dirhams and dinars end in D, too, and have no such sign.
            Self::Symbol(_) => matches!(
                code,
                "USD"
                    | "CAD"
                    | "AUD"
                    | "NZD"
                    | "HKD"
                    | "SGD"
                    | "TWD"
                    | "JMD"
                    | "BBD"
                    | "BSD"
                    | "BZD"
                    | "BND"
                    | "FJD"
                    | "GYD"
                    | "KYD"
                    | "LRD"
                    | "NAD"
                    | "SBD"
                    | "SRD"
                    | "TTD"
                    | "XCD"
                    | "BMD"
                    | "MXN"
                    | "ARS"
                    | "CLP"
                    | "COP"
                    | "UYU"
                    | "MOP"
                    | "CUP"
                    | "DOP"
            ),
        }
    }
}

/// The currency of a code of three letters, in any case.
pub(crate) fn by_code<'a>(code: &[u8]) -> Option<CurrencyMark<'a>> {
    let upper = <[u8; 3]>::try_from(code).ok()?;
    let upper = upper.map(|b| b.to_ascii_uppercase());
    let found = match &upper {
        // The crate compares with each code that there is, one after the other.
        b"EUR" => Some(Currency::EUR),
        b"USD" => Some(Currency::USD),
        b"GBP" => Some(Currency::GBP),
        b"CHF" => Some(Currency::CHF),
        _ => Currency::from_code(std::str::from_utf8(&upper).ok()?),
    };
    found.map(CurrencyMark::Code)
}

/// The currency that the name of a column says, as in
/// `Action(SiteID=US|Currency=USD|CC=UTF-8)` (`formats.md` 4.23).
pub(crate) fn in_name(name: &str) -> Option<CurrencyMark<'static>> {
    const MARK: &str = "currency=";
    let name = name.to_ascii_lowercase();
    let (_, rest) = name.split_once(MARK)?;
    let end = rest.find(|c: char| !c.is_ascii_alphabetic());
    let code = &rest[..end.unwrap_or(rest.len())];
    by_code(code.as_bytes())
}

/// The currency that a code or a symbol names.
pub(crate) fn currency(mark: &str) -> Option<CurrencyMark<'_>> {
    let mark = mark.trim();
    let code = |code: &str| Currency::from_code(code).map(CurrencyMark::Code);
    if let Some(found) = by_code(mark.as_bytes()) {
        return Some(found);
    }
    match mark {
        "€" | "Euro" | "EURO" | "euro" | "Euros" | "euros" => code("EUR"),
        "£" => code("GBP"),
        "zł" | "zl" | "ZŁ" => code("PLN"),
        "Kč" | "kč" | "KČ" => code("CZK"),
        "Fr." | "Fr" | "fr." | "SFr." | "sFr." => code("CHF"),
        "₽" | "руб." | "руб" | "р." => code("RUB"),
        "₹" | "Rs." => code("INR"),
        "₺" | "TL" => code("TRY"),
        "₴" | "грн" | "грн." => code("UAH"),
        "₪" => code("ILS"),
        "₩" => code("KRW"),
        "₫" => code("VND"),
        "฿" => code("THB"),
        "₱" => code("PHP"),
        "₦" => code("NGN"),
        "Ft" | "ft" => code("HUF"),
        "lei" | "Lei" => code("RON"),
        "лв" | "лв." => code("BGN"),
        "din." | "дин." => code("RSD"),
        "US$" | "US $" => code("USD"),
        "CA$" | "C$" | "CAD$" => code("CAD"),
        "AU$" | "A$" => code("AUD"),
        "NZ$" => code("NZD"),
        "HK$" => code("HKD"),
        "S$" => code("SGD"),
        "R$" => code("BRL"),
        "MX$" => code("MXN"),
        "$" | "kr" | "kr." | "Kr" | "Kr." | "¥" | "￥" | "円" | "元" => {
            Some(CurrencyMark::Symbol(mark))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_confirm_their_currencies_only() {
        let dollar = currency("$").unwrap();
        assert!(
            dollar.admits(Currency::USD)
                && dollar.admits(Currency::CAD)
                && !dollar.admits(Currency::EUR)
        );
        let krone = currency("kr.").unwrap();
        assert!(krone.admits(Currency::DKK) && !krone.admits(Currency::EUR));
        assert!(currency("¥").unwrap().admits(Currency::JPY));
        assert_eq!(currency("zł"), Some(CurrencyMark::Code(Currency::PLN)));
        assert_eq!(currency("eur"), Some(CurrencyMark::Code(Currency::EUR)));
        assert_eq!(currency("abc"), None);
    }
}
