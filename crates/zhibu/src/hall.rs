//! The hall: what lies between the street and the rooms. The public front page, and the design
//! system on one page.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use zhibu_kernel::Fault;
use zhibu_web::part::{Icon, Note, Tone};
use zhibu_web::texts::Catalogue;
use zhibu_web::{Desk, Done, Page, Pages, Room, T, design_page};

const TEXTS: &[Catalogue] = zhibu_web::catalogues!["hall", "cli", "message"];

/// The hall as a room of the house.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "zhibu",
        steps: &[],
        pages,
        menu: |_, _| Vec::new(),
        foot: |_| Vec::new(),
        jobs: Vec::new,
        texts: TEXTS,
    }
}

fn pages() -> Pages {
    Pages::new().get("/", "public", front).get("/design", "public", design)
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front<'a> {
    t: &'a T,
    site: &'a str,
}

impl Front<'_> {
    fn secrecy(&self) -> Note {
        Note::new(Tone::Warn, self.t.get("not-for-secrets")).icon(Icon::Warn)
    }
}

/// What can be done here; who is signed in goes on to their own first page.
async fn front(desk: Desk) -> Response {
    if desk.seen.chip.is_some() && desk.seen.home != "/" {
        return Done::to(desk.seen.home.clone()).into_response(&desk.house);
    }
    let site = desk.house.installation.site_name.clone();
    let front = Front { t: &desk.t, site: &site };
    desk.show::<Fault>(Ok(Page::new(site.clone(), &front)))
}

async fn design(desk: Desk) -> Response {
    Html(design_page::html(&desk.shell())).into_response()
}
