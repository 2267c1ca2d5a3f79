//! Limits of a batch: count and bytes.

/// How large a batch may become (`graph-api.md` 3.1 and 7).
#[derive(Clone, Copy, Debug)]
pub struct Sizing {
    /// Most records.
    pub items: usize,
    /// Most bytes of the body.
    pub bytes: usize,
}

impl Sizing {
    /// Whether a batch with so many records and bytes has room for one more
    /// record of this size. The first record always fits: a record that is too
    /// large alone must go out alone, for Meta to judge.
    pub const fn has_room(&self, records: usize, bytes: usize, next: usize) -> bool {
        records == 0 || (records < self.items && bytes + next <= self.bytes)
    }

    /// After Meta asked for less: half of what was too much.
    #[must_use]
    pub fn halved(&self, records: usize, bytes: usize) -> Self {
        Self {
            items: self.items.min((records / 2).max(1)),
            bytes: self.bytes.min((bytes / 2).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn batches_hold_every_record_once_within_the_limits(
            sizes in proptest::collection::vec(1_usize..500, 0..200),
            items in 1_usize..50,
            bytes in 1_usize..2_000,
        ) {
            let sizing = Sizing { items, bytes };
            let mut batches: Vec<Vec<usize>> = vec![];
            for size in &sizes {
                match batches.last_mut() {
                    Some(last) if sizing.has_room(last.len(), last.iter().sum(), *size) => last.push(*size),
                    _ => batches.push(vec![*size]),
                }
            }
            for batch in &batches {
                prop_assert!(batch.len() <= items);
                prop_assert!(batch.len() == 1 || batch.iter().sum::<usize>() <= bytes);
            }
            prop_assert_eq!(batches.concat(), sizes);
        }
    }
}
