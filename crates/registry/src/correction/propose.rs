//! Proposing a correction, and changing one's own number where the installation allows it.

use jiff::civil::Date;
use serde_json::json;
use zhibu_access::permit::Permit;
use zhibu_access::role::ProposeOwn;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Moment, Tx, bind, setting, sql};
use zhibu_rules::calendar::WorkCalendar;

use super::{ANSWER_WITHIN, Content, CorrectionId, Field, ProposalId, Refused, State, place};
use crate::person::{Change, Person, put};

/// The setting under which people change their own numbers and address without asking.
const DIRECT: &str = "registry.own.direct";

/// What a person says is wrong.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Each field with what should stand there.
    pub fields: Vec<(Field, String)>,
    /// Why; may be empty.
    pub reason: String,
}

/// What became of a proposal when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: ProposalId,
    /// How many fields wait for the branch.
    pub waiting: usize,
    /// How many were changed at once.
    pub direct: usize,
    /// The last day for the answer.
    pub due_on: Day,
}

/// Proposes what differs from the record. Numbers and address are changed at once where the
/// installation allows it.
///
/// # Errors
/// [`Refused::Nothing`] when nothing differs.
pub async fn propose(
    tx: &mut Tx,
    permit: &Permit<ProposeOwn>,
    person: &Person,
    proposal: &Proposal,
    deed: &Deed,
) -> Result<Sent, Refused> {
    let direct_allowed = setting::get::<bool>(tx, DIRECT).await?.unwrap_or(false);
    let mut sent =
        Sent { id: ProposalId::fresh(), waiting: 0, direct: 0, due_on: due(deed.happened_on.date()) };
    let mut facts = person.facts.clone();
    let mut words = Vec::new();
    for (field, new) in &proposal.fields {
        let old = field.of(&person.facts);
        if old == *new {
            continue;
        }
        let direct = direct_allowed && field.is_contact();
        let content = Content { old, new: new.clone(), reason: proposal.reason.clone() };
        insert(tx, person, &sent, *field, &content, direct).await?;
        if direct {
            field.put(&mut facts, new);
            sent.direct += 1;
        } else {
            sent.waiting += 1;
        }
        words.push(field.word());
    }
    if words.is_empty() {
        return Err(Refused::Nothing);
    }
    if sent.direct > 0 {
        let change = Change { facts, spot: person.spot(), from: deed.happened_on };
        put(tx, person, &change, deed).await?;
    }
    let mut entry = Entry::did("registry.correction.propose")
        .on("person", person.id.0)
        .within(person.org.0, person.area)
        .deed(deed)
        .detail(json!({ "proposal": sent.id.to_string(), "fields": words, "at_once": sent.direct }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(sent)
}

async fn insert(
    tx: &mut Tx,
    person: &Person,
    sent: &Sent,
    field: Field,
    content: &Content,
    direct: bool,
) -> Result<(), Fault> {
    let id = CorrectionId::fresh();
    let sealed = tx.keys().seal(place(&id, "content"), &serde_json::to_vec(content)?);
    let (now, account, principal) = (tx.now(), tx.actor().account_id(), tx.actor().principal);
    let state = if direct { State::Accepted } else { State::Waiting };
    let decided_at: Option<Moment> = direct.then_some(now);
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_correction (area_id, id, proposal_id, person_id, field, content, state, \
             proposed_at, due_on, account_id, principal_id, decided_at, decided_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        person.area,
        id,
        sent.id,
        person.id,
        field.word(),
        sealed,
        state.word(),
        now,
        sent.due_on,
        account,
        principal,
        decided_at,
        account.filter(|_| direct),
    ))
    .await?;
    Ok(())
}

/// The last day for the answer to what was proposed on a day.
fn due(proposed_on: Date) -> Day {
    WorkCalendar::shipped().add_working_days(proposed_on, ANSWER_WITHIN).value.into()
}
