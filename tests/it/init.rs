//! `init`: from an export to settings that `check` takes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::export::{csv, row, rows};
use crate::ran::Ran;
use crate::world::World;

/// A world without any settings.
fn empty() -> World {
    let world = World::new();
    fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world
}

fn text(world: &World, name: &str) -> String {
    fs::read_to_string(world.path().join(name)).unwrap()
}

/// Everything that a new shop has to say, as flags.
const ANSWERS: &str = "--currency EUR --condition new --shop-url https://shop.example \
                       --brand Nord --availability in_stock --timezone Europe/Berlin --yes";

/// The same; a word with a blank is one argument.
fn init(world: &World, export: &Path, more: &[&str]) -> Ran {
    let words = ANSWERS.replace(" --availability in_stock", "");
    let mut command = world.command(&format!("init {words}"));
    command
        .args(["--availability", "in stock"])
        .args(more)
        .arg(export);
    world.finish(command.output().unwrap())
}

const WOO: &str = "\
ID,Type,SKU,Name,Published,Short description,Regular price,Categories,Images,In stock?,Stock,Parent,Attribute 1 name,Attribute 1 value(s)
1,variable,hood,Hoodie,1,Warm,,Clothing,https://shop.example/h.jpg,1,,,Color,\"Blue, Red\"
2,variation,hood-b,Hoodie - Blue,1,,\"39,90\",,https://shop.example/b.jpg,1,3,hood,Color,Blue
3,variation,,Hoodie - Red,1,,\"39,90\",,https://shop.example/r.jpg,1,3,hood,Color,Red
4,simple,mug,Mug,1,Large,\"9,50\",Kitchen,https://shop.example/m.jpg,1,7,,,
5,simple,old,Old mug,0,Gone,\"9,50\",Kitchen,https://shop.example/o.jpg,1,7,,,
";

#[test]
fn every_sample_becomes_settings_that_check_takes() {
    let Some(folder) = samples() else {
        return;
    };
    let mut seen = 0;
    for shop in ["shopify", "woocommerce", "google", "meta"] {
        for entry in fs::read_dir(folder.join(shop)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{shop}/{}", path.file_name().unwrap().display());
            // WordPress's own form, which no preset reads yet.
            if name.contains("wxr") {
                continue;
            }
            let world = empty();
            let ran = init(&world, &path, &["--json"]);
            let report = ran.json();
            assert_eq!(ran.code, Some(0), "{name}: {}", report.document);
            assert_eq!(report.document["detected"]["preset"], shop, "{name}");
            let written = text(&world, "shelfsync.toml");
            assert_eq!(report.document["text"], written.as_str(), "{name}");
            let check = world.run("check --json").json();
            let code = check.document["exit_code"].as_i64().unwrap();
            assert!([0, 3].contains(&code), "{name}: {}", check.document);
            assert_eq!(check.document["items"], report.document["items"], "{name}");
            for line in written.lines() {
                let short = line.chars().count() <= 80 || line.contains("= \"");
                assert!(short, "{name}: {line}");
            }
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen}");
}

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

#[test]
fn what_is_found_is_told_and_what_is_written_is_checked() {
    let world = empty();
    world.write("woo.csv", WOO);
    let ran = init(&world, Path::new("woo.csv"), &["--catalog", "4711"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    insta::assert_snapshot!(ran.text());
    insta::assert_snapshot!(text(&world, "shelfsync.toml"));
    world
        .run("check --json")
        .json()
        .is(0, "read=4 created=3 filtered=1");
}

#[test]
fn without_answers_the_file_waits_to_be_filled_in() {
    let world = empty();
    world.write("woo.csv", WOO);
    let ran = world.run("init woo.csv --yes");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let written = text(&world, "shelfsync.toml");
    for line in [
        "#currency = \"\"",
        "#condition = \"\"",
        "#brand = \"\"",
        "#url = \"\"",
    ] {
        assert!(
            written.lines().any(|one| one == line),
            "{line} in {written}"
        );
        let at = written.lines().position(|one| one == line).unwrap() + 1;
        assert!(
            ran.stdout.contains(&format!("shelfsync.toml:{at} ")),
            "{ran:?}"
        );
    }
    assert!(
        !written.contains("condition = \"new\""),
        "never silently new: {written}"
    );
    assert_eq!(world.run("check").code, Some(2));
    // A line whose sign was taken off and nothing filled in is refused.
    world.config(&written.replace("#condition", "condition"));
    assert!(world.run("check").stderr.contains("condition"), "{written}");
    let filled = written
        .replace("#currency = \"\"", "currency = \"EUR\"")
        .replace("#condition = \"\"", "condition = \"used\"")
        .replace("#brand = \"\"", "brand = \"Nord\"")
        .replace("#url = \"\"", "url = \"https://shop.example\"");
    world.config(&filled);
    assert_eq!(world.run("check").code, Some(0));
}

#[test]
fn no_file_is_ever_overwritten() {
    let world = empty();
    world.write("woo.csv", WOO);
    world.config("# mine\n");
    let ran = init(&world, Path::new("woo.csv"), &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--output OTHER.toml"), "{ran:?}");
    assert_eq!(text(&world, "shelfsync.toml"), "# mine\n");
    let ran = init(&world, Path::new("woo.csv"), &["--output", "second.toml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("shelfsync check --config second.toml"),
        "{ran:?}"
    );
    assert_eq!(world.run("check --config second.toml").code, Some(0));
    let ran = init(
        &world,
        Path::new("woo.csv"),
        &["--output", "no/folder/x.toml"],
    );
    assert_eq!(ran.code, Some(2));
    let left = fs::read_dir(world.path()).unwrap();
    let hidden = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with(".shelfsync-")
    });
    assert_eq!(hidden.count(), 0, "no draft is left behind");
}

#[test]
fn a_file_in_another_folder_names_the_export_from_there() {
    let world = empty();
    world.write("exports/woo.csv", WOO);
    world.write("conf/keep", "");
    let export = Path::new("exports/woo.csv");
    let ran = init(&world, export, &["--output", "conf/shop.toml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(text(&world, "conf/shop.toml").contains("path = \"../exports/woo.csv\""));
    assert_eq!(world.run("check --config conf/shop.toml").code, Some(0));
}

#[test]
fn settings_that_exist_do_not_leak_into_the_new_file() {
    let world = empty();
    world.write("woo.csv", WOO);
    world.config("[shop]\ncurrency = \"CHF\"\n");
    let ran = world.run("init woo.csv --yes --json --output second.toml");
    let missing = &ran.json().document["missing"];
    let settings: Vec<&str> = missing
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["setting"].as_str().unwrap())
        .collect();
    assert!(settings.contains(&"shop.currency"), "{settings:?}");
    assert!(!text(&world, "second.toml").contains("CHF"));
}

#[test]
fn the_id_is_the_first_that_gives_every_item_one_of_its_own() {
    let world = empty();
    let handle = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Variant Inventory Tracker";
    let shop = |skus: [&str; 3]| {
        let [a, b, c] = skus;
        let picture = "https://shop.example/1.jpg";
        format!(
            "{handle}\nshirt,Shirt,Soft,Nord,Size,S,{a},9.00,{picture},\nshirt,,,,,M,{b},9.00,,\n\
             cap,Cap,Warm,Nord,Title,Default Title,{c},5.00,{picture},\n"
        )
    };
    #[rustfmt::skip]
    let table = [
        // SKUs             chosen  ids of the file
        (["A", "B", "C"],   0,      "A B C"),
        (["A", "A", "C"],   1,      "shirt-s shirt-m cap"),
        (["A", "", "C"],    1,      "shirt-s shirt-m cap"),
        (["", "", ""],      1,      "shirt-s shirt-m cap"),
    ];
    for (skus, chosen, ids) in table {
        world.write("shop.csv", shop(skus));
        let path = world.path().join("shelfsync.toml");
        if path.exists() {
            fs::remove_file(&path).unwrap();
        }
        let document = init(&world, Path::new("shop.csv"), &["--json"])
            .json()
            .document;
        let choices = document["id_choices"].as_array().unwrap();
        let taken = choices.iter().position(|one| one["chosen"] == true);
        assert_eq!(taken, Some(chosen), "{skus:?}: {document}");
        let samples = choices[chosen]["samples"].as_array().unwrap();
        let samples: Vec<&str> = samples.iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(samples.join(" "), ids, "{skus:?}");
        let exported = world.run("export");
        assert_eq!(exported.stdout.lines().count(), 3, "{skus:?}: {exported:?}");
        for id in ids.split(' ') {
            assert!(
                exported.stdout.contains(&format!("\"id\":\"{id}\"")),
                "{skus:?} {id}"
            );
        }
    }
    fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    let ran = init(&world, Path::new("shop.csv"), &[]);
    assert!(ran.stdout.contains("Not taken: the SKU"), "{ran:?}");
    assert!(ran.stdout.contains("3 items without one"), "{ran:?}");
}

#[test]
fn an_export_on_standard_input_needs_no_questions() {
    let world = empty();
    let words = ANSWERS.replace(" --availability in_stock", "");
    let mut command = world.command(&format!("init - {words}"));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(WOO.as_bytes())
        .unwrap();
    let ran = world.finish(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(text(&world, "shelfsync.toml").contains("path = \"-\""));
    assert!(ran.stdout.contains("shelfsync check < EXPORT"), "{ran:?}");
    // Nothing at all comes through the pipe.
    let ran = world.run("init - --yes --output second.toml");
    assert_eq!(ran.code, Some(8), "{ran:?}");
    assert!(!world.path().join("second.toml").exists());
}

#[test]
fn without_a_terminal_nobody_is_asked_and_nothing_is_guessed() {
    let world = empty();
    world.write("woo.csv", WOO);
    // Answers through a pipe that ends early are no answers.
    let mut command = world.command("init woo.csv");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"EUR\n").unwrap();
    let ran = world.finish(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for flag in [
        "--currency",
        "--condition",
        "--shop-url",
        "--brand",
        "--yes",
    ] {
        assert!(ran.stderr.contains(flag), "{flag}: {ran:?}");
    }
    assert!(!world.path().join("shelfsync.toml").exists());
    world
        .run("init woo.csv --json")
        .json()
        .fails(2)
        .mentions("--yes");
    // Where the export says everything, there is nothing to ask.
    world.write("meta.csv", csv(&rows(3)));
    assert_eq!(world.run("init meta.csv").code, Some(0));
    world.run("check --json").json().is(0, "read=3 created=3");
}

#[test]
fn an_export_that_lies_in_the_folder_is_found() {
    let world = empty();
    let none = world.run("init --yes");
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("no export is named"), "{none:?}");
    world.write("notes.txt", "Nothing but words.\n");
    world.write("exports/feed.csv", csv(&rows(2)));
    let found = world.run("init --yes");
    assert_eq!(found.code, Some(0), "{found:?}");
    assert!(
        found.stdout.contains("this is about exports/feed.csv"),
        "{found:?}"
    );
    assert!(text(&world, "shelfsync.toml").contains("path = \"exports/feed.csv\""));
    world.write("second.csv", csv(&rows(2)));
    let several = world.run("init --yes --output other.toml");
    assert_eq!(several.code, Some(2));
    for name in ["second.csv", "exports/feed.csv"] {
        assert!(several.stderr.contains(name), "{several:?}");
    }
    assert!(!several.stderr.contains("notes.txt"), "{several:?}");
}

#[test]
fn a_file_that_no_preset_knows_is_described_and_can_be_mapped() {
    let world = empty();
    let shop = "Nummer;Bezeichnung;Text;Preis;Bild;Seite\n\
                A-1;Becher;Aus Ton;12.90 EUR;https://shop.example/1.jpg;https://shop.example/1\n\
                A-2;Teller;Aus Ton;19.90 EUR;https://shop.example/2.jpg;https://shop.example/2\n";
    world.write("own.csv", shop);
    let ran = world.run("init own.csv --yes");
    assert_eq!(ran.code, Some(8), "{ran:?}");
    for words in [
        "cells parted by `;`",
        "6 columns",
        "`Nummer`",
        "--preset generic",
        "[source.map]",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {ran:?}");
    }
    assert!(!world.path().join("shelfsync.toml").exists());
    let ran = init(&world, Path::new("own.csv"), &["--preset", "meta"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let written = text(&world, "shelfsync.toml");
    let mut mapped = written.clone();
    for (field, column) in [
        ("id", "Nummer"),
        ("title", "Bezeichnung"),
        ("description", "Text"),
        ("price", "Preis"),
        ("link", "Seite"),
        ("image_link", "Bild"),
    ] {
        let line = format!("#{field} = \"{{{{ row['…'] }}}}\"");
        assert!(mapped.contains(&line), "{line} in {written}");
        mapped = mapped.replace(&line, &format!("{field} = \"{{{{ row['{column}'] }}}}\""));
    }
    let mapped = mapped
        .replace("#condition = \"\"", "condition = \"new\"")
        .replace("#brand = \"\"", "brand = \"Nord\"")
        .replace("#availability = \"\"", "availability = \"in stock\"");
    world.config(&mapped);
    world.run("check --json").json().is(0, "read=2 created=2");
}

#[test]
fn a_column_of_amounts_that_can_be_read_in_two_ways_must_be_settled() {
    let world = empty();
    let shop = WOO
        .replace("\"39,90\"", "1.299")
        .replace("\"9,50\"", "2.500");
    world.write("woo.csv", shop);
    let ran = init(&world, Path::new("woo.csv"), &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--decimal"), "{ran:?}");
    assert!(!world.path().join("shelfsync.toml").exists());
    let ran = init(&world, Path::new("woo.csv"), &["--decimal", ","]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(text(&world, "shelfsync.toml").contains("decimal = \",\""));
    assert_eq!(world.run("check").code, Some(0));
}

#[test]
fn several_exports_are_several_sources() {
    let world = empty();
    world.write("exports/a.csv", csv(&[row("A")]));
    world.write("exports/b.csv", csv(&[row("B")]));
    world.write("c.csv", csv(&[row("C")]));
    let ran = world.run("init exports/*.csv c.csv --yes");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let written = text(&world, "shelfsync.toml");
    assert_eq!(written.matches("[[source]]").count(), 2, "{written}");
    assert!(written.contains("path = \"exports/*.csv\""), "{written}");
    world.run("check --json").json().is(0, "read=3 created=3");
}

/// A line of the file has to do for all files of its source.
#[test]
fn files_of_one_source_with_other_columns_are_read_by_their_own() {
    let world = empty();
    let rows = "https://shop.example/1;https://shop.example/1.jpg;ACME;neu";
    let a = format!("SKU;Name;Preis;Bestand;Link;Bild;Marke;Zustand\nA;Becher;9,90;5;{rows}\n");
    let b = format!(
        "SKU;Bezeichnung;Verkaufspreis;Bestand;Link;Bild;Marke;Zustand\nB;Tasse;8,90;5;{rows}\n"
    );
    world.write("x/a.csv", a);
    world.write("x/b.csv", b);
    let ran = world.run("init x/*.csv --yes --currency EUR");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let written = text(&world, "shelfsync.toml");
    assert!(
        written.contains("\nlink = \"{{ row['Link'] }}\""),
        "{written}"
    );
    assert!(
        !written.contains("\nprice = ") && !written.contains("\ntitle = "),
        "{written}"
    );
    world.run("check --json").json().is(0, "read=2 created=2");
}

#[test]
fn quiet_says_nothing_when_all_is_well_and_only_what_is_open_when_it_is_not() {
    let world = empty();
    world.write("woo.csv", WOO);
    let ran = world.run("init woo.csv --yes -q --output open.toml");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("open.toml:"), "{ran:?}");
    assert!(!ran.stderr.contains("Next:"), "{ran:?}");
    let ran = init(&world, Path::new("woo.csv"), &["-q"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "")
    );
    let ran = init(&world, Path::new("woo.csv"), &["--print"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.stdout,
        text(&world, "shelfsync.toml"),
        "one and the same text"
    );
}

#[test]
fn lines_fit_a_terminal_of_eighty_columns() {
    let world = empty();
    world.write("woo.csv", WOO);
    let ran = world.run("init woo.csv --yes");
    for line in ran.stdout.lines().filter(|line| !line.contains("cd ")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
