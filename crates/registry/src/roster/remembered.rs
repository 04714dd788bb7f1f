//! Which branch a word means in an organisation's rosters, as people chose and can choose again.

use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::Permit;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Fault, Read, Tx, bind, sql};
use zhibu_web::leaf::{Leaf, Turn};

/// A word with the branch that it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The word, as rosters write it.
    pub word: String,
    /// The branch.
    pub branch: OrgId,
    /// Its name today.
    pub name: String,
}

/// A page of the words that an organisation's rosters use, by the words.
///
/// # Errors
/// A fault of the database.
pub async fn remembered(
    read: &mut Read,
    (top, _): &(Org, Permit<ImportRoster>),
    turn: &Turn<String>,
    limit: i64,
) -> Result<Leaf<Remembered>, Fault> {
    let mut query = Query::new("SELECT word, branch_id FROM registry_branch_alias WHERE org_id = ");
    query.value(top.id);
    turn.narrow(&mut query, "word", limit);
    let mut words: Vec<(String, OrgId)> = Vec::new();
    for row in read.rows(query).await? {
        words.push((row.at(0)?, row.at(1)?));
    }
    let orgs = org::by_ids(read, words.iter().map(|(_, branch)| *branch)).await?;
    let words = words.into_iter().map(|(word, branch)| {
        let name = orgs.iter().find(|org| org.id == branch).map(|org| org.name.clone());
        Remembered { word, branch, name: name.unwrap_or_default() }
    });
    Ok(Leaf::of(turn, words.collect(), limit))
}

/// Forgets what a word means: the next roster that has it asks again. What was imported stays.
///
/// # Errors
/// A fault of the database.
pub async fn forget(tx: &mut Tx, (top, _): &(Org, Permit<ImportRoster>), word: &str) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("DELETE FROM registry_branch_alias WHERE org_id = $1 AND word = $2"),
        top.id,
        word
    ))
    .await?;
    tx.audit(&Entry::did("registry.roster.forget_branch").on("org", top.id.0).within(top.id.0, top.area))
        .await
}
