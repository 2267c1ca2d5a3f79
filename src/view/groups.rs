//! Changes of a plan, sorted into groups of one kind as they pass by.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::model::ChangeLine;
use super::values::move_of;

/// So many samples of each group are kept.
const SAMPLES: usize = 5;
/// So many groups are told apart: combinations of fields could be many.
const MOST: usize = 200;

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Create,
    Update,
    Remove,
    /// Held by a guard.
    Held,
    /// A removal that waits.
    Withheld,
}

impl Kind {
    pub(super) fn of(change: &ChangeLine) -> Self {
        match (change.waits, change.op) {
            (true, "remove") => Self::Withheld,
            (true, _) => Self::Held,
            (false, "create") => Self::Create,
            (false, "remove") => Self::Remove,
            (false, _) => Self::Update,
        }
    }

    /// The order in which kinds are shown.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Self::Create => 0,
            Self::Update => 1,
            Self::Remove => 2,
            Self::Held => 3,
            Self::Withheld => 4,
        }
    }
}

/// Changes of one kind: new items, or updates of the same fields.
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) how: Option<&'static str>,
    pub(super) fields: Vec<&'static str>,
    pub(super) count: u64,
    pub(super) samples: Vec<ChangeLine>,
    /// How far prices move.
    pub(super) swing: Option<Swing>,
}

/// The smallest and the largest move of a price, with the items.
pub(super) struct Swing {
    pub(super) field: &'static str,
    pub(super) least: (Decimal, String),
    pub(super) most: (Decimal, String),
}

/// What is counted and not shown.
#[derive(Debug, Default)]
pub(super) struct Rest {
    pub(super) changes: u64,
    /// Of how many kinds; `None` when even those were too many to count.
    pub(super) kinds: Option<u64>,
}

type Key = (Kind, Option<&'static str>, Vec<&'static str>);

/// All groups of a plan.
#[derive(Default)]
pub(super) struct Groups {
    known: BTreeMap<Key, Group>,
    beyond: u64,
}

impl Groups {
    /// Counts a change, and keeps it if it is one of the first of its group.
    pub(super) fn add(&mut self, change: &ChangeLine) {
        let kind = Kind::of(change);
        // Where nothing is known of what the catalog holds, all fields are new.
        let known = change.fields.iter().any(|field| field.old.is_some());
        let fields = match kind {
            Kind::Update if known || change.how.is_none() => {
                change.fields.iter().map(|field| field.field).collect()
            }
            Kind::Update | Kind::Create | Kind::Remove | Kind::Held | Kind::Withheld => Vec::new(),
        };
        // A guard holds its changes together, whatever else they change.
        let how = match kind {
            Kind::Held => change.rule,
            Kind::Create | Kind::Update | Kind::Remove | Kind::Withheld => change.how,
        };
        let key = (kind, how, fields);
        if self.known.len() >= MOST && !self.known.contains_key(&key) {
            self.beyond += 1;
            return;
        }
        let fields = key.2.clone();
        let group = self.known.entry(key).or_insert_with(|| Group {
            kind,
            how,
            fields,
            count: 0,
            samples: Vec::new(),
            swing: None,
        });
        group.count += 1;
        group.heed_price(change);
        if group.samples.len() < SAMPLES {
            group.samples.push(change.clone());
        }
    }

    /// The groups to show, in the order of their kinds and then by size, with
    /// at most so many groups of updates; and what is left.
    pub(super) fn largest(self, updates: usize) -> (Vec<Group>, Rest) {
        let (mut shown, mut others): (Vec<Group>, Vec<Group>) = self
            .known
            .into_values()
            .partition(|group| group.kind != Kind::Update);
        others.sort_by_key(|group| std::cmp::Reverse(group.count));
        let left = others.split_off(others.len().min(updates));
        shown.append(&mut others);
        // Stable: the sizes of updates stay in order.
        shown.sort_by_key(|group| group.kind.rank());
        let counted: u64 = left.iter().map(|group| group.count).sum();
        let rest = Rest {
            changes: counted + self.beyond,
            kinds: (self.beyond == 0).then_some(left.len() as u64),
        };
        (shown, rest)
    }
}

impl Group {
    fn heed_price(&mut self, change: &ChangeLine) {
        if !matches!(self.kind, Kind::Update | Kind::Held) {
            return;
        }
        let named = |name: &str| change.fields.iter().find(|field| field.field == name);
        let Some(field) = named("price").or_else(|| named("sale_price")) else {
            return;
        };
        let Some(by) = move_of(field) else {
            return;
        };
        let here = || (by, change.id.clone());
        match &mut self.swing {
            None => {
                self.swing = Some(Swing {
                    field: field.field,
                    least: here(),
                    most: here(),
                });
            }
            Some(swing) if by < swing.least.0 => swing.least = here(),
            Some(swing) if by > swing.most.0 => swing.most = here(),
            Some(_) => {}
        }
    }
}
