//! What is kept of an export from one run to the next: written as far as it has changed,
//! of one day as a whole, and never mixed.

use crate::again::feed;
use crate::export::{Row, csv, rows};
use crate::world::World;

/// The parts that are kept, by their numbers.
fn parts(world: &World) -> Vec<(i64, Vec<u8>)> {
    let db = world.memory();
    let sql = "SELECT part, records FROM memo_parts ORDER BY source, part";
    let mut statement = db.prepare(sql).unwrap();
    let all = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)));
    all.unwrap().map(Result::unwrap).collect()
}

/// How many records of how many a plan finds known.
fn known(world: &World) -> Option<String> {
    let said = world.talk("plan -v").text();
    let end = said.find(" records as in the last run")?;
    said[..end]
        .lines()
        .last()
        .map(|line| line.trim().to_owned())
}

fn price(shop: &mut [Row], at: usize, price: &str) {
    shop[at] = shop[at].clone().set("price", price);
}

/// What a plan says, without what differs between any two runs.
#[test]
fn on_a_usual_day_only_the_changes_are_written() {
    let mut shop = rows(400);
    let world = World::in_sync(&shop);
    let whole = parts(&world);
    assert_eq!(whole.len(), 1, "all in one part, and no changes");
    for day in 1..=4 {
        price(&mut shop, day * 7, &format!("{day}.11 EUR"));
        shop.remove(300);
        shop.insert(200, rows(500 + day).pop().unwrap());
        world.export(&shop);
        world.sync("--allow-removals 400").fails(0);
        let now = parts(&world);
        assert_eq!(now.len(), 2, "day {day}");
        assert_eq!(now[1], whole[0], "day {day}: the part is left alone");
        assert_eq!(now[0].0, -1);
        assert!(now[0].1.len() < 44 * 4 * day + 200, "day {day}: {now:?}");
        assert_eq!(known(&world).as_deref(), Some("400 of 400"), "day {day}");
    }
    // Nothing has changed, and nothing is written.
    let before = parts(&world);
    world.sync("").is(0, "read=400 unchanged=400");
    assert_eq!(parts(&world), before);
    // What another order has brought stands behind the others.
    shop.reverse();
    price(&mut shop, 50, "8.88 EUR");
    world.export(&shop);
    world.sync("").is(0, "read=400 unchanged=399 updated=1");
    assert_eq!(parts(&world)[1], whole[0]);
    assert_eq!(known(&world).as_deref(), Some("400 of 400"));
    // So much that writing all of it costs less.
    for product in shop.iter_mut().take(250) {
        *product = product.clone().set("brand", "Andere");
    }
    world.export(&shop);
    world.sync("").is(0, "read=400 unchanged=150 updated=250");
    let folded = parts(&world);
    assert_eq!(folded.len(), 1, "folded");
    assert_ne!(folded[0], whole[0]);
    assert_eq!(known(&world).as_deref(), Some("400 of 400"));
}

/// What is kept of the files.
fn facts(world: &World) -> String {
    let sql = "SELECT facts FROM memos";
    let facts = world.memory().query_row(sql, (), |row| row.get(0));
    facts.unwrap()
}

/// Shops write their export anew though nothing has changed, and runs come oftener than
/// that: the next one need look at the new bytes only.
#[test]
fn the_same_rows_in_other_bytes_are_remembered_as_those_bytes() {
    let mut shop = rows(60);
    let world = World::in_sync(&shop);
    let (first, records) = (facts(&world), parts(&world));
    let said = "read=60 unchanged=60";
    let mut shuffled = shop.clone();
    shuffled.reverse();
    for (what, file) in [
        ("a line break", csv(&shop) + "\n"),
        ("another order", csv(&shuffled)),
        ("what it was", csv(&shop)),
    ] {
        let before = facts(&world);
        world.write("products.csv", &file);
        world.sync("").is(0, said);
        let now = facts(&world);
        assert_ne!(now, before, "{what}");
        assert_eq!(parts(&world), records, "{what}");
        world.sync("").is(0, said);
        assert_eq!(facts(&world), now, "{what}, again");
    }
    assert_eq!(facts(&world), first);
    // A plan keeps nothing, and a change in bytes of the same number is seen.
    world.write("products.csv", csv(&shop) + "\n");
    world.talk("plan").text();
    assert_eq!(facts(&world), first);
    price(&mut shop, 7, "1.11 EUR");
    world.export(&shop);
    world.sync("").is(0, "read=60 unchanged=59 updated=1");
}

/// Blank lines behind the last element are none of its changes: its report holds, and
/// nothing of the state is looked up.
#[test]
fn blank_lines_at_the_end_of_a_feed_change_nothing() {
    let world = World::new();
    let shop = rows(30);
    feed(&world, &shop);
    world.config(crate::world::CONFIG);
    world.sync("").is(0, "read=30 created=30");
    let path = world.path().join("products.csv");
    let plain = std::fs::read_to_string(&path).unwrap();
    for (end, replays) in [
        ("\n \n", true),
        ("<!-- x -->\n", false),
        ("", false),
        ("\n", true),
    ] {
        world.write("products.csv", format!("{plain}{end}"));
        let said = world.talk("sync -v").text();
        assert!(said.contains("In sync: 30 items read"), "{said}");
        let looked_up = said.contains("records as in the last run");
        assert_eq!(looked_up, !replays, "{end:?}: {said}");
    }
}

/// The two tables of the memory as they are, to be put back in part.
fn save(world: &World, as_: &str) {
    world
        .memory()
        .execute_batch(&format!(
            "CREATE TABLE {as_}_memos AS SELECT * FROM memos;
             CREATE TABLE {as_}_parts AS SELECT * FROM memo_parts;"
        ))
        .unwrap();
}

#[test]
fn memory_of_two_days_is_none() {
    let mut shop = rows(200);
    let world = World::in_sync(&shop);
    save(&world, "zero");
    price(&mut shop, 10, "1.11 EUR");
    world.export(&shop);
    world.sync("").is(0, "read=200 unchanged=199 updated=1");
    save(&world, "one");
    price(&mut shop, 20, "2.22 EUR");
    world.export(&shop);
    world.sync("").is(0, "read=200 unchanged=199 updated=1");
    save(&world, "two");
    price(&mut shop, 30, "3.33 EUR");
    world.export(&shop);
    let parts = |of: &str| {
        format!("DELETE FROM memo_parts; INSERT INTO memo_parts SELECT * FROM {of}_parts;")
    };
    let facts =
        |of: &str| format!("DELETE FROM memos; INSERT INTO memos SELECT * FROM {of}_memos;");
    let two = format!("{}{}", parts("two"), facts("two"));
    #[rustfmt::skip]
    let mixes = [
        ("the last day",             String::new(),                                          Some("199 of 200")),
        ("the day before",           format!("{}{}", parts("one"), facts("one")),            Some("198 of 200")),
        ("parts of the day before",  parts("one"),                                           None),
        ("parts of the first day",   parts("zero"),                                          None),
        ("facts of the day before",  facts("one"),                                           None),
        ("facts of the first day",   facts("zero"),                                          None),
        ("no changes",               "DELETE FROM memo_parts WHERE part < 0;".to_owned(),    None),
        ("changes alone",            "DELETE FROM memo_parts WHERE part = 0;".to_owned(),    None),
        ("a part twice",             "INSERT INTO memo_parts SELECT catalog, source, 1, records FROM memo_parts WHERE part = 0;".to_owned(), None),
        ("changes cut short",        "UPDATE memo_parts SET records = substr(records, 1, 40) WHERE part < 0;".to_owned(), None),
    ];
    let mut said = None;
    for (what, mix, wanted) in mixes {
        world
            .memory()
            .execute_batch(&format!("{two}{mix}"))
            .unwrap();
        assert_eq!(known(&world).as_deref(), wanted, "{what}");
        let plan = world.planned();
        assert_eq!(said.get_or_insert_with(|| plan.clone()), &plan, "{what}");
    }
    world.sync("").is(0, "read=200 unchanged=199 updated=1");
    assert_eq!(known(&world).as_deref(), Some("200 of 200"));
}

#[test]
fn a_report_names_the_places_of_the_file_that_was_read() {
    let mut shop = rows(30);
    shop[2] = shop[2].clone().set("title", "ALLES GROSS GESCHRIEBEN");
    let text = csv(&shop);
    shop.reverse();
    let turned = csv(&shop);
    let world = World::new();
    let problems = |text: String| {
        world.write("products.csv", text);
        let report = world.sync("");
        report.fails(0);
        report.document["problems"].clone()
    };
    // The sandbox has a word on new products, once.
    problems(text.clone());
    let first = problems(text.clone());
    let second = problems(turned.clone());
    assert_ne!(first, second, "the product is on another line");
    // The same rows as the first time, in other bytes: what was said of the second
    // file is not true of it.
    assert_eq!(problems(format!("{text}\n")), first);
    assert_eq!(problems(format!("{turned}\n")), second);
    assert_eq!(problems(text), first);
}
