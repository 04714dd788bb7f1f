//! Counting and printing.

use std::time::Duration;

/// Times of one kind.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The time that so many of a hundred do not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or_default()
    }

    fn shown(&self) -> String {
        format!("{:.2}/{:.2} ms", ms(self.percentile(50)), ms(self.percentile(99)))
    }
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What a ratio or a figure must not exceed, or must reach.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

/// The lines so far.
#[derive(Debug, Default)]
pub struct Table {
    missed: usize,
}

impl Table {
    pub fn begin() -> Self {
        println!(
            "{:<46} {:>20} {:>20} {:>14} {:>8}  met",
            "what", "ours p50/p99", "peer p50/p99", "ratio p50/p99", "goal"
        );
        Self::default()
    }

    /// Times against a peer's: the 99th percentiles decide.
    pub fn times(&mut self, what: &str, ours: &Times, peer: &Times, goal: f64) {
        let ratio = |percent| ms(ours.percentile(percent)) / ms(peer.percentile(percent)).max(1e-6);
        let shown = format!("{:.1}/{:.1}", ratio(50), ratio(99));
        self.line(what, &ours.shown(), &peer.shown(), &shown, Goal::AtMost(goal), ratio(99));
    }

    /// Times against those of a peer that does less than must be done: for information.
    pub fn beside(&self, what: &str, ours: &Times, peer: &Times) {
        let ratio = |percent| ms(ours.percentile(percent)) / ms(peer.percentile(percent)).max(1e-6);
        let shown = format!("{:.1}/{:.1}", ratio(50), ratio(99));
        println!("{what:<46} {:>20} {:>20} {shown:>14}", ours.shown(), peer.shown());
    }

    /// A rate against a peer's.
    pub fn rates(&mut self, what: &str, (ours, peer): (f64, f64), unit: &str, goal: f64) {
        let ratio = ours / peer.max(1e-6);
        let shown = |rate: f64| format!("{rate:.0} {unit}");
        self.line(what, &shown(ours), &shown(peer), &format!("{ratio:.2}"), Goal::AtLeast(goal), ratio);
    }

    /// A figure that has no peer.
    pub fn figure(&mut self, what: &str, value: f64, unit: &str, most: f64) {
        self.line(what, &format!("{value:.0} {unit}"), "", "", Goal::AtMost(most), value);
    }

    fn line(&mut self, what: &str, ours: &str, peer: &str, ratio: &str, goal: Goal, value: f64) {
        let is_met = goal.is_met(value);
        self.missed += usize::from(!is_met);
        let (Goal::AtMost(bound) | Goal::AtLeast(bound)) = goal;
        let sign = if matches!(goal, Goal::AtMost(_)) { "≤" } else { "≥" };
        println!(
            "{what:<46} {ours:>20} {peer:>20} {ratio:>14} {:>8}  {}",
            format!("{sign} {:.2}", bound),
            if is_met { "yes" } else { "NO" }
        );
    }

    /// Whether every goal was met.
    pub fn end(&self) -> bool {
        println!("{} goals missed", self.missed);
        self.missed == 0
    }
}
