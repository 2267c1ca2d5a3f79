//! SIGINT and SIGTERM: the first asks, the second ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use shelfsync::deliver::Stopper;
use shelfsync::pipeline::{InputError, ReadError};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::failure::Failure;

/// Listens to the signals that ask a run to stop.
#[derive(Clone)]
pub(crate) struct Signals {
    number: Arc<AtomicU8>,
    asked: watch::Receiver<bool>,
}

impl Signals {
    /// Begins to listen. The first signal finishes the call in flight and
    /// records it; the second one ends the process at once.
    pub(crate) fn listen(runtime: &Runtime) -> Result<Self, Failure> {
        let (ask, asked) = watch::channel(false);
        let number = Arc::new(AtomicU8::new(0));
        let seen = Arc::clone(&number);
        let _guard = runtime.enter();
        let mut next = signal_source().map_err(Failure::Start)?;
        runtime.spawn(async move {
            loop {
                let signal = next.recv().await;
                if seen.swap(signal, Ordering::SeqCst) != 0 {
                    end_at_once(signal);
                }
                let _nobody_waits = ask.send(true);
            }
        });
        Ok(Self { number, asked })
    }

    /// For loops that cannot wait.
    pub(crate) fn asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// For those that can.
    pub(crate) fn stopper(&self) -> Stopper {
        Stopper::new(self.asked.clone())
    }

    /// What came of reading; being interrupted by a signal is an end of its own.
    pub(crate) fn heed<T>(&self, read: Result<T, impl Into<ReadError>>) -> Result<T, Failure> {
        read.map_err(|error| match error.into() {
            ReadError::Input(InputError::Interrupted) => Failure::Interrupted(self.number()),
            ReadError::Input(error) => error.into(),
            ReadError::State(error) => error.into(),
        })
    }

    /// The signal that came, 2 if none did.
    pub(crate) fn number(&self) -> u8 {
        match self.number.load(Ordering::SeqCst) {
            0 => 2,
            number => number,
        }
    }
}

#[expect(
    clippy::exit,
    reason = "the second signal asks for the end without any more work; the state is consistent at every instant"
)]
fn end_at_once(signal: u8) {
    std::process::exit(128 + i32::from(signal));
}

#[cfg(unix)]
struct Source {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
fn signal_source() -> std::io::Result<Source> {
    use tokio::signal::unix::{SignalKind, signal};
    Ok(Source {
        interrupt: signal(SignalKind::interrupt())?,
        terminate: signal(SignalKind::terminate())?,
    })
}

#[cfg(unix)]
impl Source {
    async fn recv(&mut self) -> u8 {
        tokio::select! {
            _ = self.interrupt.recv() => 2,
            _ = self.terminate.recv() => 15,
        }
    }
}

#[cfg(not(unix))]
struct Source;

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
fn signal_source() -> std::io::Result<Source> {
    Ok(Source)
}

#[cfg(not(unix))]
impl Source {
    async fn recv(&mut self) -> u8 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        2
    }
}
