//! The document of `--json` (contract 6): one on every exit, all fields, right types.

use serde_json::{Value, json};
use shelfsync::sandbox::Fault;

use crate::export::{row, rows};
use crate::world::World;

/// What kind of value stands where, as the contract's example has it.
fn assert_shape(document: &Value, example: &Value, path: &str) {
    match example {
        Value::Object(members) => {
            for (name, inner) in members {
                let value = &document[name];
                assert!(!value.is_null(), "{path}.{name} is missing in {document:#}");
                assert_shape(value, inner, &format!("{path}.{name}"));
            }
        }
        Value::Array(examples) => {
            let list = document
                .as_array()
                .unwrap_or_else(|| panic!("{path} is no list"));
            assert!(!list.is_empty(), "{path} is empty");
            for value in list {
                assert_shape(value, &examples[0], path);
            }
        }
        Value::Number(number) if number.is_f64() => {
            assert!(document.is_f64(), "{path}: {document}");
        }
        Value::Number(_) => assert!(document.is_u64(), "{path}: {document}"),
        Value::String(_) => assert!(document.is_string(), "{path}: {document}"),
        Value::Bool(_) => assert!(document.is_boolean(), "{path}: {document}"),
        Value::Null => {}
    }
}

#[test]
fn the_report_of_a_sync_has_every_field_of_the_contract() {
    let mut shop = rows(5);
    let world = World::in_sync(&shop[..4]);
    shop[1] = shop[1].clone().set("price", "gratis");
    world.export(&shop);
    world.fault(Fault::refuse("SKU-005", "Meta's own words"));
    let report = world.sync("");
    report.is(3, "read=5 unchanged=3 refused=1 invalid=1");
    let example = json!({
        "schema": 1, "command": "sync", "run": 7, "catalog": "100", "outcome": "partial", "exit_code": 3,
        "sources": [{"path": "", "preset": "", "encoding": "", "records": 1, "without_item": 0}],
        "items": {"read": 1, "unchanged": 1, "created": 1, "updated": 1, "refused": 1, "invalid": 1,
                  "filtered": 1, "held": 1, "pending": 1, "removed": 1, "withheld": 1, "kept": 1},
        "calls": {"writes": 1, "polls": 1, "retries": 1, "bytes": 1},
        "problems": [{"id": "", "rule": "", "severity": "", "field": "", "value": "", "message": "",
                      "remedy": "", "source": "", "line": 1, "column": ""}],
        "problem_counts": {"price-invalid": 1},
        "refusals": [{"id": "", "message": "", "source": "", "line": 1}],
        "seconds": 1.9,
    });
    assert_shape(&report.document, &example, "");
    let document = &report.document;
    assert_eq!(document["command"], "sync");
    assert_eq!(document["catalog"], "100");
    assert_eq!(document["run"], 2);
    assert_eq!(document["sources"][0]["preset"], "meta");
    assert_eq!(document["sources"][0]["encoding"], "UTF-8");
    assert_eq!(document["sources"][0]["records"], 5);
    let problem = &document["problems"][0];
    assert_eq!(
        (&problem["id"], &problem["rule"], &problem["severity"]),
        (&json!("SKU-002"), &json!("price-invalid"), &json!("error"))
    );
    assert_eq!(
        (&problem["value"], &problem["line"], &problem["column"]),
        (&json!("gratis"), &json!(3), &json!("price"))
    );
    let calls = world.calls();
    assert_eq!(document["calls"]["writes"], 1);
    let last = calls
        .iter()
        .rev()
        .find(|call| crate::world::is_write(call))
        .unwrap();
    assert_eq!(document["calls"]["bytes"], last.bytes);
}

#[test]
fn a_plan_shows_every_change_field_by_field() {
    let mut shop = rows(4);
    let world = World::in_sync(&shop);
    shop[0] = shop[0]
        .clone()
        .set("price", "99.00 EUR")
        .set("color", "rot");
    shop.remove(3);
    shop.push(row("NEW"));
    world.export(&shop);
    let plan = world.plan("");
    plan.is(0, "read=4 unchanged=2 created=1 updated=1 removed=1");
    let changes = plan.document["changes"].as_array().unwrap();
    let by_id = |id: &str| changes.iter().find(|change| change["id"] == id).unwrap();
    let update = by_id("SKU-001");
    assert_eq!(update["op"], "update");
    assert_eq!(update["withheld"], false);
    assert_eq!(
        update["fields"],
        json!({
            "price": {"old": "6.01 EUR", "new": "99.00 EUR"},
            "color": {"old": null, "new": "rot"},
        })
    );
    assert_eq!(by_id("NEW")["op"], "create");
    assert_eq!(
        by_id("NEW")["fields"]["price"],
        json!({"old": null, "new": "12.90 EUR"})
    );
    assert_eq!(by_id("SKU-004")["op"], "remove");
    assert_eq!(changes.len(), 3);
    // Planning twice changes nothing, and a sync does what the plan said.
    assert_eq!(world.plan("").document["changes"], plan.document["changes"]);
    world
        .sync("")
        .is(0, "read=4 unchanged=2 created=1 updated=1 removed=1");
    world.plan("--exit-code").is(0, "read=4 unchanged=4");
}

#[test]
fn differences_have_a_code_of_their_own_when_asked_for() {
    let mut shop = rows(3);
    let world = World::in_sync(&shop);
    shop[0] = shop[0].clone().set("price", "99.00 EUR");
    world.export(&shop);
    world.plan("").is(0, "read=3 unchanged=2 updated=1");
    world
        .plan("--exit-code")
        .is(9, "read=3 unchanged=2 updated=1");
    // Held-back items weigh more than differences.
    shop[1] = shop[1].clone().set("price", "gratis");
    world.export(&shop);
    world
        .plan("--exit-code")
        .is(3, "read=3 unchanged=1 updated=1 invalid=1");
}

#[test]
fn a_plan_needs_no_token_and_calls_nobody() {
    let world = World::in_sync(&rows(3));
    let before = world.calls().len();
    let mut command = world.command(&format!("plan --json --api-url {}", world.url()));
    let output = command.env_remove("META_ACCESS_TOKEN").output().unwrap();
    world.finish(output).json().is(0, "read=3 unchanged=3");
    assert_eq!(world.calls().len(), before);
}

#[test]
fn there_is_one_document_on_every_exit() {
    let world = World::selling(&rows(3));
    world.write("bad.csv", "");
    #[rustfmt::skip]
    let table = [
        (0, "check"),
        (0, "check -q"),
        (2, "sync --nonsense"),
        (2, "sync -q --nonsense"),
        (2, "nonsense"),
        (2, "sync --limit many"),
        (2, "sync --color pink"),
        (2, "plan --config missing.toml"),
        (2, "check --preset shoppify"),
        (2, "check --encoding klingon"),
        (2, "check --currency EURO"),
        (2, "init"),
        (2, "check --online"),
        (2, "export"),
        (2, ""),
        (8, "check bad.csv"),
        (8, "check bad.csv -q"),
        (8, "check missing.csv"),
        (8, "sync missing.csv"),
    ];
    for (code, line) in table {
        let ran = world.run(&format!("{line} --json --api-url {}", world.url()));
        assert_eq!(ran.code, Some(code), "{line}: {ran:#?}");
        let report = ran.json();
        for (name, kind) in [
            ("command", "string"),
            ("sources", "list"),
            ("problems", "list"),
        ] {
            let value = &report.document[name];
            let right = if kind == "list" {
                value.is_array()
            } else {
                value.is_string()
            };
            assert!(right, "{line}: {name} in {:#}", report.document);
        }
        if line.contains("-q") {
            assert_eq!(ran.stderr, "", "{line}");
        }
    }
}

#[test]
fn a_wrong_key_in_the_file_is_a_document_too() {
    let world = World::selling(&rows(3));
    world.config("[shop]\ncurency = \"EUR\"\n[[source]]\npath = \"products.csv\"");
    let report = world.run("check --json").json();
    report
        .fails(2)
        .mentions("did you mean `currency`")
        .mentions("shelfsync.toml:2");
    world.config("[shop\n");
    world
        .run("check --json")
        .json()
        .fails(2)
        .mentions("shelfsync.toml");
    world.config("[[source]]\npath = \"products.csv\"\nrole = \"stocks\"");
    world
        .run("check --json")
        .json()
        .fails(2)
        .mentions("did you mean `stock`");
}

#[test]
fn status_tells_what_the_state_knows() {
    let world = World::selling(&rows(3));
    let before = world.talk("status --json").json();
    assert_eq!(before.document["exists"], false);
    assert!(!world.state().exists(), "looking makes no file");
    world.sync("");
    let after = world.talk("status --json").json();
    assert_eq!(after.document["live"], 3);
    assert_eq!(after.document["runs"][0]["command"], "sync");
    assert_eq!(after.document["runs"][0]["exit_code"], 0);
    assert_eq!(after.document["runs"][0]["items"]["created"], 3);
    let success = after.document["last_success"].clone();
    assert!(success.is_string());
    // A run about a part of the export says nothing of the rest.
    for flags in ["--only SKU-001", "--limit 1"] {
        assert_eq!(world.sync(flags).document["exit_code"], 0);
    }
    let later = world.talk("status --json").json();
    assert_eq!(later.document["runs"][0]["exit_code"], 0);
    assert_eq!(later.document["runs"][0]["items"]["filtered"], 2);
    assert_eq!(later.document["last_success"], success);
    assert_eq!(after.document["open_batches"], json!([]));
}
