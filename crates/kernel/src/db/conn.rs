//! One connection to either engine. Everything that differs between them in running a
//! statement is here.

use std::borrow::Cow;

use futures_util::TryStreamExt as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::heard;
use super::value::{Row, Value};
use super::writer::Baton;
use crate::fault::Fault;

/// A connection that is held: for reading, or inside a change.
pub(crate) enum Held {
    SqliteReader(PoolConnection<Sqlite>),
    SqliteWriter(OwnedMutexGuard<Baton>),
    PostgresReader(PoolConnection<Postgres>),
    PostgresWriter(Transaction<'static, Postgres>),
}

/// The connection inside, by engine.
enum Line<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Held {
    fn line(&mut self) -> Line<'_> {
        match self {
            Self::SqliteReader(conn) => Line::Sqlite(conn),
            Self::SqliteWriter(baton) => Line::Sqlite(baton.connection()),
            Self::PostgresReader(conn) => Line::Postgres(conn),
            Self::PostgresWriter(tx) => Line::Postgres(tx),
        }
    }

    fn is_writer(&self) -> bool {
        matches!(self, Self::SqliteWriter(_) | Self::PostgresWriter(_))
    }

    pub(crate) async fn execute(&mut self, sql: Cow<'static, str>, values: Vec<Value>) -> Result<u64, Fault> {
        heard::note(&sql, &values, self.is_writer());
        Ok(match self.line() {
            Line::Sqlite(conn) => sqlite(sql, values).execute(conn).await?.rows_affected(),
            Line::Postgres(conn) => postgres(sql, values).execute(conn).await?.rows_affected(),
        })
    }

    pub(crate) async fn rows(
        &mut self,
        sql: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, Fault> {
        heard::note(&sql, &values, self.is_writer());
        Ok(match self.line() {
            Line::Sqlite(conn) => sqlite(sql, values).fetch(conn).map_ok(Row::Sqlite).try_collect().await?,
            Line::Postgres(conn) => {
                postgres(sql, values).fetch(conn).map_ok(Row::Postgres).try_collect().await?
            }
        })
    }

    pub(crate) async fn first(
        &mut self,
        sql: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Fault> {
        heard::note(&sql, &values, self.is_writer());
        Ok(match self.line() {
            Line::Sqlite(conn) => sqlite(sql, values).fetch_optional(conn).await?.map(Row::Sqlite),
            Line::Postgres(conn) => postgres(sql, values).fetch_optional(conn).await?.map(Row::Postgres),
        })
    }

    pub(crate) async fn prepare(&mut self, sql: Cow<'static, str>) -> Result<(), Fault> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let sql = safe(sql).into_sql_str();
        match self.line() {
            Line::Sqlite(conn) => conn.prepare(sql).await.map(drop)?,
            Line::Postgres(conn) => conn.prepare(sql).await.map(drop)?,
        }
        Ok(())
    }
}

/// Safe: the text is a [`super::Statement`] or put together by [`super::Query`] from fixed pieces.
fn safe(sql: Cow<'static, str>) -> AssertSqlSafe<Cow<'static, str>> {
    AssertSqlSafe(sql)
}

fn sqlite(sql: Cow<'static, str>, values: Vec<Value>) -> Query<'static, Sqlite, SqliteArguments> {
    let mut query = sqlx::query::<Sqlite>(safe(sql));
    for value in values {
        query = match value {
            Value::Int(n) => query.bind(n),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
            Value::Id(id) => query.bind(id),
        };
    }
    query
}

fn postgres(sql: Cow<'static, str>, values: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query::<Postgres>(safe(sql));
    for value in values {
        query = match value {
            Value::Int(n) => query.bind(n),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
            Value::Id(id) => query.bind(id),
        };
    }
    query
}
