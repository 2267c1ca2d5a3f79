//! What a sandbox is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::clock::Clock;
use super::latency::Latency;
use super::limits::Limits;
use super::scenario::Scenario;
use super::token::Token;
use super::writers::Writer;

/// How a sandbox is set up. The default listens on a free port of `127.0.0.1`,
/// keeps everything in a temporary file, holds one commerce catalog `100`, takes any token, and ends a
/// batch at the second poll.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; must be a loopback address.
    pub listen: SocketAddr,
    /// Folder for what must survive a restart; nothing survives without one.
    pub folder: Option<PathBuf>,
    /// Catalogs that exist from the start, besides those that the folder knows.
    pub catalogs: Vec<Catalog>,
    /// Who else writes into the catalogs.
    pub writers: Vec<Writer>,
    /// How accepted batches advance.
    pub pace: Pace,
    /// How many calls a catalog may take.
    pub limits: Limits,
    /// The app's secret: an `appsecret_proof` is checked against it.
    pub app_secret: Option<SecretString>,
    /// Whether the app setting "Require App Secret" is on (graph-api.md 2.2).
    pub require_proof: bool,
    /// The tokens that exist; any token that is not empty is good when absent.
    pub tokens: Option<Vec<Token>>,
    /// Id of the business that owns the catalogs: the key of the usage header.
    pub business: String,
    /// The time that limits and verdicts live by.
    pub clock: Clock,
    /// How long answers take, in real time.
    pub latency: Option<Latency>,
    /// What is played from the start.
    pub scenarios: Vec<Scenario>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            folder: None,
            catalogs: vec![Catalog::commerce("100", "Sandbox")],
            writers: Vec::new(),
            pace: Pace::default(),
            limits: Limits::default(),
            app_secret: None,
            require_proof: false,
            tokens: None,
            business: "900100".to_owned(),
            clock: Clock::system(),
            latency: None,
            scenarios: Vec::new(),
        }
    }
}

/// A catalog of the business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// Meta's id of the catalog.
    pub id: String,
    /// Kind of goods; only `commerce` takes shop items (graph-api.md 4.1).
    pub vertical: String,
    /// Shown name.
    pub name: String,
}

impl Catalog {
    /// A catalog for shop items.
    pub fn commerce(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            vertical: "commerce".to_owned(),
            name: name.into(),
        }
    }
}

/// How an accepted batch advances to its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many polls are answered with an open status before the verdict. The last of
    /// them says `started`, the one before it `dispatched`, earlier ones `scheduled`.
    pub polls: u32,
    /// After this time the batch is applied even if nobody asks, as Meta does.
    pub at_latest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            polls: 1,
            at_latest: Duration::from_secs(60),
        }
    }
}
