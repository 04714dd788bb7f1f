//! How the house runs, for the system administrator: nothing here is member data.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;
use zhibu_kernel::audit::{self, Entry, Head};
use zhibu_kernel::job::{self, Lease};
use zhibu_kernel::outbox::{self, GivenUp, Standing};
use zhibu_kernel::seal::{Keyring, RecoveryError};
use zhibu_kernel::{Engine, Fault, Moment, Read, Refuse, Tx, setting};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Column, ErrorSummary, Facts, Field, Note, Row, Stats, Table, Tone};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use crate::permit::{Denied, Permit};
use crate::role::Operate;

/// Where it is kept that the recovery sheet was confirmed.
const CONFIRMED: &str = "access.recovery_confirmed";
/// How many given-up events are shown.
const SHOWN: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/system", "system.operate", show).post("/system/recovery", "system.operate", confirm).post(
        "/system/events/{event}/again",
        "system.operate",
        again,
    )
}

/// The recovery sheet was typed in, and it is the one of these keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Confirmed {
    fingerprint: String,
    at: Moment,
}

struct Known {
    confirmed: Option<Confirmed>,
    head: Option<Head>,
    leases: Vec<Lease>,
    given_up: Vec<GivenUp>,
    standing: Standing,
}

async fn known(desk: &Desk) -> Result<Known, Denied> {
    Permit::<Operate>::everywhere(desk.actor())?;
    let standing = outbox::standing(desk.db()).await?;
    desk.read(&standing, async move |read: &mut Read, standing: &Standing| {
        Ok(Known {
            confirmed: setting::get(read, CONFIRMED).await?,
            head: audit::head(read).await?,
            leases: job::leases(read).await?,
            given_up: outbox::given_up(read, SHOWN).await?,
            standing: *standing,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "admin/system.html")]
struct System<'a> {
    t: &'a T,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    facts: Facts,
    stats: Stats,
    leases: Option<Table>,
    given_up: Vec<Event>,
    keys: Facts,
    confirmed: Note,
    sheet: Field,
}

/// An event that was given up, in words.
struct Event {
    id: String,
    kind: String,
    about: String,
}

async fn page(desk: &Desk, entered: &Entered) -> Result<Page, Denied> {
    let known = known(desk).await?;
    let t = &desk.t;
    let fingerprint = desk.db().keys().fingerprint().to_string();
    let page = System {
        t,
        entered,
        summary: entered.summary(t),
        facts: facts(desk, &known),
        stats: Stats::new()
            .plain(known.standing.waiting, t.get("system-waiting"))
            .plain(known.standing.oldest_ms / 1_000, t.get("system-oldest"))
            .plain(known.standing.given_up, t.get("system-given-up")),
        leases: leases(desk, &known.leases),
        given_up: known.given_up.iter().map(|event| given_up(desk, event)).collect(),
        confirmed: confirmed(desk, known.confirmed.as_ref(), &fingerprint),
        keys: Facts::new().text(t.get("system-fingerprint"), fingerprint),
        sheet: Field::area("sheet", t.get("system-sheet"))
            .hint(t.get("system-sheet-hint"))
            .error(entered.error(t, "sheet"))
            .mono()
            .private()
            .required(),
    };
    Ok(Page::new(t.get("system-title"), &page))
}

fn at(desk: &Desk, moment: Moment) -> String {
    format::table_moment(moment.timestamp(), desk.db().clock().zone())
}

fn facts(desk: &Desk, known: &Known) -> Facts {
    let t = &desk.t;
    let engine = match desk.db().engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    let head = match &known.head {
        Some(head) => {
            t.with("system-head-of").arg("n", head.size).arg("at", at(desk, head.signed_at)).to_string()
        }
        None => t.get("system-head-none").into_owned(),
    };
    let installation = &desk.house.installation;
    Facts::new()
        .text(t.get("system-version"), env!("CARGO_PKG_VERSION"))
        .text(t.get("system-engine"), engine)
        .text(t.get("system-head"), head)
        .text(t.get("system-site"), &installation.site_name)
        .text(t.get("system-run-by"), &installation.run_by)
        .text(t.get("system-address"), &installation.address)
}

fn leases(desk: &Desk, leases: &[Lease]) -> Option<Table> {
    let t = &desk.t;
    let rows = leases.iter().map(|lease| {
        Row::text(&lease.name).cell(at(desk, lease.held_until)).cell(lease.holder.simple().to_string())
    });
    let table = Table::new(t.get("system-jobs"), t.get("system-job"))
        .column(Column::text(t.get("system-held-until")))
        .column(Column::text(t.get("system-holder")).wide_only())
        .rows(rows);
    (!leases.is_empty()).then_some(table)
}

fn given_up(desk: &Desk, event: &GivenUp) -> Event {
    let about = desk
        .t
        .with("system-event-about")
        .arg("at", at(desk, event.given_up_at))
        .arg("n", event.tries)
        .arg("why", &event.why);
    Event { id: event.id.simple().to_string(), kind: event.kind.clone(), about: about.to_string() }
}

fn confirmed(desk: &Desk, confirmed: Option<&Confirmed>, fingerprint: &str) -> Note {
    let t = &desk.t;
    match confirmed {
        Some(confirmed) if confirmed.fingerprint == fingerprint => {
            Note::new(Tone::Ok, t.with("system-confirmed").arg("at", at(desk, confirmed.at)).to_string())
        }
        Some(_) => Note::new(Tone::Warn, t.get("system-confirmed-before")),
        None => Note::new(Tone::Warn, t.get("system-not-confirmed")),
    }
}

async fn show(desk: Desk) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, &blank).await)
}

struct Sheet(Zeroizing<String>);

impl FromForm for Sheet {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(Zeroizing::new(fields.required("sheet")))
    }
}

/// Why a recovery sheet is not confirmed, or an event not tried again.
#[derive(Debug, thiserror::Error)]
enum Refused {
    /// What was typed is no recovery sheet.
    #[error(transparent)]
    Sheet(#[from] RecoveryError),
    /// It is the sheet of other keys.
    #[error("the sheet is of other keys")]
    OtherKeys,
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(denied) => denied.fault(),
            Self::Sheet(_) | Self::OtherKeys => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Sheet(RecoveryError::Line { line, .. }) => {
                Told::at("sheet", key!("system-sheet-line")).with("line", *line)
            }
            Self::Sheet(_) => Told::at("sheet", key!("system-sheet-wrong")),
            Self::OtherKeys => Told::at("sheet", key!("system-sheet-other")),
            Self::Denied(denied) => denied.told(),
            Self::Fault(fault) => fault.told(),
        }
    }
}

/// The sheet opens the same keys that this server runs with: whoever keeps it can bring them back.
async fn confirm(desk: Desk, form: Form<Sheet>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, sheet: &Sheet| {
            Permit::<Operate>::everywhere(tx.actor())?;
            let found = Keyring::recover(&sheet.0)?.fingerprint();
            if found != tx.keys().fingerprint() {
                return Err(Refused::OtherKeys);
            }
            let confirmed = Confirmed { fingerprint: found.to_string(), at: tx.now() };
            setting::set(tx, CONFIRMED, &confirmed).await?;
            let detail = serde_json::json!({ "fingerprint": confirmed.fingerprint });
            tx.audit(&Entry::did("access.recovery.confirm").detail(detail)).await?;
            Ok(Done::to("/system").said(key!("system-sheet-confirmed")))
        })
        .await;
    desk.answer(done, &form, async |entered| Ok(page(&desk, &entered).await?)).await
}

async fn again(desk: Desk, Path(id): Path<Uuid>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            Permit::<Operate>::everywhere(tx.actor())?;
            if !outbox::try_again(tx, id).await? {
                return Err(Refused::Denied(Denied::Missing));
            }
            tx.audit(&Entry::did("access.event.again").on("event", id)).await?;
            Ok(Done::to("/system").said(key!("system-event-again")))
        })
        .await;
    desk.answer(done, &form, async |entered| Ok(page(&desk, &entered).await?)).await
}
