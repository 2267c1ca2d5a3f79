//! How much goes into a call, how often calls are made, and what a run reads.

use serde_json::json;

use crate::export::{csv, row, rows};
use crate::world::{World, is_write};

#[test]
fn a_call_stays_below_the_bytes_that_were_set() {
    let text = "Ein sehr ausführlicher Text. ".repeat(60);
    let shop: Vec<_> = rows(150)
        .into_iter()
        .map(|row| row.set("description", &text))
        .collect();
    let world = World::selling(&shop);
    world.configure("batch_bytes = 100000");
    world.sync("").is(0, "read=150 created=150");
    let calls = world.calls();
    let sizes: Vec<usize> = calls
        .iter()
        .filter(|c| is_write(c))
        .map(|c| c.bytes)
        .collect();
    assert!(sizes.iter().all(|bytes| *bytes <= 100_000), "{sizes:?}");
    let total: usize = sizes.iter().sum();
    assert!(sizes.len() <= total / 90_000 + 1, "packed well: {sizes:?}");
    world.equals(&shop);
}

#[test]
fn the_pace_is_kept_over_runs() {
    let mut shop = rows(3);
    let world = World::selling(&shop);
    world.config(&crate::world::CONFIG.replace("= 1000", "= 1"));
    world.sync("").is(0, "read=3 created=3");
    shop[0] = shop[0].clone().set("price", "1.00 EUR");
    world.export(&shop);
    // The minute's one call is spent.
    world
        .sync("--max-wait 2s")
        .is(5, "read=3 unchanged=2 pending=1");
    assert_eq!(world.writes(), 1);
}

#[test]
fn a_large_catalog_is_listed_page_by_page_after_the_state_was_lost() {
    let shop = rows(1100);
    let world = World::in_sync(&shop);
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    world.sync("").is(0, "read=1100 updated=1100");
    let listings = world
        .calls()
        .iter()
        .filter(|c| c.path.ends_with("/products"))
        .count();
    assert!(listings >= 2, "{listings}");
    world.sync("").is(0, "read=1100 unchanged=1100");
}

#[test]
fn an_ended_sale_is_cleared_with_its_window() {
    let sale = row("A").set("sale_price", "9.90 EUR").set(
        "sale_price_effective_date",
        "2026-04-30T09:30+02:00/2026-05-30T23:59+02:00",
    );
    let world = World::in_sync(&[sale]);
    world.export(&[row("A")]);
    world.sync("").is(0, "read=1 updated=1");
    let data = json!({"id": "A", "sale_price": "", "sale_price_effective_date": ""});
    assert_eq!(world.sent(), [[json!({"method": "UPDATE", "data": data})]]);
    assert_eq!(world.field("A", "price"), "12.90 EUR");
    world.sync("").is(0, "read=1 unchanged=1");
}

#[test]
fn a_live_item_whose_rows_contradict_each_other_stays_as_it_was() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    shop.push(shop[2].clone().set("price", "1.00 EUR"));
    world.export(&shop);
    let report = world.sync("");
    report.is(3, "read=6 unchanged=4 invalid=2");
    assert_eq!(report.writes(), 0);
    world.equals(&rows(5));
    world.export(&rows(5));
    let report = world.sync("");
    report.is(0, "read=5 unchanged=5");
    assert_eq!(report.writes(), 0);
}

#[test]
fn what_was_kept_leaves_when_the_owner_decides_otherwise() {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    world.configure("[removal]\naction = \"keep\"");
    world.export(&shop[..17]);
    world.sync("").is(0, "read=17 unchanged=17 kept=3");
    world.configure("[removal]\naction = \"delete\"");
    world.sync("").is(0, "read=17 unchanged=17 removed=3");
    assert!(world.item("SKU-020").is_none());
    world.sync("").is(0, "read=17 unchanged=17");
}

#[test]
fn filtered_items_count_for_the_brake() {
    let mut shop = rows(30);
    let world = World::in_sync(&shop);
    for item in &mut shop[..20] {
        *item = item.clone().set("status", "archived");
    }
    world.export(&shop);
    let report = world.sync("");
    report.is(4, "read=30 unchanged=10 filtered=20 withheld=20");
    assert_eq!(world.active().len(), 30);
}

#[test]
fn adult_goods_of_a_google_feed_are_not_published() {
    let world = World::new();
    let goods = [row("A").set("adult", "yes"), row("B").set("adult", "no")];
    world.export(&goods);
    world
        .sync("products.csv --preset google")
        .is(0, "read=2 created=1 filtered=1");
}

#[test]
fn the_place_of_a_problem_is_file_line_and_column() {
    let world = World::new();
    let shop = [
        row("A"),
        row("B")
            .set("price", "")
            .set("title", "ALLES GROSS GESCHRIEBEN HIER"),
        row("C")
            .set("link", "ftp://shop.example/c")
            .set("gtin", "12345"),
        row("D").set("link", "http://shop.example/d"),
        row("E").set("sale_price", "99.00 EUR"),
        row("F").set("condition", "kaputt"),
    ];
    // A cell of two lines moves everything below it.
    let text = csv(&shop).replace("Becher A", "Becher\nA");
    world.write("products.csv", text);
    let report = world.run("check --json").json();
    #[rustfmt::skip]
    let table = [
        ("price-missing",        "B", 4, "price"),
        ("title-uppercase",      "B", 4, "title"),
        ("link-invalid",         "C", 5, "link"),
        ("gtin-invalid",         "C", 5, "gtin"),
        ("link-insecure",        "D", 6, "link"),
        ("sale_price-not-lower", "E", 7, "sale_price"),
        ("condition-invalid",    "F", 8, "condition"),
    ];
    let mut wrong = Vec::new();
    for (rule, id, line, column) in table {
        let problems = report.problems(rule);
        assert_eq!(problems.len(), 1, "{rule}: {:#}", report.document);
        let problem = problems[0];
        let seen = json!([
            problem["id"],
            problem["line"],
            problem["column"],
            problem["source"]
        ]);
        if seen != json!([id, line, column, "products.csv"]) {
            wrong.push(format!("{rule}: {seen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
