//! Rosters: in, checked, shown at once, and back.

mod files;
mod import;
mod lists;
mod pages;
mod round;

use std::path::PathBuf;

use tempfile::TempDir;
use zhibu_access::org::Org;
use zhibu_access::permit::Scope;
use zhibu_access::role::{ListPeople, ReadStatistics};
use zhibu_kernel::{Actor, Day, Fault, Read, Tx};
use zhibu_registry::person::list::{self, Figure, Line, Place};
use zhibu_registry::roster::{self, BatchId, State, Worker, cli};
use zhibu_registry::stat::{self, Figures};
use zhibu_testhouse::House;

/// A county with a town and two branches; the town has the code `T1`.
pub(crate) struct County {
    pub(crate) town: Org,
    pub(crate) folder: TempDir,
}

impl County {
    pub(crate) async fn found(house: &House) -> Self {
        let county = house.found_county().await;
        let town = house.add_org(&county, "committee", "柳溪镇党委").await;
        for name in ["柳溪村党支部", "石桥村党支部"] {
            house.add_org(&town, "branch", name).await;
        }
        house
            .by_system(&town, async |tx: &mut Tx, town: &Org| {
                tx.execute(zhibu_kernel::bind!(
                    zhibu_kernel::sql!(
                        "INSERT INTO access_org_code (code, org_id, valid_from) VALUES ('T1', $1, 19560401)"
                    ),
                    town.id
                ))
                .await?;
                tx.audit(&zhibu_kernel::audit::Entry::did("test.code")).await
            })
            .await;
        Self { town, folder: tempfile::tempdir().unwrap() }
    }

    /// The file of a name in this county's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The members of the town today.
    pub(crate) async fn members(&self, house: &House) -> Vec<Line> {
        let actor = Actor::system("test");
        let lines = house
            .db
            .read(&actor, &self.town, async |read: &mut Read, town: &Org| {
                let scope = Scope::<ListPeople>::under(read.actor(), &town.spot())?;
                let today = read.today();
                list::page(read, &scope, &Figure::members(), today, &Place::default(), 500).await
            })
            .await;
        lines.unwrap()
    }

    /// The figures of the town today.
    pub(crate) async fn figures(&self, house: &House) -> Figures {
        let actor = Actor::system("test");
        let figures = house
            .db
            .read(&actor, &self.town, async |read: &mut Read, town: &Org| {
                let scope = Scope::<ReadStatistics>::under(read.actor(), &town.spot())?;
                let today = read.today();
                stat::figures(read, &scope, today).await
            })
            .await;
        figures.unwrap()
    }

    /// What the command line answers to an import of files.
    pub(crate) async fn import(&self, house: &House, files: &[&str], apply: bool) -> cli::Report {
        let paths: Vec<PathBuf> = files.iter().map(|name| self.path(name)).collect();
        let day = Day::from_number(20_260_630);
        cli::import(&house.db, &paths, "T1", day, apply, &|_, _, _| {}).await.unwrap()
    }
}

/// Names and values that a test compares before and after.
pub(crate) fn names(lines: &[Line]) -> Vec<String> {
    let mut names: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
    names.sort();
    names
}

/// Asks something of a batch as the program itself; works it off when told to.
pub(crate) async fn undo(house: &House, id: BatchId) {
    let system = Actor::system("test");
    house
        .db
        .change(&system, &id, async |tx: &mut Tx, id: &BatchId| {
            let opened = roster::open_by_system(tx, *id).await?;
            roster::ask_undo(tx, opened).await
        })
        .await
        .unwrap();
    roster::work(&house.db).await.unwrap();
}

/// How far a batch has come.
pub(crate) async fn state(house: &House, id: BatchId) -> State {
    let system = Actor::system("test");
    let state = house
        .db
        .read(&system, &id, async |read: &mut Read, id: &BatchId| {
            Ok::<_, roster::Refused>(roster::open_by_system(read, *id).await?.0.state)
        })
        .await;
    state.unwrap()
}

/// A worker that is stopped before a batch is shown: some steps, then nothing.
pub(crate) async fn stopped_after(house: &House, steps: usize) -> Result<(), Fault> {
    let mut worker = Worker::claim(&house.db).await?.expect("a batch waits");
    for _ in 0..steps {
        worker.step().await?;
    }
    Ok(())
}
