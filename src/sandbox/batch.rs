//! `POST /{catalog}/items_batch`: what is refused at once, and the handle.
//!
//! The call has passed token, permission, limits and size. A record with an
//! error is never queued, and neither is any other record of its call: no
//! handle is the outcome that was seen live (graph-api.md 3.2).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::answer::{Ask, Refusal};
use super::form::{self, Body};
use super::journal::Records;
use super::options::Catalog;
use super::rules::{SUB_TYPES, field};
use super::script::Size;
use super::verdict::Batch;
use super::world::{Notes, World};

/// The largest number of records (graph-api.md 7).
const RECORDS: usize = 5000;

/// What is said at once about one record.
#[derive(Default)]
struct Remarks {
    id: Option<String>,
    errors: Vec<String>,
    warnings: Vec<String>,
}

/// Takes a batch in or refuses it.
pub(super) fn accept(
    world: &mut World,
    catalog: &Catalog,
    ask: &mut Ask,
    notes: &mut Notes,
) -> Result<Value, Refusal> {
    let (allow_upsert, records) = read(catalog, ask)?;
    let records = Arc::new(records);
    notes.records = Some(Arc::clone(&records));
    let size = Size::Batch {
        records: records.count,
        bytes: ask.bytes,
    };
    if world.script.too_much(size) {
        return Err(Refusal::too_much());
    }
    let mut remarks = inspect(&records.requests, notes);
    let sound = remarks.iter().all(|remark| remark.errors.is_empty());

    let mut handles = Vec::new();
    if sound {
        let course = world.script.acceptance();
        notes.fate = course.fate;
        for remark in &course.remarks {
            remarks.push(Remarks {
                id: Some(remark.id.clone()).filter(|id| !id.is_empty()),
                errors: vec![remark.message.clone()],
                warnings: Vec::new(),
            });
        }
        if !course.no_handle {
            let now = world.clock.now();
            let handle = handle(&catalog.id, world.store.batches()?, now);
            let batch = Batch {
                handle: handle.clone(),
                catalog: catalog.id.clone(),
                allow_upsert,
                ..course.begin(world.pace, now, &records.ids)
            };
            world.store.add_batch(&batch, &records.requests)?;
            handles.push(handle);
        }
    }
    let mut answer = Map::new();
    answer.insert("handles".to_owned(), json!(handles));
    let shown: Vec<Value> = remarks.iter().filter_map(show).collect();
    if !shown.is_empty() {
        answer.insert("validation_status".to_owned(), Value::Array(shown));
    }
    Ok(Value::Object(answer))
}

/// Size, `item_type`, parsing and count, in this order (graph-api.md 12).
fn read(catalog: &Catalog, ask: &mut Ask) -> Result<(bool, Records), Refusal> {
    match &ask.body {
        Body::Oversized => return Err(Refusal::too_much()),
        Body::Malformed(why) => return Err(Refusal::parameter(why)),
        Body::Empty | Body::Read(_) => {}
    }
    let item_type = ask
        .value("item_type")
        .and_then(form::text)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::parameter("The parameter item_type is required."))?;
    if catalog.vertical != "commerce" {
        return Err(Refusal::vertical());
    }
    if item_type != "PRODUCT_ITEM" {
        return Err(Refusal::parameter(format_args!(
            "Param item_type must be PRODUCT_ITEM for a catalog of the vertical commerce, not '{item_type}'"
        )));
    }
    let sub_type = ask.value("item_sub_type").map(form::text);
    if let Some(sub_type) = sub_type
        && !sub_type
            .as_deref()
            .is_some_and(|word| SUB_TYPES.contains(&word))
    {
        return Err(Refusal::parameter(
            "Param item_sub_type must be one of the documented sub types",
        ));
    }
    let allow_upsert = form::flag("allow_upsert", ask.value("allow_upsert"), true)?;
    let requests = ask
        .take("requests")
        .ok_or_else(|| Refusal::parameter("The parameter requests is required."))?;
    let Value::Array(requests) = form::structure("requests", requests)? else {
        return Err(Refusal::parameter("Param requests must be an array."));
    };
    if requests.is_empty() {
        return Err(Refusal::parameter("Param requests must not be empty."));
    }
    if requests.len() > RECORDS {
        return Err(Refusal::parameter(format_args!(
            "Too many requests in one batch: {} where {RECORDS} are allowed.",
            requests.len()
        )));
    }
    let ids = requests
        .iter()
        .filter_map(id_of)
        .map(str::to_owned)
        .collect();
    Ok((
        allow_upsert,
        Records {
            count: requests.len(),
            ids,
            requests,
        },
    ))
}

/// The id of a record, if it has one that is text.
fn id_of(request: &Value) -> Option<&str> {
    request
        .get("data")?
        .get("id")?
        .as_str()
        .filter(|id| !id.is_empty())
}

/// The immediate checks of every record.
fn inspect(requests: &[Value], notes: &mut Notes) -> Vec<Remarks> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for id in requests.iter().filter_map(id_of) {
        *times.entry(id).or_default() += 1;
    }
    let mut strange: HashSet<&str> = HashSet::new();
    let remarks = requests
        .iter()
        .map(|request| {
            let mut remark = Remarks::default();
            if request.get("retailer_id").is_some() {
                notes.violation("`retailer_id` next to `method` is the legacy form of `/batch`");
            }
            let Some(id) = id_of(request) else {
                remark
                    .errors
                    .push("Can not find required field id".to_owned());
                return remark;
            };
            remark.id = Some(id.to_owned());
            if times.get(id).copied().unwrap_or(0) > 1 {
                notes.violation(&format!("the id `{id}` stands more than once in one call"));
                remark.errors.push(format!(
                    "Duplicate request: item {id} occurs more than once in one call"
                ));
            }
            inspect_fields(request, id, &mut remark, &mut strange);
            remark
        })
        .collect();
    let mut strange: Vec<_> = strange.into_iter().collect();
    strange.sort_unstable();
    for name in strange {
        notes.violation(&format!("the field `{name}` is not known"));
    }
    remarks
}

fn inspect_fields<'a>(
    request: &'a Value,
    id: &str,
    remark: &mut Remarks,
    strange: &mut HashSet<&'a str>,
) {
    let method = request.get("method").and_then(Value::as_str);
    if !matches!(method, Some("CREATE" | "UPDATE" | "DELETE")) {
        remark.errors.push(format!(
            "Unsupported method: the request for item {id} has the method '{}', which is not one of \
             CREATE, UPDATE, DELETE",
            method.unwrap_or_default()
        ));
    }
    let data = request.get("data").and_then(Value::as_object);
    for name in data.into_iter().flatten().map(|(name, _)| name.as_str()) {
        if name == "id" {
            continue;
        }
        if method == Some("DELETE") {
            remark.errors.push(format!(
                "Unsupported field: the DELETE request for item {id} contains '{name}' besides the id"
            ));
        } else if field(name).is_none() {
            strange.insert(name);
            remark.warnings.push(format!(
                "Unrecognised field: A request for item {id} contains unrecognised field: '{name}'"
            ));
        }
    }
}

fn show(remark: &Remarks) -> Option<Value> {
    if remark.errors.is_empty() && remark.warnings.is_empty() {
        return None;
    }
    let messages = |texts: &[String]| -> Value {
        texts
            .iter()
            .map(|text| json!({ "message": text }))
            .collect()
    };
    let mut shown = Map::new();
    if let Some(id) = &remark.id {
        shown.insert("retailer_id".to_owned(), json!(id));
    }
    if !remark.errors.is_empty() {
        shown.insert("errors".to_owned(), messages(&remark.errors));
    }
    if !remark.warnings.is_empty() {
        shown.insert("warnings".to_owned(), messages(&remark.warnings));
    }
    Some(Value::Object(shown))
}

/// A hundred characters that mean nothing, different for every batch.
fn handle(catalog: &str, number: i64, now: i64) -> String {
    let mut bytes = Vec::with_capacity(96);
    for part in 0..3 {
        bytes.extend_from_slice(&Sha256::digest(format!("{part}/{catalog}/{number}/{now}")));
    }
    bytes.truncate(75);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(request: Value) -> (Vec<String>, Vec<String>) {
        let mut notes = Notes::default();
        let mut remarks = inspect(&[request], &mut notes);
        let remark = remarks.remove(0);
        (remark.errors, remark.warnings)
    }

    #[test]
    fn records_are_refused_at_once_for_their_shape() {
        #[rustfmt::skip]
        let cases = [
            (json!({"method": "UPDATE", "data": {"id": "A"}}),                 None),
            (json!({"method": "DELETE", "data": {"id": "A"}}),                 None),
            (json!({"method": "UPDATE", "retailer_id": "A", "data": {}}),      Some("Can not find required field id")),
            (json!({"method": "UPDATE", "retailer_id": "A"}),                  Some("Can not find required field id")),
            (json!({"method": "UPDATE", "data": {"id": ""}}),                  Some("Can not find required field id")),
            (json!({"method": "UPDATE", "data": {"id": 7}}),                   Some("Can not find required field id")),
            (json!({"method": "UPDATE", "data": [{"id": "A"}]}),               Some("Can not find required field id")),
            (json!("UPDATE"),                                                  Some("Can not find required field id")),
            (json!({"method": "UPSERT", "data": {"id": "A"}}),                 Some("Unsupported method")),
            (json!({"method": "update", "data": {"id": "A"}}),                 Some("Unsupported method")),
            (json!({"data": {"id": "A"}}),                                     Some("Unsupported method")),
            (json!({"method": "DELETE", "data": {"id": "A", "title": "x"}}),   Some("Unsupported field")),
        ];
        for (request, expected) in cases {
            let (errors, _) = first(request.clone());
            match expected {
                None => assert!(errors.is_empty(), "{request}: {errors:?}"),
                Some(start) => {
                    assert!(
                        errors.len() == 1 && errors[0].starts_with(start),
                        "{request}: {errors:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_unknown_field_is_a_warning_in_metas_words() {
        let (errors, warnings) =
            first(json!({"method": "UPDATE", "data": {"id": "SKU-1", "unknown_field": 1}}));
        assert!(errors.is_empty());
        assert_eq!(
            warnings,
            [
                "Unrecognised field: A request for item SKU-1 contains unrecognised field: 'unknown_field'"
            ]
        );
    }

    #[test]
    fn handles_are_long_safe_in_addresses_and_never_the_same() {
        let (one, two) = (handle("100", 1, 5), handle("100", 2, 5));
        assert_ne!(one, two);
        assert_eq!(one.len(), 100);
        assert!(
            one.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
