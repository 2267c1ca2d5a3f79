//! Carrying changes to the catalog and verdicts back into the state.
//!
//! The only place that sees both the API and the state, so that "sent" and
//! "recorded" cannot be confused anywhere else. One task owns the state: it
//! writes down what it is about to send, sends, writes down the handle, polls,
//! and writes down Meta's verdict on each item. Calls run beside that task, and
//! an id is in one of them at most, so that no write to an item overtakes
//! another. It knows items by id and JSON only, and nothing of the export.

mod air;
mod batch;
mod clock;
mod contact;
mod crash;
mod drive;
mod flight;
mod forecast;
mod harm;
mod heed;
mod list;
mod outcome;
mod poll;
mod resume;
mod send;
mod step;
mod stop;
mod suspects;
mod trouble;
mod verdict;
mod walk;

pub use clock::{believable, later, now};
pub use contact::{Contact, preflight};
pub use crash::{Point, point};
pub use drive::{Delivery, Options};
pub use forecast::{Forecast, Outlook};
pub use list::{Listed, list_catalog};
pub use outcome::{Calls, DeliverError, End, Fate, Outcome, Outgoing};
pub use resume::Resumed;
pub use stop::Stopper;
pub use suspects::read_back;
pub use walk::{Walker, heed_pause, walk_catalog};
