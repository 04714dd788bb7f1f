//! A whole house for one test: every page, over a fresh database, with a clock that stands.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use zhibu_access::account::{self, AccountId, NewAccount, password};
use zhibu_access::front;
use zhibu_access::org::{self, Approval, NewOrg, Org};
use zhibu_access::permit::Permit;
use zhibu_access::role::{GrantRole, ManageAccounts, ManageOrg, Role};
pub use zhibu_kernel::Engine;
use zhibu_kernel::migrate::{self, Step};
use zhibu_kernel::seal::{Keyring, Suite};
use zhibu_kernel::{Actor, Clock, Day, Db, Deed, Fault, Moment, Tx};
use zhibu_web::texts::CATALOGUES;
use zhibu_web::{Installation, Room, Texts};

use crate::postgres::{Database, template};
use crate::timed::scratch;
use crate::visitor::Visitor;

/// Monday, 23 November 2026, 14:31 in Shanghai: the day on which every test begins.
const START: Moment = Moment(1_795_415_460_000);

/// The one password of everybody in tests.
pub(crate) const PASSWORD: &str = "a fine long password";

/// A house of one test.
pub struct House {
    /// The database.
    pub db: Db,
    /// The state of the handlers.
    pub web: zhibu_web::House,
    router: Router,
    _folder: TempDir,
    _database: Option<Database>,
}

/// Runs a test in a fresh house on an engine. Panics, so that the test fails, when the engine is
/// not there.
pub async fn run_on<F, W>(engine: Engine, rooms: fn() -> Vec<Room>, test: F)
where
    F: FnOnce(House) -> W,
    W: Future<Output = ()>,
{
    test(House::open(engine, rooms).await).await;
}

impl House {
    /// A house with some rooms on an engine.
    ///
    /// # Panics
    /// When the engine is not there.
    pub async fn open(engine: Engine, rooms: fn() -> Vec<Room>) -> Self {
        let folder = scratch();
        let steps: Vec<Step> = migrate::STEPS
            .iter()
            .chain(rooms().iter().flat_map(|room| room.steps))
            .copied()
            .collect();
        let (address, database) = match engine {
            Engine::Sqlite => (
                format!("sqlite:{}", folder.path().join("zhibu.sqlite").display()),
                None,
            ),
            Engine::Postgres => {
                let database = template(&name_of(&steps), async |url| {
                    let db = connect(&url).await;
                    migrate::run(&db, steps.clone())
                        .await
                        .expect("the migrations run");
                    db.close().await;
                })
                .await;
                (database.url().to_owned(), Some(database))
            }
        };
        let db = connect(&address).await;
        if engine == Engine::Sqlite {
            migrate::run(&db, steps).await.expect("the migrations run");
        }
        let rooms = rooms();
        let texts: Vec<_> = CATALOGUES
            .iter()
            .chain(rooms.iter().flat_map(|room| room.texts))
            .copied()
            .collect();
        let texts = Texts::new(&texts).expect("the catalogues are whole");
        let web = zhibu_web::House::new(db.clone(), texts, installation(), rooms);
        let router = front::router(&web);
        Self {
            db,
            web,
            router,
            _folder: folder,
            _database: database,
        }
    }

    /// Every page of the house, for a browser.
    #[must_use]
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Puts a service in, as the wiring does.
    #[must_use]
    pub fn with<S: std::any::Any + Send + Sync>(mut self, service: S) -> Self {
        self.web = self.web.with(service);
        self.router = front::router(&self.web);
        self
    }

    /// The house's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.db.clock()
    }

    /// Moves the clock on.
    pub fn wait(&self, time: Duration) {
        self.clock().advance(time);
    }

    /// Somebody who is not signed in.
    #[must_use]
    pub fn passer_by(&self) -> Visitor {
        Visitor::new(self.router())
    }

    /// Founds the tree: a county committee.
    ///
    /// # Panics
    /// When the house does not let it be.
    pub async fn found_county(&self) -> Org {
        self.by_system(
            &new_org("committee", "中共青澜县委员会", true),
            async |tx: &mut Tx, new: &NewOrg| {
                let permit = Permit::<ManageOrg>::by_system(tx.actor(), "test")?;
                let deed = Deed::now(tx.now(), tx.today()).on(new.founded_on);
                Ok::<_, zhibu_access::permit::Denied>(
                    org::found(tx, permit, new.clone(), &deed).await?,
                )
            },
        )
        .await
    }

    /// Adds an organisation under a superior, founded long ago.
    ///
    /// # Panics
    /// When the house does not let it be.
    pub async fn add_org(&self, superior: &Org, kind: &str, name: &str) -> Org {
        self.add(superior, new_org(kind, name, false)).await
    }

    /// Adds an organisation where an area begins.
    ///
    /// # Panics
    /// When the house does not let it be.
    pub async fn add_area(&self, superior: &Org, kind: &str, name: &str) -> Org {
        self.add(superior, new_org(kind, name, true)).await
    }

    async fn add(&self, superior: &Org, new: NewOrg) -> Org {
        self.by_system(
            &(superior.clone(), new),
            async |tx: &mut Tx, (superior, new): &(Org, NewOrg)| {
                let permit = Permit::<ManageOrg>::by_system(tx.actor(), "test")?;
                let deed = Deed::now(tx.now(), tx.today()).on(new.founded_on);
                let approval = Approval {
                    approved_by: None,
                    basis: None,
                };
                Ok::<_, zhibu_access::permit::Denied>(
                    org::create(tx, permit, superior, new.clone(), &approval, &deed).await?,
                )
            },
        )
        .await
    }

    /// An account with a role on an organisation.
    ///
    /// # Panics
    /// When the house does not let it be.
    pub async fn appoint(&self, user_name: &str, role: Role, org: &Org) -> AccountId {
        let hash = password::hash(PASSWORD.to_owned())
            .await
            .expect("a password can be hashed");
        let new = NewAccount {
            user_name: user_name.to_owned(),
            display_name: user_name.to_owned(),
            area: org.area,
            person: None,
            password_hash: Some(hash),
        };
        self.by_system(
            &(new, role, org.clone()),
            async |tx: &mut Tx, (new, role, org): &(NewAccount, Role, Org)| {
                let permit = Permit::<ManageAccounts>::by_system(tx.actor(), "test")?;
                let id = account::create(tx, &permit, new.clone()).await?;
                let permit = Permit::<GrantRole>::by_system(tx.actor(), "test")?;
                let deed = Deed::now(tx.now(), tx.today());
                account::give(tx, &permit, id, *role, org, Day::OPEN, &deed).await?;
                Ok::<_, zhibu_access::permit::Denied>(id)
            },
        )
        .await
    }

    /// Somebody with a role on an organisation, signed in.
    ///
    /// # Panics
    /// When the house does not let it be.
    pub async fn signed_in(&self, user_name: &str, role: Role, org: &Org) -> Visitor {
        self.appoint(user_name, role, org).await;
        let mut visitor = self.passer_by();
        visitor.sign_in(user_name).await;
        visitor
    }

    /// Does something as the program itself.
    ///
    /// # Panics
    /// When the act refuses.
    pub async fn by_system<A, T, E, F>(&self, given: &A, act: F) -> T
    where
        F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
        E: zhibu_kernel::Refuse + std::fmt::Debug,
    {
        self.db
            .change(&Actor::system("test"), given, act)
            .await
            .expect("the act is done")
    }

    /// Works off what waits in the outbox.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn work_off(&self, handlers: &zhibu_kernel::outbox::Handlers) {
        while zhibu_kernel::outbox::work_off(&self.db, handlers)
            .await
            .expect("the outbox is worked off")
            > 0
        {}
    }

    /// The number that a statement counts.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn count(&self, statement: &'static zhibu_kernel::db::Statement) -> i64 {
        self.db
            .read(
                &Actor::system("test"),
                &(),
                async move |read: &mut zhibu_kernel::Read, (): &()| read.value(statement).await,
            )
            .await
            .map_err(|fault: Fault| fault)
            .expect("the statement counts")
            .unwrap_or(0)
    }
}

async fn connect(address: &str) -> Db {
    let zone = TimeZone::get("Asia/Shanghai").expect("the zone is in the bundled database");
    let clock = Clock::standing(START, zone);
    Db::open(address, clock, Arc::new(Keyring::generate(Suite::Aes)))
        .await
        .expect("the database opens")
}

fn installation() -> Installation {
    Installation {
        site_name: "青澜党建".into(),
        run_by: "中共青澜县委组织部".into(),
        english: true,
        demo: true,
        tls: false,
        address: "http://localhost".into(),
    }
}

fn new_org(kind: &str, name: &str, is_area: bool) -> NewOrg {
    NewOrg {
        kind: kind.into(),
        code: None,
        name: name.into(),
        short_name: None,
        can_approve_probationary: kind == "committee",
        is_area,
        unit_situation: None,
        founded_on: Day::from_number(19_560_401).expect("the day exists"),
    }
}

/// A name that stands for what the steps make.
fn name_of(steps: &[Step]) -> String {
    let mut hasher = DefaultHasher::new();
    for step in steps {
        (step.name, step.text).hash(&mut hasher);
    }
    format!("house_{:016x}", hasher.finish())
}
