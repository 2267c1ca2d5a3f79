//! Reading suspects back: a call without an answer may be applied late, over
//! newer writes (`contract.md` 8).

use std::collections::HashMap;

use super::clock::{believable, now};
use super::contact::Contact;
use super::crash::{Point, point};
use super::harm::{Came, Harm, Standing, came, harm};
use super::outcome::{DeliverError, End};
use crate::catalog::{Doubt, Presence};
use crate::graph::ReadBack;
use crate::state::{Store, Suspect};

/// Ids in one call (`graph-api.md` 4.2).
const CHUNK: usize = 25;
/// Ids that are taken from the state at once.
const PAGE: usize = 500;
/// After so many milliseconds a call can no longer run: updates have been seen
/// to take up to about an hour (`graph-api.md` 3.3).
const LATEST: i64 = 3_600_000;

/// An item under suspicion, as the state has it.
#[derive(Clone, Copy, Debug)]
struct Known {
    pos: i64,
    presence: Presence,
    /// Whether the comparison sends it in full or takes it away in any case. What
    /// is certainly away is not touched again, though its fields are in doubt.
    doubtful: bool,
}

/// A call that could still harm an item.
struct Threat {
    suspect: Suspect,
    harm: Harm,
    known: Option<Known>,
}

/// Reads back what calls of which nobody knows could still harm, and puts in
/// doubt what they did, so that the comparison that follows sends it. What reads
/// do not tell is sent once more when the call can no longer run. Returns the end
/// that prevented it.
pub async fn read_back(
    contact: &mut Contact<'_>,
    store: &mut Store,
) -> Result<Option<End>, DeliverError> {
    // A call inside a pause lengthens it (`graph-api.md` 7.1); this can wait.
    let held = believable(store.catalog()?.reads_blocked_until);
    if held.is_some_and(|until| until > now()) || store.suspect_count()? == 0 {
        return Ok(None);
    }
    let known = known(store)?;
    let mut after = String::new();
    loop {
        let page = store.suspects(&after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        after.clone_from(&last.id);
        let (threats, harmless) = weigh(store, page, &known)?;
        store.clear_suspects(&harmless)?;
        // All calls of one id stand together, and are looked at together.
        for chunk in by_ids(&threats) {
            let mut ids: Vec<&str> = chunk.iter().map(|t| t.suspect.id.as_str()).collect();
            ids.dedup();
            let live = match contact.look_up(&ids).await {
                Ok(live) => live,
                Err(end) => return Ok(Some(end)),
            };
            judge(store, chunk, &live)?;
            point(Point::AfterReading);
        }
    }
}

/// What the state says of each suspect: one scan, for ids have no index.
fn known(store: &Store) -> Result<HashMap<String, Option<Known>>, DeliverError> {
    let mut known: HashMap<String, Option<Known>> = HashMap::new();
    let mut after = String::new();
    loop {
        let page = store.suspects(&after, PAGE)?;
        let Some(last) = page.last() else {
            break;
        };
        after.clone_from(&last.id);
        known.extend(page.into_iter().map(|suspect| (suspect.id, None)));
    }
    store.each_known(|row| {
        if let Some(of) = known.get_mut(row.id) {
            *of = Some(Known {
                pos: row.pos,
                presence: row.presence,
                doubtful: row.doubt == Doubt::All,
            });
        }
    })?;
    Ok(known)
}

/// Parts calls that could do harm from those that cannot; of the latter, those
/// that are too old to come at all.
#[expect(
    clippy::type_complexity,
    reason = "two lists, read at once by the one caller"
)]
fn weigh(
    store: &Store,
    page: Vec<Suspect>,
    known: &HashMap<String, Option<Known>>,
) -> Result<(Vec<Threat>, Vec<(String, i64)>), DeliverError> {
    let mut threats = Vec::new();
    let mut harmless = Vec::new();
    for suspect in page {
        let of = known.get(&suspect.id).copied().flatten();
        let body = match of {
            Some(of) if of.presence == Presence::Live && !of.doubtful => store.body(of.pos)?,
            Some(_) | None => None,
        };
        let standing = match (of, &body) {
            (Some(of), _) if of.doubtful => Standing::Doubtful,
            (Some(of), body) => match (of.presence, body) {
                (Presence::Live, Some(body)) => Standing::Live(body),
                (Presence::Live, None) | (Presence::Listed, _) => Standing::Doubtful,
                (Presence::Archived, _) => Standing::Archived,
                (Presence::SoldOut, _) => Standing::SoldOut,
                (Presence::New, _) => Standing::Absent,
            },
            (None, _) => Standing::Absent,
        };
        let harm = harm(&suspect, standing);
        if harm != Harm::None {
            threats.push(Threat {
                suspect,
                harm,
                known: of,
            });
        } else if is_over(&suspect) {
            harmless.push((suspect.id, suspect.batch));
        }
    }
    Ok((threats, harmless))
}

/// Parts of so many ids as one call asks for.
fn by_ids(threats: &[Threat]) -> Vec<&[Threat]> {
    let mut parts = Vec::new();
    let mut rest = threats;
    while !rest.is_empty() {
        let mut ids = 0;
        let end = (0..rest.len())
            .find(|at| {
                let new = *at == 0 || rest[at - 1].suspect.id != rest[*at].suspect.id;
                ids += usize::from(new);
                ids > CHUNK
            })
            .unwrap_or(rest.len());
        let (part, more) = rest.split_at(end);
        parts.push(part);
        rest = more;
    }
    parts
}

/// Writes down what the live items tell.
fn judge(store: &mut Store, threats: &[Threat], live: &[ReadBack]) -> Result<(), DeliverError> {
    let mut doubtful = Vec::new();
    let mut cleared = Vec::new();
    for Threat {
        suspect,
        harm,
        known,
    } in threats
    {
        let seen = live.iter().find(|item| item.id() == suspect.id);
        let over = is_over(suspect);
        match came(harm, seen) {
            Came::Yes => {
                // Somebody else may have done it, and the call may still come:
                // the suspicion stays as long as it can.
                if *harm == Harm::Bring {
                    store.resurrect(&suspect.id, known.map(|known| known.pos))?;
                } else {
                    doubtful.extend(known.map(|known| known.pos));
                }
                if over {
                    cleared.push((suspect.id.clone(), suspect.batch));
                }
            }
            Came::Unclear if over => {
                doubtful.extend(known.map(|known| known.pos));
                cleared.push((suspect.id.clone(), suspect.batch));
            }
            Came::No if over => cleared.push((suspect.id.clone(), suspect.batch)),
            Came::No | Came::Unclear => {}
        }
    }
    store.doubt(&doubtful)?;
    store.clear_suspects(&cleared)?;
    Ok(())
}

/// Whether the call can no longer run.
fn is_over(suspect: &Suspect) -> bool {
    suspect.since < now() - LATEST
}
