//! WooCommerce's product export (`formats.md` 4.3): variations and parents far
//! apart, headers and prices in the shop's language, plugins' columns.

use encoding_rs::WINDOWS_1252;

use crate::export::{Row, csv, delimited};
use crate::shops::{Dice, Shop};

const GERMAN: &[(&str, &str)] = &[
    ("Type", "Typ"),
    ("SKU", "Artikelnummer"),
    ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN oder ISBN"),
    ("Published", "Veröffentlicht"),
    ("Visibility in catalog", "Sichtbarkeit im Katalog"),
    ("Short description", "Kurzbeschreibung"),
    ("Description", "Beschreibung"),
    (
        "Date sale price starts",
        "Datum, an dem Angebotspreis beginnt",
    ),
    ("Date sale price ends", "Datum, an dem Angebotspreis endet"),
    ("In stock?", "Vorrätig?"),
    ("Stock", "Bestand"),
    ("Backorders allowed?", "Lieferrückstände erlaubt?"),
    ("Weight (kg)", "Gewicht (kg)"),
    ("Sale price", "Angebotspreis"),
    ("Regular price", "Regulärer Preis"),
    ("Categories", "Kategorien"),
    ("Tags", "Schlagwörter"),
    ("Images", "Bilder"),
    ("Parent", "Übergeordnetes Produkt"),
    ("Brands", "Marken"),
    ("Attribute 1 name", "Attribut 1 Name"),
    ("Attribute 1 value(s)", "Attribut 1 Wert(e)"),
    ("Attribute 2 name", "Attribut 2 Name"),
    ("Attribute 2 value(s)", "Attribut 2 Wert(e)"),
];

const ITALIAN: &[(&str, &str)] = &[
    ("Type", "Tipo"),
    ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN, o ISBN"),
    ("Name", "Nome"),
    ("Published", "Pubblicato"),
    ("Visibility in catalog", "Visibilità nel catalogo"),
    ("Short description", "Breve descrizione"),
    ("Description", "Descrizione"),
    (
        "Date sale price starts",
        "Data di partenza del prezzo in saldo",
    ),
    ("Date sale price ends", "Data in cui termina l'offerta"),
    ("Stock", "Magazzino"),
    ("Backorders allowed?", "Abilita gli ordini arretrati?"),
    ("Weight (kg)", "Peso (kg)"),
    ("Sale price", "Prezzo in offerta"),
    ("Regular price", "Prezzo di listino"),
    ("Categories", "Categorie"),
    ("Tags", "Tag"),
    ("Images", "Immagine"),
    ("Parent", "Genitore"),
    ("Brands", "Marchi"),
    ("Attribute 1 name", "Nome dell'attributo 1"),
    ("Attribute 1 value(s)", "Valore dell'attributo 1"),
    ("Attribute 2 name", "Nome dell'attributo 2"),
    ("Attribute 2 value(s)", "Valore dell'attributo 2"),
];

const FRENCH: &[(&str, &str)] = &[
    ("SKU", "UGS"),
    ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN ou ISBN"),
    ("Name", "Nom"),
    ("Published", "Publié"),
    ("Visibility in catalog", "Visibilité dans le catalogue"),
    ("Short description", "Description courte"),
    ("Date sale price starts", "Date de début de promo"),
    ("Date sale price ends", "Date de fin de promo"),
    ("In stock?", "En stock ?"),
    (
        "Backorders allowed?",
        "Autoriser les commandes de produits en rupture ?",
    ),
    ("Weight (kg)", "Poids (kg)"),
    ("Sale price", "Tarif promo"),
    ("Regular price", "Tarif régulier"),
    ("Categories", "Catégories"),
    ("Tags", "Étiquettes"),
    ("Brands", "Marques"),
    ("Attribute 1 name", "Nom de l’attribut 1"),
    ("Attribute 1 value(s)", "Valeur(s) de l’attribut 1"),
    ("Attribute 2 name", "Nom de l’attribut 2"),
    ("Attribute 2 value(s)", "Valeur(s) de l’attribut 2"),
    ("Meta: fb_brand", "Méta : fb_brand"),
];

const RUSSIAN: &[(&str, &str)] = &[
    ("Type", "Тип"),
    ("SKU", "Артикул"),
    ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN или ISBN"),
    ("Name", "Имя"),
    ("Published", "Опубликован"),
    ("Visibility in catalog", "Видимость в каталоге"),
    ("Short description", "Краткое описание"),
    ("Description", "Описание"),
    (
        "Date sale price starts",
        "Дата начала действия продажной цены",
    ),
    (
        "Date sale price ends",
        "Дата окончания действия продажной цены",
    ),
    ("In stock?", "Наличие"),
    ("Stock", "Запасы"),
    ("Backorders allowed?", "Возможен ли предзаказ?"),
    ("Weight (kg)", "Вес (kg)"),
    ("Sale price", "Акционная цена"),
    ("Regular price", "Базовая цена"),
    ("Categories", "Категории"),
    ("Tags", "Метки"),
    ("Images", "Изображения"),
    ("Parent", "Родительский"),
    ("Brands", "Бренды"),
    ("Attribute 1 name", "Название атрибута 1"),
    ("Attribute 1 value(s)", "Значения атрибутов 1"),
    ("Attribute 2 name", "Имя атрибута 2"),
    ("Attribute 2 value(s)", "Значение(-я) аттрибута(-ов) 2"),
    ("Meta: fb_brand", "Мета: fb_brand"),
];

const POLISH: &[(&str, &str)] = &[
    ("ID", "Identyfikator"),
    ("Type", "Typ"),
    ("Name", "Nazwa"),
    ("Published", "Opublikowano"),
    ("Visibility in catalog", "Widoczność w katalogu"),
    ("Short description", "Krótki opis"),
    ("Description", "Opis"),
    ("Date sale price starts", "Data rozpoczęcia promocji"),
    ("Date sale price ends", "Data zakończenia promocji"),
    ("In stock?", "W magazynie?"),
    ("Stock", "Stan magazynowy"),
    (
        "Backorders allowed?",
        "Pozwalać na zamówienia oczekujące (na dostawę do magazynu)?",
    ),
    ("Weight (kg)", "Waga (kg)"),
    ("Sale price", "Cena promocyjna"),
    ("Regular price", "Cena"),
    ("Categories", "Kategorie"),
    ("Tags", "Tagi"),
    ("Images", "Obrazki"),
    ("Parent", "Element nadrzędny"),
    ("Brands", "Marki"),
    ("Attribute 1 name", "Nazwa atrybutu 1"),
    ("Attribute 1 value(s)", "Wartości atrybutu 1"),
    ("Attribute 2 name", "Nazwa atrybutu 2"),
    ("Attribute 2 value(s)", "Wartości atrybutu 2"),
    ("Meta: fb_brand", "Pola: fb_brand"),
];

fn record(kind: &str, id: &str, name: &str) -> Row {
    Row::of(&[
        ("ID", id),
        ("Type", kind),
        ("SKU", &format!("S-{id}")),
        ("GTIN, UPC, EAN, or ISBN", ""),
        ("Name", name),
        ("Published", "1"),
        ("Is featured?", "0"),
        ("Visibility in catalog", "visible"),
        ("Short description", ""),
        ("Description", ""),
        ("Date sale price starts", ""),
        ("Date sale price ends", ""),
        ("Tax status", "taxable"),
        ("In stock?", "1"),
        ("Stock", ""),
        ("Backorders allowed?", "0"),
        ("Weight (kg)", ""),
        ("Sale price", ""),
        ("Regular price", ""),
        ("Categories", ""),
        ("Tags", ""),
        ("Images", ""),
        ("Parent", ""),
        ("Brands", ""),
        ("Attribute 1 name", ""),
        ("Attribute 1 value(s)", ""),
        ("Attribute 2 name", ""),
        ("Attribute 2 value(s)", ""),
    ])
}

fn simple(id: &str) -> Row {
    record("simple", id, "Mug").with(&[
        ("Description", "A mug."),
        ("Regular price", "19.95"),
        ("Images", &format!("https://shop.example/i/{id}.jpg")),
        ("Categories", "Kitchen > Mugs"),
    ])
}

fn parent(id: &str) -> Row {
    record("variable", id, "Shirt").with(&[
        ("Description", "A shirt."),
        (
            "Images",
            "https://shop.example/i/p.jpg, https://shop.example/i/q.jpg",
        ),
        ("Categories", "Clothing, Clothing > Shirts"),
        ("Attribute 1 name", "Color"),
        ("Attribute 1 value(s)", "Red, Blue"),
        ("Attribute 2 name", "Size"),
        ("Attribute 2 value(s)", "S, M"),
    ])
}

fn variation(id: &str, parent: &str, color: &str, size: &str) -> Row {
    record("variation", id, "Shirt").with(&[
        ("Regular price", "20.00"),
        ("Parent", parent),
        ("Attribute 1 name", "Color"),
        ("Attribute 1 value(s)", color),
        ("Attribute 2 name", "Size"),
        ("Attribute 2 value(s)", size),
    ])
}

/// A shop with all that makes its file hard to read.
fn catalog() -> Vec<Row> {
    vec![
        variation("11", "S-10", "Red", "S").set("Sale price", "15.50"),
        simple("1"),
        variation("12", "s-10", "Blue", ""),
        parent("10").with(&[
            ("Brands", "Acme"),
            ("Weight (kg)", "0.25"),
            ("Tags", "new, soft"),
        ]),
        simple("2").with(&[("Stock", "7"), ("Regular price", "1299.00")]),
        variation("21", "id:20", "Red", "M").set("Images", "https://shop.example/i/21.jpg"),
        parent("20").with(&[("SKU", ""), ("Meta: fb_brand", "Own")]),
    ]
}

fn renamed(text: &str, names: &[(&str, &str)]) -> String {
    let (head, rows) = text.split_once('\n').unwrap();
    let mut head = head.to_owned();
    for (from, to) in names {
        let quoted = format!("\"{from}\"");
        assert!(head.contains(&quoted), "{from}");
        head = head.replace(&quoted, &format!("\"{to}\""));
    }
    format!("{head}\n{rows}")
}

#[test]
fn variations_find_their_parents_wherever_those_stand() {
    let sold = Shop::new().sells(csv(&catalog()));
    sold.is(0, "read=5 created=5", "");
    assert_eq!(sold.report.document["sources"][0]["without_item"], 2);
    let fields =
        "id item_group_id title price sale_price color size brand shipping_weight product_type";
    let expected = [
        "1 | – | Mug | 19.95 EUR | – | – | – | Haus | – | Kitchen > Mugs",
        "11 | 10 | Shirt - Red, S | 20.00 EUR | 15.50 EUR | Red | S | Acme | 0.25 kg | Clothing > Shirts",
        // Any size: nothing is made up.
        "12 | 10 | Shirt - Blue | 20.00 EUR | – | Blue | – | Acme | 0.25 kg | Clothing > Shirts",
        "2 | – | Mug | 1299.00 EUR | – | – | – | Haus | – | Kitchen > Mugs",
        "21 | 20 | Shirt - Red, M | 20.00 EUR | – | Red | M | Own | – | Clothing > Shirts",
    ];
    assert_eq!(sold.show(fields), expected);
    let expected = [
        "1 | https://shop.example/i/1.jpg | – | https://shop.example/?p=1 | –",
        "11 | https://shop.example/i/p.jpg | https://shop.example/i/q.jpg | https://shop.example/?p=10 | new soft",
        "12 | https://shop.example/i/p.jpg | https://shop.example/i/q.jpg | https://shop.example/?p=10 | new soft",
        "2 | https://shop.example/i/2.jpg | – | https://shop.example/?p=2 | –",
        "21 | https://shop.example/i/21.jpg | https://shop.example/i/p.jpg https://shop.example/i/q.jpg | https://shop.example/?p=20 | –",
    ];
    assert_eq!(
        sold.show("id image_link additional_image_link link internal_label"),
        expected
    );
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    let shop = Shop::new();
    let expected = shop.bytes(&csv(&catalog()));
    for seed in 0..20 {
        let mut rows = catalog();
        Dice::new(seed).shuffle(&mut rows);
        assert_eq!(shop.bytes(&csv(&rows)), expected, "seed {seed}");
    }
}

#[test]
fn headers_of_many_languages_give_the_same_bytes() {
    let shop = Shop::new();
    let text = csv(&catalog());
    let expected = shop.bytes(&text);
    let comma = text.replace("19.95", "19,95").replace("20.00", "20,00");
    let comma = comma
        .replace("15.50", "15,50")
        .replace("1299.00", "1299,00");
    for (language, names) in [
        ("German", GERMAN),
        ("Italian", ITALIAN),
        ("French", FRENCH),
        ("Russian", RUSSIAN),
        ("Polish", POLISH),
    ] {
        assert_eq!(shop.bytes(&renamed(&comma, names)), expected, "{language}");
    }
    let german = renamed(&comma, GERMAN);
    for (name, content) in [
        (
            "a newline and a byte-order mark",
            format!("\n\u{feff}{german}"),
        ),
        ("lower case", {
            let (head, rows) = text.split_once('\n').unwrap();
            format!("{}\n{rows}", head.to_lowercase())
        }),
    ] {
        assert_eq!(shop.bytes(&content), expected, "{name}");
    }
    let excel = delimited(&catalog(), ';').replace("19.95", "19,95");
    let excel = excel.replace("20.00", "20,00").replace("15.50", "15,50");
    let excel = excel.replace("1299.00", "1.299,00");
    let excel = renamed(&excel, GERMAN).replace("\"\n", "\"\r\n");
    let (bytes, _, lossy) = WINDOWS_1252.encode(&excel);
    assert!(!lossy);
    let (from_excel, plain) = (shop.sells(&bytes), shop.sells(&text));
    assert_eq!(from_excel.items, plain.items);
}

#[test]
fn an_export_without_numbers_goes_by_skus() {
    let rows: Vec<Row> = catalog()
        .into_iter()
        .filter(|row| !row.get("Parent").starts_with("id:") && !row.get("SKU").is_empty())
        .map(|row| row.without("ID"))
        .collect();
    let sold = Shop::new().sells(csv(&rows));
    sold.is(0, "read=4 created=4", "");
    let expected = [
        "S-1 | – | https://shop.example/product/mug/",
        "S-11 | S-10 | https://shop.example/product/shirt/",
        "S-12 | S-10 | https://shop.example/product/shirt/",
        "S-2 | – | https://shop.example/product/mug/",
    ];
    assert_eq!(sold.show("id item_group_id link"), expected);
    // One without an SKU cannot be told from others.
    let bare = [
        simple("1").set("SKU", "").without("ID"),
        simple("2").without("ID"),
    ];
    let sold = Shop::new().sells(csv(&bare));
    sold.is(3, "read=2 created=1 invalid=1", "id-missing=1");
}

#[test]
fn parents_may_stand_in_another_file() {
    let shop = Shop::new();
    let alone = shop.sells(csv(&catalog()));
    let (parents, items): (Vec<Row>, Vec<Row>) = catalog()
        .into_iter()
        .partition(|row| row.get("Type") == "variable");
    let (parents, items) = (csv(&parents), csv(&items));
    for order in [["a.csv", "b.csv"], ["b.csv", "a.csv"]] {
        let files = [(order[0], items.as_bytes()), (order[1], parents.as_bytes())];
        let sold = shop.sells_all(&files);
        sold.is(0, "read=5 created=5", "");
        assert_eq!(sold.items, alone.items);
    }
    // The same parent in both is one.
    let all = csv(&catalog());
    let sold = shop.sells_all(&[("a.csv", all.as_bytes()), ("b.csv", parents.as_bytes())]);
    sold.is(0, "read=5 created=5", "");
}

#[test]
fn a_variation_without_its_parent_is_sold_with_a_warning() {
    let shop = Shop::new();
    let own = |row: Row| {
        row.with(&[
            ("Images", "https://shop.example/i/x.jpg"),
            ("Description", "Alone."),
        ])
    };
    #[rustfmt::skip]
    let table = [
        // Ids are numbers here, and the parent's is not known: no group.
        ("nobody",           vec![own(variation("2", "S-9", "Red", "S"))],   "–", 0, "read=1 created=1", "parent-missing=1"),
        ("a number",         vec![own(variation("2", "id:9", "Red", "S"))],  "9",   0, "read=1 created=1", "parent-missing=1"),
        ("several",          vec![own(variation("2", "S", "Red", "S")), parent("8").set("SKU", "S"), parent("9").set("SKU", "s")],
                                                                             "–",   0, "read=1 created=1", "parent-empty=2 parent-missing=1"),
        ("the same twice",   vec![own(variation("2", "S-8", "Red", "S")), parent("8"), parent("8")],
                                                                             "8",   0, "read=1 created=1", ""),
    ];
    for (name, rows, group, code, counts, problems) in table {
        let sold = shop.sells(csv(&rows));
        sold.is(code, counts, problems);
        let expected = format!("2 | {group} | Shirt - Red, S");
        assert_eq!(
            sold.only("id item_group_id title"),
            Some(expected),
            "{name}"
        );
    }
    let lonely = shop.sells(csv(&[simple("1"), parent("8")]));
    lonely.is(0, "read=1 created=1", "parent-empty=1");
    assert_eq!(lonely.report.problems("parent-empty")[0]["line"], 3);
}

#[test]
fn what_is_not_on_sale_is_left_out_with_its_variations() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("Published",                        "1",       "created"),
        ("Published",                        "0",       "filtered"),
        ("Published",                        "-1",      "filtered"),
        ("Published",                        "'-1",     "filtered"),
        ("Published",                        "2",       "filtered"),
        ("Published",                        "soon",    "invalid"),
        ("Visibility in catalog",            "hidden",  "filtered"),
        ("Visibility in catalog",            "search",  "created"),
        ("Visibility in catalog",            "catalog", "created"),
        ("Meta: _wc_facebook_sync_enabled",  "no",      "filtered"),
        ("Meta: _wc_facebook_sync_enabled",  "yes",     "created"),
        ("Meta: fb_visibility",              "no",      "filtered"),
    ];
    for (column, word, end) in table {
        let row = simple("1").set(column, word);
        assert_eq!(
            shop.sells(csv(&[row])).report.items(end),
            1,
            "{column} {word}"
        );
        let rows = [
            variation("2", "S-1", "Red", "S"),
            parent("1").set(column, word),
        ];
        assert_eq!(
            shop.sells(csv(&rows)).report.items(end),
            1,
            "{column} {word} of a parent"
        );
    }
    #[rustfmt::skip]
    let kinds = [
        ("simple",                        "created"),
        ("Simple",                        "created"),
        ("external",                      "created"),
        ("subscription",                  "created"),
        ("bundle",                        "created"),
        ("grouped",                       "filtered"),
        ("simple, virtual",               "filtered"),
        ("simple, downloadable, virtual", "filtered"),
        ("simple, downloadable",          "filtered"),
    ];
    for (kind, end) in kinds {
        let sold = shop.sells(csv(&[simple("1").set("Type", kind)]));
        assert_eq!(sold.report.items(end), 1, "{kind}");
    }
    let subscriptions = [
        parent("1").set("Type", "variable-subscription"),
        variation("2", "S-1", "Red", "S").set("Type", "subscription_variation"),
    ];
    let sold = shop.sells(csv(&subscriptions));
    sold.is(0, "read=1 created=1", "");
    assert_eq!(sold.only("item_group_id").as_deref(), Some("1"));
}

#[test]
fn prices_are_read_in_the_way_of_their_own_column() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // price     sale       price, sale price       rules
        ("19.95",    "",        Some("19.95 EUR | –"),          ""),
        ("19,95",    "",        Some("19.95 EUR | –"),          ""),
        (".5",       "",        Some("0.50 EUR | –"),           ""),
        ("20",       "18",      Some("20.00 EUR | 18.00 EUR"),  ""),
        ("20",       "20",      Some("20.00 EUR | –"),          "sale_price-not-lower=1"),
        ("20",       "25",      Some("20.00 EUR | –"),          "sale_price-not-lower=1"),
        ("20",       "0",       Some("20.00 EUR | –"),          ""),
        ("0",        "",        None,                           "price-invalid=1"),
        ("",         "",        None,                           "price-missing=1"),
        ("",         "18",      None,                           "price-missing=1"),
    ];
    for (price, sale, expected, problems) in table {
        let row = simple("1").with(&[("Regular price", price), ("Sale price", sale)]);
        let sold = shop.sells(csv(&[row, simple("2").set("Regular price", "5")]));
        let seen = sold.show("id price sale_price");
        let seen = seen.iter().find_map(|line| line.strip_prefix("1 | "));
        assert_eq!(seen, expected, "{price} {sale}");
        sold.is(
            if expected.is_some() { 0 } else { 3 },
            if expected.is_some() {
                "read=2 created=2"
            } else {
                "read=2 created=1 invalid=1"
            },
            problems,
        );
    }
    // The column to fill in is the shop's, not a plugin's.
    let rows = [
        simple("1").with(&[("Regular price", ""), ("Meta: fb_product_price", "")]),
        simple("2"),
    ];
    let sold = shop.sells(csv(&rows));
    assert_eq!(
        sold.report.problems("price-missing")[0]["column"],
        "Regular price"
    );
    // What is typed into a plugin's field is read by its own column; stock and
    // weight are stored with a point, whatever the shop writes.
    let rows = [
        simple("1").with(&[
            ("Regular price", "19,95"),
            ("Meta: fb_product_price", "1.30"),
        ]),
        simple("2").with(&[
            ("Regular price", "1.299,00"),
            ("Weight (kg)", "1.500"),
            ("Stock", "2.000"),
        ]),
    ];
    let sold = shop.sells(csv(&rows));
    let expected = ["1 | 1.30 EUR | – | –", "2 | 1299.00 EUR | 1.5 kg | 2"];
    let fields = "id price shipping_weight quantity_to_sell_on_facebook";
    assert_eq!(sold.show(fields), expected);
    let rows = [
        simple("1").set("Regular price", "1.299"),
        simple("2").set("Regular price", "2.500"),
    ];
    let asked = shop.sells(csv(&rows));
    asked
        .report
        .fails(2)
        .mentions("Regular price")
        .mentions("--decimal");
}

#[test]
fn stock_is_that_of_the_variation_or_of_its_parent() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // word        stock        back-orders   availability, quantity
        ("1",          "",          "0",          "in stock | –"),
        ("0",          "",          "0",          "out of stock | –"),
        ("backorder",  "",          "1",          "available for order | –"),
        ("1",          "4",         "0",          "in stock | 4"),
        ("1",          "10.000000", "0",          "in stock | 10"),
        ("1",          "2.5",       "0",          "in stock | 2"),
        ("0",          "4",         "0",          "out of stock | 4"),
        ("0",          "0",         "0",          "out of stock | 0"),
        ("1",          "0",         "0",          "out of stock | 0"),
        ("1",          "0",         "1",          "available for order | 0"),
        ("1",          "'-3",       "notify",     "available for order | 0"),
        ("backorder",  "-3",        "notify",     "available for order | 0"),
        ("backorder",  "5",         "1",          "in stock | 5"),
        ("1",          "parent",    "0",          "in stock | 9"),
        ("",           "5",         "0",          "in stock | 5"),
    ];
    for (word, stock, back, expected) in table {
        let item = variation("2", "S-1", "Red", "S").with(&[
            ("In stock?", word),
            ("Stock", stock),
            ("Backorders allowed?", back),
        ]);
        let sold = shop.sells(csv(&[item, parent("1").set("Stock", "9")]));
        let seen = sold.only("availability quantity_to_sell_on_facebook");
        assert_eq!(seen.as_deref(), Some(expected), "{word} {stock} {back}");
    }
    let held = shop.sells(csv(&[simple("1").set("Backorders allowed?", "perhaps")]));
    held.is(3, "read=1 invalid=1", "availability-invalid=1");
}

#[test]
fn sales_last_as_long_as_their_dates_in_the_time_of_the_shop() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("",                    "",                          "–"),
        ("2026-01-01",          "2026-01-31",                "2026-01-01T00:00+01:00/2026-01-31T23:59+01:00"),
        ("2026-07-01 08:30:00", "2026-07-31 20:00:00",       "2026-07-01T08:30+02:00/2026-07-31T20:00+02:00"),
        ("2026-07-01T08:30:00+00:00", "2026-07-31",          "2026-07-01T08:30+00:00/2026-07-31T23:59+02:00"),
        ("2026-01-01",          "",                          "2026-01-01T00:00+01:00/2038-01-17T23:59+00:00"),
        ("",                    "2026-01-31",                "1970-01-29T00:00+00:00/2026-01-31T23:59+01:00"),
        ("01.02.2026",          "15.02.2026",                "2026-02-01T00:00+01:00/2026-02-15T23:59+01:00"),
    ];
    let row = |start: &str, end: &str| {
        simple("1").with(&[
            ("Sale price", "9.95"),
            ("Date sale price starts", start),
            ("Date sale price ends", end),
        ])
    };
    for (start, end, expected) in table {
        let sold = shop.sells(csv(&[row(start, end)]));
        let seen = sold.only("sale_price sale_price_effective_date");
        assert_eq!(
            seen,
            Some(format!("9.95 EUR | {expected}")),
            "{start} {end}"
        );
    }
    // A sale that nobody can date would never end.
    let sold = shop.sells(csv(&[row("2026-02-01", "2026-01-01")]));
    assert_eq!(
        sold.only("sale_price sale_price_effective_date").as_deref(),
        Some("– | –")
    );
    let idle = shop.sells(csv(&[row("2026-01-01", "").set("Sale price", "")]));
    assert_eq!(
        idle.only("sale_price sale_price_effective_date").as_deref(),
        Some("– | –")
    );
    let zoneless = Shop::of(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"",
    );
    let asked = zoneless.sells(csv(&[row("2026-01-01", "")]));
    asked.report.fails(2).mentions("shop.timezone");
    let one = zoneless.sells(csv(&[row("2026-01-01", ""), simple("2")]));
    one.is(3, "read=2 created=1 invalid=1", "timezone-missing=1");
    let exact = zoneless.sells(csv(&[row("2026-01-01T00:00Z", "")]));
    exact.is(0, "read=1 created=1", "");
}

#[test]
fn texts_lose_masks_commands_and_markup() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // description                                       short         what is sent
        (r"One\nTwo\n\nThree",                               "",           "One\nTwo\n\nThree"),
        (r"C:\\new 5\, 6",                                   "",           r"C:\new 5, 6"),
        (r"<p>One</p>\n<ul>\n<li>a</li><li>b</li></ul>",     "",           "One\n• a\n• b"),
        ("One [gallery ids=\"1,2\"] [Sample] two",           "",           "One [Sample] two"),
        ("[vc_row][vc_column]Long[/vc_column][/vc_row]",     "",           "Long"),
        ("[vc_row][vc_column]Long[/vc_column][/vc_row]",     "Short",      "Short"),
        ("[contact-form-7 id=\"4\"]",                        "Short",      "Short"),
        ("<p>&nbsp;</p>",                                    "Short",      "Short"),
        ("",                                                 "<b>Short</b>", "Short"),
        ("",                                                 "",           "Mug"),
        ("<!-- wp:paragraph --><p>Block</p><!-- /wp:paragraph -->", "",    "Block"),
    ];
    for (text, short, expected) in table {
        let row = simple("1").with(&[("Description", text), ("Short description", short)]);
        let sold = shop.sells(csv(&[row]));
        assert_eq!(sold.items[0]["description"], expected, "{text:?} {short:?}");
    }
    #[rustfmt::skip]
    let titles = [
        ("'-20% Mug", "-20% Mug"), ("'=Mug'", "=Mug"), ("Mug &amp; Saucer", "Mug & Saucer"), ("'t Huis", "'t Huis"),
        (r"Mug 0\,5 l", "Mug 0,5 l"),
    ];
    for (name, expected) in titles {
        let sold = shop.sells(csv(&[simple("1").set("Name", name)]));
        assert_eq!(sold.only("title").as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn lists_are_parted_where_they_are_not_masked() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("Categories", r"Essen\, Trinken > Wein, Haus",        "product_type",   "Essen, Trinken > Wein"),
        ("Categories", "A, B > C, D &gt; E &gt; F, G > H > I", "product_type",   "D > E > F"),
        ("Categories", "",                                     "product_type",   "–"),
        ("Tags",       r"soft\, warm, new",                    "internal_label", "soft warm new"),
        ("Images",     "https://shop.example/i/w_1,h_2/a.jpg, https://shop.example/i/b c.jpg,https://shop.example/i/d.jpg",
                       "image_link additional_image_link",
                       "https://shop.example/i/w_1,h_2/a.jpg | https://shop.example/i/b%20c.jpg https://shop.example/i/d.jpg"),
        ("Brands",     "Acme, Other",                          "brand",          "Acme"),
        ("Brands",     "Group > Acme",                         "brand",          "Acme"),
        ("Brands",     "",                                     "brand",          "Haus"),
        ("Weight (lbs)", ".5",                                 "shipping_weight", "0.5 lb"),
        ("Gewicht (g)", "250",                                 "shipping_weight", "250 g"),
        ("Weight (oz)", "0",                                   "shipping_weight", "–"),
    ];
    for (column, cell, field, expected) in table {
        let row = simple("1").without("Weight (kg)").set(column, cell);
        let sold = shop.sells(csv(&[row]));
        assert_eq!(
            sold.only(field).as_deref(),
            Some(expected),
            "{column} {cell}"
        );
    }
}

#[test]
fn attributes_find_their_fields_by_name() {
    let shop = Shop::new();
    let attribute = |row: Row, name: &str, value: &str| {
        row.with(&[("Attribute 1 name", name), ("Attribute 1 value(s)", value)])
    };
    #[rustfmt::skip]
    let table = [
        ("pa_color",  "Red",            "color",    "Red"),
        ("Farbe",     "Red, Blue",      "color",    "Red, Blue"),
        ("Größe",     r"0\,5 l",        "size",     "0,5 l"),
        ("Marke",     "Acme, Other",    "brand",    "Acme"),
        ("Hersteller", "Acme",          "brand",    "Acme"),
        ("Gender",    "Damen, Herren",  "gender",   "female"),
        ("Zustand",   "gebraucht",      "condition", "used"),
        ("EAN",       "4006381333931",  "gtin",     "4006381333931"),
        ("Logo",      "Yes",            "additional_variant_attribute", "–"),
    ];
    for (name, value, field, expected) in table {
        let sold = shop.sells(csv(&[attribute(simple("1"), name, value)]));
        assert_eq!(
            sold.only(field).as_deref(),
            Some(expected),
            "{name} {value}"
        );
    }
    // What only the parent has holds for the variation, under another number, too.
    let whole = parent("1").with(&[
        ("Attribute 1 name", "Size"),
        ("Attribute 1 value(s)", "S, M"),
        ("Attribute 2 name", "Material"),
        ("Attribute 2 value(s)", "Wool"),
        ("Attribute 3 name", "Brand"),
        ("Attribute 3 value(s)", "Acme"),
        ("Attribute 4 name", "EAN"),
        ("Attribute 4 value(s)", "4006381333931"),
    ]);
    let child = record("variation", "2", "Shirt - M, Yes").with(&[
        ("Regular price", "20"),
        ("Parent", "S-1"),
        ("Attribute 1 name", "Logo"),
        ("Attribute 1 value(s)", "Yes"),
        ("Attribute 2 name", "Size"),
        ("Attribute 2 value(s)", "M"),
    ]);
    let sold = shop.sells(csv(&[child, whole]));
    let seen = sold.only("title size material brand gtin additional_variant_attribute");
    assert_eq!(
        seen.as_deref(),
        Some("Shirt - M, Yes | M | Wool | Acme | – | Logo:Yes")
    );
}

#[test]
fn columns_of_plugins_come_first_and_never_hide_a_variants_own() {
    let shop = Shop::new();
    let fb = |row: Row| {
        row.with(&[
            ("Meta: fb_product_price", "12.50"),
            ("Meta: fb_product_description", "For the catalog."),
            ("Meta: fb_product_image", "https://shop.example/i/fb.jpg"),
            ("Meta: fb_brand", "Acme"),
            ("Meta: fb_color", "Navy"),
            ("Meta: fb_mpn", "M-1"),
            ("Meta: fb_product_condition", "refurbished"),
            ("Meta: _wc_facebook_google_product_category", "212"),
            ("Meta: _edit_lock", "1"),
        ])
    };
    let fields = "price description image_link brand color mpn condition google_product_category";
    let sold = shop.sells(csv(&[fb(simple("1").set("Brands", "Other"))]));
    sold.is(0, "read=1 created=1", "");
    let all = "12.50 EUR | For the catalog. | https://shop.example/i/fb.jpg | Acme | Navy | M-1 | refurbished | 212";
    assert_eq!(sold.only(fields).as_deref(), Some(all));
    let own = variation("2", "S-1", "Red", "S").with(&[
        ("Description", "Mine."),
        ("Images", "https://shop.example/i/2.jpg"),
    ]);
    let sold = shop.sells(csv(&[own, fb(parent("1"))]));
    let mixed =
        "20.00 EUR | Mine. | https://shop.example/i/2.jpg | Acme | Red | – | refurbished | 212";
    assert_eq!(sold.only(fields).as_deref(), Some(mixed));
    let bare = variation("2", "S-1", "", "S");
    let sold = shop.sells(csv(&[bare, fb(parent("1"))]));
    let seen = sold.only("description image_link color");
    let expected = "For the catalog. | https://shop.example/i/fb.jpg | Navy";
    assert_eq!(seen.as_deref(), Some(expected));
    #[rustfmt::skip]
    let metas = [
        ("Meta: _ts_gtin", "4006381333931", "gtin", "4006381333931"),
        ("Meta: _global_unique_id", "4006381333931", "gtin", "4006381333931"),
        ("Meta: _ts_mpn", "M-2", "mpn", "M-2"),
        ("Meta: _wc_gla_gender", "unisex", "gender", "unisex"),
        ("Meta: _wc_gla_ageGroup", "adult", "age_group", "adult"),
        ("Meta: _wc_gla_condition", "used", "condition", "used"),
        ("Meta: _wc_gla_size", "XL", "size", "XL"),
        ("Meta: _brand", "Acme", "brand", "Acme"),
        ("Méta : fb_brand", "Acme", "brand", "Acme"),
        ("Pola: fb_brand", "Acme", "brand", "Acme"),
    ];
    for (column, cell, field, expected) in metas {
        let sold = shop.sells(csv(&[simple("1").set(column, cell)]));
        sold.is(0, "read=1 created=1", "");
        assert_eq!(sold.only(field).as_deref(), Some(expected), "{column}");
    }
}

#[test]
fn germanized_columns_are_known_and_unknown_ones_are_named() {
    let shop = Shop::new();
    let row = simple("1").with(&[
        ("Grundpreis", "4,00"),
        ("Lieferzeit", "2 Tage"),
        ("Farbton", "x"),
    ]);
    let sold = shop.sells(csv(&[row]));
    sold.is(0, "read=1 created=1", "column-unknown=1");
    assert_eq!(
        sold.report.problems("column-unknown")[0]["column"],
        "Farbton"
    );
}

#[test]
fn equal_rows_are_one_item_and_different_ones_are_held_back() {
    let shop = Shop::new();
    let twice = shop.sells(csv(&[simple("1"), simple("1")]));
    twice.is(0, "read=2 created=1 filtered=1", "id-repeated=1");
    let differ = shop.sells(csv(&[
        simple("1"),
        simple("1").set("Name", "Cup"),
        simple("2"),
    ]));
    differ.is(3, "read=3 created=1 invalid=2", "id-duplicate=2");
}

#[test]
fn groups_are_made_by_the_template_of_ids() {
    let shop =
        Shop::with("[[source]]\npath = \"products.csv\"\n[source.map]\nid = \"{{ row['SKU'] }}\"");
    let rows = [
        parent("8").set("SKU", "TEE"),
        variation("2", "TEE", "Red", "S").set("SKU", "TEE-RED"),
        simple("1").set("SKU", "CUP"),
    ];
    let sold = shop.sells_by_settings("products.csv", csv(&rows));
    let expected = ["CUP | –", "TEE-RED | TEE"];
    assert_eq!(sold.show("id item_group_id"), expected);
}

#[test]
fn a_check_says_which_items_are_not_published_and_why() {
    let world = crate::world::World::new();
    let rows = [
        simple("1"),
        simple("2").set("Published", "-1"),
        simple("3").set("Type", "grouped"),
        simple("4").set("Published", "-1"),
    ];
    world.write("products.csv", csv(&rows));
    let settings = "--currency EUR --condition new --brand Haus --shop-url https://shop.example";
    let report = world
        .run(&format!("check products.csv --json {settings}"))
        .json();
    report.is(0, "read=4 created=1 filtered=3");
    let notes = &report.document["notes"];
    let expected = serde_json::json!([
        "2 items not to be published: `Published` is `-1` (2, 4)",
        "1 item not to be published: `Type` is `grouped` (3)",
    ]);
    assert_eq!(notes, &expected);
}
