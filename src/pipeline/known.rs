//! What the state knows, in the table that the export is compared with.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::catalog::{Doubt, Presence};
use crate::plan::Known;
use crate::state::{KnownRow, StateError, Store};

/// Rows that go from hand to hand at once.
const HANDFUL: usize = 4096;
/// So many handfuls wait at most.
const AHEAD: usize = 4;

/// Some rows of the state.
#[derive(Default)]
struct Handful {
    /// Their ids, one after the other.
    ids: String,
    rows: Vec<Row>,
}

struct Row {
    /// Where its id ends.
    id_end: usize,
    pos: u32,
    presence: Presence,
    doubt: Doubt,
    confirmed: Option<[u8; 16]>,
}

/// Loads everything that the state knows of this catalog, in one ordered scan. One
/// thread reads, another fills the table: each takes about as long.
pub fn load_known(store: Option<&Store>) -> Result<Known, StateError> {
    let Some(store) = store else {
        return Ok(Known::default());
    };
    let count = usize::try_from(store.known_count()?).unwrap_or(0);
    let (full, handfuls) = sync_channel::<Handful>(AHEAD);
    let mut known = thread::scope(|scope| {
        let table = scope.spawn(move || {
            let mut known = Known::with_capacity(count);
            for handful in handfuls {
                add(&mut known, &handful);
            }
            known
        });
        read(store, full)?;
        Ok(table
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    for refusal in store.refusals()? {
        if let Some(index) = known.find(&refusal.id) {
            known.set_refused(index, refusal.hash);
        }
    }
    Ok(known)
}

fn read(store: &Store, full: SyncSender<Handful>) -> Result<(), StateError> {
    let mut handful = Handful::default();
    // Whoever listens no more has died, which the join tells.
    let send = |handful: &mut Handful| full.send(std::mem::take(handful)).ok();
    store.each_known(|row| {
        handful.take(&row);
        if handful.rows.len() == HANDFUL {
            send(&mut handful);
        }
    })?;
    send(&mut handful);
    // Nothing follows.
    drop(full);
    Ok(())
}

impl Handful {
    fn take(&mut self, row: &KnownRow<'_>) {
        self.ids.push_str(row.id);
        self.rows.push(Row {
            id_end: self.ids.len(),
            // Keys are handed out from 1 upwards; four billion items do not fit a state file.
            pos: u32::try_from(row.pos).unwrap_or(u32::MAX),
            presence: row.presence,
            doubt: row.doubt,
            confirmed: row.hash.map(|hash| hash.short()),
        });
    }
}

fn add(known: &mut Known, handful: &Handful) {
    let mut start = 0;
    for row in &handful.rows {
        let id = &handful.ids[start..row.id_end];
        known.add_confirmed(id, row.pos, row.presence, row.doubt, row.confirmed);
        start = row.id_end;
    }
}
