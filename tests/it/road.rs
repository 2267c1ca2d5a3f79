//! The main road: an export becomes a catalog, and stays one.

use serde_json::json;

use crate::export::{row, rows};
use crate::world::World;

#[test]
fn creates_everything_once_and_sends_nothing_the_second_time() {
    let shop = rows(250);
    let world = World::selling(&shop);
    let first = world.sync("");
    first.is(0, "read=250 created=250");
    assert_eq!(first.writes(), 1);
    world.equals(&shop);
    for _ in 0..2 {
        let again = world.sync("");
        again.is(0, "read=250 unchanged=250");
        assert_eq!(again.writes(), 0);
    }
    assert_eq!(world.writes(), 1);
}

#[test]
fn a_changed_price_is_one_record_with_two_fields() {
    let mut shop = rows(250);
    let world = World::in_sync(&shop);
    shop[41] = shop[41].clone().set("price", "99.00 EUR");
    world.export(&shop);
    world.sync("").is(0, "read=250 unchanged=249 updated=1");
    let data = json!({"id": "SKU-042", "price": "99.00 EUR"});
    assert_eq!(world.sent(), [[json!({"method": "UPDATE", "data": data})]]);
    world.equals(&shop);
}

#[test]
fn availability_and_quantity_go_out_together() {
    let mut shop = rows(3);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("quantity_to_sell_on_facebook", "3");
    world.export(&shop);
    world.sync("").is(0, "read=3 unchanged=2 updated=1");
    let data = json!({
        "id": "SKU-001", "availability": "in stock", "quantity_to_sell_on_facebook": 3,
    });
    assert_eq!(world.sent(), [[json!({"method": "UPDATE", "data": data})]]);
}

#[test]
fn a_field_that_vanished_is_cleared_by_its_type() {
    let full = row("A")
        .set("sale_price", "9.90 EUR")
        .set("color", "blau")
        .set("additional_image_link", "https://shop.example/i/2.jpg");
    let world = World::in_sync(&[full.clone(), row("B")]);
    let bare = full
        .set("sale_price", "")
        .set("color", "")
        .set("additional_image_link", "")
        .set("quantity_to_sell_on_facebook", "");
    world.export(&[bare, row("B")]);
    world.sync("").is(0, "read=2 unchanged=1 updated=1");
    let sent = world.sent();
    let data = &sent[0][0]["data"];
    assert_eq!(data["sale_price"], "");
    assert_eq!(data["color"], "");
    assert_eq!(data["additional_image_link"], json!([]));
    assert_eq!(data["quantity_to_sell_on_facebook"], "");
    assert_eq!(
        data["price"],
        json!(null),
        "what did not change stays at home"
    );
    world.sync("").is(0, "read=2 unchanged=2");
}

#[test]
fn additions_and_changes_travel_in_one_call() {
    let mut shop = rows(20);
    let world = World::in_sync(&shop);
    shop[3] = shop[3].clone().set("title", "Großer Becher");
    shop.remove(7);
    shop.push(row("NEW"));
    world.export(&shop);
    world
        .sync("")
        .is(0, "read=20 unchanged=18 created=1 updated=1 removed=1");
    let sent = world.sent();
    assert_eq!(sent.len(), 1, "calls are the scarce good");
    assert_eq!(sent[0].len(), 3);
    world.equals(&shop);
}

#[test]
fn batches_hold_as_many_items_as_the_configuration_says() {
    let shop = rows(25);
    let world = World::selling(&shop);
    world.configure("batch_items = 10");
    let report = world.sync("");
    report.is(0, "read=25 created=25");
    let sizes: Vec<usize> = world.sent().iter().map(Vec::len).collect();
    assert_eq!(sizes, [10, 10, 5]);
    assert_eq!(report.writes(), 3);
    world.equals(&shop);
}

#[test]
fn one_sync_sends_what_export_says_that_a_first_sync_sends() {
    let shop = rows(12);
    let world = World::selling(&shop);
    let exported = world.run("export --format jsonl");
    assert_eq!(exported.code, Some(0));
    world.sync("");
    let sent = world.sent();
    let lines: Vec<serde_json::Value> = exported
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut datas: Vec<serde_json::Value> = sent[0]
        .iter()
        .map(|record| record["data"].clone())
        .collect();
    datas.sort_by_key(|data| data["id"].to_string());
    assert_eq!(lines, datas);
}

#[test]
fn drafts_are_filtered_and_leave_the_catalog_if_they_are_live() {
    let mut shop = rows(20);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("status", "archived");
    shop.push(row("DRAFT").set("status", "archived"));
    world.export(&shop);
    world
        .sync("")
        .is(0, "read=21 unchanged=19 filtered=2 removed=1");
    assert!(world.item("DRAFT").is_none(), "a draft is never sent");
    assert_eq!(world.field("SKU-001", "status"), "archived");
    world.sync("").is(0, "read=21 unchanged=19 filtered=2");
    shop[0] = shop[0].clone().set("status", "active");
    world.export(&shop);
    world
        .sync("")
        .is(0, "read=21 unchanged=19 updated=1 filtered=1");
    assert_eq!(world.field("SKU-001", "status"), "active");
}

#[test]
fn only_sends_the_named_items_in_any_case_and_removes_nothing() {
    let mut shop = rows(30);
    let world = World::in_sync(&shop);
    shop.truncate(29);
    shop[0] = shop[0].clone().set("price", "1.00 EUR");
    world.export(&shop);
    world
        .sync("--only SKU-002,SKU-003")
        .is(0, "read=29 updated=2 filtered=27");
    assert_eq!(world.sent()[0].len(), 2);
    assert_eq!(world.active().len(), 30);
    world
        .sync("")
        .is(0, "read=29 unchanged=28 updated=1 removed=1");
}

#[test]
fn limit_looks_at_the_first_items_and_removes_nothing() {
    let mut shop = rows(30);
    let world = World::in_sync(&shop);
    for item in &mut shop {
        *item = item.clone().set("title", "Krug");
    }
    shop.truncate(29);
    world.export(&shop);
    world
        .sync("--limit 5")
        .is(0, "read=29 updated=5 filtered=24");
    assert_eq!(world.active().len(), 30);
    world
        .sync("")
        .is(0, "read=29 unchanged=5 updated=24 removed=1");
}

#[test]
fn full_sends_every_item_and_counts_it_as_updated() {
    let shop = rows(30);
    let world = World::in_sync(&shop);
    world.sync("--full").is(0, "read=30 updated=30");
    assert_eq!(world.sent()[0].len(), 30);
    world.sync("").is(0, "read=30 unchanged=30");
}

#[test]
fn another_catalog_starts_empty_and_leaves_the_first_alone() {
    let shop = rows(5);
    let world = World::in_sync(&shop);
    world.sync("--catalog 200").is(0, "read=5 created=5");
    world.sync("").is(0, "read=5 unchanged=5");
    world.sync("--catalog 200").is(0, "read=5 unchanged=5");
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let shop = rows(5);
    let world = World::selling(&shop);
    world.sync("--dry-run").is(0, "read=5 created=5");
    assert_eq!(world.calls().len(), 0);
    assert!(!world.state().exists());
}

#[test]
fn several_exports_are_one_in_the_order_of_the_file() {
    let world = World::new();
    let all = rows(6);
    world.write("a.csv", crate::export::csv(&all[..2]));
    world.write("parts/2.csv", crate::export::csv(&all[2..4]));
    world.write("parts/3.csv", crate::export::csv(&all[4..]));
    world.config(
        "[[source]]\npath = \"a.csv\"\n[[source]]\npath = \"parts/*.csv\"\n[catalog]\nid = \"100\"",
    );
    let report = world.sync("");
    report.is(0, "read=6 created=6");
    let sources = report.document["sources"].as_array().unwrap();
    let paths: Vec<&str> = sources
        .iter()
        .map(|s| s["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["a.csv", "parts/2.csv", "parts/3.csv"]);
    world.sync("a.csv").is(0, "read=2 unchanged=2 removed=4");
}

#[test]
fn an_export_comes_through_standard_input() {
    let world = World::new();
    world.write("in.csv", crate::export::csv(&rows(4)));
    let line = format!("sync - --json --catalog 100 --api-url {}", world.url());
    let mut command = world.command(&line);
    let file = std::fs::File::open(world.path().join("in.csv")).unwrap();
    let ran = world.finish(command.stdin(file).output().unwrap());
    ran.json().is(0, "read=4 created=4");
}

#[test]
fn people_read_what_was_done() {
    let world = World::selling(&rows(3));
    insta::assert_snapshot!(world.talk("sync").text(), @r"
    exit 0
    --- stdout
    3 items read: 3 created.
    1 write call, 1 status poll, 1 087 bytes sent in [time]
    --- stderr
    ");
    insta::assert_snapshot!(world.talk("sync").text(), @r"
    exit 0
    --- stdout
    In sync: 3 items read, nothing to do.
    --- stderr
    ");
    insta::assert_snapshot!(world.talk("sync -q").text(), @r"
    exit 0
    --- stdout
    --- stderr
    ");
}
