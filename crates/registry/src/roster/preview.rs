//! What a checked batch would do, before anything is written.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;
use zhibu_access::org::OrgId;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Read, bind, sql};
use zhibu_web::T;
use zhibu_web::leaf::{Leaf, Turn};
use zhibu_web::sheet::Row;

use super::BLOCK;
use super::batch::{Batch, BatchId, seal_row};
use super::finding::{Finding, letters, masked};
use super::gate::{self, Step};
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
    /// The line without what nobody needs to see of numbers and addresses.
    #[must_use]
    pub fn masked(mut self) -> Self {
        for finding in &mut self.findings {
            finding.written = finding.masked();
        }
        for (field, old, new) in &mut self.changes {
            for value in [old, new].into_iter().flatten() {
                *value = masked(field, value);
            }
        }
        self
    }

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

/// Which rows of a batch are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those with an outcome.
    Outcome(Outcome),
    /// Those with a fault of a kind.
    Kind(String),
    /// Those that ask a question.
    Question(String),
}

/// A page of the rows of a batch, by their numbers.
///
/// # Errors
/// A fault of the database.
pub async fn lines(
    read: &mut Read,
    batch: &Batch,
    which: &Which,
    turn: &Turn<i64>,
    limit: i64,
) -> Result<Leaf<Line>, Fault> {
    let mut query = Query::new("SELECT DISTINCT l.line_no, l.person_id, l.outcome FROM ");
    match which {
        Which::Outcome(outcome) => {
            query.piece("registry_batch_line l WHERE l.batch_id = ").value(batch.id);
            query.piece(" AND l.outcome = ").value(outcome.word());
        }
        Which::Kind(kind) => {
            query.piece(FAULTY).piece("f.kind = ").value(kind.as_str());
            query.piece(" AND f.batch_id = ").value(batch.id);
        }
        Which::Question(question) => {
            query.piece(FAULTY).piece("f.word = ").value(question.as_str());
            query.piece(" AND f.batch_id = ").value(batch.id);
        }
    }
    turn.narrow(&mut query, "l.line_no", limit);
    let found = read.rows(query).await?;
    let mut wanted: Vec<(i64, Option<PersonId>)> = Vec::with_capacity(found.len());
    for row in &found {
        wanted.push((row.at(0)?, row.at(1)?));
    }
    let leaf = Leaf::of(turn, wanted, limit);
    let rows = told(read, batch, &leaf.rows).await?;
    Ok(leaf.with(rows))
}

const FAULTY: &str = "registry_batch_fault f JOIN registry_batch_line l ON l.batch_id = f.batch_id \
     AND l.line_no = f.line_no WHERE ";

/// The rows of some numbers with everything that is told of them.
async fn told(
    read: &mut Read,
    batch: &Batch,
    wanted: &[(i64, Option<PersonId>)],
) -> Result<Vec<Line>, Fault> {
    let rows = rows_of(read, batch.id, wanted.iter().map(|(no, _)| *no)).await?;
    let mut findings = findings(read, batch.id, wanted.iter().map(|(no, _)| *no)).await?;
    let mut plan = Plan::load(read, batch.clone()).await?;
    let mut judged: HashMap<i64, _> =
        plan.judge(read, &rows).await?.into_iter().map(|judged| (judged.line, judged)).collect();
    let people: Vec<PersonId> = wanted.iter().filter_map(|(_, person)| *person).collect();
    let done: HashMap<PersonId, Step> = gate::steps_of(read, batch.id.0, &people)
        .await?
        .into_iter()
        .map(|step| (step.person, step))
        .collect();
    let rows: HashMap<i64, Row> = rows.into_iter().collect();
    let mut lines = Vec::with_capacity(wanted.len());
    for &(no, person) in wanted {
        let Some(row) = rows.get(&no) else { continue };
        let judged = judged.remove(&no);
        // What was done, or before it is done, what would be.
        let step = person.and_then(|person| done.get(&person));
        let step = step.or(judged.as_ref().and_then(|judged| judged.step.as_ref()));
        let mut changes = Vec::new();
        if let Some(step) = step
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

/// A kind of fault with the number of its findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The kind, as [`Finding::kind`] tells it.
    pub kind: String,
    /// How much it weighs: [`Level::number`](super::finding::Level::number).
    pub level: i64,
    /// How many were found.
    pub count: i64,
}

/// The kinds of faults of a batch, what weighs most first and within it what is found most often.
///
/// # Errors
/// A fault of the database.
pub async fn kinds(read: &mut Read, id: BatchId) -> Result<Vec<Kind>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT kind, level, CAST(count(*) AS BIGINT) AS n FROM registry_batch_fault WHERE batch_id = $1 \
                 GROUP BY kind, level ORDER BY level DESC, n DESC, kind"
            ),
            id
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Kind { kind: row.get("kind")?, level: row.get("level")?, count: row.get("n")? }))
        .collect()
}

/// A question that one answer settles for all rows that ask it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question.
    pub word: String,
    /// How many rows ask it.
    pub count: i64,
    /// The finding of its first row, with the answers that are offered.
    pub finding: Finding,
}

/// A page of the questions that many rows may share, by their words. What is asked of a single
/// row stands with the row.
///
/// # Errors
/// A fault of the database.
pub async fn questions(
    read: &mut Read,
    id: BatchId,
    turn: &Turn<String>,
    limit: i64,
) -> Result<Leaf<Question>, Fault> {
    let mut query = Query::new("SELECT word, line_no, n FROM (SELECT word, min(line_no) AS line_no, ");
    query.piece(
        "CAST(count(*) AS BIGINT) AS n FROM registry_batch_fault WHERE word IS NOT NULL AND batch_id = ",
    );
    query.value(id).piece(" AND (word < 'same:' OR word >= 'same;') GROUP BY word) AS asked WHERE n > 0");
    turn.narrow(&mut query, "word", limit);
    let mut asked: Vec<(String, i64, i64)> = Vec::new();
    for row in read.rows(query).await? {
        asked.push((row.at(0)?, row.at(1)?, row.at(2)?));
    }
    let leaf = Leaf::of(turn, asked, limit);
    let mut findings = findings(read, id, leaf.rows.iter().map(|(_, line, _)| *line)).await?;
    let mut questions = Vec::with_capacity(leaf.rows.len());
    for (word, line, count) in &leaf.rows {
        let of_row = findings.entry(*line).or_default();
        if let Some(finding) = of_row.iter().find(|f| f.question.as_ref() == Some(word)) {
            questions.push(Question { finding: finding.clone(), word: word.clone(), count: *count });
        }
    }
    Ok(leaf.with(questions))
}

/// How many rows ask each of some questions.
///
/// # Errors
/// A fault of the database.
pub async fn askers(
    read: &mut Read,
    id: BatchId,
    questions: impl IntoIterator<Item = &'_ str>,
) -> Result<HashMap<String, i64>, Fault> {
    let questions: BTreeSet<&str> = questions.into_iter().collect();
    if questions.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query =
        Query::new("SELECT word, CAST(count(*) AS BIGINT) FROM registry_batch_fault WHERE batch_id = ");
    query.value(id).piece(" AND word IN (").list(questions).piece(") GROUP BY word");
    read.rows(query).await?.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
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

const ABSENT: &str = concat!(
    "FROM registry_batch_org o JOIN registry_person p ON p.org_id = o.org_id \
     WHERE p.valid_to = 99991231 AND p.ending IS NULL AND p.stage IN ('full', 'probationary') AND ",
    shown!(),
    " AND NOT EXISTS (SELECT 1 FROM registry_batch_line l WHERE l.person_id = p.person_id \
     AND l.batch_id = o.batch_id)"
);

/// A page of the people of the branches named who are missing from the files; their records stay
/// as they are.
///
/// # Errors
/// A fault of the database.
pub async fn absent(
    read: &mut Read,
    id: BatchId,
    turn: &Turn<Uuid>,
    limit: i64,
) -> Result<Leaf<Absent>, Fault> {
    let mut query = Query::new("SELECT p.person_id, p.name, p.org_id ");
    query.piece(ABSENT).piece(" AND o.batch_id = ").value(id);
    turn.narrow(&mut query, "p.person_id", limit);
    let mut people = Vec::new();
    for row in read.rows(query).await? {
        people.push(Absent { id: row.at(0)?, name: row.at(1)?, org: row.at(2)? });
    }
    Ok(Leaf::of(turn, people, limit))
}

/// How many they are.
pub(super) async fn count_absent(read: &mut Read, id: BatchId) -> Result<i64, Fault> {
    let mut query = Query::new("SELECT CAST(count(*) AS BIGINT) ");
    query.piece(ABSENT).piece(" AND o.batch_id = ").value(id);
    Ok(read.value(query).await?.unwrap_or(0))
}
