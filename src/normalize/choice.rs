//! Which of several columns is meant, where a file has one for each currency,
//! language or group of customers: `price-EUR`, `name-de_DE`, `price_EK`.

use crate::preset::{By, language_distance};

/// What the shop has chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The code of its currency.
    pub(super) currency: Option<String>,
    /// Its language, as in `de` or `de-AT`.
    pub(super) language: Option<String>,
    /// The view of the shop, or the group of customers.
    pub(super) view: Option<String>,
}

impl Choice {
    /// How far a column for this is from what is meant, where it can be used at
    /// all; less is better.
    pub(super) fn distance(&self, by: By, of: &str) -> Option<u16> {
        if by.parts() {
            let scope = by.scope(of);
            let view = self.view.as_deref();
            let mine = scope.view.is_empty() || view.is_some_and(|view| same(view, scope.view));
            let by = match by {
                By::CurrencyAndView => By::Currency,
                _ => By::Language,
            };
            let text = match by {
                By::Currency => scope.currency,
                _ => scope.language,
            };
            return self.distance(by, text).filter(|_| mine);
        }
        match by {
            // Without a currency of the shop the amount has none either, and somebody
            // is asked: which of several is meant must not be guessed.
            By::Currency => match &self.currency {
                Some(wanted) => wanted.eq_ignore_ascii_case(of).then_some(0),
                None => Some(0),
            },
            By::Language => Some(language_distance(self.language.as_deref(), of)),
            By::View | By::LanguageAndView | By::CurrencyAndView => {
                let wanted = self.view.as_deref()?;
                same(wanted, of).then_some(0)
            }
        }
    }
}

/// Names in headers come in their normal form, where a hyphen is an underscore.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_chosen_by_what_its_name_says() {
        let choice = Choice {
            currency: Some("EUR".into()),
            language: Some("de-AT".into()),
            view: Some("B2B".into()),
        };
        let open = Choice::default();
        #[rustfmt::skip]
        let cases = [
            (&choice, By::Currency, "eur", Some(0)), (&choice, By::Currency, "usd", None), (&open, By::Currency, "usd", Some(0)),
            (&choice, By::Language, "de_at", Some(0)), (&choice, By::Language, "de_de", Some(1)), (&choice, By::Language, "de", Some(1)),
            (&choice, By::Language, "en_us", Some(2)), (&open, By::Language, "en", Some(2)),
            (&choice, By::LanguageAndView, "de_at_b2b", Some(0)), (&choice, By::LanguageAndView, "de_de", Some(1)),
            (&choice, By::LanguageAndView, "de_at_print", None), (&open, By::LanguageAndView, "print", None),
            (&choice, By::CurrencyAndView, "b2b_eur", Some(0)), (&choice, By::CurrencyAndView, "print_eur", None),
            (&choice, By::CurrencyAndView, "b2b_usd", None), (&open, By::CurrencyAndView, "usd", Some(0)),
            (&choice, By::View, "b2b", Some(0)), (&choice, By::View, "ek", None), (&open, By::View, "ek", None),
        ];
        for (choice, by, of, expected) in cases {
            assert_eq!(choice.distance(by, of), expected, "{by:?} {of}");
        }
    }
}
