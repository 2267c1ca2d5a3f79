//! What Meta refuses, in Meta's words, and what is remembered of it.

use serde_json::json;
use shelfsync::sandbox::{Fault, Remark, Trouble};

use crate::export::{row, rows};
use crate::world::World;

const WORDS: &str = "Image could not be downloaded: (403) Forbidden";

/// Five items, the third of which Meta refuses.
fn third_refused() -> World {
    let world = World::selling(&rows(5));
    world.fault(Fault::refuse("SKU-003", WORDS).always());
    world
}

#[test]
fn a_refusal_shows_metas_words_and_the_source_line() {
    let world = third_refused();
    let report = world.sync("");
    report.is(3, "read=5 created=4 refused=1");
    assert_eq!(
        report.document["refusals"],
        json!([{"id": "SKU-003", "message": WORDS, "source": "products.csv", "line": 4}])
    );
    assert!(world.item("SKU-003").is_none());
    assert_eq!(world.active().len(), 4);
    let words = world.talk("sync").stdout;
    assert!(
        words.contains(WORDS) && words.contains("products.csv:4"),
        "{words}"
    );
}

#[test]
fn a_refusal_is_remembered_without_a_call() {
    let world = third_refused();
    world.sync("");
    world.sent();
    for _ in 0..2 {
        let report = world.sync("");
        report.is(3, "read=5 unchanged=4 refused=1");
        assert_eq!(report.document["refusals"][0]["message"], WORDS);
        assert_eq!(report.document["refusals"][0]["line"], 4);
    }
    world.plan("").is(3, "read=5 unchanged=4 refused=1");
    assert_eq!(world.sent().len(), 0);
    let status = world.talk("status --json").json();
    assert_eq!(status.document["refusals"][0]["message"], WORDS);
}

#[test]
fn a_refused_item_is_sent_again_when_it_changes_or_somebody_asks() {
    for flags in ["", "--full", "--only SKU-003"] {
        let world = third_refused();
        world.sync("");
        world.sent();
        world.no_more_faults();
        if flags.is_empty() {
            let mut shop = rows(5);
            shop[2] = shop[2]
                .clone()
                .set("image_link", "https://shop.example/new.jpg");
            world.export(&shop);
        }
        let counts = match flags {
            "--full" => "read=5 created=1 updated=4",
            "--only SKU-003" => "read=5 created=1 filtered=4",
            _ => "read=5 unchanged=4 created=1",
        };
        world.sync(flags).is(0, counts);
        assert!(world.item("SKU-003").is_some(), "{flags}");
        world.sync("").is(0, "read=5 unchanged=5");
    }
}

#[test]
fn a_refused_change_leaves_the_live_item_as_it_was_confirmed() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    world.fault(Fault::refuse("SKU-003", WORDS));
    let before = shop[2].clone();
    shop[2] = before.clone().set("title", "Verboten");
    world.export(&shop);
    world.sync("").is(3, "read=5 unchanged=4 refused=1");
    assert_eq!(world.field("SKU-003", "title"), before.get("title"));
    world.sync("").is(3, "read=5 unchanged=4 refused=1");
    // Back at what Meta confirmed: all is well, and the refusal is history.
    shop[2] = before;
    world.export(&shop);
    world.sync("").is(0, "read=5 unchanged=5");
    let status = world.talk("status --json").json();
    assert_eq!(status.document["refusals"], json!([]));
}

#[test]
fn remarks_of_the_answer_count_as_much_as_the_verdict() {
    for handle in [true, false] {
        let world = World::selling(&rows(5));
        world.fault(Fault::new(Trouble::Validation {
            errors: vec![Remark {
                id: "SKU-002".into(),
                message: WORDS.into(),
            }],
            handle,
        }));
        let report = world.sync("");
        report.is(3, "read=5 created=4 refused=1");
        let refusal = &report.document["refusals"][0];
        assert_eq!(refusal["id"], "SKU-002", "handle: {handle}");
        assert_eq!(refusal["message"], WORDS);
        assert_eq!(world.active().len(), 4, "handle: {handle}");
        world.sync("").is(3, "read=5 unchanged=4 refused=1");
    }
}

#[test]
fn every_refused_item_of_a_batch_is_named() {
    let world = World::selling(&rows(120));
    for number in 1..=80 {
        world.fault(Fault::refuse(format!("SKU-{number:03}"), WORDS));
    }
    let report = world.sync("");
    report.is(3, "read=120 created=40 refused=80");
    assert_eq!(report.document["refusals"].as_array().unwrap().len(), 80);
    let again = world.sync("");
    again.is(3, "read=120 unchanged=40 refused=80");
    assert_eq!(again.writes(), 0);
}

/// A live item that is held back and sold out by the export.
fn sold_out_and_held_back() -> (World, serde_json::Value) {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    shop[1] = shop[1]
        .clone()
        .set("price", "auf Anfrage")
        .set("availability", "out of stock")
        .set("quantity_to_sell_on_facebook", "0");
    world.export(&shop);
    let data = json!({
        "id": "SKU-002", "availability": "out of stock", "quantity_to_sell_on_facebook": 0,
    });
    (world, json!([[{"method": "UPDATE", "data": data}]]))
}

#[test]
fn a_sold_out_item_is_marked_even_when_it_is_held_back() {
    let (world, record) = sold_out_and_held_back();
    world.sync("").is(3, "read=5 unchanged=4 invalid=1");
    assert_eq!(json!(world.sent()), record);
    let again = world.sync("");
    again.is(3, "read=5 unchanged=4 invalid=1");
    assert_eq!(again.writes(), 0, "once is enough");
    world.export(&rows(5));
    world.sync("").is(0, "read=5 unchanged=4 updated=1");
    world.equals(&rows(5));
}

#[test]
fn a_sold_out_item_is_marked_even_when_its_change_was_refused() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    world.fault(Fault::refuse("SKU-002", WORDS));
    shop[1] = shop[1].clone().set("title", "Verboten");
    world.export(&shop);
    world.sync("").is(3, "read=5 unchanged=4 refused=1");
    world.fault(Fault::refuse("SKU-002", WORDS));
    shop[1] = shop[1]
        .clone()
        .set("availability", "out of stock")
        .set("quantity_to_sell_on_facebook", "0");
    world.export(&shop);
    world.sync("").is(3, "read=5 unchanged=4 refused=1");
    // The change as a whole is refused again; what counts is the stock.
    world.sync("").is(3, "read=5 unchanged=4 refused=1");
    assert_eq!(world.field("SKU-002", "availability"), "out of stock");
    assert_eq!(world.field("SKU-002", "title"), "Becher SKU-002");
}

#[test]
fn a_change_to_an_item_that_was_deleted_by_hand_is_repeated_in_full() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    world.delete_by_hand("SKU-004");
    shop[3] = shop[3].clone().set("price", "3.00 EUR");
    world.export(&shop);
    let report = world.sync("");
    report.is(0, "read=5 unchanged=4 updated=1");
    world.equals(&shop);
    let sent = world.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0][0]["data"].as_object().unwrap().len(), 2);
    assert!(sent[1][0]["data"]["title"].is_string(), "{sent:?}");
    world.sync("").is(0, "read=5 unchanged=5");
}

#[test]
fn a_field_that_meta_does_not_know_is_no_refusal() {
    let world = World::selling(&[row("A").set("Farbton", "blau"), row("B")]);
    let report = world.sync("");
    report.is(0, "read=2 created=2");
    assert_eq!(report.problems("column-unknown").len(), 1);
    assert_eq!(report.document["problem_counts"]["column-unknown"], 1);
    assert_eq!(world.field("A", "Farbton"), json!(null));
}
