//! What became of the organisations to which a person belonged, while they did: moved, merged,
//! split, dissolved. It is read from the history of the tree, so it is true on every day and needs
//! no line for each person.

use std::collections::{BTreeSet, HashMap};

use zhibu_access::org::{self, Done, OrgId, path_chain};
use zhibu_kernel::{Fault, Read};

use super::{Person, PersonId, periods};

/// Lines that are read; few organisations are changed more often.
const LIMIT: i64 = 200;

/// An act on an organisation of a person's.
#[derive(Clone, Debug)]
pub struct TreeLine {
    /// The organisation's name.
    pub name: String,
    /// What was done to it.
    pub done: Done,
}

/// The acts on the organisations of a person, the latest recorded first. A split is told of the
/// person's own organisation only, a move or an end of those above it too.
///
/// # Errors
/// A fault of the database.
pub async fn changes(read: &mut Read, person: PersonId) -> Result<Vec<TreeLine>, Fault> {
    let rows = periods(read, person).await?;
    let paths: BTreeSet<&str> = rows.iter().flat_map(|row| path_chain(&row.path)).collect();
    let ids = org::ids_of_paths(read, paths.into_iter()).await?;
    let orgs: BTreeSet<OrgId> = ids.values().copied().chain(rows.iter().map(|row| row.org)).collect();
    let orgs: Vec<OrgId> = orgs.into_iter().collect();
    let mut done = org::acts_on(read, &orgs, &["move", "merge", "dissolve", "split"], LIMIT).await?;
    done.retain(|done| rows.iter().any(|row| concerns(done, row, &ids)));
    done.sort_by_key(|done| std::cmp::Reverse(done.id));
    let named = org::by_ids(read, done.iter().map(|done| done.org).collect::<BTreeSet<_>>()).await?;
    let names: HashMap<OrgId, String> = named.into_iter().map(|org| (org.id, org.name)).collect();
    let lines = done.into_iter();
    Ok(lines.map(|done| TreeLine { name: names.get(&done.org).cloned().unwrap_or_default(), done }).collect())
}

/// Whether an act touched a person in a period. The period ends on the day of an act that led the
/// person elsewhere.
fn concerns(done: &Done, row: &Person, ids: &HashMap<String, OrgId>) -> bool {
    let is_then = row.valid_from <= done.happened_on && done.happened_on <= row.valid_to;
    let is_own = done.org == row.org;
    let is_above = || path_chain(&row.path).any(|path| ids.get(path) == Some(&done.org));
    is_then && (is_own || done.act != "split" && is_above())
}
