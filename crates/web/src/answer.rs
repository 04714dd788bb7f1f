//! What handlers answer with: a page, or on to the next one with a word about what was done.

use askama::Template;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use crate::form::{Problem, Typed, fresh_key};
use crate::house::House;
use crate::part::{Empty, ErrorSummary, Link, Toast, Undo};
use crate::texts::{Arg, T};

/// A page: its title and its main part, written.
pub struct Page {
    pub(crate) title: String,
    main: String,
}

#[derive(Template)]
#[template(source = "{{ main|safe }}", ext = "html")]
pub(crate) struct Written<'a> {
    main: &'a str,
}

impl Page {
    /// A page from its template.
    #[must_use]
    pub fn new(title: impl Into<String>, main: &impl Template) -> Self {
        Self { title: title.into(), main: crate::part::Markup::template(main).to_string() }
    }

    /// A page that says one thing and leads home.
    pub(crate) fn notice(t: &T, title: &str, said: String, home: &str) -> Self {
        let empty = Empty::new(title, said).next(Link::new(home, t.get("go-home")));
        Self { title: title.to_owned(), main: empty.to_string() }
    }

    pub(crate) fn main(&self) -> Written<'_> {
        Written { main: &self.main }
    }
}

/// What a form brought about: where to go on, what to say, how to take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    to: String,
    said: Option<Said>,
}

/// A word about what was done, shown on the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    key: String,
    args: Vec<(String, String)>,
    undo: Option<String>,
}

impl Done {
    /// On to a page of ours.
    #[must_use]
    pub fn to(to: impl Into<String>) -> Self {
        Self { to: to.into(), said: None }
    }

    /// With a sentence from the catalogues.
    #[must_use]
    pub fn said(mut self, key: &'static str) -> Self {
        self.said = Some(Said { key: key.to_owned(), args: Vec::new(), undo: None });
        self
    }

    /// With something that goes into the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        if let Some(said) = &mut self.said {
            said.args.push((name.to_owned(), value.to_string()));
        }
        self
    }

    /// With a button that takes it back: the address of the form.
    #[must_use]
    pub fn undo(mut self, action: impl Into<String>) -> Self {
        if let Some(said) = &mut self.said {
            said.undo = Some(action.into());
        }
        self
    }

    /// The answer: see other, with what is to be said in a cookie that the next page takes.
    #[must_use]
    pub fn into_response(self, house: &House) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = if is_ours(&self.to) { self.to.as_str() } else { "/" };
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
        if let Some(said) = self.said {
            let text = serde_json::to_string(&said).unwrap_or_default();
            let cookie = cookie(house, "said", &crate::desk::percent(&text), 60);
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// Whether an address leads to a page of ours: never to another host.
#[must_use]
pub fn is_ours(to: &str) -> bool {
    to.starts_with('/')
        && !to.starts_with("//")
        && !to.starts_with("/\\")
        && to.is_ascii()
        && !to.contains(char::is_control)
}

/// A cookie of ours: not for scripts, not sent from other sites' forms.
#[must_use]
pub fn cookie(house: &House, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if house.installation.tls { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

pub(crate) fn forget_said(headers: &mut HeaderMap) {
    headers.append(SET_COOKIE, HeaderValue::from_static("said=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
}

pub(crate) fn read_said(cookie: Option<&str>) -> Option<Said> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("said={}", cookie?)).ok()?;
    serde_json::from_str(&pairs.first()?.1).ok()
}

impl Said {
    pub(crate) fn toast(&self, t: &T) -> Toast {
        let args: Vec<(&str, Arg)> =
            self.args.iter().map(|(name, value)| (name.as_str(), Arg::from(value.as_str()))).collect();
        let toast = Toast::new(t.message(&self.key, &args));
        match &self.undo {
            Some(action) if is_ours(action) => toast.undo(Undo {
                action: action.clone(),
                label: t.get("undo").into_owned(),
                fields: vec![(crate::form::KEY.into(), fresh_key())],
            }),
            _ => toast,
        }
    }
}

/// What a page of a form is told: what was typed, what is wrong with it, and the key under which
/// it will act once.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The key for the hidden field [`crate::form::KEY`].
    pub key: String,
    typed: Typed,
    problems: Vec<Problem>,
    again: bool,
}

impl Entered {
    pub(crate) fn again(typed: Typed, problems: Vec<Problem>) -> Self {
        let again = !problems.is_empty();
        Self { key: fresh_key(), typed, problems, again }
    }

    /// What stands in a field: as typed, or before anything was typed, what is known.
    #[must_use]
    pub fn value<'a>(&'a self, name: &str, known: &'a str) -> &'a str {
        if self.again { self.typed.get(name) } else { known }
    }

    /// Everything typed.
    #[must_use]
    pub fn typed(&self) -> &Typed {
        &self.typed
    }

    /// Whether the form comes back.
    #[must_use]
    pub fn is_again(&self) -> bool {
        self.again
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, t: &T, name: &str) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field.as_deref() == Some(name))?;
        Some(t.message(problem.key, &problem.args))
    }

    /// What is wrong, on top of the form, each with a link to its field.
    #[must_use]
    pub fn summary(&self, t: &T) -> Option<ErrorSummary> {
        let title = t.with("errors-count").arg("n", self.problems.len()).to_string();
        self.again.then(|| {
            self.problems.iter().fold(ErrorSummary::new(title), |summary, problem| {
                let field = problem.field.as_deref().unwrap_or("main");
                summary.fault(field, t.message(problem.key, &problem.args))
            })
        })
    }
}
