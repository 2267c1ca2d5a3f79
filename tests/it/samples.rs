//! Real exports of real shops. They are not part of the repository: the test
//! looks where `SHELFSYNC_SAMPLES` points, or beside the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::World;

fn samples() -> Option<PathBuf> {
    let named = std::env::var_os("SHELFSYNC_SAMPLES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let folder = named.unwrap_or(beside);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&folder);
    None
}

#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
fn skipped(folder: &Path) {
    eprintln!(
        "SKIPPED: no samples in {}; set SHELFSYNC_SAMPLES",
        folder.display()
    );
}

/// The items of a sample, and the report of its check.
fn read(file: &str, flags: &str) -> Option<(Vec<Value>, crate::ran::Report)> {
    let path = samples()?.join(file);
    let world = World::new();
    world.config("");
    world.write("sample", fs::read(path).unwrap());
    let report = world.run(&format!("check sample --json {flags}")).json();
    let lines = world.run(&format!("export sample {flags}")).stdout;
    assert!(!lines.contains('\u{fffd}'), "{file}");
    let items = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let items: Vec<Value> = items.collect();
    for item in &items {
        let text = item["description"].as_str().unwrap();
        for tag in ["<p", "<br", "<li", "</", "&amp;", "&lt;", "&nbsp;"] {
            assert!(!text.contains(tag), "{file}: {tag} in {text}");
        }
    }
    Some((items, report))
}

#[test]
fn googles_atom_example_gives_its_items_or_says_what_is_wrong() {
    let Some((items, report)) = read("google/atom_example.xml", "") else {
        return;
    };
    assert_eq!(report.items("read"), 7);
    // `availability` is `true` in this copy: no word of Google's.
    assert_eq!(items.len() as u64, report.items("created"));
    for item in &items {
        assert_eq!(item["price"], "159.00 USD");
        assert_eq!(item["condition"], "used");
    }
    if items.is_empty() {
        report.is(3, "read=7 invalid=7");
        assert_eq!(report.document["problem_counts"]["availability-invalid"], 7);
    }
}

#[test]
fn googles_rss_example_gives_its_item() {
    let Some((items, report)) = read("google/rss_example.xml", "") else {
        return;
    };
    report.is(0, "read=1 created=1");
    let item = &items[0];
    assert_eq!(item["id"], "1803");
    assert_eq!(item["price"], "2280.00 RUB");
    assert_eq!(item["brand"], "LeNeL");
    assert_eq!(item["availability"], "in stock");
    let title = "Тревел набор для лица: для сухой, нормальной и чувствительной кожи";
    assert_eq!(item["title"], title);
    let unknown = report.problems("column-unknown");
    assert_eq!(unknown.len(), 1);
    assert!(
        unknown[0]["column"]
            .as_str()
            .unwrap()
            .contains("pharma_reg_number")
    );
}

#[test]
fn metas_template_gives_its_three_items() {
    let Some((items, report)) = read("meta/jollyes_catalog_products.csv", "") else {
        return;
    };
    report.is(0, "read=3 created=3");
    let ids: Vec<&str> = items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["0", "1", "2"]);
    for item in &items {
        assert_eq!(item["price"], "10.00 USD");
        assert_eq!(item["sale_price"], Value::Null, "not below the price");
        assert_eq!(item["gtin"], Value::Null, "rounded by a spreadsheet");
        assert_eq!(item["availability"], "in stock");
        assert_eq!(item["quantity_to_sell_on_facebook"], 75);
    }
    assert_eq!(report.document["problem_counts"]["gtin-invalid"], 3);
    assert_eq!(report.document["problem_counts"]["sale_price-not-lower"], 3);
}

#[test]
fn no_sample_makes_it_stumble() {
    let Some(folder) = samples() else {
        return;
    };
    let world = World::new();
    world.config("");
    let mut files = 0;
    let mut todo = vec![folder.clone()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        files += 1;
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        for flags in ["", "--preset meta --currency EUR --condition new"] {
            let mut command = world.command(&format!("check --json {flags}"));
            let ran = world.finish(command.arg(&path).output().unwrap());
            let code = ran.code.unwrap_or_else(|| panic!("{name} was killed"));
            assert!(
                [0, 2, 3, 8].contains(&code),
                "{name}: {code} {}",
                ran.stderr
            );
            assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
            let report = ran.json();
            if code == 8 || code == 2 {
                let error = report.document["error"].as_str().unwrap();
                assert!(error.len() > 20, "{name}: {error}");
            }
        }
    }
    assert!(files > 10, "{files} samples");
}
