//! Every fault that a run can meet, through the binary and over real sockets:
//! what the run does, how it ends, and that the catalog ends equal to the export.
//!
//! `docs/faults.md` lists these tests row by row.

use std::collections::BTreeMap;

use serde_json::Value;
use shelfsync::sandbox::Catalog;

use crate::export::{Row, row, rows};
use crate::ran::Report;
use crate::world::{World, is_write};

/// A shop that is live, and what it has become: three changes, a new item and
/// one that is gone.
struct Story {
    world: World,
    shop: Vec<Row>,
}

/// What the changes of the story take, in one call.
const RECORDS: u64 = 4;

impl Story {
    fn new() -> Self {
        let world = World::in_sync(&rows(8));
        let mut shop = rows(7);
        shop[0] = shop[0].clone().set("price", "88.80 EUR");
        shop[1] = shop[1]
            .clone()
            .set("availability", "out of stock")
            .set("quantity_to_sell_on_facebook", "0");
        shop[2] = shop[2].clone().set("title", "Neuer Titel");
        shop.push(row("NEW-1"));
        world.export(&shop);
        Self { world, shop }
    }

    /// Faults, as the tables of a scenario have them.
    fn meets(&self, faults: &str) {
        self.world.play(faults);
    }

    /// A run with this fault; the trouble is over after it.
    fn run(&self, fault: &str, flags: &str) -> Report {
        self.meets(fault);
        let report = self.world.sync(flags);
        self.world.no_more_faults();
        report
    }

    /// Runs without trouble reach the export, and then rest.
    fn ends_well(&self, at: &str) {
        for _ in 0..3 {
            let report = self.world.sync("");
            if report.document["exit_code"] == 0 && report.writes() == 0 {
                self.world.equals(&self.shop);
                assert_eq!(
                    self.world.field("SKU-002", "quantity_to_sell_on_facebook"),
                    0
                );
                let status = self.world.talk("status --json").json();
                assert_eq!(
                    status.document["open_batches"],
                    Value::Array(vec![]),
                    "{at}"
                );
                return;
            }
        }
        panic!("{at}: the catalog does not come to rest");
    }

    /// Write calls so far.
    fn writes(&self) -> usize {
        self.world.writes()
    }
}

/// The fault, the exit code of the run that meets it, and the write calls that
/// this run makes. The catalog is equal to the export at once where that is 0.
fn meets(cases: &[(&str, i64, u64)]) {
    for (fault, code, writes) in cases {
        let story = Story::new();
        let fault = format!("[[fault]]\n{fault}\n");
        let report = story.run(&fault, "--max-wait 8s");
        assert_eq!(
            report.document["exit_code"], *code,
            "{fault}\n{:#}",
            report.document
        );
        assert_eq!(report.writes(), *writes, "{fault}\n{:#}", report.document);
        if *code == 0 {
            story.world.equals(&story.shop);
        }
        story.ends_well(&fault);
    }
}

const BATCH: &str = "when = { method = \"POST\", edge = \"items_batch\" }";
const POLL: &str = "when = { edge = \"check_batch_request_status\" }";

fn on(place: &str, trouble: &str) -> String {
    format!("trouble = {trouble}\n{place}")
}

fn at(place: &str, cases: &[(&str, i64, u64)]) {
    let cases: Vec<(String, i64, u64)> = cases
        .iter()
        .map(|(trouble, code, writes)| (on(place, trouble), *code, *writes))
        .collect();
    let cases: Vec<(&str, i64, u64)> = cases
        .iter()
        .map(|(fault, code, writes)| (fault.as_str(), *code, *writes))
        .collect();
    meets(&cases);
}

#[test]
fn connection_refused() {
    let story = Story::new();
    let ran = story
        .world
        .run("sync --json --api-url http://127.0.0.1:9 --max-wait 2s");
    let report = ran.json();
    report.is(5, "read=8 pending=8");
    // Another origin has a state of its own; ours is as it was.
    story.ends_well("refused");
}

#[test]
fn connection_reset_or_closed() {
    at(
        BATCH,
        &[
            (r#"{ kind = "drop_before" }"#, 0, 2),
            (r#"{ kind = "reset" }"#, 0, 2),
            // The call was carried out; nobody knows.
            (r#"{ kind = "drop_after" }"#, 0, 2),
            (r#"{ kind = "reset", processed = true }"#, 0, 2),
        ],
    );
}

#[test]
fn answer_that_never_comes() {
    for processed in [true, false] {
        let story = Story::new();
        let fault = on(
            BATCH,
            &format!("{{ kind = \"hang\", processed = {processed} }}"),
        );
        let report = story.run(&format!("[[fault]]\n{fault}"), "--max-wait 1s");
        assert_eq!(report.document["exit_code"], 5);
        assert_eq!(report.items("pending"), RECORDS, "{:#}", report.document);
        story.ends_well(&fault);
    }
}

#[test]
fn answer_cut_short() {
    at(BATCH, &[(r#"{ kind = "truncate" }"#, 0, 2)]);
    at(POLL, &[(r#"{ kind = "truncate" }"#, 0, 1)]);
}

#[test]
fn answer_that_is_slow() {
    at(
        BATCH,
        &[(
            r#"{ kind = "slow", first_ms = 300, bytes = 16, pause_ms = 20 }"#,
            0,
            1,
        )],
    );
}

#[test]
fn answer_that_is_no_json() {
    at(
        BATCH,
        &[
            (
                r#"{ kind = "answer", status = 200, body = "<html>Service Unavailable</html>" }"#,
                0,
                2,
            ),
            (
                r#"{ kind = "answer_after", status = 200, body = "<html>Service Unavailable</html>" }"#,
                0,
                2,
            ),
            (r#"{ kind = "answer", status = 200 }"#, 0, 2),
            (
                r#"{ kind = "answer", status = 502, body = "Bad Gateway" }"#,
                0,
                2,
            ),
            (
                r#"{ kind = "answer_after", status = 503, body = "Service Unavailable" }"#,
                0,
                2,
            ),
        ],
    );
    at(
        POLL,
        &[(
            r#"{ kind = "answer", status = 200, body = "<html>Sorry</html>" }"#,
            0,
            1,
        )],
    );
}

#[test]
fn errors_that_pass() {
    for code in ["1", "1, subcode = 99", "2", "5000"] {
        let error = format!("{{ kind = \"error\", code = {code} }}");
        at(BATCH, &[(&error, 0, 2)]);
        at(POLL, &[(&error, 0, 1)]);
        let after = format!("{{ kind = \"error\", code = {code}, processed = true }}");
        at(BATCH, &[(&after, 0, 2)]);
    }
}

#[test]
fn outage_that_lasts() {
    let story = Story::new();
    let fault = on(BATCH, r#"{ kind = "error", code = 2 }"#);
    let report = story.run(
        &format!("[[fault]]\n{fault}\ntimes = \"always\""),
        "--max-wait 40s",
    );
    assert_eq!(report.document["exit_code"], 5);
    assert_eq!(report.writes(), 5, "five tries, and then the next run");
    story.ends_well("outage");
}

#[test]
fn item_that_makes_every_call_fail() {
    // At fault are the first, the last, and two beside each other.
    for (code, ids) in [
        ("100", vec!["SKU-001"]),
        ("100", vec!["NEW-1"]),
        ("100", vec!["SKU-001", "SKU-002"]),
        ("1", vec!["SKU-003"]),
        ("1, subcode = 99", vec!["NEW-1"]),
    ] {
        let story = Story::new();
        story.world.configure("batch_items = 4");
        let mut fault = String::new();
        for id in &ids {
            let one = format!(
                "[[fault]]\ntimes = \"always\"\ntrouble = {{ kind = \"error\", code = {code} }}\n\
                 when = {{ method = \"POST\", item = \"{id}\" }}\n"
            );
            fault += &one;
        }
        let report = story.run(&fault, "--max-wait 120s");
        let at = format!("{code} {ids:?}\n{:#}", report.document);
        assert_eq!(report.document["exit_code"], 3, "{at}");
        let mut refused: Vec<&str> = report.document["refusals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|refusal| refusal["id"].as_str().unwrap())
            .collect();
        refused.sort_unstable();
        let mut wanted = ids.clone();
        wanted.sort_unstable();
        assert_eq!(refused, wanted, "{at}");
        assert_eq!(report.items("pending"), 0, "everything else goes out: {at}");
        story
            .world
            .sync(&format!("--only {}", ids.join(",")))
            .fails(0);
        story.ends_well("poison");
    }
}

#[test]
fn items_that_never_get_a_verdict() {
    let story = Story::new();
    story.world.configure("batch_items = 1");
    // The first one gets no handle, however often it is sent; all others go out.
    let fault = "[[fault]]\ntimes = \"always\"\n\
                 trouble = { kind = \"answer\", status = 200, body = { handles = [] } }\n\
                 when = { method = \"POST\", item = \"SKU-002\" }\n";
    let report = story.run(fault, "--max-wait 30s");
    assert_eq!(report.document["exit_code"], 5, "{:#}", report.document);
    assert_eq!(report.items("pending"), 1, "{:#}", report.document);
    story.ends_well("no handle");
}

#[test]
fn handle_that_cannot_be_asked_after() {
    let mut story = Story::new();
    story.meets("[[fault]]\ntrouble = { kind = \"never_ends\", applied = true }");
    story.world.sync("--max-wait 2s").fails(5);
    let errors = ["code = 2", "code = 987654", "code = 100, subcode = 33"];
    for (at, error) in (3..).zip(errors) {
        story.shop[at] = story.shop[at].clone().set("title", "Anders");
        story.world.export(&story.shop);
        let error = format!("{{ kind = \"error\", {error} }}");
        let fault = format!("[[fault]]\ntimes = \"always\"\n{}", on(POLL, &error));
        let report = story.run(&fault, "--max-wait 20s");
        // Nor can anybody be asked after what this run sends.
        let code = report.document["exit_code"].as_i64().unwrap();
        assert!([5, 6].contains(&code), "{error}\n{:#}", report.document);
        assert_eq!(report.writes(), 1, "{error}\n{:#}", report.document);
    }
}

#[test]
fn open_verdict_and_a_pause_of_writes() {
    let mut story = Story::new();
    story.meets("[[fault]]\ntrouble = { kind = \"never_ends\", applied = true }");
    story.world.sync("--max-wait 2s").fails(5);
    story.shop[4] = story.shop[4].clone().set("price", "5.55 EUR");
    story.world.export(&story.shop);
    story
        .run(&limited(80014, ", minutes = 120"), "--max-wait 4s")
        .fails(5);
    // Nothing can be sent for two hours, and nobody waits that long.
    let report = story.world.sync("--max-wait 60s");
    report.is(5, "read=8 unchanged=3 pending=5");
    let seconds = report.document["seconds"].as_f64().unwrap();
    assert!(seconds < 45.0, "{seconds}");
}

#[test]
fn limit_on_reads_keeps_no_change_from_going_out() {
    let story = Story::new();
    let until = "UPDATE catalogs SET reads_blocked_until = 1000 * (unixepoch() + 1800)";
    let db = rusqlite::Connection::open(story.world.state()).unwrap();
    db.execute(until, ()).unwrap();
    drop(db);
    let calls = story.world.calls().len();
    let report = story.world.sync("--max-wait 5s");
    // The verdict cannot be asked for, and nothing else was asked.
    assert_eq!(report.document["exit_code"], 5, "{:#}", report.document);
    assert_eq!(report.writes(), 1, "{:#}", report.document);
    assert_eq!(story.world.calls().len() - calls, 1);
    let status = story.world.talk("status --json").json();
    assert!(status.document["reads_blocked_until"].is_string());
}

#[test]
fn batch_that_fails_while_others_pass() {
    let story = Story::new();
    story.world.configure("batch_items = 2");
    // Every second write fails; the batches that meet it pass at another try.
    let fault = r#"
        [[fault]]
        trouble = { kind = "error", code = 1 }
        when = { method = "POST", edge = "items_batch", every = 2 }
        times = "always"
    "#;
    let report = story.run(fault, "--max-wait 60s");
    assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
    story.ends_well("every second");
}

#[test]
fn too_much_data() {
    let story = Story::new();
    let fault = r#"
        [[fault]]
        trouble = { kind = "reduce", records = 2 }
        times = "always"
    "#;
    let report = story.run(fault, "");
    assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
    story.world.equals(&story.shop);
    let sizes: Vec<usize> = story.world.sent().iter().map(Vec::len).collect();
    assert_eq!(
        sizes.iter().filter(|size| **size > 2).count(),
        2,
        "{sizes:?}"
    );
    assert_eq!(
        report.document["calls"]["retries"], 0,
        "shrinking is no waiting"
    );
    story.ends_well("reduce");
}

#[test]
fn too_much_data_while_the_catalog_is_listed() {
    let story = Story::new();
    std::fs::remove_file(story.world.state()).unwrap();
    let fault = r#"
        [[fault]]
        trouble = { kind = "reduce", items = 3 }
        times = "always"
    "#;
    let report = story.run(fault, "");
    // SKU-008 is in the catalog and in no export, and nobody knows whose it is.
    report.is(0, "read=8 created=1 updated=7");
    let pages: Vec<String> = story
        .world
        .calls()
        .iter()
        .filter(|call| call.path.ends_with("/products"))
        .map(|call| call.path.clone())
        .collect();
    assert!(pages.len() > 8, "halved until it fits: {pages:?}");
}

/// A limit in force, with what the answer says of its end.
fn limited(code: u32, more: &str) -> String {
    let error = format!("{{ kind = \"error\", code = {code}{more} }}");
    format!("[[fault]]\n{}", on(BATCH, &error))
}

#[test]
fn limits_are_waited_for_as_told() {
    for code in [80014, 80009, 4, 17, 32, 613, 341, 80004] {
        let story = Story::new();
        let before = story.writes();
        let report = story.run(&limited(code, ", minutes = 1"), "--max-wait 8s");
        assert_eq!(report.document["exit_code"], 5, "{code}");
        assert_eq!(report.items("pending"), RECORDS, "{code}");
        assert_eq!(
            story.writes(),
            before + 1,
            "{code}: one call, and none in the pause"
        );
        // The next run knows it, too.
        let next = story.world.sync("--max-wait 8s");
        assert_eq!(next.document["exit_code"], 5, "{code}");
        assert_eq!(story.writes(), before + 1, "{code}");
        let status = story.world.talk("status --json").json();
        assert!(status.document["blocked_until"].is_string(), "{code}");
        assert_eq!(status.document["suspects"], 0, "{code}: it was not begun");
    }
}

#[test]
fn limit_that_another_call_tells_of() {
    let story = Story::new();
    let before = story.writes();
    let fault = "[[fault]]\ntrouble = { kind = \"usage\", form = \"several\", call_count = 100, minutes = 2 }\nwhen = { method = \"GET\" }";
    story.run(fault, "--max-wait 8s").fails(5);
    story.world.sync("--max-wait 8s").fails(5);
    assert_eq!(story.writes(), before, "no call in vain");
}

#[test]
fn limit_with_retry_after() {
    let story = Story::new();
    let report = story.run(&limited(80014, ", retry_after = 2"), "--max-wait 20s");
    assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
    assert!(report.document["seconds"].as_f64().unwrap() > 2.0);
    assert_eq!(report.writes(), 2);
    story.ends_well("retry-after");
}

#[test]
fn limit_on_status_polls() {
    let story = Story::new();
    let fault = format!(
        "[[fault]]\n{}",
        on(POLL, r#"{ kind = "error", code = 80009, retry_after = 2 }"#)
    );
    let report = story.run(&fault, "--max-wait 20s");
    assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
    assert_eq!(report.document["calls"]["polls"], 2);
    story.ends_well("polls");
}

#[test]
fn blocked_for_long() {
    let story = Story::new();
    let before = story.writes();
    let report = story.run(&limited(368, ""), "--max-wait 8s");
    assert_eq!(report.document["exit_code"], 5);
    assert_eq!(story.writes(), before + 1);
    story.world.sync("--max-wait 8s").fails(5);
    assert_eq!(story.writes(), before + 1, "not within the hour");
}

#[test]
fn refused_token_or_permission() {
    for error in [
        "code = 190, subcode = 463",
        "code = 102",
        "code = 104",
        "code = 10",
        "code = 200",
        "code = 294",
        "code = 415",
        "code = 3",
        "code = 100, message = \"(#100) Missing Permission\"",
        "code = 100, message = \"Invalid appsecret_proof provided in the API argument\"",
        "code = 100, subcode = 33",
        "code = 3970",
    ] {
        let story = Story::new();
        let calls = story.world.calls().len();
        let fault = format!(
            "[[fault]]\ntimes = \"always\"\n{}",
            on(BATCH, &format!("{{ kind = \"error\", {error} }}"))
        );
        let report = story.run(&fault, "");
        assert_eq!(
            report.document["exit_code"], 6,
            "{error}\n{:#}",
            report.document
        );
        let made = story.world.calls().len() - calls;
        assert_eq!(
            made, 2,
            "{error}: a look at the catalog, one write, and no further call"
        );
        story.ends_well(error);
    }
}

#[test]
fn wrong_token() {
    let story = Story::new();
    let calls = story.world.calls().len();
    let fault =
        "[[fault]]\ntimes = \"always\"\ntrouble = { kind = \"error\", code = 190, subcode = 467 }";
    let report = story.run(fault, "");
    report.fails(6);
    assert_eq!(story.world.calls().len() - calls, 1, "the first call tells");
    story.ends_well("token");
}

#[test]
fn wrong_catalog_or_vertical() {
    let world = World::with(|options| {
        options.catalogs.push(Catalog {
            vertical: "hotels".to_owned(),
            ..Catalog::commerce("300", "Hotels")
        });
    });
    world.export(&rows(3));
    for catalog in ["300", "999"] {
        let calls = world.calls().len();
        world.sync(&format!("--catalog {catalog}")).fails(6);
        assert_eq!(world.calls().len() - calls, 1, "{catalog}");
    }
    let story = Story::new();
    let fault = on(BATCH, r#"{ kind = "error", code = 3, subcode = 1798083 }"#);
    story.run(&format!("[[fault]]\n{fault}"), "").fails(6);
    story.ends_well("vertical");
}

#[test]
fn call_that_meta_calls_wrong() {
    // One call in vain: the batch is halved, and the halves pass.
    at(BATCH, &[(r#"{ kind = "error", code = 100 }"#, 0, 3)]);
}

#[test]
fn remarks_on_some_records() {
    for handle in [true, false] {
        let story = Story::new();
        let fault = format!(
            "[[fault]]\ntrouble = {{ kind = \"validation\", handle = {handle}, errors = [{{ id = \"SKU-001\", message = \"no\" }}] }}"
        );
        let report = story.run(&fault, "");
        assert_eq!(report.document["exit_code"], 3, "{:#}", report.document);
        assert_eq!(report.items("refused"), 1);
        assert_eq!(report.document["refusals"][0]["id"], "SKU-001");
        assert_eq!(story.world.field("SKU-003", "title"), "Neuer Titel");
        // Refused is refused until it changes or somebody asks.
        story.world.sync("").is(3, "read=8 unchanged=7 refused=1");
        story.world.sync("--only SKU-001").fails(0);
        story.ends_well("remarks");
    }
}

#[test]
fn remark_without_a_name() {
    let story = Story::new();
    let fault = r#"
        [[fault]]
        trouble = { kind = "validation", handle = false, errors = [{ message = "Can not find required field id" }] }
    "#;
    let report = story.run(fault, "");
    assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
    story.ends_well("nameless");
}

#[test]
fn handle_that_ends_in_error() {
    meets(&[
        (r#"trouble = { kind = "end_with", status = "error" }"#, 0, 2),
        (
            r#"trouble = { kind = "end_with", status = "canceled" }"#,
            0,
            2,
        ),
    ]);
}

#[test]
fn status_that_nobody_knows() {
    meets(&[
        (
            r#"trouble = { kind = "status", status = "in_progress", polls = 2 }"#,
            0,
            1,
        ),
        (
            r#"trouble = { kind = "status", status = "banana", polls = 1 }"#,
            0,
            1,
        ),
    ]);
    let story = Story::new();
    let report = story.run(
        "[[fault]]\ntrouble = { kind = \"status\", status = \"banana\" }",
        "--max-wait 2s",
    );
    assert_eq!(report.document["exit_code"], 5);
    assert_eq!(
        report.items("pending"),
        RECORDS,
        "an unknown word is no success"
    );
}

#[test]
fn handle_that_is_forgotten() {
    meets(&[
        (
            r#"trouble = { kind = "forget", polls = 0, applied = true }"#,
            0,
            2,
        ),
        (
            r#"trouble = { kind = "forget", polls = 1, applied = true }"#,
            0,
            2,
        ),
        (
            r#"trouble = { kind = "forget", polls = 0, applied = false }"#,
            0,
            2,
        ),
        (r#"trouble = { kind = "lose_handle" }"#, 0, 2),
    ]);
}

#[test]
fn handle_that_never_ends() {
    for applied in [true, false] {
        let mut story = Story::new();
        story.meets(&format!(
            "[[fault]]\ntrouble = {{ kind = \"never_ends\", applied = {applied} }}"
        ));
        let report = story.world.sync("--max-wait 2s");
        assert_eq!(report.document["exit_code"], 5);
        assert_eq!(report.items("pending"), RECORDS);
        // Everything else goes out meanwhile; the open items are not overtaken.
        story.shop[4] = story.shop[4].clone().set("price", "5.55 EUR");
        story.shop[0] = story.shop[0].clone().set("price", "99.90 EUR");
        story.world.export(&story.shop);
        story.world.sent();
        let next = story.world.sync("--max-wait 4s");
        next.is(5, "read=8 unchanged=3 updated=1 pending=4");
        let sent: Vec<String> = story.world.sent().concat().iter().map(id).collect();
        assert_eq!(sent, ["SKU-005"]);
        // After an hour nobody waits any longer.
        age(&story.world, 3601);
        story.ends_well("never ends");
    }
}

/// Lets the state believe that all calls were made so many seconds earlier.
fn age(world: &World, seconds: i64) {
    let db = rusqlite::Connection::open(world.state()).unwrap();
    for column in ["intended_at", "sent_at"] {
        let sql = format!("UPDATE batches SET {column} = {column} - ?1");
        db.execute(&sql, [seconds * 1000]).unwrap();
    }
    db.execute("UPDATE suspects SET since = since - ?1", [seconds * 1000])
        .unwrap();
}

fn id(record: &Value) -> String {
    record["data"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn status_without_its_element() {
    meets(&[(r#"trouble = { kind = "no_element", polls = 2 }"#, 0, 1)]);
}

#[test]
fn verdict_that_names_too_few() {
    for totals in [true, false] {
        let story = Story::new();
        let faults = format!(
            "[[fault]]\ntrouble = {{ kind = \"refuse\", ids = [\"SKU-001\", \"SKU-003\"], message = \"no\" }}\ntimes = \"always\"\n\
             [[fault]]\ntrouble = {{ kind = \"vague\", errors = 1, ids = 0, totals = {totals} }}\ntimes = \"always\"\n"
        );
        let report = story.run(&faults, "");
        if totals {
            assert_eq!(report.document["exit_code"], 3, "{:#}", report.document);
            let refused: Vec<&str> = report.document["refusals"]
                .as_array()
                .unwrap()
                .iter()
                .map(|refusal| refusal["id"].as_str().unwrap())
                .collect();
            assert_eq!(refused.len(), 2, "each is found: {refused:?}");
        }
        // Whatever was said, only what is stored counts as stored.
        assert_ne!(story.world.field("SKU-003", "title"), "Neuer Titel");
        assert_eq!(story.world.field("SKU-002", "availability"), "out of stock");
    }
}

#[test]
fn call_that_is_applied_late() {
    for answer in ["drop", "reset", "truncate"] {
        let mut story = Story::new();
        // The lost call comes behind the one that was sent instead, and then
        // behind a newer one.
        for writes in [1, 2] {
            story.meets(&format!(
                "[[fault]]\ntrouble = {{ kind = \"late\", writes = {writes}, answer = \"{answer}\" }}"
            ));
            let report = story.world.sync("");
            assert_eq!(report.document["exit_code"], 0, "{:#}", report.document);
            story.shop[0] = story.shop[0]
                .clone()
                .set("price", &format!("{writes}.11 EUR"));
            story.shop[2] = story.shop[2].clone().set(
                "image_link",
                &format!("https://shop.example/new-{writes}.jpg"),
            );
            story.world.export(&story.shop);
            story.world.sync("").fails(0);
        }
        story.ends_well(answer);
        let image = story.world.field("SKU-003", "image_link");
        assert_eq!(image, "https://shop.example/new-2.jpg");
    }
}

#[test]
fn late_call_that_would_change_nothing_is_not_looked_for() {
    let story = Story::new();
    story
        .run(
            &format!("[[fault]]\n{}", on(BATCH, r#"{ kind = "drop_after" }"#)),
            "",
        )
        .fails(0);
    let calls = story.world.calls().len();
    story.world.sync("").is(0, "read=8 unchanged=8");
    assert_eq!(
        story.world.calls().len() - calls,
        1,
        "the look at the catalog alone"
    );
    let status = story.world.talk("status --json").json();
    assert_eq!(status.document["suspects"], 5, "remembered all the same");
    age(&story.world, 3601);
    story.world.sync("").fails(0);
    let status = story.world.talk("status --json").json();
    assert_eq!(status.document["suspects"], 0);
}

#[test]
fn late_call_in_fields_that_reads_do_not_show() {
    let shop = [row("A").set("custom_number_0", "1"), row("B")];
    let world = World::in_sync(&shop);
    let set = |number: &str| world.export(&[row("A").set("custom_number_0", number), row("B")]);
    set("2");
    world.play("[[fault]]\ntrouble = { kind = \"late\", seconds = 60, answer = \"drop\" }");
    world.sync("").fails(0);
    set("3");
    world.sync("").fails(0);
    world.clock.advance(std::time::Duration::from_secs(120));
    assert_eq!(world.field("A", "custom_number_0"), 2, "it came late");
    world.sync("").fails(0);
    assert_eq!(
        world.field("A", "custom_number_0"),
        2,
        "and nobody can see it"
    );
    // When it can no longer come, the item is sent once more.
    age(&world, 3601);
    world.sync("").is(0, "read=2 unchanged=1 updated=1");
    assert_eq!(world.field("A", "custom_number_0"), 3);
    world.sync("").is(0, "read=2 unchanged=2");
}

#[test]
fn late_call_that_would_bring_back_what_was_taken_away() {
    let shop = rows(4);
    let world = World::in_sync(&shop);
    let mut other = shop.clone();
    other[0] = other[0].clone().set("price", "1.11 EUR");
    world.export(&other);
    // Nobody knows what became of the change, nor of the whole item that was sent
    // instead; the latter makes it active.
    world.crash("after-send");
    world.play("[[fault]]\ntrouble = { kind = \"late\", seconds = 60 }");
    world.crash("after-send");
    world.export(&shop[1..]);
    world.sync("").is(0, "read=3 unchanged=3 removed=1");
    world.clock.advance(std::time::Duration::from_secs(120));
    assert!(world.active().contains("SKU-001"), "it came late");
    world.sync("").is(0, "read=3 unchanged=3 removed=1");
    world.equals(&shop[1..]);
}

#[test]
fn item_deleted_by_another_hand() {
    let story = Story::new();
    story.world.delete_by_hand("SKU-001");
    let report = story.world.sync("");
    assert_eq!(report.document["exit_code"], 0);
    story.ends_well("deleted");
}

#[test]
fn items_that_meta_refuses() {
    let story = Story::new();
    let faults = "[[fault]]\ntrouble = { kind = \"refuse\", ids = [\"SKU-001\", \"SKU-003\"], message = \"Not today\" }\ntimes = \"always\"";
    let report = story.run(faults, "");
    assert_eq!(report.document["exit_code"], 3);
    assert_eq!(report.items("refused"), 2);
    assert_eq!(report.items("created"), 1);
    let calls = story.writes();
    story.world.sync("").fails(3);
    assert_eq!(story.writes(), calls, "not asked again");
}

#[test]
fn storm() {
    for seed in 1..4 {
        let story = Story::new();
        story.world.configure("batch_items = 1");
        let mut faults = String::new();
        for (at, trouble) in [
            r#"{ kind = "drop_after" }"#,
            r#"{ kind = "reset" }"#,
            r#"{ kind = "error", code = 2 }"#,
            r#"{ kind = "error", code = 1, processed = true }"#,
            r#"{ kind = "truncate" }"#,
            r#"{ kind = "late", writes = 2, answer = "drop" }"#,
            r#"{ kind = "forget", polls = 0 }"#,
        ]
        .iter()
        .enumerate()
        {
            let seed = seed * 100 + at;
            let fault = format!(
                "[[fault]]\ntrouble = {trouble}\ntimes = \"always\"\nchance = 0.12\nseed = {seed}\n"
            );
            faults += &fault;
        }
        let report = story.run(&faults, "--max-wait 15s");
        let code = report.document["exit_code"].as_i64().unwrap();
        assert!([0, 5].contains(&code), "{:#}", report.document);
        story.ends_well(&format!("storm {seed}"));
    }
}

#[test]
fn latency_is_met_with_calls_beside_each_other() {
    let world = World::selling(&rows(24));
    world.configure("batch_items = 1");
    world.play("[latency]\nms = 400\nedges = [\"items_batch\"]\n");
    let report = world.sync("--max-wait 60s");
    report.is(0, "read=24 created=24");
    let calls = world.calls();
    let answered: Vec<i64> = calls
        .iter()
        .filter(|call| is_write(call))
        .map(|call| call.at)
        .collect();
    assert_eq!(answered.len(), 24);
    let beside = answered.windows(2).filter(|pair| pair[1] - pair[0] < 400);
    assert!(
        beside.count() > 4,
        "one by one they are 400 ms apart: {answered:?}"
    );
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    for record in world.sent().concat() {
        *sent.entry(id(&record)).or_default() += 1;
    }
    assert!(sent.values().all(|times| *times == 1), "{sent:?}");
}
