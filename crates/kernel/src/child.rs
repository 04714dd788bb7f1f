//! Child processes: the only place that starts one, always under limits of memory and time.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What a child may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Address space: KiB.
    pub memory_kib: u64,
    /// Processor time: seconds.
    pub cpu_seconds: u64,
}

/// `ulimit` sets what we may not set ourselves without `unsafe`.
const LIMITED: &str = r#"ulimit -c 0; ulimit -v "$1" && ulimit -t "$2" && shift 2 && exec "$@""#;

/// Starts a program with pipes to its input and output. It gets none of our environment, which
/// holds secrets, and leaves no core file.
///
/// # Errors
/// When it cannot be started.
pub fn start<A: AsRef<OsStr>>(program: &Path, arguments: &[A], limits: Limits) -> io::Result<Child> {
    Command::new("/bin/sh")
        .args(["-c", LIMITED, "sh"])
        .arg(limits.memory_kib.to_string())
        .arg(limits.cpu_seconds.to_string())
        .arg(program)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}
