//! The engine alone writing the very rows that an import wrote: into empty tables with the same
//! indexes, by one statement for each table.

use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

use super::ground::{Engine, Ground};

/// How a database was before an import.
pub struct Mark {
    /// Of PostgreSQL: the transaction that comes next.
    next: i64,
}

impl Mark {
    pub async fn of(ground: &Ground) -> Self {
        let mut next = 0;
        if ground.engine == Engine::Postgres {
            let mut conn = PgConnection::connect(&ground.database).await.expect("the database");
            let row =
                sqlx::query("SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)");
            next = row.fetch_one(&mut conn).await.expect("a number").get(0);
        }
        Self { next }
    }
}

/// How many rows an import wrote, how many people are among them, and how long the engine needs.
pub async fn time(copy: &Ground, before: &Mark) -> (u64, u64, Duration) {
    match copy.engine {
        Engine::Sqlite => sqlite(copy).await,
        Engine::Postgres => postgres(copy, before).await,
    }
}

async fn sqlite(copy: &Ground) -> (u64, u64, Duration) {
    let empty = copy.folder.join("bare.sqlite");
    drop(std::fs::remove_file(&empty));
    let bare = Ground {
        database: format!("sqlite:{}", empty.display()),
        key_file: copy.folder.join("bare.key"),
        ..copy.clone()
    };
    bare.open().await.close().await;
    let mut conn = SqliteConnection::connect(&bare.database).await.expect("the database");
    let whole = copy.original.clone().expect("a copy knows its original");
    for (name, path) in [("old", whole), ("new", copy.folder.join("zhibu.sqlite")), ("rows", "".into())] {
        let attach = format!("ATTACH '{}' AS {name}", path.display());
        sqlx::query(AssertSqlSafe(attach)).execute(&mut conn).await.expect("it is there");
    }
    sqlx::query("PRAGMA synchronous = FULL").execute(&mut conn).await.expect("a pragma");
    let tables = "SELECT name FROM new.sqlite_schema WHERE type = 'table' AND name GLOB '[a-z]*_*' \
                  AND name NOT GLOB '_sqlx*' AND name NOT GLOB 'sqlite_*'";
    let tables = sqlx::query(tables).fetch_all(&mut conn).await.expect("tables");
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    for table in &tables {
        let keys =
            sqlx::query(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0")));
        let keys = keys.fetch_all(&mut conn).await.expect("keys");
        let same: Vec<String> =
            keys.iter().map(|row| format!("o.{key} = n.{key}", key = row.get::<String, _>(0))).collect();
        let pick = format!(
            "CREATE TABLE rows.{table} AS SELECT * FROM new.{table} n WHERE NOT EXISTS \
             (SELECT 1 FROM old.{table} o WHERE {})",
            same.join(" AND ")
        );
        sqlx::query(AssertSqlSafe(pick)).execute(&mut conn).await.expect("rows");
        let clear = format!("DELETE FROM main.{table}");
        sqlx::query(AssertSqlSafe(clear)).execute(&mut conn).await.expect("an empty table");
    }
    let people = sqlx::query("SELECT count(*) FROM rows.registry_place").fetch_one(&mut conn).await;
    let people: i64 = people.expect("a number").get(0);
    let begun = Instant::now();
    let mut rows = 0;
    let mut tx = conn.begin().await.expect("a transaction");
    for table in &tables {
        let copy = format!("INSERT INTO main.{table} SELECT * FROM rows.{table}");
        let done = sqlx::query(AssertSqlSafe(copy)).execute(&mut *tx).await.expect("the same columns");
        rows += done.rows_affected();
    }
    tx.commit().await.expect("the disk");
    (rows, people.unsigned_abs(), begun.elapsed())
}

async fn postgres(copy: &Ground, before: &Mark) -> (u64, u64, Duration) {
    let mut conn = PgConnection::connect(&copy.database).await.expect("the database");
    sqlx::query("CREATE SCHEMA bare").execute(&mut conn).await.expect("a schema");
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'";
    let tables = sqlx::query(tables).fetch_all(&mut conn).await.expect("tables");
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    for table in &tables {
        for make in [
            format!(
                "CREATE TEMP TABLE rows_{table} AS SELECT * FROM public.{table} t \
                 WHERE CAST(CAST(t.xmin AS text) AS bigint) >= {}",
                before.next
            ),
            format!("CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)"),
        ] {
            sqlx::query(AssertSqlSafe(make)).execute(&mut conn).await.expect("a table");
        }
    }
    let people = sqlx::query("SELECT count(*) FROM rows_registry_place").fetch_one(&mut conn).await;
    let people: i64 = people.expect("a number").get(0);
    let begun = Instant::now();
    let mut rows = 0;
    let mut tx = conn.begin().await.expect("a transaction");
    for table in &tables {
        let copy = format!("INSERT INTO bare.{table} SELECT * FROM rows_{table}");
        let done = sqlx::query(AssertSqlSafe(copy)).execute(&mut *tx).await.expect("the same columns");
        rows += done.rows_affected();
    }
    tx.commit().await.expect("the disk");
    (rows, people.unsigned_abs(), begun.elapsed())
}
