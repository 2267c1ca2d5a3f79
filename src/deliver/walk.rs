//! Walking over the whole live catalog, page by page.
//!
//! Pages shrink when Meta asks for less and grow again slowly. What is seen is
//! handed to a [`Walker`]; only a walk that came to its end says something about
//! what was not seen. Items move between pages while others come and go, so that
//! an id may come twice.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::clock::{believable, now, until};
use super::contact::{Contact, late};
use super::crash::{Point, point};
use super::outcome::{DeliverError, End};
use crate::graph::{LivePage, Shows, Trouble, Verdict as Asks, WaitFor};
use crate::report::Event;

/// Items of a page, at first and at most (`graph-api.md` 4.2).
const PAGE: usize = 1000;
/// After so many pages in a row a smaller page grows by a quarter.
const GROWS_AFTER: u32 = 10;
/// So often a walk begins anew because its cursor has expired.
const RESTARTS: u32 = 3;

/// Who looks at the items.
pub trait Walker {
    /// What it wants to see of each item.
    fn shows(&self) -> Shows;
    /// Looks at a page, and remembers what it teaches.
    fn page(&mut self, page: &LivePage) -> Result<(), DeliverError>;
    /// The cursor has expired, and the walk begins anew. What was seen stays seen.
    fn anew(&mut self) -> Result<(), DeliverError> {
        Ok(())
    }
    /// Meta asked for a pause of reads; the next run should know.
    fn pause(&mut self, wait: Duration) -> Result<(), DeliverError>;
}

/// Waits until a pause of reads is over that an earlier run was asked for.
/// Returns the end when that is too late for this one.
pub async fn heed_pause(contact: &mut Contact<'_>, blocked_until: Option<i64>) -> Option<End> {
    let now = now();
    let pause = believable(blocked_until).filter(|then| *then > now)?;
    let words = "Meta asked for a pause of all calls".to_owned();
    contact.sit_out(until(pause, now), words).await
}

/// Shows the walker every item of the catalog, or those behind a cursor that an
/// earlier walk came to. Returns the end that prevented it; `None` means that all
/// of them were shown.
pub async fn walk_catalog(
    contact: &mut Contact<'_>,
    walker: &mut dyn Walker,
    cursor: Option<String>,
) -> Result<Option<End>, DeliverError> {
    let mut walk = Walk::from(cursor);
    let mut items = 0;
    loop {
        if let Some(end) = contact.ended() {
            return Ok(Some(end));
        }
        contact.count("listing the catalog");
        let client = contact.client;
        let call = client.live_page(walker.shows(), walk.after.as_deref(), walk.limit);
        let Ok(answer) = timeout_at(contact.deadline, call).await else {
            return Ok(Some(late()));
        };
        let page = match answer {
            Ok((page, _)) => page,
            Err(trouble) => match walk.heed(contact, walker, trouble).await? {
                Some(end) => return Ok(Some(end)),
                None => continue,
            },
        };
        walker.page(&page)?;
        point(Point::AfterPage);
        items += page.items.len() as u64;
        contact.reporter.tell(Event::Listing { ids: items });
        let Some(after) = page.after else {
            return Ok(None);
        };
        if walk.goes_in_circles(&after) {
            let words = "Meta's list of the catalog goes in circles".to_owned();
            return Ok(Some(End::Temporary(words)));
        }
        walk.go_on(after);
    }
}

/// Where a walk stands.
struct Walk {
    after: Option<String>,
    limit: usize,
    /// Failures of the same page.
    tries: u32,
    /// Pages in a row without a failure.
    well: u32,
    restarts: u32,
    /// A cursor that comes again shows a circle: one is kept, and exchanged after
    /// twice as many pages each time, so that a circle of any length is found.
    anchor: Option<String>,
    since_anchor: u64,
    anchor_for: u64,
}

impl Walk {
    fn from(cursor: Option<String>) -> Self {
        Self {
            after: cursor,
            limit: PAGE,
            tries: 0,
            well: 0,
            restarts: 0,
            anchor: None,
            since_anchor: 0,
            anchor_for: 1,
        }
    }

    fn go_on(&mut self, after: String) {
        self.after = Some(after);
        self.tries = 0;
        self.well += 1;
        if self.well >= GROWS_AFTER && self.limit < PAGE {
            self.limit = (self.limit + self.limit / 4 + 1).min(PAGE);
            self.well = 0;
        }
    }

    fn goes_in_circles(&mut self, after: &str) -> bool {
        if self.anchor.as_deref() == Some(after) {
            return true;
        }
        self.since_anchor += 1;
        if self.since_anchor >= self.anchor_for {
            self.anchor = Some(after.to_owned());
            self.since_anchor = 0;
            self.anchor_for = self.anchor_for.saturating_mul(2);
        }
        false
    }

    fn begin_anew(&mut self) {
        self.after = None;
        self.anchor = None;
        self.restarts += 1;
        self.well = 0;
    }

    fn shrink(&mut self) {
        self.limit = (self.limit / 2).max(1);
        self.well = 0;
    }

    /// What a failed call asks for. Returns the end, if it is one.
    async fn heed(
        &mut self,
        contact: &mut Contact<'_>,
        walker: &mut dyn Walker,
        trouble: Box<Trouble>,
    ) -> Result<Option<End>, DeliverError> {
        match trouble.failure.verdict() {
            Asks::Shrink if self.limit > 1 => {
                self.shrink();
                return Ok(None);
            }
            // The cursor has expired, perhaps since an earlier run.
            Asks::Fix if self.after.is_some() && self.restarts < RESTARTS => {
                self.begin_anew();
                walker.anew()?;
                return Ok(None);
            }
            Asks::Wait(window) => {
                let told = trouble.told();
                let wait = told.unwrap_or(Duration::from_secs(match window {
                    WaitFor::Minute | WaitFor::Hour => 60,
                    WaitFor::Long => 3600,
                }));
                walker.pause(wait)?;
                return Ok(contact.sit_out(wait, trouble.failure.to_string()).await);
            }
            // A page that is too large may also end without an answer.
            Asks::Retry if self.tries > 0 && self.limit > 1 => self.shrink(),
            Asks::Retry | Asks::Shrink | Asks::Fix | Asks::Stop(_) | Asks::Unknown => {}
        }
        let answer = Err::<(LivePage, _), _>(trouble);
        let judged = contact.judge(
            answer,
            &mut self.tries,
            "listing the catalog",
            End::Temporary,
        );
        Ok(judged.await.err())
    }
}

impl Contact<'_> {
    /// Waits, if that makes sense in the time that is left.
    async fn sit_out(&mut self, wait: Duration, words: String) -> Option<End> {
        if Instant::now() + wait >= self.deadline {
            return Some(End::Temporary(words));
        }
        self.reporter.tell(Event::Waiting {
            reason: words,
            wait,
        });
        self.stopper.sleep(wait).await;
        self.stopper.asked().then_some(End::Interrupted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_halved_grows_again_slowly() {
        let mut walk = Walk::from(None);
        walk.shrink();
        walk.shrink();
        assert_eq!(walk.limit, 250);
        let mut sizes = vec![walk.limit];
        for page in 0..80 {
            walk.go_on(page.to_string());
            if sizes.last() != Some(&walk.limit) {
                sizes.push(walk.limit);
            }
        }
        assert_eq!(sizes, [250, 313, 392, 491, 614, 768, 961, 1000]);
    }

    #[test]
    fn a_circle_of_any_length_is_found_and_a_straight_way_is_none() {
        for length in [1, 2, 3, 7, 100] {
            let mut walk = Walk::from(None);
            let cursors = ["x", "y"].map(str::to_owned).into_iter();
            let circle = (0..length).map(|n| format!("c{n}")).collect::<Vec<_>>();
            let mut all = cursors.chain(circle.into_iter().cycle());
            let found = (0..1000).any(|_| walk.goes_in_circles(&all.next().unwrap()));
            assert!(found, "{length}");
        }
        let mut walk = Walk::from(None);
        assert!((0..10_000).all(|n| !walk.goes_in_circles(&n.to_string())));
    }
}
