//! The organisation sheet (党组织信息表): everything below an organisation as a spreadsheet, in the
//! columns of the official form. What the tree does not know stays empty for the unit to fill in.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::{Fault, Read};
use zhibu_web::desk::percent;
use zhibu_web::sheet::{Column, ColumnKind, Format, Head, SheetError, SheetWriter, Value};
use zhibu_web::{Desk, Pages, T};

use super::orgs_parts::{kind_label, unit_label};
use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, Scope};
use crate::role::ReadOrg;

/// Organisations read at a time.
const CHUNK: i64 = 1_000;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}/export", "org.read", export)
}

async fn export(desk: Desk, Path(id): Path<OrgId>) -> Response {
    let rows = desk
        .read(&id, async move |read: &mut Read, id: &OrgId| {
            let (top, permit) = org::open::<ReadOrg>(read, *id).await?;
            let scope = Scope::<ReadOrg>::under(permit.actor(), &top.spot())?;
            let mut rows = vec![];
            let mut after = String::new();
            loop {
                let some = org::living(read, &scope, &after, CHUNK).await?;
                let Some(last) = some.last() else { break };
                after.clone_from(&last.0.path);
                rows.extend(some);
            }
            Ok::<_, Denied>((top, rows))
        })
        .await;
    let (top, rows) = match rows {
        Ok(found) => found,
        Err(denied) => return desk.refuse(&denied),
    };
    match write(&desk.t, &top, &rows) {
        Ok(bytes) => {
            let name = percent(&format!("{}.xlsx", top.name));
            (
                [
                    (
                        CONTENT_TYPE,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
                    ),
                    (
                        CONTENT_DISPOSITION,
                        format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20")),
                    ),
                ],
                bytes,
            )
                .into_response()
        }
        Err(error) => desk.refuse(&Fault::Invariant(error.to_string())),
    }
}

/// The official headings, which are Chinese in every language: the form is.
const COLUMNS: [(&str, u16, ColumnKind); 14] = [
    ("序号", 6, ColumnKind::Number),
    ("名称", 40, ColumnKind::Text),
    ("简称", 20, ColumnKind::Text),
    ("上级组织", 40, ColumnKind::Text),
    ("代码", 20, ColumnKind::Text),
    ("类别", 16, ColumnKind::Text),
    ("成立时间", 12, ColumnKind::Day),
    ("所在单位情况", 20, ColumnKind::Text),
    ("联系人", 12, ColumnKind::Text),
    ("电话", 16, ColumnKind::Text),
    ("单位名称", 30, ColumnKind::Text),
    ("单位类别", 16, ColumnKind::Text),
    ("建立党组织情况", 16, ColumnKind::Text),
    ("单位代码", 20, ColumnKind::Text),
];

fn write(t: &T, top: &Org, rows: &[(Org, Option<String>)]) -> Result<Vec<u8>, SheetError> {
    let head = Head {
        sheet: t.get("org-sheet").into_owned(),
        titles: vec![t.with("org-sheet-title").arg("name", &top.name).to_string()],
        columns: COLUMNS
            .iter()
            .map(|(heading, width, kind)| Column {
                heading: (*heading).to_owned(),
                width: *width,
                kind: *kind,
            })
            .collect(),
    };
    let mut sheet = SheetWriter::new(Format::Xlsx, &head, Vec::new())?;
    for (at, (org, superior)) in rows.iter().enumerate() {
        let kind = kind_label(t, &org.kind);
        let unit = org.unit_situation.as_deref().map(|unit| unit_label(t, unit));
        sheet.row(&[
            Value::Number(at as f64 + 1.0),
            Value::Text(&org.name),
            org.short_name.as_deref().map_or(Value::Empty, Value::Text),
            superior.as_deref().map_or(Value::Empty, Value::Text),
            org.code.as_deref().map_or(Value::Empty, Value::Text),
            Value::Text(&kind),
            Value::Day(org.founded_on.date()),
            unit.as_deref().map_or(Value::Empty, Value::Text),
            Value::Empty,
            Value::Empty,
            Value::Empty,
            Value::Empty,
            Value::Empty,
            Value::Empty,
        ])?;
    }
    sheet.finish(None)
}
