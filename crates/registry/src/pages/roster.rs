//! Taking rosters in: choose files, see what was recognised, check, apply, undo.

use askama::Template;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::handler::Handler as _;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{DateBoxes, Drop, Link, Note, Progress, Steps, Table};
use zhibu_web::sheet::Format;
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::roster_view::{self, View};
use crate::roster::columns::Field as Col;
use crate::roster::{self, Batch, BatchId, Mapping, Refused, State, cli, export};

/// Bytes of one upload.
const LARGEST: usize = 300 << 20;

/// Rows of a list on the page of a batch.
const SHOWN: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/import", "roster.import", start)
        .post("/import", "roster.import", upload.layer(DefaultBodyLimit::max(LARGEST)))
        .get("/import/{batch}", "roster.import", show)
        .post("/import/{batch}/check", "roster.import", check)
        .post("/import/{batch}/choose", "roster.import", choose)
        .post("/import/{batch}/apply", "roster.import", apply)
        .post("/import/{batch}/withdraw", "roster.import", withdraw)
        .post("/import/{batch}/undo", "roster.import", undo)
        .get("/import/{batch}/marked/{file}", "roster.import", marked)
        .get("/orgs/{org}/roster.xlsx", "roster.export", download)
}

#[derive(Deserialize)]
struct At {
    org: Option<OrgId>,
}

#[derive(Template)]
#[template(path = "roster/start.html")]
struct Start<'a> {
    t: &'a T,
    org: OrgId,
    org_name: String,
    drop: Drop,
    steps: Steps,
    batches: Option<Table>,
}

/// The organisation of the address, or the one of the acting role.
async fn organisation(read: &mut Read, at: Option<OrgId>) -> Result<org::Org, Denied> {
    let id = match at {
        Some(id) => id,
        None => Scope::<ImportRoster>::mine(read)?.org,
    };
    Ok(org::open::<ImportRoster>(read, id).await?.0)
}

fn steps(t: &T, current: usize) -> Steps {
    let labels = [
        t.get("roster-step-files"),
        t.get("roster-step-check"),
        t.get("roster-step-apply"),
        t.get("roster-step-done"),
    ];
    Steps::new(t, labels.map(Into::into).to_vec(), current)
}

async fn start(desk: Desk, Query(at): Query<At>) -> Response {
    let page = start_page(&desk, at.org, None).await;
    desk.show(page)
}

async fn start_page(desk: &Desk, at: Option<OrgId>, error: Option<String>) -> Result<Page, Denied> {
    let (org, batches) = desk
        .read(&at, async |read: &mut Read, at: &Option<OrgId>| {
            let org = organisation(read, *at).await?;
            let scope = Scope::<ImportRoster>::under(read.actor(), &org.spot())?;
            Ok::<_, Denied>((org, roster::list(read, &scope, 20).await?))
        })
        .await?;
    let t = &desk.t;
    let drop =
        Drop::new(t, "files", t.get("roster-files"), ".xlsx,.xls,.csv,.zip", t.get("roster-files-hint"))
            .multiple()
            .error(error);
    let start = Start {
        t,
        org: org.id,
        org_name: org.name,
        drop,
        steps: steps(t, 0),
        batches: (!batches.is_empty()).then(|| roster_view::batches(desk, &batches)),
    };
    Ok(Page::new(t.get("roster-import"), &start))
}

async fn upload(desk: Desk, Query(at): Query<At>, mut parts: Multipart) -> Response {
    let opened = desk
        .read(&at.org, async |read: &mut Read, at: &Option<OrgId>| {
            let org = organisation(read, *at).await?;
            org::open::<ImportRoster>(read, org.id).await
        })
        .await;
    let opened = match opened {
        Ok(opened) => opened,
        Err(denied) => return desk.refuse(&denied),
    };
    match take(&desk, opened, &mut parts).await {
        Ok(Some(id)) => Done::to(format!("/import/{id}")).into_response(&desk.house),
        Ok(None) => {
            let none = desk.t.get("roster-no-file").into_owned();
            desk.show(start_page(&desk, at.org, Some(none)).await)
        }
        Err(fault) => desk.refuse(&fault),
    }
}

/// Takes the files of an upload as they come; none when there was none.
async fn take(
    desk: &Desk,
    opened: (org::Org, zhibu_access::permit::Permit<ImportRoster>),
    parts: &mut Multipart,
) -> Result<Option<BatchId>, Fault> {
    let cut_off =
        |error: axum::extract::multipart::MultipartError| Fault::Io(std::io::Error::other(error.to_string()));
    let mut opened = Some(opened);
    let mut coming = None;
    while let Some(mut part) = parts.next_field().await.map_err(cut_off)? {
        let Some(name) = part.file_name().map(str::to_owned) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        if let Some(opened) = opened.take() {
            coming = Some(roster::begin(desk.db(), desk.actor(), opened).await?);
        }
        let Some(coming) = &mut coming else { continue };
        coming.file(desk.db(), &name).await?;
        while let Some(bytes) = part.chunk().await.map_err(cut_off)? {
            roster::put_piece(desk.db(), coming, &bytes).await?;
        }
    }
    match coming {
        Some(coming) => roster::finish(desk.db(), coming).await.map(Some),
        None => Ok(None),
    }
}

#[derive(Template)]
#[template(path = "roster/batch.html")]
struct BatchPage<'a> {
    t: &'a T,
    id: BatchId,
    state: State,
    org: OrgId,
    lead: String,
    steps: Steps,
    note: Option<Note>,
    progress: Option<Progress>,
    as_of: DateBoxes,
    key: &'a str,
    error: Option<zhibu_web::part::ErrorSummary>,
    view: View,
    files: Vec<Link>,
    takes: String,
    can_apply: bool,
}

async fn show(desk: Desk, Path(id): Path<BatchId>) -> Response {
    let page = page(&desk, id, desk.blank()).await;
    desk.show(page)
}

async fn page(desk: &Desk, id: BatchId, entered: Entered) -> Result<Page, Refused> {
    let (batch, view) = desk
        .look(&(id, desk.t.clone()), async |read: &mut Read, (id, t): &(BatchId, T)| {
            let (batch, _) = roster::open(read, *id).await?;
            let view = roster_view::gather(read, &batch, t, SHOWN).await?;
            let looks = match batch.state.works() {
                true => Vec::new(),
                false => vec![
                    Entry::looked("registry.roster.preview")
                        .on("batch", id.0)
                        .within(batch.spot.id.0, batch.spot.area)
                        .detail(serde_json::json!({ "count": batch.counts.lines })),
                ],
            };
            Ok::<_, Refused>(((batch, view), looks))
        })
        .await?;
    let t = &desk.t;
    let as_of = batch.as_of.or(cli::said_day(&batch)).unwrap_or(desk.today());
    let current = match batch.state {
        State::Uploading | State::Reading => 0,
        State::Read | State::Checking | State::Checked => 1,
        State::Applying | State::Withdrawing => 2,
        _ => 4,
    };
    let progress = batch.state.works().then(|| {
        let total = u64::try_from(batch.counts.lines).unwrap_or(0);
        let done = u64::try_from(batch.next_block).unwrap_or(0) * 200;
        Progress::new(batch.state.words(t), done.min(total), total).poll(format!("/import/{id}"))
    });
    let zone = desk.db().clock().zone();
    let when = zhibu_web::format::moment(batch.created_at.timestamp(), zone, t);
    let lead = t.with("roster-lead").arg("when", when).arg("n", batch.counts.lines);
    let batch_page = BatchPage {
        t,
        id,
        state: batch.state,
        org: batch.spot.id,
        lead: lead.to_string(),
        steps: steps(t, current),
        note: roster_view::note(t, &batch),
        progress,
        as_of: DateBoxes::new(t, "as_of", t.get("roster-as-of"))
            .day(t, Some(as_of.date()))
            .hint(t.get("roster-as-of-hint"))
            .error(entered.error(t, "as_of")),
        key: &entered.key,
        error: entered.summary(t),
        files: roster_view::files(t, &batch, &view),
        takes: t.with("roster-apply").arg("n", batch.takes()).to_string(),
        can_apply: batch.state == State::Checked && batch.takes() > 0,
        view,
    };
    Ok(Page::new(t.get("roster-import"), &batch_page))
}

struct Check {
    as_of: Option<Day>,
    mappings: Vec<Mapping>,
}

impl FromForm for Check {
    fn read(fields: &mut Fields<'_>) -> Self {
        let as_of = fields.day("as_of");
        if as_of.is_none() {
            fields.problem("as_of", key!("roster-as-of-needed"));
        }
        let mappings = fields
            .many("column")
            .iter()
            .filter_map(|text| {
                let mut parts = text.split('.');
                let (table, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                Some((table, column, Col::from_key(parts.next()?)))
            })
            .collect();
        Self { as_of, mappings }
    }
}

macro_rules! acts {
    ($($name:ident($form:ty, $given:ident) => $said:expr, $act:expr;)+) => {$(
        async fn $name(desk: Desk, Path(id): Path<BatchId>, form: Form<$form>) -> Response {
            let changed = desk
                .change(&form, async move |tx: &mut Tx, $given: &$form| {
                    let opened = roster::open(tx, id).await?;
                    let act: Result<(), Refused> = $act(tx, opened, $given).await;
                    act?;
                    Ok::<_, Refused>(Done::to(format!("/import/{id}")).said($said))
                })
                .await;
            desk.answer(changed, &form, async |entered| page(&desk, id, entered).await)
                .await
        }
    )+};
}

struct Choice {
    question: String,
    choice: String,
}

impl FromForm for Choice {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { question: fields.required("question"), choice: fields.required("choice") }
    }
}

type Opened = (Batch, zhibu_access::permit::Permit<ImportRoster>);

async fn do_check(tx: &mut Tx, opened: Opened, form: &Check) -> Result<(), Refused> {
    let as_of = form.as_of.unwrap_or(tx.today());
    roster::ask_check(tx, opened, as_of, &form.mappings).await
}

async fn do_choose(tx: &mut Tx, opened: Opened, form: &Choice) -> Result<(), Refused> {
    roster::choose(tx, opened, &form.question, &form.choice).await
}

async fn do_apply(tx: &mut Tx, opened: Opened, (): &()) -> Result<(), Refused> {
    roster::ask_apply(tx, opened).await
}

async fn do_withdraw(tx: &mut Tx, opened: Opened, (): &()) -> Result<(), Refused> {
    roster::ask_withdraw(tx, opened).await
}

async fn do_undo(tx: &mut Tx, opened: Opened, (): &()) -> Result<(), Refused> {
    roster::ask_undo(tx, opened).await
}

acts! {
    check(Check, given) => key!("roster-said-check"), do_check;
    choose(Choice, given) => key!("roster-said-choice"), do_choose;
    apply((), given) => key!("roster-said-apply"), do_apply;
    withdraw((), given) => key!("roster-said-withdraw"), do_withdraw;
    undo((), given) => key!("roster-said-undo"), do_undo;
}

async fn marked(desk: Desk, Path((id, file)): Path<(BatchId, usize)>) -> Response {
    let opened = desk
        .look(&id, async |read: &mut Read, id: &BatchId| {
            let (batch, _) = roster::open(read, *id).await?;
            let entry = Entry::looked("registry.roster.marked")
                .on("batch", id.0)
                .within(batch.spot.id.0, batch.spot.area)
                .detail(serde_json::json!({ "count": batch.counts.lines }));
            Ok::<_, Denied>((batch, vec![entry]))
        })
        .await;
    let batch = match opened {
        Ok(batch) => batch,
        Err(denied) => return desk.refuse(&denied),
    };
    match roster::marked(desk.db(), &batch, file, &desk.t).await {
        Ok(Some(copy)) => sent(copy.file, copy.ending),
        Ok(None) => desk.refuse(&Denied::Missing),
        Err(fault) => desk.refuse(&fault),
    }
}

async fn download(desk: Desk, Path(org): Path<OrgId>) -> Response {
    let file = match tempfile::tempfile() {
        Ok(file) => file,
        Err(error) => return desk.refuse(&Fault::Io(error)),
    };
    match export::export(desk.db(), desk.actor(), org, Format::Xlsx, file).await {
        Ok((file, _)) => sent(file, "xlsx"),
        Err(export::NotWritten::Denied(denied)) => desk.refuse(&denied),
        Err(export::NotWritten::Sheet(error)) => desk.refuse(&Fault::Io(std::io::Error::other(error))),
    }
}

/// A file as it is read, piece by piece.
fn sent(mut file: std::fs::File, ending: &'static str) -> Response {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let (send, mut receive) = tokio::sync::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(4);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = file.seek(SeekFrom::Start(0)) {
            drop(send.blocking_send(Err(error)));
            return;
        }
        loop {
            let mut bytes = vec![0; 64 * 1024];
            let piece = file.read(&mut bytes).map(|n| {
                bytes.truncate(n);
                bytes
            });
            let is_last = piece.as_ref().map_or(true, Vec::is_empty);
            if piece.as_ref().is_ok_and(Vec::is_empty) || send.blocking_send(piece).is_err() || is_last {
                return;
            }
        }
    });
    // Compression asks once more after the end, which this stream bears.
    let body = Body::from_stream(futures_util::stream::poll_fn(move |cx| receive.poll_recv(cx)));
    let kind = match ending {
        "zip" => "application/zip",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let disposition = format!("attachment; filename=\"roster.{ending}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response()
}
