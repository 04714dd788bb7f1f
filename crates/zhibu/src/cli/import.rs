//! `zhibu import`: rosters and organisation sheets from files, looked over first and applied when
//! asked.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use zhibu_kernel::Day;
use zhibu_registry::roster::State;
use zhibu_registry::roster::cli::{self, Failed, Report};
use zhibu_registry::roster::finding::Finding;
use zhibu_registry::roster::preview::Line;
use zhibu_web::{T, key};

use super::{Stop, data, import_orgs};
use crate::told::{Tell, Told, refused};

impl Tell for Failed {
    fn told(&self) -> Told {
        match self {
            Self::NoSuchOrg(code) => Told::new(key!("cli-no-org")).arg("code", code.as_str()),
            Self::File { path, error } => Told::new(key!("cli-file-unreadable"))
                .arg("path", path.display().to_string())
                .arg("why", error.to_string()),
            Self::Refused(error) => refused(error),
        }
    }
}

pub(super) fn command(t: &T) -> Command {
    let help = |key: &str| t.get(key).into_owned();
    let files = Arg::new("files").value_name("FILE").num_args(1..).required(true);
    let as_of = Arg::new("as-of").long("as-of").value_name("DAY").value_parser(value_parser!(Day));
    let flag =
        |name: &'static str, key: &str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help(key));
    let roster = Command::new("roster")
        .about(help(key!("cli-import-roster")))
        .arg(files.value_parser(value_parser!(PathBuf)).help(help(key!("cli-import-files"))))
        .arg(data::org(t))
        .arg(as_of.help(help(key!("cli-import-as-of"))))
        .arg(flag("apply", key!("cli-import-apply")))
        .arg(flag("json", key!("cli-json")))
        .args(data::args(t));
    let file = Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf));
    let as_of = Arg::new("as-of").long("as-of").value_name("DAY").value_parser(value_parser!(Day));
    let orgs = Command::new("orgs")
        .about(help(key!("cli-import-orgs")))
        .arg(file.help(help(key!("cli-import-orgs-file"))))
        .arg(data::org(t))
        .arg(as_of.help(help(key!("cli-import-orgs-as-of"))))
        .arg(flag("apply", key!("cli-import-apply")))
        .arg(flag("json", key!("cli-json")))
        .args(data::args(t));
    Command::new("import")
        .about(help(key!("cli-import")))
        .subcommand_required(true)
        .subcommands([roster, orgs])
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    match given.subcommand() {
        Some(("roster", given)) => roster(given, t).await,
        Some(("orgs", given)) => import_orgs::run(given, t).await,
        _ => Ok(()),
    }
}

async fn roster(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let files: Vec<PathBuf> = given.get_many("files").into_iter().flatten().cloned().collect();
    let org = given.get_one::<String>("org").map(String::as_str).unwrap_or_default();
    let as_of = given.get_one::<Day>("as-of").copied();
    let db = data::open(given).await?;
    let bar = data::bar();
    let progress = |state: State, done: u64, all: u64| {
        bar.set_message(state.words(t));
        bar.set_length(all);
        bar.set_position(done);
    };
    let imported = cli::import(&db, &files, org, as_of, given.get_flag("apply"), &progress).await;
    bar.finish_and_clear();
    db.close().await;
    let report = imported?;
    if given.get_flag("json") {
        let line =
            serde_json::to_string(&report).map_err(|error| Failed::from(zhibu_kernel::Fault::from(error)))?;
        println!("{line}");
    } else {
        for sentence in words(t, &report) {
            println!("{sentence}");
        }
    }
    Ok(())
}

fn words(t: &T, report: &Report) -> Vec<String> {
    let counts = &report.counts;
    let mut said = vec![head(t, report)];
    let all = t
        .with("import-counts")
        .arg("day", report.as_of.as_str())
        .arg("lines", counts.lines)
        .arg("new", counts.new)
        .arg("changed", counts.changed)
        .arg("same", counts.same)
        .arg("wrong", counts.faulty + counts.doubtful)
        .arg("absent", counts.absent);
    said.push(all.to_string());
    if counts.dropped > 0 {
        said.push(t.with("import-dropped").arg("n", counts.dropped).to_string());
    }
    for (file, sheet) in &report.unrecognised {
        said.push(t.with("import-unrecognised").arg("file", file).arg("sheet", sheet).to_string());
    }
    let faults = report.faults.iter();
    said.extend(faults.flat_map(|line| line.findings.iter().map(|finding| fault(t, line, finding))));
    let more = counts.faulty + counts.doubtful - i64::try_from(report.faults.len()).unwrap_or(i64::MAX);
    if more > 0 {
        said.push(t.with("import-more").arg("n", more).to_string());
    }
    said.iter().map(|sentence| printable(sentence)).collect()
}

/// How it stands, in the words of the page of a batch.
fn head(t: &T, report: &Report) -> String {
    let counts = &report.counts;
    let (takes, wrong) = (counts.new + counts.changed, counts.faulty + counts.doubtful);
    if report.applied {
        return t.with("roster-applied").arg("n", takes).to_string();
    }
    if takes == 0 && wrong == 0 {
        return t.get("roster-nothing").into_owned();
    }
    let said = match wrong {
        0 => t.with("roster-ready").arg("n", takes),
        wrong => t.with("roster-mixed").arg("n", takes).arg("wrong", wrong),
    };
    if takes == 0 {
        return said.to_string();
    }
    t.with("import-unwritten").arg("how", said.to_string()).to_string()
}

/// Where it stands, what is written, what is wrong, how to mend it.
fn fault(t: &T, line: &Line, finding: &Finding) -> String {
    let (place, problem, mend) = (line.place(t, finding.column), finding.problem.to(t), finding.mend.to(t));
    let written = finding.masked();
    let said = if written.is_empty() {
        t.with("import-fault-empty").arg("place", place).arg("problem", problem).arg("mend", mend)
    } else {
        t.with("import-fault")
            .arg("place", place)
            .arg("written", written)
            .arg("problem", problem)
            .arg("mend", mend)
    };
    said.to_string()
}

/// What a file says must not steer the terminal.
pub(super) fn printable(sentence: &str) -> String {
    sentence.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
