//! Files that no preset knows: what nobody can tell is not sold by chance, whatever the
//! order of columns, rows and elements.

use std::fmt::Write as _;

use crate::ran::Report;
use crate::shops::Shop;

const REST: &str = "Link;Bild;Beschreibung";

/// A shop that has said what no export says, stock included.
fn shop() -> Shop {
    Shop::with("availability = \"in stock\"")
}

/// A file with these columns in front and a page, a picture and a text for each row.
fn table(header: &str, rows: &[&str]) -> String {
    let mut file = format!("{header};{REST}\n");
    for (at, row) in rows.iter().enumerate() {
        writeln!(
            file,
            "{row};https://shop.example/{at};https://shop.example/{at}.jpg;Text {at}"
        )
        .unwrap();
    }
    file
}

#[track_caller]
fn refuses(report: &Report, code: i64, why: &str) {
    let said = report.fails(code).document["error"].to_string();
    assert!(said.contains(why), "{said}");
}

/// Each would sell what is sold out, hidden or over, were one of two columns taken by chance
/// or none at all.
#[test]
fn nothing_is_sold_while_nobody_knows_which_column_is_which() {
    #[rustfmt::skip]
    let cases: &[(&str, &[&str], &str, &str)] = &[
        ("SKU;Name;Preis;Bestand;Lagerbestand", &["A;Becher;9,90;0;0", "B;Teller;9,90;3;3"],
            "`Bestand` and `Lagerbestand` could each be the quantity_to_sell_on_facebook", "quantity_to_sell_on_facebook = \"{{ row['Bestand'] }}\""),
        ("SKU;Artikelnummer;Name;Preis", &["A;1;Becher;9,90", "B;2;Teller;9,90"],
            "`Artikelnummer` and `SKU` could each be the id", "id = \"{{ row['SKU'] }}\""),
        ("SKU;Name;Preis;Verkaufspreis", &["A;Becher;9,90;7,90", "B;Teller;9,90;7,90"],
            "`Preis` and `Verkaufspreis` could each be the price", "price = \"{{ row['Preis'] }}\""),
        ("SKU;Name;Preis;Aktionspreis;Aktion bis;Angebot bis", &["A;Becher;9,90;5,90;31.01.2020;31.01.2020", "B;Teller;9,90;;;"],
            "`Aktion bis` and `Angebot bis` could each be the sale_price_effective_date", "sale_price = \"{{ '' }}\""),
        ("SKU;Name;Preis;Aktionspreis;Aktion bis", &["A;Becher;9,90;5,90;offen", "B;Teller;9,90;5,90;offen"],
            "`Aktion bis` is called so, but its cells are no sale_price_effective_date", "sale_price = \"{{ '' }}\""),
        ("SKU;Name;Preis;Hauptartikel", &["A;Becher;9,90;ja", "B;Teller;9,90;nein"],
            "`Hauptartikel` is called so, but its cells are no item_group_id", "item_group_id = \"{{ '' }}\""),
        ("SKU;Name;Preis;Zustand;Condition", &["A;Becher;9,90;neu;used", "B;Teller;9,90;neu;used"],
            "`Condition` and `Zustand` could each be the condition", "condition = \"{{ row['Condition'] }}\""),
        // Pieces by warehouse, and no column that says how many there are.
        ("SKU;Name;Preis;Bestand Lager 1;Bestand Lager 2;Mindestbestand", &["A;Becher;9,90;0;0;1", "B;Teller;9,90;3;0;1"],
            "`Bestand Lager 1` and `Bestand Lager 2` could each be the quantity_to_sell_on_facebook",
            "quantity_to_sell_on_facebook = \"{{ (row['Bestand Lager 1'] | number) + (row['Bestand Lager 2'] | number) }}\""),
        ("SKU;Name;Price;Stock Berlin", &["A;Becher;9.90;0", "B;Teller;9.90;3"],
            "`Stock Berlin` could be the quantity_to_sell_on_facebook", "availability = \"{{ 'in stock' }}\""),
        ("SKU;Name;Preis;Preiseinheit;Preis pro", &["A;Becher;9,90;1;1", "B;Teller;9,90;100;1"],
            "`Preis pro` and `Preiseinheit` could each be the price", "price = \"{{ row['Preis'] }}\""),
    ];
    for (header, rows, why, settled) in cases {
        let file = table(header, rows);
        // Not guessed at, and not read when somebody says that it is a list of products.
        refuses(&shop().sells(&file).report, 8, why);
        let source = "[[source]]\npath = \"own.csv\"\npreset = \"generic\"\n";
        let with = |more: &str| {
            let settings = format!("availability = \"in stock\"\n{source}{more}");
            Shop::with(&settings).sells_by_settings("own.csv", &file)
        };
        refuses(&with("").report, 2, why);
        let said = with(&format!("[source.map]\n{settled}\n"));
        said.report.is(0, "read=2 created=2");
    }
}

#[test]
fn words_for_used_goods_are_known_in_many_languages() {
    let cases = [
        ("Zustand", ["neu", "wie neu", "sehr gut"]),
        ("Stav zboží", ["nové", "použité", "použitý"]),
        ("Stan produktu", ["nowy", "używany", "używane"]),
        ("Skick", ["ny", "begagnad", "begagnat"]),
    ];
    for (column, words) in cases {
        let rows: Vec<String> = ["A", "B", "C"]
            .iter()
            .zip(words)
            .map(|(id, word)| format!("{id};Becher;9,90;{word}"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let sold = shop().sells(table(&format!("SKU;Name;Preis;{column}"), &rows));
        let shown = sold.show("condition");
        assert_eq!(shown, ["new", "used", "used"], "{column}");
    }
    // A state that is a condition is no stock.
    let sold = shop().sells(table(
        "SKU;Nazwa;Cena;Stan;Stan magazynowy",
        &["A;Kubek;9,90;Nowy;0"],
    ));
    assert_eq!(sold.show("availability"), ["out of stock"]);
}

#[test]
fn pieces_in_a_column_for_words_are_pieces() {
    let rows = [
        "A;Becher;9,90;0",
        "B;Teller;9,90;18",
        "C;Kanne;9,90;1",
        "D;Krug;9,90;ja",
        "E;Topf;9,90;nein",
    ];
    let sold = shop().sells(table("SKU;Name;Preis;Auf Lager", &rows));
    sold.report.is(0, "read=5 created=5");
    assert_eq!(
        sold.show("id availability"),
        [
            "A | out of stock",
            "B | in stock",
            "C | in stock",
            "D | in stock",
            "E | out of stock"
        ]
    );
}

#[test]
fn one_no_is_enough_to_hide_an_item() {
    #[rustfmt::skip]
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("SKU;Name;Preis;Aktiv;Sichtbar", &["A;Becher;9,90;nein;ja", "B;Teller;9,90;ja;ja", "C;Kanne;9,90;ja;nein"], &["B"]),
        ("SKU;Name;Preis;Status", &["A;Becher;9,90;Disabled", "B;Teller;9,90;Enabled", "C;Kanne;9,90;draft", "D;Krug;9,90;neu"], &["B", "D"]),
        ("SKU;Name;Preis;Visibility", &["A;Becher;9,90;Not Visible Individually", "B;Teller;9,90;Catalog, Search", "C;Kanne;9,90;hidden"], &["B"]),
        ("SKU;Name;Preis;Sichtbarkeit;Status", &["A;Becher;9,90;versteckt;aktiv", "B;Teller;9,90;sichtbar;aktiv", "C;Kanne;9,90;sichtbar;Entwurf"], &["B"]),
        ("SKU;Name;Preis;Gesperrt", &["A;Becher;9,90;ja", "B;Teller;9,90;", "C;Kanne;9,90;nein", "D;Krug;9,90;12.03.2026"], &["B", "C"]),
        ("SKU;Name;Price;Deleted", &["A;Becher;9.90;1", "B;Teller;9.90;0", "C;Kanne;9.90;x"], &["B"]),
        ("SKU;Name;Preis;Verkaufbar;Löschkennzeichen", &["A;Becher;9,90;ja;X", "B;Teller;9,90;ja;", "C;Kanne;9,90;nein;"], &["B"]),
        ("SKU;Name;Preis;Onlineshop", &["A;Becher;9,90;0", "B;Teller;9,90;1", "C;Kanne;9,90;"], &["B", "C"]),
        ("SKU;Name;Preis;Webshop", &["A;Becher;9,90;https://shop.example", "B;Teller;9,90;https://shop.example"], &["A", "B"]),
    ];
    for (header, rows, left) in cases {
        let sold = shop().sells(table(header, rows));
        assert_eq!(
            sold.show("id"),
            *left,
            "{header}: {:#}",
            sold.report.document
        );
    }
}

/// In XML an element that most records have no use for stands in few of them.
#[test]
fn an_element_of_a_late_record_counts_like_any_other() {
    let record = |at: usize, more: &str| {
        format!(
            "<artikel><artikelnummer>{at}</artikelnummer><bezeichnung>Becher {at}</bezeichnung><preis>9,90</preis>\
             <link>https://shop.example/{at}</link><bild>https://shop.example/{at}.jpg</bild>{more}</artikel>"
        )
    };
    let mut records: Vec<String> = (0..400).map(|at| record(at, "")).collect();
    records.push(record(400, "<aktiv>nein</aktiv><bestand>0</bestand>"));
    records.push(record(
        401,
        "<bestand>0</bestand><aktionspreis>5,00</aktionspreis>",
    ));
    let file = |records: &[String]| format!("<liste>{}</liste>", records.concat());
    let shop = shop();
    let sold = shop.sells(file(&records));
    sold.report.is(0, "read=402 created=401 filtered=1");
    let last = sold
        .show("id availability sale_price")
        .into_iter()
        .find(|line| line.starts_with("401"));
    assert_eq!(last.as_deref(), Some("401 | out of stock | 5.00 EUR"));
    let sorted = |content: String| {
        let mut lines: Vec<String> = shop.bytes(&content).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let whole = sorted(file(&records));
    records.reverse();
    assert_eq!(sorted(file(&records)), whole);
}

/// Names that a known format has at its root are usual ones.
#[test]
fn records_are_found_below_any_root() {
    let item = |at: usize| {
        format!(
            "<sku>{at}</sku><name>Hemd</name><description>d</description><price>10.00</price><stock>3</stock>\
             <url>https://shop.example/{at}</url><image>https://shop.example/{at}.jpg</image>"
        )
    };
    for path in [
        "catalog/products/product",
        "catalog/items/item",
        "catalog/item",
        "shop/products/product",
        "SHOP/PRODUCTS/PRODUCT",
        "store/items/item",
        "products/items/item",
        "feed/products/product",
        "feed/items/item",
        "Root/products/product",
        "daten/artikel",
    ] {
        let steps: Vec<&str> = path.split('/').collect();
        let (each, above) = steps.split_last().unwrap();
        let (first, second) = (item(1), item(2));
        let mut file = format!("<{each}>{first}</{each}><{each}>{second}</{each}>");
        for step in above.iter().rev() {
            file = format!("<{step}>{file}</{step}>");
        }
        let sold = shop().sells(&file);
        assert_eq!(
            sold.show("id"),
            ["1", "2"],
            "{path}: {:#}",
            sold.report.document
        );
    }
}

/// What a few records say first is no reason to read a column as something else.
#[test]
fn the_order_of_rows_decides_nothing() {
    let mut rows: Vec<String> = (0..400)
        .map(|at| {
            let price = if at < 120 {
                "auf Anfrage".to_owned()
            } else {
                format!("{at},90")
            };
            let code = if at < 250 {
                "gleich".to_owned()
            } else {
                format!("4006{at}")
            };
            format!("A{at};Becher;{price};{code};9,90")
        })
        .collect();
    let file = |rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        table("SKU;Name;Preis;Hersteller;UVP", &rows)
    };
    let shop = shop();
    let shown = |file: String| {
        let mut all = shop.sells(file).show("id price brand");
        all.sort();
        all
    };
    let first = shown(file(&rows));
    assert_eq!(first.len(), 280);
    rows.reverse();
    assert_eq!(shown(file(&rows)), first);
}

#[test]
fn parents_are_found_by_what_their_column_is_called() {
    let rows = [
        "100;P;;Hemd;9,90",
        "101;V1;100;Hemd S;9,90",
        "102;V2;100;Hemd M;9,90",
    ];
    for header in ["ID;SKU;Parent ID;Name;Preis", "id;sku;parent_id;Name;Preis"] {
        let sold = shop().sells(table(header, &rows));
        sold.report.is(0, "read=2 created=2");
        assert_eq!(sold.show("id item_group_id"), ["101 | 100", "102 | 100"]);
    }
    let by_sku = shop().sells(table(
        "ID;SKU;Parent SKU;Name;Preis",
        &["100;P;;Hemd;9,90", "101;V1;P;Hemd S;9,90"],
    ));
    by_sku.report.is(0, "read=1 created=1");
}

#[test]
fn a_price_for_many_pieces_is_sent_for_one() {
    let sells = |header: &str, rows: &[&str]| {
        let sold = shop().sells(table(header, rows));
        (
            sold.show("id price"),
            sold.report.document["problem_counts"].to_string(),
        )
    };
    let header = "SKU;Name;VK;Preiseinheit";
    let rows = ["A;Schraube;12,50;100", "B;Hammer;12,50;1", "C;Zange;12,50;"];
    let (prices, _) = sells(header, &rows);
    assert_eq!(prices, ["A | 0.13 EUR", "B | 12.50 EUR", "C | 12.50 EUR"]);
    // A word for pieces is no number of them; which number it is must be told.
    let (prices, _) = sells(header, &["A;Schraube;12,50;Stk", "B;Hammer;12,50;Stk"]);
    assert_eq!(prices, ["A | 12.50 EUR", "B | 12.50 EUR"]);
    let (prices, problems) = sells(header, &["A;Schraube;12,50;100 Stk", "B;Hammer;12,50;1"]);
    assert_eq!(prices, ["B | 12.50 EUR"]);
    assert_eq!(problems, "{\"price-invalid\":1}");
}

#[test]
fn a_price_per_unit_or_on_a_list_is_no_price() {
    for (header, row, price) in [
        (
            "SKU;Name;Unit price;Price",
            "A;Becher;0.99;9.90",
            "9.90 EUR",
        ),
        (
            "SKU;Name;Retail price;Selling price",
            "A;Becher;19.90;9.90",
            "9.90 EUR",
        ),
        ("SKU;Name;Listenpreis;VK", "A;Becher;19.90;9.90", "9.90 EUR"),
    ] {
        let sold = shop().sells(table(header, &[row]));
        assert_eq!(sold.show("price"), [price], "{header}");
    }
    for header in [
        "SKU;Name;Unit price",
        "SKU;Name;Retail price",
        "SKU;Name;Listenpreis",
    ] {
        let sold = shop().sells(table(header, &["A;Becher;9.90"]));
        refuses(&sold.report, 8, "no column is surely the price");
    }
}

#[test]
fn the_dates_of_a_sale_may_stand_in_one_column() {
    let rows = [
        "A;Becher;9,90;5,90;2030-01-01/2030-02-01",
        "B;Teller;9,90;5,90;2020-01-01/2020-02-01",
    ];
    let sold = shop().sells(table(
        "SKU;Name;Preis;Aktionspreis;Sale price effective date",
        &rows,
    ));
    let windows = sold.show("sale_price_effective_date");
    assert!(
        windows[0].starts_with("2030-01-01") && windows[1].contains("2020-02-01"),
        "{windows:?}"
    );
}

#[test]
fn english_comes_first_where_nobody_names_a_language() {
    let sold = Shop::of(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\navailability = \"in stock\"\n",
    )
    .sells(table("SKU;Name de;Name en;Preis", &["A;Becher;Mug;9,90"]));
    assert_eq!(sold.show("title"), ["Mug"]);
}
