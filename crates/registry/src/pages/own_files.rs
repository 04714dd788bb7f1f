//! `/me`: one's own photo and attachments. A helper sees the photo as part of the record, and no
//! attachment: what stands in one is in clear.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::permit::Denied;
use zhibu_access::role::{ExportOwn, ReadOwn};
use zhibu_kernel::Read;
use zhibu_kernel::audit::Entry;
use zhibu_web::part::{Icon, Markup};
use zhibu_web::{Desk, Pages, T};

use super::person_files::{about, fetched, file_of, handed_out, photo_look, picture};
use crate::attachment::{Attachment, AttachmentId};
use crate::own;
use crate::person::Person;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/me/photo/{attachment}", "own.read", photo).get(
        "/me/attachments/{attachment}",
        "own.export",
        fetch,
    )
}

fn looked(act: &'static str, person: &Person) -> Entry {
    Entry::looked(act).on("person", person.id.0).within(person.org.0, person.area)
}

async fn photo(desk: Desk, Path(photo): Path<AttachmentId>) -> Response {
    let seen = desk
        .look(&photo, async move |read: &mut Read, photo: &AttachmentId| {
            let (person, permit) = own::open::<ReadOwn>(read).await?;
            let (one, file) = file_of(read, &permit, &person, *photo).await?;
            if !one.is_photo() {
                return Err(Denied::Missing);
            }
            let entries = photo_look(read, looked("registry.own.photo", &person), &person).await?;
            Ok((file, entries))
        })
        .await;
    match seen {
        Ok(file) => picture(&desk, file).await,
        Err(denied) => desk.refuse(&denied),
    }
}

async fn fetch(desk: Desk, Path(wanted): Path<AttachmentId>) -> Response {
    let seen = desk
        .look(&wanted, async move |read: &mut Read, wanted: &AttachmentId| {
            let (person, permit) = own::open::<ExportOwn>(read).await?;
            let (one, file) = file_of(read, &permit, &person, *wanted).await?;
            let entry = fetched(looked("registry.own.attachment", &person), &one);
            Ok::<_, Denied>(((one, file), vec![entry]))
        })
        .await;
    match seen {
        Ok((one, file)) => handed_out(&desk, &one, file).await,
        Err(denied) => desk.refuse(&denied),
    }
}

#[derive(Template)]
#[template(path = "own/attachments.html")]
struct Section<'a> {
    t: &'a T,
    lines: Vec<(String, String, Option<String>)>,
}

/// The list on the first page; nothing where there is nothing.
pub(super) fn section(desk: &Desk, all: &[Attachment]) -> Markup {
    let mine = desk.actor().principal.is_none();
    let lines: Vec<_> = all
        .iter()
        .filter(|one| !one.is_photo() && one.removal.is_none())
        .map(|one| {
            let fetch = mine.then(|| format!("/me/attachments/{}", one.id));
            (one.title.clone(), about(desk, one, None), fetch)
        })
        .collect();
    if lines.is_empty() { Markup::default() } else { Markup::template(&Section { t: &desk.t, lines }) }
}
