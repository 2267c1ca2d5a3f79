//! The state file: lost, damaged, old, on a full disk, or held by another run.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use shelfsync::sandbox::{Fault, Trouble};

use crate::export::{row, rows};
use crate::world::{World, is_write};

/// Writes over a part of the file.
fn scribble(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// Files set aside beside the state.
fn aside(world: &World) -> Vec<String> {
    let folder = world.state().parent().unwrap().to_owned();
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(".damaged-")).collect()
}

#[test]
fn a_damaged_file_is_set_aside_and_built_anew_from_the_catalog() {
    type Damage = fn(&Path);
    #[rustfmt::skip]
    let damages: [(&str, Damage); 6] = [
        ("the head",     |path| scribble(path, 0, b"not a database any more")),
        ("a page",       |path| scribble(path, 8192, &[0xa5; 8192])),
        ("many pages",   |path| scribble(path, 8192, &vec![0; 40_000])),
        ("the end",      |path| {
            let file = fs::OpenOptions::new().write(true).open(path).unwrap();
            file.set_len(20_000).unwrap();
        }),
        ("other text",   |path| fs::write(path, "hello\n").unwrap()),
        ("a wrong word", |path| {
            let db = Connection::open(path).unwrap();
            db.execute("UPDATE items SET status = 'alive' WHERE id = 'SKU-002'", ()).unwrap();
        }),
    ];
    let mut shop = rows(40);
    for (name, damage) in damages {
        let world = World::in_sync(&shop);
        // A run that finds everything as it was does not look at all of the file.
        shop[3] = shop[3].clone().set("brand", name);
        world.export(&shop);
        damage(&world.state());
        let report = world.sync("");
        report.is(0, "read=40 updated=40");
        let notes = report.document["notes"].to_string();
        assert!(notes.contains("set aside"), "{name}: {notes}");
        assert!(notes.contains("damaged"), "{name}: {notes}");
        assert!(!notes.contains("--state"), "{name}: {notes}");
        world.equals(&shop);
        assert_eq!(aside(&world).len(), 1, "{name}");
        let quiet = world.sync("");
        quiet.is(0, "read=40 unchanged=40");
        assert_eq!(quiet.writes(), 0, "{name}");
    }
}

#[test]
fn damage_that_shows_only_while_changes_go_out_ends_the_run_and_the_next_repairs_it() {
    let mut shop = rows(40);
    let world = World::in_sync(&shop);
    // The list of items is whole. What was confirmed of them is not, and delivery
    // is the first that asks for it.
    let db = Connection::open(world.state()).unwrap();
    let root: i64 = db
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'bodies'",
            (),
            |row| row.get(0),
        )
        .unwrap();
    drop(db);
    let at = u64::try_from(root - 1).unwrap() * 8192;
    scribble(&world.state(), at, &[0xa5; 8192]);
    shop.push(row("NEW-1"));
    world.export(&shop);
    let first = world.sync("");
    assert_eq!(first.document["exit_code"], 5, "{:#}", first.document);
    let said = first.document["error"].to_string();
    assert!(said.contains("set aside"), "{said}");
    assert_eq!(aside(&world).len(), 1);
    world.sync("").fails(0);
    world.equals(&shop);
}

#[test]
fn an_export_that_is_named_as_the_state_is_left_alone() {
    let world = World::selling(&rows(3));
    let before = fs::read(world.path().join("products.csv")).unwrap();
    let ran = world.talk("sync --json --state products.csv").json();
    ran.fails(2);
    assert_eq!(fs::read(world.path().join("products.csv")).unwrap(), before);
}

#[test]
fn a_file_of_the_first_format_is_copied_and_migrated() {
    let mut shop = rows(6);
    let world = World::in_sync(&shop);
    let db = Connection::open(world.state()).unwrap();
    db.execute_batch(
        "DROP TABLE suspects;
         CREATE TABLE suspects (catalog INTEGER NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL,
             PRIMARY KEY (catalog, id)) WITHOUT ROWID;
         INSERT INTO suspects VALUES (1, 'SKU-002', 1000);
         DROP TABLE held;
         DROP TABLE memos;
         DROP TABLE memo_parts;
         ALTER TABLE catalogs DROP COLUMN rows;
         ALTER TABLE catalogs DROP COLUMN files;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(db);
    shop[3] = shop[3].clone().set("price", "4.44 EUR");
    world.export(&shop);
    // What format 1 did not say of the suspect is made certain by sending it once more.
    world.sync("").is(0, "read=6 unchanged=4 updated=2");
    world.equals(&shop);
    let copy = world.state().with_file_name("state.db.v1.bak");
    let version = |path: &Path| -> i64 {
        let db = Connection::open(path).unwrap();
        db.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    assert_eq!((version(&copy), version(&world.state())), (1, 4));
    world.sync("").is(0, "read=6 unchanged=6");
}

#[test]
fn the_listing_after_a_loss_goes_on_where_it_was_interrupted() {
    let shop = rows(2500);
    let world = World::in_sync(&shop);
    fs::remove_file(world.state()).unwrap();
    // Dies when the second page is on disk.
    world.crash("after-page:2");
    let before = world.calls().len();
    let next = world.sync("");
    next.is(0, "read=2500 updated=2500");
    let listed = world.calls()[before..]
        .iter()
        .filter(|call| call.path.ends_with("/products"))
        .count();
    assert_eq!(listed, 1, "the third page alone");
    assert_eq!(world.active().len(), 2500);
}

#[test]
fn a_second_run_waits_for_the_first_as_long_as_it_is_told() {
    let world = World::selling(&rows(5));
    world.fault(Fault::new(Trouble::DelayVerdict { polls: 2 }));
    let mut first = world.start("");
    world.wait_for(|calls| calls.iter().any(is_write));
    let refused = world.sync("");
    refused.fails(7);
    let words = refused.document["error"].as_str().unwrap();
    assert!(
        words.contains(&format!("process {}", first.id())) && words.contains("since 20"),
        "{words}"
    );
    let waited = world.sync("--lock-timeout 60s");
    waited.is(0, "read=5 unchanged=5");
    let seconds = waited.document["seconds"].as_f64().unwrap();
    let most = Duration::from_secs(50).as_secs_f64();
    assert!(seconds < most, "it waits no longer than needed: {seconds}");
    assert!(first.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
#[test]
fn a_full_disk_is_a_clean_stop() {
    let mut shop = rows(900);
    let world = World::selling(&shop);
    let folder = tempfile::tempdir().unwrap();
    let mount = |args: &[&str]| {
        let mut command = Command::new("mount");
        let command = command.args(args).arg(folder.path());
        let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.is_ok_and(|status| status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=500k", "tmpfs"]) {
        eprintln!("SKIPPED a_full_disk_is_a_clean_stop: this user may not mount a small disk");
        return;
    }
    let state = folder.path().join("state.db");
    let line = format!("--state {}", state.display());
    let full = world.sync(&line);
    let roomy = mount(&["-o", "remount,size=50m"]);
    shop[0] = shop[0].clone().set("price", "4.44 EUR");
    world.export(&shop);
    let next = world.sync(&line);
    let last = world.sync(&line);
    let unmounted = Command::new("umount").arg(folder.path()).status().unwrap();
    assert!(roomy && unmounted.success());
    full.fails(5);
    let words = full.document["error"].as_str().unwrap();
    assert!(words.contains("no space left for the state"), "{words}");
    next.fails(0);
    world.equals(&shop);
    last.is(0, "read=900 unchanged=900");
}
