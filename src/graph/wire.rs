//! Requests and answers as they are on the wire.

use std::ops::Range;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::facts::Owner;

/// The body of `items_batch` (`graph-api.md` 3.1) while it is filled with records
/// that are JSON already.
#[derive(Debug)]
pub struct BatchBody {
    text: String,
}

impl Default for BatchBody {
    fn default() -> Self {
        Self {
            text: BEGIN.to_owned(),
        }
    }
}

impl BatchBody {
    /// Adds a record by its `data` object. Returns where that stands.
    pub fn add(&mut self, deletes: bool, data: &str) -> Range<usize> {
        if self.text.len() > BEGIN.len() {
            self.text.push(',');
        }
        self.text.push_str(if deletes { DELETE } else { UPDATE });
        let begin = self.text.len();
        self.text.push_str(data);
        let end = self.text.len();
        self.text.push('}');
        begin..end
    }

    /// The `data` object that stands there.
    pub fn data(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// Bytes of the whole body.
    pub fn bytes(&self) -> usize {
        self.text.len() + END.len()
    }

    /// The whole body.
    pub fn end(mut self) -> Vec<u8> {
        self.text.push_str(END);
        self.text.into_bytes()
    }
}

const BEGIN: &str = r#"{"item_type":"PRODUCT_ITEM","allow_upsert":true,"requests":["#;
const END: &str = "]}";

// Always UPDATE with upsert: what CREATE does with an id that exists is not
// documented (`graph-api.md` 13, question 10).
const UPDATE: &str = r#"{"method":"UPDATE","data":"#;
const DELETE: &str = r#"{"method":"DELETE","data":"#;

/// What a record costs on the wire beside its `data`.
pub const RECORD_OVERHEAD: usize = UPDATE.len() + 2;

/// Takes what Meta sends as text or as number as text; null as nothing.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    })
}

/// Takes a list, or nothing for null.
pub(super) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let elements = Option::<Vec<Option<T>>>::deserialize(from)?;
    Ok(elements.unwrap_or_default().into_iter().flatten().collect())
}

/// A list of ids.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Text(#[serde(deserialize_with = "text")] String);
    let ids = Option::<Vec<Text>>::deserialize(from)?.unwrap_or_default();
    Ok(ids.into_iter().map(|id| id.0).collect())
}

fn some_count<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(from)?;
    let number = value.as_u64();
    Ok(number.or_else(|| value.as_str().and_then(|text| text.parse().ok())))
}

fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    Ok(some_count(from)?.unwrap_or(0))
}

/// One sentence of Meta's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// The words.
    #[serde(deserialize_with = "text")]
    pub message: String,
}

/// Remarks on one record, in the answer of a write.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The item's id; empty when the record had none.
    #[serde(deserialize_with = "text")]
    pub retailer_id: String,
    /// Why it is refused.
    #[serde(deserialize_with = "list")]
    pub errors: Vec<Remark>,
    /// What else there is to say.
    #[serde(deserialize_with = "list")]
    pub warnings: Vec<Remark>,
}

/// The answer of a write (`graph-api.md` 3.2).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BatchAnswer {
    /// None or one; none means that nothing was taken.
    #[serde(deserialize_with = "texts")]
    pub handles: Vec<String>,
    /// Records with remarks.
    #[serde(deserialize_with = "list")]
    pub validation_status: Vec<Named>,
}

/// A record that was not stored, or stored with a remark.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Complaint {
    /// The item's id.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// Why.
    #[serde(deserialize_with = "text")]
    pub message: String,
}

/// How a handle stands (`graph-api.md` 3.3).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusAnswer {
    /// `finished`, `error` and `canceled` are final; anything else is not.
    #[serde(deserialize_with = "text")]
    pub status: String,
    /// A sample of the records that were not stored.
    #[serde(deserialize_with = "list")]
    pub errors: Vec<Complaint>,
    /// Their full number; `None` when Meta does not say.
    #[serde(deserialize_with = "some_count")]
    pub errors_total_count: Option<u64>,
    /// A sample of remarks.
    #[serde(deserialize_with = "list")]
    pub warnings: Vec<Complaint>,
    /// Ids of all records that were not stored; may repeat an id.
    #[serde(deserialize_with = "texts")]
    pub ids_of_invalid_requests: Vec<String>,
}

/// What a run must know of the catalog before it writes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CatalogFacts {
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// What it is a catalog of; only `commerce` takes products.
    #[serde(deserialize_with = "text")]
    pub vertical: String,
    /// How many items it holds.
    #[serde(deserialize_with = "count")]
    pub product_count: u64,
    /// The business that it belongs to, where it was asked for and may be seen.
    pub business: Option<Owner>,
}

/// Where a page stands among others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Paging {
    next: Option<String>,
    cursors: Option<Cursors>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursors {
    after: Option<String>,
}

impl Paging {
    /// Where the next page begins. The end is where `paging.next` is absent; the
    /// address in it is never used, for it holds the token (`graph-api.md` 4.2).
    pub(super) fn after(self) -> Option<String> {
        let after = self.cursors.and_then(|cursors| cursors.after);
        self.next.and(after)
    }
}

/// The single element of a status collection.
pub(super) fn status(value: Value) -> serde_json::Result<Option<StatusAnswer>> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Collection {
        #[serde(deserialize_with = "list")]
        data: Vec<StatusAnswer>,
    }
    let mut collection: Collection = serde_json::from_value(value)?;
    Ok(collection.data.pop())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_batch_is_the_json_that_the_fact_sheet_shows() {
        let mut body = BatchBody::default();
        let first = body.add(false, r#"{"id":"A"}"#);
        let second = body.add(true, r#"{"id":"B"}"#);
        assert_eq!(body.data(&first), r#"{"id":"A"}"#);
        assert_eq!(body.data(&second), r#"{"id":"B"}"#);
        let bytes = body.bytes();
        let body = body.end();
        assert_eq!(body.len(), bytes);
        let read: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            read,
            json!({"item_type": "PRODUCT_ITEM", "allow_upsert": true, "requests": [
                {"method": "UPDATE", "data": {"id": "A"}},
                {"method": "DELETE", "data": {"id": "B"}}]})
        );
    }

    #[test]
    fn answers_are_read_whatever_is_missing_or_null() {
        let answer: BatchAnswer = serde_json::from_value(json!({
            "handles": null,
            "validation_status": [{"retailer_id": 7, "errors": null, "warnings": [{"message": "w"}]}, {}],
        }))
        .unwrap();
        assert!(answer.handles.is_empty());
        assert_eq!(answer.validation_status[0].retailer_id, "7");
        let status = status(json!({"data": [{"status": "finished", "errors_total_count": "2"}]}));
        assert_eq!(status.unwrap().unwrap().errors_total_count, Some(2));
    }
}
