//! One's own account, for the pages under `/me` and `/confirm`.

use zeroize::Zeroizing;
use zhibu_kernel::{Fault, Read, Refuse};
use zhibu_web::Desk;
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use crate::account::{self, Account, enrol};
use crate::acting::Acting;
use crate::permit::Denied;

/// Why a change of one's own account is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("{1} at {0}")]
    Wrong(&'static str, &'static str),
    /// A second factor of an account with roles over others, in a session that proved too little.
    #[error("a second factor is not set up in such a session")]
    NotVouched,
    #[error("too many tries")]
    TooOften(Told),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault.into())
    }
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Denied(denied) => denied.fault(),
            Self::Wrong(..) | Self::NotVouched | Self::TooOften(_) => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::Wrong(field, key) => Told::at(field, key),
            Self::NotVouched => Told::new(No::Forbidden, key!("enrol-ask")),
            Self::TooOften(told) => told.clone(),
        }
    }
}

/// What the one who asks acts as.
pub(super) fn acting(desk: &Desk) -> Result<&Acting, Denied> {
    desk.actor().acting::<Acting>().ok_or(Denied::SignIn)
}

/// The account of the one who reads.
pub(super) async fn account(read: &mut Read) -> Result<Account, Denied> {
    let id = read.actor().acting::<Acting>().ok_or(Denied::SignIn)?.account;
    account::by_id(read, id).await?.ok_or(Denied::SignIn)
}

/// The account of the one who reads, who is about to set up a second factor of it.
pub(super) async fn enrolling(read: &mut Read) -> Result<Account, Refused> {
    if !enrol::may(read).await? {
        return Err(Refused::NotVouched);
    }
    Ok(account(read).await?)
}

/// What the forms of one's own account send; each reads its own fields.
#[derive(Clone)]
pub(super) struct Own {
    pub(super) old: Zeroizing<String>,
    pub(super) password: Zeroizing<String>,
    pub(super) code: String,
    pub(super) flow: String,
    pub(super) ceremony: String,
    pub(super) answer: String,
    pub(super) grant: String,
    pub(super) back: String,
}

impl FromForm for Own {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            old: Zeroizing::new(fields.exact("old")),
            password: Zeroizing::new(fields.exact("password")),
            code: fields.text("code"),
            flow: fields.text("flow"),
            ceremony: fields.text("ceremony"),
            answer: fields.text("answer"),
            grant: fields.text("grant"),
            back: fields.text("back"),
        }
    }
}
