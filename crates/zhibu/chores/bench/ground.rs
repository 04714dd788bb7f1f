//! The house that is measured: a demo county or city, made once and used again.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use sqlx::{AssertSqlSafe, Connection as _};
use uuid::Uuid;
use zhibu::demo::{self, Holds};
use zhibu_access::account::session::{self, Began};
use zhibu_access::account::{AccountId, GrantId};
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{ReadPerson, ReadStatistics};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Db, Read, Tx};
use zhibu_registry::person::counted::Dimension;
use zhibu_registry::person::{self, PersonId};
use zhibu_registry::stat;
use zhibu_web::desk::percent;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where a house lies.
#[derive(Clone, Debug)]
pub struct Ground {
    pub engine: Engine,
    pub database: String,
    pub key_file: PathBuf,
    pub folder: PathBuf,
    /// Of a copy: the file of which it is one.
    pub original: Option<PathBuf>,
}

/// The seed of what is measured.
const SEED: u64 = 1;
/// How many of each kind of page are asked for in turn.
const SAMPLE: usize = 200;

pub fn system() -> Actor {
    Actor::system("bench")
}

impl Ground {
    /// A house with so many members: the one of an earlier run, or a new one.
    pub async fn with(engine: Engine, members: usize) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{engine:?}-{members}"));
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let database = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.join("zhibu.sqlite").display()),
            Engine::Postgres => postgres(&format!("zhibu_bench_{members}")).await,
        };
        let ground = Self { engine, database, key_file: folder.join("zhibu.key"), folder, original: None };
        let db = ground.open().await;
        match demo::look(&db).await.expect("the house can be read") {
            Holds::Sample(_) => {}
            Holds::Nothing => {
                println!("making a house of {members} members");
                let begun = std::time::Instant::now();
                demo::make(&db, members, SEED, &|_| {}).await.expect("the house is made");
                println!("made in {:.0} s", begun.elapsed().as_secs_f64());
            }
            other => panic!("{} holds {other:?}: remove it", ground.database),
        }
        db.close().await;
        ground
    }

    /// A copy of it, for what is not to stay.
    pub async fn copy(&self) -> Self {
        let folder = self.folder.join("copy");
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir(&folder).expect("the folder can be made");
        let key_file = folder.join("zhibu.key");
        std::fs::copy(&self.key_file, &key_file).expect("the keys are there");
        let original = self.folder.join("zhibu.sqlite");
        let database = match self.engine {
            Engine::Sqlite => {
                let mut conn = sqlx::SqliteConnection::connect(&self.database).await.expect("the database");
                let all = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).await;
                all.expect("nobody has it open");
                let file = folder.join("zhibu.sqlite");
                std::fs::copy(&original, &file).expect("there is room for a copy");
                format!("sqlite:{}", file.display())
            }
            Engine::Postgres => {
                let (server, name) = self.database.rsplit_once('/').expect("an address with a database");
                let mut conn = sqlx::PgConnection::connect(&admin()).await.expect("the cluster answers");
                for act in [
                    format!("DROP DATABASE IF EXISTS {name}_copy"),
                    format!("CREATE DATABASE {name}_copy TEMPLATE {name}"),
                ] {
                    sqlx::query(AssertSqlSafe(act)).execute(&mut conn).await.expect("nobody has it open");
                }
                format!("{server}/{name}_copy")
            }
        };
        Self { engine: self.engine, database, key_file, folder, original: Some(original) }
    }

    /// Takes a copy away again.
    pub async fn remove(self) {
        std::fs::remove_dir_all(&self.folder).expect("it is ours");
        if self.engine == Engine::Postgres {
            let (_, name) = self.database.rsplit_once('/').expect("an address with a database");
            let mut conn = sqlx::PgConnection::connect(&admin()).await.expect("the cluster answers");
            let drop = format!("DROP DATABASE {name}");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut conn).await.expect("nobody has it open");
        }
    }

    pub async fn open(&self) -> Db {
        let opened = zhibu::open::open(
            &self.database,
            &self.key_file,
            TimeZone::get("Asia/Shanghai").expect("a zone"),
        );
        opened.await.expect("the house opens").db
    }
}

/// A database of the cluster that we were given.
async fn postgres(name: &str) -> String {
    let admin = admin();
    let (server, _) = admin.rsplit_once('/').expect("an address with a database");
    let mut conn = sqlx::PgConnection::connect(&admin).await.expect("the cluster answers");
    // It is there already in a cluster that outlives the run.
    drop(sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut conn).await);
    format!("{server}/{name}")
}

fn admin() -> String {
    std::env::var("ZHIBU_TEST_POSTGRES").expect("`cargo xtask bench` starts a cluster")
}

/// Somebody whose pages are asked for.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub id: PersonId,
    pub area: Uuid,
    pub period: Uuid,
    pub name: String,
    pub citizen_id: Option<String>,
}

/// What is asked for.
pub struct Targets {
    pub root: OrgId,
    /// The code of an organisation with some ten thousand people below it: a county.
    pub roster_code: String,
    /// Any organisations.
    pub orgs: Vec<OrgId>,
    /// Those in which people are.
    pub branches: Vec<OrgId>,
    pub people: Vec<Somebody>,
    /// `education:21` as in addresses, those of the fewest people first in each dimension.
    pub rare: Vec<String>,
    /// The secret of a session of the department's officer.
    pub session: String,
}

impl Targets {
    pub async fn of(db: &Db) -> Self {
        let root = db.read(&system(), &(), async |read: &mut Read, (): &()| org::root(read).await).await;
        let root = root.expect("the house can be read").expect("the house has a root");
        let roster_code = db
            .read(&system(), &root.id, async |read: &mut Read, root: &OrgId| county(read, *root).await)
            .await
            .expect("the house can be read");
        let (orgs, branches) = db
            .read(&system(), &(), async |read: &mut Read, (): &()| orgs(read).await)
            .await
            .expect("the house can be read");
        let people = db
            .read(&system(), &branches, async |read: &mut Read, branches: &Vec<OrgId>| {
                people(read, branches).await
            })
            .await
            .expect("the house can be read");
        let spot = root.spot();
        let rare = db
            .read(&system(), &spot, async |read: &mut Read, spot: &org::Spot| {
                let scope = Scope::<ReadStatistics>::under(read.actor(), spot)?;
                let today = read.today();
                stat::figures(read, &scope, today).await
            })
            .await
            .expect("the house can be read");
        let rare = Dimension::ALL
            .into_iter()
            .flat_map(|dimension| {
                let mut values: Vec<(&str, i64)> = rare.values(dimension).collect();
                values.sort_by_key(|(_, n)| *n);
                let rarest = values.into_iter().take(3);
                rarest.map(move |(value, _)| percent(&format!("{}:{value}", dimension.word())))
            })
            .collect();
        let session = db
            .change(&system(), &(), async |tx: &mut Tx, (): &()| officer(tx).await)
            .await
            .expect("the officer signs in");
        Self { root: root.id, roster_code, orgs, branches, people, rare, session }
    }
}

/// Every so many of them, so that about [`SAMPLE`] are left.
fn some<T: Clone>(all: &[T]) -> Vec<T> {
    all.iter().step_by((all.len() / SAMPLE).max(1)).cloned().collect()
}

async fn orgs(read: &mut Read) -> Result<(Vec<OrgId>, Vec<OrgId>), zhibu_kernel::Fault> {
    let rows = read.rows(Query::new("SELECT id, kind FROM access_org ORDER BY path")).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        all.push((row.at::<OrgId>(0)?, row.at::<String>(1)?));
    }
    let branches: Vec<OrgId> = all.iter().filter(|(_, kind)| kind == "branch").map(|(id, _)| *id).collect();
    let all: Vec<OrgId> = all.into_iter().map(|(id, _)| id).collect();
    Ok((some(&all), some(&branches)))
}

/// The code of the first county of a city, or of the county that is the root.
async fn county(read: &mut Read, root: OrgId) -> Result<String, zhibu_kernel::Fault> {
    let mut query = Query::new("SELECT code FROM access_org WHERE (id = ");
    query.value(root).piece(" OR superior_id = ").value(root);
    query.piece(") AND is_area = 1 AND name LIKE '%县委员会' ORDER BY path LIMIT 1");
    Ok(read.value::<Option<String>>(query).await?.flatten().unwrap_or_default())
}

async fn people(read: &mut Read, branches: &[OrgId]) -> Result<Vec<Somebody>, Denied> {
    let mut people = Vec::new();
    for branch in branches {
        let mut query = Query::new("SELECT person_id FROM registry_person WHERE org_id = ");
        query.value(*branch).piece(" AND valid_to = 99991231 AND ending IS NULL AND stage = 'full' LIMIT 1");
        let Some(id) = read.value::<PersonId>(query).await? else { continue };
        let (person, _) = person::open_by_system::<ReadPerson>(read, id, "bench").await?;
        people.push(Somebody {
            id,
            area: person.area,
            period: person.period.0,
            name: person.facts.name,
            citizen_id: person.facts.citizen_id,
        });
    }
    Ok(people)
}

async fn officer(tx: &mut Tx) -> Result<String, zhibu_kernel::Fault> {
    let mut query = Query::new("SELECT id FROM access_account WHERE user_name = ");
    query.value("department");
    let account: AccountId = tx.value(query).await?.expect("the demo has one");
    let mut query = Query::new("SELECT id FROM access_grant WHERE account_id = ");
    query.value(account);
    let grant: Option<GrantId> = tx.value(query).await?;
    let secret = session::start(tx, account, Began::TwoFactors, "bench").await?;
    session::act_under(tx, &secret, grant).await?;
    Ok(secret.to_string())
}
