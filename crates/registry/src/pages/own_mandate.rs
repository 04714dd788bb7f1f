//! Mandates: by the member under `/me`, by the branch on the member's behalf, and acting under one.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::account::{known, session};
use zhibu_access::mandate::{self, Mandate, MandateId, NewMandate};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{Action, ManageMandates, MandateOwn};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Read, Refuse, Source, Tx};
use zhibu_web::form::{Fields, FromForm, day_text};
use zhibu_web::part::{Choice, DateBoxes, Empty, ErrorSummary, Field, Tag};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::own_words as words;
use crate::own;
use crate::person::{self, Person, PersonId};

/// The longest time for which a mandate is given at once: two years, in days.
const LONGEST_DAYS: i64 = 731;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/me/mandates", "own.mandate", own_list)
        .post("/me/mandates", "own.mandate", own_give)
        .post("/me/mandates/{mandate}/revoke", "own.mandate", own_revoke)
        .post("/me/acting/{mandate}", "signed_in", act_for)
        .post("/me/acting/stop", "signed_in", stop)
        .get("/people/{person}/mandates", "mandate.manage", list)
        .post("/people/{person}/mandates", "mandate.manage", give)
        .post("/people/{person}/mandates/{mandate}/revoke", "mandate.manage", revoke)
}

/// Why a mandate is not given.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("no such helper")]
    NoHelper,
    #[error("a helper is somebody else")]
    Oneself,
    #[error("the day lies in the past or too far ahead")]
    Until,
    #[error("the branch shows on what a mandate rests")]
    NoEvidence,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault.into())
    }
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Denied(denied) => denied.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::NoHelper => Told::at("helper", key!("mandate-no-helper")),
            Self::Oneself => Told::at("helper", key!("mandate-oneself")),
            Self::Until => Told::at("until", key!("mandate-until-wrong")),
            Self::NoEvidence => Told::at("evidence", key!("mandate-no-evidence")),
        }
    }
}

/// What is typed.
struct Given {
    helper: String,
    until: Option<Day>,
    source: Source,
    evidence: Option<String>,
}

impl FromForm for Given {
    fn read(fields: &mut Fields<'_>) -> Self {
        let helper = fields.required("helper");
        let until = fields.day("until");
        if until.is_none() {
            fields.problem("until", key!("field-required"));
        }
        Self {
            helper,
            until,
            source: match fields.text("source").as_str() {
                "paper" => Source::Paper,
                "voice" => Source::Voice,
                _ => Source::Web,
            },
            evidence: fields.optional("evidence"),
        }
    }
}

async fn make<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: &Person,
    given: &Given,
    source: Source,
) -> Result<(), Refused> {
    let today = tx.today();
    let last = given
        .until
        .filter(|day| *day >= today && today.days_until(*day) <= LONGEST_DAYS)
        .ok_or(Refused::Until)?;
    let helper = known::by_user_name(tx, &given.helper).await?.ok_or(Refused::NoHelper)?;
    if known::accounts_of(tx, person.id.0).await?.contains(&helper.0) {
        return Err(Refused::Oneself);
    }
    let new = NewMandate {
        area: person.area,
        principal: person.id.0,
        principal_name: person.facts.name.clone(),
        helper,
        until: last.plus_days(1),
        evidence: given.evidence.clone(),
    };
    let deed = Deed::now(tx.now(), today).by(source);
    mandate::give(tx, permit, &new, &deed).await?;
    Ok(())
}

/// A mandate in the list.
struct Line {
    helper: String,
    term: String,
    how: String,
    evidence: Option<String>,
    state: Tag,
    revoke: Option<String>,
}

#[derive(Template)]
#[template(path = "own/mandates.html")]
struct Mandates<'a> {
    t: &'a T,
    entered: &'a Entered,
    title: String,
    about: String,
    action: String,
    back: String,
    /// Recorded by the branch: with evidence.
    by_branch: bool,
    lines: Vec<Line>,
    empty: Empty,
}

impl Mandates<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn helper(&self) -> Field {
        Field::text("helper", self.t.get("mandate-helper"))
            .hint(self.t.get("mandate-helper-hint"))
            .value(self.entered.value("helper", ""))
            .error(self.entered.error(self.t, "helper"))
            .required()
    }

    fn until(&self) -> DateBoxes {
        let typed = self.entered.typed();
        let parts = ["until-year", "until-month", "until-day"].map(|name| typed.get(name).to_owned());
        let boxes = DateBoxes::new(self.t, "until", self.t.get("mandate-until"))
            .error(self.entered.error(self.t, "until"));
        if day_text(typed, "until").is_empty() { boxes } else { boxes.typed(parts) }
    }

    fn source(&self) -> Field {
        let choices = vec![
            Choice::new("paper", self.t.get("mandate-paper")),
            Choice::new("voice", self.t.get("mandate-voice")),
        ];
        Field::radios("source", self.t.get("mandate-source"), choices)
            .value(self.entered.value("source", "paper"))
    }

    fn evidence(&self) -> Field {
        Field::area("evidence", self.t.get("mandate-evidence"))
            .hint(self.t.get("mandate-evidence-hint"))
            .value(self.entered.value("evidence", ""))
            .error(self.entered.error(self.t, "evidence"))
            .required()
    }
}

/// Whose mandates a page is about.
#[derive(Clone, Copy)]
enum Whose {
    Own,
    Person(PersonId),
}

async fn load<A: Action>(
    read: &mut Read,
    (person, permit): (Person, Permit<A>),
) -> Result<((Person, Vec<Mandate>), Vec<Entry>), Refused> {
    let mandates = mandate::of_principal(read, &permit, person.id.0).await?;
    let entry =
        Entry::looked("registry.own.mandates").on("person", person.id.0).within(person.org.0, person.area);
    Ok(((person, mandates), vec![entry]))
}

async fn page(desk: &Desk, whose: Whose, entered: &Entered) -> Result<Page, Refused> {
    let (person, mandates) = desk
        .look(&whose, async move |read: &mut Read, whose: &Whose| match whose {
            Whose::Own => {
                let opened = own::open::<MandateOwn>(read).await?;
                load(read, opened).await
            }
            Whose::Person(id) => {
                let opened = person::open::<ManageMandates>(read, *id).await?;
                load(read, opened).await
            }
        })
        .await?;
    let t = &desk.t;
    let name = person.facts.name.as_str();
    let (action, back, by_branch) = match whose {
        Whose::Own => ("/me/mandates".to_owned(), "/me".to_owned(), false),
        Whose::Person(id) => (format!("/people/{id}/mandates"), format!("/people/{id}"), true),
    };
    let (title, about) = if by_branch {
        (
            t.with("mandate-title").arg("name", name).to_string(),
            t.with("mandate-about").arg("name", name).to_string(),
        )
    } else {
        (t.get("own-mandates").into_owned(), t.get("own-mandates-about").into_owned())
    };
    let page = Mandates {
        t,
        entered,
        lines: mandates.iter().map(|mandate| line(desk, mandate, &action)).collect(),
        title: title.clone(),
        about,
        action,
        back,
        by_branch,
        empty: Empty::new(t.get("mandate-none"), t.get("mandate-none-why")),
    };
    Ok(Page::new(title, &page))
}

fn line(desk: &Desk, mandate: &Mandate, action: &str) -> Line {
    let (t, today) = (&desk.t, desk.today());
    let holds = mandate.holds_on(today);
    let how = match mandate.source.as_str() {
        "paper" => key!("mandate-by-paper"),
        "voice" => key!("mandate-by-voice"),
        _ => key!("mandate-by-member"),
    };
    Line {
        helper: mandate.helper_name.clone(),
        term: t
            .with("mandate-term")
            .arg("from", words::day(t, mandate.valid_from))
            .arg("to", words::day(t, mandate.valid_to.plus_days(-1)))
            .to_string(),
        how: t.get(how).into_owned(),
        evidence: mandate.evidence.clone(),
        state: if holds {
            Tag::ok(t.get("mandate-holds"))
        } else if mandate.revoked_at.is_some() {
            Tag::plain(t.get("mandate-revoked"))
        } else {
            Tag::plain(t.get("mandate-over"))
        },
        revoke: holds.then(|| format!("{action}/{}/revoke", mandate.id)),
    }
}

async fn own_list(desk: Desk) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, Whose::Own, &blank).await)
}

async fn list(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, Whose::Person(id), &blank).await)
}

async fn own_give(desk: Desk, form: Form<Given>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, given: &Given| {
            let (person, permit) = own::open::<MandateOwn>(tx).await?;
            make(tx, &permit, &person, given, Source::Web).await?;
            Ok::<_, Refused>(Done::to("/me/mandates").said(key!("mandate-given")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, Whose::Own, &entered).await).await
}

async fn give(desk: Desk, Path(id): Path<PersonId>, form: Form<Given>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, given: &Given| {
            let (person, permit) = person::open::<ManageMandates>(tx, id).await?;
            if given.evidence.is_none() || given.source == Source::Web {
                return Err(Refused::NoEvidence);
            }
            make(tx, &permit, &person, given, given.source).await?;
            Ok(Done::to(format!("/people/{id}/mandates")).said(key!("mandate-given")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, Whose::Person(id), &entered).await).await
}

async fn own_revoke(desk: Desk, Path(mandate): Path<MandateId>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (person, permit) = own::open::<MandateOwn>(tx).await?;
            end(tx, &permit, &person, mandate).await?;
            Ok::<_, Refused>(Done::to("/me/mandates").said(key!("mandate-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, Whose::Own, &entered).await).await
}

async fn revoke(desk: Desk, Path((id, mandate)): Path<(PersonId, MandateId)>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (person, permit) = person::open::<ManageMandates>(tx, id).await?;
            end(tx, &permit, &person, mandate).await?;
            Ok::<_, Refused>(Done::to(format!("/people/{id}/mandates")).said(key!("mandate-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, Whose::Person(id), &entered).await).await
}

async fn end<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: &Person,
    mandate: MandateId,
) -> Result<(), Refused> {
    if mandate::revoke(tx, permit, person.id.0, mandate).await? {
        Ok(())
    } else {
        Err(Denied::Missing.into())
    }
}

/// Acting for somebody under a mandate that was given to one's account.
async fn act_for(
    desk: Desk,
    Extension(found): Extension<session::Found>,
    Path(id): Path<MandateId>,
    form: Form<()>,
) -> Response {
    let session = found.id;
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let mandates = mandate::of_helper(tx).await?;
            let mandate = mandates.iter().find(|mandate| mandate.id == id).ok_or(Denied::Missing)?;
            session::act_for(tx, session, Some(mandate)).await?;
            Ok::<_, Denied>(Done::to("/me"))
        })
        .await;
    desk.answer(done, &form, async |_| Err::<Page, _>(Denied::Missing)).await
}

/// Acting for oneself again.
async fn stop(desk: Desk, Extension(found): Extension<session::Found>, form: Form<()>) -> Response {
    let session = found.id;
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            session::act_for(tx, session, None).await?;
            Ok::<_, Denied>(Done::to("/me").said(key!("own-act-stopped")))
        })
        .await;
    desk.answer(done, &form, async |_| Err::<Page, _>(Denied::Missing)).await
}
