//! What a person's page shows of photo and attachments, and how the bytes are handed out.
//!
//! A photo is part of the page that shows it: who is on record as having looked at the person in
//! the last ten minutes sees it as part of that look; whoever asks for it otherwise is recorded.
//! An attachment is one look for each download.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{Action, ReadPerson, UnmaskPerson};
use zhibu_kernel::audit::{Entry, has_looked};
use zhibu_kernel::file::{self, File, Outgoing};
use zhibu_kernel::{Fault, Read};
use zhibu_web::part::{Icon, Markup, Portrait};
use zhibu_web::{Desk, Pages, T, download, format, key};

use super::person::{address, looked, may};
use crate::attachment::{self, Attachment, AttachmentId, Limits, PHOTO};
use crate::person::{Person, PersonId, open};

/// How long a look at a page holds for the photo in it.
const SAME_LOOK_MINUTES: i64 = 10;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}/photo/{attachment}", "person.read", photo).get(
        "/people/{person}/attachments/{attachment}",
        "person.unmask",
        fetch,
    )
}

/// The file of a person's attachment, with the attachment.
pub(super) async fn file_of<A: Action>(
    read: &mut Read,
    _permit: &Permit<A>,
    person: &Person,
    id: AttachmentId,
) -> Result<(Attachment, File), Denied> {
    let found = attachment::find(read, person.id, id).await?;
    let one = found.filter(|one| one.removal.is_none()).ok_or(Denied::Missing)?;
    let file = file::find(read, one.area, one.file).await?.ok_or(Denied::Missing)?;
    Ok((one, file))
}

/// The entry for a photo; none where it belongs to a look that is on record.
pub(super) async fn photo_look(read: &mut Read, entry: Entry, person: &Person) -> Result<Vec<Entry>, Fault> {
    let since = read.now().plus_minutes(-SAME_LOOK_MINUTES);
    let known = match read.actor().account_id() {
        Some(account) => has_looked(read, person.id.0, account, since).await?,
        None => false,
    };
    Ok(if known { Vec::new() } else { vec![entry] })
}

/// The entry for an attachment.
pub(super) fn fetched(entry: Entry, one: &Attachment) -> Entry {
    entry.detail(serde_json::json!({ "attachment": one.id, "kind": one.kind }))
}

async fn photo(desk: Desk, Path((id, photo)): Path<(PersonId, AttachmentId)>) -> Response {
    let seen = desk
        .look(&(id, photo), async move |read: &mut Read, (id, photo): &(PersonId, AttachmentId)| {
            let (person, permit) = open::<ReadPerson>(read, *id).await?;
            let (one, file) = file_of(read, &permit, &person, *photo).await?;
            if !one.is_photo() {
                return Err(Denied::Missing);
            }
            let entries = photo_look(read, looked("registry.person.photo", &person), &person).await?;
            Ok((file, entries))
        })
        .await;
    match seen {
        Ok(file) => picture(&desk, file).await,
        Err(denied) => desk.refuse(&denied),
    }
}

async fn fetch(desk: Desk, Path((id, wanted)): Path<(PersonId, AttachmentId)>) -> Response {
    let seen = desk
        .look(&(id, wanted), async move |read: &mut Read, (id, wanted): &(PersonId, AttachmentId)| {
            let (person, permit) = open::<UnmaskPerson>(read, *id).await?;
            let (one, file) = file_of(read, &permit, &person, *wanted).await?;
            let entry = fetched(looked("registry.person.attachment", &person), &one);
            Ok::<_, Denied>(((one, file), vec![entry]))
        })
        .await;
    match seen {
        Ok((one, file)) => handed_out(&desk, &one, file).await,
        Err(denied) => desk.refuse(&denied),
    }
}

pub(super) async fn picture(desk: &Desk, file: File) -> Response {
    match Outgoing::begin(desk.db().clone(), file).await {
        Ok(outgoing) => download::picture(outgoing, "image/jpeg"),
        Err(fault) => desk.refuse(&fault),
    }
}

pub(super) async fn handed_out(desk: &Desk, one: &Attachment, file: File) -> Response {
    match Outgoing::begin(desk.db().clone(), file).await {
        Ok(outgoing) => download::attachment(outgoing, &one.media, &one.name),
        Err(fault) => desk.refuse(&fault),
    }
}

/// The photo, or the first character of the name. `base` is the address of the photos.
pub(super) fn portrait(t: &T, person: &Person, all: &[Attachment], base: &str) -> Portrait {
    let src = attachment::photo(all, person.id).map(|photo| format!("{base}/{}", photo.id));
    let name = person.facts.name.as_str();
    Portrait::new(src, name, t.with("attachment-photo-of").arg("name", name))
}

/// A line of the list.
struct Line {
    title: String,
    about: String,
    fetch: Option<String>,
    remove: Option<String>,
}

/// A line of what can be brought back.
struct Gone {
    title: String,
    about: String,
    restore: String,
    key: String,
}

#[derive(Template)]
#[template(path = "attachment/section.html")]
struct Section<'a> {
    t: &'a T,
    lines: Vec<Line>,
    gone: Vec<Gone>,
    add: Option<String>,
}

/// What the section is told.
pub(super) struct Shown<'a> {
    pub(super) all: &'a [Attachment],
    pub(super) names: &'a std::collections::HashMap<uuid::Uuid, String>,
    pub(super) limits: &'a Limits,
}

/// The list on a person's page.
pub(super) fn section(desk: &Desk, person: &Person, shown: &Shown<'_>) -> Markup {
    let t = &desk.t;
    let base = format!("{}/attachments", address(person.id));
    let edits = person.facts.ending.is_none() && may(desk, "person.edit");
    let fetches = may(desk, "person.unmask");
    let papers = shown.all.iter().filter(|one| !one.is_photo());
    let lines = papers
        .filter(|one| one.removal.is_none())
        .map(|one| Line {
            title: one.title.clone(),
            about: about(desk, one, one.account.and_then(|id| shown.names.get(&id).map(String::as_str))),
            fetch: fetches.then(|| format!("{base}/{}", one.id)),
            remove: edits.then(|| format!("{base}/{}/remove", one.id)),
        })
        .collect();
    let gone = if edits { gone(desk, shown, &base) } else { Vec::new() };
    Markup::template(&Section { t, lines, gone, add: edits.then(|| format!("{base}/new")) })
}

fn gone(desk: &Desk, shown: &Shown<'_>, base: &str) -> Vec<Gone> {
    let t = &desk.t;
    let zone = desk.db().clock().zone();
    shown
        .all
        .iter()
        .filter_map(|one| Some((one, one.removal.as_ref()?)))
        .map(|(one, removal)| {
            let until = shown.limits.undo_until(removal.at).day_in(zone);
            let until = format::day(until.date(), t);
            let about = match &removal.reason {
                Some(why) => t.with("attachment-gone-why").arg("until", until).arg("why", why),
                None => t.with("attachment-gone").arg("until", until),
            };
            Gone {
                title: if one.is_photo() { t.get(kind_key(PHOTO)).into_owned() } else { one.title.clone() },
                about: about.into(),
                restore: format!("{base}/{}/restore", one.id),
                key: zhibu_web::form::fresh_key(),
            }
        })
        .collect()
}

/// Kind, day and size of an attachment, and who added it.
pub(super) fn about(desk: &Desk, one: &Attachment, who: Option<&str>) -> String {
    let t = &desk.t;
    let said = t
        .with("attachment-line")
        .arg("kind", t.get(kind_key(&one.kind)))
        .arg("day", format::day(one.happened_on.date(), t))
        .arg("size", size(one.size));
    match who {
        Some(who) => t.with("attachment-line-by").arg("line", said.to_string()).arg("who", who).into(),
        None => said.into(),
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", (bytes + 999) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The name of a kind.
pub(super) fn kind_key(kind: &str) -> &'static str {
    match kind {
        PHOTO => key!("attachment-photo"),
        "application_letter" => key!("attachment-application-letter"),
        "autobiography" => key!("attachment-autobiography"),
        "political_review" => key!("attachment-political-review"),
        "admission_form" => key!("attachment-admission-form"),
        "conversion_application" => key!("attachment-conversion-application"),
        "transfer_letter" => key!("attachment-transfer-letter"),
        _ => key!("attachment-other"),
    }
}
