//! One's own record (我的): what a person sees and takes out of what is kept about them.
//!
//! [`open`] is the only way to it. Under a mandate it is the principal's record.

pub mod exposure;
pub mod history;
pub mod looks;

use zhibu_access::acting::Acting;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::Action;
use zhibu_kernel::{Actor, Day, Read};

use crate::person::{Person, PersonId, open_own, periods};

/// Whose record is one's own: the account's person, or the principal under a mandate.
///
/// # Errors
/// [`Denied::SignIn`] for nobody, [`Denied::Missing`] for an account without a person.
pub fn me(actor: &Actor) -> Result<PersonId, Denied> {
    let acting = actor.acting::<Acting>().ok_or(Denied::SignIn)?;
    actor.principal.or(acting.person).map(PersonId).ok_or(Denied::Missing)
}

/// One's own record as of today.
///
/// # Errors
/// As [`me`]; [`Denied::Forbidden`] for what a helper may not do.
pub async fn open<A: Action>(read: &mut Read) -> Result<(Person, Permit<A>), Denied> {
    let id = me(read.actor())?;
    open_own(read, id).await
}

/// The day since when a person stands at their present stage, as far as there are records.
///
/// # Errors
/// A fault of the database.
pub async fn at_stage_since<A: Action>(
    read: &mut Read,
    _permit: &Permit<A>,
    person: &Person,
) -> Result<Day, zhibu_kernel::Fault> {
    let rows = periods(read, person.id).await?;
    Ok(rows
        .iter()
        .rev()
        .skip_while(|row| row.valid_from > person.valid_from)
        .take_while(|row| row.facts.stage == person.facts.stage)
        .last()
        .map_or(person.valid_from, |row| row.valid_from))
}
