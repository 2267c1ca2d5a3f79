//! Reading suspects back: a call without an answer may be applied late, over
//! newer writes (`contract.md` 8).

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::clock::now;
use super::crash::{Point, point};
use super::first::Contact;
use super::outcome::{DeliverError, End};
use crate::catalog::{Field, Presence};
use crate::graph::LiveItem;
use crate::state::Store;

/// Ids in one call (`graph-api.md` 4.2).
const CHUNK: usize = 25;
/// After so many milliseconds without a difference a call is taken for dropped:
/// updates have been seen to take up to about an hour (`graph-api.md` 3.3).
const LATEST: i64 = 3_600_000;

/// What the state says of a suspect.
#[derive(Clone, Copy, Debug)]
enum Expected {
    /// It is live with what was confirmed; this is its key.
    Live(i64),
    /// It is taken away and may come back, or will be sent anyway.
    Other,
    /// It was deleted, or never confirmed; it has a key only in the latter case.
    Absent(Option<i64>),
}

/// Reads all suspects back and puts in doubt what differs, so that the
/// comparison that follows sends it. Returns the end that prevented it.
pub async fn read_back(
    contact: &mut Contact<'_>,
    store: &mut Store,
) -> Result<Option<End>, DeliverError> {
    if store.suspect_count()? == 0 {
        return Ok(None);
    }
    let expected = expectations(store)?;
    let mut after = String::new();
    loop {
        let page = store.suspects(&after, CHUNK)?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        after.clone_from(&last.id);
        let of = |id: &str| expected.get(id).copied().unwrap_or(Expected::Absent(None));
        let ids: Vec<&str> = page
            .iter()
            .map(|suspect| suspect.id.as_str())
            .filter(|id| !matches!(of(id), Expected::Other))
            .collect();
        let live = match contact.look_up(&ids).await {
            Ok(live) => live,
            Err(end) => return Ok(Some(end)),
        };
        let mut cleared = Vec::new();
        let mut differing = Vec::new();
        for suspect in &page {
            let id = suspect.id.as_str();
            let seen = live.iter().find(|item| item.retailer_id == id);
            match (of(id), seen) {
                (Expected::Live(pos), seen) => {
                    let body = store.body(pos)?;
                    let same = match (&body, seen) {
                        (Some(body), Some(item)) => is_like(item, body),
                        (_, _) => false,
                    };
                    if !same {
                        differing.push(pos);
                    }
                }
                (Expected::Absent(pos), Some(_)) => {
                    store.resurrect(id, pos)?;
                }
                (Expected::Absent(_), None) | (Expected::Other, _) => {}
            }
            // After that time nothing can come any more: what differs is sent once
            // more, and that is that.
            let over = suspect.since < now() - LATEST;
            if over {
                cleared.push(id);
            }
        }
        store.doubt(&differing)?;
        store.clear_suspects(&cleared)?;
        point(Point::AfterReading);
    }
}

/// What the state says of each suspect: one scan, for ids have no index.
fn expectations(store: &Store) -> Result<HashMap<String, Expected>, DeliverError> {
    let mut expected = HashMap::new();
    let mut after = String::new();
    loop {
        let page = store.suspects(&after, 10_000)?;
        let Some(last) = page.last() else {
            break;
        };
        after.clone_from(&last.id);
        let absent = Expected::Absent(None);
        expected.extend(page.into_iter().map(|suspect| (suspect.id, absent)));
    }
    store.each_known(|row| {
        if let Some(of) = expected.get_mut(row.id) {
            *of = match row.presence {
                _ if row.doubt.any() => Expected::Other,
                Presence::Live => Expected::Live(row.pos),
                Presence::New => Expected::Absent(Some(row.pos)),
                Presence::Archived | Presence::SoldOut | Presence::Listed => Expected::Other,
            };
        }
    })?;
    Ok(expected)
}

/// Whether the live item shows what was confirmed, as far as reads tell: text
/// and stock word for word, prices by their digits, since they come formatted.
fn is_like(item: &LiveItem, body: &str) -> bool {
    let fields: HashMap<&str, &RawValue> = serde_json::from_str(body).unwrap_or_default();
    let text = |field: Field| -> String {
        let raw = fields.get(field.name()).map_or("", |value| value.get());
        serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    item.name == text(Field::Title)
        && item.description == text(Field::Description)
        && item.availability == text(Field::Availability)
        && item.quantity_to_sell_on_facebook == text(Field::QuantityToSellOnFacebook)
        && digits(&item.price) == digits(&text(Field::Price))
        && digits(&item.sale_price) == digits(&text(Field::SalePrice))
        && item.visibility != "staging"
        && item.brand == text(Field::Brand)
        && item.condition == text(Field::Condition)
        && item.color == text(Field::Color)
        && item.size == text(Field::Size)
        && item.url == text(Field::Link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_formatted_prices_by_their_digits() {
        let body = r#"{"availability":"in stock","description":"d","price":"1299.95 EUR","quantity_to_sell_on_facebook":3,"title":"t"}"#;
        let item = LiveItem {
            name: "t".into(),
            description: "d".into(),
            price: "1.299,95 €".into(),
            availability: "in stock".into(),
            quantity_to_sell_on_facebook: "3".into(),
            visibility: "published".into(),
            ..LiveItem::default()
        };
        assert!(is_like(&item, body));
        let cheaper = LiveItem {
            price: "€1,199.95".into(),
            ..item.clone()
        };
        assert!(!is_like(&cheaper, body));
        let hidden = LiveItem {
            visibility: "staging".into(),
            ..item
        };
        assert!(!is_like(&hidden, body));
    }
}
