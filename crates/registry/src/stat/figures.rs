//! Figures: how many of each measure, as they are read and as they are stored.

use std::collections::BTreeMap;

use zhibu_kernel::Fault;

use super::flow::Flow;
use crate::person::counted::{Dimension, measure};

/// What stands between two measures in a stored text.
pub(super) const BETWEEN: char = '\u{1e}';

/// The figures of an organisation and everything below it on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<String, i64>);

impl Figures {
    /// How many people have a value in a dimension.
    #[must_use]
    pub fn count(&self, dimension: Dimension, value: &str) -> i64 {
        self.measure(&measure(dimension, value))
    }

    /// How often people ever came or went in a way until this day: two days' difference is what
    /// happened after the first until the second.
    #[must_use]
    pub fn flow(&self, flow: Flow) -> i64 {
        self.measure(&flow.to_string())
    }

    /// A measure by its name.
    #[must_use]
    pub fn measure(&self, measure: &str) -> i64 {
        self.0.get(measure).copied().unwrap_or(0)
    }

    /// All values of a dimension with their counts, those of nobody left out.
    pub fn values(&self, dimension: Dimension) -> impl Iterator<Item = (&str, i64)> {
        let prefix = measure(dimension, "");
        self.0
            .range(prefix.clone()..)
            .map_while(move |(key, n)| Some((key.strip_prefix(&prefix)?, *n)))
            .filter(|(_, n)| *n != 0)
    }

    /// All members: full and probationary.
    #[must_use]
    pub fn members(&self) -> i64 {
        self.count(Dimension::Stage, "full") + self.count(Dimension::Stage, "probationary")
    }

    pub(super) fn add(&mut self, measure: &str, n: i64) {
        match self.0.get_mut(measure) {
            Some(sum) => *sum += n,
            None => {
                self.0.insert(measure.to_owned(), n);
            }
        }
    }

    /// Adds a stored text so many times.
    pub(super) fn add_stored(&mut self, stored: &str, times: i64) -> Result<(), Fault> {
        for part in stored.split(BETWEEN).filter(|part| !part.is_empty()) {
            let (measure, n) = part.rsplit_once(' ').ok_or(Fault::Column("a sum has no number"))?;
            let n: i64 = n.parse().map_err(|_| Fault::Column("a sum is no number"))?;
            self.add(measure, n * times);
        }
        Ok(())
    }

    /// As text, for [`Figures::add_stored`].
    pub(super) fn stored(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for (measure, n) in self.0.iter().filter(|(_, n)| **n != 0) {
            if !text.is_empty() {
                text.push(BETWEEN);
            }
            write!(text, "{measure} {n}").expect("a String takes every write");
        }
        text
    }

    /// By how much each measure differs from another's, where it does.
    pub(super) fn less(&self, other: &Self) -> Vec<(String, i64)> {
        let mut rest = self.clone();
        for (measure, n) in &other.0 {
            rest.add(measure, -n);
        }
        rest.told().0.into_iter().collect()
    }

    /// Without the measures of nobody.
    pub(super) fn told(mut self) -> Self {
        self.0.retain(|_, n| *n != 0);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let mut figures = Figures::default();
        for (measure, n) in [("education:21", 7), ("education:a code with spaces 3", -2), ("lost:yes", 0)] {
            figures.add(measure, n);
        }
        let mut again = Figures::default();
        again.add_stored(&figures.stored(), 1).unwrap();
        assert_eq!(again, figures.told());
        again.add_stored(&again.stored(), -1).unwrap();
        assert_eq!(again.told(), Figures::default());
        assert!(Figures::default().add_stored("education:21", 1).is_err());
    }
}
