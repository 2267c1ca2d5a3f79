//! What others do to the catalog: people, apps, and Meta's review.

use std::time::Duration;

use serde_json::{Map, Value, json};
use shelfsync::sandbox::{Fault, HandError, ReviewRule, ReviewState, Trouble};

use crate::world::{Said, World, mug, update};

async fn reviews(world: &World) -> Value {
    let fields = "retailer_id,review_status,review_rejection_reasons";
    let said = world.get("100/products", &[("fields", fields)]).await;
    let items = said.body["data"].as_array().unwrap().clone();
    items
        .into_iter()
        .map(|item| {
            let id = item["retailer_id"].as_str().unwrap().to_owned();
            let shown = json!([item["review_status"], item["review_rejection_reasons"]]);
            (id, shown)
        })
        .collect::<Map<String, Value>>()
        .into()
}

#[tokio::test]
async fn somebody_writes_an_item_by_hand() {
    let world = World::new().await;
    world.fill(1).await;
    let write = |id: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|&(name, value)| (name, value));
        world.sandbox.write_by_hand("100", id, fields)
    };
    write("SKU-000", &[("price", "1.00 EUR"), ("brand", "Other")]).unwrap();
    let mut expected = mug("SKU-000");
    expected["price"] = json!("1.00 EUR");
    expected["brand"] = json!("Other");
    let items = world.sandbox.items("100").unwrap();
    assert_eq!(Value::Object(items["SKU-000"].clone()), expected);

    let Value::Object(new) = mug("NEW") else {
        panic!("not an object")
    };
    world.sandbox.write_by_hand("100", "NEW", new).unwrap();
    assert_eq!(world.ids(), ["NEW", "SKU-000"]);

    for (id, fields) in [
        ("SKU-000", ("price", "cheap")),
        ("SKU-000", ("colour", "red")),
        ("HALF", ("price", "1.00 EUR")),
    ] {
        let refused = write(id, &[fields]).unwrap_err();
        assert!(matches!(refused, HandError::Refused { .. }), "{refused}");
    }
    let nowhere = world.sandbox.write_by_hand("9", "A", [("brand", "x")]);
    assert!(matches!(nowhere, Err(HandError::NoCatalog(_))));
    assert_eq!(world.ids(), ["NEW", "SKU-000"]);
}

#[tokio::test]
async fn another_process_writes_items_by_hand_all_or_none() {
    let world = World::new().await;
    let control = format!("{}/__sandbox/items/100", world.sandbox.url());
    let post = async |body: Value| {
        let call = world.client.post(&control).body(body.to_string());
        Said::of(call.send().await.unwrap()).await
    };
    let said = post(mug("A")).await;
    assert_eq!((said.status, said.body), (200, json!({"written": ["A"]})));
    let said = post(json!([mug("B"), {"id": "C", "price": "1.00 EUR"}])).await;
    assert_eq!(said.status, 400, "{}", said.body);
    assert_eq!(post(json!(7)).await.status, 400);
    assert_eq!(world.ids(), ["A"]);
}

#[tokio::test]
async fn a_scripted_hand_comes_just_before_a_call() {
    let world = World::new().await;
    world.fill(2).await;
    let fields = [("price".to_owned(), json!("1.00 EUR"))];
    let write = Trouble::WriteItem {
        catalog: None,
        id: "SKU-000".into(),
        fields: fields.into_iter().collect(),
    };
    let delete = Trouble::DeleteItem {
        catalog: None,
        id: "SKU-001".into(),
    };
    for trouble in [write, delete] {
        let fault = Fault::new(trouble).on("GET", "products").after(1);
        world.sandbox.script(fault);
    }
    let prices = async || {
        let said = world.get("100/products", &[("fields", "price")]).await;
        let items = said.body["data"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["price"].as_str().unwrap().to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(prices().await, ["€12.90", "€12.90"]);
    assert_eq!(prices().await, ["€1.00"]);
    let calls = world.sandbox.journal();
    assert_eq!(
        calls.last().unwrap().troubles,
        ["write_item", "delete_item"]
    );

    // A scenario that cannot be played is not passed over.
    world.sandbox.script(Fault::new(Trouble::WriteItem {
        catalog: None,
        id: "HALF".into(),
        fields: Map::new(),
    }));
    let said = world.get("100", &[]).await;
    assert_eq!(said.error(), (500, 2, None));
    assert!(said.message().contains("HALF"), "{}", said.message());
}

#[tokio::test]
async fn review_says_what_a_script_decides() {
    let world = World::new().await;
    world.fill(2).await;
    let usual = |state: &str| json!([state, []]);
    assert_eq!(
        reviews(&world).await,
        json!({"SKU-000": usual("pending"), "SKU-001": usual("pending")})
    );
    let rejected = json!(["rejected", ["no weapons"]]);
    let there = world
        .sandbox
        .review("100", "SKU-000", ReviewState::Rejected, &["no weapons"]);
    assert!(there.unwrap());
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(
        reviews(&world).await,
        json!({"SKU-000": rejected, "SKU-001": usual("approved")})
    );
    let said = world
        .get("100/products", &[("return_only_approved_products", "true")])
        .await;
    assert_eq!(said.body["data"].as_array().unwrap().len(), 1);

    // A price is not looked at, a title is.
    let send = async |name: &str, value: &str| {
        let data = json!({"id": "SKU-000", name: value});
        world.deliver(json!([update(data)])).await;
        reviews(&world).await["SKU-000"].clone()
    };
    assert_eq!(send("price", "2.00 EUR").await, rejected);
    assert_eq!(send("title", "Cup").await, usual("pending"));
    assert!(
        !world
            .sandbox
            .review("100", "X", ReviewState::Pending, &[])
            .unwrap()
    );
}

#[tokio::test]
async fn a_rule_of_review_holds_for_what_is_there_and_for_what_comes() {
    let world = World::new().await;
    world.fill(1).await;
    let rule = |ids: &str, state: &str| json!({"ids": [ids], "state": state, "reasons": ["why"]});
    let control = format!("{}/__sandbox/reviews", world.sandbox.url());
    let rules = json!([rule("*", "outdated"), rule("T-*", "rejected")]);
    let call = world.client.post(&control).body(rules.to_string());
    assert_eq!(Said::of(call.send().await.unwrap()).await.status, 200);
    let call = world.client.post(&control).body("{\"state\":\"fine\"}");
    assert_eq!(Said::of(call.send().await.unwrap()).await.status, 400);
    world.deliver(json!([update(mug("T-1"))])).await;
    assert_eq!(
        reviews(&world).await,
        json!({"SKU-000": ["outdated", ["why"]], "T-1": ["rejected", ["why"]]})
    );
    let read: ReviewRule = serde_json::from_value(rule("*", "pending")).unwrap();
    assert_eq!(read.state, ReviewState::Pending);
}
