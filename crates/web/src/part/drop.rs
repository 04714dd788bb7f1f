//! Taking files in, and the waiting after it.

use askama::Template;

use super::{Icon, Markup};
use crate::texts::T;

/// A place to drop files on; without script it is a plain file input.
#[derive(Clone, Debug, Template)]
#[template(path = "part/drop.html")]
pub struct Drop {
    name: String,
    label: String,
    accept: String,
    hint: String,
    secret: String,
    multiple: bool,
    folder: String,
    error: String,
}

impl Drop {
    /// `accept` is the attribute's list: `.xlsx,.xls,.csv`; `hint` says kinds and size.
    pub fn new(
        t: &T,
        name: impl Into<String>,
        label: impl Into<String>,
        accept: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Drop {
            name: name.into(),
            label: label.into(),
            accept: accept.into(),
            hint: hint.into(),
            secret: t.get("not-for-secrets").into_owned(),
            multiple: false,
            folder: String::new(),
            error: String::new(),
        }
    }

    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// Offers to choose a whole folder beside; where a browser knows no folders, it is one more
    /// choice of files.
    pub fn folder(mut self, label: impl Into<String>) -> Self {
        self.folder = label.into();
        self
    }

    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into).unwrap_or_default();
        self
    }
}

/// Long work under way. With a `poll` address the script takes the next state from the page there.
#[derive(Clone, Debug, Template)]
#[template(path = "part/progress.html")]
pub struct Progress {
    label: String,
    done: u64,
    total: u64,
    poll: String,
    below: Markup,
}

impl Progress {
    /// `done` of `total` of whatever is counted; a `total` of 0 means that nobody knows yet.
    pub fn new(label: impl Into<String>, done: u64, total: u64) -> Self {
        Progress { label: label.into(), done, total, poll: String::new(), below: Markup::default() }
    }

    /// The address of the page that holds this part as long as the work lasts, and then what follows it.
    pub fn poll(mut self, href: impl Into<String>) -> Self {
        self.poll = href.into();
        self
    }

    pub fn below(mut self, markup: Markup) -> Self {
        self.below = markup;
        self
    }
}
