//! The JSON schema of the configuration file, for editors.
//!
//! It is made from the table of keys, so that a key cannot be missing there.
//! It is a help while typing and no judge: what [`Settings`](super::Settings)
//! refuses beyond types, words and ranges, the schema lets pass.

use serde_json::{Map, Value, json};

use super::key::{self, Expected, Form, Key, NO_MOST, NOT_YET, NotYet, Section};

/// The schema of `shelfsync.toml` (JSON Schema, draft 2020-12).
#[must_use]
pub fn schema() -> Value {
    let sections = Section::ALL.into_iter().map(|section| {
        let schema = if section == Section::Source {
            json!({
                "type": "array",
                "description": "Exports to read, one `[[source]]` each.",
                "items": table(section),
            })
        } else {
            table(section)
        };
        (section.name().to_owned(), schema)
    });
    let sections = sections.chain(tables());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shelfsync.toml",
        "description": "The configuration of shelfsync.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections.collect::<Map<_, _>>(),
    })
}

/// The sections whose keys are names that the user gives.
fn tables() -> [(String, Value); 2] {
    let text = json!({"type": "string", "minLength": 1});
    let lookup = json!({
        "type": "object",
        "description": "`[lookup.<name>]`: a table of words in a file, for the filter `lookup`.",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": false,
            "properties": {"path": text.clone(), "key": text.clone(), "value": text},
            "required": ["path", "key", "value"],
        },
    });
    let values = json!({
        "type": "object",
        "description": "`[values.<field>]`: the shop's words for values of a field, and what stands for each.",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
    });
    [("lookup".to_owned(), lookup), ("values".to_owned(), values)]
}

fn table(section: Section) -> Value {
    let keys = key::of(section).map(|key| (key.name.to_owned(), value(key)));
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": keys.collect::<Map<_, _>>(),
    });
    if section == Section::Shop {
        schema["properties"]["tax_classes"] = json!({
            "type": "object",
            "description": "`[shop.tax_classes]`: the export's words for the tax of an item, each \
                            with its percentage.",
            "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100},
        });
    }
    if section == Section::Source {
        schema["properties"]["map"] = json!({
            "type": "object",
            "description": "`[source.map]`: fields of the catalog by Meta's names, each with the \
                            minijinja template over the export's columns that makes it.",
            "additionalProperties": {"type": "string", "minLength": 1},
        });
        schema["required"] = json!([key::SOURCE_PATH.name]);
    }
    schema
}

fn value(key: &Key) -> Value {
    let mut schema = Map::new();
    let mut set = |name: &str, value: Value| schema.insert(name.to_owned(), value);
    set("description", description(key).into());
    let kind = match key.form {
        Form::Text => json!("string"),
        Form::Whole => json!("integer"),
        Form::Number => json!("number"),
        Form::List => json!(["string", "array"]),
        Form::Switch => json!("boolean"),
    };
    set("type", kind);
    if key.form == Form::List {
        let text = json!({"type": "string", "minLength": 1});
        set("items", text);
    }
    match key.expected {
        Expected::OneOf(_) if key.form == Form::Switch => {}
        Expected::OneOf(words) => {
            let words = words.iter().copied().filter(|word| is_built(key, word));
            set("enum", words.collect());
        }
        Expected::Whole(least, most) => {
            set("minimum", least.into());
            if most != NO_MOST {
                set("maximum", most.into());
            }
        }
        Expected::Phrase(_) => {}
    }
    if let Some((least, most)) = key.range {
        set("minimum", least.into());
        set("maximum", most.into());
    }
    if matches!(key.form, Form::Text | Form::List) && !matches!(key.expected, Expected::OneOf(_)) {
        set("minLength", 1.into());
    }
    if let Some(default) = key.default {
        set("default", typed(key, default));
    }
    set("examples", json!([typed(key, key.example)]));
    Value::Object(schema)
}

/// Editors show it beside the key.
fn description(key: &Key) -> String {
    let mut parts = vec![
        format!("{}.", capital(key.about)),
        format!("Value: {}.", key.expected),
    ];
    if let Some(variable) = key.variable() {
        parts.push(format!("Variable: `{variable}`."));
    }
    if let Some(flag) = key.flag {
        parts.push(format!("Flag: `{}`.", flag.name));
    }
    parts.join("\n\n")
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(signs).collect()
}

/// A value of the table, which is text there, as the file has it.
fn typed(key: &Key, text: &str) -> Value {
    match key.form {
        Form::Text | Form::List => text.into(),
        Form::Whole | Form::Number | Form::Switch => {
            serde_json::from_str(text).unwrap_or_else(|_| text.into())
        }
    }
}

/// Whether this version takes the word.
fn is_built(key: &Key, word: &str) -> bool {
    !NOT_YET.iter().any(|part| match part {
        NotYet::Word(section, name, later) => {
            *section == key.section && *name == key.name && *later == word
        }
        NotYet::Section(_) | NotYet::Key(..) => false,
    })
}
