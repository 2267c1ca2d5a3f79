//! Who may call, what exists, and how often.

use std::time::Duration;

use serde_json::json;
use shelfsync::sandbox::{Catalog, Limits, Standing, Token};

use crate::world::{Said, World, delete, mug, update};

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
