use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor, Row};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;
use zhibu_testhouse::{Database, template, timed};

async fn connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(&url.parse::<PgConnectOptions>()?).await
}

async fn notes(database: &Database) -> Result<i64, sqlx::Error> {
    let mut connection = connect(database.url()).await?;
    let row = connection.fetch_one("SELECT count(*) FROM note").await?;
    row.try_get(0)
}

#[test]
fn a_template_is_filled_once_and_each_test_has_a_clone_of_its_own() {
    static FILLED: AtomicU32 = AtomicU32::new(0);
    async fn clone(name: &str) -> Database {
        template(name, |url| async move {
            FILLED.fetch_add(1, Ordering::Relaxed);
            let mut connection = connect(&url).await.unwrap();
            connection
                .execute("CREATE TABLE note (id INT PRIMARY KEY); INSERT INTO note VALUES (1)")
                .await
                .unwrap();
            // Left open, as a careless filler would.
            std::mem::forget(connection);
        })
        .await
    }
    timed("a_template_is_filled_once", async {
        // New on each run, on a server that outlives it too.
        let age = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        let name = format!("own_test_{age}");
        let (one, two) = tokio::join!(clone(&name), clone(&name));
        assert_eq!(FILLED.load(Ordering::Relaxed), 1);
        assert_ne!(one.url(), two.url());

        let mut connection = connect(one.url()).await.unwrap();
        connection.execute("INSERT INTO note VALUES (2)").await.unwrap();
        assert_eq!(notes(&one).await.unwrap(), 2);
        assert_eq!(notes(&two).await.unwrap(), 1);

        // Gone even while somebody is connected.
        let url = one.url().to_owned();
        drop(one);
        let refused = connect(&url).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code()).unwrap().into_owned();
        assert_eq!(code, "3D000", "invalid_catalog_name: {refused}");
    });
}
