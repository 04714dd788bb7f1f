//! `cargo xtask shots`: pictures of every page, to look at before anything is called done.

use crate::chore::{self, Chore, Trouble};
use crate::needs;
use std::process::ExitCode;

pub const CHORE: Chore = Chore {
    name: "shots",
    options: "[DIR] [--role ROLE]",
    about: "photographs every page of the demo in 390x844 and 1440x900, in all views, into shots/",
    run,
};

fn run(words: &[String]) -> ExitCode {
    chore::ended(take(words))
}

fn take(words: &[String]) -> Result<bool, Trouble> {
    let (words, role) = match words {
        [rest @ .., option, role] if option == "--role" => (rest, Some(role)),
        _ => (words, None),
    };
    let into = match words {
        [] => chore::workspace()?.join("shots"),
        [into] => {
            std::env::current_dir().map_err(|cause| Trouble::new("the present folder", cause))?.join(into)
        }
        _ => return Err(Trouble::new(words.join(" "), CHORE.help())),
    };
    let machine = needs::supply()?;
    let mut bench = chore::bench("shots", "dev")?;
    bench.env("ZHIBU_SHOTS", into).env("ZHIBU_TEST_CHROMIUM", machine.chromium);
    if let Some(role) = role {
        bench.env("ZHIBU_SHOTS_ROLE", role);
    }
    chore::succeeds(&mut bench)
}
