//! Exit codes, silence, help, and the state file as users meet them.

use serde_json::json;
use shelfsync::sandbox::Fault;

use crate::export::rows;
use crate::world::World;

#[test]
fn success_under_q_says_nothing_at_all() {
    let world = World::selling(&rows(3));
    for line in [
        "check -q",
        "sync -q",
        "sync -q",
        "plan -q",
        "status -q",
        "export -q -o o.jsonl",
    ] {
        let ran = world.talk(line);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (Some(0), "", ""),
            "{line}"
        );
    }
}

#[test]
fn trouble_under_q_is_still_told() {
    let world = World::selling(&rows(3));
    world.fault(Fault::refuse("SKU-002", "Meta's own words").always());
    let ran = world.talk("sync -q");
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("Meta's own words"), "{ran:?}");
}

#[test]
fn standard_output_holds_the_result_and_nothing_else() {
    let world = World::selling(&rows(3));
    let ran = world.talk("sync --json -vv");
    ran.json().is(0, "read=3 created=3");
    assert!(!ran.stderr.is_empty(), "-vv talks on standard error");
    let ran = world.run("export -v");
    assert!(
        ran.stdout.lines().all(|line| line.starts_with('{')),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_more_serious_code_wins() {
    let world = World::in_sync(&rows(40));
    let mut shop = rows(20);
    shop[0] = shop[0].clone().set("price", "gratis");
    world.export(&shop);
    // Items held back (3) and removals withheld (4).
    world
        .sync("")
        .is(4, "read=20 unchanged=19 invalid=1 withheld=20");
    // And a network that fails (5).
    shop[1] = shop[1].clone().set("price", "1.00 EUR");
    world.export(&shop);
    let outage = json!({"error": {"message": "down", "code": 2, "type": "x", "fbtrace_id": "A"}});
    world.fault(
        Fault::answer(503, outage)
            .on("POST", "items_batch")
            .always(),
    );
    world
        .sync("--max-wait 1s")
        .is(5, "read=20 unchanged=18 invalid=1 pending=1 withheld=20");
}

#[test]
fn help_lists_what_is_built_and_nothing_else() {
    let world = World::new();
    let help = world.run("--help");
    assert_eq!(help.code, Some(0));
    let built = [
        "sync",
        "plan",
        "check",
        "export",
        "status",
        "drift",
        "reconcile",
        "sandbox",
    ];
    for built in built {
        assert!(
            help.stdout.contains(&format!("\n  {built} ")),
            "{built}: {}",
            help.stdout
        );
        let own = world.run(&format!("{built} --help"));
        assert_eq!(own.code, Some(0), "{built}");
        assert!(own.stdout.contains("Usage: shelfsync"), "{}", own.stdout);
    }
    let later = [
        "init",
        "stock",
        "explain",
        "doctor",
        "rules",
        "completions",
        "man",
        "watch",
        "preview",
        "apply",
        "history",
        "rollback",
        "migrate-ids",
    ];
    for command in later {
        let shown = format!("\n  {command} ");
        if help.stdout.contains(&shown) {
            // Built since: then it works at least this far.
            assert_eq!(world.run(&format!("{command} --help")).code, Some(0));
        } else {
            assert_eq!(world.run(command).code, Some(2), "{command}");
        }
    }
    assert_eq!(world.run("").code, Some(2));
    assert_eq!(world.run("--version").code, Some(0));
}

#[test]
fn the_flags_of_the_contract_exist() {
    let world = World::new();
    let flags = [
        "--config",
        "--state",
        "--catalog",
        "--api-url",
        "--sandbox",
        "--json",
        "--dry-run",
        "-q",
        "-v",
        "--color",
        "--allow-removals",
        "--max-wait",
        "--full",
        "--limit",
        "--only",
        "--preset",
        "--shop-url",
        "--image-url",
        "--currency",
        "--country",
        "--language",
        "--timezone",
        "--brand",
        "--condition",
        "--availability",
        "--encoding",
        "--delimiter",
        "--decimal",
        "--adopt",
    ];
    let help = world.run("sync --help").stdout;
    for flag in flags {
        assert!(help.contains(flag), "{flag} is not in {help}");
    }
}

#[test]
fn the_sandbox_inside_needs_no_account_and_remembers() {
    let world = World::new();
    std::fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world.export(&rows(6));
    let sync = || {
        let mut command = world.command("sync products.csv --sandbox --json");
        command.env_remove("META_ACCESS_TOKEN");
        world.finish(command.output().unwrap()).json()
    };
    sync().is(0, "read=6 created=6");
    let again = sync();
    again.is(0, "read=6 unchanged=6");
    assert_eq!(again.writes(), 0);
    assert!(!world.state().exists(), "it keeps a state file of its own");
    assert_eq!(world.calls().len(), 0);
    // The real catalog knows nothing of it.
    world
        .sync("products.csv --catalog 100")
        .is(0, "read=6 created=6");
    sync().is(0, "read=6 unchanged=6");
    let plan = world.run("plan products.csv --sandbox --json").json();
    plan.is(0, "read=6 unchanged=6");
}

#[test]
fn what_a_flag_says_beats_the_environment_and_that_the_file() {
    let world = World::new();
    let priced = rows(2).into_iter().map(|row| row.set("price", "5.00"));
    world.export(&priced.collect::<Vec<_>>());
    world.configure("[shop]\ncurrency = \"USD\"");
    let price = |line: &str, variable: Option<&str>| {
        let mut command = world.command(line);
        command.envs(variable.map(|code| ("SHELFSYNC_SHOP_CURRENCY", code)));
        let ran = world.finish(command.output().unwrap());
        ran.stdout.split("\"price\":\"5.00 ").nth(1).unwrap()[..3].to_owned()
    };
    assert_eq!(price("export", None), "USD");
    assert_eq!(price("export", Some("CHF")), "CHF");
    assert_eq!(price("export --currency EUR", Some("CHF")), "EUR");
    let mut command = world.command("export");
    let wrong = command
        .env("SHELFSYNC_SHOP_CURENCY", "EUR")
        .output()
        .unwrap();
    assert_eq!(world.finish(wrong).code, Some(2));
}

#[test]
fn paths_in_the_file_are_relative_to_the_file() {
    let world = World::new();
    world.write("shop/exports/p.csv", crate::export::csv(&rows(2)));
    world.write(
        "shop/shelfsync.toml",
        "[[source]]\npath = \"exports/p.csv\"\n[catalog]\nid = \"100\"",
    );
    world
        .sync("--config shop/shelfsync.toml")
        .is(0, "read=2 created=2");
    assert!(world.path().join("shop/.shelfsync/state.db").exists());
    // Paths in flags are relative to the working folder.
    let report = world.sync("shop/exports/p.csv --state here.db --config shop/shelfsync.toml");
    report.is(0, "read=2 updated=2");
    assert!(world.path().join("here.db").exists());
}

#[test]
fn without_a_catalog_or_an_export_the_key_is_named() {
    let world = World::selling(&rows(2));
    world.config("[[source]]\npath = \"products.csv\"");
    world.sync("").fails(2).mentions("catalog.id");
    world.config("[catalog]\nid = \"100\"");
    world.sync("").fails(2).mentions("source");
    assert_eq!(world.calls().len(), 0);
}

#[test]
fn a_state_file_that_cannot_be_used_is_told_and_left_as_it_is() {
    let world = World::in_sync(&rows(2));
    let db = rusqlite::Connection::open(world.state()).unwrap();
    db.pragma_update(None, "user_version", 9_999).unwrap();
    drop(db);
    for line in ["sync --json", "plan --json", "status --json"] {
        world.talk(line).json().fails(2).mentions("state.db");
    }
    std::fs::remove_dir_all(world.path().join(".shelfsync")).unwrap();
    std::fs::create_dir_all(world.state().parent().unwrap()).unwrap();
    let other = rusqlite::Connection::open(world.state()).unwrap();
    other
        .execute_batch("CREATE TABLE notes (text); INSERT INTO notes VALUES ('of another program')")
        .unwrap();
    world.sync("").fails(2).mentions("state.db");
    let note = "SELECT count(*) FROM notes WHERE text = 'of another program'";
    let left: i64 = other.query_row(note, (), |row| row.get(0)).unwrap();
    assert_eq!(left, 1);
}

#[cfg(unix)]
#[test]
fn the_state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::in_sync(&rows(2));
    let mode = std::fs::metadata(world.state())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_state_answers_questions_with_plain_sqlite() {
    let world = World::in_sync(&rows(2));
    let db = rusqlite::Connection::open(world.state()).unwrap();
    let mode: String = db
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    let items: i64 = db
        .query_row("SELECT count(*) FROM items", [], |row| row.get(0))
        .unwrap();
    assert_eq!(items, 2);
    for table in ["batches", "runs", "refusals", "withheld"] {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: Result<i64, _> = db.query_row(&sql, [], |row| row.get(0));
        assert!(count.is_ok(), "{table}: {count:?}");
    }
}
