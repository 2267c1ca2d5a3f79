//! Reads: what the catalog is, and what it already holds.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::crash::{Point, point};
use super::outcome::{Calls, DeliverError, End};
use super::stop::Stopper;
use crate::graph::{
    Answer, CatalogFacts, Client, ListPage, ReadBack, Stop, Usage, Verdict as Asks,
};
use crate::report::{Event, Reporter};
use crate::state::Store;

/// A read that fails for a passing reason is made so often.
const TRIES: u32 = 5;
/// A listing begins anew so often when Meta calls its cursor wrong.
const RESTARTS: u32 = 3;
/// A page of the live catalog; halved when Meta asks for less.
const PAGE: usize = 1000;

/// What a read call needs.
pub struct Contact<'a> {
    /// The client.
    pub client: &'a Client,
    /// Who listens.
    pub reporter: &'a dyn Reporter,
    /// Whether to stop.
    pub stopper: Stopper,
    /// No wait ends after this.
    pub deadline: Instant,
    /// Where calls are counted.
    pub calls: &'a mut Calls,
    /// Set when Meta asks for a pause of reads; the state should know.
    pub pause: Option<Duration>,
}

/// Asks what the catalog is. Only a catalog of products can be synced
/// (`graph-api.md` 4.1). The first call of a run: it names nothing but the
/// catalog, so what is wrong with it is wrong with the catalog.
/// With it comes what its headers say: a pause of writes may be among it.
pub async fn preflight(contact: &mut Contact<'_>) -> Result<(CatalogFacts, Usage), End> {
    let mut tries = 0;
    loop {
        contact.count("asking for the catalog");
        let Ok(answer) = timeout_at(contact.deadline, contact.client.catalog()).await else {
            return Err(late());
        };
        let usage = answer
            .as_ref()
            .map_or(Usage::default(), |(_, usage)| *usage);
        let wrong = |words| End::Stopped(Stop::Catalog, words);
        let found = contact
            .judge(answer, &mut tries, "asking for the catalog", wrong)
            .await?;
        match found {
            Some(facts) if !facts.vertical.is_empty() && facts.vertical != "commerce" => {
                return Err(End::Stopped(
                    Stop::Catalog,
                    format!(
                        "the catalog is one of `{}`, and only `commerce` holds products",
                        facts.vertical
                    ),
                ));
            }
            Some(facts) => return Ok((facts, usage)),
            None => {}
        }
    }
}

/// Lists the live catalog's ids into the state, from where an earlier listing
/// stopped; `ids` hears of each new one. Returns the end that prevented the listing.
pub async fn list_catalog(
    contact: &mut Contact<'_>,
    store: &mut Store,
    ids: &mut dyn Listed,
) -> Result<Option<End>, DeliverError> {
    let mut after = store.catalog()?.listing_cursor;
    let mut limit = PAGE;
    let mut tries = 0;
    let mut count = 0;
    let mut restarts = 0;
    loop {
        if let Some(end) = contact.ended() {
            return Ok(Some(end));
        }
        contact.count("listing the catalog");
        let call = contact.client.list(after.as_deref(), limit);
        let Ok(answer) = timeout_at(contact.deadline, call).await else {
            return Ok(Some(late()));
        };
        let asks = answer
            .as_ref()
            .err()
            .map(|trouble| trouble.failure.verdict());
        if asks == Some(Asks::Shrink) && limit > 1 {
            limit /= 2;
            continue;
        }
        // A cursor of an earlier run may have expired: the listing begins anew.
        if asks == Some(Asks::Fix) && after.is_some() {
            restarts += 1;
            if restarts <= RESTARTS {
                store.add_listed(std::iter::empty(), None)?;
                after = None;
                continue;
            }
        }
        let found = contact
            .judge(answer, &mut tries, "listing the catalog", End::Temporary)
            .await;
        let page: ListPage = match found {
            Ok(Some(page)) => page,
            Ok(None) => continue,
            Err(end) => return Ok(Some(end)),
        };
        tries = 0;
        // Items move between pages while others come and go; each id counts once.
        let new: Vec<&str> = page
            .ids
            .iter()
            .map(String::as_str)
            .filter(|id| ids.is_new(id))
            .collect();
        let positions = store.add_listed(new.iter().copied(), page.after.as_deref())?;
        point(Point::AfterPage);
        for (id, pos) in new.iter().zip(positions) {
            ids.note(id, pos);
        }
        count += page.ids.len() as u64;
        contact.reporter.tell(Event::Listing { ids: count });
        // A cursor that does not move would never end.
        if page.after.is_none() || page.after == after {
            return Ok(None);
        }
        after = page.after;
    }
}

/// Who keeps the ids of a listing.
pub trait Listed {
    /// Whether nothing is known of this id.
    fn is_new(&self, id: &str) -> bool;
    /// Takes note of a new id, and of its key in the state.
    fn note(&mut self, id: &str, pos: i64);
}

/// The time of the run is over.
pub(super) fn late() -> End {
    End::OutOfTime("`max_wait` is over; the next run goes on".to_owned())
}

impl Contact<'_> {
    /// What the catalog shows of these ids.
    pub(super) async fn look_up(&mut self, ids: &[&str]) -> Result<Vec<ReadBack>, End> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tries = 0;
        loop {
            if let Some(end) = self.ended() {
                return Err(end);
            }
            self.count("reading items back");
            let Ok(answer) = timeout_at(self.deadline, self.client.look_up(ids)).await else {
                return Err(late());
            };
            let found = self
                .judge(answer, &mut tries, "reading items back", End::Temporary)
                .await?;
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    /// One more read is about to be made.
    pub(super) fn count(&mut self, what: &'static str) {
        self.calls.reads += 1;
        self.reporter.tell(Event::Calling { what, batch: None });
    }

    /// Why no further call is to be made, if so.
    pub(super) fn ended(&self) -> Option<End> {
        if self.stopper.asked() {
            return Some(End::Interrupted);
        }
        (Instant::now() >= self.deadline).then(late)
    }

    /// The value; `None` when the call is to be made again; or the end. `wrong`
    /// is the end when Meta calls the call itself wrong.
    pub(super) async fn judge<T>(
        &mut self,
        answer: Answer<T>,
        tries: &mut u32,
        what: &'static str,
        wrong: impl FnOnce(String) -> End,
    ) -> Result<Option<T>, End> {
        let trouble = match answer {
            Ok((value, _)) => return Ok(Some(value)),
            Err(trouble) => trouble,
        };
        *tries += 1;
        let words = trouble.failure.to_string();
        match trouble.failure.verdict() {
            Asks::Stop(stop) => Err(End::Stopped(stop, words)),
            Asks::Fix => Err(wrong(words)),
            Asks::Unknown => Err(End::Temporary(words)),
            Asks::Wait(_) => {
                let told = trouble.told();
                self.pause = Some(told.unwrap_or(Duration::from_secs(60)));
                Err(End::Temporary(words))
            }
            Asks::Retry | Asks::Shrink => {
                let wait = Duration::from_millis(500 << (*tries - 1).min(4));
                if *tries >= TRIES || Instant::now() + wait >= self.deadline {
                    return Err(End::Temporary(format!("{words} (tried {tries} times)")));
                }
                self.calls.retries += 1;
                self.reporter.tell(Event::Retrying {
                    what,
                    reason: words,
                    wait,
                });
                self.stopper.sleep(wait).await;
                if self.stopper.asked() {
                    return Err(End::Interrupted);
                }
                Ok(None)
            }
        }
    }
}
