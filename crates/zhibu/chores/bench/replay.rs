//! Statements as they were heard, written down and run again by the driver alone.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use zhibu_kernel::Value;
use zhibu_kernel::db::Heard;

/// The most changes that share a commit, as in the house.
const GROUP: usize = 64;

/// A value of a statement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Bound {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
}

/// A statement with its values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    sql: String,
    values: Vec<Bound>,
    in_change: bool,
    /// Which value must be new each time: the id of a row that is put in.
    fresh: Option<usize>,
}

impl From<Heard> for Statement {
    fn from(heard: Heard) -> Self {
        let values = heard.values.into_iter().map(|value| match value {
            Value::Int(n) => Bound::Int(n),
            Value::Text(text) => Bound::Text(text),
            Value::Bytes(bytes) => Bound::Bytes(bytes),
            Value::Id(id) => Bound::Id(id),
        });
        let fresh = heard.sql.strip_prefix("INSERT INTO ").and_then(|rest| {
            let columns = rest.split_once('(')?.1.split_once(')')?.0;
            columns.split(',').position(|column| column.trim() == "id")
        });
        Self { values: values.collect(), sql: heard.sql.to_string(), in_change: heard.in_change, fresh }
    }
}

impl Statement {
    /// Whether it ran within a change.
    pub fn in_change(&self) -> bool {
        self.in_change
    }

    /// Whether it writes.
    pub fn writes(&self) -> bool {
        self.in_change && !self.sql.starts_with("SELECT")
    }

    fn values(&self) -> impl Iterator<Item = Bound> {
        self.values.iter().enumerate().map(|(at, value)| match value {
            Bound::Id(_) if self.fresh == Some(at) => Bound::Id(Some(zhibu_kernel::id::fresh())),
            other => other.clone(),
        })
    }
}

macro_rules! bound {
    ($engine:ty, $statement:expr) => {{
        let statement: &Statement = $statement;
        // Safe: the text is one that the program ran.
        let mut query = sqlx::query::<$engine>(AssertSqlSafe(statement.sql.clone()));
        for value in statement.values() {
            query = match value {
                Bound::Int(n) => query.bind(n),
                Bound::Text(text) => query.bind(text),
                Bound::Bytes(bytes) => query.bind(bytes),
                Bound::Id(id) => query.bind(id),
            };
        }
        query
    }};
}

/// A database with the driver alone before it, opened as the house opens its own.
#[derive(Clone)]
pub enum Bare {
    Sqlite { readers: SqlitePool, writer: mpsc::Sender<Job> },
    Postgres(PgPool),
}

/// Statements to be committed, and who waits for it.
pub type Job = (Vec<Statement>, oneshot::Sender<()>);

impl Bare {
    pub async fn open(database: &str) -> Self {
        if database.starts_with("postgres") {
            let pool = PgPoolOptions::new()
                .max_connections(20)
                .test_before_acquire(false)
                .connect(database)
                .await
                .expect("the database");
            return Self::Postgres(pool);
        }
        let options: SqliteConnectOptions = database.parse().expect("an address");
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(500);
        let writer = options.clone().pragma("cache_size", "-32768").pragma("wal_autocheckpoint", "16000");
        let conn = writer.connect().await.expect("the database");
        let (writer, jobs) = mpsc::channel(1_000);
        tokio::spawn(write(conn, jobs));
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .test_before_acquire(false)
            .connect_with(options.pragma("cache_size", "-4096").pragma("query_only", "ON"))
            .await
            .expect("the database");
        Self::Sqlite { readers, writer }
    }

    /// Runs the statements of a page: those that read, then in one change those that write.
    pub async fn run(&self, statements: &[Statement]) {
        let (writes, reads): (Vec<_>, Vec<_>) = statements.iter().partition(|s| s.in_change);
        match self {
            Self::Sqlite { readers, .. } => {
                let mut conn = readers.acquire().await.expect("a connection");
                for statement in reads {
                    let rows = bound!(sqlx::Sqlite, statement).fetch_all(&mut *conn).await;
                    drop(rows.expect("it was run before"));
                }
            }
            Self::Postgres(pool) => {
                let mut conn = pool.acquire().await.expect("a connection");
                for statement in reads {
                    let rows = bound!(sqlx::Postgres, statement).fetch_all(&mut *conn).await;
                    drop(rows.expect("it was run before"));
                }
            }
        }
        if !writes.is_empty() {
            self.commit(writes.into_iter().cloned().collect()).await;
        }
    }

    /// Runs statements in one change; returns once they are on the disk.
    pub async fn commit(&self, statements: Vec<Statement>) {
        match self {
            Self::Sqlite { writer, .. } => {
                let (done, wait) = oneshot::channel();
                writer.send((statements, done)).await.expect("the writer lives");
                wait.await.expect("the writer lives");
            }
            Self::Postgres(pool) => {
                let mut tx =
                    pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await.expect("a transaction");
                for statement in &statements {
                    let conn: &mut PgConnection = &mut tx;
                    bound!(sqlx::Postgres, statement).execute(conn).await.expect("it was run before");
                }
                tx.commit().await.expect("nobody is in the way");
            }
        }
    }
}

/// The bare grouped writer: whoever waits shares a commit.
async fn write(mut conn: SqliteConnection, mut jobs: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await.expect("a transaction");
        for (statements, _) in &group {
            for statement in statements {
                bound!(sqlx::Sqlite, statement).execute(&mut conn).await.expect("it was run before");
            }
        }
        sqlx::query("COMMIT").execute(&mut conn).await.expect("the disk");
        for (_, done) in group.drain(..) {
            // Who waited may have gone.
            done.send(()).unwrap_or_default();
        }
    }
}

/// A page: what it runs, and what it answers.
#[derive(Serialize, Deserialize)]
pub struct Page {
    pub statements: Vec<Statement>,
    pub html: String,
}

/// What the peer is told.
#[derive(Serialize, Deserialize)]
pub struct Told {
    /// Areas and ids of rows of `registry_person`.
    pub points: Vec<(Uuid, Uuid)>,
    /// What records a look.
    pub look: Vec<Statement>,
    /// Pages by the paths under which the program has them.
    pub pages: HashMap<String, Page>,
}
