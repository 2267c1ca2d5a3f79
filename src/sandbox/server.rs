//! Starting and stopping, and looking inside from the same process.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use super::fault::Fault;
use super::hand::{self, HandError};
use super::http::{Shared, lock, router};
use super::journal::Call;
use super::line::{Cord, Lines};
use super::options::Options;
use super::review::{Review, ReviewState};
use super::scenario::{Scenario, ScenarioError};
use super::store::StoreError;
use super::world::World;

/// How long open calls may take to end when the sandbox stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a sandbox cannot start or stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// It must not be reachable from elsewhere.
    #[error("the sandbox listens on loopback only, not on {address}; use 127.0.0.1 or [::1]")]
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address cannot be had.
    #[error("cannot listen on {address}; choose another port, or 0 for a free one")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Its memory cannot be opened.
    #[error("cannot open the sandbox's memory")]
    Store(#[from] StoreError),
    /// What it shall play cannot be played.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The server ended with an error.
    #[error("the sandbox's server failed; start it again")]
    Server(#[source] io::Error),
    /// A task of the server ended before its time.
    #[error("a task of the sandbox ended before its time; start it again")]
    Task(#[from] JoinError),
}

/// A running sandbox. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    shared: Hidden,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

/// The world holds tokens, so that it must not be shown.
struct Hidden(Shared);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World { .. }")
    }
}

/// Starts a sandbox; it answers when this returns.
pub async fn start(options: Options) -> Result<Sandbox, SandboxError> {
    let wanted = options.listen;
    if !wanted.ip().is_loopback() {
        return Err(SandboxError::NotLoopback { address: wanted });
    }
    let listen = |source| SandboxError::Listen {
        address: wanted,
        source,
    };
    let listener = TcpListener::bind(wanted).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let world = spawn_blocking(move || World::open(options)).await??;
    let shared = Arc::new(Mutex::new(world));
    let service = router(Arc::clone(&shared)).into_make_service_with_connect_info::<Cord>();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        axum::serve(Lines(listener), service)
            .with_graceful_shutdown(async move {
                // A dropped sender ends the server as well.
                let _ = stopped.await;
            })
            .await
    });
    Ok(Sandbox {
        address,
        shared: Hidden(shared),
        stop: Some(stop),
        task,
    })
}

impl Sandbox {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base address for clients, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening, lets open calls end, and closes the store.
    pub async fn stop(mut self) -> Result<(), SandboxError> {
        lock(&self.shared.0).closing.send_replace(true);
        if let Some(stop) = self.stop.take() {
            // Fails only when the server is gone already, which is what is wanted.
            let _ = stop.send(());
        }
        if let Ok(ended) = tokio::time::timeout(PATIENCE, &mut self.task).await {
            ended?.map_err(SandboxError::Server)
        } else {
            // A client that keeps its call open is not waited for any longer.
            self.task.abort();
            Ok(())
        }
    }

    /// The items of a catalog by id, with their fields under write names; empty for an
    /// unknown catalog.
    ///
    /// Batches whose time has come are applied first.
    pub fn items(&self, catalog: &str) -> Result<BTreeMap<String, Map<String, Value>>, StoreError> {
        lock(&self.shared.0).items(catalog)
    }

    /// Every call so far, oldest first.
    pub fn journal(&self) -> Vec<Call> {
        lock(&self.shared.0).journal.calls()
    }

    /// Adds trouble.
    pub fn script(&self, fault: Fault) {
        lock(&self.shared.0).script.add(fault);
    }

    /// Forgets all trouble that did not happen yet.
    pub fn clear_script(&self) {
        lock(&self.shared.0).script.clear();
    }

    /// Adds everything that a scenario says.
    pub fn play(&self, scenario: Scenario) -> Result<(), StoreError> {
        lock(&self.shared.0).play(scenario)
    }

    /// Writes fields of an item, under their write names, as somebody in Commerce Manager or another app
    /// would; the other fields stay, and an item that is not there is created.
    pub fn write_by_hand<N: Into<String>, V: Into<Value>>(
        &self,
        catalog: &str,
        id: &str,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), HandError> {
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let mut world = lock(&self.shared.0);
        world.settle_due()?;
        hand::write(&world, catalog, id, fields)
    }

    /// Sets what review says of an item, until it is changed where that matters; says whether the item is
    /// there.
    pub fn review(
        &self,
        catalog: &str,
        id: &str,
        state: ReviewState,
        reasons: &[&str],
    ) -> Result<bool, StoreError> {
        let mut world = lock(&self.shared.0);
        world.settle_due()?;
        let review = Review {
            state,
            reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
        };
        world.store.set_review(catalog, id, Some(&review))
    }

    /// Deletes an item as somebody in Commerce Manager would, and says whether it was there.
    pub fn delete_by_hand(&self, catalog: &str, id: &str) -> Result<bool, StoreError> {
        let mut world = lock(&self.shared.0);
        world.settle_due()?;
        world.store.delete_item(catalog, id)
    }
}
