//! Questions in a terminal, from the first to the last.

use std::process::Command;

use serde_json::json;

use crate::ran::Ran;
use crate::world::World;

const ODD: &str = "\
Nummer;Was;Kostet;Bildchen;Adresse;Bezeichnung
1;Becher;19,90;https://shop.example/1.jpg;https://shop.example/1;Becher aus Ton
2;Tasse;1.009,90;https://shop.example/2.jpg;https://shop.example/2;Tasse aus Ton
";

/// Runs the binary in a terminal; `None` where there is none to be had.
fn talk(world: &World, line: &str, answers: &serde_json::Value) -> Option<Ran> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/talk.py");
    let command = world.command(line);
    let mut python = Command::new("python3");
    python
        .args([script, &answers.to_string()])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(world.path());
    match python.output() {
        Ok(output) if cfg!(unix) => Some(world.finish(output)),
        _ => {
            skipped();
            None
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
fn skipped() {
    eprintln!("SKIPPED: no python3 with terminals");
}

/// Settings that an item needs show only when its columns are known; they are asked for
/// then, and what is left open stands in the file as a line to be filled in.
#[test]
fn what_is_missing_once_columns_are_known_is_asked_for() {
    let world = World::new();
    std::fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world.write("odd.csv", ODD);
    let answers = json!({
        "Catalog": "100",
        "id": "Nummer",
        "link": "Adresse",
        "image_link": "Bildchen",
        "price": "Kostet",
        "Currency": "EUR",
        "Condition": "used",
        "Availability": "in stock",
    });
    let Some(ran) = talk(&world, "init odd.csv --preset generic", &answers) else {
        return;
    };
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    let text = std::fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    let open: Vec<&str> = text
        .lines()
        .filter(|line| *line == "#brand = \"\"")
        .collect();
    assert_eq!(open.len(), 1, "{text}");
    let at = text.lines().position(|line| line == open[0]).unwrap() + 1;
    let left = format!("shelfsync.toml:{at} brand");
    assert!(ran.stdout.contains(&left), "{}", ran.stdout);

    world.write("shelfsync.toml", text.replace(open[0], "brand = \"Nord\""));
    let ran = world.run("export");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let items: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let shown: Vec<_> = items
        .iter()
        .map(|item| [&item["id"], &item["price"], &item["condition"]])
        .collect();
    assert_eq!(
        shown,
        [
            [&json!("1"), &json!("19.90 EUR"), &json!("used")],
            [&json!("2"), &json!("1009.90 EUR"), &json!("used")],
        ]
    );
}

/// What a column that was chosen for the price leaves open is asked, and does not cost
/// the answers that were given before.
#[test]
fn a_decimal_sign_that_a_chosen_column_leaves_open_is_asked_for() {
    let world = World::new();
    std::fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    let odd = ODD.replace("19,90", "1.299").replace("1.009,90", "2.500");
    world.write("odd.csv", odd);
    let answers = json!({
        "Catalog": "100",
        "id": "Nummer",
        "link": "Adresse",
        "image_link": "Bildchen",
        "price": "Kostet",
        "Decimal sign": "2",
        "Currency": "EUR",
        "Condition": "used",
        "Brand": "Nord",
        "Availability": "in stock",
    });
    let Some(ran) = talk(&world, "init odd.csv --preset generic", &answers) else {
        return;
    };
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let text = std::fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    assert!(text.contains("\ndecimal = \",\"\n"), "{text}");
    let ran = world.run("export");
    assert!(ran.stdout.contains("\"1299.00 EUR\""), "{}", ran.stdout);
}
