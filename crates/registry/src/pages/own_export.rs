//! `/me/export`: everything that is kept about oneself, to read, to print and for machines
//! (个人信息保护法, art. 45).
//!
//! The file is one JSON object: `format` (`zhibu-own-1`), `exported_at` (RFC 3339), `person` (id,
//! organisation, `facts`: the fields by their names in the glossary, codes as stored, days as
//! `yyyy-mm-dd`), `periods` (the same, with `valid_from` and `valid_to`), `field_changes`,
//! `organisation_changes`, `corrections`, `mandates`, `looks`, `attachments` (the photo among them;
//! `content` is the file in base64, `sha256` its digest). The files are written into it chunk by
//! chunk.

use std::future::ready;

use askama::Template;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use zhibu_access::mandate::{self, Mandate};
use zhibu_access::permit::Denied;
use zhibu_access::role::{ExportOwn, ReadOwn};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::file::{self, File, Outgoing};
use zhibu_kernel::{Day, Db, Fault, Moment, Read};
use zhibu_web::part::{Column, Facts, Icon, Row, Table};
use zhibu_web::{Desk, Page, Pages, T};

use super::person_files::kind_key;
use super::person_words::{self, field_key};
use super::{own, own_words as words};
use crate::attachment::{self, Attachment};
use crate::correction::{self, Correction};
use crate::own::history::{FieldChange, all_periods, field_changes};
use crate::own::looks::{self, Looked};
use crate::person::Person;
use crate::person::tree::{self, TreeLine};

/// Looks that are read at once.
const CHUNK: i64 = 200;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/me/export", "own.export", show).get("/me/export.json", "own.export", file)
}

/// Everything that is kept about a person.
struct Everything {
    person: Person,
    branch: String,
    periods: Vec<Person>,
    changes: Vec<FieldChange>,
    tree: Vec<TreeLine>,
    corrections: Vec<Correction>,
    mandates: Vec<Mandate>,
    looks: Vec<Looked>,
    attachments: Vec<(Attachment, File)>,
}

/// What is kept as files and was not removed.
async fn files(read: &mut Read, person: &Person) -> Result<Vec<(Attachment, File)>, Fault> {
    let mut files = Vec::new();
    for one in attachment::of(read, person.id).await?.into_iter().filter(|one| one.removal.is_none()) {
        if let Some(file) = file::find(read, one.area, one.file).await? {
            files.push((one, file));
        }
    }
    Ok(files)
}

async fn gather(desk: &Desk) -> Result<Everything, Denied> {
    desk.look(&(), async move |read: &mut Read, (): &()| {
        let (person, permit) = crate::own::open::<ExportOwn>(read).await?;
        let (_, reading) = crate::own::open::<ReadOwn>(read).await?;
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = looks::looks(read, &permit, &person, before, CHUNK).await?;
            seen.extend(page.looks);
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let entry =
            Entry::looked("registry.own.export").on("person", person.id.0).within(person.org.0, person.area);
        let everything = Everything {
            branch: own::branch_name(read, &reading, &person).await?,
            periods: all_periods(read, &permit, person.id).await?,
            changes: field_changes(read, &permit, person.id).await?,
            tree: tree::changes(read, person.id).await?,
            corrections: correction::of_person(read, &permit, person.id).await?,
            mandates: mandate::of_principal(read, &permit, person.id.0).await?,
            looks: seen,
            attachments: files(read, &person).await?,
            person,
        };
        Ok::<_, Denied>((everything, vec![entry]))
    })
    .await
}

async fn file(desk: Desk) -> Response {
    let everything = match gather(&desk).await {
        Ok(everything) => everything,
        Err(refused) => return desk.refuse(&refused),
    };
    let mut text = format!("{:#}", written(&everything, desk.now()));
    // The object stays open for its last member.
    text.truncate(text.strip_suffix("\n}").map_or(text.len(), str::len));
    text.push_str(",\n  \"attachments\": [");
    let (db, wanted) = (desk.db().clone(), everything.attachments.into_iter());
    let begun = stream::once(ready(Ok(text)));
    let ended = stream::once(ready(Ok::<_, Fault>("]\n}".to_owned())));
    let written = stream::try_unfold(Writing { db, wanted, under_way: None, first: true }, Writing::next);
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"zhibu-own-data.json\""),
    ];
    (headers, Body::from_stream(begun.chain(written).chain(ended))).into_response()
}

/// Files as members of a JSON array, one chunk of text after the other.
struct Writing {
    db: Db,
    wanted: std::vec::IntoIter<(Attachment, File)>,
    under_way: Option<Outgoing>,
    first: bool,
}

impl Writing {
    async fn next(mut self) -> Result<Option<(String, Self)>, Fault> {
        if let Some(outgoing) = &mut self.under_way {
            let text = match outgoing.next().await? {
                // A chunk is whole thirds, so its base64 needs no padding before the last.
                Some(clear) => BASE64_STANDARD.encode(clear),
                None => {
                    self.under_way = None;
                    "\"}".to_owned()
                }
            };
            return Ok(Some((text, self)));
        }
        let Some((one, file)) = self.wanted.next() else {
            return Ok(None);
        };
        let begin = if self.first { "\n    " } else { ",\n    " };
        let mut text = format!("{begin}{}", kept(&one, &file));
        text.truncate(text.len() - 1);
        text.push_str(",\"content\":\"");
        self.first = false;
        self.under_way = Some(Outgoing::begin(self.db.clone(), file).await?);
        Ok(Some((text, self)))
    }
}

fn kept(one: &Attachment, file: &File) -> Value {
    let digest: String = file.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "kind": one.kind, "title": one.title, "name": one.name, "media": one.media, "size": one.size,
        "sha256": digest, "happened_on": day(Some(one.happened_on)),
        "recorded_at": rfc3339(one.recorded_at),
    })
}

fn written(all: &Everything, at: Moment) -> Value {
    json!({
        "format": "zhibu-own-1",
        "exported_at": rfc3339(at),
        "person": person(&all.person, &all.branch),
        "periods": all.periods.iter().map(period).collect::<Vec<_>>(),
        "field_changes": all.changes.iter().map(change).collect::<Vec<_>>(),
        "organisation_changes": all.tree.iter().map(tree_change).collect::<Vec<_>>(),
        "corrections": all.corrections.iter().map(proposed).collect::<Vec<_>>(),
        "mandates": all.mandates.iter().map(given).collect::<Vec<_>>(),
        "looks": all.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

fn tree_change(line: &TreeLine) -> Value {
    json!({
        "organisation": line.name,
        "act": line.done.act,
        "happened_on": line.done.happened_on.to_string(),
        "recorded_at": rfc3339(line.done.recorded_at),
        "approved_by": line.done.approval.approved_by,
        "basis": line.done.approval.basis,
        "changes": line.done.changes,
    })
}

fn tree_table(t: &T, lines: &[TreeLine]) -> Table {
    let rows = lines.iter().map(|line| {
        Row::text(person_words::tree(t, line))
            .cell(words::day(t, line.done.happened_on))
            .cell(person_words::tree_basis(t, line))
    });
    Table::new(t.get("own-tree"), t.get("own-tree"))
        .column(Column::text(t.get("own-when")))
        .column(Column::text(t.get("person-basis")))
        .rows(rows)
}

fn rfc3339(at: Moment) -> String {
    at.timestamp().to_string()
}

fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn facts(person: &Person) -> Value {
    let known = &person.facts;
    json!({
        "name": known.name,
        "sex": known.sex,
        "born_on": day(known.born_on),
        "ethnic_group": known.ethnic_group,
        "education": known.education,
        "degree": known.degree,
        "job_code": known.job_code,
        "new_stratum": known.new_stratum,
        "native_place": known.native_place,
        "stage": known.stage,
        "membership_status": known.membership_status,
        "ending": known.ending,
        "entry": known.entry,
        "applied_on": day(known.applied_on),
        "joined_on": day(known.joined_on),
        "converted_on": day(known.converted_on),
        "probation_ends_on": day(known.probation_ends_on),
        "is_floating": known.is_floating,
        "floating_since": day(known.floating_since),
        "outflow_place": known.outflow_place,
        "outflow_reason": known.outflow_reason,
        "lost_since": day(known.lost_since),
        "citizen_id": known.citizen_id,
        "mobile": known.mobile,
        "landline": known.landline,
        "address": known.address,
        "notes": known.notes,
    })
}

fn person(person: &Person, branch: &str) -> Value {
    json!({
        "id": person.id, "org": person.org, "org_name": branch, "facts": facts(person),
    })
}

fn period(row: &Person) -> Value {
    json!({
        "org": row.org,
        "valid_from": day(Some(row.valid_from)),
        "valid_to": day(Some(row.valid_to).filter(|to| *to < Day::OPEN)),
        "recorded_at": rfc3339(row.recorded_at),
        "facts": facts(row),
    })
}

fn change(row: &FieldChange) -> Value {
    json!({
        "field": row.field, "old": row.old, "new": row.new, "source": row.source,
        "happened_on": day(Some(row.happened_on)), "recorded_at": rfc3339(row.recorded_at),
    })
}

fn proposed(row: &Correction) -> Value {
    json!({
        "field": row.field.word(), "old": row.old, "new": row.new, "reason": row.reason,
        "state": row.state.word(), "proposed_at": rfc3339(row.proposed_at),
        "by_helper": row.principal.is_some(), "due_on": day(Some(row.due_on)),
        "decided_at": row.decided_at.map(rfc3339), "word": row.word,
    })
}

fn given(row: &Mandate) -> Value {
    json!({
        "helper": row.helper_name, "source": row.source, "evidence": row.evidence,
        "from": day(Some(row.valid_from)), "until_before": day(Some(row.valid_to)),
        "recorded_at": rfc3339(row.recorded_at), "revoked_at": row.revoked_at.map(rfc3339),
    })
}

fn look(row: &Looked) -> Value {
    json!({
        "at": rfc3339(row.look.recorded_at), "act": row.look.act, "who": row.name,
        "role": row.role.as_ref().map(|(role, _)| role.word()),
        "org_name": row.role.as_ref().map(|(_, org)| org.as_str()),
        "on": if row.is_list { "list" } else { "record" },
        "for_me": row.look.principal.is_some(), "reason": row.look.reason,
    })
}

#[derive(Template)]
#[template(path = "own/export.html")]
struct Printed<'a> {
    t: &'a T,
    facts: Facts,
    periods: Table,
    changes: Table,
    tree: Table,
    corrections: Table,
    mandates: Table,
    attachments: Table,
    looks: Vec<(String, String)>,
}

async fn show(desk: Desk) -> Response {
    let everything = gather(&desk).await;
    desk.show(everything.map(|all| printed(&desk, &all)))
}

fn printed(desk: &Desk, all: &Everything) -> Page {
    let t = &desk.t;
    let dash = || t.get("own-nothing").into_owned();
    let mut periods = Table::new(t.get("own-periods"), t.get("own-stage"))
        .column(Column::text(t.get("own-from")))
        .column(Column::text(t.get("own-to")));
    for row in &all.periods {
        let to = Some(row.valid_to).filter(|to| *to < Day::OPEN);
        periods = periods.row(
            Row::text(words::stage(t, row))
                .cell(words::day(t, row.valid_from))
                .cell(to.map_or_else(dash, |to| words::day(t, to))),
        );
    }
    let mut changes = Table::new(t.get("own-changes"), t.get("own-field"))
        .column(Column::text(t.get("own-old")))
        .column(Column::text(t.get("own-new")))
        .column(Column::text(t.get("own-when")));
    for row in &all.changes {
        let label = correction::Field::from_word(&row.field)
            .map_or_else(|| field_key(&row.field), correction::Field::label);
        let label = t.get(label).into_owned();
        changes = changes.row(
            Row::text(label)
                .cell(row.old.clone().unwrap_or_else(dash))
                .cell(row.new.clone().unwrap_or_else(dash))
                .cell(words::moment(desk, row.recorded_at)),
        );
    }
    let mut corrections = Table::new(t.get("own-past"), t.get("own-field"))
        .column(Column::text(t.get("own-old")))
        .column(Column::text(t.get("own-new")))
        .column(Column::text(t.get("own-state")));
    for row in &all.corrections {
        corrections = corrections.row(
            Row::text(t.get(row.field.label()))
                .cell(words::value(t, row.field, &row.old))
                .cell(words::value(t, row.field, &row.new))
                .cell(t.get(row.state.label()).into_owned()),
        );
    }
    let mut mandates = Table::new(t.get("own-mandates"), t.get("own-helper"))
        .column(Column::text(t.get("own-from")))
        .column(Column::text(t.get("own-to")));
    for row in &all.mandates {
        mandates = mandates.row(
            Row::text(row.helper_name.as_str())
                .cell(words::day(t, row.valid_from))
                .cell(words::day(t, row.valid_to.plus_days(-1))),
        );
    }
    let mut attachments = Table::new(t.get("attachment-title"), t.get("attachment-name"))
        .column(Column::text(t.get("attachment-kind")))
        .column(Column::text(t.get("attachment-day")));
    for (one, _) in &all.attachments {
        attachments = attachments.row(
            Row::text(one.name.as_str())
                .cell(t.get(kind_key(&one.kind)).into_owned())
                .cell(words::day(t, one.happened_on)),
        );
    }
    let page = Printed {
        t,
        facts: words::facts(t, &all.person, &all.branch, desk.today(), true),
        periods,
        changes,
        tree: tree_table(t, &all.tree),
        corrections,
        mandates,
        attachments,
        looks: own::look_lines(desk, &all.looks),
    };
    Page::new(t.get("own-export"), &page)
}
