//! What a test program said about one test.

use std::fmt::Display;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// As it must: the breach was seen.
    Failed,
    /// The breach was not seen, on one engine at least.
    Passed,
    /// The program did not come as far as saying how the test went.
    Silent,
    /// The breach does not compile.
    NotBuilt,
    /// There is no test, or no breach for it.
    Missing,
}

impl Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Verdict::Failed => "yes",
            Verdict::Passed => "NO: it passed",
            Verdict::Silent => "NO: it did not run to its end",
            Verdict::NotBuilt => "NO: the breach does not compile",
            Verdict::Missing => "NO: missing",
        })
    }
}

/// Reads what libtest wrote. A test of the house is one test for each engine; with `engine` only
/// that one has to see the breach.
pub fn of(said: &str, name: &str, engine: Option<&str>) -> Verdict {
    let mut verdict = Verdict::Silent;
    for line in said.lines() {
        let Some((path, ended)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
            continue;
        };
        let is_meant = path.split("::").any(|part| part == name);
        let is_on = engine.is_none_or(|engine| path.ends_with(&format!("::on_{engine}")));
        if is_meant && is_on {
            verdict = match ended {
                "FAILED" if verdict != Verdict::Passed => Verdict::Failed,
                _ => Verdict::Passed,
            };
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_that_is_meant_must_see_the_breach() {
        let said = "running 3 tests\n\
             test a::one::on_sqlite ... FAILED\n\
             test a::one::on_postgres ... ok\n\
             test a::one_more::on_sqlite ... ok\n\
             test result: FAILED. 2 passed; 1 failed\n";
        assert_eq!(of(said, "one", Some("sqlite")), Verdict::Failed);
        assert_eq!(of(said, "one", None), Verdict::Passed);
        assert_eq!(of(said, "one", Some("postgres")), Verdict::Passed);
        assert_eq!(of(said, "two", None), Verdict::Silent);
        assert_eq!(of("running 1 test\ntest plain ... FAILED\n", "plain", None), Verdict::Failed);
        assert_eq!(of("running 1 test\n", "plain", None), Verdict::Silent);
    }
}
