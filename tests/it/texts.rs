//! Texts, links and pictures (contract 7).

use serde_json::{Value, json};

use crate::export::{Row, row};
use crate::world::World;

fn export(world: &World, item: Row) -> Value {
    world.export(&[item]);
    let ran = world.run("export");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn check(world: &World, rows: &[Row], flags: &str) -> crate::ran::Report {
    world.export(rows);
    world.run(&format!("check --json {flags}")).json()
}

#[test]
fn markup_becomes_text_with_its_structure() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        ("<p>Eins</p><p>Zwei</p>",                  "Eins\n\nZwei"),
        ("Eins<br>Zwei<br/>Drei",                   "Eins\nZwei\nDrei"),
        ("<b>Fett</b> und <i>schräg</i>",           "Fett und schräg"),
        ("A &amp; B",                               "A & B"),
        ("A &amp;amp; B",                           "A & B"),
        ("Gr&uuml;n &euro; &#252;",                 "Grün € ü"),
        ("Gr&amp;uuml;n",                           "Grün"),
        ("Text<script>alert(1)</script> geht",      "Text geht"),
        ("Text<style>p{color:red}</style> geht",    "Text geht"),
        ("viel    Platz\u{a0}hier",                 "viel Platz hier"),
        ("Gru\u{308}n",                             "Grün"),
        ("3 < 5 und 7 > 2",                         "3 < 5 und 7 > 2"),
    ];
    let mut wrong = Vec::new();
    for (cell, text) in table {
        let item = export(&world, row("X").set("description", cell));
        if item["description"] != text {
            wrong.push(format!(
                "{cell:?} became {}, not {text:?}",
                item["description"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let list = export(
        &world,
        row("X").set(
            "description",
            "<p>Kann:</p><ul><li>eins</li><li>zwei</li></ul>",
        ),
    );
    let lines: Vec<&str> = list["description"].as_str().unwrap().lines().collect();
    assert!(lines.iter().any(|line| line.ends_with("eins")), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with("zwei")), "{lines:?}");
}

#[test]
fn long_texts_are_cut_at_a_words_end() {
    let world = World::new();
    let title = "Größenverstellbar ".repeat(20);
    let text = "Überlänge 🙂 ".repeat(900);
    let item = export(
        &world,
        row("X").set("title", &title).set("description", &text),
    );
    for (field, most) in [("title", 150), ("description", 5000)] {
        let cut = item[field].as_str().unwrap();
        let length = cut.chars().count();
        assert!(length <= most && length > most - 30, "{field}: {length}");
        let last = cut
            .trim_end_matches('…')
            .trim_end()
            .rsplit(' ')
            .next()
            .unwrap();
        assert!(
            ["Größenverstellbar", "Überlänge", "🙂"].contains(&last),
            "{field} ends with {last}"
        );
    }
    let report = check(&world, &[row("X").set("title", &title)], "");
    assert_eq!(report.rules_of("X"), ["title-truncated"]);
}

#[test]
fn capitals_are_reported_and_sent() {
    let world = World::new();
    let report = check(
        &world,
        &[row("X").set("title", "GROSSER BECHER AUS STEINZEUG")],
        "",
    );
    report.is(0, "read=1 created=1");
    assert_eq!(report.rules_of("X"), ["title-uppercase"]);
    assert_eq!(report.problems("title-uppercase")[0]["severity"], "warning");
}

#[test]
fn doubly_encoded_text_is_repaired_with_a_warning() {
    let world = World::new();
    let broken = row("X").set("title", "GrÃ¼ner Becher fÃ¼r KÃ¤se");
    assert_eq!(
        export(&world, broken.clone())["title"],
        "Grüner Becher für Käse"
    );
    let report = check(&world, &[broken], "");
    assert_eq!(report.rules_of("X"), ["title-repaired"]);
    // Portuguese that looks like it and is not.
    let fine = row("X").set("title", "CANÇÃO de amor");
    assert_eq!(export(&world, fine)["title"], "CANÇÃO de amor");
}

#[test]
fn a_replacement_character_never_reaches_a_catalog() {
    let world = World::new();
    let report = check(
        &world,
        &[row("X").set("title", "Gr\u{fffd}ner Becher"), row("GOOD")],
        "",
    );
    report.is(3, "read=2 created=1 invalid=1");
    assert_eq!(report.problem_line("X"), 2);
}

#[test]
fn links_are_absolute_and_of_the_web() {
    let world = World::new();
    #[rustfmt::skip]
    let table = [
        // cell                       link, or the rules that hold it back
        ("https://shop.example/p/1",   "https://shop.example/p/1", ""),
        ("http://shop.example/p/1",    "http://shop.example/p/1",  "link-insecure"),
        ("https://shop.example/ü ö",   "https://shop.example/%C3%BC%20%C3%B6", ""),
        ("ftp://shop.example/p/1",     "", "link-invalid"),
        ("javascript:alert(1)",        "", "link-invalid"),
        ("mailto:post@shop.example",   "", "link-invalid"),
        ("https://",                   "", "link-invalid"),
        ("",                           "", "link-missing"),
        ("/p/1",                       "", "link-relative"),
    ];
    let mut wrong = Vec::new();
    for (cell, link, rule) in table {
        let rows = [row("X").set("link", cell), row("GOOD"), row("ALSO")];
        let report = check(&world, &rows, "");
        let rules = report.rules_of("X").join(" ");
        let lines = world.run("export").stdout;
        let sent = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .find(|item| item["id"] == "X");
        let seen = sent.map_or(String::new(), |item| {
            item["link"].as_str().unwrap().to_owned()
        });
        if rules != rule || seen != link {
            wrong.push(format!(
                "{cell:?}: {seen:?} {rules:?}, not {link:?} {rule:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn relative_addresses_stand_on_the_shops_own() {
    let world = World::new();
    world.configure(
        "[shop]\nurl = \"https://shop.example/de\"\nimage_url = \"https://cdn.example/media\"",
    );
    let item = export(
        &world,
        row("X")
            .set("link", "becher-1")
            .set("image_link", "i/1.jpg")
            .set("additional_image_link", "i/2.jpg"),
    );
    assert_eq!(item["link"], "https://shop.example/de/becher-1");
    assert_eq!(item["image_link"], "https://cdn.example/media/i/1.jpg");
    assert_eq!(
        item["additional_image_link"],
        json!(["https://cdn.example/media/i/2.jpg"])
    );
}

#[test]
fn a_picture_is_needed() {
    let world = World::new();
    let rows = [row("X").set("image_link", ""), row("GOOD")];
    let report = check(&world, &rows, "");
    report.is(3, "read=2 created=1 invalid=1");
    assert_eq!(report.rules_of("X"), ["image_link-missing"]);
}

#[test]
fn an_unknown_column_is_one_counted_warning_and_never_sent() {
    let world = World::new();
    let rows: Vec<Row> = (1..=5)
        .map(|n| row(&format!("X-{n}")).set("Lagerplatz", if n < 4 { "R7" } else { "" }))
        .collect();
    let report = check(&world, &rows, "");
    report.is(0, "read=5 created=5");
    let problems = report.problems("column-unknown");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0]["column"], "Lagerplatz");
    let message = problems[0]["message"].as_str().unwrap();
    assert!(message.contains("3 records"), "{message}");
    assert!(!world.run("export").stdout.contains("R7"));
}
