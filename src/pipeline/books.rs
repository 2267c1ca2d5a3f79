//! The books of a run: every item read ends in exactly one place.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::guards::{Cause, Held};
use super::judged::Judged;
use crate::catalog::{Op, Presence};
use crate::plan::{Anomaly, Decision, Gone, Guard, Index, Seen, Wish, decide};

/// So many new items are kept as samples.
const NEWCOMERS: usize = 20;

/// The counts of a report (`contract.md` 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Items read.
    pub read: u64,
    /// The catalog has them as the export does.
    pub unchanged: u64,
    /// Confirmed as new.
    pub created: u64,
    /// Confirmed as changed.
    pub updated: u64,
    /// Refused by Meta.
    pub refused: u64,
    /// Held back.
    pub invalid: u64,
    /// Not to be published, or not looked at.
    pub filtered: u64,
    /// Held by a guard.
    pub held: u64,
    /// Not sent yet, or without a verdict.
    pub pending: u64,
    /// Live items that left the export and were taken away.
    pub removed: u64,
    /// Live items that left the export and wait for a decision.
    pub withheld: u64,
    /// Live items that left the export and stay by choice.
    pub kept: u64,
}

impl Counts {
    /// Whether every item read is in exactly one place.
    pub fn balance(&self) -> bool {
        let Self {
            read,
            unchanged,
            created,
            updated,
            refused,
            invalid,
            filtered,
            held,
            pending,
            removed: _,
            withheld: _,
            kept: _,
        } = *self;
        read == unchanged + created + updated + refused + invalid + filtered + held + pending
    }
}

/// What guards compare with, beyond the changes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Census {
    /// Ids with an item in the export, held back or not.
    pub(super) seen: u64,
    /// Live items that the catalog has as the export does.
    pub(super) same: u64,
    /// Those of them that are offered for sale, and held-back or refused live
    /// items that the export does not call sold out.
    pub(super) offered: u64,
}

/// What is to be done, before anything is.
#[derive(Debug, Default)]
pub struct Books {
    /// The counts as far as they are certain; what is to be sent is not in them.
    pub counts: Counts,
    /// Items that are to be created.
    pub to_create: u64,
    /// Items that are to be updated.
    pub to_update: u64,
    /// Items read whose verdict from an earlier run is still open.
    pub waiting: u64,
    /// Items with such a verdict that are to be taken away, or were.
    pub waiting_to_leave: u64,
    /// Live items that left the export.
    pub leaving: Vec<Index>,
    /// Whether they may go.
    pub gone: Option<Gone>,
    /// Live items.
    pub live: u64,
    /// Live items that are held back, refused or held by a guard, and marked as
    /// sold out all the same.
    pub selling_out: Vec<Index>,
    /// Items that Meta refused before and that have not changed.
    pub refused_before: Vec<Index>,
    /// Ids of the live catalog that the export does not have and we never sent.
    pub unknown: Vec<Index>,
    /// State rows that nothing is left of.
    pub forgotten: Vec<i64>,
    /// Refusals of items that are back at what was confirmed, or gone.
    pub pardoned: Vec<i64>,
    /// Whether nothing is sent but items that the catalog never had.
    pub(super) only_creates: bool,
    /// The first of the new items.
    pub(super) newcomers: Vec<Index>,
    pub(super) census: Census,
    pub(super) held: Held,
    pub(super) cause: Option<Cause>,
    /// Whether stock is left as the catalog has it, for its source is not used.
    pub(super) stock_waits: bool,
}

/// What decides on removals.
#[derive(Clone, Copy, Debug)]
pub struct RemovalRule {
    /// What is done; `None` keeps the items.
    pub op: Option<Op>,
    /// The brake.
    pub guard: Guard,
}

impl Books {
    /// Decides on every id. `confirmed` are items that an earlier run sent and
    /// this one saw confirmed: they count as what they were sent as.
    pub fn keep(judged: &Judged, rule: RemovalRule, confirmed: &HashMap<i64, Op>) -> Self {
        let mut books = Self {
            only_creates: true,
            ..Self::default()
        };
        let counts = &mut books.counts;
        counts.read = judged.read;
        counts.filtered = judged.not_selected + judged.repeated;
        counts.invalid = judged.without_id;
        for (index, entry) in judged.known.iter() {
            let pos = i64::from(entry.pos);
            let refused = judged.known.refused(index);
            let decision = decide(entry, refused, judged.wish(index));
            let live = entry.presence == Presence::Live;
            books.live += u64::from(live);
            books.census.seen += u64::from(matches!(entry.seen, Seen::Item | Seen::Invalid));
            match decision {
                Decision::Unchanged => {
                    match confirmed.get(&pos) {
                        Some(Op::Create) => counts.created += 1,
                        Some(_) => counts.updated += 1,
                        None => counts.unchanged += 1,
                    }
                    books.census.same += 1;
                    books.census.offered += u64::from(!entry.sold_out);
                    if refused.is_some() {
                        books.pardoned.push(pos);
                    }
                }
                Decision::Send(op) => {
                    books.only_creates &= op == Op::Create;
                    if entry.presence == Presence::New {
                        books.to_create += 1;
                        if books.newcomers.len() < NEWCOMERS {
                            books.newcomers.push(index);
                        }
                    } else {
                        books.to_update += 1;
                    }
                }
                Decision::Refused { sell_out } => {
                    books.census.offered += u64::from(live && !sell_out);
                    counts.refused += 1;
                    books.refused_before.push(index);
                    if sell_out {
                        books.selling_out.push(index);
                    }
                }
                Decision::Invalid { sell_out } => {
                    books.census.offered += u64::from(live && !sell_out);
                    counts.invalid += judged.records_of(index);
                    if sell_out {
                        books.selling_out.push(index);
                    }
                }
                Decision::Filtered => counts.filtered += 1,
                Decision::Leaves => {
                    if entry.seen == Seen::Filtered {
                        counts.filtered += 1;
                    }
                    // A removal that Meta refused is not asked for again and again.
                    if refused == Some(None) && !judged.wish(index).forced {
                        counts.kept += 1;
                        books.refused_before.push(index);
                    } else if !judged.is_partial() {
                        books.leaving.push(index);
                    }
                }
                Decision::Unknown => {
                    if entry.seen == Seen::Filtered {
                        counts.filtered += 1;
                    }
                    books.unknown.push(index);
                }
                Decision::Away => {
                    if refused.is_some() {
                        books.pardoned.push(pos);
                    }
                    if entry.seen == Seen::Filtered {
                        counts.filtered += 1;
                    }
                }
                Decision::Pending => match entry.seen {
                    Seen::Item | Seen::Invalid => books.waiting += 1,
                    Seen::Filtered => {
                        counts.filtered += 1;
                        books.waiting_to_leave += 1;
                    }
                    Seen::Absent => books.waiting_to_leave += 1,
                },
                Decision::Forgotten => {
                    if entry.pos > 0 && !judged.is_partial() {
                        books.forgotten.push(pos);
                    }
                }
            }
        }
        books.judge_removals(rule);
        books
    }

    fn judge_removals(&mut self, rule: RemovalRule) {
        let leaving = self.leaving.len() as u64;
        if leaving == 0 {
            return;
        }
        if rule.op.is_none() {
            self.counts.kept += leaving;
            return;
        }
        let gone = rule.guard.judge(leaving, self.live);
        if gone == Gone::Withheld {
            self.counts.withheld = leaving;
            self.cause = Some(Cause::Limits);
        }
        self.gone = Some(gone);
    }

    /// Records that go out: items, removals, and marks of what is sold out.
    pub fn records(&self) -> u64 {
        self.to_send() + self.to_remove() + self.to_mark()
    }

    /// Items of which only that goes out that they are sold out.
    fn to_mark(&self) -> u64 {
        match self.held_by(Anomaly::Stock) {
            Some(_) => 0,
            None => self.selling_out.len() as u64,
        }
    }

    /// Items that are to be sent.
    pub fn to_send(&self) -> u64 {
        self.to_create + self.to_update
    }

    /// Items that are to be taken away.
    pub fn to_remove(&self) -> u64 {
        match self.gone {
            Some(Gone::Removed) => self.leaving.len() as u64,
            Some(Gone::Withheld) | None => 0,
        }
    }

    /// Whether the catalog needs nothing.
    pub fn nothing_to_do(&self) -> bool {
        self.records() == 0
    }

    /// Whether verdicts from earlier runs are still open.
    pub fn waits(&self) -> bool {
        self.waiting + self.waiting_to_leave > 0
    }
}

impl Judged {
    /// What the user asked for this id.
    pub(super) fn wish(&self, index: Index) -> Wish {
        Wish {
            forced: self.selection.forces(self.known.id(index)),
        }
    }
}
