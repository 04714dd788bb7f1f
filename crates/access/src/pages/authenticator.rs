//! The authenticator and its recovery codes, as their owner sets them up and removes them.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;
use zhibu_kernel::{Fault, Read, Tx};
use zhibu_web::part::{Field, Icon};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use super::mine::{Own, Refused, account, enrolling};
use super::security::{HERE, page};
use super::sign_in::give_session;
use crate::account::caller::Caller;
use crate::account::session::{self, Began, cookie_name};
use crate::account::{AccountId, flow, totp};
use crate::confirm;
use crate::permit::Denied;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .post("/me/security/authenticator/begin", "signed_in", begin_authenticator)
        .post("/me/security/authenticator", "signed_in", set_authenticator)
        .post("/me/security/authenticator/remove", "signed_in", remove_authenticator)
        .post("/me/security/recovery", "signed_in", new_codes)
}

/// An authenticator is being set up; its secret is not yet the account's.
#[derive(Serialize, Deserialize)]
struct SettingUp {
    account: AccountId,
    secret: [u8; 20],
}

impl flow::State for SettingUp {
    const KIND: &'static str = "authenticator";
    const MINUTES: i64 = 30;
}

#[derive(Template)]
#[template(path = "security/authenticator.html")]
struct Authenticator<'a> {
    t: &'a T,
    entered: &'a Entered,
    flow: &'a str,
    shown: totp::Shown,
}

impl Authenticator<'_> {
    fn code(&self) -> Field {
        Field::code("code", self.t.get("authenticator-code"))
            .error(self.entered.error(self.t, "code"))
            .required()
    }

    fn key(&self) -> Field {
        Field::text("key", self.t.get("authenticator-key"))
            .value(&self.shown.text)
            .readonly()
            .mono()
            .private()
    }
}

async fn authenticator_page(desk: &Desk, flow: &str, entered: &Entered) -> Result<Page, Refused> {
    let (account, set_up) = desk
        .read(flow, async |read: &mut Read, flow: &str| {
            let account = account(read).await?;
            let set_up = flow::open::<SettingUp>(read, flow)
                .await?
                .filter(|set_up| set_up.account == account.id)
                .ok_or(Denied::Missing)?;
            Ok::<_, Refused>((account, set_up))
        })
        .await?;
    let site = &desk.house.installation.site_name;
    let page = Authenticator {
        t: &desk.t,
        entered,
        flow,
        shown: totp::show(&set_up.secret, site, &account.user_name)?,
    };
    Ok(Page::new(desk.t.get("authenticator-title"), &page))
}

async fn begin_authenticator(desk: Desk) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    match begin(&desk).await {
        Ok(flow) => {
            let page = authenticator_page(&desk, &flow, &desk.blank()).await;
            desk.show(page)
        }
        Err(refused) => desk.refuse(&refused),
    }
}

async fn begin(desk: &Desk) -> Result<Zeroizing<String>, Refused> {
    let account = desk.read(&(), async |read: &mut Read, (): &()| enrolling(read).await).await?;
    let state = SettingUp { account: account.id, secret: *totp::fresh() };
    let flow = desk
        .db()
        .housekeeping("authenticator", &state, async |tx: &mut Tx, state: &SettingUp| {
            flow::begin(tx, state).await
        })
        .await?;
    Ok(flow)
}

#[derive(Template)]
#[template(path = "security/codes.html")]
struct Codes<'a> {
    t: &'a T,
    codes: Vec<String>,
}

/// Shows recovery codes, this once. A session that began with one factor goes on with two, under
/// a new secret, when its owner has just proved the second.
fn codes_page(desk: &Desk, codes: Vec<String>, session: Option<&str>) -> Response {
    let page = Page::new(desk.t.get("recovery-title"), &Codes { t: &desk.t, codes });
    let mut response = desk.show::<Fault>(Ok(page));
    if let Some(secret) = session {
        give_session(desk, &mut response, secret);
    }
    response
}

async fn set_authenticator(desk: Desk, caller: Caller, headers: HeaderMap, form: Form<Own>) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let given = &form.given;
    let before = zhibu_web::desk::Cookies(&headers)
        .get(cookie_name(desk.house.installation.tls))
        .unwrap_or("")
        .to_owned();
    let set = desk
        .db()
        .change(
            desk.actor(),
            &(given.clone(), before, caller),
            async |tx: &mut Tx, (given, before, caller): &(Own, String, Caller)| {
                let account = enrolling(tx).await?;
                let set_up = flow::attempt::<SettingUp>(tx, &given.flow)
                    .await?
                    .filter(|set_up| set_up.account == account.id)
                    .ok_or(Denied::Missing)?;
                if !totp::set(tx, account.id, &set_up.secret, &given.code).await? {
                    return Err(Refused::Wrong("code", key!("second-wrong")));
                }
                flow::end(tx, &given.flow).await?;
                let codes = totp::new_codes(tx, account.id).await?;
                session::end(tx, before).await?;
                let secret = session::start(tx, account.id, Began::TwoFactors, &caller.agent).await?;
                Ok((codes, secret))
            },
        )
        .await;
    match set {
        Ok((codes, secret)) => codes_page(&desk, codes, Some(&secret)),
        Err(refused) => {
            desk.answer(Changed::Refused(refused), &form, async |entered| {
                authenticator_page(&desk, &given.flow, &entered).await
            })
            .await
        }
    }
}

async fn remove_authenticator(desk: Desk, form: Form<()>) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let done = desk
        .change(&form, async |tx: &mut Tx, (): &()| {
            let account = account(tx).await?;
            totp::remove(tx, account.id).await?;
            Ok::<_, Denied>(Done::to(HERE).said(key!("authenticator-removed")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, entered).await).await
}

async fn new_codes(desk: Desk) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let made = desk
        .db()
        .change(desk.actor(), &(), async |tx: &mut Tx, (): &()| {
            let account = enrolling(tx).await?;
            if !totp::is_set(tx, account.id).await? {
                return Err(Refused::from(Denied::Missing));
            }
            Ok(totp::new_codes(tx, account.id).await?)
        })
        .await;
    match made {
        Ok(codes) => codes_page(&desk, codes, None),
        Err(refused) => desk.refuse(&refused),
    }
}
