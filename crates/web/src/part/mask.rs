//! A sealed value: its ends, and the way to see the whole of it with a reason, on record.

use askama::Template;

use super::Choice;
use crate::texts::T;

#[derive(Clone, Debug, Template)]
#[template(path = "part/masked.html")]
pub struct Masked {
    masked: String,
    name: String,
    id: String,
    action: String,
    look: String,
    question: String,
    reasons: Vec<Choice>,
    button: String,
    hint: String,
}

impl Masked {
    /// A hidden value that may be seen. `name` is what is hidden (`电话`), `action` the address that records the
    /// reason (`reason`) and shows the value, `id` tells several on a page apart.
    pub fn new(
        t: &T,
        masked: impl Into<String>,
        name: impl Into<String>,
        id: impl Into<String>,
        action: impl Into<String>,
        reasons: Vec<Choice>,
    ) -> Self {
        let name: String = name.into();
        Masked {
            masked: masked.into(),
            id: id.into(),
            action: action.into(),
            look: t.get("mask-look").into_owned(),
            question: t.with("mask-question").arg("name", &name).into(),
            reasons,
            button: t.get("mask-button").into_owned(),
            hint: t.get("mask-hint").into_owned(),
            name,
        }
    }

    /// A hidden value that may not be seen here.
    pub fn closed(masked: impl Into<String>) -> Self {
        Masked {
            masked: masked.into(),
            name: String::new(),
            id: String::new(),
            action: String::new(),
            look: String::new(),
            question: String::new(),
            reasons: Vec::new(),
            button: String::new(),
            hint: String::new(),
        }
    }
}
