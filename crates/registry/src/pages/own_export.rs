//! `/me/export`: everything that is kept about oneself, to read, to print and for machines
//! (个人信息保护法, art. 45).
//!
//! The file is one JSON object: `format` (`zhibu-own-1`), `exported_at` (RFC 3339), `person` (id,
//! organisation, `facts`: the fields by their names in the glossary, codes as stored, days as
//! `yyyy-mm-dd`), `periods` (the same, with `valid_from` and `valid_to`), `field_changes`,
//! `organisation_changes`, `corrections`, `mandates`, `looks`.

use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use zhibu_access::mandate::{self, Mandate};
use zhibu_access::permit::Denied;
use zhibu_access::role::{ExportOwn, ReadOwn};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Moment, Read};
use zhibu_web::part::{Column, Facts, Icon, Row, Table};
use zhibu_web::{Desk, Page, Pages, T};

use super::{own, own_words as words, person_words};
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
    let text = format!("{:#}", written(&everything, desk.now()));
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"zhibu-own-data.json\""),
    ];
    (headers, text).into_response()
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
            .map_or_else(|| row.field.clone(), |field| t.get(field.label()).into_owned());
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
    let page = Printed {
        t,
        facts: words::facts(t, &all.person, &all.branch, desk.today(), true),
        periods,
        changes,
        tree: tree_table(t, &all.tree),
        corrections,
        mandates,
        looks: own::look_lines(desk, &all.looks),
    };
    Page::new(t.get("own-export"), &page)
}
