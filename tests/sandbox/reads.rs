//! Reading: products, filters, single items, and the page for people.

use std::time::Duration;

use serde_json::json;

use crate::world::{Said, World, mug, update};

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
