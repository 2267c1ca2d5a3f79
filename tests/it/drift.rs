//! How far the live catalog has moved away from what was confirmed. Another tool
//! that writes into it is a second state file of the same catalog.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shelfsync::sandbox::{Fault, Trouble, Writer, WriterKind};

use crate::export::{Row, csv, row, rows};
use crate::ran::Report;
use crate::world::World;

/// Another tool makes these rows its own, and lets go of what it had before.
pub(crate) fn another_tool_writes(world: &World, rows: &[Row]) {
    world.write("other.csv", csv(rows));
    let report = world.sync("other.csv --state other.db --adopt --allow-removals 1000");
    report.fails(0);
    world.sent();
}

/// `drift --json`.
pub(crate) fn drift(world: &World, flags: &str) -> Report {
    let report = world.talk(&format!("drift --json {flags}")).json();
    world.assert_careful();
    report
}

/// All counts of a look that are not zero.
pub(crate) fn counted(found: &Value) -> String {
    let counts = found["counts"].as_object().unwrap();
    let order = [
        "live",
        "confirmed",
        "same",
        "missing",
        "different",
        "zombie",
        "foreign",
        "away",
        "uncertain",
        "rejected",
        "pending_review",
        "price_unclear",
    ];
    assert_eq!(counts.len(), order.len(), "{counts:?}");
    let shown = order.iter().filter(|name| counts[**name] != 0);
    let shown: Vec<String> = shown
        .map(|name| format!("{name}={}", counts[*name]))
        .collect();
    shown.join(" ").replace(" pending_review=", " pending=")
}

/// The same without the reviews that are pending: new items are all in review.
pub(crate) fn counts(found: &Value) -> String {
    let all = counted(found);
    let parts = all.split(' ').filter(|part| !part.starts_with("pending="));
    parts.collect::<Vec<_>>().join(" ")
}

/// The ids of each kind.
pub(crate) fn kinds(found: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in found["differences"].as_array().unwrap() {
        let ids = kinds.entry(one["kind"].as_str().unwrap()).or_default();
        ids.insert(one["id"].as_str().unwrap());
    }
    kinds
}

/// Twenty items, of which one was deleted, one changed, one archived by us and
/// brought back, and beside them two that are not ours.
pub(crate) fn drifted() -> (World, Vec<Row>) {
    let all = rows(20);
    let world = World::in_sync(&all);
    let shop = all[..19].to_vec();
    world.export(&shop);
    world.sync("").is(0, "read=19 unchanged=19 removed=1");
    let changed = all[2]
        .clone()
        .set("price", "8.00 EUR")
        .set("availability", "out of stock")
        .set("quantity_to_sell_on_facebook", "0");
    let theirs = [changed, all[19].clone(), row("THEIRS-1"), row("THEIRS-2")];
    another_tool_writes(&world, &theirs);
    world.delete_by_hand("SKU-005");
    (world, shop)
}

/// A page of the catalog, as Meta would show it.
fn page(items: &Value, next: Option<&str>) -> Fault {
    let mut body = json!({ "data": items });
    if let Some(next) = next {
        body["paging"] = json!({"cursors": {"after": next}, "next": "https://graph.example"});
    }
    Fault::answer(200, body).on("GET", "products")
}

fn too_much() -> Fault {
    let message = "Please reduce the amount of data you're asking for, then retry your request";
    let body = json!({"error": {"message": message, "type": "OAuthException", "code": 1}});
    Fault::answer(500, body).on("GET", "products")
}

/// 80009, with what its header says of the time to wait.
fn throttled(retry_after: Option<u32>) -> Fault {
    let message = "(#80009) There have been too many calls to this Catalog account. Wait a bit and try again.";
    let headers = retry_after.map(|seconds| ("Retry-After".to_owned(), seconds.to_string()));
    Fault::new(Trouble::Answer {
        status: 400,
        headers: headers.into_iter().collect(),
        body: json!({"error": {"message": message, "type": "OAuthException", "code": 80009}}),
    })
    .on("GET", "products")
}

/// How many pages of the catalog were asked for.
fn pages(world: &World) -> usize {
    let calls = world.calls();
    calls
        .iter()
        .filter(|c| c.path.ends_with("/products"))
        .count()
}

#[test]
fn a_catalog_as_it_was_confirmed_has_no_drift() {
    let world = World::in_sync(&rows(30));
    let report = drift(&world, "--exit-code");
    report.fails(0);
    assert_eq!(
        counted(&report.document),
        "live=30 confirmed=30 same=30 pending=30"
    );
    assert_eq!(report.document["complete"], true);
    assert_eq!(report.document["differences"], json!([]));
    assert_eq!(
        world.talk("drift -q").text(),
        "exit 0\n--- stdout\n--- stderr"
    );
}

#[test]
fn every_kind_is_told_with_its_items() {
    let (world, _) = drifted();
    let report = drift(&world, "");
    report.fails(0);
    let found = &report.document;
    assert_eq!(
        counts(found),
        "live=21 confirmed=19 same=17 missing=1 different=1 zombie=1 foreign=2"
    );
    let all = json!(kinds(found));
    let expected = json!({"missing": ["SKU-005"], "different": ["SKU-003"], "zombie": ["SKU-020"],
        "foreign": ["THEIRS-1", "THEIRS-2"]});
    assert_eq!(all, expected);
    let different = found["differences"].as_array().unwrap().iter();
    let different = different.clone().find(|one| one["kind"] == "different");
    assert_eq!(
        different.unwrap(),
        &json!({"id": "SKU-003", "kind": "different", "reasons": [], "fields": {
            "price": {"confirmed": "8.03 EUR", "live": "€8.00"},
            "availability": {"confirmed": "in stock", "live": "out of stock"},
            "quantity_to_sell_on_facebook": {"confirmed": "7", "live": "0"},
        }})
    );
    drift(&world, "--exit-code").fails(9);
}

#[test]
fn what_is_told_reads_like_this() {
    let (world, _) = drifted();
    insta::assert_snapshot!(world.talk("drift").text(), @r"
    exit 0
    --- stdout
    missing: 1 item that was confirmed is not in the catalog
      SKU-005
    different: 1 item is not as it was confirmed
      SKU-003: price 8.03 EUR → €8.00; availability in stock → out of stock;
          quantity_to_sell_on_facebook 7 → 0
    zombie: 1 item was taken away and can be seen all the same
      SKU-020
    foreign: 2 items in the catalog and never confirmed to this tool
      THEIRS-1, THEIRS-2
    18 items in Meta's review, which takes up to two days
    Drift: 1 missing, 1 different, 1 zombie, 2 foreign; 17 items are in the catalog
    as they were confirmed.

    hint: `shelfsync reconcile` puts this right from the export
    hint: foreign items are left alone; `shelfsync reconcile --adopt --dry-run`
          shows what taking them over would do
    --- stderr
    ");
    let quiet = world.talk("drift -q");
    assert_eq!((quiet.code, quiet.stdout.as_str()), (Some(0), ""));
    assert!(quiet.stderr.contains("missing: 1 item"), "{quiet:?}");
}

#[test]
fn looking_changes_nothing() {
    let (world, _) = drifted();
    let before = world.calls().len();
    let held = shelfsync::state::Lock::acquire(&world.state()).unwrap();
    let first = drift(&world, "");
    let second = drift(&world, "");
    let of = |report: &Report| json!([report.document["counts"], report.document["differences"]]);
    assert_eq!(of(&first), of(&second));
    let calls = &world.calls()[before..];
    assert!(calls.iter().all(|call| call.method == "GET"), "{calls:?}");
    drop(held);
    world.plan("").is(0, "read=19 unchanged=19");
}

#[test]
fn without_a_state_everything_is_foreign_and_a_sync_comes_first() {
    let world = World::in_sync(&rows(5));
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    let report = drift(&world, "");
    report
        .fails(0)
        .mentions("`shelfsync sync` makes first contact");
    assert_eq!(counts(&report.document), "live=5 foreign=5");
    assert!(!world.state().exists(), "looking makes no file");
    drift(&world, "--exit-code").fails(9);
}

#[test]
fn looking_needs_a_token_and_says_why_it_may_not() {
    let world = World::in_sync(&rows(3));
    let line = format!("drift --json --api-url {}", world.url());
    let mut command = world.command(&line);
    let output = command.env_remove("META_ACCESS_TOKEN").output().unwrap();
    world.finish(output).json().fails(6);
    let denied =
        json!({"error": {"message": "(#100) Missing Permission", "code": 100, "type": "x"}});
    world.fault(Fault::answer(400, denied).on("GET", "products"));
    drift(&world, "").fails(6).mentions("Missing Permission");
}

#[test]
fn pages_shrink_when_meta_asks_for_less() {
    let (world, _) = drifted();
    let whole = drift(&world, "");
    // From a thousand down to fifteen: two pages.
    world.fault(too_much().times(6));
    let small = drift(&world, "");
    assert_eq!(counts(&small.document), counts(&whole.document));
    assert_eq!(small.document["calls"]["retries"], 0);
    let before = pages(&world);
    world.fault(too_much().times(8));
    assert_eq!(counts(&drift(&world, "").document), counts(&whole.document));
    assert_eq!(pages(&world) - before, 8 + 7, "three items a page");
}

#[test]
fn an_id_that_comes_twice_counts_once() {
    let world = World::in_sync(&rows(2));
    let shown = |id: &str| json!({"retailer_id": id, "visibility": "published"});
    let first = json!([shown("SKU-001"), shown("X"), shown("X")]);
    world.fault(page(&first, Some("c1")));
    world.fault(page(&json!([shown("X"), shown("SKU-001")]), Some("c2")));
    world.fault(page(&json!([]), Some("c3")));
    world.fault(page(&json!([shown("SKU-002")]), None));
    let report = drift(&world, "");
    assert_eq!(
        counts(&report.document),
        "live=3 confirmed=2 same=2 foreign=1"
    );
}

#[test]
fn a_cursor_that_has_expired_begins_the_list_anew() {
    let (world, _) = drifted();
    world.fault(too_much().times(7));
    let expired =
        json!({"error": {"message": "Invalid cursor", "code": 100, "type": "OAuthException"}});
    world.fault(Fault::answer(400, expired).on("GET", "products").after(1));
    let report = drift(&world, "");
    report.fails(0);
    assert_eq!(
        counts(&report.document),
        "live=21 confirmed=19 same=17 missing=1 different=1 zombie=1 foreign=2"
    );
}

#[test]
fn a_list_that_goes_in_circles_or_comes_empty_concludes_nothing() {
    let world = World::in_sync(&rows(20));
    let shown = json!([{"retailer_id": "SKU-001"}]);
    world.fault(page(&shown, Some("again")).always());
    let circle = drift(&world, "");
    circle.fails(5).mentions("goes in circles");
    assert_eq!(counts(&circle.document), "live=1 confirmed=20 same=1");
    assert_eq!(circle.document["complete"], false);
    world.no_more_faults();
    world.fault(page(&json!([]), None).always());
    let empty = drift(&world, "--exit-code");
    empty
        .fails(5)
        .mentions("holds 20 items and showed 0 of them");
    assert_eq!(counts(&empty.document), "confirmed=20");
}

#[test]
fn a_limit_in_the_middle_ends_the_look_or_is_waited_for() {
    let (world, _) = drifted();
    let interrupt = |retry_after: Option<u32>| {
        world.fault(too_much().times(7));
        world.fault(throttled(retry_after).after(2));
    };
    interrupt(None);
    let cut = drift(&world, "--max-wait 10s");
    cut.fails(5).mentions("80009").mentions("only a part");
    assert_eq!(cut.document["complete"], false);
    assert_eq!(cut.document["counts"]["live"], 14);
    assert_eq!(cut.document["counts"]["missing"], 0);
    interrupt(Some(1));
    let waited = drift(&world, "--max-wait 10s");
    waited.fails(0);
    assert_eq!(waited.document["counts"]["missing"], 1);
}

#[test]
fn what_meta_rejected_is_told_in_its_words_and_is_no_difference() {
    let world = World::in_sync(&rows(2));
    world.reject("SKU-001", "Weapons are not allowed.");
    let report = drift(&world, "--exit-code");
    report
        .fails(0)
        .mentions("another review in Commerce Manager");
    let shown = world.talk("drift").stdout;
    assert!(
        shown.contains("SKU-001: Weapons are not allowed."),
        "{shown}"
    );
    assert_eq!(
        counts(&report.document),
        "live=2 confirmed=2 same=2 rejected=1"
    );
    assert_eq!(
        report.document["differences"],
        json!([{"id": "SKU-001", "kind": "rejected", "fields": {}, "reasons": ["Weapons are not allowed."]}])
    );
    let quiet = world.talk("drift -q");
    assert_eq!(quiet.text(), "exit 0\n--- stdout\n--- stderr");
}

#[test]
fn a_price_that_can_mean_two_amounts_is_no_difference() {
    let world = World::in_sync(&rows(1));
    let shown = json!([{"retailer_id": "SKU-001", "price": "6.010", "currency": "EUR"}]);
    world.fault(page(&shown, None));
    let report = drift(&world, "--exit-code");
    report.fails(0).mentions("can mean two amounts");
    assert_eq!(
        counts(&report.document),
        "live=1 confirmed=1 same=1 price_unclear=1"
    );
}

#[test]
fn items_of_a_call_without_a_verdict_are_not_judged() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("price", "99.00 EUR");
    shop.push(row("NEW"));
    world.export(&shop);
    world.crash("after-send");
    // Meta has carried it out, and nobody knows.
    world.clock.advance(std::time::Duration::from_secs(120));
    let report = drift(&world, "--exit-code");
    report
        .fails(0)
        .mentions("not judged: 2 items of calls without a verdict");
    assert_eq!(
        counts(&report.document),
        "live=6 confirmed=5 same=4 uncertain=2"
    );
}

#[test]
fn where_nothing_was_compared_nobody_says_that_nothing_drifted() {
    let world = World::selling(&rows(3));
    world.sync("--only SKU-001");
    world.export(&[rows(1).remove(0).set("price", "99.00 EUR")]);
    world.crash("after-send");
    let shown = world.talk("drift").stdout;
    assert!(!shown.contains("No drift"), "{shown}");
    assert!(shown.contains("Nothing could be compared"), "{shown}");
    let empty = World::selling(&rows(1)).talk("drift").stdout;
    assert!(empty.contains("Nothing to compare"), "{empty}");
}

/// A catalog with these data sources.
fn written_by(kinds: &[WriterKind]) -> World {
    let writer = |(id, kind): (usize, &WriterKind)| Writer {
        catalog: "100".into(),
        id: id.to_string(),
        name: format!("Source {id}"),
        kind: kind.clone(),
    };
    let world = World::with(|options| {
        options.writers = kinds.iter().enumerate().map(writer).collect();
    });
    world.export(&rows(2));
    world.sync("").is(0, "read=2 created=2");
    world
}

#[test]
fn somebody_else_who_writes_is_told_of() {
    let feed = WriterKind::Feed {
        schedule: Some("DAILY".into()),
        update_schedule: None,
        deletes: true,
    };
    let app = |id: &str| WriterKind::App { app: id.into() };
    let world = written_by(&[feed]);
    let quiet = world.talk("drift -q");
    assert!(quiet.stderr.contains("Source 0"), "{quiet:?}");
    for line in ["drift", "reconcile"] {
        let report = world.talk(&format!("{line} --json")).json();
        report
            .fails(0)
            .mentions("Source 0 (a file that replaces the items daily")
            .mentions("undo each other's work");
    }
    // One app may be this tool's own; of two, one is not.
    let one = written_by(&[app("700100")]);
    assert_eq!(one.talk("drift -q").stderr, "");
    let two = written_by(&[app("700100"), app("77")]);
    let told = drift(&two, "");
    told.mentions("app 77").mentions("`shelfsync doctor` tells");
    let paths = two.calls();
    assert!(
        paths.iter().all(|call| !call.path.contains("debug_token")),
        "the token stands in no address"
    );
}
