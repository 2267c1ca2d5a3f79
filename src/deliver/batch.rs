//! Changes on their way into one call.
//!
//! What goes out stands once in memory, in the body of the call; what the state
//! is to know of it is read there.

use std::ops::Range;

use super::outcome::Outgoing;
use super::verdict::Flying;
use crate::catalog::{Fingerprint, Op};
use crate::graph::BatchBody;
use crate::plan::{Body, Change};
use crate::state::Intent;

/// New changes that go out together.
#[derive(Default)]
pub(super) struct Batch {
    body: BatchBody,
    records: Vec<Record>,
}

struct Record {
    mark: u32,
    pos: Option<i64>,
    id: String,
    op: Op,
    hash: Option<Fingerprint>,
    /// Where its `data` stands in the body of the call.
    data: Range<usize>,
    body: Body,
}

impl Batch {
    /// Adds a change.
    pub(super) fn add(&mut self, out: Outgoing) {
        let Change {
            id,
            op,
            data,
            body,
            hash,
            fields: _,
        } = out.change;
        self.records.push(Record {
            mark: out.mark,
            pos: out.pos,
            id,
            op,
            hash,
            data: self.body.add(op == Op::Delete, &data),
            body,
        });
    }

    /// Records in it.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Bytes of the body.
    pub(super) fn bytes(&self) -> usize {
        self.body.bytes()
    }

    /// What the state is to know before it goes out.
    pub(super) fn intents(&self) -> Vec<Intent<'_>> {
        let intents = self.records.iter().map(|record| {
            let data = self.body.data(&record.data);
            Intent {
                pos: record.pos,
                id: &record.id,
                op: record.op,
                hash: record.hash,
                body: match &record.body {
                    Body::Kept => None,
                    Body::AsSent => Some(data),
                    Body::Other(json) => Some(json),
                },
                data: (record.body != Body::AsSent).then_some(data),
            }
        });
        intents.collect()
    }

    /// The body of the call, and the records that it carries. `positions` are the
    /// keys of the items, as the state gave them.
    pub(super) fn take_off(self, positions: Vec<i64>) -> (Vec<u8>, Vec<Flying>) {
        let records = self.records.into_iter().zip(positions);
        let flying = (0..).zip(records).map(|(seq, (record, pos))| Flying {
            seq,
            mark: record.mark,
            pos,
            content: record.hash.map(|hash| hash.short()),
            id: record.id,
            op: record.op,
            first_op: record.op,
            earlier: None,
            again: 0,
        });
        (self.body.end(), flying.collect())
    }
}
