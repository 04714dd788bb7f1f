//! What the page of a batch shows, in the words of the one who looks.

use std::collections::HashSet;

use zhibu_kernel::{Fault, Read};
use zhibu_web::T;
use zhibu_web::desk::percent;
use zhibu_web::leaf::{Leaf, Turn};
use zhibu_web::part::{Link, Note, Stats, Table, Tone};

use super::roster_rows::address;
use super::roster_tables as tables;
use crate::roster::columns::Field;
use crate::roster::finding::{Finding, letters, masked};
use crate::roster::preview::{self, Line, Outcome, Question, Which};
use crate::roster::{self, Batch, State};

/// A finding as a line of the page, with its buttons.
pub(super) struct Told {
    pub(super) place: String,
    pub(super) written: String,
    pub(super) problem: String,
    pub(super) mend: String,
    pub(super) question: String,
    pub(super) taps: Vec<(String, String)>,
    /// Where other answers are found, and the rows that ask the same.
    pub(super) links: Vec<Link>,
}

/// A column of a table with its samples and what it may mean.
pub(super) struct Mapped {
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) samples: String,
    pub(super) choices: Vec<(String, &'static str, bool)>,
}

/// A table that was recognised.
pub(super) struct Recognised {
    pub(super) said: String,
    pub(super) columns: Vec<Mapped>,
}

/// The beginning of a list, with the way to all of it.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) why: Option<String>,
    pub(super) table: Table,
    pub(super) all: Link,
}

/// Everything below the head of the page.
#[derive(Default)]
pub(super) struct View {
    pub(super) tables: Vec<Recognised>,
    pub(super) unrecognised: Vec<String>,
    pub(super) stats: Option<Stats>,
    pub(super) kinds: Option<Table>,
    pub(super) files: Vec<Link>,
    pub(super) questions: Vec<Told>,
    pub(super) more_questions: Option<Link>,
    pub(super) sections: Vec<Section>,
}

/// The box on top: how the batch stands.
pub(super) fn note(t: &T, batch: &Batch) -> Option<Note> {
    let counts = &batch.counts;
    let wrong = counts.faulty + counts.doubtful;
    Some(match batch.state {
        State::Read if batch.layout.tables.is_empty() => {
            Note::new(Tone::Err, t.get("roster-none")).says(t.get("roster-none-why"))
        }
        State::Checked if wrong == 0 && batch.takes() == 0 => {
            Note::new(Tone::Info, t.get("roster-nothing")).says(t.get("roster-nothing-why"))
        }
        State::Checked if wrong == 0 => {
            let title = t.with("roster-ready").arg("n", batch.takes());
            Note::new(Tone::Ok, title).says(t.get("roster-unwritten"))
        }
        State::Checked => {
            let title = t.with("roster-mixed").arg("n", batch.takes()).arg("wrong", wrong);
            Note::new(Tone::Warn, title).says(t.get("roster-mixed-why"))
        }
        State::Settled => {
            let title = t.with("roster-applied").arg("n", batch.takes());
            Note::new(Tone::Ok, title).says(t.get("roster-applied-why"))
        }
        State::Undone if counts.kept > 0 => {
            let title = t.with("roster-undone-kept").arg("n", counts.kept);
            Note::new(Tone::Warn, title).says(t.get("roster-undone-kept-why"))
        }
        State::Undone => Note::new(Tone::Ok, t.get("roster-state-undone")),
        _ => return None,
    })
}

/// Links to the files with their faults marked: those in which a table was found.
async fn files(read: &mut Read, t: &T, batch: &Batch) -> Result<Vec<Link>, Fault> {
    let with_table: HashSet<&str> = batch
        .layout
        .tables
        .iter()
        .map(|table| table.place.file.split('/').next().unwrap_or_default())
        .collect();
    let files = roster::files(read, batch.id).await?;
    let marked = files.iter().filter(|file| with_table.contains(file.name.as_str()));
    let links = marked.map(|file| {
        let label = t.with("roster-marked").arg("file", &file.name).to_string();
        Link::new(format!("/import/{}/marked/{}", batch.id, file.no), label)
    });
    Ok(links.collect())
}

/// Reads what the page of a batch in its state shows.
pub(super) async fn gather(read: &mut Read, batch: &Batch, t: &T, limit: i64) -> Result<View, Fault> {
    let mut view = View { unrecognised: unrecognised(batch), ..View::default() };
    if batch.state == State::Read {
        view.tables = recognised(t, batch);
    }
    if batch.as_of.is_none() || batch.state.works() || batch.state == State::Read {
        return Ok(view);
    }
    view.stats = Some(stats(t, batch));
    let kinds = preview::kinds(read, batch.id).await?;
    if !kinds.is_empty() {
        view.kinds = Some(tables::kinds(t, batch, &kinds));
        view.files = files(read, t, batch).await?;
    }
    let outcomes = match batch.state {
        State::Undone => &[Outcome::Kept, Outcome::Dropped][..],
        State::Settled => &[Outcome::Dropped, Outcome::Changed, Outcome::New],
        _ => &[Outcome::Changed, Outcome::New],
    };
    if batch.state == State::Checked {
        let leaf = preview::questions(read, batch.id, &Turn::First, limit).await?;
        view.questions = leaf.rows.iter().map(|asked| question(t, batch, asked)).collect();
        let all = Link::new(format!("/import/{}/questions", batch.id), t.get("roster-all-questions"));
        view.more_questions = leaf.has_later.then_some(all);
    }
    for outcome in outcomes {
        view.sections.extend(section(read, batch, t, *outcome, limit).await?);
    }
    if batch.state == State::Checked && batch.counts.absent > 0 {
        let leaf = preview::absent(read, batch.id, &Turn::First, limit).await?;
        let title = t.get("roster-absent").into_owned();
        view.sections.extend(tables::absent(read, t, &leaf.rows).await?.map(|table| Section {
            id: "absent",
            title,
            why: Some(t.get("roster-absent-why").into_owned()),
            table,
            all: Link::new(format!("/import/{}/missing", batch.id), all_of(t, batch.counts.absent)),
        }));
    }
    Ok(view)
}

fn all_of(t: &T, n: i64) -> String {
    t.with("roster-all").arg("n", n).to_string()
}

fn stats(t: &T, batch: &Batch) -> Stats {
    let counts = &batch.counts;
    let to = |outcome| address(batch.id, &Which::Outcome(outcome));
    let stats = Stats::new()
        .link(counts.new, t.get("roster-new"), to(Outcome::New))
        .link(counts.changed, t.get("roster-changed"), to(Outcome::Changed))
        .link(counts.same, t.get("roster-same"), to(Outcome::Same))
        .link(counts.doubtful, t.get("roster-doubtful"), to(Outcome::Doubtful))
        .link(counts.faulty, t.get("roster-faulty"), to(Outcome::Faulty));
    match batch.state {
        State::Checked => {
            stats.link(counts.absent, t.get("roster-absent"), format!("/import/{}/missing", batch.id))
        }
        _ => stats,
    }
}

async fn section(
    read: &mut Read,
    batch: &Batch,
    t: &T,
    outcome: Outcome,
    limit: i64,
) -> Result<Option<Section>, Fault> {
    let counts = &batch.counts;
    let (id, title, n) = match outcome {
        Outcome::Changed => ("changed", t.get("roster-changes"), counts.changed),
        Outcome::Kept => ("kept", t.get("roster-kept"), counts.kept),
        Outcome::Dropped => ("dropped", t.get("roster-dropped"), counts.dropped),
        _ => ("new", t.get("roster-new-people"), counts.new),
    };
    let which = Which::Outcome(outcome);
    let leaf: Leaf<Line> = preview::lines(read, batch, &which, &Turn::First, limit).await?;
    let table = match outcome {
        Outcome::Changed => tables::changes(read, t, &leaf.rows).await?,
        _ => tables::people(&title, t, &leaf.rows),
    };
    let why = (outcome == Outcome::Kept).then(|| t.get("roster-undone-kept-why").into_owned());
    let all = Link::new(address(batch.id, &which), all_of(t, n));
    Ok(table.map(|table| Section { id, title: title.into_owned(), why, table, all }))
}

fn unrecognised(batch: &Batch) -> Vec<String> {
    let sheets = batch.layout.unrecognised.iter();
    sheets.map(|sheet| format!("{} {}", sheet.file, sheet.sheet).trim().to_owned()).collect()
}

fn recognised(t: &T, batch: &Batch) -> Vec<Recognised> {
    let tables = batch.layout.tables.iter().take(20).enumerate();
    tables
        .map(|(no, table)| {
            let (from, to) = table.data.unwrap_or_default();
            let said = t
                .with("roster-table")
                .arg("file", &table.place.file)
                .arg("sheet", &table.place.sheet)
                .arg("head", table.heading.1)
                .arg("from", from)
                .arg("to", to)
                .arg("n", table.rows);
            let columns = table.columns.iter().map(|column| {
                let id = format!("{no}.{}", column.index);
                let is = |key: &str| column.key.as_deref() == Some(key);
                let choices = Field::ALL
                    .iter()
                    .map(|field| {
                        let value = format!("{id}.{}", field.key());
                        (value, field.heading(), is(field.key()))
                    })
                    .collect();
                let key = column.key.as_deref().and_then(Field::from_key);
                let samples: Vec<String> = column
                    .samples
                    .iter()
                    .map(|sample| masked(key.map(Field::key).unwrap_or_default(), sample))
                    .collect();
                Mapped {
                    id,
                    heading: format!("{} {}", letters(column.index), column.heading),
                    samples: samples.join(" / "),
                    choices,
                }
            });
            Recognised { said: said.to_string(), columns: columns.collect() }
        })
        .collect()
}

/// What was found in some rows; of a kind or a question, that alone. A question that several of
/// them ask has its answers at the first.
pub(super) async fn faults(
    read: &mut Read,
    batch: &Batch,
    t: &T,
    lines: &[Line],
    which: &Which,
) -> Result<Vec<Told>, Fault> {
    let questions = lines.iter().flat_map(|line| &line.findings).filter_map(|f| f.question.as_deref());
    let askers = preview::askers(read, batch.id, questions).await?;
    let mut asked = HashSet::new();
    let mut told = Vec::new();
    for line in lines {
        let wanted = line.findings.iter().filter(|finding| match which {
            Which::Kind(kind) => finding.kind() == kind,
            Which::Question(question) => finding.question.as_ref() == Some(question),
            Which::Outcome(_) => true,
        });
        for finding in wanted {
            let question = finding.question.as_deref().unwrap_or_default();
            let is_first = batch.state == State::Checked && asked.insert(question);
            let n = askers.get(question).copied().unwrap_or(1);
            told.push(fault(t, batch, line.place(t, finding.column), finding, is_first.then_some(n)));
        }
    }
    Ok(told)
}

/// A question that many rows share.
pub(super) fn question(t: &T, batch: &Batch, asked: &Question) -> Told {
    let place = t.with("roster-asked-by").arg("n", asked.count).to_string();
    let n = (batch.state == State::Checked).then_some(asked.count);
    let mut told = fault(t, batch, place, &asked.finding, n);
    let rows = address(batch.id, &Which::Question(asked.word.clone()));
    told.links.push(Link::new(rows, t.get("roster-question-rows")));
    told
}

/// A finding; with how many rows ask its question, where it can be answered here.
fn fault(t: &T, batch: &Batch, place: String, finding: &Finding, asked_by: Option<i64>) -> Told {
    let question = finding.question.clone().unwrap_or_default();
    let taps = finding.taps.iter().filter_map(|tap| {
        let label = t.with("roster-tap").arg("what", tap.label.to(t)).arg("n", asked_by?).to_string();
        Some((tap.choice.clone(), label))
    });
    let picker = question.strip_prefix("branch:").filter(|_| asked_by.is_some()).map(|word| {
        let to = format!("/import/{}/branch?word={}", batch.id, percent(word));
        Link::new(to, t.get("roster-pick-branch"))
    });
    Told {
        place,
        written: finding.masked(),
        problem: finding.problem.to(t),
        mend: finding.mend.to(t),
        taps: taps.collect(),
        links: picker.into_iter().collect(),
        question,
    }
}
