//! Reads: how one is made, tried again and given up; what the catalog is, and
//! what it shows of some ids.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::outcome::{Calls, End};
use super::stop::Stopper;
use crate::graph::{Answer, CatalogFacts, Client, ReadBack, Stop, Usage, Verdict as Asks};
use crate::report::{Event, Reporter};

/// A read that fails for a passing reason is made so often.
const TRIES: u32 = 5;

/// What a read call needs.
pub struct Contact<'a> {
    /// The client.
    pub(super) client: &'a Client,
    /// Who listens.
    pub(super) reporter: &'a dyn Reporter,
    /// Whether to stop.
    pub(super) stopper: Stopper,
    /// No wait ends after this.
    pub(super) deadline: Instant,
    /// Where calls are counted.
    pub(super) calls: &'a mut Calls,
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

/// The time of the run is over.
pub(super) fn late() -> End {
    End::OutOfTime("`max_wait` is over; the next run goes on".to_owned())
}

impl<'a> Contact<'a> {
    /// A contact that was not asked for a pause yet.
    pub fn new(
        client: &'a Client,
        reporter: &'a dyn Reporter,
        stopper: Stopper,
        deadline: Instant,
        calls: &'a mut Calls,
    ) -> Self {
        Self {
            client,
            reporter,
            stopper,
            deadline,
            calls,
            pause: None,
        }
    }

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
