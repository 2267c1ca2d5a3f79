//! What a cell becomes (contract 7), seen through `check` and `export`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::export::{Row, row};
use crate::world::World;

/// The item that a row becomes beside a good one, and the rules that speak of it.
fn made(world: &World, item: Row, flags: &str) -> (Option<Value>, Vec<String>) {
    world.export(&[item, row("GOOD"), row("ALSO-GOOD")]);
    let report = world.run(&format!("check --json {flags}")).json();
    let rules = report
        .rules_of("X")
        .iter()
        .map(ToString::to_string)
        .collect();
    let ran = world.run(&format!("export {flags}"));
    let items: BTreeMap<String, Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|item| (item["id"].as_str().unwrap().to_owned(), item))
        .collect();
    assert!(items.contains_key("GOOD"), "{}", ran.stderr);
    let item = items.get("X").cloned();
    let code = if item.is_some() { 0 } else { 3 };
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
    assert_eq!(report.document["exit_code"], code, "{:#}", report.document);
    (item, rules)
}

fn x() -> Row {
    row("X")
}

#[test]
fn prices_are_exact_whatever_their_shape() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        // cell               price, or the rule that holds the item back
        ("12.90 EUR",         "12.90 EUR"),
        ("EUR 12.90",         "12.90 EUR"),
        ("12.90EUR",          "12.90 EUR"),
        ("12.9 EUR",          "12.90 EUR"),
        ("12 EUR",            "12.00 EUR"),
        ("EUR 12",            "12.00 EUR"),
        ("€ 12.90",           "12.90 EUR"),
        ("12.90 €",           "12.90 EUR"),
        ("12.90\u{a0}€",      "12.90 EUR"),
        ("1,299.95 EUR",      "1299.95 EUR"),
        ("1.299,95 €",        "1299.95 EUR"),
        ("1 299,95 €",        "1299.95 EUR"),
        ("1\u{202f}299,95 €", "1299.95 EUR"),
        ("1'299.95 CHF",      "1299.95 CHF"),
        ("12,- €",            "12.00 EUR"),
        ("12.-- EUR",         "12.00 EUR"),
        ("12.905 EUR",        "12.91 EUR"),
        ("12.895 EUR",        "12.90 EUR"),
        ("0.005 EUR",         "0.01 EUR"),
        ("1500 JPY",          "1500 JPY"),
        ("1500.5 JPY",        "1501 JPY"),
        ("12.3456 KWD",       "12.346 KWD"),
        ("99999999.99 EUR",   "99999999.99 EUR"),
        ("0.00 EUR",          "price-invalid"),
        ("0.004 EUR",         "price-invalid"),
        ("0 EUR",             "price-invalid"),
        ("-5.00 EUR",         "price-invalid"),
        ("auf Anfrage",       "price-invalid"),
        ("10 - 20 EUR",       "price-invalid"),
        ("1.2E+05 EUR",       "price-invalid"),
        ("10.00 EUR/kg",      "price-invalid"),
        ("12.90 XYZ",         "price-invalid"),
        ("12.90 EUR USD",     "price-invalid"),
        ("1.2.3 EUR",         "price-invalid"),
        ("",                  "price-missing"),
        ("  ",                "price-missing"),
    ];
    let mut wrong = Vec::new();
    for (cell, expected) in table {
        let (item, rules) = made(&world, x().set("price", cell), "");
        let seen = match &item {
            Some(item) => item["price"].as_str().unwrap().to_owned(),
            None => rules.join(" "),
        };
        if seen != expected {
            wrong.push(format!("{cell:?} became {seen:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_price_without_a_code_takes_the_shops_currency_and_no_other_is_sent() {
    let world = World::new();
    let good = |cell: &str| {
        let goods = [x().set("price", cell), row("GOOD").set("price", "5.00")];
        world.export(&goods);
        world.run("check --json --currency USD").json()
    };
    good("12.90").is(0, "read=2 created=2");
    good("$12.90").is(0, "read=2 created=2");
    let mixed = good("12.90 EUR");
    mixed.is(3, "read=2 created=1 invalid=1");
    assert_eq!(mixed.rules_of("X"), ["currency-mismatch"]);
    assert_eq!(mixed.problems("currency-mismatch")[0]["value"], "12.90 EUR");
}

#[test]
fn a_sale_is_below_the_price_or_it_is_none() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        ("9.90 EUR",  json!("9.90 EUR"), ""),
        ("9,90 €",    json!("9.90 EUR"), "price-decimal"),
        ("12.90 EUR", Value::Null,       "sale_price-not-lower"),
        ("15.00 EUR", Value::Null,       "sale_price-not-lower"),
        ("",          Value::Null,       ""),
        ("0.00 EUR",  Value::Null,       ""),
        ("billig",    Value::Null,       "sale_price-invalid"),
    ];
    for (cell, sale, rule) in table {
        let (item, rules) = made(&world, x().set("sale_price", cell), "");
        let item = item.unwrap_or_else(|| panic!("{cell} holds the item back: {rules:?}"));
        assert_eq!(item["sale_price"], sale, "{cell}");
        assert_eq!(rules.join(" "), rule, "{cell}");
    }
}

#[test]
fn a_sale_window_is_sent_as_it_stands_with_open_ends_filled() {
    let world = World::new();
    let (from, until) = ("1970-01-29T00:00+00:00", "2038-01-17T23:59+00:00");
    #[rustfmt::skip]
    let table = [
        ("2026-04-30T09:30-08:00/2026-05-30T23:59-08:00", "2026-04-30T09:30-08:00/2026-05-30T23:59-08:00".to_owned()),
        // Long past, and sent all the same: the clock is never read.
        ("2001-01-01T00:00+01:00/2001-02-01T00:00+01:00", "2001-01-01T00:00+01:00/2001-02-01T00:00+01:00".to_owned()),
        ("2026-04-30T09:30-0300/2026-05-30T23:59-0300",   "2026-04-30T09:30-03:00/2026-05-30T23:59-03:00".to_owned()),
        ("2026-04-30T09:30+02:00/",                       format!("2026-04-30T09:30+02:00/{until}")),
        ("/2026-05-30T23:59+02:00",                       format!("{from}/2026-05-30T23:59+02:00")),
    ];
    for (cell, window) in table {
        let item = x()
            .set("sale_price", "9.90 EUR")
            .set("sale_price_effective_date", cell);
        let (item, rules) = made(&world, item, "");
        assert_eq!(
            item.unwrap()["sale_price_effective_date"],
            window,
            "{rules:?}"
        );
    }
}

#[test]
fn a_window_without_offset_needs_the_shops_zone() {
    let world = World::new();
    let item = x().set("sale_price", "9.90 EUR").set(
        "sale_price_effective_date",
        "2026-07-01 00:00:00/2026-12-31 23:59:00",
    );
    let (none, rules) = made(&world, item.clone(), "");
    assert_eq!((none, rules), (None, vec!["timezone-missing".to_owned()]));
    let (some, _) = made(&world, item, "--timezone Europe/Berlin");
    assert_eq!(
        some.unwrap()["sale_price_effective_date"],
        "2026-07-01T00:00+02:00/2026-12-31T23:59+01:00"
    );
}

#[test]
fn availability_and_quantity_follow_one_table() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        // cell, pieces             availability           quantity
        ("in stock", "5",            "in stock",            json!(5)),
        ("in stock", "",             "in stock",            Value::Null),
        ("in_stock", "",             "in stock",            Value::Null),
        ("In Stock", "3",            "in stock",            json!(3)),
        ("in stock", "0",            "out of stock",        json!(0)),
        ("in stock", "-2",           "out of stock",        json!(0)),
        ("out of stock", "5",        "out of stock",        json!(5)),
        ("out_of_stock", "",         "out of stock",        Value::Null),
        ("preorder", "",             "available for order", Value::Null),
        ("preorder", "0",            "available for order", json!(0)),
        ("backorder", "0",           "available for order", json!(0)),
        ("available for order", "3", "available for order", json!(3)),
        ("", "5",                    "in stock",            json!(5)),
        ("", "0",                    "out of stock",        json!(0)),
        ("", "-3",                   "out of stock",        json!(0)),
        ("vielleicht", "5",          "availability-invalid", Value::Null),
        ("", "",                     "availability-missing", Value::Null),
    ];
    let mut wrong = Vec::new();
    for (cell, pieces, availability, quantity) in table {
        let item = x()
            .set("availability", cell)
            .set("quantity_to_sell_on_facebook", pieces);
        let (item, rules) = made(&world, item, "");
        let seen = match &item {
            Some(item) => (
                item["availability"].as_str().unwrap().to_owned(),
                item["quantity_to_sell_on_facebook"].clone(),
            ),
            None => (rules.join(" "), Value::Null),
        };
        if seen != (availability.to_owned(), quantity.clone()) {
            wrong.push(format!(
                "{cell:?} {pieces:?}: {seen:?}, not {availability} {quantity}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sold_out_items_that_may_be_ordered_become_what_the_shop_says() {
    let world = World::new();
    world.configure("[stock]\nbackorder = \"in stock\"");
    let item = x()
        .set("availability", "backorder")
        .set("quantity_to_sell_on_facebook", "0");
    let (item, _) = made(&world, item, "");
    assert_eq!(item.unwrap()["availability"], "in stock");
}

#[test]
fn condition_words_are_understood_or_listed_with_their_number() {
    let world = World::new();
    for (cell, condition) in [
        ("new", "new"),
        ("New", "new"),
        ("USED", "used"),
        ("refurbished", "refurbished"),
    ] {
        let (item, _) = made(&world, x().set("condition", cell), "");
        assert_eq!(item.unwrap()["condition"], condition, "{cell}");
    }
    let mut shop: Vec<Row> = (1..=3)
        .map(|n| row(&format!("M-{n}")).set("condition", "Mängelexemplar"))
        .collect();
    shop.push(row("GOOD"));
    world.export(&shop);
    // A default is for items without a condition, never for an unknown word.
    let report = world.run("check --json --condition new").json();
    report.is(3, "read=4 created=1 invalid=3");
    assert_eq!(report.document["problem_counts"]["condition-invalid"], 3);
    let problem = report.problems("condition-invalid")[0];
    assert_eq!(problem["value"], "Mängelexemplar");
    assert_eq!(problem["severity"], "error");
    report.mentions("3 items");
}

#[test]
fn gtins_are_checked_and_a_bad_one_is_dropped() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        ("4006381333931",     json!("4006381333931"), ""),
        ("4 006381 333931",   json!("4006381333931"), ""),
        ("978-3-16-148410-0", json!("9783161484100"), ""),
        ("3-16-148410-X",     json!("9783161484100"), ""),
        ("73513537",          json!("73513537"),      ""),
        ("4006381333932",     Value::Null,            "gtin-invalid"),
        ("8.80609E+12",       Value::Null,            "gtin-invalid"),
        ("12345",             Value::Null,            "gtin-invalid"),
        ("ohne",              Value::Null,            "gtin-invalid"),
        ("",                  Value::Null,            ""),
    ];
    for (cell, gtin, rule) in table {
        let (item, rules) = made(&world, x().set("gtin", cell), "");
        assert_eq!(item.unwrap()["gtin"], gtin, "{cell}");
        assert_eq!(rules.join(" "), rule, "{cell}");
    }
}

#[test]
fn variants_are_items_of_one_group() {
    let world = World::new();
    let variant = |id: &str, size: &str| row(id).set("item_group_id", "G").set("size", size);
    world.export(&[variant("G-S", "S"), variant("G-M", "M")]);
    world.run("check --json").json().is(0, "read=2 created=2");
    let lines = world.run("export").stdout;
    assert_eq!(lines.matches("\"item_group_id\":\"G\"").count(), 2);
    assert!(!lines.contains("\"id\":\"G\""));
}
