//! The parts pages are made of. Each is a value with finished words; written into a template it becomes
//! accessible HTML, escaped, without `|safe`: `{{ Tag::warn(t.get("no-address")) }}`.

use std::fmt::{self, Display};

use askama::Template;
use askama::filters::HtmlSafe;

mod drop;
mod field;
mod float;
mod icon;
mod list;
mod mask;
mod mood;
mod nav;
mod portrait;
mod table;
mod tree;

pub use drop::{Drop, Progress};
pub use field::{Choice, DateBoxes, Field, Width};
pub use float::{Dialog, Toast, Undo};
pub use icon::Icon;
pub use list::{Event, Fact, Facts, History, Stat, Stats};
pub use mask::Masked;
pub use mood::{Basis, Empty, ErrorSummary, Note, Skeleton, Tag, Tone};
pub use nav::{Chips, Exports, Link, Pager, Steps, Tabs};
pub use portrait::Portrait;
pub use table::{Cell, Column, Row, Table};
pub use tree::{Node, Tree};

/// HTML that is safe to write out as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Text, escaped.
    pub fn text(text: impl Display) -> Self {
        let escaped = Escaped { text: text.to_string() };
        Markup(escaped.to_string())
    }

    /// A part, or another thing that writes safe HTML.
    pub fn part(part: impl HtmlSafe) -> Self {
        Markup(part.to_string())
    }

    /// A template of a page author: askama has escaped what was put in.
    pub fn template(template: &impl Template) -> Self {
        Markup(written(template))
    }

    /// Both, one after the other, with a space between.
    pub fn and(mut self, other: Markup) -> Self {
        self.0.push(' ');
        self.0.push_str(&other.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
struct Escaped {
    text: String,
}

/// The template as a text.
pub(crate) fn written(template: &impl Template) -> String {
    template.render().expect("a template of finished values has nothing to fail on")
}

macro_rules! html {
    ($($part:ty),* $(,)?) => {$(
        impl HtmlSafe for $part {}
    )*};
}
html!(
    Markup,
    Exports,
    Icon,
    Field,
    DateBoxes,
    Tag,
    Note,
    ErrorSummary,
    Empty,
    Skeleton,
    Basis,
    Pager,
    Steps,
    Tabs,
    Chips,
    Stats,
    Facts,
    History,
    Table,
    Tree,
    Node,
    Masked,
    Portrait,
    Drop,
    Progress,
    Dialog,
    Toast,
);
