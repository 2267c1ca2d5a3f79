//! Scripted trouble, from inside and over HTTP.

use std::time::Duration;

use serde_json::json;
use shelfsync::sandbox::{Ending, Fault, Remark, Trouble};

use crate::world::{Said, World, delete, mug, update};

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
