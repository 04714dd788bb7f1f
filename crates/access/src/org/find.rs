//! Looking through the tree: subordinates, the chain above, search, and any past day.

use std::collections::{BTreeMap, HashMap, HashSet};

use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, bind, search, sql};

use super::{Org, OrgId, columns, path_chain};
use crate::permit::{Denied, Scope};
use crate::role::{Action, ReadOrg};

/// An organisation in a list.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its id.
    pub id: OrgId,
    /// Its path on that day.
    pub path: String,
    /// Its name on that day.
    pub name: String,
    /// Its kind on that day.
    pub kind: String,
    /// Its code on that day.
    pub code: Option<String>,
    /// Whether there are organisations below it.
    pub has_subordinates: bool,
}

/// The direct subordinates of an organisation on a day, in the order of their names, from after
/// a name on.
///
/// # Errors
/// A fault of the database.
pub async fn children(
    read: &mut Read,
    superior: OrgId,
    on: Day,
    after: Option<&(String, OrgId)>,
    limit: i64,
) -> Result<Vec<Branch>, Fault> {
    let (after_key, after_id) = after.map_or((String::new(), OrgId(uuid::Uuid::nil())), Clone::clone);
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT p.org_id, p.path, p.name, p.kind, p.code, CASE WHEN EXISTS \
                 (SELECT 1 FROM access_org_period c WHERE c.superior_id = p.org_id AND c.valid_from <= $2 \
                 AND c.valid_to > $2) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS parent \
                 FROM access_org_period p JOIN access_org o ON o.id = p.org_id \
                 WHERE p.superior_id = $1 AND p.valid_from <= $2 AND p.valid_to > $2 \
                 AND (o.sort_key, o.id) > ($3, $4) ORDER BY o.sort_key, o.id LIMIT $5"
            ),
            superior,
            on,
            after_key,
            after_id,
            limit,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Branch {
                id: row.get("org_id")?,
                path: row.get("path")?,
                name: row.get("name")?,
                kind: row.get("kind")?,
                code: row.get("code")?,
                has_subordinates: row.get::<i64>("parent")? != 0,
            })
        })
        .collect()
}

/// The organisations from the root down to a path, the path's own last.
///
/// # Errors
/// A fault of the database.
pub async fn chain(read: &mut Read, path: &str) -> Result<Vec<Org>, Fault> {
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM access_org WHERE path IN ("));
    query.list(path_chain(path)).piece(") ORDER BY path");
    read.rows(query).await?.iter().map(Org::from_row).collect()
}

/// What was true of an organisation on a day; nothing before it was founded.
///
/// # Errors
/// A fault of the database.
pub async fn as_of(read: &mut Read, id: OrgId, on: Day) -> Result<Option<Branch>, Fault> {
    let row = read
        .first(bind!(
            sql!(
                "SELECT org_id, path, name, kind, code FROM access_org_period \
                 WHERE org_id = $1 AND valid_from <= $2 AND valid_to > $2"
            ),
            id,
            on,
        ))
        .await?;
    row.map(|row| {
        Ok(Branch {
            id: row.get("org_id")?,
            path: row.get("path")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            code: row.get("code")?,
            has_subordinates: false,
        })
    })
    .transpose()
}

/// An organisation that was looked for.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its code.
    pub code: Option<String>,
    /// The name of its superior.
    pub superior: Option<String>,
}

/// Organisations of a subtree by the beginning of their name or of a word in it, of their short
/// name, pinyin initials or code.
///
/// # Errors
/// [`Denied`] when the scope does not allow it; a fault of the database.
pub async fn search<A: Action>(
    read: &mut Read,
    scope: &Scope<A>,
    text: &str,
    limit: i64,
) -> Result<Vec<Hit>, Denied> {
    let text = text.trim();
    let Some(first) = text.chars().next() else {
        return Ok(Vec::new());
    };
    let (from, column) = if first.is_ascii_digit() {
        ("access_org o", "o.code")
    } else if first.is_ascii_alphabetic() {
        ("access_org o", "o.initials")
    } else {
        ("access_org_word w JOIN access_org o ON o.id = w.org_id", "w.word")
    };
    let prefix = text.to_lowercase();
    let mut query = Query::new("SELECT o.id, o.name, o.kind, o.code, s.name AS superior FROM ");
    query.piece(from).piece(" LEFT JOIN access_org s ON s.id = o.superior_id WHERE o.ended_on IS NULL AND ");
    query.piece(column).piece(" >= ").value(prefix.as_str());
    query.piece(" AND ").piece(column).piece(" < ").value(search::prefix_end(&prefix));
    query.piece(" AND o.path >= ").value(scope.from()).piece(" AND o.path < ").value(scope.to());
    // A name with several places in it may be found by two of its words.
    query.piece(" ORDER BY ").piece(column).piece(", o.path LIMIT ").value(limit * 2);
    let (mut hits, mut seen) = (Vec::new(), HashSet::new());
    for row in read.rows(query).await? {
        let id = row.get("id")?;
        if seen.insert(id) && hits.len() < usize::try_from(limit).unwrap_or(0) {
            hits.push(Hit {
                id,
                name: row.get("name")?,
                kind: row.get("kind")?,
                code: row.get("code")?,
                superior: row.get("superior")?,
            });
        }
    }
    Ok(hits)
}

/// The living organisations of a subtree in the order of paths, from after a path on, each with the
/// name of its superior.
///
/// # Errors
/// [`Denied`] when the scope does not allow it; a fault of the database.
pub async fn living(
    read: &mut Read,
    scope: &Scope<ReadOrg>,
    after: &str,
    limit: i64,
) -> Result<Vec<(Org, Option<String>)>, Denied> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT o.*, s.name AS above FROM (SELECT ",
                columns!(),
                " FROM access_org WHERE path >= $1 AND path < $2 AND path > $3 AND ended_on IS NULL \
                 ORDER BY path LIMIT $4) AS o LEFT JOIN access_org s ON s.id = o.superior_id ORDER BY o.path"
            ),
            scope.from(),
            scope.to(),
            after,
            limit,
        ))
        .await?;
    let found: Result<Vec<_>, Fault> =
        rows.iter().map(|row| Ok((Org::from_row(row)?, row.get("above")?))).collect();
    Ok(found?)
}

/// How many organisations stand directly under one on a day.
///
/// # Errors
/// A fault of the database.
pub async fn count_below(read: &mut Read, superior: OrgId, on: Day) -> Result<i64, Fault> {
    let count = read
        .value(bind!(
            sql!(
                "SELECT count(*) FROM access_org_period \
                 WHERE superior_id = $1 AND valid_from <= $2 AND valid_to > $2"
            ),
            superior,
            on,
        ))
        .await?;
    Ok(count.unwrap_or(0))
}

/// Every path that an organisation has had, the present one among them. A path belongs to one
/// organisation for ever.
///
/// # Errors
/// A fault of the database.
pub async fn paths_of(read: &mut Read, id: OrgId) -> Result<Vec<String>, Fault> {
    read.rows(bind!(sql!("SELECT path FROM access_org_path WHERE org_id = $1"), id))
        .await?
        .iter()
        .map(|row| row.at(0))
        .collect()
}

/// The organisations to which paths belong or belonged.
///
/// # Errors
/// A fault of the database.
pub async fn ids_of_paths<'a>(
    read: &mut Read,
    paths: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, OrgId>, Fault> {
    let paths: Vec<&str> = paths.collect();
    let mut found = HashMap::with_capacity(paths.len());
    for some in paths.chunks(500) {
        let mut query = Query::new("SELECT path, org_id FROM access_org_path WHERE path IN (");
        query.list(some.iter().copied()).piece(")");
        for row in read.rows(query).await? {
            found.insert(row.at(0)?, row.at(1)?);
        }
    }
    Ok(found)
}

/// Every path that each of some organisations has had: [`paths_of`] for many.
///
/// # Errors
/// A fault of the database.
pub async fn all_paths_of(read: &mut Read, ids: &[OrgId]) -> Result<Vec<(OrgId, String)>, Fault> {
    let mut query = Query::new("SELECT org_id, path FROM access_org_path WHERE org_id IN (");
    query.list(ids.iter().copied()).piece(")");
    read.rows(query).await?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// How many organisations of each kind lie at a path and below it on a day, and whether that is
/// all: at most `limit` are counted, since each is looked at.
///
/// # Errors
/// A fault of the database.
pub async fn count_by_kind(
    read: &mut Read,
    path: &str,
    on: Day,
    limit: i64,
) -> Result<Option<BTreeMap<String, i64>>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT kind, CAST(count(*) AS BIGINT) FROM (SELECT kind FROM access_org_period \
                 WHERE path >= $1 AND path < $2 AND valid_from <= $3 AND valid_to > $3 LIMIT $4) AS found \
                 GROUP BY kind"
            ),
            path,
            super::path_end(path),
            on,
            limit + 1,
        ))
        .await?;
    let kinds: BTreeMap<String, i64> =
        rows.iter().map(|row| Ok::<_, Fault>((row.at(0)?, row.at(1)?))).collect::<Result<_, _>>()?;
    Ok((kinds.values().sum::<i64>() <= limit).then_some(kinds))
}
