//! Ids of items, packed.

/// Ids one after the other, in one piece of memory.
#[derive(Default)]
pub(super) struct Ids {
    text: String,
    ends: Vec<u64>,
}

impl Ids {
    /// Room for so many of them.
    pub(super) fn with_capacity(ids: usize) -> Self {
        Self {
            text: String::with_capacity(ids.saturating_mul(12)),
            ends: Vec::with_capacity(ids),
        }
    }

    pub(super) fn get(&self, index: u32) -> &str {
        let at = index as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[offset(start)..offset(self.ends[at])]
    }

    pub(super) fn add(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len() as u64);
    }

    /// Whether some ids may differ only in case: where no letter stands in both
    /// cases none can, and that is so in most shops.
    pub(super) fn may_differ_in_case(&self) -> bool {
        let has = |of: fn(&u8) -> bool| self.text.bytes().any(|byte| of(&byte));
        !self.text.is_ascii() || (has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an arena that was filled in this process fits its address space"
)]
const fn offset(end: u64) -> usize {
    end as usize
}
