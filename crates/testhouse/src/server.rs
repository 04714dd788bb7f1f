//! A router on loop-back, for a browser that needs a real address.

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Serves until dropped.
pub struct Server {
    port: u16,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loop-back has a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("axum never ends by itself");
        });
        Self { port, task }
    }

    /// `http://localhost:PORT` and `path`. The name, not the number: a passkey belongs to
    /// a domain (W3C Web Authentication, "relying party identifier").
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
