//! An item as a read shows it: other names, formatted prices, review state.

use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::fields::Wanted;
use super::money::Money;
use super::shapes;
use super::store::Item;

/// What a read field shows.
#[derive(Debug, PartialEq)]
pub(super) enum Shown {
    Value(Value),
    /// The field exists and this item has no value; the answer leaves it out.
    Empty,
    /// There is no such field.
    Unknown,
}

impl From<Option<Value>> for Shown {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }
}

/// The members of an item that are asked for; `id` is always among them.
pub(super) fn project(
    item: &Item,
    wanted: &[Wanted],
    now: i64,
) -> Result<Map<String, Value>, Refusal> {
    let mut shown = Map::new();
    for one in wanted {
        match field(item, &one.name, now) {
            Shown::Value(value) => {
                let value = inner(&one.name, value, &one.inner)?;
                shown.insert(one.name.clone(), value);
            }
            Shown::Empty => {}
            Shown::Unknown => return Err(Refusal::no_field(&one.name, "ProductItem")),
        }
    }
    shown.insert("id".to_owned(), json!(item.meta.to_string()));
    Ok(shown)
}

/// A sub-selection of an object.
fn inner(name: &str, value: Value, wanted: &[Wanted]) -> Result<Value, Refusal> {
    let (Value::Object(members), false) = (&value, wanted.is_empty()) else {
        return Ok(value);
    };
    let mut shown = Map::new();
    for one in wanted {
        match members.get(&one.name) {
            Some(value) => shown.insert(one.name.clone(), value.clone()),
            None => return Err(Refusal::no_field(&one.name, name)),
        };
    }
    Ok(Value::Object(shown))
}

/// Fields that read and write share the name of.
const SAME: &[&str] = &[
    "description",
    "rich_text_description",
    "short_description",
    "brand",
    "fb_product_category",
    "product_type",
    "availability",
    "condition",
    "quantity_to_sell_on_facebook",
    "mobile_link",
    "gtin",
    "color",
    "size",
    "material",
    "pattern",
    "gender",
    "age_group",
    "custom_label_0",
    "custom_label_1",
    "custom_label_2",
    "custom_label_3",
    "custom_label_4",
    "custom_number_0",
    "custom_number_1",
    "custom_number_2",
    "custom_number_3",
    "custom_number_4",
    "vendor_id",
    "origin_country",
    "importer_name",
    "importer_address",
    "manufacturer_info",
    "wa_compliance_category",
    "expiration_date",
    "ordering_index",
    "unit_price",
    "commerce_tax_category",
    "checkout_url",
];

/// The name under which a field was written, where both names mean the same text.
fn written_name(name: &str) -> Option<&'static str> {
    #[rustfmt::skip]
    let pairs = [
        ("retailer_id", "id"), ("name", "title"), ("url", "link"),
        ("retailer_product_group_id", "item_group_id"), ("category", "google_product_category"),
        ("manufacturer_part_number", "mpn"), ("tags", "internal_label"),
        ("inventory", "quantity_to_sell_on_facebook"),
        ("capabilities_disabled_by_user", "disabled_capabilities"), ("applinks", "applink"),
        ("additional_variant_attributes", "additional_variant_attribute"),
    ];
    pairs
        .iter()
        .find(|(read, _)| *read == name)
        .map(|(_, written)| *written)
        .or_else(|| SAME.iter().find(|same| **same == name).copied())
}

/// One field by its read name (graph-api.md 4.2 and 6.3).
pub(super) fn field(item: &Item, name: &str, now: i64) -> Shown {
    let data = &item.data;
    if let Some(written) = written_name(name) {
        return data.get(written).cloned().into();
    }
    let archived = data.get("status").and_then(Value::as_str) == Some("archived");
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let price = |name: &str| text(name).and_then(|text| Money::parse(text).ok());
    match name {
        "id" => Shown::Value(json!(item.meta.to_string())),
        "price" | "sale_price" => price(name).map(|price| json!(price.shown())).into(),
        "currency" => price("price")
            .map(|price| json!(price.currency.code()))
            .into(),
        "sale_price_start_date" => window(text("sale_price_effective_date"), Edge::Start).into(),
        "sale_price_end_date" => window(text("sale_price_effective_date"), Edge::End).into(),
        "image_url" => pictures(data).first().map(|url| json!(url)).into(),
        "additional_image_urls" => {
            let urls = pictures(data);
            (urls.len() > 1).then(|| json!(urls[1..])).into()
        }
        "images" => Shown::Value(json!(pictures(data))),
        "image_fetch_status" => Shown::Value(json!("NO_STATUS")),
        "videos" => data.get("video").cloned().into(),
        "visibility" => Shown::Value(json!(if archived { "staging" } else { "published" })),
        "status" => Shown::Value(json!(if archived { "STAGING" } else { "PUBLISHED" })),
        "review_status" => Shown::Value(json!(match &item.review {
            Some(review) => review.state.word(),
            None if now < item.review_at => "pending",
            None => "approved",
        })),
        "review_rejection_reasons" => Shown::Value(
            item.review
                .as_ref()
                .map_or_else(|| json!([]), |review| json!(review.reasons)),
        ),
        "errors" | "invalidation_errors" => Shown::Value(json!([])),
        "product_group" => text("item_group_id")
            .map(|group| json!({ "id": group_id(&item.catalog, group), "retailer_id": group }))
            .into(),
        "shipping_weight_value" => text("shipping_weight")
            .and_then(|weight| weight.split_once(' '))
            .map(|(value, _)| json!(value))
            .into(),
        "shipping_weight_unit" => text("shipping_weight")
            .and_then(|weight| weight.split_once(' '))
            .map(|(_, unit)| json!(unit))
            .into(),
        // Known to Meta, never set here.
        "product_feed"
        | "image_cdn_urls"
        | "video_fetch_status"
        | "capability_to_review_status"
        | "custom_data" => Shown::Empty,
        _ => Shown::Unknown,
    }
}

/// Pictures in order; `image` hides the two older fields.
fn pictures(data: &Map<String, Value>) -> Vec<&str> {
    if let Some(Value::Array(records)) = data.get("image") {
        return records
            .iter()
            .filter_map(|record| record.get("url").and_then(Value::as_str))
            .collect();
    }
    let more = data.get("additional_image_link").and_then(Value::as_array);
    data.get("image_link")
        .into_iter()
        .chain(more.into_iter().flatten())
        .filter_map(Value::as_str)
        .collect()
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

fn window(text: Option<&str>, edge: Edge) -> Option<Value> {
    let (start, end) = shapes::window(text?).ok()?;
    let moment = match edge {
        Edge::Start => start,
        Edge::End => end,
    };
    Some(json!(moment.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()))
}

/// A stable number for a group of variants (FNV-1a, cut to 15 digits).
fn group_id(catalog: &str, group: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in catalog.bytes().chain([b'/']).chain(group.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("6{:015}", hash % 1_000_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::fields::parse;

    fn item() -> Item {
        let Value::Object(data) = json!({
            "id": "SKU-1", "title": "Mug", "price": "1299.90 EUR", "sale_price": "9.00 EUR",
            "sale_price_effective_date": "2026-04-30T09:30-08:00/2026-05-30T23:59-08:00",
            "image_link": "https://shop.example/1.jpg", "status": "archived",
            "additional_image_link": ["https://shop.example/2.jpg"], "item_group_id": "G",
        }) else {
            panic!("not an object")
        };
        Item {
            meta: 42,
            catalog: "100".into(),
            id: "SKU-1".into(),
            data,
            review_at: 10,
            review: None,
        }
    }

    #[test]
    fn read_names_and_forms_differ_from_what_was_written() {
        #[rustfmt::skip]
        let cases = [
            ("retailer_id",           json!("SKU-1")),
            ("name",                  json!("Mug")),
            ("price",                 json!("€1,299.90")),
            ("sale_price",            json!("€9.00")),
            ("currency",              json!("EUR")),
            ("sale_price_start_date", json!("2026-04-30T17:30:00+0000")),
            ("sale_price_end_date",   json!("2026-05-31T07:59:00+0000")),
            ("image_url",             json!("https://shop.example/1.jpg")),
            ("additional_image_urls", json!(["https://shop.example/2.jpg"])),
            ("visibility",            json!("staging")),
            ("status",                json!("STAGING")),
        ];
        for (name, expected) in cases {
            assert_eq!(field(&item(), name, 0), Shown::Value(expected), "{name}");
        }
        assert_eq!(field(&item(), "brand", 0), Shown::Empty);
        for unknown in ["title", "image_link", "nonsense"] {
            assert_eq!(field(&item(), unknown, 0), Shown::Unknown, "{unknown}");
        }
    }

    #[test]
    fn review_is_pending_and_then_approved() {
        assert_eq!(
            field(&item(), "review_status", 9),
            Shown::Value(json!("pending"))
        );
        assert_eq!(
            field(&item(), "review_status", 10),
            Shown::Value(json!("approved"))
        );
    }

    #[test]
    fn a_sub_selection_shows_only_what_it_names() {
        let shown = project(&item(), &parse("product_group{retailer_id}").unwrap(), 0).unwrap();
        assert_eq!(
            Value::Object(shown),
            json!({"id": "42", "product_group": {"retailer_id": "G"}})
        );
        assert!(project(&item(), &parse("product_group{colour}").unwrap(), 0).is_err());
    }
}
