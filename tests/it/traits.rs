//! Traits of single exports that decide what an item costs, whether it may be shown and
//! which of several texts is meant: small files, and what becomes of them.

use crate::shops::{Shop, Sold};

/// A shop that has said what no export says.
fn shop(further: &str) -> Shop {
    Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\nimage_url = \"https://img.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\n\
         brand = \"Haus\"\navailability = \"in stock\"\ntimezone = \"Europe/Berlin\"\nlanguage = \"de\"\n{further}\n"
    ))
}

#[track_caller]
fn shows(sold: &Sold, preset: &str, fields: &str, lines: &[&str]) {
    let found = &sold.report.document["sources"][0]["preset"];
    assert_eq!(found, preset, "{:#}", sold.report.document);
    assert_eq!(sold.show(fields), lines, "{:#}", sold.report.document);
}

/// Shops whose sales last whole days write midnight for the last of them.
#[test]
fn a_sale_lasts_to_the_end_of_its_last_day_where_the_shop_sells_by_days() {
    let magento = "sku,store_view_code,attribute_set_code,product_type,name,description,product_online,visibility,price,special_price,special_price_from_date,special_price_to_date,url_key,base_image,is_in_stock\n\
        A,,Default,simple,Kanne,Aus Ton,1,\"Catalog, Search\",10.00,8.00,2026-12-01 00:00:00,2026-12-24 00:00:00,kanne,/k.jpg,1\n\
        B,,Default,simple,Tasse,Aus Ton,1,\"Catalog, Search\",10.00,8.00,,12/24/26,tasse,/t.jpg,1\n\
        C,,Default,simple,Krug,Aus Ton,1,\"Catalog, Search\",10.00,8.00,,2026-12-24 15:00:00,krug,/t.jpg,1\n";
    let fields = "id sale_price sale_price_effective_date";
    let sold = shop("").sells(magento);
    sold.is(0, "read=3 created=3", "");
    shows(
        &sold,
        "magento2",
        fields,
        &[
            "A | 8.00 EUR | 2026-12-01T00:00+01:00/2026-12-24T23:59+01:00",
            "B | 8.00 EUR | 1970-01-29T00:00+00:00/2026-12-24T23:59+01:00",
            "C | 8.00 EUR | 1970-01-29T00:00+00:00/2026-12-24T15:00+01:00",
        ],
    );
    let legacy = "sku,_store,_attribute_set,_type,name,description,price,special_price,special_from_date,special_to_date,status,visibility,url_key,image,is_in_stock\n\
        M,,Default,simple,Kanne,Aus Ton,10.00,8.00,,2026-12-24 00:00:00,1,4,kanne,/k.jpg,1\n";
    let sold = shop("").sells(legacy);
    shows(
        &sold,
        "magento1",
        fields,
        &["M | 8.00 EUR | 1970-01-29T00:00+00:00/2026-12-24T23:59+01:00"],
    );
    let jtl = "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;Sonderpreis Brutto;Sonderpreis bis;Bild 1 Pfad/URL;URL-Pfad\n\
        J;Kanne;Aus Ton;10,00;8,00;24.12.2026 00:00:00;https://img.example/1.jpg;kanne\n";
    let sold = shop("").sells(jtl);
    shows(
        &sold,
        "jtl",
        fields,
        &["J | 8.00 EUR | 1970-01-29T00:00+00:00/2026-12-24T23:59+01:00"],
    );
}

/// A price by the gram rounds to nothing, or to a third too little.
#[test]
fn a_unit_price_is_for_a_unit_that_cents_can_tell() {
    let header = "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;Bild 1 Pfad/URL;URL-Pfad;Inhalt/Menge;Mengeneinheit;GP-Bezugsmenge;Bezugsmengeneinheit\n";
    #[rustfmt::skip]
    let cases = [
        ("3,60", "250;g;;",       r#"{"currency":"EUR","unit":"kg","value":14.4}"#),
        ("3,60", "250;g;100;g",   r#"{"currency":"EUR","unit":"kg","value":14.4}"#),
        ("3,60", "250;g;1;kg",    r#"{"currency":"EUR","unit":"kg","value":14.4}"#),
        ("29,90", "750;ml;100;ml", r#"{"currency":"EUR","unit":"l","value":39.87}"#),
        ("0,99", "1500;ml;1;l",   r#"{"currency":"EUR","unit":"l","value":0.66}"#),
        ("4,00", "0,5;kg;100;g",  r#"{"currency":"EUR","unit":"kg","value":8}"#),
        ("4,00", "2;m;;",         r#"{"currency":"EUR","unit":"m","value":2}"#),
    ];
    for (price, amounts, expected) in cases {
        let row = format!("U;Tee;Gut;{price};https://img.example/1.jpg;tee;{amounts}\n");
        let sold = shop("").sells(header.to_owned() + &row);
        assert_eq!(sold.only("unit_price").as_deref(), Some(expected), "{row}");
    }
    let header =
        "id,title,description,link,image_link,price,availability,condition,brand,unit_price\n";
    #[rustfmt::skip]
    let cases = [
        ("1.44 EUR / 100 g", r#"{"currency":"EUR","unit":"kg","value":14.4}"#),
        ("0.02 EUR/g",       r#"{"currency":"EUR","unit":"g","value":0.02}"#),
    ];
    for (cell, expected) in cases {
        let row = format!(
            "1,Tee,Gut,https://shop.example/1,https://shop.example/1.jpg,3.60 EUR,in stock,new,Haus,{cell}\n"
        );
        let sold = shop("").sells(header.to_owned() + &row);
        assert_eq!(sold.only("unit_price").as_deref(), Some(expected), "{row}");
    }
}

/// Drafts are in many exports, and one column alone tells them from the others.
#[test]
fn an_export_without_the_columns_of_what_is_shown_is_warned_of() {
    let woo = "ID,Type,SKU,Name,Short description,Description,Tax status,In stock?,Stock,Backorders allowed?,Regular price,Categories,Images\n\
               10,simple,S1,Tee,,Gut,taxable,1,5,0,12.95,Tee,https://img.example/a.jpg\n";
    let sold = shop("").sells(woo);
    sold.is(0, "read=1 created=1", "publish-unknown=2");
    let told = sold.report.problems("publish-unknown");
    assert_eq!(told[0]["column"], "Published");
    assert_eq!(
        told[0]["message"],
        "the export has no column `Published`: drafts and hidden products may be among its items"
    );
    assert_eq!(told[1]["column"], "Visibility in catalog");
    // Who says what is published knows it.
    let sold = shop("[filter]\ninclude = \"true\"").sells(woo);
    sold.is(0, "read=1 created=1", "");
    // Names in other languages are the same columns.
    let german = "ID,Typ,Artikelnummer,Name,Veröffentlicht,Sichtbarkeit im Katalog,Beschreibung,Vorrätig?,Lager,Regulärer Preis,Bilder\n\
                  10,simple,S1,Tee,1,visible,Gut,1,5,\"12,95\",https://img.example/a.jpg\n";
    shop("").sells(german).is(0, "read=1 created=1", "");
}

#[test]
fn what_is_for_adults_or_off_sale_is_not_published() {
    let google = "id,title,description,link,image_link,price,availability,condition,brand,adult\n";
    #[rustfmt::skip]
    let cases = [
        ("ja", "read=1 filtered=1"), ("oui", "read=1 filtered=1"), ("TRUE", "read=1 filtered=1"), ("yes", "read=1 filtered=1"),
        ("nein", "read=1 created=1"), ("no", "read=1 created=1"), ("", "read=1 created=1"), ("vielleicht", "read=1 invalid=1"),
    ];
    for (word, counts) in cases {
        let row = format!(
            "1,Tee,Gut,https://shop.example/1,https://shop.example/1.jpg,10.00 EUR,in stock,new,Haus,{word}\n"
        );
        let sold = shop("").sells(google.to_owned() + &row);
        let code = i64::from(counts.contains("invalid")) * 3;
        sold.report.is(code, counts);
    }
    let offer = |more: &str| {
        format!(
            "<yml_catalog><shop><currencies><currency id=\"EUR\" rate=\"1\"/></currencies><offers><offer id=\"Y\" available=\"true\"><url>https://shop.example/a</url>\
             <price>10</price><currencyId>EUR</currencyId><picture>https://shop.example/a.jpg</picture><name>Tee</name><vendor>Haus</vendor>\
             <description>Gut</description>{more}</offer></offers></shop></yml_catalog>"
        )
    };
    let item = |more: &str| {
        format!(
            "<SHOP><SHOPITEM><ITEM_ID>Z</ITEM_ID><PRODUCTNAME>Tee</PRODUCTNAME><DESCRIPTION>Gut</DESCRIPTION><URL>https://shop.example/a</URL>\
             <IMGURL>https://shop.example/a.jpg</IMGURL><PRICE_VAT>121</PRICE_VAT><MANUFACTURER>Haus</MANUFACTURER><DELIVERY_DATE>0</DELIVERY_DATE>{more}</SHOPITEM></SHOP>"
        )
    };
    #[rustfmt::skip]
    let cases = [
        (offer("<disabled>true</disabled>"), "read=1 filtered=1"), (offer("<disabled>false</disabled>"), "read=1 created=1"),
        (offer("<adult>true</adult>"), "read=1 filtered=1"), (offer("<adult>false</adult>"), "read=1 created=1"),
        (item("<EROTIC>1</EROTIC>"), "read=1 filtered=1"), (item("<EROTIC>0</EROTIC>"), "read=1 created=1"),
        (item("<VISIBILITY>0</VISIBILITY>"), "read=1 filtered=1"), (item("<VISIBILITY>1</VISIBILITY>"), "read=1 created=1"),
    ];
    for (feed, counts) in cases {
        let sold = shop("").sells(&feed);
        sold.report.is(0, counts);
    }
}

/// Customer group, priority, price, first day and the day on which it is over.
#[test]
fn a_special_price_in_one_cell_is_for_visitors_and_for_its_days() {
    let header = "_ID_;_NAME_;_MODEL_;_PRICE_;_SPECIAL_;_QUANTITY_;_CATEGORY_;_IMAGE_;_DESCRIPTION_;_STATUS_\n";
    let rows = [
        "1;Tee;M1;100.0000;1,0,79.00,0000-00-00,0000-00-00;5;\"Essen|Tee|Grün\nEssen|Neu\";a.jpg;Gut;1\n",
        "2;Tee;M2;100.0000;1,0,79.00,2026-12-01,2026-12-24;5;;a.jpg;Gut;1\n",
        // Dealers pay it.
        "3;Tee;M3;100.0000;2,0,79.00,0000-00-00,0000-00-00;5;;a.jpg;Gut;1\n",
        // Which of two counts is not told by the first.
        "4;Tee;M4;100.0000;\"1,0,79.00,0000-00-00,0000-00-00\n1,0,69.00,2026-12-01,2026-12-24\";5;;a.jpg;Gut;1\n",
        "5;Tee;M5;100.0000;;5;;a.jpg;Gut;1\n",
    ];
    let sold = shop("tax_rate = 19").sells(header.to_owned() + &rows.concat());
    sold.is(0, "read=5 created=5", "sale_price_effective_date-invalid=1");
    shows(
        &sold,
        "opencart",
        "id price sale_price sale_price_effective_date product_type",
        &[
            "1 | 119.00 EUR | 94.01 EUR | – | Essen > Tee > Grün",
            "2 | 119.00 EUR | 94.01 EUR | 2026-12-01T00:00+01:00/2026-12-24T00:00+01:00 | –",
            "3 | 119.00 EUR | – | – | –",
            "4 | 119.00 EUR | – | – | –",
            "5 | 119.00 EUR | – | – | –",
        ],
    );
}

#[test]
fn the_pieces_of_all_locations_count_together() {
    let header = "Handle;Command;Title;Body HTML;Vendor;Status;Published;URL;Top Row;Image Src;Option1 Name;Option1 Value;Variant SKU;Variant Price;\
                  Variant Inventory Tracker;Variant Inventory Policy;Inventory Available: Berlin;Inventory Available: Köln\n";
    #[rustfmt::skip]
    let cases = [
        ("0;", "out of stock | 0"), ("0;0", "out of stock | 0"), ("0;3", "in stock | 3"), ("2;3", "in stock | 5"), (";4", "in stock | 4"),
    ];
    for (pieces, expected) in cases {
        let row = format!(
            "tee;MERGE;Tee;Gut;Haus;Active;TRUE;https://shop.example/products/tee;TRUE;https://img.example/1.jpg;Title;Default Title;S1;9.95;shopify;deny;{pieces}\n"
        );
        let sold = shop("").sells(header.to_owned() + &row);
        shows(
            &sold,
            "matrixify",
            "availability quantity_to_sell_on_facebook",
            &[expected],
        );
    }
    let total = header.replace("Variant Inventory Policy", "Variant Inventory Qty");
    let row = "tee;MERGE;Tee;Gut;Haus;Active;TRUE;https://shop.example/products/tee;TRUE;https://img.example/1.jpg;Title;Default Title;S1;9.95;shopify;7;2;3\n";
    let sold = shop("").sells(total + row);
    assert_eq!(sold.show("quantity_to_sell_on_facebook"), ["7"]);
}

const CHANNELS: &str = "sku;categories;enabled;family;parent;groups;name-de_DE-print;name-de_DE-ecommerce;name-en_US-ecommerce;description-de_DE-ecommerce;price-print-EUR;price-ecommerce-EUR;price-ecommerce-USD;picture\n\
    a1;master;1;t;;;Druck;Laden;Shop;Gut;5.00;9.95;11.95;a.jpg\n";

/// A PIM has texts and prices for each channel.
#[test]
fn texts_and_prices_are_those_of_the_channel_that_is_chosen() {
    let map = "[source.map]\nlink = \"https://shop.example/p/{{ row['sku'] }}\"";
    let source = |view: &str| format!("[[source]]\npath = \"p.csv\"\n{view}\n{map}");
    let fields = "id title description price";
    let chosen = shop(&source("view = \"ecommerce\"")).sells_by_settings("p.csv", CHANNELS);
    shows(&chosen, "akeneo", fields, &["a1 | Laden | Gut | 9.95 EUR"]);
    let print = shop(&source("view = \"print\"")).sells_by_settings("p.csv", CHANNELS);
    shows(&print, "akeneo", fields, &["a1 | Druck | Druck | 5.00 EUR"]);
    // That of the shop has a name in every new installation.
    let usual = shop(&source("")).sells_by_settings("p.csv", CHANNELS);
    shows(&usual, "akeneo", fields, &["a1 | Laden | Gut | 9.95 EUR"]);
    // Which of others is meant is nobody's guess.
    let others = CHANNELS.replace("-ecommerce", "-boutique");
    let open = shop(&source("")).sells_by_settings("p.csv", others);
    assert_eq!(open.report.document["exit_code"], 2);
    let error = open.report.document["error"].to_string();
    assert!(error.contains("`boutique`, `print`"), "{error}");
    let wrong = shop(&source("view = \"prin\"")).sells_by_settings("p.csv", CHANNELS);
    assert_eq!(wrong.report.document["exit_code"], 2);
    // With one channel there is nothing to choose.
    let one = CHANNELS
        .replace("-print", "-ecommerce_old")
        .replace("-ecommerce_old", "");
    let one = shop(&source("")).sells_by_settings("p.csv", one);
    assert_eq!(
        one.report.document["exit_code"], 0,
        "{:#}",
        one.report.document
    );
}

/// A product and its model stand in two files, and only one of them has channels.
#[test]
fn the_channel_of_models_is_that_of_their_products() {
    let models = "code;family_variant;parent;categories;name-de_DE-print;name-de_DE-ecommerce;picture\nm1;f;;master;Druck;Laden;a.jpg\n";
    let products = "sku;categories;enabled;family;parent;groups;description-de_DE;price-EUR;size\n\
                    a1;master;1;t;m1;;Gut;9.95;M\n";
    let source = |name: &str, more: &str| format!("[[source]]\npath = \"{name}\"\n{more}\n");
    let map = "[source.map]\nlink = \"https://shop.example/p/{{ row['sku'] }}\"";
    let sell = |of_products: &str, of_models: &str| {
        let products_source = source("p.csv", &format!("{of_products}\n{map}"));
        let settings = products_source + &source("m.csv", of_models);
        let shop = shop(&settings).file("m.csv", models);
        shop.sells_by_settings("p.csv", products)
    };
    let sold = sell("", "view = \"ecommerce\"");
    shows(
        &sold,
        "akeneo",
        "id title price",
        &["a1 | Laden | 9.95 EUR"],
    );
    // A source has the view that is named below it.
    let wrong = sell("view = \"ecommerce\"", "");
    assert_eq!(wrong.report.document["exit_code"], 2);
}

/// Each combination of properties has a stock of its own, and a price on top of the
/// product's or in its place.
#[test]
fn rows_of_properties_are_items_of_their_own() {
    let header = "XTSOL|p_id|p_model|p_stock|p_manufacturer|p_fsk18|p_priceNoTax|p_tax|p_status|p_image|p_name.de|p_desc.de|products_properties_combis_id|combi_model|combi_ean|combi_quantity|combi_price|combi_price_type\n";
    let rows = "XTSOL|1|M1|10.0000|Haus|0|20.0000|1|1|a.jpg|Hemd|Gut|11|M1-S|4006381333931|0|5.0000|calc\n\
                XTSOL|1|M1|10.0000|Haus|0|20.0000|1|1|a.jpg|Hemd|Gut|12|M1-M||3|30.0000|fix\n\
                XTSOL|2|M2|4.0000|Haus|0|10.0000|1|1|b.jpg|Hose|Gut|0||||0.0000|\n\
                XTSOL|3|M3|4.0000|Haus|0|10.0000|1|1|b.jpg|Rock|Gut||||||\n\
                XTSOL|4|M4|4.0000|Haus|0|10.0000|1|1|b.jpg|Schal|Gut|13||||7.0000|odd\n";
    let sold = shop("[shop.tax_classes]\n1 = 19").sells(header.to_owned() + rows);
    sold.is(3, "read=5 created=4 invalid=1", "price-invalid=1");
    shows(
        &sold,
        "xtcommerce",
        "id item_group_id price availability quantity_to_sell_on_facebook gtin",
        &[
            "1x11 | 1 | 29.75 EUR | out of stock | 0 | 4006381333931",
            "1x12 | 1 | 35.70 EUR | in stock | 3 | –",
            "2 | – | 11.90 EUR | in stock | 4 | –",
            "3 | – | 11.90 EUR | in stock | 4 | –",
        ],
    );
}

/// A spreadsheet has put commas for points: `9,999` is not ten thousand.
#[test]
fn a_comma_that_a_spreadsheet_has_put_is_not_taken_for_thousands() {
    let header = "id;parent_id;product_number;active;stock;name;description;price_net;price_gross;tax_rate;cover_media_url;manufacturer_name;sales_channel\n";
    let row = |price: &str| {
        format!(
            "a2;;SW2;1;5;Kanne;Ton;8,4025210084034;{price};19;https://img.example/a.jpg;Haus;web\n"
        )
    };
    let open = shop("").sells(header.to_owned() + &row("9,999"));
    assert_ne!(open.report.document["exit_code"], 0);
    assert!(open.items.is_empty(), "{:#?}", open.items);
    let clear = shop("").sells(header.to_owned() + &row("9,99"));
    shows(&clear, "shopware6", "id price", &["SW2 | 9.99 EUR"]);
}
