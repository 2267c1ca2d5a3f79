//! `[source.map]` and `[filter]` on the whole road: an export of no known shop
//! system, made into items by the configuration.

use serde_json::Value;

use crate::ran::Report;
use crate::world::World;

/// An export that no preset knows, with a decimal comma and words of its own.
const EXPORT: &str = "\
Artikel;Bezeichnung;Netto;Lager;Zustand;Bild;Pfad;Hersteller;Sichtbar
A-1;Grüner Tee;20,1681;7;neu;a1.jpg;Tee > Grün;Beispiel;1
A-2;Schwarzer Tee;1.299,95;0;gebraucht;a2.jpg;Tee > Schwarz;;1
A-3;Kanne;8,40;3;neu;a3.jpg;Zubehör;Beispiel;0
";

const CONFIG: &str = r#"
[shop]
url = "https://shop.example"
currency = "EUR"
language = "de"

[[source]]
path = "products.csv"
preset = "meta"
delimiter = ";"

[source.map]
id = "{{ row['Artikel'] }}"
title = "{{ row['Bezeichnung'] }}"
description = "{{ row['Bezeichnung'] }} aus {{ row['Pfad'] | split('>') | first }}"
price = "{{ row['Netto'] | number(decimal=',') | times(1.19) | round(2) }}"
availability = "{{ 'in stock' if row['Lager'] | number > 0 else 'out of stock' }}"
condition = "{{ row['Zustand'] | lookup({'neu': 'new', 'gebraucht': 'used'}) }}"
brand = "{{ first_non_empty(row['Hersteller'], 'ohne Marke') }}"
link = "{{ shop.url }}/p/{{ row['Bezeichnung'] | slug }}"
image_link = "{{ shop.url }}/bild/{{ row['Bild'] }}"
mpn = "{{ row['Artikel'] | regex_replace('^A-', 'T') }}"

[filter]
include = "row['Sichtbar'] == '1'"

[catalog]
id = "100"

[delivery]
writes_per_minute = 1000
max_wait = "20s"
"#;

fn world(export: &str) -> World {
    let world = World::new();
    world.config(CONFIG);
    world.write("products.csv", export);
    world
}

/// The items of `export --format jsonl`, by the names of their fields.
fn items(world: &World) -> Vec<Value> {
    let ran = world.run("export --format jsonl");
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[track_caller]
fn message(report: &Report, rule: &str) -> String {
    let problems = report.problems(rule);
    assert_eq!(problems.len(), 1, "{:#}", report.document);
    problems[0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn an_export_of_no_known_system_becomes_items() {
    let world = world(EXPORT);
    let items = items(&world);
    assert_eq!(items.len(), 2);
    for (at, field, value) in [
        (0, "id", "A-1"),
        (0, "price", "24.00 EUR"),
        (0, "availability", "in stock"),
        (0, "condition", "new"),
        (0, "brand", "Beispiel"),
        (0, "description", "Grüner Tee aus Tee"),
        (0, "link", "https://shop.example/p/gruener-tee"),
        (0, "image_link", "https://shop.example/bild/a1.jpg"),
        (0, "mpn", "T1"),
        (1, "id", "A-2"),
        (1, "price", "1546.94 EUR"),
        (1, "availability", "out of stock"),
        (1, "condition", "used"),
        (1, "brand", "ohne Marke"),
    ] {
        assert_eq!(items[at][field], value, "{field} of {}", items[at]);
    }
    world.sync("").is(0, "read=3 created=2 filtered=1");
    world.sync("").is(0, "read=3 unchanged=2 filtered=1");
}

#[test]
fn an_item_that_the_filter_leaves_out_is_no_longer_live() {
    let world = world(EXPORT);
    world.sync("").is(0, "read=3 created=2 filtered=1");
    world.write("products.csv", EXPORT.replace("Beispiel;1", "Beispiel;0"));
    world
        .sync("")
        .is(0, "read=3 unchanged=1 filtered=2 removed=1");
    let report = world.sync("products.csv --preset meta --delimiter ;");
    // The map went with its source, the filter holds.
    assert_ne!(report.document["exit_code"], 0);
}

#[test]
fn the_filter_holds_for_an_export_on_the_command_line() {
    let world = World::new();
    world.configure("[filter]\ninclude = \"row['title'] is startingwith('Tee')\"");
    let csv = "id,title,description,availability,condition,price,link,image_link,brand\n\
               1,Tee,Tee,in stock,new,5 EUR,https://a.example/1,https://a.example/1.jpg,B\n\
               2,Kanne,Kanne,in stock,new,5 EUR,https://a.example/2,https://a.example/2.jpg,B\n";
    world.write("other.csv", csv);
    world.sync("other.csv").is(0, "read=2 created=1 filtered=1");
}

#[test]
fn what_fails_for_one_row_is_a_problem_of_that_item() {
    let export = EXPORT.replace("1.299,95", "auf Anfrage").replace(
        ";3;neu;a3.jpg;Zubehör;Beispiel;0",
        ";viele;Mängel;a3.jpg;Zubehör;Beispiel;1",
    );
    let world = world(&export);
    let report = world.sync("");
    report.is(3, "read=3 created=1 invalid=2");
    let price = message(&report, "price-invalid");
    assert!(
        price.starts_with("`source.map.price` (shelfsync.toml:16, column "),
        "{price}"
    );
    assert!(
        price.contains("in this row `Netto` is `auf Anfrage`"),
        "{price}"
    );
    assert_eq!(report.problem_line("A-2"), 3);
    let problem = report.problems("price-invalid")[0];
    assert_eq!(
        (&problem["column"], &problem["value"]),
        (&"Netto".into(), &"auf Anfrage".into())
    );
    let condition = message(&report, "condition-invalid");
    assert!(condition.contains("no entry for `Mängel`"), "{condition}");
    message(&report, "availability-invalid");
}

#[test]
fn a_field_that_may_be_absent_does_not_hold_its_item_back() {
    let world = world(EXPORT);
    let config = CONFIG.replace(
        "mpn = \"",
        "size = \"{{ row['Zustand'] | lookup({'neu': 'M'}) }}\"\nmpn = \"",
    );
    world.config(&config);
    let report = world.sync("");
    report.is(0, "read=3 created=2 filtered=1");
    assert_eq!(report.rules_of("A-2"), ["size-invalid"]);
    assert_eq!(world.field("A-1", "size"), "M");
}

#[test]
fn a_filter_without_an_answer_neither_sends_nor_removes() {
    let world = world(EXPORT);
    world.config(&CONFIG.replace("row['Sichtbar'] == '1'", "row['Sichtbar'] | number == 1"));
    world.sync("").is(0, "read=3 created=2 filtered=1");
    world.write("products.csv", EXPORT.replace("Beispiel;1", "Beispiel;ja"));
    let report = world.sync("");
    report.is(3, "read=3 unchanged=1 invalid=1 filtered=1");
    let words = message(&report, "filter-failed");
    assert!(words.contains("`Sichtbar` is `ja`"), "{words}");
    assert!(world.active().contains("A-1"));
}

#[test]
fn a_wrong_template_is_told_before_anything_is_read_or_sent() {
    let world = world(EXPORT);
    for (from, to, words) in [
        ("row['Netto']", "row['Neto']", "did you mean `Netto`"),
        ("round(2)", "rond(2)", "did you mean `round`"),
        ("mpn = ", "mnp = ", "did you mean `mpn`"),
        ("== '1'\"", "== 1\"", "write the number in quotes"),
        ("| times(1.19)", "* '1.19'", "put `| number` behind it"),
    ] {
        world.config(&CONFIG.replace(from, to));
        let report = world.talk("sync --json").json();
        report.fails(2).mentions(words).mentions("shelfsync.toml:");
        assert_eq!(world.writes(), 0);
        world.run("check --json").json().fails(2).mentions(words);
    }
}

#[test]
fn the_same_items_come_out_whatever_the_order_of_the_rows() {
    let world = world(EXPORT);
    let before = world.run("export --format jsonl").stdout;
    let mut lines: Vec<&str> = EXPORT.lines().collect();
    lines[1..].reverse();
    world.write("products.csv", lines.join("\n"));
    assert_eq!(world.run("export --format jsonl").stdout, before);
}

/// The prices that a template gives for a cell, in a source with this sign.
fn price_of(cell: &str, template: &str, decimal: &str) -> (Option<i32>, String) {
    let world = World::new();
    world.config(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"B\"\n\
         [[source]]\npath = \"products.csv\"\npreset = \"woocommerce\"\n{decimal}\n\
         [source.map]\nprice = '''{template}'''\n"
    ));
    let row = format!("1,simple,S0,T0,1,K,https://shop.example/a.jpg,1,\"{cell}\"\n");
    let head = "ID,Type,SKU,Name,Published,Categories,Images,In stock?,Regular price\n";
    world.write("products.csv", head.to_owned() + &row);
    let ran = world.run("export --format jsonl");
    let item: Value = serde_json::from_str(ran.stdout.trim()).unwrap_or_default();
    (
        ran.code,
        item["price"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn a_computed_price_is_never_read_again_with_the_sign_of_the_source() {
    for template in [
        "{{ row['Regular price'] | number | times(1.19) }} EUR",
        "{{ row['Regular price'] | number | times(1.19) }}",
        " {{ row['Regular price'] | number | times(1.19) }}\n",
        "{{ (row['Regular price'] | number | times(1.19)) ~ ' EUR' }}",
        "{{ row['Regular price'] | number | times(1.19) | suffix(' EUR') }}",
        "{% set p = row['Regular price'] | number * 1.19 %}{{ p }}",
        "{% if row['Regular price'] | number > 1 %}{{ row['Regular price'] | number * 1.19 }}{% endif %}",
    ] {
        for decimal in ["decimal = \",\"", ""] {
            let made = price_of("1,50", template, decimal);
            // 1.785, rounded once.
            assert_eq!(
                made,
                (Some(0), "1.79 EUR".to_owned()),
                "{template} {decimal}"
            );
        }
    }
}

#[test]
fn a_number_does_not_lose_its_currency() {
    let template = "{{ row['Regular price'] | number }}";
    for cell in ["19,99 USD", "5 CHF", "$5.00"] {
        assert_eq!(
            price_of(cell, template, ""),
            (Some(3), String::new()),
            "{cell}"
        );
    }
    for cell in ["19,99 €", "EUR 19.99", "19,99"] {
        let made = price_of(cell, template, "");
        assert_eq!(made, (Some(0), "19.99 EUR".to_owned()), "{cell}");
    }
}
