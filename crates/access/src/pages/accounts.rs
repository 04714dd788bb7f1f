//! Accounts, for the security administrator: user name, name, roles, last use, state. Never
//! member data.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_kernel::{Fault, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{
    Column, Empty, ErrorSummary, Facts, Field, Link, Markup, Pager, Row, Table, Tag, Width,
};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::roles::{day, role_line, until};
use crate::account::manage::{self, Line, Refused, State};
use crate::account::{Account, AccountId, Grant, grant};
use crate::confirm;
use crate::front::role_name;
use crate::org;
use crate::permit::{Denied, Scope};
use crate::role::{IssueActivation, ManageAccounts};

/// How many accounts a page of the list has.
const PAGE: usize = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/accounts", "account.manage", list)
        .get("/accounts/new", "account.manage", show_new)
        .post("/accounts/new", "account.manage", create)
        .get("/accounts/{account}", "account.manage", show)
        .post("/accounts/{account}/lock", "account.manage", lock)
        .post("/accounts/{account}/unlock", "account.manage", unlock)
        .post("/accounts/{account}/start-over", "activation.issue", start_over)
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "admin/accounts.html")]
struct List<'a> {
    t: &'a T,
    query: Field,
    state: Field,
    table: Option<Table>,
    pager: Pager,
}

impl List<'_> {
    fn nothing(&self) -> Empty {
        Empty::new(self.t.get("accounts-none"), self.t.get("accounts-none-why"))
            .next(Link::new("/accounts/new", self.t.get("account-new")))
    }
}

async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Response {
    let lines = desk
        .read(&wanted, async move |read: &mut Read, wanted: &Wanted| {
            let scope = Scope::<ManageAccounts>::mine(read)?;
            let state = State::from_word(&wanted.state);
            let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
            let lines = manage::list(read, &scope, &wanted.q, state, &wanted.after, limit).await?;
            Ok::<_, Denied>(lines)
        })
        .await;
    desk.show(lines.map(|lines| list_page(&desk, &wanted, &lines)))
}

fn list_page(desk: &Desk, wanted: &Wanted, lines: &[Line]) -> Page {
    let t = &desk.t;
    let shown = &lines[..lines.len().min(PAGE)];
    let next = shown.last().filter(|_| lines.len() > PAGE).map(|last| {
        let pairs = [("q", &wanted.q), ("state", &wanted.state), ("after", &last.account.user_name)];
        let pairs = pairs.map(|(name, value)| format!("{name}={}", zhibu_web::desk::percent(value)));
        format!("/accounts?{}", pairs.join("&"))
    });
    let table = Table::new(t.get("accounts-title"), t.get("account-user-name-label"))
        .column(Column::text(t.get("account-name")).meta())
        .column(Column::text(t.get("account-roles")))
        .column(Column::text(t.get("account-used")))
        .column(Column::text(t.get("account-state")).flag())
        .rows(shown.iter().map(|line| row(desk, line)));
    let choices = std::iter::once(("", t.get("accounts-all").into_owned()))
        .chain(State::ALL.map(|state| (state.word(), state_name(t, state))));
    let summary = t.with("accounts-count").arg("n", shown.len()).to_string();
    let page = List {
        t,
        query: Field::search("q", t.get("accounts-query")).value(&wanted.q),
        state: Field::select(
            "state",
            t.get("account-state"),
            choices.map(|(value, label)| zhibu_web::part::Choice::new(value, label)).collect(),
        )
        .value(&wanted.state),
        table: (!shown.is_empty()).then_some(table),
        pager: Pager::new(t, summary, None, next),
    };
    Page::new(t.get("accounts-title"), &page)
}

fn row(desk: &Desk, line: &Line) -> Row {
    let account = &line.account;
    let roles: Vec<String> = line.roles.iter().map(|grant| role_line(&desk.t, grant)).collect();
    Row::link(Link::new(address(account.id), &account.user_name))
        .cell(account.display_name.as_str())
        .cell(roles.join(&desk.t.get("account-comma")))
        .cell(used(desk, account))
        .cell(tags(&desk.t, line))
}

fn tags(t: &T, line: &Line) -> Markup {
    let tag = |state: &State| match state {
        State::Locked => Tag::err(state_name(t, *state)),
        _ => Tag::warn(state_name(t, *state)),
    };
    let tags = line.states.iter().map(|state| Markup::part(tag(state)));
    tags.reduce(Markup::and).unwrap_or_default()
}

fn state_name(t: &T, state: State) -> String {
    let key = match state {
        State::Locked => key!("account-state-locked"),
        State::NeverUsed => key!("account-state-never-used"),
        State::NoRole => key!("account-state-no-role"),
        State::RolesEnded => key!("account-state-roles-ended"),
        State::Unused => key!("account-state-unused"),
    };
    t.get(key).into_owned()
}

fn used(desk: &Desk, account: &Account) -> String {
    account
        .used_at
        .map_or_else(String::new, |at| format::table_moment(at.timestamp(), desk.db().clock().zone()))
}

pub(super) fn address(account: AccountId) -> String {
    format!("/accounts/{account}")
}

struct NewOfficer {
    user: String,
    name: String,
}

impl FromForm for NewOfficer {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { user: fields.required("user"), name: fields.required("name") }
    }
}

#[derive(Template)]
#[template(path = "admin/account_new.html")]
struct New<'a> {
    t: &'a T,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    user: Field,
    name: Field,
}

fn new_page(desk: &Desk, entered: &Entered) -> Page {
    let t = &desk.t;
    let page = New {
        t,
        entered,
        summary: entered.summary(t),
        user: Field::text("user", t.get("account-user-name-label"))
            .value(entered.value("user", ""))
            .hint(t.get("account-user-name-hint"))
            .error(entered.error(t, "user"))
            .width(Width::W16)
            .max_length(40)
            .required(),
        name: Field::text("name", t.get("account-name"))
            .value(entered.value("name", ""))
            .error(entered.error(t, "name"))
            .width(Width::W16)
            .max_length(60)
            .required(),
    };
    Page::new(t.get("account-new"), &page)
}

async fn show_new(desk: Desk) -> Response {
    let may = crate::permit::may::<ManageAccounts>(desk.actor());
    desk.show(may.map(|()| new_page(&desk, &desk.blank())))
}

async fn create(desk: Desk, form: Form<NewOfficer>) -> Response {
    let made = desk
        .change(&form, async move |tx: &mut Tx, new: &NewOfficer| {
            let scope = Scope::<ManageAccounts>::mine(tx)?;
            let (org, permit) = org::open::<ManageAccounts>(tx, scope.org).await?;
            let id = manage::create_officer(tx, &permit, &org, &new.user, &new.name).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("account-made")))
        })
        .await;
    desk.answer(made, &form, async |entered| Ok(new_page(&desk, &entered))).await
}

#[derive(Template)]
#[template(path = "admin/account.html")]
struct One<'a> {
    t: &'a T,
    account: &'a Account,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    address: String,
    facts: Facts,
    roles: Option<Table>,
    former: Option<Table>,
    why: Field,
    own: bool,
}

struct Known {
    account: Account,
    roles: Vec<Grant>,
}

async fn known(read: &mut Read, id: AccountId) -> Result<Known, Denied> {
    let (account, _) = manage::open::<ManageAccounts>(read, id).await?;
    let roles = grant::of_accounts(read, [id]).await?;
    Ok(Known { account, roles })
}

async fn one_page(desk: &Desk, id: AccountId, entered: &Entered) -> Result<Page, Denied> {
    let known = desk.read(&id, async move |read: &mut Read, id: &AccountId| known(read, *id).await).await?;
    let t = &desk.t;
    let line = manage::line(known.account, known.roles.clone(), desk.now(), desk.today());
    let account = &line.account;
    let zone = desk.db().clock().zone();
    let made = format::moment(account.created_at.timestamp(), zone, t);
    let facts = Facts::new()
        .text(t.get("account-name"), &account.display_name)
        .text(t.get("account-made-at"), made)
        .text(t.get("account-used"), used(desk, account));
    let facts = match line.states.is_empty() {
        true => facts,
        false => facts.holds(t.get("account-state"), tags(t, &line)),
    };
    let former: Vec<Grant> = known.roles.into_iter().filter(|grant| grant.valid_to <= desk.today()).collect();
    let page = One {
        t,
        account,
        entered,
        summary: entered.summary(t),
        address: address(account.id),
        facts,
        roles: roles_table(desk, &line.roles, true),
        former: roles_table(desk, &former, false),
        why: Field::text("why", t.get("account-lock-why"))
            .value(entered.value("why", ""))
            .error(entered.error(t, "why"))
            .max_length(200)
            .required(),
        own: desk.actor().account_id() == Some(account.id.0),
    };
    Ok(Page::new(&account.user_name, &page))
}

fn roles_table(desk: &Desk, roles: &[Grant], current: bool) -> Option<Table> {
    let t = &desk.t;
    let table = Table::new(t.get("account-roles"), t.get("grant-role"))
        .column(Column::text(t.get("grant-org")).meta())
        .column(Column::text(t.get("grant-from")))
        .column(Column::text(t.get("grant-until")))
        .column(Column::text(t.get("account-state")).flag());
    let rows = roles.iter().map(|grant| {
        let name = role_name(t, grant.role);
        let row = if current {
            let to = format!("{}/roles/{}", address(grant.account), grant.id);
            Row::link(Link::new(to, name))
        } else {
            Row::text(name)
        };
        row.cell(grant.org_name.as_str()).cell(day(grant.valid_from)).cell(until(t, grant.valid_to)).cell(
            match grant.delegated_from {
                Some(_) => Markup::part(Tag::info(t.get("grant-standing-in"))),
                None => Markup::default(),
            },
        )
    });
    (!roles.is_empty()).then(|| table.rows(rows))
}

async fn show(desk: Desk, Path(id): Path<AccountId>) -> Response {
    let blank = desk.blank();
    desk.show(one_page(&desk, id, &blank).await)
}

struct Lock {
    version: i64,
    why: String,
}

impl FromForm for Lock {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            version: fields.parsed(zhibu_web::form::VERSION, key!("account-changed")).unwrap_or(0),
            why: fields.required("why"),
        }
    }
}

async fn lock(desk: Desk, Path(id): Path<AccountId>, form: Form<Lock>) -> Response {
    if let Err(asked) = confirm::require(&desk, &address(id)) {
        return asked;
    }
    let locked = desk
        .change(&form, async move |tx: &mut Tx, form: &Lock| {
            let (mut account, permit) = manage::open::<ManageAccounts>(tx, id).await?;
            account.version = form.version;
            manage::lock(tx, &permit, &account, &form.why).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("account-locked")))
        })
        .await;
    answered(&desk, id, &form, locked).await
}

async fn unlock(desk: Desk, Path(id): Path<AccountId>, form: Form<()>) -> Response {
    if let Err(asked) = confirm::require(&desk, &address(id)) {
        return asked;
    }
    let unlocked = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (account, permit) = manage::open::<ManageAccounts>(tx, id).await?;
            manage::unlock(tx, &permit, &account).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("account-unlocked")))
        })
        .await;
    answered(&desk, id, &form, unlocked).await
}

async fn answered<G>(desk: &Desk, id: AccountId, form: &Form<G>, changed: Changed<Refused>) -> Response {
    desk.answer(changed, form, async |entered| Ok(one_page(desk, id, &entered).await?)).await
}

/// The code is on this answer alone: no address shows it again.
async fn start_over(desk: Desk, Path(id): Path<AccountId>, form: Form<()>) -> Response {
    if let Err(asked) = confirm::require(&desk, &address(id)) {
        return asked;
    }
    let issued = desk
        .db()
        .change(desk.actor(), &id, async move |tx: &mut Tx, id: &AccountId| {
            let (account, permit) = manage::open::<IssueActivation>(tx, *id).await?;
            manage::start_over(tx, &permit, &account).await
        })
        .await;
    match issued {
        Ok(issued) => desk.show::<Fault>(Ok(super::slip::slip(&desk, &issued))),
        Err(refused) => answered(&desk, id, &form, Changed::Refused(refused)).await,
    }
}
