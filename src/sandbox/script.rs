//! All faults that are not used up, and what they do to a call.
//!
//! Whoever answers asks at five moments: when a call arrives, when its size is known, when a batch is
//! accepted, when an item is judged, and when the answer goes out.

use super::answer::{Ask, Method, Reply};
use super::fault::{Fate, Fault, Remark, Trouble};
use super::verdict::Ending;

/// Trouble for a call as such.
#[derive(Debug)]
pub(super) enum Arrival {
    /// This answer, instead of the call's own.
    Answer { reply: Reply, processed: bool },
    /// The call's own answer meets a fate.
    Lost { fate: Fate, processed: bool },
    /// So many bytes of the body come, or half of it.
    Short(Option<usize>),
}

/// How large a call is, where that can be too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Records and bytes of a batch write.
    Batch { records: usize, bytes: usize },
    /// Items that a page is asked for.
    Page(usize),
}

/// When a batch is applied that waits for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delay {
    pub(super) writes: Option<u32>,
    pub(super) seconds: Option<u64>,
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
    pub(super) late: Option<Delay>,
    /// What becomes of the answer.
    pub(super) fate: Fate,
}

/// A fault, and how often its chance was asked.
struct Active {
    fault: Fault,
    draws: u64,
}

/// All faults that are not used up.
#[derive(Default)]
pub(super) struct Script {
    active: Vec<Active>,
}

impl Script {
    pub(super) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.active.push(Active { fault, draws: 0 });
        }
    }

    pub(super) fn clear(&mut self) {
        self.active.clear();
    }

    pub(super) fn list(&self) -> Vec<&Fault> {
        self.active.iter().map(|one| &one.fault).collect()
    }

    fn tidy(&mut self) {
        self.active.retain(|one| one.fault.times > 0);
    }

    /// Asked once for every call, before anything else. The first fault that hits is it.
    pub(super) fn arrival(&mut self, ask: &Ask) -> Option<Arrival> {
        let mut found = None;
        for Active { fault, draws } in &mut self.active {
            let Some(arrival) = arrival(&fault.trouble) else {
                continue;
            };
            if fault.hits(ask.method, ask.edge(), draws) {
                found = Some(arrival);
                break;
            }
        }
        self.tidy();
        found
    }

    /// Asked when the size of a call is known: whether that is too much.
    pub(super) fn too_much(&mut self, size: Size) -> bool {
        let above = |size: usize, most: Option<usize>| most.is_some_and(|most| size > most);
        let (method, edge) = match size {
            Size::Batch { .. } => (Method::Post, "items_batch"),
            Size::Page(_) => (Method::Get, "products"),
        };
        let mut found = false;
        for Active { fault, draws } in &mut self.active {
            let Trouble::Reduce {
                records,
                bytes,
                items,
            } = fault.trouble
            else {
                continue;
            };
            let beyond = match size {
                Size::Batch {
                    records: many,
                    bytes: large,
                } => above(many, records) || above(large, bytes),
                Size::Page(many) => above(many, items),
            };
            if beyond && fault.hits(method, edge, draws) {
                found = true;
                break;
            }
        }
        self.tidy();
        found
    }

    /// Asked once for every batch that would get a handle. Troubles add up.
    pub(super) fn acceptance(&mut self) -> Acceptance {
        let mut sum = Acceptance::default();
        for Active { fault, draws } in &mut self.active {
            if !concerns_batches(&fault.trouble) || !fault.hits(Method::Post, "items_batch", draws)
            {
                continue;
            }
            add(&mut sum, &fault.trouble);
        }
        self.tidy();
        sum
    }

    /// Asked for every record when it is judged.
    pub(super) fn verdict(&mut self, item: &str) -> Option<String> {
        let mut found = None;
        for Active { fault, draws } in &mut self.active {
            let Trouble::RefuseItem { id, message } = &fault.trouble else {
                continue;
            };
            if id != item {
                continue;
            }
            let message = message.clone();
            if fault.turns_up(draws) {
                found = Some(message);
                break;
            }
        }
        self.tidy();
        found
    }
}

/// What a trouble does to a call when it arrives, if that is its moment.
fn arrival(trouble: &Trouble) -> Option<Arrival> {
    let lost = |fate, processed| Some(Arrival::Lost { fate, processed });
    match trouble {
        Trouble::Answer {
            status,
            headers,
            body,
        } => Some(Arrival::Answer {
            reply: Reply::scripted(*status, headers, body),
            processed: false,
        }),
        Trouble::AnswerAfter {
            status,
            headers,
            body,
        } => Some(Arrival::Answer {
            reply: Reply::scripted(*status, headers, body),
            processed: true,
        }),
        Trouble::DropBefore => lost(Fate::Drop, false),
        Trouble::DropAfter => lost(Fate::Drop, true),
        Trouble::Reset { processed } => lost(Fate::Reset, *processed),
        Trouble::Hang { processed } => lost(Fate::Hang, *processed),
        Trouble::Truncate { bytes } => Some(Arrival::Short(*bytes)),
        Trouble::Late { .. }
        | Trouble::Reduce { .. }
        | Trouble::DelayVerdict { .. }
        | Trouble::LoseHandle
        | Trouble::EndWith { .. }
        | Trouble::Validation { .. }
        | Trouble::RefuseItem { .. } => None,
    }
}

/// Whether it happens to a batch that is accepted.
fn concerns_batches(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Late { .. }
        | Trouble::DelayVerdict { .. }
        | Trouble::LoseHandle
        | Trouble::EndWith { .. }
        | Trouble::Validation { .. } => true,
        Trouble::Answer { .. }
        | Trouble::AnswerAfter { .. }
        | Trouble::DropBefore
        | Trouble::DropAfter
        | Trouble::Reset { .. }
        | Trouble::Hang { .. }
        | Trouble::Truncate { .. }
        | Trouble::Reduce { .. }
        | Trouble::RefuseItem { .. } => false,
    }
}

/// Adds the trouble of a batch to others.
fn add(sum: &mut Acceptance, trouble: &Trouble) {
    match trouble {
        Trouble::Late {
            writes,
            seconds,
            answer,
        } => {
            sum.late = Some(Delay {
                writes: *writes,
                seconds: *seconds,
            });
            sum.fate = *answer;
        }
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
        | Trouble::AnswerAfter { .. }
        | Trouble::DropBefore
        | Trouble::DropAfter
        | Trouble::Reset { .. }
        | Trouble::Hang { .. }
        | Trouble::Truncate { .. }
        | Trouble::Reduce { .. }
        | Trouble::RefuseItem { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn every_third_batch_is_every_third_and_chance_is_the_same_each_time() {
        let pattern = |fault: &Fault| -> Vec<bool> {
            let mut script = Script::default();
            script.add(fault.clone());
            (0..40).map(|_| script.acceptance().lost).collect()
        };
        let third = pattern(&Fault::new(Trouble::LoseHandle).after(1).every(3).times(2));
        let hits: Vec<usize> = (0..40).filter(|at| third[*at]).collect();
        assert_eq!(hits, [3, 6]);
        let storm = Fault::new(Trouble::LoseHandle)
            .always()
            .with_chance(0.5, 11);
        let first = pattern(&storm);
        assert_eq!(first, pattern(&storm));
        assert!(first.contains(&true) && first.contains(&false));
        assert_ne!(first, pattern(&storm.with_chance(0.5, 12)));
    }

    #[test]
    fn a_call_that_is_small_enough_is_not_counted() {
        let mut script = Script::default();
        let most = Trouble::Reduce {
            records: Some(10),
            bytes: Some(1_000),
            items: Some(50),
        };
        script.add(Fault::new(most).times(3));
        let batch = |records, bytes| Size::Batch { records, bytes };
        assert!(!script.too_much(batch(10, 1_000)));
        assert!(!script.too_much(Size::Page(50)));
        assert!(script.too_much(batch(11, 1)));
        assert!(script.too_much(batch(1, 1_001)));
        assert!(script.too_much(Size::Page(51)));
        assert!(!script.too_much(batch(11, 1)), "used up");
    }
}
