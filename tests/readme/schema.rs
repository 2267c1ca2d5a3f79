//! The schema of the configuration: it lets pass what is right and marks what is wrong.

use std::fs;

use serde_json::{Value, json};
use shelfsync::config::key::{Expected, Form, KEYS, Section};
use shelfsync::config::{Environment, Key, NOT_YET, NotYet, Overrides, Settings, schema};

use super::pages::{blocks, root, text};

/// What is wrong with a value, judged by the keywords that the schema uses.
fn faults(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut fault = |what: &str| found.push(format!("{at}: {what}"));
    let rules = schema.as_object().unwrap();
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "type" => {
                let is = |word: &Value| match word.as_str().unwrap() {
                    "boolean" => value.is_boolean(),
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    other => panic!("unknown type {other}"),
                };
                let one = std::slice::from_ref(rule);
                if !rule.as_array().map_or(one, Vec::as_slice).iter().any(is) {
                    fault("wrong type");
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    fault("wrong word");
                }
            }
            "minimum" if value.as_f64() < rule.as_f64() && value.is_number() => fault("too small"),
            "maximum" if value.as_f64() > rule.as_f64() => fault("too large"),
            "minLength" if value.as_str() == Some("") => fault("empty"),
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        fault(&format!("no {name}"));
                    }
                }
            }
            "additionalProperties" if rule == &Value::Bool(false) => {
                for name in value.as_object().into_iter().flat_map(|table| table.keys()) {
                    if schema["properties"].get(name).is_none() {
                        fault(&format!("no key {name}"));
                    }
                }
            }
            "$schema"
            | "title"
            | "description"
            | "default"
            | "examples"
            | "minimum"
            | "maximum"
            | "minLength"
            | "properties"
            | "items"
            | "additionalProperties" => {}
            other => panic!("the schema uses `{other}`, which this test does not judge"),
        }
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let inner = &schema["properties"][name];
        let inner = if inner.is_null() {
            &schema["additionalProperties"]
        } else {
            inner
        };
        if inner.is_object() {
            faults(inner, value, &format!("{at}.{name}"), found);
        }
    }
    if let Some(inner) = schema.get("items") {
        for (index, value) in value.as_array().into_iter().flatten().enumerate() {
            faults(inner, value, &format!("{at}[{index}]"), found);
        }
    }
}

fn judged(file: &str) -> Vec<String> {
    let value: Value = toml::from_str(file).unwrap_or_else(|error| panic!("{error}:\n{file}"));
    let mut found = Vec::new();
    faults(&schema(), &value, "", &mut found);
    found
}

/// Whether the program itself takes the file.
fn is_taken(file: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shelfsync.toml"), file).unwrap();
    Settings::load(
        &Overrides::default(),
        &Environment::default(),
        folder.path(),
    )
    .is_ok()
}

/// A file with one line below the header of its section.
fn file(key: &Key, line: &str) -> String {
    let path = if key.section == Section::Source && key.name != "path" {
        "path = \"x.csv\"\n"
    } else {
        ""
    };
    let rate = if key.path() == "shop.prices" {
        "tax_rate = 19\n"
    } else {
        ""
    };
    format!("{}\n{path}{rate}{line}\n", key.section.header())
}

#[test]
fn every_example_is_right_by_the_schema() {
    let mut seen = 0;
    let mut folders = vec![root().join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What the sandbox plays is no configuration; its own tests read it.
                if !path.ends_with("examples/scenarios") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "toml") {
                let found = judged(&fs::read_to_string(&path).unwrap());
                assert_eq!(found, [""; 0], "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 6, "{seen}");
    let page = text("docs/configuration.md");
    let blocks = blocks(&page);
    let whole = blocks.iter().filter(|block| block.kind == "toml");
    for block in whole.filter(|block| block.lines.len() > 20) {
        assert_eq!(judged(&block.lines.join("\n")), [""; 0]);
    }
}

#[test]
fn every_key_has_its_example_its_default_and_its_meaning() {
    let schema = schema();
    for key in KEYS {
        let table = &schema["properties"][key.section.name()];
        let table = table.get("items").unwrap_or(table);
        let entry = &table["properties"][key.name];
        let path = key.path();
        let about = entry["description"]
            .as_str()
            .unwrap_or_else(|| panic!("{path}"));
        assert!(
            about.to_lowercase().starts_with(&key.about.to_lowercase()),
            "{path}"
        );
        for value in [Some(&entry["examples"][0]), entry.get("default")]
            .into_iter()
            .flatten()
        {
            let mut found = Vec::new();
            faults(entry, value, &path, &mut found);
            assert_eq!(found, [""; 0], "{value}");
        }
        assert_eq!(
            entry.get("default").is_some(),
            key.default.is_some(),
            "{path}"
        );
        let line = file(key, &key.line(key.example));
        assert!(judged(&line).is_empty() && is_taken(&line), "{line}");
    }
}

/// The schema never marks what the program takes, and both refuse these.
#[test]
fn a_wrong_key_word_type_or_number_is_marked_and_refused() {
    for key in KEYS {
        let name = key.name;
        let mut wrong = vec![
            format!("{name}x = 1"),
            format!("{name} = true"),
            format!("{name} = [1]"),
        ];
        match key.form {
            Form::Text => wrong.extend([format!("{name} = 1"), format!("{name} = \"\"")]),
            Form::List => {
                wrong.retain(|line| !line.ends_with("true"));
                wrong.extend([format!("{name} = 1"), format!("{name} = \"\"")]);
            }
            Form::Switch => wrong.retain(|line| !line.ends_with("true")),
            Form::Whole | Form::Number => wrong.push(format!("{name} = \"1\"")),
        }
        match key.expected {
            Expected::OneOf(_) => wrong.push(format!("{name} = \"no such word\"")),
            Expected::Whole(least, most) => {
                wrong.extend(least.checked_sub(1).map(|less| format!("{name} = {less}")));
                wrong.push(format!("{name} = -1"));
                wrong.push(format!("{name} = 1.5"));
                if most < 1_000_000_000 {
                    wrong.push(format!("{name} = {}", most + 1));
                }
            }
            Expected::Phrase(_) => {}
        }
        if let Some((_, most)) = key.range {
            wrong.extend([format!("{name} = -1"), format!("{name} = {}", most + 1)]);
        }
        for line in wrong {
            let file = file(key, &line);
            assert!(!judged(&file).is_empty(), "not marked: {file}");
            assert!(!is_taken(&file), "taken: {file}");
        }
    }
    for file in [
        "[shopp]\n",
        "currency = \"EUR\"\n",
        "[source]\npath = \"x\"\n",
        "[[source]]\n",
    ] {
        assert!(!judged(file).is_empty(), "not marked: {file}");
        assert!(!is_taken(file), "taken: {file}");
    }
}

#[test]
fn a_word_that_is_not_built_yet_is_marked() {
    for part in NOT_YET {
        if let NotYet::Word(section, name, word) = part {
            let key = KEYS
                .iter()
                .find(|key| key.section == *section && key.name == *name);
            let file = file(key.unwrap(), &format!("{name} = \"{word}\""));
            assert!(!judged(&file).is_empty(), "not marked: {file}");
        }
    }
}

#[test]
fn the_schema_says_which_it_is() {
    let schema = schema();
    assert_eq!(
        schema["$schema"],
        json!("https://json-schema.org/draft/2020-12/schema")
    );
    for section in Section::ALL {
        assert!(
            schema["properties"][section.name()].is_object(),
            "{section:?}"
        );
    }
}
