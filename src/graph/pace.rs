//! When may the next call leave?
//!
//! Pure: times go in as Unix milliseconds and come out again, so that the state
//! can keep them across runs and tests need no clock.

use std::collections::VecDeque;

use super::Usage;

/// The window of Meta's allowance for batch writes (`graph-api.md` 7).
const MINUTE: i64 = 60_000;

/// No allowance is believed to be larger: that of 100 000 events is 141 writes
/// a minute (`graph-api.md` 7).
const FASTEST: usize = 150;
/// So many writes of ours, within a minute, tell what one costs.
const SAMPLE: u64 = 4;

/// The pace of write calls to one catalog.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Writes a minute at the start.
    configured: usize,
    /// Writes a minute now: more where our own calls show that they cost little.
    per_minute: usize,
    recent: VecDeque<i64>,
    blocked_until: i64,
    percent: u8,
    /// Writes of this run.
    writes: u64,
    /// Where the measure of what a write costs begins.
    base: Option<Base>,
}

/// What the headers said at some time.
#[derive(Clone, Copy, Debug)]
struct Base {
    at: i64,
    percent: u8,
    writes: u64,
}

impl Pace {
    /// A pace of so many writes in any 60 seconds. `recent` are the times of
    /// earlier writes, of this run or another; `blocked_until` is when a pause
    /// that Meta asked for ends.
    pub fn new(per_minute: usize, recent: Vec<i64>, blocked_until: Option<i64>) -> Self {
        let per_minute = per_minute.max(1);
        Self {
            configured: per_minute,
            per_minute,
            recent: recent.into(),
            blocked_until: blocked_until.unwrap_or(0),
            percent: 0,
            writes: 0,
            base: None,
        }
    }

    /// A write leaves now.
    pub fn wrote(&mut self, now: i64) {
        self.writes += 1;
        self.recent.push_back(now);
        while self.recent.len() > self.per_minute.max(64) {
            self.recent.pop_front();
        }
    }

    /// Takes the usage headers of an answer into account.
    pub fn heed(&mut self, usage: Usage, now: i64) {
        if !usage.known {
            return;
        }
        self.percent = usage.percent;
        let here = Base {
            at: now,
            percent: usage.percent,
            writes: self.writes,
        };
        let Some(base) = self.base else {
            self.base = Some(here);
            return;
        };
        let fell = usage.percent < base.percent;
        if fell || !(0..MINUTE).contains(&(now - base.at)) {
            self.base = Some(here);
            return;
        }
        // A header that stands still is not about our writes, or too coarse:
        // only one that rises with them tells what one costs.
        let (writes, rise) = (here.writes - base.writes, usage.percent - base.percent);
        if writes >= SAMPLE && rise > 0 {
            let allowance = writes.saturating_mul(100) / u64::from(rise);
            let three_quarters = usize::try_from(allowance * 3 / 4).unwrap_or(FASTEST);
            let at_most = (self.per_minute * 2).min(FASTEST.max(self.configured));
            self.per_minute = three_quarters.clamp(self.configured, at_most.max(self.configured));
            self.base = Some(here);
        }
    }

    /// Nothing leaves before `until`: Meta said so. What was learned of the
    /// allowance was too much.
    pub fn hold(&mut self, until: i64) {
        self.blocked_until = self.blocked_until.max(until);
        self.per_minute = self.configured;
        self.base = None;
    }

    /// When the pause that Meta asked for ends.
    pub fn blocked_until(&self) -> i64 {
        self.blocked_until
    }

    /// Writes a minute, as far as is known.
    ///
    /// From 75 % of the allowance on, half as many writes leave; from 95 % on,
    /// one a minute (`graph-api.md` 8.4, rule 5).
    pub fn per_minute(&self) -> usize {
        match self.percent {
            0..=74 => self.per_minute,
            75..=94 => (self.per_minute / 2).max(1),
            95.. => 1,
        }
    }

    /// The earliest time at which a write may leave.
    pub fn next(&self, now: i64) -> i64 {
        let allowed = self.per_minute();
        // A clock that was set back must not hold us for years: a write of the
        // future says nothing.
        let mut past = self.recent.iter().rev().filter(|at| **at <= now);
        let turn = past.nth(allowed - 1).map_or(now, |at| at + MINUTE);
        now.max(turn).max(self.blocked_until)
    }

    /// How many milliseconds pass until so many writes have left, at the least.
    pub fn forecast(&self, writes: u64, now: i64) -> i64 {
        let rate = self.per_minute() as u64;
        // Whole minutes follow each other; only the first few need a look.
        let first = writes.min(rate);
        let mut pace = self.clone();
        let mut at = now;
        for _ in 0..first {
            at = pace.next(at);
            pace.wrote(at);
        }
        let more = writes.saturating_sub(first).div_ceil(rate);
        at - now
            + i64::try_from(more)
                .unwrap_or(i64::MAX / MINUTE)
                .saturating_mul(MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_a_minutes_worth_through_and_then_waits() {
        let mut pace = Pace::new(8, vec![], None);
        let mut times = vec![];
        let mut now = 1_000_000;
        for _ in 0..20 {
            now = pace.next(now);
            pace.wrote(now);
            times.push(now - 1_000_000);
        }
        assert_eq!(times[..8], [0; 8]);
        assert_eq!(times[8..16], [60_000; 8]);
        assert_eq!(times[16..], [120_000; 4]);
    }

    #[test]
    fn counts_the_writes_of_earlier_runs_and_honours_a_block() {
        let pace = Pace::new(2, vec![500, 900], None);
        assert_eq!(pace.next(1_000), 60_500);
        let blocked = Pace::new(2, vec![], Some(90_000));
        assert_eq!(blocked.next(1_000), 90_000);
        let future = Pace::new(1, vec![99_999_999], None);
        assert_eq!(future.next(1_000), 1_000);
    }

    #[test]
    fn slows_down_before_the_wall() {
        let usage = |percent| Usage {
            percent,
            regain: None,
            known: true,
        };
        let mut pace = Pace::new(8, vec![10, 20, 30, 40], None);
        assert_eq!(pace.next(50), 50);
        pace.heed(usage(80), 50);
        assert_eq!(pace.next(50), 60_010);
        pace.heed(usage(96), 50);
        assert_eq!(pace.next(50), 60_040);
        pace.heed(usage(0), 50);
        assert_eq!(pace.next(50), 50);
    }
    /// A catalog that takes so many writes in any minute and says how full it
    /// is; the most that left within a minute, and how long `writes` took.
    fn drive(allowance: usize, writes: usize, header: impl Fn(u8) -> u8) -> (usize, i64) {
        let mut pace = Pace::new(8, vec![], None);
        let (mut now, mut left, mut most) = (0, Vec::<i64>::new(), 0);
        for _ in 0..writes {
            now = pace.next(now);
            pace.wrote(now);
            left.push(now);
            let window = left.iter().filter(|at| **at > now - MINUTE).count();
            most = most.max(window);
            assert!(window <= allowance, "{window} of {allowance}");
            let percent = u8::try_from(window * 100 / allowance).unwrap();
            let usage = Usage {
                percent: header(percent),
                known: true,
                regain: None,
            };
            pace.heed(usage, now);
            now += 200;
        }
        (most, now)
    }

    #[test]
    fn goes_faster_only_where_its_own_calls_show_that_they_cost_little() {
        // The allowance of a catalog with traffic: more than eight a minute.
        let (most, took) = drive(100, 300, |percent| percent);
        assert!(most > 40, "{most}");
        assert!(took < 8 * MINUTE, "{took}");
        // A header that says the same whatever we do is no licence.
        let (most, _) = drive(100, 40, |_| 3);
        assert_eq!(most, 8);
        // The quiet catalog.
        let (most, _) = drive(8, 40, |percent| percent);
        assert!(most <= 8, "{most}");
    }

    #[test]
    fn foretells_how_long_the_writes_take() {
        let pace = Pace::new(8, vec![], None);
        assert_eq!(pace.forecast(0, 0), 0);
        assert_eq!(pace.forecast(8, 0), 0);
        assert_eq!(pace.forecast(9, 0), MINUTE);
        assert_eq!(pace.forecast(667, 0), 83 * MINUTE);
        let busy = Pace::new(2, vec![0, 10_000], Some(70_000));
        assert_eq!(busy.forecast(1, 20_000), 50_000);
        assert_eq!(busy.forecast(3, 20_000), 110_000);
    }

    proptest::proptest! {
        #[test]
        fn no_minute_holds_more_than_the_allowance(allowance in 8_usize..200, writes in 1_usize..150) {
            drive(allowance, writes, |percent| percent);
        }
    }
}
