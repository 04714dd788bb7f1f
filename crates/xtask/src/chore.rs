//! What a chore is, and what goes wrong with one.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

pub struct Chore {
    pub name: &'static str,
    /// What may follow the name.
    pub options: &'static str,
    pub about: &'static str,
    pub run: fn(&[String]) -> ExitCode,
}

impl Chore {
    pub fn help(&self) -> String {
        let call = format!("cargo xtask {} {}", self.name, self.options);
        format!("{}\n    {}\n", call.trim_end(), self.about)
    }
}

/// Why a chore stopped: what was being done, and what came back.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    pub fn new(doing: impl Display, cause: impl Display) -> Self {
        Self(format!("{doing}: {cause}"))
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder of the workspace. Cargo tells it to what it runs, so no path is built in.
pub fn workspace() -> Result<PathBuf, Trouble> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Trouble::new("finding the workspace", "call me as `cargo xtask`"))?;
    own.ancestors()
        .nth(2)
        .map(PathBuf::from)
        .ok_or_else(|| Trouble::new("finding the workspace", own.display()))
}

/// The cargo that called us, in the workspace.
pub fn cargo(arguments: &[&str]) -> Result<Command, Trouble> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(arguments).current_dir(workspace()?);
    Ok(command)
}

/// Runs to the end and returns what was written to standard output.
pub fn output(command: &mut Command) -> Result<String, Trouble> {
    let shown = format!("{command:?}");
    let done = command.output().map_err(|cause| Trouble::new(&shown, cause))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(Trouble::new(shown, format!("{}\n{said}", done.status)))
    }
}

/// A chore of the program's own crate, which is told there where the program is: a bench target
/// of `zhibu` in a profile.
pub fn bench(name: &str, profile: &str) -> Result<Command, Trouble> {
    let target = ["--package", "zhibu", "--bench", name, "--profile", profile];
    cargo(&[&["bench", "--locked", "--quiet"], &target[..]].concat())
}

/// Runs to the end, with what is written passed on; whether it succeeded.
pub fn succeeds(command: &mut Command) -> Result<bool, Trouble> {
    let shown = format!("{command:?}");
    command.status().map(|status| status.success()).map_err(|cause| Trouble::new(shown, cause))
}

/// How a chore ends.
pub fn ended(done: Result<bool, Trouble>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}
