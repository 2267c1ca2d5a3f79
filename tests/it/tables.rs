//! Tables of words: `[lookup]` and `[values]`.

use crate::shops::{Shop, Sold};

const PRODUCTS: &str = "\
id,title,description,link,image_link,price,availability,condition,size,Kategorie
1,Hemd,Ein Hemd,https://shop.example/1,https://shop.example/1.jpg,9.90 EUR,in stock,Mängelexemplar,Gr.  38,Hemden
2,Hose,Eine Hose,https://shop.example/2,https://shop.example/2.jpg,9.90 EUR,sofort da,new,40,Hosen
3,Hut,Ein Hut,https://shop.example/3,https://shop.example/3.jpg,9.90 EUR,in stock,new,,Hüte
";

const TABLE: &str = "Kategorie;Google;Notiz\nHemden;Apparel & Accessories > Clothing > Shirts & Tops;\n\"hosen \";Apparel & Accessories > Clothing > Pants;x\n";

fn with(settings: &str) -> Sold {
    let shop = Shop::with(settings).file("taxonomy.csv", TABLE);
    shop.sells_by_settings("products.csv", PRODUCTS)
}

#[test]
fn values_of_fields_are_what_the_shop_means_by_them() {
    let source = "[[source]]\npath = \"products.csv\"\n";
    let sold = with(source);
    sold.report.fails(3);
    assert_eq!(sold.items.len(), 1);
    let sold = with(&format!(
        "{source}[values.condition]\n\"mängelexemplar\" = \"refurbished\"\n\
         [values.size]\n\"Gr. 38\" = \"38\"\n[values.availability]\n\"Sofort da\" = \"in stock\"\n"
    ));
    assert_eq!(
        sold.show("id condition availability size"),
        [
            "1 | refurbished | in stock | 38",
            "2 | new | in stock | 40",
            "3 | new | in stock | –"
        ]
    );
}

#[test]
fn a_table_in_a_file_says_what_stands_for_a_word() {
    let settings = |template: &str| {
        format!(
            "[lookup.taxonomy]\npath = \"taxonomy.csv\"\nkey = \"Kategorie\"\nvalue = \"Google\"\n\
             [values.condition]\n\"mängelexemplar\" = \"refurbished\"\n[values.availability]\n\"sofort da\" = \"in stock\"\n\
             [[source]]\npath = \"products.csv\"\n[source.map]\n{template}\n"
        )
    };
    let of = |template: &str| with(&settings(template));
    let sold = of("google_product_category = \"{{ row['Kategorie'] | lookup('taxonomy') }}\"");
    assert_eq!(
        sold.show("google_product_category"),
        [
            "Apparel & Accessories > Clothing > Shirts & Tops",
            "Apparel & Accessories > Clothing > Pants",
            "–"
        ]
    );
    sold.is(0, "read=3 created=3", "lookup-unknown=1");
    sold.report
        .mentions("the table `taxonomy` has no entry for `Hüte`");
    let sold = of(
        "google_product_category = \"{{ row['Kategorie'] | lookup('taxonomy', default='Apparel & Accessories') }}\"",
    );
    sold.is(0, "read=3 created=3", "");
    assert_eq!(
        sold.show("google_product_category")[2],
        "Apparel & Accessories"
    );
    for (template, words) in [
        (
            "color = \"{{ row['Kategorie'] | lookup('taxonomie') }}\"",
            "did you mean `taxonomy`?",
        ),
        (
            "color = \"{{ row['Kategorie'] | lookup('x') }}\"",
            "name its file below `[lookup.x]`",
        ),
    ] {
        of(template).report.fails(2).mentions(words);
    }
}

#[test]
fn a_table_that_cannot_be_used_is_told_with_its_line() {
    #[rustfmt::skip]
    let cases = [
        ("[lookup.a]\npath = \"taxonomy.csv\"\nkey = \"Kategorie\"\n", "needs `path`, and `key` and `value`"),
        ("[lookup.a]\npath = \"taxonomy.csv\"\nkey = \"Kategorie\"\nvalues = \"x\"\n", "has no key `values`"),
        ("[lookup.a]\npath = \"no.csv\"\nkey = \"Kategorie\"\nvalue = \"Google\"\n", "no.csv"),
        ("[lookup.a]\npath = \"taxonomy.csv\"\nkey = \"Kategorie\"\nvalue = \"Meta\"\n", "has no column `Meta`"),
        ("[lookup.a]\npath = \"twice.csv\"\nkey = \"a\"\nvalue = \"b\"\n", "`x` stands for two different values"),
        ("[values.siez]\na = \"b\"\n", "did you mean `size`?"),
        ("[values.size]\na = 3\n", "is a number without quotes"),
        ("[values]\nsize = \"b\"\n", "should be a table"),
    ];
    for (settings, words) in cases {
        let shop = Shop::with(&format!("[[source]]\npath = \"products.csv\"\n{settings}"));
        let shop = shop
            .file("taxonomy.csv", TABLE)
            .file("twice.csv", "a,b\nx,1\nx,2\n");
        shop.sells_by_settings("products.csv", PRODUCTS)
            .report
            .fails(2)
            .mentions(words);
    }
}
