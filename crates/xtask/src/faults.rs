//! `cargo xtask faults`: kills and power cuts under write load.

use crate::chore::{self, Chore, Trouble};
use std::process::ExitCode;

pub const CHORE: Chore = Chore {
    name: "faults",
    options: "[--full]",
    about: "100 kills and 20 power cuts under write load (1,000 and 200 with --full); all acknowledged must be there once",
    run,
};

fn run(words: &[String]) -> ExitCode {
    chore::ended(inject(words))
}

fn inject(words: &[String]) -> Result<bool, Trouble> {
    let mut bench = chore::bench("faults", "dev")?;
    match words {
        [] => {}
        [word] if word == "--full" => {
            bench.env("ZHIBU_FAULTS_FULL", "1");
        }
        _ => return Err(Trouble::new(words.join(" "), CHORE.help())),
    }
    chore::succeeds(&mut bench)
}
