//! Where the time of a run goes.
//!
//! A command carries a [`Stopwatch`] along and says after each part of its work
//! to which [`Stage`] the time since the last word belongs, so that no moment
//! counts twice. Nothing here knows what the stages do, or shows anything.

use std::time::Duration;

use tokio::time::Instant;

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Settings, and the export: fetched, unpacked and looked at for the first time.
    Opening,
    /// The lock, and all that the state knows.
    State,
    /// Every record read, normalized and checked.
    Reading,
    /// What is to be done about what differs.
    Comparing,
    /// Calls, their answers, and waiting for verdicts.
    Sending,
    /// Writing into the state, or the file of an export.
    Recording,
}

impl Stage {
    /// All of them, in the order of a run.
    pub const ALL: [Self; 6] = [
        Self::Opening,
        Self::State,
        Self::Reading,
        Self::Comparing,
        Self::Sending,
        Self::Recording,
    ];

    /// Its name for people and programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::State => "state",
            Self::Reading => "reading",
            Self::Comparing => "comparing",
            Self::Sending => "sending",
            Self::Recording => "recording",
        }
    }
}

/// The time of each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times([Duration; Stage::ALL.len()]);

impl Times {
    /// The time of one stage; zero when the run has no such stage.
    pub const fn of(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }

    fn add(&mut self, stage: Stage, time: Duration) {
        self.0[stage as usize] += time;
    }
}

/// Divides the time of a run among its stages.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    begun: Instant,
    last: Instant,
    times: Times,
}

impl Stopwatch {
    /// Begins to count.
    pub fn start() -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            last: now,
            times: Times::default(),
        }
    }

    /// When it began.
    pub const fn begun(&self) -> Instant {
        self.begun
    }

    /// The time since then.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// All time since the last lap belongs to this stage.
    pub fn lap(&mut self, stage: Stage) {
        self.lap_with(stage, Duration::ZERO);
    }

    /// The same, but for what was spent on writing into the state meanwhile:
    /// verdicts are recorded while others are waited for.
    pub fn lap_with(&mut self, stage: Stage, recording: Duration) {
        let now = Instant::now();
        let time = now.saturating_duration_since(self.last);
        let recording = recording.min(time);
        self.times.add(stage, time.saturating_sub(recording));
        self.times.add(Stage::Recording, recording);
        self.last = now;
    }

    /// The stages so far; what came after the last lap is in none of them.
    pub const fn times(&self) -> Times {
        self.times
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn every_moment_belongs_to_one_stage() {
        let mut watch = Stopwatch::start();
        let second = Duration::from_secs(1);
        advance(second).await;
        watch.lap(Stage::Opening);
        advance(second * 10).await;
        watch.lap_with(Stage::Sending, second * 3);
        advance(second * 5).await;
        // A clock that says that more was spent on writing than there was time.
        watch.lap_with(Stage::Sending, second * 6);
        advance(second * 100).await;
        let times = watch.times();
        let seconds = Stage::ALL.map(|stage| times.of(stage).as_secs());
        assert_eq!(seconds, [1, 0, 0, 0, 7, 8]);
        assert_eq!(watch.elapsed(), second * 116);
    }
}
