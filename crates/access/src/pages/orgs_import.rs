//! Taking an organisation sheet in: hand it in, see what it would do, apply it, take it back.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::handler::Handler as _;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use zhibu_kernel::{Day, Deed, Fault, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::leaf::{Leaf, Paged};
use zhibu_web::part::{DateBoxes, Drop, ErrorSummary, Link, Markup, Note, Pager, Stats, Table};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::orgs_import_parts::{self as parts, Told};
use super::orgs_parts::{address, approval_fields, day_boxes};
use crate::account;
use crate::org::import::{self, Batch, BatchId, Judged, Outcome, Refused, State};
use crate::org::{self, Approval, Census, Counts, Decision, Org, OrgId};
use crate::permit::{Denied, Permit};
use crate::role::ManageOrg;

/// Bytes of a sheet.
const LARGEST: usize = 32 << 20;
/// Batches on a page.
const BATCHES: i64 = 20;
/// Rows of a list on the page of a batch, and on a page of their own.
const SHOWN: i64 = 10;
const ROWS: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/orgs/{org}/import", "org.manage", start)
        .post("/orgs/{org}/import", "org.manage", hand_in.layer(DefaultBodyLimit::max(LARGEST)))
        .get("/orgs/{org}/import/{batch}", "org.manage", show)
        .get("/orgs/{org}/import/{batch}/rows", "org.manage", rows)
        .get("/orgs/{org}/import/{batch}/marked", "org.manage", parts::marked)
        .post("/orgs/{org}/import/{batch}/apply", "org.manage", apply)
        .post("/orgs/{org}/import/{batch}/undo", "org.manage", undo)
}

pub(super) fn of_batch(batch: &Batch) -> String {
    format!("{}/import/{}", address(batch.org), batch.id)
}

#[derive(Template)]
#[template(path = "org/import.html")]
struct Start<'a> {
    t: &'a T,
    org: OrgId,
    org_name: String,
    drop: Drop,
    batches: Option<Table>,
    pager: Option<Pager>,
}

async fn start(desk: Desk, Path(id): Path<OrgId>, Query(paged): Query<Paged>) -> Response {
    desk.show(start_page(&desk, id, &paged, None).await)
}

type Begun = (Org, Leaf<Batch>, HashMap<Uuid, String>);

async fn begun(read: &mut Read, (id, paged): &(OrgId, Paged)) -> Result<Begun, Denied> {
    let (org, permit) = org::open::<ManageOrg>(read, *id).await?;
    let turn = paged.turn().ok_or(Denied::Missing)?;
    let batches = import::latest(read, &permit, org.id, &turn, BATCHES).await?;
    let names = account::names(read, batches.rows.iter().filter_map(|batch| batch.account)).await?;
    Ok((org, batches, names))
}

async fn start_page(desk: &Desk, id: OrgId, paged: &Paged, error: Option<String>) -> Result<Page, Denied> {
    let (org, batches, names) = desk.read(&(id, paged.clone()), begun).await?;
    let t = &desk.t;
    let drop =
        Drop::new(t, "file", t.get("org-import-file"), ".xlsx,.xls,.csv", t.get("org-import-file-hint"));
    let says = t.with("org-import-shown").arg("n", batches.rows.len()).to_string();
    let start = Start {
        t,
        org: org.id,
        org_name: org.name,
        drop: drop.error(error),
        pager: batches.pager(t, &format!("/orgs/{id}/import"), &says, |batch| batch.id),
        batches: (!batches.rows.is_empty()).then(|| parts::batches(desk, &batches.rows, &names)),
    };
    Ok(Page::new(t.get("org-import"), &start))
}

async fn hand_in(desk: Desk, Path(id): Path<OrgId>, mut fields: Multipart) -> Response {
    let may = desk
        .read(&id, async |read: &mut Read, id: &OrgId| org::open::<ManageOrg>(read, *id).await.map(drop))
        .await;
    if let Err(denied) = may {
        return desk.refuse(&denied);
    }
    let (name, bytes) = match file_of(&mut fields).await {
        Ok(Some(file)) => file,
        Ok(None) => return again(&desk, id, key!("org-import-no-file")).await,
        Err(fault) => return desk.refuse(&fault),
    };
    let sheet = match import::read(&name, bytes).await {
        Ok(Some(sheet)) => sheet,
        Ok(None) => return again(&desk, id, key!("org-import-none")).await,
        Err(refused) => return desk.refuse(&refused),
    };
    let taken = desk
        .db()
        .change(desk.actor(), &(id, sheet), async |tx: &mut Tx, (id, sheet): &(OrgId, import::Sheet)| {
            let opened = org::open::<ManageOrg>(tx, *id).await?;
            import::take(tx, &opened, sheet).await
        })
        .await;
    match taken {
        Ok(batch) => Done::to(format!("/orgs/{id}/import/{batch}")).into_response(&desk.house),
        Err(refused) => desk.refuse(&refused),
    }
}

async fn again(desk: &Desk, id: OrgId, key: &str) -> Response {
    let error = desk.t.get(key).into_owned();
    desk.show(start_page(desk, id, &Paged::default(), Some(error)).await)
}

/// The first file of a form.
async fn file_of(fields: &mut Multipart) -> Result<Option<(String, Vec<u8>)>, Fault> {
    let cut_off =
        |error: axum::extract::multipart::MultipartError| Fault::Io(std::io::Error::other(error.to_string()));
    while let Some(field) = fields.next_field().await.map_err(cut_off)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if !name.is_empty() {
            return Ok(Some((name, field.bytes().await.map_err(cut_off)?.to_vec())));
        }
    }
    Ok(None)
}

/// The beginning of a list, with the way to all of it.
struct Section {
    id: &'static str,
    title: String,
    table: Table,
    all: Link,
}

#[derive(Template)]
#[template(path = "org/import_batch.html")]
struct BatchPage<'a> {
    t: &'a T,
    lead: String,
    here: String,
    entered: &'a Entered,
    error: Option<ErrorSummary>,
    note: Note,
    stats: Stats,
    faults: Vec<Told>,
    faults_all: Option<Link>,
    marked: Option<String>,
    sections: Vec<Section>,
    on: DateBoxes,
    approval: [Markup; 2],
    take: Option<String>,
    can_undo: bool,
    other: String,
}

async fn show(desk: Desk, Path((org, id)): Path<(OrgId, BatchId)>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, org, id, &blank).await)
}

type Seen = (Batch, Vec<(Outcome, Leaf<(i64, Judged)>)>);

async fn see(read: &mut Read, (org, id): &(OrgId, BatchId)) -> Result<Seen, Denied> {
    let (batch, _) = import::open(read, *org, *id).await?;
    let mut lists = Vec::new();
    for outcome in [Outcome::Faulty, Outcome::Changed, Outcome::New] {
        lists.push((outcome, import::lines(read, *id, outcome, &Default::default(), SHOWN).await?));
    }
    Ok((batch, lists))
}

async fn page(desk: &Desk, org: OrgId, id: BatchId, entered: &Entered) -> Result<Page, Refused> {
    let (batch, lists) = desk.read(&(org, id), see).await?;
    let t = &desk.t;
    let here = of_batch(&batch);
    let list = |outcome: Outcome| format!("{here}/rows?list={}", outcome.word());
    let all =
        |outcome: Outcome, n: i64| Link::new(list(outcome), t.with("org-import-all").arg("n", n).to_string());
    let counts = batch.counts;
    let (mut faults, mut sections) = (Vec::new(), Vec::new());
    for (outcome, leaf) in &lists {
        let lines = &leaf.rows;
        match outcome {
            Outcome::Faulty => faults = parts::faults(t, lines),
            Outcome::Changed if !lines.is_empty() => sections.push(Section {
                id: "changed",
                title: t.get("org-import-changes").into_owned(),
                table: parts::changes(t, lines),
                all: all(Outcome::Changed, counts.changed),
            }),
            Outcome::New if !lines.is_empty() => sections.push(Section {
                id: "new",
                title: t.get("org-import-new").into_owned(),
                table: parts::orgs(t, lines),
                all: all(Outcome::New, counts.new),
            }),
            _ => {}
        }
    }
    let when = format::moment(batch.created_at.timestamp(), desk.db().clock().zone(), t);
    let lead = t.with("org-import-lead").arg("file", &batch.file).arg("when", when).arg("n", counts.all());
    let can_apply = batch.state == State::Checked && counts.takes() > 0;
    let view = BatchPage {
        t,
        lead: lead.to_string(),
        entered,
        error: entered.summary(t),
        note: parts::note(t, &batch),
        stats: Stats::new()
            .link(counts.new, t.get("org-import-new"), list(Outcome::New))
            .link(counts.changed, t.get("org-import-changes"), list(Outcome::Changed))
            .link(counts.same, t.get("org-import-same"), list(Outcome::Same))
            .link(counts.faulty, t.get("org-import-faulty"), list(Outcome::Faulty)),
        faults_all: (counts.faulty > 0).then(|| all(Outcome::Faulty, counts.faulty)),
        marked: (counts.faulty > 0).then(|| format!("{here}/marked")),
        faults,
        sections,
        on: day_boxes(desk, entered, "on", &t.get("org-import-on")).hint(t.get("org-import-on-hint")),
        approval: approval_fields(t, entered),
        take: can_apply.then(|| t.with("org-import-apply").arg("n", counts.takes()).to_string()),
        can_undo: batch.state == State::Applied,
        other: format!("{}/import", address(org)),
        here,
    };
    Ok(Page::new(t.get("org-import"), &view))
}

#[derive(Clone, Debug, Deserialize)]
struct Asked {
    list: String,
    #[serde(flatten)]
    paged: Paged,
}

#[derive(Template)]
#[template(path = "org/import_rows.html")]
struct Rows<'a> {
    t: &'a T,
    title: String,
    lead: String,
    faults: Vec<Told>,
    table: Option<Table>,
    pager: Option<Pager>,
    back: String,
}

async fn rows(desk: Desk, Path((org, id)): Path<(OrgId, BatchId)>, Query(asked): Query<Asked>) -> Response {
    let found = desk
        .read(&(org, id, asked), async |read: &mut Read, (org, id, asked): &(OrgId, BatchId, Asked)| {
            let (batch, _) = import::open(read, *org, *id).await?;
            let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.word() == asked.list);
            let outcome = outcome.ok_or(Denied::Missing)?;
            let turn = asked.paged.turn().ok_or(Denied::Missing)?;
            Ok::<_, Denied>((batch, outcome, import::lines(read, *id, outcome, &turn, ROWS).await?))
        })
        .await;
    let t = &desk.t;
    desk.show(found.map(|(batch, outcome, leaf)| {
        let title = t.get(parts::heading(outcome)).into_owned();
        let here = format!("{}/rows?list={}", of_batch(&batch), outcome.word());
        let says = t.with("org-import-shown").arg("n", leaf.rows.len()).to_string();
        let lines = &leaf.rows;
        let (faults, table) = match outcome {
            Outcome::Faulty => (parts::faults(t, lines), None),
            Outcome::Changed => (Vec::new(), Some(parts::changes(t, lines))),
            Outcome::New | Outcome::Same => (Vec::new(), Some(parts::orgs(t, lines))),
        };
        let rows = Rows {
            t,
            lead: batch.file.clone(),
            pager: leaf.pager(t, &here, &says, |(no, _)| *no),
            table: table.filter(|_| !lines.is_empty()),
            faults,
            back: of_batch(&batch),
            title: title.clone(),
        };
        Page::new(title, &rows)
    }))
}

/// What all acts of a sheet rest on.
#[derive(Clone, Debug)]
struct Given {
    on: Day,
    approval: Approval,
}

impl FromForm for Given {
    fn read(fields: &mut Fields<'_>) -> Self {
        let on = fields.day("on");
        if on.is_none() {
            fields.problem("on", key!("field-required"));
        }
        Self {
            on: on.unwrap_or(Day::OPEN),
            approval: Approval {
                approved_by: fields.optional("approved_by"),
                basis: fields.optional("basis"),
            },
        }
    }
}

async fn apply(desk: Desk, Path((org, id)): Path<(OrgId, BatchId)>, form: Form<Given>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, given: &Given| {
            let opened: (Batch, Permit<ManageOrg>) = import::open(tx, org, id).await?;
            let mut deed = Deed::now(tx.now(), tx.today()).on(given.on);
            deed.basis.clone_from(&given.approval.basis);
            let decision = Decision { approval: given.approval.clone(), deed };
            let counts = import::apply(tx, &opened, &decision).await?;
            let done = Done::to(of_batch(&opened.0)).said(key!("org-import-said")).with("n", counts.takes());
            Ok::<_, Refused>(done)
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, org, id, &entered).await).await
}

async fn undo(desk: Desk, Path((org, id)): Path<(OrgId, BatchId)>, form: Form<()>) -> Response {
    let census = desk.house.offered::<Census>();
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let opened = import::open(tx, org, id).await?;
            let people = census.as_ref().map(|census| census.0.as_ref() as &dyn Counts);
            import::undo(tx, &opened, people).await?;
            Ok::<_, Refused>(Done::to(of_batch(&opened.0)).said(key!("org-import-said-undo")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, org, id, &entered).await).await
}
