//! What has ended is swept away.

use zhibu_kernel::job::Job;
use zhibu_kernel::{Db, Fault, Tx, bind, sql};

/// How often: ten minutes.
const EVERY_MS: i64 = 10 * 60_000;

/// The jobs of sign-in.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job::new("access.sweep", EVERY_MS, |db: Db| async move { sweep(&db).await })]
}

async fn sweep(db: &Db) -> Result<(), Fault> {
    let year_ago = db.clock().now().plus_ms(-super::caller::REMEMBERED_S * 1000);
    db.housekeeping("sweep", &year_ago, async |tx: &mut Tx, year_ago| {
        let now = tx.now();
        for ended in [
            sql!("DELETE FROM access_flow WHERE ends_at <= $1"),
            sql!("DELETE FROM access_guess WHERE forget_at <= $1"),
            sql!("DELETE FROM access_session WHERE ends_at <= $1"),
            sql!("DELETE FROM access_activation WHERE ends_at <= $1"),
        ] {
            tx.execute(bind!(ended, now)).await?;
        }
        tx.execute(bind!(sql!("DELETE FROM access_device WHERE seen_at <= $1"), *year_ago)).await?;
        Ok(())
    })
    .await
}
