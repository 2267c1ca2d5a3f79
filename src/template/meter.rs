//! A bound on the work that one template does for one item.

use std::cell::Cell;

/// Bytes of text that may be made, and the same again for each step. Cells of
/// 8 MB go in; more than twice that is no product.
const MOST: usize = 16 * 1024 * 1024;

/// What one step of a template costs.
const STEP: usize = 256;

/// What is left of the work that one evaluation may do.
#[derive(Debug)]
pub(super) struct Meter {
    left: Cell<usize>,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(MOST),
        }
    }

    /// Before one step.
    pub(super) fn step(&self) -> Result<(), String> {
        self.spend(STEP)
    }

    /// Before text of so many bytes is made or searched.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), String> {
        let left = self.left.get().checked_sub(bytes).ok_or_else(|| {
            "the template does too much work for one item: it loops within loops, or makes a \
             text that grows; make it simpler"
                .to_owned()
        })?;
        self.left.set(left);
        Ok(())
    }
}
