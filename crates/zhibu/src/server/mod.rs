//! Serving a house: pages, workers and jobs, from the first request to an orderly end.
//!
//! [`Serving::run`] returns when the process is asked to end (SIGTERM, ctrl-c): no new
//! connections are taken, those under way get ten seconds, then the database is closed.

mod health;
pub mod log;
mod observe;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zhibu_access::front;
use zhibu_courier::channel::Channel;
use zhibu_kernel::{job, outbox};
use zhibu_web::{House, key};

use crate::settings::TlsFiles;
use crate::told::{Tell, Told};
use crate::wiring::handlers;

/// How long requests under way may take when the process is asked to end.
const GRACE: Duration = Duration::from_secs(10);
/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(2);

/// Why a house is not served.
#[derive(Debug, thiserror::Error)]
pub enum NotServed {
    /// The address is taken, or not of this machine.
    #[error("{0} cannot be listened on: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// Certificate or key cannot be used.
    #[error("the TLS files cannot be used: {0}")]
    Tls(std::io::Error),
    /// Counting could not begin: a fault of the build.
    #[error(transparent)]
    Metrics(#[from] BuildError),
    /// The server ended with an error.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Tell for NotServed {
    fn told(&self) -> Told {
        match self {
            Self::Listen(address, error) => Told::new(key!("listen-failed"))
                .arg("address", address.to_string())
                .arg("why", error.to_string()),
            Self::Tls(error) => Told::new(key!("tls-failed")).arg("why", error.to_string()),
            Self::Metrics(error) => Told::new(key!("serve-failed")).arg("why", error.to_string()),
            Self::Io(error) => Told::new(key!("serve-failed")).arg("why", error.to_string()),
        }
    }
}

/// Takes hold of an address, so that a taken one is found before any work is done.
///
/// # Errors
/// When it is taken, or not of this machine.
pub fn listen(address: SocketAddr) -> Result<TcpListener, NotServed> {
    TcpListener::bind(address).map_err(|error| NotServed::Listen(address, error))
}

/// A house that is about to be served.
pub struct Serving {
    /// The house.
    pub house: House,
    /// Where pages are served.
    pub listener: TcpListener,
    /// TLS by file.
    pub tls: Option<TlsFiles>,
    /// Where metrics are served.
    pub metrics: Option<TcpListener>,
    /// Which channel messages go by.
    pub channel: Channel,
    /// Where the recovery sheet must not lie any more.
    pub recovery_sheet: PathBuf,
}

impl Serving {
    /// Serves until the process is asked to end; calls `ready` when the first page can be had.
    ///
    /// # Errors
    /// When serving cannot begin.
    pub async fn run(self, ready: impl FnOnce()) -> Result<(), NotServed> {
        let db = self.house.db.clone();
        let recorder = PrometheusBuilder::new().install_recorder()?;
        let app = self.router().into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let mut tasks = JoinSet::new();
        // Taken hold of before anybody is told that pages are served.
        let asked = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tasks.spawn(end_when_asked(handle.clone(), asked));
        tasks.spawn(outbox::run(db.clone(), handlers(&self.house, &self.channel)));
        for job in self.house.rooms.iter().flat_map(|room| (room.jobs)()) {
            tasks.spawn(job::run(db.clone(), job));
        }
        if let Some(listener) = self.metrics {
            let pages = health::metrics(db.clone(), recorder, self.recovery_sheet.clone());
            let server = axum_server::from_tcp(listener)?;
            tasks.spawn(async move {
                if let Err(error) = server.serve(pages.into_make_service()).await {
                    tracing::error!(%error, "metrics are not served any more");
                }
            });
        }
        let listening = handle.clone();
        let told = async move {
            if listening.listening().await.is_some() {
                ready();
            }
        };
        let served = match self.tls {
            Some(files) => {
                let config = tls(&files).await?;
                tasks.spawn(reload_when_asked(config.clone(), files));
                let server = axum_server::from_tcp_rustls(self.listener, config)?;
                tokio::join!(server.handle(handle).serve(app), told).0
            }
            None => {
                let server = axum_server::from_tcp(self.listener)?;
                tokio::join!(server.handle(handle).serve(app), told).0
            }
        };
        // Workers and jobs bear being stopped anywhere: what they hold is a lease.
        tasks.shutdown().await;
        // What was acknowledged is on the disk already; closing only tidies up.
        if timeout(CLOSING, db.close()).await.is_err() {
            tracing::warn!("the database did not close in time");
        }
        Ok(served?)
    }

    fn router(&self) -> Router {
        front::router(&self.house)
            .merge(health::router(self.house.db.clone()))
            .layer(from_fn(observe::observe))
    }
}

async fn tls(files: &TlsFiles) -> Result<RustlsConfig, NotServed> {
    // Fails only when one is installed already, which is then this one.
    drop(rustls::crypto::ring::default_provider().install_default());
    RustlsConfig::from_pem_file(&files.certificate, &files.key).await.map_err(NotServed::Tls)
}

async fn end_when_asked(handle: Handle<SocketAddr>, mut asked: (Signal, Signal)) {
    tokio::select! {
        _ = asked.0.recv() => {}
        _ = asked.1.recv() => {}
    }
    tracing::info!("asked to end");
    handle.graceful_shutdown(Some(GRACE));
}

/// Reads a renewed certificate on SIGHUP; a broken one is refused and the old one stays.
async fn reload_when_asked(config: RustlsConfig, files: TlsFiles) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        return;
    };
    while hangup.recv().await.is_some() {
        match config.reload_from_pem_file(&files.certificate, &files.key).await {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => tracing::error!(%error, "the certificate could not be read again"),
        }
    }
}
