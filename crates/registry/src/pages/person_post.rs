//! Giving somebody a post of their branch, and ending it.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::org;
use zhibu_access::permit::Denied;
use zhibu_access::role::ManagePosts;
use zhibu_kernel::{Read, Tx};
use zhibu_web::part::{Choice, Markup, Note, Tone};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, key};

use super::person::address;
use super::person_edit::given;
use super::person_sheet_page::date;
use super::person_step::{Asks, Step, StepPage, day, must_be, radios, reason, step};
use super::person_words as words;
use crate::person::{Person, PersonId, Refused, open};
use crate::post::{self, KINDS, PostId};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/posts/new", "post.manage", show_post)
        .post("/people/{person}/posts/new", "post.manage", give_post)
        .get("/posts/{post}/end", "post.manage", show_post_end)
        .post("/posts/{post}/end", "post.manage", end_post)
}

async fn show_post(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<ManagePosts>(&desk, id, &blank, ask_post).await)
}

fn ask_post(desk: &Desk, _: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let kinds = KINDS.iter().map(|kind| Choice::new(*kind, t.get(words::post_key(kind)))).collect();
    let until = date(t, entered, "until", t.get("post-term-ends"), None).error(entered.error(t, "until"));
    Asks {
        title: t.get("post-new").into_owned(),
        path: "posts/new",
        note: None,
        fields: vec![
            radios(t, entered, "kind", key!("post-kind"), "", kinds),
            day(desk, entered, key!("post-from")),
            Markup::part(until),
            reason(t, entered, key!("person-basis")),
        ],
        button: t.get("post-save").into_owned(),
        stop: false,
    }
}

async fn give_post(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let mut form = form;
    must_be(&mut form, "kind", |step| KINDS.contains(&step.kind.as_str()));
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, _) = open::<ManagePosts>(tx, *id).await?;
            let (org, permit) = org::open::<ManagePosts>(tx, person.org).await?;
            let deed = step.deed(tx);
            post::give(tx, &permit, &person, &org, &step.kind, step.until, &deed).await?;
            Ok::<_, Refused>(Done::to(address(*id)).said(key!("post-given")))
        })
        .await;
    desk.answer(done, &form, async |entered| step::<ManagePosts>(&desk, id, &entered, ask_post).await).await
}

async fn show_post_end(desk: Desk, Path(id): Path<PostId>) -> Response {
    let blank = desk.blank();
    desk.show(post_end_page(&desk, id, &blank).await)
}

async fn post_end_page(desk: &Desk, id: PostId, entered: &Entered) -> Result<Page, Refused> {
    let (post, org) = desk
        .read(&id, async move |read: &mut Read, id: &PostId| {
            let (post, org, _) = post::open(read, *id).await?;
            Ok::<_, Denied>((post, org))
        })
        .await?;
    let t = &desk.t;
    let view = StepPage {
        t,
        entered,
        title: t.get("post-end").into_owned(),
        name: t.with("post-line").arg("org", org.name).arg("post", t.get(words::post_key(&post.kind))).into(),
        action: format!("/posts/{id}/end"),
        back: address(post.person),
        note: entered.error(t, "until").map(|error| Note::new(Tone::Err, error)),
        fields: vec![day(desk, entered, key!("post-ended-on")), reason(t, entered, key!("person-basis"))],
        button: t.get("post-end").into_owned(),
        stop: false,
        version: 0,
    };
    Ok(Page::new(view.title.clone(), &view))
}

async fn end_post(desk: Desk, Path(id): Path<PostId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PostId)| {
            let (post, org, permit) = post::open(tx, *id).await?;
            let deed = step.deed(tx);
            post::end(tx, &permit, &org, &post, &deed).await?;
            Ok::<_, Refused>(Done::to(address(post.person)).said(key!("post-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| post_end_page(&desk, id, &entered).await).await
}
