//! `docs/json.md` lists every member of every document, and no other.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;
use shelfsync::report::Stage;
use shelfsync::sandbox::{self, Fault, Options};
use shelfsync::state::{HeldNow, Store};

#[cfg(unix)]
use super::pages::blocks;
use super::pages::{Desk, PROGRAM, chapter, rows, text};

/// The paths of a document's members; keys that are data become placeholders.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = match path {
                    "problem_counts" => "<rule>",
                    "changes[].fields" | "differences[].fields" | "drift.differences[].fields" => {
                        "<field>"
                    }
                    _ => name,
                };
                let path = match path {
                    "" => name.to_owned(),
                    path => format!("{path}.{name}"),
                };
                // What stands in `old` and `new` is the field's value.
                let leaf = matches!(path.rsplit('.').next(), Some("old" | "new"));
                if !leaf {
                    paths(value, &path, found);
                }
                if leaf || !(value.is_object() || value.is_array()) {
                    found.insert(path);
                }
            }
        }
        Value::Array(values) => {
            let path = format!("{path}[]");
            for value in values {
                paths(value, &path, found);
                if !value.is_object() {
                    found.insert(path.clone());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn members(documents: &[Value]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for document in documents {
        assert_eq!(document["schema"], 1);
        paths(document, "", &mut found);
    }
    found
}

/// The members that a chapter of the page names.
fn named(heading: &str) -> BTreeSet<String> {
    let page = text("docs/json.md");
    rows(chapter(&page, heading))
        .into_iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect()
}

#[track_caller]
fn assert_same(seen: &BTreeSet<String>, named: &BTreeSet<String>) {
    let unnamed: Vec<_> = seen.difference(named).collect();
    let unseen: Vec<_> = named.difference(seen).collect();
    assert!(
        unnamed.is_empty() && unseen.is_empty(),
        "not on the page: {unnamed:?}; on the page alone: {unseen:?}"
    );
}

fn document(desk: &Desk, words: &[&str], token: bool) -> Value {
    let variables: &[(&str, &str)] = if token {
        &[("META_ACCESS_TOKEN", "any")]
    } else {
        &[]
    };
    let output = desk.program_with(words, variables);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stdout);
        panic!("{words:?}: {error}: {said}")
    })
}

/// What a command says of exports of which there is much to say: columns that are
/// matched by their names, dates that do not tell their order, and a file that misses
/// its companion.
fn detections(desk: &Desk, words: &[&str]) -> Vec<Value> {
    let settings = "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\n\
                    brand = \"B\"\navailability = \"in stock\"\ntimezone = \"Europe/Berlin\"\n";
    let matched = "Artikelnummer;Bezeichnung;Produktname;Preis;Aktionspreis;Aktion von;Link\n\
                   A-1;Becher;Becher;19,90;9,90;03/04/2026;https://shop.example/1\n";
    for (name, text) in [("shop.toml", settings), ("matched.csv", matched)] {
        std::fs::write(desk.path().join(name), text).unwrap();
    }
    let report = |export: &str| {
        let words: Vec<&str> = words.iter().copied().chain([export, "--json"]).collect();
        document(desk, &words, false)
    };
    vec![
        report("matched.csv"),
        report("examples/prestashop/products.csv"),
    ]
}

/// The stages have their names, and are no more than the whole.
fn stages_are_parts_of_the_whole(report: &Value) {
    let stages = report["stages"].as_object().unwrap();
    let mut names: Vec<&str> = stages.keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut all = Stage::ALL.map(Stage::word);
    all.sort_unstable();
    assert_eq!(names, all);
    let millis = |seconds: &Value| (seconds.as_f64().unwrap() * 1000.0).round();
    let sum: f64 = stages.values().map(millis).sum();
    assert!(sum <= millis(&report["seconds"]), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_the_members_of_reports_plans_and_the_status() {
    let sandbox = sandbox::start(Options::default()).await.unwrap();
    sandbox.script(Fault::refuse("HR-001", "This item breaks the rules."));
    let desk = Desk::new();
    let (url, config) = (sandbox.url(), "examples/messy/shelfsync.toml");
    let run = |words: &[&str]| {
        let more = [
            "--json",
            "--config",
            config,
            "--catalog",
            "100",
            "--api-url",
            &url,
        ];
        let words: Vec<&str> = words.iter().chain(&more).copied().collect();
        document(&desk, &words, true)
    };
    let plan = run(&["plan"]);
    let tea = "examples/meta-template/products.csv";
    let reports = [
        run(&["sync"]),
        run(&["sync"]),
        run(&["check"]),
        run(&["export", "--output", "items.jsonl"]),
        // A catalog that holds other items.
        run(&["sync", tea, "--state", "other.db"]),
        // Files that belong together.
        document(
            &desk,
            &[
                "check",
                "--json",
                "--config",
                "examples/stock-file/shelfsync.toml",
            ],
            true,
        ),
    ];
    assert_eq!(reports[4]["exit_code"], 4);
    for report in reports.iter().chain([&plan]) {
        stages_are_parts_of_the_whole(report);
    }
    assert_eq!(reports[0]["refusals"][0]["id"], "HR-001");
    let mut seen = members(&reports);
    seen.extend(members(&detections(
        &desk,
        &["check", "--config", "shop.toml"],
    )));
    let both: BTreeSet<String> = named("Reports").union(&named("Check")).cloned().collect();
    assert_same(&seen, &both);
    let of_plan = members(&[plan]);
    let more: BTreeSet<String> = of_plan.difference(&seen).cloned().collect();
    assert_same(&more, &named("Plans"));

    // A withheld removal, for the status.
    let file = desk.path().join("examples/messy/products.csv");
    let shop = "https://hofladen-ruebezahl.example";
    let export = format!(
        "id,title,description,price,link,availability,condition,brand,image_link\n\
         X,X,X,1 EUR,{shop}/x,in stock,new,X,{shop}/x.jpg\n"
    );
    std::fs::write(&file, export).unwrap();
    let limits = [
        ("SHELFSYNC_REMOVAL_MAX_ITEMS", "0"),
        ("SHELFSYNC_REMOVAL_MAX_SHARE", "0"),
    ];
    let variables: Vec<(&str, &str)> = limits
        .into_iter()
        .chain([("META_ACCESS_TOKEN", "any")])
        .collect();
    sandbox.script(Fault::refuse("X", "No."));
    let words = [
        "sync",
        "--config",
        config,
        "--catalog",
        "100",
        "--api-url",
        &url,
    ];
    let code = desk.program_with(&words, &variables).status.code();
    assert_eq!(code, Some(4));
    // What a guard holds.
    let state = desk.path().join("examples/messy/.shelfsync/state.db");
    let mut store = Store::open(&state, &url, "100").unwrap();
    let held = HeldNow {
        rule: "guard-prices",
        items: 1,
        ids: &["HR-002".to_owned()],
    };
    store.set_held(&[held], &[], 0).unwrap();
    let status = run(&["status"]);
    let mut seen = members(&[status]);
    // What an interrupted run leaves is shown in tests of the delivery.
    for member in ["batch", "handle", "items", "intended_at"] {
        seen.insert(format!("open_batches[].{member}"));
    }
    assert_same(&seen, &named("Status"));
    sandbox.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_the_members_of_a_look_at_the_catalog() {
    let sandbox = sandbox::start(Options::default()).await.unwrap();
    let desk = Desk::new();
    let (url, config) = (sandbox.url(), "examples/meta-template/shelfsync.toml");
    let run = |words: &[&str]| {
        let more = [
            "--json",
            "--config",
            config,
            "--catalog",
            "100",
            "--api-url",
            &url,
        ];
        let words: Vec<&str> = words.iter().chain(&more).copied().collect();
        document(&desk, &words, true)
    };
    let report = run(&["sync"]);
    let items = report["items"]["created"].as_u64().unwrap();
    assert!(items > 2, "{report}");
    let rejected = || {
        let item = serde_json::json!({"retailer_id": "TW-1001", "name": "Something else",
            "review_status": "rejected", "review_rejection_reasons": ["No."]});
        let pending = serde_json::json!({"retailer_id": "TW-1002", "review_status": "pending"});
        let mut data = vec![item, pending];
        data.extend((0..items).map(|n| serde_json::json!({"retailer_id": n.to_string()})));
        let fault = Fault::answer(200, serde_json::json!({ "data": data }));
        sandbox.script(fault.on("GET", "products"));
    };
    rejected();
    let drift = run(&["drift"]);
    assert_same(&members(&[drift]), &named("Drift"));
    rejected();
    let repair = run(&["reconcile"]);
    let seen = members(&[repair]);
    let more: BTreeSet<String> = seen.difference(&named("Reports")).cloned().collect();
    assert_same(&more, &named("Reconcile"));
    sandbox.stop().await.unwrap();
}

#[test]
fn the_page_names_the_members_of_rules_and_settings() {
    let desk = Desk::new();
    let rules = document(&desk, &["rules", "--json"], false);
    assert_same(&members(&[rules]), &named("Rules"));
    let file = "[shop.tax_classes]\n\"1\" = 19\n[[source]]\npath = \"x.csv\"\n[source.map]\nid = \"{{ row['Nr'] }}\"\n";
    std::fs::write(desk.path().join("shelfsync.toml"), file).unwrap();
    let settings = document(&desk, &["config", "show", "--json"], false);
    assert_same(&members(&[settings]), &named("Settings"));
}

#[test]
fn the_page_names_the_members_of_init() {
    let desk = Desk::new();
    let export = "ID,Type,SKU,Name,Regular price,Categories,Images,In stock?,Odd\n\
                  1,simple,A,Tea,\"4,50\",Tea,https://shop.example/t.jpg,1,x\n";
    std::fs::write(desk.path().join("woo.csv"), export).unwrap();
    let documents = [document(
        &desk,
        &["init", "woo.csv", "--yes", "--json"],
        false,
    )];
    assert_eq!(documents[0]["exit_code"], 2);
    let mut seen = members(&documents);
    seen.extend(members(&detections(&desk, &["init", "--yes", "--print"])));
    let known: BTreeSet<String> = named("Reports").union(&named("Check")).cloned().collect();
    let more: BTreeSet<String> = seen.difference(&known).cloned().collect();
    assert_same(&more, &named("Init"));
}

#[test]
fn the_page_names_the_members_of_a_failure() {
    let desk = Desk::new();
    let documents = [
        document(&desk, &["check", "no-such-file.csv", "--json"], false),
        document(&desk, &["check", "--json", "--no-such-flag"], false),
        document(&desk, &["sync", "-q", "--json"], false),
    ];
    let codes: Vec<_> = documents.iter().map(|d| d["exit_code"].clone()).collect();
    assert_eq!(codes, [8, 2, 2]);
    let reports = named("Reports");
    let more: BTreeSet<String> = members(&documents).difference(&reports).cloned().collect();
    assert_same(&more, &named("Failures"));
}

#[cfg(unix)]
#[test]
fn the_document_of_the_page_is_what_its_command_writes() {
    let page = text("docs/json.md");
    let blocks = blocks(&page);
    let shown = |kind: &str| {
        let block = blocks.iter().find(|block| block.kind == kind).unwrap();
        block.lines.join("\n")
    };
    let desk = Desk::new();
    let output = desk.shell(&shown("bash"));
    let mut written: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut shown: Value = serde_json::from_str(&shown("json")).unwrap();
    for document in [&mut written, &mut shown] {
        assert!(document["seconds"].take().is_number());
        assert!(document["stages"].take().is_object());
    }
    assert_eq!(shown, written);
}

#[test]
fn the_page_names_the_members_and_checks_of_the_doctor() {
    let desk = Desk::new();
    let config = "examples/meta-template/shelfsync.toml";
    let words = ["doctor", "--json", "--sandbox", "--config", config];
    let well = document(&desk, &words, false);
    let page = text("docs/json.md");
    let row = rows(chapter(&page, "Doctor"));
    let row = row.iter().find(|row| row[0] == "`checks[].id`").unwrap();
    let ids: Vec<&str> = row[1].split('`').skip(1).step_by(2).collect();
    let checks = well["checks"].as_array().unwrap();
    let seen: Vec<&str> = checks
        .iter()
        .map(|check| check["id"].as_str().unwrap())
        .collect();
    assert_eq!(seen, ids);
    let troubleshooting = text("docs/troubleshooting.md");
    let told: Vec<String> = rows(chapter(&troubleshooting, "Ask the doctor"))
        .iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect();
    assert_eq!(seen, told);
    let ill = document(&desk, &["doctor", "--json", "--offline"], false);
    assert_eq!(ill["exit_code"], 2);
    assert_same(&members(&[well, ill]), &named("Doctor"));
}

#[test]
fn the_page_names_the_members_of_the_sandbox() {
    let desk = Desk::new();
    let mut sandbox = Command::new(PROGRAM)
        .args(["sandbox", "--json", "--listen", "127.0.0.1:0"])
        .current_dir(desk.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let read = BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut line);
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    read.unwrap();
    let document: Value = serde_json::from_str(&line).unwrap();
    assert_same(&members(&[document]), &named("Sandbox"));
}
