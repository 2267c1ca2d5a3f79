//! What a call that nobody knows of could still do to an item: pure.
//!
//! Meta may apply such a call late, over newer writes (`contract.md` 8). Most
//! of them can do no harm: what they carried is what was confirmed since. Only
//! where the two differ somebody has to look, and only at what differs.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Field, Op};
use crate::graph::ReadBack;
use crate::state::Suspect;

/// What the state says of the item now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standing<'a> {
    /// It is live with these fields, as canonical JSON.
    Live(&'a str),
    /// It is archived.
    Archived,
    /// It is marked as sold out, because it left the export.
    SoldOut,
    /// It was deleted, or never confirmed.
    Absent,
    /// It will be sent in full anyway.
    Doubtful,
}

/// What a late call could do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Harm {
    /// Nothing that is not so already.
    None,
    /// Set these fields to other values than were confirmed.
    Overwrite(Vec<Change>),
    /// Take the item away.
    Remove,
    /// Bring the item back.
    Bring,
    /// The state does not say what it carried.
    Unknown,
}

/// A field that a late call would set to another value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    field: Field,
    carried: Value,
    confirmed: Value,
}

/// What a look at the live item says of a late call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It was applied, or something else changed the item.
    Yes,
    /// It was not applied so far.
    No,
    /// What reads show does not tell.
    Unclear,
}

/// What the call could do to an item that stands so.
pub(super) fn harm(suspect: &Suspect, standing: Standing<'_>) -> Harm {
    let (Some(op), Some(data)) = (suspect.op, suspect.data.as_deref()) else {
        return match standing {
            Standing::Doubtful => Harm::None,
            _ => Harm::Unknown,
        };
    };
    let carried = fields(data);
    let status = carried.get(Field::Status.name()).and_then(Value::as_str);
    let brings = !op.removes() && op != Op::Stock;
    match standing {
        Standing::Absent if brings && op != Op::Update => Harm::Bring,
        Standing::Archived if status == Some("active") => Harm::Bring,
        Standing::Doubtful | Standing::Absent | Standing::Archived => Harm::None,
        Standing::SoldOut => {
            let sold_out = BTreeMap::from([("availability", Value::from("out of stock"))]);
            let name = Field::Availability.name();
            overwrite(carried.into_iter().filter(|(key, _)| key == name), |key| {
                sold_out.get(key).cloned()
            })
        }
        Standing::Live(_) if op == Op::Delete || status == Some("archived") => Harm::Remove,
        Standing::Live(body) => {
            let confirmed = fields(body);
            let carried = carried
                .into_iter()
                .filter(|(key, _)| key != Field::Status.name() || confirmed.contains_key(key));
            overwrite(carried, |key| confirmed.get(key).cloned())
        }
    }
}

fn overwrite(
    carried: impl Iterator<Item = (String, Value)>,
    confirmed: impl Fn(&str) -> Option<Value>,
) -> Harm {
    let mut changes = Vec::new();
    for (name, value) in carried {
        let Some(field) = Field::find(&name).filter(|field| *field != Field::Id) else {
            continue;
        };
        let cleared = serde_json::from_str(field.cleared().json()).unwrap_or_default();
        let confirmed = confirmed(&name).unwrap_or(cleared);
        if value != confirmed {
            changes.push(Change {
                field,
                carried: value,
                confirmed,
            });
        }
    }
    if changes.is_empty() {
        Harm::None
    } else {
        Harm::Overwrite(changes)
    }
}

/// Whether a call that could do this harm has done it, as far as the live item
/// tells; `live` is `None` when the catalog does not have it.
pub(super) fn came(harm: &Harm, live: Option<&ReadBack>) -> Came {
    let visible = live.is_some_and(|item| !item.is_hidden());
    match (harm, live) {
        (Harm::Unknown, _) => Came::Unclear,
        (Harm::None, _) => Came::No,
        (Harm::Bring, _) if !visible => Came::No,
        (Harm::Remove, _) if visible => Came::No,
        (Harm::Bring | Harm::Remove, _) | (Harm::Overwrite(_), None) => Came::Yes,
        (Harm::Overwrite(changes), Some(item)) => {
            let mut came = Came::No;
            for change in changes {
                let as_confirmed = item.shows(change.field, &change.confirmed);
                let as_carried = item.shows(change.field, &change.carried);
                match (as_confirmed, as_carried) {
                    // Two values that reads show alike tell nothing.
                    (Some(true), Some(true)) | (None, _) | (_, None) => came = Came::Unclear,
                    (Some(true), Some(false)) => {}
                    (Some(false), _) => return Came::Yes,
                }
            }
            came
        }
    }
}

fn fields(json: &str) -> BTreeMap<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn suspect(op: Op, data: &Value) -> Suspect {
        Suspect {
            id: "A".into(),
            batch: 1,
            since: 0,
            op: Some(op),
            data: Some(data.to_string()),
        }
    }

    fn word(harm: &Harm) -> String {
        match harm {
            Harm::Overwrite(changes) => {
                let names = changes.iter().map(|change| change.field.name());
                names.collect::<Vec<_>>().join(",")
            }
            other => format!("{other:?}").to_lowercase(),
        }
    }

    #[test]
    fn only_what_differs_from_what_was_confirmed_can_do_harm() {
        let body = r#"{"availability":"in stock","id":"A","price":"2.00 EUR","title":"T"}"#;
        let live = Standing::Live(body);
        #[rustfmt::skip]
        let cases = [
            (Op::Update,  json!({"id": "A", "price": "2.00 EUR"}),                       live, "none"),
            (Op::Update,  json!({"id": "A", "price": "1.00 EUR"}),                       live, "price"),
            (Op::Update,  json!({"id": "A", "color": ""}),                               live, "none"),
            (Op::Update,  json!({"id": "A", "color": "blau"}),                           live, "color"),
            (Op::Create,  json!({"id": "A", "price": "2.00 EUR", "title": "T", "availability": "in stock"}), live, "none"),
            (Op::Full,    json!({"id": "A", "title": "Alt", "status": "active"}),        live, "title"),
            (Op::Archive, json!({"id": "A", "status": "archived"}),                      live, "remove"),
            (Op::Delete,  json!({"id": "A"}),                                            live, "remove"),
            (Op::SellOut, json!({"id": "A", "availability": "out of stock"}),            live, "availability"),
            (Op::Delete,  json!({"id": "A"}),                                Standing::Absent, "none"),
            (Op::Create,  json!({"id": "A", "title": "T"}),                  Standing::Absent, "bring"),
            (Op::Update,  json!({"id": "A", "title": "T"}),                  Standing::Absent, "none"),
            (Op::Update,  json!({"id": "A", "title": "T"}),                Standing::Archived, "none"),
            (Op::Return,  json!({"id": "A", "status": "active"}),          Standing::Archived, "bring"),
            (Op::Update,  json!({"id": "A", "availability": "in stock"}),   Standing::SoldOut, "availability"),
            (Op::Update,  json!({"id": "A", "title": "T"}),                 Standing::SoldOut, "none"),
            (Op::Update,  json!({"id": "A", "price": "1.00 EUR"}),         Standing::Doubtful, "none"),
        ];
        for (op, data, standing, expected) in cases {
            let got = harm(&suspect(op, &data), standing);
            assert_eq!(word(&got), expected, "{op:?} {data} {standing:?}");
        }
        let unknown = Suspect {
            op: None,
            ..suspect(Op::Update, &json!({}))
        };
        assert_eq!(harm(&unknown, live), Harm::Unknown);
    }

    #[test]
    fn a_look_at_the_item_tells_what_it_can() {
        let body = r#"{"id":"A","price":"2.00 EUR","unit_price":{"value":1}}"#;
        let look = |data: Value, live: Option<Value>| {
            let harm = harm(&suspect(Op::Update, &data), Standing::Live(body));
            let page = json!({"data": live.into_iter().collect::<Vec<_>>()});
            let items = ReadBack::page(page).unwrap();
            came(&harm, items.first())
        };
        let price = |price: &str| Some(json!({"retailer_id": "A", "price": price}));
        let cheaper = json!({"id": "A", "price": "1.00 EUR"});
        assert_eq!(look(cheaper.clone(), price("€2.00")), Came::No);
        assert_eq!(look(cheaper.clone(), price("€1.00")), Came::Yes);
        assert_eq!(look(cheaper.clone(), price("€7.00")), Came::Yes);
        assert_eq!(look(cheaper, None), Came::Yes);
        let unit = json!({"id": "A", "unit_price": ""});
        assert_eq!(look(unit, price("€2.00")), Came::Unclear);
    }
}
