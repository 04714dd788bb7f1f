//! A fresh PostgreSQL database for each test, cloned from a template that is filled once.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Row};
use uuid::Uuid;

/// Guards filling; any number that nobody else takes on the server does ("zhibu").
const FILLING: i64 = 0x7a_68_69_62_75;

/// The database of one test, gone when dropped.
pub struct Database {
    name: String,
    url: String,
    server: String,
}

impl Database {
    /// `postgres://...`, with every right on this database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A clone of the template `name`, for one test alone.
///
/// Whoever comes first fills the template, `fill` being handed its URL; all others, in
/// other test programs too, wait and then clone. So `name` stands for the content: put
/// a digest of what `fill` does into it, or a server that outlives the run serves
/// yesterday's tables. `name` is at most 40 of `a-z`, `0-9`, `_`.
///
/// Panics, so that the test fails, when there is no server.
pub async fn template<F, Filled>(name: &str, fill: F) -> Database
where
    F: FnOnce(String) -> Filled,
    Filled: Future<Output = ()>,
{
    let server = std::env::var("ZHIBU_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "no PostgreSQL for this test: call `cargo xtask test`, or set ZHIBU_TEST_POSTGRES \
             to the URL of a server where this user may create databases"
        )
    });
    let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
    assert!(name.len() <= 40 && name.chars().all(plain), "no name for a template: {name}");
    let template = format!("zhibu_template_{name}");

    let mut admin = connect(&server).await;
    if !is_ready(&mut admin, &template).await {
        admin = filled(admin, &server, &template, fill).await;
    }
    let name = format!("zhibu_test_{}", Uuid::now_v7().simple());
    let strategy = strategy(&mut admin).await;
    let clone = format!("CREATE DATABASE {name} TEMPLATE {template} {strategy}");
    run(&mut admin, clone).await;
    let url = with_database(&server, &name);
    admin.close().await.ok(); // a connection that is lost now is not missed
    Database { name, url, server }
}

async fn filled<F, Filled>(mut admin: PgConnection, server: &str, template: &str, fill: F) -> PgConnection
where
    F: FnOnce(String) -> Filled,
    Filled: Future<Output = ()>,
{
    run(&mut admin, format!("SELECT pg_advisory_lock({FILLING})")).await;
    if !is_ready(&mut admin, template).await {
        // Somebody may have died half-way.
        run(&mut admin, format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)")).await;
        run(&mut admin, format!("CREATE DATABASE {template}")).await;
        fill(with_database(server, template)).await;
        // A pool that was dropped, not closed, may still be connected; nobody can clone then.
        run(&mut admin, format!("ALTER DATABASE {template} ALLOW_CONNECTIONS false")).await;
        run(
            &mut admin,
            format!(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
                 WHERE datname = '{template}'"
            ),
        )
        .await;
        run(&mut admin, format!("ALTER DATABASE {template} IS_TEMPLATE true")).await;
    }
    run(&mut admin, format!("SELECT pg_advisory_unlock({FILLING})")).await;
    admin
}

/// The mark is set last: with it the template is whole.
async fn is_ready(admin: &mut PgConnection, template: &str) -> bool {
    sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate")
        .bind(template)
        .fetch_optional(admin)
        .await
        .unwrap_or_else(|cause| panic!("looking for {template}: {cause}"))
        .is_some_and(|row| row.len() == 1)
}

/// Copying files takes half the time of PostgreSQL 15's new way through the log; before
/// 15 there was no other.
async fn strategy(admin: &mut PgConnection) -> &'static str {
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
        .fetch_one(admin)
        .await
        .unwrap_or_else(|cause| panic!("asking PostgreSQL for its version: {cause}"));
    match version {
        150_000.. => "STRATEGY file_copy",
        _ => "",
    }
}

async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions =
        url.parse().unwrap_or_else(|cause| panic!("ZHIBU_TEST_POSTGRES is no URL of PostgreSQL: {cause}"));
    PgConnection::connect_with(&options).await.unwrap_or_else(|cause| panic!("PostgreSQL at {url}: {cause}"))
}

async fn run(connection: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(connection)
        .await
        .unwrap_or_else(|cause| panic!("{statement}: {cause}"));
}

/// The URL of another database on the same server.
fn with_database(server: &str, name: &str) -> String {
    let (address, settings) = match server.split_once('?') {
        Some((address, settings)) => (address, format!("?{settings}")),
        None => (server, String::new()),
    };
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    format!("{}/{name}{settings}", &address[..end])
}

impl Drop for Database {
    /// On a thread of its own: a test that panics has no runtime to wait on.
    fn drop(&mut self) {
        let server = self.server.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let thread = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime needs no threads")
                .block_on(async {
                    let mut admin = connect(&server).await;
                    run(&mut admin, statement).await;
                });
        });
        if thread.join().is_err() {
            eprintln!("the database {} was left behind", self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_on_the_same_server() {
        for (server, expected) in [
            ("postgres://me@h:5/postgres", "postgres://me@h:5/x"),
            ("postgres://me@h:5", "postgres://me@h:5/x"),
            ("postgres://me@%2Frun%2Fpg/postgres", "postgres://me@%2Frun%2Fpg/x"),
            ("postgres:///postgres?host=/run/pg", "postgres:///x?host=/run/pg"),
        ] {
            assert_eq!(with_database(server, "x"), expected);
        }
    }
}
