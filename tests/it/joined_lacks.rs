//! Joined files and several sources that say less than they should: nothing is sold,
//! dropped or priced for what they leave open.

use crate::shops::{Shop, Sold};

const PRODUCTS: &str = "\
id,title,description,link,image_link,price,condition,brand,availability,quantity_to_sell_on_facebook
1,Tasse,Eine Tasse,https://shop.example/1,https://shop.example/1.jpg,10.00,new,Nord,in stock,70
2,Teller,Ein Teller,https://shop.example/2,https://shop.example/2.jpg,20.00,new,Nord,in stock,70
3,Topf,Ein Topf,https://shop.example/3,https://shop.example/3.jpg,30.00,new,Nord,out of stock,0
";

/// These products with a joined file, in a shop that says that all is there.
fn with(source: &str, file: &str) -> Sold {
    let settings = format!(
        "[shop]\ncurrency = \"EUR\"\navailability = \"in stock\"\n\
         [[source]]\npath = \"products.csv\"\n[[source]]\npath = \"joined.csv\"\n{source}\n"
    );
    let shop = Shop::of(&settings).file("joined.csv", file);
    shop.sells_by_settings("products.csv", PRODUCTS)
}

#[test]
fn a_file_that_says_nothing_of_what_it_is_there_for_is_an_error() {
    #[rustfmt::skip]
    let cases = [
        ("prices", "id;Netto irgendwas\n1;8,40\n2;16,80\n", "no column with a price", "`price` below"),
        ("prices", "id;Currency\n1;EUR\n2;EUR\n", "no column with a price", "`Currency`"),
    ];
    for (role, file, what, named) in cases {
        let sold = with(&format!("role = \"{role}\""), file);
        sold.report.fails(2).mentions(what).mentions(named);
    }
    // Stock stays as it is in the catalog, and is never said to be there.
    let sold = with("role = \"stock\"", "id;Regalplatz\n1;0\n2;5\n");
    assert!(sold.items.is_empty(), "{:#?}", sold.items);
    sold.report
        .mentions("no column with pieces or availability")
        .mentions("`quantity_to_sell_on_facebook`");
    // A map says it.
    let map = "role = \"stock\"\n[source.map]\nquantity_to_sell_on_facebook = \"{{ row['Regalplatz'] }}\"";
    let sold = with(map, "id;Regalplatz\n1;0\n2;5\n3;1\n");
    assert_eq!(
        sold.show("id availability"),
        ["1 | out of stock", "2 | in stock", "3 | in stock"]
    );
}

/// An item that a file of stock names and keeps nowhere is sold out, whatever the shop
/// says of items without a row.
#[test]
fn what_is_kept_nowhere_is_not_sold() {
    const PLAIN: &str = "role = \"stock\"";
    const BERLIN: &str = "role = \"stock\"\nlocation = \"Lager\"\nlocations = [\"Berlin\"]";
    const WIDE: &str = "role = \"stock\"\nlocations = [\"Berlin\", \"Köln\"]";
    #[rustfmt::skip]
    let cases = [
        (PLAIN, "id;Bestand\n1;n/a\n2;5\n3;-\n", ["out of stock", "in stock", "out of stock"]),
        (PLAIN, "id;Bestand\n1;n/a\n1;4\n2;-\n2;not stocked\n3;1\n", ["in stock", "out of stock", "in stock"]),
        (BERLIN, "id;Lager;Bestand\n1;Köln;9\n2;Berlin;5\n3;Köln;1\n3;Berlin;1\n", ["out of stock", "in stock", "in stock"]),
        (WIDE, "id;Berlin;Köln\n1;not stocked;-\n2;not stocked;3\n3;0;1\n", ["out of stock", "in stock", "in stock"]),
        // Magento: a source that is switched off has nothing.
        (PLAIN, "source_code,sku,status,quantity\na,1,0,7\na,2,1,5\nb,2,0,9\na,3,1,1\n", ["out of stock", "in stock", "in stock"]),
    ];
    for (source, file, expected) in cases {
        let sold = with(source, file);
        let lines = sold.show("availability");
        assert_eq!(lines, expected, "{file}\n{:#}", sold.report.document);
    }
}

#[test]
fn the_currency_beside_a_price_is_heeded() {
    let held = |sold: &Sold, times: u64| {
        sold.is(
            3,
            &format!("read=3 created={} invalid={times}", 3 - times),
            &format!("currency-mismatch={times}"),
        );
    };
    let sold = with(
        "role = \"prices\"",
        "id;Preis;Währung\n1;12,50;USD\n2;22,50;EUR\n3;;USD\n",
    );
    held(&sold, 1);
    // The price of the products stays where the file has none.
    assert_eq!(sold.show("id price"), ["2 | 22.50 EUR", "3 | 30.00 EUR"]);
    let export = PRODUCTS
        .replace("price,", "price,currency,")
        .replace("0.00,", "0.00,USD,")
        .replacen("20.00,USD", "20.00 EUR,USD", 1)
        .replacen("30.00,USD", "30.00,eur", 1);
    let sold = Shop::of("[shop]\ncurrency = \"EUR\"").sells(&export);
    held(&sold, 1);
    // An amount that names its own is not asked twice.
    assert_eq!(sold.show("id price"), ["2 | 20.00 EUR", "3 | 30.00 EUR"]);
    let sold = Shop::of("").sells(export.replace(" EUR,USD", ",taler"));
    sold.is(3, "read=3 created=2 invalid=1", "currency-missing=1");
    assert_eq!(sold.show("id price"), ["1 | 10.00 USD", "3 | 30.00 EUR"]);
}

#[test]
fn one_of_several_files_without_records_is_not_believed() {
    let settings = "[shop]\ncurrency = \"EUR\"\n[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"more.csv\"\n";
    let head = PRODUCTS.lines().next().unwrap();
    let sold = Shop::of(settings)
        .file("more.csv", format!("{head}\n"))
        .sells_by_settings("products.csv", PRODUCTS);
    sold.report
        .fails(8)
        .mentions("more.csv: the file has no records, and others have");
}

/// What it held a day ago would be taken for gone.
#[test]
fn one_of_several_files_without_ids_is_not_believed() {
    let settings = "[shop]\ncurrency = \"EUR\"\n[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"more.csv\"\n";
    let mut lines = PRODUCTS.lines();
    let mut more = format!("{}\n", lines.next().unwrap());
    for line in lines {
        let (_, rest) = line.split_once(',').unwrap();
        more.extend([",", rest, "\n"]);
    }
    let sold = Shop::of(settings)
        .file("more.csv", more)
        .sells_by_settings("products.csv", PRODUCTS);
    sold.report
        .fails(2)
        .mentions("more.csv: no item of this file has an id, and what it held would count as gone");
}

#[test]
fn lines_of_an_id_that_two_files_have_are_told_with_their_files() {
    let settings = "[shop]\ncurrency = \"EUR\"\n[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"more.csv\"\n";
    let more = PRODUCTS
        .replace("Topf", "Pfanne")
        .replace("1,Tasse", "7,Tasse")
        .replace("2,Teller", "8,Teller");
    let sold = Shop::of(settings)
        .file("more.csv", &more)
        .sells_by_settings("products.csv", PRODUCTS);
    sold.report
        .mentions("2 different records have this id, on lines 4 of products.csv, 4 of more.csv");
}

#[test]
fn of_several_columns_the_best_one_counts_in_whatever_order_they_stand() {
    #[rustfmt::skip]
    let cases = [
        // What is reserved cannot be sold.
        ("stock", "id;Lagerbestand;Reserviert;Verfügbar\n1;10;10;0\n2;10;3;7\n3;1;0;1\n", ["out of stock", "in stock", "in stock"]),
        ("stock", "id;Verfügbar;Lagerbestand\n1;0;10\n2;;10\n3;1;1\n", ["out of stock", "in stock", "in stock"]),
        // Nor what is blocked.
        ("stock", "id;Bestand;Gesperrt\n1;5;1\n1;0;0\n2;5;0\n3;4;\n", ["out of stock", "in stock", "in stock"]),
    ];
    for (role, file, expected) in cases {
        let sold = with(&format!("role = \"{role}\""), file);
        assert_eq!(sold.show("availability"), expected, "{file}");
    }
    // Which of two prices is meant is not guessed.
    let two = "id;VK;Preis\n1;8,40;10,00\n2;16,80;20,00\n3;25,21;30,00\n";
    let sold = with("role = \"prices\"", two);
    sold.report
        .fails(2)
        .mentions("`VK` and `Preis` both look like the price");
    let map = "role = \"prices\"\n[source.map]\nprice = \"{{ row['Preis'] }}\"";
    let sold = with(map, &two.replace("10,00", "11,00"));
    let prices = sold.show("price");
    assert_eq!(
        prices.first().map(String::as_str),
        Some("11.00 EUR"),
        "{:#}",
        sold.report.document
    );
}

#[test]
fn a_price_for_many_pieces_is_that_of_one_and_codes_on_labels_are_keys() {
    let prices = "EAN;VK;Preiseinheit\n4006381333931;100,00;100\n4006381333948;20,00;Stk\n4006381333955;30,00;\n";
    let products = PRODUCTS
        .replace("quantity_to_sell_on_facebook", "gtin")
        .replace("in stock,70\n2,", "in stock,4006381333931\n2,")
        .replace("in stock,70\n3,", "in stock,4006381333948\n3,")
        .replace("out of stock,0", "out of stock,4006381333955");
    let settings = "[shop]\ncurrency = \"EUR\"\n[[source]]\npath = \"products.csv\"\n\
        [[source]]\npath = \"prices.csv\"\nrole = \"prices\"\n";
    let sold = Shop::of(settings)
        .file("prices.csv", prices)
        .sells_by_settings("products.csv", products);
    sold.is(0, "read=3 created=3", "");
    assert_eq!(
        sold.show("id price"),
        ["1 | 1.00 EUR", "2 | 20.00 EUR", "3 | 30.00 EUR"]
    );
}

#[test]
fn a_location_that_no_row_has_is_told() {
    let source = "role = \"stock\"\nlocation = \"Filiale\"\nlocations = [\"Berlin\", \"Koeln\"]";
    let sold = with(
        source,
        "id;Filiale;Bestand\n1;Köln;5\n2;Berlin;7\n3;Berlin;1\n",
    );
    sold.is(0, "read=3 created=3", "source-note=1");
    sold.report
        .mentions("no row is of `Koeln`, which `locations` names; rows are of `berlin`, `köln`");
    assert_eq!(sold.show("availability")[0], "out of stock");
}

/// A sale or a reservation may stand in a column that nobody knows.
#[test]
fn unknown_columns_of_joined_files_are_told() {
    let settings = "[shop]\ncurrency = \"EUR\"\n[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"stock.csv\"\nrole = \"stock\"\n";
    let stock = "SKU;Menge;Reserviert;Bemerkung\n1;5;5;\n2;3;0;\n";
    let sold = Shop::of(settings)
        .file("stock.csv", stock)
        .sells_by_settings("products.csv", PRODUCTS);
    let told = sold.report.problems("column-unknown");
    let told: Vec<_> = told
        .iter()
        .map(|one| (&one["source"], &one["column"]))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].0, told[0].1),
        (&"stock.csv".into(), &"Reserviert".into())
    );
    // What a template uses is known.
    let used = format!(
        "{settings}[source.map]\nquantity_to_sell_on_facebook = \"{{{{ row['Menge'] | int - row['Reserviert'] | int }}}}\"\n"
    );
    let sold = Shop::of(&used)
        .file("stock.csv", stock)
        .sells_by_settings("products.csv", PRODUCTS);
    assert_eq!(
        sold.report.problems("column-unknown").len(),
        0,
        "{:#}",
        sold.report.document
    );
}
