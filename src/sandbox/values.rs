//! One value of one field: is it what the field wants?

use serde_json::Value;

use super::compound::{
    app_link, country, each, length, medium, postal, shipping, text, unit_price, variants, word,
};
use super::money::Money;
use super::rules::{Field, Kind};
use super::shapes::{self, Address, Gtin};

/// What is done with a value that was sent.
#[derive(Debug, PartialEq)]
pub(super) enum Sent {
    /// Stored, in this form.
    Keep(Value),
    /// The field is cleared.
    Clear,
    /// Not applied; the rest of the item is, with this warning.
    Skip(String),
    /// The record is refused for this.
    Refuse(String),
}

/// Judges a value by itself.
pub(super) fn judge(field: &Field, value: &Value) -> Sent {
    if value.is_null() {
        return Sent::Refuse("null is not a value; send \"\" or [] to clear the field".to_owned());
    }
    if let Some(text) = foul_text(value, has_lines(field.kind)) {
        return Sent::Refuse(text);
    }
    let clears = if is_array(field.kind) {
        value.as_array().is_some_and(Vec::is_empty)
    } else {
        value.as_str().is_some_and(str::is_empty)
    };
    if clears {
        return Sent::Clear;
    }
    match check(field.kind, value) {
        Ok(()) => match (field.kind, value) {
            (Kind::Gtin, Value::String(text)) if shapes::gtin(text) == Gtin::WrongDigit => {
                Sent::Skip(format!(
                    "GTIN is incorrectly formatted: the check digit of '{text}' is wrong. The field \
                     was not applied."
                ))
            }
            (Kind::Labels { .. }, Value::Array(labels)) => Sent::Keep(
                labels
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_lowercase)
                    .collect(),
            ),
            _ => Sent::Keep(value.clone()),
        },
        Err(why) => Sent::Refuse(why),
    }
}

fn has_lines(kind: Kind) -> bool {
    matches!(kind, Kind::Prose { .. })
}

/// Kinds that are cleared with `[]`; all others are cleared with `""`.
fn is_array(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Links(_) | Kind::Media(_) | Kind::Labels { .. } | Kind::Words(_)
    )
}

/// U+FFFD, control characters and nulls anywhere in a value.
fn foul_text(value: &Value, lines: bool) -> Option<String> {
    match value {
        Value::Null => Some("null is not a value".to_owned()),
        Value::Bool(_) | Value::Number(_) => None,
        Value::String(text) => shapes::foul_character(text, lines).map(|c| {
            format!(
                "the text holds the character U+{:04X}, which is not allowed",
                u32::from(c)
            )
        }),
        Value::Array(items) => items.iter().find_map(|item| foul_text(item, lines)),
        Value::Object(members) => members.values().find_map(|item| foul_text(item, lines)),
    }
}

fn check(kind: Kind, value: &Value) -> Result<(), String> {
    match kind {
        Kind::Line(most) => text(value).and_then(|text| length(text, most)),
        Kind::Title(most) => text(value).and_then(|text| plain(text, most)),
        Kind::Prose { most, plain: true } => text(value).and_then(|text| plain(text, most)),
        Kind::Prose { most, plain: false } => text(value).and_then(|text| length(text, most)),
        Kind::Word(words) => text(value).and_then(|text| word(text, words)),
        Kind::Price => text(value).and_then(|text| Money::parse(text).map(drop)),
        Kind::Window => text(value).and_then(|text| shapes::window(text).map(drop)),
        Kind::Landing => text(value).and_then(|text| shapes::address(text, Address::Landing)),
        Kind::Link => text(value).and_then(|text| shapes::address(text, Address::Any)),
        Kind::Date => text(value).and_then(shapes::date),
        Kind::Weight => text(value).and_then(shapes::weight),
        Kind::Gtin => match shapes::gtin(text(value)?) {
            Gtin::Good | Gtin::WrongDigit => Ok(()),
            Gtin::Malformed => Err(
                "GTIN is incorrectly formatted: it must have 8, 12, 13 or 14 digits and nothing else"
                    .to_owned(),
            ),
        },
        Kind::Country => country(text(value)?),
        Kind::TaxCategory => match text(value)? {
            text if text.starts_with("FB_") => Ok(()),
            text => Err(format!("'{text}' is not a tax category")),
        },
        Kind::Whole { least, most } => whole(value, least, most),
        Kind::Rating => match value.as_f64() {
            Some(rating) if (1.0..=5.0).contains(&rating) => Ok(()),
            _ => Err("it must be a number from 1.0 to 5.0".to_owned()),
        },
        Kind::Links(most) => each(value, most, |item| {
            shapes::address(text(item)?, Address::Any)
        }),
        Kind::Media(most) => each(value, most, medium),
        Kind::Labels { most, length } => each(value, most, |item| label(text(item)?, length)),
        Kind::Words(words) => each(value, words.len(), |item| word(text(item)?, words)),
        Kind::Variants => variants(value),
        Kind::Shipping => shipping(value),
        Kind::UnitPrice => unit_price(value),
        Kind::AppLink => app_link(value),
        Kind::Postal => postal(value),
    }
}

fn plain(text: &str, most: usize) -> Result<(), String> {
    length(text, most)?;
    match shapes::html_tag(text) {
        Some(tag) => Err(format!(
            "the text contains the HTML tag '{tag}'; send plain text"
        )),
        None => Ok(()),
    }
}

fn whole(value: &Value, least: u64, most: u64) -> Result<(), String> {
    match value.as_u64() {
        Some(number) if (least..=most).contains(&number) => Ok(()),
        _ => Err(format!(
            "it must be a whole number from {least} to {most}, not {value}"
        )),
    }
}

fn label(text: &str, most: usize) -> Result<(), String> {
    length(text, most)?;
    if text.trim() != text {
        return Err(format!("'{text}' begins or ends with a blank"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::rules::field;
    use serde_json::json;

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "a table with a row for each kind and breach"
    )]
    fn every_kind_has_values_that_it_takes_and_values_that_it_refuses() {
        #[rustfmt::skip]
        let cases = [
            ("title", json!("Mug"),                              true),
            ("title", json!("M".repeat(200)),                    true),
            ("title", json!("ä".repeat(200)),                    true),
            ("title", json!("M".repeat(201)),                    false),
            ("title", json!("a <b>mug</b>"),                     false),
            ("title", json!("two\nlines"),                       false),
            ("title", json!("M\u{FFFD}g"),                       false),
            ("title", json!("M\u{0}g"),                          false),
            ("title", json!("   "),                              false),
            ("title", json!(5),                                  false),
            ("title", json!(["Mug"]),                            false),
            ("title", json!(null),                               false),
            ("description", json!("one\ntwo"),                   true),
            ("description", json!("d".repeat(9999)),             true),
            ("description", json!("d".repeat(10_000)),           false),
            ("description", json!("<p>one</p>"),                 false),
            ("rich_text_description", json!("<p>one</p>"),       true),
            ("availability", json!("in stock"),                  true),
            ("availability", json!("in_stock"),                  false),
            ("availability", json!("In stock"),                  false),
            ("availability", json!("preorder"),                  false),
            ("condition", json!("used"),                         true),
            ("condition", json!("like new"),                     false),
            ("price", json!("12.90 EUR"),                        true),
            ("price", json!(12.9),                               false),
            ("price", json!("12,90 EUR"),                        false),
            ("link", json!("https://shop.example/p"),            true),
            ("link", json!("https://www.facebook.com/p"),        false),
            ("image_link", json!("/i/1.jpg"),                    false),
            ("brand", json!("b".repeat(100)),                    true),
            ("brand", json!("b".repeat(101)),                    false),
            ("image", json!([{"url": "https://shop.example/i.jpg", "tag": ["front"]}]), true),
            ("image", json!([{"url": "i.jpg"}]),                 false),
            ("image", json!([{"tag": []}]),                      false),
            ("image", json!([{"url": "https://shop.example/i.jpg", "alt": "x"}]), false),
            ("image", json!(["https://shop.example/i.jpg"]),     false),
            ("image", json!(vec![json!({"url": "https://shop.example/i.jpg"}); 22]), false),
            ("additional_image_link", json!(["https://shop.example/i.jpg"]), true),
            ("additional_image_link", json!("https://shop.example/i.jpg"),   false),
            ("additional_image_link", json!(vec!["https://shop.example/i.jpg"; 51]), false),
            ("additional_image_link", json!(["https://shop.example/i.jpg", null]), false),
            ("gtin", json!("4006381333931"),                     true),
            ("gtin", json!("978-3-16-148410-0"),                 false),
            ("gtin", json!(4_006_381_333_931_u64),               false),
            ("sale_price_effective_date", json!("2026-04-30T09:30-08:00/2026-05-30T23:59-08:00"), true),
            ("sale_price_effective_date", json!("2026-04-30"),   false),
            ("color", json!("c".repeat(201)),                    false),
            ("gender", json!("Unisex"),                          false),
            ("age_group", json!("all ages"),                     true),
            ("product_type", json!("A > B > C"),                 true),
            ("product_type", json!("p".repeat(751)),             false),
            ("quantity_to_sell_on_facebook", json!(0),           true),
            ("quantity_to_sell_on_facebook", json!(-1),          false),
            ("quantity_to_sell_on_facebook", json!(1.5),         false),
            ("quantity_to_sell_on_facebook", json!("7"),         false),
            ("custom_number_0", json!(4_294_967_295_u64),        true),
            ("custom_number_0", json!(4_294_967_296_u64),        false),
            ("status", json!("archived"),                        true),
            ("status", json!("ACTIVE"),                          false),
            ("visibility", json!("staging"),                     true),
            ("disabled_capabilities", json!(["whatsapp"]),       true),
            ("disabled_capabilities", json!(["everything"]),     false),
            ("internal_label", json!(["summer", "new"]),         true),
            ("internal_label", json!([" summer"]),               false),
            ("internal_label", json!(["l".repeat(111)]),         false),
            ("internal_label", json!("summer"),                  false),
            ("unit_price", json!({"value": 10.0, "currency": "EUR", "unit": "kg"}), true),
            ("unit_price", json!({"value": 10.0, "currency": "EUR", "unit": "crate"}), false),
            ("unit_price", json!({"value": 0, "currency": "EUR", "unit": "kg"}), false),
            ("unit_price", json!({"value": "10", "currency": "EUR", "unit": "kg"}), false),
            ("unit_price", json!("10 EUR/kg"),                   false),
            ("shipping", json!("US:CA:Ground:9.99 USD,PH::Air:300 PHP"), true),
            ("shipping", json!("DE:::0.0 EUR"),                  true),
            ("shipping", json!("free"),                          false),
            ("shipping", json!([{"shipping_country": "DE", "shipping_price_value": "4.90", "shipping_price_currency": "EUR"}]), true),
            ("shipping", json!([{"shipping_country": "Germany"}]), false),
            ("shipping_weight", json!("10 kg"),                  true),
            ("shipping_weight", json!("10 stone"),               false),
            ("additional_variant_attribute", json!("Scent:Fruity,Flavor:Apple"), true),
            ("additional_variant_attribute", json!("Fruity"),    false),
            ("additional_variant_attribute", json!([{"variant_label": "Scent", "variant_value": "Fruity"}]), true),
            ("additional_variant_attribute", json!([{"label": "Scent"}]), false),
            ("applink", json!({"android_url": "shop://1", "android_package": "p"}), true),
            ("applink", json!({"android_url": "shop://1"}),      false),
            ("applink", json!({"blackberry_url": "shop://1"}),   false),
            ("expiration_date", json!("2026-12-31"),             true),
            ("expiration_date", json!("31.12.2026"),             false),
            ("rating_count", json!(0),                           false),
            ("user_rating", json!(4.5),                          true),
            ("user_rating", json!(5.5),                          false),
            ("origin_country", json!("DE"),                      true),
            ("origin_country", json!("Deutschland"),             false),
            ("importer_address", json!({"street1": "a", "city": "b", "country": "IN"}), true),
            ("importer_address", json!({"street1": "a", "city": "b"}), false),
            ("commerce_tax_category", json!("FB_APRL_SHOE"),     true),
            ("commerce_tax_category", json!("SHOE"),             false),
        ];
        for (name, value, good) in cases {
            let sent = judge(field(name).unwrap(), &value);
            assert_eq!(
                matches!(sent, Sent::Keep(_)),
                good,
                "{name} {value} gave {sent:?}"
            );
            assert_eq!(
                matches!(sent, Sent::Refuse(_)),
                !good,
                "{name} {value} gave {sent:?}"
            );
        }
    }

    #[test]
    fn arrays_are_cleared_with_an_empty_array_and_all_else_with_empty_text() {
        #[rustfmt::skip]
        let cases = [
            ("sale_price", json!(""), true),
            ("sale_price", json!([]), false),
            ("quantity_to_sell_on_facebook", json!(""), true),
            ("additional_image_link", json!([]), true),
            ("additional_image_link", json!(""), false),
            ("video", json!([]), true),
            ("unit_price", json!(""), true),
        ];
        for (name, value, clears) in cases {
            let sent = judge(field(name).unwrap(), &value);
            assert_eq!(sent == Sent::Clear, clears, "{name} {value} gave {sent:?}");
            assert_eq!(matches!(sent, Sent::Refuse(_)), !clears, "{name} {value}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_left_out_with_a_warning_and_labels_are_kept_in_lower_case() {
        let sent = judge(field("gtin").unwrap(), &json!("4006381333932"));
        assert!(
            matches!(sent, Sent::Skip(why) if why.starts_with("GTIN is incorrectly formatted"))
        );
        let sent = judge(field("internal_label").unwrap(), &json!(["Summer"]));
        assert_eq!(sent, Sent::Keep(json!(["summer"])));
    }
}
