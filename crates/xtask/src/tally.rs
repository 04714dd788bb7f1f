//! Counts what libtest says, and finds the slowest tests.

/// Passed and failed, read line by line from the output of `cargo test`.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    /// A test program said how many tests it runs, and has not said how they went.
    running: bool,
}

impl Tally {
    pub fn hear(&mut self, line: &str) {
        if line.starts_with("running ") && (line.ends_with(" tests") || line.ends_with(" test")) {
            self.died();
            self.running = true;
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.running = false;
            for part in result.split(['.', ';']) {
                match part.trim().split_once(' ') {
                    Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                    Some((count, "failed")) => self.failed += count.parse().unwrap_or(0),
                    _ => {}
                }
            }
        }
    }

    /// After the last line. `success` is what cargo itself reported.
    pub fn end(&mut self, success: bool) {
        self.died();
        if !success && self.failed == 0 {
            self.failed = 1;
        }
    }

    /// A program that never reported its result was killed or aborted: one failure.
    fn died(&mut self) {
        if std::mem::take(&mut self.running) {
            self.failed += 1;
        }
    }
}

/// The `count` slowest of lines `millis<TAB>name`, slowest first; other lines are not ours.
pub fn slowest(times: &str, count: usize) -> Vec<(u64, &str)> {
    let mut tests: Vec<(u64, &str)> = times
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(millis, name)| Some((millis.parse().ok()?, name)))
        .collect();
    tests.sort_by(|one, other| other.cmp(one));
    tests.truncate(count);
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "running 3 tests\n\
        test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    const BAD: &str = "running 1 test\n\
        test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    const DEAD: &str = "running 7 tests\ntest one ... ok\n";

    fn check(output: &[&str], success: bool, passed: u64, failed: u64) {
        let mut tally = Tally::default();
        output.concat().lines().for_each(|line| tally.hear(line));
        tally.end(success);
        assert_eq!((tally.passed, tally.failed), (passed, failed), "{output:?}");
    }

    #[test]
    fn programs_are_added_up_and_dead_ones_count_as_failed() {
        check(&[], true, 0, 0);
        check(&[GOOD], true, 3, 0);
        check(&[GOOD, BAD, GOOD], false, 6, 1);
        check(&[DEAD, GOOD], false, 3, 1);
        check(&[GOOD, BAD, DEAD], false, 3, 2);
        check(&[GOOD], false, 3, 1); // a doc test that does not compile
    }

    #[test]
    fn the_slowest_come_first() {
        let times = "7\tone\n400\ttwo\nhalf a li\n30\tthree\n";
        assert_eq!(slowest(times, 2), [(400, "two"), (30, "three")]);
    }
}
