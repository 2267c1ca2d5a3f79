//! Records that are not read again make no difference: whatever the export, a run that
//! remembers the last one finds what a run finds that reads everything.

use std::fmt::Write as _;

use crate::export::{Row, row};
use crate::world::World;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A product with some trait that reading must not lose.
fn product(number: u64, dice: &mut Dice) -> Row {
    let id = format!("SKU-{number:03}");
    let price = format!("{}.{:02} EUR", 5 + dice.roll(40), dice.roll(100));
    let product = row(&id).set("price", &price).set("Lagerplatz", "");
    match dice.roll(14) {
        0 => product.set("link", &format!("http://shop.example/p/{id}")),
        1 => product.set("condition", "Mängelexemplar"),
        2 => product.set("price", ""),
        3 => product.set("Lagerplatz", "R 7"),
        4 => product
            .set("availability", "out of stock")
            .set("quantity_to_sell_on_facebook", "0"),
        5 => product.set(
            "description",
            "Zwei Zeilen,\nein \"Zitat\" und <b>Fett</b> &amp; mehr.",
        ),
        6 => product.set("title", "ALLES GROSS GESCHRIEBEN"),
        7 => product.set("gtin", "4006381333932"),
        8 => product.set("item_group_id", "G-1").set("color", "blau"),
        9 => product.set("status", "archived"),
        _ => product,
    }
}

/// Another day in the shop.
fn live(shop: &mut Vec<Row>, next: &mut u64, dice: &mut Dice) {
    match dice.roll(9) {
        0 => {}
        1 | 2 => {
            for _ in 0..=dice.roll(3) {
                let at = usize::try_from(dice.roll(shop.len() as u64)).unwrap();
                let number = shop[at].get("id")[4..].parse().unwrap();
                shop[at] = product(number, dice);
            }
        }
        3 => {
            *next += 1;
            let at = usize::try_from(dice.roll(shop.len() as u64)).unwrap();
            shop.insert(at, product(*next, dice));
        }
        4 => drop(shop.remove(usize::try_from(dice.roll(shop.len() as u64)).unwrap())),
        5 => shop.reverse(),
        6 => {
            let middle = shop.len() / 2;
            shop.rotate_left(middle);
        }
        // A record twice, the same or not.
        7 => {
            let at = usize::try_from(dice.roll(shop.len() as u64)).unwrap();
            let twin = match dice.roll(3) {
                0 => shop[at].clone(),
                1 => shop[at].clone().set("status", "archived"),
                _ => shop[at].clone().set("brand", "Andere"),
            };
            shop.push(twin);
        }
        _ => {
            shop.sort_by(|a, b| a.get("id").cmp(b.get("id")));
            shop.dedup_by(|a, b| a.get("id") == b.get("id"));
        }
    }
}

/// What a plan says, without what differs between any two runs.
/// The plan of a run that remembers, held against the plan of one that does not.
fn makes_no_difference(world: &World, at: &str) {
    let remembered = world.planned();
    let kept = world.path().join("kept.db");
    std::fs::copy(world.state(), &kept).unwrap();
    world
        .memory()
        .execute_batch("DELETE FROM memos; DELETE FROM memo_parts;")
        .unwrap();
    assert_eq!(remembered, world.planned(), "{at}");
    std::fs::copy(&kept, world.state()).unwrap();
}

/// How many records are remembered.
fn parts(world: &World) -> i64 {
    let sql = "SELECT coalesce(sum(length(records)), 0) FROM memo_parts";
    world.memory().query_row(sql, (), |row| row.get(0)).unwrap()
}

fn lives(export: impl Fn(&World, &[Row]), days: u64, seed: u64) {
    let mut dice = Dice(seed);
    let mut next = 40;
    let mut shop: Vec<Row> = (1..=next)
        .map(|number| product(number, &mut dice))
        .collect();
    let world = World::new();
    export(&world, &shop);
    world.sync("--allow-removals 1000");
    assert!(parts(&world) > 0, "nothing is remembered");
    for day in 0..days {
        live(&mut shop, &mut next, &mut dice);
        export(&world, &shop);
        makes_no_difference(&world, &format!("seed {seed}, day {day}"));
        let first = world.sync("--allow-removals 1000");
        let again = world.sync("--allow-removals 1000");
        // A run that has nothing to do says the same as one that has just done it.
        assert_eq!(again.writes(), 0, "seed {seed}, day {day}");
        let count = |report: &crate::ran::Report, name: &str| report.items(name);
        for name in [
            "read", "refused", "invalid", "filtered", "held", "withheld", "kept",
        ] {
            assert_eq!(
                count(&again, name),
                count(&first, name),
                "seed {seed}, day {day}: {name}"
            );
        }
        assert_eq!(again.document["exit_code"], first.document["exit_code"]);
        makes_no_difference(&world, &format!("seed {seed}, day {day}, at rest"));
    }
}

#[test]
fn rows_that_are_known_make_no_difference() {
    for seed in [1, 2] {
        lives(World::export, 12, seed);
    }
}

#[test]
fn elements_that_are_known_make_no_difference() {
    lives(feed, 10, 3);
}

/// The same products as a feed.
pub(crate) fn feed(world: &World, shop: &[Row]) {
    let mut text = String::from(
        "<?xml version=\"1.0\"?>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n<title>Shop</title>\n",
    );
    for product in shop {
        text.push_str("<item>\n");
        for name in product.columns().filter(|name| *name != "Lagerplatz") {
            let name = match name {
                "quantity_to_sell_on_facebook" => "sell_on_google_quantity",
                name => name,
            };
            let value = product.get(name).replace('&', "&amp;").replace('<', "&lt;");
            writeln!(text, "  <g:{name}>{value}</g:{name}>").unwrap();
        }
        text.push_str("</item>\n");
    }
    text.push_str("</channel></rss>\n");
    world.write("products.csv", text);
}

#[test]
fn only_what_is_new_is_read() {
    let mut shop = crate::export::rows(100);
    let world = World::in_sync(&shop);
    let said = |world: &World| world.talk("plan -v").text();
    assert!(said(&world).contains("100 of 100 records as in the last run"));
    shop[7] = shop[7].clone().set("price", "1.11 EUR");
    shop.push(row("NEW-1"));
    shop.swap(20, 30);
    world.export(&shop);
    assert!(said(&world).contains("99 of 101 records as in the last run"));
    // Another header, and other terms.
    world.write("products.csv", crate::export::delimited(&shop, ';'));
    assert!(!said(&world).contains("as in the last run"));
    world.export(&shop);
    world.configure("batch_items = 7");
    let text = said(&world);
    assert!(
        text.contains("99 of 101"),
        "the size of a batch makes no item: {text}"
    );
    let settings = std::fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    world.config(&format!("{settings}\n[shop]\nbrand = \"Andere\"\n"));
    assert!(!said(&world).contains("as in the last run"));
}

#[test]
fn nothing_is_on_other_terms_in_the_next_process() {
    let world = World::in_sync(&crate::export::rows(3));
    let terms = || -> Vec<u8> {
        let sql = "SELECT terms FROM memos";
        world.memory().query_row(sql, (), |row| row.get(0)).unwrap()
    };
    let before = terms();
    world.export(&crate::export::rows(4));
    world.sync("").is(0, "read=4 unchanged=3 created=1");
    assert_eq!(terms(), before);
    world.configure("batch_items = 7");
    world.export(&crate::export::rows(5));
    world.sync("").is(0, "read=5 unchanged=4 created=1");
    assert_eq!(terms(), before, "the size of a batch makes no item");
}

/// An export and the one after it, with a word for what is different.
type Days = (&'static str, Vec<u8>, Vec<u8>);

/// Where a part of a file says less than the whole of it, the whole of it is read.
fn whole_files_tell(days: Vec<Days>) {
    for (what, before, after) in days {
        let world = World::new();
        world.write("products.csv", before);
        world.sync("");
        assert!(parts(&world) > 0, "{what}: nothing is remembered");
        world.write("products.csv", after);
        makes_no_difference(&world, what);
    }
}

const HEAD: &str = "id,title,description,availability,condition,price,link,image_link,brand,quantity_to_sell_on_facebook";

fn line(id: &str) -> String {
    format!(
        "{id},Becher,Ein Becher,in stock,new,9.90 EUR,https://shop.example/{id},https://shop.example/{id}.jpg,Nord,3"
    )
}

fn lines() -> Vec<String> {
    (0..40).map(|n| line(&format!("S-{n}"))).collect()
}

fn file(rows: &[String]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

fn with(more: &str) -> String {
    format!("{}{more}", file(&lines()))
}

#[test]
fn whole_files_tell_of_their_rows() {
    let base = lines();
    // A few rows without most of their cells are read each time; one more at the very
    // end is a file that is cut short.
    let mut short = base.clone();
    short.extend((50..55).map(|n| format!("S-{n},Becher,Ein")));
    let latin = b"S-60,Gr\xfcn,Ein Becher,in stock,new,9.90 EUR,https://shop.example/60,https://shop.example/60.jpg,Nord,3\n";
    whole_files_tell(vec![
        (
            "the last row is cut short",
            file(&short).into(),
            format!("{}S-99,Becher,Ein Bech", file(&short)).into(),
        ),
        (
            "the last row is cut in its last cell",
            file(&base).into(),
            with("S-99,Becher,Ein Becher,in stock,new,9.9").into(),
        ),
        (
            "a quote stays open",
            file(&base).into(),
            with("S-99,\"Becher").into(),
        ),
        (
            "the shop's own error",
            file(&base).into(),
            with("<b>Fatal error</b>: Allowed memory size of 1 bytes").into(),
        ),
        (
            "a control character",
            file(&base).into(),
            with(&line("S-70").replace("Ein", "E\u{1}in")).into(),
        ),
        (
            "another encoding",
            file(&base).into(),
            [with("").as_bytes(), latin].concat(),
        ),
        (
            "a byte-order mark in front of a row",
            file(&base).into(),
            with(&format!("\u{FEFF}{}", line("S-71"))).into(),
        ),
        (
            "the header once more",
            file(&base).into(),
            with(&format!("{HEAD}\n{}", line("S-72"))).into(),
        ),
        (
            "rows of nothing",
            file(&base).into(),
            with(",,,,,,,,,\n\n").into(),
        ),
        (
            "too many cells",
            file(&base).into(),
            with(&format!("{},x", line("S-73"))).into(),
        ),
        (
            "other line ends",
            file(&base).into(),
            file(&base).replace('\n', "\r\n").into(),
        ),
        (
            "no line end at the end",
            file(&base).into(),
            file(&base).trim_end().into(),
        ),
        (
            "a column more",
            file(&base).into(),
            file(&base).replace("facebook\n", "facebook,color\n").into(),
        ),
    ]);
}

#[test]
fn whole_files_tell_what_a_quote_is() {
    let tabs = |text: &str| text.replace(',', "\t");
    let base = lines();
    let inch = tabs(&with(&line("S-90"))).replace(
        "Ein Becher\tin stock\tnew\t9.90 EUR\thttps://shop.example/S-3",
        "\"Becher\" von 9\" Höhe\tin stock\tnew\t9.90 EUR\thttps://shop.example/S-3",
    );
    let broken = tabs(&with(&line("S-91")))
        .replace("S-91\tBecher\tEin Becher", "S-91\tBecher\t\"Ein\nBecher\"");
    whole_files_tell(vec![
        (
            "lines that become rows",
            tabs(&file(&base)).into(),
            broken.clone().into(),
        ),
        ("rows that become lines", broken.into(), inch.clone().into()),
        ("inches in lines", inch.into(), tabs(&file(&base)).into()),
    ]);
}

#[test]
fn whole_files_tell_of_their_elements() {
    let item = |id: &str, brand: &str| {
        format!(
            "<item><g:id>{id}</g:id><g:title>Becher</g:title><g:description>Ein Becher</g:description><g:availability>in stock</g:availability>\
                 <g:condition>new</g:condition><g:price>9.90 EUR</g:price><g:link>https://shop.example/{id}</g:link>\
                 <g:image_link>https://shop.example/{id}.jpg</g:image_link>{brand}</item>\n"
        )
    };
    let nord = "<g:brand>Nord</g:brand>";
    let feed = |items: &str, end: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n{items}{end}"
        )
    };
    let many: String = (0..20).map(|n| item(&format!("S-{n}"), nord)).collect();
    let end = "</channel></rss>\n";
    whole_files_tell(vec![
        (
            "an element that is nowhere else",
            feed(&many, end).into(),
            feed(
                &format!(
                    "{many}{}",
                    item("S-80", "<g:color>blau</g:color><g:brand>Nord</g:brand>")
                ),
                end,
            )
            .into(),
        ),
        (
            "an element that lacks what others have",
            feed(&many, end).into(),
            feed(
                &format!("{}{many}{}", item("S-81", ""), item("S-82", "")),
                end,
            )
            .into(),
        ),
        (
            "the end is cut off",
            feed(&many, end).into(),
            feed(&many, "").into(),
        ),
        (
            "an end that is cut",
            feed(&many, end).into(),
            feed(&many, "</chan").into(),
        ),
        (
            "an element in another",
            feed(&many, end).into(),
            feed(&format!("{many}<item><item></item></item>"), end).into(),
        ),
        (
            "something between elements",
            feed(&many, end).into(),
            feed(&format!("{many}<link>x</link>{}", item("S-83", nord)), end).into(),
        ),
        (
            "an end within raw text",
            feed(&many, end).into(),
            feed(
                &format!(
                    "{many}{}",
                    item("S-84", "<g:brand><![CDATA[</item> & Nord]]></g:brand>")
                ),
                end,
            )
            .into(),
        ),
    ]);
}
