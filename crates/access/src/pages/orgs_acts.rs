//! Changing the tree: a form, a preview of what it touches, and doing it.
//!
//! The preview is the act itself, done and then left undone: whatever the rules say against it is
//! said there already.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_kernel::{Fault, Read, Refuse, Tx};
use zhibu_web::part::{
    Basis, Choice, DateBoxes, ErrorSummary, Facts, Field, History, Link, Markup, Note, Tone, Width,
};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::orgs_form::{Act, Given, Outcome, create, perform};
use super::orgs_parts::{
    Known, address, approval_fields, day_boxes, history, kind_choices, known, line, unit_choices,
};
use crate::front::role_name;
use crate::org::{self, Branch, Census, OrgId, Refused, Touched};
use crate::permit::{Denied, Permit, may};
use crate::role::{ManageOrg, Role};

pub(super) fn pages(mut pages: Pages) -> Pages {
    pages =
        pages.get("/orgs/{org}/new", "org.manage", show_new).post("/orgs/{org}/new", "org.manage", send_new);
    for (path, act) in [
        ("/orgs/{org}/rename", Act::Rename),
        ("/orgs/{org}/move", Act::Move),
        ("/orgs/{org}/merge", Act::Merge),
        ("/orgs/{org}/split", Act::Split),
        ("/orgs/{org}/dissolve", Act::Dissolve),
    ] {
        pages = pages.get(path, "org.manage", move |desk: Desk, id: Path<OrgId>| show(desk, id, act)).post(
            path,
            "org.manage",
            move |desk: Desk, id: Path<OrgId>, form: Form<Given>| send(desk, id, form, act),
        );
    }
    pages
}

/// A form of an act, or of a new organisation.
#[derive(Template)]
#[template(path = "org/act.html")]
struct ActPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    heading: String,
    lead: String,
    action: String,
    back: Link,
    version: i64,
    fields: Vec<Markup>,
    on: DateBoxes,
    approval: [Markup; 2],
    next: String,
    rule: Option<Basis>,
}

/// What is shown around the fields of an act.
struct About {
    known: Known,
    below: Vec<Branch>,
}

async fn about(desk: &Desk, id: OrgId) -> Result<About, Denied> {
    let today = desk.today();
    desk.read(&(id, today), async move |read: &mut Read, (id, today)| {
        may::<ManageOrg>(read.actor())?;
        let known = known(read, *id).await?;
        Permit::<ManageOrg>::at(read.actor(), &known.org.spot())?;
        let below = org::children(read, *id, *today, None, 200).await?;
        Ok(About { known, below })
    })
    .await
}

async fn show(desk: Desk, Path(id): Path<OrgId>, act: Act) -> Response {
    let blank = desk.blank();
    desk.show(act_page(&desk, id, act, &blank).await)
}

async fn act_page(desk: &Desk, id: OrgId, act: Act, entered: &Entered) -> Result<Page, Denied> {
    let t = &desk.t;
    let about = about(desk, id).await?;
    let org = &about.known.org;
    let heading = t.get(act.heading()).into_owned();
    let page = ActPage {
        t,
        entered,
        summary: entered.summary(t),
        lead: t.with(act.lead()).arg("name", &org.name).into(),
        action: format!("{}/{}", address(id), act.word()),
        back: Link::new(address(id), &org.name),
        version: org.version,
        fields: fields(t, act, &about, entered),
        on: day_boxes(desk, entered, "on", &t.get("org-on")),
        approval: approval_fields(t, entered),
        next: t.get("org-preview").into_owned(),
        rule: matches!(act, Act::Rename | Act::Split).then(|| approval_rule(t)),
        heading: heading.clone(),
    };
    Ok(Page::new(heading, &page))
}

fn approval_rule(t: &T) -> Basis {
    Basis::new(t, t.get("org-approves-rule"))
}

fn fields(t: &T, act: Act, about: &About, entered: &Entered) -> Vec<Markup> {
    let org = &about.known.org;
    let above = about.known.superior.as_ref().map(|s| s.kind.as_str());
    match act {
        Act::Rename => naming(t, entered, above, &org::Renamed::from_org(org)),
        Act::Move => vec![other(t, entered, &t.get("org-move-to"), false)],
        Act::Merge => vec![other(t, entered, &t.get("org-merge-which"), true)],
        Act::Split => {
            let mut fields = naming(t, entered, above, &part_of(org));
            if !about.below.is_empty() {
                fields.push(Markup::part(picks(t, entered, &about.below)));
            }
            fields
        }
        Act::Dissolve => {
            let mut fields = vec![other(t, entered, &t.get("org-people-to"), false)];
            if !about.below.is_empty() {
                let hint = t.get("org-subordinates-hint");
                let below = line(t, entered, "below", &t.get("org-subordinates-to"), "");
                fields.push(Markup::part(below.hint(hint).width(Width::W24)));
            }
            fields
        }
    }
}

/// What a part that is split off has before anything is typed.
fn part_of(org: &org::Org) -> org::Renamed {
    org::Renamed {
        kind: org.kind.clone(),
        code: None,
        name: String::new(),
        short_name: None,
        can_approve_probationary: false,
        unit_situation: None,
    }
}

fn naming(t: &T, entered: &Entered, above: Option<&str>, known: &org::Renamed) -> Vec<Markup> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let ticked = if entered.is_again() {
        !entered.typed().get("approves").is_empty()
    } else {
        known.can_approve_probationary
    };
    let mut approves = Field::checks(
        "approves",
        t.get("org-approves"),
        vec![Choice::new("yes", t.get("org-approves-tick"))],
    )
    .error(entered.error(t, "approves"));
    if ticked {
        approves = approves.value("yes");
    }
    [
        line(t, entered, "name", &t.get("org-name"), &known.name).required(),
        line(t, entered, "short_name", &t.get("org-short-name"), &text(&known.short_name)).width(Width::W16),
        line(t, entered, "code", &t.get("org-code"), &text(&known.code)).width(Width::W16).mono(),
        Field::select("kind", t.get("org-kind"), kind_choices(t, above, &known.kind))
            .value(entered.value("kind", &known.kind))
            .error(entered.error(t, "kind"))
            .width(Width::W16),
        Field::select("unit", t.get("org-unit"), unit_choices(t))
            .value(entered.value("unit", &text(&known.unit_situation)))
            .width(Width::W16),
        approves,
    ]
    .map(Markup::part)
    .into()
}

fn other(t: &T, entered: &Entered, label: &str, many: bool) -> Markup {
    let field = if many {
        Field::area("other", label).hint(t.get("org-others-hint"))
    } else {
        Field::text("other", label).hint(t.get("org-other-hint")).width(Width::W24)
    };
    Markup::part(field.value(entered.value("other", "")).error(entered.error(t, "other")))
}

fn picks(t: &T, entered: &Entered, below: &[Branch]) -> Field {
    let choices = below.iter().map(|branch| Choice::new(branch.id.to_string(), &branch.name)).collect();
    let field = Field::checks("pick", t.get("org-split-which"), choices).error(entered.error(t, "pick"));
    entered.typed().all("pick").fold(field, |field, id| field.value(id))
}

/// What a trial answers: it never commits.
enum Trial {
    Refused(Refused),
    Shown(Box<(Outcome, Vec<org::Done>)>),
}

impl From<Fault> for Trial {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Refuse for Trial {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(refused) => refused.fault(),
            Self::Shown(_) => None,
        }
    }
}

/// A form with what the pages of this house know of people.
type Trying = (Given, Option<Arc<Census>>);

async fn send(desk: Desk, Path(id): Path<OrgId>, form: Form<Given>, act: Act) -> Response {
    let again = async |entered: Entered| Ok(act_page(&desk, id, act, &entered).await?);
    if !form.problems.is_empty() {
        return desk.answer(Changed::<Refused>::Unread, &form, again).await;
    }
    let census = desk.house.offered::<Census>();
    if form.given.confirmed {
        let done = desk
            .change(&form, async move |tx: &mut Tx, given: &Given| {
                let outcome = perform(tx, id, act, given, census.as_ref()).await?;
                let done = Done::to(address(id)).said(act.said()).with("name", &outcome.org.name);
                Ok::<_, Refused>(match outcome.act {
                    Some(line) => done.undo(format!("/orgs/acts/{line}/undo")),
                    None => done,
                })
            })
            .await;
        return desk.answer(done, &form, again).await;
    }
    match try_out(&desk, id, act, (form.given.clone(), census)).await {
        Trial::Shown(shown) => {
            let (outcome, told) = *shown;
            desk.show::<Fault>(Ok(preview_page(&desk, id, act, &form, &outcome, &told)))
        }
        Trial::Refused(refused) => desk.answer(Changed::Refused(refused), &form, again).await,
    }
}

async fn try_out(desk: &Desk, id: OrgId, act: Act, trying: Trying) -> Trial {
    let tried = desk
        .db()
        .change(desk.actor(), &trying, async move |tx: &mut Tx, (given, census): &Trying| {
            let before = org::last_act(tx, id).await?;
            match perform(tx, id, act, given, census.as_ref()).await {
                Ok(outcome) => {
                    let mut told = org::acts(tx, id).await?;
                    told.retain(|line| Some(line.id) > before);
                    Err::<(), _>(Trial::Shown(Box::new((outcome, told))))
                }
                Err(refused) => Err(Trial::Refused(refused)),
            }
        })
        .await;
    match tried {
        Err(trial) => trial,
        Ok(()) => Trial::Refused(Refused::Nothing),
    }
}

#[derive(Template)]
#[template(path = "org/preview.html")]
struct Preview<'a> {
    t: &'a T,
    heading: String,
    action: String,
    hidden: Vec<(String, String)>,
    key: String,
    told: History,
    touched: Vec<(String, Facts)>,
    ends: Option<Note>,
    confirm: String,
    back: String,
}

fn preview_page(
    desk: &Desk,
    id: OrgId,
    act: Act,
    form: &Form<Given>,
    outcome: &Outcome,
    told: &[org::Done],
) -> Page {
    let t = &desk.t;
    let heading = t.get(act.heading()).into_owned();
    let action = format!("{}/{}", address(id), act.word());
    let hidden = form
        .typed
        .fields()
        .filter(|(name, _)| *name != zhibu_web::form::KEY && *name != "confirmed")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let ends = outcome.touched.iter().any(|(.., ends)| *ends);
    let page = Preview {
        t,
        hidden,
        key: zhibu_web::form::fresh_key(),
        told: history(desk, told),
        touched: outcome
            .touched
            .iter()
            .map(|(name, touched, ends)| (name.clone(), touches(t, touched, *ends)))
            .collect(),
        ends: ends.then(|| Note::new(Tone::Warn, t.get("org-ends-note"))),
        confirm: heading.clone(),
        back: action.clone(),
        action,
        heading: heading.clone(),
    };
    Page::new(heading, &page)
}

fn touches(t: &T, touched: &Touched, ends: bool) -> Facts {
    let mut roles: Vec<String> = touched
        .own_roles
        .iter()
        .map(|holder| {
            let role =
                Role::from_word(&holder.role).map_or_else(|| holder.role.clone(), |role| role_name(t, role));
            t.with("org-role-of").arg("name", &holder.name).arg("role", role).to_string()
        })
        .collect();
    if touched.more_roles > 0 {
        roles.push(t.with("org-unlisted").arg("n", touched.more_roles).to_string());
    }
    let roles = if roles.is_empty() { t.get("org-nothing").into_owned() } else { roles.join("、") };
    let label = if ends { key!("org-roles-end") } else { key!("org-roles-stay") };
    let mut facts = Facts::new().text(t.get("org-below"), format::count(touched.below));
    if let Some(members) = touched.members {
        facts = facts.text(t.get("org-members"), format::count(members));
    }
    facts.text(t.get(label), roles).text(t.get("org-roles-below"), format::count(touched.roles_below))
}

async fn show_new(desk: Desk, Path(id): Path<OrgId>) -> Response {
    let blank = desk.blank();
    desk.show(new_page(&desk, id, &blank).await)
}

async fn new_page(desk: &Desk, id: OrgId, entered: &Entered) -> Result<Page, Denied> {
    let t = &desk.t;
    let about = about(desk, id).await?;
    let superior = &about.known.org;
    let choices = kind_choices(t, Some(&superior.kind), "");
    let known = org::Renamed {
        kind: choices.last().map(|c| c.value.clone()).unwrap_or_default(),
        ..part_of(superior)
    };
    let heading = t.get("org-new").into_owned();
    let mut fields = naming(t, entered, Some(&superior.kind), &known);
    fields.push(Markup::part(
        Field::checks("area", t.get("org-area"), vec![Choice::new("yes", t.get("org-area-tick"))])
            .hint(t.get("org-area-hint")),
    ));
    let page = ActPage {
        t,
        entered,
        summary: entered.summary(t),
        lead: t.with("org-new-lead").arg("name", &superior.name).into(),
        action: format!("{}/new", address(id)),
        back: Link::new(address(id), &superior.name),
        version: superior.version,
        fields,
        on: day_boxes(desk, entered, "on", &t.get("org-founded")),
        approval: approval_fields(t, entered),
        next: heading.clone(),
        rule: Some(approval_rule(t)),
        heading: heading.clone(),
    };
    Ok(Page::new(heading, &page))
}

async fn send_new(desk: Desk, Path(id): Path<OrgId>, form: Form<Given>) -> Response {
    let made = desk
        .change(&form, async move |tx: &mut Tx, given: &Given| {
            let org = create(tx, id, given).await?;
            let act = org::last_act(tx, org.id).await?;
            let done = Done::to(address(org.id)).said(key!("org-created")).with("name", org.name);
            Ok::<_, Refused>(match act {
                Some(line) => done.undo(format!("/orgs/acts/{line}/undo")),
                None => done,
            })
        })
        .await;
    desk.answer(made, &form, async |entered| Ok(new_page(&desk, id, &entered).await?)).await
}
