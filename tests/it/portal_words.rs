//! What rows of shops and portals say beside what their formats define: stock, tax,
//! options, and words that stand for nothing.

use crate::shops::{Shop, is_read};
use crate::world::World;

#[test]
fn a_column_of_availability_goes_before_a_time_of_delivery() {
    #[rustfmt::skip]
    let cases = [
        ("idealo", "sku;title;price;url;eans;deliveryTime;availability;imageUrls", "{n};Becher;9,90;https://shop.example/{n};;{time};{word};https://shop.example/1.jpg"),
        ("billiger", "aid;name;price;link;shop_cat;dlv_time;availability;image", "{n};Becher;9,90;https://shop.example/{n};Haus;{time};{word};https://shop.example/1.jpg"),
        ("datafeeds", "bestellnummer;ProduktBezeichnung;Preis;ProduktLink;Kategorie;Lieferzeit;availability;FotoLink", "{n};Becher;9,90;https://shop.example/{n};Haus;{time};{word};https://shop.example/1.jpg"),
    ];
    for (preset, header, row) in cases {
        let row = |n: &str, time: &str, word: &str| {
            let row = row.replace("{n}", n).replace("{time}", time);
            row.replace("{word}", word)
        };
        let rows = [
            row("1", "2-3 Werktage", "false"),
            row("2", "2-3 Werktage", "out of stock"),
            row("3", "4 bis 8 Tage", "true"),
            row("4", "innerhalb 24 Stunden", ""),
            row("5", "Nur noch 3 Stück", ""),
            row("6", "nicht lieferbar", ""),
            row("7", "3-5 Wochen", ""),
            row("8", "nicht lieferbar, 2-3 Tage", ""),
            row("9", "Derzeit ausverkauft, wieder lieferbar in 14 Tagen", ""),
            row("10", "nicht auf Lager, 2-3 Tage", ""),
        ];
        let sold = Shop::new().sells(format!("{header}\n{}\n", rows.join("\n")));
        let lines = [
            "1 | out of stock",
            "2 | out of stock",
            "3 | in stock",
            "4 | in stock",
            "5 | in stock",
            "6 | out of stock",
            "8 | out of stock",
            "9 | out of stock",
        ];
        is_read(&sold, preset, "id availability", &lines);
        sold.is(3, "read=10 created=8 invalid=2", "availability-invalid=2");
    }
}

#[test]
fn the_rate_of_a_row_beats_the_shops_in_all_presets() {
    #[rustfmt::skip]
    let cases = [
        ("baselinker", "<products><product><product_id>1</product_id><name>A</name><price>10.00</price><tax_rate>7%</tax_rate><quantity>3</quantity>\
            <category_name>K</category_name><image>https://shop.example/1.jpg</image><url>https://shop.example/1</url></product></products>", "10.70 EUR"),
        ("yandex", "<yml_catalog><shop><offers><offer id=\"1\" available=\"true\"><name>A</name><price>10.00</price><vat>VAT_10</vat><currencyId>EUR</currencyId>\
            <categoryId>1</categoryId><picture>https://shop.example/1.jpg</picture><url>https://shop.example/1</url></offer></offers></shop></yml_catalog>", "11.00 EUR"),
        ("yandex", "<yml_catalog><shop><offers><offer id=\"1\" available=\"true\"><name>A</name><price>10.00</price><vat>7</vat><currencyId>EUR</currencyId>\
            <categoryId>1</categoryId><picture>https://shop.example/1.jpg</picture><url>https://shop.example/1</url></offer></offers></shop></yml_catalog>", "12.00 EUR"),
        ("plentymarkets", "Variation ID;Item ID;Variation number;Barcode;Sales price;VAT;Text name;Text item text;Image URL;Stock;Manufacturer;URL\n\
            11;1;v1;;10,00;7;A;d;https://shop.example/1.jpg;5;M;https://shop.example/1\n", "10.70 EUR"),
    ];
    for (preset, content, price) in cases {
        let shop = Shop::with("prices = \"net\"\ntax_rate = 19");
        is_read(&shop.sells(content), preset, "price", &[price]);
    }
    // The number of a rate is no rate.
    let number = cases[3].1.replace(";7;", ";0;");
    let shop = || Shop::with("prices = \"net\"\ntax_rate = 19");
    shop()
        .sells(&number)
        .is(3, "read=1 invalid=1", "price-invalid=1");
    let shop = Shop::with("prices = \"net\"\ntax_classes = { \"VAT 0\" = 19 }");
    is_read(
        &shop.sells(&number),
        "plentymarkets",
        "price",
        &["11.90 EUR"],
    );
}

const WIX: &str = "handleId,fieldType,name,description,productImageUrl,collection,sku,ribbon,price,surcharge,visible,discountMode,discountValue,inventory,\
    productOptionName1,productOptionType1,productOptionDescription1,productOptionName2,productOptionType2,productOptionDescription2\n\
    p1,Product,Shirt,Text,a~mv2.jpg,,,,20,,true,PERCENT,0.0,InStock,Size,DROP_DOWN,S;M,Color,COLOR,\"rgb(0, 0, 128):Navy;#800080:purple\"\n\
    p1,Variant,,,,,A-1,,,0.0,true,,,3,,,S,,,\"rgb(0, 0, 128):Navy\"\n\
    p1,Variant,,,,,A-2,,,2.5,true,,,2,,,M,,,#800080:purple\n";

#[test]
fn variants_of_wix_take_the_names_of_their_options_from_the_product() {
    is_read(
        &Shop::new().sells(WIX),
        "wix",
        "id title size color price",
        &[
            "A-1 | Shirt - S / Navy | S | Navy | 20.00 EUR",
            "A-2 | Shirt - M / purple | M | purple | 22.50 EUR",
        ],
    );
}

#[test]
fn variants_of_wix_without_skus_are_numbered_by_their_options() {
    let world = World::new();
    world.write("export.csv", WIX.replace("A-1", "").replace("A-2", ""));
    let ran = world.run(
        "init export.csv --yes --print --currency EUR --condition new --brand Haus --shop-url https://shop.example",
    );
    let id = "\nid = \"{{ row['handleId'] }}{% for ";
    assert!(ran.stdout.contains(id), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn words_that_stand_for_nothing_are_not_sent() {
    let sold = Shop::new().sells(
        "id,title,description,availability,price,link,image_link,brand,color,size,mpn,item_group_id,google_product_category\n\
         1,T,d,in stock,9.90 EUR,https://shop.example/1,https://shop.example/1.jpg,N/A,none,-,NaN,-,\n\
         2,T,d,in stock,9.90 EUR,https://shop.example/2,https://shop.example/2.jpg,NULL,–,0,0,0,nan\n\
         3,-,d,in stock,9.90 EUR,https://shop.example/3,https://shop.example/3.jpg,NAN,Nil,No,NA,00,\n",
    );
    assert_eq!(
        sold.show("id title brand color size mpn item_group_id google_product_category"),
        [
            "1 | T | Haus | – | – | – | – | –",
            "2 | T | Haus | – | 0 | 0 | – | –",
            "3 | - | NAN | Nil | No | NA | 00 | –",
        ],
        "{:#}",
        sold.report.document
    );
}

#[test]
fn words_of_skroutz_go_before_its_flag() {
    let product = |id: u8, flag: &str, word: &str| {
        format!(
            "<product><id>{id}</id><name>A</name><link>https://shop.example/{id}</link><image>https://shop.example/1.jpg</image>\
             <category>K</category><price_with_vat>9.90</price_with_vat><manufacturer>M</manufacturer><mpn>m</mpn>\
             <instock>{flag}</instock><availability>{word}</availability></product>"
        )
    };
    let products = [
        product(1, "N", "Διαθέσιμο κατόπιν παραγγελίας"),
        product(2, "N", "Άμεσα διαθέσιμο"),
        product(3, "N", ""),
        product(4, "Y", "Μη διαθέσιμο"),
    ];
    let xml = format!(
        "<mywebstore><products>{}</products></mywebstore>",
        products.concat()
    );
    let lines = [
        "1 | available for order",
        "2 | in stock",
        "3 | out of stock",
        "4 | out of stock",
    ];
    is_read(
        &Shop::new().sells(xml),
        "skroutz",
        "id availability",
        &lines,
    );
}

#[test]
fn bazaar_is_heurekas_word_for_used() {
    let item = |id: u8, kind: &str| {
        format!(
            "<SHOPITEM><ITEM_ID>{id}</ITEM_ID><PRODUCTNAME>A</PRODUCTNAME><URL>https://shop.example/{id}</URL>\
             <IMGURL>https://shop.example/1.jpg</IMGURL><PRICE_VAT>100</PRICE_VAT><DELIVERY_DATE>0</DELIVERY_DATE>\
             <ITEM_TYPE>{kind}</ITEM_TYPE></SHOPITEM>"
        )
    };
    let xml = format!("<SHOP>{}{}</SHOP>", item(1, "bazaar"), item(2, "new"));
    is_read(
        &Shop::new().sells(xml),
        "heureka",
        "id condition",
        &["1 | used", "2 | new"],
    );
}

#[test]
fn the_term_outofstock_of_wordpress_counts() {
    let product = |id: u8, more: &str| {
        format!(
            "<item><title>Cup</title><link>https://shop.example/{id}</link><content:encoded>c</content:encoded><wp:post_id>{id}</wp:post_id>\
             <wp:post_parent>0</wp:post_parent><wp:post_name>cup</wp:post_name><wp:status>publish</wp:status><wp:post_type>product</wp:post_type>\
             <category domain=\"product_type\" nicename=\"simple\">simple</category>{more}\
             <wp:postmeta><wp:meta_key>_regular_price</wp:meta_key><wp:meta_value>5</wp:meta_value></wp:postmeta></item>"
        )
    };
    let term =
        "<category domain=\"product_visibility\" nicename=\"outofstock\">outofstock</category>";
    let xml = format!("<rss><channel>{}</channel></rss>", product(1, term));
    let shop = Shop::with("availability = \"in stock\"");
    let found = shop.sells(xml);
    assert_eq!(found.report.document["sources"][0]["preset"], "wordpress");
    assert!(
        found
            .items
            .iter()
            .all(|item| item["availability"] == "out of stock"),
        "{:#?}",
        found.items
    );
}

#[test]
fn small_words_of_portals_are_known() {
    let shop = Shop::with("tax_rate = 21");
    let heureka = "<SHOP><SHOPITEM><ITEM_ID>1</ITEM_ID><PRODUCTNAME>A</PRODUCTNAME><DESCRIPTION>d</DESCRIPTION><URL>https://shop.example/1</URL>\
        <IMGURL>https://shop.example/1.jpg</IMGURL><PRICE>100</PRICE><VAT>21</VAT><MANUFACTURER>M</MANUFACTURER><DELIVERY_DATE>0</DELIVERY_DATE>\
        <CATEGORYTEXT>Heureka.sk | Dom | Hrnce</CATEGORYTEXT></SHOPITEM></SHOP>";
    is_read(
        &shop.sells(heureka),
        "heureka",
        "price product_type",
        &["121.00 EUR | Dom > Hrnce"],
    );
    let rozetka = "<yml_catalog><shop><offers><offer id=\"1\" available=\"true\"><name>A</name><price>10.00</price><price_old>12.00</price_old>\
        <currencyId>EUR</currencyId><categoryId>1</categoryId><picture>https://shop.example/1.jpg</picture><url>https://shop.example/1</url></offer>\
        </offers></shop></yml_catalog>";
    is_read(
        &shop.sells(rozetka),
        "yandex",
        "price sale_price",
        &["12.00 EUR | 10.00 EUR"],
    );
    // A pixel or a reader of books may know an old number only; the newer one counts first.
    let onix = |numbers: &str| {
        format!(
            "<ONIXMessage release=\"3.0\"><Product><RecordReference>1</RecordReference><NotificationType>03</NotificationType>{numbers}\
             <DescriptiveDetail><TitleDetail><TitleType>01</TitleType><TitleElement><TitleText>Welle</TitleText></TitleElement></TitleDetail>\
             </DescriptiveDetail><CollateralDetail><SupportingResource><ResourceContentType>01</ResourceContentType><ResourceMode>03</ResourceMode>\
             <ResourceVersion><ResourceLink>https://shop.example/1.jpg</ResourceLink></ResourceVersion></SupportingResource></CollateralDetail>\
             <ProductSupply><SupplyDetail><ProductAvailability>21</ProductAvailability><Price><PriceType>02</PriceType>\
             <PriceAmount>10.00</PriceAmount><CurrencyCode>EUR</CurrencyCode></Price></SupplyDetail></ProductSupply></Product></ONIXMessage>"
        )
    };
    let number = |kind: &str, value: &str| {
        format!(
            "<ProductIdentifier><ProductIDType>{kind}</ProductIDType><IDValue>{value}</IDValue></ProductIdentifier>"
        )
    };
    let short = number("02", "316148410X");
    let both = short.clone() + &number("15", "9783833839467");
    let map = "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"";
    let books = Shop::with(map);
    for (numbers, gtin) in [(short, "9783161484100"), (both, "9783833839467")] {
        let sold = books.sells_by_settings("export.csv", onix(&numbers));
        is_read(&sold, "onix", "gtin", &[gtin]);
    }
}
