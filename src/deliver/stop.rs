//! Stopping between two calls when somebody asks for it.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// Tells whether the run is asked to stop. The call in flight is finished and
/// recorded; only waiting ends early.
#[derive(Clone, Debug)]
pub struct Stopper {
    asked: watch::Receiver<bool>,
}

impl Stopper {
    /// Listens to a channel that turns true when the run is to stop.
    pub fn new(asked: watch::Receiver<bool>) -> Self {
        Self { asked }
    }

    /// Whether the run is asked to stop.
    pub fn asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits until the run is asked to stop.
    pub async fn wait(&mut self) {
        // Without a sender nobody can ask any more.
        if self.asked.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Sleeps for a while, or until the run is asked to stop.
    pub(super) async fn sleep(&mut self, wait: Duration) {
        let wake = Instant::now() + wait;
        tokio::select! {
            () = sleep_until(wake) => {}
            () = self.wait() => {}
        }
    }
}
