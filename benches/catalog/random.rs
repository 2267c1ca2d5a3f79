//! Numbers without any order that are the same everywhere.

/// `SplitMix64`: a counter, and a mixture of its bits.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of one thing: of a product, of its second day.
    pub(super) fn of(seed: u64, thing: u64, aspect: u64) -> Self {
        Self(mix(mix(mix(seed) ^ thing) ^ aspect))
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `most`. The remainder favors small numbers by 1 in 2^40
    /// at most, which no benchmark can tell.
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    /// One of these.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.below(of.len() as u64);
        of[usize::try_from(at).unwrap_or(0)]
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A shuffle of `0..count` that needs no memory: a Feistel network over the
/// next even power of two, gone through again until the number is in range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    count: u64,
    half: u32,
    seed: u64,
}

impl Order {
    pub(super) fn new(count: u64, seed: u64) -> Self {
        let bits = u64::BITS - count.leading_zeros();
        Self {
            count,
            half: bits.div_ceil(2).max(1),
            seed,
        }
    }

    /// The number at a place.
    pub(super) fn at(&self, place: u64) -> u64 {
        let mut number = place;
        loop {
            number = self.round(number);
            if number < self.count {
                return number;
            }
        }
    }

    fn round(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for round in 0..4 {
            let key = mix(self.seed ^ (round << 56) ^ right);
            (left, right) = (right, left ^ (key & mask));
        }
        (left << self.half) | right
    }
}
