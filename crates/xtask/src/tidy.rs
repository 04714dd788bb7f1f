//! `cargo xtask tidy`: the habits that no compiler keeps.
//!
//! They are ordinary tests in `tests/tidy/`, so `cargo xtask test` runs them too.

use crate::chore::{self, Chore, Trouble};
use std::process::ExitCode;

pub const CHORE: Chore = Chore {
    name: "tidy",
    options: "",
    about: "checks arrows between crates, file lengths, templates, texts and lints (a second's work)",
    run,
};

fn run(_: &[String]) -> ExitCode {
    let arguments = ["test", "--locked", "--package", "zhibu-xtask", "--test", "tidy"];
    let status = chore::cargo(&arguments)
        .and_then(|mut cargo| cargo.status().map_err(|cause| Trouble::new("cargo test", cause)));
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}
