//! What went out, what became of it, and how the run ended.

use std::collections::BTreeMap;

use crate::catalog::Op;
use crate::graph::{ClientError, Stop};
use crate::plan::Change;
use crate::state::StateError;

/// A change on its way out.
#[derive(Debug)]
pub struct Outgoing {
    /// The caller's own mark, given back with the outcome.
    pub mark: u32,
    /// The item's key in the state, when it has one.
    pub pos: Option<i64>,
    /// The change.
    pub change: Change,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Meta stored it.
    Confirmed,
    /// Meta refused it, with these words.
    Refused(String),
    /// It was to be taken away and was gone already.
    Gone,
}

/// What became of one record of this run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The caller's mark.
    pub mark: u32,
    /// The item's key in the state.
    pub pos: i64,
    /// Short fingerprint of the item once this is confirmed; `None` where it stays as
    /// it is, or an earlier run sent it.
    pub content: Option<[u8; 16]>,
    /// What was asked for at first.
    pub op: Op,
    /// Whether an earlier run sent it.
    pub carried: bool,
    /// Short fingerprint of the item as that run sent it.
    pub earlier: Option<[u8; 16]>,
    /// What became of it.
    pub fate: Fate,
}

/// How many calls a run made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Write calls, repeated ones included.
    pub writes: u64,
    /// Status polls.
    pub polls: u64,
    /// Other reads: the preflight, pages of the live catalog.
    pub reads: u64,
    /// Calls that were made again after a failure.
    pub retries: u64,
    /// Bytes of all bodies sent.
    pub bytes: u64,
    /// Fields that Meta did not recognize, and how often it said so.
    pub unknown_fields: BTreeMap<String, u64>,
    /// Other remarks of Meta's on items that it stored, by their summary.
    pub remarks: BTreeMap<String, (u64, String)>,
}

impl Calls {
    /// Adds the calls of another part of the same run.
    pub fn add(&mut self, other: &Self) {
        let Self {
            writes,
            polls,
            reads,
            retries,
            bytes,
            unknown_fields,
            remarks,
        } = other;
        self.writes += writes;
        self.polls += polls;
        self.reads += reads;
        self.retries += retries;
        self.bytes += bytes;
        for (field, times) in unknown_fields {
            *self.unknown_fields.entry(field.clone()).or_default() += times;
        }
        for (summary, (times, sample)) in remarks {
            let entry = self.remarks.entry(summary.clone());
            entry.or_insert_with(|| (0, sample.clone())).0 += times;
        }
    }
}

/// Why a delivery came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything has a verdict.
    Done,
    /// The time for this run is over, or Meta asked for a longer pause than it
    /// has left; the next run goes on. The words say which.
    OutOfTime(String),
    /// The network or Meta failed for too long.
    Temporary(String),
    /// These credentials or this catalog cannot be used.
    Stopped(Stop, String),
    /// Somebody asked the run to stop.
    Interrupted,
    /// Meta refuses every form of our calls: a fault of ours, or a change of theirs.
    Bug(String),
}

/// Why a delivery failed on our side.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeliverError {
    /// The state cannot be read or written.
    #[error("cannot use the state: {0}")]
    State(#[from] StateError),
    /// No client could be made.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A call ended in a way that calls do not.
    #[error("a call was given up: {0}")]
    Call(#[from] tokio::task::JoinError),
    /// The changes could not be read back from the disk.
    #[error(
        "cannot read back the changes from the temporary folder: {0}; check its space and permissions"
    )]
    Spill(#[from] std::io::Error),
}
