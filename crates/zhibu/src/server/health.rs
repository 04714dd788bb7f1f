//! Whether the process is up, whether it can work, and what it counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::timeout;
use zhibu_kernel::{Db, Fault, outbox};

use crate::open::remembered;

/// A database that takes longer to answer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz` and `/readyz`: a status and one word, nothing about the inside.
pub(super) fn router(db: Db) -> Router {
    Router::new().route("/healthz", get(|| async { "up\n" })).route("/readyz", get(ready)).with_state(db)
}

/// The database answers and has its tables.
async fn ready(State(db): State<Db>) -> (StatusCode, &'static str) {
    match timeout(PATIENCE, remembered(&db)).await {
        Ok(Ok(Some(_))) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

/// `/metrics` in the text format of Prometheus, for a listener of its own.
pub(super) fn metrics(db: Db, recorder: PrometheusHandle, recovery_sheet: PathBuf) -> Router {
    Router::new().route("/metrics", get(counted)).with_state((db, recorder, recovery_sheet.into()))
}

async fn counted(State((db, recorder, recovery_sheet)): State<(Db, PrometheusHandle, Arc<Path>)>) -> String {
    let is_left = recovery_sheet.exists();
    gauge!("zhibu_recovery_sheet_left_on_disk").set(f64::from(u8::from(is_left)));
    match timeout(PATIENCE, measure(&db)).await {
        Ok(Ok(())) => gauge!("zhibu_database_up").set(1),
        _ => gauge!("zhibu_database_up").set(0),
    }
    recorder.run_upkeep();
    recorder.render()
}

/// Gauges are taken when they are asked for.
async fn measure(db: &Db) -> Result<(), Fault> {
    let asked = db.clock().now();
    let standing = outbox::standing(db).await?;
    let waited = db.clock().now().0 - asked.0;
    gauge!("zhibu_database_answer_milliseconds").set(waited as f64);
    gauge!("zhibu_outbox_waiting").set(standing.waiting as f64);
    gauge!("zhibu_outbox_oldest_milliseconds").set(standing.oldest_ms as f64);
    gauge!("zhibu_outbox_given_up").set(standing.given_up as f64);
    gauge!("zhibu_sealed_values").set(db.keys().sealed() as f64);
    Ok(())
}
