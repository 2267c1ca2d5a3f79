//! Where the time of a run went: as a line for people, and as a JSON member.

use std::time::Duration;

use serde::{Serialize, Serializer};
use shelfsync::report::{Stage, Times, span};

use super::model::Report;

/// The seconds of each stage, to the thousandth. What is less is cut off, so that
/// the stages are never more than the whole.
pub(super) struct Seconds(pub(super) Times);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = |time: Duration| (time.as_secs_f64() * 1000.0).floor() / 1000.0;
        let stages = Stage::ALL.iter();
        serializer.collect_map(stages.map(|stage| (stage.word(), seconds(self.0.of(*stage)))))
    }
}

/// `Time: reading 1.4 s, comparing 3 ms; 1.5 s in all.` A stage of less than a
/// thousandth of a second is not worth a word.
pub(super) fn line(report: &Report) -> String {
    let stages = Stage::ALL.map(|stage| (stage, report.stages.of(stage)));
    let worth = stages.iter().filter(|(_, time)| time.as_millis() > 0);
    let parts: Vec<String> = worth
        .map(|(stage, time)| format!("{} {}", stage.word(), took(*time)))
        .collect();
    match parts.as_slice() {
        [] => format!("Time: {} in all.", took(report.time)),
        parts => format!("Time: {}; {} in all.", parts.join(", "), took(report.time)),
    }
}

/// Seconds with a decimal where that says something, else as any span.
fn took(time: Duration) -> String {
    if (1..10).contains(&time.as_secs()) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        span(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_time_is_told_more_exactly() {
        let told = |millis| took(Duration::from_millis(millis));
        assert_eq!(told(0), "0 ms");
        assert_eq!(told(999), "999 ms");
        assert_eq!(told(1449), "1.4 s");
        assert_eq!(told(12_449), "12 s");
        assert_eq!(told(90_000), "1 min 30 s");
    }
}
