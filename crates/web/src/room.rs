//! A room is a value: everything the house does to all rooms is a loop over a list of these.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use zhibu_kernel::job::Job;
use zhibu_kernel::migrate::Step;

use crate::house::House;
use crate::part::Link;
use crate::seen::Seen;
use crate::shell::MenuEntry;
use crate::texts::{Catalogue, T};

/// One room of the house.
pub struct Room {
    /// Its name: the crate without `zhibu-`.
    pub name: &'static str,
    /// Its migrations.
    pub steps: &'static [Step],
    /// Its pages.
    pub pages: fn() -> Pages,
    /// What it puts into the menu of somebody.
    pub menu: fn(&Seen, &T) -> Vec<MenuEntry>,
    /// What it puts into the foot of every page.
    pub foot: fn(&T) -> Vec<Link>,
    /// What it does by the clock.
    pub jobs: fn() -> Vec<Job>,
    /// Its words.
    pub texts: &'static [Catalogue],
}

/// Whether a route reads or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// One route, with the action that it needs: a row of the committed table role x action, or
/// `public` or `signed_in`. The test that walks every route with every role holds it to that.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Reads or changes.
    pub verb: Verb,
    /// The path, with `{org}`, `{person}` … for ids.
    pub path: &'static str,
    /// The action it needs.
    pub needs: &'static str,
}

/// The pages of a room: a router that knows its routes.
#[derive(Default)]
pub struct Pages {
    router: Router<House>,
    routes: Vec<Route>,
}

impl Pages {
    /// No pages yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    #[must_use]
    pub fn get<H: Handler<T, House>, T: 'static>(
        self,
        path: &'static str,
        needs: &'static str,
        handler: H,
    ) -> Self {
        self.route(Verb::Get, path, needs, get(handler))
    }

    /// A form that is sent.
    #[must_use]
    pub fn post<H: Handler<T, House>, T: 'static>(
        self,
        path: &'static str,
        needs: &'static str,
        handler: H,
    ) -> Self {
        self.route(Verb::Post, path, needs, post(handler))
    }

    fn route(
        mut self,
        verb: Verb,
        path: &'static str,
        needs: &'static str,
        method: MethodRouter<House>,
    ) -> Self {
        self.router = self.router.route(path, method);
        self.routes.push(Route { verb, path, needs });
        self
    }

    /// The routes.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The router.
    pub fn into_router(self) -> Router<House> {
        self.router
    }
}
