//! One shop in every form that exports come in, and one catalog from all of them.

use encoding_rs::{Encoding, ISO_8859_15, WINDOWS_1252};

use crate::export::{Row, columns, csv, delimited, elements, row};
use crate::shops::Dice;
use crate::world::World;

/// Twelve products with all that makes a file hard to read.
fn shop() -> Vec<Row> {
    let mut shop: Vec<Row> = (1..=12)
        .map(|number| {
            row(&format!("A-{number}"))
                .set("price", &format!("{}.95 EUR", number * 100))
                .set(
                    "description",
                    "Zwölf Stück für 5 €; »sehr« schön | \"Größe\", außen\tglatt",
                )
                .set("product_type", "Küche > Becher")
        })
        .collect();
    shop[0] = shop[0].clone().set("sale_price", "80.00 EUR").set(
        "sale_price_effective_date",
        "2026-04-30T09:30+02:00/2026-05-30T23:59+02:00",
    );
    shop[1] = shop[1].clone().set("gtin", "4006381333931");
    for (at, size) in [(2, "S"), (3, "M")] {
        let variant = shop[at].clone().set("item_group_id", "BECHER");
        shop[at] = variant.set("size", size).set("color", "königsblau");
    }
    shop[4] = shop[4].clone().set(
        "description",
        "<p>Erster Absatz &amp; mehr</p>\n<ul><li>eins</li><li>zwei</li></ul>",
    );
    shop[5] = shop[5]
        .clone()
        .set("description", "Zeile eins\nZeile zwei\n\nAbsatz");
    shop[6] = shop[6].clone().set(
        "additional_image_link",
        "https://shop.example/i/a.jpg,https://shop.example/i/b.jpg",
    );
    shop[7] = shop[7].clone().set("quantity_to_sell_on_facebook", "0");
    shop[8] = shop[8].clone().set("availability", "out of stock");
    shop
}

const RSS: &str = "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\
                   <title>Shop</title><link>https://shop.example</link>\n";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" \
                    xmlns:g=\"http://base.google.com/ns/1.0\"><title>Shop</title>\n";

fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{feff}{text}");
    text.encode_utf16().flat_map(encode).collect()
}

fn legacy(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// What a file becomes.
fn exported(world: &World, file: &str, content: &[u8], flags: &str) -> String {
    world.write(file, content);
    let ran = world.run(&format!("export {file} --format jsonl {flags}"));
    assert_eq!(ran.code, Some(0), "{file}: {}", ran.stderr);
    ran.stdout
}

#[test]
fn every_form_of_a_file_gives_the_same_bytes() {
    let world = World::new();
    let shop = shop();
    let plain = csv(&shop);
    let xml = |body: &str| format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}");
    let google = elements(&shop, "item", "g:");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("semicolon.csv", delimited(&shop, ';').into()),
        ("pipe.csv", delimited(&shop, '|').into()),
        ("tab.csv", delimited(&shop, '\t').into()),
        ("tab.tsv", delimited(&shop, '\t').into()),
        ("tab.txt", delimited(&shop, '\t').into()),
        ("crlf.csv", plain.replace("\"\n\"", "\"\r\n\"").into()),
        ("no-last-line-end.csv", plain.trim_end().into()),
        ("bom.csv", format!("\u{feff}{plain}").into()),
        ("utf16le.csv", utf16(&plain, u16::to_le_bytes)),
        ("utf16be.csv", utf16(&plain, u16::to_be_bytes)),
        (
            "utf16le.tsv",
            utf16(&delimited(&shop, '\t'), u16::to_le_bytes),
        ),
        ("windows.csv", legacy(&plain, WINDOWS_1252)),
        (
            "rss.xml",
            xml(&format!("{RSS}{google}</channel></rss>")).into(),
        ),
        (
            "prefix.xml",
            xml(&format!("{RSS}{google}</channel></rss>")
                .replace("g:", "ns0:")
                .replace("xmlns:g=", "xmlns:ns0="))
            .into(),
        ),
        (
            "atom.xml",
            xml(&format!("{ATOM}{}</feed>", elements(&shop, "entry", "g:"))).into(),
        ),
        (
            "plain.xml",
            xml(&format!(
                "<products>{}</products>",
                elements(&shop, "product", "")
            ))
            .into(),
        ),
        (
            "windows.xml",
            legacy(
                &format!(
                    "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n{RSS}{google}</channel></rss>"
                ),
                WINDOWS_1252,
            ),
        ),
    ];
    let first = exported(&world, "comma.csv", plain.as_bytes(), "");
    assert_eq!(first.lines().count(), 12);
    assert!(first.contains("für 5 €"), "{first}");
    assert!(!first.contains('\u{fffd}'));
    for (name, content) in files {
        let bytes = exported(&world, name, &content, "");
        assert_eq!(bytes, first, "{name}");
    }
}

#[test]
fn an_old_encoding_with_the_euro_sign_can_be_named() {
    let world = World::new();
    let plain = csv(&shop());
    // Latin-9 has no typographic quotes beyond these, and its euro is Latin-1's currency sign.
    let bytes = legacy(&plain, ISO_8859_15);
    let first = exported(&world, "utf8.csv", plain.as_bytes(), "");
    let named = exported(&world, "latin9.csv", &bytes, "--encoding iso-8859-15");
    assert_eq!(named, first);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n{RSS}{}</channel></rss>",
        elements(&shop(), "item", "g:")
    );
    let declared = exported(&world, "latin9.xml", &legacy(&xml, ISO_8859_15), "");
    assert_eq!(declared, first);
}

#[test]
fn the_euro_sign_of_latin_9_is_found_without_being_told() {
    let world = World::new();
    let plain = csv(&shop());
    let first = exported(&world, "utf8.csv", plain.as_bytes(), "");
    let found = exported(&world, "latin9.csv", &legacy(&plain, ISO_8859_15), "");
    assert_eq!(found, first);
}

#[test]
fn the_order_of_rows_and_columns_means_nothing() {
    let world = World::new();
    let shop = shop();
    let first = exported(&world, "first.csv", csv(&shop).as_bytes(), "");
    for step in [5, 7, 11] {
        let mut rows: Vec<Row> = (0..12).map(|at| shop[at * step % 12].clone()).collect();
        let columns = columns(&shop);
        // A first row with all columns decides their order.
        let turned: Vec<&String> = columns
            .iter()
            .cycle()
            .skip(step)
            .take(columns.len())
            .collect();
        for row in &mut rows {
            *row = row.in_order(&turned);
        }
        let text = csv(&rows);
        assert_ne!(text, csv(&shop));
        assert_eq!(exported(&world, "shuffled.csv", text.as_bytes(), ""), first);
    }
}

#[test]
fn what_export_writes_reads_back_as_the_same_items() {
    let world = World::new();
    let first = exported(&world, "first.csv", csv(&shop()).as_bytes(), "");
    for (format, file) in [("meta-csv", "meta.csv"), ("google-xml", "google.xml")] {
        let ran = world.run(&format!(
            "export first.csv --format {format} --output {file}"
        ));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let ran = world.run(&format!("export {file} --format jsonl"));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(ran.stdout, first, "{format}");
    }
}

/// What makes trouble in cells and elements.
const PIECES: [&str; 26] = [
    "a",
    "Zoë",
    "Größe",
    "€",
    "日本",
    "😀",
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "|",
    "\t",
    "5 < 6",
    "6 > 5",
    "&",
    "&amp;amp;",
    "]]>",
    "<!--",
    "=1+1",
    "\n",
    "\n\n",
    "1.299,95",
    "00123",
    "\\n",
    "{{ x }}",
];

/// Readers that know nothing of this program find each text as it was.
#[test]
fn what_export_writes_is_read_the_same_by_other_readers() {
    let mut dice = Dice::new(7);
    let mut text = |most: usize| {
        let count = 1 + dice.below(most);
        let pieces = (0..count).map(|_| PIECES[dice.below(PIECES.len())]);
        format!("x{}", pieces.collect::<Vec<_>>().join(" "))
    };
    let rows: Vec<Row> = (1..=80)
        .map(|number| {
            row(&format!("A-{number:03}"))
                .set("title", &text(6))
                .set("description", &text(30))
                .set("brand", &text(3))
                .set("color", &text(3))
                .set("custom_label_0", &text(4))
                .set(
                    "additional_image_link",
                    "https://shop.example/i/a.jpg,https://shop.example/i/b.jpg?x=1&y=%22",
                )
        })
        .collect();
    let world = World::new();
    let items = exported(&world, "first.csv", csv(&rows).as_bytes(), "");
    world.write("items.jsonl", &items);
    for (format, file) in [("meta-csv", "meta.csv"), ("google-xml", "google.xml")] {
        let ran = world.run(&format!(
            "export first.csv --format {format} --output {file}"
        ));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/python/foreign_reader.py"
    );
    let mut python = std::process::Command::new("python3");
    python
        .arg(script)
        .args(["items.jsonl", "meta.csv", "google.xml"]);
    let Ok(output) = python.current_dir(world.path()).output() else {
        skipped();
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "80");
}

#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
fn skipped() {
    eprintln!("SKIPPED: no python3");
}

#[test]
fn items_that_are_held_back_are_left_out_of_an_export() {
    let world = World::new();
    world.export(&[row("A"), row("B").set("price", "gratis"), row("C")]);
    let ran = world.run("export");
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stdout.lines().count(), 2);
    assert!(ran.stderr.contains("price-invalid"), "{}", ran.stderr);
    // Without a catalog, a token or a state.
    world.config("");
    assert_eq!(world.run("export products.csv").code, Some(3));
    assert!(!world.state().exists());
}

#[test]
fn an_item_has_only_the_fields_of_its_cells() {
    let world = World::new();
    world.export(&[row("A")]);
    insta::assert_snapshot!(world.run("export").stdout, @r#"{"availability":"in stock","brand":"Töpferei Nord","condition":"new","description":"Ein Becher aus Steinzeug, spülmaschinenfest.","id":"A","image_link":"https://shop.example/i/A.jpg","link":"https://shop.example/p/A","price":"12.90 EUR","quantity_to_sell_on_facebook":7,"title":"Becher A"}"#);
}
