//! Batches that are applied late: over whatever was written meanwhile.

use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{self, Fate, Fault, Options, Trouble};

use crate::world::{World, delete, mug, update};

fn priced(id: &str, price: &str) -> Value {
    let mut item = mug(id);
    item["price"] = json!(price);
    update(item)
}

fn price(world: &World, id: &str) -> Value {
    let mut items = world.sandbox.items("100").unwrap();
    items.remove(id).unwrap().remove("price").unwrap()
}

async fn lose(world: &World, requests: Value) {
    let body = json!({"item_type": "PRODUCT_ITEM", "requests": requests});
    let lost = match world.try_post(&body).await {
        Ok(response) => response.text().await.map(|_| ()),
        Err(failed) => Err(failed),
    };
    assert!(lost.is_err());
}

#[tokio::test]
async fn a_lost_batch_is_applied_over_what_was_written_after_it() {
    for fate in [Fate::Drop, Fate::Reset, Fate::Truncate] {
        let world = World::new().await;
        world.sandbox.script(Fault::late(2, fate));
        lose(&world, json!([priced("A", "1.00 EUR")])).await;
        assert!(world.ids().is_empty(), "{fate:?}");
        world.clock.advance(Duration::from_secs(100_000));
        assert!(world.ids().is_empty(), "it waits for writes, not for time");

        world.deliver(json!([priced("A", "2.00 EUR")])).await;
        assert_eq!(price(&world, "A"), "2.00 EUR");
        world.deliver(json!([priced("A", "3.00 EUR")])).await;
        assert_eq!(price(&world, "A"), "1.00 EUR", "the late one came last");
        world.deliver(json!([priced("A", "4.00 EUR")])).await;
        assert_eq!(price(&world, "A"), "4.00 EUR", "and only once");
    }
}

#[tokio::test]
async fn a_late_deletion_takes_away_what_was_written_after_it() {
    let world = World::new().await;
    world.deliver(json!([priced("A", "1.00 EUR")])).await;
    world.sandbox.script(Fault::late(1, Fate::Drop));
    lose(&world, json!([delete("A")])).await;
    world.deliver(json!([priced("A", "2.00 EUR")])).await;
    assert!(world.ids().is_empty());
}

#[tokio::test]
async fn a_late_batch_can_wait_for_time_and_its_handle_stays_open_until_then() {
    let world = World::new().await;
    world.sandbox.script(Fault::new(Trouble::Late {
        writes: None,
        seconds: Some(300),
        answer: Fate::Given,
    }));
    let said = world.batch(json!([priced("A", "1.00 EUR")])).await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    world.deliver(json!([priced("A", "2.00 EUR")])).await;
    world.clock.advance(Duration::from_secs(299));
    for _ in 0..5 {
        let status = &world.poll(&handle).await.body["data"][0]["status"];
        assert_eq!(status, "scheduled");
    }
    assert_eq!(price(&world, "A"), "2.00 EUR");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(price(&world, "A"), "1.00 EUR");
    let status = &world.poll(&handle).await.body["data"][0]["status"];
    assert_eq!(status, "finished");
}

#[tokio::test]
async fn a_late_batch_comes_after_the_sandbox_was_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let world = World::with(|options| options.folder = Some(path.clone())).await;
    world.sandbox.script(Fault::late(1, Fate::Drop));
    lose(&world, json!([priced("A", "1.00 EUR")])).await;
    let options = Options {
        folder: Some(path),
        clock: world.clock.clone(),
        ..Options::default()
    };
    world.sandbox.stop().await.unwrap();
    let again = World {
        sandbox: sandbox::start(options).await.unwrap(),
        ..world
    };
    again.deliver(json!([priced("A", "2.00 EUR")])).await;
    assert_eq!(price(&again, "A"), "1.00 EUR");
}
