use proptest::prelude::*;

use super::*;

#[test]
fn knows_the_words_for_stock() {
    #[rustfmt::skip]
    let cases: [(Option<Stock>, &[&str]); 6] = [
        (Some(Stock::In), &["in stock", "in_stock", "InStock", "IN_STOCK", "instock", "AVAILABLE", "Auf Lager", "sofort lieferbar",
            "VERFÜGBAR", "lagernd", "en stock", "disponible", "y", "Yes", "true", "TRUE", "1", "limited", "low stock", "1-3 Tage",
            "sofort", "Lieferzeit: ca. 2-4 Werktage", "24h", "https://schema.org/InStock", "http://schema.org/LimitedAvailability",
            "  In   Stock ", "op voorraad", "disponibile"]),
        (Some(Stock::Out), &["out of stock", "out_of_stock", "OutOfStock", "nicht verfügbar", "ausverkauft", "Sold Out", "agotado",
            "n", "false", "0", "nicht lieferbar", "discontinued", "pending", "mark_as_sold", "mark_as_expired", "épuisé",
            "https://schema.org/SoldOut"]),
        (Some(Stock::PreOrder), &["preorder", "pre-order", "PreOrder", "vorbestellbar", "https://schema.org/PreOrder"]),
        (Some(Stock::BackOrder), &["backorder", "onbackorder", "on backorder", "BackOrder"]),
        (Some(Stock::OnOrder), &["available for order", "auf Bestellung", "bestellbar"]),
        (None, &["", "vielleicht", "2", "3-5 Wochen", "120 Tage", "Tage", "https://example.com/InStock"]),
    ];
    for (stock, words) in cases {
        for word in words {
            assert_eq!(availability(word), stock, "{word:?}");
        }
    }
}

#[test]
fn knows_the_words_for_condition_and_guesses_none() {
    #[rustfmt::skip]
    let cases: [(Option<Condition>, &[&str]); 4] = [
        (Some(Condition::New), &["new", "NEU", "nuevo", "neuf", "nuovo", "brand-new", "sealed", "0", "1000", "11", "New",
            "https://schema.org/NewCondition"]),
        (Some(Condition::Used), &["used", "gebraucht", "usado", "occasion", "second hand", "Pre-Owned", "B-Ware", "used_like_new",
            "used_good", "used_fair", "cpo", "open_box_new", "3000", "https://schema.org/UsedCondition"]),
        (Some(Condition::Refurbished), &["refurbished", "GENERALÜBERHOLT", "renewed", "reconditioned", "2000",
            "http://schema.org/RefurbishedCondition"]),
        (None, &["", "Mängelexemplar", "ok", "7000", "1"]),
    ];
    for (condition_, words) in cases {
        for word in words {
            assert_eq!(condition(word), condition_, "{word:?}");
        }
    }
}

#[test]
fn knows_the_words_for_people() {
    let genders: [(Option<Gender>, &[&str]); 4] = [
        (
            Some(Gender::Male),
            &[
                "men",
                "Male",
                "Herren",
                "boys",
                "masculine",
                "m",
                "b",
                "homme",
                "Jungen",
                "HOMBRE",
                "guy",
            ],
        ),
        (
            Some(Gender::Female),
            &[
                "women", "Damen", "girls", "Mädchen", "MÄDCHEN", "f", "w", "l", "femme", "niña",
            ],
        ),
        (
            Some(Gender::Unisex),
            &["unisex", "uni-sex", "uni sex", "neutral", "all", "u"],
        ),
        (None, &["", "x", "Kinder", "Erwachsene"]),
    ];
    for (wanted, words) in genders {
        for word in words {
            assert_eq!(gender(word), wanted, "{word:?}");
        }
    }
    let ages: [(Option<AgeGroup>, &[&str]); 8] = [
        (
            Some(AgeGroup::Adult),
            &[
                "adult",
                "Adults",
                "grown-up",
                "Erwachsene",
                "Adult (13+ years old)",
                "adulte",
            ],
        ),
        (
            Some(AgeGroup::AllAges),
            &["all ages", "all_ages", "everyone", "any"],
        ),
        (Some(AgeGroup::Teen), &["teens", "teenagers", "adolescent"]),
        (
            Some(AgeGroup::Kids),
            &[
                "kids",
                "Kids (5-13 years old)",
                "child",
                "Kinder",
                "Jungen",
                "enfant",
            ],
        ),
        (
            Some(AgeGroup::Toddler),
            &["toddler", "Toddler (1-5 years old)", "toddlers"],
        ),
        (
            Some(AgeGroup::Infant),
            &["infant", "Infant (3-12 months)", "baby", "bébé"],
        ),
        (
            Some(AgeGroup::Newborn),
            &["newborn", "newborns", "Newborn (up to 3 months)"],
        ),
        (None, &["", "42", "(x)"]),
    ];
    for (wanted, words) in ages {
        for word in words {
            assert_eq!(age_group(word), wanted, "{word:?}");
        }
    }
}

#[test]
fn knows_yes_and_no() {
    for word in [
        "1", "true", "TRUE", "WAHR", "yes", "ja", "oui", "sí", "tak", "ano", "да", "aktiv", "x",
    ] {
        assert_eq!(boolean(word), Some(true), "{word:?}");
    }
    for word in [
        "0", "false", "no", "nein", "Falsch", "non", "nie", "не", "inaktiv", "disabled",
    ] {
        assert_eq!(boolean(word), Some(false), "{word:?}");
    }
    for word in ["", "maybe", "2"] {
        assert_eq!(boolean(word), None, "{word:?}");
    }
    assert_eq!(status("published"), Some(Status::Active));
    assert_eq!(status("Archived"), Some(Status::Archived));
    assert_eq!(status("draft"), Some(Status::Draft));
    assert_eq!(status("0"), Some(Status::Archived));
    assert_eq!(status("soon"), None);
}

#[test]
fn a_meta_word_is_understood_as_itself() {
    use AgeGroup::{Adult, AllAges, Infant, Kids, Newborn, Teen, Toddler};
    for word in [Condition::New, Condition::Used, Condition::Refurbished] {
        assert_eq!(condition(word.as_str()), Some(word));
    }
    for word in [Gender::Male, Gender::Female, Gender::Unisex] {
        assert_eq!(gender(word.as_str()), Some(word));
    }
    for word in [Adult, AllAges, Infant, Kids, Newborn, Teen, Toddler] {
        assert_eq!(age_group(word.as_str()), Some(word));
    }
}

proptest! {
    #[test]
    fn no_word_makes_it_panic(word in any::<String>()) {
        let _ = (availability(&word), condition(&word), gender(&word), age_group(&word));
        let _ = (boolean(&word), status(&word), unit(&word));
    }
}
