//! A PostgreSQL of the tests' own: in the scratch folder, unsynced, reached only
//! through a socket in a folder that is closed to others. So it needs no password,
//! no free port, and meets no other PostgreSQL of the machine.

use crate::chore::{self, Trouble};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What every cluster of ours has.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 200
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
timezone = UTC
";

/// For tests: nothing here survives the run, so nothing is synced. Checks of durability do not use
/// such a cluster.
pub const FORGETFUL: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 512MB
autovacuum = off
";

/// For measurements: as an operator has it.
pub const DURABLE: &str = "
shared_buffers = 512MB
max_wal_size = 4GB
";

pub struct Cluster {
    home: PathBuf,
    programs: PathBuf,
    /// Another user, when we are root, whom initdb refuses.
    user: Option<&'static str>,
}

impl Cluster {
    /// Plans a cluster under `scratch`; `programs` is the folder of `initdb`.
    pub fn planned(scratch: &Path, programs: &Path) -> Result<Self, Trouble> {
        let root = chore::output(Command::new("id").arg("-u"))?.trim() == "0";
        Ok(Self {
            home: scratch.join("postgres"),
            programs: programs.to_owned(),
            user: root.then(unprivileged),
        })
    }

    /// What stops it at once, whatever state it is in.
    pub fn stop(&self) -> Vec<OsString> {
        let arguments = ["-m", "immediate", "-t", "30", "stop", "-D"].map(OsString::from);
        let mut words = self.words("pg_ctl");
        words.extend(arguments);
        words.push(self.data().into());
        words
    }

    /// Creates and starts it, and returns the URL of a database for administration.
    pub fn start(&self, manner: &str) -> Result<String, Trouble> {
        std::fs::create_dir(&self.home).map_err(|cause| Trouble::new(self.home.display(), cause))?;
        if let Some(user) = self.user {
            chore::output(Command::new("chown").arg(user).arg(&self.home))?;
        }
        chore::output(Command::new("chmod").arg("700").arg(&self.home))?;

        let mut initdb = self.command("initdb");
        initdb.args(["--username=zhibu", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        // Real installations sort by language: a statement that forgets COLLATE "C" must fail here.
        if chore::output(&mut self.command_with("initdb", "--help"))?.contains("--icu-locale") {
            initdb.args(["--locale-provider=icu", "--icu-locale=zh-CN", "--locale=C"]);
        } else {
            initdb.arg("--locale=C");
        }
        chore::output(initdb.arg("--pgdata").arg(self.data()))?;

        let socket = format!("unix_socket_directories = '{}'\n", self.home.display());
        std::fs::OpenOptions::new()
            .append(true)
            .open(self.data().join("postgresql.conf"))
            .and_then(|mut file| write!(file, "{SETTINGS}{manner}{socket}"))
            .map_err(|cause| Trouble::new("writing postgresql.conf", cause))?;

        let mut start = self.command("pg_ctl");
        start.args(["start", "--wait", "--timeout=60", "--silent", "--pgdata"]);
        start.arg(self.data());
        start.arg("--log").arg(self.log());
        if let Err(trouble) = chore::output(&mut start) {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            return Err(Trouble::new(trouble, log));
        }
        let host = self.home.display().to_string().replace('/', "%2F");
        Ok(format!("postgres://zhibu@{host}/postgres"))
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    fn words(&self, program: &str) -> Vec<OsString> {
        let mut words = Vec::new();
        if let Some(user) = self.user {
            words.extend(["runuser", "-u", user, "--"].map(OsString::from));
        }
        words.push(self.programs.join(program).into());
        words
    }

    fn command(&self, program: &str) -> Command {
        let words = self.words(program);
        let mut command = Command::new(&words[0]);
        // The other user may be unable to enter the folder where we stand.
        command.args(&words[1..]).current_dir("/");
        command
    }

    fn command_with(&self, program: &str, argument: &str) -> Command {
        let mut command = self.command(program);
        command.arg(argument);
        command
    }
}

fn unprivileged() -> &'static str {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    if users.lines().any(|line| line.starts_with("postgres:")) { "postgres" } else { "nobody" }
}
