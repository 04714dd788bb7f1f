//! For rosters: branches by what people call them, and from when on there are records.

use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, Tx};
use zhibu_rules::codes::OrgKind;

use super::{Org, OrgId, columns, path_end};
use crate::permit::Permit;
use crate::role::ImportRoster;

/// The organisations of a subtree whose full name, code or short name is one of some words.
///
/// # Errors
/// A fault of the database.
pub async fn named(read: &mut Read, top: &str, words: &[String]) -> Result<Vec<Org>, Fault> {
    let mut found = Vec::new();
    for condition in [" AND name IN (", " AND code IN (", " AND short_name IN ("] {
        let mut query = Query::new(concat!(
            "SELECT ",
            columns!(),
            " FROM access_org WHERE ended_on IS NULL AND path >= "
        ));
        query.value(top).piece(" AND path < ").value(path_end(top));
        query.piece(condition).list(words.iter()).piece(") ORDER BY path");
        for row in read.rows(query).await? {
            found.push(Org::from_row(&row)?);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// The living organisations of a subtree that hold members themselves, in the order of paths, up to
/// a number: what a word in a roster may mean.
///
/// # Errors
/// A fault of the database.
pub async fn branches_under(read: &mut Read, top: &str, limit: i64) -> Result<Vec<Org>, Fault> {
    let kinds = OrgKind::ALL.iter().filter(|kind| kind.holds_members()).map(|kind| kind.key());
    let mut query =
        Query::new(concat!("SELECT ", columns!(), " FROM access_org WHERE ended_on IS NULL AND path >= "));
    query.value(top).piece(" AND path < ").value(path_end(top));
    query.piece(" AND kind IN (").list(kinds).piece(") ORDER BY path LIMIT ").value(limit);
    read.rows(query).await?.iter().map(Org::from_row).collect()
}

/// Organisations by their ids, without leave: for acts that hold a permit for what refers to them.
///
/// # Errors
/// A fault of the database.
pub async fn by_ids(read: &mut Read, ids: impl IntoIterator<Item = OrgId>) -> Result<Vec<Org>, Fault> {
    let ids: Vec<OrgId> = ids.into_iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(200) {
        let mut query = Query::new(concat!("SELECT ", columns!(), " FROM access_org WHERE id IN ("));
        query.list(ids.iter().copied()).piece(")");
        for row in read.rows(query).await? {
            found.push(Org::from_row(&row)?);
        }
    }
    Ok(found)
}

/// Says from which day on there are records of the people of organisations; those that have
/// records already keep their day. Answers whose records begin now.
///
/// # Errors
/// A fault of the database.
pub async fn set_records_from(
    tx: &mut Tx,
    _: &Permit<ImportRoster>,
    ids: &[OrgId],
    from: Day,
) -> Result<Vec<OrgId>, Fault> {
    let mut first = Vec::new();
    for ids in ids.chunks(200) {
        let mut query = Query::new("UPDATE access_org SET records_from = ");
        query.value(from).piece(" WHERE records_from IS NULL AND id IN (");
        query.list(ids.iter().copied()).piece(") RETURNING id");
        for row in tx.rows(query).await? {
            first.push(row.at(0)?);
        }
    }
    Ok(first)
}

/// Takes back what [`set_records_from`] said of organisations.
///
/// # Errors
/// A fault of the database.
pub async fn forget_records_from(tx: &mut Tx, _: &Permit<ImportRoster>, ids: &[OrgId]) -> Result<(), Fault> {
    for ids in ids.chunks(200) {
        let mut query = Query::new("UPDATE access_org SET records_from = NULL WHERE id IN (");
        query.list(ids.iter().copied()).piece(")");
        tx.execute(query).await?;
    }
    Ok(())
}
