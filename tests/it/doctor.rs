//! `shelfsync doctor`: each trouble is found, named and weighed, and nothing is
//! written to find it.

use std::time::Duration;

use serde_json::{Value, json};
use shelfsync::sandbox::{
    Catalog, Clock, Fault, Limits, Options, Profile, Standing, Token, Trouble, Writer, WriterKind,
};
use shelfsync::state::Lock;

use crate::export::rows;
use crate::ran::{Ran, Report};
use crate::world::{CONFIG, TOKEN, World};

const SECRET: &str = "0123456789abcdefAppSecret";
const DAY: Duration = Duration::from_secs(86_400);

/// `doctor --json`; all that is not well and not skipped, as `token=warning`.
fn found(report: &Report) -> String {
    let checks = report.document["checks"].as_array().unwrap();
    let word = |check: &Value, name: &str| check[name].as_str().unwrap().to_owned();
    let found: Vec<String> = checks
        .iter()
        .map(|check| (word(check, "id"), word(check, "verdict")))
        .filter(|(_, verdict)| verdict != "ok" && verdict != "skipped")
        .map(|(id, verdict)| format!("{id}={verdict}"))
        .collect();
    let code = report.document["exit_code"].as_i64().unwrap();
    format!("exit {code} {}", found.join(" ")).trim().to_owned()
}

/// What was seen of a subject.
fn seen(report: &Report, id: &str) -> String {
    let checks = report.document["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["id"] == id).unwrap();
    check["seen"].as_str().unwrap().to_owned()
}

/// Each check has its members, and a remedy where it is not well.
fn assert_shape(report: &Report) {
    let checks = report.document["checks"].as_array().unwrap();
    assert!(checks.len() >= 16, "{:#}", report.document);
    for check in checks {
        let mut members: Vec<&String> = check.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["id", "remedy", "seen", "verdict"]);
        let needs = matches!(check["verdict"].as_str(), Some("warning" | "failed"));
        assert_eq!(check["remedy"].is_string(), needs, "{check:#}");
        assert_ne!(check["seen"], "", "{check:#}");
    }
}

impl World {
    /// `doctor --json` against the sandbox, with variables.
    fn doctor(&self, flags: &str, variables: &[(&str, &str)]) -> Report {
        let line = format!("doctor --json --api-url {} {flags}", self.url());
        let mut command = self.command(&line);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let report = self.finish(output).json();
        assert_shape(&report);
        for call in self.calls() {
            assert_ne!(call.method, "POST", "{call:?}");
            assert_eq!(call.violations, [""; 0], "{call:?}");
        }
        report
    }

    fn selling_with(change: impl FnOnce(&mut Options)) -> Self {
        let world = Self::with(change);
        world.export(&rows(3));
        world
    }
}

#[test]
fn everything_is_well() {
    let world = World::selling(&rows(3));
    insta::assert_snapshot!(world.talk("doctor").text(), @r"
    exit 0
    --- stdout
    ok    configuration  shelfsync.toml
    ok    source         products.csv: meta, UTF-8, 703 bytes
    ok    state          none yet; the first sync makes .shelfsync/state.db
    ok    lock           free
    ok    batches        none: nothing was sent yet
    ok    pause          none
    ok    decisions      none: nothing was sent yet
    ok    credentials    the token of META_ACCESS_TOKEN; no META_APP_SECRET
    ok    connection     [api] answers
    ok    clock          as Meta's
    ok    version        v25.0
    ok    proof          Meta asks for none
    ok    token          system user's token of Sandbox (app 700100), without end
    ok    permission     catalog_management, business_management; for this catalog
    ok    catalog        Shop (100), commerce, product count 0, owned by Sandbox
    ok    writers        no other
    ok    limits         0 % of the allowance of calls used

    17 checks, all well.
    --- stderr
    ");
    let quiet = world.talk("doctor -q");
    assert_eq!(
        (quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()),
        (Some(0), "", "")
    );
    assert_eq!(found(&world.doctor("", &[])), "exit 0");
    let ran = world.run("doctor --sandbox --json");
    assert_eq!(found(&ran.json()), "exit 0");
    assert!(!world.path().join(".shelfsync").join("state.db").exists());
}

#[test]
fn after_a_sync_it_tells_of_the_state() {
    let world = World::in_sync(&rows(3));
    let ran = world.talk("doctor --json");
    let report = ran.json();
    assert_eq!(found(&report), "exit 0");
    assert!(seen(&report, "state").contains("3 known, sound"), "{ran:?}");
    assert!(
        seen(&report, "batches").starts_with("none open; last in sync 2"),
        "{ran:?}"
    );
    assert!(
        seen(&report, "pause").ends_with("in the last minute: 1"),
        "{ran:?}"
    );
    assert!(
        seen(&report, "catalog").contains("product count 3"),
        "{ran:?}"
    );
}

#[test]
fn without_settings_it_says_what_to_do_first() {
    let world = World::new();
    std::fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    let ran = world.run("doctor --offline");
    insta::assert_snapshot!(ran.text(), @r#"
    exit 2
    --- stdout
    warn  configuration  no shelfsync.toml here; only flags and variables count
                         hint: go to the folder that has it, or name it with
                         `--config`; to begin, `shelfsync init EXPORT` looks at an
                         export and writes a shelfsync.toml for it
    warn  source         no `[[source]]`: each command must name the export
                         hint: write `path = "exports/products.csv"` below
                         `[[source]]`, and look at the export with `shelfsync check`
    ok    state          none yet; the first sync makes .shelfsync/state.db
    ok    lock           free
    ok    batches        none: nothing was sent yet
    ok    pause          none
    ok    decisions      none: nothing was sent yet
    ok    credentials    the token of META_ACCESS_TOKEN; no META_APP_SECRET
    skip  6 checks       connection, clock, version, proof, token, permission: not
                         asked (--offline)
    fail  catalog        `catalog.id` is not set
                         hint: give `--catalog 1234567890`, set
                         `SHELFSYNC_CATALOG_ID`, or write `id = "1234567890"` below
                         `[catalog]` in shelfsync.toml
    skip  2 checks       writers, limits: not asked (--offline)

    17 checks: 1 failed, 2 warnings, 8 skipped.
    --- stderr
    "#);
}

#[test]
fn each_trouble_is_shown_with_what_to_do() {
    let world = World::selling_with(|options| {
        options.tokens = token(
            Standing::Good,
            Profile {
                kind: "USER".into(),
                ..Profile::default()
            },
        );
        options.writers = vec![writer(WriterKind::Feed {
            schedule: Some("DAILY".into()),
            update_schedule: None,
            deletes: true,
        })];
        options.catalogs[0].vertical = "hotels".into();
    });
    world.write("products.csv", "<html><title>Log in</title></html>");
    insta::assert_snapshot!(world.talk("doctor -q").text(), @r#"
    exit 6
    --- stdout
    --- stderr
    fail  source         products.csv: is a web page with the title "Log in", not an
                         export
                         hint: open the address in a browser and see what it asks
                         for
    warn  token          a person's token of Sandbox (app 700100), without end
                         hint: use the token of a system user: it does not end with
                         a password, a session or a person's job
    fail  catalog        Shop (100) is a catalog of `hotels`; only `commerce` holds
                         products
                         hint: check `catalog.id`: it must be a catalog of products
                         (vertical commerce) that this token may see
    warn  writers        Nightly file (a file that replaces the items daily, removes
                         what is not in it)
                         hint: two writers undo each other's work: take the schedule
                         away or disconnect the other one, in Commerce Manager under
                         data sources, or let it have items of its own
    "#);
}

/// A name, what is done to the world, flags, and what is found.
type Case<'a> = (&'a str, fn(&World), &'a str, &'a str);

#[test]
fn troubles_of_files_are_found_without_a_call() {
    #[rustfmt::skip]
    let cases: &[Case<'_>] = &[
        ("a broken configuration", |world| world.config("[catalog]\nid = 7\nname = \"x\""), "", "exit 2 configuration=failed"),
        ("a configuration that is not there", |_| {}, "--config other.toml", "exit 2 configuration=failed"),
        ("no source", |world| world.config("[catalog]\nid = \"100\""), "", "exit 0 source=warning"),
        ("no catalog", |world| world.config("[[source]]\npath = \"products.csv\""), "", "exit 2 catalog=failed"),
        ("no export", |world| std::fs::remove_file(world.path().join("products.csv")).unwrap(), "", "exit 8 source=failed"),
        ("an empty export", |world| world.write("products.csv", ""), "", "exit 8 source=failed"),
        ("a web page", |world| world.write("products.csv", "<html><title>Log in</title></html>"), "", "exit 8 source=failed"),
        ("unknown columns", |world| world.write("products.csv", "a,b\n1,2\n"), "", "exit 8 source=failed"),
        ("a pattern that fits nothing", |world| world.config(&CONFIG.replace("products.csv", "exports/*.csv")), "", "exit 8 source=failed"),
        ("a preset that is not there", |world| world.configure("[[source]]\npath = \"products.csv\"\npreset = \"metta\""), "", "exit 2 source=failed"),
        ("standard input", |world| world.config(&CONFIG.replace("products.csv", "-")), "", "exit 0"),
        ("an address", |world| world.config(&CONFIG.replace("products.csv", "https://shop.example/p.csv?key=hidden")), "", "exit 0"),
        ("another file in the state's place", |world| world.write(".shelfsync/state.db", "no database"), "", "exit 2 state=failed"),
        ("a folder that is none", |_| {}, "--state products.csv/more/state.db", "exit 2 state=failed"),
        ("two troubles", |world| { world.write("products.csv", ""); world.write(".shelfsync/state.db", "no database"); }, "", "exit 2 source=failed state=failed"),
    ];
    for (name, trouble, flags, expected) in cases {
        let world = World::selling(&rows(3));
        trouble(&world);
        let report = world.doctor(&format!("--offline {flags}"), &[]);
        assert_eq!(&found(&report), expected, "{name}: {:#}", report.document);
        assert_eq!(world.calls().len(), 0, "{name}");
        assert!(!report.document.to_string().contains("hidden"), "{name}");
    }
}

#[test]
fn a_damaged_state_is_found() {
    let world = World::in_sync(&rows(3));
    let path = world.state();
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[8192..end].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let report = world.talk("doctor --json --offline").json();
    assert_eq!(found(&report), "exit 2 state=failed");
}

#[cfg(unix)]
#[test]
fn files_that_others_can_read_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::in_sync(&rows(3));
    world.write("token.txt", TOKEN);
    for name in ["token.txt", ".shelfsync/state.db"] {
        let mode = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(world.path().join(name), mode).unwrap();
    }
    let mut command = world.command("doctor --offline -q");
    command.env_remove("META_ACCESS_TOKEN");
    command.env("META_ACCESS_TOKEN_FILE", "token.txt");
    let ran = world.finish(command.output().unwrap());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    for words in [
        "chmod 600 token.txt",
        "chmod 600 .shelfsync/state.db",
        "mode 644",
    ] {
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
}

#[test]
fn a_run_at_work_is_no_trouble_and_a_dead_one_is() {
    let world = World::selling(&rows(3));
    std::fs::create_dir(world.path().join(".shelfsync")).unwrap();
    let lock = Lock::acquire(&world.state()).unwrap();
    let report = world.doctor("", &[]);
    assert_eq!(found(&report), "exit 0");
    let process = format!("process {}", std::process::id());
    assert!(seen(&report, "lock").contains(&process), "{report:?}");
    drop(lock);
    world.crash("after-send");
    let report = world.talk("doctor --json").json();
    assert_eq!(found(&report), "exit 0 batches=warning");
    assert_eq!(seen(&report, "lock"), "free");
    // Looking has kept nobody from working.
    world.sync("");
    assert_eq!(
        found(&world.talk("doctor --json").json()),
        "exit 0 batches=warning"
    );
}

#[test]
fn credentials_are_looked_at_before_they_are_used() {
    let world = World::selling(&rows(3));
    for (variables, expected, connection) in [
        (
            vec![("META_ACCESS_TOKEN", "")],
            "exit 6 credentials=failed",
            true,
        ),
        (
            vec![("META_ACCESS_TOKEN_FILE", "token.txt")],
            "exit 6 credentials=failed",
            true,
        ),
        (
            vec![
                ("META_ACCESS_TOKEN", ""),
                ("META_ACCESS_TOKEN_FILE", "none.txt"),
            ],
            "exit 6 credentials=failed",
            true,
        ),
        (
            vec![("META_ACCESS_TOKEN", "two words")],
            "exit 6 credentials=failed",
            true,
        ),
        (vec![("META_APP_SECRET", SECRET)], "exit 0", true),
    ] {
        let report = world.doctor("", &variables);
        assert_eq!(found(&report), expected, "{variables:?}");
        assert_eq!(seen(&report, "connection").ends_with("answers"), connection);
    }
    // Both troubles come at once, and the token's counts more than the export's.
    world.write("products.csv", "");
    let report = world.doctor("", &[("META_ACCESS_TOKEN", "")]);
    assert_eq!(found(&report), "exit 6 source=failed credentials=failed");
}

/// A fault made of the error that Meta answers with.
type Make = fn(Value) -> Fault;

#[expect(
    clippy::unnecessary_wraps,
    reason = "the form of the option that it is for"
)]
fn token(standing: Standing, profile: Profile) -> Option<Vec<Token>> {
    Some(vec![Token::new(TOKEN.to_owned(), standing).with(profile)])
}

fn ends_in(days: u32) -> Profile {
    Profile {
        lasts: Some(DAY * days),
        ..Profile::default()
    }
}

fn writer(kind: WriterKind) -> Writer {
    Writer {
        catalog: "100".into(),
        id: "55".into(),
        name: "Nightly file".into(),
        kind,
    }
}

/// A name, what the sandbox is told, flags, and what is found.
type Told<'a> = (&'a str, fn(&mut Options), &'a str, &'a str);

#[test]
fn what_meta_says_is_judged() {
    #[rustfmt::skip]
    let cases: &[Told<'_>] = &[
        ("a token that is over", |o| o.tokens = token(Standing::Expired, Profile::default()), "", "exit 6 token=failed"),
        ("a token that was withdrawn", |o| o.tokens = token(Standing::Revoked, Profile::default()), "", "exit 6 token=failed"),
        ("a token that nobody knows", |o| o.tokens = Some(vec![]), "", "exit 6 token=failed"),
        ("15 days left", |o| o.tokens = token(Standing::Good, ends_in(15)), "", "exit 0"),
        ("14 days left", |o| o.tokens = token(Standing::Good, ends_in(14)), "", "exit 0 token=warning"),
        ("1 day left", |o| o.tokens = token(Standing::Good, ends_in(1)), "", "exit 0 token=warning"),
        ("data access ends", |o| o.tokens = token(Standing::Good, Profile { data_access_lasts: Some(3 * DAY), ..Profile::default() }), "", "exit 0 token=warning"),
        ("a person's token", |o| o.tokens = token(Standing::Good, Profile { kind: "USER".into(), ..ends_in(60) }), "", "exit 0 token=warning"),
        ("an app's token", |o| o.tokens = token(Standing::Good, Profile { kind: "APP".into(), ..Profile::default() }), "", "exit 0 token=warning"),
        ("no permission", |o| o.tokens = token(Standing::NoScope, Profile::default()), "", "exit 6 permission=failed catalog=failed"),
        ("permission for another catalog", |o| o.tokens = token(Standing::Good, Profile { targets: Some(vec!["7".into()]), ..Profile::default() }), "", "exit 0 permission=warning"),
        ("writing cannot be known", |o| o.tokens = token(Standing::Unassigned, Profile::default()), "", "exit 0"),
        ("no such catalog", |_| {}, "--catalog 404", "exit 6 permission=warning catalog=failed"),
        ("a catalog of rooms", |o| o.catalogs.push(Catalog { id: "300".into(), vertical: "hotels".into(), name: "Rooms".into() }), "--catalog 300", "exit 6 catalog=failed"),
        ("a feed that replaces", |o| o.writers = vec![writer(WriterKind::Feed { schedule: Some("DAILY".into()), update_schedule: None, deletes: true })], "", "exit 0 writers=warning"),
        ("a feed that updates", |o| o.writers = vec![writer(WriterKind::Feed { schedule: None, update_schedule: Some("HOURLY".into()), deletes: true })], "", "exit 0 writers=warning"),
        ("a feed by hand", |o| o.writers = vec![writer(WriterKind::Feed { schedule: None, update_schedule: None, deletes: true })], "", "exit 0"),
        ("another app", |o| o.writers = vec![writer(WriterKind::App { app: "77".into() })], "", "exit 0 writers=warning"),
        ("our own app", |o| o.writers = vec![writer(WriterKind::App { app: "700100".into() })], "", "exit 0"),
        ("a pixel", |o| o.writers = vec![writer(WriterKind::Pixel)], "", "exit 0 writers=warning"),
        ("three quarters of the calls used", |o| o.limits = Limits { others_per_hour: Some(4), ..Limits::none() }, "", "exit 0 limits=warning"),
        ("no call left", |o| o.limits = Limits { others_per_hour: Some(1), ..Limits::none() }, "", "exit 5 writers=failed limits=failed"),
        ("a clock two minutes late", |o| o.clock.advance(Duration::from_secs(120)), "", "exit 0 clock=warning"),
        ("a clock ten minutes late", |o| o.clock.advance(Duration::from_secs(600)), "", "exit 2 clock=failed"),
        ("a clock years ahead", |o| o.clock = Clock::stopped_at(1_000_000_000_000), "", "exit 2 clock=failed"),
        ("a proof is asked for", |o| o.require_proof = true, "", "exit 6 proof=failed"),
    ];
    for (name, tell, flags, expected) in cases {
        let world = World::selling_with(tell);
        let report = world.doctor(flags, &[]);
        assert_eq!(&found(&report), expected, "{name}: {:#}", report.document);
    }
}

#[test]
fn a_version_that_is_gone_is_named() {
    let world = World::selling(&rows(3));
    world.config(&CONFIG.replace("id = \"100\"", "id = \"100\"\napi_version = \"v21.0\""));
    let report = world.doctor("", &[]);
    assert_eq!(found(&report), "exit 0 version=warning");
    assert!(
        seen(&report, "version").contains("auto-upgraded to v25.0"),
        "{report:?}"
    );
}

#[test]
fn the_proof_is_tried() {
    let world = World::selling_with(|options| {
        options.app_secret = Some(SECRET.to_owned().into());
        options.require_proof = true;
    });
    for (secret, expected) in [("wrong", "exit 6 proof=failed"), (SECRET, "exit 0")] {
        let report = world.doctor("", &[("META_APP_SECRET", secret)]);
        assert_eq!(found(&report), expected);
    }
}

/// A name, the fault, and what is found.
type Faulty = (&'static str, fn() -> Fault, &'static str);

#[test]
fn failing_calls_are_weighed_by_what_they_mean() {
    fn refused(code: i64, message: &str) -> Fault {
        let kind = "OAuthException";
        let error = json!({"message": message, "type": kind, "code": code, "fbtrace_id": "A"});
        Fault::answer(400, json!({ "error": error }))
    }
    #[rustfmt::skip]
    let cases: &[Faulty] = &[
        ("an outage page", || Fault::answer(503, json!("<html>busy</html>")), "exit 5 connection=failed"),
        ("a login page", || Fault::answer(200, json!("<html>log in</html>")), "exit 5 connection=failed"),
        ("no answer", || Fault::new(Trouble::DropBefore), "exit 5 connection=failed"),
        ("Meta is out of order", || refused(2, "Service temporarily unavailable"), "exit 5 connection=failed"),
        ("too many calls", || refused(4, "Application request limit reached"), "exit 5 limits=failed"),
        ("the token may not be looked at", || refused(100, "(#100) You must provide an app access token").on("GET", "debug_token"), "exit 0 token=warning"),
        ("the owner may not be seen", || refused(10, "(#10) No").on("GET", "100"), "exit 0"),
        ("the catalog is out of order", || refused(2, "Service temporarily unavailable").on("GET", "100"), "exit 5 catalog=failed"),
        ("other writers may not be seen", || refused(10, "(#10) No").on("GET", "data_sources"), "exit 0 writers=warning"),
        ("feeds fail", || refused(1, "An unknown error occurred").on("GET", "product_feeds"), "exit 5 writers=failed"),
    ];
    for (name, fault, expected) in cases {
        let world = World::selling(&rows(3));
        world.fault(fault());
        let report = world.doctor("", &[]);
        assert_eq!(&found(&report), expected, "{name}: {:#}", report.document);
    }
}

#[test]
fn no_way_to_meta_is_told_with_its_reason() {
    let world = World::selling(&rows(3));
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let plain = world.url().replace("http://", "https://");
    for (url, words) in [
        (format!("http://127.0.0.1:{port}"), "nothing listens there"),
        (plain, "no encrypted connection"),
    ] {
        let ran = world.run(&format!("doctor --json --api-url {url}"));
        let report = ran.json();
        assert_eq!(found(&report), "exit 5 connection=failed");
        report.mentions(words);
    }
}

fn assert_silent(ran: &Ran) {
    for secret in [TOKEN, SECRET, "input_token"] {
        assert!(!ran.stdout.contains(secret), "{}", ran.stdout);
        assert!(!ran.stderr.contains(secret), "{}", ran.stderr);
    }
}

#[test]
fn the_token_goes_to_meta_and_nowhere_else() {
    let world = World::selling_with(|options| {
        options.app_secret = Some(SECRET.to_owned().into());
    });
    let words = format!("Malformed access token {TOKEN} of secret {SECRET}");
    let error = json!({"error": {"message": words, "type": "OAuthException", "code": 190}});
    let faults: [Option<Make>; 4] = [
        None,
        Some(|error| Fault::answer(400, error)),
        Some(|error| Fault::answer(200, json!(error.to_string()))),
        Some(|_| Fault::new(Trouble::DropAfter)),
    ];
    for fault in faults {
        for flags in ["-vv", "--json -vv", "-q", "--color always"] {
            world.no_more_faults();
            if let Some(fault) = fault {
                world.fault(fault(error.clone()));
            }
            let line = format!("doctor {flags} --api-url {}", world.url());
            let mut command = world.command(&line);
            command.env("META_APP_SECRET", SECRET);
            command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
            assert_silent(&world.finish(command.output().unwrap()));
        }
    }
    let journal = json!(world.calls()).to_string();
    assert!(journal.contains("debug_token"), "{journal}");
    assert!(!journal.contains(TOKEN) && !journal.contains(SECRET));
    world.assert_careful();
}
