//! Dice that fall the same way for the same seed.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014):
/// short, and the same numbers in every release. Good for sample data, never for a secret.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for a seed and for what is drawn with them: one county's dice say nothing of another's.
    #[must_use]
    pub fn new(seed: u64, what: u64) -> Self {
        let mut dice = Self(seed ^ what.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included; `from` when `to` is not above it.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = usize::try_from(to - from + 1).unwrap_or(0);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, in_a_thousand: usize) -> bool {
        self.below(1000) < in_a_thousand
    }

    /// One of several, each equally likely.
    ///
    /// # Panics
    /// When there are none: the tables of this sample are never empty.
    pub fn pick<T: Copy>(&mut self, several: &[T]) -> T {
        several[self.below(several.len())]
    }

    /// The place of a weight, likely in proportion to it; the first when all are 0.
    pub fn weighed(&mut self, weights: &[usize]) -> usize {
        let mut drawn = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if drawn < *weight {
                return at;
            }
            drawn -= weight;
        }
        0
    }
}
