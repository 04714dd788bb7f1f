//! What the page of a batch shows, in the words of the one who looks.

use std::collections::{HashMap, HashSet};

use zhibu_access::org::{self, OrgId};
use zhibu_kernel::{Fault, Read};
use zhibu_rules::codes::{self, MembershipStatus, Stage};
use zhibu_web::part::{Column, Link, Note, Row, Stats, Table, Tone};
use zhibu_web::{Desk, T, format};

use crate::roster::columns::Field;
use crate::roster::finding::{Finding, letters};
use crate::roster::preview::{self, Line, Outcome};
use crate::roster::{Batch, State};

/// A finding as a line of the page, with its buttons.
pub(super) struct Told {
    pub(super) place: String,
    pub(super) written: String,
    pub(super) problem: String,
    pub(super) mend: String,
    pub(super) question: String,
    pub(super) taps: Vec<(String, String)>,
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

/// Everything below the head of the page.
#[derive(Default)]
pub(super) struct View {
    pub(super) tables: Vec<Recognised>,
    pub(super) unrecognised: Vec<String>,
    pub(super) stats: Option<Stats>,
    pub(super) faults: Vec<Told>,
    pub(super) changes: Option<Table>,
    pub(super) new: Option<Table>,
    pub(super) absent: Option<Table>,
    pub(super) dropped: Option<Table>,
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

/// Links to the files with their faults marked.
pub(super) fn files(t: &T, batch: &Batch, view: &View) -> Vec<Link> {
    if view.faults.is_empty() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let files = batch
        .layout
        .tables
        .iter()
        .map(|table| table.place.file.split('/').next().unwrap_or_default())
        .filter(|file| seen.insert(*file));
    files
        .enumerate()
        .map(|(no, file)| {
            let label = t.with("roster-marked").arg("file", file).to_string();
            Link::new(format!("/import/{}/marked/{no}", batch.id), label)
        })
        .collect()
}

/// The batches of an organisation.
pub(super) fn batches(desk: &Desk, batches: &[Batch]) -> Table {
    let (t, zone) = (&desk.t, desk.db().clock().zone());
    Table::new(t.get("roster-batches"), t.get("roster-when"))
        .column(Column::text(t.get("roster-state")))
        .column(Column::number(t.get("roster-new")))
        .column(Column::number(t.get("roster-changed")))
        .rows(batches.iter().map(|batch| {
            let when = format::table_moment(batch.created_at.timestamp(), zone);
            Row::link(Link::new(format!("/import/{}", batch.id), when))
                .cell(batch.state.words(t))
                .cell(batch.counts.new)
                .cell(batch.counts.changed)
        }))
}

/// Reads what the page of a batch in its state shows.
pub(super) async fn gather(read: &mut Read, batch: &Batch, t: &T, limit: i64) -> Result<View, Fault> {
    let mut view = View { unrecognised: unrecognised(batch), ..View::default() };
    match batch.state {
        State::Read => view.tables = recognised(t, batch),
        State::Checked => {
            let counts = &batch.counts;
            view.stats = Some(
                Stats::new()
                    .link(counts.new, t.get("roster-new"), "#new")
                    .link(counts.changed, t.get("roster-changed"), "#changed")
                    .plain(counts.same, t.get("roster-same"))
                    .link(counts.faulty + counts.doubtful, t.get("roster-wrong"), "#wrong"),
            );
            view.faults = faults(read, batch, t, limit).await?;
            let changed = preview::lines(read, batch, Outcome::Changed, -1, limit).await?;
            view.changes = changes(read, t, &changed).await?;
            let new = preview::lines(read, batch, Outcome::New, -1, limit).await?;
            view.new = people(t.get("roster-new-people").as_ref(), t, &new);
            view.absent = absent(read, batch, t, limit).await?;
        }
        State::Settling | State::Settled | State::Undone => {
            let dropped = preview::lines(read, batch, Outcome::Dropped, -1, limit).await?;
            view.dropped = people(t.get("roster-dropped").as_ref(), t, &dropped);
        }
        _ => {}
    }
    Ok(view)
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

/// A value without what nobody needs to see.
fn masked(field: &str, text: &str) -> String {
    match field {
        "citizen_id" => format::mask_citizen_id(text),
        "mobile" | "landline" => format::mask_phone(text),
        "address" => format::mask(text, 4, 0),
        _ => text.to_owned(),
    }
}

async fn faults(read: &mut Read, batch: &Batch, t: &T, limit: i64) -> Result<Vec<Told>, Fault> {
    let askers = preview::askers(read, batch.id).await?;
    let mut lines = preview::lines(read, batch, Outcome::Faulty, -1, limit).await?;
    lines.extend(preview::lines(read, batch, Outcome::Doubtful, -1, limit).await?);
    let mut asked = HashSet::new();
    let mut shown = Vec::new();
    for line in &lines {
        for finding in &line.findings {
            // Rows with the same question are told once, with their number on the button.
            let question = finding.question.clone().unwrap_or_default();
            if !question.is_empty() && !asked.insert(question.clone()) {
                continue;
            }
            shown.push(fault(t, line, finding, &askers));
        }
    }
    Ok(shown)
}

fn fault(t: &T, line: &Line, finding: &Finding, askers: &HashMap<String, i64>) -> Told {
    let question = finding.question.clone().unwrap_or_default();
    let n = askers.get(&question).copied().unwrap_or(1);
    let taps = finding.taps.iter().map(|tap| {
        let label = t.with("roster-tap").arg("what", tap.label.to(t)).arg("n", n).to_string();
        (tap.choice.clone(), label)
    });
    Told {
        place: line.place(t, finding.column),
        written: finding.masked(),
        problem: finding.problem.to(t),
        mend: finding.mend.to(t),
        question,
        taps: taps.collect(),
    }
}

async fn changes(read: &mut Read, t: &T, lines: &[Line]) -> Result<Option<Table>, Fault> {
    let ids = lines
        .iter()
        .flat_map(|line| &line.changes)
        .filter(|(field, ..)| *field == "org")
        .flat_map(|(_, old, new)| [old, new])
        .filter_map(|id| id.as_ref()?.parse::<OrgId>().ok());
    let orgs: HashMap<String, String> = org::by_ids(read, ids.collect::<HashSet<_>>())
        .await?
        .into_iter()
        .map(|org| (org.id.to_string(), org.name))
        .collect();
    let said = |field: &str, value: &Option<String>| {
        let value = value.as_deref().unwrap_or_default();
        orgs.get(value).cloned().unwrap_or_else(|| masked(field, &label(field, value)))
    };
    let table = Table::new(t.get("roster-changes"), t.get("roster-name"))
        .column(Column::text(t.get("roster-item")))
        .column(Column::text(t.get("roster-now")))
        .column(Column::text(t.get("roster-then")));
    let rows = lines.iter().flat_map(|line| {
        line.changes.iter().map(|(field, old, new)| {
            let name = match line.person {
                Some(person) => Row::link(Link::new(format!("/people/{person}"), &line.name)),
                None => Row::text(&line.name),
            };
            let heading = match *field {
                "org" => Field::Branch.heading().to_owned(),
                field => Field::from_key(field).map_or_else(
                    || t.get("roster-field-other").into_owned(),
                    |field| field.heading().to_owned(),
                ),
            };
            name.cell(heading).cell(said(field, old)).cell(said(field, new))
        })
    });
    Ok((!lines.is_empty()).then(|| table.rows(rows)))
}

/// The table's own words for a stored value.
fn label(field: &str, value: &str) -> String {
    let table = match field {
        "ethnic_group" => &codes::ETHNIC_GROUP,
        "education" => &codes::EDUCATION,
        "job_code" => &codes::JOB,
        "new_stratum" => &codes::NEW_STRATUM,
        "stage" => Stage::table(),
        "membership_status" => MembershipStatus::table(),
        _ => return value.to_owned(),
    };
    table.find(value).map_or(value, |entry| entry.zh).to_owned()
}

fn people(title: &str, t: &T, lines: &[Line]) -> Option<Table> {
    let table = Table::new(title, t.get("roster-name")).column(Column::text(t.get("roster-place")));
    (!lines.is_empty())
        .then(|| table.rows(lines.iter().map(|line| Row::text(&line.name).cell(line.place(t, None)))))
}

async fn absent(read: &mut Read, batch: &Batch, t: &T, limit: i64) -> Result<Option<Table>, Fault> {
    let absent = preview::absent(read, batch.id, uuid::Uuid::nil(), limit).await?;
    let ids: HashSet<OrgId> = absent.iter().map(|person| person.org).collect();
    let orgs: HashMap<OrgId, String> =
        org::by_ids(read, ids).await?.into_iter().map(|org| (org.id, org.name)).collect();
    let table =
        Table::new(t.get("roster-absent"), t.get("roster-name")).column(Column::text(t.get("roster-branch")));
    Ok((!absent.is_empty()).then(|| {
        table.rows(absent.iter().map(|person| {
            let link = Link::new(format!("/people/{}", person.id), &person.name);
            Row::link(link).cell(orgs.get(&person.org).cloned().unwrap_or_default())
        }))
    }))
}
