//! `zhibu config check`: names everything that is wrong with the settings.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use zhibu_web::T;

use super::Stop;
use crate::settings::{self, Settings};
use crate::told::Tell as _;

pub(super) fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    if let Some(("check", given)) = given.subcommand() {
        let settings = read(given)?;
        println!("{}", t.with("config-right").arg("listen", settings.listen.to_string()));
    }
    Ok(())
}

/// The settings of the file and the environment of this process.
pub(super) fn read(given: &ArgMatches) -> Result<Settings, Stop> {
    let file = given.get_one::<PathBuf>("config");
    Settings::read(file.map(PathBuf::as_path), std::env::vars())
        .map_err(|faults| Stop(faults.iter().map(|fault| fault.told()).collect()))
}

/// The argument that names the settings file.
pub(super) fn file(t: &T) -> Arg {
    Arg::new("config")
        .long("config")
        .value_name("FILE")
        .env(settings::FILE)
        .value_parser(value_parser!(PathBuf))
        .help(t.get("cli-config-file").into_owned())
}

pub(super) fn command(t: &T) -> Command {
    let check = Command::new("check").about(t.get("cli-config-check").into_owned()).arg(file(t));
    Command::new("config").about(t.get("cli-config").into_owned()).subcommand_required(true).subcommand(check)
}
