//! The kinds of JSON values, and values that have parts: media, variants, shipping, unit prices,
//! app links, addresses.

use serde_json::{Map, Value};

use super::money::Money;
use super::rules::{APP_LINKS, POSTAL, SHIPPING, UNITS};
use super::shapes::{self, Address};

pub(super) fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("it must be text, not {}", kind_of(value)))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

pub(super) fn length(text: &str, most: usize) -> Result<(), String> {
    let count = text.chars().count();
    if count > most {
        return Err(format!(
            "the text has {count} characters where {most} are allowed"
        ));
    }
    if text.trim().is_empty() {
        return Err("the text is blank".to_owned());
    }
    Ok(())
}

pub(super) fn word(text: &str, words: &[&str]) -> Result<(), String> {
    if words.contains(&text) {
        return Ok(());
    }
    Err(format!("'{text}' is not one of: {}", words.join(", ")))
}

pub(super) fn country(text: &str) -> Result<(), String> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(format!("'{text}' is not a two-letter country code"))
}

pub(super) fn each(
    value: &Value,
    most: usize,
    check: impl Fn(&Value) -> Result<(), String>,
) -> Result<(), String> {
    let items = value
        .as_array()
        .ok_or_else(|| format!("it must be an array, not {}", kind_of(value)))?;
    if items.len() > most {
        return Err(format!(
            "the array has {} entries where {most} are allowed",
            items.len()
        ));
    }
    for (position, item) in items.iter().enumerate() {
        check(item).map_err(|why| format!("entry {position}: {why}"))?;
    }
    Ok(())
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("it must be an object, not {}", kind_of(value)))
}

fn members(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("'{name}' is not a known member")),
        None => Ok(()),
    }
}

pub(super) fn medium(value: &Value) -> Result<(), String> {
    let record = object(value)?;
    members(record, &["url", "tag"])?;
    let url = record.get("url").ok_or("'url' is missing")?;
    shapes::address(text(url)?, Address::Any)?;
    match record.get("tag") {
        Some(tags) => each(tags, 100, |tag| text(tag).map(drop)),
        None => Ok(()),
    }
}

pub(super) fn variants(value: &Value) -> Result<(), String> {
    if value.is_array() {
        return each(value, 100, |entry| {
            let entry = object(entry)?;
            members(entry, &["variant_label", "variant_value"])?;
            for name in ["variant_label", "variant_value"] {
                length(
                    text(entry.get(name).ok_or(format!("'{name}' is missing"))?)?,
                    200,
                )?;
            }
            Ok(())
        });
    }
    let pairs = text(value)?;
    for pair in pairs.split(',') {
        let good = pair.split_once(':').is_some_and(|(label, value)| {
            !label.trim().is_empty() && !value.trim().is_empty() && !value.contains(':')
        });
        if !good {
            return Err(format!("'{pair}' is not in the form 'Label:Value'"));
        }
    }
    Ok(())
}

pub(super) fn shipping(value: &Value) -> Result<(), String> {
    if let Value::String(text) = value {
        for entry in text.split(',') {
            let parts: Vec<&str> = entry.trim().split(':').collect();
            let [land, _region, _service, price] = parts.as_slice() else {
                return Err(format!(
                    "'{entry}' is not in the form 'US:CA:Ground:9.99 USD'"
                ));
            };
            country(land)?;
            // Free shipping is a price of zero, which no item may have.
            if !price.starts_with("0.0 ") && !price.starts_with("0 ") && !price.starts_with("0.00 ")
            {
                Money::parse(price)?;
            }
        }
        return Ok(());
    }
    each(value, 100, |entry| {
        let entry = object(entry)?;
        members(entry, SHIPPING)?;
        let land = entry
            .get("shipping_country")
            .ok_or("'shipping_country' is missing")?;
        country(text(land)?)?;
        for name in ["shipping_price_value", "shipping_price_currency"] {
            if !entry.contains_key(name) {
                return Err(format!("'{name}' is missing"));
            }
        }
        Ok(())
    })
}

pub(super) fn unit_price(value: &Value) -> Result<(), String> {
    let record = object(value)?;
    members(record, &["value", "currency", "unit"])?;
    let amount = record.get("value").ok_or("'value' is missing")?;
    if amount.as_f64().is_none_or(|amount| amount <= 0.0) {
        return Err("'value' must be a number above zero".to_owned());
    }
    text(record.get("currency").ok_or("'currency' is missing")?)?;
    word(text(record.get("unit").ok_or("'unit' is missing")?)?, UNITS)
}

pub(super) fn app_link(value: &Value) -> Result<(), String> {
    let record = object(value)?;
    members(record, APP_LINKS)?;
    for value in record.values() {
        text(value)?;
    }
    let android = record.keys().any(|name| name.starts_with("android_"));
    if android && !record.contains_key("android_package") {
        return Err("'android_package' is missing".to_owned());
    }
    Ok(())
}

pub(super) fn postal(value: &Value) -> Result<(), String> {
    let record = object(value)?;
    members(record, POSTAL)?;
    for value in record.values() {
        text(value)?;
    }
    match POSTAL[..3].iter().find(|name| !record.contains_key(**name)) {
        Some(name) => Err(format!("'{name}' is missing")),
        None => Ok(()),
    }
}
