//! Deciding a correction, taking the decision back, withdrawing a proposal.

use serde_json::json;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{Action, DecideCorrection};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Fault, Moment, Tx, bind, sql};

use super::{Correction, CorrectionId, ProposalId, Refused, State, of_proposal, place};
use crate::person::{Change, Person, put};

/// What the branch says.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The fields that are taken.
    pub accepted: Vec<CorrectionId>,
    /// The fields that are not.
    pub refused: Vec<CorrectionId>,
    /// What is said to the person; needed when something is refused.
    pub word: String,
}

/// Decides fields of a proposal: what is accepted stands in the record from today on, with a
/// basis that names the proposal.
///
/// # Errors
/// [`Refused::Settled`] for what does not wait, [`Refused::Changed`] when the record says
/// something else by now, [`Refused::NoWord`] for a refusal without a word.
pub async fn decide(
    tx: &mut Tx,
    permit: &Permit<DecideCorrection>,
    person: &Person,
    proposal: ProposalId,
    decision: &Decision,
    deed: &Deed,
) -> Result<(), Refused> {
    if !decision.refused.is_empty() && decision.word.is_empty() {
        return Err(Refused::NoWord);
    }
    let rows = mine(tx, person, proposal).await?;
    let mut facts = person.facts.clone();
    let mut settled = 0;
    for row in &rows {
        let state = if decision.accepted.contains(&row.id) {
            if row.field.of(&person.facts) != row.old {
                return Err(Refused::Changed);
            }
            row.field.put(&mut facts, &row.new);
            State::Accepted
        } else if decision.refused.contains(&row.id) {
            State::Refused
        } else {
            continue;
        };
        if row.state != State::Waiting {
            return Err(Refused::Settled);
        }
        settle(tx, row, state, &decision.word).await?;
        settled += 1;
    }
    if settled == 0 {
        return Err(Refused::Settled);
    }
    let deed = deed.clone().because(format!("correction {proposal}"));
    write(tx, person, facts, &deed).await?;
    record(tx, permit, person, proposal, "registry.correction.decide", &deed).await
}

/// Takes back, within the time for it, what was decided in a proposal; what the person changed
/// without asking is withdrawn.
///
/// # Errors
/// [`Refused::TooLate`] when the time is over, [`Refused::Changed`] when the record says something
/// else by now.
pub async fn undo<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: &Person,
    proposal: ProposalId,
    deed: &Deed,
    only_direct: bool,
) -> Result<(), Refused> {
    let now = tx.now();
    let rows = mine(tx, person, proposal).await?;
    let open: Vec<&Correction> = rows
        .iter()
        .filter(|row| row.undo_until().is_some_and(|until| now <= until))
        .filter(|row| row.is_direct() == only_direct)
        .collect();
    if open.is_empty() {
        return Err(Refused::TooLate);
    }
    let mut facts = person.facts.clone();
    for row in open {
        if row.state == State::Accepted {
            if row.field.of(&person.facts) != row.new && row.field != super::Field::Other {
                return Err(Refused::Changed);
            }
            row.field.put(&mut facts, &row.old);
        }
        let state = if only_direct { State::Withdrawn } else { State::Waiting };
        settle(tx, row, state, "").await?;
    }
    let deed = deed.clone().because(format!("undo of correction {proposal}"));
    write(tx, person, facts, &deed).await?;
    record(tx, permit, person, proposal, "registry.correction.undo", &deed).await
}

/// Takes back what waits in a proposal.
///
/// # Errors
/// [`Refused::Settled`] when nothing of it waits.
pub async fn withdraw<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: &Person,
    proposal: ProposalId,
    deed: &Deed,
) -> Result<(), Refused> {
    let rows = mine(tx, person, proposal).await?;
    let mut settled = 0;
    for row in rows.iter().filter(|row| row.state == State::Waiting) {
        settle(tx, row, State::Withdrawn, "").await?;
        settled += 1;
    }
    if settled == 0 {
        return Err(Refused::Settled);
    }
    record(tx, permit, person, proposal, "registry.correction.withdraw", deed).await
}

/// The fields of a proposal for this person's record and no other.
async fn mine(tx: &mut Tx, person: &Person, proposal: ProposalId) -> Result<Vec<Correction>, Refused> {
    let mut rows = of_proposal(tx, proposal).await?;
    rows.retain(|row| row.person == person.id);
    if rows.is_empty() {
        return Err(Denied::Missing.into());
    }
    Ok(rows)
}

async fn settle(tx: &mut Tx, row: &Correction, state: State, word: &str) -> Result<(), Fault> {
    let waits = state == State::Waiting;
    let (now, by) = (tx.now(), tx.actor().account_id());
    let sealed = (!word.is_empty()).then(|| tx.keys().seal(place(&row.id, "word"), word.as_bytes()));
    let decided_at: Option<Moment> = (!waits).then_some(now);
    tx.execute(bind!(
        sql!(
            "UPDATE registry_correction SET state = $3, decided_at = $4, decided_by = $5, word = $6 \
             WHERE area_id = $1 AND id = $2"
        ),
        row.area,
        row.id,
        state.word(),
        decided_at,
        by.filter(|_| !waits),
        sealed,
    ))
    .await?;
    Ok(())
}

async fn write(tx: &mut Tx, person: &Person, facts: crate::person::Facts, deed: &Deed) -> Result<(), Fault> {
    if facts == person.facts {
        return Ok(());
    }
    let change = Change { facts, spot: person.spot(), from: deed.happened_on };
    put(tx, person, &change, deed).await?;
    Ok(())
}

async fn record<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: &Person,
    proposal: ProposalId,
    act: &'static str,
    deed: &Deed,
) -> Result<(), Refused> {
    let mut entry = Entry::did(act)
        .on("person", person.id.0)
        .within(person.org.0, person.area)
        .deed(deed)
        .detail(json!({ "proposal": proposal.to_string() }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(())
}
