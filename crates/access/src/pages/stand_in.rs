//! Who has a role on an organisation, for everybody who may see it, and standing in for one's own.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Column, DateBoxes, ErrorSummary, Field, Markup, Row, Table, Tag, Width};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use super::roles::{before, boxes, day, until};
use crate::account::delegate;
use crate::account::grant::{self, Grant, Refused};
use crate::account::{GrantId, names};
use crate::confirm;
use crate::front::role_name;
use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, may};
use crate::role::{DelegateRole, ReadOrg};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/orgs/{org}/roles", "org.read", show)
        .post("/orgs/{org}/roles/stand-in", "role.delegate", stand_in)
        .post("/orgs/{org}/roles/{grant}/take-back", "role.delegate", take_back)
}

#[derive(Template)]
#[template(path = "admin/org_roles.html")]
struct Roles<'a> {
    t: &'a T,
    org: &'a Org,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    table: Option<Table>,
    own: Option<Own<'a>>,
}

/// The form with which the holder of a role lets somebody stand in, and those who do.
struct Own<'a> {
    entered: &'a Entered,
    role: String,
    user: Field,
    from: DateBoxes,
    until: DateBoxes,
    deputies: Vec<(GrantId, String)>,
}

struct Known {
    org: Org,
    grants: Vec<Grant>,
    names: std::collections::HashMap<uuid::Uuid, String>,
}

async fn known(read: &mut Read, id: OrgId) -> Result<(Known, Vec<Entry>), Denied> {
    let (org, _) = org::open::<ReadOrg>(read, id).await?;
    let today = read.today();
    let grants = grant::at_org(read, id, today).await?;
    let names = names(read, grants.iter().map(|grant| grant.account.0)).await?;
    let look = Entry::looked("access.role.list").within(org.id.0, org.area);
    let known = Known { org, grants, names };
    Ok((known, vec![look]))
}

async fn page(desk: &Desk, id: OrgId, entered: &Entered) -> Result<Page, Denied> {
    let known = desk.look(&id, async move |read: &mut Read, id: &OrgId| known(read, *id).await).await?;
    let t = &desk.t;
    let page = Roles {
        t,
        org: &known.org,
        entered,
        summary: entered.summary(t),
        table: (!known.grants.is_empty()).then(|| table(desk, &known)),
        own: own(desk, &known, entered),
    };
    let title = t.get("org-roles-title");
    Ok(Page::new(title, &page))
}

fn name<'a>(known: &'a Known, grant: &Grant) -> &'a str {
    known.names.get(&grant.account.0).map_or("", String::as_str)
}

fn table(desk: &Desk, known: &Known) -> Table {
    let t = &desk.t;
    let rows = known.grants.iter().map(|grant| {
        let whose = grant.delegated_from.and_then(|of| known.grants.iter().find(|other| other.id == of));
        let state = match (grant.delegated_from, grant.holds_on(desk.today())) {
            (Some(_), _) => {
                let whose = whose.map_or("", |of| name(known, of));
                let said = t.with("grant-stands-in-for").arg("name", whose);
                Markup::part(Tag::info(said.to_string()))
            }
            (None, false) => Markup::part(Tag::plain(t.get("grant-to-come"))),
            (None, true) => Markup::default(),
        };
        Row::text(name(known, grant))
            .cell(role_name(t, grant.role))
            .cell(day(grant.valid_from))
            .cell(until(t, grant.valid_to))
            .cell(state)
    });
    Table::new(t.get("org-roles-title"), t.get("account-name"))
        .column(Column::text(t.get("grant-role")).meta())
        .column(Column::text(t.get("grant-from")))
        .column(Column::text(t.get("grant-until")))
        .column(Column::text(t.get("account-state")).flag())
        .rows(rows)
}

/// Only who acts under a role on this very organisation, and does not stand in.
fn own<'a>(desk: &Desk, known: &Known, entered: &'a Entered) -> Option<Own<'a>> {
    may::<DelegateRole>(desk.actor()).ok()?;
    let acting = desk.actor().grant?;
    let own = known.grants.iter().find(|grant| grant.id.0 == acting)?;
    if own.delegated_from.is_some() {
        return None;
    }
    let t = &desk.t;
    let deputies = known.grants.iter().filter(|grant| grant.delegated_from == Some(own.id));
    Some(Own {
        entered,
        role: role_name(t, own.role),
        user: Field::text("user", t.get("stand-in-who"))
            .value(entered.value("user", ""))
            .hint(t.get("stand-in-who-hint"))
            .error(entered.error(t, "user"))
            .width(Width::W16)
            .required(),
        from: boxes(t, entered, "from", &t.get("grant-from"), Some(desk.today())),
        until: boxes(t, entered, "until", &t.get("grant-until"), None).hint(t.get("stand-in-until-hint")),
        deputies: deputies.map(|grant| (grant.id, name(known, grant).to_owned())).collect(),
    })
}

async fn show(desk: Desk, Path(id): Path<OrgId>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, id, &blank).await)
}

struct StandIn {
    user: String,
    from: Option<Day>,
    last: Option<Day>,
}

impl FromForm for StandIn {
    fn read(fields: &mut Fields<'_>) -> Self {
        let (from, last) = (fields.day("from"), fields.day("until"));
        for (name, day) in [("from", from), ("until", last)] {
            if day.is_none() {
                fields.problem(name, key!("field-required"));
            }
        }
        let user = fields.required("user");
        Self { user, from, last }
    }
}

/// The actor's own role, which is on this organisation.
async fn own_here(
    read: &mut Read,
    id: OrgId,
) -> Result<(Grant, Org, crate::permit::Permit<DelegateRole>), Denied> {
    let (own, org, permit) = delegate::own(read).await?;
    if org.id != id {
        return Err(Denied::Missing);
    }
    Ok((own, org, permit))
}

async fn stand_in(desk: Desk, Path(id): Path<OrgId>, form: Form<StandIn>) -> Response {
    if let Err(asked) = confirm::require(&desk, &address(id)) {
        return asked;
    }
    let done = desk
        .change(&form, async move |tx: &mut Tx, form: &StandIn| {
            let (own, org, permit) = own_here(tx, id).await?;
            let mut deed = Deed::now(tx.now(), tx.today());
            deed.happened_on = form.from.unwrap_or(deed.happened_on);
            let until = before(form.last);
            delegate::delegate(tx, &permit, &own, &org, &form.user, until, &deed).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("stand-in-done")))
        })
        .await;
    answered(&desk, id, &form, done).await
}

async fn take_back(desk: Desk, Path((id, deputy)): Path<(OrgId, GrantId)>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (own, org, permit) = own_here(tx, id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            delegate::take_back(tx, &permit, &own, &org, deputy, &deed).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("stand-in-ended")))
        })
        .await;
    answered(&desk, id, &form, done).await
}

async fn answered<G>(desk: &Desk, id: OrgId, form: &Form<G>, changed: Changed<Refused>) -> Response {
    desk.answer(changed, form, async |entered| Ok(page(desk, id, &entered).await?)).await
}

fn address(org: OrgId) -> String {
    format!("/orgs/{org}/roles")
}
