//! Proofs from the stored nodes, for those who keep a head: [`crate::merkle::verify_inclusion`]
//! and [`crate::merkle::verify_consistency`] check them without this house.

use std::collections::HashMap;

use uuid::Uuid;

use super::seal::{node, size};
use crate::bind;
use crate::fault::Fault;
use crate::merkle::{self, Hash, Plan};
use crate::sql;
use crate::tx::Read;

/// That an entry stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Its place, counted from 0.
    pub index: u64,
    /// The size of the tree in which it is proved.
    pub size: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// The proof.
    pub proof: Vec<Hash>,
}

/// Proves an entry's place in the tree of `size` entries, or of all; nothing when that tree does
/// not have the entry.
///
/// # Errors
/// A fault of the database, or a node that is missing.
pub async fn inclusion(read: &mut Read, entry: Uuid, of: Option<u64>) -> Result<Option<Inclusion>, Fault> {
    let row =
        read.first(bind!(sql!("SELECT no, hash FROM kernel_audit_leaf WHERE entry_id = $1"), entry)).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(all) = bounded(read, of).await? else {
        return Ok(None);
    };
    let index = u64::try_from(row.get::<i64>("no")?).unwrap_or(u64::MAX);
    let Some(plan) = merkle::inclusion(index, all) else {
        return Ok(None);
    };
    Ok(Some(Inclusion { index, size: all, leaf: row.get("hash")?, proof: prove(read, &plan).await? }))
}

/// Proves that the tree of `new` entries begins with the tree of `old` entries; nothing when the
/// log is smaller than that.
///
/// # Errors
/// A fault of the database, or a node that is missing.
pub async fn consistency(read: &mut Read, old: u64, new: u64) -> Result<Option<Vec<Hash>>, Fault> {
    let Some(new) = bounded(read, Some(new)).await? else {
        return Ok(None);
    };
    match merkle::consistency(old, new) {
        Some(plan) => prove(read, &plan).await.map(Some),
        None => Ok(None),
    }
}

/// A size that the tree has, or all of it.
async fn bounded(read: &mut Read, wanted: Option<u64>) -> Result<Option<u64>, Fault> {
    let all = u64::try_from(size(read).await?).unwrap_or(0);
    let wanted = wanted.unwrap_or(all);
    Ok((wanted <= all).then_some(wanted))
}

async fn prove(read: &mut Read, plan: &Plan) -> Result<Vec<Hash>, Fault> {
    let mut fetched = HashMap::new();
    for id in plan.nodes() {
        if let Some(hash) = node(read, id).await? {
            fetched.insert(id, hash);
        }
    }
    plan.prove(|id| fetched.get(&id).copied())
        .map_err(|missing| Fault::Invariant(format!("the audit log's tree: {missing}")))
}
