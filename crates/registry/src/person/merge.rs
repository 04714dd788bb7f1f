//! Two records of one human become one. The history of both is read together from then on; the
//! rows of the second are kept with the deed, so that it can be taken back.

use serde::{Deserialize, Serialize};
use serde_json::json;
use zhibu_access::merged;
use zhibu_access::permit::Permit;
use zhibu_access::role::{Action, MergePerson};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, sql};

use super::deed::{self, DeedId, Kind};
use super::fields::{Author, differences, write_history};
use super::write::{apply, mend_life, settle};
use super::{Change, Facts, PeriodId, Person, PersonId, Refused, periods};
use crate::correction::{self, CorrectionId};

/// What it is in the book of deeds.
pub const KIND: Kind = Kind::Merge;

/// The fields in which two records differ: those the one who merges decides.
#[must_use]
pub fn to_decide(kept: &Person, other: &Person) -> Vec<&'static str> {
    let other = Person { org: kept.org, ..other.clone() };
    differences(kept, &other).into_iter().map(|(field, ..)| field).collect()
}

/// The kept record's facts with the other's text in the fields of `taken`.
#[must_use]
pub fn choose(kept: &Facts, other: &Facts, taken: &[String]) -> Facts {
    let mut facts = kept.clone();
    macro_rules! choose {
        ($($field:ident),+) => {$(
            if taken.iter().any(|name| name == stringify!($field)) {
                facts.$field.clone_from(&other.$field);
            }
        )+};
    }
    choose!(
        name,
        sex,
        born_on,
        ethnic_group,
        education,
        degree,
        job_code,
        new_stratum,
        native_place,
        stage,
        membership_status,
        ending,
        applied_on,
        joined_on,
        converted_on,
        probation_ends_on,
        is_floating,
        floating_since,
        outflow_place,
        outflow_reason,
        lost_since,
        citizen_id,
        mobile,
        landline,
        address,
        notes
    );
    facts
}

/// Merges `other` into `kept`, with the other's text in the fields of `taken`. The other's
/// periods before the kept record begins become the kept record's.
///
/// # Errors
/// [`Refused::SameRecord`], [`Refused::Changed`]; a fault of the database.
pub async fn merge(
    tx: &mut Tx,
    permits: (&Permit<MergePerson>, &Permit<MergePerson>),
    (kept, other): (&Person, &Person),
    versions: (i64, i64),
    taken: &[String],
    deed: &Deed,
) -> Result<DeedId, Refused> {
    if kept.id == other.id {
        return Err(Refused::SameRecord);
    }
    if versions != (kept.version, other.version) {
        return Err(Refused::Changed);
    }
    let facts = choose(&kept.facts, &other.facts, taken);
    let id = DeedId::fresh();
    let spot = permits.0.spot().cloned().unwrap_or_else(|| kept.spot());
    deed::begin(tx, id, KIND, &spot, deed).await?;
    let (rows, gone) = (periods(tx, kept.id).await?, periods(tx, other.id).await?);
    settle(tx, &gone, &[]).await?;
    tx.execute(bind!(
        sql!("UPDATE registry_place SET merged_into = $2 WHERE person_id = $1"),
        other.id,
        kept.id
    ))
    .await?;
    let mut joined = earlier(&rows, &gone, &facts);
    joined.extend(rows.iter().cloned());
    let change = Change { facts, spot: kept.spot(), from: deed.happened_on };
    let after = apply(&joined, &change, tx.now());
    settle(tx, &rows, &after).await?;
    let current = after.iter().rev().find(|row| row.valid_from <= deed.happened_on).unwrap_or(kept);
    let author = Author::acting(tx);
    write_history(tx, kept, current, deed, author).await?;
    // Taken back in the order of their entry: the kept record first, so that numbers are free
    // again before the other takes its own back.
    deed::keep(tx, spot.area, id, kept.id, &rows).await?;
    deed::keep(tx, spot.area, id, other.id, &gone).await?;
    take_over(tx, permits.1, id, other.id, kept.id).await?;
    for (person, with) in [(kept, other), (other, kept)] {
        tx.audit(
            &Entry::did("registry.person.merge")
                .on("person", person.id.0)
                .within(person.org.0, person.area)
                .deed(deed)
                .detail(json!({ "with": with.id, "deed": id })),
        )
        .await?;
    }
    Ok(id)
}

/// What points at a record beside its periods.
#[derive(Serialize, Deserialize)]
struct Moved {
    from: PersonId,
    into: PersonId,
    access: merged::Followed,
    corrections: Vec<CorrectionId>,
}

/// Accounts, mandates and corrections of the other record become the kept one's. Posts, contacts,
/// attachments and history need nothing: they are read under both ids.
async fn take_over(
    tx: &mut Tx,
    permit: &Permit<MergePerson>,
    deed: DeedId,
    from: PersonId,
    into: PersonId,
) -> Result<(), Fault> {
    let moved = Moved {
        from,
        into,
        access: merged::follow(tx, permit, from.0, into.0).await?,
        corrections: correction::follow(tx, from, into).await?,
    };
    tx.execute(bind!(
        sql!("UPDATE registry_deed SET moved = $2 WHERE id = $1"),
        deed,
        serde_json::to_string(&moved)?
    ))
    .await
    .map(drop)
}

/// Gives back what a merge took over from a record.
pub(super) async fn give_back<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    deed: DeedId,
    person: PersonId,
) -> Result<(), Fault> {
    let text: Option<String> = tx
        .value::<Option<String>>(bind!(sql!("SELECT moved FROM registry_deed WHERE id = $1"), deed))
        .await?
        .flatten();
    let moved: Option<Moved> = text.map(|text| serde_json::from_str(&text)).transpose()?;
    let Some(moved) = moved.filter(|moved| moved.from == person) else {
        return Ok(());
    };
    merged::part(tx, permit, &moved.access, moved.from.0, moved.into.0).await?;
    correction::part(tx, &moved.corrections, moved.from, moved.into).await
}

/// The other's periods before the kept record begins, as the kept record's own.
fn earlier(rows: &[Person], gone: &[Person], facts: &Facts) -> Vec<Person> {
    let begins = rows.first().map_or(Day::OPEN, |row| row.valid_from);
    gone.iter()
        .filter(|row| row.valid_from < begins)
        .map(|row| {
            let mut row = row.clone();
            row.id = rows.first().map_or(row.id, |kept| kept.id);
            row.period = PeriodId::fresh();
            row.valid_to = row.valid_to.min(begins);
            mend_life(&mut row.facts, facts);
            row
        })
        .collect()
}
