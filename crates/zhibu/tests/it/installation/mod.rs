//! An installation from its first file of settings to an orderly end, as a process, on both
//! databases: settings checked, three administrators made apart, signed in with two factors.

mod client;

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStderr};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use zhibu_testhouse::{Database, template};

use self::client::{Answer, Client, hidden, set_value};
use crate::process::zhibu;

const PASSWORD: &str = "quiet-willow-harbour-9";

/// A running installation with what it says.
struct Running {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
    listen: String,
    metrics: String,
}

impl Running {
    fn start(settings: &str) -> Self {
        let mut child = zhibu(&["serve", "--config", settings]).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let served = wait_for(&mut said, "pages are served");
        let at = |name: &str| served[name].as_str().unwrap().to_owned();
        Self { child, said, listen: at("listen"), metrics: at("metrics") }
    }

    /// Asks it to end; answers once it has heard.
    fn ask_to_end(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        wait_for(&mut self.said, "asked to end");
    }
}

/// Reads what the program says until a message comes.
fn wait_for(said: &mut Lines<BufReader<ChildStderr>>, message: &str) -> Value {
    said.map(Result::unwrap)
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
        .find(|line| line["message"] == message)
        .unwrap_or_else(|| panic!("the program ended without saying: {message}"))
}

/// Writes the file of settings, with TLS by file.
fn settings(folder: &Path, database: &str) -> String {
    let path = |name: &str| folder.join(name).display().to_string();
    fs::write(path("tls.pem"), include_str!("localhost.pem")).unwrap();
    fs::write(path("tls.key"), include_str!("localhost.key.pem")).unwrap();
    let text = format!(
        "site_name = \"青澜党建\"\nrun_by = \"中共青澜县委组织部\"\ndatabase = \"{database}\"\n\
         key_file = \"{}\"\nlisten = \"127.0.0.1:0\"\nmetrics_listen = \"127.0.0.1:0\"\n\
         address = \"https://localhost\"\ntls_certificate = \"{}\"\ntls_key = \"{}\"\n\
         messages_file = \"{}\"\nlanguage = \"zh-CN\"\n",
        path("zhibu.key"),
        path("tls.pem"),
        path("tls.key"),
        path("messages.txt"),
    );
    fs::write(path("zhibu.toml"), text).unwrap();
    path("zhibu.toml")
}

/// The activation codes of the three, in the order system, security, auditor.
fn make_administrators(settings: &str) -> Vec<String> {
    let made = zhibu(&["admin", "create", "--config", settings])
        .args(["--system", "xitong", "--security", "anquan", "--auditor", "shenji"])
        .args(["--root", "中共青澜县委员会", "--root-code", "051024"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let slips = String::from_utf8(made.stdout).unwrap();
    let codes = slips.lines().filter_map(|line| line.split_once("启用码"));
    codes
        .map(|(_, rest)| {
            let is_of_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let rest = rest.trim_start_matches(|c| !is_of_code(c));
            rest.chars().take_while(|c| is_of_code(*c)).collect()
        })
        .collect()
}

/// Seconds since 1970: the authenticator in somebody's hand has a clock of its own.
fn seconds() -> u64 {
    let now = zhibu_kernel::Clock::system(jiff::tz::TimeZone::UTC).now();
    u64::try_from(now.0 / 1000).unwrap()
}

fn shown(key: &str, seconds: u64) -> String {
    let secret = totp_rs::Secret::try_from_base32(key.replace(' ', "")).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(seconds).to_string()
}

/// The first sign-in by activation code, an authenticator, and another sign-in with both factors.
fn begin(client: &mut Client, user: &str, code: &str) -> Answer {
    let asked = client.post("/sign-in/activation", &[("activation", code)]);
    let flow = hidden(&asked, "flow");
    client.post("/sign-in/choose", &[("flow", &flow), ("password", PASSWORD)]).leads_on();
    let begun = client.post("/me/security/authenticator/begin", &[]);
    let (flow, key) = (hidden(&begun, "flow"), set_value(&begun, "id=\"key\""));
    let now = seconds();
    let set = client.post("/me/security/authenticator", &[("flow", &flow), ("code", &shown(&key, now))]);
    assert!(set.text.contains("恢复码"), "{}", set.text);

    client.forget();
    let asked = client.post("/sign-in/password", &[("user", user), ("password", PASSWORD)]);
    let flow = hidden(&asked, "flow");
    let wrong = client.post("/sign-in/second", &[("flow", &flow), ("code", "000000")]);
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    let flow = hidden(&wrong, "flow");
    // A code counts once; the app's next one is taken a little early.
    let signed_in = client.post("/sign-in/second", &[("flow", &flow), ("code", &shown(&key, now + 30))]);
    signed_in.leads_on();
    signed_in
}

fn lives(folder: &Path, database: &str) {
    let settings = settings(folder, database);
    let checked = zhibu(&["config", "check", "--config", &settings]).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let codes = make_administrators(&settings);
    assert_eq!(codes.len(), 3);

    let mut running = Running::start(&settings);
    let mut passer_by = Client::over_tls(&running.listen);
    assert_eq!(passer_by.get("/healthz").text, "up\n");
    assert_eq!(passer_by.get("/readyz").text, "ready\n");
    let own = [("xitong", "/system"), ("anquan", "/accounts"), ("shenji", "/audit")];
    for ((user, page), code) in own.iter().zip(&codes) {
        let mut client = Client::over_tls(&running.listen);
        assert_eq!(client.get(page).status, 303, "{page} asks who it is");
        begin(&mut client, user, code);
        for (_, other) in own {
            let expected = if other == *page { 200 } else { 403 };
            assert_eq!(client.get(other).status, expected, "{user} at {other}");
        }
        let again = passer_by.post("/sign-in/activation", &[("activation", code)]);
        assert_eq!(again.status, 422, "an activation code counts once");
    }
    let metrics = Client::plain(&running.metrics).get("/metrics").text;
    assert!(metrics.contains("zhibu_database_up 1"), "{metrics}");
    assert!(metrics.contains("route=\"/sign-in/second\",method=\"POST\",status=\"303\"} 3"), "{metrics}");

    // A request that is under way when the process is asked to end is answered.
    let fields = [("user", "xitong"), ("password", PASSWORD)];
    let under_way = passer_by.begin_post("/sign-in/password", &fields);
    running.ask_to_end();
    let answer = under_way.finish();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.text.contains("name=\"code\""), "{}", answer.text);
    assert!(running.child.wait().unwrap().success());

    // The second run finds what the first has left.
    let mut running = Running::start(&settings);
    let mut client = Client::over_tls(&running.listen);
    let asked = client.post("/sign-in/password", &fields);
    assert!(asked.text.contains("name=\"code\""), "{}", asked.text);
    running.ask_to_end();
    assert!(running.child.wait().unwrap().success());
}

#[test]
fn an_installation_lives_on_sqlite() {
    let folder = zhibu_testhouse::scratch();
    let database = format!("sqlite:{}", folder.path().join("zhibu.sqlite").display());
    lives(folder.path(), &database);
}

#[tokio::test]
async fn an_installation_lives_on_postgres() {
    let empty: Database = template("empty", |_| async {}).await;
    let folder = zhibu_testhouse::scratch();
    let (url, at) = (empty.url().to_owned(), folder.path().to_owned());
    tokio::task::spawn_blocking(move || lives(&at, &url)).await.unwrap();
}
