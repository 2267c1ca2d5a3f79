//! Every call that came in, for those who look at it afterwards.
//!
//! The journal holds no token and no query. Its memory is bounded: the
//! parsed records of old calls are let go first, then old calls.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

/// How many calls are remembered.
const CALLS: usize = 100_000;
/// How many bytes of bodies may stand behind remembered records.
const RECORD_BYTES: usize = 32_000_000;

/// One call and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// When it was answered, in Unix milliseconds of the sandbox's clock.
    pub at: i64,
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// Size of the body.
    pub bytes: usize,
    /// The records of a batch write that could be read.
    #[serde(serialize_with = "behind")]
    pub records: Option<Arc<Records>>,
    /// HTTP status of the answer; 0 when the connection was dropped instead.
    pub status: u16,
    /// Error code of the answer, if it was an error of the sandbox's own.
    pub code: Option<i64>,
    /// Kinds of the scripted troubles that happened in it.
    pub troubles: Vec<&'static str>,
    /// What a careful client would not have done.
    pub violations: Vec<String>,
}

#[expect(clippy::ref_option, reason = "serde hands a field over like this")]
fn behind<S: serde::Serializer>(
    records: &Option<Arc<Records>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    records.as_deref().serialize(serializer)
}

/// The records of a batch write.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Records {
    /// How many there were.
    pub count: usize,
    /// The ids in `data.id`, in order; records without one are left out.
    pub ids: Vec<String>,
    /// The records as parsed.
    pub requests: Vec<Value>,
}

/// Calls, oldest first.
#[derive(Default)]
pub(super) struct Journal {
    calls: VecDeque<Call>,
    record_bytes: usize,
    /// Calls before this position have let their records go.
    bare: usize,
}

impl Journal {
    pub(super) fn add(&mut self, call: Call) {
        if call.records.is_some() {
            self.record_bytes += call.bytes;
        }
        self.calls.push_back(call);
        // The newest call always keeps its records.
        while self.record_bytes > RECORD_BYTES && self.bare + 1 < self.calls.len() {
            let old = &mut self.calls[self.bare];
            if old.records.take().is_some() {
                self.record_bytes -= old.bytes;
            }
            self.bare += 1;
        }
        if self.calls.len() > CALLS
            && let Some(old) = self.calls.pop_front()
        {
            if old.records.is_some() {
                self.record_bytes -= old.bytes;
            }
            self.bare = self.bare.saturating_sub(1);
        }
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(bytes: usize) -> Call {
        Call {
            at: 0,
            method: "POST".into(),
            path: "/100/items_batch".into(),
            bytes,
            records: Some(Arc::new(Records {
                count: 0,
                ids: Vec::new(),
                requests: Vec::new(),
            })),
            status: 200,
            code: None,
            troubles: Vec::new(),
            violations: Vec::new(),
        }
    }

    #[test]
    fn old_records_are_let_go_and_the_calls_stay() {
        let mut journal = Journal::default();
        for _ in 0..5 {
            journal.add(call(12_000_000));
        }
        let kept: Vec<bool> = journal
            .calls()
            .iter()
            .map(|call| call.records.is_some())
            .collect();
        assert_eq!(kept, [false, false, false, true, true]);
        journal.add(call(90_000_000));
        assert!(journal.calls()[5].records.is_some());
        assert_eq!(journal.record_bytes, 90_000_000);
    }
}
