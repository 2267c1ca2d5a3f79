//! Shopify's product export (`formats.md` 4.1): old and new headers, sparse
//! rows, and what merchants and spreadsheets make of them.

use encoding_rs::WINDOWS_1252;

use crate::export::{Row, csv, delimited};
use crate::shops::{Dice, Shop};

/// The names of old headers that the tests use, and those of the new one.
const NAMES: &[(&str, &str)] = &[
    ("Handle", "URL handle"),
    ("Body (HTML)", "Description"),
    ("Published", "Published on online store"),
    ("Option1 Name", "Option1 name"),
    ("Option1 Value", "Option1 value"),
    ("Option2 Name", "Option2 name"),
    ("Option2 Value", "Option2 value"),
    ("Variant SKU", "SKU"),
    ("Variant Grams", "Weight value (grams)"),
    ("Variant Inventory Tracker", "Inventory tracker"),
    ("Variant Inventory Qty", "Inventory quantity"),
    (
        "Variant Inventory Policy",
        "Continue selling when out of stock",
    ),
    ("Variant Price", "Price"),
    ("Variant Compare At Price", "Compare-at price"),
    ("Variant Barcode", "Barcode"),
    ("Image Src", "Product image URL"),
    ("Image Position", "Image position"),
    ("Variant Image", "Variant image URL"),
    ("Gift Card", "Gift card"),
];

/// The complete row of a product, with its first variant and picture.
fn tee(handle: &str) -> Row {
    Row::of(&[
        ("Handle", handle),
        ("Title", "Tee"),
        ("Body (HTML)", "<p>Soft</p>"),
        ("Vendor", "Acme"),
        ("Type", "Shirt"),
        ("Tags", "summer, cotton"),
        ("Published", "true"),
        ("Option1 Name", "Title"),
        ("Option1 Value", "Default Title"),
        ("Option2 Name", ""),
        ("Option2 Value", ""),
        ("Variant SKU", handle),
        ("Variant Grams", "145"),
        ("Variant Inventory Tracker", "shopify"),
        ("Variant Inventory Qty", "3"),
        ("Variant Inventory Policy", "deny"),
        ("Variant Price", "10.00"),
        ("Variant Compare At Price", ""),
        ("Variant Barcode", ""),
        ("Image Src", "https://cdn.example/1.jpg"),
        ("Image Position", "1"),
        ("Gift Card", "false"),
        ("Variant Image", ""),
        ("Status", "active"),
    ])
}

/// A sparse row: one more variant, or one more picture.
fn more(handle: &str, cells: &[(&str, &str)]) -> Row {
    Row::of(&[("Handle", handle)]).with(cells)
}

fn variant(handle: &str, sku: &str, size: &str) -> Row {
    let cells = [
        ("Option1 Value", size),
        ("Variant SKU", sku),
        ("Variant Grams", "145"),
        ("Variant Inventory Tracker", "shopify"),
        ("Variant Inventory Qty", "2"),
        ("Variant Inventory Policy", "deny"),
        ("Variant Price", "10.00"),
    ];
    more(handle, &cells)
}

/// A product in three sizes, with pictures between its variants.
fn sizes(handle: &str) -> Vec<Row> {
    vec![
        tee(handle).with(&[
            ("Option1 Name", "Size"),
            ("Option1 Value", "S"),
            ("Variant SKU", "T-S"),
        ]),
        variant(handle, "T-M", "M").with(&[
            ("Image Src", "https://cdn.example/3.jpg"),
            ("Image Position", "3"),
        ]),
        variant(handle, "T-L", "L").with(&[("Variant Image", "https://cdn.example/l.jpg")]),
        more(
            handle,
            &[
                ("Image Src", "https://cdn.example/2.jpg"),
                ("Image Position", "2"),
            ],
        ),
    ]
}

#[test]
fn a_product_is_put_together_from_its_sparse_rows() {
    let shop = Shop::new();
    let sold = shop.sells(csv(&sizes("tee")));
    sold.is(0, "read=3 created=3", "");
    assert_eq!(sold.report.document["sources"][0]["records"], 4);
    assert_eq!(sold.report.document["sources"][0]["without_item"], 1);
    let fields =
        "id item_group_id title size brand product_type internal_label shipping_weight link";
    let rest = "tee | Tee - {} | {} | Acme | Shirt | summer cotton | 145 g | https://shop.example/products/tee";
    let line = |size: &str| format!("T-{size} | {}", rest.replace("{}", size));
    assert_eq!(sold.show(fields), ["L", "M", "S"].map(line));
    let pictures = [
        "T-L | https://cdn.example/l.jpg | https://cdn.example/1.jpg https://cdn.example/2.jpg https://cdn.example/3.jpg",
        "T-M | https://cdn.example/1.jpg | https://cdn.example/2.jpg https://cdn.example/3.jpg",
        "T-S | https://cdn.example/1.jpg | https://cdn.example/2.jpg https://cdn.example/3.jpg",
    ];
    assert_eq!(sold.show("id image_link additional_image_link"), pictures);
}

#[test]
fn old_new_mixed_and_padded_headers_give_the_same_bytes() {
    let shop = Shop::new();
    let old = csv(&sizes("tee"));
    let rename = |names: &[(&str, &str)]| {
        let (head, rows) = old.split_once('\n').unwrap();
        let mut head = head.to_owned();
        for (from, to) in names {
            head = head.replace(&format!("\"{from}\""), &format!("\"{to}\""));
        }
        format!("{head}\n{rows}")
    };
    let padded = {
        let (head, rows) = old.split_once('\n').unwrap();
        format!("{}\n{rows}", head.replace("\",\"", "  \",\" "))
    };
    let expected = shop.bytes(&old);
    for (name, content) in [
        ("new", rename(NAMES)),
        ("mixed", rename(&NAMES[1..])),
        ("padded", padded),
        ("crlf", old.replace("\"\n", "\"\r\n")),
        ("bom", format!("\u{feff}{old}")),
    ] {
        assert_eq!(shop.bytes(&content), expected, "{name}");
    }
}

#[test]
fn rows_of_a_product_belong_together_wherever_they_stand() {
    let shop = Shop::new();
    let groups = || [sizes("tee"), vec![tee("mug")], vec![tee("hat")]];
    let expected = shop.bytes(&csv(&groups().concat()));
    let (tee, mug, hat) = (sizes("tee"), tee("mug"), tee("hat"));
    let upper: Vec<Row> = sizes("tee")
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            if at == 0 {
                row
            } else {
                row.set("Handle", "Tee")
            }
        })
        .collect();
    let row = |at: usize| tee[at].clone();
    let cases = [
        (
            "interleaved",
            vec![row(0), mug.clone(), row(1), hat.clone(), row(2), row(3)],
        ),
        (
            "sorted by SKU",
            vec![row(2), row(1), hat.clone(), mug.clone(), row(0), row(3)],
        ),
        (
            "a picture first",
            vec![row(3), row(0), mug.clone(), row(1), row(2), hat.clone()],
        ),
        ("another case", [upper, vec![mug, hat]].concat()),
    ];
    for (name, rows) in cases {
        assert_eq!(shop.bytes(&csv(&rows)), expected, "{name}");
    }
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        let mut groups = groups();
        for group in &mut groups {
            dice.shuffle(&mut group[1..]);
        }
        dice.shuffle(&mut groups);
        assert_eq!(shop.bytes(&csv(&groups.concat())), expected, "seed {seed}");
    }
}

#[test]
fn stock_is_what_the_shop_counts_and_sells() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // tracker    pieces  policy       availability, quantity
        ("shopify",   "3",    "deny",      Some("in stock | 3")),
        ("shopify",   "0",    "deny",      Some("out of stock | 0")),
        ("shopify",   "0",    "DENY",      Some("out of stock | 0")),
        ("shopify",   "0",    "FALSE",     Some("out of stock | 0")),
        ("shopify",   "-4",   "deny",      Some("out of stock | 0")),
        ("shopify",   "0",    "continue",  Some("available for order | 0")),
        ("shopify",   "-4",   "TRUE",      Some("available for order | 0")),
        ("shopify",   "0",    "WAHR",      Some("available for order | 0")),
        ("shopify",   "5",    "continue",  Some("in stock | 5")),
        ("shopify",   "0",    "",          Some("out of stock | 0")),
        ("amazon",    "0",    "deny",      Some("out of stock | 0")),
        ("",          "0",    "deny",      Some("in stock | –")),
        ("",          "",     "",          Some("in stock | –")),
        ("shopify",   "",     "deny",      None),
        ("shopify",   "some", "deny",      None),
        ("shopify",   "0",    "perhaps",   None),
    ];
    for (tracker, pieces, policy, expected) in table {
        let row = tee("x").with(&[
            ("Variant Inventory Tracker", tracker),
            ("Variant Inventory Qty", pieces),
            ("Variant Inventory Policy", policy),
        ]);
        let sold = shop.sells(csv(&[row]));
        let seen = sold.only("availability quantity_to_sell_on_facebook");
        let name = format!("{tracker:?} {pieces:?} {policy:?}");
        assert_eq!(seen.as_deref(), expected, "{name}");
    }
    let back = Shop::with("[stock]\nbackorder = \"out of stock\"");
    let row = tee("x").with(&[
        ("Variant Inventory Qty", "0"),
        ("Variant Inventory Policy", "continue"),
    ]);
    let sold = back.sells(csv(&[row]));
    assert_eq!(sold.only("availability").as_deref(), Some("out of stock"));
}

#[test]
fn without_a_column_of_pieces_one_error_names_the_setting() {
    let rows = || {
        let rows = sizes("tee").into_iter();
        rows.map(|row| row.without("Variant Inventory Qty"))
            .collect::<Vec<_>>()
    };
    let sold = Shop::new().sells(csv(&rows()));
    sold.report.fails(2).mentions("shop.availability");
    let told = Shop::with("availability = \"in stock\"").sells(csv(&rows()));
    told.is(0, "read=3 created=3", "");
    let seen = told.show("availability quantity_to_sell_on_facebook");
    assert_eq!(seen, ["in stock | –"; 3]);
    // Without the tracker, pieces are pieces.
    let counted = tee("x").without("Variant Inventory Tracker");
    let sold = Shop::new().sells(csv(&[counted.set("Variant Inventory Qty", "0")]));
    let seen = sold.only("availability quantity_to_sell_on_facebook");
    assert_eq!(seen.as_deref(), Some("out of stock | 0"));
}

#[test]
fn the_price_before_makes_a_sale_only_when_it_was_higher() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // price     before        price, sale price
        ("10.00",    "",           Some("10.00 EUR | –")),
        ("10.00",    "0",          Some("10.00 EUR | –")),
        ("10.00",    "0.00",       Some("10.00 EUR | –")),
        ("10.00",    "10.00",      Some("10.00 EUR | –")),
        ("10.00",    "9.99",       Some("10.00 EUR | –")),
        ("10.00",    "12.50",      Some("12.50 EUR | 10.00 EUR")),
        ("10",       "12.5",       Some("12.50 EUR | 10.00 EUR")),
        ("1299.00",  "1,499.00",   Some("1499.00 EUR | 1299.00 EUR")),
        ("0.00",     "",           None),
        ("",         "12.50",      None),
        ("free",     "",           None),
    ];
    for (price, before, expected) in table {
        let row = tee("x").with(&[
            ("Variant Price", price),
            ("Variant Compare At Price", before),
        ]);
        let sold = shop.sells(csv(&[row]));
        assert_eq!(
            sold.only("price sale_price").as_deref(),
            expected,
            "{price:?} {before:?}"
        );
    }
}

#[test]
fn prices_of_markets_are_not_the_shops() {
    let row = tee("x").with(&[
        ("Included / Sweden", "true"),
        ("Price / Sweden", "119,00"),
        ("Compare At Price / Sweden", "n/a"),
        ("Price / International", ""),
        ("Cost per item", "4.00"),
    ]);
    let sold = Shop::new().sells(csv(&[row]));
    sold.is(0, "read=1 created=1", "");
    assert_eq!(
        sold.only("price sale_price").as_deref(),
        Some("10.00 EUR | –")
    );
}

#[test]
fn what_is_not_on_sale_is_left_out_and_unknown_words_hold_back() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("Status",    "active",     "created"),
        ("Status",    "Active",     "created"),
        ("Status",    "Aktiv",      "created"),
        ("Status",    "",           "created"),
        ("Status",    "draft",      "filtered"),
        ("Status",    "ARCHIVED",   "filtered"),
        ("Status",    "unlisted",   "filtered"),
        ("Status",    "Entwurf",    "filtered"),
        ("Status",    "someday",    "invalid"),
        ("Published", "true",       "created"),
        ("Published", "WAHR",       "created"),
        ("Published", "",           "created"),
        ("Published", "FALSE",      "filtered"),
        ("Published", "FALSCH",     "filtered"),
        ("Published", "perhaps",    "invalid"),
        ("Gift Card", "TRUE",       "filtered"),
        ("Type",      "Gift Cards", "filtered"),
        ("Command",   "DELETE",     "filtered"),
        ("Command",   "MERGE",      "created"),
    ];
    for (column, word, end) in table {
        // A product is left out with all its variants.
        let mut rows = sizes("tee");
        rows[0] = rows[0].clone().set(column, word);
        let sold = shop.sells(csv(&rows));
        assert_eq!(
            sold.report.items(end),
            3,
            "{column} {word:?}: {:#}",
            sold.report.document
        );
    }
}

#[test]
fn an_id_is_kept_as_it_stands_or_the_item_is_held_back() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("'0123",        Some("0123"), ""),
        ("0123",         Some("0123"), ""),
        ("'t-shirt",     Some("'t-shirt"), ""),
        ("a b/c",        Some("a b/c"), ""),
        ("8.80609E+12",  None, "id-invalid=1"),
        ("8,80609E+12",  None, "id-invalid=1"),
        ("",             None, "id-missing=1"),
    ];
    for (sku, id, problems) in table {
        let rows = [tee("x").set("Variant SKU", sku), tee("good")];
        let sold = shop.sells(csv(&rows));
        let ids = sold.show("id");
        let seen = ids.iter().find(|id| *id != "good").map(String::as_str);
        assert_eq!(seen, id, "{sku}");
        let counts = if id.is_some() {
            "read=2 created=2"
        } else {
            "read=2 created=1 invalid=1"
        };
        sold.is(if id.is_some() { 0 } else { 3 }, counts, problems);
    }
}

#[test]
fn variants_that_cannot_be_told_apart_are_held_back() {
    let rows: Vec<Row> = sizes("tee")
        .into_iter()
        .map(|row| {
            if row.get("Variant Price").is_empty() {
                row
            } else {
                row.set("Variant SKU", "T")
            }
        })
        .collect();
    let sold = Shop::new().sells(csv(&rows));
    sold.is(3, "read=3 invalid=3", "id-duplicate=3");
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|row| row.set("Variant SKU", ""))
        .collect();
    let none = Shop::new().sells(csv(&rows));
    none.report.fails(2).mentions("Variant SKU");
    // One that has nothing of a variant is a product that lacks everything.
    let bare = Row::of(&[("Handle", "bare"), ("Title", "Bare"), ("Vendor", "Acme")]);
    let sold = Shop::new().sells(csv(&[tee("x"), bare]));
    sold.is(3, "read=2 created=1 invalid=1", "id-missing=1");
}

#[test]
fn options_find_their_fields_and_lose_their_decoration() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        // name        value               field                          content                  title
        ("Title",      "Default Title",    "size",                        "–",                     "Tee"),
        ("Size",       "XL",               "size",                        "XL",                    "Tee - XL"),
        ("GRÖSSE",     "42",               "size",                        "42",                    "Tee - 42"),
        ("Colour",     "#800080:purple",   "color",                       "purple",                "Tee - purple"),
        ("Farbe",      "Silver[#cccccc]",  "color",                       "Silver",                "Tee - Silver"),
        ("Couleur",    "n/a",              "color",                       "–",                     "Tee"),
        ("Fabric",     "Wool",             "material",                    "Wool",                  "Tee - Wool"),
        ("Design",     "Fox",              "pattern",                     "Fox",                   "Tee - Fox"),
        ("Gender",     "Damen",            "gender",                      "female",                "Tee - Damen"),
        ("Scent",      "Rose, wild: 1",    "additional_variant_attribute", "Scent:Rose wild 1",    "Tee - Rose, wild: 1"),
        ("Size",       "S / M",            "size",                        "S / M",                 "Tee - S / M"),
    ];
    for (name, value, field, content, title) in table {
        let row = tee("x").with(&[("Option1 Name", name), ("Option1 Value", value)]);
        let sold = shop.sells(csv(&[row]));
        let expected = format!("{content} | {title}");
        assert_eq!(
            sold.only(&format!("{field} title")),
            Some(expected),
            "{name} {value}"
        );
    }
    // Two options of one field: the first has it, the other is an attribute.
    let both = tee("x").with(&[
        ("Option1 Name", "Size"),
        ("Option1 Value", "M"),
        ("Option2 Name", "Shoe size"),
        ("Option2 Value", "42"),
    ]);
    let sold = shop.sells(csv(&[both]));
    let seen = sold.only("size additional_variant_attribute title");
    assert_eq!(seen.as_deref(), Some("M | Shoe size:42 | Tee - M / 42"));
}

#[test]
fn metafields_speak_for_a_product_with_one_value_only() {
    let shop = Shop::new();
    let color = "Color (product.metafields.shopify.color-pattern)";
    let size = "Size (product.metafields.shopify.size)";
    let own = "Cut (product.metafields.custom.cut)";
    let row = tee("x").with(&[(color, "red"), (size, "l; m; s"), (own, "round")]);
    let sold = shop.sells(csv(std::slice::from_ref(&row)));
    sold.is(0, "read=1 created=1", "");
    assert_eq!(sold.only("color size").as_deref(), Some("red | –"));
    let with_option = row.with(&[("Option1 Name", "Color"), ("Option1 Value", "Blue")]);
    let sold = shop.sells(csv(&[with_option]));
    assert_eq!(sold.only("color").as_deref(), Some("Blue"));
}

#[test]
fn pictures_stand_in_their_order_and_each_once() {
    let url = |name: &str| format!("https://cdn.example/{name}.jpg");
    let image = |name: &str, position: &str| {
        more(
            "tee",
            &[("Image Src", &url(name)), ("Image Position", position)],
        )
    };
    let rows = [
        tee("tee").with(&[("Image Src", &url("b")), ("Image Position", "2")]),
        image("d", ""),
        image("a", "1"),
        image("c", "2"),
        image("a", "4"),
    ];
    let sold = Shop::new().sells(csv(&rows));
    sold.is(0, "read=1 created=1", "");
    let expected = format!("{} | {} {} {}", url("a"), url("b"), url("c"), url("d"));
    assert_eq!(
        sold.only("image_link additional_image_link"),
        Some(expected)
    );
    let none = Shop::new().sells(csv(&[tee("tee").set("Image Src", "")]));
    none.is(3, "read=1 invalid=1", "image_link-missing=1");
}

#[test]
fn numbers_of_goods_survive_or_are_dropped_with_a_word() {
    let shop = Shop::new();
    #[rustfmt::skip]
    let table = [
        ("4006381333931",   "4006381333931", ""),
        ("'0012345678905",  "0012345678905", ""),
        ("3.65275E+11",     "–",             "gtin-invalid=1"),
        ("5784397766",      "–",             "gtin-invalid=1"),
        ("",                "–",             ""),
    ];
    for (barcode, gtin, problems) in table {
        let sold = shop.sells(csv(&[tee("x").set("Variant Barcode", barcode)]));
        sold.is(0, "read=1 created=1", problems);
        assert_eq!(sold.only("gtin").as_deref(), Some(gtin), "{barcode}");
    }
}

#[test]
fn what_a_product_says_holds_for_its_variants() {
    let mut rows = sizes("tee");
    rows[0] = rows[0].clone().with(&[
        ("Google Shopping / Gender", "Unisex"),
        ("Google Shopping / Age Group", "Adult (13+ years old)"),
        ("Google Shopping / Condition", "Used"),
        ("Google Shopping / MPN", "M-1"),
        ("Google Shopping / Custom Label 0", "sale"),
        ("Google Shopping / Google Product Category", "212"),
    ]);
    rows[1] = rows[1].clone().set("Google Shopping / MPN", "M-2");
    let sold = Shop::new().sells(csv(&rows));
    sold.is(0, "read=3 created=3", "");
    let fields = "id gender age_group condition mpn custom_label_0 google_product_category";
    let expected = [
        "T-L | unisex | adult | used | M-1 | sale | 212",
        "T-M | unisex | adult | used | M-2 | sale | 212",
        "T-S | unisex | adult | used | M-1 | sale | 212",
    ];
    assert_eq!(sold.show(fields), expected);
}

#[test]
fn a_spreadsheet_that_saved_the_file_is_seen_through() {
    let rows = [
        tee("a").with(&[
            ("Variant Price", "19,99"),
            ("Variant Compare At Price", "1.299,00"),
            ("Body (HTML)", "Größe „M“\r\nzweite Zeile"),
            ("Published", "WAHR"),
        ]),
        tee("b").with(&[("Variant Price", "5"), ("Published", "WAHR")]),
    ];
    let text = delimited(&rows, ';').replace("\"\n", "\"\r\n");
    let (bytes, _, lossy) = WINDOWS_1252.encode(&text);
    assert!(!lossy);
    let sold = Shop::new().sells(&bytes);
    sold.is(0, "read=2 created=2", "price-decimal=2");
    let expected = ["1299.00 EUR | 19.99 EUR", "5.00 EUR | –"];
    assert_eq!(sold.show("price sale_price"), expected);
    assert_eq!(sold.items[0]["description"], "Größe „M“\nzweite Zeile");
    // `1,299` is a thousand in English and little more than one in German.
    let doubtful = tee("b").set("Variant Price", "1,299");
    let sold = Shop::new().sells(delimited(&[rows[0].clone(), doubtful], ';'));
    assert_eq!(sold.report.rules_of("b"), ["price-ambiguous"]);
}

#[test]
fn a_thing_that_is_no_product_list_is_not_taken_for_one() {
    let inventory = "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,On hand\n\
                     tee,Tee,Size,S,T-S,,,Berlin,4\n";
    let sold = Shop::new().sells(inventory);
    sold.report.fails(8).mentions("fit no known export");
}

#[test]
fn a_handle_on_endless_rows_is_an_error_that_names_it() {
    let head = "Handle,Title,Variant SKU,Variant Price,Option1 Value\n";
    let row = |at: u32| format!("same,,S-{at},1.00,{at}\n");
    let other = |at: u32| format!("o-{at},,O-{at},1.00,\n");
    let together: String = (0..20_001).map(row).collect();
    let apart: String = (0..20_001).flat_map(|at| [row(at), other(at)]).collect();
    for (name, rows, line) in [("together", together, 20_002), ("apart", apart, 40_002)] {
        let sold = Shop::new().sells(format!("{head}{rows}"));
        let said = format!("line {line}: `same` has more than 20000 records");
        sold.report.fails(8).mentions(&said);
        assert!(sold.items.is_empty(), "{name}");
    }
}

#[test]
fn half_a_product_in_another_file_is_held_back_and_the_rest_goes_out() {
    let shop = Shop::new();
    let rows = sizes("tee");
    let other = csv(&sizes("mug")
        .into_iter()
        .map(|row| mug(&row))
        .collect::<Vec<_>>());
    let (first, rest) = rows.split_at(1);
    let files = [
        ("a.csv", csv(first)),
        ("b.csv", csv(&in_columns_of(first, rest))),
        ("c.csv", other),
    ];
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let sold = shop.sells_all(&files);
    assert_eq!(
        sold.report.document["exit_code"], 3,
        "{}",
        sold.report.document
    );
    assert!(sold.items.iter().all(|item| item["item_group_id"] == "mug"));
    assert_eq!(sold.items.len(), 3);
    assert_eq!(sold.report.problems("product-torn").len(), 3);
}

/// The same variant under a SKU of its own.
fn mug(row: &Row) -> Row {
    let sku = row.get("Variant SKU").replace("T-", "M-");
    row.clone().set("Variant SKU", &sku)
}

/// Rows with all columns of others, so that each file has the whole header.
fn in_columns_of(first: &[Row], rows: &[Row]) -> Vec<Row> {
    let columns: Vec<String> = crate::export::columns(first);
    rows.iter()
        .map(|row| {
            columns.iter().fold(row.clone(), |row, column| {
                let cell = row.get(column).to_owned();
                row.set(column, &cell)
            })
        })
        .collect()
}
