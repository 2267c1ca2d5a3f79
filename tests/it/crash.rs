//! Killing it at any moment is safe: the next run reaches the same catalog.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{Ending, Fault, Remark, Trouble};

use crate::export::{Row, row, rows};
use crate::walk::Dice;
use crate::world::{World, is_write};

/// A shop of twelve items, live, and what it has become: four changed, two
/// gone, six new. Ten records and two removals, in batches of three.
fn before_and_after() -> (World, Vec<Row>) {
    let world = World::in_sync(&rows(12));
    world.configure("batch_items = 3");
    let mut shop = rows(10);
    for item in &mut shop[..4] {
        *item = item.clone().set("price", "88.80 EUR");
    }
    shop.extend((1..=6).map(|n| row(&format!("NEW-{n}"))));
    world.export(&shop);
    (world, shop)
}

/// How often each id was sent.
fn times_sent(batches: &[Vec<Value>]) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for record in batches.iter().flatten() {
        let id = record["data"]["id"].as_str().unwrap().to_owned();
        *times.entry(id).or_default() += 1;
    }
    times
}

/// The next run finishes the work, and the one after it has none.
fn recovers(
    world: &World,
    shop: &[Row],
    sent_before: Vec<Vec<Value>>,
    at: &str,
) -> Vec<Vec<Value>> {
    let next = world.sync("");
    next.fails(0);
    assert_eq!(next.items("read"), 16, "{at}");
    assert_eq!(next.items("pending"), 0, "{at}");
    world.equals(shop);
    let mut sent = sent_before;
    sent.extend(world.sent());
    let again = world.sync("");
    again.is(0, "read=16 unchanged=16");
    assert_eq!(again.writes(), 0, "{at}");
    let status = world.talk("status --json").json();
    assert_eq!(status.document["open_batches"], json!([]), "{at}");
    assert_eq!(status.document["live"], 16, "{at}");
    sent
}

/// Dies at a point, at the first and at the third batch. `in_doubt` says
/// whether the batch in hand had to be sent again.
fn dies_at(point: &str, in_doubt: bool) {
    for nth in [1, 3] {
        let at = format!("{point}:{nth}");
        let (world, shop) = before_and_after();
        world.crash(&at);
        let sent = recovers(&world, &shop, world.sent(), &at);
        let times = times_sent(&sent);
        assert_eq!(times.len(), 12, "{at}");
        let again = times.values().filter(|times| **times > 1).count();
        let most = if in_doubt { 3 } else { 0 };
        assert!(
            again <= most,
            "{at}: {again} ids were sent again: {times:?}"
        );
        assert!(times.values().all(|times| *times <= 2), "{at}: {times:?}");
    }
}

#[test]
fn dies_before_the_intent_is_on_disk() {
    dies_at("before-intent", false);
}

#[test]
fn dies_between_intent_and_call() {
    dies_at("after-intent", false);
}

#[test]
fn dies_between_answer_and_handle() {
    dies_at("after-send", true);
}

#[test]
fn dies_between_handle_and_poll() {
    dies_at("after-handle", false);
}

#[test]
fn dies_between_poll_and_verdict() {
    dies_at("after-poll", false);
}

#[test]
fn dies_after_the_verdict() {
    dies_at("after-verdict", false);
}

/// Dies at a point that only trouble leads to, and recovers.
fn dies_in_trouble(point: &str, trouble: Trouble) {
    let (world, shop) = before_and_after();
    world.fault(Fault::new(trouble).on("POST", "items_batch"));
    world.crash(point);
    world.no_more_faults();
    recovers(&world, &shop, world.sent(), point);
}

#[test]
fn dies_after_refusals_and_before_the_rest() {
    let handle = true;
    let errors = vec![Remark {
        id: "SKU-001".into(),
        message: "A required field is missing: price.".into(),
    }];
    dies_in_trouble("after-refusals", Trouble::Validation { errors, handle });
}

#[test]
fn dies_when_records_are_set_aside() {
    let status = Ending::Error;
    dies_in_trouble("after-set-aside", Trouble::EndWith { status });
}

#[test]
fn dies_when_a_verdict_is_given_up() {
    dies_in_trouble("after-loss", Trouble::LoseHandle);
}

#[test]
fn dies_in_a_pause() {
    let (world, shop) = before_and_after();
    world.play(
        "[[fault]]\ntrouble = { kind = \"error\", code = 80014, retry_after = 1 }\n\
         when = { method = \"POST\", edge = \"items_batch\" }\n",
    );
    world.crash("after-pause");
    recovers(&world, &shop, world.sent(), "after-pause");
}

#[test]
fn dies_while_suspects_are_read_back() {
    let (world, shop) = before_and_after();
    world.crash("after-send:1");
    let mut other = shop.clone();
    other[0] = other[0].clone().set("price", "77.70 EUR");
    world.export(&other);
    world.sync("").fails(0);
    world.crash("after-reading");
    world.export(&shop);
    recovers(&world, &shop, world.sent(), "after-reading");
}

#[test]
fn dies_before_and_after_the_export_is_remembered() {
    dies_at_its_end("before-memory");
    dies_at_its_end("after-memory");
}

/// Dies when all is sent and confirmed. What is remembered then is of this run or of the
/// one before: the next one finds the same with either.
fn dies_at_its_end(point: &str) {
    let (world, mut shop) = before_and_after();
    world.crash(point);
    world.equals(&shop);
    assert_eq!(world.sent().iter().map(Vec::len).sum::<usize>(), 12);
    // Back to what the memory of the run before knows, and to something new.
    for (at, price) in [
        (0, rows(1)[0].get("price").to_owned()),
        (7, "7.77 EUR".into()),
    ] {
        shop[at] = shop[at].clone().set("price", &price);
    }
    world.export(&shop);
    world.sync("").is(0, "read=16 unchanged=14 updated=2");
    world.equals(&shop);
    world.sync("").is(0, "read=16 unchanged=16");
}

/// Every point that the code names has a test here.
#[test]
fn every_point_is_walked() {
    let source = include_str!("../../src/deliver/crash.rs");
    let names: Vec<&str> = source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.starts_with("after-") || text.starts_with("before-"))
        .collect();
    assert!(names.len() >= 12, "{names:?}");
    let tests = [include_str!("crash.rs"), include_str!("memory.rs")].concat();
    for name in names {
        let used = [format!("\"{name}\""), format!("\"{name}:")];
        assert!(used.iter().any(|used| tests.contains(used)), "{name}");
    }
}

/// The real thing: a process that is killed at any instant, many times over.
#[test]
fn twenty_five_kills_on_three_thousand_items() {
    const ITEMS: usize = 3000;
    let mut shop = rows(ITEMS);
    let world = World::selling(&shop);
    world.configure("batch_items = 500");
    world.play("[latency]\nms = 5\nspread_ms = 40\nseed = 9\n");
    let mut dice = Dice::new(25);
    let mut changed = ITEMS;
    for kill in 0..25 {
        let mut child = world.start("");
        // The time of a whole run, about, so that kills fall everywhere.
        let until = Duration::from_millis(20 + dice.roll(900) as u64);
        std::thread::park_timeout(until);
        child.kill().unwrap();
        child.wait().unwrap();
        for _ in 0..40 {
            let at = dice.roll(ITEMS);
            shop[at] = shop[at]
                .clone()
                .set("price", &format!("{}.{kill:02} EUR", 1 + dice.roll(90)));
            changed += 1;
        }
        world.export(&shop);
    }
    world.sync("").fails(0);
    let quiet = world.sync("");
    quiet.is(0, &format!("read={ITEMS} unchanged={ITEMS}"));
    assert_eq!(quiet.writes(), 0);
    let items = world.items();
    assert_eq!(items.len(), ITEMS);
    for row in &shop {
        assert_eq!(items[row.get("id")]["price"], row.get("price"));
    }
    let sent: usize = world.sent().iter().map(Vec::len).sum();
    // At most four calls are under way at once.
    let most = changed + 25 * 4 * 500;
    assert!(sent <= most, "{sent} records for {changed} changes");
}

#[test]
fn dies_again_while_it_recovers() {
    let points = ["after-send", "after-handle", "after-intent"];
    for first in points {
        let (world, shop) = before_and_after();
        world.crash(&format!("{first}:2"));
        let line = format!("sync --json --api-url {}", world.url());
        for second in points {
            let mut command = world.command(&line);
            // May have nothing left that passes this point.
            command.env("SHELFSYNC_CRASH_AT", second).output().unwrap();
        }
        recovers(&world, &shop, world.sent(), first);
        world.assert_careful();
    }
}

#[test]
fn a_process_that_is_killed_anywhere_leaves_a_state_to_go_on_from() {
    for writes in [1, 2, 4] {
        let (world, shop) = before_and_after();
        let before = world.writes();
        world.fault(Fault::new(Trouble::DelayVerdict { polls: 1 }).times(2));
        let mut child = world.start("");
        world.wait_for(|calls| {
            calls.iter().filter(|call| is_write(call)).count() >= before + writes
        });
        child.kill().unwrap();
        child.wait().unwrap();
        recovers(&world, &shop, world.sent(), "kill");
    }
}

#[test]
fn a_process_that_is_killed_while_it_polls_asks_for_the_verdict_first() {
    let (world, shop) = before_and_after();
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 1 }).times(9));
    let mut child = world.start("");
    world.wait_for(|calls| {
        calls
            .iter()
            .filter(|call| call.path.ends_with("/check_batch_request_status"))
            .count()
            > 2
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let sent = recovers(&world, &shop, world.sent(), "kill");
    let again = times_sent(&sent).into_values().filter(|n| *n > 1).count();
    assert!(again <= 3, "at most the batch in hand: {sent:?}");
}

#[test]
fn what_was_confirmed_counts_when_the_export_changes_back_after_a_lost_answer() {
    let shop = rows(5);
    let world = World::in_sync(&shop);
    let mut other = shop.clone();
    other[0] = other[0].clone().set("price", "1.00 EUR");
    world.export(&other);
    world.fault(
        Fault::new(Trouble::DropAfter)
            .on("POST", "items_batch")
            .always(),
    );
    world
        .sync("--max-wait 1s")
        .is(5, "read=5 unchanged=4 pending=1");
    world.no_more_faults();
    // Meta has the other price; the state does not know it, and must not trust itself.
    world.export(&shop);
    world.sync("").is(0, "read=5 unchanged=4 updated=1");
    world.equals(&shop);
    world.sync("").is(0, "read=5 unchanged=5");
}

#[test]
fn a_crash_after_the_call_and_an_export_that_changes_back_end_at_the_export() {
    let shop = rows(5);
    let world = World::in_sync(&shop);
    let mut other = shop.clone();
    other[0] = other[0].clone().set("price", "1.00 EUR");
    other.push(row("SHORT-LIVED"));
    world.export(&other);
    world.crash("after-send");
    world.export(&shop);
    let next = world.sync("");
    next.fails(0);
    world.equals(&shop);
    let again = world.sync("");
    again.is(0, "read=5 unchanged=5");
    assert_eq!(again.writes(), 0);
}

#[test]
fn a_lost_batch_that_is_applied_late_is_found_and_put_right() {
    let shop = rows(5);
    let world = World::in_sync(&shop);
    let mut other = shop.clone();
    other[0] = other[0].clone().set("price", "1.00 EUR");
    world.export(&other);
    world.crash("after-send");
    world.export(&shop);
    world.sync("").is(0, "read=5 unchanged=4 updated=1");
    // Meta applies the lost batch only now, after the newer one.
    world.clock.advance(Duration::from_secs(120));
    world.sync("").fails(0);
    world.sync("").fails(0);
    world.equals(&shop);
}

#[test]
fn a_creation_that_was_lost_and_confirmed_counts_as_created() {
    let shop = rows(6);
    let world = World::selling(&shop);
    world.crash("after-send");
    world.sync("").is(0, "read=6 created=6");
    world.sync("").is(0, "read=6 unchanged=6");
}
