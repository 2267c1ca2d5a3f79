//! What Meta says beside its verdicts: pauses, and remarks on stored items.

use std::time::Duration;

use super::clock::{jitter, later, now};
use super::crash::{Point, point};
use super::drive::Delivery;
use super::outcome::DeliverError;
use crate::graph::{Trouble, WaitFor};

impl Delivery<'_> {
    /// Takes a pause as Meta says, or as the window of the allowance suggests.
    pub(super) fn wait_as_told(
        &mut self,
        trouble: &Trouble,
        window: WaitFor,
    ) -> Result<(), DeliverError> {
        let told = trouble.told();
        // Of several calls under way each hears of the same wall: one pause.
        if told.is_none() && self.pace.blocked_until() > now() {
            return Ok(());
        }
        let wait = told.unwrap_or_else(|| {
            let doubled = 1 << self.blind_waits.min(4);
            self.blind_waits += 1;
            match window {
                WaitFor::Minute => Duration::from_secs(60 * doubled).min(Duration::from_secs(240)),
                WaitFor::Hour => Duration::from_secs(60 * doubled).min(Duration::from_secs(900)),
                WaitFor::Long => Duration::from_secs(3600),
            }
        });
        self.hold_writes(Some(wait))
    }

    /// Lets nothing out for a while; the next run knows it, too.
    pub(super) fn hold_writes(&mut self, wait: Option<Duration>) -> Result<(), DeliverError> {
        let Some(wait) = wait else {
            return Ok(());
        };
        let wait = wait + jitter(Duration::from_secs(1));
        let until = later(wait);
        self.pace.hold(until);
        self.store.block(true, until)?;
        point(Point::AfterPause);
        Ok(())
    }

    /// Collects remarks on items that were stored: unknown fields by name,
    /// everything else by the summary before the colon.
    pub(super) fn note_warnings<'w>(&mut self, warnings: impl Iterator<Item = (&'w str, &'w str)>) {
        const MOST: usize = 100;
        for (id, message) in warnings {
            if let Some(field) = unrecognised_field(message) {
                let fields = &mut self.calls.unknown_fields;
                if fields.len() < MOST || fields.contains_key(field) {
                    *fields.entry(field.to_owned()).or_default() += 1;
                }
                continue;
            }
            let summary = message.split(':').next().unwrap_or(message).trim();
            let remarks = &mut self.calls.remarks;
            if remarks.len() < MOST || remarks.contains_key(summary) {
                let entry = remarks
                    .entry(summary.to_owned())
                    .or_insert_with(|| (0, format!("{message} ({id})")));
                entry.0 += 1;
            }
        }
    }
}

/// The field of "…contains unrecognised field: 'name'" (`graph-api.md` 3.2).
fn unrecognised_field(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("unrecognised field: '")?;
    rest.split_once('\'').map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_unrecognised_field() {
        let message = "Unrecognised field: A request for item SKU-1 contains unrecognised field: 'unknown_field'";
        assert_eq!(unrecognised_field(message), Some("unknown_field"));
        assert_eq!(unrecognised_field("Something else"), None);
    }
}
