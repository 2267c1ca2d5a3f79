//! Trouble with the connection and with the size of a call.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use serde_json::json;
use shelfsync::sandbox::{Fault, Trouble};

use crate::world::{Said, World, mug, update};

/// What the system said about a call that failed.
fn kind(failed: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut cause = failed.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}

/// A batch write with one item, whose answer may not come.
async fn send(world: &World) -> Result<String, reqwest::Error> {
    let body = json!({"item_type": "PRODUCT_ITEM", "requests": [update(mug("A"))]});
    world.try_post(&body).await?.text().await
}

#[tokio::test]
async fn a_connection_can_be_reset_before_or_after_the_work() {
    for processed in [false, true] {
        let world = World::new().await;
        let reset = Fault::new(Trouble::Reset { processed });
        world.sandbox.script(reset.on("POST", "items_batch"));
        let failed = send(&world).await.unwrap_err();
        assert_eq!(
            kind(&failed),
            Some(io::ErrorKind::ConnectionReset),
            "{failed:?}"
        );
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(!world.ids().is_empty(), processed);
        assert_eq!(world.sandbox.journal()[0].status, 0);
        send(&world).await.unwrap();
    }
}

#[tokio::test]
async fn a_dropped_connection_is_closed_and_not_reset() {
    let world = World::new().await;
    let drop = Fault::new(Trouble::DropAfter);
    world.sandbox.script(drop.on("POST", "items_batch"));
    let failed = send(&world).await.unwrap_err();
    assert_ne!(
        kind(&failed),
        Some(io::ErrorKind::ConnectionReset),
        "{failed:?}"
    );
}

#[tokio::test]
async fn an_answer_can_stay_away_for_ever_with_the_work_done_or_not() {
    for processed in [false, true] {
        let world = World::new().await;
        let hang = Fault::new(Trouble::Hang { processed });
        world.sandbox.script(hang.on("POST", "items_batch"));
        let patience = Duration::from_millis(200);
        let waited = tokio::time::timeout(patience, send(&world)).await;
        assert!(waited.is_err(), "{waited:?}");
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(!world.ids().is_empty(), processed);
        assert_eq!(world.sandbox.journal()[0].status, 0);
        // Others are answered meanwhile.
        assert_eq!(world.get("100", &[]).await.status, 200);
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_does_not_keep_the_sandbox_from_stopping() {
    let world = World::new().await;
    let hang = Fault::new(Trouble::Hang { processed: false });
    world.sandbox.script(hang.on("GET", "100"));
    let call = world.client.get(world.url("100", &[])).bearer_auth("TOKEN");
    let waiting = tokio::spawn(call.send());
    while world.sandbox.journal().is_empty() {
        tokio::task::yield_now().await;
    }
    let begun = tokio::time::Instant::now();
    world.sandbox.stop().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert!(waiting.await.unwrap().is_err());
}

#[tokio::test]
async fn an_answer_can_end_in_its_middle() {
    for bytes in [None, Some(0), Some(3), Some(1_000_000)] {
        let world = World::new().await;
        let cut = Fault::new(Trouble::Truncate { bytes });
        world.sandbox.script(cut.on("POST", "items_batch"));
        let body = json!({"item_type": "PRODUCT_ITEM", "requests": [update(mug("A"))]});
        let mut response = world.try_post(&body).await.unwrap();
        assert_eq!(response.status(), 200);
        let told = usize::try_from(response.content_length().unwrap()).unwrap();
        let mut came = 0;
        let failed = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => came += chunk.len(),
                Ok(None) => panic!("the answer is whole: {came} of {told} bytes"),
                Err(failed) => break failed,
            }
        };
        assert!(failed.is_body() || failed.is_decode(), "{failed:?}");
        assert!(came <= bytes.unwrap_or(told / 2).min(told - 1), "{came}");
        world.clock.advance(Duration::from_secs(60));
        assert_eq!(world.ids(), ["A"], "it was processed");
        send(&world).await.unwrap();
    }
}

#[tokio::test]
async fn a_call_can_be_too_large_in_records_bytes_and_items() {
    let world = World::new().await;
    world.fill(3).await;
    let reduce = |records, bytes, items| {
        let most = Trouble::Reduce {
            records,
            bytes,
            items,
        };
        world.sandbox.clear_script();
        world.sandbox.script(Fault::new(most).always());
    };
    let too_large = |said: &Said| {
        assert_eq!(said.error(), (500, 1, None));
        let words = "Please reduce the amount of data you're asking for, then retry your request";
        assert_eq!(said.message(), words);
    };
    let two = || json!([update(mug("A")), update(mug("B"))]);
    let one = || json!([update(mug("A"))]);

    reduce(Some(1), None, None);
    too_large(&world.batch(two()).await);
    too_large(&world.batch(two()).await);
    assert_eq!(world.batch(one()).await.status, 200);

    reduce(None, Some(400), None);
    too_large(&world.batch(two()).await);
    assert_eq!(world.batch(one()).await.status, 200);

    reduce(None, None, Some(2));
    too_large(&world.get("100/products", &[("limit", "3")]).await);
    too_large(&world.get("100/products", &[]).await);
    let page = world.get("100/products", &[("limit", "2")]).await;
    assert_eq!(page.status, 200);
}
