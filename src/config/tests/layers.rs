//! Which layer wins, what paths are relative to, and where a setting came from.

use std::path::{Path, PathBuf};

use super::{folder, load, load_file};
use crate::config::{
    ConfigError, DecimalSign, Environment, Key, Origin, Overrides, Prices, Role, Settings, key,
};

/// Flags with one of them set.
fn flags(set: impl FnOnce(&mut Overrides)) -> Overrides {
    let mut flags = Overrides::default();
    set(&mut flags);
    flags
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let file = "[delivery]\nmax_wait = \"1m\"\n";
    let variable = [("SHELFSYNC_DELIVERY_MAX_WAIT", "2m")];
    let flag = flags(|flags| flags.max_wait = Some("3m".to_owned()));
    let none = Overrides::default();
    let name = "SHELFSYNC_DELIVERY_MAX_WAIT".to_owned();
    let line = Origin::File {
        path: PathBuf::from("shelfsync.toml"),
        line: 2,
    };
    let no_variable: &[(&str, &str)] = &[];
    for (file, variables, flags, seconds, origin) in [
        (file, &variable[..], &flag, 180, Origin::Flag("--max-wait")),
        (file, &variable, &none, 120, Origin::Environment(name)),
        (file, no_variable, &none, 60, line),
        ("", no_variable, &none, 1800, Origin::Default),
    ] {
        let settings = load(file, variables, flags).unwrap();
        assert_eq!(settings.delivery.max_wait.as_secs(), seconds, "{origin}");
        assert_eq!(settings.origin(&key::DELIVERY_MAX_WAIT), &origin);
    }
}

#[test]
fn every_key_is_heard_in_the_file_as_variable_and_as_flag() {
    for key in key::KEYS {
        let line = key.line(key.example);
        let with_path = if key.name == "path" {
            ""
        } else {
            "path = \"a.csv\"\n"
        };
        let before = if key.section == key::Section::Source {
            with_path
        } else {
            ""
        };
        let net = if key.name == "prices" {
            "tax_rate = 19\n"
        } else {
            ""
        };
        let file = format!("{}\n{before}{net}{line}\n", key.section.header());
        let settings = load_file(&file).unwrap_or_else(|problems| panic!("{file}: {problems:?}"));
        if key.section != key::Section::Source {
            assert!(
                matches!(settings.origin(key), Origin::File { .. }),
                "{line}"
            );
        }
        if let Some(variable) = key.variable() {
            let settings = load("", &[(&variable, key.example)], &Overrides::default()).unwrap();
            assert_eq!(settings.origin(key), &Origin::Environment(variable));
        }
    }
}

/// Taken apart by all fields, so that a new flag does not compile until it is here.
#[test]
fn every_flag_sets_the_key_of_its_row() {
    let word = |text: &str| Some(text.to_owned());
    let flags = Overrides {
        config_name: None,
        config: None,
        state: word("s.db"),
        catalog: word("100"),
        api_url: word("http://127.0.0.1:8080"),
        preset: word("shopify"),
        shop_url: word("https://shop.example"),
        image_url: word("https://img.example"),
        currency: word("CHF"),
        country: word("CH"),
        language: word("de-CH"),
        timezone: word("Europe/Zurich"),
        brand: word("Beispiel"),
        condition: word("used"),
        availability: word("out of stock"),
        encoding: word("utf-8"),
        delimiter: word("tab"),
        decimal: word("."),
        max_wait: word("1h"),
        lock_timeout: word("5m"),
        exports: vec!["a.csv".to_owned(), "-".to_owned()],
    };
    let settings = load("", &[], &flags).unwrap();
    let by_flag = |key: &&&Key| key.flag.is_some() && key.section != key::Section::Source;
    let keys: Vec<_> = key::KEYS.iter().filter(by_flag).collect();
    assert_eq!(keys.len(), 14);
    for key in keys {
        let flag = key.flag.map(|flag| flag.name).unwrap();
        assert_eq!(settings.origin(key), &Origin::Flag(flag));
    }
    let sources = settings.sources().unwrap();
    assert_eq!(sources.len(), 2);
    for (source, path) in sources.iter().zip(["a.csv", "-"]) {
        assert_eq!(source.path, path);
        assert_eq!(source.role, Role::Products);
        assert_eq!(source.preset.as_deref(), Some("shopify"));
        assert_eq!(source.encoding.as_deref(), Some("utf-8"));
        assert_eq!(source.delimiter, Some('\t'));
        assert_eq!(source.decimal, Some(DecimalSign::Point));
        assert_eq!(source.origin, Origin::Flag("EXPORT"));
    }
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    let variables = [
        ("SHELFSYNC_SHOP_CURRENCY", ""),
        ("SHELFSYNC_SHOP_BRAND", "  "),
    ];
    let settings = load(
        "[shop]\ncurrency = \"EUR\"\n",
        &variables,
        &Overrides::default(),
    )
    .unwrap();
    assert_eq!(settings.shop.currency, Some(iso_currency::Currency::EUR));
    assert_eq!(settings.shop.brand, None);
}

#[test]
fn a_mistake_in_the_file_is_named_even_when_a_flag_overrides_it() {
    let flags = flags(|flags| flags.currency = Some("EUR".to_owned()));
    let problems = load("[shop]\ncurrency = \"Euro\"\n", &[], &flags).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("shelfsync.toml:2: `shop.currency` is `Euro`"));
}

#[test]
fn net_prices_take_their_rate_from_any_layer() {
    let rate = [("SHELFSYNC_SHOP_TAX_RATE", "8.1")];
    let settings = load("[shop]\nprices = \"net\"\n", &rate, &Overrides::default()).unwrap();
    assert_eq!(settings.shop.prices, Prices::Net);
    assert_eq!(
        settings.shop.tax_rate,
        Some(rust_decimal::Decimal::new(81, 1))
    );
}

#[test]
fn positional_exports_replace_the_sources_of_the_file() {
    let file =
        "[[source]]\npath = \"one.csv\"\npreset = \"shopify\"\n\n[[source]]\npath = \"two.csv\"\n";
    let paths = |flags: &Overrides| -> Vec<(String, Option<String>)> {
        let settings = load(file, &[], flags).unwrap();
        let sources = settings.sources().unwrap().iter();
        sources
            .map(|source| (source.path.clone(), source.preset.clone()))
            .collect()
    };
    let own = |text: &str| Some(text.to_owned());
    assert_eq!(
        paths(&Overrides::default()),
        [
            ("one.csv".to_owned(), own("shopify")),
            ("two.csv".to_owned(), None)
        ]
    );
    let preset = flags(|flags| flags.preset = own("meta"));
    assert_eq!(
        paths(&preset),
        [
            ("one.csv".to_owned(), own("meta")),
            ("two.csv".to_owned(), own("meta"))
        ]
    );
    let export = flags(|flags| flags.exports = vec!["three.csv".to_owned()]);
    assert_eq!(paths(&export), [("three.csv".to_owned(), None)]);
}

#[test]
fn a_map_belongs_to_its_source_and_a_filter_to_the_run() {
    let file = "[[source]]\npath = \"one.csv\"\n[source.map]\ntitle = \"{{ row['Titel'] }}\"\n\
                id = '''\n{{ row['Nr'] }}'''\n\
                [[source]]\npath = \"two.csv\"\n[filter]\ninclude = \"row['a'] == '1'\"\n";
    let settings = load_file(file).unwrap();
    let [one, two] = settings.sources().unwrap() else {
        panic!("two sources");
    };
    let entries: Vec<(&str, &str, String)> = one
        .map
        .iter()
        .map(|entry| {
            let template = &entry.template;
            let origin = template.origin().to_string();
            (entry.field.as_str(), template.text(), origin)
        })
        .collect();
    assert_eq!(
        entries,
        [
            ("id", "{{ row['Nr'] }}", "shelfsync.toml:5".to_owned()),
            ("title", "{{ row['Titel'] }}", "shelfsync.toml:4".to_owned()),
        ]
    );
    let (origin, column) = one.map[0].template.spot(3);
    assert_eq!(
        (origin.to_string().as_str(), column),
        ("shelfsync.toml:6", 4)
    );
    assert!(two.map.is_empty());
    let filter = settings.filter.unwrap();
    assert_eq!(filter.text(), "row['a'] == '1'");
    assert_eq!(filter.spot(0).1, 12);

    let export = flags(|flags| flags.exports = vec!["three.csv".to_owned()]);
    let settings = load(file, &[], &export).unwrap();
    assert!(settings.sources().unwrap()[0].map.is_empty());
    assert!(settings.filter.is_some());

    let variable = [("SHELFSYNC_FILTER_INCLUDE", "true")];
    let settings = load(file, &variable, &Overrides::default()).unwrap();
    let filter = settings.filter.unwrap();
    assert_eq!(filter.text(), "true");
    let (origin, column) = filter.spot(2);
    assert_eq!(
        (origin.to_string().as_str(), column),
        ("SHELFSYNC_FILTER_INCLUDE", 3)
    );
}

#[test]
fn a_source_remembers_the_line_of_its_header() {
    let file = "[shop]\n\n[[source]]\npath = \"one.csv\"\n\n[[source]]\npath = \"two.csv\"\n";
    let settings = load_file(file).unwrap();
    let lines: Vec<String> = settings
        .sources()
        .unwrap()
        .iter()
        .map(|source| source.origin.to_string())
        .collect();
    assert_eq!(lines, ["shelfsync.toml:3", "shelfsync.toml:6"]);
}

#[test]
fn paths_are_relative_to_the_file_or_to_the_working_folder() {
    let folder = folder("");
    let cwd = folder.path();
    std::fs::create_dir(cwd.join("conf")).unwrap();
    let toml = "[[source]]\npath = \"x.csv\"\n[state]\npath = \"s.db\"\n";
    std::fs::write(cwd.join("conf/shop.toml"), toml).unwrap();
    std::fs::write(cwd.join("conf/bare.toml"), "").unwrap();
    let config = |file: &str| flags(|flags| flags.config = Some(file.to_owned()));
    let load = |flags: &Overrides, variables: &[(&str, &str)]| {
        let environment: Environment = variables.iter().copied().collect();
        Settings::load(flags, &environment, cwd).unwrap()
    };

    let settings = load(&config("conf/shop.toml"), &[]);
    assert_eq!(settings.state, cwd.join("conf/s.db"));
    assert_eq!(settings.sources().unwrap()[0].base, cwd.join("conf"));
    assert_eq!(settings.file.as_deref(), Some(Path::new("conf/shop.toml")));

    let settings = load(&config("conf/bare.toml"), &[]);
    assert_eq!(settings.state, cwd.join("conf/.shelfsync/state.db"));

    let settings = load(
        &config("conf/shop.toml"),
        &[("SHELFSYNC_STATE_PATH", "v.db")],
    );
    assert_eq!(settings.state, cwd.join("v.db"));

    let mut flags = config("conf/shop.toml");
    flags.state = Some("f.db".to_owned());
    flags.exports = vec!["y.csv".to_owned()];
    let settings = load(&flags, &[]);
    assert_eq!(settings.state, cwd.join("f.db"));
    assert_eq!(settings.sources().unwrap()[0].base, cwd);

    let settings = load(&Overrides::default(), &[]);
    assert_eq!(settings.state, cwd.join(".shelfsync/state.db"));
    assert_eq!(settings.file, None);
}

#[test]
fn what_a_command_needs_is_named_with_every_way_to_set_it() {
    let settings = load("", &[], &Overrides::default()).unwrap();
    insta::assert_snapshot!(settings.catalog_id().unwrap_err(), @r#"`catalog.id` is not set; give `--catalog 1234567890`, set `SHELFSYNC_CATALOG_ID`, or write `id = "1234567890"` below `[catalog]` in shelfsync.toml"#);
    insta::assert_snapshot!(settings.sources().unwrap_err(), @r#"no export is named; name one on the command line, as in `shelfsync check products.csv`, or write `path = "exports/products.csv"` below `[[source]]` in shelfsync.toml"#);
    insta::assert_snapshot!(ConfigError::missing(&key::SHOP_TAX_RATE), @"`shop.tax_rate` is not set; set `SHELFSYNC_SHOP_TAX_RATE`, or write `tax_rate = 19` below `[shop]` in shelfsync.toml");
}

#[test]
fn several_problems_are_a_list_in_the_order_of_the_file() {
    let folder = folder("[catalog]\nid = 5\n\n[shop]\ncurrency = \"Euro\"\n");
    let environment: Environment = [("SHELFSYNC_SHOP_COUNTRY", "de")].into_iter().collect();
    let error = Settings::load(&Overrides::default(), &environment, folder.path()).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    3 problems in the configuration:
      shelfsync.toml:2: `catalog.id` is a number without quotes; expected text in quotes, as in `id = "1234567890"`
      shelfsync.toml:5: `shop.currency` is `Euro`; expected a currency code of three capital letters (ISO 4217); did you mean `EUR`?
      the variable `SHELFSYNC_SHOP_COUNTRY` is `de`; expected a country code of two capital letters (ISO 3166); did you mean `DE`?
    "#);
}
