//! The page that asks again before a sensitive act.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use webauthn_rs::prelude::Webauthn;
use zhibu_kernel::{Fault, Read, Tx};
use zhibu_web::answer::is_ours;
use zhibu_web::part::{ErrorSummary, Field, Icon};
use zhibu_web::refusal::Refusal as _;
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use super::mine::{Own, Refused, account, acting};
use super::sign_in_passkey;
use crate::account::caller::Caller;
use crate::account::guess::{self, TooOften};
use crate::account::{Account, AccountId, passkey, password, session, totp};
use crate::permit::Denied;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/confirm", "signed_in", show)
        .post("/confirm", "signed_in", by_typing)
        .post("/confirm/passkey/begin", "signed_in", sign_in_passkey::begin)
        .post("/confirm/passkey", "signed_in", by_passkey)
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "security/confirm.html")]
struct Confirm<'a> {
    t: &'a T,
    entered: &'a Entered,
    back: &'a str,
    has_password: bool,
    has_authenticator: bool,
    has_passkey: bool,
    /// A role over others wants two factors, and this session began with one.
    one_factor: bool,
}

impl Confirm<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn password(&self) -> Field {
        Field::password("password", self.t.get("sign-in-password"))
            .error(self.entered.error(self.t, "password"))
    }

    fn code(&self) -> Field {
        Field::code("code", self.t.get("authenticator-code")).error(self.entered.error(self.t, "code"))
    }

    fn sign_in(&self) -> String {
        format!("/sign-in?back={}", zhibu_web::desk::percent(self.back))
    }
}

async fn page(desk: &Desk, back: &str, entered: &Entered) -> Result<Page, Refused> {
    let (account, has_authenticator, passkeys) = desk
        .read(&(), async |read: &mut Read, (): &()| {
            let account = account(read).await?;
            let has_authenticator = totp::is_set(read, account.id).await?;
            let passkeys = passkey::list(read, account.id).await?;
            Ok::<_, Denied>((account, has_authenticator, passkeys.len()))
        })
        .await?;
    let by_passkey = passkey::site(&desk.house.installation).is_some();
    Ok(Page::new(
        desk.t.get("confirm-title"),
        &Confirm {
            t: &desk.t,
            entered,
            back,
            has_password: account.password_hash.is_some(),
            has_authenticator,
            has_passkey: by_passkey && passkeys > 0,
            one_factor: desk.seen.one_factor,
        },
    ))
}

async fn show(desk: Desk, Query(query): Query<Back>) -> Response {
    let page = page(&desk, &query.back, &desk.blank()).await;
    desk.show(page)
}

/// Counts a try of the account's owner, and takes it back when it was right.
async fn judged(
    desk: &Desk,
    caller: &Caller,
    account: AccountId,
    judge: impl Future<Output = Result<bool, Fault>>,
) -> Result<bool, Refused> {
    let counts = caller.counts(account.0.as_bytes(), true);
    match guess::count(desk.db(), &counts).await {
        Ok(()) => {}
        Err(TooOften::Fault(fault)) => return Err(fault.into()),
        Err(wait @ TooOften::Wait(_)) => {
            return Err(Refused::TooOften(wait.told()));
        }
    }
    let right = judge.await?;
    if right {
        guess::right(desk.db(), &counts).await?;
    }
    Ok(right)
}

/// Whether a password is the account's own; refuses at a field when it is not.
pub(super) async fn prove_password(
    desk: &Desk,
    caller: &Caller,
    account: &Account,
    typed: &str,
    field: &'static str,
) -> Result<(), Refused> {
    let typed = if typed.chars().count() > password::LONGEST { String::new() } else { typed.to_owned() };
    let hash = account.password_hash.clone();
    let judge = password::matches(typed, hash);
    if judged(desk, caller, account.id, judge).await? {
        Ok(())
    } else {
        Err(Refused::Wrong(field, key!("confirm-wrong")))
    }
}

async fn by_typing(desk: Desk, caller: Caller, form: Form<Own>) -> Response {
    let proved = prove(&desk, &caller, &form.given).await;
    answer(&desk, &form, proved).await
}

async fn prove(desk: &Desk, caller: &Caller, given: &Own) -> Result<(), Refused> {
    let account = desk.read(&(), async |read: &mut Read, (): &()| account(read).await).await?;
    if given.code.is_empty() {
        return prove_password(desk, caller, &account, &given.password, "password").await;
    }
    let code = async {
        desk.db()
            .housekeeping(
                "confirm",
                &(account.id, given.code.clone()),
                async |tx: &mut Tx, (id, code): &(AccountId, String)| totp::accept(tx, *id, code).await,
            )
            .await
    };
    if judged(desk, caller, account.id, code).await? {
        Ok(())
    } else {
        Err(Refused::Wrong("code", key!("second-wrong")))
    }
}

async fn by_passkey(desk: Desk, form: Form<Own>) -> Response {
    let proved = prove_passkey(&desk, &form.given).await;
    answer(&desk, &form, proved).await
}

async fn prove_passkey(desk: &Desk, given: &Own) -> Result<(), Refused> {
    let mine = acting(desk)?.account;
    let site = passkey::site(&desk.house.installation).ok_or(Denied::Missing)?;
    let used = desk
        .db()
        .housekeeping(
            "confirm",
            &(site, given.clone()),
            async |tx: &mut Tx, (site, given): &(Webauthn, Own)| {
                passkey::using(tx, site, &given.ceremony, &given.answer).await
            },
        )
        .await?;
    match used {
        Some(account) if account.id == mine => Ok(()),
        _ => Err(Refused::Wrong("passkey", key!("passkey-not-used"))),
    }
}

async fn answer(desk: &Desk, form: &Form<Own>, proved: Result<(), Refused>) -> Response {
    let back = &form.given.back;
    let changed = match proved {
        Ok(()) => confirmed(desk, back).await,
        Err(refused) => Changed::Refused(refused),
    };
    desk.answer(changed, form, async |entered| page(desk, back, &entered).await).await
}

async fn confirmed(desk: &Desk, back: &str) -> Changed<Refused> {
    let done = desk
        .db()
        .change(desk.actor(), back, async |tx: &mut Tx, back: &str| {
            let account = account(tx).await?;
            let session = tx
                .actor()
                .acting::<crate::acting::Acting>()
                .and_then(|acting| acting.session)
                .ok_or(Denied::SignIn)?;
            session::confirm(tx, account.id, session).await?;
            Ok::<_, Refused>(Done::to(if is_ours(back) { back } else { "/" }))
        })
        .await;
    match done {
        Ok(done) => Changed::Done(done),
        Err(refused) => Changed::Refused(refused),
    }
}
