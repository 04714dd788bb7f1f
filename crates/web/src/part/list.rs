//! What is known of a thing: facts, figures, its history.

use askama::Template;

use super::Markup;

/// One line of a thing's facts.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    pub value: Markup,
}

/// Label and value pairs.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/facts.html")]
pub struct Facts {
    facts: Vec<Fact>,
}

impl Facts {
    pub fn new() -> Self {
        Facts::default()
    }

    pub fn text(self, label: impl Into<String>, value: impl Into<String>) -> Self {
        let value: String = value.into();
        self.holds(label, Markup::text(value))
    }

    pub fn holds(mut self, label: impl Into<String>, value: Markup) -> Self {
        self.facts.push(Fact { label: label.into(), value });
        self
    }
}

/// A figure, its words and the list of people behind it.
#[derive(Clone, Debug)]
pub struct Stat {
    pub figure: String,
    pub label: String,
    pub href: Option<String>,
}

/// Figures in a row.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/stats.html")]
pub struct Stats {
    stats: Vec<Stat>,
}

impl Stats {
    pub fn new() -> Self {
        Stats::default()
    }

    /// A figure that opens its list.
    pub fn link(mut self, figure: i64, label: impl Into<String>, href: impl Into<String>) -> Self {
        let figure = crate::format::count(figure);
        self.stats.push(Stat { figure, label: label.into(), href: Some(href.into()) });
        self
    }

    /// A figure that has no list of its own.
    pub fn plain(mut self, figure: i64, label: impl Into<String>) -> Self {
        let figure = crate::format::count(figure);
        self.stats.push(Stat { figure, label: label.into(), href: None });
        self
    }
}

/// Something that happened. Both days are shown when they differ (late entry).
#[derive(Clone, Debug)]
pub struct Event {
    /// `2026年6月3日`
    pub when: String,
    pub title: String,
    /// Who recorded it and when, which basis; may be empty.
    pub detail: Markup,
    pub current: bool,
}

/// A life in order.
#[derive(Clone, Debug, Template)]
#[template(path = "part/history.html")]
pub struct History {
    events: Vec<Event>,
}

impl History {
    pub fn new(events: Vec<Event>) -> Self {
        History { events }
    }
}
