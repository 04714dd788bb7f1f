//! `cargo xtask tidy`: the habits that no compiler keeps.
//!
//! They are ordinary tests in `tests/tidy/`, so `cargo xtask test` runs them too.

use crate::chore::{self, Chore};
use std::process::ExitCode;

pub const CHORE: Chore = Chore {
    name: "tidy",
    options: "",
    about: "checks arrows between crates, file lengths, templates, texts and lints (a second's work)",
    run,
};

fn run(_: &[String]) -> ExitCode {
    let arguments = ["test", "--locked", "--package", "zhibu-xtask", "--test", "tidy"];
    chore::ended(chore::cargo(&arguments).and_then(|mut cargo| chore::succeeds(&mut cargo)))
}
