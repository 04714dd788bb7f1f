//! The program as its operators meet it: a real process, real files, real requests.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use jiff::tz::TimeZone;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use zhibu::demo::{self, Holds, Sample};
use zhibu_access::org::{self, NewOrg};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::ManageOrg;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::seal::{Keyring, Suite};
use zhibu_kernel::{Actor, Day, Deed, Tx, setting};

#[expect(clippy::disallowed_methods, reason = "the program under test is a process")]
pub(crate) fn zhibu(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhibu"));
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn demo_in(folder: &Path) -> Command {
    let data = folder.to_str().unwrap();
    zhibu(&["demo", "--json", "--members", "300", "--listen", "127.0.0.1:0", "--data", data])
}

/// Starts a demo and waits for its line.
pub(crate) fn start(mut command: Command) -> (Child, Value) {
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

/// Asks the process to end; answers its exit code and what it said.
pub(crate) fn end(child: Child) -> Output {
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    child.wait_with_output().unwrap()
}

/// A request over the network; the whole answer.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let head = head.replace('\n', "\r\n");
    write!(
        stream,
        "{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn host(ready: &Value) -> String {
    ready["url"].as_str().unwrap().replace("http://", "")
}

async fn holds(folder: &Path) -> Holds {
    let db = open(folder).await;
    let holds = demo::look(&db).await.unwrap();
    db.close().await;
    holds
}

pub(crate) async fn open(folder: &Path) -> zhibu_kernel::Db {
    let database = format!("sqlite:{}", folder.join("zhibu.sqlite").display());
    zhibu::open::open(&database, &folder.join("zhibu.key"), TimeZone::UTC).await.unwrap().db
}

#[tokio::test]
async fn a_demo_is_made_served_and_used_again() {
    let folder = zhibu_testhouse::scratch();
    let (child, ready) = start(demo_in(folder.path()));
    let roles: Vec<&str> = ready["sign_ins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sign_in| sign_in["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles.len(), 9, "{roles:?}");

    let host = host(&ready);
    let front = ask(&host, "GET / HTTP/1.1");
    assert!(front.starts_with("HTTP/1.1 200"), "{front}");
    assert!(front.contains("青澜党建") && front.contains("虚构"), "{front}");
    assert!(ask(&host, "GET /design HTTP/1.1").starts_with("HTTP/1.1 200"));
    assert!(ask(&host, "GET /readyz HTTP/1.1").starts_with("HTTP/1.1 200"));
    assert!(ask(&host, "GET /metrics HTTP/1.1").starts_with("HTTP/1.1 404"));
    for sign_in in ready["sign_ins"].as_array().unwrap() {
        let answer = ask(
            &host,
            &format!(
                "POST /sign-in/password HTTP/1.1\nSec-Fetch-Site: same-origin\n\
                 Content-Type: application/x-www-form-urlencoded\n\nuser={}&password={}",
                sign_in["user"].as_str().unwrap(),
                sign_in["password"].as_str().unwrap()
            ),
        );
        assert!(answer.starts_with("HTTP/1.1 303"), "{sign_in}: {answer}");
    }

    let ended = end(child);
    assert!(ended.status.success(), "{ended:?}");
    let made = Holds::Sample(Sample { members: 300, seed: 1, is_whole: true });
    assert_eq!(holds(folder.path()).await, made);

    let before = fs::read(folder.path().join("zhibu.key")).unwrap();
    let (child, again) = start(demo_in(folder.path()));
    assert_eq!(again["sign_ins"], ready["sign_ins"]);
    assert!(end(child).status.success());
    assert_eq!(fs::read(folder.path().join("zhibu.key")).unwrap(), before);
    assert_eq!(holds(folder.path()).await, made);
}

#[tokio::test]
async fn an_unfinished_demo_is_made_anew_and_other_data_is_left_alone() {
    let folder = zhibu_testhouse::scratch();
    let db = open(folder.path()).await;
    let unfinished = Sample { members: 300, seed: 9, is_whole: false };
    db.change(&Actor::system("test"), &unfinished, async |tx: &mut Tx, sample: &Sample| {
        setting::set(tx, "zhibu.demo", sample).await?;
        tx.audit(&Entry::did("test")).await
    })
    .await
    .unwrap();
    db.close().await;
    assert_eq!(holds(folder.path()).await, Holds::Part);
    let (child, _) = start(demo_in(folder.path()));
    assert!(end(child).status.success());
    assert!(matches!(holds(folder.path()).await, Holds::Sample(s) if s.is_whole && s.seed == 1));

    let other = zhibu_testhouse::scratch();
    let db = open(other.path()).await;
    db.change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
        let permit = Permit::<ManageOrg>::by_system(tx.actor(), "test")?;
        let deed = Deed::now(tx.now(), tx.today());
        Ok::<_, Denied>(org::found(tx, permit, county(), &deed).await?)
    })
    .await
    .unwrap();
    db.close().await;
    let refused = demo_in(other.path()).output().unwrap();
    assert_refused(&refused, "别的数据");
}

fn county() -> NewOrg {
    NewOrg {
        kind: "committee".into(),
        code: None,
        name: "中共云亭县委员会".into(),
        short_name: None,
        can_approve_probationary: true,
        is_area: true,
        unit_situation: None,
        founded_on: Day::from_number(19_500_401).unwrap(),
    }
}

pub(crate) fn assert_refused(output: &Output, sentence: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(sentence), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn a_wrong_or_missing_key_is_refused_with_one_sentence() {
    let folder = zhibu_testhouse::scratch();
    open(folder.path()).await.close().await;
    let key = folder.path().join("zhibu.key");
    let kept = folder.path().join("kept.key");
    fs::rename(&key, &kept).unwrap();
    assert_refused(&demo_in(folder.path()).output().unwrap(), "不见了");
    assert!(!key.exists(), "a new key must not take the lost one's place");

    Keyring::create(&key, Suite::Aes).unwrap();
    assert_refused(&demo_in(folder.path()).output().unwrap(), "属于另一套系统");

    fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
    fs::rename(&kept, &key).unwrap();
    assert_refused(&demo_in(folder.path()).output().unwrap(), "chmod 600");
}

#[test]
fn a_demo_is_open_to_this_machine_only() {
    let folder = zhibu_testhouse::scratch();
    let data = folder.path().join("data");
    let refused =
        zhibu(&["demo", "--listen", "0.0.0.0:0", "--data", data.to_str().unwrap()]).output().unwrap();
    assert_refused(&refused, "不是本机回环地址");
    assert!(!data.exists());
}

#[test]
fn an_installation_begins_with_a_recovery_sheet_and_logs_no_addresses() {
    let folder = zhibu_testhouse::scratch();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite:{}", path("data/zhibu.sqlite"));
    let mut child = zhibu(&["serve"])
        .env("ZHIBU_DATABASE", database)
        .env("ZHIBU_SITE_NAME", "青澜党建")
        .env("ZHIBU_RUN_BY", "中共青澜县委组织部")
        .env("ZHIBU_LISTEN", "127.0.0.1:0")
        .env("ZHIBU_METRICS_LISTEN", "127.0.0.1:0")
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let served: Value = said
        .by_ref()
        .map(Result::unwrap)
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
        .find(|line| line["message"] == "pages are served")
        .unwrap();
    let sheet = fs::metadata(path("data/recovery.txt")).unwrap();
    assert_eq!(sheet.permissions().mode() & 0o777, 0o600);
    let typed = fs::read_to_string(path("data/recovery.txt")).unwrap();
    let lines: Vec<&str> = typed.lines().skip(2).collect();
    let recovered = Keyring::recover(&lines.join("\n")).unwrap();
    let kept = Keyring::load(Path::new(&path("data/zhibu.key"))).unwrap();
    assert_eq!(recovered.fingerprint(), kept.fingerprint());

    let host = served["listen"].as_str().unwrap();
    assert!(ask(host, "GET /search?q=secret-name HTTP/1.1").contains("x-request-id"));
    assert!(ask(host, "GET /sign-in HTTP/1.1").starts_with("HTTP/1.1 200"));
    let metrics = ask(served["metrics"].as_str().unwrap(), "GET /metrics HTTP/1.1");
    for figure in [
        "zhibu_requests_total{route=\"/sign-in\",method=\"GET\",status=\"200\"} 1",
        "zhibu_recovery_sheet_left_on_disk 1",
        "zhibu_database_up 1",
        "zhibu_outbox_waiting 0",
    ] {
        assert!(metrics.contains(figure), "{figure}: {metrics}");
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let rest: Vec<String> = said.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success());
    assert!(rest.iter().any(|line| line.contains("\"route\":\"/sign-in\"")), "{rest:?}");
    assert!(!rest.iter().any(|line| line.contains("secret-name")), "{rest:?}");
}

#[test]
fn settings_are_checked_and_every_fault_is_named() {
    let checked = zhibu(&["config", "check"])
        .env("ZHIBU_LISTEN", "nowhere")
        .env("ZHIBU_LANGUAGE", "en")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert_eq!(checked.status.code(), Some(1));
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.contains("site_name is not set"), "{said}");
}
