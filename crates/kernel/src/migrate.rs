//! Migrations: dated files of every room, forward only, run in the order of their dates.
//!
//! One text serves both engines. Its types are words that each engine renders: `{id}`,
//! `{bytes}`, `{text}`, `{int}`; `{strict}` ends a table; `{nil}` is the id of nothing. A table's first line says how it is
//! spread over a cluster: `--: area`, `--: directory`, `--: reference` or `--: local`.

use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::db::{Db, Engine};
use crate::fault::Fault;

/// One step of a room: the file's name, `YYYYMMDDNN_what.sql`, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The file's name; its leading number orders it among the steps of all rooms.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// The steps of a crate: the names of the files in its folder `migrations`, in order.
#[macro_export]
macro_rules! steps {
    ($($name:literal),+ $(,)?) => {
        &[$($crate::migrate::Step {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name)),
        }),+]
    };
}

/// The steps of this floor.
pub const STEPS: &[Step] = crate::steps!["2026112401_kernel.sql", "2026112440_file.sql"];

/// The text of a step for an engine.
#[must_use]
pub fn render(text: &str, engine: Engine) -> String {
    let words: [(&str, &str); 6] = match engine {
        Engine::Sqlite => [
            ("{id}", "BLOB"),
            ("{bytes}", "BLOB"),
            ("{text}", "TEXT"),
            ("{int}", "INTEGER"),
            ("{strict}", "STRICT"),
            ("{nil}", "x'00000000000000000000000000000000'"),
        ],
        Engine::Postgres => [
            ("{id}", "uuid"),
            ("{bytes}", "bytea"),
            ("{text}", "text COLLATE \"C\""),
            ("{int}", "bigint"),
            ("{strict}", ""),
            ("{nil}", "'00000000-0000-0000-0000-000000000000'"),
        ],
    };
    words.iter().fold(text.to_owned(), |text, (word, kind)| text.replace(word, kind))
}

/// Brings a database up to date.
///
/// # Errors
/// When a step fails, was changed after it ran, or is unknown to this program: the database is
/// then newer than the program.
pub async fn run(db: &Db, steps: impl IntoIterator<Item = Step>) -> Result<(), Fault> {
    let migrations = steps
        .into_iter()
        .map(|step| {
            let (number, what) = step.name.split_once('_').unwrap_or((step.name, ""));
            let version = number.parse().map_err(|_| {
                Fault::Invariant(format!("the migration {} does not begin with a number", step.name))
            })?;
            let sql = AssertSqlSafe(render(step.text, db.engine())).into_sql_str();
            Ok(Migration::new(version, what.to_owned().into(), MigrationType::Simple, sql, false))
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    db.run_migrator(&Migrator::with_migrations(migrations)).await
}
