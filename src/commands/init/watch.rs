//! Signals while an export is read.

use shelfsync::pipeline::InputError;
use tokio::runtime::Runtime;

use crate::commands::context::runtime;
use crate::commands::signals::Signals;
use crate::failure::Failure;

/// Listens to signals where nobody is asked anything. At a question, Ctrl-C has
/// its usual meaning: it ends the program at once, and nothing was written.
pub(super) struct Watch {
    signals: Option<(Signals, Runtime)>,
}

impl Watch {
    pub(super) fn new(asks: bool) -> Result<Self, Failure> {
        if asks {
            return Ok(Self { signals: None });
        }
        let runtime = runtime()?;
        let signals = Signals::listen(&runtime)?;
        Ok(Self {
            signals: Some((signals, runtime)),
        })
    }

    pub(super) fn stopped(&self) -> bool {
        let signals = self.signals.as_ref();
        signals.is_some_and(|(signals, _)| signals.asked())
    }

    /// What came of reading.
    pub(super) fn heed<T>(&self, read: Result<T, InputError>) -> Result<T, Failure> {
        match &self.signals {
            Some((signals, _)) => signals.heed(read),
            None => Ok(read?),
        }
    }
}
