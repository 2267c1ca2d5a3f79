//! How many calls a catalog may take, and what is told about it.
//!
//! Two buckets a catalog, whoever calls: batch writes in a rolling minute, all
//! else in a rolling hour (graph-api.md 7). A call made while blocked
//! lengthens the block.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::answer::Refusal;

const MINUTE: i64 = 60_000;
/// The longest window, in milliseconds.
pub(super) const HOUR: i64 = 60 * MINUTE;
/// What a call made while blocked adds to the block.
const PENALTY: i64 = 10_000;

/// The allowances of each catalog.
///
/// The default of 200 writes a minute is what Meta's formula grants a catalog with
/// much traffic; it lets a trial run flow. [`Limits::quiet_shop`] is the floor that a
/// client must plan for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls on `items_batch` in a rolling minute; no limit when absent.
    pub writes_per_minute: Option<u32>,
    /// All other calls on a catalog in a rolling hour; no limit when absent.
    pub others_per_hour: Option<u32>,
}

impl Limits {
    /// What a shop without traffic gets: `8 + 8 * log2(1)` writes a minute.
    pub const fn quiet_shop() -> Self {
        Self {
            writes_per_minute: Some(8),
            others_per_hour: Some(20_000),
        }
    }

    /// No limit at all.
    pub const fn none() -> Self {
        Self {
            writes_per_minute: None,
            others_per_hour: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            writes_per_minute: Some(200),
            ..Self::quiet_shop()
        }
    }
}

/// Which of the two buckets a call falls into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// Batch writes.
    Batch,
    /// Everything else on a catalog.
    Management,
}

impl Class {
    /// The word for this class in the store and in the usage header.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Batch => "catalog_batch",
            Self::Management => "catalog_management",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Batch, Self::Management]
            .into_iter()
            .find(|class| class.word() == word)
    }

    fn window(self) -> i64 {
        match self {
            Self::Batch => MINUTE,
            Self::Management => HOUR,
        }
    }

    /// The refusal of a call beyond the limit (graph-api.md 8.3).
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Batch => Refusal::throttled(
                80014,
                "There have been too many calls for the batch uploads to this catalog account. Wait a \
                 bit and try again. For more info, please refer to \
                 https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
            ),
            Self::Management => Refusal::throttled(
                80009,
                "There have been too many calls to this Catalog account. Wait a bit and try again. For \
                 more info, please refer to \
                 https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
            ),
        }
    }
}

/// What became of a call that asked for its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Granted,
    /// This call is the first beyond the limit; blocked until then.
    Exceeded {
        until: i64,
    },
    /// Made while blocked, which now lasts until then.
    Blocked {
        until: i64,
    },
}

/// Calls in the window, oldest first, and the block if there is one.
#[derive(Default)]
struct Bucket {
    calls: VecDeque<i64>,
    blocked_until: i64,
}

/// The buckets of all catalogs.
pub(super) struct Limiter {
    limits: Limits,
    buckets: HashMap<(String, Class), Bucket>,
}

impl Limiter {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buckets: HashMap::new(),
        }
    }

    /// Sets the limits that are given; the others stay.
    pub(super) fn change(&mut self, limits: Limits) {
        let Limits {
            writes_per_minute,
            others_per_hour,
        } = limits;
        let own = &mut self.limits;
        own.writes_per_minute = writes_per_minute.or(own.writes_per_minute);
        own.others_per_hour = others_per_hour.or(own.others_per_hour);
    }

    fn limit(&self, class: Class) -> Option<usize> {
        match class {
            Class::Batch => self.limits.writes_per_minute,
            Class::Management => self.limits.others_per_hour,
        }
        .map(|limit| limit as usize)
    }

    /// Whether calls of this class are counted at all.
    pub(super) fn counts(&self, class: Class) -> bool {
        self.limit(class).is_some()
    }

    fn bucket(&mut self, catalog: &str, class: Class, now: i64) -> &mut Bucket {
        let bucket = self.buckets.entry((catalog.to_owned(), class)).or_default();
        while bucket
            .calls
            .front()
            .is_some_and(|at| at + class.window() <= now)
        {
            bucket.calls.pop_front();
        }
        bucket
    }

    /// Puts back what an earlier process counted.
    pub(super) fn restore_call(&mut self, catalog: &str, class: Class, at: i64) {
        if self.limit(class).is_some() {
            self.bucket(catalog, class, at).calls.push_back(at);
        }
    }

    /// Puts back a block of an earlier process.
    pub(super) fn restore_block(&mut self, catalog: &str, class: Class, until: i64) {
        if self.limit(class).is_some() {
            self.bucket(catalog, class, 0).blocked_until = until;
        }
    }

    /// Counts a call and says whether it may go on.
    pub(super) fn take(&mut self, catalog: &str, class: Class, now: i64) -> Turn {
        let Some(limit) = self.limit(class) else {
            return Turn::Granted;
        };
        let bucket = self.bucket(catalog, class, now);
        if bucket.blocked_until > now {
            bucket.blocked_until += PENALTY;
            return Turn::Blocked {
                until: bucket.blocked_until,
            };
        }
        if bucket.calls.len() < limit {
            bucket.calls.push_back(now);
            return Turn::Granted;
        }
        let free = bucket.calls.front().map_or(now, |at| at + class.window());
        bucket.blocked_until = free.max(now + MINUTE);
        Turn::Exceeded {
            until: bucket.blocked_until,
        }
    }

    /// The value of `X-Business-Use-Case-Usage` (graph-api.md 7.1).
    pub(super) fn usage(&mut self, business: &str, catalog: &str, class: Class, now: i64) -> Value {
        let (mut share, mut minutes) = (0, 0);
        if let Some(limit) = self.limit(class) {
            let bucket = self.bucket(catalog, class, now);
            share = (100 * bucket.calls.len()).checked_div(limit).unwrap_or(100);
            if bucket.blocked_until > now {
                share = 100;
                minutes = (bucket.blocked_until - now + MINUTE - 1) / MINUTE;
            }
        }
        json!({ business: [{
            "type": class.word(),
            "call_count": share,
            "total_cputime": share / 4,
            "total_time": share / 4,
            "estimated_time_to_regain_access": minutes,
        }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(writes: u32) -> Limiter {
        Limiter::new(Limits {
            writes_per_minute: Some(writes),
            others_per_hour: Some(2),
        })
    }

    fn minutes(limiter: &mut Limiter, class: Class, now: i64) -> i64 {
        limiter.usage("b", "c", class, now)["b"][0]["estimated_time_to_regain_access"]
            .as_i64()
            .unwrap()
    }

    #[test]
    fn the_minute_rolls_and_a_call_made_while_blocked_lengthens_the_block() {
        let mut limiter = limiter(2);
        #[rustfmt::skip]
        let steps = [
            (0,       Turn::Granted),
            (30_000,  Turn::Granted),
            (40_000,  Turn::Exceeded { until: 100_000 }),
            (50_000,  Turn::Blocked { until: 110_000 }),
            (109_999, Turn::Blocked { until: 120_000 }),
            (120_000, Turn::Granted),
        ];
        for (now, turn) in steps {
            assert_eq!(limiter.take("c", Class::Batch, now), turn, "at {now}");
        }
        assert_eq!(limiter.take("other", Class::Batch, 0), Turn::Granted);
    }

    #[test]
    fn the_header_counts_in_percent_and_minutes() {
        let mut limiter = limiter(3);
        limiter.take("c", Class::Batch, 0);
        assert_eq!(
            limiter.usage("b", "c", Class::Batch, 0)["b"][0]["call_count"],
            33
        );
        assert_eq!(minutes(&mut limiter, Class::Batch, 0), 0);
        for _ in 0..3 {
            limiter.take("c", Class::Batch, 1_000);
        }
        assert_eq!(
            limiter.usage("b", "c", Class::Batch, 1_000)["b"][0]["call_count"],
            100
        );
        assert_eq!(minutes(&mut limiter, Class::Batch, 1_000), 1);
    }

    #[test]
    fn the_hour_of_other_calls_is_a_bucket_of_its_own() {
        let mut limiter = limiter(1);
        limiter.take("c", Class::Management, 0);
        limiter.take("c", Class::Management, 0);
        let turn = limiter.take("c", Class::Management, MINUTE);
        assert_eq!(turn, Turn::Exceeded { until: HOUR });
        assert_eq!(minutes(&mut limiter, Class::Management, MINUTE), 59);
        assert_eq!(limiter.take("c", Class::Batch, MINUTE), Turn::Granted);
    }

    #[test]
    fn without_limits_nothing_is_counted() {
        let mut limiter = Limiter::new(Limits::none());
        for _ in 0..1_000 {
            assert_eq!(limiter.take("c", Class::Batch, 0), Turn::Granted);
        }
        assert!(limiter.buckets.is_empty());
    }
}
