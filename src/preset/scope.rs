//! What the name of a column says of its scope: `name-de_DE-print` is for a language
//! and a view of the shop, `price-print-EUR` for a view and a currency.
//!
//! Names come in their normal form, where a hyphen is an underscore.

use super::feed::By;

/// What a name says beside what it names; what it does not say is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope<'n> {
    /// The language, as in `de_de`.
    pub language: &'n str,
    /// The view of the shop.
    pub view: &'n str,
    /// The code of the currency.
    pub currency: &'n str,
}

impl By {
    /// Whether the text has several parts, of which the view is one.
    pub fn parts(self) -> bool {
        matches!(self, Self::LanguageAndView | Self::CurrencyAndView)
    }

    /// The parts of the text in place of `*`.
    pub fn scope(self, text: &str) -> Scope<'_> {
        match self {
            Self::Language => Scope {
                language: text,
                ..Scope::default()
            },
            Self::Currency => Scope {
                currency: text,
                ..Scope::default()
            },
            Self::View => Scope {
                view: text,
                ..Scope::default()
            },
            Self::LanguageAndView => localized(text),
            Self::CurrencyAndView => {
                let (rest, currency) = text.rsplit_once('_').unwrap_or(("", text));
                Scope {
                    currency,
                    ..localized(rest)
                }
            }
        }
    }

    /// The view that the text in place of `*` names.
    pub(super) fn view_in(self, text: &str) -> Option<&str> {
        let view = self.scope(text).view;
        let code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        let is_price = self != Self::CurrencyAndView || code(self.scope(text).currency);
        (!view.is_empty() && is_price).then_some(view)
    }
}

/// `de_de_print`, `de_de`, `print`; a script may stand within the language.
fn localized(text: &str) -> Scope<'_> {
    let letters = |part: Option<&str>, sizes: &[usize]| {
        part.is_some_and(|part| {
            sizes.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
        })
    };
    let mut parts = text.split('_');
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    let size = |parts: &[Option<&str>]| {
        let sizes = parts.iter().flatten().map(|part| part.len() + 1);
        sizes.sum::<usize>().saturating_sub(1)
    };
    let end = if !letters(first, &[2, 3]) {
        0
    } else if letters(second, &[2]) {
        size(&[first, second])
    } else if letters(second, &[4]) && letters(third, &[2]) {
        size(&[first, second, third])
    } else if second.is_none() && letters(first, &[2]) {
        size(&[first])
    } else {
        0
    };
    let (language, rest) = text.split_at(end);
    Scope {
        language,
        view: rest.strip_prefix('_').unwrap_or(rest),
        currency: "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_language_view_and_currency() {
        #[rustfmt::skip]
        let cases = [
            (By::LanguageAndView, "de_de_print", ("de_de", "print", "")), (By::LanguageAndView, "de_de", ("de_de", "", "")),
            (By::LanguageAndView, "print", ("", "print", "")), (By::LanguageAndView, "zh_hans_cn_my_shop", ("zh_hans_cn", "my_shop", "")),
            (By::LanguageAndView, "de", ("de", "", "")), (By::LanguageAndView, "web", ("", "web", "")), (By::LanguageAndView, "", ("", "", "")),
            (By::CurrencyAndView, "eur", ("", "", "eur")), (By::CurrencyAndView, "print_eur", ("", "print", "eur")),
            (By::CurrencyAndView, "de_de_print_eur", ("de_de", "print", "eur")), (By::View, "b2b", ("", "b2b", "")),
        ];
        for (by, text, (language, view, currency)) in cases {
            let expected = Scope {
                language,
                view,
                currency,
            };
            assert_eq!(by.scope(text), expected, "{by:?} {text}");
        }
        assert_eq!(By::CurrencyAndView.view_in("print_list"), None);
    }
}
