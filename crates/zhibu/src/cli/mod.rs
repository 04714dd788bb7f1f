//! The command line: one file per command, its words from the catalogues.
//!
//! What a command has to say for scripts goes to standard output, everything else to standard
//! error. An error is one sentence each, and exit code 1.

mod admin;
mod audit;
mod config;
mod data;
mod demo;
mod export;
mod import;
mod import_orgs;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use zhibu_web::{Lang, T, key, sheet};

use crate::open::words;
use crate::rooms::rooms;
use crate::told::{Tell, Told};

/// The argument with which the house starts itself to read `.xls` in a process of its own.
const READ_XLS: &str = "read-xls";

/// Why a command ends without having done its work.
#[derive(Debug)]
pub(crate) struct Stop(Vec<Told>);

impl<E: Tell> From<E> for Stop {
    fn from(error: E) -> Self {
        Self(vec![error.told()])
    }
}

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|arg| arg == READ_XLS) {
        return sheet::child_main();
    }
    let texts = match words(&rooms()) {
        Ok(texts) => texts,
        Err(error) => return say_raw(&error),
    };
    let t = T::new(texts, language(std::env::vars()));
    leave_no_core();
    let matches = command(&t).get_matches();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop(vec![Told::new(key!("serve-failed")).arg("why", error.to_string())]))
        .and_then(|runtime| runtime.block_on(run(&matches, &t)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(told)) => {
            for sentence in told {
                eprintln!("{}", sentence.in_words(&t));
            }
            ExitCode::FAILURE
        }
    }
}

/// Without catalogues there are no words; the error speaks for itself.
fn say_raw(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

/// A core dump would hold the keys (GB/T 22239-2019, 8.1.4: what is left behind).
fn leave_no_core() {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = rustix::process::setrlimit(rustix::process::Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
}

/// The language to speak: as set, or as the terminal has it; Chinese where neither says English.
fn language(variables: impl IntoIterator<Item = (String, String)>) -> Lang {
    let variables: std::collections::HashMap<String, String> = variables.into_iter().collect();
    let of = |name: &str| variables.get(name).filter(|value| !value.is_empty());
    if let Some(set) = of("ZHIBU_LANGUAGE").and_then(|tag| tag.parse().ok()) {
        return set;
    }
    let locale = of("LC_ALL").or(of("LC_MESSAGES")).or(of("LANG"));
    match locale {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::ZhCn,
    }
}

async fn run(matches: &ArgMatches, t: &T) -> Result<(), Stop> {
    match matches.subcommand() {
        Some(("demo", given)) => demo::run(given, t).await,
        Some(("serve", given)) => serve::run(given, t).await,
        Some(("config", given)) => config::run(given, t),
        Some(("admin", given)) => admin::run(given, t).await,
        Some(("import", given)) => import::run(given, t).await,
        Some(("export", given)) => export::run(given, t).await,
        Some(("audit", given)) => audit::run(given, t).await,
        // clap has asked for one of the commands above.
        _ => Ok(()),
    }
}

fn command(t: &T) -> Command {
    let help = |key: &str| t.get(key).into_owned();
    Command::new("zhibu")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help(key!("cli-about")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(demo_command(t))
        .subcommand(Command::new("serve").about(help(key!("cli-serve"))).arg(config::file(t)))
        .subcommand(config::command(t))
        .subcommand(admin::command(t))
        .subcommand(import::command(t))
        .subcommand(export::command(t))
        .subcommand(audit::command(t))
}

fn demo_command(t: &T) -> Command {
    let arg = |name: &'static str, value: &'static str, key: &str| {
        Arg::new(name).long(name).value_name(value).help(t.get(key).into_owned())
    };
    Command::new("demo")
        .about(t.get("cli-demo").into_owned())
        .arg(
            arg("data", "DIR", key!("cli-data"))
                .default_value("zhibu-data")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(arg("listen", "ADDR", key!("cli-listen")).value_parser(value_parser!(std::net::SocketAddr)))
        .arg(arg("members", "N", key!("cli-members")).value_parser(value_parser!(u64).range(1..=10_000_000)))
        .arg(arg("seed", "N", key!("cli-seed")).value_parser(value_parser!(u64)))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.get("cli-json").into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_says_which_language() {
        let check = |variables: &[(&str, &str)], expected: Lang| {
            let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            assert_eq!(language(pairs), expected, "{variables:?}");
        };
        check(&[], Lang::ZhCn);
        check(&[("LANG", "C.UTF-8")], Lang::ZhCn);
        check(&[("LANG", "en_GB.UTF-8")], Lang::En);
        check(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")], Lang::ZhCn);
        check(&[("LANG", "en_GB"), ("ZHIBU_LANGUAGE", "zh-CN")], Lang::ZhCn);
        check(&[("LANG", "zh_CN"), ("ZHIBU_LANGUAGE", "en")], Lang::En);
    }
}
