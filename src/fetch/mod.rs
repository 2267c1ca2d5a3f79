//! Fetching an export from its web address.
//!
//! This module knows addresses, redirects, limits, logins and kept copies. It
//! knows nothing of what it fetches: bytes go to a file as they came, and
//! whoever opens the file says what they are.
//!
//! A download is whole or an error. It never leads into a network that the
//! configuration does not allow, never takes a login to another host, and a
//! copy of an earlier run counts only with the validator that it came with.

mod body;
mod copies;
mod error;
mod hops;
mod reach;
mod session;
mod validators;

pub use error::{FetchError, HopFault, Lost};
pub use session::{Fetched, Fetcher, Session};
