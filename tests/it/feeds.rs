//! Feeds of price comparisons and formats of XML: small files with the traits of
//! real ones, and what becomes of them.

use crate::shops::Shop;

const FIELDS: &str = "id item_group_id title brand price sale_price availability quantity_to_sell_on_facebook condition color size gtin mpn product_type";

/// One file, the settings that it needs beside the usual, and its items as
/// [`FIELDS`]; what is held back or left out stands in the counts.
struct Case {
    name: &'static str,
    settings: &'static str,
    export: &'static str,
    code: i64,
    counts: &'static str,
    problems: &'static str,
    items: &'static [&'static str],
}

#[track_caller]
fn check(case: &Case) {
    let shop = Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncondition = \"new\"\nbrand = \"Haus\"\n{}\n",
        case.settings
    ));
    let sold = if case.settings.contains("[[source]]") {
        shop.sells_by_settings("export.csv", case.export)
    } else {
        shop.sells(case.export)
    };
    let preset = sold.report.document["sources"][0]["preset"].clone();
    assert_eq!(preset, case.name, "{:#}", sold.report.document);
    sold.is(case.code, case.counts, case.problems);
    let lines = sold.show(FIELDS);
    assert_eq!(lines, case.items, "{}", case.name);
}

#[test]
fn idealo_is_read_with_german_spanish_and_official_names() {
    let official = "sku|brand|title|categoryPath|url|hans|eans|description|price|formerPrice|deliveryTime|imageUrls|colour|size|used|paymentCosts_paypal|deliveryCosts_dhl
A1|Nordlicht|Lampe|Wohnen > Licht|https://shop.example/a1|NL-1;NL-1B|4006381333931|Hell|\"590,00 €\"|\"690,00 €\"|1-3 Werktage|https://shop.example/1.jpg;https://shop.example/2.jpg|rot|N/A|false|0.00|4.95
A2|Nordlicht|Tisch|Wohnen|https://shop.example/a2|||Fest|\"40,33\"|\"30,00\"|nicht lieferbar|https://shop.example/3.jpg||M|yes|0.00|4.95
";
    check(&Case {
        name: "idealo",
        settings: "currency = \"EUR\"",
        export: official,
        code: 0,
        counts: "read=2 created=2",
        problems: "",
        items: &[
            "A1 | – | Lampe | Nordlicht | 690.00 EUR | 590.00 EUR | in stock | – | new | rot | – | 4006381333931 | NL-1 | Wohnen > Licht",
            "A2 | – | Tisch | Nordlicht | 40.33 EUR | – | out of stock | – | used | – | M | – | – | Wohnen",
        ],
    });
    let german = "Artikelnummer im Shop;EAN / GTIN / Barcodenummer / UPC;Original Herstellerartikelnummer (HAN/MPN);Hersteller / Marke;Produktname;Preis (Brutto);Lieferzeit;Produktgruppe im Shop;Produktbeschreibung;Produkt-URL;Bild-URL_1;Bild-URL_2
0815;4006381333931;X-1;Nordlicht;Lampe;1.590,00;sofort lieferbar;Licht;Hell;https://shop.example/a;https://shop.example/1.jpg;https://shop.example/2.jpg
";
    check(&Case {
        name: "idealo",
        settings: "currency = \"EUR\"",
        export: german,
        code: 0,
        counts: "read=1 created=1",
        problems: "",
        items: &[
            "0815 | – | Lampe | Nordlicht | 1590.00 EUR | – | in stock | – | new | – | – | 4006381333931 | X-1 | Licht",
        ],
    });
    // Without a number, and one number for two products.
    let spanish = "N° artículo en tienda,EAN / GTIN / código barras,Número del fabricante (HAN/MPN),Fabricante / Marca,Nombre del producto,Precio,Precio especial,Precio original,Plazo de entrega,Categoría del producto en la tienda,Descripción del producto,URL del producto,URLimagen_1,Talla,Comentario sobre los gastos de envío,Unidades
S1,,F1,Sol,Mesa,11.99,,11.99,1 - 14 días,Casa,\"<p data-x=\"\"1\"\">Buena</p>\",https://shop.example/s1,https://shop.example/1.jpg,N/A,4.5 €,4
,,F2,Sol,Silla,12.99,,12.99,1 - 14 días,Casa,Buena,https://shop.example/s2,https://shop.example/1.jpg,N/A,4.5 €,4
S3,,F3,Sol,Banco,13.99,,13.99,1 - 14 días,Casa,Buena,https://shop.example/s3,https://shop.example/1.jpg,N/A,4.5 €,4
S3,,F4,Sol,Cama,14.99,,14.99,1 - 14 días,Casa,Buena,https://shop.example/s4,https://shop.example/1.jpg,N/A,4.5 €,4
";
    check(&Case {
        name: "idealo",
        settings: "currency = \"EUR\"",
        export: spanish,
        code: 3,
        counts: "read=4 created=1 invalid=3",
        problems: "id-duplicate=2 id-missing=1",
        items: &[
            "S1 | – | Mesa | Sol | 11.99 EUR | – | in stock | 4 | new | – | – | – | F1 | Casa",
        ],
    });
}

#[test]
fn billiger_takes_the_price_and_not_that_of_a_litre() {
    check(&Case {
        name: "billiger",
        settings: "currency = \"EUR\"",
        export: "aid;brand;mpnr;ean;name;desc;shop_cat;price;ppu;link;image;dlv_time;dlv_cost;old_price;images\n\
            B1;Öl & Co;M1;4006381333931;Olivenöl;Kalt gepresst;Küche > Öl;8,90;17,80 € / 1 l;https://shop.example/b1;https://shop.example/1.jpg;Sofort verfügbar, Lieferzeit: 1-3 Tage;4,95;9,90;https://shop.example/1.jpg,https://shop.example/2.jpg\n",
        code: 0,
        counts: "read=1 created=1",
        problems: "",
        items: &[
            "B1 | – | Olivenöl | Öl & Co | 9.90 EUR | 8.90 EUR | in stock | – | new | – | – | 4006381333931 | M1 | Küche > Öl",
        ],
    });
}

#[test]
fn heureka_has_parameters_groups_and_days() {
    let item = |id: &str, more: &str| {
        format!(
            "<SHOPITEM><ITEM_ID>{id}</ITEM_ID><PRODUCTNAME>Tričko {id}</PRODUCTNAME><DESCRIPTION>Bavlna &lt;b&gt;100 %&lt;/b&gt;</DESCRIPTION>\
             <URL>https://shop.example/{id}</URL><IMGURL>https://shop.example/{id}.jpg</IMGURL>\
             <IMGURL_ALTERNATIVE>https://shop.example/{id}-2.jpg</IMGURL_ALTERNATIVE><CATEGORYTEXT>Móda | Trička</CATEGORYTEXT>{more}</SHOPITEM>"
        )
    };
    let items = [
        item(
            "T1",
            "<PRICE_VAT>1299,50</PRICE_VAT><ITEMGROUP_ID>T</ITEMGROUP_ID><PARAM><PARAM_NAME>Farba</PARAM_NAME><VAL>Modrá</VAL></PARAM><PARAM><PARAM_NAME>Veľkosť</PARAM_NAME><VAL>M</VAL></PARAM><PARAM><PARAM_NAME>Strih</PARAM_NAME><VAL>Slim</VAL></PARAM><DELIVERY_DATE>0</DELIVERY_DATE><EAN>4006381333931</EAN><MANUFACTURER>Vlna</MANUFACTURER>",
        ),
        item(
            "T2",
            "<PRICE_VAT>85</PRICE_VAT><DELIVERY_DATE>3</DELIVERY_DATE><PRODUCTNO>P-2</PRODUCTNO>",
        ),
        item(
            "T3",
            "<PRICE_VAT>85</PRICE_VAT><DELIVERY_DATE>30</DELIVERY_DATE>",
        ),
        item(
            "T4",
            "<PRICE_VAT>85</PRICE_VAT><DELIVERY_DATE>2027-03-01</DELIVERY_DATE>",
        ),
        item(
            "T5",
            "<PRICE_VAT>85</PRICE_VAT><DELIVERY_DATE>někdy</DELIVERY_DATE>",
        ),
    ];
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SHOP>{}</SHOP>",
        items.concat()
    );
    check(&Case {
        name: "heureka",
        settings: "currency = \"CZK\"",
        export: Box::leak(feed.into_boxed_str()),
        code: 3,
        counts: "read=5 created=4 invalid=1",
        problems: "availability-invalid=1",
        items: &[
            "T1 | T | Tričko T1 | Vlna | 1299.50 CZK | – | in stock | – | new | Modrá | M | 4006381333931 | – | Móda > Trička",
            "T2 | – | Tričko T2 | Haus | 85.00 CZK | – | in stock | – | new | – | – | – | P-2 | Móda > Trička",
            "T3 | – | Tričko T3 | Haus | 85.00 CZK | – | available for order | – | new | – | – | – | – | Móda > Trička",
            "T4 | – | Tričko T4 | Haus | 85.00 CZK | – | available for order | – | new | – | – | – | – | Móda > Trička",
        ],
    });
}

#[test]
fn ceneo_offers_are_attributes() {
    check(&Case {
        name: "ceneo",
        settings: "currency = \"PLN\"",
        export: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<offers xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" version=\"1\">\
            <o id=\"C1\" url=\"https://shop.example/c1\" price=\"59.99\" avail=\"1\" stock=\"7\" weight=\"0.4\" basket=\"1\"><cat><![CDATA[Dom/Kuchnia]]></cat><name><![CDATA[Kubek]]></name>\
            <imgs><main url=\"https://shop.example/1.jpg\"/><i url=\"https://shop.example/2.jpg\"/></imgs><desc><![CDATA[<p>Dobry</p>]]></desc>\
            <attrs><a name=\"Producent\"><![CDATA[Dzban]]></a><a name=\"EAN\"><![CDATA[4006381333931]]></a><a name=\"Kod_producenta\"><![CDATA[K-1]]></a><a name=\"Kolor\"><![CDATA[biały]]></a></attrs></o>\
            <o id=\"C2\" url=\"https://shop.example/c2\" price=\"19.99\" avail=\"99\"><cat>Dom</cat><name>Talerz</name><imgs><main url=\"https://shop.example/1.jpg\"/></imgs><desc>x</desc><attrs><a name=\"Kondycja\">Używany</a></attrs></o>\
            <o id=\"C3\" url=\"https://shop.example/c3\" price=\"19.99\" avail=\"90\"><cat>Dom</cat><name>Miska</name><imgs><main url=\"https://shop.example/1.jpg\"/></imgs><desc>x</desc></o></offers>",
        code: 3,
        counts: "read=3 created=2 invalid=1",
        problems: "availability-missing=1",
        items: &[
            "C1 | – | Kubek | Dzban | 59.99 PLN | – | in stock | 7 | new | biały | – | 4006381333931 | K-1 | Dom > Kuchnia",
            "C3 | – | Miska | Haus | 19.99 PLN | – | available for order | – | new | – | – | – | – | Dom",
        ],
    });
}

#[test]
fn yml_has_a_tree_of_categories_and_codes_of_currencies() {
    check(&Case {
        name: "yandex",
        settings: "",
        export: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE yml_catalog SYSTEM \"shops.dtd\">\n<yml_catalog date=\"2026-11-22 10:00\"><shop><name>Дом</name>\
            <currencies><currency id=\"RUR\" rate=\"1\"/></currencies><categories><category id=\"10\" parentId=\"1\">Кухня</category><category id=\"1\">Дом</category><category id=\"7\" parentId=\"7\">Круг</category></categories>\
            <offers><offer id=\"Y1\" available=\"true\" group_id=\"G\"><name>Чашка 🙂</name><url>https://shop.example/y1</url><price>1620</price><oldprice>1800.00</oldprice><currencyId>RUR</currencyId><categoryId>10</categoryId>\
            <picture>https://shop.example/1.jpg</picture><picture>https://shop.example/2.jpg</picture><vendor>Гжель</vendor><vendorCode>V-1</vendorCode><param name=\"Цвет\">синий</param><param name=\"Размер\" unit=\"EU\">42</param><description>Хорошая</description></offer>\
            <offer id=\"Y2\" type=\"vendor.model\" available=\"false\"><typePrefix>Чайник</typePrefix><vendor>Гжель</vendor><model>К-5</model><url>https://shop.example/y2</url><price>99</price><currencyId>RUB</currencyId><categoryId></categoryId><picture>https://shop.example/1.jpg</picture></offer>\
            <offer id=\"Y3\" available=\"true\"><name>Круг</name><url>https://shop.example/y3</url><price>5</price><currencyId>RUB</currencyId><categoryId>7</categoryId><picture>https://shop.example/1.jpg</picture><vendor>Гжель</vendor></offer></offers></shop></yml_catalog>",
        code: 0,
        counts: "read=3 created=3",
        problems: "",
        items: &[
            "Y1 | G | Чашка 🙂 | Гжель | 1800.00 RUB | 1620.00 RUB | in stock | – | new | синий | 42 EU | – | V-1 | Дом > Кухня",
            "Y2 | – | Чайник Гжель К-5 | Гжель | 99.00 RUB | – | out of stock | – | new | – | – | – | – | –",
            "Y3 | – | Круг | Гжель | 5.00 RUB | – | in stock | – | new | – | – | – | – | Круг",
        ],
    });
}

#[test]
fn variants_within_their_product_are_items_that_take_what_they_lack() {
    check(&Case {
        name: "baselinker",
        settings: "currency = \"PLN\"\n[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"{{ shop.url }}/p/{{ row['parent.product_id'] or row['product_id'] }}\"",
        export: "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<products>\
            <product><product_id>10</product_id><name></name><name>Szafa</name><name>Wardrobe</name><quantity>3</quantity><ean></ean><sku></sku><category_name>Szafy</category_name><manufacturer_name>Dąb</manufacturer_name>\
            <price>0.00</price><tax_rate>23%</tax_rate><weight>0</weight><description></description><description>&lt;p&gt;Duża&lt;/p&gt;</description><image>https://shop.example/1.jpg</image><image_extra_1>https://shop.example/2.jpg</image_extra_1>\
            <variants><variant><variant_id>11</variant_id><variant_name>Szafa biała</variant_name><variant_sku>SZ-B</variant_sku><variant_ean>4006381333931</variant_ean><variant_price>[cena_en]</variant_price><variant_price>0.00</variant_price><variant_price>499.90</variant_price><variant_quantity>5</variant_quantity></variant>\
            <variant><variant_id>12</variant_id><variant_name></variant_name><variant_price>599.00</variant_price><variant_quantity>0</variant_quantity></variant></variants></product>\
            <product><product_id>20</product_id><name>Stół</name><quantity>1</quantity><category_name>Stoły</category_name><manufacturer_name>Dąb</manufacturer_name><price>99.00</price><image>https://shop.example/3.jpg</image><description>Mały</description></product></products>",
        code: 0,
        counts: "read=3 created=3",
        problems: "",
        items: &[
            "11 | 10 | Szafa biała | Dąb | 499.90 PLN | – | in stock | 5 | new | – | – | 4006381333931 | – | Szafy",
            "12 | 10 | Szafa | Dąb | 599.00 PLN | – | out of stock | 0 | new | – | – | – | – | Szafy",
            "20 | – | Stół | Dąb | 99.00 PLN | – | in stock | 1 | new | – | – | – | – | Stoły",
        ],
    });
}

#[test]
fn kelkoo_and_skroutz_have_codes_and_words_of_their_own() {
    check(&Case {
        name: "kelkoo",
        settings: "currency = \"EUR\"",
        export: "<products><product><title>Hose</title><product-url>https://shop.example/k1</product-url><price>59.90</price><brand>Berg</brand><description>Warm</description><image-url>https://shop.example/1.jpg</image-url><ean>4006381333931</ean><merchant-category>Mode - Hosen</merchant-category><availability>4</availability><delivery-time>1-3 days</delivery-time><sku>K1</sku><currency>EUR</currency><colour>rot</colour></product></products>",
        code: 0,
        counts: "read=1 created=1",
        problems: "",
        items: &[
            "K1 | – | Hose | Berg | 59.90 EUR | – | available for order | – | new | rot | – | 4006381333931 | – | Mode - Hosen",
        ],
    });
    check(&Case {
        name: "skroutz",
        settings: "currency = \"EUR\"",
        export: "<?xml version=\"1.0\" encoding=\"UTF-8\"?><mywebstore><created_at>2026-11-22 10:00</created_at><products>\
            <product><uniqueid>S1</uniqueid><name>Μπλούζα</name><link>https://shop.example/s1</link><image>https://shop.example/1.jpg</image><category>Ρούχα &gt; Μπλούζες</category><price_with_vat>19.90</price_with_vat><manufacturer>Κύμα</manufacturer><instock>Y</instock><availability>Παράδοση 1 έως 3 ημέρες</availability><size>S,M,L</size><weight>250</weight><color>μπλε</color></product>\
            <product><uniqueid>S2</uniqueid><name>Καπέλο</name><link>https://shop.example/s2</link><image>https://shop.example/1.jpg</image><category>Ρούχα</category><price_with_vat>9.90</price_with_vat><manufacturer>Κύμα</manufacturer><availability>Κατόπιν παραγγελίας</availability>\
            <variations><variation><variationid>S2-M</variationid><price_with_vat>11.90</price_with_vat><size>M</size><quantity>2</quantity></variation></variations></product></products></mywebstore>",
        code: 0,
        counts: "read=2 created=2",
        problems: "",
        items: &[
            "S1 | – | Μπλούζα | Κύμα | 19.90 EUR | – | in stock | – | new | μπλε | – | – | – | Ρούχα > Μπλούζες",
            "S2-M | S2 | Καπέλο | Κύμα | 11.90 EUR | – | in stock | 2 | new | – | M | – | – | Ρούχα",
        ],
    });
}

#[test]
fn bmecat_takes_list_prices_for_one_piece_with_tax_and_never_what_dealers_pay() {
    let price = |kind: &str, amount: &str, bound: &str| {
        format!(
            "<b:ARTICLE_PRICE price_type=\"{kind}\"><b:PRICE_AMOUNT>{amount}</b:PRICE_AMOUNT><b:TAX>0.19</b:TAX><b:PRICE_FACTOR>2</b:PRICE_FACTOR><b:LOWER_BOUND>{bound}</b:LOWER_BOUND></b:ARTICLE_PRICE>"
        )
    };
    let article = |mode: &str, id: &str, prices: &str| {
        format!(
            "<b:ARTICLE mode=\"{mode}\"><b:SUPPLIER_AID>{id}</b:SUPPLIER_AID><b:ARTICLE_DETAILS><b:DESCRIPTION_SHORT lang=\"eng\">Screw {id}</b:DESCRIPTION_SHORT><b:DESCRIPTION_SHORT lang=\"deu\">Schraube {id}</b:DESCRIPTION_SHORT><b:EAN>4006381333931</b:EAN><b:MANUFACTURER_AID>M-{id}</b:MANUFACTURER_AID><b:MANUFACTURER_NAME>Eisen</b:MANUFACTURER_NAME><b:ARTICLE_STATUS type=\"core_article\">Kern</b:ARTICLE_STATUS></b:ARTICLE_DETAILS>\
             <b:ARTICLE_FEATURES><b:FEATURE><b:FNAME>Farbe</b:FNAME><b:FVALUE>blank</b:FVALUE></b:FEATURE></b:ARTICLE_FEATURES><b:ARTICLE_ORDER_DETAILS><b:PRICE_QUANTITY>10</b:PRICE_QUANTITY></b:ARTICLE_ORDER_DETAILS>\
             <b:ARTICLE_PRICE_DETAILS>{prices}</b:ARTICLE_PRICE_DETAILS><b:MIME_INFO><b:MIME><b:MIME_TYPE>application/pdf</b:MIME_TYPE><b:MIME_SOURCE>a.pdf</b:MIME_SOURCE><b:MIME_PURPOSE>data_sheet</b:MIME_PURPOSE></b:MIME><b:MIME><b:MIME_TYPE>image/jpeg</b:MIME_TYPE><b:MIME_SOURCE>{id}.jpg</b:MIME_SOURCE><b:MIME_PURPOSE>normal</b:MIME_PURPOSE></b:MIME></b:MIME_INFO></b:ARTICLE>"
        )
    };
    let articles = [
        article(
            "new",
            "1",
            &(price("net_customer", "1", "1")
                + &price("net_list", "100", "1")
                + &price("net_list", "1", "100")),
        ),
        article("new", "2", &price("net_customer", "5", "1")),
        article(
            "new",
            "3",
            &(price("net_list", "7", "1") + &price("gros_list", "50", "1")),
        ),
        article("delete", "4", &price("gros_list", "50", "1")),
    ];
    let file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE BMECAT SYSTEM \"bmecat_new_catalog.dtd\">\n<b:BMECAT xmlns:b=\"http://www.bmecat.org/bmecat/1.2/bmecat_new_catalog\" version=\"1.2\"><b:HEADER><b:CATALOG><b:CURRENCY>EUR</b:CURRENCY><b:MIME_ROOT>https://shop.example/media</b:MIME_ROOT></b:CATALOG></b:HEADER><b:T_NEW_CATALOG>\
         <b:CATALOG_GROUP_SYSTEM><b:CATALOG_STRUCTURE type=\"root\"><b:GROUP_ID>1</b:GROUP_ID><b:GROUP_NAME>Katalog</b:GROUP_NAME><b:PARENT_ID>0</b:PARENT_ID></b:CATALOG_STRUCTURE><b:CATALOG_STRUCTURE type=\"node\"><b:GROUP_ID>2</b:GROUP_ID><b:GROUP_NAME>Eisenwaren</b:GROUP_NAME><b:PARENT_ID>1</b:PARENT_ID></b:CATALOG_STRUCTURE><b:CATALOG_STRUCTURE type=\"leaf\"><b:GROUP_ID>3</b:GROUP_ID><b:GROUP_NAME>Schrauben</b:GROUP_NAME><b:PARENT_ID>2</b:PARENT_ID></b:CATALOG_STRUCTURE></b:CATALOG_GROUP_SYSTEM>{}\
         <b:ARTICLE_TO_CATALOGGROUP_MAP><b:ART_ID>1</b:ART_ID><b:CATALOG_GROUP_ID>3</b:CATALOG_GROUP_ID></b:ARTICLE_TO_CATALOGGROUP_MAP></b:T_NEW_CATALOG></b:BMECAT>",
        articles.concat()
    );
    check(&Case {
        name: "bmecat",
        settings: "language = \"de\"\navailability = \"in stock\"\n[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"",
        export: Box::leak(file.into_boxed_str()),
        code: 3,
        counts: "read=4 created=2 invalid=1 filtered=1",
        problems: "price-missing=1",
        items: &[
            // 100 × 2 ÷ 10 × 1.19
            "1 | – | Schraube 1 | Eisen | 23.80 EUR | – | in stock | – | new | blank | – | 4006381333931 | M-1 | Eisenwaren > Schrauben",
            "3 | – | Schraube 3 | Eisen | 10.00 EUR | – | in stock | – | new | blank | – | 4006381333931 | M-3 | –",
        ],
    });
}

#[test]
fn onix_is_the_same_with_reference_names_and_short_tags() {
    let reference = "<?xml version=\"1.0\"?><ONIXMessage release=\"3.0\"><Header><DefaultCurrencyCode>EUR</DefaultCurrencyCode></Header><Product><RecordReference>r.1</RecordReference><NotificationType>03</NotificationType>\
        <ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9783161484100</IDValue></ProductIdentifier><DescriptiveDetail><TitleDetail><TitleType>10</TitleType><TitleElement><TitleText>WELLE</TitleText></TitleElement></TitleDetail><TitleDetail><TitleType>01</TitleType><TitleElement><TitlePrefix>Die</TitlePrefix><TitleWithoutPrefix>Welle</TitleWithoutPrefix></TitleElement></TitleDetail></DescriptiveDetail>\
        <CollateralDetail><TextContent><TextType>03</TextType><Text>&lt;p&gt;Ein Buch.&lt;/p&gt;</Text></TextContent><SupportingResource><ResourceContentType>01</ResourceContentType><ResourceMode>03</ResourceMode><ResourceVersion><ResourceLink>https://shop.example/1.jpg</ResourceLink></ResourceVersion></SupportingResource></CollateralDetail>\
        <PublishingDetail><Publisher><PublisherName>Verlag Nord</PublisherName></Publisher></PublishingDetail><ProductSupply><SupplyDetail><ProductAvailability>21</ProductAvailability><Price><PriceType>01</PriceType><PriceAmount>9.00</PriceAmount></Price><Price><PriceType>04</PriceType><PriceAmount>12.00</PriceAmount><CurrencyCode>CHF</CurrencyCode></Price><Price><PriceType>04</PriceType><PriceAmount>10.00</PriceAmount><CurrencyCode>EUR</CurrencyCode></Price></SupplyDetail></ProductSupply></Product>\
        <Product><RecordReference>r.2</RecordReference><NotificationType>05</NotificationType></Product></ONIXMessage>";
    let mut short = reference
        .replace("ONIXMessage", "ONIXmessage")
        .replace("TextContent>", "textcontent>");
    for (name, tag) in [
        ("RecordReference", "a001"),
        ("NotificationType", "a002"),
        ("ProductIDType", "b221"),
        ("IDValue", "b244"),
        ("TitleType", "b202"),
        ("TitleText", "b203"),
        ("TitlePrefix", "b030"),
        ("TitleWithoutPrefix", "b031"),
        ("TextType", "x426"),
        ("ResourceContentType", "x436"),
        ("ResourceMode", "x437"),
        ("ResourceLink", "x435"),
        ("PublisherName", "b081"),
        ("ProductAvailability", "j396"),
        ("PriceType", "x462"),
        ("PriceAmount", "j151"),
        ("CurrencyCode", "j152"),
        ("Text", "d104"),
    ] {
        short = short
            .replace(&format!("<{name}>"), &format!("<{tag}>"))
            .replace(&format!("</{name}>"), &format!("</{tag}>"));
    }
    for (composite, tag) in [
        ("Product", "product"),
        ("ProductIdentifier", "productidentifier"),
        ("ProductSupply", "productsupply"),
        ("SupplyDetail", "supplydetail"),
        ("Price", "price"),
    ] {
        short = short
            .replace(&format!("<{composite}>"), &format!("<{tag}>"))
            .replace(&format!("</{composite}>"), &format!("</{tag}>"));
    }
    // Nobody has said where the pages are, and none is invented.
    let shop = Shop::of(
        "[shop]\nurl = \"https://shop.example\"\ncondition = \"new\"\nbrand = \"Haus\"\ncurrency = \"EUR\"\n",
    );
    let sold = shop.sells(reference);
    sold.is(3, "read=2 invalid=1 filtered=1", "link-missing=1");
    sold.report.mentions("ONIX names no pages of a shop");
    for export in [reference.to_owned(), short] {
        check(&Case {
            name: "onix",
            settings: "currency = \"EUR\"\n[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"",
            export: Box::leak(export.into_boxed_str()),
            code: 0,
            counts: "read=2 created=1 filtered=1",
            problems: "",
            items: &[
                "r.1 | – | Die Welle | Verlag Nord | 10.00 EUR | – | in stock | – | new | – | – | 9783161484100 | – | –",
            ],
        });
    }
}

#[test]
fn files_that_name_only_a_part_are_refused_with_the_reason() {
    for (file, word) in [
        (
            "<BMECAT version=\"1.2\"><T_UPDATE_PRICES><ARTICLE><SUPPLIER_AID>1</SUPPLIER_AID><ARTICLE_PRICE_DETAILS/></ARTICLE></T_UPDATE_PRICES></BMECAT>",
            "T_UPDATE_PRICES",
        ),
        (
            "<pricebooks xmlns=\"http://www.demandware.com/xml/impex/pricebook/2006-10-31\"><pricebook><header pricebook-id=\"l\"><currency>EUR</currency></header></pricebook></pricebooks>",
            "price book",
        ),
        (
            "<inventory xmlns=\"http://www.demandware.com/xml/impex/inventory/2007-05-31\"><inventory-list><header list-id=\"l\"/></inventory-list></inventory>",
            "inventory",
        ),
    ] {
        let sold = Shop::new().sells(file);
        sold.report.fails(8).mentions(word);
    }
}

#[test]
fn wxr_puts_variations_pictures_and_terms_together() {
    let meta = |key: &str, value: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        )
    };
    let post = |id: u32, kind: &str, parent: u32, status: &str, title: &str, more: &str| {
        format!(
            "<item><title>{title}</title><link>https://shop.example/?p={id}</link><content:encoded><![CDATA[<p>Text</p>\r\n[gallery ids=\"1\"]]]></content:encoded><wp:post_id>{id}</wp:post_id>\
             <wp:status>{status}</wp:status><wp:post_parent>{parent}</wp:post_parent><wp:post_type>{kind}</wp:post_type>{more}</item>"
        )
    };
    let variable = "<category domain=\"product_type\" nicename=\"variable\"><![CDATA[variable]]></category><category domain=\"product_cat\" nicename=\"shirts\"><![CDATA[Shirts]]></category>";
    let simple =
        "<category domain=\"product_type\" nicename=\"simple\"><![CDATA[simple]]></category>";
    let posts = [
        // The variation stands in front of its product, and the picture behind both.
        post(
            11,
            "product_variation",
            10,
            "publish",
            "Hemd - Rot",
            &(meta("_regular_price", "20")
                + &meta("_sale_price", "15")
                + &meta("_stock_status", "instock")
                + &meta("attribute_pa_color", "red")
                + &meta("attribute_size", "M")),
        ),
        post(
            10,
            "product",
            0,
            "publish",
            "Hemd",
            &(variable.to_owned()
                + &meta("_price", "15")
                + &meta("_price", "20")
                + &meta("_thumbnail_id", "30")),
        ),
        post(
            12,
            "product",
            0,
            "publish",
            "Tasse",
            &(simple.to_owned()
                + &meta("_regular_price", "9.50")
                + &meta("_manage_stock", "yes")
                + &meta("_stock", "4")
                + &meta("_thumbnail_id", "30")
                + &meta("_product_image_gallery", "31,30")),
        ),
        post(13, "product", 0, "draft", "Entwurf", simple),
        post(
            14,
            "product",
            0,
            "publish",
            "Ohne Bild",
            &(simple.to_owned() + &meta("_regular_price", "1") + &meta("_stock_status", "instock")),
        ),
        post(
            30,
            "attachment",
            10,
            "inherit",
            "bild",
            "<wp:attachment_url>https://shop.example/1.jpg</wp:attachment_url>",
        ),
        post(
            31,
            "attachment",
            10,
            "inherit",
            "bild",
            "<wp:attachment_url>https://shop.example/2.jpg</wp:attachment_url>",
        ),
        post(40, "page", 0, "publish", "Impressum", ""),
    ];
    let file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\r\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"https://wordpress.org/export/1.2/\"><channel><title>Shop</title>\
         <wp:term><wp:term_taxonomy>product_cat</wp:term_taxonomy><wp:term_slug>shirts</wp:term_slug><wp:term_parent>kleidung</wp:term_parent><wp:term_name><![CDATA[Hemden]]></wp:term_name></wp:term>\
         <wp:term><wp:term_taxonomy>product_cat</wp:term_taxonomy><wp:term_slug>kleidung</wp:term_slug><wp:term_parent></wp:term_parent><wp:term_name><![CDATA[Kleidung]]></wp:term_name></wp:term>\
         <wp:term><wp:term_taxonomy>pa_color</wp:term_taxonomy><wp:term_slug>red</wp:term_slug><wp:term_parent></wp:term_parent><wp:term_name><![CDATA[Rot]]></wp:term_name></wp:term>{}</channel></rss>",
        posts.concat()
    );
    let case = Case {
        name: "wordpress",
        settings: "currency = \"EUR\"",
        export: Box::leak(file.into_boxed_str()),
        code: 3,
        counts: "read=4 created=2 invalid=1 filtered=1",
        problems: "image_link-missing=1",
        items: &[
            "11 | 10 | Hemd - Rot, M | Haus | 20.00 EUR | 15.00 EUR | in stock | – | new | Rot | M | – | – | Kleidung > Hemden",
            "12 | – | Tasse | Haus | 9.50 EUR | – | in stock | 4 | new | – | – | – | – | –",
        ],
    };
    check(&case);
}

#[test]
fn a_master_lists_its_variants_and_a_catalog_without_prices_says_where_they_are() {
    let file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"c\"><header><image-settings><external-location><http-url>http://shop.example/dw</http-url><https-url>https://shop.example/dw</https-url></external-location></image-settings></header>\
        <product product-id=\"v1\"><ean>4006381333931</ean><online-flag>true</online-flag><custom-attributes><custom-attribute attribute-id=\"color\">JJ1</custom-attribute><custom-attribute attribute-id=\"size\">M</custom-attribute></custom-attributes></product>\
        <product product-id=\"m\"><display-name xml:lang=\"x-default\">Shirt</display-name><display-name xml:lang=\"de-DE\">Hemd</display-name><online-flag>true</online-flag><brand>Nord</brand><images><image-group view-type=\"swatch\"><image path=\"s.jpg\"/></image-group><image-group view-type=\"large\"><image path=\"l/1.jpg\"/></image-group></images>\
        <variations><variants><variant product-id=\"v1\"/><variant product-id=\"v2\"/></variants></variations></product>\
        <product product-id=\"v2\"><online-flag>false</online-flag></product><product product-id=\"s\"><display-name xml:lang=\"x-default\">Set</display-name><product-set-products><product-set-product product-id=\"v1\"/></product-set-products></product>\
        <variation-attribute attribute-id=\"color\" variation-attribute-id=\"color\"><variation-attribute-values><variation-attribute-value value=\"JJ1\"><display-value xml:lang=\"x-default\">Rot</display-value></variation-attribute-value></variation-attribute-values></variation-attribute></catalog>";
    let settings = "[shop]\nurl = \"https://shop.example\"\nlanguage = \"de\"\ncondition = \"new\"\navailability = \"in stock\"\ncurrency = \"EUR\"\n";
    let without = Shop::of(settings).sells(file);
    without.is(3, "read=3 invalid=1 filtered=2", "price-missing=1");
    let problem = &without.report.problems("price-missing")[0];
    assert!(
        problem["message"].as_str().unwrap().contains("price books"),
        "{problem}"
    );
    let with =
        format!("{settings}[[source]]\npath = \"export.csv\"\n[source.map]\nprice = \"9.90\"\n");
    let with = Shop::of(&with).sells_by_settings("export.csv", file);
    assert_eq!(
        with.show("id item_group_id title brand color size gtin image_link"),
        ["v1 | m | Hemd | Nord | Rot | M | 4006381333931 | https://shop.example/dw/l/1.jpg"]
    );
}

#[test]
fn awin_has_a_column_for_the_currency() {
    check(&Case {
        name: "awin",
        settings: "",
        export: "aw_deep_link,product_name,aw_product_id,merchant_product_id,merchant_image_url,description,merchant_category,search_price,currency,merchant_deep_link,brand_name,ean,in_stock,product_price_old,merchant_name\n\
            https://www.awin.example/x,Jacke,999,J-1,https://shop.example/1.jpg,Warm,Mode > Jacken,59.90,GBP,https://shop.example/j1,Berg,4006381333931,1,79.90,Haus\n",
        code: 0,
        counts: "read=1 created=1",
        problems: "",
        items: &[
            "J-1 | – | Jacke | Berg | 79.90 GBP | 59.90 GBP | in stock | – | new | – | – | 4006381333931 | – | Mode > Jacken",
        ],
    });
}

#[test]
fn pictures_and_titles_of_variants_follow_what_their_master_says_they_differ_in() {
    let option = |name: &str, value: &str| {
        format!("<custom-attribute attribute-id=\"{name}\">{value}</custom-attribute>")
    };
    let variant = |id: &str, options: &str| {
        format!(
            "<product product-id=\"{id}\"><custom-attributes>{options}</custom-attributes></product>"
        )
    };
    let pictures = |of: &str, file: &str| {
        format!("<image-group view-type=\"large\">{of}<image path=\"{file}\"/></image-group>")
    };
    let only =
        |name: &str, value: &str| format!("<variation attribute-id=\"{name}\" value=\"{value}\"/>");
    let file = [
        "<catalog catalog-id=\"c\"><product product-id=\"m\"><display-name>Shirt</display-name><images>".to_owned(),
        pictures("", "any.jpg"),
        pictures(&only("color", "JJ1"), "brown.jpg"),
        pictures(&only("color", "JJ2"), "green.jpg"),
        pictures(&(only("color", "JJ2") + &only("size", "L")), "green-l.jpg"),
        "</images><custom-attributes>".to_owned(),
        option("material", "Hemp") + &option("washable", "yes"),
        "</custom-attributes><variations><attributes><shared-variation-attribute attribute-id=\"color\"/>\
         <variation-attribute attribute-id=\"size\"/><variation-attribute attribute-id=\"cut\"/></attributes><variants>"
            .to_owned(),
        ["v1", "v2", "v3", "v4"].map(|id| format!("<variant product-id=\"{id}\"/>")).concat(),
        "</variants></variations></product>".to_owned(),
        variant("v1", &(option("color", "JJ1") + &option("size", "L") + &option("washable", "no"))),
        variant("v2", &(option("color", "JJ2") + &option("size", "M") + &option("cut", "slim"))),
        variant("v3", &(option("color", "Blue") + &option("size", "JJ2"))),
        variant("v4", ""),
        "<variation-attribute attribute-id=\"color\"><variation-attribute-values><variation-attribute-value value=\"JJ1\">\
         <display-value>Brown</display-value></variation-attribute-value></variation-attribute-values></variation-attribute></catalog>"
            .to_owned(),
    ]
    .concat();
    let settings = "[shop]\nurl = \"https://shop.example\"\nimage_url = \"https://img.example\"\ncondition = \"new\"\nbrand = \"Haus\"\n\
                    availability = \"in stock\"\ncurrency = \"EUR\"\n[[source]]\npath = \"export.csv\"\n[source.map]\nprice = \"9.90\"\n";
    let sold = Shop::of(settings).sells_by_settings("export.csv", &file);
    assert_eq!(
        sold.show("id title color size material additional_variant_attribute image_link"),
        [
            "v1 | Shirt - Brown / L | Brown | L | Hemp | – | https://img.example/brown.jpg",
            "v2 | Shirt - JJ2 / M / slim | JJ2 | M | Hemp | cut:slim | https://img.example/green.jpg",
            "v3 | Shirt - Blue / JJ2 | Blue | JJ2 | Hemp | – | https://img.example/any.jpg",
            "v4 | Shirt | – | – | Hemp | – | https://img.example/any.jpg",
        ]
    );
}

#[test]
fn a_product_that_differs_from_site_to_site_waits_and_a_variant_may_stand_in_several_masters() {
    let master = |id: &str, variants: &str| {
        format!(
            "<product product-id=\"{id}\"><display-name>Shirt</display-name><variations><variants>{variants}</variants></variations></product>"
        )
    };
    let file = [
        "<catalog catalog-id=\"c\">".to_owned(),
        "<product product-id=\"a\"><display-name>A</display-name><online-flag>true</online-flag><online-flag site-id=\"x\">true</online-flag>\
         <online-flag site-id=\"y\">false</online-flag></product>"
            .to_owned(),
        "<product product-id=\"b\"><display-name>B</display-name><online-flag>false</online-flag><online-flag site-id=\"x\">true</online-flag></product>"
            .to_owned(),
        "<product product-id=\"v\"><online-flag>true</online-flag></product>".to_owned(),
        master("m1", "<variant product-id=\"v\"/>"),
        master("m2", "<variant product-id=\"gone\"/><variant product-id=\"v\"/>"),
        master("m3", "<variant product-id=\"gone\"/>"),
        "</catalog>".to_owned(),
    ]
    .concat();
    let settings = "[shop]\nurl = \"https://shop.example\"\ncondition = \"new\"\nbrand = \"Haus\"\navailability = \"in stock\"\n\
                    currency = \"EUR\"\n[[source]]\npath = \"export.csv\"\n[source.map]\nprice = \"9.90\"\n\
                    image_link = \"https://img.example/x.jpg\"\n";
    let sold = Shop::of(settings).sells_by_settings("export.csv", &file);
    sold.is(
        3,
        "read=3 created=1 invalid=2",
        "parent-empty=1 status-invalid=2",
    );
    assert_eq!(sold.show("id item_group_id"), ["v | m1"]);
}

#[test]
fn a_price_book_and_an_inventory_are_joined_to_their_catalog() {
    let product = |id: &str| {
        format!("<product product-id=\"{id}\"><display-name>{id}</display-name></product>")
    };
    let catalog = format!(
        "<catalog catalog-id=\"c\">{}</catalog>",
        ["a", "b", "c", "d", "e"].map(product).concat()
    );
    let price = |id: &str, more: &str, amounts: &str| {
        format!("<price-table product-id=\"{id}\">{more}{amounts}</price-table>")
    };
    let tables = [
        price(
            "a",
            "",
            "<amount quantity=\"1\">9.90</amount><amount quantity=\"10\">8.00</amount>",
        ),
        price("b", "", "<amount quantity=\"1\">5.00</amount>"),
        price(
            "b",
            "<online-to>2026-01-01T00:00:00Z</online-to>",
            "<amount quantity=\"1\">4.00</amount>",
        ),
        price("c", "", "<amount quantity=\"10\">8.00</amount>"),
        price("d", "", "<amount>7.00</amount>"),
        price("e", "", "<amount quantity=\"1\">3.00</amount>"),
    ]
    .concat();
    let book = |currency: &str, tables: &str| {
        format!(
            "<pricebook><header pricebook-id=\"b\"><currency>{currency}</currency></header><price-tables>{tables}</price-tables></pricebook>"
        )
    };
    let record = |id: &str, text: &str| format!("<record product-id=\"{id}\">{text}</record>");
    let records = [
        record(
            "a",
            "<allocation>10.0</allocation><perpetual>false</perpetual><ats>4.0</ats>",
        ),
        record(
            "b",
            "<allocation>0.0</allocation><perpetual>false</perpetual>",
        ),
        record("c", "<allocation>3.0</allocation>"),
        record("d", "<perpetual>true</perpetual>"),
    ]
    .concat();
    let inventory = format!(
        "<inventory><inventory-list><header list-id=\"l\"/><records>{records}</records></inventory-list></inventory>"
    );
    let settings = "[shop]\nurl = \"https://shop.example\"\ncondition = \"new\"\nbrand = \"Haus\"\n[[source]]\npath = \"export.csv\"\n\
                    [source.map]\nimage_link = \"https://img.example/x.jpg\"\n[[source]]\nrole = \"prices\"\npath = \"prices.xml\"\n\
                    [[source]]\nrole = \"stock\"\npath = \"stock.xml\"\n";
    let fields = "id price availability quantity_to_sell_on_facebook";
    let one = format!("<pricebooks>{}</pricebooks>", book("CHF", &tables));
    let shop = Shop::of(settings)
        .file("prices.xml", &one)
        .file("stock.xml", &inventory);
    let sold = shop.sells_by_settings("export.csv", &catalog);
    assert_eq!(
        sold.show(fields),
        [
            "a | 9.90 CHF | in stock | 4",
            "b | 5.00 CHF | out of stock | 0",
            "d | 7.00 CHF | in stock | –"
        ],
        "{:#}",
        sold.report.document
    );
    // Two currencies in one file: each book has its own. Where nobody says which is the
    // shop's, no amount is taken for either.
    for (tables_of_other, sold) in [("", 3), (tables.as_str(), 0)] {
        let two = [book("CHF", &tables), book("EUR", tables_of_other)].concat();
        let shop = Shop::of(settings)
            .file("prices.xml", format!("<pricebooks>{two}</pricebooks>"))
            .file("stock.xml", &inventory);
        let found = shop.sells_by_settings("export.csv", &catalog);
        assert_eq!(found.items.len(), sold, "{:#}", found.report.document);
    }
}
