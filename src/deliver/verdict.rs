//! What an answer of Meta's means for each record: pure, and never kinder than
//! the answer.

use std::collections::{HashMap, HashSet};

use crate::catalog::Op;
use crate::graph::{BatchAnswer, StatusAnswer};

/// A record in flight.
#[derive(Clone, Debug)]
pub(super) struct Flying {
    pub(super) seq: i64,
    pub(super) mark: u32,
    /// The item's key in the state.
    pub(super) pos: i64,
    /// Short fingerprint of the item once it is confirmed.
    pub(super) content: Option<[u8; 16]>,
    pub(super) id: String,
    /// What it asks for now.
    pub(super) op: Op,
    /// What it asked for at first.
    pub(super) first_op: Op,
    /// Short fingerprint of the item as an earlier run sent it.
    pub(super) earlier: Option<[u8; 16]>,
    /// How often it was sent again because its verdict could not be had.
    pub(super) again: u8,
}

/// Records, sorted by what the answer says of them.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Named as not stored, with Meta's words.
    pub(super) refused: Vec<(Flying, String)>,
    /// Not named.
    pub(super) rest: Vec<Flying>,
    /// Whether there are failures that no record could be found for: then
    /// nothing is known of any record that was not named.
    pub(super) unclear: bool,
    /// Words for failures without a name.
    pub(super) words: String,
}

/// Reads the answer of a write.
pub(super) fn read_answer(records: Vec<Flying>, answer: &BatchAnswer) -> Sorted {
    let mut messages: HashMap<&str, Vec<&str>> = HashMap::new();
    for named in &answer.validation_status {
        if named.errors.is_empty() {
            continue;
        }
        let entry = messages.entry(named.retailer_id.as_str()).or_default();
        entry.extend(named.errors.iter().map(|error| error.message.as_str()));
    }
    let distinct = messages.len();
    sort(records, &messages, &HashSet::new(), distinct)
}

/// Reads the final status of a handle. `errors` is a sample, the list of ids is
/// whole, and the total tells whether the two name every failure. `settled` are
/// ids that the answer of the call refused already.
pub(super) fn read_status(
    records: Vec<Flying>,
    status: &StatusAnswer,
    settled: &HashSet<String>,
) -> Sorted {
    let mut messages: HashMap<&str, Vec<&str>> = HashMap::new();
    for error in &status.errors {
        let entry = messages.entry(error.id.as_str()).or_default();
        entry.push(error.message.as_str());
    }
    for id in &status.ids_of_invalid_requests {
        messages.entry(id).or_default();
    }
    // An id may be repeated and an item may have several errors, so that the
    // longer of the two lists says how many failures are named.
    let named = status
        .errors
        .len()
        .max(status.ids_of_invalid_requests.len());
    let distinct = messages.len();
    let failures = match status.errors_total_count {
        Some(total) => {
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            distinct + total.saturating_sub(named)
        }
        // The sample may be short, and only the list of ids is whole.
        None if status.ids_of_invalid_requests.is_empty() && distinct > 0 => distinct + 1,
        None => distinct,
    };
    sort(records, &messages, settled, failures)
}

/// Sorts records by the messages on their ids; `failures` is how many distinct
/// ones there should be.
fn sort(
    records: Vec<Flying>,
    messages: &HashMap<&str, Vec<&str>>,
    settled: &HashSet<String>,
    failures: usize,
) -> Sorted {
    let mut sorted = Sorted::default();
    let mut found: HashSet<String> = settled
        .iter()
        .filter(|id| messages.contains_key(id.as_str()))
        .cloned()
        .collect();
    for record in records {
        match messages.get(record.id.as_str()) {
            Some(words) => {
                found.insert(record.id.clone());
                sorted.refused.push((record, joined(words)));
            }
            None => sorted.rest.push(record),
        }
    }
    // An id that is none of the batch is not about it; one that is written
    // otherwise may be one of ours, and then nothing is clear.
    let alike = |id: &str| {
        let id = id.trim().to_lowercase();
        id.is_empty() || sorted.rest.iter().any(|r| r.id.trim().to_lowercase() == id)
    };
    let foreign = messages
        .keys()
        .filter(|id| !found.contains(**id) && !settled.contains(**id) && !alike(id))
        .count();
    sorted.unclear = found.len() + foreign < failures;
    let nameless = messages
        .iter()
        .filter(|(id, _)| !found.contains(**id))
        .flat_map(|(_, words)| words.iter().copied())
        .collect::<Vec<_>>();
    sorted.words = joined(&nameless);
    sorted
}

/// Meta's words, each once.
fn joined(words: &[&str]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for word in words {
        if !word.is_empty() && !distinct.contains(word) {
            distinct.push(word);
        }
    }
    if distinct.is_empty() {
        "Meta did not store this item and gave no reason.".to_owned()
    } else {
        distinct.join(" ")
    }
}

/// Whether Meta refused a record because the item is not there: it was deleted
/// by hand, and then Meta misses what only a whole item has (`contract.md` 8,
/// `graph-api.md` 3.3). The words follow the locale of the token's owner.
pub(super) fn misses_fields(message: &str) -> bool {
    const SIGNS: [&str; 14] = [
        "required field",
        "is missing",
        "are missing",
        "need to have",
        "pflichtfeld",
        "fehlt",
        "fehlen",
        "obligatoire",
        "manquant",
        "obligatorio",
        "falta",
        "obbligatori",
        "mancant",
        "verplicht",
    ];
    let message = message.to_lowercase();
    SIGNS.iter().any(|sign| message.contains(sign))
}

/// Whether a record was refused because the item is not there and cannot be made
/// of it: a change of an item that is there asks for no required field.
pub(super) fn misses_required(message: &str) -> bool {
    const SIGNS: [&str; 7] = [
        "required field",
        "cannot create",
        "pflichtfeld",
        "obligatoire",
        "obligatorio",
        "obbligatori",
        "verplicht",
    ];
    let message = message.to_lowercase();
    SIGNS.iter().any(|sign| message.contains(sign))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn records(ids: &[&str]) -> Vec<Flying> {
        (0..)
            .zip(ids)
            .map(|(seq, id)| Flying {
                seq,
                mark: 0,
                pos: seq,
                content: None,
                id: (*id).to_owned(),
                op: Op::Update,
                first_op: Op::Update,
                earlier: None,
                again: 0,
            })
            .collect()
    }

    fn shown(sorted: &Sorted) -> (Vec<&str>, Vec<&str>, bool) {
        let refused = sorted.refused.iter().map(|(r, _)| r.id.as_str()).collect();
        let rest = sorted.rest.iter().map(|r| r.id.as_str()).collect();
        (refused, rest, sorted.unclear)
    }

    #[test]
    fn every_failure_must_be_named_or_nothing_is_clear() {
        #[rustfmt::skip]
        let cases = [
            // errors                                  ids              total  refused      unclear
            (json!([]),                                json!([]),       0,     vec![],      false),
            (json!([{"id": "A", "message": "bad"}]),   json!(["A"]),    1,     vec!["A"],   false),
            // Two errors of one item, and a repeated id.
            (json!([{"id": "A", "message": "x"}, {"id": "A", "message": "y"}]), json!(["A", "A"]), 2, vec!["A"], false),
            // The sample is shorter than the list of ids.
            (json!([{"id": "A", "message": "bad"}]),   json!(["A", "B"]), 2,   vec!["A", "B"], false),
            // Three failures, one name.
            (json!([{"id": "A", "message": "bad"}]),   json!([]),       3,     vec!["A"],   true),
            // A failure without a name, or with one that is not ours.
            (json!([{"id": "", "message": "bad"}]),    json!([]),       1,     vec![],      true),
            (json!([{"id": "a", "message": "bad"}]),   json!(["a"]),    1,     vec![],      true),
            // One that is none of the batch is not about it.
            (json!([{"id": "Z", "message": "bad"}]),   json!(["Z"]),    1,     vec![],      false),
            (json!([{"id": "Z", "message": "bad"}]),   json!(["Z"]),    2,     vec![],      true),
            // Named although the total says nothing.
            (json!([]),                                json!(["B"]),    0,     vec!["B"],   false),
        ];
        for (errors, ids, total, refused, unclear) in cases {
            let text = json!({"status": "finished", "errors": errors,
                "ids_of_invalid_requests": ids, "errors_total_count": total});
            let status = serde_json::from_value(text.clone()).unwrap();
            let sorted = read_status(records(&["A", "B", "C"]), &status, &HashSet::new());
            let (got, rest, got_unclear) = shown(&sorted);
            assert_eq!((got.clone(), got_unclear), (refused, unclear), "{text}");
            assert_eq!(got.len() + rest.len(), 3, "{text}");
        }
    }

    #[test]
    fn an_answer_with_a_nameless_error_clears_nobody() {
        let answer = |id: &str| {
            serde_json::from_value(json!({"handles": [], "validation_status": [
                {"retailer_id": id, "errors": [{"message": "Can not find required field id"}]},
                {"retailer_id": "B", "warnings": [{"message": "w"}]}]}))
            .unwrap()
        };
        let named = read_answer(records(&["A", "B"]), &answer("A"));
        assert_eq!(shown(&named), (vec!["A"], vec!["B"], false));
        let nameless = read_answer(records(&["A", "B"]), &answer(""));
        assert_eq!(shown(&nameless), (vec![], vec!["A", "B"], true));
        assert_eq!(nameless.words, "Can not find required field id");
    }

    #[test]
    fn knows_metas_ways_to_say_that_a_field_is_missing() {
        for text in [
            "Invalid value: Value passed at position 0 (id=1) is invalid: \"You cannot create a EntProductItem without required field Availability\"",
            "A required field is missing: Products without \"name\" information can't be uploaded.",
        ] {
            assert!(misses_fields(text), "{text}");
        }
        assert!(!misses_fields("Invalid price"));
        for text in ["Un champ obligatoire manque", "Ein Pflichtfeld fehlt"] {
            assert!(misses_fields(text), "{text}");
        }
    }
}
