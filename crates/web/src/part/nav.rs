//! Ways on: links, tabs, chips, steps, paging.

use askama::Template;

use super::Icon;
use crate::texts::T;

/// An address and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: String,
}

impl Link {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Link { href: href.into(), label: label.into() }
    }
}

/// Pages of one thing, each with its own address.
#[derive(Clone, Debug, Template)]
#[template(path = "part/tabs.html")]
pub struct Tabs {
    label: String,
    links: Vec<Link>,
    current: usize,
}

impl Tabs {
    /// `label` names the group for a screen reader; `current` counts from 0.
    pub fn new(label: impl Into<String>, links: Vec<Link>, current: usize) -> Self {
        Tabs { label: label.into(), links, current }
    }
}

/// The conditions a list is under, each removed by a tap.
#[derive(Clone, Debug, Template)]
#[template(path = "part/chips.html")]
pub struct Chips {
    remove: String,
    links: Vec<Link>,
}

impl Chips {
    /// Each link leads to the list without its condition.
    pub fn new(t: &T, links: Vec<Link>) -> Self {
        Chips { remove: t.get("chip-remove").into_owned(), links }
    }
}

/// How far a longer task has come.
#[derive(Clone, Debug, Template)]
#[template(path = "part/steps.html")]
pub struct Steps {
    done: String,
    labels: Vec<String>,
    current: usize,
}

impl Steps {
    /// `current` counts from 0; at the number of labels all are done.
    pub fn new(t: &T, labels: Vec<String>, current: usize) -> Self {
        Steps { done: t.get("step-done").into_owned(), labels, current }
    }
}

/// Forward and back by cursor; never page numbers.
#[derive(Clone, Debug, Template)]
#[template(path = "part/pager.html")]
pub struct Pager {
    label: String,
    summary: String,
    /// The two ways and what they are to a browser (`rel`); without an address there is no way.
    ways: [(Link, &'static str); 2],
}

impl Pager {
    /// `summary` says what is seen of how much: `第 1–12 人，共 23 人`. Without an address there is no way that way.
    pub fn new(t: &T, summary: impl Into<String>, previous: Option<String>, next: Option<String>) -> Self {
        Pager {
            label: t.get("paging").into_owned(),
            summary: summary.into(),
            ways: [
                (Link::new(previous.unwrap_or_default(), t.get("page-previous")), "prev"),
                (Link::new(next.unwrap_or_default(), t.get("page-next")), "next"),
            ],
        }
    }

    /// Whether there is another page at all.
    fn leads_on(&self) -> bool {
        self.ways.iter().any(|(link, _)| !link.href.is_empty())
    }
}

/// The list of a page as a file, in both formats.
#[derive(Clone, Debug, Template)]
#[template(path = "part/exports.html")]
pub struct Exports {
    links: [Link; 2],
}

impl Exports {
    /// `page` is the address of the list with its query; the files lie beside it.
    pub fn new(t: &T, page: &str) -> Self {
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        let joint = if query.is_empty() { "" } else { "?" };
        let file = |ending: &str| format!("{path}/export.{ending}{joint}{query}");
        Self::lying_at(t, file("xlsx"), file("csv"))
    }

    /// Files that lie elsewhere.
    pub(crate) fn lying_at(t: &T, xlsx: impl Into<String>, csv: impl Into<String>) -> Self {
        Exports { links: [Link::new(xlsx, t.get("export-xlsx")), Link::new(csv, t.get("export-csv"))] }
    }
}
