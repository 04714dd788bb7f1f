//! `zhibu audit`: whether the log is whole, and its newest signed head.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use zhibu_access::audit::{verified, verify, words};
use zhibu_kernel::audit::{self, Entry, Head};
use zhibu_kernel::{Actor, Db, Fault, Read};
use zhibu_registry::roster::cli::Failed;
use zhibu_web::{T, key};

use super::{Stop, data};
use crate::open::NotOpened;
use crate::told::Told;

pub(super) fn command(t: &T) -> Command {
    let help = |key: &str| t.get(key).into_owned();
    let kept = Arg::new("head").long("head").value_name("FILE").value_parser(value_parser!(PathBuf));
    let verify = Command::new("verify")
        .about(help(key!("cli-audit-verify")))
        .arg(kept.help(help(key!("cli-audit-kept"))))
        .args(data::args(t));
    let head = Command::new("head").about(help(key!("cli-audit-head"))).args(data::args(t));
    Command::new("audit")
        .about(help(key!("cli-audit")))
        .subcommand_required(true)
        .subcommand(verify)
        .subcommand(head)
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    match given.subcommand() {
        Some(("verify", given)) => check(given, t).await,
        Some(("head", given)) => print_head(given).await,
        // clap has asked for one of the two.
        _ => Ok(()),
    }
}

fn actor() -> Actor {
    Actor::system("access.audit.cli")
}

async fn check(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let kept = given.get_one::<PathBuf>("head").map(|path| {
        std::fs::read_to_string(path).map_err(|error| Failed::File { path: path.clone(), error })
    });
    let kept = kept.transpose()?;
    let db = data::open(given).await?;
    let report = verify(&db, &actor(), kept.as_deref()).await;
    db.close().await;
    let report = report.map_err(NotOpened::from)?;
    let result = match &report.finding {
        None => t.get("audit-whole").into_owned(),
        Some(finding) => words(t, finding),
    };
    println!("{result}\n{}", verified(t, &report));
    match report.finding {
        None => Ok(()),
        Some(_) => Err(Stop(vec![Told::new(key!("audit-broken"))])),
    }
}

async fn print_head(given: &ArgMatches) -> Result<(), Stop> {
    let db = data::open(given).await?;
    let head = newest(&db).await;
    db.close().await;
    let Some(head) = head.map_err(NotOpened::from)? else {
        return Err(Stop(vec![Told::new(key!("audit-head-none"))]));
    };
    print!("{}", head.note);
    Ok(())
}

async fn newest(db: &Db) -> Result<Option<Head>, Fault> {
    db.look(&actor(), &(), async |read: &mut Read, (): &()| {
        Ok((audit::head(read).await?, vec![Entry::looked("access.audit.head")]))
    })
    .await
}
