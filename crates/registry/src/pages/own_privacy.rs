//! `/privacy`: which data, why, who, how long, and which rights (个人信息保护法, art. 17).

use askama::Template;
use axum::response::Response;
use zhibu_kernel::Fault;
use zhibu_web::part::{Column, Link, Row, Table};
use zhibu_web::{Desk, Page, Pages, T, format, key};

/// The day of this version of the text; a change of the text in the catalogues changes it.
const VERSION: jiff::civil::Date = jiff::civil::date(2026, 11, 24);

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/privacy", "public", show)
}

pub(super) fn foot(t: &T) -> Link {
    Link::new("/privacy", t.get("privacy-title"))
}

#[derive(Template)]
#[template(path = "own/privacy.html")]
struct Privacy<'a> {
    t: &'a T,
    version: String,
    who: String,
    purposes: Table,
    rights: Vec<String>,
}

async fn show(desk: Desk) -> Response {
    let t = &desk.t;
    let mut purposes = Table::new(t.get("privacy-purposes"), t.get("privacy-purpose"))
        .column(Column::text(t.get("privacy-data")))
        .column(Column::text(t.get("privacy-sees")))
        .column(Column::text(t.get("privacy-kept")));
    for [purpose, data, sees, kept] in [
        [
            key!("privacy-roster"),
            key!("privacy-roster-data"),
            key!("privacy-roster-sees"),
            key!("privacy-roster-kept"),
        ],
        [
            key!("privacy-development"),
            key!("privacy-development-data"),
            key!("privacy-development-sees"),
            key!("privacy-development-kept"),
        ],
        [
            key!("privacy-contact"),
            key!("privacy-contact-data"),
            key!("privacy-contact-sees"),
            key!("privacy-contact-kept"),
        ],
        [
            key!("privacy-sign-in"),
            key!("privacy-sign-in-data"),
            key!("privacy-sign-in-sees"),
            key!("privacy-sign-in-kept"),
        ],
        [key!("privacy-log"), key!("privacy-log-data"), key!("privacy-log-sees"), key!("privacy-log-kept")],
    ] {
        purposes = purposes.row(
            Row::text(t.get(purpose))
                .cell(t.get(data).into_owned())
                .cell(t.get(sees).into_owned())
                .cell(t.get(kept).into_owned()),
        );
    }
    let rights = [
        key!("privacy-right-see"),
        key!("privacy-right-copy"),
        key!("privacy-right-correct"),
        key!("privacy-right-looks"),
        key!("privacy-right-helper"),
        key!("privacy-right-delete"),
    ];
    let page = Privacy {
        t,
        version: t.with("privacy-version").arg("day", format::day(VERSION, t)).to_string(),
        who: t.with("privacy-who").arg("who", &desk.house.installation.run_by).to_string(),
        purposes,
        rights: rights.map(|key| t.get(key).into_owned()).into(),
    };
    desk.show::<Fault>(Ok(Page::new(t.get("privacy-title"), &page)))
}
