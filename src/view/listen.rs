//! Events of a run as lines on standard error.

use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use shelfsync::report::{Event, Reporter, span};
use tokio::time::Instant;

use super::words::{batches, count, grouped};

/// Lines on standard error: waits and retries always, the rest with `-v`.
pub(super) struct Lines {
    verbose: u8,
    /// Progress comes once a second at most.
    last: Mutex<Option<Instant>>,
}

impl Lines {
    pub(super) fn new(verbose: u8) -> Self {
        Self {
            verbose,
            last: Mutex::new(None),
        }
    }

    fn due(&self) -> bool {
        let Ok(mut last) = self.last.lock() else {
            return false;
        };
        let now = Instant::now();
        let due = last.is_none_or(|last| now - last >= Duration::from_secs(1));
        if due {
            *last = Some(now);
        }
        due
    }

    fn line(&self, event: &Event) -> Option<String> {
        let loud = self.verbose > 0;
        let every_call = self.verbose > 1;
        match event {
            Event::Fetching {
                source,
                bytes,
                total,
            } => (loud && self.due()).then(|| match total {
                Some(total) => {
                    let (bytes, total) = (grouped(*bytes), grouped(*total));
                    format!("{source}: {bytes} of {total} bytes fetched")
                }
                None => format!("{source}: {} bytes fetched", grouped(*bytes)),
            }),
            Event::Unpacking { source, bytes } => (loud && self.due())
                .then(|| format!("{source}: {} bytes unpacked", grouped(*bytes))),
            Event::Opened {
                source,
                preset,
                encoding,
            } => loud.then(|| format!("{source}: read as {preset}, {encoding}")),
            Event::Read { records } => {
                (loud && self.due()).then(|| format!("{} records read", grouped(*records)))
            }
            Event::Sending {
                batch,
                items,
                bytes,
            } => every_call.then(|| {
                let items = count(*items as u64, "item");
                format!(
                    "batch {batch}: sending {items}, {} bytes",
                    grouped(*bytes as u64)
                )
            }),
            Event::Accepted { batch, items } => every_call
                .then(|| format!("batch {batch}: accepted, {}", count(*items as u64, "item"))),
            Event::Judged {
                batch,
                confirmed,
                refused,
            } => loud.then(|| format!("batch {batch}: {confirmed} confirmed, {refused} refused")),
            Event::Retrying { what, reason, wait } => Some(if wait.is_zero() {
                format!("{reason}; {what}")
            } else {
                format!("{reason}; {what} again in {}", span(*wait))
            }),
            Event::Waiting { reason, wait } => Some(format!("{reason}: waiting {}", span(*wait))),
            Event::Listing { ids } => {
                loud.then(|| format!("listing the live catalog: {}", count(*ids, "item")))
            }
            Event::Resuming { batches: open } => Some(format!(
                "an earlier run left {} without a verdict; asking for it first",
                batches(*open as u64)
            )),
            _ => None,
        }
    }
}

impl Reporter for Lines {
    fn tell(&self, event: Event) {
        if let Some(line) = self.line(&event) {
            // Somebody who closed standard error does not want to hear it.
            let _closed = writeln!(std::io::stderr().lock(), "{line}");
        }
    }
}
