//! Which of several columns or rows is read, where an export has one for each
//! view of the shop, group of customers, language or currency.

use std::fmt::Write as _;

use crate::shops::{Shop, Sold};
use crate::world::World;

const URL: &str = "[shop]\nurl = \"https://shop.example\"\nimage_url = \"https://shop.example\"\n\
                   condition = \"new\"\nbrand = \"Haus\"\navailability = \"in stock\"\n";

fn viewed(view: &str, content: &str) -> Sold {
    let source =
        format!("{URL}currency = \"EUR\"\n[[source]]\npath = \"export.csv\"\nview = \"{view}\"\n");
    Shop::of(&source).sells_by_settings("export.csv", content)
}

const MAGENTO: &str = "\
sku,store_view_code,attribute_set_code,product_type,product_websites,name,description,product_online,visibility,price,url_key,base_image
A,,Default,simple,base,Mug,<p>Text</p>,1,\"Catalog, Search\",10,mug,/m.jpg
A,de,,,,Becher,,,,,,
A,fr-be,,,,Tasse,,,,,,
";

const SHOPWARE5: &str = "\
ordernumber;mainnumber;name;tax;price_EK;price_H;active;instock;laststock;imageUrl
A;A;Becher;19;9.00;7.00;1;1;0;https://img.example/a.jpg
";

#[test]
fn a_view_that_the_export_has_not_is_refused_with_those_that_it_has() {
    #[rustfmt::skip]
    let cases = [
        ("de", MAGENTO, Ok("Becher | 10.00 EUR")), ("DE", MAGENTO, Ok("Becher | 10.00 EUR")),
        ("fr-be", MAGENTO, Ok("Tasse | 10.00 EUR")),
        ("dee", MAGENTO, Err("`dee`, only `de`, `fr-be`")),
        ("H", SHOPWARE5, Ok("Becher | 7.00 EUR")), ("EK", SHOPWARE5, Ok("Becher | 9.00 EUR")),
        ("B2B", SHOPWARE5, Err("`B2B`, only `ek`, `h`")),
    ];
    for (view, content, expected) in cases {
        let sold = viewed(view, content);
        match expected {
            Ok(line) => assert_eq!(sold.show("title price"), [line], "{view}"),
            Err(words) => {
                sold.report.fails(2).mentions(words).mentions("`view`");
            }
        }
    }
    // Of several files of one source, one that has it is enough.
    let parts =
        format!("{URL}currency = \"EUR\"\n[[source]]\npath = \"part-*.csv\"\nview = \"de\"\n");
    let plain = MAGENTO.replace("\nA,", "\nB,");
    let plain: String = plain.split_inclusive('\n').take(2).collect();
    let sold = Shop::of(&parts)
        .file("part-1.csv", MAGENTO)
        .sells_by_settings("part-2.csv", plain);
    assert_eq!(sold.show("id title"), ["A | Becher", "B | Mug"]);
    let none = "id,title,description,price,link,image_link\n1,T,D,1 EUR,https://shop.example/1,https://shop.example/1.jpg\n";
    let sold = viewed("de", none);
    sold.report.fails(2).mentions("`de`, nor any other");
}

/// What is hidden is bought on its parent's page, whatever the language of the admin.
#[test]
fn magentos_word_for_hidden_is_known_in_other_languages() {
    for word in [
        "Not Visible Individually",
        "Nicht einzeln sichtbar",
        "Non visible individuellement",
        "No visible individualmente",
    ] {
        let content = MAGENTO.replace("\"Catalog, Search\"", word);
        let sold = Shop::of(&format!("{URL}currency = \"EUR\"\n")).sells(content);
        sold.is(0, "read=1 filtered=1", "");
    }
}

/// What a packed cell holds is a column, though the header does not name it.
#[test]
fn a_template_may_ask_for_what_a_packed_cell_holds() {
    let packed = MAGENTO.replace(",base_image\n", ",base_image,additional_attributes\n");
    let packed = packed.replace("/m.jpg\n", "/m.jpg,\"glaze=matt,kiln=3\"\n");
    let shop = |column: &str| {
        let map = format!("custom_label_0 = \"{{{{ row['{column}'] }}}}\"\n");
        let source = format!("[[source]]\npath = \"export.csv\"\n[source.map]\n{map}");
        Shop::of(&format!("{URL}currency = \"EUR\"\n{source}"))
            .sells_by_settings("export.csv", &packed)
    };
    let sold = shop("additional_attributes.glaze");
    assert_eq!(
        sold.show("custom_label_0"),
        ["matt"],
        "{:#}",
        sold.report.document
    );
    let wrong = shop("additional_attribute.glaze");
    wrong.report.fails(2).mentions("has no column");
}

/// What is shown can be put into a file again.
#[test]
fn the_settings_that_are_shown_have_tax_classes_view_and_header() {
    let world = World::new();
    let source = "[[source]]\npath = \"export.csv\"\nview = \"de\"\nheader = \"id; title, long\"\n";
    let classes = "[shop.tax_classes]\n\"1\" = 19\n\"ermäßigt\" = 7.5\n";
    world.config(&format!("{URL}{classes}{source}"));
    let shown = world.run("config show").stdout;
    for line in [
        "[shop.tax_classes]\n1 = 19\n\"ermäßigt\" = 7.5\n",
        "view = \"de\"",
        "header = \"id; title, long\"",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let text = world.run("config show --json").stdout;
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let classes =
        serde_json::json!([{"class": "1", "rate": 19}, {"class": "ermäßigt", "rate": 7.5}]);
    assert_eq!(document["tax_classes"], classes);
    world.config(&shown);
    assert_eq!(world.run("config show").stdout, shown);
}

const EPAGES: [(&str, &str); 12] = [
    ("Typ [Class]", "Product"),
    ("Bezeichner [Alias]", "E-1"),
    ("Sichtbar [IsVisible]", "1"),
    ("Listenpreis/EUR/gross [ListPrices/EUR/gross]", "12,50"),
    ("Listenpreis/CHF/gross [ListPrices/CHF/gross]", "13,90"),
    ("Steuerklasse [TaxClass]", "normal"),
    ("Lagerbestand [StockLevel]", "4"),
    ("Name/Deutsch [Name/de]", "Becher"),
    ("Name/Französisch [Name/fr]", "Tasse"),
    ("Name/Englisch [Name/en]", "Mug"),
    ("Kurz-URL/Deutsch [URI/de]", "becher"),
    ("Bild [Image]", "becher.jpg"),
];

/// An export of `ePages`, whose columns stand in another order each time.
fn epages(turn: usize, settings: &str) -> Sold {
    let mut cells = EPAGES.to_vec();
    cells.rotate_left(turn);
    let line = |part: fn(&(&str, &str)) -> String| {
        let texts: Vec<String> = cells.iter().map(part).collect();
        format!("\"{}\"\n", texts.join("\";\""))
    };
    let text = line(|(name, _)| (*name).to_owned()) + &line(|(_, cell)| (*cell).to_owned());
    Shop::of(&format!("{URL}{settings}\n")).sells(text)
}

#[test]
fn prices_are_those_in_the_shops_currency_and_names_those_in_its_language() {
    #[rustfmt::skip]
    let cases = [
        ("currency = \"EUR\"\nlanguage = \"de\"", "Becher | 12.50 EUR"),
        ("currency = \"CHF\"\nlanguage = \"fr\"", "Tasse | 13.90 CHF"),
        // A language that the export has not: always the same one, English if there is any.
        ("currency = \"EUR\"\nlanguage = \"nl\"", "Mug | 12.50 EUR"),
        ("currency = \"EUR\"", "Mug | 12.50 EUR"),
    ];
    for turn in [0, 3, 5, 8, 9, 11] {
        for (settings, expected) in cases {
            let sold = epages(turn, settings);
            let found = &sold.report.document["sources"][0]["preset"];
            assert_eq!(found, "epages");
            let lines = sold.show("title price");
            assert_eq!(
                lines,
                [expected],
                "{turn} {settings}: {:#}",
                sold.report.document
            );
        }
    }
    let pounds = epages(0, "currency = \"GBP\"");
    assert!(pounds.items.is_empty(), "{:#?}", pounds.items);
}

/// Languages of one table stand in any order; none of them may win by its place.
#[test]
fn of_languages_that_are_as_good_the_same_is_taken_whatever_the_order_of_the_columns() {
    let names = [("fr_FR", "Tasse"), ("cs_CZ", "Hrnek"), ("fr_BE", "Bol")];
    let header = "sku;family;enabled;price-EUR;image;description";
    let cells = "K-1;mugs;1;9.00;https://img.example/k.jpg;Text";
    for (wanted, language) in [("Hrnek", "nl"), ("Bol", "fr"), ("Tasse", "fr-FR")] {
        for turn in 0..3 {
            let mut names = names.to_vec();
            names.rotate_left(turn);
            let (mut head, mut row) = (header.to_owned(), cells.to_owned());
            for (locale, name) in names {
                write!(head, ";name-{locale}").unwrap();
                write!(row, ";{name}").unwrap();
            }
            let further = format!(
                "currency = \"EUR\"\nlanguage = \"{language}\"\n[[source]]\npath = \"export.csv\"\n[source.map]\n\
                 link = \"https://shop.example/{{{{ row['sku'] }}}}\"\n"
            );
            let shop = Shop::of(&format!("{URL}{further}"));
            let sold = shop.sells_by_settings("export.csv", format!("{head}\n{row}\n"));
            let lines = sold.show("title");
            assert_eq!(
                lines,
                [wanted],
                "{language} {turn}: {:#}",
                sold.report.document
            );
        }
    }
}
