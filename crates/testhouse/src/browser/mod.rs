//! A real Chromium, spoken to by the Chrome DevTools Protocol
//! (https://chromedevtools.github.io/devtools-protocol/).
//!
//! A page is found and used as a person would: by the words on a button, by the label
//! of a field. A step that cannot be done ends the test and says what the page shows.
mod page; // start reading here: opening, reading, waiting

mod checks; // complaints, overflow, axe
mod conditions; // dark, print, offline, without script, passkeys
mod devtools; // the wire
mod find; // from words to an element
mod hands; // click, fill, press, upload, download
mod keys;

pub use checks::{Axe, Complaint};
pub use conditions::Passkeys;
pub use page::{Page, Viewport};

use devtools::{Broken, Wire};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Two cores may be busy compiling and testing while Chromium starts.
const STARTING: Duration = Duration::from_secs(60);

/// Chromium ends by itself when its pipe for debugging (file 3) breaks. Nothing is said
/// there: it breaks when this process ends, even killed, and then no Chromium stays behind.
const LIFELINE: &str = r#"exec "$0" "$@" 3<&0 4>/dev/null </dev/null"#;

/// A Chromium to open pages in. Tests of one program that run at the same time share the
/// process, and nothing else; it ends with the last of them.
pub struct Browser(Arc<Running>);

/// One test's own connection to the process.
pub(super) struct Running {
    wire: Wire,
    process: Arc<Process>,
}

struct Process {
    child: Child,
    address: String,
    folder: TempDir,
}

/// Starting takes a second or more, so it is not done for each test.
static SHARED: Mutex<Weak<Process>> = Mutex::const_new(Weak::new());

impl Browser {
    /// Starts Chromium without a window.
    ///
    /// Panics, so that the test fails, when there is none.
    pub async fn launch() -> Self {
        let process = {
            let mut shared = SHARED.lock().await;
            match shared.upgrade() {
                Some(process) => process,
                None => {
                    let process = Arc::new(Process::launch().await);
                    *shared = Arc::downgrade(&process);
                    process
                }
            }
        };
        let wire = Wire::connect(&process.address).await;
        let wire = wire.unwrap_or_else(|broken| panic!("{}: {broken}", process.address));
        Self(Arc::new(Running { wire, process }))
    }

    /// A page of its own: no cookie, storage or cache is shared with another.
    pub async fn page(&self, viewport: Viewport) -> Page {
        Page::open(self.0.clone(), viewport).await.unwrap_or_else(|broken| panic!("opening a page: {broken}"))
    }
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("ZHIBU_TEST_CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| ["chromium", "google-chrome"].map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

async fn start(program: &Path) -> Result<Process, Broken> {
    let folder = crate::scratch();
    let said = folder.path().join("stderr");
    let stderr = std::fs::File::create(&said).map_err(Broken::Start)?;
    let child = Command::new("sh")
        .args(["-c", LIFELINE])
        .arg(program)
        .args([
            "--headless=new",
            "--remote-debugging-pipe",
            "--remote-debugging-port=0",
            // Only our own pages are opened, and the sandbox works neither for root nor
            // in most containers.
            "--no-sandbox",
            "--disable-dev-shm-usage", // containers give it 64 MB
            "--disable-gpu",
            "--no-first-run",
            "--no-default-browser-check",
            "--no-service-autorun",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--disable-sync",
            "--disable-features=Translate,MediaRouter,OptimizationHints",
            "--password-store=basic",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--font-render-hinting=none",
            "--lang=zh-CN",
        ])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg("about:blank")
        // Its crash reports go there too, not into the home of whoever runs the tests.
        .env("XDG_CONFIG_HOME", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .map_err(Broken::Start)?;
    // Ends the child too when it never listens.
    let mut process = Process { child, address: String::new(), folder };
    match process.listens().await {
        Ok(address) => process.address = address,
        Err(broken) => {
            eprintln!("{}", std::fs::read_to_string(said).unwrap_or_default());
            return Err(broken);
        }
    }
    Ok(process)
}

impl Process {
    async fn launch() -> Self {
        let program = program().unwrap_or_else(|| {
            panic!(
                "no browser for this test: call `cargo xtask test`, \
                 or set ZHIBU_TEST_CHROMIUM to a Chromium or Chrome"
            )
        });
        match start(&program).await {
            Ok(process) => process,
            Err(broken) => panic!("{}: {broken}", program.display()),
        }
    }

    /// Chromium writes its port and path into a file as soon as it listens.
    async fn listens(&mut self) -> Result<String, Broken> {
        let file = self.folder.path().join("profile/DevToolsActivePort");
        let deadline = Instant::now() + STARTING;
        loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.split_once('\n')
                && path.starts_with("/devtools/")
            {
                return Ok(format!("ws://127.0.0.1:{port}{}", path.trim_end()));
            }
            if let Some(status) = self.child.try_wait().map_err(Broken::Start)? {
                return Err(Broken::Ended(status));
            }
            if Instant::now() > deadline {
                return Err(Broken::Late("starting".into()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(cause) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("ending Chromium: {cause}");
        }
    }
}

impl Running {
    /// A folder for what the page `target` downloads.
    async fn keep_downloads(&self, context: &str, target: &str) -> Result<PathBuf, Broken> {
        let folder = self.process.folder.path().join(target);
        std::fs::create_dir(&folder).map_err(Broken::Start)?;
        let how = json!({
            "behavior": "allowAndName", "browserContextId": context,
            "downloadPath": folder, "eventsEnabled": true,
        });
        self.wire.call(None, "Browser.setDownloadBehavior", how).await?;
        Ok(folder)
    }
}
