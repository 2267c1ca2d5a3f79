//! Prints of records that hold within one run.

use std::hash::{BuildHasher, Hash as _, Hasher as _};

use hashbrown::DefaultHashBuilder;

/// Tells records from one another within this run only, at next to no cost: its keys
/// are drawn anew each time, so nothing of it may be stored.
#[derive(Clone, Default)]
pub struct Likeness {
    one: DefaultHashBuilder,
    /// Another one, with keys of its own.
    other: DefaultHashBuilder,
}

impl Likeness {
    /// A print of these parts; each counts with its length.
    pub fn of<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 16] {
        let (mut one, mut other) = (self.one.build_hasher(), self.other.build_hasher());
        for part in parts {
            part.hash(&mut one);
            part.hash(&mut other);
        }
        let both = u128::from(one.finish()) << 64 | u128::from(other.finish());
        both.to_le_bytes()
    }
}
