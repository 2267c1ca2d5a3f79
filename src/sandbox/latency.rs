//! How long answers take, in real time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::chance;

/// How long an answer takes to begin, besides the work: a fixed time and a spread that is drawn anew
/// for each answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Latency {
    /// Milliseconds that each answer takes.
    pub ms: u64,
    /// Up to so many milliseconds more.
    pub spread_ms: u64,
    /// Last parts of paths that it concerns, as `items_batch`; every call when empty.
    pub edges: Vec<String>,
    /// Which draws decide the spread: the same seed makes the same ones.
    pub seed: u64,
}

impl Latency {
    /// How long the answer to a call takes, if it concerns this call. `number` is the call's.
    pub(super) fn of(&self, edge: &str, number: u64) -> Option<Duration> {
        let Self {
            ms,
            spread_ms,
            edges,
            seed,
        } = self;
        let concerns =
            edges.is_empty() || edges.iter().any(|known| known.eq_ignore_ascii_case(edge));
        concerns.then(|| {
            let spread = Duration::from_millis(*spread_ms);
            Duration::from_millis(*ms).saturating_add(spread.mul_f64(chance::share(*seed, number)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_lies_within_its_spread_and_is_the_same_each_time() {
        let latency = Latency {
            ms: 40,
            spread_ms: 20,
            edges: vec!["items_batch".into()],
            seed: 3,
        };
        let all: Vec<Duration> = (0..100)
            .map(|number| latency.of("items_batch", number).unwrap())
            .collect();
        let range = Duration::from_millis(40)..Duration::from_millis(60);
        assert!(all.iter().all(|wait| range.contains(wait)), "{all:?}");
        assert!(all.iter().any(|wait| *wait != all[0]));
        assert_eq!(latency.of("items_batch", 0), Some(all[0]));
        assert_eq!(latency.of("products", 0), None);
        assert_eq!(Latency::default().of("x", 1), Some(Duration::ZERO));
    }
}
