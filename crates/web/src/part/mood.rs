//! Words about a state: tags, notes, error summary, basis, empty and waiting places.

use askama::Template;

use super::{Icon, Link, Markup};
use crate::texts::T;

/// The colour of a state. A word or an icon always goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    Ok,
    Warn,
    Err,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Info => " info",
            Tone::Ok => " ok",
            Tone::Warn => " warn",
            Tone::Err => " err",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Tone::Plain | Tone::Info => Icon::Info,
            Tone::Ok => Icon::Check,
            Tone::Warn => Icon::Warn,
            Tone::Err => Icon::Alert,
        }
    }
}

/// A short word on a thing: `流动`, `缺住址`.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<span class="tag{{ tone.class() }}">{% if let Some(icon) = icon %}{{ icon }}{% endif %}{{ text }}</span>"#,
    ext = "html"
)]
pub struct Tag {
    tone: Tone,
    text: String,
    icon: Option<Icon>,
}

impl Tag {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Tag { tone, text: text.into(), icon: None }
    }

    pub fn plain(text: impl Into<String>) -> Self {
        Tag::new(Tone::Plain, text)
    }

    pub fn info(text: impl Into<String>) -> Self {
        Tag::new(Tone::Info, text)
    }

    pub fn ok(text: impl Into<String>) -> Self {
        Tag::new(Tone::Ok, text)
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Tag::new(Tone::Warn, text)
    }

    pub fn err(text: impl Into<String>) -> Self {
        Tag::new(Tone::Err, text)
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

/// A sentence in a box, where something is to be done or known.
#[derive(Clone, Debug, Template)]
#[template(path = "part/note.html")]
pub struct Note {
    tone: Tone,
    icon: Icon,
    title: String,
    body: Vec<Markup>,
}

impl Note {
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Note { tone, icon: tone.icon(), title: title.into(), body: Vec::new() }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// One more paragraph of text.
    pub fn says(self, text: impl Into<String>) -> Self {
        let text: String = text.into();
        self.holds(Markup::text(text))
    }

    /// One more paragraph: a link, a button.
    pub fn holds(mut self, markup: Markup) -> Self {
        self.body.push(markup);
        self
    }
}

/// What is wrong with a form, on top of it; each line leads to its field. The script puts the focus here.
#[derive(Clone, Debug, Template)]
#[template(path = "part/error_summary.html")]
pub struct ErrorSummary {
    title: String,
    faults: Vec<Link>,
}

impl ErrorSummary {
    /// `title` says how many and that nothing was saved, e.g. `t.with("errors-count")`.
    pub fn new(title: impl Into<String>) -> Self {
        ErrorSummary { title: title.into(), faults: Vec::new() }
    }

    /// `field` is the id of the field: its name, unless it was given another.
    pub fn fault(mut self, field: &str, message: impl Into<String>) -> Self {
        self.faults.push(Link::new(format!("#{field}"), message));
        self
    }
}

/// The rule a thing follows, with its full title: `依据《…》第三十二条`.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<p class="rule"><b>{{ by }}</b>{{ text }}</p>"#, ext = "html")]
pub struct Basis {
    by: String,
    text: String,
}

impl Basis {
    pub fn new(t: &T, text: impl Into<String>) -> Self {
        Basis { by: t.get("basis").into_owned(), text: text.into() }
    }
}

/// A place without content: why, and what comes next.
#[derive(Clone, Debug, Template)]
#[template(path = "part/empty.html")]
pub struct Empty {
    title: String,
    why: String,
    next: Option<Link>,
}

impl Empty {
    pub fn new(title: impl Into<String>, why: impl Into<String>) -> Self {
        Empty { title: title.into(), why: why.into(), next: None }
    }

    pub fn next(mut self, link: Link) -> Self {
        self.next = Some(link);
        self
    }
}

/// A place whose content is on its way.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="stack" role="status" aria-label="{{ label }}"><span class="bone half"></span><span class="bone"></span><span class="bone most"></span></div>"#,
    ext = "html"
)]
pub struct Skeleton {
    label: String,
}

impl Skeleton {
    pub fn new(t: &T) -> Self {
        Skeleton { label: t.get("loading").into_owned() }
    }
}
