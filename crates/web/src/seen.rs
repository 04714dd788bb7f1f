//! As whom a person is seen by the pages: what `access` knows of a request, in the words that
//! the shell needs. Put into the request by the layer of `access`.

use zhibu_kernel::Actor;

use crate::shell::{PersonChip, TrailItem};

/// Who asks, and how the page greets them.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Who acts.
    pub actor: Actor,
    /// The name and the acting role for the bar; none when nobody is signed in.
    pub chip: Option<PersonChip>,
    /// The path of organisations down to the one of the acting role.
    pub trail: Vec<TrailItem>,
    /// The acting role's word, as in `roles.csv`; `public` when nobody is signed in.
    pub role: &'static str,
    /// Where this role starts: the address of its first page.
    pub home: String,
    /// True when the sign-in was by one factor only.
    pub one_factor: bool,
    /// The name of the person for whom they act under a mandate: every page says it.
    pub on_behalf_of: Option<String>,
}

impl Seen {
    /// Somebody who is not signed in.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            actor: Actor::nobody(),
            chip: None,
            trail: Vec::new(),
            role: "public",
            home: "/".into(),
            one_factor: false,
            on_behalf_of: None,
        }
    }
}
