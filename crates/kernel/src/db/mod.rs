//! The database: SQLite by default, PostgreSQL for several servers, behind one type.
//!
//! [`Db`] is opened from an address: `sqlite:PATH` or `postgres://…`. It is read through
//! [`Db::read`] and changed through [`Db::change`]; see [`crate::Read`] and [`crate::Tx`].

mod conn;
mod heard;
mod statement;
mod value;
mod writer;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

pub(crate) use self::conn::Held;
pub use self::heard::{Heard, listen};
pub(crate) use self::statement::many_rows;
pub use self::statement::{Query, Registered, Runnable, Statement, all_statements};
pub use self::value::{FromColumn, Row, ToValue, Value};
use self::writer::Writer;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::seal::Keyring;

/// Which database holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one server.
    Sqlite,
    /// PostgreSQL or Citus, several servers.
    Postgres,
}

/// An open database with the house's clock and keys.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pool: Pool,
    clock: Clock,
    keys: Arc<Keyring>,
    address: String,
}

enum Pool {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres(PgPool),
}

impl Db {
    /// Opens a database; a SQLite file is made when it is not there.
    ///
    /// # Errors
    /// When the address is not understood or the database cannot be reached.
    pub async fn open(address: &str, clock: Clock, keys: Arc<Keyring>) -> Result<Self, Fault> {
        let pool = if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Pool::Postgres(open_postgres(address).await?)
        } else {
            open_sqlite(address).await?
        };
        Ok(Self(Arc::new(Inner { pool, clock, keys, address: address.to_owned() })))
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0.pool {
            Pool::Sqlite { .. } => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// The house's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The house's keys.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.0.keys
    }

    /// The address it was opened with; it may hold a password and is never logged.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// Waits until everything acknowledged is on the disk and closes all connections.
    pub async fn close(&self) {
        match &self.0.pool {
            Pool::Sqlite { readers, writer } => {
                writer.settle().await;
                readers.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Has the engine prepare a statement without running it: a statement that one engine does
    /// not understand is found by the test that prepares all.
    ///
    /// # Errors
    /// What the engine says against it.
    pub async fn prepare(&self, statement: &'static Statement) -> Result<(), Fault> {
        let sql = statement.whole(self.engine());
        self.reader().await?.prepare(sql).await
    }

    pub(crate) async fn reader(&self) -> Result<Held, Fault> {
        Ok(match &self.0.pool {
            Pool::Sqlite { readers, .. } => Held::SqliteReader(readers.acquire().await?),
            Pool::Postgres(pool) => Held::PostgresReader(pool.acquire().await?),
        })
    }

    pub(crate) async fn writer(&self) -> Result<Held, Fault> {
        Ok(match &self.0.pool {
            Pool::Sqlite { writer, .. } => Held::SqliteWriter(writer.take().await?),
            // SERIALIZABLE, so that a rule may span rows without every act remembering to lock
            // them (docs/decisions/05-isolation.md).
            Pool::Postgres(pool) => {
                Held::PostgresWriter(pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?)
            }
        })
    }

    pub(crate) async fn finish(&self, held: Held, keep: bool) -> Result<(), Fault> {
        match (held, &self.0.pool) {
            (Held::SqliteWriter(baton), Pool::Sqlite { writer, .. }) => writer.finish(baton, keep).await,
            (Held::PostgresWriter(tx), _) if keep => Ok(tx.commit().await?),
            (Held::PostgresWriter(tx), _) => Ok(tx.rollback().await?),
            _ => Err(Fault::Invariant("a reading connection cannot end a change".into())),
        }
    }

    /// Runs every migration that has not run yet, on a connection of its own.
    pub(crate) async fn run_migrator(&self, migrator: &sqlx::migrate::Migrator) -> Result<(), Fault> {
        match &self.0.pool {
            Pool::Sqlite { .. } => {
                let mut conn = sqlite_options(&self.0.address)?.connect().await?;
                migrator.run_direct(None, &mut conn, false).await?;
                Ok(conn.close().await?)
            }
            Pool::Postgres(pool) => Ok(migrator.run(pool).await?),
        }
    }
}

fn sqlite_options(address: &str) -> Result<SqliteConnectOptions, Fault> {
    Ok(SqliteConnectOptions::from_str(address)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .statement_cache_capacity(500))
}

/// Pages that the writer keeps, in KiB with a sign before them: with eight readers the house stays
/// below 100 MB, since the system keeps what they do not.
const WRITER_CACHE: &str = "-32768";
/// After how many pages the write-ahead log is carried over: 64 MB. An import touches the same pages
/// of two dozen indexes in every commit; carried over once for many commits, they are written once.
const CHECKPOINT: &str = "16000";
/// Pages that each reader keeps.
const READER_CACHE: &str = "-4096";

async fn open_sqlite(address: &str) -> Result<Pool, Fault> {
    let options = sqlite_options(address)?;
    let writer = options.clone().pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let writer = Writer::open(writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options.pragma("cache_size", READER_CACHE).pragma("query_only", "ON"))
        .await?;
    Ok(Pool::Sqlite { readers, writer })
}

async fn open_postgres(address: &str) -> Result<PgPool, Fault> {
    let options =
        PgConnectOptions::from_str(address)?.statement_cache_capacity(500).application_name("zhibu");
    Ok(PgPoolOptions::new()
        .max_connections(20)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options)
        .await?)
}
