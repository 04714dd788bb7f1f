//! The processes that are measured.

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::client::Client;
use super::ground::Ground;

/// A server in a process of its own; it ends when this is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// The program over the house, and how long it took from its start to its first page.
    pub fn zhibu(ground: &Ground) -> (Self, Duration) {
        let address = free_address();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhibu"));
        command
            .arg("serve")
            .env_clear()
            .env("ZHIBU_DATABASE", &ground.database)
            .env("ZHIBU_KEY_FILE", &ground.key_file)
            .env("ZHIBU_LISTEN", &address)
            .env("ZHIBU_ADDRESS", "http://localhost")
            .env("ZHIBU_SITE_NAME", "Zhibu")
            .env("ZHIBU_RUN_BY", "Zhibu")
            .env("ZHIBU_LOG_LEVEL", "error");
        let begun = Instant::now();
        let server = Self::start(command, address);
        let (_, status, _) = Client::to(&server.address, "").get("/sign-in");
        assert_eq!(status, 200, "the program serves its pages");
        (server, begun.elapsed())
    }

    /// The bare peer over the same database.
    pub fn peer(ground: &Ground, pages: &std::path::Path) -> Self {
        let address = free_address();
        let mut command = Command::new(std::env::current_exe().expect("our own program"));
        command.args(["peer", &ground.database, &address]).arg(pages);
        Self::start(command, address)
    }

    fn start(mut command: Command, address: String) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        for _ in 0..30_000 {
            if TcpStream::connect(&address).is_ok() {
                return Self { child, address };
            }
            if child.try_wait().expect("a child").is_some() {
                let mut said = String::new();
                let mut err = child.stderr.take().expect("a pipe");
                err.read_to_string(&mut said).expect("words");
                panic!("it ended: {said}");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("it does not listen");
    }

    /// The memory it has now, in megabytes.
    pub fn resident_mb(&self) -> f64 {
        memory_mb(self.child.id(), "VmRSS:")
    }
}

/// A line of the status of a process, in megabytes.
pub fn memory_mb(process: u32, line: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|found| found.strip_prefix(line))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kb.unwrap_or_default() / 1024.0
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap_or_default();
        drop(self.child.wait());
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
