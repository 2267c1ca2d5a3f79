//! What columns are called in many languages: `[generic]` of `feeds/generic.toml`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::heading::{take_currency, take_language, take_number, take_unit, words};
use crate::catalog::Field;

/// What the cells of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// A short code, another one in each record.
    Id,
    /// Words.
    Text,
    /// One of a few words, or yes and no.
    Word,
    /// Yes and no.
    Flag,
    /// An address of a page.
    Link,
    /// Addresses or names of pictures.
    Picture,
    /// An amount of money.
    Price,
    /// A number with or without a unit.
    Amount,
    /// Pieces, or words for them.
    Stock,
    /// Eight to fourteen digits.
    Gtin,
    /// A code or sign of a currency.
    Currency,
    /// A date.
    Date,
    /// A number from 0 to 100.
    Percent,
    /// The number of another record: not yes or no.
    Parent,
    /// Anything.
    Any,
}

/// `[generic]`, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GenericText {
    rivals: Vec<Vec<String>>,
    foreign: Vec<String>,
    gross: Vec<String>,
    net: Vec<String>,
    gross_with: Vec<String>,
    net_with: Vec<String>,
    tax: Vec<String>,
    beside_stock: Vec<String>,
    columns: BTreeMap<String, ColumnText>,
}

#[derive(Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other"
)]
struct ColumnText {
    looks: Option<Looks>,
    #[serde(default)]
    money: bool,
    #[serde(default)]
    unit: bool,
    #[serde(default)]
    many: bool,
    rest: Option<String>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    decides: Vec<String>,
    /// The names, by language.
    #[serde(flatten)]
    names: BTreeMap<String, Vec<String>>,
}

/// What columns are called in many languages.
#[derive(Clone, Debug)]
pub(super) struct Aliases {
    /// Of these only one is read, the first before the others.
    pub(super) rivals: Vec<Vec<String>>,
    /// Columns of lists of something else.
    pub(super) foreign: Vec<String>,
    taxes: Taxes,
    /// Words beside a name for stock with which it means something else.
    beside_stock: Vec<String>,
    columns: BTreeMap<String, Kind>,
    /// By name without blanks and marks.
    names: HashMap<String, Alias>,
}

/// Words on the tax, without marks.
#[derive(Clone, Debug)]
struct Taxes {
    gross: Vec<String>,
    net: Vec<String>,
    gross_with: Vec<String>,
    net_with: Vec<String>,
    tax: Vec<String>,
}

/// What is known of one of our columns.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other"
)]
pub(super) struct Kind {
    /// What its cells look like.
    pub(super) looks: Option<Looks>,
    /// Whether it holds amounts of money.
    pub(super) money: bool,
    /// Whether its name may hold a unit.
    unit: bool,
    /// Whether several columns with numbers are one list.
    many: bool,
    /// What all but the first of several are.
    pub(super) rest: Option<String>,
    /// Whether each of several columns has its say.
    pub(super) all: bool,
    /// What would be wrong without it: no such file is read while nobody knows which column
    /// it is, unless a configuration makes one of these fields.
    pub(super) decides: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Alias {
    own: String,
    is_weak: bool,
    languages: BTreeSet<String>,
}

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// Our name of the column.
    pub(super) own: String,
    /// How surely, up to [`STRONG`].
    pub(super) score: u16,
    /// What it says beside: a currency, a language, a number, a unit.
    pub(super) beside: String,
    /// Whether the name means one thing.
    pub(super) sure: bool,
    /// The languages that call it so.
    pub(super) languages: BTreeSet<String>,
}

/// The score of a name that means one thing.
pub(super) const STRONG: u16 = 100;
/// That of a usual one that may mean something else.
const WEAK: u16 = 80;
/// What a number behind a name that needs none takes away: `Bezeichnung 1`.
const NUMBERED: u16 = 15;

impl Aliases {
    pub(super) fn new(text: GenericText) -> Self {
        let plain = |list: Vec<String>| -> Vec<String> {
            list.iter().map(|word| words(word).concat()).collect()
        };
        let mut aliases = Self {
            rivals: text.rivals,
            foreign: text.foreign,
            taxes: Taxes {
                gross: plain(text.gross),
                net: plain(text.net),
                gross_with: plain(text.gross_with),
                net_with: plain(text.net_with),
                tax: plain(text.tax),
            },
            beside_stock: plain(text.beside_stock),
            columns: BTreeMap::new(),
            names: HashMap::new(),
        };
        for (own, column) in text.columns {
            for (language, names) in &column.names {
                for name in names {
                    aliases.add(&own, language, name);
                }
            }
            let kind = Kind {
                looks: column.looks,
                money: column.money,
                unit: column.unit,
                many: column.many,
                rest: column.rest,
                all: column.all,
                decides: column
                    .decides
                    .iter()
                    .filter_map(|name| Field::find(name))
                    .collect(),
            };
            aliases.columns.insert(own, kind);
        }
        aliases
    }

    fn add(&mut self, own: &str, language: &str, name: &str) {
        let (name, is_weak) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        // Umlauts are written with an `e`, too.
        let spelled: String = name.chars().map(spelled).collect();
        for name in [name, &spelled] {
            let alias = self.names.entry(words(name).concat());
            let alias = alias.or_insert_with(|| Alias {
                own: own.to_owned(),
                is_weak,
                languages: BTreeSet::new(),
            });
            alias.is_weak &= is_weak;
            alias.languages.insert(language.to_owned());
        }
    }

    /// What is known of one of our columns.
    pub(super) fn kind(&self, own: &str) -> Option<&Kind> {
        self.columns.get(own)
    }

    /// Our columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// What a name says; `None` where it says nothing that is known. Only whole names
    /// count: `Mindestbestand` is no `Bestand`.
    pub(super) fn sense(&self, name: &str) -> Option<Sense> {
        let mut words = words(name);
        if let Some(sense) = self.exact(&words, STRONG, String::new()) {
            return Some(sense);
        }
        // A name for amounts may say how, a name for weights in what.
        let mut rest = words.clone();
        let currency = take_currency(&mut rest);
        let tax = self.taxes.take(&mut rest);
        if currency.is_some() || tax.is_some() {
            let found = self.exact(&rest, STRONG, currency.unwrap_or_default());
            let mut sense = found.filter(|sense| self.has(&sense.own, |kind| kind.money))?;
            if let Some(tax) = tax {
                let taxed = format!("{}_{tax}", sense.own);
                // Of a cost or an old price it makes no difference.
                if self.columns.contains_key(&taxed) {
                    sense.own = taxed;
                }
            }
            return Some(sense);
        }
        if let Some(unit) = take_unit(&mut rest) {
            let found = self.exact(&rest, STRONG, unit);
            if let Some(sense) = found.filter(|sense| self.has(&sense.own, |kind| kind.unit)) {
                return Some(sense);
            }
        }
        if let Some(language) = take_language(&mut words) {
            let sense = self.exact(&words, STRONG, language)?;
            let is_text = self.has(&sense.own, |kind| kind.looks == Some(Looks::Text));
            return is_text.then_some(sense);
        }
        let number = take_number(&mut words)?;
        let mut sense = self.exact(&words, STRONG, number)?;
        if self.has(&sense.own, |kind| kind.many) {
            return Some(sense);
        }
        // The first of several texts; what the second is nobody says.
        let is_first =
            sense.beside == "1" && self.has(&sense.own, |kind| kind.looks == Some(Looks::Text));
        sense.beside.clear();
        sense.score = sense.score.saturating_sub(NUMBERED);
        sense.sure = false;
        is_first.then_some(sense)
    }

    /// Our column of stock of which a name says which part it is: the pieces of a warehouse, as
    /// `Bestand Lager 1`. Names that say that they are something else, as `Bestand
    /// reserviert`, are none.
    pub(super) fn partly(&self, name: &str) -> Option<&str> {
        let words = words(name);
        if words.iter().any(|word| self.beside_stock.contains(word)) {
            return None;
        }
        let ends = (1..words.len()).rev();
        let mut parts = ends.flat_map(|len| [&words[..len], &words[words.len() - len..]]);
        parts.find_map(|part| {
            let alias = self.names.get(&part.concat())?;
            let is_stock = self.has(&alias.own, |kind| kind.looks == Some(Looks::Stock));
            (is_stock && !alias.is_weak).then_some(&*alias.own)
        })
    }

    fn has(&self, own: &str, what: impl FnOnce(&Kind) -> bool) -> bool {
        self.kind(own).is_some_and(what)
    }

    fn exact(&self, words: &[String], strong: u16, beside: String) -> Option<Sense> {
        let alias = self.names.get(&words.concat())?;
        Some(Sense {
            own: alias.own.clone(),
            score: if alias.is_weak { WEAK } else { strong },
            sure: !alias.is_weak,
            beside,
            languages: alias.languages.clone(),
        })
    }
}

fn spelled(c: char) -> String {
    match c {
        'ä' => "ae".to_owned(),
        'ö' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        c => c.to_string(),
    }
}

impl Taxes {
    /// Whether the words say that the tax is in an amount; what says it is taken out.
    fn take(&self, words: &mut Vec<String>) -> Option<&'static str> {
        let is = |list: &[String], word: &String| list.contains(word);
        // `MwSt` comes apart where others have a hump.
        let pair = words
            .windows(2)
            .position(|pair| is(&self.tax, &pair.concat()));
        if let Some(at) = pair {
            let tail = words.remove(at + 1);
            words[at].push_str(&tail);
        }
        let has_tax = words.iter().any(|word| is(&self.tax, word));
        let says = |alone: &[String], with: &[String]| {
            let says = |word: &String| is(alone, word) || (has_tax && is(with, word));
            words.iter().any(says)
        };
        let gross = says(&self.gross, &self.gross_with);
        let net = says(&self.net, &self.net_with);
        let said = match (gross, net) {
            (true, false) => "gross",
            (false, true) => "net",
            (true, true) | (false, false) => return None,
        };
        words.retain(|word| {
            let alone = is(&self.gross, word) || is(&self.net, word) || is(&self.tax, word);
            let with = is(&self.gross_with, word) || is(&self.net_with, word);
            !(alone || (has_tax && with))
        });
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::super::builtin::find;
    use super::*;

    fn aliases() -> &'static Aliases {
        find("generic").unwrap().generic.as_ref().unwrap()
    }

    #[test]
    fn a_name_says_what_a_column_is() {
        #[rustfmt::skip]
        let cases = [
            ("Artikelnummer", "number", ""), ("Art.-Nr.", "number", ""), ("ArtikelNr", "number", ""), ("artikel_nr", "number", ""),
            ("Bezeichnung", "title", ""), ("Name (de)", "title", "de"), ("title-en_US", "title", "en_us"), ("Artikeltext1", "title", ""),
            ("Preis", "price", ""), ("Preis (EUR)", "price", "eur"), ("Preis in €", "price", "eur"), ("VK brutto", "price_gross", ""),
            ("vkNetto", "price_net", ""), ("Preis inkl. MwSt. (EUR)", "price_gross", "eur"), ("Price excl. VAT", "price_net", ""),
            ("Prix TTC", "price_gross", ""), ("Prix HT", "price_net", ""), ("Precio con IVA", "price_gross", ""), ("Prijs excl. btw", "price_net", ""),
            ("Pris inkl. moms", "price_gross", ""), ("Cena bez DPH", "price_net", ""), ("Cena brutto", "price_gross", ""),
            ("Prezzo IVA inclusa", "price_gross", ""), ("cena [zł]", "price", "pln"), ("AktionNetto", "sale_net", ""),
            ("UVP", "rrp", ""), ("EK netto", "cost", ""), ("EK (EUR)", "cost", "eur"), ("Mindestbestand", "limit", ""), ("Bestand", "stock", ""),
            ("g:image_link", "picture", ""), ("Bild 2", "picture", "2"), ("Image_12", "picture", "12"), ("Größe", "size", ""), ("Groesse", "size", ""),
            ("Gewicht (kg)", "weight", "kg"), ("weight", "weight", ""), ("price@currency", "currency", ""), ("images/image/url", "pictures", ""),
            ("EAN-Code", "barcode", ""), ("ean13", "barcode", ""), ("Auftragsnummer", "orders", ""), ("Item No", "number", ""),
        ];
        for (name, own, beside) in cases {
            let sense = aliases().sense(name);
            let said = sense.map(|sense| (sense.own, sense.beside));
            assert_eq!(said, Some((own.to_owned(), beside.to_owned())), "{name}");
        }
    }

    #[test]
    fn a_part_of_a_name_says_nothing() {
        #[rustfmt::skip]
        let names = [
            "Nr", "No", "Nummer", "Preisgruppe", "Preis ab", "Staffelpreis 2", "seller/name", "category/image", "Bestand Lager B", "Name 2",
            "Farbcode", "Bildunterschrift", "Meta: title", "Priceless", "variants/variant/price", "Lieferant", "Einheit", "", "#", "Title tag", "Price Date",
            "Preis Titel", "brutto", "EUR", "de", "2",
        ];
        for name in names {
            assert_eq!(aliases().sense(name), None, "{name}");
        }
    }

    #[test]
    fn every_name_says_the_column_under_which_it_stands() {
        let text = include_str!("../../feeds/generic.toml");
        let file: toml::Table = text.parse().unwrap();
        let columns = file["generic"]["columns"].as_table().unwrap();
        let mut languages = BTreeSet::new();
        for (own, column) in columns {
            for (language, names) in column.as_table().unwrap() {
                if language == "decides" {
                    for field in names.as_array().unwrap() {
                        let field = field.as_str().unwrap();
                        assert!(Field::find(field).is_some(), "{own}: {field}");
                    }
                    continue;
                }
                for name in names.as_array().into_iter().flatten() {
                    let name = name.as_str().unwrap().trim_end_matches('?');
                    let sense = aliases().sense(name).map(|sense| sense.own);
                    assert_eq!(sense.as_ref(), Some(own), "{language}: {name}");
                    languages.insert(language.clone());
                }
            }
        }
        assert!(languages.len() >= 10, "{languages:?}");
        for needed in ["title", "text", "price", "stock", "brand", "picture"] {
            let spoken = columns[needed].as_table().unwrap();
            let missing: Vec<_> = languages
                .iter()
                .filter(|one| !spoken.contains_key(*one))
                .collect();
            assert!(missing.is_empty(), "{needed}: {missing:?}");
        }
        assert!(aliases().columns().count() > 30);
    }
}
