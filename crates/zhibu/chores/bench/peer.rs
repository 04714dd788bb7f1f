//! The bare peer: the same HTTP library, the same driver, the same database, and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;
use uuid::Uuid;

use super::replay::{Bare, Page, Statement, Told};

struct Peer {
    bare: Bare,
    points: Vec<(Uuid, Uuid)>,
    look: Vec<Statement>,
    pages: HashMap<String, Page>,
}

const POINT: &str = "SELECT name, stage, path FROM registry_person WHERE area_id = $1 AND id = $2";

/// Serves until the process is killed.
pub async fn serve(database: &str, listen: &str, told: &str) {
    let told: Told =
        serde_json::from_slice(&std::fs::read(told).expect("the file is there")).expect("our own JSON");
    let peer =
        Peer { bare: Bare::open(database).await, points: told.points, look: told.look, pages: told.pages };
    let app = Router::new()
        .route("/point/{at}", get(point))
        .route("/look/{at}", get(look))
        .route("/page/{*path}", get(page))
        .with_state(Arc::new(peer));
    let listener = tokio::net::TcpListener::bind(listen).await.expect("the port is free");
    axum::serve(listener, app).await.expect("it serves");
}

/// One row by its primary key.
async fn point(State(peer): State<Arc<Peer>>, Path(at): Path<usize>) -> String {
    read(&peer, at).await
}

/// One row by its primary key, answered once the look at it is on the disk.
async fn look(State(peer): State<Arc<Peer>>, Path(at): Path<usize>) -> String {
    let row = read(&peer, at).await;
    peer.bare.commit(peer.look.clone()).await;
    row
}

async fn read(peer: &Peer, at: usize) -> String {
    let (area, id) = peer.points[at % peer.points.len()];
    let (name, stage, path): (String, String, String) = match &peer.bare {
        Bare::Sqlite { readers, .. } => {
            sqlx::query_as(POINT).bind(area).bind(id).fetch_one(readers).await.expect("the row is there")
        }
        Bare::Postgres(pool) => {
            sqlx::query_as(POINT).bind(area).bind(id).fetch_one(pool).await.expect("the row is there")
        }
    };
    format!("{name} {stage} {path}")
}

/// The statements of a page, the look included, and its bytes.
async fn page(State(peer): State<Arc<Peer>>, Path(path): Path<String>) -> Html<String> {
    let page = &peer.pages[&format!("/{path}")];
    peer.bare.run(&page.statements).await;
    Html(page.html.clone())
}
