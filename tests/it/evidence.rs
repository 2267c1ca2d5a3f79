//! What the rows and the files of an export say together, and what is said of them.

use std::fmt::Write as _;

use crate::shops::{Shop, Sold};
use crate::world::World;

const SALES: &str = "SKU,Name,Preis,Aktionspreis,Aktion bis,Bestand,Link,Bild,Beschreibung\n";

/// Items of 9.90 that are on sale for 5.90 until these dates.
fn sales(dates: &[&str]) -> String {
    let mut csv = SALES.to_owned();
    for (at, date) in dates.iter().enumerate() {
        writeln!(
            csv,
            "S{at},Becher {at},\"9,90\",\"5,90\",{date},4,https://shop.example/{at},https://shop.example/{at}.jpg,Text"
        )
        .unwrap();
    }
    csv
}

/// Until when each item is on sale; `–` for one that is not.
fn ends(sold: &Sold) -> Vec<String> {
    let end = |line: String| match line.rsplit_once('/') {
        Some((_, end)) => end[..10].to_owned(),
        None => line,
    };
    let all = sold.show("sale_price_effective_date");
    all.into_iter().map(end).collect()
}

#[test]
fn dates_are_read_as_their_column_says_and_a_slip_says_nothing() {
    #[rustfmt::skip]
    let cases: [(&[&str], &[&str]); 5] = [
        // There is no 30 February, but that does not make 26 a day.
        (&["31-12-26", "15-11-26", "30-02-26"], &["–", "–", "–"]),
        (&["31-12-26", "15-11-26", "99-01-31"], &["2031-12-26", "2015-11-26", "2099-01-31"]),
        (&["03/04/2026", "31/04/2026", "13/04/2026"], &["2026-04-03", "–", "2026-04-13"]),
        (&["03-04-2026/05-04-2026", "13-04-2026/20-04-2026"], &["–", "–"]),
        // For ever, as ERP systems have it.
        (&["31.12.9999", "2999-12-31", "99991231", "12/31/9999", "31.12.2026"], &["–", "–", "–", "–", "2026-12-31"]),
    ];
    for (dates, wanted) in cases {
        let sold = Shop::new().sells(sales(dates));
        assert_eq!(ends(&sold), wanted, "{dates:?}");
    }
    let sold = Shop::new().sells(sales(&["31.12.9999", "2026-12-31"]));
    sold.is(0, "read=2 created=2", "");
    assert_eq!(sold.show("sale_price"), ["5.90 EUR", "5.90 EUR"]);
    let spans = SALES.replace("Aktion bis", "Sale price effective date");
    let rows = sales(&["03-04-2026/05-04-2026", "13-04-2026/20-04-2026"]);
    let map = "[[source]]\npath = \"export.csv\"\n[source.map]\nsale_price_effective_date = \"{{ row['Sale price effective date'] }}\"";
    let shop = Shop::with(map);
    let sold = shop.sells_by_settings("export.csv", rows.replace(SALES, &spans));
    let spans = sold.show("sale_price_effective_date");
    assert!(spans[1].starts_with("2026-04-13"), "{spans:?}");
}

/// The date that the column before it does not tell stands in the one beside it.
#[test]
fn a_column_of_dates_is_read_like_the_one_beside_it() {
    let header = SALES.replace("Aktion bis", "Aktion von,Aktion bis");
    let csv = sales(&["7/8/2026,7/9/2026", "8/8/2026,7/15/2026"]).replace(SALES, &header);
    let sold = Shop::new().sells(csv);
    let spans = sold.show("sale_price_effective_date");
    assert!(spans[0].starts_with("2026-07-08T00:00"), "{spans:?}");
    assert!(spans[0].contains("/2026-07-09T23:59"), "{spans:?}");
}

/// Days of a column that contradict each other are left out until it is repaired, and a
/// run that remembers the others sees that.
#[test]
fn a_mixed_column_that_was_repaired_is_read_anew() {
    let mut dates = vec!["13/04/2026"; 10];
    dates.extend(["03/04/2026"; 30]);
    let mixed: Vec<&str> = std::iter::once("04/13/2026").chain(dates.clone()).collect();
    let whole: Vec<&str> = std::iter::once("13/04/2026").chain(dates.clone()).collect();
    let world = World::new();
    world.config(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\nbrand = \"B\"\ncondition = \"new\"\n\
         timezone = \"Europe/Berlin\"\n[[source]]\npath = \"products.csv\"\n[catalog]\nid = \"100\"\n",
    );
    for (name, repaired) in [("repaired", sales(&whole)), ("gone", sales(&whole[1..]))] {
        world.write("products.csv", sales(&mixed));
        world.sync("--full --allow-removals 50").fails(0);
        assert!(world.item("S20").unwrap().get("sale_price").is_none());
        world.write("products.csv", repaired);
        world.sync("--allow-removals 50").fails(0);
        assert!(
            world.item("S20").unwrap().get("sale_price").is_some(),
            "{name}"
        );
        let plan = world.talk("plan --full --json").json();
        let fresh = world.talk("plan --json").json();
        assert_eq!(fresh.items("updated"), 0, "{name}: {:#}", plan.document);
    }
}

#[test]
fn numbers_of_values_are_not_told_of_values_that_were_not_looked_at() {
    let mut shop: Vec<String> = Vec::new();
    for at in 0..60 {
        shop.push(format!(
            "S{at},Becher {at},\"9,90\",\"5,90\",03/04/2026,4,https://shop.example/{at},https://shop.example/{at}.jpg,Text"
        ));
    }
    let world = World::new();
    world.config(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\nbrand = \"B\"\ncondition = \"new\"\n\
         timezone = \"Europe/Berlin\"\n[[source]]\npath = \"products.csv\"\n[catalog]\nid = \"100\"\n",
    );
    let write =
        |shop: &[String]| world.write("products.csv", format!("{SALES}{}\n", shop.join("\n")));
    write(&shop);
    let said = world.talk("sync").text();
    assert!(said.contains("(in 60 items)"), "{said}");
    shop[59] = shop[59].replace("9,90", "8,90");
    write(&shop);
    let said = world.talk("sync").text();
    assert!(
        said.contains("60 times") && !said.contains("(in "),
        "{said}"
    );
}

const MAGENTO: &str = "sku,store_view_code,attribute_set_code,product_type,categories,product_websites,name,description,price,product_online,visibility,url_key,base_image,qty,is_in_stock,configurable_variations,additional_attributes\n";

#[test]
fn two_rows_of_one_item_and_view_hold_it_back_where_they_differ() {
    let base = |sku: &str| {
        format!(
            "{sku},,Default,simple,\"Default Category/A\",base,Var,Text,9.90,1,\"Catalog, Search\",{sku},/v.jpg,5,1,,\n"
        )
    };
    let view =
        |sku: &str, price: &str| format!("{sku},de,Default,simple,,,Name,,{price},,,,,,,,\n");
    let rows = [
        base("A"),
        base("B"),
        view("A", "8.90"),
        view("A", "7.90"),
        view("B", "8.90"),
        view("B", "8.90"),
    ];
    for order in [[0, 1, 2, 3, 4, 5], [5, 3, 2, 4, 1, 0]] {
        let rows: String = order.iter().map(|at| rows[*at].as_str()).collect();
        let shop = Shop::with(
            "image_url = \"https://shop.example/media\"\n[[source]]\npath = \"export.csv\"\nview = \"de\"",
        );
        let sold = shop.sells_by_settings("export.csv", format!("{MAGENTO}{rows}"));
        sold.is(3, "read=2 created=1 invalid=1", "id-duplicate=1");
        assert_eq!(sold.show("id price"), ["B | 8.90 EUR"]);
    }
}

#[test]
fn addresses_are_shown_without_their_passwords() {
    let world = World::new();
    let csv = "id,title,description,availability,condition,price,link,image_link,additional_image_link,brand,note\n\
               1,A,d,in stock,new,9.90 EUR,https://shop.example/1,ftp://Cover:geheim123@ftp.example/1.jpg,\"https://u:geheim123@h.example/2.jpg,ftp://u:geheim123@h/3.jpg\",B,ftp://u:geheim123@h\n\
               2,A,d,ftp://u:geheim123@h,new,9.90 EUR,https://u:geheim123@shop.example/1,https://shop.example/2.jpg,,B,\n\
               3,A,d,in stock,new,9.90 EUR,https://shop.example/3,https://shop.example/2.jpg,\"ftp://u:geheim123@h/3.jpg\",B,\n";
    world.write("products.csv", csv);
    let silent = |text: &str| assert!(!text.contains("geheim"), "{text}");
    let lines = [
        "check",
        "check --json",
        "check -vv",
        "explain 1",
        "explain 2 --json",
        "export",
        "plan --json",
        "sync --json",
        "sync",
        "status",
        "status --json",
    ];
    for line in lines {
        let ran = world.talk(line);
        silent(&ran.stdout);
        silent(&ran.stderr);
    }
    let said = world.run("check").text();
    assert!(said.contains("ftp://…@ftp.example/1.jpg"), "{said}");
    for entry in std::fs::read_dir(world.state().parent().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"geheim"));
    }
}

const PRODUCTS: &str = "id,title,description,condition,price,link,image_link,brand\n\
                        1,A,d,new,9.90 EUR,https://shop.example/1,https://shop.example/1.jpg,B\n\
                        2,B,d,new,9.90 EUR,https://shop.example/2,https://shop.example/2.jpg,B\n";

/// Products with a further file in this role.
fn with(further: &str, name: &str, content: &str) -> Sold {
    let settings = format!(
        "{further}\n[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"{name}\"\nrole = \"stock\""
    );
    let shop = Shop::with(&settings).file(name, content);
    shop.sells_by_settings("products.csv", PRODUCTS)
}

#[test]
fn stock_that_cannot_be_read_is_told_and_no_setting_is_asked_for() {
    for (cells, why) in [
        (["1.000", "2.500"], "set `decimal`"),
        (["ja", "nein"], "this is no amount"),
    ] {
        let csv = format!("SKU;Bestand\n1;{}\n2;{}\n", cells[0], cells[1]);
        for shop in ["", "availability = \"in stock\""] {
            let sold = with(shop, "stock.csv", &csv);
            sold.is(3, "read=2 invalid=2", "availability-invalid=2");
            sold.report.mentions(why);
        }
    }
}

#[test]
fn a_file_of_stock_in_xml_is_read_like_a_table() {
    let files = [
        "<items><item><sku>1</sku><stock>0</stock></item><item><sku>2</sku><stock>7</stock></item></items>",
        "<items><item sku=\"1\" stock=\"0\"/><item sku=\"2\" stock=\"7\"/></items>",
        "<lager><artikel><id>1</id><bestand>0</bestand></artikel><artikel><id>2</id><bestand>7</bestand></artikel></lager>",
    ];
    for file in files {
        let sold = with("", "stock.xml", file);
        sold.is(0, "read=2 created=2", "");
        let stock = sold.show("id availability quantity_to_sell_on_facebook");
        assert_eq!(
            stock,
            ["1 | out of stock | 0", "2 | in stock | 7"],
            "{file}"
        );
    }
    let sold = with(
        "",
        "stock.xml",
        "<lager><artikel><nr>1</nr><menge>0</menge></artikel><artikel><nr>2</nr><menge>1</menge></artikel></lager>",
    );
    sold.report.mentions("its columns are `nr`, `menge`");
}

#[test]
fn files_of_one_source_mean_the_same_by_their_columns_or_are_refused() {
    let a = "SKU;Bestand\n1;0\n";
    let settings = "availability = \"in stock\"\n[[source]]\npath = \"products.csv\"\n\
                    [[source]]\npath = \"st/*.csv\"\nrole = \"stock\"\npreset = \"generic\"";
    let shop = || Shop::with(settings).file("st/a.csv", a);
    let same = shop().file("st/b.csv", "SKU;Bestand\n2;0\n");
    same.sells_by_settings("products.csv", PRODUCTS)
        .is(0, "read=2 created=2", "");
    let other = shop().file("st/b.csv", "Artikelnummer;Lagerbestand\n2;0\n");
    let sold = other.sells_by_settings("products.csv", PRODUCTS);
    sold.report.fails(2).mentions("a `[[source]]` of its own");
}

#[test]
fn who_asks_for_an_item_that_is_left_out_is_told_why() {
    let world = World::new();
    world.write(
        "products.csv",
        PRODUCTS
            .replace(",B\n", ",B,in stock\n")
            .replace("brand\n", "brand,availability\n"),
    );
    world.configure("[filter]\ninclude = \"row['id'] != '1'\"");
    for line in ["sync --only 1", "plan --only 1"] {
        let said = world.talk(line).text();
        assert!(said.contains("`filter.include` is not true (1)"), "{said}");
    }
    let said = world.talk("sync --only 2").text();
    assert!(!said.contains("filter.include"), "{said}");
}
