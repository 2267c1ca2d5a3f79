//! One item's change: what differs, and what goes on the wire for it.
//!
//! Items are canonical JSON here, the form in which the state keeps them. Two
//! values are equal exactly when their bytes are.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::catalog::{Field, Fingerprint, Op};

/// One change that the catalog needs.
#[derive(Clone, Debug)]
pub struct Change {
    /// The item's id.
    pub id: String,
    /// What is asked for.
    pub op: Op,
    /// The `data` object of the record.
    pub data: String,
    /// The item as it is once this is confirmed.
    pub body: Body,
    /// Its fingerprint; `None` when the item stays as it is.
    pub hash: Option<Fingerprint>,
    /// What differs, for people and scripts.
    pub fields: Vec<FieldChange>,
}

impl Change {
    /// The item as it is once this is confirmed, as canonical JSON; `None` when it
    /// stays as it is.
    pub fn body(&self) -> Option<&str> {
        match &self.body {
            Body::Kept => None,
            Body::AsSent => Some(&self.data),
            Body::Other(json) => Some(json),
        }
    }
}

/// What an item is once its change is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// What it was.
    Kept,
    /// The `data` object itself, as of every item that is sent whole and plain: it
    /// is not held twice.
    AsSent,
    /// Another canonical JSON.
    Other(String),
}

/// One field that differs, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name.
    pub field: &'static str,
    /// What was confirmed; `None` when the field is new.
    pub old: Option<String>,
    /// What the export has; `None` when the field is gone.
    pub new: Option<String>,
}

type Fields<'a> = BTreeMap<&'a str, &'a RawValue>;

/// Takes canonical JSON apart. What does not parse has no fields: then all of
/// the other side counts as changed, which sends too much rather than too little.
fn fields(json: &str) -> Fields<'_> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What differs between two items, by field.
fn differences(old: &Fields<'_>, new: &Fields<'_>) -> Vec<FieldChange> {
    Field::ALL
        .iter()
        .filter_map(|field| {
            let name = field.name();
            let old = old.get(name).map(|value| value.get());
            let new = new.get(name).map(|value| value.get());
            (old != new).then(|| FieldChange {
                field: name,
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            })
        })
        .collect()
}

/// Writes a `data` object from names and JSON values.
struct Data(String);

impl Data {
    fn new() -> Self {
        Self(String::from("{"))
    }

    fn put(&mut self, name: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(json);
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A change of a live item: only the fields that differ, what vanished is
/// cleared, and stock is sent as a pair whenever a quantity is known
/// (`contract.md` 7).
///
/// `hash` is the fingerprint of `new`.
pub fn partial(id: &str, old: &str, new: &str, hash: Fingerprint) -> Change {
    let (before, after) = (fields(old), fields(new));
    let changed = differences(&before, &after);
    let quantity = Field::QuantityToSellOnFacebook.name();
    let availability = Field::Availability.name();
    let touches_stock = changed
        .iter()
        .any(|change| change.field == quantity || change.field == availability);
    let pair = touches_stock && after.contains_key(quantity);
    let mut data = Data::new();
    data.put("id", &json_text(id));
    for field in Field::ALL {
        let name = field.name();
        let paired = pair && (name == quantity || name == availability);
        let differs = changed.iter().any(|change| change.field == name);
        if name == "id" || !(differs || paired) {
            continue;
        }
        match after.get(name) {
            Some(value) => data.put(name, value.get()),
            None => data.put(name, field.cleared().json()),
        }
    }
    Change {
        id: id.to_owned(),
        op: Op::Update,
        data: data.end(),
        body: Body::Other(new.to_owned()),
        hash: Some(hash),
        fields: changed,
    }
}

/// A new item as it goes out: just as it was read. It is what [`whole`] makes of an
/// item of which nothing is known, but for the fields: nobody looks at those while
/// millions of them are sent, and to take each item apart is dear.
pub fn fresh(id: &str, new: &str, hash: Fingerprint) -> Change {
    Change {
        id: id.to_owned(),
        op: Op::Create,
        data: new.to_owned(),
        body: Body::AsSent,
        hash: Some(hash),
        fields: Vec::new(),
    }
}

/// A whole item. `stale` names fields that the catalog may hold and the item
/// does not have: they are cleared. An item that returns, or of which nobody
/// knows how the catalog holds it (`uncertain`), becomes active again. `hash` is the
/// fingerprint of `new`.
pub fn whole<'a>(
    id: &str,
    op: Op,
    old: Option<&'a str>,
    (new, hash): (&str, Fingerprint),
    uncertain: bool,
    stale: impl Iterator<Item = &'a str>,
) -> Change {
    let after = fields(new);
    let before = old.map(fields).unwrap_or_default();
    let mut stale: Vec<&str> = stale
        .chain(before.keys().copied())
        .filter(|name| !after.contains_key(name))
        .collect();
    stale.sort_unstable();
    stale.dedup();
    let wakes = (op == Op::Return || uncertain) && !after.contains_key(Field::Status.name());
    let plain = stale.is_empty() && !wakes;
    let (data, body) = if plain {
        (new.to_owned(), Body::AsSent)
    } else {
        let mut data = Data::new();
        for field in Field::ALL {
            let name = field.name();
            if let Some(value) = after.get(name) {
                data.put(name, value.get());
            } else if *field == Field::Status && wakes {
                data.put(name, "\"active\"");
            } else if stale.contains(&name) {
                data.put(name, field.cleared().json());
            }
        }
        (data.end(), Body::Other(new.to_owned()))
    };
    Change {
        id: id.to_owned(),
        op,
        data,
        body,
        hash: Some(hash),
        fields: differences(&before, &after),
    }
}

/// What takes an item away that left the export.
pub fn removal(id: &str, op: Op, old: Option<&str>) -> Change {
    let mut data = Data::new();
    data.put("id", &json_text(id));
    let mut shown = Vec::new();
    match op {
        Op::Archive => data.put(Field::Status.name(), "\"archived\""),
        Op::SellOut | Op::Stock => sell_out(&mut data, old, &mut shown),
        Op::Delete | Op::Create | Op::Update | Op::Full | Op::Return => {}
    }
    Change {
        id: id.to_owned(),
        op,
        data: data.end(),
        body: Body::Kept,
        hash: None,
        fields: shown,
    }
}

/// Marks a held-back live item as sold out, if it is not already; the rest of
/// it stays as confirmed.
pub fn stock(id: &str, old: &str) -> Option<Change> {
    let before = fields(old);
    let sold_out = |name: &str, value: &str| before.get(name).map(|v| v.get()) == Some(value);
    let quantity = Field::QuantityToSellOnFacebook.name();
    let known = before.contains_key(quantity);
    if sold_out(Field::Availability.name(), OUT) && (!known || sold_out(quantity, "0")) {
        return None;
    }
    let mut change = removal(id, Op::Stock, Some(old));
    let mut body = Data::new();
    for field in Field::ALL {
        let name = field.name();
        let Some(value) = before.get(name) else {
            continue;
        };
        match field {
            Field::Availability => body.put(name, OUT),
            Field::QuantityToSellOnFacebook => body.put(name, "0"),
            _ => body.put(name, value.get()),
        }
    }
    let body = body.end();
    change.hash = Some(Fingerprint::of(body.as_bytes()));
    change.body = Body::Other(body);
    Some(change)
}

const OUT: &str = "\"out of stock\"";

fn sell_out(data: &mut Data, old: Option<&str>, shown: &mut Vec<FieldChange>) {
    let before = old.map(fields).unwrap_or_default();
    let mut put = |field: Field, json: &str| {
        data.put(field.name(), json);
        let old = before.get(field.name()).map(|value| value.get().to_owned());
        if old.as_deref() != Some(json) {
            shown.push(FieldChange {
                field: field.name(),
                old,
                new: Some(json.to_owned()),
            });
        }
    };
    put(Field::Availability, OUT);
    if before.contains_key(Field::QuantityToSellOnFacebook.name()) {
        put(Field::QuantityToSellOnFacebook, "0");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn partial(id: &str, old: &str, new: &str) -> Change {
        super::partial(id, old, new, Fingerprint::of(new.as_bytes()))
    }

    fn whole<'a>(
        op: Op,
        old: Option<&'a str>,
        new: &str,
        stale: impl Iterator<Item = &'a str>,
    ) -> Change {
        let hash = Fingerprint::of(new.as_bytes());
        super::whole("A", op, old, (new, hash), false, stale)
    }

    #[test]
    fn a_changed_price_is_one_record_with_two_fields() {
        let old = r#"{"id":"A","price":"9.00 EUR","title":"Tasse"}"#;
        let new = r#"{"id":"A","price":"9.50 EUR","title":"Tasse"}"#;
        let change = partial("A", old, new);
        assert_eq!(change.data, r#"{"id":"A","price":"9.50 EUR"}"#);
        assert_eq!(change.fields.len(), 1);
        assert_eq!(change.hash, Some(Fingerprint::of(new.as_bytes())));
    }

    #[test]
    fn what_vanished_is_cleared_in_the_way_of_its_kind() {
        let old = r#"{"additional_image_link":["https://a.example/1.jpg"],"availability":"in stock","id":"A","quantity_to_sell_on_facebook":3,"sale_price":"8.00 EUR"}"#;
        let new = r#"{"availability":"in stock","id":"A"}"#;
        assert_eq!(
            partial("A", old, new).data,
            r#"{"id":"A","additional_image_link":[],"quantity_to_sell_on_facebook":"","sale_price":""}"#
        );
    }

    #[test]
    fn stock_is_sent_as_a_pair() {
        let old = r#"{"availability":"in stock","id":"A","quantity_to_sell_on_facebook":3}"#;
        let new = r#"{"availability":"in stock","id":"A","quantity_to_sell_on_facebook":2}"#;
        assert_eq!(
            partial("A", old, new).data,
            r#"{"id":"A","availability":"in stock","quantity_to_sell_on_facebook":2}"#
        );
    }

    #[test]
    fn a_returning_item_goes_out_whole_and_active() {
        let old = r#"{"color":"rot","id":"A","title":"Tasse"}"#;
        let new = r#"{"id":"A","title":"Becher"}"#;
        let change = whole(Op::Return, Some(old), new, std::iter::once("size"));
        assert_eq!(
            change.data,
            r#"{"color":"","id":"A","size":"","status":"active","title":"Becher"}"#
        );
        assert_eq!(change.body(), Some(new));
    }

    #[test]
    fn each_removal_says_what_it_does_and_no_more() {
        let old = r#"{"availability":"in stock","id":"A","quantity_to_sell_on_facebook":3}"#;
        #[rustfmt::skip]
        let cases = [
            (Op::Delete,  r#"{"id":"A"}"#),
            (Op::Archive, r#"{"id":"A","status":"archived"}"#),
            (Op::SellOut, r#"{"id":"A","availability":"out of stock","quantity_to_sell_on_facebook":0}"#),
        ];
        for (op, data) in cases {
            assert_eq!(removal("A", op, Some(old)).data, data, "{op:?}");
        }
    }

    #[test]
    fn a_held_back_item_is_sold_out_once() {
        let old = r#"{"availability":"in stock","id":"A","title":"Tasse"}"#;
        let change = stock("A", old).unwrap();
        assert_eq!(change.data, r#"{"id":"A","availability":"out of stock"}"#);
        let body = change.body().unwrap();
        assert_eq!(
            body,
            r#"{"availability":"out of stock","id":"A","title":"Tasse"}"#
        );
        assert!(stock("A", body).is_none());
    }

    fn items() -> impl Strategy<Value = BTreeMap<&'static str, serde_json::Value>> {
        let names = prop::sample::subsequence(
            vec![
                "brand",
                "color",
                "price",
                "shipping",
                "title",
                "availability",
            ],
            0..6,
        );
        (names, any::<u8>()).prop_map(|(names, salt)| {
            let value = |name: &&str| match *name {
                "shipping" => serde_json::json!([{ "shipping_country": format!("{}", salt % 3) }]),
                name => serde_json::json!(format!("{name}{}", salt % 4)),
            };
            let mut item: BTreeMap<_, _> = names.iter().map(|name| (*name, value(name))).collect();
            item.insert("id", serde_json::json!("A"));
            item
        })
    }

    /// What Meta does with a partial update (`graph-api.md` 3.1.2).
    fn apply(item: &mut BTreeMap<String, serde_json::Value>, data: &str) {
        let sent: BTreeMap<String, serde_json::Value> = serde_json::from_str(data).unwrap();
        for (name, value) in sent {
            let clears = value == serde_json::json!("") || value == serde_json::json!([]);
            if clears {
                item.remove(&name);
            } else {
                item.insert(name, value);
            }
        }
    }

    proptest! {
        #[test]
        fn a_change_carried_out_reaches_the_export(old in items(), new in items(), whole_item: bool) {
            let json = |item: &BTreeMap<_, _>| serde_json::to_string(item).unwrap();
            let (before, after) = (json(&old), json(&new));
            let change = if whole_item {
                whole(Op::Full, Some(&before), &after, std::iter::empty())
            } else {
                partial("A", &before, &after)
            };
            let mut live = serde_json::from_str(&before).unwrap();
            apply(&mut live, &change.data);
            prop_assert_eq!(json(&new), serde_json::to_string(&live).unwrap());
            prop_assert_eq!(change.fields.is_empty(), before == after);
            prop_assert_eq!(change.body(), Some(after.as_str()));
        }

        #[test]
        fn a_fresh_item_is_a_whole_one_of_which_nothing_is_known(item in items()) {
            let json = serde_json::to_string(&item).unwrap();
            let slow = whole(Op::Create, None, &json, std::iter::empty());
            let fast = fresh("A", &json, Fingerprint::of(json.as_bytes()));
            let slow = Change { fields: Vec::new(), ..slow };
            prop_assert_eq!(format!("{slow:?}"), format!("{fast:?}"));
        }
    }
}
