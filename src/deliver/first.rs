//! First contact: what the catalog is, and what it already holds.

use std::time::Duration;

use tokio::time::Instant;

use super::outcome::{Calls, DeliverError, End};
use super::stop::Stopper;
use crate::graph::{Answer, CatalogFacts, Client, ListPage, LiveItem, Stop, Verdict as Asks};
use crate::report::{Event, Reporter};
use crate::state::Store;

/// A read that fails for a passing reason is made so often.
const TRIES: u32 = 5;
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
}

/// Asks what the catalog is. Only a catalog of products can be synced
/// (`graph-api.md` 4.1).
pub async fn preflight(contact: &mut Contact<'_>) -> Result<CatalogFacts, End> {
    let mut tries = 0;
    loop {
        contact.calls.reads += 1;
        let answer = contact.client.catalog().await;
        match contact
            .judge(answer, &mut tries, "asking for the catalog")
            .await?
        {
            Some(facts) if !facts.vertical.is_empty() && facts.vertical != "commerce" => {
                return Err(End::Stopped(
                    Stop::Catalog,
                    format!(
                        "the catalog is one of `{}`, and only `commerce` holds products",
                        facts.vertical
                    ),
                ));
            }
            Some(facts) => return Ok(facts),
            None => {}
        }
    }
}

/// Lists the live catalog's ids into the state, from where an earlier listing
/// stopped. Returns the end that prevented it.
pub async fn list_catalog(
    contact: &mut Contact<'_>,
    store: &mut Store,
    mut listed: impl FnMut(&str, i64),
) -> Result<Option<End>, DeliverError> {
    let mut after = store.catalog()?.listing_cursor;
    let mut limit = PAGE;
    let mut tries = 0;
    let mut ids = 0;
    loop {
        contact.calls.reads += 1;
        let answer = contact.client.list(after.as_deref(), limit).await;
        let shrink = matches!(&answer, Err(trouble) if trouble.failure.verdict() == Asks::Shrink);
        if shrink && limit > 1 {
            limit /= 2;
            continue;
        }
        let page: ListPage = match contact
            .judge(answer, &mut tries, "listing the catalog")
            .await
        {
            Ok(Some(page)) => page,
            Ok(None) => continue,
            Err(end) => return Ok(Some(end)),
        };
        tries = 0;
        let positions =
            store.add_listed(page.ids.iter().map(String::as_str), page.after.as_deref())?;
        for (id, pos) in page.ids.iter().zip(positions) {
            listed(id, pos);
        }
        ids += page.ids.len() as u64;
        contact.reporter.tell(Event::Listing { ids });
        // A cursor that does not move would never end.
        if page.after.is_none() || page.after == after {
            return Ok(None);
        }
        after = page.after;
    }
}

impl Contact<'_> {
    /// What the catalog shows of these ids.
    pub(super) async fn look_up(&mut self, ids: &[&str]) -> Result<Vec<LiveItem>, End> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tries = 0;
        loop {
            self.calls.reads += 1;
            let answer = self.client.look_up(ids).await;
            let found = self.judge(answer, &mut tries, "reading items back").await?;
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    /// The value; `None` when the call is to be made again; or the end.
    async fn judge<T>(
        &mut self,
        answer: Answer<T>,
        tries: &mut u32,
        what: &'static str,
    ) -> Result<Option<T>, End> {
        let trouble = match answer {
            Ok((value, _)) => return Ok(Some(value)),
            Err(trouble) => trouble,
        };
        *tries += 1;
        let words = trouble.failure.to_string();
        match trouble.failure.verdict() {
            Asks::Stop(stop) => Err(End::Stopped(stop, words)),
            // The first call names nothing but the catalog.
            Asks::Fix => Err(End::Stopped(Stop::Catalog, words)),
            Asks::Wait(_) => Err(End::Temporary(words)),
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
