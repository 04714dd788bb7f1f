//! `cargo xtask bench`: how fast the house is, as ratios to bare peers in the same run.

use crate::chore::{self, Chore, Trouble};
use crate::cluster::{Cluster, DURABLE};
use crate::needs;
use crate::scratch::Scratch;
use std::process::ExitCode;

pub const CHORE: Chore = Chore {
    name: "bench",
    options: "registry [--members N] [--engine sqlite|postgres] [--strict]",
    about: "measures the house against bare peers and prints ratios beside their goals; with --strict a missed goal fails",
    run,
};

/// What was asked for.
struct Asked {
    /// What is passed on.
    words: Vec<String>,
    postgres: bool,
}

impl Asked {
    fn parse(words: &[String]) -> Option<Self> {
        let (part, mut rest) = words.split_first()?;
        if part != "registry" {
            return None;
        }
        let mut postgres = false;
        while let Some((option, after)) = rest.split_first() {
            rest = match (option.as_str(), after.split_first()) {
                ("--strict", _) => after,
                ("--members", Some((members, after))) => {
                    members.parse::<u64>().ok()?;
                    after
                }
                ("--engine", Some((engine, after))) if ["sqlite", "postgres"].contains(&engine.as_str()) => {
                    postgres = engine == "postgres";
                    after
                }
                _ => return None,
            };
        }
        Some(Self { words: words.to_vec(), postgres })
    }
}

fn run(words: &[String]) -> ExitCode {
    let Some(asked) = Asked::parse(words) else {
        return chore::ended(Err(Trouble::new(words.join(" "), CHORE.help())));
    };
    chore::ended(measure(&asked))
}

fn measure(asked: &Asked) -> Result<bool, Trouble> {
    let mut bench = chore::bench("bench", "bench")?;
    bench.arg("--").args(&asked.words);
    if !asked.postgres || std::env::var_os("ZHIBU_TEST_POSTGRES").is_some() {
        return chore::succeeds(&mut bench);
    }
    let programs = needs::supply()?.postgres;
    let planned = |folder: &std::path::Path| Cluster::planned(folder, &programs);
    let scratch = Scratch::on_disk(|folder| planned(folder).map(|it| it.stop()).unwrap_or_default())?;
    bench.env("ZHIBU_TEST_POSTGRES", planned(scratch.path())?.start(DURABLE)?);
    chore::succeeds(&mut bench)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read() {
        let parsed = |words: &str| {
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            Asked::parse(&words).map(|asked| asked.postgres)
        };
        assert_eq!(parsed("registry"), Some(false));
        assert_eq!(parsed("registry --members 1000 --strict"), Some(false));
        assert_eq!(parsed("registry --engine postgres --members 1000"), Some(true));
        assert_eq!(parsed("registry --engine oracle"), None);
        assert_eq!(parsed("registry --members many"), None);
        assert_eq!(parsed("school"), None);
    }
}
