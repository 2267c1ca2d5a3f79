//! Errors in their short form, usage headers, and what a careful client does about them.

use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{ErrorForm, Fault, Trouble, UsageForm, UsageShape};

use crate::world::{Said, World, mug, update};

fn one() -> Value {
    json!([update(mug("A"))])
}

/// A batch write, and the headers of its answer beside it.
async fn headers(world: &World) -> (reqwest::header::HeaderMap, Said) {
    let body = json!({"item_type": "PRODUCT_ITEM", "requests": one()});
    let response = world.try_post(&body).await.unwrap();
    let mut headers = response.headers().clone();
    let usage = headers.remove("x-business-use-case-usage");
    let mut response = response;
    response.headers_mut().remove("x-business-use-case-usage");
    if let Some(usage) = usage {
        headers.insert("usage", usage);
    }
    (headers, Said::of(response).await)
}

#[tokio::test]
async fn an_error_is_told_by_its_code_and_processed_or_not() {
    for processed in [false, true] {
        let world = World::new().await;
        let form = ErrorForm {
            code: 2,
            processed,
            ..ErrorForm::default()
        };
        let fault = Fault::new(Trouble::Error(form)).on("POST", "items_batch");
        world.sandbox.script(fault);
        let said = world.batch(one()).await;
        assert_eq!(said.error(), (500, 2, None));
        assert_eq!(said.body["error"]["is_transient"], true);
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(!world.ids().is_empty(), processed);
        let call = &world.sandbox.journal()[0];
        assert_eq!((call.status, call.code), (500, Some(2)));
        assert_eq!(call.troubles, ["error"]);
    }
    let world = World::new().await;
    let form = ErrorForm {
        code: 190,
        subcode: Some(463),
        status: Some(401),
        message: Some("over".into()),
        ..ErrorForm::default()
    };
    world.sandbox.script(Fault::new(Trouble::Error(form)));
    let said = world.get("100", &[]).await;
    assert_eq!(said.error(), (401, 190, Some(463)));
    assert_eq!(said.message(), "over");
    world.sandbox.script(Fault::error(100));
    assert_eq!(world.get("100", &[]).await.error(), (400, 100, None));
}

#[tokio::test]
async fn a_processed_call_can_get_any_other_answer() {
    for (status, body) in [
        (200, json!("<html>Sorry</html>")),
        (200, json!("")),
        (502, json!("<html>Bad Gateway</html>")),
        (500, json!({"error": {"code": 1, "message": "m"}})),
    ] {
        let world = World::new().await;
        let after = Trouble::AnswerAfter {
            status,
            headers: std::collections::BTreeMap::default(),
            body: body.clone(),
        };
        world
            .sandbox
            .script(Fault::new(after).on("POST", "items_batch"));
        let said = world.batch(one()).await;
        assert_eq!((said.status, said.body), (status, body));
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(world.ids(), ["A"]);
    }
}

#[tokio::test]
async fn a_block_that_was_announced_is_held_against_a_client_that_writes_before_its_end() {
    for (minutes, retry_after) in [(Some(2), None), (None, Some(120))] {
        let world = World::new().await;
        let form = ErrorForm {
            code: 80_014,
            minutes,
            retry_after,
            ..ErrorForm::default()
        };
        let fault = Fault::new(Trouble::Error(form)).on("POST", "items_batch");
        world.sandbox.script(fault);
        let (headers, said) = headers(&world).await;
        assert_eq!(said.error(), (400, 80_014, None));
        let usage = headers["usage"].to_str().unwrap();
        let told = usage.contains("\"estimated_time_to_regain_access\":2");
        assert_eq!(told, minutes.is_some(), "{usage}");
        let after = headers
            .get("retry-after")
            .map(|text| text.to_str().unwrap());
        assert_eq!(after, retry_after.map(|_| "120"));

        world.clock.advance(Duration::from_secs(119));
        world.get("100", &[]).await;
        assert_eq!(world.violations(), [""; 0], "a read is no write");
        world.batch(one()).await;
        let early = "a batch write was made before the end of the block that was announced";
        assert_eq!(world.violations(), [early]);
        world.clock.advance(Duration::from_secs(1));
        world.batch(one()).await;
        assert_eq!(
            world.violations(),
            [early],
            "the second one came after the end"
        );
    }
}

#[tokio::test]
async fn the_usage_header_has_every_form() {
    let world = World::new().await;
    for form in [
        UsageShape::Usual,
        UsageShape::Several,
        UsageShape::Flat,
        UsageShape::Broken,
        UsageShape::Absent,
    ] {
        let usage = UsageForm {
            form,
            call_count: Some(96),
            ..UsageForm::default()
        };
        world.sandbox.script(Fault::new(Trouble::Usage(usage)));
        let (headers, said) = headers(&world).await;
        assert_eq!(said.status, 200, "the call itself is as usual");
        let text = headers.get("usage").map(|text| text.to_str().unwrap());
        let value = text.map(serde_json::from_str::<Value>);
        match form {
            UsageShape::Usual => {
                assert_eq!(value.unwrap().unwrap()["900100"][0]["call_count"], 96);
            }
            UsageShape::Several => {
                let value = value.unwrap().unwrap();
                assert_eq!(value["900100"].as_array().unwrap().len(), 3);
                assert_eq!(value["900100"][1]["call_count"], 96);
            }
            UsageShape::Flat => {
                assert_eq!(value.unwrap().unwrap()["900100"]["call_count"], 96);
            }
            UsageShape::Broken => assert!(value.unwrap().is_err()),
            UsageShape::Absent => assert!(value.is_none()),
        }
    }
}

#[tokio::test]
async fn what_a_careful_client_does_not_do_stands_in_the_journal() {
    let world = World::new().await;
    let twice = json!([update(mug("A")), update(mug("A"))]);
    world.batch(twice).await;
    world.get("100", &[("fields", "TOKEN")]).await;
    world.get("debug_token", &[("input_token", "TOKEN")]).await;
    world.get("100", &[("input_token", "TOKEN")]).await;
    let legacy = world.client.post(world.url("100/batch", &[]));
    let legacy = legacy.bearer_auth("TOKEN").send().await.unwrap();
    assert_eq!(Said::of(legacy).await.error(), (400, 100, Some(33)));
    let calls = world.sandbox.journal();
    let violations: Vec<Vec<&str>> = calls
        .iter()
        .map(|call| call.violations.iter().map(String::as_str).collect())
        .collect();
    let address = "the token stands in the address, where logs and proxies can see it";
    assert_eq!(
        violations,
        [
            vec!["the id `A` stands more than once in one call"],
            vec![address],
            vec![],
            vec![address],
            vec!["`/batch` is the legacy edge"],
        ]
    );
}
