//! A file of stock that is missing, empty, unreadable or old sells nothing out.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::export::{Row, row};
use crate::world::{CONFIG, World};

const SOURCE: &str = "[[source]]\npath = \"stock.csv\"\nrole = \"stock\"\nmax_age = \"2h\"";
const STOCK: &str = "id,stock\nA,3\nB,0\n";

fn shop() -> World {
    let world = World::selling(&products());
    world.config(&format!("{CONFIG}\n{SOURCE}\n"));
    world.write("stock.csv", STOCK);
    world.sync("").is(0, "read=2 created=2");
    world.sent();
    world
}

fn products() -> Vec<Row> {
    vec![row("A"), row("B")]
}

fn is_as_it_was(world: &World) {
    assert_eq!(world.field("A", "availability"), "in stock");
    assert_eq!(world.field("A", "quantity_to_sell_on_facebook"), 3);
    assert_eq!(world.field("B", "availability"), "out of stock");
    assert_eq!(world.field("B", "quantity_to_sell_on_facebook"), 0);
}

fn grow_old(world: &World) {
    let file = File::options()
        .write(true)
        .open(world.path().join("stock.csv"))
        .unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3 * 3600))
        .unwrap();
}

#[test]
fn a_stock_file_without_the_column_that_is_its_key_holds_stock_back() {
    let world = shop();
    let keyed = format!("{CONFIG}\n{SOURCE}\nkey = \"ArtNr\"\n");
    world.config(&keyed);
    world.write("stock.csv", "ArtNr,stock\nA,3\nB,0\n");
    world.sync("").is(0, "read=2 unchanged=2");
    world.write("stock.csv", "A,0\nB,5\n");
    let mut rows = products();
    rows[0] = row("A").set("price", "15.00 EUR");
    world.export(&rows);
    let held = world.sync("");
    held.is(4, "read=2 unchanged=1 updated=1")
        .mentions("`key` names the column `ArtNr`");
    assert_eq!(held.problems("stock-withheld").len(), 1);
    assert_eq!(world.field("A", "price"), "15.00 EUR");
    is_as_it_was(&world);
    // A file of prices is no warehouse: there it is a setting that is wrong.
    world.config(&keyed.replace("\"stock\"", "\"prices\""));
    world.write("stock.csv", "id,price\nA,3 EUR\n");
    world
        .sync("")
        .fails(2)
        .mentions("`key` names the column `ArtNr`");
}

#[test]
fn a_stock_file_that_is_not_believed_leaves_stock_as_it_is_and_lets_the_rest_go() {
    type Harm = fn(&World);
    let harms: [(&str, Harm, &str); 7] = [
        (
            "missing",
            |world| std::fs::remove_file(world.path().join("stock.csv")).unwrap(),
            "stock.csv",
        ),
        ("empty", |world| world.write("stock.csv", ""), "stock.csv"),
        (
            "only a header",
            |world| world.write("stock.csv", "id,stock\n"),
            "it has no rows",
        ),
        (
            "no file of cells",
            |world| world.write("stock.csv", [0_u8, 1, 2, 255, 254, 0, 9]),
            "stock.csv",
        ),
        (
            "cut short",
            |world| world.write("stock.csv.gz", [31_u8, 139, 8, 0, 0]),
            "",
        ),
        (
            "a header that has lost the key",
            |world| world.write("stock.csv", "Nr,stock,shelf\nA,0,1\nB,5,1\n"),
            "it is not known which of its columns",
        ),
        ("old", grow_old, "it is 3 h old, and `max_age` is 2 h"),
    ];
    for (name, harm, words) in harms {
        let world = shop();
        if name == "cut short" {
            let config = format!("{CONFIG}\n{SOURCE}\n").replace("stock.csv", "stock.csv.gz");
            world.config(&config);
        }
        harm(&world);
        // Nothing to do: nothing is sent, and it is told.
        let quiet = world.sync("");
        quiet.is(4, "read=2 unchanged=2").mentions(words);
        assert_eq!(quiet.problems("stock-withheld").len(), 1, "{name}");
        assert_eq!(world.sent().len(), 0, "{name}");
        is_as_it_was(&world);
        // A new price and a new item: the price goes out without stock, the item waits.
        let mut rows = products();
        rows[0] = row("A").set("price", "15.00 EUR");
        rows.push(row("C"));
        world.export(&rows);
        let plan = world.plan("");
        plan.is(4, "read=3 unchanged=1 updated=1 invalid=1");
        world
            .sync("")
            .is(4, "read=3 unchanged=1 updated=1 invalid=1");
        let sent = world.sent();
        let sent = serde_json::to_string(&sent).unwrap();
        assert!(
            sent.contains("15.00 EUR") && !sent.contains("availability"),
            "{name}: {sent}"
        );
        is_as_it_was(&world);
        assert_eq!(world.item("C"), None, "{name}");
        // It is back: all is as it should be.
        world.config(&format!("{CONFIG}\n{SOURCE}\n"));
        world.write("stock.csv", "id,stock\nA,2\nB,0\nC,9\n");
        world
            .sync("")
            .is(0, "read=3 unchanged=1 created=1 updated=1");
        assert_eq!(world.field("A", "quantity_to_sell_on_facebook"), 2);
        world.sync("").is(0, "read=3 unchanged=3");
    }
}

#[test]
fn without_a_state_there_is_nothing_to_leave_as_it_is() {
    let world = World::selling(&products());
    world.config(&format!("{CONFIG}\n{SOURCE}\n"));
    for line in ["check --json", "export --json --output items.jsonl"] {
        let ran = world.run(line).json();
        ran.fails(8).mentions("nothing is known of the stock");
    }
    // Nor at a first sync: all items wait.
    world.sync("").is(4, "read=2 invalid=2");
    assert_eq!(world.items().len(), 0);
    world.write("stock.csv", STOCK);
    world.sync("").is(0, "read=2 created=2");
}

#[test]
fn an_item_that_is_held_back_is_not_sold_out_by_a_missing_file() {
    let world = shop();
    std::fs::remove_file(world.path().join("stock.csv")).unwrap();
    let broken = row("A")
        .set("price", "")
        .set("availability", "out of stock");
    world.export(&[broken, row("B")]);
    world.sync("").is(4, "read=2 unchanged=1 invalid=1");
    is_as_it_was(&world);
}

#[test]
fn files_of_prices_that_are_missing_or_old_end_the_run_and_send_nothing() {
    let world = World::selling(&products());
    let prices = SOURCE.replace("stock", "prices");
    world.config(&format!("{CONFIG}\n{prices}\n"));
    world.sync("").fails(8);
    world.write("prices.csv", "id,price\nA,9.00\nB,8.00\n");
    world.configure(&format!("[shop]\ncurrency = \"EUR\"\n{prices}"));
    world.sync("").is(0, "read=2 created=2");
    let file = File::options()
        .write(true)
        .open(world.path().join("prices.csv"))
        .unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3 * 3600))
        .unwrap();
    world.sync("").fails(8).mentions("`max_age` is 2 h");
}

#[test]
fn a_quiet_run_is_recognized_by_all_files_and_a_change_in_either_is_seen() {
    let world = shop();
    world.sync("").is(0, "read=2 unchanged=2");
    world.sync("").is(0, "read=2 unchanged=2");
    world.write("stock.csv", "id,stock\nA,0\nB,0\n");
    world
        .sync("--approve guard-stock=1")
        .is(0, "read=2 unchanged=1 updated=1");
    assert_eq!(world.field("A", "availability"), "out of stock");
    world.write("stock.csv", "id,stock\nA,0\nB,4\n");
    world.sync("").is(0, "read=2 unchanged=1 updated=1");
    world.export(&[row("A").set("title", "Anders"), row("B")]);
    world.sync("").is(0, "read=2 unchanged=1 updated=1");
    world.sync("").is(0, "read=2 unchanged=2");
    // Another column of locations is another meaning.
    let source = format!("{SOURCE}\nrows = \"row['id'] != 'B'\"");
    world.config(&format!("{CONFIG}\n{source}\n"));
    world.sync("").fails(3);
}

#[test]
fn explain_shows_the_cells_of_joined_files() {
    let world = shop();
    let said = world.run("explain A").text();
    assert!(said.contains("stock.stock"), "{said}");
}

#[test]
fn fields_that_are_made_of_the_stock_file_cannot_be_made_without_it() {
    let world = shop();
    let map = "[source.map]\ncustom_label_0 = \"{{ row['stock.stock'] }}\"";
    world.config(&format!(
        "{}\n{SOURCE}\n",
        CONFIG.replace("[catalog]", &format!("{map}\n[catalog]"))
    ));
    world.sync("").is(0, "read=2 updated=2");
    std::fs::remove_file(world.path().join("stock.csv")).unwrap();
    world
        .sync("")
        .fails(8)
        .mentions("templates make fields of its columns");
    assert_eq!(world.field("A", "custom_label_0"), "3");
}
