//! What exports of shop systems say beside the plain cells: sales of products with
//! variants, rules of prices, main pictures, pre-orders, countries and times of prices
//! (`formats.md` 4.4, 4.9, 4.17 to 4.20, 4.29, 4.33).

use std::fs;

use crate::shops::{Shop, Sold};
use crate::world::World;

/// A shop that has said what no export says.
fn shop(further: &str) -> Shop {
    Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\nimage_url = \"https://img.example\"\ncurrency = \"EUR\"\n\
         condition = \"new\"\nbrand = \"Haus\"\n{further}\n"
    ))
}

#[track_caller]
fn shows(sold: &Sold, preset: &str, fields: &str, lines: &[&str]) {
    let found = &sold.report.document["sources"][0]["preset"];
    assert_eq!(found, preset, "{:#}", sold.report.document);
    assert_eq!(sold.show(fields), lines, "{:#}", sold.report.document);
}

/// What the report says of an item: rule, value and message.
#[track_caller]
fn said(sold: &Sold, id: &str) -> Vec<String> {
    let problems = sold.report.document["problems"].as_array().unwrap();
    let mine = problems.iter().filter(|problem| problem["id"] == id);
    let line = |problem: &serde_json::Value| {
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        format!("{} | {} | {}", text("rule"), text("value"), text("message"))
    };
    mine.map(line).collect()
}

const BIGCOMMERCE: &str = "\
Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Retail Price,Sale Price,Channels,Description,Product URL,Is Visible,Product Condition,Variant Image URL,Internal Image URL (Export),Image URL (Import),Image is Thumbnail,Image Sort Order
Product,77,Becher,physical,B,,variant,0,20.00,29.00,15.00,1,Fest,/becher/,TRUE,New,,,,,
Image,9,,,,,,,,,,,,,,,,https://img.example/back.jpg,,FALSE,1
Image,10,,,,,,,,,,,,,,,,https://img.example/front.jpg,,TRUE,2
Image,11,,,,,,,,,,,,,,,,https://img.example/side.jpg,,FALSE,0
Variant,100,,,B-S,Type=Rectangle|Name=Size|Value=S,,5,,,,,,,FALSE,,,,,,
Variant,101,,,B-M,Type=Rectangle|Name=Size|Value=M,,5,,,12.00,,,,FALSE,,https://img.example/m.jpg,,,,
Variant,102,,,B-L,Type=Rectangle|Name=Size|Value=L,,5,25.00,,,,,,FALSE,,,,,,
";

#[test]
fn variants_of_bigcommerce_have_the_sale_of_their_product_and_the_picture_that_is_marked() {
    let sold = shop("").sells(BIGCOMMERCE);
    let rest = "https://img.example/side.jpg https://img.example/back.jpg";
    shows(
        &sold,
        "bigcommerce",
        "id price sale_price image_link additional_image_link",
        &[
            &format!("B-L | 25.00 EUR | 15.00 EUR | https://img.example/front.jpg | {rest}"),
            &format!(
                "B-M | 20.00 EUR | 12.00 EUR | https://img.example/m.jpg | https://img.example/front.jpg {rest}"
            ),
            &format!("B-S | 20.00 EUR | 15.00 EUR | https://img.example/front.jpg | {rest}"),
        ],
    );
}

const BULK: &str = "\
Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Brand Name,Option Set,Product Description,Price,Sale Price,Allow Purchases?,Product Visible?,Track Inventory,Current Stock Level,Category,Product Image File - 1,Product Image Is Thumbnail - 1,Product Image Sort - 1,Product Image File - 2,Product Image Is Thumbnail - 2,Product Image Sort - 2,Product Condition,Product URL
Product,10,Hemd,P,H,Acme,Set,Warm,20.00,15.00,Y,Y,by option,0,Hemden,back.jpg,N,1,front.jpg,Y,2,New,/hemd/
  SKU,,\"[S]Size=L,[RB]Color=Red\",,H-L,,,,,,,,,5,,,,,,,,,
  SKU,,\"[S]Size=M,[RB]Color=Red\",,H-M,,,,,,,,,5,,,,,,,,,
  SKU,,\"[S]Size=S,[RB]Color=Red\",,H-S,,,,,,,,,5,,,,,,,,,
  Rule,,,,H-M,,,,[FIXED]25.00,,Y,Y,,,,,,,,,,,
  Rule,,,,H-S,,,,,,Y,Y,,,,,,,,,,,
  Rule,,,,H-S,,,,,,N,Y,,,,,,,,,,,
Product,11,Rock,P,R,Acme,Set,Warm,30.00,,Y,Y,by option,0,Hemden,rock.jpg,Y,1,,,,New,/rock/
  SKU,,[S]Size=L,,R-L,,,,,,,,,5,,,,,,,,,
  Rule,,[S]Size=L,,,,,,[ADD]5,,,,,,,,,,,,,,
";

#[test]
fn a_rule_of_bigcommerce_holds_back_what_it_changes() {
    let sold = shop("").sells(BULK);
    sold.is(
        3,
        "read=4 created=1 invalid=3",
        "price-invalid=2 status-invalid=1",
    );
    let expected = "H-L | 20.00 EUR | 15.00 EUR | https://img.example/front.jpg | https://img.example/back.jpg";
    shows(
        &sold,
        "bigcommerce-bulk",
        "id price sale_price image_link additional_image_link",
        &[expected],
    );
    let why = "a rule of the store changes this price, which is not calculated here; export the default template, or map `price`";
    assert_eq!(
        said(&sold, "H-M"),
        [format!("price-invalid | [FIXED]25.00 | {why}")]
    );
    // A rule that names no SKU may be for any of its product.
    assert_eq!(
        said(&sold, "R-L"),
        [format!("price-invalid | [ADD]5 | {why}")]
    );
}

const WIX: &str = "\
handle,fieldType,name,visible,plainDescription,media,brand,price,strikethroughPrice,inventory,preOrderEnabled,sku,barcode,productOptionName1,productOptionType1,productOptionChoices1
hemd,PRODUCT,Hemd,TRUE,Text,a.jpg,Acme,,,,,,,Farbe,TEXT_CHOICES,Rot;Blau;Grau
hemd,VARIANT,,TRUE,,,,20,,0,TRUE,W-1,,,,Rot
hemd,VARIANT,,TRUE,,,,20,,OUT_OF_STOCK,TRUE,W-2,,,,Blau
hemd,VARIANT,,TRUE,,,,20,,0,FALSE,W-3,,,,Grau
";

#[test]
fn what_wix_sells_before_it_is_there_is_available_for_order_whatever_back_orders_are() {
    for further in ["", "[stock]\nbackorder = \"out of stock\""] {
        let sold = shop(further).sells(WIX);
        shows(
            &sold,
            "wix",
            "id availability quantity_to_sell_on_facebook",
            &[
                "W-1 | available for order | 0",
                "W-2 | available for order | –",
                "W-3 | out of stock | 0",
            ],
        );
    }
}

const ECWID: &str = "\
type,product_internal_id,product_sku,product_name,product_price,product_is_inventory_tracked,product_quantity,product_quantity_out_of_stock_behaviour,product_is_available,product_media_main_image_url,product_description,product_brand,product_variation_sku,product_variation_option_Size,product_variation_option_Griff aus Holz
product,1,E1,Kanne,10,true,0,HIDE,true,https://img.example/1.jpg,Text,Acme,,,
product,2,E2,Tasse,10,true,0,SHOW,true,https://img.example/1.jpg,Text,Acme,,,
product,3,E3,Topf,10,true,0,ALLOW_PREORDER,true,https://img.example/1.jpg,Text,Acme,,,
product,4,E4,Krug,10,true,2,HIDE,true,https://img.example/1.jpg,Text,Acme,,,
product,5,E5,Messer,20,true,0,SHOW,true,https://img.example/1.jpg,Text,Acme,,,
product_option,5,,,,,,,,,,,,,
product_variation,5,,,25,true,3,,,,,,E5-S,S,Eiche
product_variation,5,,,25,true,3,,,,,,E5-M,M,
";

#[test]
fn options_of_ecwid_are_named_by_their_columns_and_what_it_hides_is_left_out() {
    let sold = shop("").sells(ECWID);
    sold.is(0, "read=6 created=5 filtered=1", "");
    shows(
        &sold,
        "ecwid",
        "id title availability size additional_variant_attribute",
        &[
            "E2 | Tasse | out of stock | – | –",
            "E3 | Topf | available for order | – | –",
            "E4 | Krug | in stock | – | –",
            "E5-M | Messer - M | in stock | M | –",
            "E5-S | Messer - S / Eiche | in stock | S | Griff aus Holz:Eiche",
        ],
    );
}

const LIGHTSPEED: &str = "\
Internal_ID;Internal_Variant_ID;Visible;Brand;NL_Title_Short;NL_Title_Long;NL_Description_Long;EN_Title_Short;EN_Title_Long;NL_URL;EN_URL;NL_Variant;EN_Variant;Price;Price_Old;Stock_Track;Stock_Disable_Sold_Out;Stock_Level;Article_Code;EAN;SKU;Images;NL_Category_1;NL_Category_2;EN_Category_1
101;201;Y;Acme;Hemd;Hemd lang;Tekst;Shirt;Long shirt;hemd;shirt;\"\"\"Kleur: Rood\"\",\"\"Maat: M\"\"\";\"\"\"Color: Red\"\",\"\"Size: M\"\"\";19,95;0,00;Y;Y;4;A1;;S1;https://img.example/1.jpg;Kleding;Hemden;Clothes
101;202;S;Acme;Hemd;Hemd lang;Tekst;Shirt;Long shirt;hemd;shirt;\"\"\"Kleur: Blauw\"\",\"\"Maat: M\"\"\";\"\"\"Color: Blue\"\",\"\"Size: M\"\"\";19,95;0,00;Y;N;0;A2;;S2;https://img.example/1.jpg;Kleding;Hemden;Clothes
102;203;S;Acme;Rok;Rok lang;Tekst;Skirt;Long skirt;rok;;;;29,95;0,00;Y;Y;2;A3;;S3;https://img.example/2.jpg;Kleding;;
";

#[test]
fn all_that_lightspeed_writes_in_several_languages_is_read_in_that_of_the_shop() {
    let fields = "id title color additional_variant_attribute product_type link";
    #[rustfmt::skip]
    let cases = [
        ("en", [
            "201 | Long shirt - Red / M | Red | – | Clothes | https://shop.example/shirt.html",
            "203 | Long skirt | – | – | Kleding | https://shop.example/rok.html",
        ]),
        ("nl", [
            "201 | Hemd lang - Rood / M | Rood | – | Kleding > Hemden | https://shop.example/hemd.html",
            "203 | Rok lang | – | – | Kleding | https://shop.example/rok.html",
        ]),
    ];
    for (language, lines) in cases {
        let sold = shop(&format!("language = \"{language}\"")).sells(LIGHTSPEED);
        sold.is(0, "read=3 created=2 filtered=1", "");
        shows(&sold, "lightspeed", fields, &lines);
    }
}

const EPAGES: &str = "\
Nr [Alias];Sichtbar [IsVisible];Preis [ListPrices/EUR/gross];Menge [PriceQuantity];Steuer [TaxClass];Marke [Manufacturer];Lager [StockLevel];Name [Name/de];Text [Text/de];Bild [Image];URI [URI/de];Basis [SuperProduct];Variation [SelectedVariations]
P1;1;250,00;100;normal;Acme;5;Schrauben;Text;a.jpg;schrauben;;
P2;1;9,95;1;normal;Acme;5;Hemd;Text;a.jpg;hemd;;
P2-1;1;9,95;1;normal;Acme;5;Hemd;Text;a.jpg;hemd;P2;\"Farbe=Rot;Schnitt=weit\"
P2-2;1;9,95;;normal;Acme;5;Hemd;Text;a.jpg;hemd;P2;Blau
P3;1;5,00;viele;normal;Acme;5;Nägel;Text;a.jpg;naegel;;
";

#[test]
fn prices_of_epages_are_for_one_piece_and_its_variations_are_told_apart() {
    let sold = shop("language = \"de\"").sells(EPAGES);
    sold.is(
        3,
        "read=4 created=3 invalid=1",
        "additional_variant_attribute-invalid=1 price-invalid=1",
    );
    shows(
        &sold,
        "epages",
        "id title price color additional_variant_attribute",
        &[
            "P1 | Schrauben | 2.50 EUR | – | –",
            "P2-1 | Hemd - Rot / weit | 9.95 EUR | Rot | Schnitt:weit",
            "P2-2 | Hemd | 9.95 EUR | – | –",
        ],
    );
    let why = "`viele` in `Menge [PriceQuantity]` does not tell how many pieces the price is for";
    assert_eq!(said(&sold, "P3"), [format!("price-invalid | 5,00 | {why}")]);
}

/// Spreadsheets write `TRUE` and `FALSE` in the language of whoever saves the file.
#[test]
fn what_a_shop_hides_stays_hidden_in_every_language_and_an_unknown_word_holds_it_back() {
    #[rustfmt::skip]
    let cases = [
        ("wix", WIX, "hemd,VARIANT,,TRUE,,,,20,,0,TRUE,W-1", "hemd,VARIANT,,{},,,,20,,0,TRUE,W-1"),
        ("bigcommerce", BIGCOMMERCE, "/becher/,TRUE,New", "/becher/,{},New"),
        ("bigcommerce-bulk", BULK, ",Y,Y,by option,0,Hemden,rock", ",Y,{},by option,0,Hemden,rock"),
        ("ecwid", ECWID, "4,E4,Krug,10,true,2,HIDE,true", "4,E4,Krug,10,true,2,HIDE,{}"),
        ("epages", EPAGES, "P1;1;250", "P1;{};250"),
        ("lightspeed", LIGHTSPEED, "102;203;S", "102;203;{}"),
    ];
    for (preset, file, from, to) in cases {
        assert!(file.contains(from), "{preset}");
        let sells = |word: &str| {
            let sold = shop("").sells(file.replace(from, &to.replace("{}", word)));
            assert_eq!(sold.report.document["sources"][0]["preset"], preset);
            let status = &sold.report.document["problem_counts"]["status-invalid"];
            let unclear = status.as_u64().unwrap_or_default();
            (sold.report.items("filtered"), unclear, sold.items.len())
        };
        let (hidden, held, shown) = sells("FALSE");
        assert!(hidden > 0, "{preset}");
        assert_eq!(sells("FALSCH"), (hidden, held, shown), "{preset}");
        let (fewer, more, same) = sells("vielleicht");
        assert!(fewer < hidden && more > held && same == shown, "{preset}");
    }
}

#[test]
fn a_row_of_lightspeed_has_its_own_tax() {
    let file = LIGHTSPEED
        .replace(";HS_Code", "")
        .replace("Price;Price_Old;", "Price;Tax;");
    let file = file
        .replace("29,95;0,00;", "29,95;7;")
        .replace("19,95;0,00;", "19,95;21;");
    let sold = shop("language = \"en\"\nprices = \"net\"\ntax_rate = 19").sells(file);
    shows(
        &sold,
        "lightspeed",
        "id price",
        &["201 | 24.14 EUR", "203 | 32.05 EUR"],
    );
}

/// A book with these title elements and prices.
fn book(id: &str, titles: &str, prices: &str) -> String {
    format!(
        "<Product><RecordReference>{id}</RecordReference><NotificationType>03</NotificationType>\
         <ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9783161484100</IDValue></ProductIdentifier>\
         <DescriptiveDetail><TitleDetail><TitleType>01</TitleType>{titles}</TitleDetail></DescriptiveDetail>\
         <CollateralDetail><SupportingResource><ResourceContentType>01</ResourceContentType><ResourceMode>03</ResourceMode>\
         <ResourceVersion><ResourceLink>https://img.example/c.jpg</ResourceLink></ResourceVersion></SupportingResource></CollateralDetail>\
         <PublishingDetail><Publisher><PublisherName>Verlag</PublisherName></Publisher></PublishingDetail>\
         <ProductSupply><SupplyDetail><ProductAvailability>20</ProductAvailability>{prices}</SupplyDetail></ProductSupply></Product>"
    )
}

/// A price of type 04 with the territory that it is for.
fn price(amount: &str, territory: &str) -> String {
    format!(
        "<Price><PriceType>04</PriceType><PriceAmount>{amount}</PriceAmount><CurrencyCode>EUR</CurrencyCode>{territory}</Price>"
    )
}

fn onix(books: &[String]) -> String {
    let books = books.concat();
    format!(
        "<?xml version=\"1.0\"?><ONIXMessage release=\"3.0\"><Header><Sender><SenderName>V</SenderName></Sender></Header>{books}</ONIXMessage>"
    )
}

const ONIX_LINK: &str = "[[source]]\npath = \"export.xml\"\n[source.map]\nlink = \"https://shop.example/{{ row['RecordReference'] }}\"";

#[test]
fn the_price_of_a_book_is_that_of_the_shops_country() {
    let title = "<TitleElement><TitleElementLevel>01</TitleElementLevel><TitleText>Band</TitleText></TitleElement>";
    let of = |country: &str| {
        format!("<Territory><CountriesIncluded>{country}</CountriesIncluded></Territory>")
    };
    let world = "<Territory><RegionsIncluded>WORLD</RegionsIncluded><CountriesExcluded>CH</CountriesExcluded></Territory>";
    let books = [
        book(
            "A",
            title,
            &(price("17.50", &of("AT")) + &price("16.99", &of("DE LU"))),
        ),
        book(
            "B",
            title,
            &(price("12.00", world) + &price("11.00", &of("DE"))),
        ),
        book("C", title, &price("9.00", "")),
        book("D", title, &(price("8.00", "") + &price("8.00", ""))),
        book("E", title, &(price("7.00", "") + &price("7.50", ""))),
    ];
    let file = onix(&books);
    #[rustfmt::skip]
    let cases: [(&str, &[&str]); 4] = [
        ("country = \"DE\"", &["A | 16.99 EUR", "B | 11.00 EUR", "C | 9.00 EUR", "D | 8.00 EUR"]),
        ("country = \"AT\"", &["A | 17.50 EUR", "B | 12.00 EUR", "C | 9.00 EUR", "D | 8.00 EUR"]),
        ("country = \"CH\"", &["C | 9.00 EUR", "D | 8.00 EUR"]),
        // Nobody says for which country: what differs is not guessed at.
        ("", &["C | 9.00 EUR", "D | 8.00 EUR"]),
    ];
    for (country, lines) in cases {
        let sold = shop(&format!("{country}\n{ONIX_LINK}")).sells_by_settings("export.xml", &file);
        shows(&sold, "onix", "id price", lines);
    }
    let sold = shop(ONIX_LINK).sells_by_settings("export.xml", &file);
    sold.is(3, "read=5 created=2 invalid=3", "price-invalid=3");
    let why = "the record has `16.99 EUR`, too: say with `shop.country` for which country prices are, or ask for one price of this type";
    assert_eq!(
        said(&sold, "A"),
        [format!("price-invalid | 17.50 EUR | {why}")]
    );
}

#[test]
fn a_book_has_its_own_title_and_not_that_of_its_series() {
    let element = |level: &str, text: &str| {
        format!("<TitleElement><TitleElementLevel>{level}</TitleElementLevel>{text}</TitleElement>")
    };
    let series = element("02", "<TitleText>Reihe</TitleText>");
    let own = element("01", "<TitleText>Band</TitleText>");
    let parted = element(
        "01",
        "<TitlePrefix>Das</TitlePrefix><TitleWithoutPrefix>Buch</TitleWithoutPrefix>",
    );
    let bare = "<TitleElement><TitleText>Ohne Stufe</TitleText></TitleElement>";
    let cost = price("9.00", "");
    let books = [
        book("A", &(series.clone() + &own), &cost),
        book("B", &(series.clone() + &parted), &cost),
        book("C", bare, &cost),
        book("D", &series, &cost),
    ];
    let sold = shop(ONIX_LINK).sells_by_settings("export.xml", onix(&books));
    shows(
        &sold,
        "onix",
        "id title",
        &["A | Band", "B | Das Buch", "C | Ohne Stufe"],
    );
}

/// An article with these details of its price.
fn article(id: &str, details: &str) -> String {
    format!(
        "<ARTICLE><SUPPLIER_AID>{id}</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>Zange</DESCRIPTION_SHORT></ARTICLE_DETAILS>{details}\
         <MIME_INFO><MIME><MIME_TYPE>image/jpeg</MIME_TYPE><MIME_SOURCE>a.jpg</MIME_SOURCE></MIME></MIME_INFO></ARTICLE>"
    )
}

fn detail(dates: &str, amount: &str, territory: &str) -> String {
    format!(
        "<ARTICLE_PRICE_DETAILS>{dates}<ARTICLE_PRICE price_type=\"gros_list\"><PRICE_AMOUNT>{amount}</PRICE_AMOUNT>\
         <LOWER_BOUND>1</LOWER_BOUND>{territory}</ARTICLE_PRICE></ARTICLE_PRICE_DETAILS>"
    )
}

#[test]
fn of_prices_for_several_times_none_is_taken() {
    let until = "<DATETIME type=\"valid_end_date\"><DATE>2021-01-01</DATE></DATETIME>";
    let from = "<DATETIME type=\"valid_start_date\"><DATE>2026-01-01</DATE></DATETIME>";
    let articles = [
        article("A", &(detail(until, "5", "") + &detail(from, "7", ""))),
        article("B", &(detail(until, "7", "") + &detail(from, "7.00", ""))),
        article(
            "C",
            &(detail("", "5", "<TERRITORY>AT</TERRITORY>")
                + &detail("", "6", "<TERRITORY>DE</TERRITORY>")),
        ),
    ];
    let file = format!(
        "<?xml version=\"1.0\"?><BMECAT version=\"1.2\"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CURRENCY>EUR</CURRENCY></CATALOG></HEADER>\
         <T_NEW_CATALOG>{}</T_NEW_CATALOG></BMECAT>",
        articles.concat()
    );
    let link = "country = \"DE\"\navailability = \"in stock\"\n[[source]]\npath = \"export.xml\"\n[source.map]\nlink = \"https://shop.example/{{ row['SUPPLIER_AID'] }}\"";
    let sold = shop(link).sells_by_settings("export.xml", file);
    sold.is(3, "read=3 created=2 invalid=1", "price-invalid=1");
    shows(
        &sold,
        "bmecat",
        "id price",
        &["B | 7.00 EUR", "C | 6.00 EUR"],
    );
}

#[test]
fn a_net_price_without_its_tax_takes_that_of_the_shop() {
    let net = |tax: &str| {
        format!(
            "<ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type=\"net_list\"><PRICE_AMOUNT>10</PRICE_AMOUNT>{tax}</ARTICLE_PRICE></ARTICLE_PRICE_DETAILS>"
        )
    };
    let articles = [
        article("A", &net("<TAX>0.07</TAX>")),
        article("B", &net("")),
    ];
    let file = format!(
        "<?xml version=\"1.0\"?><BMECAT version=\"1.2\"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CURRENCY>EUR</CURRENCY></CATALOG></HEADER>\
         <T_NEW_CATALOG>{}</T_NEW_CATALOG></BMECAT>",
        articles.concat()
    );
    let link = "availability = \"in stock\"\n[[source]]\npath = \"export.xml\"\n[source.map]\nlink = \"https://shop.example/{{ row['SUPPLIER_AID'] }}\"";
    let sold = shop(&format!("tax_rate = 19\n{link}")).sells_by_settings("export.xml", &file);
    shows(
        &sold,
        "bmecat",
        "id price",
        &["A | 10.70 EUR", "B | 11.90 EUR"],
    );
    let sold = shop(link).sells_by_settings("export.xml", &file);
    sold.is(3, "read=2 created=1 invalid=1", "tax-rate-missing=1");
    let why = "the price is without tax, and nobody says which; set `shop.tax_rate`, or `shop.tax_classes`";
    assert_eq!(
        said(&sold, "B"),
        [format!("tax-rate-missing | 10 EUR | {why}")]
    );
}

/// A product of a WXR with further elements.
fn product(id: u32, further: &str) -> String {
    format!(
        "<item><title>Ding {id}</title><link>https://shop.example/p/{id}</link><content:encoded>Text</content:encoded>\
         <wp:post_id>{id}</wp:post_id><wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>product</wp:post_type>\
         <category domain=\"product_type\" nicename=\"simple\">simple</category>{further}\
         <wp:postmeta><wp:meta_key>_regular_price</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>\
         <wp:postmeta><wp:meta_key>_stock_status</wp:meta_key><wp:meta_value>instock</wp:meta_value></wp:postmeta>\
         <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>90</wp:meta_value></wp:postmeta></item>"
    )
}

#[test]
fn a_product_of_wordpress_is_hidden_only_where_neither_shop_nor_search_shows_it() {
    let term = |name: &str| {
        format!(
            "<category domain=\"product_visibility\" nicename=\"{name}\"><![CDATA[{name}]]></category>"
        )
    };
    let (catalog, search) = (term("exclude-from-catalog"), term("exclude-from-search"));
    let items = [
        product(1, ""),
        product(2, &search),
        product(3, &catalog),
        product(4, &(search.clone() + &term("featured") + &catalog)),
        product(5, "<wp:post_password>geheim</wp:post_password>"),
        product(6, "<wp:post_password></wp:post_password>"),
        "<item><title>b</title><wp:post_id>90</wp:post_id><wp:post_type>attachment</wp:post_type>\
         <wp:attachment_url>https://img.example/b.jpg</wp:attachment_url></item>"
            .to_owned(),
    ];
    let file = format!(
        "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"c\"><channel>{}</channel></rss>",
        items.concat()
    );
    let sold = shop("").sells_all(&[("export.xml", file.as_bytes())]);
    sold.is(0, "read=6 created=4 filtered=2", "");
    shows(&sold, "wordpress", "id", &["1", "2", "3", "6"]);
}

/// A setting that all rows need is one error that names the key (`contract.md` rule 4).
#[test]
fn a_tax_that_all_prices_need_is_asked_for_once() {
    let file = "Product ID;Active (0/1);Name *;Price tax excluded;Reference #;Quantity;Condition;Image URLs (x,y,z...)\n\
                7;1;Kanne;100;R7;5;new;https://img.example/1.jpg\n\
                8;1;Tasse;50;R8;5;new;https://img.example/t.jpg\n";
    let sold = Shop::new().sells(file);
    sold.report
        .fails(2)
        .mentions("all prices in the export are without tax: `shop.tax_rate` is not set");
    let taxed = Shop::with("tax_rate = 19").sells(file);
    assert_eq!(taxed.show("price"), ["119.00 EUR", "59.50 EUR"]);

    let world = World::new();
    fs::remove_file(world.path().join("shelfsync.toml")).unwrap();
    world.write("net.csv", file);
    let ran = world.run(
        "init net.csv --yes --currency EUR --brand Haus --shop-url https://shop.example --timezone Europe/Berlin",
    );
    assert_eq!(ran.code, Some(2), "{}", ran.text());
    let text = fs::read_to_string(world.path().join("shelfsync.toml")).unwrap();
    assert_eq!(text.matches("tax_rate").count(), 1, "{text}");
    world.write(
        "shelfsync.toml",
        text.replace("#tax_rate = \"\"", "tax_rate = 19"),
    );
    world.run("check --json").json().is(0, "read=2 created=2");
}

/// `stock_status_id` counts where there are no pieces, by the numbers of a shop as it is installed.
#[test]
fn what_opencart_takes_orders_for_is_not_sold_out() {
    let head = "product_id,name(en-gb),sku,quantity,model,image_name,price,status,description(en-gb),stock_status_id,subtract";
    #[rustfmt::skip]
    let rows = [("0", "8", "true"), ("0", "6", "true"), ("0", "5", "true"), ("0", "7", "true"), ("0", "12", "true"), ("0", "", "true"),
        ("3", "8", "true"), ("3", "5", "true"), ("0", "5", "false")];
    let lines = (1..)
        .zip(rows)
        .map(|(id, (pieces, status, counts)): (u8, _)| {
            format!("{id},Cup,s,{pieces},m,a.jpg,10,true,A cup,{status},{counts}")
        });
    let lines: Vec<String> = lines.collect();
    let export = format!("{head}\n{}\n", lines.join("\n"));
    let sells = |further: &str| shop(&format!("tax_rate = 19\n{further}")).sells(&export);
    let shown = |later: &str| {
        #[rustfmt::skip]
        let words = ["available for order", later, "out of stock", "out of stock", "out of stock", "out of stock", "in stock", "in stock", "in stock"];
        let lines = (1..).zip(words);
        lines
            .map(|(id, word): (u8, _)| format!("{id} | {word}"))
            .collect::<Vec<_>>()
    };
    let sold = sells("");
    assert_eq!(sold.report.document["sources"][0]["preset"], "opencart");
    assert_eq!(sold.show("id availability"), shown("available for order"));
    let strict = sells("[stock]\nbackorder = \"out of stock\"");
    assert_eq!(strict.show("id availability"), shown("out of stock"));
}

#[test]
fn a_variation_of_epages_without_a_price_costs_what_its_product_does() {
    let export = "\
        Alias [Alias];Name de [Name/de];Text [Text/de];[ListPrices/EUR/gross];[ListPrices/EUR/net];[StockLevel];[IsVisible];[Manufacturer];[ImageLarge];[SuperProduct];[SelectedVariations]\n\
        P1;Hemd;Ein Hemd;20,00;;;1;M;a.jpg;;\n\
        P1-L;;;;;0;1;;;P1;Größe=L\n\
        P1-M;;;21,00;;3;1;;;P1;Größe=M\n\
        P1-S;;;;10,00;3;1;;;P1;Größe=S\n";
    let sold = shop("language = \"de\"\ntax_rate = 19").sells(export);
    shows(
        &sold,
        "epages",
        "id price",
        &["P1-L | 20.00 EUR", "P1-M | 21.00 EUR", "P1-S | 11.90 EUR"],
    );
}

/// `OXTITLE`, `OXTITLE_1`: languages have numbers, and the file does not say which is which.
#[test]
fn the_view_chooses_the_language_of_oxid() {
    let export = "\
        OXID;OXPARENTID;OXACTIVE;OXARTNUM;OXTITLE;OXSHORTDESC;OXTITLE_1;OXSHORTDESC_1;OXTITLE_2;OXPRICE;OXPIC1;OXSTOCK;OXSTOCKFLAG;OXVARNAME;OXVARSELECT;OXVARNAME_1;OXVARSELECT_1\n\
        a;;1;100;Hemd;kurz;Shirt;short;;20;1.jpg;0;1;Größe | Farbe;;Size | Colour;\n\
        b;a;1;100-M;;;;;;21;;3;1;;M | Rot;;M | Red\n\
        c;;1;200;Hut;Ein Hut;;;;21;1.jpg;3;1;;;;\n";
    let fields = "id title description color";
    let german = [
        "100-M | Hemd - M / Rot | kurz | Rot",
        "200 | Hut | Ein Hut | –",
    ];
    let english = [
        "100-M | Shirt - M / Red | short | Red",
        "200 | Hut | Ein Hut | –",
    ];
    let view = |number: u8| format!("[[source]]\npath = \"export.csv\"\nview = \"{number}\"");
    let by_view =
        |number, export: &str| shop(&view(number)).sells_by_settings("export.csv", export);
    for (sold, lines) in [
        (shop("").sells(export), &german),
        (by_view(0, export), &german),
        (by_view(1, export), &english),
        (by_view(2, export), &german),
    ] {
        shows(&sold, "oxid", fields, lines);
        assert!(sold.report.problems("source-note").is_empty());
    }
    let wanted = shop("language = \"en\"");
    let told = wanted.sells(export);
    shows(&told, "oxid", fields, &german);
    let note = told.report.problems("source-note")[0]["message"].to_string();
    assert!(
        note.contains("`OXTITLE_1`") && note.contains("view"),
        "{note}"
    );
    // Nothing is filled in another language.
    let plain = export
        .replace("Shirt;short", ";")
        .replace("Size | Colour", "");
    let plain = plain.replace("M | Red", "");
    assert!(
        wanted
            .sells(&plain)
            .report
            .problems("source-note")
            .is_empty()
    );
    by_view(7, export)
        .report
        .fails(2)
        .mentions("no view `7`, only `0`, `1`, `2`");
}
