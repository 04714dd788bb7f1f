//! Judging a block of rows against the registry: new, changed, the same, doubtful or faulty.

use std::collections::{BTreeSet, HashMap};

use zhibu_access::org::Spot;
use zhibu_kernel::{Day, Fault, Moment, Read, bind, sql};
use zhibu_rules::codes::Stage;
use zhibu_rules::name::matching_key;
use zhibu_web::key;
use zhibu_web::sheet::Row;
use zhibu_web::sheet::layout::{Layout, RowRole, Table};

use super::batch::Batch;
use super::columns::Field;
use super::draft::{self, Choices, Draft};
use super::finding::{Finding, Level, Say};
use super::gate::Step;
use super::joining;
use super::match_people::{self, Known, Match};
use super::which_branch::{Branches, words};
use crate::person::{Change, Facts, PeriodId, Person, PersonId, apply, same};

/// What a batch's rows are judged by.
pub(super) struct Plan {
    pub(super) batch: Batch,
    as_of: Day,
    sheets: HashMap<(String, String), Layout>,
    choices: Choices,
    branches: Branches,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new person.
    New,
    /// Something changes.
    Changed,
    /// Nothing changes.
    Same,
    /// Waits for a decision.
    Doubtful,
    /// To be mended.
    Faulty,
    /// Left out because somebody edited the person meanwhile.
    Dropped,
    /// Taken in, and left as it is by the undo because somebody edited the person since.
    Kept,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 7] =
        [Self::New, Self::Changed, Self::Same, Self::Doubtful, Self::Faulty, Self::Dropped, Self::Kept];

    /// The word in rows and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Doubtful => "doubtful",
            Self::Faulty => "faulty",
            Self::Dropped => "dropped",
            Self::Kept => "kept",
        }
    }
}

/// A row with what it means.
pub(super) struct Judged {
    pub(super) line: i64,
    pub(super) name: String,
    pub(super) outcome: Outcome,
    pub(super) person: Option<PersonId>,
    pub(super) hash: Option<[u8; 16]>,
    pub(super) spot: Option<Spot>,
    pub(super) findings: Vec<Finding>,
    pub(super) step: Option<Step>,
    columns: Vec<(Field, usize)>,
}

impl Judged {
    /// The same person stands in an earlier row already.
    pub(super) fn is_double_of(&mut self, first: i64) {
        let problem = Say::new(key!("roster-fault-double")).number("line", first + 1);
        let mend = Say::new(key!("roster-mend-double"));
        self.findings.push(Finding::fault(Field::CitizenId, "", problem, mend));
        self.outcome = Outcome::Faulty;
        self.step = None;
        self.place_findings();
    }

    /// Gives each finding the column of its field, where the sheet has one.
    fn place_findings(&mut self) {
        for finding in &mut self.findings {
            let of = self.columns.iter().find(|(field, _)| Some(*field) == finding.field);
            finding.column = finding.column.or(of.map(|(_, column)| *column));
        }
    }
}

struct Line {
    no: i64,
    words: Vec<String>,
    draft: Draft,
    spot: Option<Spot>,
    columns: Vec<(Field, usize)>,
}

/// A row whose branch is known, as it is held against the registry.
struct Case<'a> {
    draft: &'a Draft,
    spot: &'a Spot,
    now: Moment,
    /// What is asked when it is not sure whom the row means.
    question: String,
    /// Somebody answered that it is the person found.
    is_same: bool,
}

impl Case<'_> {
    fn doubt(&self, problem: Say) -> Finding {
        let name = self.draft.name.as_ref().map_or("", |name| name.as_written());
        Finding::fault(Field::Name, name, problem, Say::new(key!("roster-mend-doubt")))
            .at(Level::Doubt)
            .asks(self.question.clone())
    }
}

impl Plan {
    /// Everything that the rows of a batch are judged by.
    pub(super) async fn load(read: &mut Read, batch: Batch) -> Result<Self, Fault> {
        let rows = read
            .rows(bind!(sql!("SELECT word, choice FROM registry_batch_choice WHERE batch_id = $1"), batch.id))
            .await?;
        let mut choices = Choices::new();
        for row in rows {
            choices.insert(row.get("word")?, row.get("choice")?);
        }
        let mut sheets: HashMap<(String, String), Layout> = HashMap::new();
        for table in &batch.layout.tables {
            let place = (table.place.file.clone(), table.place.sheet.clone());
            sheets.entry(place).or_default().tables.push(table.clone());
        }
        let branches = Branches::load(read, &batch.spot, &choices).await?;
        let as_of =
            batch.as_of.ok_or_else(|| Fault::Invariant("a batch is judged without its as-of day".into()))?;
        Ok(Self { batch, as_of, sheets, choices, branches })
    }

    fn table_of(&self, row: &Row) -> Option<&Table> {
        let layout = self.sheets.get(&(row.file.to_string(), row.sheet.to_string()))?;
        match layout.role(&row.file, &row.sheet, row.row_no) {
            RowRole::Data { table } => layout.tables.get(table),
            _ => None,
        }
    }

    /// Judges the rows of a block that are people's.
    pub(super) async fn judge(&mut self, read: &mut Read, rows: &[(i64, Row)]) -> Result<Vec<Judged>, Fault> {
        let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
        for (no, row) in rows {
            if let Some(table) = self.table_of(row) {
                let draft = draft::read(row, table, &self.choices);
                let words = words(&draft, row, table);
                lines.push(Line { no: *no, words, draft, spot: None, columns: columns(table) });
            }
        }
        let words: BTreeSet<String> = lines.iter().flat_map(|l| l.words.clone()).collect();
        self.branches.look_up(read, &words).await?;
        for line in &mut lines {
            self.settle_branch(line);
        }
        let drafts: Vec<(&Draft, Option<&Spot>)> =
            lines.iter().map(|line| (&line.draft, line.spot.as_ref())).collect();
        let known = match_people::look_up(read, &drafts).await?;
        let (now, today) = (read.now(), read.today());
        let judged = lines.into_iter().map(|line| {
            let hash = match_people::hash(read, &line.draft);
            let mut judged = self.judge_line(line, hash, &known, now, today);
            judged.place_findings();
            judged
        });
        Ok(judged.collect())
    }

    fn settle_branch(&self, line: &mut Line) {
        match self.branches.one_of(&line.words) {
            Some(spot) => line.spot = Some(spot.clone()),
            None => line.draft.findings.push(self.branches.unclear(&line.words)),
        }
    }

    fn judge_line(
        &self,
        line: Line,
        hash: Option<[u8; 16]>,
        known: &Known,
        now: Moment,
        today: Day,
    ) -> Judged {
        let mut judged = Judged {
            line: line.no,
            name: line.draft.name.as_ref().map_or_else(String::new, |name| name.as_written().to_owned()),
            outcome: Outcome::Faulty,
            person: None,
            hash,
            spot: line.spot.clone(),
            findings: line.draft.findings.clone(),
            step: None,
            columns: line.columns.clone(),
        };
        let (draft, findings) = (&line.draft, &mut judged.findings);
        if draft.name.is_none() && !findings.iter().any(|f| f.field == Some(Field::Name)) {
            findings.push(Finding::required(Field::Name));
        }
        let Some(spot) = line.spot else {
            return judged;
        };
        let question = format!("same:{}", line.no);
        let answer = self.choices.get(&question).map(String::as_str);
        let whom = match known.whom(hash, draft, &spot) {
            Match::Perhaps(id) if answer == Some("same") => Match::Surely(id),
            Match::Perhaps(_) if answer == Some("other") => Match::Nobody,
            other => other,
        };
        let case = Case { draft, spot: &spot, now, question, is_same: answer == Some("same") };
        let facts = match whom {
            Match::Nobody => self.enter(&case, &mut judged),
            Match::Perhaps(id) => {
                judged.person = Some(id);
                judged.findings.push(
                    case.doubt(Say::new(key!("roster-doubt-same")))
                        .tap("same", Say::new(key!("roster-tap-same")))
                        .tap("other", Say::new(key!("roster-tap-other"))),
                );
                None
            }
            Match::Surely(id) => self.change(&case, id, known.periods(id), &mut judged),
        };
        if let Some(facts) = facts {
            judged.findings.extend(joining::findings(&facts, today));
            if draft.is_lost == Some(true) && facts.lost_since.is_none() {
                judged.findings.push(Finding::required(Field::LostSince));
            }
        }
        judged.outcome = match judged.findings.iter().map(|f| f.level).max() {
            Some(Level::Fault) => Outcome::Faulty,
            Some(Level::Doubt) => Outcome::Doubtful,
            Some(Level::Note) | None => judged.outcome,
        };
        if matches!(judged.outcome, Outcome::Faulty | Outcome::Doubtful) {
            judged.step = None;
        }
        judged
    }

    fn enter(&self, case: &Case<'_>, judged: &mut Judged) -> Option<Facts> {
        let (draft, spot) = (case.draft, case.spot);
        let mut facts = draft.fresh();
        let said = |judged: &Judged, field| judged.findings.iter().any(|f| f.field == Some(field));
        if draft.sex.is_none() && !said(judged, Field::Sex) && !said(judged, Field::CitizenId) {
            judged.findings.push(Finding::required(Field::Sex));
        }
        if draft.stage.is_none() && !said(judged, Field::Stage) {
            match self.choices.get("stage").map(String::as_str) {
                Some("full") => Stage::Full.key().clone_into(&mut facts.stage),
                _ => judged.findings.push(
                    Finding::required(Field::Stage)
                        .asks("stage")
                        .tap("full", Say::new(key!("roster-tap-full"))),
                ),
            }
        }
        judged.outcome = Outcome::New;
        let person = Person {
            id: PersonId::fresh(),
            period: PeriodId::fresh(),
            area: spot.area,
            org: spot.id,
            path: spot.path.clone(),
            valid_from: self.as_of,
            valid_to: Day::OPEN,
            recorded_at: case.now,
            version: 1,
            facts: facts.clone(),
        };
        judged.step = Some(Step { person: person.id, before: Vec::new(), after: vec![person] });
        Some(facts)
    }

    fn change(&self, case: &Case<'_>, id: PersonId, before: &[Person], judged: &mut Judged) -> Option<Facts> {
        let (draft, spot) = (case.draft, case.spot);
        let current = before.iter().rev().find(|row| row.valid_from <= self.as_of).or(before.first())?;
        if !current.path.starts_with(&self.batch.spot.path) {
            let problem = Say::new(key!("roster-fault-elsewhere"));
            let mend = Say::new(key!("roster-mend-elsewhere"));
            judged.findings.push(Finding::fault(Field::CitizenId, "", problem, mend));
            return None;
        }
        judged.person = Some(id);
        if before.last().is_some_and(|row| row.facts.ending.is_some()) {
            let problem = Say::new(key!("roster-fault-closed"));
            let mend = Say::new(key!("roster-mend-closed"));
            judged.findings.push(Finding::fault(Field::Name, "", problem, mend));
            return None;
        }
        let is_named =
            draft.name.as_ref().is_some_and(|name| name.matching_key() == matching_key(&current.facts.name));
        if !is_named && draft.name.is_some() && !case.is_same {
            let problem = Say::new(key!("roster-doubt-name")).text("name", &current.facts.name);
            judged.findings.push(case.doubt(problem).tap("same", Say::new(key!("roster-tap-renamed"))));
            return None;
        }
        let facts = draft.over(&current.facts);
        if facts == current.facts && spot.id == current.org {
            judged.outcome = Outcome::Same;
            return None;
        }
        judged.outcome = Outcome::Changed;
        let change = Change { facts: facts.clone(), spot: spot.clone(), from: self.as_of };
        let after = renewed(before, apply(before, &change, case.now));
        judged.step = Some(Step { person: id, before: before.to_vec(), after });
        Some(facts)
    }
}

/// Rows that changed get ids of their own: the rows they replace stay until the gate opens.
fn renewed(before: &[Person], mut after: Vec<Person>) -> Vec<Person> {
    for row in &mut after {
        let stays = before.iter().any(|old| old.period == row.period && same(old, row));
        if !stays {
            row.period = PeriodId::fresh();
        }
    }
    after
}

fn columns(table: &Table) -> Vec<(Field, usize)> {
    let known = table.columns.iter();
    known.filter_map(|column| Some((Field::from_key(column.key.as_deref()?)?, column.index))).collect()
}
