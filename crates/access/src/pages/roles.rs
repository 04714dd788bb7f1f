//! Roles, for the security administrator: giving, ending, handing over, and the slip.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Choice, DateBoxes, ErrorSummary, Facts, Field, Width};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::accounts::address;
use crate::account::grant::{self, Grant, Refused};
use crate::account::{Account, AccountId, GrantId, hand_over, manage, names};
use crate::confirm;
use crate::front::role_name;
use crate::org::{self, Hit, OrgId};
use crate::permit::{Denied, Scope};
use crate::role::{GrantRole, ManageAccounts, Role};

/// How many organisations a search offers.
const HITS: i64 = 20;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/accounts/{account}/give", "role.grant", show_give)
        .post("/accounts/{account}/give", "role.grant", give)
        .get("/accounts/{account}/roles/{grant}", "role.grant", show)
        .post("/accounts/{account}/roles/{grant}/end", "role.grant", end)
        .post("/accounts/{account}/roles/{grant}/hand-over", "role.grant", over)
        .get("/accounts/{account}/roles/{grant}/slip", "role.grant", slip)
}

/// A day in a table.
pub(super) fn day(day: Day) -> String {
    format::table_day(day.date())
}

/// The last day of a period that ends before a day.
pub(super) fn until(t: &T, before: Day) -> String {
    if before == Day::OPEN { t.get("grant-open").into_owned() } else { day(before.plus_days(-1)) }
}

/// A role and its organisation in a few words.
pub(super) fn role_line(t: &T, grant: &Grant) -> String {
    t.with("grant-line").arg("role", role_name(t, grant.role)).arg("org", &grant.org_name).to_string()
}

/// Boxes for a day: as typed, or before that, what is known.
pub(super) fn boxes(
    t: &T,
    entered: &Entered,
    name: &'static str,
    label: &str,
    known: Option<Day>,
) -> DateBoxes {
    let boxes = DateBoxes::new(t, name, label).error(entered.error(t, name));
    if entered.is_again() {
        let part = |part: &str| entered.value(&format!("{name}-{part}"), "").to_owned();
        boxes.typed([part("year"), part("month"), part("day")])
    } else {
        boxes.day(t, known.map(Day::date))
    }
}

/// The day before which a period ends, from the last day that was typed; open when none was.
pub(super) fn before(last: Option<Day>) -> Day {
    last.map_or(Day::OPEN, |last| last.plus_days(1))
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

struct Give {
    role: Option<Role>,
    org: Option<OrgId>,
    from: Option<Day>,
    last: Option<Day>,
    basis: Option<String>,
}

impl FromForm for Give {
    fn read(fields: &mut Fields<'_>) -> Self {
        let role = Role::from_word(&fields.required("role"));
        let org = fields.parsed("org", key!("grant-org-choose"));
        if org.is_none() {
            fields.problem("org", key!("grant-org-choose"));
        }
        let from = fields.day("from");
        if from.is_none() {
            fields.problem("from", key!("field-required"));
        }
        Self { role, org, from, last: fields.day("until"), basis: fields.optional("basis") }
    }
}

#[derive(Template)]
#[template(path = "admin/give.html")]
struct GivePage<'a> {
    t: &'a T,
    account: &'a Account,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    address: String,
    q: &'a str,
    query: Field,
    orgs: Option<Field>,
    role: Field,
    from: DateBoxes,
    until: DateBoxes,
    basis: Field,
}

async fn choices(read: &mut Read, id: AccountId, q: &str) -> Result<(Account, Vec<Hit>), Denied> {
    let (account, _) = manage::open::<ManageAccounts>(read, id).await?;
    let scope = Scope::<GrantRole>::mine(read)?;
    if !q.trim().is_empty() {
        return Ok((account, org::search(read, &scope, q, HITS).await?));
    }
    let (top, _) = org::open::<GrantRole>(read, scope.org).await?;
    let top = Hit { id: top.id, name: top.name, kind: top.kind, code: top.code, superior: None };
    Ok((account, vec![top]))
}

async fn give_page(desk: &Desk, id: AccountId, q: &str, entered: &Entered) -> Result<Page, Denied> {
    let (account, hits) = desk
        .read(&(id, q.to_owned()), async move |read: &mut Read, (id, q): &(AccountId, String)| {
            choices(read, *id, q).await
        })
        .await?;
    let t = &desk.t;
    let only = match &hits[..] {
        [one] => one.id.to_string(),
        _ => String::new(),
    };
    let orgs: Vec<Choice> = hits.iter().map(hit).collect();
    let roles = Role::ALL.into_iter().filter(|role| role.is_granted());
    let roles = std::iter::once(Choice::new("", t.get("grant-role-choose")))
        .chain(roles.map(|role| Choice::new(role.word(), role_name(t, role))));
    let page = GivePage {
        t,
        account: &account,
        entered,
        summary: entered.summary(t),
        address: address(account.id),
        q,
        query: Field::search("q", t.get("grant-org-query")).value(q).placeholder(t.get("grant-org-hint")),
        orgs: (!orgs.is_empty()).then(|| {
            Field::radios("org", t.get("grant-org"), orgs)
                .value(entered.value("org", &only))
                .error(entered.error(t, "org"))
        }),
        role: Field::select("role", t.get("grant-role"), roles.collect())
            .value(entered.value("role", ""))
            .error(entered.error(t, "role"))
            .width(Width::W16)
            .required(),
        from: boxes(t, entered, "from", &t.get("grant-from"), Some(desk.today())),
        until: boxes(t, entered, "until", &t.get("grant-until"), None).hint(t.get("grant-until-hint")),
        basis: Field::text("basis", t.get("grant-basis")).value(entered.value("basis", "")).max_length(200),
    };
    Ok(Page::new(t.get("grant-give"), &page))
}

fn hit(hit: &Hit) -> Choice {
    let name = match &hit.superior {
        Some(superior) => format!("{} · {superior}", hit.name),
        None => hit.name.clone(),
    };
    Choice::new(hit.id.to_string(), name)
}

fn giving(account: AccountId) -> String {
    format!("{}/give", address(account))
}

/// Asked before the form is filled in, so that nothing typed is lost.
async fn show_give(desk: Desk, Path(id): Path<AccountId>, Query(search): Query<Search>) -> Response {
    if let Err(asked) = confirm::require(&desk, &giving(id)) {
        return asked;
    }
    let blank = desk.blank();
    desk.show(give_page(&desk, id, &search.q, &blank).await)
}

async fn give(desk: Desk, Path(id): Path<AccountId>, form: Form<Give>) -> Response {
    if let Err(asked) = confirm::require(&desk, &giving(id)) {
        return asked;
    }
    let given = desk
        .change(&form, async move |tx: &mut Tx, form: &Give| {
            let (account, _) = manage::open::<ManageAccounts>(tx, id).await?;
            let org = form.org.ok_or(Denied::Missing)?;
            let (org, permit) = org::open::<GrantRole>(tx, org).await?;
            let role = form.role.ok_or(Denied::Missing)?;
            let mut deed = Deed::now(tx.now(), tx.today());
            deed.happened_on = form.from.unwrap_or(deed.happened_on);
            deed.basis.clone_from(&form.basis);
            let until = before(form.last);
            grant::give(tx, &permit, account.id, role, &org, until, &deed).await?;
            Ok::<_, Refused>(Done::to(address(id)).said(key!("grant-given")))
        })
        .await;
    desk.answer(given, &form, async |entered| {
        let q = entered.typed().get("q").to_owned();
        Ok(give_page(&desk, id, &q, &entered).await?)
    })
    .await
}

type At = Path<(AccountId, GrantId)>;

fn here((account, grant): (AccountId, GrantId)) -> String {
    format!("{}/roles/{grant}", address(account))
}

#[derive(Template)]
#[template(path = "admin/grant.html")]
struct One<'a> {
    t: &'a T,
    entered: &'a Entered,
    summary: Option<ErrorSummary>,
    account: String,
    here: String,
    facts: Facts,
    slip: bool,
    ends: bool,
    passes: bool,
    basis: Field,
    user: Field,
    from: DateBoxes,
}

async fn known(read: &mut Read, account: AccountId, id: GrantId) -> Result<(Grant, Account), Denied> {
    let (grant, _, _) = grant::open::<GrantRole>(read, id).await?;
    if grant.account != account {
        return Err(Denied::Missing);
    }
    let (account, _) = manage::open::<ManageAccounts>(read, account).await?;
    Ok((grant, account))
}

async fn one_page(desk: &Desk, at: (AccountId, GrantId), entered: &Entered) -> Result<Page, Denied> {
    let (grant, account) = desk
        .read(&at, async move |read: &mut Read, (account, id): &(AccountId, GrantId)| {
            known(read, *account, *id).await
        })
        .await?;
    let t = &desk.t;
    let role = role_name(t, grant.role);
    let facts = Facts::new()
        .text(t.get("account-user-name-label"), &account.user_name)
        .text(t.get("account-name"), &account.display_name)
        .text(t.get("grant-org"), &grant.org_name)
        .text(t.get("grant-from"), day(grant.valid_from))
        .text(t.get("grant-until"), until(t, grant.valid_to));
    let ends = grant.valid_to > desk.today() && grant.valid_to > grant.valid_from;
    let page = One {
        t,
        entered,
        summary: entered.summary(t),
        account: address(account.id),
        here: here(at),
        facts,
        slip: grant.succeeds.is_some(),
        ends,
        passes: ends && grant.delegated_from.is_none(),
        basis: Field::text("basis", t.get("grant-basis")).value(entered.value("basis", "")).max_length(200),
        user: Field::text("user", t.get("hand-over-to"))
            .value(entered.value("user", ""))
            .error(entered.error(t, "user"))
            .width(Width::W16)
            .required(),
        from: boxes(t, entered, "from", &t.get("hand-over-from"), Some(desk.today())),
    };
    Ok(Page::new(role, &page))
}

async fn show(desk: Desk, Path(at): At) -> Response {
    let blank = desk.blank();
    desk.show(one_page(&desk, at, &blank).await)
}

struct End {
    basis: Option<String>,
}

impl FromForm for End {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { basis: fields.optional("basis") }
    }
}

async fn end(desk: Desk, Path(at): At, form: Form<End>) -> Response {
    if let Err(asked) = confirm::require(&desk, &here(at)) {
        return asked;
    }
    let ended = desk
        .change(&form, async move |tx: &mut Tx, form: &End| {
            let (account, id) = at;
            known(tx, account, id).await?;
            let (grant, org, permit) = grant::open::<GrantRole>(tx, id).await?;
            let mut deed = Deed::now(tx.now(), tx.today());
            deed.basis.clone_from(&form.basis);
            grant::end(tx, &permit, &grant, &org, &deed).await?;
            Ok::<_, Refused>(Done::to(address(account)).said(key!("grant-was-ended")))
        })
        .await;
    answered(&desk, at, &form, ended).await
}

struct HandOver {
    user: String,
    from: Option<Day>,
}

impl FromForm for HandOver {
    fn read(fields: &mut Fields<'_>) -> Self {
        let from = fields.day("from");
        if from.is_none() {
            fields.problem("from", key!("field-required"));
        }
        Self { user: fields.required("user"), from }
    }
}

async fn over(desk: Desk, Path(at): At, form: Form<HandOver>) -> Response {
    if let Err(asked) = confirm::require(&desk, &here(at)) {
        return asked;
    }
    let done = desk
        .change(&form, async move |tx: &mut Tx, form: &HandOver| {
            let (account, id) = at;
            known(tx, account, id).await?;
            let (old, org, permit) = grant::open::<GrantRole>(tx, id).await?;
            let mut deed = Deed::now(tx.now(), tx.today());
            deed.happened_on = form.from.unwrap_or(deed.happened_on);
            let new = hand_over::hand_over(tx, &permit, &old, &org, &form.user, &deed).await?;
            let new = grant::by_id(tx, new).await?.ok_or(Denied::Missing)?;
            let slip = format!("{}/slip", here((new.account, new.id)));
            Ok::<_, Refused>(Done::to(slip).said(key!("hand-over-done")))
        })
        .await;
    answered(&desk, at, &form, done).await
}

async fn answered<G>(
    desk: &Desk,
    at: (AccountId, GrantId),
    form: &Form<G>,
    changed: Changed<Refused>,
) -> Response {
    desk.answer(changed, form, async |entered| Ok(one_page(desk, at, &entered).await?)).await
}

#[derive(Template)]
#[template(path = "admin/hand_over_slip.html")]
struct Slip<'a> {
    t: &'a T,
    facts: Facts,
    back: String,
}

async fn slip(desk: Desk, Path(at): At) -> Response {
    let known = desk
        .read(&at, async move |read: &mut Read, (account, id): &(AccountId, GrantId)| {
            let (new, _) = known(read, *account, *id).await?;
            let old = new.succeeds.ok_or(Denied::Missing)?;
            let old = grant::by_id(read, old).await?.ok_or(Denied::Missing)?;
            let names = names(read, [old.account.0, new.account.0]).await?;
            let of = |id: AccountId| names.get(&id.0).cloned().unwrap_or_default();
            let (from, to) = (of(old.account), of(new.account));
            Ok::<_, Denied>((new, from, to))
        })
        .await;
    let t = &desk.t;
    desk.show(known.map(|(new, from, to)| {
        let facts = Facts::new()
            .text(t.get("grant-org"), &new.org_name)
            .text(t.get("grant-role"), role_name(t, new.role))
            .text(t.get("hand-over-who"), from)
            .text(t.get("hand-over-whom"), to)
            .text(t.get("hand-over-from"), format::day(new.valid_from.date(), t));
        let back = address(new.account);
        Page::new(t.get("hand-over-slip"), &Slip { t, facts, back })
    }))
}
