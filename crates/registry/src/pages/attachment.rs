//! Adding a photo or an attachment.

use askama::Template;
use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Response;
use zhibu_access::permit::Denied;
use zhibu_access::role::EditPerson;
use zhibu_kernel::file::{self, File};
use zhibu_kernel::{Day, Deed, Fault, Read, Tx};
use zhibu_web::form::{Fields, FromForm, Problem};
use zhibu_web::part::{Choice, Drop, Field, Markup, Portrait};
use zhibu_web::upload::{self, Taken, Upload};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use super::person::{address, looked};
use super::person_edit::given;
use super::person_files::{kind_key, portrait};
use super::person_sheet_page::date;
use crate::attachment::accept::{self, NotTaken};
use crate::attachment::picture::{self, MOST_PIXELS, NotAPhoto};
use crate::attachment::{self, Attachment, KINDS, Limits, New, PHOTO};
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/photo", "person.edit", show_photo)
        .post("/people/{person}/photo", "person.edit", add_photo)
        .get("/people/{person}/attachments/new", "person.edit", show_new)
        .post("/people/{person}/attachments/new", "person.edit", add)
}

type Parts = Result<Multipart, MultipartRejection>;

/// Whose page it is, with what is there.
struct Seen {
    person: Person,
    all: Vec<Attachment>,
    limits: Limits,
}

async fn gather(desk: &Desk, id: PersonId) -> Result<Seen, Denied> {
    desk.look(&id, async move |read: &mut Read, id: &PersonId| {
        let (person, _) = open::<EditPerson>(read, *id).await?;
        let all = attachment::of(read, person.id).await?;
        let limits = attachment::limits(read).await?;
        let entry = looked("registry.person.page", &person);
        Ok((Seen { person, all, limits }, vec![entry]))
    })
    .await
}

/// Leave to add, before anything that was sent is read.
async fn may_add(desk: &Desk, id: PersonId) -> Result<(Person, Limits), Denied> {
    desk.read(&id, async move |read: &mut Read, id: &PersonId| {
        let (person, _) = open::<EditPerson>(read, *id).await?;
        let limits = attachment::limits(read).await?;
        Ok((person, limits))
    })
    .await
}

fn problem(key: &'static str, args: Vec<(&'static str, zhibu_web::texts::Arg)>) -> Problem {
    Problem { field: Some("file".to_owned()), key, args }
}

// The photo.

#[derive(Template)]
#[template(path = "attachment/photo.html")]
struct PhotoPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    name: &'a str,
    back: String,
    portrait: Portrait,
    drop: Drop,
    remove: Option<String>,
}

async fn show_photo(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(photo_page(&desk, id, &blank).await)
}

async fn photo_page(desk: &Desk, id: PersonId, entered: &Entered) -> Result<Page, Refused> {
    let seen = gather(desk, id).await?;
    let t = &desk.t;
    let base = address(id);
    let most = i64::try_from(picture::LARGEST >> 20).unwrap_or(i64::MAX);
    let hint = t.with("attachment-photo-hint").arg("n", most).to_string();
    let now = attachment::photo(&seen.all, seen.person.id);
    let view = PhotoPage {
        t,
        entered,
        name: &seen.person.facts.name,
        portrait: portrait(t, &seen.person, &seen.all, &format!("{base}/photo")),
        drop: Drop::new(t, "file", t.get("attachment-photo-file"), "image/*", hint)
            .error(entered.error(t, "file")),
        remove: now.map(|photo| format!("{base}/attachments/{}/remove", photo.id)),
        back: base,
    };
    Ok(Page::new(t.get("attachment-photo"), &view))
}

async fn add_photo(desk: Desk, Path(id): Path<PersonId>, parts: Parts) -> Response {
    let came = match may_add(&desk, id).await {
        Ok((person, _)) => upload::take::<()>(desk.db(), person.area, "file", picture::LARGEST, parts).await,
        Err(denied) => return desk.refuse(&denied),
    };
    let made = match came {
        Ok(came) => portray(&desk, came).await,
        Err(fault) => Err(fault),
    };
    let (form, new) = match made {
        Ok(made) => made,
        Err(fault) => return desk.refuse(&fault),
    };
    let form = given(form, Adding { person: id, new, day: None });
    match put(&desk, &form).await {
        Ok(done) => desk.answer(done, &form, async |entered| photo_page(&desk, id, &entered).await).await,
        Err(fault) => desk.refuse(&fault),
    }
}

/// Makes a photo of what came; what came is then no longer needed.
async fn portray(desk: &Desk, came: Upload<()>) -> Result<(Form<()>, Option<New>), Fault> {
    let Upload { mut form, taken } = came;
    let Some(taken) = taken else {
        return Ok((form, None));
    };
    let made = picture::portrait(desk.db(), &taken).await;
    upload::give_up(desk.db(), &taken).await?;
    let not = match made? {
        Ok(made) => {
            let (width, height) = made.size;
            let new = New {
                kind: PHOTO.to_owned(),
                title: format!("{width}×{height}"),
                name: "photo.jpg".to_owned(),
                media: "image/jpeg",
                file: made.file,
            };
            return Ok((form, Some(new)));
        }
        Err(not) => not,
    };
    let millions = i64::try_from(MOST_PIXELS / 1_000_000).unwrap_or(i64::MAX);
    form.problems.push(match not {
        NotAPhoto::Kind => problem(key!("attachment-photo-kind"), Vec::new()),
        NotAPhoto::Broken => problem(key!("attachment-photo-broken"), Vec::new()),
        NotAPhoto::TooManyPixels => problem(key!("attachment-photo-pixels"), vec![("n", millions.into())]),
    });
    Ok((form, None))
}

/// What is to be added, and to whom.
struct Adding {
    person: PersonId,
    new: Option<New>,
    day: Option<Day>,
}

/// Adds what came; what is not added is given up.
async fn put<F: Send + Sync>(desk: &Desk, form: &Form<(F, Adding)>) -> Result<Changed<Refused>, Fault> {
    let done = desk
        .change(form, async move |tx: &mut Tx, (_, adding): &(F, Adding)| {
            let (person, permit) = open::<EditPerson>(tx, adding.person).await?;
            let new = adding.new.as_ref().ok_or(Denied::Missing)?;
            let deed = Deed::now(tx.now(), tx.today()).on(adding.day.unwrap_or(tx.today()));
            let id = attachment::add(tx, &permit, &person, new, &deed).await?;
            let base = address(person.id);
            let said =
                if new.kind == PHOTO { key!("attachment-photo-saved") } else { key!("attachment-added") };
            Ok::<_, Refused>(
                Done::to(base.clone())
                    .said(said)
                    .with("title", &new.title)
                    .undo(format!("{base}/attachments/{id}/undo")),
            )
        })
        .await;
    // A form sent twice acted with the file that came first; this one is kept by nothing.
    if let Some(File { area, id, .. }) = form.given.1.new.as_ref().map(|new| &new.file) {
        file::discard(desk.db(), *area, *id).await?;
    }
    Ok(done)
}

// Papers.

/// What somebody said of a paper.
struct Said {
    kind: String,
    title: String,
    day: Option<Day>,
}

impl FromForm for Said {
    fn read(fields: &mut Fields<'_>) -> Self {
        let kind = fields.text("kind");
        if !KINDS.contains(&kind.as_str()) {
            fields.problem("kind", key!("field-required"));
        }
        Self { kind, title: fields.text("title"), day: fields.day("day") }
    }
}

#[derive(Template)]
#[template(path = "attachment/new.html")]
struct NewPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    name: &'a str,
    action: String,
    back: String,
    kind: Field,
    title: Field,
    day: Markup,
    drop: Drop,
}

async fn show_new(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(new_page(&desk, id, &blank).await)
}

async fn new_page(desk: &Desk, id: PersonId, entered: &Entered) -> Result<Page, Refused> {
    let seen = gather(desk, id).await?;
    let t = &desk.t;
    let mut kinds = vec![Choice::new("", t.get("attachment-kind-none"))];
    kinds.extend(KINDS.iter().map(|kind| Choice::new(*kind, t.get(kind_key(kind)))));
    let accepts: Vec<String> = accept::endings().iter().map(|ending| format!(".{ending}")).collect();
    let most = i64::try_from(seen.limits.largest() >> 20).unwrap_or(i64::MAX);
    let hint = t.with("attachment-file-hint").arg("n", most).to_string();
    let today = Some(desk.today());
    let day = date(t, entered, "day", t.get("attachment-day"), today).error(entered.error(t, "day"));
    let view = NewPage {
        t,
        entered,
        name: &seen.person.facts.name,
        action: format!("{}/attachments/new", address(id)),
        back: address(id),
        kind: Field::select("kind", t.get("attachment-kind"), kinds)
            .value(entered.value("kind", ""))
            .error(entered.error(t, "kind")),
        title: Field::text("title", t.get("attachment-name"))
            .value(entered.value("title", ""))
            .hint(t.get("attachment-name-hint"))
            .max_length(60),
        day: Markup::part(day),
        drop: Drop::new(t, "file", t.get("attachment-file"), accepts.join(","), hint)
            .error(entered.error(t, "file")),
    };
    Ok(Page::new(t.get("attachment-new"), &view))
}

async fn add(desk: Desk, Path(id): Path<PersonId>, parts: Parts) -> Response {
    let came = match may_add(&desk, id).await {
        Ok((person, limits)) => {
            upload::take::<Said>(desk.db(), person.area, "file", limits.largest(), parts).await
        }
        Err(denied) => return desk.refuse(&denied),
    };
    let Upload { mut form, taken } = match came {
        Ok(came) => came,
        Err(fault) => return desk.refuse(&fault),
    };
    let new = taken.as_ref().and_then(|taken| match judged(&form.given, taken) {
        Ok(new) => Some(new),
        Err(wrong) => {
            form.problems.push(wrong);
            None
        }
    });
    if let (None, Some(taken)) = (&new, &taken)
        && let Err(fault) = upload::give_up(desk.db(), taken).await
    {
        return desk.refuse(&fault);
    }
    let day = form.given.day;
    let form = given(form, Adding { person: id, new, day });
    match put(&desk, &form).await {
        Ok(done) => desk.answer(done, &form, async |entered| new_page(&desk, id, &entered).await).await,
        Err(fault) => desk.refuse(&fault),
    }
}

fn judged(said: &Said, taken: &Taken) -> Result<New, Problem> {
    let name = accept::name(&taken.name);
    let media = accept::media(&name, &taken.head).map_err(|not| match not {
        NotTaken::Ending => problem(key!("attachment-ending"), vec![("name", name.as_str().into())]),
        NotTaken::Differs => problem(key!("attachment-differs"), vec![("name", name.as_str().into())]),
    })?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let title: String = if said.title.is_empty() { stem } else { &said.title }.chars().take(60).collect();
    Ok(New { kind: said.kind.clone(), title, name, media, file: taken.file.clone() })
}
