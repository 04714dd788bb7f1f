//! What this room keeps about people's records follows a record that was merged into another one,
//! and goes back when that is taken back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::{Fault, Tx, bind, sql};

use crate::account::AccountId;
use crate::mandate::MandateId;
use crate::permit::Permit;
use crate::role::{Action, MergePerson};

/// What went over to the other record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Followed {
    accounts: Vec<AccountId>,
    mandates: Vec<MandateId>,
}

/// Accounts that open a person's record, and mandates that the person gave, go over to the record
/// into which it was merged.
///
/// # Errors
/// A fault of the database.
pub async fn follow(
    tx: &mut Tx,
    _permit: &Permit<MergePerson>,
    from: Uuid,
    into: Uuid,
) -> Result<Followed, Fault> {
    let accounts =
        tx.rows(bind!(sql!("SELECT id FROM access_account WHERE person_id = $1 ORDER BY id"), from)).await?;
    let mandates = tx
        .rows(bind!(sql!("SELECT id FROM access_mandate WHERE principal_id = $1 ORDER BY id"), from))
        .await?;
    let followed = Followed {
        accounts: accounts.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?,
        mandates: mandates.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?,
    };
    put(tx, &followed, from, into).await?;
    Ok(followed)
}

/// What went over goes back; what came to the other record later stays there.
///
/// # Errors
/// A fault of the database.
pub async fn part<A: Action>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    followed: &Followed,
    from: Uuid,
    into: Uuid,
) -> Result<(), Fault> {
    put(tx, followed, into, from).await
}

async fn put(tx: &mut Tx, what: &Followed, from: Uuid, into: Uuid) -> Result<(), Fault> {
    for id in &what.accounts {
        tx.execute(bind!(
            sql!("UPDATE access_account SET person_id = $3 WHERE id = $1 AND person_id = $2"),
            *id,
            from,
            into
        ))
        .await?;
    }
    for id in &what.mandates {
        tx.execute(bind!(
            sql!("UPDATE access_mandate SET principal_id = $3 WHERE id = $1 AND principal_id = $2"),
            *id,
            from,
            into
        ))
        .await?;
    }
    Ok(())
}
