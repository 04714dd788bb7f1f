//! Choosing a password, or a passkey in its place: with an activation code, or because the old
//! password is due.

use askama::Template;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Webauthn;
use zhibu_kernel::{Fault, Read, Tx};
use zhibu_web::part::{Field, Icon};
use zhibu_web::{Desk, Entered, Form, Page, Pages, T, key};

use super::sign_in::{NotSignedIn, Step, Way, again, let_in, page};
use crate::account::caller::Caller;
use crate::account::enter::{Secrets, enter};
use crate::account::guess::{self, ACTIVATION, NETWORK};
use crate::account::session::Began;
use crate::account::{self, Account, AccountId, activation, enrol, flow, passkey, password};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .post("/sign-in/activation", "public", with_activation)
        .post("/sign-in/choose", "public", choose)
        .post("/sign-in/choose/passkey/begin", "public", begin_passkey)
        .post("/sign-in/choose/passkey", "public", choose_passkey)
}

/// Somebody is to choose a password.
#[derive(Serialize, Deserialize)]
pub(super) struct Choosing {
    pub(super) account: AccountId,
    /// What was proved before.
    pub(super) began: Began,
    /// The activation code, which is used up only when the choice is made.
    pub(super) activation: Option<String>,
}

impl flow::State for Choosing {
    const KIND: &'static str = "choose";
    const MINUTES: i64 = 30;
}

#[derive(Template)]
#[template(path = "sign_in/choose.html")]
struct Choose<'a> {
    t: &'a T,
    entered: &'a Entered,
    flow: &'a str,
    back: &'a str,
    lead: String,
    by_passkey: bool,
}

impl Choose<'_> {
    fn password(&self) -> Field {
        new_password(self.t, self.entered)
    }
}

/// The field for a new password.
pub(super) fn new_password(t: &T, entered: &Entered) -> Field {
    Field::password("password", t.get("password-new"))
        .hint(t.get("password-hint"))
        .error(entered.error(t, "password"))
        .autocomplete("new-password")
        .required()
}

pub(super) fn choose_page(desk: &Desk, flow: &str, back: &str, lead: &str, entered: &Entered) -> Page {
    Page::new(
        desk.t.get("choose-title"),
        &Choose {
            t: &desk.t,
            entered,
            flow,
            back,
            lead: desk.t.get(lead).into_owned(),
            by_passkey: passkey::site(&desk.house.installation).is_some(),
        },
    )
}

async fn with_activation(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let back = &form.given.back;
    match by_activation(&desk, &caller, &form.given.activation).await {
        Ok(flow) => {
            desk.show::<Fault>(Ok(choose_page(&desk, &flow, back, key!("choose-lead"), &desk.blank())))
        }
        Err(refused) => {
            again(&desk, &form, refused, |entered| page(&desk, back, entered, Way::Activation)).await
        }
    }
}

async fn by_activation(
    desk: &Desk,
    caller: &Caller,
    code: &str,
) -> Result<zeroize::Zeroizing<String>, NotSignedIn> {
    let counts = [caller.count(ACTIVATION), caller.count(NETWORK)];
    guess::count(desk.db(), &counts).await?;
    let flow = desk
        .db()
        .housekeeping("activation", code, async |tx: &mut Tx, code: &str| {
            let Some((account, afresh)) = activation::find(tx, code).await? else {
                return Ok(None);
            };
            // Only the security administrator's codes begin afresh.
            let began = if afresh { Began::Activation } else { Began::OneFactor };
            let choosing = Choosing { account: account.id, began, activation: Some(code.to_owned()) };
            Ok::<_, Fault>(Some(flow::begin(tx, &choosing).await?))
        })
        .await?;
    let Some(flow) = flow else {
        super::sign_in::note_refused(desk, None).await?;
        return Err(NotSignedIn::Wrong("activation", key!("activation-wrong")));
    };
    guess::right(desk.db(), &counts).await?;
    Ok(flow)
}

/// Whose choice a flow waits for.
async fn chooser(desk: &Desk, flow: &str) -> Result<Account, NotSignedIn> {
    desk.read(flow, async |read: &mut Read, flow: &str| Ok(choosing(read, flow).await?.0)).await
}

async fn choosing(read: &mut Read, flow: &str) -> Result<(Account, Began), NotSignedIn> {
    let choosing = flow::open::<Choosing>(read, flow).await?.ok_or_else(NotSignedIn::gone)?;
    let account = account::by_id(read, choosing.account).await?.filter(|account| !account.is_locked);
    Ok((account.ok_or_else(NotSignedIn::gone)?, choosing.began))
}

/// Whose passkey a flow may make: a password that is due is not enough for a role over others.
async fn passkey_chooser(desk: &Desk, flow: &str) -> Result<Account, NotSignedIn> {
    let (account, began, has_roles) = desk
        .read(flow, async |read: &mut Read, flow: &str| {
            let (account, began) = choosing(read, flow).await?;
            let has_roles = enrol::has_roles(read, account.id).await?;
            Ok::<_, NotSignedIn>((account, began, has_roles))
        })
        .await?;
    if began == Began::OneFactor && has_roles && !desk.house.installation.demo {
        return Err(NotSignedIn::Wrong("passkey", key!("enrol-ask")));
    }
    Ok(account)
}

/// Ends the flow, uses its activation code up, and lets its account in.
async fn chosen(
    tx: &mut Tx,
    flow: &str,
    account: &Account,
    by_passkey: bool,
    caller: &Caller,
) -> Result<Secrets, NotSignedIn> {
    let choosing = flow::open::<Choosing>(tx, flow)
        .await?
        .filter(|choosing| choosing.account == account.id)
        .ok_or_else(NotSignedIn::gone)?;
    let mut holds = flow::end(tx, flow).await?;
    if let Some(code) = &choosing.activation {
        holds = holds && activation::redeem(tx, code).await?;
    }
    if !holds {
        return Err(NotSignedIn::gone());
    }
    let began = if by_passkey { Began::TwoFactors } else { choosing.began };
    Ok(enter(tx, account, began, caller).await?)
}

async fn choose(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let given = &form.given;
    match by_choice(&desk, &caller, given).await {
        Ok((secrets, back)) => let_in(&desk, &secrets, back),
        Err(refused) => refuse(&desk, &form, refused).await,
    }
}

async fn refuse(desk: &Desk, form: &Form<Step>, refused: NotSignedIn) -> Response {
    let given = &form.given;
    let is_over = !matches!(refused, NotSignedIn::Wrong("password" | "passkey", _));
    again(desk, form, refused, |entered| {
        if is_over {
            page(desk, &given.back, entered, Way::First)
        } else {
            choose_page(desk, &given.flow, &given.back, key!("choose-lead"), entered)
        }
    })
    .await
}

async fn by_choice<'a>(
    desk: &Desk,
    caller: &Caller,
    given: &'a Step,
) -> Result<(Secrets, &'a str), NotSignedIn> {
    let account = chooser(desk, &given.flow).await?;
    let site = &desk.house.installation.site_name;
    if let Some(unfit) = password::unfit(&given.password, &account, site) {
        return Err(NotSignedIn::Wrong("password", unfit));
    }
    let hash = password::hash(given.password.to_string()).await?;
    let (secrets, has_roles) = desk
        .db()
        .change(
            desk.actor(),
            &(given.flow.clone(), account, hash, caller.clone()),
            async |tx: &mut Tx, (flow, account, hash, caller): &(String, Account, String, Caller)| {
                let secrets = chosen(tx, flow, account, false, caller).await?;
                password::set(tx, account.id, hash).await?;
                let has_roles = enrol::has_roles(tx, account.id).await?;
                Ok::<_, NotSignedIn>((secrets, has_roles))
            },
        )
        .await?;
    // A role over others opens with a second factor only: that is the next thing to set up.
    let back = if has_roles && !desk.house.installation.demo { "/me/security" } else { given.back.as_str() };
    Ok((secrets, back))
}

async fn begin_passkey(desk: Desk, form: Form<Step>) -> Response {
    let Some(site) = passkey::site(&desk.house.installation) else {
        return desk.refuse(&crate::permit::Denied::Missing);
    };
    let account = match passkey_chooser(&desk, &form.given.flow).await {
        Ok(account) => account,
        Err(refused) => return desk.refuse(&refused),
    };
    let begun = desk
        .db()
        .housekeeping(
            "passkey",
            &(site, account),
            async |tx: &mut Tx, (site, account): &(Webauthn, Account)| {
                passkey::begin_making(tx, site, account).await
            },
        )
        .await;
    match begun {
        Ok(ceremony) => Json(ceremony).into_response(),
        Err(fault) => desk.refuse::<Fault>(&fault),
    }
}

async fn choose_passkey(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    match by_passkey(&desk, &caller, &form.given).await {
        Ok(secrets) => let_in(&desk, &secrets, &form.given.back),
        Err(refused) => refuse(&desk, &form, refused).await,
    }
}

async fn by_passkey(desk: &Desk, caller: &Caller, given: &Step) -> Result<Secrets, NotSignedIn> {
    let site = passkey::site(&desk.house.installation).ok_or_else(NotSignedIn::gone)?;
    let account = passkey_chooser(desk, &given.flow).await?;
    desk.db()
        .change(
            desk.actor(),
            &(site, given.clone(), account, caller.clone()),
            async |tx: &mut Tx, (site, given, account, caller): &(Webauthn, Step, Account, Caller)| {
                let secrets = chosen(tx, &given.flow, account, true, caller).await?;
                let (flow, answer) = (&given.ceremony, &given.answer);
                let made = passkey::make(tx, site, account.id, flow, answer, &caller.agent).await?;
                if !made {
                    return Err(NotSignedIn::Wrong("passkey", key!("passkey-not-made")));
                }
                Ok(secrets)
            },
        )
        .await
}
