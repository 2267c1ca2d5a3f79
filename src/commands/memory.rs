//! The state of a run: its lock, and a file that can be read.

use std::path::Path;
use std::time::Duration;

use shelfsync::deliver::now;
use shelfsync::state::{Lock, LockError, Soundness, StateError, Store, is_ours, set_aside};
use tokio::time::Instant;

use super::context::{Context, shown};
use super::signals::Signals;
use crate::failure::Failure;

/// How often somebody who waits for the lock looks whether it is free.
const LOOK: Duration = Duration::from_millis(200);
/// How long the look at a file may take that a run left without its end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes the lock; while another run holds it, waits as long as the settings say.
pub(super) fn lock(context: &Context, path: &Path, signals: &Signals) -> Result<Lock, Failure> {
    let until = Instant::now() + context.settings.lock_timeout;
    loop {
        match Lock::acquire(path) {
            Err(LockError::Held { .. }) if Instant::now() < until => {}
            taken => return Ok(taken?),
        }
        if signals.asked() {
            return Err(Failure::Interrupted(signals.number()));
        }
        std::thread::sleep(LOOK.min(until.saturating_duration_since(Instant::now())));
    }
}

/// What came of the work, and whether it came so far as to send something.
pub(super) struct Attempt<T> {
    pub(super) done: Result<T, Failure>,
    pub(super) has_sent: bool,
}

/// Does the work on the state. A damaged file is set aside, and the work begun
/// anew without one: the live catalog says which items there are, and all are
/// sent again (`contract.md` 8). `work` hears what became of the damaged file.
pub(super) fn with_state<T>(
    context: &Context,
    path: &Path,
    lock: &Lock,
    catalog: &str,
    mut work: impl FnMut(&mut Store, Option<&str>) -> Attempt<T>,
) -> Result<T, Failure> {
    let origin = context.origin();
    let mut aside: Option<String> = None;
    loop {
        let attempt = match open(path, &origin, catalog) {
            Ok(mut store) => work(&mut store, aside.as_deref()),
            Err(error) => Attempt {
                done: Err(error.into()),
                has_sent: false,
            },
        };
        let failure = match attempt.done {
            Err(failure) if aside.is_none() && failure.is_damage() => failure,
            // The file that was moved must be told of, whatever comes next.
            Err(failure) => return Err(failure.after(aside)),
            done => return done,
        };
        if !is_ours(path, lock.was_used()) {
            if !lock.was_used() {
                lock.leave_no_trace(path);
            }
            return Err(failure);
        }
        // Its place says that it is ours, whatever it holds now.
        let failure = match failure {
            Failure::State(StateError::Foreign { path }) => {
                let words = "it does not begin as a state file does".to_owned();
                Failure::State(StateError::Damaged { path, words })
            }
            failure => failure,
        };
        let kept = set_aside(path, now())?;
        let kept = shown(&kept, &context.cwd);
        if attempt.has_sent {
            return Err(Failure::Damaged {
                words: failure.to_string(),
                kept,
            });
        }
        aside = Some(format!(
            "{failure}; it was set aside as {kept}, and the state was built anew from the live catalog"
        ));
    }
}

/// Opens the state. After a run that did not come to its end, a power cut
/// perhaps, the file is looked at before it is believed.
fn open(path: &Path, origin: &str, catalog: &str) -> Result<Store, StateError> {
    let store = Store::open(path, origin, catalog)?;
    let died = store.runs(1)?.iter().any(|run| run.ended_at.is_none());
    if died && let Soundness::Damaged(words) = store.soundness(PATIENCE)? {
        return Err(StateError::Damaged {
            path: path.to_owned(),
            words,
        });
    }
    Ok(store)
}
