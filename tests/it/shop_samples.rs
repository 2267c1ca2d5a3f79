//! Real exports of shop systems, and all that becomes of their rows: snapshots
//! that were read against the files. Where a sample has no pictures or links, as
//! most test files of shop systems, the settings map one, so that its items show.

use std::fmt::Write as _;
use std::fs;

use crate::samples::samples;
use crate::shops::Shop;

const FIELDS: &str = "id item_group_id title price sale_price availability quantity_to_sell_on_facebook color size \
                      material brand product_type gtin link image_link";

/// More lines of a file than this are counted and not shown.
const MOST: usize = 24;

/// What becomes of these samples, read as one export: counts, rules, items.
fn read(files: &[&str], shop: &str, map: &str) -> Option<String> {
    let folder = samples()?;
    let mut sources = String::new();
    let mut content = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let name = format!("{at}.csv");
        // Its texts are those of three channels.
        let view = if file.starts_with("akeneo/icecat") {
            "view = \"ecommerce\"\n"
        } else {
            ""
        };
        write!(
            sources,
            "[[source]]\npath = \"{name}\"\n{view}[source.map]\n{map}\n"
        )
        .unwrap();
        content.push((name, fs::read(folder.join(file)).unwrap()));
    }
    let shop = Shop::of(&format!(
        "[shop]\nurl = \"https://shop.example\"\ncurrency = \"EUR\"\ncondition = \"new\"\navailability = \"in stock\"\n\
         brand = \"Haus\"\ntimezone = \"Europe/Berlin\"\nlanguage = \"en\"\n{shop}\n{sources}"
    ));
    let (first, rest) = content.split_first().unwrap();
    for (name, bytes) in rest {
        shop.writes(name, bytes);
    }
    let sold = shop.sells_by_settings(&first.0, &first.1);
    let mut shown = String::new();
    for source in sold.report.document["sources"].as_array().unwrap() {
        let (preset, records) = (&source["preset"], &source["records"]);
        writeln!(
            shown,
            "{preset}: {records} records, {} without item",
            source["without_item"]
        )
        .unwrap();
    }
    let items = sold.report.document["items"].as_object().unwrap();
    for (name, count) in items.iter().filter(|(_, count)| **count != 0) {
        write!(shown, "{name}={count} ").unwrap();
    }
    writeln!(shown, "\n{}", sold.report.document["problem_counts"]).unwrap();
    let lines = sold.show(FIELDS);
    for line in lines.iter().take(MOST) {
        writeln!(shown, "{line}").unwrap();
    }
    if lines.len() > MOST {
        writeln!(shown, "… and {} more", lines.len() - MOST).unwrap();
    }
    Some(shown)
}

#[test]
fn samples_of_shop_systems_give_their_items() {
    const PICTURE: &str = "image_link = \"https://img.example/x.jpg\"";
    const BOTH: &str =
        "image_link = \"https://img.example/x.jpg\"\nlink = \"https://shop.example/p\"";
    const AKENEO: &str = "image_link = \"https://img.example/x.jpg\"\nlink = \"https://shop.example/{{ row.get('sku', '') }}\"";
    #[rustfmt::skip]
    let samples: &[(&str, &[&str], &str, &str)] = &[
        ("shopware5_complete", &["shopware5/article_complete.csv"], "", PICTURE),
        ("shopware5_minimal", &["shopware5/minimal_article_variants_profile.csv"], "", PICTURE),
        ("shopware5_import", &["shopware5/ArticleImport.csv"], "", PICTURE),
        ("shopware6_products", &["shopware6/products.csv"], "", PICTURE),
        ("shopware6_custom_fields", &["shopware6/products_with_custom_fields.csv"], "", PICTURE),
        ("shopware6_invalid", &["shopware6/products_with_invalid.csv"], "", PICTURE),
        ("magento2_configurable", &["magento/configurable_sample_products.csv"], "", ""),
        ("magento2_inventory", &["magento/inventory_product_import.csv"], "", PICTURE),
        ("magento1_custom_options", &["magento/legacy_product_with_custom_options.csv"], "", PICTURE),
        ("prestashop_products", &["prestashop/ps16_products_import.csv"], "prices = \"net\"\ntax_rate = 19", PICTURE),
        ("prestashop_thirtybees", &["prestashop/thirtybees_products_import.csv"], "prices = \"net\"\ntax_rate = 19", PICTURE),
        ("jtl_variations", &["jtl/doc_variationskombinationen.csv"], "tax_rate = 19", BOTH),
        ("bigcommerce_two_variants", &["bigcommerce/modern_two_variants.csv"], "", ""),
        ("bigcommerce_bulk", &["bigcommerce/bigcommerce-legacy.csv"], "", "id = \"{{ row['Product Name'] }}\"\nimage_link = \"https://img.example/x.jpg\""),
        ("wix_new", &["wix/wix_2025_format.csv"], "", ""),
        ("akeneo_docs", &["akeneo/docs_product.csv"], "", AKENEO),
        ("akeneo_icecat", &["akeneo/icecat_demo_products.csv", "akeneo/icecat_demo_product_models.csv"], "", AKENEO),
    ];
    for (name, files, shop, map) in samples {
        let Some(shown) = read(files, shop, map) else {
            return;
        };
        insta::assert_snapshot!(*name, shown);
    }
}
