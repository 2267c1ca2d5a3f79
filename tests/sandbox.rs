//! The sandbox over a real socket: what a client sends and what it gets to see.

use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use shelfsync::sandbox::{
    self, Catalog, Clock, Ending, Fault, Limits, Options, Pace, Remark, Sandbox, SandboxError,
    Standing, Token, Trouble,
};
use url::form_urlencoded::Serializer;

/// A sandbox and a client that talks to it.
struct World {
    sandbox: Sandbox,
    client: Client,
    clock: Clock,
    token: String,
}

/// An answer, taken apart.
#[derive(Debug)]
struct Said {
    status: u16,
    usage: Value,
    body: Value,
}

impl Said {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let usage = response
            .headers()
            .get("x-business-use-case-usage")
            .map_or(Value::Null, |value| {
                serde_json::from_str(value.to_str().unwrap()).unwrap()
            });
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self {
            status,
            usage,
            body,
        }
    }

    /// Status, code and subcode of an error.
    fn error(&self) -> (u16, i64, Option<i64>) {
        let error = &self.body["error"];
        for member in ["message", "type", "fbtrace_id"] {
            assert!(error[member].is_string(), "{member} in {}", self.body);
        }
        (
            self.status,
            error["code"].as_i64().unwrap(),
            error["error_subcode"].as_i64(),
        )
    }

    fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }

    fn usage(&self, member: &str) -> i64 {
        let entries = self.usage.as_object().unwrap().values().next().unwrap();
        entries[0][member].as_i64().unwrap()
    }
}

impl World {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::stopped_at(1_800_000_000_000);
        let mut options = Options {
            clock: clock.clone(),
            ..Options::default()
        };
        change(&mut options);
        Self {
            sandbox: sandbox::start(options).await.unwrap(),
            client: Client::new(),
            clock,
            token: "TOKEN".into(),
        }
    }

    fn url(&self, path: &str, query: &[(&str, &str)]) -> String {
        let mut pairs = Serializer::new(String::new());
        pairs.extend_pairs(query);
        format!("{}/v25.0/{path}?{}", self.sandbox.url(), pairs.finish())
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Said {
        let call = self.client.get(self.url(path, query));
        Said::of(call.bearer_auth(&self.token).send().await.unwrap()).await
    }

    async fn try_post(&self, body: &Value) -> Result<Response, reqwest::Error> {
        self.client
            .post(self.url("100/items_batch", &[]))
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
    }

    async fn post(&self, body: Value) -> Said {
        Said::of(self.try_post(&body).await.unwrap()).await
    }

    async fn batch(&self, requests: Value) -> Said {
        self.post(json!({ "item_type": "PRODUCT_ITEM", "requests": requests }))
            .await
    }

    async fn poll(&self, handle: &str) -> Said {
        let query = [("handle", handle), ("load_ids_of_invalid_requests", "true")];
        self.get("100/check_batch_request_status", &query).await
    }

    /// Sends a batch and polls until it ends; the verdict.
    async fn deliver(&self, requests: Value) -> Value {
        let said = self.batch(requests).await;
        let handle = said.body["handles"][0]
            .as_str()
            .unwrap_or_else(|| panic!("no handle: {}", said.body))
            .to_owned();
        for _ in 0..20 {
            let verdict = self.poll(&handle).await.body["data"][0].clone();
            if matches!(
                verdict["status"].as_str(),
                Some("finished" | "error" | "canceled")
            ) {
                return verdict;
            }
        }
        panic!("no verdict for {handle}");
    }

    async fn fill(&self, count: usize) {
        let ids: Vec<String> = (0..count)
            .map(|number| format!("SKU-{number:03}"))
            .collect();
        let requests: Vec<Value> = ids.iter().map(|id| update(mug(id))).collect();
        let verdict = self.deliver(json!(requests)).await;
        assert_eq!(verdict["errors_total_count"], 0, "{verdict}");
    }

    fn ids(&self) -> Vec<String> {
        self.sandbox.items("100").unwrap().into_keys().collect()
    }

    fn violations(&self) -> Vec<String> {
        let calls = self.sandbox.journal();
        calls.into_iter().flat_map(|call| call.violations).collect()
    }
}

fn mug(id: &str) -> Value {
    json!({
        "id": id, "title": "Mug", "description": "Stoneware mug.", "availability": "in stock",
        "condition": "new", "price": "12.90 EUR", "link": "https://shop.example/p/1",
        "image_link": "https://shop.example/i/1.jpg", "brand": "Acme",
    })
}

fn update(data: Value) -> Value {
    json!({ "method": "UPDATE", "data": data })
}

fn delete(id: &str) -> Value {
    json!({ "method": "DELETE", "data": { "id": id } })
}

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

#[tokio::test]
async fn tokens_are_told_apart() {
    let world = World::with(|options| {
        options.tokens = Some(vec![
            Token::from("GOOD"),
            Token::new("OLD", Standing::Expired),
            Token::new("NARROW", Standing::NoScope),
            Token::new("ASIDE", Standing::Unassigned),
        ]);
    })
    .await;
    #[rustfmt::skip]
    let cases = [
        ("GOOD",    None,                     None),
        ("OLD",     Some((400, 190, Some(463))), Some((400, 190, Some(463)))),
        ("UNKNOWN", Some((400, 190, Some(467))), Some((400, 190, Some(467)))),
        ("NARROW",  Some((400, 100, None)),   Some((400, 100, None))),
        ("ASIDE",   None,                     Some((400, 100, None))),
        ("",        Some((400, 190, None)),   Some((400, 190, None))),
    ];
    for (token, reading, writing) in cases {
        let client = &world.client;
        let read = client
            .get(world.url("100", &[]))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        let read = Said::of(read).await;
        assert_eq!(
            (read.status != 200).then(|| read.error()),
            reading,
            "{token:?} reads"
        );
        let body = json!({"item_type": "PRODUCT_ITEM", "requests": [update(mug("A"))]});
        let write = client
            .post(world.url("100/items_batch", &[]))
            .bearer_auth(token)
            .header("content-type", "application/json")
            .body(body.to_string());
        let write = Said::of(write.send().await.unwrap()).await;
        assert_eq!(
            (write.status != 200).then(|| write.error()),
            writing,
            "{token:?} writes"
        );
        let about = [("input_token", token), ("access_token", "GOOD")];
        let about = Said::of(
            client
                .get(world.url("debug_token", &about))
                .send()
                .await
                .unwrap(),
        )
        .await;
        let valid = matches!(token, "GOOD" | "NARROW" | "ASIDE");
        if !token.is_empty() {
            assert_eq!(about.body["data"]["is_valid"], valid, "{token:?}");
        }
    }
    let none = world
        .client
        .get(world.url("100", &[]))
        .send()
        .await
        .unwrap();
    assert!(none.headers().contains_key("www-authenticate"));
    assert_eq!(Said::of(none).await.error(), (400, 190, None));
}

#[tokio::test]
async fn a_token_in_the_query_works_and_is_held_against_the_client() {
    let world = World::new().await;
    let url = world.url("100", &[("access_token", "TOKEN")]);
    let said = Said::of(world.client.get(&url).send().await.unwrap()).await;
    assert_eq!(said.body, json!({"id": "100", "name": "Sandbox"}));
    assert_eq!(world.violations().len(), 1);
    let other = world
        .client
        .get(&url)
        .bearer_auth("OTHER")
        .send()
        .await
        .unwrap();
    assert_eq!(Said::of(other).await.error(), (400, 190, None));
    let shown = json!(world.sandbox.journal()).to_string();
    assert!(
        !shown.contains("TOKEN") && !shown.contains("OTHER"),
        "{shown}"
    );
}

#[tokio::test]
async fn the_proof_is_checked_against_the_secret() {
    let world = World::with(|options| {
        options.app_secret = Some("secret".into());
        options.require_proof = true;
    })
    .await;
    // HMAC-SHA256 of `TOKEN` under `secret`.
    let right = "2356b17ae2860016a34575ada27f94b543ed2cbe59a85ba2e0c62dc4aba7a5c6";
    let wrong = "0".repeat(64);
    #[rustfmt::skip]
    let cases = [
        (Some(right),               None),
        (Some(wrong.as_str()),               Some("Invalid appsecret_proof")),
        (Some("xyz"),                        Some("Invalid appsecret_proof")),
        (None,                               Some("API calls from the server require")),
    ];
    for (proof, expected) in cases {
        let query: Vec<_> = proof
            .iter()
            .map(|proof| ("appsecret_proof", *proof))
            .collect();
        let said = world.get("100", &query).await;
        match expected {
            None => assert_eq!(said.status, 200, "{proof:?}: {}", said.body),
            Some(start) => {
                assert_eq!(said.error(), (400, 100, None), "{proof:?}");
                assert!(said.message().starts_with(start), "{}", said.message());
            }
        }
    }
}

#[tokio::test]
async fn unknown_nodes_edges_and_paths_are_refused_in_metas_way() {
    let world = World::with(|options| {
        options.catalogs.push(Catalog {
            id: "200".into(),
            vertical: "hotels".into(),
            name: "Rooms".into(),
        });
    })
    .await;
    #[rustfmt::skip]
    let cases = [
        ("999",                    (400, 100, Some(33))),
        ("999/products",           (400, 100, Some(33))),
        ("7100000000000001",       (400, 100, Some(33))),
        ("catalog:100:QQ",         (400, 100, Some(33))),
        ("catalog:100:%21",        (400, 100, Some(33))),
        ("100/nonsense",           (400, 100, None)),
        ("100/products/more",      (400, 2500, None)),
        ("100?fields=nonsense",    (400, 100, None)),
        ("100?fields=id,,name",    (400, 2500, None)),
        ("100?date_format=U",      (400, 100, None)),
        ("?ids=100,200",           (400, 100, None)),
    ];
    for (path, expected) in cases {
        let url = format!("{}/v25.0/{path}", world.sandbox.url());
        let call = world.client.get(url).bearer_auth("TOKEN");
        let said = Said::of(call.send().await.unwrap()).await;
        assert_eq!(said.error(), expected, "{path}: {}", said.body);
        assert!(said.usage.is_object(), "{path}");
    }
    let root = world
        .client
        .get(format!("{}/?ids=1,2", world.sandbox.url()))
        .bearer_auth("T");
    assert_eq!(
        Said::of(root.send().await.unwrap()).await.error(),
        (400, 100, None)
    );
    let unknown = world.get("999", &[]).await;
    assert!(
        unknown
            .message()
            .starts_with("Unsupported get request. Object with ID '999'")
    );
    let hotels = world
        .client
        .post(world.url("200/items_batch", &[]))
        .bearer_auth("TOKEN")
        .header("content-type", "application/json")
        .body(json!({"item_type": "HOTEL", "requests": [delete("A")]}).to_string());
    let said = Said::of(hotels.send().await.unwrap()).await;
    assert_eq!(said.error(), (400, 3, Some(1_798_083)));
}

#[tokio::test]
async fn products_are_paged_in_both_directions() {
    let world = World::new().await;
    world.fill(60).await;
    let said = world.get("100/products", &[("summary", "true")]).await;
    assert_eq!(said.body["data"].as_array().unwrap().len(), 25);
    assert_eq!(said.body["summary"]["total_count"], 60);
    assert_eq!(said.body["paging"].get("previous"), None);

    let mut seen = Vec::new();
    let mut pages = 0;
    let mut url = world.url(
        "100/products",
        &[("fields", "retailer_id"), ("limit", "25")],
    );
    let last = loop {
        let call = world.client.get(&url).bearer_auth(&world.token);
        let said = Said::of(call.send().await.unwrap()).await;
        pages += 1;
        for item in said.body["data"].as_array().unwrap() {
            seen.push(item["retailer_id"].as_str().unwrap().to_owned());
        }
        let Some(next) = said.body["paging"]["next"].as_str() else {
            break said;
        };
        assert!(!next.contains("access_token"), "{next}");
        next.clone_into(&mut url);
    };
    assert_eq!((pages, seen.len()), (3, 60));
    assert_eq!(seen, world.ids());

    let previous = last.body["paging"]["previous"].as_str().unwrap();
    let call = world.client.get(previous).bearer_auth(&world.token);
    let said = Said::of(call.send().await.unwrap()).await;
    assert_eq!(said.body["data"][0]["retailer_id"], "SKU-025");
    assert_eq!(said.body["data"][24]["retailer_id"], "SKU-049");

    let inquery = world
        .client
        .get(world.url("100/products", &[("access_token", "T")]));
    let said = Said::of(inquery.send().await.unwrap()).await;
    assert!(
        said.body["paging"]["next"]
            .as_str()
            .unwrap()
            .contains("access_token=T")
    );

    #[rustfmt::skip]
    let wrong = [
        ("limit", "0", (400, 100)), ("limit", "x", (400, 100)), ("limit", "1001", (500, 1)),
        ("after", "x", (400, 100)), ("fields", "title", (400, 100)), ("filter", "{", (400, 100)),
        ("error_type", "EMPTY_PRICE", (400, 100)),
    ];
    for (name, value, (status, code)) in wrong {
        let said = world.get("100/products", &[(name, value)]).await;
        assert_eq!(said.error(), (status, code, None), "{name}={value}");
    }
    let empty = world
        .get("100/products", &[("filter", "{\"brand\":{\"eq\":\"x\"}}")])
        .await;
    assert_eq!(empty.body, json!({"data": []}));
}

#[tokio::test]
async fn filters_find_items_by_id_and_by_value() {
    let world = World::new().await;
    world.fill(30).await;
    world
        .deliver(json!([update(
            json!({"id": "SKU-007", "price": "5.00 EUR", "status": "archived"})
        )]))
        .await;
    #[rustfmt::skip]
    let cases = [
        (json!({"retailer_id": {"eq": "SKU-003"}}),                      vec!["SKU-003"]),
        (json!({"retailer_id": {"is_any": ["SKU-009", "SKU-001", "X"]}}), vec!["SKU-001", "SKU-009"]),
        (json!({"price_amount": {"lt": 600}}),                           vec!["SKU-007"]),
        (json!({"visibility": {"eq": "staging"}}),                       vec!["SKU-007"]),
        (json!({"and": [{"retailer_id": {"eq": "SKU-003"}}, {"price_amount": {"lt": 600}}]}), vec![]),
    ];
    for (filter, expected) in cases {
        let query = [
            ("filter", &*filter.to_string()),
            ("fields", "retailer_id"),
            ("summary", "total_count"),
        ];
        let said = world.get("100/products", &query).await;
        let found: Vec<&str> = said.body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["retailer_id"].as_str().unwrap())
            .collect();
        assert_eq!(found, expected, "{filter}");
        assert_eq!(
            said.body["summary"]["total_count"],
            expected.len(),
            "{filter}"
        );
    }
    let count = world
        .get("100", &[("fields", "product_count,vertical")])
        .await;
    assert_eq!(
        count.body,
        json!({"id": "100", "product_count": 30, "vertical": "commerce"})
    );
}

#[tokio::test]
async fn an_item_is_read_and_deleted_by_either_of_its_addresses() {
    let world = World::new().await;
    world.fill(1).await;
    let fields = [(
        "fields",
        "retailer_id,price,currency,review_status,visibility",
    )];
    let by_sku = world.get("catalog:100:U0tVLTAwMA", &fields).await;
    let meta = by_sku.body["id"].as_str().unwrap().to_owned();
    assert_eq!(
        by_sku.body,
        json!({
            "id": meta, "retailer_id": "SKU-000", "price": "€12.90", "currency": "EUR",
            "review_status": "pending", "visibility": "published",
        })
    );
    assert_eq!(world.get(&meta, &fields).await.body, by_sku.body);
    world.clock.advance(Duration::from_secs(60));
    let later = world.get(&meta, &[("fields", "review_status")]).await;
    assert_eq!(later.body["review_status"], "approved");

    let post = world
        .client
        .post(world.url(&meta, &[]))
        .bearer_auth("TOKEN")
        .send()
        .await
        .unwrap();
    assert_eq!(Said::of(post).await.error(), (400, 100, Some(33)));
    let gone = world
        .client
        .delete(world.url(&meta, &[]))
        .bearer_auth("TOKEN")
        .send()
        .await
        .unwrap();
    assert_eq!(Said::of(gone).await.body, json!({"success": true}));
    assert_eq!(world.get(&meta, &[]).await.error(), (400, 100, Some(33)));
    world.fill(1).await;
    let again = world.get("catalog:100:U0tVLTAwMA", &[]).await;
    assert_ne!(
        again.body["id"], meta,
        "an id of Meta's is never used again"
    );
}

#[tokio::test]
async fn writes_of_all_callers_share_a_bucket_and_a_block_wears_off() {
    let mut world = World::with(|options| {
        options.limits = Limits {
            writes_per_minute: Some(4),
            others_per_hour: Some(100),
        };
    })
    .await;
    for (number, token) in ["ONE", "TWO", "ONE", "TWO"].into_iter().enumerate() {
        world.token = token.into();
        let said = world.batch(json!([delete("A")])).await;
        assert_eq!(said.status, 200);
        assert_eq!(
            said.usage("call_count"),
            25 * (i64::try_from(number).unwrap() + 1)
        );
        assert_eq!(said.usage("estimated_time_to_regain_access"), 0);
    }
    let said = world.batch(json!([delete("A")])).await;
    assert_eq!(said.error(), (400, 80014, None));
    assert!(said.message().starts_with(
        "(#80014) There have been too many calls for the batch uploads to this catalog account. Wait a \
         bit and try again."
    ));
    assert_eq!(said.usage("call_count"), 100);
    assert_eq!(said.usage("estimated_time_to_regain_access"), 1);
    assert!(world.violations().is_empty());

    // Reads have a bucket of their own.
    assert_eq!(world.get("100", &[]).await.usage("call_count"), 1);

    let said = world.batch(json!([delete("A")])).await;
    assert_eq!(said.usage("estimated_time_to_regain_access"), 2);
    assert_eq!(world.violations().len(), 1);
    world.clock.advance(Duration::from_secs(69));
    assert_eq!(world.batch(json!([delete("A")])).await.error().1, 80014);
    world.clock.advance(Duration::from_secs(11));
    assert_eq!(world.batch(json!([delete("A")])).await.status, 200);
}

#[tokio::test]
async fn reads_beyond_the_hours_allowance_are_refused() {
    let world = World::with(|options| {
        options.limits = Limits {
            writes_per_minute: None,
            others_per_hour: Some(2),
        };
    })
    .await;
    world.get("100", &[]).await;
    world.get("100/products", &[]).await;
    let said = world.get("100", &[]).await;
    assert_eq!(said.error(), (400, 80009, None));
    assert_eq!(said.usage("estimated_time_to_regain_access"), 60);
    assert_eq!(
        world.get("me", &[]).await.status,
        200,
        "a person has no such limit"
    );
}

#[tokio::test]
async fn a_call_can_be_answered_with_trouble() {
    let world = World::new().await;
    let mut throttle = Fault::answer(400, json!({"error": {"code": 80014, "message": "m"}}));
    if let Trouble::Answer { headers, .. } = &mut throttle.trouble {
        let usage = json!({"1": [{"type": "x", "call_count": 100, "total_cputime": 1, "total_time": 1,
            "estimated_time_to_regain_access": 5}]});
        headers.insert("X-Business-Use-Case-Usage".into(), usage.to_string());
    }
    let outage = Fault::answer(200, json!("<html>Service Unavailable</html>"));
    world
        .sandbox
        .script(throttle.on("POST", "items_batch").after(1).times(2));
    world.sandbox.script(outage.on("GET", "100"));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let said = world.batch(json!([update(mug("A"))])).await;
        statuses.push((said.status, said.usage("estimated_time_to_regain_access")));
    }
    assert_eq!(statuses, [(200, 0), (400, 5), (400, 5), (200, 0)]);
    let said = world.get("100", &[]).await;
    assert_eq!(
        (said.status, said.body),
        (200, json!("<html>Service Unavailable</html>"))
    );
    assert_eq!(world.get("100", &[]).await.body["id"], "100");
}

#[tokio::test]
async fn a_connection_can_be_dropped_before_or_after_the_work() {
    for (trouble, applied) in [(Trouble::DropBefore, false), (Trouble::DropAfter, true)] {
        let world = World::new().await;
        world
            .sandbox
            .script(Fault::new(trouble.clone()).on("POST", "items_batch"));
        let body = json!({"item_type": "PRODUCT_ITEM", "requests": [update(mug("A"))]});
        let failed = world.try_post(&body).await.unwrap_err();
        assert!(failed.is_request(), "{trouble:?}: {failed:?}");
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(!world.ids().is_empty(), applied, "{trouble:?}");
        assert_eq!(world.sandbox.journal()[0].status, 0, "{trouble:?}");
        assert_eq!(
            world.batch(json!([update(mug("A"))])).await.status,
            200,
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn a_verdict_can_be_late_lost_broken_or_against_an_item() {
    let world = World::new().await;
    let two = || json!([update(mug("A")), update(mug("B"))]);

    world.sandbox.script(Fault::refuse("B", "Meta says no"));
    let verdict = world.deliver(two()).await;
    assert_eq!(
        verdict["errors"],
        json!([{"line": 2, "id": "B", "message": "Meta says no"}])
    );
    assert_eq!(world.ids(), ["A"]);

    world
        .sandbox
        .script(Fault::new(Trouble::DelayVerdict { polls: 3 }));
    let said = world.batch(two()).await;
    let handle = said.body["handles"][0].as_str().unwrap();
    world.clock.advance(Duration::from_secs(600));
    let mut open = 0;
    while world.poll(handle).await.body["data"][0]["status"] != "finished" {
        open += 1;
    }
    assert_eq!(open, 4);

    world.sandbox.script(Fault::new(Trouble::LoseHandle));
    let said = world.batch(json!([update(mug("C"))])).await;
    let handle = said.body["handles"][0].as_str().unwrap();
    assert_eq!(world.poll(handle).await.error(), (400, 100, None));
    assert_eq!(world.ids(), ["A", "B", "C"]);

    for ending in [Ending::Error, Ending::Canceled] {
        world
            .sandbox
            .script(Fault::new(Trouble::EndWith { status: ending }));
        let verdict = world.deliver(json!([delete("A"), delete("B")])).await;
        assert_eq!(verdict["status"], json!(ending));
        assert_eq!(world.ids(), ["B", "C"], "half of it was applied");
        world.deliver(two()).await;
    }
}

#[tokio::test]
async fn a_batch_can_be_remarked_on_with_and_without_a_handle() {
    for handle in [false, true] {
        let world = World::new().await;
        let errors = vec![Remark {
            id: "B".into(),
            message: "not this one".into(),
        }];
        world
            .sandbox
            .script(Fault::new(Trouble::Validation { errors, handle }));
        let said = world
            .batch(json!([update(mug("A")), update(mug("B"))]))
            .await;
        assert_eq!(
            said.body["validation_status"],
            json!([{"retailer_id": "B", "errors": [{"message": "not this one"}]}])
        );
        assert_eq!(
            said.body["handles"].as_array().unwrap().len(),
            usize::from(handle)
        );
        world.clock.advance(Duration::from_secs(60));
        let expected: &[&str] = if handle { &["A"] } else { &[] };
        assert_eq!(world.ids(), expected);
    }
}

#[tokio::test]
async fn another_process_scripts_and_looks_inside_over_http() {
    let world = World::new().await;
    world.fill(2).await;
    let control = |path: &str| format!("{}/__sandbox/{path}", world.sandbox.url());
    let fault =
        json!({"trouble": {"kind": "refuse_item", "id": "SKU-000", "message": "no"}, "times": 2});
    let call = world.client.post(control("faults")).body(fault.to_string());
    assert_eq!(Said::of(call.send().await.unwrap()).await.status, 200);
    let call = world
        .client
        .post(control("faults"))
        .body("{\"trouble\":{\"kind\":\"meteor\"}}");
    assert_eq!(Said::of(call.send().await.unwrap()).await.status, 400);
    let verdict = world.deliver(json!([update(mug("SKU-000"))])).await;
    assert_eq!(verdict["errors"][0]["message"], "no");
    let list = Said::of(world.client.get(control("faults")).send().await.unwrap()).await;
    assert_eq!(list.body["faults"][0]["times"], 1);

    let items = Said::of(world.client.get(control("items/100")).send().await.unwrap()).await;
    assert_eq!(items.body["SKU-001"], mug("SKU-001"));
    for expected in [200, 404] {
        let call = world.client.delete(control("items/100/SKU-001"));
        assert_eq!(Said::of(call.send().await.unwrap()).await.status, expected);
    }
    let journal = Said::of(world.client.get(control("journal")).send().await.unwrap()).await;
    let first = &journal.body["calls"][0];
    assert_eq!(first["path"], "/v25.0/100/items_batch");
    assert_eq!(first["records"]["count"], 2);
    assert_eq!(first["records"]["requests"][0], update(mug("SKU-000")));
    let unknown = world.client.get(control("nonsense")).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn a_folder_carries_items_handles_limits_and_ids_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |options: &mut Options| {
        options.folder = Some(folder.path().to_owned());
        options.pace = Pace {
            polls: 2,
            at_latest: Duration::from_secs(600),
        };
        options.limits = Limits {
            writes_per_minute: Some(3),
            others_per_hour: None,
        };
    };
    let world = World::with(in_folder).await;
    world.fill(3).await;
    let said = world
        .batch(json!([update(
            json!({"id": "SKU-001", "price": "1.00 EUR"})
        )]))
        .await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    world.poll(&handle).await;
    let meta = world.get("catalog:100:U0tVLTAwMA", &[]).await.body["id"].clone();

    let second = sandbox::start(Options {
        folder: Some(folder.path().to_owned()),
        ..Options::default()
    })
    .await;
    let busy = second.unwrap_err();
    assert!(matches!(busy, SandboxError::Store(_)), "{busy:?}");
    world.sandbox.stop().await.unwrap();

    let world = World::with(in_folder).await;
    assert_eq!(world.ids(), ["SKU-000", "SKU-001", "SKU-002"]);
    assert_eq!(
        world.get("catalog:100:U0tVLTAwMA", &[]).await.body["id"],
        meta
    );
    assert_eq!(
        world.poll(&handle).await.body["data"][0]["status"],
        "started"
    );
    assert_eq!(
        world.poll(&handle).await.body["data"][0]["status"],
        "finished"
    );
    assert_eq!(
        world.sandbox.items("100").unwrap()["SKU-001"]["price"],
        "1.00 EUR"
    );
    assert_eq!(
        world
            .batch(json!([delete("SKU-000")]))
            .await
            .usage("call_count"),
        100
    );
    assert_eq!(
        world.batch(json!([delete("SKU-000")])).await.error().1,
        80014
    );
    world.sandbox.stop().await.unwrap();

    let world = World::with(in_folder).await;
    let said = world.batch(json!([delete("SKU-000")])).await;
    assert_eq!(said.error().1, 80014, "a block outlives the process");
}

#[tokio::test]
async fn the_shop_page_shows_hostile_text_as_text() {
    let world = World::new().await;
    let hostile = "\"><script>alert(1)</script> & <3";
    // A title may not hold markup, but an unknown tag and quotes pass.
    let title = "\"><x onload='y'> & <3";
    let mut data = mug("A'\"<i>");
    data["title"] = json!(title);
    data["sale_price"] = json!("9.90 EUR");
    data["quantity_to_sell_on_facebook"] = json!(4);
    data["link"] = json!("https://shop.example/\"onclick='x'");
    let verdict = world.deliver(json!([update(data)])).await;
    assert_eq!(verdict["errors_total_count"], 0, "{verdict}");
    let page = world
        .client
        .get(format!("{}/shop/100", world.sandbox.url()));
    let page = page.send().await.unwrap();
    assert!(page.headers().contains_key("content-security-policy"));
    let page = page.text().await.unwrap();
    assert!(page.contains("&lt;x onload='y'&gt; &amp; &lt;3"), "{page}");
    for raw in [hostile, title, "<script", "\"onclick", "<i>", "<img"] {
        assert!(!page.contains(raw), "{raw:?} in {page}");
    }
    for shown in [
        "<ins>€9.90</ins> <del>€12.90</del>",
        "in stock · quantity 4 · active",
    ] {
        assert!(page.contains(shown), "{shown:?} not in {page}");
    }
    let front = world.client.get(world.sandbox.url()).send().await.unwrap();
    assert!(front.text().await.unwrap().contains("href=\"/shop/100\""));
    let none = world
        .client
        .get(format!("{}/shop/999", world.sandbox.url()));
    assert_eq!(none.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_stops_when_told() {
    let away = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    let refused = sandbox::start(away).await.unwrap_err();
    assert!(matches!(refused, SandboxError::NotLoopback { .. }));

    let world = World::new().await;
    let address = world.sandbox.address();
    world.get("100", &[]).await;
    world.sandbox.stop().await.unwrap();
    assert!(std::net::TcpStream::connect(address).is_err());
    let again = Options {
        listen: address,
        ..Options::default()
    };
    sandbox::start(again).await.unwrap().stop().await.unwrap();
}
