//! README, docs and examples against the program: commands run, shown output is
//! true, tables equal the code.
//!
//! The fences of the pages say what holds of them:
//!
//! | fence | the test |
//! | --- | --- |
//! | `sh` | runs each line; all must exit with 0 |
//! | `console` | runs each `$` line and compares what is shown below it |
//! | `bash` | needs an account or a running sandbox: only the flags are checked |
//! | `text`, `toml`, `json`, `yaml` | is not run |
//!
//! `UPDATE_DOCS=1 cargo test --test readme shown` writes the true output into the pages.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in its helpers"
)]

mod availability;
mod ci;
mod commands;
mod examples;
mod exits;
mod exports;
mod faults;
mod feeds;
mod flags;
mod json;
mod lookup;
mod pages;
mod performance;
mod rules;
mod schema;
mod settings;
mod state;
mod troubles;
