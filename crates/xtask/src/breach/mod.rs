//! `cargo xtask breach`: every decision's test is seen to fail on a deliberate breach.
//!
//! A breach is a file in `breaches/`: which test it is for, and which text of the tree becomes
//! which other text. The chore puts one after the other into a copy of the tree under `target/`,
//! runs that test alone, and wants an assertion to fail: neither a compiler error nor a crash.
mod copy;
mod plan; // start reading here: what a breach is, which tests there are
mod verdict;

use crate::chore::{self, Chore, Trouble};
use crate::ground::Ground;
use crate::needs;
use copy::Copied;
use plan::{Breach, DecisionTest};
use std::collections::BTreeMap;
use std::process::{Command, ExitCode};
use verdict::Verdict;

pub const CHORE: Chore = Chore {
    name: "breach",
    options: "[NN | NAME]...",
    about: "breaks each of the fourteen decisions on purpose, and wants its test to fail (an hour; one: minutes)",
    run,
};

fn run(words: &[String]) -> ExitCode {
    chore::ended(break_all(words))
}

/// A breach beside the test that must see it.
type Pair = (Breach, DecisionTest);

fn break_all(words: &[String]) -> Result<bool, Trouble> {
    let root = chore::workspace()?;
    let (breaches, tests) = (plan::breaches(&root)?, plan::tests(&root)?);
    let mut table = Vec::new();
    if words.is_empty() {
        table.extend(plan::gaps(&breaches, &tests).into_iter().map(Line::gap));
    }
    let pairs = chosen(breaches, &tests, words)?;
    let copied = Copied::new(&root)?;
    let machine = std::env::var_os("ZHIBU_TEST_POSTGRES").is_none().then(needs::supply).transpose()?;
    let ground = machine.as_ref().map(Ground::new).transpose()?;
    let equip = |command: &mut Command| {
        if let Some(ground) = &ground {
            ground.equip(command);
        }
    };

    hold(&copied, &pairs, equip)?;
    for (breach, test) in pairs {
        println!("== {}: {}", breach.name, breach.about);
        let verdict = try_one(&copied, &breach, &test, equip)?;
        println!("   {verdict}");
        table.push(Line { decision: test.decision, test: test.name, breach: breach.name, verdict });
    }
    table.sort_by(|one, other| (one.decision, &one.breach).cmp(&(other.decision, &other.breach)));
    println!("\n{:>8}  {:<62}{:<38}seen to fail", "decision", "test", "breach");
    for line in &table {
        println!("{:>8}  {:<62}{:<38}{}", line.decision, line.test, line.breach, line.verdict);
    }
    Ok(table.iter().all(|line| line.verdict == Verdict::Failed))
}

struct Line {
    decision: u8,
    test: String,
    breach: String,
    verdict: Verdict,
}

impl Line {
    fn gap((decision, test, breach): (u8, String, String)) -> Self {
        Self { decision, test, breach, verdict: Verdict::Missing }
    }
}

/// The breaches that were asked for, those of one crate together: each rebuilds what lies on it.
fn chosen(breaches: Vec<Breach>, tests: &[DecisionTest], words: &[String]) -> Result<Vec<Pair>, Trouble> {
    let asked = |breach: &Breach| words.is_empty() || words.iter().any(|word| breach.name.starts_with(word));
    let mut pairs: Vec<Pair> = breaches
        .into_iter()
        .filter(asked)
        .flat_map(|breach| {
            let meant = tests.iter().filter(|test| breach.is_for(test)).cloned();
            meant.map(|test| (breach.clone(), test)).collect::<Vec<_>>()
        })
        .collect();
    if pairs.is_empty() {
        return Err(Trouble::new(words.join(" "), "no breach of this name has a test"));
    }
    pairs.sort_by_key(|(breach, test)| (test.package.clone(), breach.edits[0].file.clone()));
    Ok(pairs)
}

/// All the tests hold as long as nothing is broken; otherwise their failing would say nothing.
fn hold(copied: &Copied, pairs: &[Pair], equip: impl Fn(&mut Command)) -> Result<(), Trouble> {
    let mut programs: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (_, test) in pairs {
        programs.entry((&test.package, &test.target)).or_default().push(&test.name);
    }
    for ((package, target), names) in programs {
        println!("== {package}, {target}: unbroken");
        let mut command = copied.cargo_test(package, target)?;
        command.arg("--").args(&names);
        equip(&mut command);
        if !chore::succeeds(&mut command)? {
            return Err(Trouble::new(package, "fails already without a breach"));
        }
    }
    Ok(())
}

fn try_one(
    copied: &Copied,
    breach: &Breach,
    test: &DecisionTest,
    equip: impl Fn(&mut Command),
) -> Result<Verdict, Trouble> {
    let broken = copied.with(breach)?;
    let verdict = judge(copied, breach, test, equip);
    broken.mend()?;
    verdict
}

fn judge(
    copied: &Copied,
    breach: &Breach,
    test: &DecisionTest,
    equip: impl Fn(&mut Command),
) -> Result<Verdict, Trouble> {
    if !chore::succeeds(copied.cargo_test(&test.package, &test.target)?.args(["--quiet", "--no-run"]))? {
        return Ok(Verdict::NotBuilt);
    }
    let mut command = copied.cargo_test(&test.package, &test.target)?;
    command.args(["--", &test.name]);
    equip(&mut command);
    let done = command.output().map_err(|cause| Trouble::new("cargo test", cause))?;
    let said = String::from_utf8_lossy(&done.stdout);
    let verdict = verdict::of(&said, &test.name, breach.engine.as_deref());
    if verdict != Verdict::Failed {
        println!("{said}{}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(verdict)
}
