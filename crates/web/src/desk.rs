//! The desk: what a handler works at. It knows who asks, in which language and view, and is the
//! only way from a handler to the data.
//!
//! ```ignore
//! async fn rename(desk: Desk, Path(id): Path<OrgId>, form: Form<Rename>) -> Response {
//!     let done = desk.change(&form, async |tx: &mut Tx, form: &Rename| {
//!         let (org, permit) = org::open::<ManageOrg>(tx, id).await?;
//!         org::rename(tx, permit, org, form).await?;
//!         Ok(Done::to(org_page(id)).said(key!("org-renamed")))
//!     }).await;
//!     desk.answer(done, &form, async |entry| page(&desk, id, entry).await).await
//! }
//! ```

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::repeat::Once;
use zhibu_kernel::{Actor, Day, Db, Fault, Moment, Read, Tx};

use crate::answer::{Done, Entered, Page, Said, forget_said, read_said};
use crate::form::{Form, Problem, Typed};
use crate::house::House;
use crate::key;
use crate::refusal::{No, Refusal, Told};
use crate::seen::Seen;
use crate::shell::{Shell, Theme, View};
use crate::texts::{Lang, T};

/// What a handler works at.
pub struct Desk {
    /// The house.
    pub house: House,
    /// Who asks.
    pub seen: Seen,
    /// The words, in the language of the one who asks.
    pub t: T,
    /// The address asked for, with its query.
    pub here: String,
    view: View,
    theme: Theme,
    said: Option<Said>,
    at: Moment,
}

/// What became of a form.
#[derive(Debug)]
pub enum Changed<R> {
    /// It acted, now or when it was first sent.
    Done(Done),
    /// Fields could not be read; nothing ran.
    Unread,
    /// The act refused.
    Refused(R),
    /// The form's key was used for something else.
    Other,
}

impl FromRequestParts<House> for Desk {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Self::Rejection> {
        let seen = parts.extensions.get::<Seen>().cloned().unwrap_or_else(Seen::nobody);
        let cookies = Cookies(&parts.headers);
        let lang = match cookies.get("lang").map(str::parse) {
            Some(Ok(lang)) if house.installation.english => lang,
            _ => Lang::ZhCn,
        };
        let here = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Ok(Self {
            t: T::new(std::sync::Arc::clone(&house.texts), lang),
            view: cookies.get("view").and_then(|tag| tag.parse().ok()).unwrap_or_default(),
            theme: cookies.get("theme").and_then(|tag| tag.parse().ok()).unwrap_or_default(),
            said: read_said(cookies.get("said")),
            at: house.db.clock().now(),
            house: house.clone(),
            seen,
            here,
        })
    }
}

/// The cookies of a request.
pub struct Cookies<'a>(pub &'a HeaderMap);

impl<'a> Cookies<'a> {
    /// The value of a cookie.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }
}

impl Desk {
    /// The database, for what is not done through the desk: files that stream.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.seen.actor
    }

    /// The moment of the request.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.at
    }

    /// Its day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.at.day_in(self.db().clock().zone())
    }

    /// Reads what is nobody's personal data.
    ///
    /// # Errors
    /// What `act` answers.
    pub async fn read<A: ?Sized, V, R, F>(&self, given: &A, act: F) -> Result<V, R>
    where
        F: AsyncFn(&mut Read, &A) -> Result<V, R>,
        R: From<Fault>,
    {
        self.db().read(self.actor(), given, act).await
    }

    /// Reads personal data and records who looked.
    ///
    /// # Errors
    /// What `act` answers; nothing is shown when the look cannot be recorded.
    pub async fn look<A: ?Sized, V, R, F>(&self, given: &A, act: F) -> Result<V, R>
    where
        F: AsyncFn(&mut Read, &A) -> Result<(V, Vec<Entry>), R>,
        R: Refusal,
    {
        self.db().look(self.actor(), given, act).await
    }

    /// Acts on a form, once for its key.
    pub async fn change<G, R, F>(&self, form: &Form<G>, act: F) -> Changed<R>
    where
        F: AsyncFn(&mut Tx, &G) -> Result<Done, R>,
        R: Refusal,
    {
        if !form.problems.is_empty() {
            return Changed::Unread;
        }
        let outcome = match form.repeat(self.actor(), &self.here) {
            Some(repeat) => self.db().change_once(self.actor(), &repeat, &form.given, act).await,
            None => self.db().change(self.actor(), &form.given, act).await.map(Once::Done),
        };
        match outcome {
            Ok(Once::Done(done) | Once::Again(done)) => Changed::Done(done),
            Ok(Once::Other) => Changed::Other,
            Err(refused) => Changed::Refused(refused),
        }
    }

    /// Answers a form: on to the next page, or the same page with everything typed and what is
    /// wrong.
    pub async fn answer<G, R, F>(&self, changed: Changed<R>, form: &Form<G>, again: F) -> Response
    where
        F: AsyncFnOnce(Entered) -> Result<Page, R>,
        R: Refusal,
    {
        let problems = match changed {
            Changed::Done(done) => return done.into_response(&self.house),
            Changed::Unread => form.problems.clone(),
            Changed::Other => {
                return self.told(&Told::new(No::Conflict, key!("refused-other-content")));
            }
            Changed::Refused(refused) => {
                if refused.fault().is_some() {
                    return self.refuse(&refused);
                }
                let told = refused.told();
                if !matches!(told.no, No::Invalid | No::Conflict) {
                    return self.told(&told);
                }
                vec![Problem { field: told.field.map(str::to_owned), key: told.key, args: told.args }]
            }
        };
        match again(Entered::again(form.typed.clone(), problems)).await {
            Ok(page) => self.page_with(page, No::Invalid.status()),
            Err(refused) => self.refuse(&refused),
        }
    }

    /// Shows a page, or says why not.
    pub fn show<R: Refusal>(&self, page: Result<Page, R>) -> Response {
        match page {
            Ok(page) => self.page_with(page, axum::http::StatusCode::OK),
            Err(refused) => self.refuse(&refused),
        }
    }

    /// Says no, or that we failed: a fault is logged once with its causes and shown as a number.
    pub fn refuse<R: Refusal>(&self, refused: &R) -> Response {
        let Some(fault) = refused.fault() else {
            return self.told(&refused.told());
        };
        let number = zhibu_kernel::random::code(8).to_string();
        tracing::error!(number, %fault, path = self.here.split('?').next(), "a request failed");
        let unavailable = fault.is_unavailable();
        let status = if unavailable {
            axum::http::StatusCode::SERVICE_UNAVAILABLE
        } else {
            axum::http::StatusCode::INTERNAL_SERVER_ERROR
        };
        let said = if unavailable { key!("fault-unavailable") } else { key!("fault-number") };
        let said = self.t.with(said).arg("number", number).to_string();
        self.page_with(Page::notice(&self.t, &self.t.get("fault-title"), said, &self.seen.home), status)
    }

    fn told(&self, told: &Told) -> Response {
        let back = percent(&self.here);
        match told.no {
            No::SignIn => {
                return Done::to(format!("/sign-in?back={back}")).into_response(&self.house);
            }
            No::Confirm => {
                return Done::to(format!("/confirm?back={back}")).into_response(&self.house);
            }
            _ => {}
        }
        let said = self.t.message(told.key, &told.args);
        let title = match told.no {
            No::Missing => self.t.get("refused-missing-title"),
            No::Forbidden => self.t.get("refused-forbidden-title"),
            _ => self.t.get("refused-title"),
        };
        self.page_with(Page::notice(&self.t, &title, said, &self.seen.home), told.no.status())
    }

    fn page_with(&self, page: Page, status: axum::http::StatusCode) -> Response {
        let shell = self.shell();
        let html = if self.seen.chip.is_some() {
            shell.work(&page.title, &page.main())
        } else {
            shell.public(&page.title, &page.main())
        };
        let mut response = (status, axum::response::Html(html)).into_response();
        if self.said.is_some() {
            forget_said(response.headers_mut());
        }
        response
    }

    /// Everything around a page.
    #[must_use]
    pub fn shell(&self) -> Shell {
        let installation = &self.house.installation;
        let site = crate::shell::Site {
            name: installation.site_name.clone(),
            sponsor: self.t.with("site-run-by").arg("who", &installation.run_by).to_string(),
            home: self.seen.home.clone(),
            imprint: vec![self.t.with("site-run-by").arg("who", &installation.run_by).to_string()],
            foot: self.house.rooms.iter().flat_map(|room| (room.foot)(&self.t)).collect(),
        };
        let mut shell = Shell::new(self.t.clone(), site);
        shell.view = self.view;
        shell.theme = self.theme;
        shell.english = installation.english;
        shell.back.clone_from(&self.here);
        shell.toast = self.said.as_ref().map(|said| said.toast(&self.t));
        if installation.demo {
            shell.notices.push(self.t.get("notice-demo").into_owned());
        }
        if let Some(name) = &self.seen.on_behalf_of {
            let notice = self.t.with("notice-on-behalf").arg("name", name);
            shell.notices.push(notice.to_string());
        }
        let path = self.here.split('?').next().unwrap_or("/");
        shell.menu = self.house.rooms.iter().flat_map(|room| (room.menu)(&self.seen, &self.t)).collect();
        shell.menu.sort_by_key(|entry| entry.rank);
        let best = shell.menu.iter().filter(|entry| is_within(path, &entry.href)).map(|e| e.href.len()).max();
        for entry in &mut shell.menu {
            entry.current = is_within(path, &entry.href) && Some(entry.href.len()) == best;
        }
        shell.dock = shell.menu.iter().take(4).cloned().collect();
        shell.trail.clone_from(&self.seen.trail);
        shell.person.clone_from(&self.seen.chip);
        if self.seen.chip.is_some() {
            shell.search = Some("/search".into());
            let at = crate::format::table_moment(self.at.timestamp(), self.db().clock().zone());
            let place = (self.seen.trail.last()).map_or(installation.site_name.as_str(), |item| &item.label);
            let by = self.seen.chip.as_ref().map_or("", |chip| &chip.name);
            shell.print(place, &at, by);
        } else {
            shell.sign_in = Some(format!("/sign-in?back={}", percent(&self.here)));
        }
        shell
    }

    /// Nothing typed yet.
    #[must_use]
    pub fn blank(&self) -> Entered {
        Entered::again(Typed::default(), Vec::new())
    }
}

fn is_within(path: &str, href: &str) -> bool {
    path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
}

/// Text as it may stand in the query of an address.
#[must_use]
pub fn percent(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).map_or_else(|_| String::new(), |pair| pair[1..].to_owned())
}
