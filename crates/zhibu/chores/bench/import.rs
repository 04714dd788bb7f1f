//! The import of a roster, against the engine alone copying the very rows.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zhibu_rules::citizen_id::CitizenId;

use super::bare_copy;
use super::client::Client;
use super::ground::{Ground, Targets};
use super::pages::Series;
use super::replay::Told;
use super::server::{Server, memory_mb};
use super::table::Table;

/// People of a roster, about.
const PEOPLE: usize = 20_000;

/// Imports into a copy of the house, twice: alone, and while statistics are asked for.
pub async fn measure(table: &mut Table, ground: &Ground, copy: &Ground, targets: &Targets) {
    let [first, second] = rosters(ground, targets);
    let before = bare_copy::Mark::of(copy).await;
    let begun = Instant::now();
    let mut child = import(copy, &first, targets);
    let mut peak: f64 = 0.0;
    while child.try_wait().expect("a child").is_none() {
        peak = peak.max(memory_mb(child.id(), "VmHWM:"));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().expect("a child").success(), "the roster is taken in");
    let took = begun.elapsed();
    let (rows, people, bare) = bare_copy::time(copy, &before).await;
    println!("import: {people} people, {rows} rows; the engine alone {:.1} s", bare.as_secs_f64());
    let rate = |time: Duration| people as f64 / time.as_secs_f64();
    table.rates("people imported, all rows and indexes", (rate(took), rate(bare)), "/s", 1.0 / 3.0);
    table.figure("memory of the import", peak, "MB", 300.0);
    meanwhile(table, copy, targets, &second);
}

/// Statistics while an import is under way.
fn meanwhile(table: &mut Table, copy: &Ground, targets: &Targets, roster: &Path) {
    let file = copy.folder.join("peer.json");
    let told = Told {
        points: targets.people.iter().map(|person| (person.area, person.period)).collect(),
        look: Vec::new(),
        pages: Default::default(),
    };
    std::fs::write(&file, serde_json::to_vec(&told).expect("texts are JSON")).expect("the folder is ours");
    let peer = Server::peer(copy, &file);
    let (server, _) = Server::zhibu(copy);
    let mut ours = Client::to(&server.address, &targets.session);
    let mut theirs = Client::to(&peer.address, "");
    let root = targets.root;
    let mut any = Series::of(
        targets.orgs.iter().flat_map(|org| [format!("/statistics/{root}"), format!("/statistics/{org}")]),
    );
    let mut point = Series::of((0..targets.people.len()).map(|at| format!("/point/{at}")));
    let mut child = import(copy, roster, targets);
    let mut round = 0;
    while child.try_wait().expect("a child").is_none() {
        any.ask(&mut ours, round);
        point.ask(&mut theirs, round);
        round += 1;
    }
    table.times("statistics during an import", &any.times, &point.times, 4.0);
}

fn zhibu(ground: &Ground) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhibu"));
    command
        .env_clear()
        .env("ZHIBU_DATABASE", &ground.database)
        .env("ZHIBU_KEY_FILE", &ground.key_file)
        .env("ZHIBU_ADDRESS", "http://localhost")
        .env("ZHIBU_SITE_NAME", "Zhibu")
        .env("ZHIBU_RUN_BY", "Zhibu")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn import(ground: &Ground, roster: &Path, targets: &Targets) -> Child {
    let mut command = zhibu(ground);
    command.args(["import", "roster"]).arg(roster);
    command.args(["--org", &targets.roster_code, "--apply"]).spawn().expect("it starts")
}

/// Two rosters of people who are not there yet: those of the house under other names and numbers.
fn rosters(ground: &Ground, targets: &Targets) -> [PathBuf; 2] {
    let exported = ground.folder.join("roster.csv");
    if !exported.exists() {
        let mut command = zhibu(ground);
        command.args(["export", "roster", "--org", &targets.roster_code, "--out"]).arg(&exported);
        assert!(command.status().expect("it starts").success(), "the roster is written");
    }
    let roster = std::fs::read(&exported).expect("the roster is there");
    [("98", "1601", "安"), ("97", "1602", "宁")].map(|(region, segment, added)| {
        let path = ground.folder.join(format!("roster-{region}.csv"));
        std::fs::write(&path, renamed(&roster, region, segment, added)).expect("the folder is ours");
        path
    })
}

/// The same roster with other names, citizen ids of another region and other numbers.
fn renamed(roster: &[u8], region: &str, segment: &str, added: &str) -> Vec<u8> {
    let mut lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(roster);
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut places: Option<[Option<usize>; 3]> = None;
    for line in lines.records().take(PEOPLE + 2) {
        let line = line.expect("our own roster");
        let mut cells: Vec<String> = line.iter().map(str::to_owned).collect();
        let Some([name, number, mobile]) = places else {
            let place = |heading: &str| cells.iter().position(|cell| cell == heading);
            let found = [place("姓名"), place("公民身份证号"), place("手机号")];
            places = found[0].map(|_| found);
            out.write_record(&cells).expect("memory");
            continue;
        };
        if let Some(cell) = name.and_then(|at| cells.get_mut(at)) {
            cell.push_str(added);
        }
        if let Some(cell) = number.and_then(|at| cells.get_mut(at))
            && cell.len() == 18
            && let Ok(other) = CitizenId::with_check_digit(&format!("{region}{}", &cell[2..17]))
        {
            *cell = other.as_str().to_owned();
        }
        if let Some(cell) = mobile.and_then(|at| cells.get_mut(at))
            && cell.len() == 11
        {
            *cell = format!("{segment}{}", &cell[4..]);
        }
        out.write_record(&cells).expect("memory");
    }
    out.into_inner().expect("memory")
}
