//! Why a role is not given, ended or handed over, and what is said of it.

use zhibu_kernel::{Fault, Refuse};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use crate::permit::Denied;
use crate::role::Role;

/// Why a role is not given, ended or handed over.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It follows from one's own record, and nobody gives it.
    #[error("the role {0} is not given")]
    NotGiven(Role),
    /// The last day lies before the first, or the first before today.
    #[error("the period has no day")]
    Period,
    /// The account has the role there already.
    #[error("the account has the role already")]
    Held,
    /// The account has a role that this one must not meet in one hand.
    #[error("the role must stay apart from {0}")]
    Apart(Role),
    /// Somebody gives themselves a role.
    #[error("nobody gives themselves a role")]
    Oneself,
    /// A role over the whole installation, on a part of the tree.
    #[error("the role {0} is given at the top")]
    OnlyAtTheTop(Role),
    /// Nobody would be left who can give roles.
    #[error("this is the last security administrator")]
    LastOne,
    /// It has ended, or somebody ended it meanwhile.
    #[error("the role has ended")]
    Ended,
    /// No account has this user name.
    #[error("there is no account {0}")]
    Unknown(String),
    /// The one who is to stand in has no role on this organisation.
    #[error("the account does not belong to the organisation")]
    NotHere,
    /// Who stands in lets nobody else stand in.
    #[error("a role that stands in cannot be passed on")]
    StandsIn,
    /// Longer than six months, or than the role itself.
    #[error("standing in would last too long")]
    TooLong,
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(denied) => denied.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::NotGiven(_) => Told::at("role", key!("grant-not-given")),
            Self::Period => Told::at("until", key!("grant-period")),
            Self::Held => Told::at("role", key!("grant-held")),
            Self::Apart(held) => Told::at("role", key!("grant-apart")).with("held", held.word()),
            Self::Oneself => Told::new(No::Invalid, key!("grant-oneself")),
            Self::OnlyAtTheTop(_) => Told::at("org", key!("grant-only-at-the-top")),
            Self::LastOne => Told::new(No::Invalid, key!("grant-last-one")),
            Self::Ended => Told::new(No::Conflict, key!("grant-ended")),
            Self::Unknown(user) => Told::at("user", key!("grant-unknown")).with("user", user),
            Self::NotHere => Told::at("user", key!("grant-not-here")),
            Self::StandsIn => Told::new(No::Invalid, key!("grant-stands-in")),
            Self::TooLong => Told::at("until", key!("grant-too-long")),
            Self::Denied(denied) => denied.told(),
            Self::Fault(fault) => fault.told(),
        }
    }
}
