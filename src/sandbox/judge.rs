//! One record against the item that it changes: the merged item, or why not.
//!
//! A record is judged whole. What it sends is checked value by value, then the
//! merged item is checked for what it must have and for what must fit together.
//! An item whose record is refused stays as it was.

use serde_json::{Map, Value};

use super::money::Money;
use super::rules::{FIELDS, Field, ID_LENGTH, field};
use super::shapes;
use super::values::{Sent, judge as judge_value};

/// A record that asks for an item.
pub(super) struct Wish<'a> {
    /// Position in the batch, for messages.
    pub(super) position: usize,
    pub(super) id: &'a str,
    /// What was sent, `id` among it.
    pub(super) data: &'a Map<String, Value>,
    /// The stored item that is changed; a new one is created when absent.
    pub(super) stored: Option<&'a Map<String, Value>>,
}

/// What becomes of a record.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ruling {
    /// The item as it shall be stored.
    pub(super) item: Map<String, Value>,
    /// Whether Meta must look at it again.
    pub(super) review: bool,
    /// Why the record is refused; the item counts only when this is empty.
    pub(super) errors: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// Judges a record.
pub(super) fn judge(wish: &Wish<'_>) -> Ruling {
    let mut ruling = Ruling {
        item: wish.stored.cloned().unwrap_or_default(),
        review: wish.stored.is_none(),
        ..Ruling::default()
    };
    if let Err(why) = id(wish.id) {
        ruling.errors.push(wish.invalid("id", &why));
    }
    ruling
        .item
        .insert("id".to_owned(), Value::String(wish.id.to_owned()));
    for (name, value) in wish.data {
        // The unknown ones were named when the batch was accepted.
        if let Some(field) = field(name) {
            apply(wish, field, value, &mut ruling);
        }
    }
    require(wish, &mut ruling);
    if ruling.errors.is_empty() {
        compare(wish, &mut ruling);
        advise(&mut ruling);
    }
    ruling
}

impl Wish<'_> {
    /// The documented frame of a refusal for a value (graph-api.md 3.3).
    fn invalid(&self, field: &str, why: &str) -> String {
        format!(
            "Invalid value: Value passed at position {} (id={}) is invalid: \"{field}: {why}\"",
            self.position, self.id
        )
    }
}

/// An id is short, clean text without blanks around it.
fn id(id: &str) -> Result<(), String> {
    let count = id.chars().count();
    if count > ID_LENGTH {
        return Err(format!(
            "the id has {count} characters where {ID_LENGTH} are allowed"
        ));
    }
    if id.trim() != id {
        return Err("the id begins or ends with a blank".to_owned());
    }
    match shapes::foul_character(id, false) {
        Some(c) => Err(format!("the id holds the character U+{:04X}", u32::from(c))),
        None => Ok(()),
    }
}

fn apply(wish: &Wish<'_>, field: &Field, value: &Value, ruling: &mut Ruling) {
    let before = ruling.item.get(field.name).cloned();
    match judge_value(field, value) {
        Sent::Keep(kept) => {
            // One thing under two names: the state of an item is kept as `status`.
            if field.name == "visibility" {
                let status = if kept == "published" {
                    "active"
                } else {
                    "archived"
                };
                ruling.item.insert("status".to_owned(), status.into());
            } else {
                ruling.review |= field.reviewed && before.as_ref() != Some(&kept);
                ruling.item.insert(field.name.to_owned(), kept);
            }
        }
        Sent::Clear if field.required => {
            // A required field that is cleared is a missing one, and named as such.
            ruling.item.remove(field.name);
        }
        Sent::Clear => {
            ruling.review |= field.reviewed && before.is_some();
            ruling.item.remove(field.name);
        }
        Sent::Skip(warning) => ruling.warnings.push(warning),
        Sent::Refuse(why) => {
            ruling.errors.push(wish.invalid(field.name, &why));
            // It was sent, so it is not missing as well.
            ruling.item.insert(field.name.to_owned(), value.clone());
        }
    }
}

/// What an item cannot be without, in Meta's documented words where there are some.
fn require(wish: &Wish<'_>, ruling: &mut Ruling) {
    for field in FIELDS.iter().filter(|field| field.required) {
        if !ruling.item.contains_key(field.name) {
            ruling.errors.push(missing(wish, field.name));
        }
    }
    if !ruling.item.contains_key("image") && !ruling.item.contains_key("image_link") {
        ruling.errors.push(missing(wish, "image_link"));
    }
}

fn missing(wish: &Wish<'_>, name: &str) -> String {
    match name {
        "title" => "A required field is missing: Products without \"name\" information can't be uploaded."
            .to_owned(),
        "price" => "A required field is missing: Products need to have prices to run in ads. Prices must \
                    include the cost and an ISO currency code (for example: 10 GBP instead of £10)."
            .to_owned(),
        "availability" => {
            "A required field is missing: Products need to have availability listed to run in ads."
                .to_owned()
        }
        "description" => {
            "Descriptions are missing: Items need to have descriptions to be shown in your shop and ads."
                .to_owned()
        }
        other => format!(
            "A required field is missing: {other}. Value passed at position {} (id={}) has no {other}.",
            wish.position, wish.id
        ),
    }
}

/// What must fit together in the merged item.
fn compare(wish: &Wish<'_>, ruling: &mut Ruling) {
    let Some(price) = money(&ruling.item, "price") else {
        return;
    };
    if let Some(sale) = money(&ruling.item, "sale_price") {
        if sale.currency != price.currency {
            let why = format!(
                "the currency {} is not the price's {}",
                sale.currency.code(),
                price.currency.code()
            );
            ruling.errors.push(wish.invalid("sale_price", &why));
        } else if sale.amount >= price.amount {
            let why = format!(
                "{} is not lower than the price {}",
                sale.amount, price.amount
            );
            ruling.errors.push(wish.invalid("sale_price", &why));
        }
    }
    let unit = ruling
        .item
        .get("unit_price")
        .and_then(|unit| unit.get("currency"));
    if let Some(unit) = unit.and_then(Value::as_str)
        && unit != price.currency.code()
    {
        let why = format!(
            "the currency {unit} is not the price's {}",
            price.currency.code()
        );
        ruling.errors.push(wish.invalid("unit_price", &why));
    }
}

fn money(item: &Map<String, Value>, name: &str) -> Option<Money> {
    Money::parse(item.get(name)?.as_str()?).ok()
}

/// What Meta stores and complains about (graph-api.md 4.3 and 10.1).
fn advise(ruling: &mut Ruling) {
    let Ruling {
        item,
        warnings,
        errors: _,
        review: _,
    } = ruling;
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("");
    for name in ["title", "description"] {
        if shapes::shouts(text(name)) {
            warnings.push(format!(
                "Text is in capitals: {name} should use sentence case."
            ));
        }
        if shapes::has_entity(text(name)) {
            warnings.push(format!(
                "Text contains HTML entities: {name} should be plain text."
            ));
        }
    }
    if text("title") == text("description") {
        warnings
            .push("Duplicate title and description: describe the item in other words.".to_owned());
    }
    if text("description").contains("http://") || text("description").contains("https://") {
        warnings.push("Description contains a link: links belong into the link field.".to_owned());
    }
    let quantity = item
        .get("quantity_to_sell_on_facebook")
        .and_then(Value::as_u64);
    if quantity == Some(0) && text("availability") == "in stock" {
        warnings.push(
            "Inventory is zero but availability is in stock: send both fields together.".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else {
            panic!("{value} is not an object")
        };
        map
    }

    fn mug() -> Map<String, Value> {
        map(json!({
            "id": "A", "title": "Mug", "description": "Stoneware.", "availability": "in stock",
            "condition": "new", "price": "12.90 EUR", "link": "https://shop.example/p/1",
            "image_link": "https://shop.example/i/1.jpg", "brand": "Acme",
        }))
    }

    fn ruling(data: Value, stored: Option<&Map<String, Value>>) -> Ruling {
        let data = map(data);
        judge(&Wish {
            position: 3,
            id: data["id"].as_str().unwrap(),
            data: &data,
            stored,
        })
    }

    #[test]
    fn a_new_item_needs_every_required_field() {
        assert_eq!(ruling(Value::Object(mug()), None).item, mug());
        #[rustfmt::skip]
        let cases = [
            ("title",        "A required field is missing: Products without \"name\""),
            ("description",  "Descriptions are missing: Items need"),
            ("availability", "A required field is missing: Products need to have availability"),
            ("condition",    "A required field is missing: condition."),
            ("price",        "A required field is missing: Products need to have prices"),
            ("link",         "A required field is missing: link."),
            ("image_link",   "A required field is missing: image_link."),
            ("brand",        "A required field is missing: brand."),
        ];
        for (name, message) in cases {
            let mut without = mug();
            without.remove(name);
            let errors = ruling(Value::Object(without.clone()), None).errors;
            assert_eq!(errors.len(), 1, "without {name}: {errors:?}");
            assert!(errors[0].starts_with(message), "without {name}: {errors:?}");
            without.insert(name.to_owned(), json!(""));
            let errors = ruling(Value::Object(without), Some(&mug())).errors;
            assert!(errors[0].starts_with(message), "{name} cleared: {errors:?}");
        }
    }

    #[test]
    fn a_partial_update_merges_and_replaces_arrays_and_clears() {
        let mut stored = mug();
        stored.insert("internal_label".into(), json!(["a", "b"]));
        stored.insert("color".into(), json!("red"));
        stored.insert("quantity_to_sell_on_facebook".into(), json!(5));
        let update = json!({
            "id": "A", "internal_label": ["c"], "color": "", "quantity_to_sell_on_facebook": "",
            "price": "10.00 EUR",
        });
        let after = ruling(update, Some(&stored));
        assert_eq!(after.errors, Vec::<String>::new());
        let mut expected = mug();
        expected.insert("internal_label".into(), json!(["c"]));
        expected.insert("price".into(), json!("10.00 EUR"));
        assert_eq!(after.item, expected);
    }

    #[test]
    fn the_merged_item_must_fit_together() {
        let mut on_sale = mug();
        on_sale.insert("sale_price".into(), json!("9.90 EUR"));
        #[rustfmt::skip]
        let cases = [
            (json!({"id": "A", "sale_price": "12.89 EUR"}),  mug(), None),
            (json!({"id": "A", "sale_price": "12.90 EUR"}),  mug(), Some("sale_price: 12.90 is not lower")),
            (json!({"id": "A", "sale_price": "9.90 USD"}),   mug(), Some("sale_price: the currency USD")),
            (json!({"id": "A", "price": "9.00 EUR"}),        on_sale.clone(), Some("sale_price: 9.90 is not lower")),
            (json!({"id": "A", "price": "9.00 EUR", "sale_price": ""}), on_sale, None),
            (json!({"id": "A", "unit_price": {"value": 1, "currency": "USD", "unit": "kg"}}), mug(), Some("unit_price: the currency USD")),
            (json!({"id": "A", "image_link": ""}),           mug(), Some("image_link")),
            (json!({"id": "A", "image_link": "", "image": [{"url": "https://shop.example/2.jpg"}]}), mug(), None),
        ];
        for (data, stored, expected) in cases {
            let errors = ruling(data.clone(), Some(&stored)).errors;
            match expected {
                None => assert!(errors.is_empty(), "{data}: {errors:?}"),
                Some(part) => assert!(
                    errors.len() == 1 && errors[0].contains(part),
                    "{data}: {errors:?}"
                ),
            }
        }
    }

    #[test]
    fn a_bad_value_names_its_position_its_id_and_its_field_and_nothing_is_named_twice() {
        let errors = ruling(json!({"id": "A", "price": 12.9}), Some(&mug())).errors;
        assert_eq!(
            errors,
            [
                "Invalid value: Value passed at position 3 (id=A) is invalid: \"price: it must be text, \
              not a number\""
            ]
        );
        let long = "x".repeat(101);
        for id in [" A", "A ", "A\u{0}", "A\nB", long.as_str()] {
            let mut data = mug();
            data.insert("id".into(), json!(id));
            let errors = ruling(Value::Object(data), None).errors;
            assert_eq!(errors.len(), 1, "{id:?}: {errors:?}");
        }
    }

    #[test]
    fn old_names_lead_to_the_new_ones() {
        let after = ruling(
            json!({"id": "A", "inventory": 3, "visibility": "staging"}),
            Some(&mug()),
        );
        assert_eq!(after.item["quantity_to_sell_on_facebook"], 3);
        assert_eq!(after.item["status"], "archived");
        assert!(!after.item.contains_key("inventory") && !after.item.contains_key("visibility"));
    }

    #[test]
    fn stock_and_labels_trigger_no_review_and_text_does() {
        #[rustfmt::skip]
        let cases = [
            (json!({"id": "A", "price": "5.00 EUR"}), false),
            (json!({"id": "A", "internal_label": ["x"]}), false),
            (json!({"id": "A", "title": "Mug"}), false),
            (json!({"id": "A", "title": "Cup"}), true),
            (json!({"id": "A", "custom_label_0": "x"}), true),
        ];
        for (data, review) in cases {
            assert_eq!(ruling(data.clone(), Some(&mug())).review, review, "{data}");
        }
    }
}
