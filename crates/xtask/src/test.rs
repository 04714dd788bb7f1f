//! `cargo xtask test`: everything that must hold, on a machine that has nothing yet.

use crate::chore::{self, Chore, Trouble};
use crate::ground::Ground;
use crate::needs::{self, Machine};
use crate::tally::{Tally, slowest};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};

pub const CHORE: Chore = Chore {
    name: "test",
    options: "[--only CRATE]",
    about: "installs what tests need, then formatting, lints and every test on both databases",
    run,
};

fn run(words: &[String]) -> ExitCode {
    let tally = match Scope::parse(words) {
        Ok(scope) => everything(&scope),
        Err(trouble) => Err(trouble),
    };
    let tally = tally.unwrap_or_else(|trouble| {
        eprintln!("{trouble}");
        let mut nothing = Tally::default();
        nothing.end(false);
        nothing
    });
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Which crates: `--workspace`, or one.
#[derive(Debug, PartialEq)]
struct Scope(Vec<String>);

impl Scope {
    fn parse(words: &[String]) -> Result<Self, Trouble> {
        match words {
            [] => Ok(Self(vec!["--workspace".into()])),
            [option, name] if option == "--only" => {
                let package = if name.starts_with("zhibu") { name.clone() } else { format!("zhibu-{name}") };
                Ok(Self(vec!["--package".into(), package]))
            }
            _ => Err(Trouble::new(words.join(" "), CHORE.help())),
        }
    }

    /// cargo with `first`, the scope, and `rest`.
    fn cargo(&self, first: &str, rest: &[&str]) -> Result<Command, Trouble> {
        let scope = self.0.iter().map(String::as_str);
        let arguments: Vec<&str> = [first].into_iter().chain(scope).chain(rest.iter().copied()).collect();
        let mut command = chore::cargo(&arguments)?;
        if std::env::var_os("CI").is_some() {
            command.env("CARGO_INCREMENTAL", "0"); // nobody builds a second time there
        }
        Ok(command)
    }
}

fn everything(scope: &Scope) -> Result<Tally, Trouble> {
    let machine = needs::supply()?;
    let mut tally = Tally::default();
    step(&mut tally, "formatting", &mut chore::cargo(&["fmt", "--check"])?)?;
    let lints = ["--all-targets", "--locked", "--", "-D", "warnings"];
    step(&mut tally, "lints", &mut scope.cargo("clippy", &lints)?)?;
    // Apart from running them, so that a compiler error is not mistaken for a failed test.
    let built = step(&mut tally, "building", &mut scope.cargo("test", &["--no-run", "--locked"])?)?;
    if built {
        tests(&mut tally, scope, &machine)?;
    }
    Ok(tally)
}

/// Runs one command to its end; a failure counts as one failed, and the next step follows.
fn step(tally: &mut Tally, name: &str, command: &mut Command) -> Result<bool, Trouble> {
    println!("== {name}");
    let status = command.status().map_err(|cause| Trouble::new(name, cause))?;
    if !status.success() {
        eprintln!("{name} failed");
        tally.failed += 1;
    }
    Ok(status.success())
}

fn tests(tally: &mut Tally, scope: &Scope, machine: &Machine) -> Result<(), Trouble> {
    println!("== tests");
    let ground = Ground::new(machine)?;
    let times = ground.path().join("times");

    let mut command = scope.cargo("test", &["--locked", "--no-fail-fast"])?;
    ground.equip(&mut command);
    command.env("ZHIBU_TEST_CHROMIUM", &machine.chromium).env("ZHIBU_TEST_TIMES", &times);
    let mut ran = Tally::default();
    let success = listen(&mut ran, &mut command)?;
    ran.end(success);
    tally.passed += ran.passed;
    tally.failed += ran.failed;
    show_slowest(&std::fs::read_to_string(times).unwrap_or_default());
    Ok(())
}

/// Passes the output on as it comes, and counts.
fn listen(tally: &mut Tally, command: &mut Command) -> Result<bool, Trouble> {
    let trouble = |cause| Trouble::new("cargo test", cause);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(trouble)?;
    if let Some(output) = child.stdout.take() {
        let mut out = std::io::stdout().lock();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(trouble)?;
            tally.hear(&String::from_utf8_lossy(&line));
            out.write_all(&line)
                .and_then(|()| out.write_all(b"\n"))
                .and_then(|()| out.flush())
                .map_err(trouble)?;
        }
    }
    Ok(child.wait().map_err(trouble)?.success())
}

fn show_slowest(times: &str) {
    let slowest = slowest(times, 10);
    if !slowest.is_empty() {
        println!("the slowest tests:");
    }
    for (millis, name) in slowest {
        println!("{:>9.3} s  {name}", millis as f64 / 1000.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Option<Vec<String>> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Scope::parse(&words).ok().map(|scope| scope.0)
    }

    #[test]
    fn only_names_one_crate_by_folder_or_package() {
        let kernel = Some(vec!["--package".to_owned(), "zhibu-kernel".to_owned()]);
        assert_eq!(parsed(&["--only", "kernel"]), kernel);
        assert_eq!(parsed(&["--only", "zhibu-kernel"]), kernel);
        assert_eq!(parsed(&["--only", "zhibu"]), Some(vec!["--package".into(), "zhibu".into()]));
        assert_eq!(parsed(&[]), Some(vec!["--workspace".into()]));
        assert_eq!(parsed(&["--onyl", "kernel"]), None);
        assert_eq!(parsed(&["--only"]), None);
    }
}
