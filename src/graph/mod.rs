//! Talking to Meta's Graph API.
//!
//! Meta's words live here and nowhere else: names on the wire, codes, headers.
//! The module makes single calls and judges their failures; when to call, how
//! often, and what an answer means for an item is `deliver`'s business. It
//! shares no type with the sandbox, which is another reading of the same API.

mod auth;
mod client;
mod error;
mod facts;
mod inspect;
mod likeness;
mod pace;
mod readback;
mod shelf;
mod usage;
mod wire;

pub use auth::Token;
pub use client::{Answer, Client, ClientError, Endpoint};
pub use error::{ApiError, Failure, Stop, Trouble, Verdict, WaitFor};
pub use facts::{
    DataSource, Feed, Grant, Granular, Id, Listed, Owner, Person, Schedule, TokenFacts,
};
pub use inspect::{Heard, Signs};
pub use likeness::{Deviation, Likeness, Review};
pub use pace::Pace;
pub use readback::ReadBack;
pub use shelf::{LiveItem, LivePage, Shows};
pub use usage::Usage;
pub use wire::{
    BatchAnswer, BatchBody, CatalogFacts, Complaint, Named, RECORD_OVERHEAD, Remark, StatusAnswer,
};
