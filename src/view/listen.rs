//! Events of a run as lines on standard error, where nobody watches a bar.
//!
//! Without `-v` only what would look like a hang is told: a wait of ten seconds
//! or more, with its reason. `-v` tells of progress, once a second at most;
//! `-vv` tells of every call.

use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Zoned;
use shelfsync::report::{Event, Reporter, span};
use tokio::time::Instant;

use super::course::{Course, retrying};
use super::screen;
use super::words::{batches, clean, count, grouped, wait};

/// A shorter wait is not worth a line.
const LONG: Duration = Duration::from_secs(10);
/// A wait that goes on is told of again after this time.
const STILL: Duration = Duration::from_secs(60);
/// Lines of progress come no faster.
const PACE: Duration = Duration::from_secs(1);

/// The clock on the wall, for the end of a wait.
pub(super) type WallClock = fn() -> Zoned;

/// What of a run is worth a line.
pub(super) struct Lines {
    verbose: u8,
    clock: WallClock,
    course: Course,
    /// The last line of progress: what it was about, and when.
    last: Option<(&'static str, Instant)>,
    /// The wait that was told of, and its end.
    waiting: Option<(String, Instant)>,
    /// Since when there is nothing but waiting for verdicts.
    awaiting: Option<Instant>,
    /// When that was told of last.
    told: Option<Instant>,
}

impl Lines {
    pub(super) fn new(verbose: u8, clock: WallClock) -> Self {
        Self {
            verbose,
            clock,
            course: Course::default(),
            last: None,
            waiting: None,
            awaiting: None,
            told: None,
        }
    }

    /// Where the run stands.
    pub(super) fn course(&self) -> &Course {
        &self.course
    }

    /// Takes note of an event; the line that it is worth, if any.
    pub(super) fn line(&mut self, event: &Event) -> Option<String> {
        let now = Instant::now();
        self.course.note(event, now, &(self.clock)());
        let loud = self.verbose > 0;
        let every_call = self.verbose > 1;
        match event {
            Event::Fetching { .. } => {
                (loud && self.due("fetching", now)).then(|| self.course.doing().to_owned())
            }
            Event::Unpacking { .. } => {
                (loud && self.due("unpacking", now)).then(|| self.course.doing().to_owned())
            }
            Event::Opened {
                source,
                preset,
                encoding,
            } => loud.then(|| format!("{}: read as {preset}, {encoding}", clean(source))),
            Event::Known { known, records } => loud.then(|| {
                format!(
                    "{} of {} as in the last run, and not read again",
                    grouped(*known),
                    count(*records, "record")
                )
            }),
            Event::Read { records } => (loud && self.due("reading", now))
                .then(|| format!("{} read", count(*records, "record"))),
            Event::Listing { ids } => (loud && self.due("listing", now))
                .then(|| format!("listing the live catalog: {}", count(*ids, "item"))),
            Event::Settled { .. } => {
                self.awaiting = None;
                self.told = None;
                let all = self.course.share().is_some_and(|(done, all)| done == all);
                // The last one is told in any case: it says that all are done.
                let due = self.due("settled", now) || all;
                (loud && due).then(|| self.course.settled())
            }
            Event::Planned { time, .. } => {
                (loud || *time >= LONG).then(|| self.course.doing().to_owned())
            }
            Event::Resuming { batches: open } => loud.then(|| {
                let open = batches(*open as u64);
                format!("an earlier run left {open} without a verdict; asking for it first")
            }),
            Event::Calling { what, batch } => every_call.then(|| match batch {
                Some(batch) => format!("batch {batch}: {what}"),
                None => (*what).to_owned(),
            }),
            Event::Sending {
                batch,
                items,
                bytes,
            } => every_call.then(|| {
                let items = count(*items as u64, "item");
                let bytes = grouped(*bytes as u64);
                format!("batch {batch}: sending {items}, {bytes} bytes")
            }),
            Event::Accepted { batch, items } => every_call
                .then(|| format!("batch {batch}: accepted, {}", count(*items as u64, "item"))),
            Event::Judged {
                batch,
                confirmed,
                refused,
            } => every_call
                .then(|| format!("batch {batch}: {confirmed} confirmed, {refused} refused")),
            Event::Retrying { what, reason, wait } => {
                (loud || *wait >= LONG).then(|| retrying(what, reason, *wait))
            }
            Event::Waiting { reason, wait } => self.waits(reason, *wait, now),
            Event::Awaiting { .. } => self.awaits(now),
            _ => None,
        }
    }

    /// Whether a line of progress may come.
    fn due(&mut self, about: &'static str, now: Instant) -> bool {
        let due = self
            .last
            .is_none_or(|(last, at)| last != about || now - at >= PACE);
        if due {
            self.last = Some((about, now));
        }
        due
    }

    /// A wait is told of once, and again when its end moves.
    fn waits(&mut self, reason: &str, time: Duration, now: Instant) -> Option<String> {
        let end = now + time;
        let known = self.waiting.as_ref().is_some_and(|(told, until)| {
            let moved = end.max(*until) - end.min(*until);
            told == reason && moved < Duration::from_secs(5)
        });
        if known || (self.verbose == 0 && time < LONG) {
            return None;
        }
        self.waiting = Some((reason.to_owned(), end));
        Some(format!(
            "{}: waiting {}{}",
            clean(reason),
            wait(time, &(self.clock)()),
            self.course.rest()
        ))
    }

    /// Verdicts that do not come are told of after a while, and then now and again.
    fn awaits(&mut self, now: Instant) -> Option<String> {
        let since = *self.awaiting.get_or_insert(now);
        let waited = now - since;
        let again = self.told.is_none_or(|told| now - told >= STILL);
        if waited < LONG || !again {
            return None;
        }
        self.told = Some(now);
        let waited = span(Duration::from_secs(waited.as_secs()));
        Some(format!("{} (for {waited} now)", self.course.awaiting()))
    }
}

/// Writes the lines to standard error.
pub(super) struct Plain(Mutex<Lines>);

impl Plain {
    pub(super) fn new(lines: Lines) -> Self {
        Self(Mutex::new(lines))
    }
}

impl Reporter for Plain {
    fn tell(&self, event: Event) {
        let Ok(mut lines) = self.0.lock() else {
            return;
        };
        if let Some(line) = lines.line(&event) {
            // Somebody who closed standard error does not want to hear it.
            let _closed = writeln!(screen::stderr(), "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn noon() -> Zoned {
        "2026-11-22T12:00:00[UTC]".parse().unwrap()
    }

    const fn read(records: u64) -> Event {
        Event::Read { records }
    }

    fn pause(seconds: u64) -> Event {
        Event::Waiting {
            reason: "Meta asked for a pause".to_owned(),
            wait: Duration::from_secs(seconds),
        }
    }

    /// A delivery of three batches, the first of which is with Meta.
    fn first_of_three(lines: &mut Lines) -> Vec<String> {
        let events = [
            Event::Planned {
                records: 9000,
                calls: 3,
                time: Duration::ZERO,
            },
            Event::Sending {
                batch: 57,
                items: 3000,
                bytes: 2_345_678,
            },
            Event::Accepted {
                batch: 57,
                items: 3000,
            },
        ];
        events
            .iter()
            .filter_map(|event| lines.line(event))
            .collect()
    }

    const AWAITING: Event = Event::Awaiting {
        batches: 1,
        records: 3000,
    };

    #[tokio::test(start_paused = true)]
    async fn progress_comes_once_a_second_at_most() {
        let mut lines = Lines::new(1, noon);
        assert_eq!(lines.line(&read(10_000)).unwrap(), "10 000 records read");
        advance(Duration::from_millis(999)).await;
        assert_eq!(lines.line(&read(20_000)), None);
        advance(Duration::from_millis(1)).await;
        assert_eq!(lines.line(&read(30_000)).unwrap(), "30 000 records read");
    }

    #[tokio::test(start_paused = true)]
    async fn without_v_only_a_long_wait_is_told() {
        let mut lines = Lines::new(0, noon);
        assert_eq!(lines.line(&read(10_000)), None);
        assert_eq!(first_of_three(&mut lines), [""; 0]);
        assert_eq!(lines.line(&pause(9)), None);
        assert_eq!(
            lines.line(&pause(240)).unwrap(),
            "Meta asked for a pause: waiting 4 min, until 12:04; about 2 batches to go"
        );
        // The same wait, a minute later.
        advance(Duration::from_secs(60)).await;
        assert_eq!(lines.line(&pause(180)), None);
        assert!(lines.line(&pause(600)).is_some(), "its end has moved");
    }

    #[tokio::test(start_paused = true)]
    async fn a_verdict_that_does_not_come_is_told_after_ten_seconds_and_every_minute() {
        let mut lines = Lines::new(0, noon);
        first_of_three(&mut lines);
        assert_eq!(lines.line(&AWAITING), None);
        advance(Duration::from_secs(10)).await;
        assert_eq!(
            lines.line(&AWAITING).unwrap(),
            "waiting for Meta's verdict on 1 batch (3 000 items); about 2 batches to go (for 10 s now)"
        );
        advance(Duration::from_secs(59)).await;
        assert_eq!(lines.line(&AWAITING), None);
        advance(Duration::from_secs(1)).await;
        assert!(lines.line(&AWAITING).is_some());
        let settled = Event::Settled {
            confirmed: 2999,
            refused: 1,
        };
        assert_eq!(lines.line(&settled), None);
        assert_eq!(lines.line(&AWAITING), None, "a new wait begins");
    }

    #[tokio::test(start_paused = true)]
    async fn v_tells_of_progress_and_vv_of_every_call() {
        let mut lines = Lines::new(1, noon);
        assert_eq!(
            first_of_three(&mut lines),
            ["9 000 items to send in 3 write calls"]
        );
        let settled = Event::Settled {
            confirmed: 2998,
            refused: 2,
        };
        assert_eq!(
            lines.line(&settled).unwrap(),
            "2 998 of 9 000 items confirmed, 2 refused"
        );
        let mut lines = Lines::new(2, noon);
        assert_eq!(
            first_of_three(&mut lines),
            [
                "9 000 items to send in 3 write calls",
                "batch 57: sending 3 000 items, 2 345 678 bytes",
                "batch 57: accepted, 3 000 items",
            ]
        );
    }

    #[test]
    fn words_of_others_do_not_steer_the_terminal() {
        let mut lines = Lines::new(1, noon);
        let event = Event::Retrying {
            what: "sending a batch",
            reason: "Meta says: \u{1b}[2Jgone\nand more".to_owned(),
            wait: Duration::from_secs(2),
        };
        assert_eq!(
            lines.line(&event).unwrap(),
            "Meta says: \\u{1b}[2Jgone and more; sending a batch again in 2 s"
        );
    }
}
