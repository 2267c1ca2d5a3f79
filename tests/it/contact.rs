//! The first meeting with a catalog, and the meeting after the state was lost.

use crate::export::{Row, row, rows};
use crate::world::World;

fn foreign(count: usize) -> Vec<Row> {
    (1..=count).map(|n| row(&format!("FOREIGN-{n}"))).collect()
}

/// A catalog that another tool has filled, and a shop that shares few ids with it.
fn met() -> World {
    let world = World::in_sync(&foreign(30));
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    let mut shop = rows(20);
    shop.push(row("FOREIGN-1"));
    world.export(&shop);
    world
}

#[test]
fn a_catalog_full_of_others_items_stops_the_first_run() {
    let world = met();
    for _ in 0..2 {
        let report = world.sync("");
        report.is(4, "read=21 held=21");
        report.mentions("--adopt");
        report.mentions("SKU-0").mentions("FOREIGN-");
        assert_eq!(world.sent().len(), 0);
    }
    // For a repair the flag of this name means something else.
    let repair = world.talk("reconcile --json").json();
    repair.is(4, "read=21 held=21");
    repair.mentions("`shelfsync sync --adopt` leaves its other items alone");
    repair.mentions("`shelfsync reconcile --adopt --dry-run`");
}

#[test]
fn adopting_sends_and_leaves_what_is_not_ours_alone() {
    let world = met();
    let report = world.sync("--adopt");
    report.is(0, "read=21 created=20 updated=1");
    assert_eq!(world.active().len(), 50);
    let again = world.sync("");
    again.is(0, "read=21 unchanged=21");
    assert_eq!(again.writes(), 0);
    assert_eq!(world.active().len(), 50, "nothing foreign is removed");
}

#[test]
fn after_the_state_is_lost_everything_is_sent_again_and_counts_as_updated() {
    let shop = rows(30);
    let world = World::in_sync(&shop);
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    // Two have left in the meantime, one is new.
    let mut now = shop[..28].to_vec();
    now.push(row("NEW"));
    world.export(&now);
    let report = world.sync("");
    report.is(0, "read=29 created=1 updated=28");
    report.mentions("2 items");
    assert_eq!(world.sent()[0].len(), 29);
    assert_eq!(world.active().len(), 31, "unknown ids are left alone");
    let again = world.sync("");
    again.is(0, "read=29 unchanged=29");
    assert_eq!(again.writes(), 0);
}

#[test]
fn an_empty_catalog_is_not_listed() {
    let world = World::selling(&rows(3));
    world.sync("");
    let calls = world.calls();
    assert!(calls.iter().all(|call| !call.path.ends_with("/products")));
    world.sync("");
    assert!(
        world.calls().len() - calls.len() <= 1,
        "a quiet run asks once"
    );
}
