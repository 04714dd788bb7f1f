//! The folder of one test run, in memory where possible, gone afterwards.

use crate::chore::{self, Trouble};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Databases of a whole run on both engines, and browser profiles, fit in this.
const NEEDED_KIB: u64 = 3 * 1024 * 1024;

/// Waits until this process lets go of its input (by ending in any way, even by
/// SIGKILL), then stops the cluster and removes the folder, for a while again and again:
/// tests that outlive us may still write there.
/// Arguments: the folder, then the command that stops the cluster.
const KEEPER: &str = r#"
    cat >/dev/null
    folder=$1
    shift
    cd /
    "$@" >/dev/null 2>&1
    for again in $(seq 60); do
        rm -rf "$folder" && break
        sleep 1
    done
"#;

pub struct Scratch {
    folder: PathBuf,
    keeper: Child,
}

impl Scratch {
    /// `stop` is run at the end, with the folder still there; it may fail.
    pub fn new(stop: impl FnOnce(&Path) -> Vec<OsString>) -> Result<Self, Trouble> {
        Self::within(&roomiest(), stop)
    }

    /// The same on the disk, for what is to be synced.
    pub fn on_disk(stop: impl FnOnce(&Path) -> Vec<OsString>) -> Result<Self, Trouble> {
        Self::within(&std::env::temp_dir(), stop)
    }

    fn within(parent: &Path, stop: impl FnOnce(&Path) -> Vec<OsString>) -> Result<Self, Trouble> {
        let folder = create_in(parent)?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .args(stop(&folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0) // ctrl-c in the terminal must not reach it
            .spawn()
            .map_err(|cause| Trouble::new("starting the keeper of the scratch folder", cause))?;
        Ok(Self { folder, keeper })
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(cause) = self.keeper.wait() {
            eprintln!("removing {}: {cause}", self.folder.display());
        }
    }
}

fn create_in(parent: &Path) -> Result<PathBuf, Trouble> {
    for attempt in 0..100 {
        let folder = parent.join(format!("zhibu-test-{}-{attempt}", std::process::id()));
        // Others may pass through, since PostgreSQL runs as another user, but not look around.
        match std::fs::DirBuilder::new().mode(0o711).create(&folder) {
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(Trouble::new(folder.display(), cause)),
            Ok(()) => return Ok(folder),
        }
    }
    Err(Trouble::new(parent.display(), "too many leftovers of old test runs"))
}

/// Containers often give `/dev/shm` only 64 MB; then the disk must do. Not `target`,
/// which may lie in a home that the user who runs PostgreSQL cannot enter.
fn roomiest() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free =
        chore::output(Command::new("df").arg("-Pk").arg(memory)).ok().and_then(|table| free_kib(&table));
    match free {
        Some(free) if free >= NEEDED_KIB => memory.to_owned(),
        _ => std::env::temp_dir(),
    }
}

/// The fourth column of the second line of `df -Pk` (POSIX.1-2017, utility `df`).
fn free_kib(table: &str) -> Option<u64> {
    let line = table.lines().nth(1)?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_from_df() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                     shm 65536 536 65000 1% /dev/shm\n";
        assert_eq!(free_kib(table), Some(65000));
        assert_eq!(free_kib("df: /dev/shm: No such file or directory\n"), None);
    }

    #[test]
    fn the_end_runs_the_stop_command_and_then_removes_the_folder() {
        let witness = std::env::temp_dir().join(format!("zhibu-keeper-{}", std::process::id()));
        let scratch = Scratch::new(|folder| {
            let arguments = ["cp", "-r"].map(OsString::from);
            let paths = [folder.as_os_str(), witness.as_os_str()].map(OsString::from);
            arguments.into_iter().chain(paths).collect()
        })
        .unwrap();
        let folder = scratch.path().to_owned();
        std::fs::write(folder.join("written-later"), "x").unwrap();
        drop(scratch);
        assert!(!folder.exists());
        assert!(witness.join("written-later").exists());
        std::fs::remove_dir_all(witness).unwrap();
    }
}
