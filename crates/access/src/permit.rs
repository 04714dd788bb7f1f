//! No row without a permit (decision 4).
//!
//! `open` of a noun is the only way from an id that somebody sent to a row, and it returns the
//! row with its [`Permit`]. A list takes a [`Scope`], made by the same rule. Both rules are here,
//! once: an acting role allows an action, and the organisation lies in the role's subtree.

use std::marker::PhantomData;

use uuid::Uuid;
use zhibu_kernel::{Actor, Fault, Read, Refuse, Who};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use crate::acting::Acting;
use crate::org::{OrgId, Spot};
use crate::role::{self, Action};

/// What a helper may do for a principal: less than the principal may.
const MANDATED: [&str; 2] = ["own.read", "own.propose"];

/// Why somebody gets no permit.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// They may not know that the thing exists.
    #[error("there is no such thing for this actor")]
    Missing,
    /// They may see it but not do this with it.
    #[error("{0} is not among the acting role's actions")]
    Forbidden(&'static str),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignIn,
    /// The sign-in was by one factor, and this wants two.
    #[error("{0} wants a second factor")]
    SecondFactor(&'static str),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Denied {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl Refusal for Denied {
    fn told(&self) -> Told {
        match self {
            Self::Missing | Self::Fault(_) => Told::new(No::Missing, key!("refused-missing")),
            Self::Forbidden(_) => Told::new(No::Forbidden, key!("refused-forbidden")),
            Self::SignIn => Told::new(No::SignIn, key!("refused-sign-in")),
            Self::SecondFactor(_) => Told::new(No::Confirm, key!("refused-second-factor")),
        }
    }
}

/// Leave to do `A` with one row: who, under which role, for whom, and where the row lies.
#[derive(Debug)]
pub struct Permit<A> {
    actor: Actor,
    spot: Option<Spot>,
    reason: Option<&'static str>,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Permit<A> {
    /// The rule for a row that lies at an organisation.
    ///
    /// # Errors
    /// [`Denied::Missing`] for what lies outside of the acting role's subtree, so that nobody
    /// learns from the answer what exists; otherwise as the variant says.
    pub fn at(actor: &Actor, spot: &Spot) -> Result<Self, Denied> {
        let acting = acting_for::<A>(actor)?;
        if !spot.path.starts_with(&acting.path) {
            return Err(Denied::Missing);
        }
        Ok(Self::made(actor, Some(spot.clone())))
    }

    /// The rule for what belongs to the whole installation: accounts, the log, settings.
    ///
    /// # Errors
    /// As [`Permit::at`].
    pub fn everywhere(actor: &Actor) -> Result<Self, Denied> {
        acting_for::<A>(actor)?;
        Ok(Self::made(actor, None))
    }

    /// The rule for one's own record, or a principal's under a mandate.
    ///
    /// # Errors
    /// [`Denied::Missing`] when the record is somebody else's; [`Denied::Forbidden`] for what a
    /// helper may not do.
    pub fn own(actor: &Actor, person: Uuid) -> Result<Self, Denied> {
        let acting = actor.acting::<Acting>().ok_or(Denied::SignIn)?;
        let principal = actor.principal.or(acting.person);
        if principal != Some(person) {
            return Err(Denied::Missing);
        }
        if actor.principal.is_some() && !MANDATED.contains(&A::NAME) {
            return Err(Denied::Forbidden(A::NAME));
        }
        Ok(Self::made(actor, None))
    }

    /// The program acts by itself: a job, the command line. The reason stands in the log.
    ///
    /// # Errors
    /// [`Denied::Missing`] when it is a person who asks.
    pub fn by_system(actor: &Actor, reason: &'static str) -> Result<Self, Denied> {
        match actor.who {
            Who::System(_) => Ok(Self { reason: Some(reason), ..Self::made(actor, None) }),
            Who::Nobody | Who::Account(_) => Err(Denied::Missing),
        }
    }

    fn made(actor: &Actor, spot: Option<Spot>) -> Self {
        Self { actor: actor.clone(), spot, reason: None, action: PhantomData }
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The organisation at which the row lies; none for what lies nowhere.
    #[must_use]
    pub fn spot(&self) -> Option<&Spot> {
        self.spot.as_ref()
    }

    /// Why the program acts by itself.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.reason
    }
}

/// Leave to do `A` with every row in a subtree: one range of paths.
#[derive(Clone, Debug)]
pub struct Scope<A> {
    /// The organisation at the top.
    pub org: OrgId,
    /// Its area.
    pub area: Uuid,
    path: String,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Scope<A> {
    /// The subtree of an organisation, by the same rule as [`Permit::at`].
    ///
    /// # Errors
    /// As [`Permit::at`].
    pub fn under(actor: &Actor, spot: &Spot) -> Result<Self, Denied> {
        if !matches!(actor.who, Who::System(_)) {
            Permit::<A>::at(actor, spot)?;
        }
        Ok(Self { org: spot.id, area: spot.area, path: spot.path.clone(), action: PhantomData })
    }

    /// The subtree of the acting role.
    ///
    /// # Errors
    /// As [`Permit::at`].
    pub fn mine(read: &Read) -> Result<Self, Denied> {
        let acting = acting_for::<A>(read.actor())?;
        Ok(Self { org: acting.org, area: acting.area, path: acting.path.clone(), action: PhantomData })
    }

    /// The first path of the range.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.path
    }

    /// The end of the range; no path of the subtree reaches it.
    #[must_use]
    pub fn to(&self) -> String {
        crate::org::path_end(&self.path)
    }
}

/// Whether the actor's role may do `A` with anything at all. `open` asks this before it looks for
/// the row, so that the answer does not tell whether the row exists.
///
/// # Errors
/// As [`Permit::at`], but never [`Denied::Missing`].
pub fn may<A: Action>(actor: &Actor) -> Result<(), Denied> {
    acting_for::<A>(actor).map(drop)
}

/// Whether the actor's role may do an action of the table with anything at all.
///
/// # Errors
/// As [`may`].
pub fn may_do(actor: &Actor, action: &'static str) -> Result<(), Denied> {
    acting_by(actor, action).map(drop)
}

fn acting_for<A: Action>(actor: &Actor) -> Result<&Acting, Denied> {
    acting_by(actor, A::NAME)
}

fn acting_by<'a>(actor: &'a Actor, action: &'static str) -> Result<&'a Acting, Denied> {
    let Some(acting) = actor.acting::<Acting>() else {
        return Err(Denied::SignIn);
    };
    if !role::allows(acting.role, action) {
        return Err(Denied::Forbidden(action));
    }
    if role::wants_two_factors(action) && !acting.two_factors {
        return Err(Denied::SecondFactor(action));
    }
    Ok(acting)
}
