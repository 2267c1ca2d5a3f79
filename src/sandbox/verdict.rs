//! Accepted batches, and what becomes of their records.
//!
//! A batch is judged and applied in one transaction when it ends, record after
//! record in the order in which they were sent.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::course::Quirks;
use super::judge::{Wish, judge};
use super::script::Script;
use super::store::{Store, StoreError};
use super::trouble::Remark;

/// How many errors and warnings a verdict shows (graph-api.md 3.3: a sample).
const SAMPLE: usize = 50;
/// How long the review of an item takes, in milliseconds.
const REVIEW: i64 = 60_000;

/// How a batch ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// Every record was judged.
    Finished,
    /// Something went wrong on the way.
    Error,
    /// Stopped by hand on the way.
    Canceled,
}

impl Ending {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Error => "error",
            Self::Canceled => "canceled",
        }
    }

    /// The ending of a stored word; one that is not known is an error as a batch's ending.
    pub(super) fn from_word(word: &str) -> Self {
        [Self::Finished, Self::Canceled]
            .into_iter()
            .find(|ending| ending.word() == word)
            .unwrap_or(Self::Error)
    }
}

/// A batch that has a handle.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) handle: String,
    pub(super) catalog: String,
    pub(super) allow_upsert: bool,
    /// How many polls are still answered with an open status.
    pub(super) polls_left: u32,
    /// When it is applied even if nobody asks, in Unix milliseconds.
    pub(super) due: i64,
    /// Asking for the handle fails.
    pub(super) lost: bool,
    pub(super) ending: Ending,
    /// Items that are refused by the script, whatever they hold.
    pub(super) refused: Vec<Remark>,
    /// How many later batches must be applied before this one is, if it waits for some.
    pub(super) after_writes: Option<i64>,
    pub(super) quirks: Quirks,
    pub(super) verdict: Option<Verdict>,
}

/// One line of a verdict, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remarked {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) message: String,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Verdict {
    pub(super) errors: Vec<Remarked>,
    pub(super) errors_total: usize,
    pub(super) warnings: Vec<Remarked>,
    pub(super) warnings_total: usize,
    /// Ids of refused records, one for each error.
    pub(super) invalid: Vec<String>,
}

impl Verdict {
    fn error(&mut self, position: usize, id: &str, message: String) {
        self.errors_total += 1;
        self.invalid.push(id.to_owned());
        if self.errors.len() < SAMPLE {
            self.errors.push(Remarked {
                line: position + 1,
                id: id.to_owned(),
                message,
            });
        }
    }

    fn warning(&mut self, position: usize, id: &str, message: String) {
        self.warnings_total += 1;
        if self.warnings.len() < SAMPLE {
            self.warnings.push(Remarked {
                line: position + 1,
                id: id.to_owned(),
                message,
            });
        }
    }
}

/// Judges and applies a batch that has no verdict yet.
pub(super) fn settle(
    store: &Store,
    script: &mut Script,
    batch: &Batch,
    now: i64,
) -> Result<Verdict, StoreError> {
    if batch.quirks.dropped {
        let verdict = Verdict::default();
        store.finish(&batch.handle, &verdict)?;
        return Ok(verdict);
    }
    let requests = store.requests(&batch.handle)?;
    let reached = match batch.ending {
        Ending::Finished => requests.len(),
        Ending::Error | Ending::Canceled => requests.len() / 2,
    };
    store.atomically(|store| {
        let mut verdict = Verdict::default();
        for (position, request) in requests.iter().take(reached).enumerate() {
            // Accepted records have these members; see `batch`.
            let empty = Map::new();
            let data = request
                .get("data")
                .and_then(Value::as_object)
                .unwrap_or(&empty);
            let id = data.get("id").and_then(Value::as_str).unwrap_or_default();
            let scripted = batch
                .refused
                .iter()
                .find(|remark| remark.id == id)
                .map(|remark| remark.message.clone());
            if let Some(message) = scripted.or_else(|| script.verdict(id)) {
                verdict.error(position, id, message);
                continue;
            }
            if batch.quirks.unnamed.iter().any(|unnamed| unnamed == id) {
                verdict.errors_total += 1;
                continue;
            }
            match request.get("method").and_then(Value::as_str) {
                Some("DELETE") => {
                    if !store.delete_item(&batch.catalog, id)? {
                        let message = "Item not found: there was no item with this id to delete.";
                        verdict.warning(position, id, message.to_owned());
                    }
                }
                method => {
                    let creates = method == Some("CREATE");
                    let mut put = Put {
                        store,
                        script,
                        batch,
                        verdict: &mut verdict,
                        now,
                    };
                    put.record(position, data, creates)?;
                }
            }
        }
        store.finish(&batch.handle, &verdict)?;
        store.count_applied(batch)?;
        Ok(verdict)
    })
}

/// Where a record goes and what it is held against.
struct Put<'a> {
    store: &'a Store,
    script: &'a Script,
    batch: &'a Batch,
    verdict: &'a mut Verdict,
    now: i64,
}

impl Put<'_> {
    /// Judges a record that writes an item, and writes it if it is good.
    fn record(
        &mut self,
        position: usize,
        data: &Map<String, Value>,
        creates: bool,
    ) -> Result<(), StoreError> {
        let (store, catalog) = (self.store, &self.batch.catalog);
        let id = data.get("id").and_then(Value::as_str).unwrap_or_default();
        let stored = store.item(catalog, id)?;
        if !self.batch.allow_upsert && creates == stored.is_some() {
            let message = if creates {
                "Item exists: an item with this id cannot be created while allow_upsert is false."
            } else {
                "Item not found: an item with this id does not exist and allow_upsert is false."
            };
            self.verdict.error(position, id, message.to_owned());
            return Ok(());
        }
        // A CREATE stands for itself, an UPDATE is merged into what is there.
        let ruling = judge(&Wish {
            position,
            id,
            data,
            stored: stored.as_ref().filter(|_| !creates).map(|item| &item.data),
        });
        for warning in ruling.warnings {
            self.verdict.warning(position, id, warning);
        }
        if ruling.errors.is_empty() {
            let known = stored.filter(|_| !ruling.review);
            let known = known.map(|item| item.review_at);
            keep(store, self.script, catalog, &ruling.item, known, self.now)?;
        }
        for error in ruling.errors {
            self.verdict.error(position, id, error);
        }
        Ok(())
    }
}

/// Stores an item that was judged to be good. `known` is when its review is over; it is reviewed anew
/// when absent.
pub(super) fn keep(
    store: &Store,
    script: &Script,
    catalog: &str,
    item: &Map<String, Value>,
    known: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
    store.put_item(catalog, id, item, known.unwrap_or(now + REVIEW))?;
    if known.is_none() {
        store.set_review(catalog, id, script.review(catalog, id).as_ref())?;
    }
    Ok(())
}
