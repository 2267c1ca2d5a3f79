//! The state file, its lock, and what it remembers of calls.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::check::{Check, Fault, Subject, size};
use super::credentials::open_to_others;
use crate::deliver::now;
use crate::state::{BatchStatus, Lock, OpenBatch, Soundness, StateError, Store, set_aside_before};

/// How long the look at a large file may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What to do about a state that cannot be read.
const DAMAGED: &str = "restore it from a backup, or let it be: the next sync sets it aside, lists the catalog and \
                       sends all items again, and removes none that it does not know";

/// Where the state is, and whose rows of it are ours.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// The file.
    pub path: &'a Path,
    /// The file as somebody in the working folder would write it.
    pub shown: &'a str,
    /// Origin of the Graph API's address.
    pub origin: &'a str,
    /// The catalog, if it is known.
    pub catalog: Option<&'a str>,
}

/// Looks at the state file, the lock, open batches, pauses and decisions. Nothing is made
/// or changed but a file of the moment that shows whether the folder can be written.
pub fn memory(memory: &Memory<'_>) -> Vec<Check> {
    let opened = Store::open_to_read(memory.path, memory.origin, memory.catalog.unwrap_or(""));
    let (lock, working) = lock(memory.path);
    let state = state(memory, &opened);
    let of_catalog = match (&opened, memory.catalog) {
        (Err(_), _) => skipped("needs a state file that can be read"),
        (Ok(None), _) => [
            Check::ok(Subject::Batches, "none: nothing was sent yet"),
            Check::ok(Subject::Pause, "none"),
            Check::ok(Subject::Decisions, "none: nothing was sent yet"),
        ],
        (Ok(Some(_)), None) => skipped("needs the catalog's id"),
        (Ok(Some(store)), Some(_)) => [
            batches(store, working).unwrap_or_else(|error| unreadable(Subject::Batches, &error)),
            pause(store).unwrap_or_else(|error| unreadable(Subject::Pause, &error)),
            decisions(store).unwrap_or_else(|error| unreadable(Subject::Decisions, &error)),
        ],
    };
    let mut checks = vec![state, lock];
    checks.extend(of_catalog);
    checks
}

fn skipped(why: &str) -> [Check; 3] {
    [Subject::Batches, Subject::Pause, Subject::Decisions].map(|of| Check::skipped(of, why))
}

fn unreadable(subject: Subject, error: &StateError) -> Check {
    let fault = if error.is_temporary() {
        Fault::Temporary
    } else {
        Fault::Setup
    };
    let otherwise = if error.is_damage() {
        DAMAGED
    } else {
        "check the disk, and the rights of the file"
    };
    Check::of_error(subject, fault, error, otherwise)
}

/// The file itself.
fn state(memory: &Memory<'_>, opened: &Result<Option<Store>, StateError>) -> Check {
    let subject = Subject::State;
    let shown = memory.shown;
    if let Err(error) = writable(memory.path) {
        return Check::failed(
            subject,
            Fault::Setup,
            format!("{shown}: cannot be written: {error}"),
            "check the owner and the mode of file and folder, or name another file with `--state`",
        );
    }
    let store = match opened {
        Ok(Some(store)) => store,
        Ok(None) => {
            let seen = format!("none yet; the first sync makes {shown}");
            return Check::ok(subject, seen);
        }
        Err(error) => return unreadable(subject, error),
    };
    let bytes = memory.path.metadata().map_or(0, |found| found.len());
    let found = store
        .soundness(PATIENCE)
        .and_then(|soundness| Ok((soundness, store.known_count()?)));
    let (soundness, items) = match found {
        Ok(found) => found,
        Err(error) => return unreadable(subject, &error),
    };
    let word = match soundness {
        Soundness::Sound => "sound",
        Soundness::Unfinished => "too large to be looked at to its end",
        Soundness::Damaged(words) => {
            return Check::failed(
                subject,
                Fault::Setup,
                format!("{shown}: is damaged: {words}"),
                DAMAGED,
            );
        }
    };
    let seen = format!("{shown}: {}, {items} known, {word}", size(bytes));
    if let Some(last) = set_aside_before(memory.path).last() {
        return Check::warning(
            subject,
            format!("{seen}; an earlier run found it damaged and set it aside as {last}"),
            "check the disk; then delete that file",
        );
    }
    match open_to_others(memory.path) {
        Some(mode) => Check::warning(
            subject,
            format!("{seen}; others can read it (mode {mode:03o})"),
            format!("chmod 600 {shown}"),
        ),
        None => Check::ok(subject, seen),
    }
}

/// Whether a run could write here. A folder that is missing would be made in the
/// nearest one that is there.
fn writable(path: &Path) -> io::Result<()> {
    if path.exists() {
        OpenOptions::new().write(true).open(path)?;
    }
    let folder = path.ancestors().skip(1).find(|folder| {
        // The folder of a bare name is the working folder.
        folder.as_os_str().is_empty() || folder.exists()
    });
    let folder = match folder {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    };
    tempfile::Builder::new()
        .prefix(".shelfsync-")
        .tempfile_in(folder)
        // The path of the file of the moment would only confuse.
        .map_err(|error| {
            error
                .raw_os_error()
                .map_or(error, io::Error::from_raw_os_error)
        })?
        .close()
}

/// The lock, and whether a run holds it. That is no fault.
fn lock(state: &Path) -> (Check, bool) {
    match Lock::holder(state) {
        Ok(None) => (Check::ok(Subject::Lock, "free"), false),
        Ok(Some(holder)) => {
            let seen = format!("held by a run ({holder})");
            (Check::ok(Subject::Lock, seen), true)
        }
        Err(error) => {
            let otherwise = "check the folder of the state file";
            let check = Check::of_error(Subject::Lock, Fault::Setup, &error, otherwise);
            (check, false)
        }
    }
}

/// What was sent and has no verdict.
fn batches(store: &Store, working: bool) -> Result<Check, StateError> {
    let subject = Subject::Batches;
    let mut open = store.open_batches()?;
    // Of a lost batch no verdict comes; its items are the suspects.
    open.retain(|batch| batch.status != BatchStatus::Lost);
    let suspects = store.suspect_count()?;
    let last = store.last_success()?.and_then(|run| run.ended_at);
    let last = match last {
        Some(at) => format!("last in sync {}", moment(at)),
        None => "never in sync yet".to_owned(),
    };
    if working {
        let seen = format!("{} open, and a run is at work; {last}", open.len());
        return Ok(Check::ok(subject, seen));
    }
    Ok(match (open.first(), suspects) {
        (None, 0) => Check::ok(subject, format!("none open; {last}")),
        (None, suspects) => Check::warning(
            subject,
            format!(
                "no answer came for {suspects} of the items sent: Meta may still carry out those calls late"
            ),
            "nothing has to be done: for an hour each sync looks where that would do harm, and sends what is wrong again",
        ),
        (Some(OpenBatch { intended_at, .. }), _) => Check::warning(
            subject,
            format!(
                "{} without a verdict since {}; {last}",
                open.len(),
                moment(*intended_at)
            ),
            "run `shelfsync sync`: it asks for these verdicts first",
        ),
    })
}

/// Whether Meta asked for a pause, and how many writes were made just now.
fn pause(store: &Store) -> Result<Check, StateError> {
    let now = now();
    let known = store.catalog()?;
    let writes = store.writes_since(now - 60_000)?.len();
    let until = known
        .writes_blocked_until
        .max(known.reads_blocked_until)
        .filter(|until| *until > now);
    Ok(match until {
        Some(until) => Check::warning(
            Subject::Pause,
            format!("Meta asked for a pause until {}", moment(until)),
            "nothing has to be done: a sync before that waits, and calls made by others lengthen the pause",
        ),
        None => Check::ok(
            Subject::Pause,
            format!("none; write calls in the last minute: {writes}"),
        ),
    })
}

/// Removals and changes that wait until somebody decides.
fn decisions(store: &Store) -> Result<Check, StateError> {
    let subject = Subject::Decisions;
    let withheld = store.withheld()?;
    let mut waiting = Vec::new();
    if let Some(first) = withheld.first() {
        let number = withheld.len();
        let since = moment(first.since);
        waiting.push(format!("removals withheld since {since}: {number}"));
    }
    waiting.extend(store.held()?.iter().map(|held| {
        let since = moment(held.since);
        format!(
            "changes held by {} since {since}: {}",
            held.rule, held.items
        )
    }));
    if waiting.is_empty() {
        return Ok(Check::ok(subject, "nothing waits for one"));
    }
    Ok(Check::warning(
        subject,
        waiting.join("; "),
        "run `shelfsync plan`: it shows what waits and why, and the flag that lets it go",
    ))
}

/// A time in Unix milliseconds as RFC 3339, to the second.
fn moment(millis: i64) -> String {
    Timestamp::from_second(millis.div_euclid(1000))
        .map_or_else(|_| millis.to_string(), |time| time.to_string())
}
