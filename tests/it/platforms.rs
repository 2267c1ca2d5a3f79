//! Exports of shop systems in their own shapes (`formats.md` 4.5 to 4.34): what
//! is packed into cells, what stands in rows above or elsewhere, what is net.

use crate::shops::{Shop, Sold};
use crate::world::World;

/// A shop that has said what no export says.
fn shop(further: &str) -> Shop {
    Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\n\
         availability = \"in stock\"\ntimezone = \"Europe/Berlin\"\nlanguage = \"de\"\n{further}\n"
    ))
}

#[track_caller]
fn preset(sold: &Sold, name: &str) {
    let found = &sold.report.document["sources"][0]["preset"];
    assert_eq!(found, name, "{:#}", sold.report.document);
}

#[track_caller]
fn shows(sold: &Sold, fields: &str, lines: &[&str]) {
    assert_eq!(sold.show(fields), lines, "{:#}", sold.report.document);
}

const SHOPWARE5: &str = "\
ordernumber;mainnumber;name;additionalText;supplier;tax;price_EK;pseudoprice_EK;price_H;active;instock;description_long;laststock;suppliernumber;weight;ean;configuratorOptions;categories;imageUrl;main
T-1;T-1;Becher;;Ton & Co;19.00;12.50;;10.00;1;4;<p>Fest</p>;0;M-1;0.350;;Farbe:Blau|Größe:L;3|4;https://img.example/1.jpg|https://img.example/2.jpg;1|2
T-1.1;T-1;Becher;;Ton & Co;19.00;12.50;15.00;10.00;1;0;<p>Fest</p>;0;M-1;0.350;;Farbe:Rot|Größe:L;3|4;https://img.example/1.jpg;1
T-1.2;T-1;Becher;;Ton & Co;19.00;9.00;5.00;8.00;1;0;<p>Fest</p>;1;M-1;0.350;;Farbe:Rot|Größe:S;3|4;https://img.example/1.jpg;1
T-2;T-2;Teller;;Ton & Co;19.00;7.00;;;1;2;<p>Flach</p>;0;;0.500;;;3;https://img.example/t.jpg;1
T-3;T-3;Alt;;Ton & Co;19.00;7.00;;;0;2;<p>Weg</p>;0;;0.500;;;3;https://img.example/t.jpg;1
";

#[test]
fn siblings_that_all_can_be_sold_are_grouped_by_their_main_number() {
    let sold = shop("").sells(SHOPWARE5);
    preset(&sold, "shopware5");
    sold.is(0, "read=5 created=4 filtered=1", "");
    shows(
        &sold,
        "id item_group_id title price sale_price availability color size mpn",
        &[
            "T-1 | T-1 | Becher - Blau / L | 12.50 EUR | – | in stock | Blau | L | M-1",
            "T-1.1 | T-1 | Becher - Rot / L | 15.00 EUR | 12.50 EUR | available for order | Rot | L | M-1",
            "T-1.2 | T-1 | Becher - Rot / S | 9.00 EUR | – | out of stock | Rot | S | M-1",
            "T-2 | – | Teller | 7.00 EUR | – | in stock | – | – | –",
        ],
    );
    let fields = "brand image_link additional_image_link shipping_weight link";
    let first = "Ton & Co | https://img.example/1.jpg | https://img.example/2.jpg | 0.35 kg | https://shop.example/search?sSearch=T-1";
    assert_eq!(sold.show(fields)[0], first);
}

/// What a row leaves empty stands on that of the main number, however little that says
/// and wherever it stands.
#[test]
fn rows_take_what_they_lack_from_the_row_that_their_product_is_named_after() {
    let header = "ordernumber;mainnumber;name;additionalText;tax;price_EK;active;instock;laststock;imageUrl;attr1;attr2\n";
    let rows = [
        "A;A;Kanne;;19;9.00;1;1;0;https://img.example/main.jpg;;\n",
        "A.1;A;Kanne;blau;19;9.00;1;1;0;https://img.example/blau.jpg;x;y\n",
        "A.2;A;Kanne;;19;9.00;1;1;0;;;\n",
    ];
    let [main, blue, plain] = rows;
    #[rustfmt::skip]
    let cases = [
        ([main, blue, plain], "main"), ([plain, blue, main], "main"), ([blue, plain, main], "main"),
        // Two rows of one number: neither is another row's.
        ([main, plain, main], "main"),
        // Without it there is only what another one says.
        ([blue, plain, ""], "blau"),
    ];
    for (rows, picture) in cases {
        let sold = shop("").sells(header.to_owned() + &rows.concat());
        preset(&sold, "shopware5");
        let lines = sold.show("id image_link");
        let expected = format!("A.2 | https://img.example/{picture}.jpg");
        assert!(lines.contains(&expected), "{rows:?}: {lines:?}");
    }
}

#[test]
fn the_price_of_another_group_of_customers_is_read_where_the_source_says_so() {
    let settings =
        "prices = \"net\"\ntax_rate = 7\n[[source]]\npath = \"export.csv\"\nview = \"H\"";
    let sold = shop(settings).sells_by_settings("export.csv", SHOPWARE5);
    // The row's own rate is nearer than the shop's; a group without a price takes the usual one.
    shows(
        &sold,
        "id price",
        &[
            "T-1 | 11.90 EUR",
            "T-1.1 | 17.85 EUR",
            "T-1.2 | 9.52 EUR",
            "T-2 | 8.33 EUR",
        ],
    );
}

const SHOPWARE6: &str = "\
id;parent_id;product_number;active;stock;name;description;price_net;price_gross;price_net_eur;price_gross_eur;price_net_usd;price_gross_usd;tax_rate;cover_media_url;manufacturer_name;category_paths;options;purchase_unit;unit_short_code
v2;p1;SW-2;;0;;;;;30;35.70;;;;;;;Farbe: Rot|Größe: M;;
p1;;SW-1;1;5;Jacke;<p>Warm</p>;20;23.80;20;23.80;25;29.75;19;https://img.example/p.jpg;Nord;Mode > Jacken;;;
v1;p1;SW-3;;3;;;;;;;;;;https://img.example/v.jpg;;;Farbe: Blau|Größe: M;;
s1;;SW-4;1;2;Öl;;20.1681;;;;;;19;https://img.example/o.jpg;Nord;;;0.5;l
";

#[test]
fn a_row_that_others_name_as_their_parent_is_no_item_and_gives_them_its_cells() {
    let sold = shop("").sells(SHOPWARE6);
    preset(&sold, "shopware6");
    sold.is(0, "read=3 created=3", "");
    shows(
        &sold,
        "id item_group_id title price availability color size brand product_type image_link link",
        &[
            "SW-2 | SW-1 | Jacke - Rot / M | 35.70 EUR | out of stock | Rot | M | Nord | Mode > Jacken | https://img.example/p.jpg | https://shop.example/detail/v2",
            "SW-3 | SW-1 | Jacke - Blau / M | 23.80 EUR | in stock | Blau | M | Nord | Mode > Jacken | https://img.example/v.jpg | https://shop.example/detail/v1",
            // A net price with four decimals is rounded once, with its tax.
            "SW-4 | – | Öl | 24.00 EUR | in stock | – | – | Nord | – | https://img.example/o.jpg | https://shop.example/detail/s1",
        ],
    );
    let unit: Vec<String> = sold.show("unit_price");
    assert_eq!(unit[2], r#"{"currency":"EUR","unit":"l","value":48}"#);
}

#[test]
fn the_shops_currency_chooses_the_column() {
    let dollars = "[shop]\nurl = \"https://shop.example\"\ncurrency = \"USD\"\ncondition = \"new\"";
    let sold = Shop::of(dollars).sells(SHOPWARE6);
    let lines = sold.show("id price");
    // The variant with a price in euros takes that in dollars from its parent.
    assert!(lines.contains(&"SW-3 | 29.75 USD".to_owned()), "{lines:?}");
    let none =
        Shop::of("[shop]\nurl = \"https://shop.example\"\ncondition = \"new\"").sells(SHOPWARE6);
    none.report.fails(2).mentions("shop.currency");
}

const MAGENTO: &str = "\
sku,store_view_code,attribute_set_code,product_type,categories,product_websites,name,description,short_description,product_online,tax_class_name,visibility,price,special_price,special_price_from_date,special_price_to_date,url_key,base_image,additional_images,additional_attributes,qty,is_in_stock,allow_backorders,use_config_backorders,manage_stock,use_config_manage_stock,configurable_variations
H-S,,Top,simple,Default Category/Men,base,Hoodie-S,,,1,Taxable Goods,Not Visible Individually,52.0000,,,,hoodie-s,/h/s.jpg,,\"size=S,color=Red, dark,material=Cotton|Wool\",3,1,0,1,1,1,
H-M,,Top,simple,Default Category/Men,base,Hoodie-M,,,1,Taxable Goods,Not Visible Individually,52.0000,49.5,2026-01-01,,hoodie-m,no_selection,,\"size=M,color=Red, dark,manufacturer=Nord\",0,1,2,0,1,1,
H,,Top,configurable,\"Default Category,Default Category/Men/Tops\",base,Hoodie,<p>Warm</p>,,1,Taxable Goods,\"Catalog, Search\",52.0000,,,,hoodie,/h/main.jpg,\"/h/1.jpg,/h/2.jpg\",,0,1,0,1,1,1,\"sku=H-S,size=S,color=Red, dark|sku=H-M,size=M,color=Red, dark\"
H,de,,,,,Kapuzenpulli,,,,,,,,,,,,,,,,,,,,
H-S,de,,,,,Pulli S,,,,,,,,,,,,,,,,,,,,
H-S,en,,,,,Hoodie small,,,,,,,,,,,,,,,,,,,,
L,,Top,simple,Default Category/Men,base,Lone,<p>Text</p>,,1,Taxable Goods,Not Visible Individually,10,,,,lone,/l.jpg,,,1,1,0,1,1,1,
C,,Top,simple,Default Category,base,Cap,<p>Text</p>,,1,Taxable Goods,\"Catalog, Search\",10,,,,cap,/c.jpg,,,0,1,0,1,0,0,
C,de,,,,,Kappe,__EMPTY__VALUE__,,,,,12,,,,,,,,,,,,,,
D,,Top,simple,Default Category,base,Gone,<p>Text</p>,,2,Taxable Goods,\"Catalog, Search\",10,,,,gone,/d.jpg,,,0,1,0,1,0,0,
";

#[test]
fn variants_are_found_by_the_list_of_their_parent_and_store_views_only_change_rows() {
    let sold = shop("").sells(MAGENTO);
    preset(&sold, "magento2");
    sold.is(0, "read=5 created=3 filtered=2", "");
    assert_eq!(sold.report.document["sources"][0]["without_item"], 5);
    let fields = "id item_group_id title price sale_price availability quantity_to_sell_on_facebook color size brand product_type link image_link";
    shows(
        &sold,
        fields,
        &[
            "C | – | Cap | 10.00 EUR | – | in stock | – | – | – | Haus | – | https://shop.example/cap.html | https://shop.example/media/catalog/product/c.jpg",
            "H-M | H | Hoodie-M - M, Red, dark | 52.00 EUR | 49.50 EUR | available for order | 0 | Red, dark | M | Nord | Men | https://shop.example/hoodie.html | https://shop.example/media/catalog/product/h/main.jpg",
            "H-S | H | Hoodie-S - S, Red, dark | 52.00 EUR | – | in stock | 3 | Red, dark | S | Haus | Men | https://shop.example/hoodie.html | https://shop.example/media/catalog/product/h/s.jpg",
        ],
    );
    let german = "[[source]]\npath = \"export.csv\"\nview = \"de\"";
    let sold = shop(german).sells_by_settings("export.csv", MAGENTO);
    shows(
        &sold,
        "id title price description",
        &[
            "C | Kappe | 12.00 EUR | Kappe",
            "H-M | Hoodie-M - M, Red, dark | 52.00 EUR | Warm",
            "H-S | Pulli S - S, Red, dark | 52.00 EUR | Warm",
        ],
    );
}

/// The word of the product and those of its variants, by generation of the catalog.
#[test]
fn a_variant_is_not_published_where_its_product_is_not() {
    #[rustfmt::skip]
    let cases = [
        ("TRUE", ["TRUE", "TRUE"], vec!["T-S", "T-M"]),
        ("TRUE", ["FALSE", "true"], vec!["T-M"]),
        ("TRUE", ["", "false"], vec!["T-S"]),
        ("FALSE", ["TRUE", "TRUE"], vec![]),
        ("false", ["", "true"], vec![]),
        ("", ["TRUE", "FALSE"], vec!["T-S"]),
    ];
    for (product, [small, medium], sold_ids) in cases {
        let old = format!(
            "handleId,fieldType,name,description,productImageUrl,collection,sku,price,surcharge,visible,discountMode,discountValue,inventory,productOptionName1,productOptionDescription1\n\
             p1,Product,Tea,Green,https://img.example/t.jpg,,,10,,{product},PERCENT,0,InStock,Size,S;M\n\
             p1,Variant,,,,,T-S,,0,{small},,,5,Size,S\n\
             p1,Variant,,,,,T-M,,0,{medium},,,5,Size,M\n"
        );
        let new = format!(
            "handle,fieldType,name,visible,plainDescription,media,price,strikethroughPrice,inventory,sku,productOptionName1,productOptionChoices1\n\
             tea,VARIANT,,{medium},,,10,,5,T-M,Size,M\n\
             tea,PRODUCT,Tea,{product},Green,https://img.example/t.jpg,,,,,Size,S;M\n\
             tea,VARIANT,,{small},,,10,,5,T-S,Size,S\n"
        );
        for export in [old, new] {
            let sold = shop("").sells(&export);
            preset(&sold, "wix");
            let mut expected = sold_ids.clone();
            expected.sort_unstable();
            shows(&sold, "id", &expected);
            assert_eq!(sold.report.items("filtered"), 2 - expected.len() as u64);
        }
    }
}

/// A variant that has a page of its own or not, its parent as it may be, and where the
/// variant is then sold.
#[test]
fn a_variant_is_sold_on_its_parents_page_unless_it_has_one() {
    const HIDDEN: &str = "Not Visible Individually";
    const SHOWN: &str = "\"Catalog, Search\"";
    // Of both: online, visibility, key and name.
    #[rustfmt::skip]
    let cases = [
        (["1", HIDDEN, "cup-red", "Cup Red"], ["1", SHOWN, "cup", "Cup"], Some("cup.html")),
        (["1", HIDDEN, "cup-red", "Cup Red"], ["1", "Search", "", "The 1/4 Cup&trade;"], Some("the-1-4-cup-trade.html")),
        (["1", HIDDEN, "", "Cup Red"], ["1", SHOWN, "cup", "Cup"], Some("cup.html")),
        (["1", SHOWN, "cup-red", "Cup Red"], ["1", SHOWN, "cup", "Cup"], Some("cup-red.html")),
        (["1", SHOWN, "", "Cup Red"], ["1", SHOWN, "cup", "Cup"], Some("cup-red.html")),
        (["1", "Catalog", "cup-red", "Cup Red"], ["1", HIDDEN, "cup", "Cup"], Some("cup-red.html")),
        (["1", "Catalog", "cup-red", "Cup Red"], ["2", SHOWN, "cup", "Cup"], Some("cup-red.html")),
        (["1", "", "cup-red", "Cup Red"], ["1", SHOWN, "cup", "Cup"], Some("cup.html")),
        (["1", HIDDEN, "cup-red", "Cup Red"], ["1", HIDDEN, "cup", "Cup"], None),
        (["1", HIDDEN, "cup-red", "Cup Red"], ["2", SHOWN, "cup", "Cup"], None),
        (["2", SHOWN, "cup-red", "Cup Red"], ["1", SHOWN, "cup", "Cup"], None),
    ];
    for (variant, parent, page) in cases {
        let row = |sku: &str,
                   kind: &str,
                   [online, visibility, key, name]: [&str; 4],
                   list: &str| {
            format!(
                "{sku},,Top,{kind},{name},{online},{visibility},10,{key},/c.jpg,1,1,\"{list}\"\n"
            )
        };
        let export = format!(
            "sku,store_view_code,attribute_set_code,product_type,name,product_online,visibility,price,url_key,base_image,\
             qty,is_in_stock,configurable_variations\n{}{}",
            row("C-R", "simple", variant, ""),
            row("C", "configurable", parent, "sku=C-R,color=Red"),
        );
        let sold = shop("").sells(&export);
        let pages = page.map(|page| format!("C-R | C | https://shop.example/{page}"));
        let filtered = if page.is_none() {
            "read=1 filtered=1"
        } else {
            "read=1 created=1"
        };
        sold.is(0, filtered, "");
        assert_eq!(
            sold.show("id item_group_id link").first(),
            pages.as_ref(),
            "{export}"
        );
    }
    // Where somebody else says what is published, pages are still where they are.
    let all = shop("[filter]\ninclude = \"true\"").sells(MAGENTO.replace(
        "Hoodie-S,,,1,Taxable Goods,Not Visible Individually",
        "Hoodie-S,,,1,Taxable Goods,Catalog",
    ));
    let links = all.show("id link");
    for line in [
        "H-M | https://shop.example/hoodie.html",
        "H-S | https://shop.example/hoodie-s.html",
    ] {
        assert!(links.contains(&line.to_owned()), "{links:?}");
    }
    // Without a parent there is only its own page.
    let lone = MAGENTO
        .replace(",Cap,", ",Men's Cap,")
        .replace(",cap,/c.jpg", ",,/c.jpg");
    let sold = shop("").sells(&lone);
    assert_eq!(
        sold.show("id link")[0],
        "C | https://shop.example/men-s-cap.html"
    );
    let legacy = "sku,_store,_attribute_set,_type,_category,name,description,price,status,visibility,url_key,image,qty,is_in_stock\n\
                  C,,Top,simple,Caps,Men's Cap,Warm,10,1,4,,/c.jpg,1,1\nD,,Top,simple,Caps,Шапка,Warm,10,1,4,,/d.jpg,1,1\n";
    let sold = shop("").sells(legacy);
    preset(&sold, "magento1");
    // Nobody knows what the shop makes of the other name.
    sold.is(3, "read=2 created=1 invalid=1", "link-missing=1");
    shows(
        &sold,
        "id link",
        &["C | https://shop.example/men-s-cap.html"],
    );
}

#[test]
fn the_order_of_rows_changes_nothing_where_rows_name_each_other() {
    for (export, view) in [(MAGENTO, "view = \"de\""), (SHOPWARE6, ""), (SHOPWARE5, "")] {
        let shop = shop(&format!("[[source]]\npath = \"export.csv\"\n{view}"));
        let items = |content: &str| {
            shop.sells_by_settings("export.csv", content)
                .show("id title price link color")
        };
        let (header, rows) = export.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        let straight = items(export);
        rows.reverse();
        let turned = items(&format!("{header}\n{}\n", rows.join("\n")));
        assert_eq!(straight, turned);
        assert!(!straight.is_empty());
    }
}

const PRESTA: &str = "\
Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded or Price tax included;Tax rules ID;Discount amount;Discount percent;Discount from (yyyy-mm-dd);Discount to (yyyy-mm-dd);Reference #;Manufacturer;EAN13;Quantity;Visibility;Short description;Description;URL rewritten;Available for order (0 = No, 1 = Yes);Image URLs (x,y,z...);Feature(Name:Value:Position);Condition;Out of stock
1;1;Nano;Home,Home/Player;100;1;;5.5;2026-06-01;2026-12-31;R-1;Apfel;;160;;<p>Kurz</p>;<p>Lang</p>;nano;1;https://img.example/1.jpg,https://img.example/2.jpg;Material:Alu:1;new;0
2;1;Buch;Home;10;2;1;;0000-00-00;0000-00-00;R-2;Verlag;;0;both;;<p>Text</p>;buch;1;https://img.example/b.jpg;;used;1
3;0;Weg;Home;10;2;;;;;R-3;Verlag;;0;both;;<p>Text</p>;weg;1;https://img.example/b.jpg;;used;1
4;1;Wie der Shop;Home;10;2;;;;;R-4;Verlag;;0;both;;<p>Text</p>;shop;1;https://img.example/b.jpg;;new;2
";

#[test]
fn net_prices_take_their_tax_by_its_class_before_discounts() {
    let taxes = "prices = \"net\"\n[shop.tax_classes]\n1 = 19\n\"2\" = 7";
    let sold = shop(taxes).sells(PRESTA);
    preset(&sold, "prestashop");
    sold.is(0, "read=4 created=3 filtered=1", "");
    shows(
        &sold,
        "id title price sale_price sale_price_effective_date availability condition material product_type link",
        &[
            "1 | Nano | 119.00 EUR | 112.46 EUR | 2026-06-01T00:00+02:00/2026-12-31T23:59+01:00 | in stock | new | Alu | Player | https://shop.example/1-nano.html",
            "2 | Buch | 10.70 EUR | 9.70 EUR | – | available for order | used | – | – | https://shop.example/2-buch.html",
            "4 | Wie der Shop | 10.70 EUR | – | – | out of stock | new | – | – | https://shop.example/4-shop.html",
        ],
    );
    // A class that nobody has named holds its items back, with a sentence.
    let one = shop("prices = \"net\"\n[shop.tax_classes]\n1 = 19").sells(PRESTA);
    one.is(
        3,
        "read=4 created=1 invalid=2 filtered=1",
        "price-invalid=2",
    );
    let message = one.report.problems("price-invalid")[0]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("`2` is not in `shop.tax_classes`"),
        "{message}"
    );
}

#[test]
fn combinations_in_a_second_file_are_variants_of_their_product() {
    let combinations = "\
Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;EAN13;Impact on price;Quantity
1;Color:color:0, Disk space:select:1;Blue:0, 16GB:1;R-1-B16;;40;10
1;Color:color:0, Disk space:select:1;Blue:0, 8GB:1;R-1-B8;;0;0
";
    let settings = "[[source]]\npath = \"products.csv\"\n[source.map]\nid = \"{{ row['Reference #'] }}\"\n\
                    [[source]]\npath = \"combinations.csv\"\n[source.map]\nid = \"{{ row['Reference'] }}\"";
    let shop = shop(settings);
    shop.writes("combinations.csv", combinations);
    let sold = shop.sells_by_settings("products.csv", PRESTA);
    shows(
        &sold,
        "id title price availability color",
        &[
            "R-1-B16 | Nano - Blue, 16GB | 140.00 EUR | in stock | Blue",
            "R-1-B8 | Nano - Blue, 8GB | 100.00 EUR | out of stock | Blue",
            "R-2 | Buch | 10.00 EUR | available for order | –",
            "R-4 | Wie der Shop | 10.00 EUR | out of stock | –",
        ],
    );
}

/// Exports, each with its preset, what may be said of it, fields and lines.
const EXPORTS: &[(&str, &str, &str, &str, &[&str])] = &[
    (
        "jtl",
        "",
        "Artikelnummer;Vaterartikel ID-Feld;Artikelname;Variationsname 1;Variationswertname 1;Kategorie Level 1;Kategorie Level 2;Std. VK Netto;Steuersatz;Lagerbestand;Überverkäufe möglich;HAN;Hersteller;Bild 1 Pfad/URL;URL-Pfad;Menge;Mengeneinheit\n\
         0001;;T-Shirt;Größe;;Mode;Shirts;10,00;19;0;0;;Nord;https://img.example/1.jpg;t-shirt;;\n\
         0001-s;0001;T-Shirt s;Größe;s;Mode;Shirts;10,00;19;0;1;H-1;;;;;\n\
         0001-m;0001;T-Shirt m;Größe;m;;;12,50;19;4;0;;;;;;\n\
         0002;;Tee;;;Küche;;4,99;7;3;0;;Nord;https://img.example/2.jpg;tee;250;g\n",
        "id item_group_id title price availability size brand product_type link unit_price",
        &[
            "0001-m | 0001 | T-Shirt m | 14.88 EUR | in stock | m | Nord | Mode > Shirts | https://shop.example/t-shirt | –",
            "0001-s | 0001 | T-Shirt s | 11.90 EUR | available for order | s | Nord | Mode > Shirts | https://shop.example/t-shirt | –",
            "0002 | – | Tee | 5.34 EUR | in stock | – | Nord | Küche | https://shop.example/tee | {\"currency\":\"EUR\",\"unit\":\"kg\",\"value\":21.36}",
        ],
    ),
    (
        "xtcommerce",
        "[shop.tax_classes]\n1 = 19",
        "XTSOL|p_id|p_model|p_stock|p_status|p_manufacturer|p_fsk18|p_priceNoTax|p_tax|p_weight|p_image|p_image.1|p_name.en|p_desc.en|p_name.de|p_desc.de|p_cat.0|p_cat.1|\n\
         XTSOL|7|M-7|995.0000|1|Nord|0|20.1681|1|0.50|a.jpg|b.jpg|Cup|A cup|Tasse|<p>Eine Tasse</p>|Küche|Tassen|\n\
         XTSOL|8|M-8|0.0000|1|Nord|0|8.4034|1|0|c.jpg||Plate|A plate||||\n\
         XTSOL|9|M-9|1|1|Nord|1|8.4034|1|0|c.jpg||Knife|A knife|||||\n",
        "id title description price availability image_link product_type link",
        &[
            "7 | Tasse | Eine Tasse | 24.00 EUR | in stock | https://shop.example/images/product_images/original_images/a.jpg | Küche > Tassen | https://shop.example/product_info.php?products_id=7",
            "8 | Plate | A plate | 10.00 EUR | out of stock | https://shop.example/images/product_images/original_images/c.jpg | – | https://shop.example/product_info.php?products_id=8",
        ],
    ),
    (
        "oxid",
        "",
        "OXID;OXPARENTID;OXACTIVE;OXARTNUM;OXTITLE;OXSHORTDESC;OXPRICE;OXVAT;OXPIC1;OXSTOCK;OXSTOCKFLAG;OXVARNAME;OXVARSELECT\n\
         c1;a1;1;A-1-M;;;0;;;0;1;;M | Rot\n\
         a1;;1;A-1;Hemd;Ein Hemd;29.9;;hemd.jpg;0;1;Größe | Farbe;\n\
         c2;a1;1;A-1-L;;;34.9;;l.jpg;0;3;;L | Rot\n\
         b1;;1;B-1;Hut;Ein Hut;19;;hut.jpg;2;4;;\n",
        "id item_group_id title price availability size color image_link link",
        &[
            "A-1-L | A-1 | Hemd - L / Rot | 34.90 EUR | out of stock | L | Rot | https://shop.example/out/pictures/master/product/1/l.jpg | https://shop.example/index.php?cl=details&anid=c2",
            "A-1-M | A-1 | Hemd - M / Rot | 29.90 EUR | available for order | M | Rot | https://shop.example/out/pictures/master/product/1/hemd.jpg | https://shop.example/index.php?cl=details&anid=c1",
            "B-1 | – | Hut | 19.00 EUR | in stock | – | – | https://shop.example/out/pictures/master/product/1/hut.jpg | https://shop.example/index.php?cl=details&anid=b1",
        ],
    ),
    (
        "bigcommerce",
        "",
        "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Retail Price,Sale Price,Description,Product URL,Is Visible,Product Condition,Variant Image URL,Internal Image URL (Export),Image URL (Import),Image is Thumbnail,Image Sort Order\n\
         Product,11,Tee,physical,T,,variant,0,19.99,,0.00,<p>Soft</p>,/tee/,TRUE,New,,,,,\n\
         Variant,,,,T-M,Type=Rectangle|Name=Size|Value=MType=Swatch|Name=Color|Value=Silver[#cccccc],,4,,,,,,FALSE,,https://img.example/m.jpg,,,,\n\
         Variant,,,,T-L,Type=Rectangle|Name=Size|Value=LType=Swatch|Name=Color|Value=Silver[#cccccc],,0,21.5,,,,,FALSE,,,,,,\n\
         Image,,,,,,,,,,,,,,,,https://img.example/2.jpg,https://img.example/x.jpg,FALSE,1\n\
         Image,,,,,,,,,,,,,,,,https://img.example/1.jpg,,TRUE,0\n\
         Product,12,Cap,physical,C,,none,0,9,,7.5,<p>Cap</p>,/cap/,TRUE,New,,,,,\n\
         Image,,,,,,,,,,,,,,,,,https://img.example/c.jpg,TRUE,0\n\
         Product,13,Hidden,physical,X,,none,0,9,,,<p>Cap</p>,/x/,FALSE,New,,,,,\n",
        "id item_group_id title price sale_price availability size color image_link additional_image_link link",
        &[
            "C | – | Cap | 9.00 EUR | 7.50 EUR | in stock | – | – | https://img.example/c.jpg | – | https://shop.example/cap/",
            "T-L | T | Tee - L, Silver | 21.50 EUR | – | out of stock | L | Silver | https://img.example/1.jpg | https://img.example/2.jpg | https://shop.example/tee/",
            "T-M | T | Tee - M, Silver | 19.99 EUR | – | in stock | M | Silver | https://img.example/m.jpg | https://img.example/1.jpg https://img.example/2.jpg | https://shop.example/tee/",
        ],
    ),
    (
        "wix",
        "",
        "handleId,fieldType,name,description,productImageUrl,collection,sku,price,surcharge,visible,discountMode,discountValue,inventory,productOptionName1,productOptionDescription1,brand\n\
         p1,Product,Tea,<p>Green</p>,a~mv2.jpg;b~mv2.jpg,All Products;Drinks,,10,,true,PERCENT,15,InStock,Size,S;M,Leaf\n\
         p1,Variant,,,,,TEA-S,,0,true,,,5,Size,S,\n\
         p1,Variant,,,,,TEA-M,,2.5,true,,,OutOfStock,Size,M,\n\
         p2,Product,Mug,<p>Mug</p>,https://img.example/m.jpg,,MUG,8,,true,AMOUNT,0,InStock,Color,#ff0000:red;#00ff00:green,\n",
        "id item_group_id title price sale_price availability quantity_to_sell_on_facebook size product_type image_link link",
        &[
            "MUG | – | Mug | 8.00 EUR | – | in stock | – | – | – | https://img.example/m.jpg | https://shop.example/product-page/mug",
            "TEA-M | p1 | Tea - M | 12.50 EUR | 10.63 EUR | out of stock | – | M | Drinks | https://static.wixstatic.com/media/a~mv2.jpg | https://shop.example/product-page/tea",
            "TEA-S | p1 | Tea - S | 10.00 EUR | 8.50 EUR | in stock | 5 | S | Drinks | https://static.wixstatic.com/media/a~mv2.jpg | https://shop.example/product-page/tea",
        ],
    ),
    (
        "squarespace",
        "",
        "Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],Product Page,Product URL,Title,Description,SKU,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Categories,Tags,Weight,Visible,Hosted Image URLs\n\
         a1,v1,PHYSICAL,shop,tee,Tee,<p>Soft</p>,SQ1,Size,S,20.00,15.00,Yes,3,\"/a, /a/b\",x,0.0,Yes,https://img.example/1.jpg https://img.example/2.jpg\n\
         ,v2,,,,,,SQ2,Size,M,20.00,15.00,No,Unlimited,,,0.0,,\n\
         a2,v3,GIFT_CARD,shop,gift,Gift,<p>Gift</p>,SQ3,,,10.00,0.00,No,Unlimited,,,0.0,Yes,https://img.example/g.jpg\n",
        "id item_group_id title price sale_price availability quantity_to_sell_on_facebook product_type image_link link",
        &[
            "SQ1 | a1 | Tee - S | 20.00 EUR | 15.00 EUR | in stock | 3 | a > b | https://img.example/1.jpg | https://shop.example/shop/p/tee",
            "SQ2 | a1 | Tee - M | 20.00 EUR | – | in stock | – | a > b | https://img.example/1.jpg | https://shop.example/shop/p/tee",
        ],
    ),
    (
        "matrixify",
        "",
        "ID;Handle;Command;Title;Body HTML;Vendor;Status;Published;URL;Top Row;Image Src;Image Position;Variant ID;Option1 Name;Option1 Value;Variant SKU;Variant Price;Variant Compare At Price;Variant Inventory Tracker;Variant Inventory Qty;Variant Inventory Policy\n\
         1;tee;MERGE;Tee;<p>Soft</p>;Acme;Active;WAHR;https://shop.example/products/tee;WAHR;https://img.example/1.jpg;1;91;Size;S;T-S;19,90;25,00;shopify;2;deny\n\
         1;tee;MERGE;;;;;;;FALSCH;https://img.example/2.jpg;2;92;Size;M;T-M;19,90;;shopify;0;continue\n\
         2;old;DELETE;Old;<p>Old</p>;Acme;Active;WAHR;https://shop.example/products/old;WAHR;https://img.example/1.jpg;1;93;Title;Default Title;OLD;9,90;;shopify;1;deny\n",
        "id item_group_id title price sale_price availability image_link link",
        &[
            "91 | 1 | Tee - S | 25.00 EUR | 19.90 EUR | in stock | https://img.example/1.jpg | https://shop.example/products/tee",
            "92 | 1 | Tee - M | 19.90 EUR | – | available for order | https://img.example/1.jpg | https://shop.example/products/tee",
        ],
    ),
    (
        "ecwid",
        "",
        "type,product_internal_id,product_sku,product_name,product_price,product_compare_to_price,product_is_inventory_tracked,product_quantity,product_quantity_out_of_stock_behaviour,product_is_available,product_media_main_image_url,product_description,product_category_1,product_brand,product_variation_sku,product_variation_option_Size\n\
         product,5,TEE,Tee,10,12,true,3,SHOW,true,https://img.example/1.jpg,<p>Soft</p>,Wear / Tees,Acme,,\n\
         product_variation,5,,,11,,true,0,,,,,,,TEE-L,L\n\
         product,6,CAP,Cap,8,,false,,SHOW,true,https://img.example/2.jpg,<p>Cap</p>,Wear,Acme,,\n",
        "id item_group_id title price sale_price availability product_type link",
        &[
            "CAP | – | Cap | 8.00 EUR | – | in stock | Wear | https://shop.example/products/cap-p6",
            "TEE-L | – | Tee - L | 12.00 EUR | 11.00 EUR | out of stock | Wear > Tees | https://shop.example/products/tee-p5",
        ],
    ),
    (
        "epages",
        "",
        "Typ [Class];Bezeichner [Alias];Sichtbar [IsVisible];Listenpreis/EUR/gross [ListPrices/EUR/gross];Hersteller [Manufacturer];Lagerbestand [StockLevel];Name/Deutsch [Name/de];Kurz-URL/Deutsch [URI/de];Beschreibung/Deutsch [Description/de];Bild [Image];Menge [RefContentAmount];Einheit [RefUnit]\n\
         P;E-1;1;9,90;Nord;4,00;Seife;seife;Gut;https://img.example/s.jpg;100;g\n\
         P;E-2;0;9,90;Nord;4;Weg;weg;Gut;https://img.example/s.jpg;;\n",
        "id title price availability brand link",
        &["E-1 | Seife | 9.90 EUR | in stock | Nord | https://shop.example/seife"],
    ),
    (
        "lightspeed",
        "",
        "Internal_ID;Internal_Variant_ID;Visible;Brand;DE_Title_Long;EN_Title_Long;DE_Description_Long;DE_URL;DE_Variant;Price;Price_Old;Stock_Track;Stock_Disable_Sold_Out;Stock_Level;Article_Code;EAN;SKU;Images;DE_Category_1;DE_Category_2\n\
         1;10;Y;Acme;Hemd;Shirt;Weich;hemd;\"\"\"Farbe: Rot\"\",\"\"Größe: M\"\"\";19.95;24.95;TRUE;TRUE;0;AC-1;;S-1;https://img.example/1.jpg;Mode;Hemden\n\
         1;11;Y;Acme;Hemd;Shirt;Weich;hemd;\"\"\"Farbe: Rot\"\",\"\"Größe: L\"\"\";19.95;;FALSE;FALSE;0;AC-2;;S-2;https://img.example/1.jpg;Mode;Hemden\n",
        "id item_group_id title price sale_price availability color size product_type link",
        &[
            "10 | 1 | Hemd - Rot / M | 24.95 EUR | 19.95 EUR | out of stock | Rot | M | Mode > Hemden | https://shop.example/hemd.html",
            "11 | 1 | Hemd - Rot / L | 19.95 EUR | – | in stock | Rot | L | Mode > Hemden | https://shop.example/hemd.html",
        ],
    ),
    (
        "opencart",
        "tax_rate = 19",
        "product_id;name(en-gb);name(de-de);sku;quantity;model;manufacturer;image_name;price;status;tax_class_id;description(en-gb);description(de-de);stock_status_id;subtract;date_available;points\n\
         30;Camera;Kamera;C-1;5;M-1;Acme;catalog/c.jpg;100.0000;true;9;A camera;\"&lt;p&gt;Eine Kamera&lt;/p&gt;\";5;true;2020-01-01;0\n\
         31;Off;Aus;C-2;5;M-2;Acme;catalog/c.jpg;1.0000;false;9;Off;Aus;5;true;2020-01-01;0\n",
        "id title description price availability image_link link",
        &[
            "30 | Kamera | Eine Kamera | 119.00 EUR | in stock | https://shop.example/image/catalog/c.jpg | https://shop.example/index.php?route=product/product&product_id=30",
        ],
    ),
    (
        "amazon",
        "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"",
        "feed_product_type\titem_sku\tbrand_name\titem_name\texternal_product_id\tstandard_price\tquantity\tmain_image_url\tparent_child\tparent_sku\tvariation_theme\tproduct_description\tcolor_name\tsize_name\tcondition_type\n\
         shirt\tP\tAcme\tShirt 22\" wide\t\t\t\thttps://img.example/p.jpg\tParent\t\tSizeColor\tSoft\t\t\t\n\
         shirt\tP-S\tAcme\tShirt S\t\t10.5\t3\t\tChild\tP\tSizeColor\t\tRed\tS\tNew\n",
        "id item_group_id title price availability color size condition image_link",
        &["P-S | P | Shirt S | 10.50 EUR | in stock | Red | S | new | https://img.example/p.jpg"],
    ),
    (
        "ebay",
        "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"",
        "*Action(SiteID=Germany|Country=DE|Currency=EUR|Version=1193|CC=UTF-8);*Category;*Title;*Description;*ConditionID;PicURL;*Quantity;*Format;*StartPrice;CustomLabel;Product:EAN;C:Marke;Relationship;RelationshipDetails\n\
         Add;1;Hose;<p>Warm</p>;1000;https://img.example/1.jpg|https://img.example/2.jpg;;FixedPrice;;H;;Acme;;\"Größe=S;M|Farbe=Rot\"\n\
         ;;;;;;2;;19,90;H-S;;;Variation;Größe=S|Farbe=Rot\n\
         ;;;;;;0;;19,90;H-M;;;Variation;Größe=M|Farbe=Rot\n\
         Add;1;Alt;<p>Alt</p>;3000;https://img.example/1.jpg;1;FixedPrice;5,00;A;;Acme;;\n\
         Add;1;Los;<p>Los</p>;3000;https://img.example/1.jpg;1;Auction;1,00;L;;Acme;;\n",
        "id item_group_id title price availability condition color size brand image_link",
        &[
            "A | – | Alt | 5.00 EUR | in stock | used | – | – | Acme | https://img.example/1.jpg",
            "H-M | H | Hose - M / Rot | 19.90 EUR | out of stock | new | Rot | M | Acme | https://img.example/1.jpg",
            "H-S | H | Hose - S / Rot | 19.90 EUR | in stock | new | Rot | S | Acme | https://img.example/1.jpg",
        ],
    ),
    (
        "woocommerce-rest",
        "",
        "id,name,type,status,regular_price,sale_price,price,stock_status,stock_quantity,description,main_image,all_images,categories,permalink,parent_id,attributes\n\
         1,Hoodie,variable,publish,,,20,instock,,<p>Warm</p>,https://img.example/1.jpg,https://img.example/2.jpg,A > B; A,https://shop.example/product/hoodie/,,\n\
         2,Hoodie - Red,variation,publish,20,15,15,instock,3,,,,,https://shop.example/product/hoodie/?c=red,1,Color: Red; Size: M\n",
        "id item_group_id title price sale_price availability color size product_type image_link link",
        &[
            "2 | 1 | Hoodie - Red - Red, M | 20.00 EUR | 15.00 EUR | in stock | Red | M | A > B | https://img.example/1.jpg | https://shop.example/product/hoodie/?c=red",
        ],
    ),
    (
        "magento1",
        "",
        "sku,_store,_attribute_set,_type,_category,description,image,name,price,special_price,status,tax_class_id,url_path,visibility,qty,is_in_stock,manage_stock,use_config_manage_stock,_media_image,_media_position\n\
         A,,Default,simple,Men/Tops,Text,/a.jpg,Shirt,10.0000,8.5,1,2,shirt.html,4,5,1,1,1,/a.jpg,1\n\
         ,,,,,,,,,,,,,,,,,,/b.jpg,2\n\
         ,de,,,,,,Hemd,,,,,,,,,,,,\n\
         B,,Default,simple,,Text,/b.jpg,Part,10,,1,2,b.html,1,5,1,1,1,,\n",
        "id title price sale_price availability product_type image_link additional_image_link link",
        &[
            "A | Shirt | 10.00 EUR | 8.50 EUR | in stock | Men > Tops | https://shop.example/media/catalog/product/a.jpg | https://shop.example/media/catalog/product/b.jpg | https://shop.example/shirt.html",
        ],
    ),
    (
        "bigcommerce-bulk",
        "image_url = \"https://shop.example/product_images/\"",
        "Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Brand Name,Option Set,Product Description,Price,Sale Price,Allow Purchases?,Product Visible?,Track Inventory,Current Stock Level,Category,Product Image File - 1,Product Image File - 2,Product Condition,Product URL\n\
         Product,7,Tee,P,T,Acme,tees,<p>Soft</p>,10,,Y,Y,by option,0,A/B;C,a.jpg,b.jpg,New,/tee/\n\
         \"  SKU\",8,\"[S]Size=L,[RB]Color=Red\",,T-L,,,,,,,,,3,,,,,\n\
         Product,9,Cap,P,C,Acme,,<p>Cap</p>,5,4,Y,Y,none,0,C,c.jpg,,New,/cap/\n",
        "id item_group_id title price sale_price availability color size product_type image_link link",
        &[
            "C | – | Cap | 5.00 EUR | 4.00 EUR | in stock | – | – | C | https://shop.example/product_images/c.jpg | https://shop.example/cap/",
            "T-L | – | Tee - L, Red | 10.00 EUR | – | in stock | Red | L | A > B | https://shop.example/product_images/a.jpg | https://shop.example/tee/",
        ],
    ),
];

#[test]
fn each_export_gives_its_items_as_its_preset_says() {
    let mut wrong = Vec::new();
    for (name, further, export, fields, lines) in EXPORTS {
        // Settings of a source name the file, which is not named once more.
        let sold = if further.contains("[[source]]") {
            shop(further).sells_by_settings("export.csv", export)
        } else {
            shop(further).sells(export)
        };
        let preset = &sold.report.document["sources"][0]["preset"];
        let shown = sold.show(fields);
        if preset != name || shown != *lines {
            let problems = &sold.report.document["problems"];
            wrong.push(format!(
                "{name}, read by {preset}:\n{shown:#?}\n{problems:#}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn variants_are_grouped_by_their_products_number_and_draw_on_its_pieces_where_it_is_counted() {
    let head = "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Description,Product URL,Variant Image URL\n";
    // Whose ID cell is filled, who is counted, pieces of the product and of two variants.
    #[rustfmt::skip]
    let cases = [
        ("T", "",   "product", "0", "4", ["T | out of stock", "T | out of stock"]),
        ("T", "",   "product", "9", "0", ["T | in stock", "T | in stock"]),
        ("T", "",   "product", "9", "",  ["T | in stock", "T | in stock"]),
        ("T", "12", "variant", "0", "4", ["T | in stock", "T | out of stock"]),
        ("T", "12", "none",    "0", "0", ["T | in stock", "T | in stock"]),
        ("",  "12", "variant", "0", "4", ["11 | in stock", "11 | out of stock"]),
    ];
    for (sku, id, tracking, own, one, shown) in cases {
        let export = format!(
            "{head}Product,11,Tee,physical,{sku},,{tracking},{own},10,Soft,/tee/,\n\
             Variant,{id},,,T-M,Type=Rectangle|Name=Size|Value=M,,{one},,,,https://img.example/m.jpg\n\
             Variant,,,,T-L,Type=Rectangle|Name=Size|Value=L,,0,,,,https://img.example/m.jpg\n"
        );
        let sold = shop("").sells(&export);
        preset(&sold, "bigcommerce");
        let lines = sold.show("item_group_id availability");
        let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        lines.reverse();
        assert_eq!(lines, shown, "{tracking} {own} {one}");
    }
    // A number that the settings make is that of the group, too.
    let rows = "Product,11,Tee,physical,T,,variant,0,10,Soft,/tee/,\n\
                Variant,,,,T-M,Type=Rectangle|Name=Size|Value=M,,1,,,,https://img.example/m.jpg\n\
                Variant,,,,T-L,Type=Rectangle|Name=Size|Value=L,,1,,,,https://img.example/m.jpg\n";
    let map = "[[source]]\npath = \"export.csv\"\n[source.map]\nid = \"x-{{ row['SKU'] }}\"";
    let sold = shop(map).sells_by_settings("export.csv", format!("{head}{rows}"));
    shows(&sold, "id item_group_id", &["x-T-L | x-T", "x-T-M | x-T"]);
    // An empty cell of the product says nothing: what the shop says is taken.
    let export = format!(
        "{head}Product,11,Tee,physical,T,,product,,10,Soft,/tee/,\n\
         Variant,,,,T-M,Type=Rectangle|Name=Size|Value=M,,4,,,,https://img.example/m.jpg\n\
         Product,12,Cap,physical,C,,product,3,10,Soft,/cap/,https://img.example/m.jpg\n"
    );
    let sold = shop("").sells(&export);
    shows(
        &sold,
        "id availability quantity_to_sell_on_facebook",
        &["C | in stock | 3", "T-M | in stock | –"],
    );
}

#[test]
fn models_in_a_second_file_give_products_what_they_leave_empty() {
    let models = "\
code;family_variant;parent;brand;color;description-de_DE-ecommerce;description-en_US-ecommerce;name;picture;price-EUR;price-USD
jacket;clothing;;acme;;Warm;Warm coat;Jacke;files/j.jpg;99.00;109.00
jacket-red;clothing;jacket;;red;;;;;;
";
    let products = "\
sku;categories;enabled;family;parent;groups;size;ean;price-EUR;name-de_DE;name-en_US
J-R-M;men;1;clothing;jacket-red;;m;;;;
J-R-L;men;1;clothing;jacket-red;;l;;119.00;Jacke in L;Jacket L
X;men;0;clothing;;;l;;119.00;Aus;Off
";
    let shop = shop("image_url = \"https://cdn.example/\"");
    let sold = shop.sells_all(&[
        ("products.csv", products.as_bytes()),
        ("models.csv", models.as_bytes()),
    ]);
    preset(&sold, "akeneo");
    let lines = sold.show("id item_group_id title description price color size brand image_link");
    // Nobody has said where the pages are.
    assert!(lines.is_empty(), "{lines:?}");
    sold.is(3, "read=3 invalid=2 filtered=1", "link-missing=2");
    let map = "image_url = \"https://cdn.example/\"\n[[source]]\npath = \"*.csv\"\n[source.map]\nlink = \"{{ shop.url }}/{{ row.get('sku', '') }}\"";
    let shop = self::shop(map);
    shop.writes("models.csv", models);
    let sold = shop.sells_by_settings("products.csv", products);
    shows(
        &sold,
        "id item_group_id title description price color size brand image_link",
        &[
            "J-R-L | jacket | Jacke in L | Warm | 119.00 EUR | red | l | acme | https://cdn.example/files/j.jpg",
            "J-R-M | jacket | Jacke | Warm | 99.00 EUR | red | m | acme | https://cdn.example/files/j.jpg",
        ],
    );
}

#[test]
fn another_view_of_the_same_file_is_another_export() {
    let world = World::new();
    world.write("export.csv", MAGENTO);
    let config = |source: &str| {
        world.config(&format!(
            "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\n\
             timezone = \"Europe/Berlin\"\n[[source]]\npath = \"export.csv\"\n{source}\n[catalog]\nid = \"100\"\n\
             [delivery]\nwrites_per_minute = 1000\n"
        ));
    };
    config("");
    world.sync("").is(0, "read=5 created=3 filtered=2");
    world.sync("").is(0, "read=5 unchanged=3 filtered=2");
    config("view = \"de\"");
    world
        .sync("")
        .is(0, "read=5 unchanged=1 updated=2 filtered=2");
    // A row that only changes another is no row to be left out.
    world.write("export.csv", MAGENTO.replace("Pulli S", "Pulli klein"));
    world
        .sync("")
        .is(0, "read=5 unchanged=2 updated=1 filtered=2");
}

#[test]
fn shopware_5_has_more_of_a_title_in_a_column_of_its_own() {
    #[rustfmt::skip]
    let cases = [
        // name, additional text, options, title
        ("Wein", "0,75 l", "", "Wein 0,75 l"),
        ("Wein", "", "", "Wein"),
        ("Wein 0,75 L", "0,75 l", "", "Wein 0,75 L"),
        ("Model", "L", "", "Model L"),
        ("Hemd", "Rot / M", "Farbe:Rot|Größe:M", "Hemd - Rot / M"),
    ];
    for (name, more, options, title) in cases {
        let table = format!(
            "ordernumber;mainnumber;name;additionalText;supplier;price_EK;active;instock;description_long;configuratorOptions;imageUrl;main\n\
             S1;S1;{name};{more};Haus;12.95;1;5;Text;{options};https://x.example/1.jpg|https://x.example/2.jpg;2|1\n\
             S2;S1;{name};;Haus;12.95;1;5;Text;;https://x.example/1.jpg;1\n"
        );
        let pairs = options.split('|').filter_map(|pair| pair.split_once(':'));
        let options = pairs
            .map(|(name, value)| {
                format!("<configurator><configuratorGroup>{name}</configuratorGroup><configuratorOptions>{value}</configuratorOptions></configurator>")
            })
            .collect::<Vec<_>>().concat();
        let article = |id: &str, more: &str, options: &str| {
            format!(
                "<article><ordernumber>{id}</ordernumber><mainnumber>S1</mainnumber><name>{name}</name><additionaltext>{more}</additionaltext>\
                 <supplier>Haus</supplier><prices><price><group>EK</group><price>12.95</price></price></prices><active>1</active><instock>5</instock>\
                 <description_long>Text</description_long><images><image><imageUrl>https://x.example/1.jpg</imageUrl><main>2</main></image>\
                 <image><imageUrl>https://x.example/2.jpg</imageUrl><main>1</main></image></images>\
                 <configurators>{options}</configurators></article>"
            )
        };
        let articles = article("S1", more, &options) + &article("S2", "", "");
        let xml = format!("<?xml version=\"1.0\"?><Root><articles>{articles}</articles></Root>");
        for (kind, file) in [("table", table), ("XML", xml)] {
            let sold = Shop::new().sells(file);
            let shown = sold.show("id title image_link additional_image_link");
            // Titles of XML have no options.
            let title = match (kind, more) {
                ("XML", "Rot / M") => "Hemd Rot / M",
                _ => title,
            };
            let main = "https://x.example/2.jpg | https://x.example/1.jpg";
            assert_eq!(shown[0], format!("S1 | {title} | {main}"), "{kind}");
            // What one variant is called more does not name the others.
            assert!(
                shown[1].starts_with(&format!("S2 | {name} | ")),
                "{kind}: {shown:?}"
            );
        }
    }
}
