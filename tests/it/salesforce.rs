//! Salesforce Commerce Cloud: which products a site shows, and what its other files say of
//! them.

use std::fmt::Write as _;

use crate::shops::{Shop, Sold};

const HEAD: &str = "<?xml version=\"1.0\"?><catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"m\">\
    <header><image-settings><external-location><https-url>https://img.example</https-url></external-location></image-settings></header>";

/// A catalog with these elements.
fn catalog(products: &str) -> String {
    format!("{HEAD}{products}</catalog>")
}

/// A product with these elements beside its name, its text and its picture.
fn product(id: &str, rest: &str) -> String {
    format!(
        "<product product-id=\"{id}\"><display-name xml:lang=\"x-default\">Name {id}</display-name>\
         <long-description xml:lang=\"x-default\">Text.</long-description>{rest}\
         <images><image-group view-type=\"large\"><image path=\"{id}.jpg\"/></image-group></images></product>"
    )
}

const STOCKED: &str = "availability = \"in stock\"\nlanguage = \"de\"\n";

/// The catalog of these products, each for ten euros; `source` are settings of its own.
fn sells(source: &str, products: &str) -> Sold {
    sells_with(STOCKED, source, products, &[])
}

/// The same with joined files: role, name, content.
fn sells_with(shop: &str, source: &str, products: &str, joined: &[(&str, &str, &str)]) -> Sold {
    let mut settings = format!("{shop}[[source]]\npath = \"catalog.xml\"\n{source}\n");
    if joined.iter().all(|(role, ..)| *role != "prices") {
        settings.push_str("[source.map]\nprice = \"10.00 EUR\"\n");
    }
    for (role, name, _) in joined {
        write!(
            settings,
            "[[source]]\npath = \"{name}\"\nname = \"{}\"\nrole = \"{role}\"\n",
            &name[..name.len() - 4]
        )
        .unwrap();
    }
    let shop = Shop::with(&settings);
    for (_, name, content) in joined {
        shop.writes(name, content);
    }
    shop.sells_by_settings("catalog.xml", catalog(products))
}

#[test]
fn what_cannot_be_bought_is_not_offered() {
    let products = [
        product(
            "A",
            "<online-flag>true</online-flag><available-flag>true</available-flag>",
        ),
        product(
            "B",
            "<online-flag>true</online-flag><available-flag>false</available-flag>",
        ),
        product("C", "<online-flag>false</online-flag>"),
    ];
    let sold = sells("", &products.concat());
    sold.is(0, "read=3 created=1 filtered=2", "");
    assert_eq!(sold.show("id"), ["A"]);
}

#[test]
fn a_flag_for_one_site_goes_before_that_for_all() {
    let flags = |plain: &str, de: &str, us: &str| {
        let of = |site: &str, word: &str| match word {
            "" => String::new(),
            word => format!("<online-flag{site}>{word}</online-flag>"),
        };
        of("", plain) + &of(" site-id=\"DE\"", de) + &of(" site-id=\"US\"", us)
    };
    let products = [
        ("everywhere", "true", "", ""),
        ("not-in-de", "true", "false", "true"),
        ("only-in-de", "false", "true", ""),
        ("nowhere", "false", "false", "false"),
        ("sites-alone", "", "true", "false"),
    ];
    let all = products
        .iter()
        .map(|(id, plain, de, us)| product(id, &flags(plain, de, us)))
        .collect::<Vec<_>>()
        .concat();
    #[rustfmt::skip]
    let cases: &[(&str, &[&str])] = &[
        ("view = \"DE\"", &["everywhere", "only-in-de", "sites-alone"]),
        ("view = \"de\"", &["everywhere", "only-in-de", "sites-alone"]),
        ("view = \"US\"", &["everywhere", "not-in-de"]),
    ];
    for (source, ids) in cases {
        let sold = sells(source, &all);
        assert_eq!(sold.show("id"), *ids, "{source}");
        let left = 5 - ids.len();
        sold.is(
            0,
            &format!("read=5 created={} filtered={left}", ids.len()),
            "",
        );
    }
    // Nobody says which: what differs waits.
    let sold = sells("", &all);
    assert_eq!(sold.show("id"), ["everywhere"]);
    sold.is(
        3,
        "read=5 created=1 invalid=3 filtered=1",
        "status-invalid=3",
    );
    sold.report.mentions("`view` of this source");
    // A name that does not occur is a slip.
    let sold = sells("view = \"DEE\"", &all);
    sold.report.fails(2).mentions("only `DE`, `US`");
}

#[test]
fn a_site_must_be_named_where_every_product_needs_it() {
    let flags = "<online-flag>false</online-flag><online-flag site-id=\"DE\">true</online-flag>";
    let products = product("A", flags) + &product("B", flags);
    let sold = sells("", &products);
    sold.report.fails(2).mentions("`DE` is named");
    let sold = sells("view = \"DE\"", &products);
    sold.is(0, "read=2 created=2", "");
}

#[test]
fn a_span_of_time_is_told_without_a_clock() {
    let nil =
        "<online-to xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>";
    let span = |from: &str, to: &str| {
        let of = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("<{name}>{text}</{name}>"),
        };
        of("online-from", from) + &of("online-to", to)
    };
    let products = [
        product("always", nil),
        product("begun", &span("2015-01-23T01:23:45.000Z", "")),
        product("ends", &span("", "2031-05-06T22:00:00.000Z")),
        product(
            "ended",
            &span("2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z"),
        ),
        product("ends-at-noon", &span("", "2031-05-06T10:00:00.000Z")),
        product("never-ends", &span("", "9999-12-31T00:00:00.000Z")),
        product("later", &span("2031-01-01T00:00:00.000Z", "")),
        product("unclear", &span("", "someday")),
    ];
    let sold = sells("", &products.concat());
    sold.is(
        3,
        "read=8 created=5 invalid=2 filtered=1",
        "expiration_date-invalid=1 status-invalid=2",
    );
    assert_eq!(
        sold.show("id expiration_date"),
        [
            "always | –",
            "begun | –",
            "ends | 2031-05-06",
            "ends-at-noon | 2031-05-06",
            "never-ends | –"
        ]
    );
    sold.report.mentions("may be yet to come");
    // Whoever knows better says so.
    let known = "[filter]\ninclude = \"row['@product-id'] != 'unclear' and row['@product-id'] != 'ended'\"\n";
    let shop = format!("{STOCKED}{known}");
    let sold = sells_with(&shop, "", &products.concat(), &[]);
    assert!(
        sold.show("id").contains(&"later".to_owned()),
        "{:?}",
        sold.show("id")
    );
}

/// A master whose variants have codes that it explains itself.
fn coded(id: &str, colors: &[(&str, &str)], pictures: &str) -> String {
    let values = colors
        .iter()
        .map(|(code, names)| {
            format!(
                "<variation-attribute-value value=\"{code}\">{names}</variation-attribute-value>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let variants = colors
        .iter()
        .map(|(code, _)| format!("<variant product-id=\"{id}-{code}\"/>"))
        .collect::<Vec<_>>()
        .concat();
    let own = colors
        .iter()
        .map(|(code, _)| {
            format!(
                "<product product-id=\"{id}-{code}\"><custom-attributes><custom-attribute attribute-id=\"color\">{code}</custom-attribute>\
                 <custom-attribute attribute-id=\"size\">{code}</custom-attribute></custom-attributes></product>"
            )
        })
        .collect::<Vec<_>>().concat();
    format!(
        "<product product-id=\"{id}\"><display-name xml:lang=\"x-default\">{id}</display-name><long-description>Text.</long-description>\
         <images>{pictures}<image-group view-type=\"large\"><image path=\"{id}.jpg\"/></image-group></images>\
         <variations><attributes><variation-attribute attribute-id=\"color\" variation-attribute-id=\"color\">\
         <display-name xml:lang=\"x-default\">Color</display-name><variation-attribute-values>{values}</variation-attribute-values>\
         </variation-attribute></attributes><variants>{variants}</variants></variations></product>{own}"
    )
}

fn names(default: &str, german: &str) -> String {
    let german = match german {
        "" => String::new(),
        text => format!("<display-value xml:lang=\"de-DE\">{text}</display-value>"),
    };
    format!("<display-value xml:lang=\"x-default\">{default}</display-value>{german}")
}

#[test]
fn a_master_says_what_its_codes_are_called() {
    let (red, blue, rose) = (
        names("Red", "Rot"),
        names("Blue", ""),
        names("Rose", "Rosa"),
    );
    let picture = "<image-group view-type=\"large\"><variation attribute-id=\"color\" value=\"R\"/><image path=\"red.jpg\"/></image-group>";
    let products = coded("shirt", &[("R", &red), ("B", &blue)], picture)
        + &coded("scarf", &[("R", &rose)], "");
    let sold = sells("", &products);
    assert_eq!(
        sold.show("id title color size image_link"),
        [
            "scarf-R | scarf - Rosa | Rosa | R | https://img.example/scarf.jpg",
            "shirt-B | shirt - Blue | Blue | B | https://img.example/shirt.jpg",
            "shirt-R | shirt - Rot | Rot | R | https://img.example/red.jpg",
        ]
    );
}

fn books(books: &[&str]) -> String {
    format!(
        "<?xml version=\"1.0\"?><pricebooks xmlns=\"http://www.demandware.com/xml/impex/pricebook/2006-10-31\">{}</pricebooks>",
        books.concat()
    )
}

/// A price book with this header and these prices: item, elements before the amount, amount.
fn book(header: &str, prices: &[(&str, &str, &str)]) -> String {
    let tables = prices.iter().map(|(id, rest, amount)| {
        format!("<price-table product-id=\"{id}\">{rest}<amount quantity=\"1\">{amount}</amount></price-table>")
    });
    let tables = tables.collect::<Vec<_>>().concat();
    format!(
        "<pricebook><header pricebook-id=\"b\">{header}</header><price-tables>{tables}</price-tables></pricebook>"
    )
}

#[test]
fn a_sale_book_reduces_the_prices_of_the_list() {
    let span = "<online-from>2026-11-01T00:00:00.000Z</online-from><online-to>2026-12-01T00:00:00.000Z</online-to>";
    let list = book(
        "<currency>EUR</currency>",
        &[("A", "", "20.00"), ("B", "", "21.00"), ("C", "", "22.00")],
    );
    let sale = book(
        "<currency>EUR</currency><parent>list</parent>",
        &[("A", span, "16.00"), ("C", "", "18.00")],
    );
    let dollars = book(
        "<currency>USD</currency>",
        &[("A", "", "25.00"), ("B", "", "26.00")],
    );
    let off = book(
        "<currency>EUR</currency><online-flag>false</online-flag><parent>list</parent>",
        &[("B", "", "1.00")],
    );
    let products = product("A", "") + &product("B", "") + &product("C", "");
    let wanted = [
        "A | 20.00 EUR | 16.00 EUR | 2026-11-01T00:00+00:00/2026-12-01T00:00+00:00",
        "B | 21.00 EUR | – | –",
        "C | 22.00 EUR | 18.00 EUR | –",
    ];
    let fields = "id price sale_price sale_price_effective_date";
    let (a, b) = (books(&[&list]), books(&[&sale]));
    for both in [
        [("list.xml", &a), ("sale.xml", &b)],
        [("sale.xml", &b), ("list.xml", &a)],
    ] {
        let joined = both.map(|(name, content)| ("prices", name, content.as_str()));
        let sold = sells_with(STOCKED, "", &products, &joined);
        assert_eq!(sold.show(fields), wanted, "{:#}", sold.report.document);
    }
    // All in one file, with a book in another currency and one that is switched off.
    for order in [
        [&list, &dollars, &sale, &off],
        [&off, &sale, &dollars, &list],
    ] {
        let all = books(&order.map(String::as_str));
        let sold = sells_with(STOCKED, "", &products, &[("prices", "all.xml", &all)]);
        assert_eq!(sold.show(fields), wanted, "{:#}", sold.report.document);
        sold.is(0, "read=3 created=3", "");
    }
    // Another currency alone is still told.
    let sold = sells_with(
        STOCKED,
        "",
        &products,
        &[("prices", "usd.xml", &books(&[&dollars]))],
    );
    sold.is(
        3,
        "read=3 invalid=3",
        "currency-mismatch=2 price-missing=1 product-without-prices=1",
    );
}

/// What an inventory says of an item, or of its absence: the word and the pieces.
fn stock(default: &str, record: &str) -> String {
    let record = match record {
        "" => String::new(),
        record => format!("<record product-id=\"A\">{record}</record>"),
    };
    let inventory = format!(
        "<?xml version=\"1.0\"?><inventory xmlns=\"http://www.demandware.com/xml/impex/inventory/2007-05-31\"><inventory-list>\
         <header list-id=\"i\"><default-instock>{default}</default-instock></header><records>{record}\
         <record product-id=\"B\"><allocation>1</allocation></record></records></inventory-list></inventory>"
    );
    let products = product("A", "") + &product("B", "");
    let sold = sells_with("", "", &products, &[("stock", "inventory.xml", &inventory)]);
    let shown = sold.show("id availability quantity_to_sell_on_facebook");
    let of = shown.iter().find_map(|line| line.strip_prefix("A | "));
    of.unwrap_or_default().to_owned()
}

#[test]
fn an_inventory_says_what_may_be_sold_before_it_is_there() {
    let ahead = |kind: &str, pieces: &str| {
        format!(
            "<preorder-backorder-handling>{kind}</preorder-backorder-handling><preorder-backorder-allocation>{pieces}</preorder-backorder-allocation>"
        )
    };
    #[rustfmt::skip]
    let cases = [
        ("false", "<allocation>10</allocation><ats>4</ats>".to_owned(), "in stock | 4"),
        ("false", "<allocation>1000.0</allocation>".to_owned(), "in stock | 1000"),
        ("true", "<allocation>0</allocation>".to_owned(), "out of stock | 0"),
        ("false", "<allocation>10</allocation><ats>0</ats>".to_owned() + &ahead("backorder", "5"), "available for order | 0"),
        ("false", "<allocation>0</allocation>".to_owned() + &ahead("backorder", "5"), "available for order | 0"),
        ("false", "<allocation>0</allocation>".to_owned() + &ahead("preorder", "5.0"), "available for order | 0"),
        ("false", "<allocation>0</allocation>".to_owned() + &ahead("backorder", "0.0"), "out of stock | 0"),
        ("false", "<allocation>0</allocation>".to_owned() + &ahead("none", "5"), "out of stock | 0"),
        // What may be sold ahead is part of what may be sold, and not on stock.
        ("false", "<allocation>0</allocation><ats>5</ats>".to_owned() + &ahead("preorder", "5"), "available for order | 0"),
        ("false", "<allocation>3</allocation><ats>8</ats>".to_owned() + &ahead("backorder", "5"), "in stock | 3"),
        ("false", "<allocation>3</allocation><ats>3</ats>".to_owned() + &ahead("none", "5"), "in stock | 3"),
        ("false", "<allocation>0</allocation><perpetual>true</perpetual><ats>0</ats>".to_owned(), "in stock | –"),
        ("true", String::new(), "in stock | –"),
        ("false", String::new(), "out of stock | –"),
        ("", String::new(), ""),
    ];
    for (default, record, shown) in &cases {
        assert_eq!(stock(default, record), *shown, "{default}: {record}");
    }
}
