//! A local emulator of Meta's Graph API for product catalogs.
//!
//! It listens on loopback, remembers items and handles, judges every item by
//! its own reading of the documentation, paces and throttles, and misbehaves
//! on demand. It has three uses: `shelfsync sandbox`, the `--sandbox` switch of
//! other commands, and tests.
//!
//! It shares no type with the client and imports nothing else of ours: client
//! and emulator are two readings of one interface, so that a mistake in one is
//! refused by the other. Where the documentation leaves a choice, the sandbox
//! takes the stricter side; it lists the feeds that it was given and runs none, it does not emulate
//! overrides, product sets or the single-item writes, and answers those calls with an error.
//!
//! ```no_run
//! # async fn run() -> Result<(), shelfsync::sandbox::SandboxError> {
//! use shelfsync::sandbox::{self, Options};
//!
//! let sandbox = sandbox::start(Options::default()).await?;
//! // Point a client at `sandbox.url()`, then look inside.
//! assert!(sandbox.items("100")?.is_empty());
//! sandbox.stop().await
//! # }
//! ```

mod answer;
mod api;
mod auth;
mod batch;
mod caller;
mod chance;
mod clock;
mod code;
mod compound;
mod control;
mod course;
mod fault;
mod fields;
mod filter;
mod form;
mod hand;
mod http;
mod journal;
mod judge;
mod latency;
#[cfg(test)]
mod laws;
mod ledger;
mod limits;
mod line;
mod money;
mod nodes;
mod options;
mod page;
mod pattern;
mod products;
mod read;
mod reply;
mod review;
mod rules;
mod scenario;
mod script;
mod server;
mod shapes;
mod status;
mod store;
mod token;
mod trouble;
mod usage;
mod values;
mod verdict;
mod version;
mod world;
mod writers;

pub use clock::Clock;
pub use fault::{Fault, When};
pub use hand::HandError;
pub use journal::{Call, Records};
pub use latency::Latency;
pub use limits::Limits;
pub use options::{Catalog, Options, Pace};
pub use review::{ReviewRule, ReviewState};
pub use scenario::{OtherSource, OtherWriter, Scenario, ScenarioError, ScenarioFault};
pub use server::{Sandbox, SandboxError, start};
pub use store::StoreError;
pub use token::{Profile, Standing, Token};
pub use trouble::{ErrorForm, Fate, Remark, Trouble};
pub use usage::{UsageForm, UsageShape};
pub use verdict::Ending;
pub use writers::{Writer, WriterKind};
