//! Feeds of portals and catalogues of which no public file is at hand: each as its own
//! page describes it (`formats.md` 4.14, 4.28).

use crate::shops::{Shop, is_read};

fn shop() -> Shop {
    Shop::of(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\nbrand = \"Haus\"\n",
    )
}

#[test]
fn bestprice_has_greek_prices_and_paths_with_arrows() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<store><date>2026-11-22 10:00</date><products>\
        <product><productId>101</productId><title><![CDATA[Κούπα μπλε]]></title>\
        <productURL>https://shop.example/101</productURL><imagesURL><img1>https://shop.example/101.jpg</img1>\
        <img2>https://shop.example/101b.jpg</img2></imagesURL><price>1.000,30</price>\
        <category_name>Σπίτι -> Κουζίνα -> Κούπες</category_name><manufacturer>Keramos</manufacturer>\
        <stock>Y</stock><mpn>K-1</mpn><barcode>4006381333931</barcode><weight>350</weight></product>\
        <product><productId>102</productId><title>Πιάτο</title><productURL>https://shop.example/102</productURL>\
        <image>https://shop.example/102.jpg</image><price>12,50</price><stock>N</stock></product>\
        </products></store>";
    let sold = shop().sells(xml);
    is_read(
        &sold,
        "bestprice",
        "id title price availability brand mpn gtin product_type image_link additional_image_link shipping_weight",
        &[
            "101 | Κούπα μπλε | 1000.30 EUR | in stock | Keramos | K-1 | 4006381333931 | Σπίτι > Κουζίνα > Κούπες | \
             https://shop.example/101.jpg | https://shop.example/101b.jpg | 350 g",
            "102 | Πιάτο | 12.50 EUR | out of stock | Haus | – | – | – | https://shop.example/102.jpg | – | –",
        ],
    );
}

#[test]
fn datafeeds_are_read_as_xml_and_as_guenstigers_table() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DataFeeds>\
        <item_data><item_unique_id>G-1</item_unique_id><item_name>Becher &amp; Untertasse</item_name>\
        <item_manufacturer>Nord</item_manufacturer><item_mpn>N-1</item_mpn><item_upc>4006381333931</item_upc>\
        <item_price>12.50</item_price><item_page_url>https://shop.example/g1</item_page_url>\
        <item_image_url>https://shop.example/g1.jpg</item_image_url><item_category>Haus / Küche</item_category>\
        <item_inventory>AVAILABLE</item_inventory><item_condition>Refurbished</item_condition></item_data>\
        </DataFeeds>";
    let fields = "id title price availability brand mpn gtin product_type condition";
    is_read(
        &shop().sells(xml),
        "datafeeds",
        fields,
        &[
            "G-1 | Becher & Untertasse | 12.50 EUR | in stock | Nord | N-1 | 4006381333931 | Haus > Küche | refurbished",
        ],
    );
    let table = "bestellnummer;HerstellerArtNr;Hersteller;ProductLink;FotoLink;ProduktBeschreibung;ProduktBezeichnung;Preis;Lieferzeit;EANCode;Kategorie\n\
        G-2;N-2;Nord;https://shop.example/g2;https://shop.example/g2.jpg;Flach;Teller;1.299,95;sofort lieferbar;;Haus / Küche\n\
        G-3;N-3;Nord;https://shop.example/g3;https://shop.example/g3.jpg;Tief;Schale;9,50;nicht lieferbar;;Haus\n";
    is_read(
        &shop().sells(table),
        "datafeeds",
        fields,
        &[
            "G-2 | Teller | 1299.95 EUR | in stock | Nord | N-2 | – | Haus > Küche | new",
            "G-3 | Schale | 9.50 EUR | out of stock | Nord | N-3 | – | Haus | new",
        ],
    );
}

#[test]
fn a_catalogue_of_plentymarkets_has_a_row_for_each_variation() {
    let table = "Variation ID;Item ID;Variation number;Text name;Text item text;Manufacturer;Attribute value selection;Sales price;RRP;Stock net;Barcode;Category path;Image URL;Item URL;Variation active\n\
        1001;7;P-7-R;Kanne;<p>Groß</p>;Nord;Farbe:Rot;29.95;39.95;3;4006381333931;Haus/Küche;https://shop.example/7r.jpg;https://shop.example/kanne_7_1001;1\n\
        1002;7;P-7-B;Kanne;<p>Groß</p>;Nord;Farbe:Blau;29.95;;0;;Haus/Küche;https://shop.example/7b.jpg;;1\n\
        1003;8;P-8;Sieb;Fein;;;5.00;;;;Haus;https://shop.example/8.jpg;;0\n";
    let sold = shop().sells(table);
    sold.is(0, "read=3 created=2 filtered=1", "");
    is_read(
        &sold,
        "plentymarkets",
        "id item_group_id title price sale_price availability color brand gtin product_type image_link link",
        &[
            "1001 | 7 | Kanne - Rot | 29.95 EUR | – | in stock | Rot | Nord | 4006381333931 | Haus > Küche | \
             https://shop.example/7r.jpg | https://shop.example/kanne_7_1001",
            "1002 | 7 | Kanne - Blau | 29.95 EUR | – | out of stock | Blau | Nord | – | Haus > Küche | \
             https://shop.example/7b.jpg | https://shop.example/kanne_7_1002",
        ],
    );
}

/// Reports of marketplaces are lists of what a shop sells there: by its own numbers.
#[test]
fn reports_of_listings_are_read_by_the_shops_own_numbers() {
    let further = "[[source]]\npath = \"report.txt\"\n[source.map]\nlink = \"https://shop.example/{{ id }}\"\nimage_link = \"https://shop.example/{{ id }}.jpg\"\n";
    let amazon = "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\timage-url\tproduct-id-type\titem-note\titem-condition\tasin1\tproduct-id\tpending-quantity\tfulfillment-channel\tstatus\n\
                  Tasse\td\tL1\tS1\t9,90\t5\t\t4\t\t11\tB001\t4006381333931\t0\tDEFAULT\tActive\n\
                  Hemd\td\tL2\tS2\t19,90\t3\t\t1\t\t2\tB002\tB002\t0\tDEFAULT\tActive\n\
                  Kanne\td\tL3\tS3\t29,90\t3\t\t1\t\t11\tB003\tB003\t0\tDEFAULT\tInactive\n";
    let sold = Shop::with(&further.replace("{{ id }}", "{{ row['seller-sku'] }}"))
        .sells_by_settings("report.txt", amazon);
    assert_eq!(
        sold.report.document["sources"][0]["preset"],
        "amazon-listings"
    );
    assert_eq!(
        sold.show("id price quantity_to_sell_on_facebook condition gtin"),
        [
            "S1 | 9.90 EUR | 5 | new | 4006381333931",
            "S2 | 19.90 EUR | 3 | used | –"
        ]
    );
    let ebay = "Item number,Title,Variation details,Custom label (SKU),Available quantity,Format,Currency,Start price,Current price,Sold quantity,Watchers,Bids,Condition,Listing site,P:EAN\n\
                123456789012,Tasse,,S1,5,FIXED_PRICE,EUR,9.90,9.90,1,0,0,NEW,Germany,4006381333931\n\
                123456789013,Hemd,[Farbe=Rot|Größe=M],S2,0,FIXED_PRICE,EUR,19.90,19.90,1,0,0,USED,Germany,\n\
                123456789014,Kanne,,S3,1,AUCTION,EUR,1.00,1.00,0,0,0,USED,Germany,\n";
    let sold = Shop::with(&further.replace("{{ id }}", "{{ row['Custom label (SKU)'] }}"))
        .sells_by_settings("report.txt", ebay);
    assert_eq!(sold.report.document["sources"][0]["preset"], "ebay-active");
    assert_eq!(
        sold.show("id price availability condition gtin color size"),
        [
            "S1 | 9.90 EUR | in stock | new | 4006381333931 | – | –",
            "S2 | 19.90 EUR | out of stock | used | – | Rot | M"
        ]
    );
}

const COMMERCETOOLS: &str = "\
productType,key,variantId,id,sku,name.en,name.de,description.en,slug.en,categories,prices,tax,images,_published,_hasStagedChanges,color,size,brand,ean
clothing,shirt,1,0e5a,S-M,Linen shirt,Leinenhemd,<p>Soft.</p>,linen-shirt,Clothing>Shirts;Sale,\"EUR 4999;EUR 3999 B2B;CH-CHF 5500;CH-EUR 6000;EUR 100#outlet\",standard,//img.example/1.jpg|front|800x600;https://img.example/2.jpg,true,false,white,M,Nord,4006381333931
,,2,,S-L,,,,,,EUR 4999|3999,,,,,white,L,,
,,3,,S-X,,,,,,EUR 4999$2026-01-01T00:00:00.000Z~,,,,,white,XL,,
mug,,1,0e5b,MUG,Mug,Becher,,mug,Home>Mugs,EUR 1199,standard,https://img.example/m.jpg,true,false,,,Nord,
mug,,1,0e5c,OFF,Mug,Becher,,mug-2,Home>Mugs,EUR 1199,standard,https://img.example/m.jpg,false,false,,,Nord,
";

#[test]
fn commercetools_has_prices_in_cents_with_whom_they_are_for() {
    let map = "[[source]]\npath = \"export.csv\"\n\
        [source.map]\nlink = \"{{ shop.url }}/{{ row['slug.en'] }}\"\n";
    let fields = "id item_group_id title price sale_price color size gtin brand product_type image_link additional_image_link link";
    let group = "Nord | Clothing > Shirts | https://img.example/1.jpg | https://img.example/2.jpg | https://shop.example/linen-shirt";
    let mug = "Nord | Home > Mugs | https://img.example/m.jpg | – | https://shop.example/mug";
    let missing = "price-missing=1";
    for (country, (first, second)) in [
        ("DE", ("49.99 EUR | –", "49.99 EUR | 39.99 EUR")),
        ("CH", ("60.00 EUR | –", "49.99 EUR | 39.99 EUR")),
    ] {
        let settings = format!(
            "availability = \"in stock\"\nlanguage = \"de\"\ncountry = \"{country}\"\n{map}"
        );
        let sold = Shop::with(&settings).sells_by_settings("export.csv", COMMERCETOOLS);
        sold.is(3, "read=5 created=3 invalid=1 filtered=1", missing);
        is_read(
            &sold,
            "commercetools",
            fields,
            &[
                &format!("MUG | – | Becher | 11.99 EUR | – | – | – | – | {mug}"),
                &format!("S-L | shirt | Leinenhemd | {second} | white | L | – | {group}"),
                &format!(
                    "S-M | shirt | Leinenhemd | {first} | white | M | 4006381333931 | {group}"
                ),
            ],
        );
    }
}

#[test]
fn bigcommerces_first_export_asks_the_calculated_price() {
    let table = "Product ID,Product Type,Code,Name,Brand,Description,Cost Price,Retail Price,Sale Price,Calculated Price,Allow Purchases,Product Visible,Product Inventoried,Stock Level,Category Details,Images,Product Condition,Product URL\n\
        39,P,CUP,Cup,Nord,<p>Of clay.</p>,2.52,8.95,7.95,7.95,Y,Y,Y,0,\"Category Name: Hair, Category Path: Shop/Hair|Category Name: Care, Category Path: Shop/Hair/Care\",\"Product Image File: a.jpg, Product Image URL: https://img.example/a.jpg, Product Image Sort: 0|Product Image File: b.jpg, Product Image URL: https://img.example/b.jpg\",New,/cup/\n\
        40,P,JUG,Jug,Nord,Big,1,9,0,9.00,Y,Y,N,0,,\"Product Image File: c.jpg, Product Image URL: https://img.example/c.jpg\",Used,/jug/\n\
        41,P,OFF,Off,Nord,Off,1,9,0,9.00,Y,N,N,0,,,New,/off/\n\
        42,P,ASK,Ask,Nord,Ask,1,9,0,9.00,N,Y,N,0,,,New,/ask/\n";
    let sold = shop().sells(table);
    is_read(
        &sold,
        "bigcommerce1",
        "id price availability condition product_type image_link additional_image_link link",
        &[
            "CUP | 7.95 EUR | out of stock | new | Shop > Hair | https://img.example/a.jpg | https://img.example/b.jpg | https://shop.example/cup/",
            "JUG | 9.00 EUR | in stock | used | – | https://img.example/c.jpg | – | https://shop.example/jug/",
        ],
    );
    sold.is(0, "read=4 created=2 filtered=2", "");
}
