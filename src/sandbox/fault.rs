//! Scripted trouble: what shall go wrong, when and how often.
//!
//! A [`Fault`] is plain data that reads from JSON (and later from scenario
//! files). Whoever answers asks the script at three moments: when a call
//! arrives, when a batch is accepted, and when an item is judged.
//!
//! ```json
//! {"trouble": {"kind": "answer", "status": 500, "body": {"error": {"code": 2, "message": "…"}}},
//!  "when": {"method": "POST", "edge": "items_batch", "skip": 1}, "times": 3}
//! {"trouble": {"kind": "refuse_item", "id": "SKU-1", "message": "not allowed"}}
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::{Ask, Method, Reply};
use super::verdict::Ending;

/// One piece of trouble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub trouble: Trouble,
    /// Which calls it concerns; batch and item troubles look at the batch write alone.
    #[serde(default)]
    pub when: When,
    /// How often it happens before it is used up.
    #[serde(default = "once")]
    pub times: u32,
}

/// Which calls a fault concerns; an absent member fits every call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// `GET`, `POST` or `DELETE`.
    pub method: Option<String>,
    /// Last part of the path, as `items_batch`.
    pub edge: Option<String>,
    /// How many fitting calls pass before the first one is hit.
    pub skip: u32,
}

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Trouble {
    /// The call is not processed and gets this answer. A body that is text goes out as
    /// it is (for outage pages), everything else as JSON.
    Answer {
        /// HTTP status.
        status: u16,
        /// Headers besides the usage header, which may be replaced here.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body.
        body: Value,
    },
    /// The connection ends before the call is processed.
    DropBefore,
    /// The call is processed, then the connection ends without an answer.
    DropAfter,
    /// The next accepted batch takes this many more polls.
    DelayVerdict {
        /// Polls with an open status, besides those of the pace.
        polls: u32,
    },
    /// The next accepted batch gets a handle that is unknown when asked for; the items are applied.
    LoseHandle,
    /// The next batch ends with this status; with `error` and `canceled`, only the first half of its
    /// records is applied.
    EndWith {
        /// The final status.
        status: Ending,
    },
    /// The next batch is answered with these remarks in `validation_status`.
    Validation {
        /// What is said about which item.
        errors: Vec<Remark>,
        /// Whether a handle is given all the same; the named items are then refused.
        #[serde(default)]
        handle: bool,
    },
    /// The item is refused when it is judged.
    RefuseItem {
        /// The item's id.
        id: String,
        /// The reason, in the words that the client shall see.
        message: String,
    },
}

/// What is said about an item in `validation_status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The item's id.
    pub id: String,
    /// The reason.
    pub message: String,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// Trouble for one call of any kind.
    pub fn new(trouble: Trouble) -> Self {
        Self {
            trouble,
            when: When::default(),
            times: 1,
        }
    }

    /// Refuses an item at its next verdict.
    pub fn refuse(id: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Trouble::RefuseItem {
            id: id.into(),
            message: message.into(),
        })
    }

    /// Answers instead of processing.
    pub fn answer(status: u16, body: Value) -> Self {
        Self::new(Trouble::Answer {
            status,
            headers: BTreeMap::new(),
            body,
        })
    }

    /// Concerns only this method and edge.
    #[must_use]
    pub fn on(mut self, method: &str, edge: &str) -> Self {
        self.when.method = Some(method.to_owned());
        self.when.edge = Some(edge.to_owned());
        self
    }

    /// Lets this many fitting calls pass first.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.when.skip = calls;
        self
    }

    /// Happens this often.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Happens as long as the sandbox runs.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    /// Whether this call is hit, and counts it.
    fn hits(&mut self, method: Method, edge: &str) -> bool {
        let fits = |wanted: &Option<String>, is: &str| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(is))
        };
        if !fits(&self.when.method, &method.to_string()) || !fits(&self.when.edge, edge) {
            return false;
        }
        if self.when.skip > 0 {
            self.when.skip -= 1;
            return false;
        }
        self.spend();
        true
    }

    fn spend(&mut self) {
        if self.times != u32::MAX {
            self.times = self.times.saturating_sub(1);
        }
    }
}

/// Trouble for a call as such.
#[derive(Debug)]
pub(super) enum Arrival {
    Answer(Reply),
    DropBefore,
    DropAfter,
}

/// Trouble for a batch that is about to be accepted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Acceptance {
    pub(super) more_polls: u32,
    pub(super) lost: bool,
    pub(super) ending: Option<Ending>,
    pub(super) remarks: Vec<Remark>,
    /// Remarks come without a handle.
    pub(super) no_handle: bool,
}

/// All faults that are not used up.
#[derive(Default)]
pub(super) struct Script {
    faults: Vec<Fault>,
}

impl Script {
    pub(super) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.faults.push(fault);
        }
    }

    pub(super) fn clear(&mut self) {
        self.faults.clear();
    }

    pub(super) fn list(&self) -> &[Fault] {
        &self.faults
    }

    /// Asked once for every call, before anything else.
    pub(super) fn arrival(&mut self, ask: &Ask) -> Option<Arrival> {
        let mut found = None;
        for fault in &mut self.faults {
            let arrival = match &fault.trouble {
                Trouble::Answer {
                    status,
                    headers,
                    body,
                } => {
                    let mut reply = Reply::json(*status, body);
                    if let Value::String(text) = body {
                        text.clone_into(&mut reply.body);
                        reply.headers = vec![("content-type".into(), "text/html".into())];
                    }
                    for (name, value) in headers {
                        let name = name.to_ascii_lowercase();
                        reply.headers.retain(|(other, _)| *other != name);
                        reply.headers.push((name, value.clone()));
                    }
                    Arrival::Answer(reply)
                }
                Trouble::DropBefore => Arrival::DropBefore,
                Trouble::DropAfter => Arrival::DropAfter,
                Trouble::DelayVerdict { .. }
                | Trouble::LoseHandle
                | Trouble::EndWith { .. }
                | Trouble::Validation { .. }
                | Trouble::RefuseItem { .. } => continue,
            };
            if fault.hits(ask.method, ask.edge()) {
                found = Some(arrival);
                break;
            }
        }
        self.faults.retain(|fault| fault.times > 0);
        found
    }

    /// Asked once for every batch that would get a handle. Troubles add up.
    pub(super) fn acceptance(&mut self) -> Acceptance {
        let mut sum = Acceptance::default();
        for fault in &mut self.faults {
            if matches!(
                fault.trouble,
                Trouble::Answer { .. }
                    | Trouble::DropBefore
                    | Trouble::DropAfter
                    | Trouble::RefuseItem { .. }
            ) || !fault.hits(Method::Post, "items_batch")
            {
                continue;
            }
            match &fault.trouble {
                Trouble::DelayVerdict { polls } => {
                    sum.more_polls = sum.more_polls.saturating_add(*polls);
                }
                Trouble::LoseHandle => sum.lost = true,
                Trouble::EndWith { status } => sum.ending = Some(*status),
                Trouble::Validation { errors, handle } => {
                    sum.remarks.extend(errors.iter().cloned());
                    sum.no_handle |= !handle;
                }
                Trouble::Answer { .. }
                | Trouble::DropBefore
                | Trouble::DropAfter
                | Trouble::RefuseItem { .. } => {}
            }
        }
        self.faults.retain(|fault| fault.times > 0);
        sum
    }

    /// Asked for every record when it is judged.
    pub(super) fn verdict(&mut self, item: &str) -> Option<String> {
        let position = self.faults.iter().position(
            |fault| matches!(&fault.trouble, Trouble::RefuseItem { id, .. } if id == item),
        )?;
        let fault = &mut self.faults[position];
        let Trouble::RefuseItem { message, .. } = &fault.trouble else {
            return None;
        };
        let message = message.clone();
        fault.spend();
        if fault.times == 0 {
            self.faults.remove(position);
        }
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_from_json_and_refuses_words_that_it_does_not_know() {
        let fault: Fault = serde_json::from_value(json!({
            "trouble": {"kind": "answer", "status": 500, "body": {"error": {"code": 2}}},
            "when": {"method": "POST", "edge": "items_batch", "skip": 1},
            "times": 3,
        }))
        .unwrap();
        let built = Fault::answer(500, json!({"error": {"code": 2}}))
            .on("POST", "items_batch")
            .after(1)
            .times(3);
        assert_eq!(fault, built);
        for wrong in [
            json!({"trouble": {"kind": "meteor"}}),
            json!({"trouble": {"kind": "lose_handle"}, "often": 2}),
            json!({"trouble": {"kind": "delay_verdict", "polls": 1, "hours": 2}}),
            json!({"trouble": {"kind": "lose_handle"}, "when": {"path": "x"}}),
        ] {
            assert!(
                serde_json::from_value::<Fault>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_refusal_is_spent_once_unless_it_is_told_to_stay() {
        let mut script = Script::default();
        script.add(Fault::refuse("A", "no"));
        script.add(Fault::refuse("B", "never").always());
        assert_eq!(script.verdict("C"), None);
        assert_eq!(script.verdict("A"), Some("no".into()));
        assert_eq!(script.verdict("A"), None);
        for _ in 0..3 {
            assert_eq!(script.verdict("B"), Some("never".into()));
        }
    }

    #[test]
    fn batch_troubles_add_up_and_skip_counts_batches() {
        let mut script = Script::default();
        script.add(Fault::new(Trouble::DelayVerdict { polls: 2 }).times(2));
        script.add(Fault::new(Trouble::LoseHandle).after(1));
        assert_eq!(script.acceptance().more_polls, 2);
        let second = script.acceptance();
        assert_eq!((second.more_polls, second.lost), (2, true));
        assert_eq!(script.acceptance(), Acceptance::default());
    }
}
