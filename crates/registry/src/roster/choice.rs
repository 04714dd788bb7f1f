//! One answer for all rows that ask the same.

use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::Permit;
use zhibu_access::role::{ImportRoster, ReadOrg};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Tx, bind, sql};
use zhibu_rules::codes::OrgKind;

use super::batch::{self, Batch, Refused, State};

/// Answers a question of a checked batch for all its rows; they are judged again. Which branch a
/// word means is remembered for the organisation's next rosters.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn choose(
    tx: &mut Tx,
    (batch, _): (Batch, Permit<ImportRoster>),
    question: &str,
    choice: &str,
) -> Result<(), Refused> {
    if batch.state != State::Checked {
        return Err(Refused::State(batch.state));
    }
    let is_fixed = matches!(
        (question, choice),
        ("id-15", "convert") | ("birth-by" | "sex-by", "id" | "roster") | ("stage", "full")
    ) || question.starts_with("same:") && matches!(choice, "same" | "other");
    if let Some(word) = question.strip_prefix("branch:") {
        let id: OrgId = choice.parse().map_err(|_| Refused::NoSuchChoice)?;
        let org = match tx.actor().account_id() {
            Some(_) => org::open::<ReadOrg>(tx, id).await?.0,
            None => org::open_by_system::<ReadOrg>(tx, id, "registry.roster").await?.0,
        };
        let holds = OrgKind::from_key(&org.kind).is_some_and(OrgKind::holds_members);
        if !holds || !org.path.starts_with(&batch.spot.path) {
            return Err(Refused::NoSuchChoice);
        }
        let (now, account) = (tx.now(), tx.actor().account_id());
        tx.execute(bind!(
            sql!(
                "INSERT INTO registry_branch_alias (org_id, word, branch_id, account_id, recorded_at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, word) DO UPDATE SET \
                 branch_id = excluded.branch_id, account_id = excluded.account_id, \
                 recorded_at = excluded.recorded_at"
            ),
            batch.spot.id,
            word,
            org.id,
            account,
            now,
        ))
        .await?;
    } else if !is_fixed {
        return Err(Refused::NoSuchChoice);
    }
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_batch_choice (batch_id, word, choice) VALUES ($1, $2, $3) \
             ON CONFLICT (batch_id, word) DO UPDATE SET choice = excluded.choice"
        ),
        batch.id,
        question,
        choice,
    ))
    .await?;
    batch::set_state(tx, batch.id, State::Checking).await?;
    tx.audit(
        &Entry::did("registry.roster.choose")
            .on("batch", batch.id.0)
            .within(batch.spot.id.0, batch.spot.area),
    )
    .await?;
    Ok(())
}
