//! Real exports of real shops. They are not part of the repository: the test
//! looks where `SHELFSYNC_SAMPLES` points, or beside the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shops::{Shop, Sold};
use crate::world::World;

pub(crate) fn samples() -> Option<PathBuf> {
    let named = std::env::var_os("SHELFSYNC_SAMPLES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let folder = named.unwrap_or(beside);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&folder);
    None
}

#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
fn skipped(folder: &Path) {
    eprintln!(
        "SKIPPED: no samples in {}; set SHELFSYNC_SAMPLES",
        folder.display()
    );
}

/// A real export of a shop system, and what becomes of it.
fn sold(file: &str, further: &str) -> Option<Sold> {
    let path = samples()?.join(file);
    let shop = Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"USD\"\ncondition = \"new\"\n\
         availability = \"in stock\"\nbrand = \"X\"\n{further}\n"
    ));
    Some(shop.sells(fs::read(path).unwrap()))
}

const FIELDS: &str =
    "id price sale_price availability quantity_to_sell_on_facebook item_group_id title color size";

/// One of the lines of [`Sold::show`].
#[track_caller]
fn has(sold: &Sold, line: &str) {
    let lines = sold.show(FIELDS);
    assert!(lines.iter().any(|one| one == line), "{lines:#?}");
}

#[test]
fn shopifys_new_template_gives_its_variants() {
    let Some(sold) = sold("shopify/product_template_2025.csv", "") else {
        return;
    };
    // A gift card is no goods, and one product has no picture.
    sold.is(
        3,
        "read=16 created=12 invalid=3 filtered=1",
        "gtin-invalid=15 image_link-missing=3",
    );
    has(
        &sold,
        "TheBandTShirt-SA | 24.99 USD | 19.99 USD | in stock | 42 | physical-product-the-band-t-shirt | \
         Physical Product “The Band” T-Shirt - Small / gray | gray | Small",
    );
    let others = sold.show("gender age_group condition brand shipping_weight gtin");
    assert!(
        others.contains(&"unisex | adult | new | Harmony Threads | 150 g | –".to_owned()),
        "{others:#?}"
    );
}

#[test]
fn shopifys_old_template_gives_its_variants() {
    let Some(sold) = sold("shopify/product_template_2023.csv", "") else {
        return;
    };
    // Barcodes and numbers of parts were rounded by a spreadsheet.
    sold.is(
        0,
        "read=16 created=12 filtered=4",
        "gtin-invalid=12 mpn-invalid=12",
    );
    has(
        &sold,
        "SRT_COT_111 | 25.00 USD | – | in stock | – | example-shirt | Example T-Shirt - Green / S | Green | S",
    );
}

#[test]
fn a_shop_at_shopify_without_skus_is_told_apart_by_a_template() {
    for (file, count, line) in [
        (
            "shopify/apparel.csv",
            22,
            "classic-varsity-top-medium | 60.00 USD | – | in stock | – | classic-varsity-top | Classic Varsity Top - Medium | – | Medium",
        ),
        (
            "shopify/jewelery.csv",
            23,
            "bangle-bracelet | 43.99 USD | 39.99 USD | in stock | – | – | Bangle Bracelet | – | –",
        ),
    ] {
        let Some(without) = sold(file, "") else {
            return;
        };
        without
            .report
            .fails(2)
            .mentions("Variant SKU")
            .mentions("source.map");
        let Some(preset) = shelfsync::preset::find("shopify") else {
            panic!("no preset");
        };
        let template = preset
            .id
            .iter()
            .find(|choice| !choice.template.is_empty())
            .unwrap();
        let map = format!(
            "[[source]]\npath = \"export.csv\"\n[source.map]\nid = {:?}",
            template.template
        );
        let Some(with) = sold_by_settings(file, &map) else {
            return;
        };
        with.is(0, &format!("read={count} created={count}"), "");
        has(&with, line);
    }
}

/// The same by the settings' own source, to which the map belongs.
fn sold_by_settings(file: &str, further: &str) -> Option<Sold> {
    let path = samples()?.join(file);
    let shop = Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"USD\"\ncondition = \"new\"\n\
         availability = \"in stock\"\nbrand = \"X\"\n{further}\n"
    ));
    Some(shop.sells_by_settings("export.csv", fs::read(path).unwrap()))
}

#[test]
fn a_sheet_with_mixed_headers_is_read_and_lacks_its_pictures() {
    let Some(sold) = sold("shopify/arlena_upload.csv", "") else {
        return;
    };
    sold.is(3, "read=130 invalid=130", "image_link-missing=130");
}

#[test]
fn woocommerces_samples_give_their_items() {
    #[rustfmt::skip]
    let samples = [
        ("sample_products_classic.csv", 0, "read=22 created=18 filtered=4", "", &[
            "758 | 45.00 USD | 42.00 USD | in stock | – | 742 | Hoodie - Red, No | Red | –",
            "894 | 45.00 USD | – | in stock | – | 742 | Hoodie - Red, Yes | Red | –",
        ][..]),
        ("sample_products_9x.csv", 0, "read=23 created=19 filtered=4", "", &[
            // Any size: nothing is made up.
            "76 | 20.00 USD | – | in stock | – | 44 | V-Neck T-Shirt - Red | Red | –",
            // The last variation stands apart from the others.
            "90 | 45.00 USD | – | in stock | – | 45 | Hoodie - Blue, Yes | Blue | –",
            "85 | 20.00 USD | 18.00 USD | in stock | – | – | Beanie with Logo | Red | –",
        ][..]),
        ("experimental_fashion_sample_9_products.csv", 3, "read=7 created=6 invalid=1", "parent-empty=2 price-missing=1", &[
            "woo-fasion-shirt | 20.00 USD | 18.00 USD | in stock | 10 | – | Shirt | – | –",
            "woo-fasion-shirt-cream | 25.00 USD | – | out of stock | 5 | – | Shirt - Cream | – | –",
        ][..]),
    ];
    for (file, code, counts, problems, lines) in samples {
        let Some(sold) = sold(&format!("woocommerce/{file}"), "") else {
            return;
        };
        sold.is(code, counts, problems);
        for line in lines {
            has(&sold, line);
        }
    }
}

/// The items of a sample, and the report of its check.
fn read(file: &str, flags: &str) -> Option<(Vec<Value>, crate::ran::Report)> {
    let path = samples()?.join(file);
    let world = World::new();
    world.config("");
    world.write("sample", fs::read(path).unwrap());
    let report = world.run(&format!("check sample --json {flags}")).json();
    let lines = world.run(&format!("export sample {flags}")).stdout;
    assert!(!lines.contains('\u{fffd}'), "{file}");
    let items = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let items: Vec<Value> = items.collect();
    for item in &items {
        let text = item["description"].as_str().unwrap();
        for tag in ["<p", "<br", "<li", "</", "&amp;", "&lt;", "&nbsp;"] {
            assert!(!text.contains(tag), "{file}: {tag} in {text}");
        }
    }
    Some((items, report))
}

#[test]
fn googles_atom_example_gives_its_items_or_says_what_is_wrong() {
    let Some((items, report)) = read("google/atom_example.xml", "") else {
        return;
    };
    assert_eq!(report.items("read"), 7);
    // `availability` is `true` in this copy: no word of Google's.
    assert_eq!(items.len() as u64, report.items("created"));
    for item in &items {
        assert_eq!(item["price"], "159.00 USD");
        assert_eq!(item["condition"], "used");
    }
    if items.is_empty() {
        report.is(3, "read=7 invalid=7");
        assert_eq!(report.document["problem_counts"]["availability-invalid"], 7);
    }
}

#[test]
fn googles_rss_example_gives_its_item() {
    let Some((items, report)) = read("google/rss_example.xml", "") else {
        return;
    };
    report.is(0, "read=1 created=1");
    let item = &items[0];
    assert_eq!(item["id"], "1803");
    assert_eq!(item["price"], "2280.00 RUB");
    assert_eq!(item["brand"], "LeNeL");
    assert_eq!(item["availability"], "in stock");
    let title = "Тревел набор для лица: для сухой, нормальной и чувствительной кожи";
    assert_eq!(item["title"], title);
    let unknown = report.problems("column-unknown");
    assert_eq!(unknown.len(), 1);
    assert!(
        unknown[0]["column"]
            .as_str()
            .unwrap()
            .contains("pharma_reg_number")
    );
}

#[test]
fn metas_template_gives_its_three_items() {
    let Some((items, report)) = read("meta/jollyes_catalog_products.csv", "") else {
        return;
    };
    report.is(0, "read=3 created=3");
    let ids: Vec<&str> = items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["0", "1", "2"]);
    for item in &items {
        assert_eq!(item["price"], "10.00 USD");
        assert_eq!(item["sale_price"], Value::Null, "not below the price");
        assert_eq!(item["gtin"], Value::Null, "rounded by a spreadsheet");
        assert_eq!(item["availability"], "in stock");
        assert_eq!(item["quantity_to_sell_on_facebook"], 75);
    }
    assert_eq!(report.document["problem_counts"]["gtin-invalid"], 3);
    assert_eq!(report.document["problem_counts"]["sale_price-not-lower"], 3);
}

#[test]
fn no_sample_makes_it_stumble() {
    let Some(folder) = samples() else {
        return;
    };
    let world = World::new();
    world.config("");
    let mut files = 0;
    let mut todo = vec![folder.clone()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        files += 1;
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        for flags in ["", "--preset meta --currency EUR --condition new"] {
            let mut command = world.command(&format!("check --json {flags}"));
            let ran = world.finish(command.arg(&path).output().unwrap());
            let code = ran.code.unwrap_or_else(|| panic!("{name} was killed"));
            assert!(
                [0, 2, 3, 8].contains(&code),
                "{name}: {code} {}",
                ran.stderr
            );
            assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
            let report = ran.json();
            if code == 8 || code == 2 {
                let error = report.document["error"].as_str().unwrap();
                assert!(error.len() > 20, "{name}: {error}");
            }
        }
    }
    assert!(files > 10, "{files} samples");
}

/// Files of formats of XML, what they are taken for, and what their items are.
#[test]
fn formats_of_xml_give_what_stands_in_them() {
    let fields = "id item_group_id title price sale_price availability color size gtin image_link";
    let shop = "url = \"https://shop.example\"\nimage_url = \"https://shop.example/img\"\ncondition = \"new\"\navailability = \"in stock\"\nbrand = \"X\"\n";
    let all = Shop::of(&format!(
        "[shop]\n{shop}currency = \"USD\"\nlanguage = \"de\"\n"
    ));
    let Some(folder) = samples() else {
        return;
    };
    let sells = |file: &str| all.sells(fs::read(folder.join(file)).unwrap());

    let wxr = sells("woocommerce/sample_products_wxr_crlf.xml");
    wxr.is(0, "read=23 created=21 filtered=2", "");
    let lines = wxr.show(fields);
    for line in [
        "20 | 6 | V-Neck T-Shirt - Red | 20.00 USD | – | in stock | Red | – | – | https://woocommercecore.mystagingwebsite.com/wp-content/uploads/2017/12/vneck-tee-2.jpg",
        "11 | – | Belt | 65.00 USD | 55.00 USD | in stock | – | – | – | https://woocommercecore.mystagingwebsite.com/wp-content/uploads/2017/12/belt-2.jpg",
    ] {
        assert!(lines.iter().any(|one| one == line), "{lines:#?}");
    }

    // Prices and stock are in other files; groups of variants are no products.
    let master = sells("sfcc/master1.xml");
    assert_eq!(master.items.len(), 0);
    master.report.mentions("price books");
    for (file, word) in [
        ("sfcc/navigation1.xml", "categories without products"),
        ("sfcc/priceBook1.xml", "price book"),
        ("sfcc/inventory1.xml", "inventory"),
        ("bmecat/bmecat12_update_prices.xml", "T_UPDATE_PRICES"),
    ] {
        sells(file).report.fails(8).mentions(word);
    }

    // Only what the dealer pays is in it.
    sells("bmecat/bmecat12_new_catalog.xml").is(
        3,
        "read=1 invalid=1",
        "gtin-invalid=1 link-missing=1 price-missing=1",
    );
    sells("bmecat/weidmueller_1351590000.xml").is(
        3,
        "read=1 invalid=1",
        "image_link-missing=1 link-missing=1 price-missing=1",
    );
    sells("shopware5/ArticleImport.xml").is(3, "read=2 invalid=2", "image_link-missing=2");
    let map =
        "[[source]]\npath = \"export.csv\"\n[source.map]\nlink = \"https://shop.example/p\"\n";
    let euros = Shop::of(&format!("[shop]\n{shop}currency = \"EUR\"\n{map}"));
    let file = fs::read(folder.join("bmecat/bmecat2005_full_document.xml")).unwrap();
    assert_eq!(
        euros
            .sells_by_settings("export.csv", file)
            .show("id title price image_link link"),
        [
            "1 | description | 10.50 EUR | http://a.b/c/d.jpg | https://shop.example/p",
            "2 | description | 10.50 EUR | http://a.b/c/d.jpg | https://shop.example/p",
            "3 | description | 10.50 EUR | http://a.b/c/d.jpg | https://shop.example/p",
        ]
    );
    let dollars = Shop::of(&format!("[shop]\n{shop}currency = \"AUD\"\n{map}"));
    let file = fs::read(folder.join("onix/onix3-single.xml")).unwrap();
    assert_eq!(
        dollars
            .sells_by_settings("export.csv", file)
            .show("id title brand price availability gtin image_link"),
        [
            "com.globalbookinfo.onix.01734529 | Roseanna | HarperCollins Publishers | 26.99 AUD | in stock | 9780007232833 | \
             http://www.harpercollins.co.uk/covers/9780007232833.jpg"
        ]
    );
}
