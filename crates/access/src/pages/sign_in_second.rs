//! The second step of signing in: the authenticator, or a recovery code in its place.

use askama::Template;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use zhibu_kernel::{Read, Tx, audit::Entry};
use zhibu_web::part::Field;
use zhibu_web::{Desk, Entered, Form, Page, Pages, T, key};

use super::sign_in::{Next, NotSignedIn, Step, Way, again, go_on, in_or_renew, page};
use crate::account::caller::Caller;
use crate::account::session::Began;
use crate::account::{self, AccountId, flow, guess, totp};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.post("/sign-in/second", "public", with_second)
}

/// The password was right, and the authenticator is asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Second {
    pub(super) account: AccountId,
}

impl flow::State for Second {
    const KIND: &'static str = "second";
}

#[derive(Template)]
#[template(path = "sign_in/second.html")]
struct SecondPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    flow: &'a str,
    back: &'a str,
}

impl SecondPage<'_> {
    fn code(&self) -> Field {
        Field::code("code", self.t.get("second-code"))
            .max_length(20)
            .hint(self.t.get("second-code-hint"))
            .error(self.entered.error(self.t, "code"))
            .required()
    }
}

pub(super) fn second_page(desk: &Desk, flow: &str, back: &str, entered: &Entered) -> Page {
    Page::new(desk.t.get("second-title"), &SecondPage { t: &desk.t, entered, flow, back })
}

async fn with_second(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    let given = &form.given;
    match by_second(&desk, &caller, given).await {
        Ok(next) => go_on(&desk, &next, &given.back),
        Err(refused @ NotSignedIn::Wrong("code", _)) => {
            again(&desk, &form, refused, |entered| second_page(&desk, &given.flow, &given.back, entered))
                .await
        }
        Err(refused) => {
            again(&desk, &form, refused, |entered| page(&desk, &given.back, entered, Way::Password)).await
        }
    }
}

async fn by_second(desk: &Desk, caller: &Caller, given: &Step) -> Result<Next, NotSignedIn> {
    let (second, known) = desk
        .read(
            &(given.flow.clone(), caller.clone()),
            async |read: &mut Read, (flow, caller): &(String, Caller)| {
                let second = flow::open::<Second>(read, flow).await?.ok_or_else(NotSignedIn::gone)?;
                let known = caller.is_known(read, second.account).await?;
                Ok::<_, NotSignedIn>((second, known))
            },
        )
        .await?;
    // Under the account's id: a right password does not take back wrong codes.
    let counts = caller.counts(second.account.0.as_bytes(), known);
    guess::count(desk.db(), &counts).await?;
    let next = desk
        .db()
        .change(
            desk.actor(),
            &(given.clone(), caller.clone()),
            async |tx: &mut Tx, (given, caller): &(Step, Caller)| {
                second_factor(tx, &given.flow, &given.code, caller).await
            },
        )
        .await?;
    let next = next.ok_or(NotSignedIn::Wrong("code", key!("second-wrong")))?;
    guess::right(desk.db(), &counts).await?;
    Ok(next)
}

/// Nothing when the code is wrong; the try then counts.
async fn second_factor(
    tx: &mut Tx,
    secret: &str,
    code: &str,
    caller: &Caller,
) -> Result<Option<Next>, NotSignedIn> {
    let second = flow::attempt::<Second>(tx, secret).await?.ok_or_else(NotSignedIn::gone)?;
    let id = second.account;
    if !totp::accept(tx, id, code).await? && !totp::use_code(tx, id, code).await? {
        tx.audit(&Entry::did("access.session.refuse").on("account", id.0)).await?;
        return Ok(None);
    }
    flow::end(tx, secret).await?;
    let account =
        account::by_id(tx, id).await?.filter(|account| !account.is_locked).ok_or_else(NotSignedIn::gone)?;
    Ok(Some(in_or_renew(tx, &account, Began::TwoFactors, caller).await?))
}
