//! Which texts are values of which key, and which are not.

use std::time::Duration;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{load, load_file};
use crate::config::key::{self, Expected, Key};
use crate::config::value::{self, Refused};
use crate::config::word::Word;
use crate::config::{
    Action, Availability, Condition, DecimalSign, Overrides, Prices, Private, Role,
};

#[test]
fn the_words_of_the_table_are_the_words_of_the_types() {
    fn words<W: Word>() -> Vec<&'static str> {
        W::WORDS.iter().map(|(word, _)| *word).collect()
    }
    for (key, words) in [
        (&key::SHOP_CONDITION, words::<Condition>()),
        (&key::SHOP_AVAILABILITY, words::<Availability>()),
        (&key::STOCK_BACKORDER, words::<Availability>()),
        (&key::SHOP_PRICES, words::<Prices>()),
        (&key::SOURCE_ROLE, words::<Role>()),
        (&key::SOURCE_DECIMAL, words::<DecimalSign>()),
        (&key::REMOVAL_ACTION, words::<Action>()),
        (&key::HTTP_PRIVATE, words::<Private>()),
    ] {
        let Expected::OneOf(row) = key.expected else {
            panic!("{} is a word", key.path());
        };
        let mut row = row.to_vec();
        let mut words = words;
        row.sort_unstable();
        words.sort_unstable();
        assert_eq!(row, words, "{}", key.path());
    }
}

#[test]
fn no_two_rows_of_the_table_have_one_name_variable_or_flag() {
    let twice = |mut names: Vec<String>| {
        names.sort();
        names
            .windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0].clone())
    };
    let keys = || key::KEYS.iter();
    assert_eq!(twice(keys().map(|key| key.path()).collect()), None);
    assert_eq!(
        twice(keys().filter_map(|key| key.variable()).collect()),
        None
    );
    let flags = keys()
        .filter_map(|key| key.flag)
        .map(|flag| flag.name.to_owned());
    assert_eq!(twice(flags.collect()), None);
}

/// A key and texts for it.
type Texts = (&'static Key, &'static [&'static str]);

const ACCEPTED: &[Texts] = &[
    (
        &key::SHOP_URL,
        &[
            "https://a.example",
            "http://a.example/shop/",
            "HTTPS://A.example:8443",
        ],
    ),
    (&key::SHOP_CURRENCY, &["EUR", "JPY", "CHF"]),
    (&key::SHOP_COUNTRY, &["DE", "AT", "GB"]),
    (&key::SHOP_LANGUAGE, &["de", "de-AT", "de_DE", "gsw"]),
    (
        &key::SHOP_TIMEZONE,
        &["Europe/Berlin", "UTC", "America/New_York"],
    ),
    (&key::SHOP_TAX_RATE, &["0", "1", "7", "19.00", "100"]),
    (
        &key::FILTER_INCLUDE,
        &["true", " row['a'] == '1' or row['b'] == '' "],
    ),
    (&key::CATALOG_ID, &["1", "1234567890", "test-catalog_1"]),
    (
        &key::CATALOG_API_URL,
        &[
            "https://graph.example/base",
            "http://127.0.0.1:80",
            "http://127.9.9.9",
            "http://localhost:8080",
            "http://[::1]:8080",
        ],
    ),
    (&key::CATALOG_API_VERSION, &["v25.0", "v9.12"]),
    (&key::REMOVAL_MAX_ITEMS, &["0", "10", "4000000"]),
    (&key::REMOVAL_MAX_SHARE, &["0", "1", "0.10", "0.005"]),
    (&key::DELIVERY_BATCH_ITEMS, &["1", "5000"]),
    (&key::DELIVERY_BATCH_BYTES, &["100000", "28000000"]),
    (&key::DELIVERY_WRITES_PER_MINUTE, &["1", "100"]),
    (
        &key::DELIVERY_MAX_WAIT,
        &["0s", "90s", "30m", "2h", "1h30m", "1h0m5s", "168h"],
    ),
];

const REFUSED: &[Texts] = &[
    (
        &key::SHOP_URL,
        &[
            "shop",
            "https://",
            "https:a.example",
            "//a.example",
            "https://a.example?x=1",
            "https://a.example#x",
            "https://a b.example",
            "https://u@a.example",
            "javascript:alert(1)",
        ],
    ),
    (&key::SHOP_CURRENCY, &["eur", "EURO", "XXX", "XTS", "ABC"]),
    (&key::SHOP_COUNTRY, &["de", "UK", "EU", "DEU", "Germany"]),
    (
        &key::SHOP_LANGUAGE,
        &["DE", "d", "german", "de-", "de-at", "de-DE-x"],
    ),
    (
        &key::SHOP_TIMEZONE,
        &["Berlin", "+01:00", "CEST", "../../etc/passwd"],
    ),
    (
        &key::SHOP_TAX_RATE,
        &["-1", "100.01", "0.19", "19,5", "19%", "1e1", "NaN"],
    ),
    (&key::CATALOG_ID, &["1 2", "1/2", "..", "1?x=y", "1#", "ü"]),
    (
        &key::CATALOG_API_URL,
        &[
            "http://graph.example",
            "http://128.0.0.1",
            "http://localhost.example",
            "http://0.0.0.0",
            "https://u:p@graph.example",
            "https://graph.example?a=b",
            "ftp://localhost",
        ],
    ),
    (
        &key::CATALOG_API_VERSION,
        &["25.0", "v25", "v25.", "v.0", "v25.0.1", "v25.x", "v25.0/"],
    ),
    (
        &key::REMOVAL_MAX_ITEMS,
        &["-1", "ten", "1.5", "99999999999999999999"],
    ),
    (
        &key::REMOVAL_MAX_SHARE,
        &["-0.1", "1.01", "10", "10%", "0,1"],
    ),
    (&key::DELIVERY_BATCH_ITEMS, &["0", "5001", "3.000"]),
    (&key::DELIVERY_BATCH_BYTES, &["99999", "28000001"]),
    (&key::DELIVERY_WRITES_PER_MINUTE, &["0", "-8", "4294967296"]),
    (
        &key::DELIVERY_MAX_WAIT,
        &[
            "30",
            "m",
            "30 m",
            "30m1h",
            "1m1m",
            "1.5h",
            "-1m",
            "169h",
            "1d",
            "99999999999999999999h",
            "1hé",
        ],
    ),
];

#[test]
fn a_setting_by_variable_is_taken_or_refused() {
    let by_variable = |key: &Key, text: &str| {
        load(
            "",
            &[(&key.variable().unwrap(), text)],
            &Overrides::default(),
        )
    };
    for (key, texts) in ACCEPTED {
        for text in *texts {
            let settings = by_variable(key, text);
            assert!(
                settings.is_ok(),
                "{} should take `{text}`: {settings:?}",
                key.path()
            );
        }
    }
    for (key, texts) in REFUSED {
        for text in *texts {
            let problems = by_variable(key, text).err();
            let problems = problems.unwrap_or_else(|| panic!("{} took `{text}`", key.path()));
            assert_eq!(problems.len(), 1, "{}: {problems:?}", key.path());
        }
    }
}

#[test]
fn a_number_of_the_file_may_be_written_in_any_way_of_toml() {
    for (line, items, share) in [
        (
            "max_items = 4_000\nmax_share = 0.2_5",
            4000,
            Decimal::new(25, 2),
        ),
        (
            "max_items = 0x10\nmax_share = +0.25",
            16,
            Decimal::new(25, 2),
        ),
        ("max_items = +7\nmax_share = 1", 7, Decimal::ONE),
        ("max_items = 0\nmax_share = 0.0", 0, Decimal::ZERO),
    ] {
        let removal = load_file(&format!("[removal]\n{line}\n")).unwrap().removal;
        assert_eq!(
            (removal.max_items, removal.max_share),
            (items, share),
            "{line}"
        );
    }
}

#[test]
fn sections_may_be_written_in_any_way_of_toml() {
    for file in [
        "shop.brand = \"Müller \\\"& Söhne\\\"\"\nsource = [{ path = \"a.csv\" }]\n",
        "shop = { brand = 'Müller \"& Söhne\"' }\n[[source]]\npath = 'a.csv'\n",
        "[shop]\n\"brand\" = \"\"\"Müller \"& Söhne\"\"\"\"\n[[source]]\npath = 'a.csv'\n",
    ] {
        let settings = load_file(file).unwrap_or_else(|problems| panic!("{file}: {problems:?}"));
        let brand = settings.shop.brand.as_deref().unwrap();
        assert_eq!(brand, "Müller \"& Söhne\"");
        assert_eq!(settings.sources().unwrap()[0].path, "a.csv");
        // What the table writes is read back as it was.
        let line = format!("[shop]\n{}\n", key::SHOP_BRAND.line(brand));
        assert_eq!(load_file(&line).unwrap().shop.brand.as_deref(), Some(brand));
    }
}

#[test]
fn a_delimiter_is_one_sign_or_the_word_tab() {
    for (text, expected) in [
        (";", Ok(';')),
        (",", Ok(',')),
        ("|", Ok('|')),
        ("\t", Ok('\t')),
        ("\\t", Ok('\t')),
        ("tab", Ok('\t')),
        ("", Err(Refused::Malformed)),
        (";;", Err(Refused::Malformed)),
        ("\"", Err(Refused::Malformed)),
        ("a", Err(Refused::Malformed)),
        (" ", Err(Refused::Malformed)),
        ("\n", Err(Refused::Malformed)),
        ("§", Err(Refused::Malformed)),
    ] {
        assert_eq!(
            value::delimiter(&key::SOURCE_DELIMITER, text),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn a_base_address_keeps_its_whole_path_when_joined() {
    for (base, joined) in [
        ("https://shop.example", "https://shop.example/a/b.jpg"),
        (
            "https://shop.example/media",
            "https://shop.example/media/a/b.jpg",
        ),
        (
            "https://shop.example/media/",
            "https://shop.example/media/a/b.jpg",
        ),
    ] {
        let variables = [("SHELFSYNC_SHOP_IMAGE_URL", base)];
        let settings = load("", &variables, &Overrides::default()).unwrap();
        let base = settings.shop.image_url.unwrap();
        assert_eq!(base.join("a/b.jpg").unwrap().as_str(), joined);
    }
}

proptest! {
    #[test]
    fn a_wait_is_the_sum_of_its_parts(hours in 0_u64..100, minutes in 0_u64..100, seconds in 0_u64..100) {
        let wait = value::wait(&key::DELIVERY_MAX_WAIT, &format!("{hours}h{minutes}m{seconds}s"));
        prop_assert_eq!(wait, Ok(Duration::from_secs(hours * 3600 + minutes * 60 + seconds)));
    }

    #[test]
    fn no_text_of_a_file_or_variable_brings_the_reader_down(file in "[\\[\\]a-z_=\" .#\n0-9{},\\\\é]{0,80}", word in "\\PC{0,20}") {
        let words: Vec<(String, String)> = key::KEYS
            .iter()
            .filter_map(|key| Some((key.variable()?, word.clone())))
            .collect();
        let variables: Vec<(&str, &str)> =
            words.iter().map(|(name, word)| (name.as_str(), word.as_str())).collect();
        for problem in load(&file, &variables, &Overrides::default()).err().unwrap_or_default() {
            prop_assert!(!problem.contains('\n'), "{}", problem);
        }
    }
}
