//! `cargo xtask faults`: the program is killed, and its power is cut, under write load.
//!
//! A child process enters and changes people as fast as it can and says aloud what was
//! acknowledged. It is killed at a random moment, a hundred times; twenty times more the writes
//! that were not yet synced are taken back too. After each, what was acknowledged must be there
//! exactly once, nothing may be there by half, and figures must equal a recount.
//!
//! The check can fail: the last act runs power cuts on a disk that is deaf to every sync, and must
//! find acknowledged changes gone.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use uuid::Uuid;
use zhibu_access::org::{self, NewOrg, Org};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{EditPerson, ManageOrg};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::clock::pause;
use zhibu_kernel::seal::{Keyring, Suite};
use zhibu_kernel::{Actor, Clock, Db, Deed, Fault, Read, Tx, bind, migrate, random, sql};
use zhibu_registry::person::{self, Change, Facts, PersonId};
use zhibu_registry::stat;

#[path = "faults/cut.rs"]
mod cut;

/// Writers at the same time in the child.
const WRITERS: usize = 8;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match words.as_slice() {
        [role, folder] if role == "child" => runtime.block_on(child(Path::new(folder))),
        _ => return runtime.block_on(parent()),
    }
    ExitCode::SUCCESS
}

async fn parent() -> ExitCode {
    let full = std::env::var_os("ZHIBU_FAULTS_FULL").is_some();
    let (kills, cuts) = if full { (1_000, 200) } else { (100, 20) };
    let scratch = tempfile::tempdir().expect("a folder");
    let library = cut::library(scratch.path());

    let killed = run(&scratch.path().join("kill"), kills, None, false).await;
    println!("{kills} kills: {killed}");
    let dark = run(&scratch.path().join("cut"), cuts, Some(&library), false).await;
    println!("{cuts} power cuts: {dark}");
    let proof = run(&scratch.path().join("deaf"), 10, Some(&library), true).await;
    println!("10 power cuts with a disk that is deaf to syncs, where losses must be found: {proof}");

    let right = killed.is_right() && dark.is_right() && dark.writes_lost > 0 && !proof.is_right();
    println!("{}", if right { "all acknowledged changes are there exactly once" } else { "FAILED" });
    if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came out of a row of faults.
#[derive(Debug, Default)]
struct Found {
    acknowledged: usize,
    lost: usize,
    half: usize,
    differences: usize,
    broken: usize,
    writes_lost: usize,
}

impl Found {
    fn is_right(&self) -> bool {
        self.acknowledged > 0 && self.lost + self.half + self.differences + self.broken == 0
    }
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} acknowledged, {} lost or doubled, {} half, {} figures differ, {} broken files, {} unsynced writes taken back",
            self.acknowledged, self.lost, self.half, self.differences, self.broken, self.writes_lost
        )
    }
}

/// So many faults in one folder, with a look after each.
async fn run(folder: &Path, rounds: usize, library: Option<&PathBuf>, deaf: bool) -> Found {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    found_house(folder).await;
    let mut found = Found::default();
    let mut acknowledged = BTreeSet::new();
    for _ in 0..rounds {
        let (mut child, said) = start(folder, library, deaf);
        let [dice] = random::bytes::<1>();
        pause(Duration::from_millis(60 + u64::from(dice))).await;
        child.kill().expect("the child can be killed");
        child.wait().expect("the child ends");
        if library.is_some() {
            found.writes_lost += cut::put_back(folder);
        }
        acknowledged.extend(std::mem::take(&mut *said.lock().expect("nobody panics with it")));
        look(folder, &acknowledged, &mut found).await;
        if found.broken > 0 {
            break;
        }
    }
    found.acknowledged = acknowledged.len();
    found
}

type Said = Arc<Mutex<Vec<String>>>;

fn start(folder: &Path, library: Option<&PathBuf>, deaf: bool) -> (Child, Said) {
    #[expect(clippy::disallowed_methods, reason = "a chore starts itself as the program that is killed")]
    let mut command = Command::new(std::env::current_exe().expect("our own program"));
    command.args(["child"]).arg(folder).stdout(Stdio::piped());
    if let Some(library) = library {
        command.env("LD_PRELOAD", library).env("ZHIBU_CUT", folder);
    }
    if deaf {
        command.env("ZHIBU_CUT_DEAF", "1");
    }
    let mut child = command.spawn().expect("the child starts");
    let out = child.stdout.take().expect("a pipe");
    let said = Said::default();
    let kept = Arc::clone(&said);
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            kept.lock().expect("nobody panics with it").push(line);
        }
    });
    (child, said)
}

async fn open(folder: &Path) -> Result<Db, Fault> {
    let key_file = folder.join("keys");
    let keys =
        if key_file.exists() { Keyring::load(&key_file) } else { Keyring::create(&key_file, Suite::Aes) };
    let clock = Clock::system(TimeZone::UTC);
    let address = format!("sqlite:{}", folder.join("zhibu.sqlite").display());
    Db::open(&address, clock, Arc::new(keys.expect("the key file is sound"))).await
}

async fn found_house(folder: &Path) {
    let db = open(folder).await.expect("the database opens");
    let rooms = zhibu::rooms::rooms();
    let steps = migrate::STEPS.iter().chain(rooms.iter().flat_map(|room| room.steps)).copied();
    migrate::run(&db, steps.collect::<Vec<_>>()).await.expect("the migrations run");
    db.change(&Actor::system("faults"), &(), async |tx: &mut Tx, (): &()| {
        let new = NewOrg {
            kind: "branch".into(),
            code: None,
            name: "柳溪村党支部".into(),
            short_name: None,
            can_approve_probationary: false,
            is_area: true,
            unit_situation: None,
            founded_on: tx.today(),
        };
        let permit = Permit::<ManageOrg>::by_system(tx.actor(), "faults")?;
        let deed = Deed::now(tx.now(), tx.today());
        org::found(tx, permit, new, &deed).await?;
        Ok::<_, Denied>(())
    })
    .await
    .expect("the branch is founded");
    db.close().await;
}

/// The program that is killed: enters people and changes them, and says what was acknowledged.
async fn child(folder: &Path) {
    let db = open(folder).await.expect("the database opens");
    let root = db
        .read(&Actor::system("faults"), &(), async |read: &mut Read, (): &()| org::root(read).await)
        .await
        .expect("the branch can be read")
        .expect("there is a branch");
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        tasks.spawn(write(db.clone(), root.clone()));
    }
    tasks.spawn(async move {
        loop {
            stat::fold(&db).await.expect("figures can be folded");
            pause(Duration::from_millis(20)).await;
        }
    });
    tasks.join_all().await;
}

async fn write(db: Db, org: Org) {
    loop {
        let id = enter(&db, &org).await.expect("a person can be entered");
        say(&format!("enter {}", id.0.simple()));
        for step in 0..3_i64 {
            edit(&db, id, step).await.expect("a person can be changed");
            say(&format!("edit {} {step}", id.0.simple()));
        }
    }
}

/// Says aloud what was acknowledged: it is said before anybody can rely on it.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("the parent listens");
}

async fn enter(db: &Db, org: &Org) -> Result<PersonId, Fault> {
    db.change(&Actor::system("faults"), org, async |tx: &mut Tx, org: &Org| {
        let today = tx.today();
        let person = person::enter(tx, org, Facts::someone("孙禾青", today), today, None).await?;
        let entry = Entry::did("faults.person.enter").on("person", person.id.0).within(org.id.0, org.area);
        tx.audit(&entry).await?;
        Ok(person.id)
    })
    .await
}

async fn edit(db: &Db, id: PersonId, step: i64) -> Result<(), Denied> {
    db.change(&Actor::system("faults"), &(id, step), async |tx: &mut Tx, (id, step): &(PersonId, i64)| {
        let (today, now) = (tx.today(), tx.now());
        let (person, _) = person::open_by_system::<EditPerson>(tx, *id, "faults").await?;
        let facts = Facts { education: Some(format!("{}", 21 + step)), ..person.facts.clone() };
        let change = Change { facts, spot: person.spot(), from: today };
        person::put(tx, &person, &change, &Deed::now(now, today)).await?;
        let entry = Entry::did("faults.person.edit").on("person", id.0).because(step.to_string());
        Ok(tx.audit(&entry.within(person.org.0, person.area)).await?)
    })
    .await
}

/// Looks whether everything is as it was acknowledged.
async fn look(folder: &Path, acknowledged: &BTreeSet<String>, found: &mut Found) {
    let Ok(db) = open(folder).await else {
        found.broken += 1;
        return;
    };
    let there =
        db.read(&Actor::system("faults"), &(), async |read: &mut Read, (): &()| changes(read).await).await;
    match there {
        Ok((done, half, sound)) => {
            found.half += half;
            found.broken += usize::from(!sound);
            found.lost += acknowledged
                .iter()
                .filter(|said| done.iter().filter(|done| done == said).count() != 1)
                .count();
        }
        Err(_) => found.broken += 1,
    }
    stat::fold_all(&db).await.expect("figures can be folded");
    found.differences += stat::recount(&db).await.expect("figures can be recounted").len();
    db.close().await;
}

/// What was done, by the log; how many changes are there by half; whether the file is sound.
async fn changes(read: &mut Read) -> Result<(Vec<String>, usize, bool), Fault> {
    let mut done = Vec::new();
    for row in read
        .rows(sql!(
            "SELECT act, subject_id, reason FROM kernel_audit WHERE act LIKE 'faults.person.%' ORDER BY id"
        ))
        .await?
    {
        let (act, id): (String, Uuid) = (row.get("act")?, row.get("subject_id")?);
        let step: Option<String> = row.get("reason")?;
        done.push(match step {
            Some(step) if act.ends_with("edit") => format!("edit {} {step}", id.simple()),
            _ => format!("enter {}", id.simple()),
        });
    }
    let half = sql!(
        "SELECT (SELECT count(*) FROM kernel_audit a WHERE a.act = 'faults.person.enter' AND NOT EXISTS \
         (SELECT 1 FROM registry_person p WHERE p.person_id = a.subject_id)) \
         + (SELECT count(*) FROM registry_place l WHERE NOT EXISTS \
         (SELECT 1 FROM registry_person p WHERE p.person_id = l.person_id)) \
         + (SELECT count(*) FROM registry_person p WHERE NOT EXISTS \
         (SELECT 1 FROM kernel_audit a WHERE a.subject_id = p.person_id)) \
         + abs((SELECT count(*) FROM kernel_audit WHERE act = 'faults.person.edit') \
         - (SELECT count(*) FROM registry_field_change))"
    );
    let half: i64 = read.value(bind!(half)).await?.unwrap_or(0);
    let sound: Option<String> = read.value(sql!("PRAGMA integrity_check")).await?;
    Ok((done, usize::try_from(half).unwrap_or(0), sound.as_deref() == Some("ok")))
}
