//! Signing in by a code to the phone.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use zeroize::Zeroizing;
use zhibu_kernel::{Fault, Read, Tx, audit::Entry};
use zhibu_rules::phone::Phone;
use zhibu_web::part::{Choice, Field};
use zhibu_web::{Desk, Entered, Form, Page, Pages, T, key};

use super::sign_in::{NotSignedIn, Step, Way, again, let_in, page};
use crate::account::caller::Caller;
use crate::account::code::{self, Phones};
use crate::account::enter::{Secrets, enter};
use crate::account::guess::{self, BEGUN, Count, MESSAGE};
use crate::account::session::Began;
use crate::account::{Account, AccountId};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.post("/sign-in/code", "public", send).post("/sign-in/code/check", "public", check).post(
        "/sign-in/code/choose",
        "public",
        choose,
    )
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage<'a> {
    t: &'a T,
    entered: &'a Entered,
    flow: &'a str,
    back: &'a str,
    mobile: &'a str,
    sent: String,
}

impl CodePage<'_> {
    fn code(&self) -> Field {
        Field::code("code", self.t.get("code-field"))
            .hint(self.sent.clone())
            .error(self.entered.error(self.t, "code"))
            .required()
    }
}

fn code_page(desk: &Desk, flow: &str, given: &Step, entered: &Entered) -> Page {
    let masked = zhibu_web::format::mask_phone(&given.mobile);
    Page::new(
        desk.t.get("code-title"),
        &CodePage {
            t: &desk.t,
            entered,
            flow,
            back: &given.back,
            mobile: &given.mobile,
            sent: desk.t.with("code-sent").arg("mobile", masked).to_string(),
        },
    )
}

#[derive(Template)]
#[template(path = "sign_in/choose_name.html")]
struct ChooseName<'a> {
    t: &'a T,
    flow: &'a str,
    back: &'a str,
    accounts: &'a [Account],
}

impl ChooseName<'_> {
    fn names(&self) -> Field {
        let choices = self
            .accounts
            .iter()
            .map(|account| Choice::new(account.id.to_string(), &account.display_name))
            .collect();
        Field::radios("account", self.t.get("code-whose"), choices)
    }
}

/// The phone book; without one there is no such way, and so no such page.
fn phones(desk: &Desk) -> Result<Arc<Phones>, NotSignedIn> {
    desk.house.offered::<Phones>().ok_or_else(NotSignedIn::gone)
}

async fn send(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let given = &form.given;
    match by_message(&desk, &caller, &given.mobile).await {
        Ok(flow) => desk.show::<Fault>(Ok(code_page(&desk, &flow, given, &desk.blank()))),
        Err(refused) => {
            again(&desk, &form, refused, |entered| page(&desk, &given.back, entered, Way::Code)).await
        }
    }
}

async fn by_message(desk: &Desk, caller: &Caller, typed: &str) -> Result<Zeroizing<String>, NotSignedIn> {
    let phones = phones(desk)?;
    let mobile = Phone::parse(typed)
        .ok()
        .filter(Phone::is_mobile)
        .map(|phone| phone.normal())
        .ok_or(NotSignedIn::Wrong("mobile", key!("code-no-mobile")))?;
    let known = desk
        .read(
            &(Arc::clone(&phones), mobile.clone(), caller.clone()),
            async |read: &mut Read, (phones, mobile, caller): &(Arc<Phones>, String, Caller)| {
                for account in code::accounts_with(read, phones, mobile).await? {
                    if caller.is_known(read, account.id).await? {
                        return Ok::<_, Fault>(true);
                    }
                }
                Ok(false)
            },
        )
        .await?;
    // Whoever asks for codes to another's phone slows down strangers only, never its owner.
    let whose = match caller.device {
        Some(device) if known => Count::new(MESSAGE, &[mobile.as_bytes(), &device]),
        _ => Count::new(MESSAGE, &[mobile.as_bytes()]),
    };
    guess::count(desk.db(), &[whose, caller.count(BEGUN)]).await?;
    let sent = desk
        .db()
        .change(
            desk.actor(),
            &(phones, mobile),
            async |tx: &mut Tx, (phones, mobile): &(Arc<Phones>, String)| {
                code::send(tx, phones, mobile).await
            },
        )
        .await?;
    Ok(sent)
}

/// What a right code leads to.
enum Right {
    In(Box<Secrets>),
    Choose(Vec<Account>, Zeroizing<String>),
}

async fn check(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let given = &form.given;
    match by_code(&desk, &caller, given).await {
        Ok(Right::In(secrets)) => let_in(&desk, &secrets, &given.back),
        Ok(Right::Choose(accounts, flow)) => {
            let choose = ChooseName { t: &desk.t, flow: &flow, back: &given.back, accounts: &accounts };
            desk.show::<Fault>(Ok(Page::new(desk.t.get("code-whose"), &choose)))
        }
        Err(refused) => {
            again(&desk, &form, refused, |entered| code_page(&desk, &given.flow, given, entered)).await
        }
    }
}

async fn by_code(desk: &Desk, caller: &Caller, given: &Step) -> Result<Right, NotSignedIn> {
    let phones = phones(desk)?;
    desk.db()
        .change(
            desk.actor(),
            &(phones, given.clone(), caller.clone()),
            async |tx: &mut Tx, (phones, given, caller): &(Arc<Phones>, Step, Caller)| {
                let right = code::check(tx, phones, &given.flow, &given.code).await?;
                let Some((accounts, flow)) = right else {
                    tx.audit(&Entry::did("access.session.refuse")).await?;
                    return Ok(None);
                };
                if let [account] = accounts.as_slice() {
                    let secrets = choose_one(tx, phones, &flow, account.id, caller).await?;
                    return Ok(Some(Right::In(Box::new(secrets))));
                }
                tx.audit(&Entry::did("access.code.accept")).await?;
                Ok::<_, NotSignedIn>(Some(Right::Choose(accounts, flow)))
            },
        )
        .await?
        .ok_or(NotSignedIn::Wrong("code", key!("code-wrong")))
}

/// Lets one of the accounts of a flow in, by one factor.
async fn choose_one(
    tx: &mut Tx,
    phones: &Phones,
    flow: &str,
    chosen: AccountId,
    caller: &Caller,
) -> Result<Secrets, NotSignedIn> {
    let accounts = code::choice(tx, phones, flow).await?;
    let account = accounts.iter().find(|account| account.id == chosen).ok_or_else(NotSignedIn::gone)?;
    Ok(enter(tx, account, Began::OneFactor, caller).await?)
}

async fn choose(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let given = &form.given;
    match by_name(&desk, &caller, given).await {
        Ok(secrets) => let_in(&desk, &secrets, &given.back),
        Err(refused) => {
            again(&desk, &form, refused, |entered| page(&desk, &given.back, entered, Way::Code)).await
        }
    }
}

async fn by_name(desk: &Desk, caller: &Caller, given: &Step) -> Result<Secrets, NotSignedIn> {
    let phones = phones(desk)?;
    let chosen = given.account.ok_or_else(NotSignedIn::gone)?;
    desk.db()
        .change(
            desk.actor(),
            &(phones, given.flow.clone(), chosen, caller.clone()),
            async |tx: &mut Tx, (phones, flow, chosen, caller): &(Arc<Phones>, String, AccountId, Caller)| {
                choose_one(tx, phones, flow, *chosen, caller).await
            },
        )
        .await
}
