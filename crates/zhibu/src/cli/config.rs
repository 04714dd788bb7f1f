//! `zhibu config check`: names everything that is wrong with the settings.

use std::path::PathBuf;

use clap::ArgMatches;
use zhibu_web::T;

use super::Stop;
use crate::settings::Settings;
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
