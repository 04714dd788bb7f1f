//! Why an act on the tree is refused, and what the person is told.

use zhibu_kernel::{Day, Fault, Refuse};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use crate::permit::Denied;

/// Why an act on the tree is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody else changed the organisation since the page was shown.
    #[error("the organisation was changed meanwhile")]
    ChangedMeanwhile,
    /// The day lies ahead.
    #[error("the day lies ahead")]
    Ahead,
    /// The organisation was not there on that day.
    #[error("the organisation begins on {0}")]
    NotYet(Day),
    /// The organisation has ended.
    #[error("the organisation ended on {0}")]
    Ended(Day),
    /// The other organisation was not there from that day on.
    #[error("{0} was not there from that day on")]
    OtherNotThere(String),
    /// Nothing would change.
    #[error("nothing changes")]
    Nothing,
    /// The root stays where it is.
    #[error("the root stays")]
    Root,
    /// An organisation would lie below itself.
    #[error("an organisation cannot lie below itself")]
    BelowItself,
    /// No such organisation was named.
    #[error("there is no such organisation to be named")]
    Unnamed(&'static str),
    /// Several organisations are called so.
    #[error("several organisations are called so")]
    Several(&'static str, String),
    /// Something must be said.
    #[error("{0} must be said")]
    Unsaid(&'static str),
    /// A kind does not stand under another.
    #[error("{below} does not stand under {above}")]
    Kind {
        /// The kind above, as stored.
        above: String,
        /// The kind below, as stored.
        below: String,
    },
    /// People cannot belong to an organisation of this kind.
    #[error("{0} holds no people")]
    HoldsNobody(String),
    /// The kind cannot have the right to approve probationary members (DEV-21).
    #[error("{0} never approves probationary members")]
    NeverApproves(String),
    /// The code belongs to another organisation.
    #[error("the code belongs to {0}")]
    CodeTaken(String),
    /// People are left without a branch.
    #[error("it is not said where the people go")]
    PeopleLeft,
    /// Something was done since, so that it cannot be taken back alone.
    #[error("something was done since")]
    DoneSince,
    /// It is taken back already.
    #[error("it is taken back already")]
    TakenBack,
    /// A later act must be taken back first.
    #[error("{act} was done to {org} on {on}")]
    StandsOn {
        /// The organisation to which it was done.
        org: String,
        /// Its word.
        act: String,
        /// Its day.
        on: Day,
    },
    /// People belong to what would no longer be there.
    #[error("people belong to {0}")]
    HoldsPeople(String),
    /// An organisation stands under what would no longer be there.
    #[error("{0} stands under it")]
    HasBelow(String),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) | Self::Denied(Denied::Fault(fault)) => Some(fault),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::ChangedMeanwhile => Told::new(No::Conflict, key!("org-refused-changed")),
            Self::Ahead => Told::at("on", key!("org-refused-ahead")),
            Self::NotYet(day) => Told::at("on", key!("org-refused-not-yet")).with("day", day.to_string()),
            Self::Ended(day) => {
                Told::new(No::Invalid, key!("org-refused-ended")).with("day", day.to_string())
            }
            Self::OtherNotThere(name) => {
                Told::at("other", key!("org-refused-other-not-there")).with("name", name)
            }
            Self::Nothing => Told::new(No::Invalid, key!("org-refused-nothing")),
            Self::Root => Told::new(No::Invalid, key!("org-refused-root")),
            Self::BelowItself => Told::at("other", key!("org-refused-below-itself")),
            Self::Unnamed(field) => Told::at(field, key!("org-refused-unnamed")),
            Self::Several(field, names) => Told::at(field, key!("org-refused-several")).with("names", names),
            Self::Unsaid(field) => Told::at(field, key!("field-required")),
            Self::Kind { above, below } => Told::at("kind", key!("org-refused-kind"))
                .with("above", label(above))
                .with("below", label(below)),
            Self::HoldsNobody(kind) => {
                Told::at("other", key!("org-refused-holds-nobody")).with("kind", label(kind))
            }
            Self::NeverApproves(kind) => {
                Told::at("approves", key!("org-refused-approves")).with("kind", label(kind))
            }
            Self::CodeTaken(name) => Told::at("code", key!("org-refused-code")).with("name", name),
            Self::PeopleLeft => Told::at("other", key!("org-refused-people-left")),
            Self::DoneSince => Told::new(No::Conflict, key!("org-refused-since")),
            Self::TakenBack => Told::new(No::Conflict, key!("org-refused-taken-back")),
            Self::StandsOn { org, act, on } => Told::new(No::Conflict, key!("org-refused-stands-on"))
                .with("org", org)
                .with("act", act)
                .with("day", on.to_string()),
            Self::HoldsPeople(name) => {
                Told::new(No::Conflict, key!("org-refused-holds-people")).with("name", name)
            }
            Self::HasBelow(name) => Told::new(No::Conflict, key!("org-refused-has-below")).with("name", name),
            Self::Fault(fault) => fault.told(),
        }
    }
}

/// The official term of a kind; these stand in rule texts and are not translated.
fn label(kind: &str) -> String {
    zhibu_rules::codes::OrgKind::from_key(kind)
        .map_or_else(|| kind.to_owned(), |kind| kind.entry().zh.to_owned())
}
