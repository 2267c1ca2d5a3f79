//! Batch writes: what is taken, what is refused, and what becomes of the items.

use std::time::Duration;

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::world::{Said, World, delete, mug, update};

#[tokio::test]
async fn an_item_appears_when_its_batch_finishes_and_not_before() {
    let world = World::new().await;
    let said = world.batch(json!([update(mug("A"))])).await;
    assert_eq!(said.status, 200);
    assert_eq!(said.body.get("validation_status"), None);
    let handle = said.body["handles"][0].as_str().unwrap();
    assert!((90..=120).contains(&handle.len()), "{handle}");

    let first = world.poll(handle).await;
    assert_eq!(first.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(first.body["data"][0]["status"], "started");
    assert!(world.ids().is_empty());

    let second = world.poll(handle).await;
    assert_eq!(
        second.body["data"][0],
        json!({
            "handle": handle, "status": "finished", "errors": [], "errors_total_count": 0,
            "warnings": [], "warnings_total_count": 0, "ids_of_invalid_requests": [],
        })
    );
    let items = world.sandbox.items("100").unwrap();
    assert_eq!(Value::Object(items["A"].clone()), mug("A"));
}

#[tokio::test]
async fn a_batch_is_applied_in_the_end_even_if_nobody_asks() {
    let world = World::new().await;
    world.batch(json!([update(mug("A"))])).await;
    world.clock.advance(Duration::from_secs(59));
    assert!(world.ids().is_empty());
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.ids(), ["A"]);
}

#[tokio::test]
async fn the_pace_decides_how_many_polls_are_open() {
    let world = World::with(|options| options.pace.polls = 3).await;
    let said = world.batch(json!([update(mug("A"))])).await;
    let handle = said.body["handles"][0].as_str().unwrap();
    for expected in ["scheduled", "dispatched", "started", "finished", "finished"] {
        assert_eq!(world.poll(handle).await.body["data"][0]["status"], expected);
    }
}

#[tokio::test]
async fn every_encoding_of_a_batch_is_understood() {
    let requests = json!([update(mug("A"))]).to_string();
    let form = Serializer::new(String::new())
        .append_pair("item_type", "PRODUCT_ITEM")
        .append_pair("requests", &requests)
        .append_pair("access_token", "TOKEN")
        .finish();
    let multipart = format!(
        "--X\r\ncontent-disposition: form-data; name=\"item_type\"\r\n\r\nPRODUCT_ITEM\r\n\
         --X\r\ncontent-disposition: form-data; name=\"access_token\"\r\n\r\nTOKEN\r\n\
         --X\r\ncontent-disposition: form-data; name=\"requests\"\r\n\r\n{requests}\r\n--X--\r\n"
    );
    let text = json!({"item_type": "PRODUCT_ITEM", "requests": requests, "access_token": "TOKEN"});
    #[rustfmt::skip]
    let cases = [
        ("application/x-www-form-urlencoded", form),
        ("multipart/form-data; boundary=X",   multipart),
        ("application/json",                  text.to_string()),
    ];
    for (kind, body) in cases {
        let world = World::new().await;
        for root in ["/v25.0", ""] {
            let url = format!("{}{root}/100/items_batch", world.sandbox.url());
            let call = world
                .client
                .post(url)
                .header("content-type", kind)
                .body(body.clone());
            let said = Said::of(call.send().await.unwrap()).await;
            assert!(
                said.body["handles"][0].is_string(),
                "{kind} at {root}: {}",
                said.body
            );
        }
        assert_eq!(world.violations(), Vec::<String>::new(), "{kind}");
        let call = &world.sandbox.journal()[0];
        assert_eq!(call.records.as_ref().unwrap().ids, ["A"], "{kind}");
        assert_eq!(call.bytes, body.len(), "{kind}");
    }
}

#[tokio::test]
async fn a_form_may_be_large_and_must_be_utf_8() {
    let world = World::new().await;
    let send = async |requests: &[u8]| {
        let mut body =
            b"--X\r\ncontent-disposition: form-data; name=\"item_type\"\r\n\r\nPRODUCT_ITEM\r\n\
            --X\r\ncontent-disposition: form-data; name=\"requests\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(requests);
        body.extend_from_slice(b"\r\n--X--\r\n");
        let call = world
            .client
            .post(world.url("100/items_batch", &[]))
            .bearer_auth("TOKEN")
            .header("content-type", "multipart/form-data; boundary=X")
            .body(body);
        Said::of(call.send().await.unwrap()).await
    };
    let mut data = mug("A");
    data["unknown"] = json!("x".repeat(5_000_000));
    let said = send(json!([update(data)]).to_string().as_bytes()).await;
    assert!(said.body["handles"][0].is_string(), "{}", said.body);
    let said = send(b"[\"\xff\"]").await;
    assert_eq!(said.error(), (400, 100, None));
    assert!(said.message().contains("not UTF-8"), "{}", said.message());
}

#[tokio::test]
async fn a_call_is_refused_as_a_whole_for_its_shape() {
    let world = World::new().await;
    let record = update(mug("A"));
    let many: Vec<Value> = (0..5001).map(|n| delete(&n.to_string())).collect();
    #[rustfmt::skip]
    let cases = [
        (json!({"requests": [record]}),                                   "(#100) The parameter item_type is required."),
        (json!({"item_type": "", "requests": [record]}),                  "(#100) The parameter item_type is required."),
        (json!({"item_type": "VEHICLE", "requests": [record]}),           "(#100) Param item_type"),
        (json!({"item_type": "PRODUCT_ITEM"}),                            "(#100) The parameter requests is required."),
        (json!({"item_type": "PRODUCT_ITEM", "requests": []}),            "(#100) Param requests must not be empty"),
        (json!({"item_type": "PRODUCT_ITEM", "requests": {}}),            "(#100) Param requests must be an array"),
        (json!({"item_type": "PRODUCT_ITEM", "requests": "[{"}),          "(#100) Param requests is not valid JSON"),
        (json!({"item_type": "PRODUCT_ITEM", "requests": many}),          "(#100) Too many requests"),
        (json!({"item_type": "PRODUCT_ITEM", "requests": [record], "allow_upsert": "maybe"}), "(#100) Param allow_upsert"),
        (json!({"item_type": "PRODUCT_ITEM", "requests": [record], "item_sub_type": "SOCKS"}), "(#100) Param item_sub_type"),
    ];
    for (body, message) in cases {
        let shown: String = body.to_string().chars().take(80).collect();
        let said = world.post(body).await;
        assert_eq!(said.error(), (400, 100, None), "{shown}");
        assert!(
            said.message().starts_with(message),
            "{shown}: {}",
            said.message()
        );
    }
    let said = world.batch(json!(many[..5000])).await;
    assert!(
        said.body["handles"][0].is_string(),
        "5000 records are allowed"
    );
}

#[tokio::test]
async fn a_body_over_28_megabytes_is_refused_and_the_client_gets_to_see_it() {
    let world = World::new().await;
    let body = |bytes: usize| {
        let empty = json!({"item_type": "", "requests": "", "padding": ""}).to_string();
        json!({"item_type": "", "requests": "", "padding": "x".repeat(bytes - empty.len())})
    };
    let said = world.post(body(28_000_001)).await;
    assert_eq!(said.error(), (500, 1, None));
    assert!(
        said.message()
            .starts_with("Please reduce the amount of data")
    );
    let said = world.post(body(28_000_000)).await;
    assert!(said.message().contains("item_type"), "{}", said.message());
}

#[tokio::test]
async fn one_faulty_record_leaves_the_whole_call_without_a_handle() {
    let world = World::new().await;
    #[rustfmt::skip]
    let cases = [
        (json!({"method": "UPDATE", "retailer_id": "B", "data": {"title": "x"}}), json!({"errors": [{"message": "Can not find required field id"}]})),
        (json!({"method": "MERGE", "data": {"id": "B"}}),                         Value::Null),
        (update(mug("A")),                                                        Value::Null),
    ];
    for (record, expected) in cases {
        let said = world.batch(json!([update(mug("A")), record])).await;
        assert_eq!(said.status, 200, "{record}");
        assert_eq!(said.body["handles"], json!([]), "{record}");
        let remarks = said.body["validation_status"].as_array().unwrap();
        assert!(
            remarks.iter().all(|remark| remark["errors"].is_array()),
            "{record}"
        );
        if !expected.is_null() {
            assert_eq!(remarks, &[expected]);
        }
    }
    world.clock.advance(Duration::from_secs(600));
    assert!(world.ids().is_empty());
    let violations = world.violations().join("\n");
    assert!(violations.contains("legacy form") && violations.contains("more than once"));
}

#[tokio::test]
async fn an_unknown_field_is_named_and_the_rest_is_applied() {
    let world = World::new().await;
    let mut data = mug("A");
    data["colour"] = json!("red");
    let said = world.batch(json!([update(data)])).await;
    assert_eq!(
        said.body["validation_status"],
        json!([{"retailer_id": "A", "warnings": [{"message":
            "Unrecognised field: A request for item A contains unrecognised field: 'colour'"}]}])
    );
    assert!(said.body["handles"][0].is_string());
    world.clock.advance(Duration::from_secs(60));
    let items = world.sandbox.items("100").unwrap();
    assert_eq!(Value::Object(items["A"].clone()), mug("A"));
}

#[tokio::test]
async fn a_refused_item_stays_as_it_was_and_the_others_are_applied() {
    let world = World::new().await;
    world.fill(2).await;
    let verdict = world
        .deliver(json!([
            update(json!({"id": "SKU-000", "price": "9,90 EUR", "title": "Cup"})),
            update(json!({"id": "SKU-001", "price": "9.90 EUR"})),
            update(json!({"id": "SKU-002", "price": "9.90 EUR"})),
        ]))
        .await;
    assert_eq!(verdict["status"], "finished");
    // One error for the price, and one for each of eight required fields less the price.
    assert_eq!(verdict["errors_total_count"], 8);
    assert_eq!(verdict["errors"][0]["id"], "SKU-000");
    assert_eq!(verdict["errors"][0]["line"], 1);
    assert_eq!(verdict["ids_of_invalid_requests"][0], "SKU-000");
    assert_eq!(verdict["ids_of_invalid_requests"][7], "SKU-002");
    let items = world.sandbox.items("100").unwrap();
    assert_eq!(items["SKU-000"]["price"], "12.90 EUR");
    assert_eq!(items["SKU-000"]["title"], "Mug");
    assert_eq!(items["SKU-001"]["price"], "9.90 EUR");
    assert!(!items.contains_key("SKU-002"));
}

#[tokio::test]
async fn errors_are_a_sample_and_ids_come_only_when_asked_for() {
    let world = World::new().await;
    let requests: Vec<Value> = (0..60)
        .map(|n| {
            let mut data = mug(&n.to_string());
            data["price"] = json!("free");
            update(data)
        })
        .collect();
    let said = world.batch(json!(requests)).await;
    let handle = said.body["handles"][0].as_str().unwrap();
    world.poll(handle).await;
    let verdict = &world.poll(handle).await.body["data"][0];
    assert_eq!(verdict["errors"].as_array().unwrap().len(), 50);
    assert_eq!(verdict["errors_total_count"], 60);
    assert_eq!(
        verdict["ids_of_invalid_requests"].as_array().unwrap().len(),
        60
    );
    let path = "100/check_batch_request_status";
    let plain = world.get(path, &[("handle", handle)]).await;
    assert_eq!(plain.body["data"][0]["ids_of_invalid_requests"], json!([]));
    let some = [("handle", handle), ("fields", "status,errors_total_count")];
    let some = world.get(path, &some).await;
    assert_eq!(
        some.body["data"],
        json!([{"status": "finished", "errors_total_count": 60}])
    );
    let low = world
        .get(path, &[("handle", handle), ("error_priority", "LOW")])
        .await;
    assert_eq!(low.body["data"][0]["errors_total_count"], 0);
    for wrong in [
        ("fields", "colour"),
        ("error_priority", "SOME"),
        ("handle", "x"),
    ] {
        let said = world.get(path, &[("handle", handle), wrong]).await;
        assert_eq!(said.error(), (400, 100, None), "{wrong:?}");
    }
    assert_eq!(world.get(path, &[]).await.error(), (400, 100, None));
}

#[tokio::test]
async fn deleting_and_creating_follow_the_documented_rules() {
    let world = World::new().await;
    world.fill(1).await;
    let verdict = world
        .deliver(json!([delete("SKU-000"), delete("GONE")]))
        .await;
    assert_eq!(verdict["errors_total_count"], 0);
    assert_eq!(verdict["warnings_total_count"], 1);
    assert_eq!(verdict["warnings"][0]["id"], "GONE");
    assert!(world.ids().is_empty());

    let strict = |requests: Value| json!({"item_type": "PRODUCT_ITEM", "allow_upsert": false, "requests": requests});
    let said = world.post(strict(json!([update(mug("A"))]))).await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    world.poll(&handle).await;
    let verdict = world.poll(&handle).await;
    assert_eq!(
        verdict.body["data"][0]["ids_of_invalid_requests"],
        json!(["A"])
    );
    assert!(world.ids().is_empty());

    let create = json!({"method": "CREATE", "data": {"id": "A", "price": "1.00 EUR"}});
    world.deliver(json!([update(mug("A"))])).await;
    let verdict = world.deliver(json!([create])).await;
    assert_ne!(
        verdict["errors_total_count"], 0,
        "CREATE needs every required field"
    );
}
