//! Chance that can be repeated: a number for each seed and draw.
//!
//! There is no state: the same seed and draw give the same number on every
//! machine, so that a storm of faults is the same storm each time.

/// Whether a draw of this seed falls within a probability from 0 to 1.
pub(super) fn falls(seed: u64, draw: u64, probability: f64) -> bool {
    share(seed, draw) < probability
}

/// A number from 0 up to, but not including, 1.
pub(super) fn share(seed: u64, draw: u64) -> f64 {
    let high = u32::try_from(mix(seed, draw) >> 32).unwrap_or(u32::MAX);
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

/// `SplitMix64`, whose steps are far apart for seeds that are close together.
fn mix(seed: u64, draw: u64) -> u64 {
    let step = |mut word: u64| {
        word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    };
    step(step(seed) ^ draw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_about_a_tenth_and_the_same_each_time() {
        for seed in 0..5 {
            let hits = (0..10_000).filter(|draw| falls(seed, *draw, 0.1)).count();
            assert!((850..1_150).contains(&hits), "{hits} with seed {seed}");
        }
        let storm = |seed| (0..64).map(move |draw| falls(seed, draw, 0.5));
        assert!(storm(1).eq(storm(1)));
        assert!(!storm(1).eq(storm(2)));
    }

    #[test]
    fn never_and_always_are_what_they_say() {
        assert!((0..1_000).all(|draw| !falls(7, draw, 0.0) && falls(7, draw, 1.0)));
    }
}
