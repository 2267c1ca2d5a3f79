//! What the merchant reads when a file, a variable or a flag is wrong.

use std::fs;

use super::{folder, load, load_file};
use crate::config::{Environment, Overrides, Settings};

/// A file and its messages, one a problem.
type Case = (&'static str, &'static [&'static str]);

#[rustfmt::skip] // One message a line, however long: this is a table.
const FILES: &[Case] = &[
(
"[shop]\ncurency = \"EUR\"\n",
&[
"shelfsync.toml:2: [shop] has no key `curency`; did you mean `currency`?",
],
),
(
"[shop]\nimageUrl = \"https://a.example\"\n",
&[
"shelfsync.toml:2: [shop] has no key `imageUrl`; did you mean `image_url`?",
],
),
(
"[shop]\nid = \"1\"\n",
&[
"shelfsync.toml:2: [shop] has no key `id`; it belongs below `[catalog]`",
],
),
(
"[shop]\ncolour = \"red\"\n",
&[
"shelfsync.toml:2: [shop] has no key `colour`; its keys are `url`, `image_url`, `currency`, `country`, `language`, `timezone`, `brand`, `condition`, `availability`, `prices`, `tax_rate`",
],
),
(
"[shopp]\nurl = \"https://a.example\"\n",
&[
"shelfsync.toml:1: there is no section `[shopp]`; did you mean `[shop]`?",
],
),
(
"[database]\nurl = \"x\"\n",
&[
"shelfsync.toml:1: there is no section `[database]`; the sections are `[shop]`, `[[source]]`, `[filter]`, `[http]`, `[stock]`, `[catalog]`, `[removal]`, `[guard]`, `[delivery]`, `[state]`",
],
),
(
"currency = \"EUR\"\n",
&[
"shelfsync.toml:1: `currency` stands in no section; put it below `[shop]`",
],
),
(
"colour = \"red\"\n",
&[
"shelfsync.toml:1: `colour` stands in no section; put it below one of `[shop]`, `[[source]]`, `[filter]`, `[http]`, `[stock]`, `[catalog]`, `[removal]`, `[guard]`, `[delivery]`, `[state]`",
],
),
(
"shop = \"x\"\n",
&[
"shelfsync.toml:1: `shop` is a section; write `[shop]` with one pair of brackets, once in the file",
],
),
(
"[[shop]]\nurl = \"https://a.example\"\n",
&[
"shelfsync.toml:1: `shop` is a section; write `[shop]` with one pair of brackets, once in the file",
],
),
(
"[source]\npath = \"a.csv\"\n",
&[
"shelfsync.toml:1: `source` is a section; write `[[source]]` with two brackets, once for each export",
],
),
(
"source = [\"a.csv\"]\n",
&[
"shelfsync.toml:1: `source` is a section; write `[[source]]` with two brackets, once for each export",
],
),
(
"[http]\npassword = \"geheim\"\n",
&[
"shelfsync.toml:2: `password` looks like a credential, which never stands in this file; set SHELFSYNC_HTTP_USER, and SHELFSYNC_HTTP_PASSWORD or SHELFSYNC_HTTP_PASSWORD_FILE, in the environment",
],
),
(
"[http]\nuser = \"anna\"\n",
&[
"shelfsync.toml:2: `user` looks like a credential, which never stands in this file; set SHELFSYNC_HTTP_USER, and SHELFSYNC_HTTP_PASSWORD or SHELFSYNC_HTTP_PASSWORD_FILE, in the environment",
],
),
(
"[http]\nlogin_host = \"https://Shop.example/feed\"\nprivate = \"yes\"\n",
&[
"shelfsync.toml:2: `http.login_host` is `https://Shop.example/feed`; expected a host, with its port if that is not the usual one; did you mean `shop.example`?",
"shelfsync.toml:3: `http.private` is `yes`; expected `refuse` or `allow`, as in `private = \"refuse\"`",
],
),
(
"[[source]]\npath = \"https://[shop.example/x?key=geheim\"\n",
&[
"shelfsync.toml:2: `source.path` is `https://[shop.example/x?…`; expected a file, a pattern, a web address without user and password, or `-`, as in `path = \"exports/products.csv\"`",
],
),
(
"[[source]]\npreset = \"woocommerce\"\n",
&[
r#"shelfsync.toml:1: this [[source]] has no `path`; add one, as in `path = "exports/products.csv"`"#,
],
),
(
"[[source]]\npath = \"a.csv\"\nmap = \"x\"\n",
&[
r#"shelfsync.toml:3: `source.map` is text in quotes; write `[source.map]` below its `[[source]]`, and one line for each field, as in `title = "{{ row['Name'] }}"`"#,
],
),
(
"[[source]]\npath = \"a.csv\"\n[[source.map]]\nid = \"x\"\n",
&[
r#"shelfsync.toml:3: `source.map` is a list; write `[source.map]` below its `[[source]]`, and one line for each field, as in `title = "{{ row['Name'] }}"`"#,
],
),
(
"[[source]]\npath = \"a.csv\"\n\n[source.maps]\nid = \"x\"\n",
&[
"shelfsync.toml:4: [[source]] has no key `maps`; did you mean `[source.map]`?",
],
),
(
"[source.map]\nid = \"x\"\n",
&[
"shelfsync.toml:1: `source` is a section; write `[[source]]` with two brackets, once for each export",
],
),
(
"[[source]]\npath = \"a.csv\"\n[source.map]\nid = 5\ntitle = \" \"\nlink = [\"x\"]\n",
&[
r#"shelfsync.toml:4: `source.map.id` is a number without quotes; expected a template in quotes, as in `title = "{{ row['Name'] }}"`"#,
r#"shelfsync.toml:5: `source.map.title` is empty; expected a template in quotes, as in `title = "{{ row['Name'] }}"`"#,
r#"shelfsync.toml:6: `source.map.link` is a list; expected a template in quotes, as in `title = "{{ row['Name'] }}"`"#,
],
),
(
"[filter]\ninclude = true\n",
&[
r#"shelfsync.toml:2: `filter.include` is true or false; expected text in quotes, as in `include = "row['Published'] == '1'"`"#,
],
),
(
"[filter]\ninclude = \"\"\n",
&[
"shelfsync.toml:2: `filter.include` is empty; expected an expression that is true or false, or leave it out",
],
),
(
"[filter]\nexclude = \"x\"\n",
&[
"shelfsync.toml:2: [filter] has no key `exclude`; did you mean `include`?",
],
),
(
"[[source]]\npath = \"a.csv\"\nrole = \"stock\"\nkey = [\"a\", 5]\nof = [\"\"]\noverrides = \"yes\"\nmax_age = 2\nname = \"a b\"\n",
&[
"shelfsync.toml:4: `source.key` is a number without quotes; expected text in quotes, or a list of texts, as in `key = \"sku\"`",
"shelfsync.toml:5: `source.of` is empty; expected the name of a column, or a list of them, or leave it out",
"shelfsync.toml:6: `source.overrides` is text in quotes; expected `true` or `false` without quotes, as in `overrides = true`",
"shelfsync.toml:7: `source.max_age` is a number without quotes; expected text in quotes, as in `max_age = \"2h\"`",
"shelfsync.toml:8: `source.name` is `a b`; expected a word of letters, digits, `_` and `-`, as in `name = \"stock\"`",
],
),
(
"[[source]]\npath = \"a.csv\"\nrole = \"stocks\"\n",
&[
"shelfsync.toml:3: `source.role` is `stocks`; expected `products`, `stock`, `prices` or `supplement`; did you mean `stock`?",
],
),
(
"[[source]]\npath = \"https://user:hunter2@shop.example/feed.csv\"\n",
&[
"shelfsync.toml:2: `source.path` carries a user name or password, which would be shown in reports; expected a file, a pattern, a web address without user and password, or `-`",
],
),
(
"[meta]\naccess_token = \"EAAB\"\n",
&[
"shelfsync.toml:2: `access_token` looks like a credential, which never stands in this file; set META_ACCESS_TOKEN or META_ACCESS_TOKEN_FILE, and META_APP_SECRET, in the environment",
],
),
(
"[catalog]\naccess_token = \"EAAB\"\n",
&[
"shelfsync.toml:2: `access_token` looks like a credential, which never stands in this file; set META_ACCESS_TOKEN or META_ACCESS_TOKEN_FILE, and META_APP_SECRET, in the environment",
],
),
(
"access_token = \"EAAB\"\n",
&[
"shelfsync.toml:1: `access_token` looks like a credential, which never stands in this file; set META_ACCESS_TOKEN or META_ACCESS_TOKEN_FILE, and META_APP_SECRET, in the environment",
],
),
(
"[catalog]\nid = 1234567890\n",
&[
r#"shelfsync.toml:2: `catalog.id` is a number without quotes; expected text in quotes, as in `id = "1234567890"`"#,
],
),
(
"[shop]\ntax_rate = \"19\"\n",
&[
"shelfsync.toml:2: `shop.tax_rate` is text in quotes; expected a number without quotes, as in `tax_rate = 19`",
],
),
(
"[shop]\nurl = true\n",
&[
r#"shelfsync.toml:2: `shop.url` is true or false; expected text in quotes, as in `url = "https://shop.example"`"#,
],
),
(
"[shop]\nbrand = [\"A\"]\n",
&[
r#"shelfsync.toml:2: `shop.brand` is a list; expected text in quotes, as in `brand = "Beispiel"`"#,
],
),
(
"[delivery]\nmax_wait = 30\n",
&[
r#"shelfsync.toml:2: `delivery.max_wait` is a number without quotes; expected text in quotes, as in `max_wait = "30m"`"#,
],
),
(
"[delivery]\nbatch_items = 2.5\n",
&[
"shelfsync.toml:2: `delivery.batch_items` is a number with decimals; expected a whole number without quotes, as in `batch_items = 3000`",
],
),
(
"[delivery]\nbatch_items = 0\n",
&[
"shelfsync.toml:2: `delivery.batch_items` is `0`; expected a whole number from 1 to 5000, as in `batch_items = 3000`",
],
),
(
"[delivery]\nbatch_items = 5001\n",
&[
"shelfsync.toml:2: `delivery.batch_items` is `5001`; expected a whole number from 1 to 5000, as in `batch_items = 3000`",
],
),
(
"[delivery]\nbatch_bytes = 99999\n",
&[
"shelfsync.toml:2: `delivery.batch_bytes` is `99999`; expected a whole number from 100000 to 28000000, as in `batch_bytes = 20000000`",
],
),
(
"[delivery]\nwrites_per_minute = 0\n",
&[
"shelfsync.toml:2: `delivery.writes_per_minute` is `0`; expected a whole number from 1, as in `writes_per_minute = 8`",
],
),
(
"[delivery]\nwrites_per_minute = -1\n",
&[
"shelfsync.toml:2: `delivery.writes_per_minute` is `-1`; expected a whole number from 1, as in `writes_per_minute = 8`",
],
),
(
"[delivery]\nmax_wait = \"soon\"\n",
&[
r#"shelfsync.toml:2: `delivery.max_wait` is `soon`; expected a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`, as in `max_wait = "30m"`"#,
],
),
(
"[delivery]\nmax_wait = \"30\"\n",
&[
"shelfsync.toml:2: `delivery.max_wait` is `30`; expected a time in hours, minutes and seconds of at most 168h, such as `90s`, `2h` or `1h30m`; did you mean `30m`?",
],
),
(
"[removal]\nmax_share = 10\n",
&[
"shelfsync.toml:2: `removal.max_share` is `10`; expected a share from 0 to 1, where 0.10 means 10 %; did you mean `0.1`?",
],
),
(
"[removal]\naction = \"Archiv\"\n",
&[
"shelfsync.toml:2: `removal.action` is `Archiv`; expected `archive`, `out-of-stock`, `delete` or `keep`; did you mean `archive`?",
],
),
(
"[removal]\nmax_share = nan\n",
&[
"shelfsync.toml:2: `removal.max_share` is `nan`; expected a share from 0 to 1, where 0.10 means 10 %, as in `max_share = 0.10`",
],
),
(
"[shop]\ntax_rate = 0.19\n",
&[
"shelfsync.toml:2: `shop.tax_rate` is `0.19`; expected a percentage from 0 to 100, where 19 means 19 %; did you mean `19`?",
],
),
(
"[shop]\ntax_rate = 101\n",
&[
"shelfsync.toml:2: `shop.tax_rate` is `101`; expected a percentage from 0 to 100, where 19 means 19 %, as in `tax_rate = 19`",
],
),
(
"[shop]\nprices = \"net\"\n",
&[
"shelfsync.toml:2: `shop.prices` is `net`, but `shop.tax_rate` is not set; set it to the percentage that is added, as in `tax_rate = 19`, or set `shop.prices` to `gross`",
],
),
(
"[shop]\nprices = \"net\"\ntax_rate = 190\n",
&[
"shelfsync.toml:3: `shop.tax_rate` is `190`; expected a percentage from 0 to 100, where 19 means 19 %, as in `tax_rate = 19`",
],
),
(
"[shop]\ncurrency = \"Euro\"\ncountry = \"UK\"\nlanguage = \"deutsch\"\ntimezone = \"Europe/Berln\"\n",
&[
"shelfsync.toml:2: `shop.currency` is `Euro`; expected a currency code of three capital letters (ISO 4217); did you mean `EUR`?",
"shelfsync.toml:3: `shop.country` is `UK`; expected a country code of two capital letters (ISO 3166); did you mean `GB`?",
"shelfsync.toml:4: `shop.language` is `deutsch`; expected a language code, with or without a country; did you mean `de`?",
"shelfsync.toml:5: `shop.timezone` is `Europe/Berln`; expected a time zone by its IANA name; did you mean `Europe/Berlin`?",
],
),
(
"[shop]\ncountry = \"\"\ntimezone = \"new york\"\n",
&[
"shelfsync.toml:2: `shop.country` is empty; expected a country code of two capital letters (ISO 3166), or leave it out",
"shelfsync.toml:3: `shop.timezone` is `new york`; expected a time zone by its IANA name; did you mean `America/New_York`?",
],
),
(
"[shop]\ncurrency = \"XXX\"\ncondition = \"neu\"\navailability = \"in_stock\"\n",
&[
r#"shelfsync.toml:2: `shop.currency` is `XXX`; expected a currency code of three capital letters (ISO 4217), as in `currency = "EUR"`"#,
"shelfsync.toml:3: `shop.condition` is `neu`; expected `new`, `refurbished` or `used`; did you mean `new`?",
"shelfsync.toml:4: `shop.availability` is `in_stock`; expected `in stock`, `out of stock` or `available for order`; did you mean `in stock`?",
],
),
(
"[shop]\nbrand = \"\"\ncurrency = \"\"\n",
&[
"shelfsync.toml:2: `shop.brand` is empty; expected a name, or leave it out",
"shelfsync.toml:3: `shop.currency` is empty; expected a currency code of three capital letters (ISO 4217), or leave it out",
],
),
(
"[shop]\nurl = \"shop.example\"\n",
&[
"shelfsync.toml:2: `shop.url` is `shop.example`; expected an address that begins with https:// or http://, without user, password, `?` or `#`; did you mean `https://shop.example`?",
],
),
(
"[shop]\nurl = \"ftp://shop.example\"\n",
&[
r#"shelfsync.toml:2: `shop.url` is `ftp://shop.example`; expected an address that begins with https:// or http://, without user, password, `?` or `#`, as in `url = "https://shop.example"`"#,
],
),
(
"[shop]\nurl = \"https://me:hunter2@shop.example\"\n",
&[
"shelfsync.toml:2: `shop.url` carries a user name or password, which would be shown in reports; expected an address that begins with https:// or http://, without user, password, `?` or `#`",
],
),
(
"[shop]\nurl = \"https//me:hunter2@shop.example\"\n",
&[
r#"shelfsync.toml:2: `shop.url` is `…@shop.example`; expected an address that begins with https:// or http://, without user, password, `?` or `#`, as in `url = "https://shop.example"`"#,
],
),
(
"[catalog]\nid = \"12 34\"\n",
&[
r#"shelfsync.toml:2: `catalog.id` is `12 34`; expected the catalog's id without blanks or slashes, as in `id = "1234567890"`"#,
],
),
(
"[catalog]\napi_url = \"http://graph.example\"\napi_version = \"25\"\n",
&[
r#"shelfsync.toml:2: `catalog.api_url` is `http://graph.example`; expected an https:// address, or http:// to this computer, without user, password, `?` or `#`, as in `api_url = "https://graph.facebook.com"`"#,
"shelfsync.toml:3: `catalog.api_version` is `25`; expected a version of the Graph API; did you mean `v25.0`?",
],
),
(
"[state]\npath = \"\"\n",
&[
"shelfsync.toml:2: `state.path` is empty; expected a path, or leave it out",
],
),
(
"[[source]]\npath = \"a.csv\"\ndelimiter = \"ab\"\ndecimal = \"comma\"\n",
&[
r#"shelfsync.toml:3: `source.delimiter` is `ab`; expected one sign that is no letter, digit, blank or quote, or `tab`, as in `delimiter = ";"`"#,
r#"shelfsync.toml:4: `source.decimal` is `comma`; expected `.` or `,`, as in `decimal = ","`"#,
],
),
(
"[shop]\ncurrency = EUR\n",
&[
r#"shelfsync.toml:2: not valid TOML: string values must be quoted; write text in quotes, as in `currency = "EUR"`"#,
],
),
(
"[shop]\nbrand = „Beispiel“\n",
&[
r#"shelfsync.toml:2: not valid TOML: string values must be quoted; write straight quotes, as in `currency = "EUR"`"#,
],
),
(
"[[source]]\npath = \"exports\\products.csv\"\n",
&[
r#"shelfsync.toml:2: not valid TOML: missing escaped value; write paths with `/`, as in `path = "exports/products.csv"`"#,
],
),
(
"[shop]\ntax_rate = 19,5\ncurrency = EUR\n",
&[
"shelfsync.toml:2: not valid TOML: unexpected key or value; write decimals with a point, as in `tax_rate = 5.5`",
r#"shelfsync.toml:3: not valid TOML: string values must be quoted; write text in quotes, as in `currency = "EUR"`"#,
],
),
(
"[shop]\nurl = \"https://a.example\"\nurl = \"https://b.example\"\n",
&[
"shelfsync.toml:3: not valid TOML: duplicate key; a key or section may stand only once; put the lines together",
],
),
(
"[shop]\n[shop]\n",
&[
"shelfsync.toml:2: not valid TOML: duplicate key; a key or section may stand only once; put the lines together",
],
),
(
"[shop\nurl = \"https://a.example\"\n",
&[
"shelfsync.toml:1: not valid TOML: unclosed table, expected `]`",
],
),
(
"[shop]\nurl\n",
&[
"shelfsync.toml:2: not valid TOML: key with no value, expected `=`",
],
),
(
"[shop]\nurl = \"https://a.example\n",
&[
r#"shelfsync.toml:2: not valid TOML: invalid basic string, expected `"`"#,
],
),
];

#[test]
fn a_bad_file_is_answered_with_these_words() {
    for (file, messages) in FILES {
        assert_eq!(
            load_file(file).err().as_deref().unwrap_or_default(),
            *messages,
            "{file}"
        );
    }
}

#[test]
fn a_bad_variable_is_answered_with_these_words() {
    for (variable, text, message) in [
        (
            "SHELFSYNC_SHOP_CURENCY",
            "EUR",
            "the variable `SHELFSYNC_SHOP_CURENCY` sets nothing; did you mean `SHELFSYNC_SHOP_CURRENCY`?",
        ),
        (
            "SHELFSYNC_HTTP_PASSWRD",
            "geheim",
            "the variable `SHELFSYNC_HTTP_PASSWRD` sets nothing; take it out of the environment",
        ),
        (
            "SHELFSYNC_STATE_XYZ_ABC_DEF",
            "1",
            "the variable `SHELFSYNC_STATE_XYZ_ABC_DEF` sets nothing; take it out of the environment",
        ),
        (
            "SHELFSYNC_SOURCE_PATH",
            "a.csv",
            "the variable `SHELFSYNC_SOURCE_PATH` sets nothing: sources come from `[[source]]` in \
             shelfsync.toml or from the command line, as in `shelfsync check products.csv`",
        ),
        (
            "SHELFSYNC_FILTER_INCLUD",
            "true",
            "the variable `SHELFSYNC_FILTER_INCLUD` sets nothing; did you mean \
             `SHELFSYNC_FILTER_INCLUDE`?",
        ),
        (
            "SHELFSYNC_DELIVERY_BATCH_ITEMS",
            "3.000",
            "the variable `SHELFSYNC_DELIVERY_BATCH_ITEMS` is `3.000`; expected a whole number \
             from 1 to 5000; did you mean `3000`?",
        ),
        (
            "SHELFSYNC_CATALOG_API_VERSION",
            "latest",
            "the variable `SHELFSYNC_CATALOG_API_VERSION` is `latest`; expected a version of the \
             Graph API, as in `SHELFSYNC_CATALOG_API_VERSION=v25.0`",
        ),
    ] {
        let problems = load("", &[(variable, text)], &Overrides::default()).unwrap_err();
        assert_eq!(problems, [message]);
    }
}

#[test]
fn variables_that_are_not_ours_are_left_alone() {
    for variable in [
        "SHELFSYNC_LOG",
        "SHELFSYNC_STATE",
        "SHELFSYNC_SHOPS_URL",
        "SHELF",
        "HOME",
    ] {
        assert!(
            load("", &[(variable, "x")], &Overrides::default()).is_ok(),
            "{variable}"
        );
    }
}

#[test]
fn a_bad_flag_is_answered_with_these_words() {
    let word = |text: &str| Some(text.to_owned());
    let none = Overrides::default;
    for (flags, message) in [
        (
            Overrides {
                currency: word("Euro"),
                ..none()
            },
            "`--currency` is `Euro`; expected a currency code of three capital letters (ISO 4217); \
             did you mean `EUR`?",
        ),
        (
            Overrides {
                catalog: word("12/34"),
                ..none()
            },
            "`--catalog` is `12/34`; expected the catalog's id without blanks or slashes, as in \
             `--catalog 1234567890`",
        ),
        (
            Overrides {
                availability: word("yes"),
                ..none()
            },
            "`--availability` is `yes`; expected `in stock`, `out of stock` or `available for \
             order`, as in `--availability 'in stock'`",
        ),
        (
            Overrides {
                delimiter: word("semicolon"),
                ..none()
            },
            "`--delimiter` is `semicolon`; expected one sign that is no letter, digit, blank or \
             quote, or `tab`, as in `--delimiter ';'`",
        ),
        (
            Overrides {
                brand: word(""),
                ..none()
            },
            "`--brand` is empty; expected a name, or leave it out",
        ),
        (
            Overrides {
                exports: vec![String::new()],
                ..none()
            },
            "`EXPORT` is empty; expected a file, a pattern, a web address without user and \
             password, or `-`, or leave it out",
        ),
        (
            Overrides {
                config: word("missing.toml"),
                ..none()
            },
            "there is no file `missing.toml`; `--config` must name the configuration file",
        ),
    ] {
        assert_eq!(load("", &[], &flags).unwrap_err(), [message]);
    }
}

#[test]
fn a_file_that_is_no_text_names_the_line_or_the_reason() {
    let too_large = vec![b'#'; 1024 * 1024 + 1];
    for (bytes, message) in [
        (
            &b"[shop]\n# gr\xfc\xdfe\n"[..],
            "shelfsync.toml:2: not UTF-8 text; save the file with the encoding UTF-8",
        ),
        (
            &b"\xff\xfe[\0s\0"[..],
            "shelfsync.toml:1: not UTF-8 text; save the file with the encoding UTF-8",
        ),
        (
            &too_large,
            "shelfsync.toml: larger than 1048576 bytes; is this the configuration, or the export?",
        ),
    ] {
        let folder = folder("");
        fs::write(folder.path().join("shelfsync.toml"), bytes).unwrap();
        let environment = Environment::default();
        let error = Settings::load(&Overrides::default(), &environment, folder.path()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_no_line_number() {
    let problems = load_file("\u{feff}[shop]\r\n\r\ncurency = \"EUR\"\r\n").unwrap_err();
    assert_eq!(
        problems,
        ["shelfsync.toml:3: [shop] has no key `curency`; did you mean `currency`?"]
    );
}

#[test]
fn a_folder_in_place_of_the_file_is_an_error() {
    let folder = folder("");
    fs::create_dir(folder.path().join("shelfsync.toml")).unwrap();
    let environment = Environment::default();
    let error = Settings::load(&Overrides::default(), &environment, folder.path()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("shelfsync.toml: cannot be read: "),
        "{error}"
    );
}

#[test]
fn a_pasted_token_is_never_repeated() {
    let token = format!("EAAB{}", "x1Y2".repeat(45));
    for key in crate::config::key::KEYS {
        let line = format!("{}\n{} = \"{token}\"\n", key.section.header(), key.name);
        let shown = format!("{:?}", load_file(&line).err());
        assert!(!shown.contains(&token), "{shown}");
    }
    for line in [
        format!("[catalog]\n{token}"),
        format!("{token} = 1"),
        format!("[{token}]"),
    ] {
        let shown = format!("{:?}", load_file(&line).err());
        assert!(!shown.contains(&token), "{shown}");
    }
}
