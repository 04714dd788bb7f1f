//! Endings (党籍和档案的结束): a record is closed with its reason and never deleted; only what an
//! applicant began and withdrew can be erased (MEM-01).

use serde_json::json;
use zhibu_access::permit::Permit;
use zhibu_access::role::EndPerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Tx, bind, sql};
use zhibu_rules::codes::{Ending, MembershipStatus};

use super::counted::is_member;
use super::deed::{self, DeedId, Kind};
use super::write::settle;
use super::{Change, Facts, Person, Refused, periods, put};

/// What it is in the book of deeds.
pub const KIND: Kind = Kind::End;

/// The endings that a person at a stage may have.
#[must_use]
pub fn endings_of(stage: &str) -> Vec<Ending> {
    Ending::ALL
        .iter()
        .copied()
        .filter(|ending| match ending {
            Ending::Deceased | Ending::TransferredOut => true,
            Ending::ProbationCancelled => stage == "probationary",
            Ending::DevelopmentEnded => !is_member(stage),
            Ending::Removed | Ending::Lapsed | Ending::Resigned | Ending::Expelled => is_member(stage),
        })
        .collect()
}

/// Closes a record on the day of the deed. The basis says whose decision it was.
///
/// # Errors
/// [`Refused`] when the record is closed, the ending is another stage's, the day lies in the
/// future, or the basis is missing.
pub async fn end(
    tx: &mut Tx,
    _permit: &Permit<EndPerson>,
    person: &Person,
    version: i64,
    ending: Ending,
    deed: &Deed,
) -> Result<DeedId, Refused> {
    if !endings_of(&person.facts.stage).contains(&ending) {
        return Err(Refused::EndingOfOtherStage);
    }
    let facts = Facts { ending: Some(ending.key().to_owned()), ..person.facts.clone() };
    close(tx, person, version, facts, ending.key(), deed).await
}

/// Stops a membership, or restores it (党员教育管理工作条例 2019, art. 24).
///
/// # Errors
/// As [`end`]; [`Refused::StepOutOfOrder`] when it stands so already or is no membership.
pub async fn set_status(
    tx: &mut Tx,
    _permit: &Permit<EndPerson>,
    person: &Person,
    version: i64,
    status: MembershipStatus,
    deed: &Deed,
) -> Result<DeedId, Refused> {
    if !is_member(&person.facts.stage) || person.facts.membership_status == status.key() {
        return Err(Refused::StepOutOfOrder);
    }
    let facts = Facts { membership_status: status.key().to_owned(), ..person.facts.clone() };
    close(tx, person, version, facts, status.key(), deed).await
}

async fn close(
    tx: &mut Tx,
    person: &Person,
    version: i64,
    facts: Facts,
    what: &'static str,
    deed: &Deed,
) -> Result<DeedId, Refused> {
    if person.facts.ending.is_some() {
        return Err(Refused::Closed);
    }
    if version != person.version {
        return Err(Refused::Changed);
    }
    if deed.happened_on > tx.today() {
        return Err(Refused::InFuture("day"));
    }
    if deed.basis.is_none() {
        return Err(Refused::WithoutReason);
    }
    let id = DeedId::fresh();
    deed::begin(tx, id, KIND, &person.spot(), deed).await?;
    let before = periods(tx, person.id).await?;
    let change = Change { facts, spot: person.spot(), from: deed.happened_on };
    put(tx, person, &change, deed).await?;
    deed::keep(tx, person.area, id, person.id, &before).await?;
    tx.audit(
        &Entry::did("registry.person.end")
            .on("person", person.id.0)
            .within(person.org.0, person.area)
            .deed(deed)
            .detail(json!({ "what": what, "deed": id })),
    )
    .await?;
    Ok(id)
}

/// Erases the record of an applicant who withdrew. The log keeps that it was done, and nothing
/// of what it said.
///
/// # Errors
/// [`Refused::MembersStay`] for anybody who was ever a member or whose record is open.
pub async fn erase(
    tx: &mut Tx,
    _permit: &Permit<EndPerson>,
    person: &Person,
    deed: &Deed,
) -> Result<(), Refused> {
    let rows = periods(tx, person.id).await?;
    let withdrew = person.facts.ending.as_deref() == Some(Ending::DevelopmentEnded.key());
    if !withdrew || rows.iter().any(|row| is_member(&row.facts.stage)) {
        return Err(Refused::MembersStay);
    }
    settle(tx, &rows, &[]).await?;
    crate::attachment::erase(tx, person.id).await?;
    for statement in [
        sql!("DELETE FROM registry_field_change WHERE person_id = $1"),
        sql!("DELETE FROM registry_deed_person WHERE person_id = $1"),
        sql!("DELETE FROM registry_contact WHERE person_id = $1"),
        sql!("DELETE FROM registry_post WHERE person_id = $1"),
        sql!("DELETE FROM registry_place WHERE person_id = $1"),
    ] {
        tx.execute(bind!(statement, person.id)).await?;
    }
    tx.audit(
        &Entry::did("registry.person.erase")
            .on("person", person.id.0)
            .within(person.org.0, person.area)
            .deed(deed),
    )
    .await?;
    Ok(())
}
