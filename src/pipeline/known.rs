//! What the state knows, in the table that the export is compared with.

use crate::plan::Known;
use crate::state::{StateError, Store};

/// Loads everything that the state knows of this catalog, in one ordered scan.
pub fn load_known(store: Option<&Store>) -> Result<Known, StateError> {
    let Some(store) = store else {
        return Ok(Known::default());
    };
    let count = usize::try_from(store.known_count()?).unwrap_or(0);
    let mut known = Known::with_capacity(count);
    store.each_known(|row| {
        // Keys are handed out from 1 upwards; four billion items do not fit a state file.
        let pos = u32::try_from(row.pos).unwrap_or(u32::MAX);
        known.add_confirmed(row.id, pos, row.presence, row.doubt, row.hash.as_ref());
    })?;
    for refusal in store.refusals()? {
        if let Some(index) = known.find(&refusal.id) {
            known.set_refused(index, refusal.hash);
        }
    }
    Ok(known)
}
