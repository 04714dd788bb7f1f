//! As what one acts: exactly one role at a time.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use zhibu_kernel::{Read, Tx};
use zhibu_web::desk::Cookies;
use zhibu_web::part::{Choice, Field, Icon, Tag};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::mine::{Own, Refused, account, acting};
use crate::account::session::{self, cookie_name};
use crate::account::{Grant, GrantId, grants_on};
use crate::front::role_name;
use crate::permit::Denied;

/// The value that stands for one's own affairs.
const OWN: &str = "own";

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/me/role", "signed_in", show).post("/me/role", "signed_in", choose)
}

#[derive(Template)]
#[template(path = "security/role.html")]
struct RolePage<'a> {
    t: &'a T,
    entered: Entered,
    name: &'a str,
    grants: Vec<Grant>,
    current: String,
    one_factor: bool,
}

impl RolePage<'_> {
    fn roles(&self) -> Field {
        let mut choices: Vec<Choice> = self
            .grants
            .iter()
            .map(|grant| {
                let words = self
                    .t
                    .with("role-at")
                    .arg("role", role_name(self.t, grant.role))
                    .arg("org", grant.org_name.as_str());
                Choice::new(grant.id.to_string(), words.to_string())
            })
            .collect();
        choices.push(Choice::new(OWN, self.t.get("role-own")));
        Field::radios("grant", self.t.get("role-choose"), choices)
            .value(self.entered.value("grant", &self.current))
            .error(self.entered.error(self.t, "grant"))
    }
}

async fn page(desk: &Desk, entered: Entered) -> Result<Page, Refused> {
    let acting = acting(desk)?;
    let grants = desk
        .read(&(), async |read: &mut Read, (): &()| {
            let (account, today) = (account(read).await?, read.today());
            Ok::<_, Denied>(grants_on(read, account.id, today).await?)
        })
        .await?;
    let current = desk.actor().grant.map_or_else(|| OWN.to_owned(), |id| GrantId(id).to_string());
    let page = RolePage {
        t: &desk.t,
        entered,
        name: &acting.name,
        grants,
        current,
        one_factor: desk.seen.one_factor,
    };
    Ok(Page::new(desk.t.get("role-title"), &page))
}

async fn show(desk: Desk) -> Response {
    let page = page(&desk, desk.blank()).await;
    desk.show(page)
}

async fn choose(desk: Desk, headers: HeaderMap, form: Form<Own>) -> Response {
    let secret = Cookies(&headers).get(cookie_name(desk.house.installation.tls)).unwrap_or("").to_owned();
    let given = Form { given: (form.given.grant, secret), typed: form.typed, problems: form.problems };
    let done = desk
        .change(&given, async |tx: &mut Tx, (grant, secret): &(String, String)| {
            let (account, today) = (account(tx).await?, tx.today());
            let mine = grants_on(tx, account.id, today).await?;
            let chosen = match mine.iter().find(|mine| mine.id.to_string() == *grant) {
                Some(mine) => Some(mine.id),
                None if grant == OWN => None,
                None => return Err(Refused::Wrong("grant", key!("role-not-yours"))),
            };
            session::act_under(tx, secret, chosen).await?;
            Ok(Done::to("/me/role").said(key!("role-changed")))
        })
        .await;
    desk.answer(done, &given, async |entered| page(&desk, entered).await).await
}
