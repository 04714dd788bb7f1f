//! Tables about a batch, in the words of the one who looks.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId};
use zhibu_kernel::{Fault, Read};
use zhibu_rules::codes::{self, MembershipStatus, Stage};
use zhibu_web::part::{Column, Link, Row, Table, Tag};
use zhibu_web::{Desk, T, format};

use super::roster_rows::address;
use crate::roster::Batch;
use crate::roster::columns::Field;
use crate::roster::finding::{Level, masked};
use crate::roster::preview::{Absent, Kind, Line, Which};

/// The batches of an organisation, by the names of the accounts that handed them in.
pub(super) fn batches(desk: &Desk, batches: &[Batch], names: &HashMap<Uuid, String>) -> Table {
    let (t, zone) = (&desk.t, desk.db().clock().zone());
    let who = |account: Option<Uuid>| match account {
        Some(account) => names.get(&account).cloned().unwrap_or_default(),
        None => t.get("roster-by-command").into_owned(),
    };
    Table::new(t.get("roster-batches"), t.get("roster-when"))
        .column(Column::text(t.get("roster-who")).meta())
        .column(Column::text(t.get("roster-state")).meta())
        .column(Column::number(t.get("roster-lines")))
        .column(Column::number(t.get("roster-new")))
        .column(Column::number(t.get("roster-changed")))
        .column(Column::number(t.get("roster-same")))
        .column(Column::number(t.get("roster-wrong")))
        .rows(batches.iter().map(|batch| {
            let when = format::table_moment(batch.created_at.timestamp(), zone);
            Row::link(Link::new(format!("/import/{}", batch.id), when))
                .cell(who(batch.account))
                .cell(batch.state.words(t))
                .cell(batch.counts.lines)
                .cell(batch.counts.new)
                .cell(batch.counts.changed)
                .cell(batch.counts.same)
                .cell(batch.counts.faulty + batch.counts.doubtful)
        }))
}

/// What sort of fault it is, in words.
pub(super) fn kind_label(t: &T, kind: &str) -> String {
    t.with("roster-kind").arg("kind", kind).to_string()
}

/// The kinds of faults of a batch with their numbers; each leads to its rows.
pub(super) fn kinds(t: &T, batch: &Batch, kinds: &[Kind]) -> Table {
    let weight = |level: i64| match level {
        level if level == Level::Fault.number() => Tag::err(t.get("roster-faulty")),
        level if level == Level::Doubt.number() => Tag::warn(t.get("roster-doubtful")),
        _ => Tag::plain(t.get("roster-noted")),
    };
    Table::new(t.get("roster-to-mend"), t.get("roster-fault-kind"))
        .people()
        .column(Column::text(t.get("roster-weight")).meta())
        .column(Column::number(t.get("roster-places")).flag())
        .rows(kinds.iter().map(|kind| {
            let to = address(batch.id, &Which::Kind(kind.kind.clone()));
            Row::link(Link::new(to, kind_label(t, &kind.kind))).cell(weight(kind.level)).cell(kind.count)
        }))
}

/// What changes, a line for each value.
pub(super) async fn changes(read: &mut Read, t: &T, lines: &[Line]) -> Result<Option<Table>, Fault> {
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

/// Rows by the names of their people, with the place in the file.
pub(super) fn people(title: &str, t: &T, lines: &[Line]) -> Option<Table> {
    let table =
        Table::new(title, t.get("roster-name")).people().column(Column::text(t.get("roster-place")).meta());
    let rows = lines.iter().map(|line| {
        let name = match line.person {
            Some(person) => Row::link(Link::new(format!("/people/{person}"), &line.name)),
            None => Row::text(&line.name),
        };
        name.cell(line.place(t, None))
    });
    (!lines.is_empty()).then(|| table.rows(rows))
}

/// People who are missing from the files, with their branches.
pub(super) async fn absent(read: &mut Read, t: &T, people: &[Absent]) -> Result<Option<Table>, Fault> {
    let ids: HashSet<OrgId> = people.iter().map(|person| person.org).collect();
    let orgs: HashMap<OrgId, String> =
        org::by_ids(read, ids).await?.into_iter().map(|org| (org.id, org.name)).collect();
    let table = Table::new(t.get("roster-absent"), t.get("roster-name"))
        .people()
        .column(Column::text(t.get("roster-branch")).meta());
    Ok((!people.is_empty()).then(|| {
        table.rows(people.iter().map(|person| {
            let link = Link::new(format!("/people/{}", person.id), &person.name);
            Row::link(link).cell(orgs.get(&person.org).cloned().unwrap_or_default())
        }))
    }))
}
