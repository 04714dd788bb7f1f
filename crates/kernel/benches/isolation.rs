//! What SERIALIZABLE costs: 32 writers at once, once at SERIALIZABLE as every change is, once at
//! READ COMMITTED, once at READ COMMITTED with a lock on the row that is read, in turns on one
//! database. `docs/decisions/05-isolation.md` has the figures.
//!
//! Each change does what most acts do: reads a row, writes it, and writes an entry of the log. A
//! conflict runs it again, as the house does. Two loads: each writer at a row of its own, and all
//! at one row, where READ COMMITTED loses writes unless every act remembers the lock.
//!
//! `cargo bench -p zhibu-kernel --bench isolation`, with `ZHIBU_TEST_POSTGRES` set.

use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection};
use tokio::task::JoinSet;
use uuid::Uuid;
use zhibu_kernel::db::Engine;
use zhibu_kernel::migrate;

const WRITERS: i64 = 32;
const ROUNDS: usize = 6;
const ROUND: Duration = Duration::from_secs(2);

#[derive(Clone, Copy)]
enum Level {
    Serializable,
    ReadCommitted,
    Locked,
}

impl Level {
    fn begin(self) -> &'static str {
        match self {
            Self::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            Self::ReadCommitted | Self::Locked => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    fn read(self) -> &'static str {
        match self {
            Self::Serializable | Self::ReadCommitted => "SELECT value FROM kernel_setting WHERE key = $1",
            Self::Locked => "SELECT value FROM kernel_setting WHERE key = $1 FOR UPDATE",
        }
    }
}

/// What a round did.
#[derive(Clone, Copy, Default)]
struct Done {
    kept: u64,
    again: u64,
    /// Acknowledged additions that are not in the row.
    lost: i64,
}

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let database = zhibu_testhouse::template("isolation", |url| async move { prepare(&url).await }).await;
    for (load, rows) in [("a row each", WRITERS), ("one row for all", 1)] {
        let levels = [Level::Serializable, Level::ReadCommitted, Level::Locked];
        let mut rounds = levels.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for (level, rounds) in levels.into_iter().zip(&mut rounds) {
                rounds.push(round(database.url(), level, rows).await);
            }
        }
        let [serializable, committed, locked] = rounds;
        println!("{load}:");
        tell("SERIALIZABLE", &serializable);
        tell("READ COMMITTED", &committed);
        tell("READ COMMITTED, locked", &locked);
        let ratio = |other: &[Done]| rate(&serializable) / rate(other);
        println!("  ratio {:.2}, to locked {:.2}", ratio(&committed), ratio(&locked));
    }
}

/// The median of the rounds: kept changes in a second.
fn rate(rounds: &[Done]) -> f64 {
    let mut kept: Vec<u64> = rounds.iter().map(|done| done.kept).collect();
    kept.sort_unstable();
    kept[kept.len() / 2] as f64 / ROUND.as_secs_f64()
}

fn tell(name: &str, rounds: &[Done]) {
    let sum = |of: fn(&Done) -> i64| rounds.iter().map(of).sum::<i64>();
    let kept = sum(|done| i64::try_from(done.kept).unwrap_or(i64::MAX));
    let again = sum(|done| i64::try_from(done.again).unwrap_or(i64::MAX));
    println!(
        "  {name:<22} {:>8.0} changes/s, {:>6.2} runs for each, {} of {kept} lost",
        rate(rounds),
        (kept + again) as f64 / kept as f64,
        sum(|done| done.lost),
    );
}

async fn prepare(url: &str) {
    let mut conn = PgConnection::connect(url).await.expect("the database");
    for step in migrate::STEPS {
        let text = sqlx::AssertSqlSafe(migrate::render(step.text, Engine::Postgres));
        sqlx::raw_sql(text).execute(&mut conn).await.expect("the tables");
    }
    for n in 0..WRITERS {
        let insert = "INSERT INTO kernel_setting (key, value, changed_at) VALUES ($1, '0', 0)";
        sqlx::query(insert).bind(format!("row {n}")).execute(&mut conn).await.expect("a row");
    }
    conn.close().await.expect("an orderly end");
}

async fn round(url: &str, level: Level, rows: i64) -> Done {
    let before = sum(url).await;
    let mut writers = JoinSet::new();
    for n in 0..WRITERS {
        let conn = PgConnection::connect(url).await.expect("the database");
        writers.spawn(write(conn, level, format!("row {}", n % rows)));
    }
    let mut done = Done::default();
    while let Some(one) = writers.join_next().await {
        let one = one.expect("a writer ends");
        done.kept += one.kept;
        done.again += one.again;
    }
    done.lost = i64::try_from(done.kept).unwrap_or(i64::MAX) - (sum(url).await - before);
    done
}

async fn sum(url: &str) -> i64 {
    let mut conn = PgConnection::connect(url).await.expect("the database");
    let query = "SELECT CAST(sum(CAST(value AS bigint)) AS bigint) FROM kernel_setting";
    sqlx::query_scalar(query).fetch_one(&mut conn).await.expect("a sum")
}

async fn write(mut conn: PgConnection, level: Level, key: String) -> Done {
    let (mut done, began) = (Done::default(), Instant::now());
    while began.elapsed() < ROUND {
        match change(&mut conn, level, &key).await {
            Ok(()) => done.kept += 1,
            Err(error) => {
                let code = error.as_database_error().and_then(|error| error.code());
                assert!(matches!(code.as_deref(), Some("40001" | "40P01")), "{error}");
                sqlx::query("ROLLBACK").execute(&mut conn).await.expect("a way back");
                done.again += 1;
            }
        }
    }
    done
}

async fn change(conn: &mut PgConnection, level: Level, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query(level.begin()).execute(&mut *conn).await?;
    let value: String = sqlx::query_scalar(level.read()).bind(key).fetch_one(&mut *conn).await?;
    let next = value.parse::<i64>().unwrap_or(0) + 1;
    sqlx::query("UPDATE kernel_setting SET value = $2 WHERE key = $1")
        .bind(key)
        .bind(next.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO kernel_audit (area_id, id, recorded_at, act, is_look, happened_on, source) \
         VALUES ($1, $2, 0, 'bench.row.write', 0, 20261124, 'system')",
    )
    .bind(Uuid::nil())
    .bind(zhibu_kernel::id::fresh())
    .execute(&mut *conn)
    .await?;
    sqlx::query("COMMIT").execute(conn).await?;
    Ok(())
}
