//! What the pages of an organisation sheet show, in the words of the one who looks.

use std::collections::HashMap;
use std::io::{Seek as _, SeekFrom};
use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use uuid::Uuid;
use zhibu_kernel::{Fault, Read};
use zhibu_web::found::letters;
use zhibu_web::leaf::Turn;
use zhibu_web::part::{Column, Link, Note, Row, Table, Tone};
use zhibu_web::sheet::{Fault as Mark, Format, Input, Marked, Marks, Place, Reader, marked_copy};
use zhibu_web::{Desk, T, format, key, listing};

use super::orgs_import::of_batch;
use super::orgs_parts::{address, kind_label, unit_label};
use crate::org::OrgId;
use crate::org::import::{self, Batch, BatchId, Judged, Outcome, State};
use crate::permit::Denied;

/// A finding as a line of the page.
pub(super) struct Told {
    pub(super) place: String,
    pub(super) written: String,
    pub(super) problem: String,
    pub(super) mend: String,
}

/// The heading of a list.
pub(super) fn heading(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::New => key!("org-import-new"),
        Outcome::Changed => key!("org-import-changes"),
        Outcome::Same => key!("org-import-same"),
        Outcome::Faulty => key!("org-import-faulty"),
    }
}

/// How a batch stands, in a word.
fn state(t: &T, state: State) -> String {
    let key = match state {
        State::Checked => key!("org-import-state-checked"),
        State::Applied => key!("org-import-state-applied"),
        State::Undone => key!("org-import-state-undone"),
    };
    t.get(key).into_owned()
}

/// The batches of an organisation, by the names of the accounts that handed them in.
pub(super) fn batches(desk: &Desk, batches: &[Batch], names: &HashMap<Uuid, String>) -> Table {
    let (t, zone) = (&desk.t, desk.db().clock().zone());
    let who = |account: Option<Uuid>| match account {
        Some(account) => names.get(&account).cloned().unwrap_or_default(),
        None => t.get("org-import-by-command").into_owned(),
    };
    Table::new(t.get("org-import-batches"), t.get("org-import-when"))
        .column(Column::text(t.get("org-import-who")).meta())
        .column(Column::text(t.get("org-import-state")).meta())
        .column(Column::number(t.get("org-import-new")))
        .column(Column::number(t.get("org-import-changes")))
        .column(Column::number(t.get("org-import-faulty")))
        .rows(batches.iter().map(|batch| {
            let when = format::table_moment(batch.created_at.timestamp(), zone);
            Row::link(Link::new(of_batch(batch), when))
                .cell(who(batch.account))
                .cell(state(t, batch.state))
                .cell(batch.counts.new)
                .cell(batch.counts.changed)
                .cell(batch.counts.faulty)
        }))
}

/// The box on top: how the batch stands.
pub(super) fn note(t: &T, batch: &Batch) -> Note {
    let counts = batch.counts;
    match batch.state {
        State::Checked if counts.takes() == 0 && counts.faulty == 0 => {
            Note::new(Tone::Info, t.get("org-import-nothing")).says(t.get("org-import-nothing-why"))
        }
        State::Checked => {
            let tone = if counts.faulty == 0 { Tone::Ok } else { Tone::Warn };
            let title = t.with("org-import-ready").arg("n", counts.takes()).arg("wrong", counts.faulty);
            Note::new(tone, title).says(t.get("org-import-ready-why"))
        }
        State::Applied => {
            let title = t.with("org-import-applied").arg("n", counts.takes());
            Note::new(Tone::Ok, title).says(t.get("org-import-applied-why"))
        }
        State::Undone => Note::new(Tone::Info, t.get("org-import-state-undone")),
    }
}

fn place(t: &T, line: &Judged, column: Option<usize>) -> String {
    let row = line.draft.row.to_string();
    let place = match column {
        Some(column) => t.with("org-import-cell").arg("row", row).arg("column", letters(column)).to_string(),
        None => t.with("org-import-row").arg("row", row).to_string(),
    };
    format!("{place} {}", line.draft.sheet).trim_end().to_owned()
}

/// What is wrong in some rows.
pub(super) fn faults(t: &T, lines: &[(i64, Judged)]) -> Vec<Told> {
    lines
        .iter()
        .flat_map(|(_, line)| line.findings.iter().map(move |finding| (line, finding)))
        .map(|(line, finding)| Told {
            place: place(t, line, finding.column),
            written: finding.written.clone(),
            problem: finding.problem.to(t),
            mend: finding.mend.to(t),
        })
        .collect()
}

fn name(line: &Judged) -> Row {
    let name = line.draft.name.clone().unwrap_or_default();
    match line.org {
        Some(org) => Row::link(Link::new(address(org), name)),
        None => Row::text(name),
    }
}

/// What changes, a line for each value.
pub(super) fn changes(t: &T, lines: &[(i64, Judged)]) -> Table {
    let said = |field: &str, value: &Option<String>| match (field, value.as_deref()) {
        (_, None) => t.get("org-nothing").into_owned(),
        ("kind", Some(kind)) => kind_label(t, kind),
        ("unit_situation", Some(unit)) => unit_label(t, unit),
        (_, Some(text)) => text.to_owned(),
    };
    let item = |field: &str| {
        let key = match field {
            "name" => key!("org-name"),
            "code" => key!("org-code"),
            "kind" => key!("org-kind"),
            "short_name" => key!("org-short-name"),
            "superior" => key!("org-superior"),
            _ => key!("org-unit"),
        };
        t.get(key).into_owned()
    };
    Table::new(t.get("org-import-changes"), t.get("org-name"))
        .column(Column::text(t.get("org-import-item")))
        .column(Column::text(t.get("org-import-now")))
        .column(Column::text(t.get("org-import-then")))
        .rows(lines.iter().flat_map(|(_, line)| {
            line.changes.iter().map(move |(field, old, new)| {
                name(line).cell(item(field)).cell(said(field, old)).cell(said(field, new))
            })
        }))
}

/// Organisations with the superior that their rows name.
pub(super) fn orgs(t: &T, lines: &[(i64, Judged)]) -> Table {
    Table::new(t.get("org-import-new"), t.get("org-name"))
        .column(Column::text(t.get("org-superior")).meta())
        .column(Column::text(t.get("org-kind")).meta())
        .column(Column::text(t.get("org-import-place")).wide_only())
        .rows(lines.iter().map(|(_, line)| {
            let kind = line.draft.kind.as_deref().map(|kind| kind_label(t, kind));
            name(line)
                .cell(line.draft.superior.clone().unwrap_or_default())
                .cell(kind.unwrap_or_default())
                .cell(place(t, line, None))
        }))
}

/// The same workbook back, with the faults in red and told in words.
pub(super) async fn marked(desk: Desk, Path((org, id)): Path<(OrgId, BatchId)>) -> Response {
    let found = desk.read(&(org, id), find_marks).await;
    let (batch, bytes, headings, lines) = match found {
        Ok(found) => found,
        Err(denied) => return desk.refuse(&denied),
    };
    let t = &desk.t;
    let at = |sheet: &str, row| Place { file: batch.file.as_str().into(), sheet: Arc::from(sheet), row };
    let mut marks = Marks { remark_heading: t.get("org-import-remark").into_owned(), ..Marks::default() };
    marks.headings = headings.iter().map(|(sheet, row)| at(sheet, *row)).collect();
    for line in &lines {
        marks.faults.extend(line.findings.iter().map(|finding| Mark {
            place: at(&line.draft.sheet, line.draft.row),
            column: finding.column,
            remark: format!("{} {}", finding.problem.to(t), finding.mend.to(t)),
        }));
    }
    let stem = batch.file.rsplit_once('.').map_or(batch.file.as_str(), |(stem, _)| stem);
    let stem = t.with("org-import-marked-name").arg("file", stem).to_string();
    let input = Input::bytes(&batch.file, bytes);
    let written = tokio::task::spawn_blocking(move || {
        let mut out = listing::scratch();
        let marked = marked_copy(&Reader::default(), &input, &marks, &mut out)
            .map_err(|error| Fault::Io(std::io::Error::other(error)))?;
        out.seek(SeekFrom::Start(0)).map_err(Fault::Io)?;
        Ok::<_, Fault>((out, marked))
    });
    match written.await.map_err(|_| Fault::Invariant("marking a workbook panicked".into())) {
        Ok(Ok((out, marked))) => {
            let (ending, kind) = match marked {
                Marked::Workbook => listing::kind(Format::Xlsx),
                Marked::Archive => ("zip", "application/zip"),
            };
            listing::sent(out, &format!("{stem}.{ending}"), kind)
        }
        Ok(Err(fault)) | Err(fault) => desk.refuse(&fault),
    }
}

type Found = (Batch, Vec<u8>, Vec<(String, u32)>, Vec<Judged>);

async fn find_marks(read: &mut Read, (org, id): &(OrgId, BatchId)) -> Result<Found, Denied> {
    let (batch, _) = import::open(read, *org, *id).await?;
    let (bytes, headings) = import::file(read, &batch).await?;
    let mut lines = Vec::new();
    let mut turn = Turn::First;
    loop {
        let leaf = import::lines(read, *id, Outcome::Faulty, &turn, 500).await?;
        let Some((last, _)) = leaf.rows.last() else { break };
        turn = Turn::After(*last);
        lines.extend(leaf.rows.into_iter().map(|(_, line)| line));
    }
    Ok((batch, bytes, headings, lines))
}
