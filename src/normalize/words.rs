//! The words of many languages for the few that a catalog knows.
//!
//! Sources: formats.md 2.7, 2.15, 2.16 and 5.1, graph-api.md 6.2. A word that
//! stands in no table here is `None`, and the caller reports it: contract
//! rule 4 has no default for what a shop did not say, so "Mängelexemplar"
//! never becomes "new".

use super::delivery;
use super::word::look;
use crate::preset::yes_no;

/// What a shop says about stock. What it means for a catalog is decided
/// together with the quantity, in one truth table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stock {
    /// On the shelf.
    In,
    /// Not to be had.
    Out,
    /// Ordered for the customer.
    OnOrder,
    /// Sold out, and sold on until more arrives.
    BackOrder,
    /// Not yet released.
    PreOrder,
}

/// `condition` (graph-api.md 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// As the maker sold it.
    New,
    /// Used, and put in order again.
    Refurbished,
    /// Used in any state.
    Used,
}

/// `gender`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    /// For women and girls.
    Female,
    /// For men and boys.
    Male,
    /// For everybody.
    Unisex,
}

/// `age_group`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgeGroup {
    /// 13 years and more.
    Adult,
    /// Everybody.
    AllAges,
    /// Youths.
    Teen,
    /// 5 to 13 years.
    Kids,
    /// 1 to 5 years.
    Toddler,
    /// 3 to 12 months.
    Infant,
    /// Up to 3 months.
    Newborn,
}

/// Whether an item is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Shown.
    Active,
    /// Put away.
    Archived,
    /// Not yet published.
    Draft,
}

impl Condition {
    /// Meta's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Refurbished => "refurbished",
            Self::Used => "used",
        }
    }
}

impl Gender {
    /// Meta's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unisex => "unisex",
        }
    }
}

impl AgeGroup {
    /// Meta's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Adult => "adult",
            Self::AllAges => "all ages",
            Self::Teen => "teen",
            Self::Kids => "kids",
            Self::Toddler => "toddler",
            Self::Infant => "infant",
            Self::Newborn => "newborn",
        }
    }
}

/// What a word says about stock (formats.md 2.15; Meta's own words for items
/// that cannot be bought are [`Stock::Out`]).
///
/// Delivery times of up to two weeks count as in stock. Longer ones do not: who
/// waits for weeks may wait for an order, and only the shop knows.
pub(crate) fn availability(word: &str) -> Option<Stock> {
    look(word, |word| {
        Some(match word {
            "in stock" | "instock" | "available" | "available now" | "yes" | "y" | "true" | "1" | "limited"
            | "low stock" | "limited availability" | "limitedavailability" | "onlineonly" | "online only"
            // German
            | "auf lager" | "sofort lieferbar" | "sofort verfügbar" | "verfügbar" | "lagernd" | "lieferbar" | "vorrätig"
            | "sofort" | "ab lager" | "wenige verfügbar" | "ja"
            // French, Spanish, Italian, Dutch
            | "en stock" | "disponible" | "oui" | "en existencia" | "en existencias" | "sí" | "si" | "disponibile"
            | "unlimited" | "unbegrenzt" | "in magazzino" | "op voorraad" | "leverbaar" => Stock::In,
            "out of stock" | "outofstock" | "sold out" | "soldout" | "unavailable" | "not available" | "no" | "n"
            | "false" | "0" | "discontinued" | "pending" | "mark as sold" | "mark as expired"
            | "nicht verfügbar" | "nicht lieferbar" | "nicht auf lager" | "nicht vorrätig" | "ausverkauft" | "vergriffen" | "nein"
            | "rupture de stock" | "en rupture de stock" | "en rupture" | "épuisé" | "indisponible" | "non disponible" | "non"
            | "agotado" | "sin stock" | "no disponible" | "sin existencias"
            | "esaurito" | "non disponibile" | "niet op voorraad" | "uitverkocht" | "niet leverbaar" => Stock::Out,
            "preorder" | "pre order" | "presale" | "pre sale" | "coming soon" | "vorbestellbar" | "vorbestellung"
            | "précommande" | "en précommande" | "preventa" | "reserva" | "preordine" | "pre ordine" => Stock::PreOrder,
            "backorder" | "back order" | "onbackorder" | "on backorder" | "available on backorder" | "nachbestellt"
            | "lieferrückstand" => Stock::BackOrder,
            "available for order" | "on order" | "made to order" | "madetoorder" | "auf bestellung" | "bestellbar"
            | "auf anfrage bestellbar" | "sur commande" | "bajo pedido" | "su ordinazione" | "op bestelling" => Stock::OnOrder,
            _ if delivery::is_denied(word) => Stock::Out,
            _ if delivery::is_short(word) || delivery::is_few_left(word) => Stock::In,
            _ => return None,
        })
    })
}

/// The condition that a word names (formats.md 2.16, 5.1; Meta's finer words
/// for used goods are mapped down, an opened box is no longer new).
pub(crate) fn condition(word: &str) -> Option<Condition> {
    look(word, |word| {
        Some(match word {
            "new" | "brand new" | "newest" | "sealed" | "newcondition" | "new condition" | "0"
            | "11" | "1000" | "neu" | "neuware" | "fabrikneu" | "neuf" | "nuevo" | "nuovo"
            | "nieuw" | "novo" | "nowy" | "nowa" | "nowe" | "nový" | "nová" | "nové" | "ny"
            | "nytt" | "nyt" => Condition::New,
            "refurbished"
            | "renewed"
            | "refreshed"
            | "reconditioned"
            | "certified refurbished"
            | "manufacturer refurbished"
            | "seller refurbished"
            | "refurbishedcondition"
            | "refurbished condition"
            | "2000"
            | "2010"
            | "2020"
            | "2030"
            | "generalüberholt"
            | "überholt"
            | "refurb"
            | "wiederaufbereitet"
            | "aufbereitet"
            | "reconditionné"
            | "reacondicionado"
            | "ricondizionato"
            | "gereviseerd"
            | "recondicionado"
            | "odnowiony"
            | "repasovaný"
            | "repasované"
            | "renoverad" => Condition::Refurbished,
            "used" | "pre owned" | "preowned" | "second hand" | "secondhand" | "usedcondition"
            | "used condition" | "used like new" | "used very good" | "used good"
            | "used acceptable" | "used fair" | "cpo" | "open box" | "open box new"
            | "damagedcondition" | "b ware" | "3000" | "4000" | "5000" | "6000" | "gebraucht"
            | "gebrauchtware" | "usado" | "segunda mano" | "occasion" | "d'occasion" | "usato"
            | "tweedehands" | "gebruikt" | "używany" | "używana" | "używane" | "použitý"
            | "použitá" | "použité" | "begagnad" | "begagnat" | "brugt" | "brukt" | "wie neu"
            | "neuwertig" | "gebraucht wie neu" | "sehr gut" | "gut erhalten"
            | "gebraucht sehr gut" | "gebraucht gut" => Condition::Used,
            _ => return None,
        })
    })
}

/// The gender that a word names (formats.md 2.16, 5.1).
pub(crate) fn gender(word: &str) -> Option<Gender> {
    look(word, |word| {
        Some(match word {
            "female" | "women" | "woman" | "women's" | "womens" | "girl" | "girls" | "feminine"
            | "ladies" | "lady" | "her" | "hers" | "f" | "w" | "l" | "damen" | "dame" | "frau"
            | "frauen" | "weiblich" | "mädchen" | "femme" | "femmes" | "fille" | "filles"
            | "mujer" | "mujeres" | "niña" | "niñas" | "donna" | "donne" | "bambina" | "dames"
            | "vrouw" | "meisje" | "meisjes" => Gender::Female,
            "male" | "men" | "man" | "men's" | "mens" | "boy" | "boys" | "masculine"
            | "gentlemen" | "him" | "his" | "guy" | "m" | "b" | "herren" | "herr" | "mann"
            | "männer" | "männlich" | "jungen" | "junge" | "homme" | "hommes" | "garçon"
            | "garçons" | "hombre" | "hombres" | "niño" | "niños" | "uomo" | "bambino"
            | "heren" | "jongen" | "jongens" => Gender::Male,
            "unisex" | "uni sex" | "neutral" | "all" | "u" | "unissexe" | "mixte"
            | "damen & herren" | "damen und herren" | "herren & damen" => Gender::Unisex,
            _ => return None,
        })
    })
}

/// The age group that a word names (formats.md 2.16, 5.1); years in
/// parentheses, as Shopify writes them, do not count.
pub(crate) fn age_group(word: &str) -> Option<AgeGroup> {
    let word = word.split_once('(').map_or(word, |(word, _)| word);
    look(word, |word| {
        Some(match word {
            "adult" | "adults" | "grown up" | "grownup" | "erwachsene" | "erwachsener"
            | "damen" | "herren" | "adulte" | "adultes" | "adulto" | "adultos" | "adulti"
            | "volwassene" | "volwassenen" => AgeGroup::Adult,
            "all ages" | "everyone" | "any" | "all" | "alle" | "jedes alter" => AgeGroup::AllAges,
            "teen" | "teens" | "teenager" | "teenagers" | "adolescent" | "jugendliche" => {
                AgeGroup::Teen
            }
            "kids" | "kid" | "child" | "children" | "kinder" | "kind" | "jungen" | "junge"
            | "mädchen" | "enfant" | "enfants" | "garçon" | "fille" | "niño" | "niña" | "niños"
            | "niñas" | "bambini" | "bambino" | "bambina" | "kinderen" | "jongens" | "meisjes" => {
                AgeGroup::Kids
            }
            "toddler" | "toddlers" | "kleinkind" | "kleinkinder" => AgeGroup::Toddler,
            "infant" | "infants" | "baby" | "babies" | "babys" | "bébé" | "bébés" | "bebé"
            | "säugling" => AgeGroup::Infant,
            "newborn" | "newborns" | "neugeborene" | "neugeborenes" => AgeGroup::Newborn,
            _ => return None,
        })
    })
}

/// Yes or no (formats.md 2.7). An empty cell is neither.
pub(crate) fn boolean(word: &str) -> Option<bool> {
    look(word, yes_no)
}

/// Whether an item is shown: Meta's `status` and the older `visibility`
/// (graph-api.md 6.2), the words of shop systems, and [`boolean`].
pub(crate) fn status(word: &str) -> Option<Status> {
    look(word, |word| {
        Some(match word {
            "active" | "published" | "publish" | "visible" | "online" | "veröffentlicht"
            | "sichtbar" => Status::Active,
            "archived" | "archive" | "archiviert" | "staging" | "hidden" | "unlisted"
            | "offline" | "versteckt" => Status::Archived,
            "draft" | "drafts" | "unpublished" | "entwurf" | "private" | "brouillon"
            | "borrador" => Status::Draft,
            _ => return None,
        })
    })
    .or_else(|| {
        boolean(word).map(|shown| {
            if shown {
                Status::Active
            } else {
                Status::Archived
            }
        })
    })
}

/// The spellings of the units of graph-api.md 6.2 (`unit_price`, `shipping_weight`).
pub(crate) fn unit(word: &str) -> Option<&'static str> {
    look(word.trim_end_matches('.'), |word| {
        Some(match word {
            "kg" | "kgs" | "kilo" | "kilogram" | "kilograms" | "kilogramm" => "kg",
            "g" | "gr" | "gram" | "grams" | "gramm" => "g",
            "mg" => "mg",
            "lb" | "lbs" | "pound" | "pounds" => "lb",
            "oz" | "ounce" | "ounces" => "oz",
            "l" | "lt" | "ltr" | "liter" | "litre" | "litres" => "l",
            "ml" | "milliliter" => "ml",
            "cl" => "cl",
            "cbm" | "m³" | "m3" => "cbm",
            "fl oz" | "floz" => "fl oz",
            "gal" | "gallon" => "gal",
            "pt" => "pt",
            "qt" => "qt",
            "m" | "meter" | "metre" | "lfm" => "m",
            "cm" => "cm",
            "in" | "inch" => "in",
            "ft" => "ft",
            "yd" => "yd",
            "sqm" | "m²" | "m2" | "qm" => "sqm",
            "sqft" => "sqft",
            "ct" | "stk" | "stück" | "st" | "pc" | "pcs" | "piece" | "pieces" | "each" => "ct",
            _ => return None,
        })
    })
}

/// Whether a word is a unit.
pub(super) fn is_unit(word: &str) -> bool {
    unit(word).is_some()
}

#[cfg(test)]
mod tests;
