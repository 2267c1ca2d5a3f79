//! Limits, outages and verdicts that do not come: what is left goes out with
//! the next run.

use std::collections::BTreeMap;

use serde_json::json;
use shelfsync::sandbox::{Ending, Fault, Trouble};

use crate::export::rows;
use crate::world::World;

/// 80014 with so many minutes to wait.
fn throttle(minutes: u32) -> Fault {
    let usage = json!({"900100": [{
        "type": "catalog_batch", "call_count": 100, "total_cputime": 1, "total_time": 1,
        "estimated_time_to_regain_access": minutes,
    }]});
    Fault::new(Trouble::Answer {
        status: 400,
        headers: BTreeMap::from([("X-Business-Use-Case-Usage".to_owned(), usage.to_string())]),
        body: json!({"error": {
            "message": "(#80014) There have been too many calls for the batch uploads to this \
                        catalog account. Wait a bit and try again.",
            "type": "OAuthException", "code": 80014, "fbtrace_id": "A",
        }}),
    })
    .on("POST", "items_batch")
}

#[test]
fn a_pause_beyond_max_wait_ends_the_run_and_is_kept_by_the_next() {
    let world = World::selling(&rows(5));
    world.fault(throttle(60));
    world.sync("--max-wait 2m").is(5, "read=5 pending=5");
    assert_eq!(world.writes(), 1);
    for _ in 0..2 {
        world.sync("--max-wait 2m").is(5, "read=5 pending=5");
        assert_eq!(world.writes(), 1, "no write inside the pause");
    }
    let status = world.talk("status --json").json();
    assert!(status.document["blocked_until"].is_string());
}

#[test]
fn a_quiet_run_inside_a_pause_is_in_sync() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("price", "3.00 EUR");
    world.export(&shop);
    world.fault(throttle(60));
    world
        .sync("--max-wait 2m")
        .is(5, "read=5 unchanged=4 pending=1");
    world.export(&rows(5));
    world.sync("--max-wait 2m").is(0, "read=5 unchanged=5");
}

#[test]
fn a_verdict_that_does_not_come_is_pending_and_fetched_by_the_next_run() {
    let world = World::selling(&rows(5));
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 2 }));
    world.sync("--max-wait 1s").is(5, "read=5 pending=5");
    world.sent();
    let next = world.sync("");
    next.is(0, "read=5 created=5");
    assert_eq!(next.writes(), 0);
    assert_eq!(world.sent().len(), 0);
    world.sync("").is(0, "read=5 unchanged=5");
}

#[test]
fn an_outage_is_tried_again() {
    let world = World::selling(&rows(5));
    let body = json!({"error": {"message": "Service temporarily unavailable",
        "type": "OAuthException", "code": 2, "is_transient": true, "fbtrace_id": "A"}});
    world.fault(Fault::answer(503, body).on("POST", "items_batch"));
    let report = world.sync("");
    report.is(0, "read=5 created=5");
    assert_eq!(report.document["calls"]["retries"], 1);
    assert_eq!(report.writes(), 2);
}

#[test]
fn an_answer_that_is_no_json_is_an_outage_whatever_its_status() {
    let world = World::selling(&rows(5));
    world.fault(
        Fault::answer(200, json!("<html>Service Unavailable</html>")).on("POST", "items_batch"),
    );
    world.sync("").is(0, "read=5 created=5");
    world.equals(&rows(5));
}

#[test]
fn a_batch_that_ends_without_a_verdict_is_sent_once_more() {
    for ending in [Ending::Error, Ending::Canceled] {
        let world = World::selling(&rows(6));
        world.fault(Fault::new(Trouble::EndWith { status: ending }));
        world.sync("").is(0, "read=6 created=6");
        world.equals(&rows(6));
        world.sync("").is(0, "read=6 unchanged=6");
    }
}

#[test]
fn a_lost_handle_is_no_confirmation() {
    let world = World::selling(&rows(6));
    world.fault(Fault::new(Trouble::LoseHandle));
    world.sync("").is(0, "read=6 created=6");
    assert_eq!(world.sent().len(), 2, "sent again, since nobody knew");
    world.equals(&rows(6));
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again() {
    let world = World::selling(&rows(6));
    world.fault(Fault::new(Trouble::DropAfter).on("POST", "items_batch"));
    let report = world.sync("");
    report.is(0, "read=6 created=6");
    world.equals(&rows(6));
    world.sync("").is(0, "read=6 unchanged=6");
}

#[test]
fn a_removal_that_could_not_be_sent_is_made_by_the_next_run() {
    let shop = rows(6);
    let world = World::in_sync(&shop);
    world.export(&shop[..4]);
    let drop = Fault::new(Trouble::DropBefore).on("POST", "items_batch");
    world.fault(drop.always());
    world.sync("--max-wait 1s").is(5, "read=4 unchanged=4");
    world.no_more_faults();
    world.sync("").is(0, "read=4 unchanged=4 removed=2");
    assert_eq!(world.active().len(), 4);
}
