//! Files that belong together: stock, prices and more in files of their own.

use std::fmt::Write as _;
use std::process::Stdio;

use proptest::prelude::*;

use crate::shops::{Dice, Shop, Sold};

const FIELDS: &str = "id price sale_price availability quantity_to_sell_on_facebook";

/// Products with stock and prices of their own.
const PRODUCTS: &str = "\
id,sku,title,description,link,image_link,price,sale_price,availability,quantity_to_sell_on_facebook
1,A-1,Tasse,Eine Tasse,https://shop.example/1,https://shop.example/1.jpg,9.90 EUR,7.90 EUR,in stock,70
2,A-2,Teller,Ein Teller,https://shop.example/2,https://shop.example/2.jpg,19.90 EUR,,in stock,70
3,0030,Topf,Ein Topf,https://shop.example/3,https://shop.example/3.jpg,39.90 EUR,,out of stock,0
";

/// What becomes of these products with one joined file.
fn with(source: &str, file: &str) -> Sold {
    joined(PRODUCTS, &[(source, file)])
}

fn joined(products: &str, files: &[(&str, &str)]) -> Sold {
    let mut settings = String::from("[[source]]\npath = \"products.csv\"\n");
    for (at, (source, _)) in files.iter().enumerate() {
        write!(
            settings,
            "[[source]]\npath = \"joined-{at}.csv\"\n{source}\n"
        )
        .unwrap();
    }
    let mut shop = Shop::with(&settings);
    for (at, (_, content)) in files.iter().enumerate() {
        shop = shop.file(&format!("joined-{at}.csv"), content);
    }
    shop.sells_by_settings("products.csv", products)
}

/// Availability and pieces of each item.
fn stock(sold: &Sold) -> Vec<String> {
    sold.show("id availability quantity_to_sell_on_facebook")
}

#[test]
fn pieces_of_several_locations_are_added_up() {
    const STOCK: &str = "role = \"stock\"";
    const BERLIN: &str =
        "role = \"stock\"\nlocation = \"Filiale\"\nlocations = [\"berlin\", \"KÖLN\"]";
    let two = |a: &str, b: &str| vec![format!("1 | {a}"), format!("2 | {b}")];
    #[rustfmt::skip]
    let cases = [
        // One row each; what the products say of their stock does not count.
        (STOCK, "sku,stock\nA-1,3\nA-2,0\n0030,1\n", two("in stock | 3", "out of stock | 0")),
        // Sums, negative ones as they stand.
        (STOCK, "sku;Bestand\nA-1;3\nA-2;5\nA-1;-2\nA-2;-7\n0030;1\n", two("in stock | 1", "out of stock | 0")),
        // Thousands by the columns' own sign; halves do not sell.
        (STOCK, "sku;Bestand\nA-1;0,6\nA-1;0,5\nA-2;0,5\n0030;1\n", two("in stock | 1", "out of stock | 0")),
        // Only these locations.
        (BERLIN, "sku;Filiale;Bestand\nA-1;Berlin;3\nA-1;Köln;4\nA-1;Hamburg;50\nA-2;Hamburg;9\nA-2;Berlin;0\n0030;Berlin;1\n",
            two("in stock | 7", "out of stock | 0")),
        // What is not stocked at a place says nothing of it.
        (STOCK, "sku;Lager;Bestand\nA-1;Berlin;not stocked\nA-1;Köln;4\nA-2;Köln;2\n0030;Köln;1\n", two("in stock | 4", "in stock | 2")),
        // A column for each location.
        ("role = \"stock\"\nlocations = [\"Berlin\", \"Köln\"]", "sku;Berlin;Köln;Hamburg\nA-1;1;2;40\nA-2;;0;9\n0030;1;1;1\n",
            two("in stock | 3", "out of stock | 0")),
        // Words: one location that has it is enough.
        (STOCK, "sku;Verfügbarkeit\nA-1;out of stock\nA-1;in stock\nA-2;nicht auf Lager\n0030;in stock\n", two("in stock | –", "out of stock | –")),
    ];
    for (source, file, expected) in cases {
        let sold = with(source, file);
        assert_eq!(
            stock(&sold)[..2],
            expected,
            "{file}\n{:#}",
            sold.report.document
        );
    }
}

#[test]
fn pieces_that_are_no_number_hold_the_item_back() {
    let sold = with(
        "role = \"stock\"",
        "sku,stock\nA-1,3\nA-1,many\nA-2,1\n0030,1\n",
    );
    sold.is(3, "read=3 created=2 invalid=1", "availability-invalid=1");
}

#[test]
fn keys_are_compared_as_they_stand_but_for_blanks_and_marks() {
    #[rustfmt::skip]
    let cases = [
        ("A-1", true), (" A-1 ", true), ("\u{a0}A-1", true), ("a-1", false), ("A-01", false), ("A -1", false),
    ];
    for (key, found) in cases {
        let sold = with(
            "role = \"stock\"",
            &format!("sku,stock\n{key},3\nA-2,1\n'0030,2\n"),
        );
        let is_there = stock(&sold).iter().any(|line| line == "1 | in stock | 3");
        assert_eq!(is_there, found, "{key}");
        // Leading zeros are part of a number; a mark of a spreadsheet is not.
        let last = "3 | in stock | 2".to_owned();
        assert_eq!(stock(&sold).last(), Some(&last));
    }
    let sold = with("role = \"stock\"", "sku,stock\nA-1,3\nA-2,1\n30,2\n");
    sold.is(
        3,
        "read=3 created=2 invalid=1",
        "availability-missing=1 product-without-stock=1 stock-without-product=1",
    );
    sold.report
        .mentions("`0030` of the products looks like `30`");
}

#[test]
fn what_has_no_partner_is_counted_on_both_sides_and_never_sold_out() {
    let sold = with("role = \"stock\"", "sku,stock\nA-1,3\nX-1,1\nX-2,1\n");
    sold.is(
        3,
        "read=3 created=1 invalid=2",
        "availability-missing=2 product-without-stock=1 stock-without-product=1",
    );
    sold.report
        .mentions("2 keys belong to no product: `X-1`, `X-2`");
    sold.report.mentions("2 items have no row here: `2`, `3`");
    let settings = "role = \"stock\"\n[shop]\nurl = \"https://shop.example\"";
    assert!(settings.contains("stock"));
    let shop = Shop::of(
        "[shop]\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"B\"\navailability = \"available for order\"\n\
         [[source]]\npath = \"products.csv\"\n[[source]]\npath = \"stock.csv\"\nrole = \"stock\"\n",
    );
    let sold = shop
        .file("stock.csv", "sku,stock\nA-1,3\n")
        .sells_by_settings("products.csv", PRODUCTS);
    assert_eq!(
        stock(&sold),
        [
            "1 | in stock | 3",
            "2 | available for order | –",
            "3 | available for order | –"
        ]
    );
}

#[test]
fn a_key_that_joins_nothing_ends_the_run() {
    let sold = with("role = \"stock\"", "sku,stock\n1,3\n2,1\n");
    sold.report
        .fails(2)
        .mentions("no row belongs to any product");
    let cases = [
        (
            "role = \"stock\"\nkey = \"sku\"\nof = \"Nummer\"",
            "sku,stock\nA-1,1\n",
            "`of` names the column `Nummer`",
        ),
        (
            "role = \"stock\"\nkey = [\"sku\", \"farbe\"]",
            "sku,farbe,stock\nA-1,rot,1\n",
            "name theirs with `of`",
        ),
        (
            "role = \"stock\"\nlocations = [\"Mars\"]",
            "sku,stock\nA-1,1\n",
            "names the column `Mars`",
        ),
        ("key = \"sku\"", "sku,stock\nA-1,1\n", "add `role = "),
    ];
    for (source, file, words) in cases {
        with(source, file).report.fails(2).mentions(words);
    }
    // Stock without the column of its key is as good as none.
    let lost = [
        (
            "role = \"stock\"",
            "Farbe,Anzahl\nrot,1\n",
            "name it with `key`",
        ),
        (
            "role = \"stock\"\nkey = \"Nummer\"",
            "sku,stock\nA-1,1\n",
            "`key` names the column `Nummer`",
        ),
    ];
    for (source, file, words) in lost {
        with(source, file)
            .report
            .is(3, "read=3 invalid=3")
            .mentions(words);
    }
}

#[test]
fn prices_of_their_own_file_come_first_and_bring_their_own_sale() {
    let lines = |source: &str, file: &str| with(source, file).show("id price sale_price");
    let own = [
        "1 | 9.90 EUR | 7.90 EUR",
        "2 | 19.90 EUR | –",
        "3 | 39.90 EUR | –",
    ];
    // A price hides the price and the sale of the products.
    let sold = lines("role = \"prices\"", "sku;Preis\nA-1;12,50\n");
    assert_eq!(sold, ["1 | 12.50 EUR | –", own[1], own[2]]);
    // A sale alone hides the products' sale.
    let sold = lines(
        "role = \"prices\"",
        "sku;Aktionspreis\nA-1;5,00\nA-2;9,99\n",
    );
    assert_eq!(
        sold,
        [
            "1 | 9.90 EUR | 5.00 EUR",
            "2 | 19.90 EUR | 9.99 EUR",
            own[2]
        ]
    );
    // It is only asked where the products say nothing, if that is what is wanted.
    let sold = lines(
        "role = \"prices\"\noverrides = false",
        "sku;Preis\nA-1;12,50\n",
    );
    assert_eq!(sold, own);
    // What the products' own template says of a joined column is the last word.
    let both = [(
        "role = \"prices\"",
        "sku;Preis;UVP\nA-1;12,50;15,00\nA-2;1,00;2,00\n",
    )];
    let map = "1,A-1";
    assert!(PRODUCTS.contains(map));
    let shop = Shop::with(
        "[[source]]\npath = \"products.csv\"\n[source.map]\nprice = \"{{ row['prices.UVP'] }} EUR\"\n\
         [[source]]\npath = \"prices.csv\"\nrole = \"prices\"\n",
    );
    let sold = shop
        .file("prices.csv", both[0].1)
        .sells_by_settings("products.csv", PRODUCTS);
    assert_eq!(
        sold.show("id price")[..2],
        ["1 | 15.00 EUR", "2 | 2.00 EUR"]
    );
}

#[test]
fn the_first_of_several_files_of_prices_wins() {
    let list = (
        "role = \"prices\"\nname = \"list\"",
        "sku;Preis\nA-1;20,00\nA-2;30,00\n0030;40,00\n",
    );
    let sale = (
        "role = \"prices\"\nname = \"sale\"",
        "sku;Preis;Aktionspreis\nA-1;99,00;15,00\n",
    );
    let sold = joined(PRODUCTS, &[list, sale]);
    assert_eq!(
        sold.show("id price sale_price"),
        [
            "1 | 20.00 EUR | 15.00 EUR",
            "2 | 30.00 EUR | –",
            "3 | 40.00 EUR | –"
        ]
    );
    let sold = joined(PRODUCTS, &[sale, list]);
    assert_eq!(
        sold.show("id price sale_price")[0],
        "1 | 99.00 EUR | 15.00 EUR"
    );
}

#[test]
fn rows_of_prices_that_contradict_each_other_hold_the_item_back() {
    let sold = with(
        "role = \"prices\"",
        "sku;Preis\nA-1;12,50\nA-1;13,50\nA-2;9,00\nA-2;9,00\n0030;1,00\n",
    );
    sold.is(3, "read=3 created=2 invalid=1", "prices-duplicate=1");
    assert_eq!(sold.show("id price"), ["2 | 9.00 EUR", "3 | 1.00 EUR"]);
    // Which of them counts can be said.
    let sold = with(
        "role = \"prices\"\nrows = \"row['Gruppe'] == 'EK' and row['ab'] == '1'\"",
        "sku;Gruppe;ab;Preis\nA-1;EK;1;12,50\nA-1;H;1;10,00\nA-1;EK;5;11,00\nA-2;EK;1;9,00\n0030;EK;1;1,00\n",
    );
    assert_eq!(
        sold.show("id price"),
        ["1 | 12.50 EUR", "2 | 9.00 EUR", "3 | 1.00 EUR"]
    );
}

#[test]
fn a_supplement_fills_what_is_empty_or_overrides() {
    let file = "id,title,color,custom_label_0\n1,Becher,rot,neu\n2,,blau,\n";
    let show = |sold: &Sold| sold.show("id title color custom_label_0");
    let sold = with("role = \"supplement\"", file);
    assert_eq!(
        show(&sold),
        [
            "1 | Tasse | rot | neu",
            "2 | Teller | blau | –",
            "3 | Topf | – | –"
        ]
    );
    let sold = with("role = \"supplement\"\noverrides = true", file);
    assert_eq!(show(&sold)[0], "1 | Becher | rot | neu");
    assert_eq!(show(&sold)[1], "2 | Teller | blau | –");
    // Contradicting rows say nothing.
    let sold = with("role = \"supplement\"", "id,color\n1,rot\n1,blau\n2,gelb\n");
    assert_eq!(show(&sold)[0], "1 | Tasse | – | –");
    assert_eq!(
        sold.report.document["problem_counts"]["supplement-duplicate"],
        1
    );
}

#[test]
fn a_map_feeds_fields_from_the_columns_of_the_joined_file() {
    let source = "role = \"stock\"\nkey = \"Nr\"\nof = \"sku\"\n[source.map]\n\
                  quantity_to_sell_on_facebook = \"{{ (row['Regal'] | number) - (row['Reserviert'] | number) }}\"";
    let sold = with(source, "Nr;Regal;Reserviert\nA-1;10;4\nA-2;3;3\n0030;1;0\n");
    assert_eq!(
        stock(&sold),
        [
            "1 | in stock | 6",
            "2 | out of stock | 0",
            "3 | in stock | 1"
        ]
    );
}

#[test]
fn templates_and_the_filter_of_the_products_see_joined_columns() {
    let shop = Shop::with(
        "[filter]\ninclude = \"row['stock.Regal'] != 'gesperrt'\"\n\
         [[source]]\npath = \"products.csv\"\n[source.map]\ncustom_label_0 = \"{{ 'knapp' if (row['lager.quantity'] | number) < 3 else '' }}\"\n\
         [[source]]\npath = \"stock.csv\"\nrole = \"stock\"\nname = \"lager\"\n",
    );
    let file = "sku;Bestand;Regal\nA-1;2;r1\nA-2;9;r2\n0030;1;gesperrt\n";
    let shop = shop.file("stock.csv", file);
    shop.sells_by_settings("products.csv", PRODUCTS)
        .report
        .fails(2)
        .mentions("`stock.Regal`");
    let shop = Shop::with(
        "[filter]\ninclude = \"row['lager.Regal'] != 'gesperrt'\"\n\
         [[source]]\npath = \"products.csv\"\n[source.map]\ncustom_label_0 = \"{{ 'knapp' if (row['lager.quantity'] | number) < 3 else '' }}\"\n\
         [[source]]\npath = \"stock.csv\"\nrole = \"stock\"\nname = \"lager\"\n",
    );
    let sold = shop
        .file("stock.csv", file)
        .sells_by_settings("products.csv", PRODUCTS);
    assert_eq!(sold.show("id custom_label_0"), ["1 | knapp", "2 | –"]);
}

#[test]
fn shopifys_inventory_belongs_to_variants_by_handle_and_options() {
    const PRODUCTS: &str = "\
Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Policy,Variant Price,Image Src,Status
tee,Tee,Ein Hemd,Haus,true,Size,S,T,shopify,deny,10.00,https://shop.example/t.jpg,active
tee,,,,,,M,T,shopify,continue,10.00,,
mug,Mug,Ein Becher,Haus,true,Title,Default Title,,,deny,5.00,https://shop.example/m.jpg,active
";
    const MAP: &str =
        "[source.map]\nid = \"{{ row['Handle'] }}-{{ row['Option1 Value'] | slug }}\"\n";
    let long = "\
Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Incoming,Unavailable,Committed,Available,On hand
tee,Tee,Size,S,,,,,T,,,Berlin,0,0,0,2,2
tee,Tee,Size,S,,,,,T,,,Köln,0,0,0,-1,0
tee,Tee,Size,M,,,,,T,,,Berlin,0,0,0,0,0
tee,Tee,Size,M,,,,,T,,,Köln,not stocked,not stocked,not stocked,not stocked,not stocked
";
    let wide = "\
Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Berlin,Köln
tee,Tee,Size,S,,,,,T,,,2,-1
tee,Tee,Size,M,,,,,T,,,0,not stocked
";
    for (file, locations, small) in [
        (long, "", "in stock | 1"),
        (wide, "", "in stock | 1"),
        (long, "locations = [\"Berlin\"]", "in stock | 2"),
        (wide, "locations = [\"Berlin\"]", "in stock | 2"),
        (wide, "locations = [\"Köln\"]", "out of stock | 0"),
    ] {
        let shop = Shop::with(&format!(
            "[[source]]\npath = \"products.csv\"\n{MAP}[[source]]\npath = \"inventory.csv\"\nrole = \"stock\"\n{locations}\n"
        ));
        let sold = shop
            .file("inventory.csv", file)
            .sells_by_settings("products.csv", PRODUCTS);
        let sources = &sold.report.document["sources"];
        assert_eq!(sources[1]["preset"], "shopify-inventory", "{sources}");
        assert_eq!(sources[1]["role"], "stock");
        let lines = stock(&sold);
        // Nobody counts the mug; the large one sells on.
        assert_eq!(lines[0], "mug-default-title | in stock | –", "{file}");
        assert_eq!(
            lines.last().unwrap(),
            &format!("tee-s | {small}"),
            "{file} {locations}"
        );
        if !locations.contains("Köln") {
            assert_eq!(lines[1], "tee-m | available for order | 0", "{file}");
        }
    }
}

#[test]
fn presets_of_shops_stock_and_prices_are_detected() {
    #[rustfmt::skip]
    let cases = [
        ("stock", "magento-stock", "source_code,sku,status,quantity\ndefault,A-1,1,3.0000\neu,A-1,1,2.0000\nus,A-1,0,50\ndefault,A-2,1,0\ndefault,0030,1,1\n",
            "1 | 9.90 EUR | 7.90 EUR | in stock | 5"),
        ("stock", "shopware5-stock", "ordernumber;instock;_name;_additionaltext;_supplier\nA-1;5;x;;\nA-2;0;x;;\n0030;1;x;;\n",
            "1 | 9.90 EUR | 7.90 EUR | in stock | 5"),
        ("prices", "shopware5-prices", "ordernumber;price;pricegroup;from;pseudoprice;_name;_additionaltext;_supplier;purchaseprice\n\
            A-1;59,99;EK;1;0;x;;;0\nA-1;49,99;H;1;0;x;;;0\nA-2;199;EK;1;219,5;x;;;0\nA-2;189;EK;10;0;x;;;0\n",
            "1 | 59.99 EUR | – | in stock | 70"),
    ];
    for (role, preset, file, first) in cases {
        let sold = with(&format!("role = \"{role}\"\nof = \"sku\""), file);
        let sources = &sold.report.document["sources"];
        assert_eq!(sources[1]["preset"], preset, "{:#}", sold.report.document);
        assert_eq!(sold.show(FIELDS)[0], first, "{preset}");
        assert!(sold.report.problems("column-unknown").len() < 2);
    }
}

#[test]
fn rows_without_a_key_or_a_location_are_no_stock_of_anything() {
    let sold = with(
        "role = \"stock\"",
        "sku,stock\nA-1,3\n,7\n ,8\nA-2,1\n0030,1\n",
    );
    sold.report
        .mentions("2 rows have nothing in the column of the key");
    let places = "role = \"stock\"\nlocations = \"Berlin\"";
    let sold = with(
        places,
        "sku,Lager,stock\nA-1,Berlin,3\nA-1,,9\nA-2,Berlin,1\n0030,Berlin,1\n",
    );
    assert_eq!(stock(&sold)[0], "1 | in stock | 3");
    // What a template has made is read as it stands, whatever the file's own sign.
    let map = "role = \"stock\"\ndecimal = \",\"\n[source.map]\nquantity_to_sell_on_facebook = \"{{ (row['Kg'] | number) + 0 }}\"";
    let sold = with(map, "sku;Kg\nA-1;1,250\nA-1;2,250\nA-2;1,999\n0030;1\n");
    assert_eq!(stock(&sold)[..2], ["1 | in stock | 3", "2 | in stock | 1"]);
}

#[test]
fn a_list_of_columns_can_be_the_key() {
    let products = "\
id,name,farbe,title,description,link,image_link,price
1,Tasse,rot,Tasse,Eine Tasse,https://shop.example/1,https://shop.example/1.jpg,9.90 EUR
2,Tasse,blau,Tasse,Eine Tasse,https://shop.example/2,https://shop.example/2.jpg,9.90 EUR
";
    let source = "role = \"stock\"\nkey = [\"Artikel\", \"Farbe\"]\nof = [\"name\", \"farbe\"]\n";
    let sold = joined(
        products,
        &[(
            source,
            "Artikel;Farbe;Bestand\nTasse;rot;1\nTasse;blau;0\nTasse;grün;9\n",
        )],
    );
    assert_eq!(stock(&sold), ["1 | in stock | 1", "2 | out of stock | 0"]);
}

#[test]
fn joined_rows_that_are_damaged_are_told_with_their_place() {
    let sold = with("role = \"stock\"", "sku,stock\nA-1,3\nA-2,1,,,9\n0030,1\n");
    let ragged = sold.report.problems("record-ragged");
    assert_eq!(ragged[0]["source"], "joined-0.csv", "{ragged:#?}");
    assert_eq!(ragged[0]["line"], 3);
}

/// The most memory that a run had, in kilobytes.
#[cfg(target_os = "linux")]
fn peak(world: &crate::world::World, line: &str) -> u64 {
    let mut child = world.command(line).stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    // A bound for the case that it never ends.
    for _ in 0..200_000 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        most = most.max(kilobytes.unwrap_or(0));
        std::thread::park_timeout(std::time::Duration::from_millis(1));
    }
    child.wait().unwrap();
    most
}

#[cfg(target_os = "linux")]
#[test]
fn hundreds_of_thousands_of_rows_of_stock_take_no_memory() {
    let world = crate::world::World::new();
    let mut products = String::from("id,title,description,link,image_link,price,brand,condition\n");
    for n in 0..50 {
        let link = format!("https://shop.example/{n}");
        writeln!(
            products,
            "A-{n},Tasse,Text,{link},{link}.jpg,9.90 EUR,B,new"
        )
        .unwrap();
    }
    world.write("products.csv", products);
    let file = |rows: usize| {
        let mut file = String::from("sku;Lager;Bestand;Notiz\n");
        let note = "Regal 17, zweite Reihe von links, hinter der Tür".repeat(4);
        let mut dice = Dice::new(7);
        for n in 0..rows {
            let id = dice.below(rows);
            writeln!(file, "A-{id};Lager {};{};{note}", n % 5, n % 7).unwrap();
        }
        for n in 0..50 {
            writeln!(file, "A-{n};Lager 9;1;").unwrap();
        }
        file
    };
    world.config(
        "[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"stock.csv\"\nrole = \"stock\"\n",
    );
    world.write("stock.csv", file(100));
    let little = peak(&world, "check -q");
    world.write("stock.csv", file(200_000));
    let much = peak(&world, "check -q");
    assert!(little > 0);
    // The file has 46 MB; the buffer for sorting 16.
    assert!(much < little + 40_000, "{little} kB, then {much} kB");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_order_of_rows_in_either_file_changes_nothing(seed in 0_u64..1_000_000) {
        let mut dice = Dice::new(seed);
        let mut products: Vec<String> = PRODUCTS.lines().skip(1).map(str::to_owned).collect();
        let mut rows: Vec<String> = Vec::new();
        for _ in 0..20 {
            let sku = ["A-1", "A-2", "0030", "X", ""][dice.below(5)];
            let place = ["Berlin", "Köln"][dice.below(2)];
            let price = ["10,00", "20,00", ""][dice.below(3)];
            rows.push(format!("{sku};{place};{};{price}", dice.below(9)));
        }
        rows.push("A-1;Berlin;1;".to_owned());
        let head = PRODUCTS.lines().next().unwrap().to_owned();
        let mut made = Vec::new();
        for _ in 0..2 {
            let stock = format!("sku;Lager;Bestand;Preis\n{}\n", rows.join("\n"));
            let sold = joined(
                &format!("{head}\n{}\n", products.join("\n")),
                &[("role = \"stock\"", &stock), ("role = \"prices\"", &stock)],
            );
            made.push(sold.show(FIELDS));
            dice.shuffle(&mut products);
            dice.shuffle(&mut rows);
        }
        prop_assert_eq!(&made[0], &made[1]);
    }
}
