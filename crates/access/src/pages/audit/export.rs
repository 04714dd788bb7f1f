//! The log as a spreadsheet.

use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use jiff::tz::TimeZone;
use zhibu_kernel::audit::{self, Record};
use zhibu_kernel::{Fault, Read};
use zhibu_web::form::Typed;
use zhibu_web::sheet::{Column, ColumnKind, Format, Head, SheetError, SheetWriter, Value};
use zhibu_web::{Desk, Form, T, key};

use super::filter::{Pairs, Wanted};
use super::{Names, at, leave, subject};
use crate::permit::Denied;

/// How many entries a file has at most; who needs more narrows the time and says so in the next.
const MOST: usize = 50_000;
/// How many are read at a time.
const PAGE: usize = 1_000;

pub(super) async fn export(desk: Desk, Query(Pairs(pairs)): Query<Pairs>) -> Response {
    let format = match Typed::new(pairs.clone()).get("format") {
        "csv" => Format::Csv,
        _ => Format::Xlsx,
    };
    let form = Form::<Wanted>::from_typed(Typed::new(pairs));
    let zone = desk.db().clock().zone().clone();
    let found = desk
        .look(
            &(form.given.clone(), zone),
            async move |read: &mut Read, (wanted, zone): &(Wanted, TimeZone)| {
                let look = leave(read, "access.audit.export")?.detail(wanted.told());
                Ok::<_, Denied>((gather(read, wanted, zone).await?, vec![look]))
            },
        )
        .await;
    let written = match found {
        Ok((records, names)) => write(&desk, format, &records, &names),
        Err(denied) => return desk.refuse(&denied),
    };
    match written {
        Ok(bytes) => answer(format, bytes),
        Err(error) => desk.refuse(&Fault::Invariant(format!("the log as a file: {error}"))),
    }
}

async fn gather(read: &mut Read, wanted: &Wanted, zone: &TimeZone) -> Result<(Vec<Record>, Names), Fault> {
    let mut records: Vec<Record> = Vec::new();
    if let Some(filter) = wanted.filter(read, zone).await? {
        // One more than fits, so that the file can say that there are more.
        while records.len() <= MOST {
            let before = records.last().map(|record| record.id);
            let limit = PAGE.min(MOST + 1 - records.len());
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let page = audit::page(read, &filter, before, limit).await?;
            let last = page.len() < PAGE;
            records.extend(page);
            if last {
                break;
            }
        }
    }
    let names = Names::of(read, &records).await?;
    Ok((records, names))
}

fn write(desk: &Desk, format: Format, records: &[Record], names: &Names) -> Result<Vec<u8>, SheetError> {
    let t = &desk.t;
    let mut sheet = SheetWriter::new(format, &head(t), Vec::new())?;
    for record in &records[..records.len().min(MOST)] {
        let texts = [
            at(desk, record.recorded_at),
            names.who(t, record),
            t.act(&record.act),
            record.act.clone(),
            subject(t, record),
            names.org(record),
            record.happened_on.to_string(),
            record.source.clone(),
            record.basis.clone().unwrap_or_default(),
            record.reason.clone().unwrap_or_default(),
            record.detail.clone().unwrap_or_default(),
            record.id.simple().to_string(),
        ];
        sheet.row(&texts.each_ref().map(|text| Value::Text(text)))?;
    }
    let more = (records.len() > MOST).then(|| t.with("audit-export-more").arg("n", MOST).to_string());
    sheet.finish(more.as_deref())
}

fn head(t: &T) -> Head {
    let columns = [
        (key!("audit-when"), 17),
        (key!("audit-who"), 16),
        (key!("audit-act"), 24),
        (key!("audit-act-name"), 28),
        (key!("audit-subject"), 20),
        (key!("audit-org"), 28),
        (key!("audit-happened"), 12),
        (key!("audit-source"), 8),
        (key!("audit-basis"), 20),
        (key!("audit-reason"), 20),
        (key!("audit-detail"), 30),
        (key!("audit-id"), 34),
    ];
    let columns = columns.map(|(key, width)| Column {
        heading: t.get(key).into_owned(),
        width,
        kind: ColumnKind::Text,
    });
    Head { sheet: t.get("audit-title").into_owned(), titles: Vec::new(), columns: columns.into() }
}

fn answer(format: Format, bytes: Vec<u8>) -> Response {
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "audit.csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "audit.xlsx"),
    };
    let headers =
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    (headers, bytes).into_response()
}
