use iso_currency::Currency;
use proptest::prelude::*;

use super::*;

const EUR: Option<CurrencyMark<'static>> = Some(CurrencyMark::Code(Currency::EUR));
const USD: Option<CurrencyMark<'static>> = Some(CurrencyMark::Code(Currency::USD));

fn way<'a>(place: [&'a str; 3], cents: i64, currency: Option<CurrencyMark<'a>>) -> Shipping<'a> {
    let [country, region, service] = place;
    Shipping {
        country,
        region,
        service,
        price: Decimal::new(cents, 2),
        currency,
    }
}

#[test]
fn reads_shipping() {
    let ground = way(["US", "CA", "Ground"], 999, USD);
    let air = way(["US", "NY", "Air"], 1599, USD);
    #[rustfmt::skip]
    let cases = [
        ("", vec![]),
        ("US:CA:Ground:9.99 USD;US:NY:Air:15.99 USD", vec![ground.clone(), air.clone()]),
        ("US:CA:Ground:9.99 USD,US:NY:Air:15.99 USD", vec![ground.clone(), air]),
        ("US:CA:Ground:9,99 USD", vec![ground.clone()]),
        ("US:CA:Ground:9.99 USD:1:2:3:4", vec![ground]),
        ("DE:::4.95 EUR", vec![way(["DE", "", ""], 495, EUR)]),
        ("DE:4,95 EUR, AT:9,95 EUR", vec![way(["DE", "", ""], 495, EUR), way(["AT", "", ""], 995, EUR)]),
        ("DE::0", vec![way(["DE", "", ""], 0, None)]),
    ];
    for (cell, wanted) in cases {
        assert_eq!(shipping(cell, None), Ok(wanted), "{cell:?}");
    }
    for cell in [
        "DE",
        "DE:DHL:4.95 EUR",
        "DE:::free",
        "US:CA:Ground:9.99 USD:x",
    ] {
        assert!(shipping(cell, None).is_err(), "{cell:?}");
    }
}

#[test]
fn reads_labels() {
    #[rustfmt::skip]
    let cases: [(&str, &[&str]); 8] = [
        ("", &[]), ("[]", &[]), ("['summer','new']", &["summer", "new"]), ("[\"Summer\", \"new\"]", &["summer", "new"]),
        ("\"['a','b']\"", &["a", "b"]), (" summer , New,new", &["summer", "new"]), (r"['it\'s','a,b']", &["it's", "a,b"]),
        ("[a, b]", &["a", "b"]),
    ];
    for (cell, wanted) in cases {
        assert_eq!(labels(cell).unwrap(), wanted, "{cell:?}");
    }
    for cell in ["['a'", "['a]", "['a' 'b']"] {
        assert_eq!(labels(cell), Err(StructureError::List), "{cell:?}");
    }
    assert!(matches!(
        labels(&"x".repeat(111)),
        Err(StructureError::LongLabel(_))
    ));
    assert!(matches!(
        labels("summer").unwrap()[..],
        [Cow::Borrowed("summer")]
    ));
}

#[test]
fn reads_weights() {
    #[rustfmt::skip]
    let cases = [
        ("10 kg", "10 kg"), ("1,5 kg", "1.5 kg"), ("500g", "500 g"), ("2.5 lbs", "2.5 lb"), ("3 oz.", "3 oz"), ("1.5 Kilogramm", "1.5 kg"),
        ("150", "150 g"), ("150.0", "150 g"),
    ];
    for (cell, wanted) in cases {
        let Weight { amount, unit } = weight(cell, None, Some("g")).unwrap();
        assert_eq!(format!("{amount} {unit}"), wanted, "{cell:?}");
    }
    assert_eq!(weight("150", None, None), Err(StructureError::NoUnit));
    assert_eq!(
        weight("5 m", None, None),
        Err(StructureError::Unit("m".to_owned()))
    );
    assert!(matches!(
        weight("1.500 kg", None, None),
        Err(StructureError::Amount {
            cause: NumberError::Ambiguous,
            ..
        })
    ));
    assert!(matches!(
        weight("kg", None, None),
        Err(StructureError::Amount {
            cause: NumberError::Empty,
            ..
        })
    ));
}

#[test]
fn reads_unit_prices() {
    #[rustfmt::skip]
    let cases = [
        (r#"{"value": 10.0, "currency": "EUR", "unit": "kg"}"#, "10 kg"), (r#"{"value":"10.125","currency":"EUR","unit":"l"}"#, "10.125 l"),
        ("10.00 EUR/kg", "10 kg"), ("10,00 € / 1 l", "10 l"), ("1,20 €/100 g", "0.012 g"), ("5 € / Stück", "5 ct"),
    ];
    for (cell, wanted) in cases {
        let UnitPrice {
            value,
            currency,
            unit,
        } = unit_price(cell, None).unwrap();
        assert_eq!(format!("{} {unit}", value.normalize()), wanted, "{cell:?}");
        assert_eq!(Some(currency), EUR, "{cell:?}");
    }
    #[rustfmt::skip]
    let wrong = [
        ("10.00 EUR", StructureError::UnitPrice), ("{}", StructureError::UnitPrice), ("10.00/kg", StructureError::NoCurrency),
        ("10 EUR/", StructureError::NoUnit), ("10 EUR/bag", StructureError::Unit("bag".to_owned())), ("10 EUR/0 kg", StructureError::UnitPrice),
    ];
    for (cell, error) in wrong {
        assert_eq!(unit_price(cell, None), Err(error), "{cell:?}");
    }
}

#[test]
fn reads_attributes() {
    let found = attributes("Scent:Fruity, Flavor: Apple,,Ratio:16:9").unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|attribute| (&*attribute.label, &*attribute.value))
        .collect();
    assert_eq!(
        found,
        [("Scent", "Fruity"), ("Flavor", "Apple"), ("Ratio", "16 9")]
    );
    assert_eq!(attribute_part("0,5 Liter"), "0 5 Liter");
    assert!(matches!(attribute_part(" Apple "), Cow::Borrowed("Apple")));
    for cell in ["Scent", "Scent:", ":Fruity"] {
        assert_eq!(
            attributes(cell),
            Err(StructureError::Attribute(cell.to_owned())),
            "{cell:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_cell_makes_it_panic(cell in "[a-bDE:;,'\"\\[\\]{}0-9./>&gt kg€\\\\-]{0,30}|\\PC{0,20}") {
        let _ = (shipping(&cell, None), labels(&cell), weight(&cell, None, None), unit_price(&cell, None), attributes(&cell));
    }
}
