//! The demo as a process of its own, for chores that use it as people do.

use std::process::Stdio;

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A sign-in that the demo prints.
#[derive(Clone, Debug, Deserialize)]
pub struct SignIn {
    /// The role.
    pub role: String,
    /// What is typed.
    pub user: String,
    /// The password.
    pub password: String,
}

#[derive(Deserialize)]
struct Printed {
    url: String,
    sign_ins: Vec<SignIn>,
}

/// A demo that runs until it is dropped.
pub struct Demo {
    /// Who can sign in.
    pub sign_ins: Vec<SignIn>,
    url: String,
    _child: Child,
    _folder: TempDir,
}

impl Demo {
    /// Starts a demo with so many members in a folder of its own.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(members: u32) -> Self {
        let folder = zhibu_testhouse::scratch();
        #[expect(clippy::disallowed_methods, reason = "a chore starts the program as people do")]
        let mut child = Command::new(env!("CARGO_BIN_EXE_zhibu"))
            .args(["demo", "--json", "--listen", "127.0.0.1:0", "--members", &members.to_string(), "--data"])
            .arg(folder.path().join("data"))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the demo starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = lines.next_line().await.expect("the demo speaks").expect("the demo prints a line");
        let printed: Printed = serde_json::from_str(&line).expect("the line is JSON");
        Self { sign_ins: printed.sign_ins, url: printed.url, _child: child, _folder: folder }
    }

    /// A page's whole address.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url.trim_end_matches('/'))
    }
}
