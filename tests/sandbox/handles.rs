//! Handles and verdicts that say less than they should, or nothing, or never.

use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{Fault, Remark, Trouble};

use crate::world::{World, mug, update};

fn some(ids: &[&str]) -> Value {
    ids.iter().map(|id| update(mug(id))).collect()
}

/// A batch of two items under this trouble, and its handle.
async fn begin(trouble: Trouble) -> (World, String) {
    let world = World::new().await;
    world.sandbox.script(Fault::new(trouble));
    let said = world.batch(some(&["A", "B"])).await;
    let handle = said.body["handles"][0].as_str().unwrap().to_owned();
    (world, handle)
}

async fn statuses(world: &World, handle: &str, polls: usize) -> Vec<String> {
    let mut said = Vec::new();
    for _ in 0..polls {
        let answer = world.poll(handle).await;
        let element = answer.body["data"].get(0).cloned();
        let status = element.map_or_else(
            || {
                answer.body["error"]["message"]
                    .as_str()
                    .unwrap_or("none")
                    .to_owned()
            },
            |element| element["status"].as_str().unwrap().to_owned(),
        );
        said.push(status);
    }
    said
}

#[tokio::test]
async fn a_handle_can_be_forgotten_with_its_items_applied_or_not() {
    for applied in [false, true] {
        let (world, handle) = begin(Trouble::Forget { polls: 2, applied }).await;
        let said = statuses(&world, &handle, 4).await;
        let unknown = "(#100) Invalid parameter";
        assert_eq!(said, ["dispatched", "started", unknown, unknown]);
        world.clock.advance(Duration::from_secs(600));
        assert_eq!(!world.ids().is_empty(), applied);
    }
}

#[tokio::test]
async fn a_handle_can_stay_open_for_ever_with_its_items_applied_or_not() {
    for applied in [false, true] {
        let (world, handle) = begin(Trouble::NeverEnds { applied }).await;
        world.clock.advance(Duration::from_secs(100_000));
        assert_eq!(statuses(&world, &handle, 30).await, ["started"; 30]);
        assert_eq!(!world.ids().is_empty(), applied);
    }
}

#[tokio::test]
async fn a_status_can_be_a_word_that_nobody_knows() {
    let banana = |polls, applied| Trouble::Status {
        status: "banana".into(),
        polls,
        applied,
    };
    let (world, handle) = begin(banana(Some(2), true)).await;
    let said = statuses(&world, &handle, 4).await;
    assert_eq!(said, ["banana", "banana", "started", "finished"]);
    assert_eq!(world.ids(), ["A", "B"]);

    for applied in [false, true] {
        let (world, handle) = begin(banana(None, applied)).await;
        world.clock.advance(Duration::from_secs(100_000));
        assert_eq!(statuses(&world, &handle, 30).await, ["banana"; 30]);
        assert_eq!(!world.ids().is_empty(), applied);
    }
}

#[tokio::test]
async fn a_collection_can_lack_its_element() {
    let (world, handle) = begin(Trouble::NoElement { polls: Some(2) }).await;
    let said = statuses(&world, &handle, 4).await;
    assert_eq!(said, ["none", "none", "started", "finished"]);
    let (world, handle) = begin(Trouble::NoElement { polls: None }).await;
    assert_eq!(statuses(&world, &handle, 10).await, ["none"; 10]);
    assert_eq!(world.poll(&handle).await.body, json!({"data": []}));
    assert_eq!(world.ids(), ["A", "B"]);
}

#[tokio::test]
async fn a_verdict_can_name_fewer_ids_than_it_counts() {
    for totals in [true, false] {
        let world = World::new().await;
        world.sandbox.script(Fault::new(Trouble::Vague {
            errors: Some(1),
            ids: Some(0),
            totals,
        }));
        let refuse = Trouble::Refuse {
            ids: vec!["T-*".into()],
            message: "no".into(),
        };
        world.sandbox.script(Fault::new(refuse).always());
        let verdict = world.deliver(some(&["T-1", "A", "T-2", "T-3"])).await;
        assert_eq!(verdict["errors"].as_array().unwrap().len(), 1);
        assert_eq!(verdict["ids_of_invalid_requests"], json!([]));
        let total = if totals { json!(3) } else { Value::Null };
        assert_eq!(verdict["errors_total_count"], total);
        assert_eq!(world.ids(), ["A"]);
    }
}

#[tokio::test]
async fn items_are_refused_by_pattern_and_by_count() {
    let world = World::new().await;
    let refuse = |ids: &[&str]| {
        Fault::new(Trouble::Refuse {
            ids: ids.iter().map(|&id| id.to_owned()).collect(),
            message: "Meta says no".into(),
        })
    };
    world.sandbox.script(refuse(&["T-*"]).times(2));
    world.deliver(some(&["T-1", "A", "T-2", "T-3"])).await;
    assert_eq!(world.ids(), ["A", "T-3"], "two of three that fit");
    world.sandbox.script(refuse(&[]).every(2).always());
    let verdict = world.deliver(some(&["B", "C", "D", "E", "F"])).await;
    assert_eq!(verdict["ids_of_invalid_requests"], json!(["C", "E"]));
}

#[tokio::test]
async fn a_remark_can_name_nobody() {
    for handle in [false, true] {
        let world = World::new().await;
        let remark = |id: &str| Remark {
            id: id.into(),
            message: "Can not find required field id".into(),
        };
        world.sandbox.script(Fault::new(Trouble::Validation {
            errors: vec![remark("A"), remark("")],
            handle,
        }));
        let said = world.batch(some(&["A", "B", "C"])).await;
        let words = json!([{"message": "Can not find required field id"}]);
        assert_eq!(
            said.body["validation_status"],
            json!([{"retailer_id": "A", "errors": words}, {"errors": words}])
        );
        let Some(handle) = said.body["handles"][0].as_str() else {
            assert!(!handle);
            continue;
        };
        world.poll(handle).await;
        let verdict = world.poll(handle).await.body["data"][0].clone();
        assert_eq!(verdict["ids_of_invalid_requests"], json!(["A"]));
        assert_eq!(verdict["errors_total_count"], 2, "one more than it names");
        assert_eq!(world.ids(), ["C"]);
    }
}
