//! What one column of an export says of another: the currency of its amounts, which
//! picture is the main one, whether its item is sold at all (`formats.md` 4).

use crate::shops::{Shop, Sold};

/// A shop that has said what no export says.
fn shop(further: &str) -> Shop {
    Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\n\
         availability = \"in stock\"\ntimezone = \"Europe/Berlin\"\nlanguage = \"de\"\n{further}\n"
    ))
}

#[track_caller]
fn shows(sold: &Sold, fields: &str, lines: &[&str]) {
    assert_eq!(sold.show(fields), lines, "{:#}", sold.report.document);
}

const PRODUCTS: &str = "\
Product ID;Active (0/1);Name *;Price tax excluded or Price tax included;Reference #;Quantity;Condition;Image URLs (x,y,z...)
7;1;Kanne;100;R7;5;new;https://img.example/1.jpg,https://img.example/2.jpg,https://img.example/3.jpg
8;1;Tasse;50;R8;5;new;https://img.example/t.jpg
";
const COMBINATIONS: &str = "\
Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;EAN13;Impact on price;Quantity;Image position
7;Color:color:0;Blue:0;A1;4006381333931;10;3;2
7;Color:color:0;Red:0;A2;;0;3;9
8;Color:color:0;Red:0;B1;4006381333931;0;3;
";

/// The template of ids looks at columns that the file of the parents does not have.
#[test]
fn combinations_are_grouped_by_their_product_whatever_makes_their_ids() {
    for id in [
        "{{ row['Reference'] }}",
        "{{ row['Product ID*'] }}_{{ row['Reference'] }}",
        "{{ row['Reference'] }}-{{ row['EAN13'] }}",
    ] {
        let settings = format!(
            "[[source]]\npath = \"products.csv\"\n[[source]]\npath = \"combinations.csv\"\n[source.map]\nid = \"{id}\""
        );
        let shop = shop(&settings).file("combinations.csv", COMBINATIONS);
        let sold = shop.sells_by_settings("products.csv", PRODUCTS);
        shows(
            &sold,
            "item_group_id color image_link",
            &[
                "7 | Blue | https://img.example/2.jpg",
                // A number that the product has no picture for says nothing.
                "7 | Red | https://img.example/1.jpg",
                "8 | Red | https://img.example/t.jpg",
            ],
        );
    }
}

#[test]
fn the_currency_in_a_header_holds_for_all_its_amounts() {
    let listing = |currency: &str| {
        format!(
            "*Action(SiteID=US|Country=US|{currency}Version=1193|CC=UTF-8),CustomLabel,*Category,*Title,*ConditionID,PicURL,*Description,*Format,*StartPrice,*Quantity\n\
             Add,E1,1,Lampe,1000,https://img.example/1.jpg,Text,FixedPrice,19.95,5\n"
        )
    };
    let map = "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"";
    let sells = |currency: &str| shop(map).sells_by_settings("export.csv", listing(currency));
    sells("Currency=USD|").is(3, "read=1 invalid=1", "currency-mismatch=1");
    for same in ["Currency=EUR|", ""] {
        assert_eq!(sells(same).only("price").as_deref(), Some("19.95 EUR"));
    }
}

const SHOPWARE6: &str = "\
id;parent_id;product_number;active;stock;name;description;price_net;price_gross;list_price_gross;tax_rate;cover_media_url;manufacturer_name;sales_channel;options
p1;;SW;1;5;Hemd;Text;84.0336;100;150;19;https://img.example/a.jpg;Nord;c1;
v1;p1;SW.1;;5;;;100.84;120;;;;;;Color: Red
v2;p1;SW.2;;5;;;;;;;;;;Color: Blue
x1;;NOWHERE;1;5;Ohne;Text;84.0336;100;;19;https://img.example/a.jpg;Nord;;
";

#[test]
fn a_list_price_belongs_to_its_price_and_a_product_to_a_channel() {
    let sold = shop("").sells(SHOPWARE6);
    sold.is(0, "read=3 created=2 filtered=1", "");
    shows(
        &sold,
        "id price sale_price",
        &["SW.1 | 120.00 EUR | –", "SW.2 | 150.00 EUR | 100.00 EUR"],
    );
    // The merchant may say otherwise.
    let all = shop("[filter]\ninclude = \"true\"").sells(SHOPWARE6);
    all.is(0, "read=3 created=3", "");
}

/// The plain price is in a currency that nobody names.
#[test]
fn a_price_without_a_currency_is_not_sold_as_one_that_is_missing() {
    let export = "\
id;product_number;active;stock;name;description;price_gross;price_gross_eur;price_gross_chf;tax_rate;cover_media_url;manufacturer_name
a;EINS;1;5;Eins;Text;100;100;;19;https://img.example/a.jpg;Nord
b;ZWEI;1;5;Zwei;Text;100;100;110;19;https://img.example/a.jpg;Nord
c;DREI;1;5;Drei;Text;90;;;19;https://img.example/a.jpg;Nord
";
    let sold = shop("").sells(export.replace("_chf", "_usd").replace(";100;;", ";;120;"));
    sold.is(3, "read=3 created=2 invalid=1", "currency-mismatch=1");
    shows(
        &sold,
        "id price",
        &["DREI | 90.00 EUR", "ZWEI | 100.00 EUR"],
    );
}

#[test]
fn an_article_with_names_of_variations_and_no_values_is_not_sold() {
    let sold = shop("").sells(
        "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;Lagerbestand;Verfügbar;Bild 1 Pfad/URL;URL-Pfad;Vaterartikel ID-Feld;Variationsname 1;Variationswertname 1\n\
         1;Einfach;x;19,95;9;0;https://img.example/a.jpg;a;;;\n\
         2;Vater;x;19,95;9;9;https://img.example/a.jpg;b;;Farbe;\n\
         2-r;Kind;x;19,95;9;4;https://img.example/a.jpg;b;2;Farbe;rot\n\
         3;Ohne Kinder;x;19,95;9;9;https://img.example/a.jpg;c;;Größe;\n",
    );
    sold.is(0, "read=3 created=2 filtered=1", "");
    // What is free to be sold stands behind what lies there, and counts all the same.
    shows(
        &sold,
        "id availability quantity_to_sell_on_facebook",
        &["1 | out of stock | 0", "2-r | in stock | 4"],
    );
}

#[test]
fn the_main_picture_is_the_one_that_is_marked() {
    let header = "ordernumber;mainnumber;name;supplier;tax;price_EK;active;instock;description_long;imageUrl;main\n";
    let row = |number: &str, main: &str| {
        format!(
            "{number};{number};Wein;Nord;19;9.00;1;1;Text;https://img.example/2.jpg|https://img.example/1.jpg;{main}\n"
        )
    };
    let sold =
        shop("").sells(header.to_owned() + &row("A", "2|1") + &row("B", "1|2") + &row("C", ""));
    shows(
        &sold,
        "id image_link additional_image_link",
        &[
            "A | https://img.example/1.jpg | https://img.example/2.jpg",
            "B | https://img.example/2.jpg | https://img.example/1.jpg",
            "C | https://img.example/2.jpg | https://img.example/1.jpg",
        ],
    );
}

const MAGENTO: &str = "sku,store_view_code,attribute_set_code,product_type,product_websites,name,description,product_online,visibility,price,special_price,special_price_to_date,url_key,base_image,additional_images,hide_from_product_page,additional_attributes,qty,is_in_stock\n";

#[test]
fn a_hidden_picture_and_a_visibility_that_nobody_knows_are_not_shown() {
    let rows = "A,,Default,simple,base,Eins,Text,1,\"Catalog, Search\",10,8,2026-12-24 00:00:00,a,/a.jpg,\"/a.jpg,/b.jpg,/h.jpg\",/h.jpg,,5,1\n\
                B,,Default,simple,base,Zwei,Text,1,Verborgen,10,,,b,/b.jpg,,,,5,1\n";
    let sold = shop("").sells(MAGENTO.to_owned() + rows);
    sold.is(3, "read=2 created=1 invalid=1", "status-invalid=1");
    shows(
        &sold,
        "additional_image_link sale_price_effective_date",
        &[
            "https://shop.example/media/catalog/product/b.jpg | 1970-01-29T00:00+00:00/2026-12-24T23:59+01:00",
        ],
    );
}

#[test]
fn what_goes_offline_when_it_is_sold_out_is_not_published_then() {
    let sold = shop("").sells(
        "OXID;OXPARENTID;OXACTIVE;OXARTNUM;OXTITLE;OXSHORTDESC;OXPRICE;OXPIC1;OXSTOCK;OXSTOCKFLAG\n\
         a;;1;A;Hemd;Text;9.9;a.jpg;0;2\n\
         b;;1;B;Hemd;Text;9.9;a.jpg;1;2\n\
         c;;1;C;Hemd;Text;9.9;a.jpg;0;3\n\
         d;;1;D;Hemd;Text;9.9;a.jpg;0;4\n",
    );
    sold.is(0, "read=4 created=3 filtered=1", "");
    shows(
        &sold,
        "id availability",
        &[
            "B | in stock",
            "C | out of stock",
            "D | available for order",
        ],
    );
}

/// Marketplaces write what the fields mean above their names.
#[test]
fn the_names_of_fields_stand_below_their_labels() {
    let fields = "feed_product_type\titem_sku\tbrand_name\titem_name\texternal_product_id\tstandard_price\tquantity\tmain_image_url\tproduct_description\n";
    let labels = "Product Type\tSeller SKU\tBrand\tProduct Name\tProduct ID\tPrice\tQuantity\tMain Image URL\tDescription\n";
    let german = "Produkttyp\tSKU\tMarke\tProduktname\tHersteller-Barcode\tPreis\tAnzahl\tURL Hauptbild\tProduktbeschreibung\n";
    let template =
        "TemplateType=fptcustom\tVersion=2023.0101\tThe top 3 rows are for Amazon.com use only.\n";
    let row = "shirt\tA1\tNord\tHemd\t4006381333931\t19.95\t5\thttps://img.example/1.jpg\tText\n";
    let map = "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"";
    for head in [
        fields.to_owned(),
        format!("{template}{labels}{fields}"),
        format!("{template}{german}{fields}"),
    ] {
        let sold = shop(map).sells_by_settings("export.csv", head + row);
        assert_eq!(sold.report.document["sources"][0]["preset"], "amazon");
        shows(&sold, "id price gtin", &["A1 | 19.95 EUR | 4006381333931"]);
    }
}

#[test]
fn a_sheet_with_numbers_of_variants_gives_them_as_ids() {
    let sold = shop("").sells(
        "ID;Handle;Command;Title;Body HTML;Vendor;Status;Published;URL;Image Src;Variant ID;Option1 Name;Option1 Value;Variant SKU;Variant Price;Variant Inventory Tracker;Inventory Available: Berlin;Inventory Available: Köln;Gift Card\n\
         1;tee;MERGE;Tee;Text;Acme;Active;WAHR;https://shop.example/products/tee;https://img.example/1.jpg;91;Size;S;T-S;19,90;shopify;0;-1;FALSCH\n\
         1;tee;MERGE;;;;;;;;92;Size;M;T-M;19,90;shopify;2;3;\n\
         2;gift;MERGE;Gift;Text;Acme;Active;WAHR;https://shop.example/products/gift;https://img.example/1.jpg;93;Title;Default Title;G;19,90;;;;WAHR\n",
    );
    sold.is(0, "read=3 created=2 filtered=1", "");
    shows(
        &sold,
        "id item_group_id availability quantity_to_sell_on_facebook",
        &["91 | 1 | out of stock | 0", "92 | 1 | in stock | 5"],
    );
}

const WOOCOMMERCE: &str = "\
ID,Type,SKU,Name,Published,Description,Tax status,Tax class,In stock?,Stock,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)
1,simple,A,Eins,1,Text,taxable,,1,5,10,Shop,https://img.example/1.jpg,,,
2,simple,B,Zwei,1,Text,taxable,reduced-rate,1,5,10,Shop,https://img.example/1.jpg,,,
3,variable,C,Drei,1,Text,taxable,zero-rate,1,,,Shop,https://img.example/1.jpg,,Farbe,\"rot, blau\"
4,variation,C-R,Drei,1,,taxable,parent,1,5,10,,,C,Farbe,rot
";

#[test]
fn net_prices_take_the_tax_of_their_class() {
    let taxes =
        "prices = \"net\"\ntax_rate = 19\n[shop.tax_classes]\nreduced-rate = 7\nzero-rate = 0";
    let sold = shop(taxes).sells(WOOCOMMERCE);
    shows(
        &sold,
        "title price",
        &[
            "Eins | 11.90 EUR",
            "Zwei | 10.70 EUR",
            "Drei - rot | 10.00 EUR",
        ],
    );
}

/// Codes and shares are no percent: nearly all of the tax would be missing.
#[test]
fn a_tax_that_is_no_percent_holds_its_item_back_unless_it_is_named() {
    let export = |tax: &str| {
        format!(
            "Artikelnummer;Artikelname;Beschreibung;Std. VK Netto;Steuersatz;Lagerbestand;Bild 1 Pfad/URL;URL-Pfad\n\
             1;Tasse;Text;10,00;{tax};5;https://img.example/a.jpg;a\n"
        )
    };
    #[rustfmt::skip]
    let cases = [
        ("", "19", Some("11.90 EUR")), ("", "7,0", Some("10.70 EUR")), ("", "2,6", Some("10.26 EUR")), ("", "0", Some("10.00 EUR")),
        ("", "0,19", None), ("", "1", None), ("", "2", None),
        ("[shop.tax_classes]\n\"1\" = 19", "1", Some("11.90 EUR")),
    ];
    for (settings, tax, price) in cases {
        let sold = shop(settings).sells(export(tax));
        assert_eq!(sold.only("price").as_deref(), price, "{tax}");
    }
}

/// A spreadsheet saves `false` in the words of its language; a word that nobody knows is
/// not taken for yes.
#[test]
fn a_no_in_any_language_hides_what_it_hides_in_english() {
    #[rustfmt::skip]
    let exports = [
        "id;product_number;active;stock;name;description;price_gross;tax_rate;cover_media_url;manufacturer_name\na;A;{};5;Eins;Text;100;19;https://img.example/a.jpg;Nord\n",
        "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;Lagerbestand;Bild 1 Pfad/URL;URL-Pfad;Aktiv\n1;Tasse;x;9,95;9;https://img.example/a.jpg;a;{}\n",
        "Product ID;Active (0/1);Name *;Price tax excluded or Price tax included;Reference #;Quantity;Condition;Image URLs (x,y,z...)\n7;{};Kanne;100;R7;5;new;https://img.example/1.jpg\n",
        "OXID;OXPARENTID;OXACTIVE;OXARTNUM;OXTITLE;OXSHORTDESC;OXPRICE;OXPIC1;OXSTOCK;OXSTOCKFLAG\na;;{};A;Hemd;Text;9.9;a.jpg;2;1\n",
    ];
    #[rustfmt::skip]
    let words = [
        ("1", "created=1"), ("WAHR", "created=1"), ("VRAI", "created=1"), ("0", "filtered=1"), ("FALSCH", "filtered=1"), ("FAUX", "filtered=1"),
        ("Falso", "filtered=1"), ("inaktiv", "filtered=1"), ("vielleicht", "invalid=1"),
    ];
    for export in exports {
        for (word, end) in words {
            let sold = shop("").sells(export.replace("{}", word));
            let code = if end == "invalid=1" { 3 } else { 0 };
            sold.report.is(code, &format!("read=1 {end}"));
        }
    }
}

#[test]
fn what_is_for_adults_or_off_sale_is_not_published() {
    let offer = |more: &str| {
        format!(
            "<yml_catalog><shop><offers><offer id=\"1\" available=\"true\"><name>Tasse</name><url>https://shop.example/1</url><price>10</price>\
             <currencyId>EUR</currencyId><picture>https://img.example/1.jpg</picture><description>Text</description><vendor>Nord</vendor>{more}</offer></offers></shop></yml_catalog>"
        )
    };
    #[rustfmt::skip]
    let cases = [
        ("", "created=1"), ("<adult>false</adult><disabled>false</disabled>", "created=1"),
        ("<adult>true</adult>", "filtered=1"), ("<disabled>true</disabled>", "filtered=1"),
    ];
    for (more, end) in cases {
        let sold = shop("").sells_all(&[("export.xml", offer(more).as_bytes())]);
        sold.report.is(0, &format!("read=1 {end}"));
    }
    let google = "id\ttitle\tdescription\tlink\timage_link\tprice\tavailability\tadult\n1\tTasse\tText\thttps://shop.example/1\thttps://img.example/1.jpg\t10 EUR\tin stock\tja\n";
    shop("").sells(google).report.is(0, "read=1 filtered=1");
}

/// Cents for a gram say nothing.
#[test]
fn a_unit_price_below_one_is_that_of_the_larger_unit() {
    let sold = shop("").sells(
        "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;Lagerbestand;Bild 1 Pfad/URL;URL-Pfad;Inhalt/Menge;Mengeneinheit;GP-Bezugsmenge;Bezugsmengeneinheit\n\
         1;Tee;x;3,60;5;https://img.example/a.jpg;a;250;g;100;g\n\
         2;Saft;x;0,30;5;https://img.example/a.jpg;a;500;ml;;\n\
         3;Gold;x;90,00;5;https://img.example/a.jpg;a;1;g;;\n",
    );
    shows(
        &sold,
        "unit_price",
        &[
            r#"{"currency":"EUR","unit":"kg","value":14.4}"#,
            r#"{"currency":"EUR","unit":"l","value":0.6}"#,
            r#"{"currency":"EUR","unit":"g","value":90}"#,
        ],
    );
}

#[test]
fn an_availability_beside_a_delivery_time_counts_first() {
    #[rustfmt::skip]
    let cases: &[(&str, &str)] = &[
        ("idealo", "sku,brand,title,url,hans,imageUrls,price,deliveryTime,availability\n1,M,A,https://shop.example/1,h,https://shop.example/1.jpg,9.90,1-3 Tage,false\n\
                    2,M,B,https://shop.example/2,h,https://shop.example/2.jpg,9.90,1-3 Tage,true\n3,M,C,https://shop.example/3,h,https://shop.example/3.jpg,9.90,1-3 Tage,\n"),
        ("billiger", "aid;brand;name;price;link;image;dlv_time;availability\n1;M;A;9,90;https://shop.example/1;https://shop.example/1.jpg;1-3 Tage;out of stock\n\
                      2;M;B;9,90;https://shop.example/2;https://shop.example/2.jpg;1-3 Tage;in stock\n3;M;C;9,90;https://shop.example/3;https://shop.example/3.jpg;1-3 Tage;\n"),
        ("datafeeds", "bestellnummer;Hersteller;ProductLink;FotoLink;ProduktBeschreibung;ProduktBezeichnung;Preis;Lieferzeit;EANCode;Kategorie;availability\n\
                       1;M;https://shop.example/1;https://shop.example/1.jpg;d;A;9.90;1-3 Tage;;K;out of stock\n2;M;https://shop.example/2;https://shop.example/2.jpg;d;B;9.90;1-3 Tage;;K;in stock\n\
                       3;M;https://shop.example/3;https://shop.example/3.jpg;d;C;9.90;1-3 Tage;;K;\n"),
    ];
    for (name, file) in cases {
        let sold = shop("").sells(file);
        assert_eq!(sold.report.document["sources"][0]["preset"], *name);
        let said = ["1 | out of stock", "2 | in stock", "3 | in stock"];
        shows(&sold, "id availability", &said);
    }
}

#[test]
fn the_rate_of_a_row_beats_the_shops() {
    let net = shop("prices = \"net\"\ntax_rate = 19");
    let baselinker = "<products><product><product_id>1</product_id><name>A</name><quantity>3</quantity><sku>a</sku><category_name>K</category_name>\
                      <manufacturer_name>M</manufacturer_name><price>10.00</price><tax_rate>7%</tax_rate><image>https://shop.example/1.jpg</image><url>https://shop.example/1</url></product></products>";
    shows(&net.sells(baselinker), "price", &["10.70 EUR"]);
    let yandex = "<yml_catalog date=\"2026-02-03 00:00\"><shop><currencies><currency id=\"EUR\" rate=\"1\"/></currencies><categories><category id=\"1\">K</category></categories><offers>\
                  <offer id=\"1\" available=\"true\"><url>https://shop.example/1</url><price>10</price><vat>VAT_10</vat><currencyId>EUR</currencyId><categoryId>1</categoryId>\
                  <picture>https://shop.example/1.jpg</picture><name>A</name><vendor>M</vendor><description>d</description></offer></offers></shop></yml_catalog>";
    shows(&net.sells(yandex), "price", &["11.00 EUR"]);
    // Prices with tax need none.
    shows(&shop("").sells(yandex), "price", &["10.00 EUR"]);
    let heureka = "<SHOP><SHOPITEM><ITEM_ID>1</ITEM_ID><PRODUCTNAME>A</PRODUCTNAME><URL>https://shop.example/1</URL><IMGURL>https://shop.example/1.jpg</IMGURL>\
                   <PRICE>10</PRICE><VAT>21%</VAT><DELIVERY_DATE>0</DELIVERY_DATE></SHOPITEM><SHOPITEM><ITEM_ID>2</ITEM_ID><PRODUCTNAME>B</PRODUCTNAME><URL>https://shop.example/2</URL>\
                   <IMGURL>https://shop.example/2.jpg</IMGURL><PRICE>10</PRICE><PRICE_VAT>12</PRICE_VAT><VAT>21%</VAT><DELIVERY_DATE>0</DELIVERY_DATE></SHOPITEM></SHOP>";
    shows(
        &shop("").sells(heureka),
        "id price",
        &["1 | 12.10 EUR", "2 | 12.00 EUR"],
    );
}

/// What databases and scripts write for nothing is no brand, and no group of all.
#[test]
fn words_for_nothing_are_not_sent() {
    let rows: String = ["-", "N/A", "NULL", "none", "nan", "NaN", "–", "k.A."]
        .iter()
        .enumerate()
        .map(|(at, word)| {
            format!(
                "{at},Becher,Text,9.90 EUR,in stock,new,https://shop.example/{at},https://shop.example/{at}.jpg,{word},{word},{word},{word},{word},{word}\n"
            )
        })
        .fold(String::new(), |all, row| all + &row);
    let file = format!(
        "id,title,description,price,availability,condition,link,image_link,brand,color,size,material,mpn,item_group_id\n{rows}\
         8,None,Text,9.90 EUR,in stock,new,https://shop.example/8,https://shop.example/8.jpg,NAN,Red,0,Wool,0,0\n"
    );
    let sold = shop("").sells(&file);
    sold.report.is(0, "read=9 created=9");
    for line in &sold.show("brand color size material mpn item_group_id")[..8] {
        assert_eq!(line, "Haus | – | – | – | – | –");
    }
    let last = &sold.show("title brand color size material mpn item_group_id")[8];
    assert_eq!(last, "None | NAN | Red | 0 | Wool | 0 | –");
}
