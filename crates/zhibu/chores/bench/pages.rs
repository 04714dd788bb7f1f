//! Pages over HTTP, and what they run.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;
use zhibu_access::front;
use zhibu_kernel::db::listen;
use zhibu_web::Installation;

use super::client::Client;
use super::ground::{Ground, Targets};
use super::replay::Page;
use super::table::Times;

/// A kind of page: the addresses that are asked for in turn, and how long they took.
pub struct Series {
    paths: Vec<String>,
    pub times: Times,
}

impl Series {
    pub fn of(paths: impl IntoIterator<Item = String>) -> Self {
        Self { paths: paths.into_iter().collect(), times: Times::default() }
    }

    /// Asks for the next one.
    pub fn ask(&mut self, client: &mut Client, round: usize) {
        self.times.add(client.time(&self.paths[round % self.paths.len()]));
    }
}

/// What the program runs for some pages and answers, heard in-process.
pub async fn hear(ground: &Ground, session: &str, paths: &[String]) -> HashMap<String, Page> {
    let db = ground.open().await;
    let installation = Installation {
        site_name: "Zhibu".into(),
        run_by: "Zhibu".into(),
        english: false,
        demo: false,
        tls: false,
        address: "http://localhost".into(),
        trusted_proxies: Vec::new(),
    };
    let house = zhibu::open::house(db.clone(), installation).expect("the words are sound");
    let router = front::router(&house);
    let mut pages = HashMap::new();
    for path in paths {
        let (html, heard) = listen(ask(&router, path, session)).await;
        let statements = heard.into_iter().map(Into::into).collect();
        pages.insert(path.clone(), Page { statements, html });
    }
    db.close().await;
    pages
}

async fn ask(router: &Router, path: &str, session: &str) -> String {
    let request =
        Request::get(path).header("host", "localhost").header("cookie", format!("session={session}"));
    let request = request.body(Body::empty()).expect("the request is well-formed");
    let response = router.clone().oneshot(request).await.expect("a router always answers");
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("the body arrives");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How many pages a second several visitors get at once.
pub fn rate(address: &str, session: &str, paths: &[String], time: Duration) -> f64 {
    const VISITORS: usize = 8;
    let begun = Instant::now();
    let got: usize = std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..VISITORS)
            .map(|visitor| {
                scope.spawn(move || {
                    let mut client = Client::to(address, session);
                    let mut got = 0;
                    while begun.elapsed() < time {
                        client.time(&paths[(visitor * 7 + got) % paths.len()]);
                        got += 1;
                    }
                    got
                })
            })
            .collect();
        visitors.into_iter().map(|visitor| visitor.join().expect("a visitor")).sum()
    });
    got as f64 / begun.elapsed().as_secs_f64()
}

/// Views of every kind, one after the other.
pub fn mixed_views(address: &str, targets: &Targets, views: usize) {
    let mut client = Client::to(address, &targets.session);
    for view in 0..views {
        let person = &targets.people[view / 6 % targets.people.len()];
        let org = targets.orgs[view / 6 % targets.orgs.len()];
        let path = match view % 6 {
            0 => format!("/people/{}", person.id),
            1 => format!("/orgs/{org}"),
            2 => format!("/statistics/{org}"),
            3 => format!("/orgs/{org}/people"),
            4 => format!("/search?q={}", zhibu_web::desk::percent(&person.name)),
            _ => "/orgs".to_owned(),
        };
        client.time(&path);
    }
}
