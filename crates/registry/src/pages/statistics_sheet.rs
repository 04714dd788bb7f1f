//! Statistics as a spreadsheet: the same tables, one below the other.

use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use zhibu_access::org::OrgId;
use zhibu_access::permit::Denied;
use zhibu_kernel::{Fault, Read};
use zhibu_web::desk::percent;
use zhibu_web::sheet::{Column, ColumnKind, Format, Head, SheetError, SheetWriter, Value};
use zhibu_web::{Desk, T, format, key};

use super::statistics::{Asked, Days, Gathered, gather};
use super::statistics_view::{band_label, flow_key};
use crate::stat::flow::Flow;
use crate::stat::report::{Balance, Line, Report};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The file of a day, with what happened since another day.
pub(super) async fn send(desk: Desk, Path(id): Path<OrgId>, Query(asked): Query<Asked>) -> Response {
    let days = Days::of(&asked, desk.today());
    let read = desk
        .read(&days, async move |read: &mut Read, days: &Days| {
            let gathered = gather(read, id, days).await?;
            if gathered.is_recorded() { Ok(gathered) } else { Err(Denied::Missing) }
        })
        .await;
    let gathered = match read {
        Ok(gathered) => gathered,
        Err(denied) => return desk.refuse(&denied),
    };
    let name = format!("{} {}.xlsx", desk.t.with("stat-title").arg("org", &gathered.org.name), gathered.on);
    match written(&desk.t, &gathered) {
        Ok(bytes) => {
            let name = percent(&name).replace('+', "%20");
            let disposition = format!("attachment; filename*=UTF-8''{name}");
            let headers = [(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, disposition)];
            (headers, bytes).into_response()
        }
        Err(error) => desk.refuse(&Fault::Invariant(error.to_string())),
    }
}

/// Table, line, how many.
type Entry = (String, String, i64);

fn written(t: &T, gathered: &Gathered) -> Result<Vec<u8>, SheetError> {
    let column = |key, width, kind| Column { heading: t.get(key).into_owned(), width, kind };
    let title = t.with("stat-title").arg("org", &gathered.org.name).to_string();
    let lead = t.with("stat-lead").arg("day", format::day(gathered.on.date(), t)).to_string();
    let head = Head {
        sheet: t.get("stat-menu").into_owned(),
        titles: vec![title, lead],
        columns: vec![
            column(key!("stat-table"), 24, ColumnKind::Text),
            column(key!("stat-item"), 36, ColumnKind::Text),
            column(key!("stat-people"), 10, ColumnKind::Number),
        ],
    };
    let mut sheet = SheetWriter::new(Format::Xlsx, &head, Vec::new())?;
    for (table, line, n) in entries(t, gathered) {
        // Exact: nobody counts more than 2^53 people.
        let n = Value::Number(n as f64);
        sheet.row(&[Value::Text(&table), Value::Text(&line), n])?;
    }
    sheet.finish(None)
}

fn entries(t: &T, gathered: &Gathered) -> Vec<Entry> {
    let report = Report::new(&gathered.closing, gathered.on);
    let mut entries = Vec::new();
    let all = t.get("stat-members").into_owned();
    entries.push((all.clone(), all, report.members));
    let ages = t.get("stat-ages").into_owned();
    for line in &report.ages {
        let band = band_label(t, line.band);
        for (side, n) in [
            (key!("chart-men"), line.men.n),
            (key!("chart-women"), line.women.n),
            (key!("stat-sex-unknown"), line.others.n),
        ] {
            entries.push((ages.clone(), format!("{band} {}", t.get(side)), n));
        }
    }
    for (title, lines) in [
        (key!("stat-sex"), &report.sexes),
        (key!("stat-ethnic"), &report.majority),
        (key!("stat-ethnic-each"), &report.ethnic_groups),
        (key!("stat-education"), &report.education),
        (key!("stat-jobs"), &report.jobs),
        (key!("stat-joined"), &report.joined),
        (key!("stat-stages"), &report.stages),
        (key!("stat-marks"), &report.marks),
    ] {
        add(t, &mut entries, title, lines);
    }
    change(t, gathered, &mut entries);
    entries
}

fn add(t: &T, entries: &mut Vec<Entry>, title: &str, lines: &[Line]) {
    for line in lines {
        entries.push((t.get(title).into_owned(), line.name.text(t), line.count.n));
    }
}

fn change(t: &T, gathered: &Gathered, entries: &mut Vec<Entry>) {
    let Some(from) = gathered.from else {
        return;
    };
    let balance = Balance::between(&gathered.opening, &gathered.closing);
    let title = t.get("stat-change").into_owned();
    let day = |day: zhibu_kernel::Day| format::day(day.date(), t);
    entries.push((title.clone(), day(from), balance.opening));
    for (kind, n) in &balance.came {
        let line = t.get(flow_key(Flow::Came(*kind))).into_owned();
        entries.push((title.clone(), line, *n));
    }
    for (kind, n) in &balance.went {
        let line = t.get(flow_key(Flow::Went(*kind))).into_owned();
        entries.push((title.clone(), line, -n));
    }
    entries.push((title, day(gathered.on), balance.closing));
}
