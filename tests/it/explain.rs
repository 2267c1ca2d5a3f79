//! One item from its record to payload, verdict and stored value.

use shelfsync::sandbox::Fault;

use crate::export::rows;
use crate::world::World;

#[test]
fn an_item_is_followed_from_its_line_to_what_is_stored() {
    let world = World::selling(&rows(3));
    let first = world.talk("explain SKU-002 --json").json().document;
    assert_eq!(first["decision"], "send", "{first}");
    assert_eq!(first["change"]["op"], "create");
    assert_eq!(first["records"][0]["line"], 3);
    assert_eq!(first["state"], serde_json::Value::Null);
    world.sync("").is(0, "read=3 created=3");
    let live = world.talk("explain SKU-002 --json").json().document;
    assert_eq!(live["decision"], "unchanged", "{live}");
    assert_eq!(live["state"]["status"], "live");
    assert_eq!(live["state"]["confirmed"]["id"], "SKU-002");
    let fields = live["records"][0]["fields"].as_array().unwrap();
    let price = fields
        .iter()
        .find(|field| field["field"] == "price")
        .unwrap();
    assert_eq!(price["from"][0]["column"], "price");
    // What was confirmed and what the export would send are the same value.
    assert_eq!(price["value"], live["state"]["confirmed"]["price"]);
    let words = world.talk("explain SKU-002").stdout;
    assert!(words.contains("products.csv:3"), "{words}");
    assert!(words.contains("the catalog has it so"), "{words}");
}

#[test]
fn a_changed_item_shows_the_fields_and_the_payload_that_a_sync_sends() {
    let world = World::in_sync(&rows(3));
    let mut changed = rows(3);
    changed[0] = changed[0].clone().set("price", "77.00 EUR");
    world.export(&changed);
    let item = world.talk("explain SKU-001 --json").json().document;
    assert_eq!(item["change"]["op"], "update", "{item}");
    assert_eq!(item["change"]["fields"]["price"]["new"], "77.00 EUR");
    assert_eq!(item["change"]["data"]["price"], "77.00 EUR");
    world.sync("").is(0, "read=3 unchanged=2 updated=1");
    let sent = world.sent();
    assert_eq!(sent[0][0]["data"], item["change"]["data"]);
}

#[test]
fn a_refused_item_ends_with_3_in_metas_words() {
    let world = World::selling(&rows(2));
    world.fault(Fault::refuse("SKU-002", "Image could not be downloaded").always());
    world.sync("").is(3, "read=2 created=1 refused=1");
    let ran = world.talk("explain SKU-002 --json");
    assert_eq!(ran.code, Some(3));
    let item = ran.json().document;
    assert_eq!(item["decision"], "refused");
    assert_eq!(
        item["state"]["refusal"]["message"],
        "Image could not be downloaded"
    );
}

#[test]
fn an_item_that_nobody_knows_is_wrong_usage_with_the_nearest() {
    let world = World::selling(&rows(3));
    let ran = world.talk("explain SKU-0O2");
    assert_eq!(ran.code, Some(2));
    let words: Vec<&str> = ran.stderr.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains("did you mean `SKU-00"), "{words}");
    // What left the export is still known to the state.
    world.sync("").is(0, "read=3 created=3");
    world.export(&rows(2));
    let gone = world.talk("explain SKU-003 --json").json().document;
    assert_eq!(gone["decision"], "leaves", "{gone}");
    assert_eq!(gone["records"], serde_json::json!([]));
}
