//! What stands above the page: the dialog before what cannot be undone, the toast after what can.

use askama::Template;

use super::{Markup, Tone};

/// A way back from what was just done: a form of one button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    pub action: String,
    pub label: String,
    /// Hidden fields of the form.
    pub fields: Vec<(String, String)>,
}

/// One sentence about what just happened. It stays until the next action.
#[derive(Clone, Debug, Template)]
#[template(path = "part/toast.html")]
pub struct Toast {
    tone: Tone,
    text: String,
    undo: Option<Undo>,
}

impl Toast {
    pub fn new(text: impl Into<String>) -> Self {
        Toast { tone: Tone::Plain, text: text.into(), undo: None }
    }

    pub fn err(text: impl Into<String>) -> Self {
        Toast { tone: Tone::Err, text: text.into(), undo: None }
    }

    pub fn undo(mut self, undo: Undo) -> Self {
        self.undo = Some(undo);
        self
    }
}

/// A question before what cannot be undone or needs a reason. A link with `data-open="ID"` opens it; its `href`
/// leads to a page with the same form, for a browser without script.
#[derive(Clone, Debug, Template)]
#[template(path = "part/dialog.html")]
pub struct Dialog {
    id: String,
    title: String,
    action: String,
    body: Markup,
    keep: String,
    act: String,
    stop: bool,
    shown: bool,
}

impl Dialog {
    /// A form posted to `action`. `act` is the button that does it, `keep` the one that does not: both say what
    /// they do.
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        action: impl Into<String>,
        body: Markup,
        keep: impl Into<String>,
        act: impl Into<String>,
    ) -> Self {
        Dialog {
            id: id.into(),
            title: title.into(),
            action: action.into(),
            body,
            keep: keep.into(),
            act: act.into(),
            stop: false,
            shown: false,
        }
    }

    /// What it does destroys something.
    pub fn stop(mut self) -> Self {
        self.stop = true;
        self
    }

    /// Stands open in the page: in the design page, and where a refusal brings the question back.
    pub fn shown(mut self) -> Self {
        self.shown = true;
        self
    }
}
