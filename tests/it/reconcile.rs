//! Repair: what drifted is marked in the state, and a sync puts it right.

use serde_json::json;
use shelfsync::sandbox::{Fault, Trouble};

use crate::drift::{another_tool_writes, counts, drift, drifted, kinds};
use crate::export::{row, rows};
use crate::ran::Report;
use crate::world::World;

fn reconcile(world: &World, flags: &str) -> Report {
    let report = world.talk(&format!("reconcile --json {flags}")).json();
    world.assert_careful();
    report
}

/// The ids of the records of every write since this was asked last.
fn sent_ids(world: &World) -> Vec<String> {
    let calls = world.sent();
    let records = calls.iter().flatten();
    let mut ids: Vec<String> = records
        .map(|record| record["data"]["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

#[test]
fn what_drifted_is_put_right_and_what_is_foreign_stays() {
    let (world, shop) = drifted();
    let report = reconcile(&world, "");
    report.is(0, "read=19 unchanged=17 updated=2 removed=1");
    assert_eq!(report.document["command"], "reconcile");
    let found = &report.document["drift"];
    assert_eq!(
        counts(found),
        "live=21 confirmed=19 same=17 missing=1 different=1 zombie=1 foreign=2"
    );
    assert_eq!(kinds(found).len(), 4);
    assert_eq!(sent_ids(&world), ["SKU-003", "SKU-005", "SKU-020"]);
    let mut expected = shop.clone();
    expected.extend([row("THEIRS-1"), row("THEIRS-2")]);
    world.equals(&expected);

    let again = reconcile(&world, "");
    again.is(0, "read=19 unchanged=19");
    assert_eq!(again.writes(), 0);
    assert_eq!(
        counts(&again.document["drift"]),
        "live=22 confirmed=19 same=19 foreign=2 away=1"
    );
    world.sync("").is(0, "read=19 unchanged=19");
}

#[test]
fn a_run_of_it_is_a_run_like_any_other() {
    let world = World::in_sync(&rows(3));
    world.delete_by_hand("SKU-002");
    insta::assert_snapshot!(world.talk("reconcile").text(), @r"
    exit 0
    --- stdout
    missing: 1 item that was confirmed is not in the catalog
      SKU-002
    Drift: 1 missing; 2 items are in the catalog as they were confirmed.
    2 items in Meta's review, which takes up to two days
    3 items read: 1 updated, 2 unchanged.
    1 write call, 1 status poll, 468 bytes sent in [time]
    --- stderr
    ");
    let status = world.talk("status --json").json();
    assert_eq!(status.document["runs"][0]["command"], "reconcile");
    assert_eq!(status.document["runs"][0]["items"]["updated"], 1);
    world.delete_by_hand("SKU-001");
    assert_eq!(
        world.talk("reconcile -q").text(),
        "exit 0\n--- stdout\n--- stderr"
    );
    world.equals(&rows(3));
    let _held = shelfsync::state::Lock::acquire(&world.state()).unwrap();
    reconcile(&world, "").fails(7);
}

#[test]
fn a_dry_run_shows_the_repair_and_leaves_everything_as_it_is() {
    let (world, _) = drifted();
    let writes = world.writes();
    let _held = shelfsync::state::Lock::acquire(&world.state()).unwrap();
    let report = reconcile(&world, "--dry-run");
    report.is(0, "read=19 unchanged=17 updated=2 removed=1");
    assert_eq!(report.document["drift"]["counts"]["missing"], 1);
    let changes = report.document["changes"].as_array().unwrap();
    let ids: Vec<&str> = changes.iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["SKU-003", "SKU-005", "SKU-020"]);
    assert_eq!(world.writes(), writes);
    world.plan("").is(0, "read=19 unchanged=19");
    let adopting = reconcile(&world, "--dry-run --adopt");
    adopting.is(0, "read=19 unchanged=17 updated=2 removed=3");
    world.plan("").is(0, "read=19 unchanged=19");
}

#[test]
fn what_somebody_did_by_hand_is_undone() {
    let shop = rows(4);
    let world = World::in_sync(&shop);
    world.write_by_hand("SKU-001", &[("status", "archived")]);
    world.write_by_hand("SKU-002", &[("sale_price", "1.00 EUR")]);
    world.write_by_hand("SKU-003", &[("title", "Something else")]);
    assert_eq!(world.active().len(), 3);
    let found = drift(&world, "");
    assert_eq!(
        counts(&found.document),
        "live=4 confirmed=4 same=1 different=3"
    );
    let fields: Vec<_> = found.document["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["fields"].clone())
        .collect();
    assert_eq!(
        fields,
        [
            json!({"status": {"confirmed": "active", "live": "archived"}}),
            json!({"sale_price": {"confirmed": "", "live": "€1.00"}}),
            json!({"title": {"confirmed": "Becher SKU-003", "live": "Something else"}}),
        ]
    );
    reconcile(&world, "").is(0, "read=4 unchanged=1 updated=3");
    world.equals(&shop);
    assert_eq!(world.field("SKU-002", "sale_price"), json!(null));
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=4 confirmed=4 same=4"
    );
}

#[test]
fn what_was_marked_as_sold_out_and_is_sold_again_is_a_zombie() {
    let shop = rows(10);
    let world = World::in_sync(&shop);
    world.configure("[removal]\naction = \"out-of-stock\"");
    world.export(&shop[..9]);
    world.sync("").is(0, "read=9 unchanged=9 removed=1");
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=10 confirmed=9 same=9 away=1"
    );
    another_tool_writes(&world, &shop[9..]);
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=10 confirmed=9 same=9 zombie=1"
    );
    reconcile(&world, "").is(0, "read=9 unchanged=9 removed=1");
    assert_eq!(world.field("SKU-010", "availability"), "out of stock");
}

#[test]
fn many_zombies_wait_for_a_decision() {
    let shop = rows(30);
    let world = World::in_sync(&shop);
    world.export(&shop[..15]);
    world
        .sync("--allow-removals 15")
        .is(0, "read=15 unchanged=15 removed=15");
    another_tool_writes(&world, &shop[15..]);
    reconcile(&world, "").is(4, "read=15 unchanged=15 withheld=15");
    assert_eq!(world.active().len(), 30);
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=30 confirmed=30 same=15 uncertain=15"
    );
    // They are marked now: a plain sync knows of them.
    world.sync("").is(4, "read=15 unchanged=15 withheld=15");
    reconcile(&world, "--allow-removals 15").is(0, "read=15 unchanged=15 removed=15");
    assert_eq!(world.active().len(), 15);
}

#[test]
fn foreign_items_are_taken_over_only_when_that_is_asked_for() {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    let mut theirs: Vec<_> = (1..=12).map(|n| row(&format!("THEIRS-{n}"))).collect();
    theirs.push(row("BOTH").set("color", "red"));
    another_tool_writes(&world, &theirs);
    let left = reconcile(&world, "");
    left.is(0, "read=20 unchanged=20");
    assert_eq!(left.document["drift"]["counts"]["foreign"], 13);
    assert_eq!(world.active().len(), 33);

    // One of them comes into the export; with the color that nobody gave it.
    let mut both = shop.clone();
    both.push(row("BOTH").set("size", "L").set("color", ""));
    world.export(&both);
    let adopted = reconcile(&world, "--adopt");
    adopted.is(4, "read=21 unchanged=20 updated=1 withheld=12");
    adopted.mentions("`shelfsync reconcile --adopt --allow-removals 12`");
    assert_eq!(world.field("BOTH", "size"), "L");
    assert_eq!(world.field("BOTH", "color"), json!(null), "sent in full");
    assert_eq!(world.active().len(), 33, "the others wait");
    reconcile(&world, "--adopt --allow-removals 12").is(0, "read=21 unchanged=21 removed=12");
    assert_eq!(world.active().len(), 21);
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=33 confirmed=21 same=21 away=12"
    );
}

#[test]
fn a_lost_state_is_found_again_by_adopting() {
    let shop = rows(6);
    let world = World::in_sync(&shop);
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    world.export(&shop[..5]);
    reconcile(&world, "--adopt").is(0, "read=5 updated=5 removed=1");
    assert_eq!(world.active().len(), 5);
    world.sync("").is(0, "read=5 unchanged=5");
}

#[test]
fn first_contact_is_as_careful_as_in_a_sync() {
    let theirs: Vec<_> = (1..=30).map(|n| row(&format!("THEIRS-{n}"))).collect();
    let world = World::in_sync(&theirs);
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    world.export(&rows(3));
    reconcile(&world, "").is(4, "read=3 held=3");
    assert_eq!(world.active().len(), 30);
    world.sync("").is(4, "read=3 held=3");
}

#[test]
fn an_item_that_is_gone_from_catalog_and_export_is_let_go() {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    world.delete_by_hand("SKU-020");
    world.export(&shop[..19]);
    reconcile(&world, "").is(0, "read=19 unchanged=19 removed=1");
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=19 confirmed=19 same=19"
    );
    world.sync("").is(0, "read=19 unchanged=19");
}

/// Pages of seven, and then this.
fn in_the_middle(world: &World, trouble: Fault) {
    let message = "Please reduce the amount of data you're asking for, then retry your request";
    let body = json!({"error": {"message": message, "type": "OAuthException", "code": 1}});
    world.fault(Fault::answer(500, body).on("GET", "products").times(7));
    world.fault(trouble);
}

#[test]
fn a_list_that_breaks_off_concludes_nothing_and_the_next_run_is_whole() {
    let (world, _) = drifted();
    let message = "(#80009) There have been too many calls to this Catalog account.";
    let limit = json!({"error": {"message": message, "type": "OAuthException", "code": 80009}});
    in_the_middle(
        &world,
        Fault::answer(400, limit).on("GET", "products").after(2),
    );
    let cut = reconcile(&world, "");
    cut.fails(5).mentions("80009");
    assert_eq!(cut.writes(), 0);
    assert_eq!(cut.document["drift"]["complete"], false);
    assert_eq!(cut.document["drift"]["counts"]["missing"], 0);
    assert_eq!(cut.document["drift"]["counts"]["different"], 1);
    let pause: Option<i64> = rusqlite::Connection::open(world.state())
        .unwrap()
        .query_row("SELECT reads_blocked_until FROM catalogs", (), |row| {
            row.get(0)
        })
        .unwrap();
    assert!(pause.is_some(), "the next run knows of the pause");
    let before = world.calls().len();
    reconcile(&world, "").fails(5);
    drift(&world, "").fails(5);
    let later = &world.calls()[before..];
    assert!(
        later.iter().all(|call| !call.path.ends_with("/products")),
        "nothing is listed inside the pause: {later:?}"
    );
    rusqlite::Connection::open(world.state())
        .unwrap()
        .execute("UPDATE catalogs SET reads_blocked_until = NULL", ())
        .unwrap();
    reconcile(&world, "").is(0, "read=19 unchanged=17 updated=2 removed=1");
}

#[test]
fn an_outage_that_looks_like_an_empty_catalog_repairs_nothing() {
    let world = World::in_sync(&rows(20));
    world.fault(Fault::answer(200, json!({"data": []})).on("GET", "products"));
    let report = reconcile(&world, "");
    report.fails(5).mentions("showed 0 of them");
    assert_eq!(report.writes(), 0);
    world.sync("").is(0, "read=20 unchanged=20");
}

#[test]
fn dying_while_it_looks_leaves_marks_that_any_run_carries_out() {
    let (world, shop) = drifted();
    in_the_middle(&world, Fault::new(Trouble::DropBefore).on("GET", "none"));
    let line = format!("reconcile --json --api-url {}", world.url());
    let mut command = world.command(&line);
    command.env("SHELFSYNC_CRASH_AT", "after-page:2");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), None, "{output:?}");
    // The changed item was on the first page; the deleted one is not known yet.
    world.sync("").is(0, "read=19 unchanged=18 updated=1");
    assert_eq!(sent_ids(&world), ["SKU-003"]);
    reconcile(&world, "").is(0, "read=19 unchanged=18 updated=1 removed=1");
    let mut expected = shop;
    expected.extend([row("THEIRS-1"), row("THEIRS-2")]);
    world.equals(&expected);
}

#[test]
fn dying_while_it_sends_is_as_safe_as_in_a_sync() {
    for point in ["before-intent", "after-send", "after-handle", "after-poll"] {
        let (world, shop) = drifted();
        let line = format!("reconcile --json --api-url {}", world.url());
        let mut command = world.command(&line);
        let output = command.env("SHELFSYNC_CRASH_AT", point).output().unwrap();
        assert_eq!(output.status.code(), None, "{point}: {output:?}");
        world.sync("").fails(0);
        let mut expected = shop;
        expected.extend([row("THEIRS-1"), row("THEIRS-2")]);
        world.equals(&expected);
        world.sync("").is(0, "read=19 unchanged=19");
    }
}

#[test]
fn a_part_of_the_export_repairs_a_part() {
    let (world, _) = drifted();
    reconcile(&world, "--only SKU-003").is(0, "read=19 updated=1 filtered=18");
    // What is marked and not put right yet is still told of.
    assert_eq!(
        counts(&drift(&world, "").document),
        "live=21 confirmed=20 same=18 missing=1 foreign=2 uncertain=1"
    );
    reconcile(&world, "").is(0, "read=19 unchanged=18 updated=1 removed=1");
}

#[test]
fn a_broken_export_sends_nothing_and_the_marks_wait() {
    let (world, shop) = drifted();
    world.write("products.csv", "");
    reconcile(&world, "").fails(8);
    assert_eq!(sent_ids(&world), [""; 0]);
    world.export(&shop);
    world
        .sync("")
        .is(0, "read=19 unchanged=17 updated=2 removed=1");
}
