//! Every chore of the house: `cargo xtask CHORE`.
//!
//! Nouns: chore, need (a program of the machine), scratch (the folder that a run
//! leaves behind in no case), cluster (the tests' own PostgreSQL), ground (both, for one
//! run), tally.
//! Never: depends on another crate, ours or foreign; a fresh clone runs a chore
//! before anything else is built.
mod bench; // cargo xtask bench
mod breach; // cargo xtask breach
mod chore; // start reading here: what a chore is, what goes wrong with one
mod faults; // cargo xtask faults
mod shots; // cargo xtask shots
mod test; // cargo xtask test
mod tidy; // cargo xtask tidy

mod cluster;
mod ground;
mod needs;
mod scratch;
mod tally;

use chore::Chore;
use std::process::ExitCode;

/// A new chore is one file and one line here.
const CHORES: &[Chore] =
    &[test::CHORE, tidy::CHORE, breach::CHORE, shots::CHORE, faults::CHORE, bench::CHORE];

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        eprint!("{}", help());
        return if matches!(name.as_str(), "" | "help" | "--help" | "-h") {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    };
    let words: Vec<String> = words.collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        eprint!("{}", chore.help());
        return ExitCode::SUCCESS;
    }
    (chore.run)(&words)
}

fn help() -> String {
    CHORES.iter().map(Chore::help).collect()
}
