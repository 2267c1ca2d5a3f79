//! One name for the columns that mean the same in every generation and
//! language of an export.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::column::key;

/// What a header's name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The preset's own name of the column, or the header's in normal form where the
    /// preset has none; one that is the preset's own name of another column has a mark in
    /// front, for nobody declared that headers use it.
    pub name: Cow<'a, str>,
    /// What stood in place of `*` or `#`: a unit, or a number.
    pub capture: Option<&'a str>,
    /// Which of the preset's names for the column it is, in their order.
    pub place: u16,
}

/// All names that a preset knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Naming {
    exact: HashMap<String, (String, u16)>,
    /// What some of the exact names say beside.
    beside: HashMap<String, String>,
    patterns: Vec<(Pattern, (String, u16))>,
    /// The preset's own names that no header uses: a header that does means something else.
    inner: HashSet<String>,
}

/// Stands in front of a header's name that is by accident a name of the preset's.
const FOREIGN: char = '?';

/// A name with gaps: `weight_(*)`, `option#_name` for numbers only,
/// `*(product.metafields.*`.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    head: String,
    /// What stands between gaps, in order.
    middle: Vec<String>,
    tail: String,
    digits: bool,
}

impl Pattern {
    /// The pattern of a name that has a gap.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let name = key(name);
        let mut pieces = name.split(['*', '#']).map(str::to_owned);
        let head = pieces.next()?;
        let tail = pieces.next_back()?;
        Some(Self {
            head,
            middle: pieces.collect(),
            tail,
            digits: name.contains('#'),
        })
    }

    /// What stands in the first gap of a name in normal form. A gap in front of all is
    /// a label that says nothing, where a closed one follows: the code in `*[Name/*]` is meant.
    pub(super) fn capture<'n>(&self, name: &'n str) -> Option<&'n str> {
        let rest = name.strip_prefix(self.head.as_str())?;
        let rest = rest.strip_suffix(self.tail.as_str())?;
        let mut gap = rest;
        let mut left = rest;
        let labelled = self.head.is_empty() && !self.tail.is_empty();
        for (at, piece) in self.middle.iter().enumerate() {
            let (before, after) = left.split_once(piece.as_str())?;
            if at == usize::from(labelled) {
                gap = before;
            }
            left = after;
        }
        if labelled && self.middle.len() == 1 {
            gap = left;
        }
        let fits = !self.digits || (!gap.is_empty() && gap.bytes().all(|b| b.is_ascii_digit()));
        fits.then_some(gap)
    }

    /// Whether a name in normal form is what stands in front of the gap, without the sign
    /// between: `oxtitle` of `oxtitle_#`.
    pub(super) fn is_base(&self, name: &str) -> bool {
        self.tail.is_empty() && self.middle.is_empty() && self.head.strip_suffix('_') == Some(name)
    }

    /// Those that say more of a name come first, and those that leave its end
    /// open last: `*: fb_brand` is asked before `Meta: *`.
    fn rank(&self) -> (bool, std::cmp::Reverse<usize>) {
        let middle: usize = self.middle.iter().map(String::len).sum();
        let said = self.head.len() + middle + self.tail.len();
        (self.tail.is_empty(), std::cmp::Reverse(said))
    }
}

impl Naming {
    /// Reads `[columns]`: own name, and the names that headers use. `made` are columns that
    /// steps of the preset fill under their own names.
    pub(super) fn new<'m>(
        columns: BTreeMap<String, Vec<String>>,
        made: impl Iterator<Item = &'m str>,
    ) -> Self {
        let mut naming = Self {
            inner: columns.keys().cloned().collect(),
            ..Self::default()
        };
        for made in made {
            naming.inner.remove(made);
        }
        for (own, names) in columns {
            for (place, name) in (0..).zip(names) {
                let own = (own.clone(), place);
                match Pattern::parse(&name) {
                    Some(pattern) => naming.patterns.push((pattern, own)),
                    None => {
                        naming.exact.insert(key(&name).into_owned(), own);
                    }
                }
            }
        }
        naming.patterns.sort_by_key(|(pattern, _)| pattern.rank());
        naming
    }

    /// The names of one file, each with our own name and what it says beside; `inner` are
    /// all own names, which mean nothing as names of others.
    pub(super) fn of_file<'n>(
        names: impl Iterator<Item = (&'n str, &'n str, &'n str)>,
        inner: HashSet<String>,
    ) -> Self {
        let mut naming = Self {
            inner,
            ..Self::default()
        };
        for (name, own, beside) in names {
            let name = key(name).into_owned();
            if !beside.is_empty() {
                naming.beside.insert(name.clone(), beside.to_owned());
            }
            naming.exact.insert(name, (own.to_owned(), 0));
        }
        naming
    }

    /// What a name in normal form stands for.
    pub(super) fn resolve<'a>(&'a self, name: &'a str) -> Named<'a> {
        if let Some((own, place)) = self.exact.get(name) {
            return Named {
                name: Cow::Borrowed(own),
                capture: self.beside.get(name).map(String::as_str),
                place: *place,
            };
        }
        let found = self.patterns.iter().find_map(|(pattern, own)| {
            let capture = pattern.capture(name)?;
            Some((own, capture))
        });
        match found {
            Some(((own, place), capture)) => Named {
                name: Cow::Borrowed(own),
                capture: Some(capture),
                place: *place,
            },
            None => Named {
                name: if self.inner.contains(name) {
                    Cow::Owned(format!("{FOREIGN}{name}"))
                } else {
                    Cow::Borrowed(name)
                },
                capture: None,
                place: 0,
            },
        }
    }

    /// What a name stands for that may be written without prefixes, too.
    pub(super) fn resolve_bare<'a>(&'a self, name: &'a str, bare: Option<String>) -> Named<'a> {
        let Some(bare) = bare else {
            return self.resolve(name);
        };
        let named = self.resolve(&bare);
        let capture = named.capture.and_then(|capture| {
            let at = name.find(capture)?;
            name.get(at..at + capture.len())
        });
        Named {
            name: Cow::Owned(named.name.into_owned()),
            capture,
            place: named.place,
        }
    }

    /// What stands in the gap of a name that could stand for this column, were it not
    /// named itself.
    pub(super) fn capture_of<'n>(&self, own: &str, name: &'n str) -> Option<&'n str> {
        let mut mine = self
            .patterns
            .iter()
            .filter(|(_, (column, _))| column == own);
        mine.find_map(|(pattern, _)| pattern.capture(name))
    }

    /// Whether the preset has a name for it.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.exact.contains_key(name)
            || self
                .patterns
                .iter()
                .any(|(pattern, _)| pattern.capture(name).is_some())
    }
}

/// A path without prefixes, where it has any: `b:price/b:amount@xml:lang` is
/// `price/amount@lang`. What stands in brackets is a word of the file.
pub(super) fn bare(path: &str) -> Option<String> {
    if !path.contains(':') {
        return None;
    }
    let mut out = String::with_capacity(path.len());
    let mut step = 0;
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        if c == ':' && !inside {
            out.truncate(step);
            continue;
        }
        out.push(c);
        if matches!(c, '/' | '@') && !inside {
            step = out.len();
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_left_out_of_paths() {
        #[rustfmt::skip]
        let cases = [
            ("b:a/b:c@xml:lang", "a/c@lang"), ("b:a[x:y]/b:c", "a[x:y]/c"), ("@b:id", "@id"), ("b:a", "a"),
        ];
        for (path, expected) in cases {
            assert_eq!(bare(path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(bare("a/c@d"), None);
    }

    #[test]
    fn generations_languages_numbers_and_units_come_down_to_one_name() {
        let columns: [(&str, &[&str]); 9] = [
            ("price", &["Variant Price", "Price"]),
            ("stock_word", &["In stock?", "Vorrätig?", "В наличии?"]),
            ("weight", &["Weight (*)", "Gewicht (*)"]),
            ("option_name", &["Option# Name", "Attribut # Name"]),
            (
                "meta_color",
                &["*(product.metafields.shopify.color-pattern)"],
            ),
            ("metafield", &["*(product.metafields.*"]),
            ("other", &["Meta: *", "Méta : *"]),
            ("price_of_plugin", &["*: fb_product_price"]),
            ("list_price", &["*[List/*/gross]"]),
        ];
        let columns = columns
            .iter()
            .map(|(own, names)| {
                let names = names.iter().map(|name| (*name).to_owned()).collect();
                ((*own).to_owned(), names)
            })
            .collect();
        let naming = Naming::new(columns, ["other"].into_iter());
        #[rustfmt::skip]
        let cases = [
            ("Variant Price",   "price",       None),
            ("  PRICE ",        "price",       None),
            ("VORRÄTIG?",       "stock_word",  None),
            ("Vorra\u{308}tig?", "stock_word", None),
            ("В Наличии?",      "stock_word",  None),
            ("Gewicht (kg)",    "weight",      Some("kg")),
            ("Option2 Name",    "option_name", Some("2")),
            ("Attribut 12 name", "option_name", Some("12")),
            ("Option Name",     "?option_name", None),
            ("Price / Sweden",  "price_/_sweden", None),
            ("Metafield",       "?metafield",  None),
            ("Other",           "other",       None),
            ("Colour (product.metafields.shopify.color-pattern)", "meta_color", Some("colour_")),
            ("Cut (product.metafields.custom.cut)", "metafield", Some("cut_")),
            ("Meta: fb_product_price", "price_of_plugin", Some("meta")),
            ("Méta : fb_product_price", "price_of_plugin", Some("méta_")),
            ("Méta : other",    "other",       Some("other")),
            ("Liste/EUR [List/EUR/gross]", "list_price", Some("eur")),
            ("[List/CHF/gross]", "list_price", Some("chf")),
        ];
        for (header, own, capture) in cases {
            let name = key(header);
            let named = naming.resolve(&name);
            let own = own.trim_end_matches('_');
            assert_eq!(
                (named.name.as_ref(), named.capture),
                (own, capture),
                "{header}"
            );
        }
    }
}
