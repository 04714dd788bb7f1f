//! `cargo xtask bench registry`: how fast the house is, against bare peers in the same run.
//!
//! Absolute times say more about a machine than about a program, so every line is a ratio to a
//! peer that does the least that could be done: one row read by its key over HTTP, the very
//! statements of a page without the program around them, the very rows of an import copied by
//! the engine alone. Ours and peers take turns within one run, so that the noise of the machine
//! falls on both.
//!
//! In reading order: [`registry`] has the lines with their goals; `ground` makes or reuses the
//! house; `server` starts processes; `peer` is the bare server; `pages`, `changes` and `import`
//! measure; `table` counts and prints.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads the machine's clock and starts the programs that it measures"
)]

#[path = "bench/registry.rs"]
mod registry; // start reading here

#[path = "bench/ground.rs"]
mod ground;
#[path = "bench/peer.rs"]
mod peer;
#[path = "bench/replay.rs"]
mod replay;
#[path = "bench/server.rs"]
mod server;

#[path = "bench/bare_copy.rs"]
mod bare_copy;
#[path = "bench/changes.rs"]
mod changes;
#[path = "bench/import.rs"]
mod import;
#[path = "bench/pages.rs"]
mod pages;

#[path = "bench/client.rs"]
mod client;
#[path = "bench/table.rs"]
mod table;

use std::process::ExitCode;

use self::ground::Engine;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match words.as_slice() {
        ["peer", database, listen, pages] => {
            runtime.block_on(peer::serve(database, listen, pages));
            ExitCode::SUCCESS
        }
        ["registry", options @ ..] => {
            let (asked, strict) = read(options);
            let met = runtime.block_on(registry::measure(&asked));
            if met || !strict { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        // `cargo test` and `cargo bench` without a chore run every target: nothing was asked for.
        _ => ExitCode::SUCCESS,
    }
}

/// Members of the house that is measured when nothing else is said.
const MEMBERS: usize = 20_000;

/// What is to be measured.
struct Asked {
    engine: Engine,
    members: usize,
}

fn read(options: &[&str]) -> (Asked, bool) {
    let mut asked = Asked { engine: Engine::Sqlite, members: MEMBERS };
    let mut strict = false;
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match (*option, rest.as_slice().first()) {
            ("--strict", _) => strict = true,
            ("--members", Some(members)) => asked.members = members.parse().expect("--members is a number"),
            ("--engine", Some(&"postgres")) => asked.engine = Engine::Postgres,
            _ => {}
        }
    }
    (asked, strict)
}
