//! Files that are not what they should be: nothing is sent, nothing is removed.

use crate::export::{Row, csv, elements, rows};
use crate::world::World;

/// A file, and a word of the reason.
type Bad = (&'static str, Vec<u8>, &'static str);

fn shop() -> Vec<Row> {
    rows(8)
}

fn bad_files() -> Vec<Bad> {
    let plain = csv(&shop());
    let lines: Vec<&str> = plain.lines().collect();
    let header = lines[0];
    let whole = lines[..5].join("\n");
    let cut_in_quote = &plain[..plain.rfind("Steinzeug").unwrap()];
    let rss = format!(
        "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>{}</channel></rss>",
        elements(&shop(), "item", "g:")
    );
    let cut_in_element = &rss[..rss.rfind("<g:price>").unwrap() + 12];
    let cut_between = &rss[..rss.rfind("</item>").unwrap() + 7];
    let page = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\
                <body><h1>502 Bad Gateway</h1></body></html>";
    let hotels = "hotel_id,name,description,brand,address.addr1,star_rating,base_price,image[0].url,url\n\
                  1,Hotel Post,Schön,Post,Markt 1,4,99 EUR,https://h.example/1.jpg,https://h.example/1\n";
    let hotel_xml = "<listings><title>Hotels</title><listing><hotel_id>1</hotel_id><name>Post</name>\
                     <star_rating>4</star_rating></listing><listing><hotel_id>2</hotel_id><name>Krone</name>\
                     <star_rating>3</star_rating></listing></listings>";
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0; 400]);
    vec![
        ("cut-in-quote.csv", cut_in_quote.into(), "cut short"),
        (
            "short-last.csv",
            format!("{whole}\n\"SKU-9\",\"Be\"").into(),
            "cut short",
        ),
        ("cut-in-element.xml", cut_in_element.into(), "cut short"),
        ("cut-between.xml", cut_between.into(), "cut short"),
        ("empty.csv", Vec::new(), "empty"),
        ("blank.csv", b"\n\n  \n".to_vec(), "empty"),
        ("bom-only.csv", "\u{feff}".into(), "empty"),
        (
            "header-only.csv",
            format!("{header}\n").into(),
            "no records",
        ),
        (
            "models.csv",
            "code;family_variant;parent;categories;name-de_DE;price-EUR;image\nm1;by_color;;mugs;Becher;9;m.jpg\n".into(),
            "no record is an item of its own, of 1",
        ),
        (
            "attributes.xml",
            "<catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"c\">\n\
             <variation-attribute attribute-id=\"color\"><variation-attribute-values/></variation-attribute>\n\
             <variation-attribute attribute-id=\"size\"><variation-attribute-values/></variation-attribute>\n</catalog>"
                .into(),
            "attributes of variants without products",
        ),
        (
            "no-items.xml",
            "<rss version=\"2.0\"><channel><title>Shop</title></channel></rss>".into(),
            "",
        ),
        (
            "gzip.csv",
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0".to_vec(),
            "the gzip data end too early",
        ),
        (
            "zip.csv",
            b"PK\x03\x04\x14\0\0\0\0\0".to_vec(),
            "the zip archive has no list of its files",
        ),
        ("xz.csv", b"\xFD7zXZ\0\0\x04".to_vec(), "compressed with xz"),
        (
            "7z.csv",
            b"7z\xBC\xAF\x27\x1C\0".to_vec(),
            "a 7-Zip archive",
        ),
        ("rar.csv", b"Rar!\x1A\x07\0".to_vec(), "a RAR archive"),
        ("png.csv", png, ""),
        ("page.csv", page.into(), "web page"),
        ("page.xml", page.into(), "502 Bad Gateway"),
        ("hotels.csv", hotels.into(), ""),
        ("hotels.xml", hotel_xml.into(), ""),
        ("letters.csv", b"a,b,c\n1,2,3\n4,5,6\n".to_vec(), ""),
        (
            "error.json",
            b"{\"error\":{\"message\":\"login required\"}}".to_vec(),
            "",
        ),
        (
            "prose.txt",
            b"Please log in to download this export.\n".to_vec(),
            "",
        ),
    ]
}

#[test]
fn a_bad_file_is_refused_with_its_reason() {
    let world = World::new();
    for (name, content, reason) in bad_files() {
        world.write(name, content);
        for command in ["check", "export -o out.jsonl", "plan"] {
            let report = world.run(&format!("{command} {name} --json")).json();
            assert_eq!(
                report.document["exit_code"], 8,
                "{name}: {:#}",
                report.document
            );
            let error = report.document["error"].as_str().unwrap();
            assert!(error.contains(name), "{name}: {error}");
            assert!(error.contains(reason), "{name}: {error}");
        }
        assert!(!world.path().join("out.jsonl").exists(), "{name}");
    }
}

#[test]
fn a_bad_file_sends_nothing_and_removes_nothing() {
    let world = World::in_sync(&shop());
    let before = world.writes();
    for (name, content, reason) in bad_files() {
        world.write("products.csv", content);
        let report = world.sync("--allow-removals 1000");
        assert_eq!(
            report.document["exit_code"], 8,
            "{name}: {:#}",
            report.document
        );
        report.mentions(reason);
        assert_eq!(world.writes(), before, "{name}");
    }
    world.equals(&shop());
    std::fs::remove_file(world.path().join("products.csv")).unwrap();
    world.sync("").fails(8).mentions("products.csv");
    world.export(&shop());
    world.sync("").is(0, "read=8 unchanged=8");
}

#[test]
fn one_bad_file_of_several_holds_all_of_them() {
    let world = World::new();
    world.write("exports/1.csv", csv(&shop()[..4]));
    world.write("exports/2.csv", "");
    let report = world.sync("exports/1.csv exports/2.csv");
    report.fails(8).mentions("2.csv");
    assert_eq!(world.writes(), 0);
}

#[test]
fn a_pattern_without_a_file_is_no_empty_shop() {
    let world = World::in_sync(&shop());
    world
        .sync("exports/*.csv")
        .fails(8)
        .mentions("exports/*.csv");
    world.equals(&shop());
}

#[test]
fn bytes_that_are_no_text_hold_the_item_back_with_its_line() {
    let world = World::in_sync(&shop());
    let mut bytes = csv(&shop()).into_bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let at = text.find("Becher SKU-004").unwrap();
    bytes[at] = 0xff;
    world.write("products.csv", bytes);
    let report = world.sync("--encoding utf-8");
    let code = report.document["exit_code"].as_i64();
    assert!(code == Some(3) || code == Some(8), "{:#}", report.document);
    assert_eq!(report.writes(), 0);
    if code == Some(3) {
        report.is(3, "read=8 unchanged=7 invalid=1");
        let problems = report.problems("record-undecodable");
        assert_eq!(problems[0]["line"], 5);
    } else {
        report.mentions("products.csv:5");
    }
    world.equals(&shop());
}

#[test]
fn a_row_with_too_many_cells_is_held_back_by_itself() {
    let world = World::in_sync(&shop());
    let text = csv(&shop()).replace(
        "\"Becher SKU-003\"",
        "\"Becher SKU-003\",\"und noch eine Zelle\"",
    );
    world.write("products.csv", text);
    let report = world.sync("");
    report.is(3, "read=8 unchanged=7 invalid=1");
    assert_eq!(report.problems("record-ragged")[0]["line"], 4);
    world.equals(&shop());
}
