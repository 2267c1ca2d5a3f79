//! When may the next call leave?
//!
//! Pure: times go in as Unix milliseconds and come out again, so that the state
//! can keep them across runs and tests need no clock.

use std::collections::VecDeque;

use super::Usage;

/// The window of Meta's allowance for batch writes (`graph-api.md` 7).
const MINUTE: i64 = 60_000;

/// The pace of write calls to one catalog.
#[derive(Clone, Debug)]
pub struct Pace {
    per_minute: usize,
    recent: VecDeque<i64>,
    blocked_until: i64,
    percent: u8,
}

impl Pace {
    /// A pace of so many writes in any 60 seconds. `recent` are the times of
    /// earlier writes, of this run or another; `blocked_until` is when a pause
    /// that Meta asked for ends.
    pub fn new(per_minute: usize, recent: Vec<i64>, blocked_until: Option<i64>) -> Self {
        Self {
            per_minute: per_minute.max(1),
            recent: recent.into(),
            blocked_until: blocked_until.unwrap_or(0),
            percent: 0,
        }
    }

    /// A write leaves now.
    pub fn wrote(&mut self, now: i64) {
        self.recent.push_back(now);
        while self.recent.len() > self.per_minute.max(64) {
            self.recent.pop_front();
        }
    }

    /// Takes the usage headers of an answer into account.
    pub fn heed(&mut self, usage: Usage) {
        if usage.known {
            self.percent = usage.percent;
        }
    }

    /// Nothing leaves before `until`.
    pub fn hold(&mut self, until: i64) {
        self.blocked_until = self.blocked_until.max(until);
    }

    /// When the pause that Meta asked for ends.
    pub fn blocked_until(&self) -> i64 {
        self.blocked_until
    }

    /// The earliest time at which a write may leave.
    ///
    /// From 75 % of the allowance on, half as many writes leave; from 95 % on,
    /// one a minute (`graph-api.md` 8.4, rule 5).
    pub fn next(&self, now: i64) -> i64 {
        let allowed = match self.percent {
            0..=74 => self.per_minute,
            75..=94 => (self.per_minute / 2).max(1),
            95.. => 1,
        };
        // A clock that was set back must not hold us for years: a write of the
        // future says nothing.
        let mut past = self.recent.iter().rev().filter(|at| **at <= now);
        let turn = past.nth(allowed - 1).map_or(now, |at| at + MINUTE);
        now.max(turn).max(self.blocked_until)
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
        pace.heed(usage(80));
        assert_eq!(pace.next(50), 60_010);
        pace.heed(usage(96));
        assert_eq!(pace.next(50), 60_040);
        pace.heed(usage(0));
        assert_eq!(pace.next(50), 50);
    }
}
