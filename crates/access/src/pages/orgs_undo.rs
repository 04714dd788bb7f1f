//! Taking back what was last done to an organisation: what goes back with it, and doing it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_kernel::{Read, Tx};
use zhibu_web::part::{ErrorSummary, History, Link};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::orgs_parts::{Known, address, history_of};
use crate::org::{self, ActId, Census, Counts, Refused};
use crate::permit::Denied;
use crate::role::ManageOrg;

/// Lines of a deed that the page shows.
const SHOWN: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/acts/{act}/undo", "org.manage", show).post("/orgs/acts/{act}/undo", "org.manage", send)
}

/// The way to taking back what was done last; none for whoever may not, and for the founding of
/// the root.
pub(super) fn link(t: &T, known: &Known) -> Option<Link> {
    let last = known.acts.iter().filter(|act| act.undone_at.is_none()).max_by_key(|act| act.id)?;
    let is_root = known.superior.is_none() && last.act == "create";
    let to = format!("/orgs/acts/{}/undo", last.id);
    (known.may_undo && !is_root).then(|| Link::new(to, t.get("org-take-back")))
}

#[derive(Template)]
#[template(path = "org/undo.html")]
struct Undo<'a> {
    t: &'a T,
    summary: Option<ErrorSummary>,
    told: History,
    more: Option<String>,
    action: String,
    key: String,
    back: String,
}

async fn show(desk: Desk, Path(act): Path<ActId>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, act, &blank).await)
}

async fn page(desk: &Desk, act: ActId, entered: &Entered) -> Result<Page, Denied> {
    let (org, lines, count) = desk
        .read(&act, async move |read: &mut Read, act: &ActId| {
            let mut lines = org::together(read, *act, SHOWN).await?;
            let asked = lines.first().ok_or(Denied::Missing)?;
            if let Some(main) = asked.main {
                lines = org::together(read, main, SHOWN).await?;
            }
            let main = lines.first().ok_or(Denied::Missing)?;
            let (org, _) = org::open::<ManageOrg>(read, main.org).await?;
            let count = org::count_together(read, main.id).await?;
            let named = org::by_ids(read, lines.iter().map(|line| line.org)).await?;
            let lines: Vec<(String, org::Done)> = lines
                .into_iter()
                .map(|line| {
                    let of = named.iter().find(|org| org.id == line.org);
                    (of.map(|org| org.name.clone()).unwrap_or_default(), line)
                })
                .collect();
            Ok::<_, Denied>((org, lines, count))
        })
        .await?;
    let more = count.saturating_sub(SHOWN);
    let page = Undo {
        t: &desk.t,
        summary: entered.summary(&desk.t),
        told: history_of(desk, &lines),
        more: (more > 0).then(|| desk.t.with("org-unlisted").arg("n", more).to_string()),
        action: format!("/orgs/acts/{act}/undo"),
        key: entered.key.clone(),
        back: address(org.id),
    };
    Ok(Page::new(desk.t.get("org-take-back"), &page))
}

async fn send(desk: Desk, Path(act): Path<ActId>, form: Form<()>) -> Response {
    let census = desk.house.offered::<Census>();
    let undone = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let counts = census.as_ref().map(|census| census.0.as_ref() as &dyn Counts);
            let org = org::undo(tx, act, counts).await?;
            Ok::<_, Refused>(Done::to(address(org.id)).said(key!("org-taken-back")).with("name", org.name))
        })
        .await;
    desk.answer(undone, &form, async |entered| Ok(page(&desk, act, &entered).await?)).await
}
