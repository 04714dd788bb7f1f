//! One batch: what was recognised, checked, applied, undone.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::org::OrgId;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{DateBoxes, Note, Progress, Steps};
use zhibu_web::sheet::Format;
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key, listing};

use super::roster_view::{self, View};
use crate::roster::columns::Field as Col;
use crate::roster::{self, Batch, BatchId, Mapping, Refused, State, cli, export};

/// Rows of a list on the page of a batch; each leads to all.
const SHOWN: i64 = 10;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/import/{batch}", "roster.import", show)
        .post("/import/{batch}/check", "roster.import", check)
        .post("/import/{batch}/choose", "roster.import", choose)
        .post("/import/{batch}/apply", "roster.import", apply)
        .post("/import/{batch}/withdraw", "roster.import", withdraw)
        .post("/import/{batch}/undo", "roster.import", undo)
        .get("/import/{batch}/marked/{file}", "roster.import", marked)
        .get("/orgs/{org}/roster.xlsx", "roster.export", download)
        .get("/orgs/{org}/roster.csv", "roster.export", download)
}

pub(super) fn steps(t: &T, current: usize) -> Steps {
    let labels = [
        t.get("roster-step-files"),
        t.get("roster-step-check"),
        t.get("roster-step-apply"),
        t.get("roster-step-done"),
    ];
    Steps::new(t, labels.map(Into::into).to_vec(), current)
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

type Opened = (Batch, Permit<ImportRoster>);

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
        Ok(Some(copy)) => listing::sent(copy.file, &copy.name, copy.kind),
        Ok(None) => desk.refuse(&Denied::Missing),
        Err(fault) => desk.refuse(&fault),
    }
}

async fn download(desk: Desk, Path(org): Path<OrgId>, format: Format) -> Response {
    let out = listing::scratch();
    let (ending, kind) = listing::kind(format);
    match export::export(desk.db(), desk.actor(), org, format, out).await {
        Ok(export) => listing::sent(export.out, &format!("{}.{ending}", export.name), kind),
        Err(export::NotWritten::Denied(denied)) => desk.refuse(&denied),
        Err(export::NotWritten::Sheet(error)) => desk.refuse(&Fault::Io(std::io::Error::other(error))),
    }
}
