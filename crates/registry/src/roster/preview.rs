//! What a checked batch would do, before anything is written.

use std::collections::HashMap;

use uuid::Uuid;
use zhibu_access::org::OrgId;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Read, bind, sql};
use zhibu_web::T;
use zhibu_web::sheet::Row;

use super::BLOCK;
use super::batch::{Batch, BatchId, seal_row};
use super::finding::{Finding, letters};
pub use super::judge::Outcome;
use super::judge::Plan;
use super::reading;
use crate::person::{PersonId, differences};
use crate::shown;

/// A row of the files with what became of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// Its number in the batch.
    pub line: i64,
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// The row, counted from 1.
    pub row: u32,
    /// The person whom it means, if there is a record.
    pub person: Option<PersonId>,
    /// The name as written.
    pub name: String,
    /// What is wrong or worth knowing.
    pub findings: Vec<Finding>,
    /// What changes: field, old text, new text.
    pub changes: Vec<(&'static str, Option<String>, Option<String>)>,
}

impl Line {
    /// Where it stands, in words; a column is counted from 0.
    #[must_use]
    pub fn place(&self, t: &T, column: Option<usize>) -> String {
        let place = match column {
            Some(column) => t
                .with("roster-place-cell")
                .arg("row", self.row.to_string())
                .arg("column", letters(column))
                .to_string(),
            None => t.with("roster-place-row").arg("row", self.row.to_string()).to_string(),
        };
        format!("{place} {} {}", self.file, self.sheet).trim_end().to_owned()
    }
}

/// The rows of a batch with some outcome, page by page from after a line on.
///
/// # Errors
/// A fault of the database.
pub async fn lines(
    read: &mut Read,
    batch: &Batch,
    outcome: Outcome,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, Fault> {
    let found = read
        .rows(bind!(
            sql!(
                "SELECT line_no, person_id FROM registry_batch_line WHERE batch_id = $1 AND outcome = $2 \
                 AND line_no > $3 ORDER BY line_no LIMIT $4"
            ),
            batch.id,
            outcome.word(),
            after,
            limit,
        ))
        .await?;
    let mut wanted: Vec<(i64, Option<PersonId>)> = Vec::with_capacity(found.len());
    for row in &found {
        wanted.push((row.get("line_no")?, row.get("person_id")?));
    }
    let rows = rows_of(read, batch.id, wanted.iter().map(|(no, _)| *no)).await?;
    let mut findings = findings(read, batch.id, wanted.iter().map(|(no, _)| *no)).await?;
    let mut plan = Plan::load(read, batch.clone()).await?;
    let mut judged: HashMap<i64, _> =
        plan.judge(read, &rows).await?.into_iter().map(|judged| (judged.line, judged)).collect();
    let rows: HashMap<i64, Row> = rows.into_iter().collect();
    let mut lines = Vec::with_capacity(wanted.len());
    for (no, person) in wanted {
        let Some(row) = rows.get(&no) else { continue };
        let judged = judged.remove(&no);
        let mut changes = Vec::new();
        if let Some(step) = judged.as_ref().and_then(|judged| judged.step.as_ref())
            && let (Some(old), Some(new)) = (step.before.last(), step.after.last())
        {
            changes = differences(old, new);
        }
        lines.push(Line {
            line: no,
            file: row.file.to_string(),
            sheet: row.sheet.to_string(),
            row: row.row_no,
            person,
            name: judged.map(|judged| judged.name).unwrap_or_default(),
            findings: findings.remove(&no).unwrap_or_default(),
            changes,
        });
    }
    Ok(lines)
}

async fn rows_of(
    read: &mut Read,
    id: BatchId,
    lines: impl Iterator<Item = i64>,
) -> Result<Vec<(i64, Row)>, Fault> {
    let size = i64::try_from(BLOCK).unwrap_or(1);
    let lines: Vec<i64> = lines.collect();
    let mut blocks: Vec<i64> = lines.iter().map(|line| line / size).collect();
    blocks.dedup();
    let mut rows = Vec::with_capacity(lines.len());
    for no in blocks {
        let block = reading::block(read, id, no).await?.unwrap_or_default();
        rows.extend(block.into_iter().filter(|(no, _)| lines.contains(no)));
    }
    Ok(rows)
}

/// What was found in some rows.
pub(super) async fn findings(
    read: &mut Read,
    id: BatchId,
    lines: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Vec<Finding>>, Fault> {
    let lines: Vec<i64> = lines.collect();
    let mut found: HashMap<i64, Vec<Finding>> = HashMap::new();
    for lines in lines.chunks(200) {
        let mut query =
            Query::new("SELECT line_no, fault_no, body FROM registry_batch_fault WHERE batch_id = ");
        query.value(id).piece(" AND line_no IN (");
        query.list(lines.iter().copied()).piece(") ORDER BY line_no, fault_no");
        for row in read.rows(query).await? {
            let (line, no, body): (i64, i64, Vec<u8>) = (row.at(0)?, row.at(1)?, row.at(2)?);
            let place_row = seal_row(id, line << 8 | no);
            let place = Context { table: "registry_batch_fault", column: "body", row: &place_row };
            let clear = read.keys().open(place, &body)?;
            found.entry(line).or_default().push(serde_json::from_slice(&clear)?);
        }
    }
    Ok(found)
}

/// How many rows ask each question.
///
/// # Errors
/// A fault of the database.
pub async fn askers(read: &mut Read, id: BatchId) -> Result<HashMap<String, i64>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT word, CAST(count(*) AS BIGINT) AS n FROM registry_batch_fault WHERE batch_id = $1 \
                 AND word IS NOT NULL GROUP BY word"
            ),
            id
        ))
        .await?;
    rows.iter().map(|row| Ok((row.get("word")?, row.get("n")?))).collect()
}

/// Somebody of the branches named who is missing from the files.
#[derive(Clone, Debug)]
pub struct Absent {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The branch.
    pub org: OrgId,
}

macro_rules! absent {
    () => {
        concat!(
            "FROM registry_batch_org o JOIN registry_person p ON p.org_id = o.org_id \
             WHERE o.batch_id = $1 AND p.valid_to = 99991231 AND p.ending IS NULL \
             AND p.stage IN ('full', 'probationary') AND ",
            shown!(),
            " AND NOT EXISTS (SELECT 1 FROM registry_batch_line l WHERE l.person_id = p.person_id \
             AND l.batch_id = $1)"
        )
    };
}

/// The people of the branches named who are missing from the files; their records stay as they
/// are.
///
/// # Errors
/// A fault of the database.
pub async fn absent(read: &mut Read, id: BatchId, after: Uuid, limit: i64) -> Result<Vec<Absent>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT p.person_id, p.name, p.org_id ",
                absent!(),
                " AND p.person_id > $2 ORDER BY p.person_id LIMIT $3"
            ),
            id,
            after,
            limit
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Absent { id: row.get("person_id")?, name: row.get("name")?, org: row.get("org_id")? }))
        .collect()
}

/// How many they are.
pub(super) async fn count_absent(read: &mut Read, id: BatchId) -> Result<i64, Fault> {
    let n: Option<i64> = read.value(bind!(sql!("SELECT CAST(count(*) AS BIGINT) ", absent!()), id)).await?;
    Ok(n.unwrap_or(0))
}
