//! What an item needs, what the configuration gives, and ids (contract 2.4 and 7).

use crate::export::{Row, row};
use crate::ran::Report;
use crate::world::World;

fn check(world: &World, rows: &[Row], flags: &str) -> Report {
    world.export(rows);
    world.run(&format!("check --json {flags}")).json()
}

/// Three rows; the cell is taken from the first so many of them.
fn three(column: &str, cell: &str, times: usize) -> Vec<Row> {
    let mut rows = vec![row("X"), row("Y"), row("Z")];
    for item in rows.iter_mut().take(times) {
        *item = item.clone().set(column, cell);
    }
    rows
}

#[test]
fn a_setting_that_all_rows_need_is_one_error_that_names_the_key() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        // column, cell                               key             flag
        ("condition", "",                             "condition",    "--condition new"),
        ("brand", "",                                 "brand",        "--brand Nord"),
        ("price", "12.90",                            "currency",     "--currency EUR"),
        ("link", "/p/1",                              "url",          "--shop-url https://shop.example"),
        ("image_link", "/i/1.jpg",                    "image_url",    "--image-url https://shop.example"),
    ];
    for (column, cell, key, flag) in table {
        let rows = three(column, cell, 3);
        let report = check(&world, &rows, "");
        report.fails(2).mentions(&format!("shop.{key}"));
        check(&world, &rows, flag).is(0, "read=3 created=3");
        let mut without = rows.clone();
        if cell.is_empty() {
            without = without.into_iter().map(|row| row.without(column)).collect();
            check(&world, &without, "").fails(2);
            check(&world, &without, flag).is(0, "read=3 created=3");
        }
        // One row of three is an item to look after.
        let one = check(&world, &three(column, cell, 1), "");
        one.is(3, "read=3 created=2 invalid=1");
        let rules = one.rules_of("X");
        assert_eq!(rules.len(), 1, "{rules:?}");
        let problem = one.problems(rules[0])[0];
        assert_eq!(problem["line"], 2, "{problem}");
        assert_eq!(problem["source"], "products.csv");
        let remedy = problem["remedy"].as_str().unwrap();
        assert!(remedy.contains(&format!("shop.{key}")), "{remedy}");
    }
    let no_stock = |times| {
        three("availability", "", times)
            .into_iter()
            .map(|row| row.without("quantity_to_sell_on_facebook"))
            .collect::<Vec<Row>>()
    };
    check(&world, &no_stock(3), "")
        .fails(2)
        .mentions("shop.availability");
    let given = ["--availability", "in stock"];
    let output = world.command("check --json").args(given).output().unwrap();
    world.finish(output).json().is(0, "read=3 created=3");
    let one = check(&world, &no_stock(1), "");
    one.is(3, "read=3 created=2 invalid=1");
    assert_eq!(one.rules_of("X"), ["availability-missing"]);
}

#[test]
fn a_setting_that_is_missing_sends_nothing() {
    let world = World::in_sync(&[row("X"), row("Y"), row("Z")]);
    let before = world.calls().len();
    world.export(&three("condition", "", 3));
    world.sync("").fails(2).mentions("shop.condition");
    let writes = world.calls()[before..]
        .iter()
        .filter(|call| crate::world::is_write(call))
        .count();
    assert_eq!(writes, 0);
}

#[test]
fn each_missing_field_holds_one_item_back_with_place_and_remedy() {
    let world = World::new();
    for field in [
        "title",
        "description",
        "price",
        "link",
        "condition",
        "brand",
    ] {
        let report = check(&world, &three(field, "", 1), "");
        report.is(3, "read=3 created=2 invalid=1");
        let rule = format!("{field}-missing");
        assert_eq!(report.rules_of("X"), [rule.as_str()]);
        let problem = report.problems(&rule)[0];
        assert_eq!(problem["severity"], "error");
        assert_eq!(problem["field"], field);
        assert_eq!(problem["line"], 2);
        assert!(!problem["remedy"].as_str().unwrap().is_empty());
        assert!(!problem["message"].as_str().unwrap().is_empty());
        assert_eq!(report.document["problem_counts"][&rule], 1);
    }
}

#[test]
fn an_item_without_an_id_is_read_and_held_back() {
    let world = World::new();
    let report = check(&world, &[row("").set("title", "Ohne"), row("Y")], "");
    report.is(3, "read=2 created=1 invalid=1");
    assert_eq!(report.problems("id-missing")[0]["line"], 2);
}

#[test]
fn equal_rows_of_an_id_are_one_item() {
    let world = World::new();
    let report = check(&world, &[row("X"), row("Y"), row("X"), row("X")], "");
    report.is(0, "read=4 created=2 filtered=2");
    assert_eq!(world.run("export").stdout.lines().count(), 2);
}

#[test]
fn different_rows_of_an_id_hold_back_all_of_them() {
    let world = World::new();
    let other = row("X").set("price", "1.00 EUR");
    let report = check(&world, &[row("X"), row("Y"), other], "");
    report.is(3, "read=3 created=1 invalid=2");
    let problem = report.problems("id-duplicate")[0];
    assert_eq!(problem["id"], "X");
    report.mentions("2, 4");
    assert_eq!(world.run("export").stdout.lines().count(), 1);
}

#[test]
fn ids_that_differ_in_case_are_two_items_and_a_warning() {
    let world = World::new();
    let report = check(&world, &[row("sku-1"), row("SKU-1")], "");
    report.is(0, "read=2 created=2");
    assert_eq!(report.document["problem_counts"]["id-case"], 1);
    assert_eq!(report.problems("id-case")[0]["severity"], "warning");
}

#[test]
fn an_id_stands_as_the_shop_writes_it() {
    let world = World::new();
    for id in ["007", "Ä-1", "a b", "1e5", "x/y", "\"q\"", "1.0"] {
        world.export(&[row(id)]);
        let lines = world.run("export").stdout;
        let item: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(item["id"], id);
    }
    let long = "x".repeat(101);
    let report = check(&world, &[row(&long), row("Y")], "");
    report.is(3, "read=2 created=1 invalid=1");
    assert_eq!(report.document["problem_counts"]["id-invalid"], 1);
}

#[test]
fn all_errors_are_listed_up_to_a_thousand_and_counted_beyond() {
    let world = World::new();
    let mut rows: Vec<Row> = (0..1100)
        .map(|n| row(&format!("X-{n}")).set("price", "gratis"))
        .collect();
    rows.push(row("GOOD"));
    let report = check(&world, &rows, "");
    report.is(3, "read=1101 created=1 invalid=1100");
    assert_eq!(report.document["problem_counts"]["price-invalid"], 1100);
    let listed = report.problems("price-invalid").len();
    assert!((1000..=1020).contains(&listed), "{listed}");
}
