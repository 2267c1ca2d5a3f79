//! `docs/availability.md`: each row that a flat export can hold is what the program makes of it.

use std::collections::HashMap;

use serde_json::Value;

use super::pages::{Desk, chapter, rows, said, text};

/// A word of a shop for the page's word.
fn stated(word: &str) -> &'static str {
    match word {
        "sold out" => "Ausverkauft",
        "on order, made to order" => "Auf Bestellung",
        "pre-order" => "Vorbestellbar",
        "back-order" => "backorder",
        "in stock" => "Auf Lager",
        "none" => "",
        other => panic!("the page has a word that this test does not know: {other}"),
    }
}

/// Meta's word for what the page says is sent, given the settings below.
fn sent(cell: &str) -> &'static str {
    const BACKORDER: &str = "as `stock.backorder`";
    match cell.split([',', ';']).next().unwrap() {
        "`in stock`" => "in stock",
        "`out of stock`" => "out of stock",
        // What the run below sets for the two.
        BACKORDER | "`available for order`" => "available for order",
        "as `shop.availability`" => "out of stock",
        other => panic!("the page has an answer that this test does not know: {other}"),
    }
}

#[test]
fn every_row_of_the_table_is_what_the_program_sends() {
    let page = text("docs/availability.md");
    let table: Vec<_> = rows(chapter(&page, "The table"))
        .into_iter()
        .filter(|row| row[2] != "yes")
        .collect();
    assert!(table.len() >= 14, "{}", table.len());
    let mut export =
        "id;title;description;condition;price;link;image_link;brand;availability;inventory\n"
            .to_owned();
    for (at, row) in table.iter().enumerate() {
        let pieces = row[1].replace('−', "-").replace("none", "");
        let word = stated(&row[0]);
        let line = format!(
            "R-{at};Tee;Tee;new;1.00 EUR;https://s.example/{at};https://s.example/{at}.jpg;T;{word};{pieces}\n"
        );
        export.push_str(&line);
    }
    let desk = Desk::new();
    std::fs::write(desk.path().join("stock.csv"), export).unwrap();
    let words = [
        "export",
        "-q",
        "stock.csv",
        "--availability",
        "out of stock",
    ];
    let setting = [("SHELFSYNC_STOCK_BACKORDER", "available for order")];
    let output = desk.program_with(&words, &setting);
    assert!(output.status.success(), "{}", said(&output));
    let items: HashMap<String, Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|item| (item["id"].as_str().unwrap().to_owned(), item))
        .collect();
    for (at, row) in table.iter().enumerate() {
        let item = &items[&format!("R-{at}")];
        assert_eq!(item["availability"], sent(&row[3]), "{row:?}");
        let pieces = row[4].parse::<u64>().ok().map_or(Value::Null, Value::from);
        assert_eq!(item["quantity_to_sell_on_facebook"], pieces, "{row:?}");
    }
}
