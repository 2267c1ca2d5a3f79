//! What happens to live items that leave the export, and the brake on it.

use serde_json::{Value, json};

use crate::export::{row, rows};
use crate::world::World;

/// Twenty live items, three of which have left the export.
fn three_gone(action: &str) -> World {
    let shop = rows(20);
    let world = World::in_sync(&shop);
    world.configure(&format!("[removal]\naction = \"{action}\""));
    world.export(&shop[..17]);
    world
}

fn gone() -> [&'static str; 3] {
    ["SKU-018", "SKU-019", "SKU-020"]
}

#[test]
fn archive_sends_id_and_status_and_a_returning_item_is_active_again() {
    let world = three_gone("archive");
    world.sync("").is(0, "read=17 unchanged=17 removed=3");
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    for (record, id) in sent[0].iter().zip(gone()) {
        let data = json!({"id": id, "status": "archived"});
        assert_eq!(record, &json!({"method": "UPDATE", "data": data}));
    }
    world.sync("").is(0, "read=17 unchanged=17");

    world.export(&rows(20));
    world.sync("").is(0, "read=20 unchanged=17 updated=3");
    for record in &world.sent()[0] {
        assert_eq!(record["data"]["status"], "active");
        assert!(record["data"]["title"].is_string(), "in full: {record}");
    }
    world.equals(&rows(20));
    world.sync("").is(0, "read=20 unchanged=20");
}

#[test]
fn delete_deletes_and_a_returning_item_is_there_again() {
    let world = three_gone("delete");
    world.sync("").is(0, "read=17 unchanged=17 removed=3");
    for (record, id) in world.sent()[0].iter().zip(gone()) {
        assert_eq!(record, &json!({"method": "DELETE", "data": {"id": id}}));
        assert_eq!(world.item(id), None);
    }
    world.sync("").is(0, "read=17 unchanged=17");
    world.export(&rows(20));
    let back = world.sync("");
    assert_eq!(back.items("created") + back.items("updated"), 3);
    world.equals(&rows(20));
    world.sync("").is(0, "read=20 unchanged=20");
}

#[test]
fn out_of_stock_marks_and_a_returning_item_has_its_stock_again() {
    let world = three_gone("out-of-stock");
    world.sync("").is(0, "read=17 unchanged=17 removed=3");
    for record in &world.sent()[0] {
        let data = record["data"].as_object().unwrap();
        assert_eq!(data["availability"], "out of stock");
        assert_eq!(data["quantity_to_sell_on_facebook"], 0);
        assert_eq!(data.len(), 3, "{record}");
    }
    world.sync("").is(0, "read=17 unchanged=17");
    world.export(&rows(20));
    world.sync("").is(0, "read=20 unchanged=17 updated=3");
    world.equals(&rows(20));
    world.sync("").is(0, "read=20 unchanged=20");
}

#[test]
fn keep_keeps_and_says_so_on_every_run() {
    let world = three_gone("keep");
    for _ in 0..2 {
        let report = world.sync("");
        report.is(0, "read=17 unchanged=17 kept=3");
        assert_eq!(report.writes(), 0);
    }
    world.equals(&rows(20));
    world.plan("").is(0, "read=17 unchanged=17 kept=3");
}

#[test]
fn a_plan_names_what_would_be_removed_and_how() {
    let world = three_gone("archive");
    let plan = world.plan("");
    plan.is(0, "read=17 unchanged=17 removed=3");
    let changes = plan.document["changes"].as_array().unwrap();
    let ids: Vec<&str> = changes.iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, gone());
    for change in changes {
        assert_eq!(change["op"], "remove");
        assert_eq!(change["withheld"], false);
    }
    world
        .plan("--exit-code")
        .is(9, "read=17 unchanged=17 removed=3");
}

/// 400 live items; the export has 59 of them, four changed, and three new ones.
fn cut_to_59() -> World {
    let world = World::in_sync(&rows(400));
    let mut shop = rows(59);
    for item in &mut shop[..4] {
        *item = item.clone().set("price", "77.00 EUR");
    }
    shop.extend([row("N-1"), row("N-2"), row("N-3")]);
    world.export(&shop);
    world
}

#[test]
fn a_large_removal_waits_while_everything_else_goes_out() {
    let world = cut_to_59();
    let plan = world.plan("");
    plan.is(4, "read=62 unchanged=55 created=3 updated=4 withheld=341");
    let changes = plan.document["changes"].as_array().unwrap();
    let waiting = |change: &&Value| change["withheld"] == true;
    assert_eq!(changes.iter().filter(waiting).count(), 341);
    assert_eq!(changes.len(), 348);

    let report = world.sync("");
    report.is(4, "read=62 unchanged=55 created=3 updated=4 withheld=341");
    report.mentions("--allow-removals 341");
    assert_eq!(world.active().len(), 403);
    assert_eq!(world.field("SKU-001", "price"), "77.00 EUR");
    world.sent();

    for flags in ["", "--allow-removals 100", "--allow-removals 340", "-q"] {
        let again = world.sync(flags);
        again.is(4, "read=62 unchanged=62 withheld=341");
        assert_eq!(again.writes(), 0, "{flags}");
    }
    let status = world.talk("status --json").json();
    assert_eq!(status.document["withheld"].as_array().unwrap().len(), 341);

    world
        .sync("--allow-removals 341")
        .is(0, "read=62 unchanged=62 removed=341");
    assert_eq!(world.active().len(), 62);
    world.sync("").is(0, "read=62 unchanged=62");
    let status = world.talk("status --json").json();
    assert_eq!(status.document["withheld"], json!([]));
}

#[test]
fn when_the_items_come_back_the_brake_lets_go_by_itself() {
    let world = cut_to_59();
    world.sync("");
    let mut shop = rows(400);
    shop.extend([row("N-1"), row("N-2"), row("N-3")]);
    world.export(&shop);
    world.sync("").is(0, "read=403 unchanged=399 updated=4");
    world.sync("").is(0, "read=403 unchanged=403");
    let status = world.talk("status --json").json();
    assert_eq!(status.document["withheld"], json!([]));
    assert_eq!(status.document["live"], 403);
}

#[test]
fn a_removal_waits_only_beyond_both_limits() {
    // live, leaving, limits, whether it waits
    let table = [
        (12, 10, "", false),
        (12, 11, "", true),
        (110, 11, "", false),
        (109, 11, "", true),
        (20, 3, "[removal]\nmax_items = 2", true),
        (20, 3, "[removal]\nmax_items = 2\nmax_share = 0.15", false),
        (20, 3, "[removal]\nmax_items = 0\nmax_share = 0", true),
        (20, 3, "[removal]\nmax_items = 0\nmax_share = 1", false),
    ];
    for (live, leaving, limits, waits) in table {
        let shop = rows(live);
        let world = World::in_sync(&shop);
        world.configure(limits);
        world.export(&shop[leaving..]);
        let stays = live - leaving;
        let (code, fate) = if waits {
            (4, "withheld")
        } else {
            (0, "removed")
        };
        let counts = format!("read={stays} unchanged={stays} {fate}={leaving}");
        world.plan("").is(code, &counts);
    }
}

#[test]
fn a_permission_to_remove_holds_for_one_run() {
    let shop = rows(60);
    let world = World::in_sync(&shop);
    world.export(&shop[20..]);
    world
        .sync("--allow-removals 20")
        .is(0, "read=40 unchanged=40 removed=20");
    world.export(&shop[40..]);
    world.sync("").is(4, "read=20 unchanged=20 withheld=20");
}

#[test]
fn a_row_in_error_is_no_removal() {
    let mut shop = rows(30);
    let world = World::in_sync(&shop);
    for item in &mut shop[..29] {
        *item = item.clone().set("price", "kostenlos");
    }
    world.export(&shop);
    let report = world.sync("");
    report.is(3, "read=30 unchanged=1 invalid=29");
    assert_eq!(report.writes(), 0);
    world.equals(&rows(30));
}

#[test]
fn an_item_that_was_never_confirmed_is_forgotten_when_it_leaves() {
    let world = World::in_sync(&rows(5));
    let mut shop = rows(5);
    shop.push(row("BAD"));
    world.export(&shop);
    world.fault(shelfsync::sandbox::Fault::refuse("BAD", "Not allowed"));
    world.sync("").is(3, "read=6 unchanged=5 refused=1");
    world.sent();
    world.export(&rows(5));
    world.sync("").is(0, "read=5 unchanged=5");
    assert_eq!(world.sent().len(), 0);
}
