//! Signing in by passkey.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use webauthn_rs::prelude::Webauthn;
use zhibu_kernel::{Fault, Tx, audit::Entry};
use zhibu_web::{Desk, Form, Pages, key};

use super::sign_in::{NotSignedIn, Step, Way, again, let_in, page};
use crate::account::caller::Caller;
use crate::account::enter::{Secrets, enter};
use crate::account::guess::{self, BEGUN};
use crate::account::passkey;
use crate::account::session::Began;
use crate::permit::Denied;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.post("/sign-in/passkey/begin", "public", begin).post("/sign-in/passkey", "public", with_passkey)
}

/// Begins the ceremony of any passkey: for the sign-in page and for the page that asks again.
pub(super) async fn begin(desk: Desk, caller: Caller) -> Response {
    let Some(site) = passkey::site(&desk.house.installation) else {
        return desk.refuse(&Denied::Missing);
    };
    if let Err(too_often) = guess::count(desk.db(), &[caller.count(BEGUN)]).await {
        return desk.refuse(&too_often);
    }
    let begun = desk
        .db()
        .housekeeping("passkey", &site, async |tx: &mut Tx, site: &Webauthn| {
            passkey::begin_using(tx, site).await
        })
        .await;
    match begun {
        Ok(ceremony) => Json(ceremony).into_response(),
        Err(fault) => desk.refuse::<Fault>(&fault),
    }
}

async fn with_passkey(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    match by_passkey(&desk, &caller, &form.given).await {
        Ok(secrets) => let_in(&desk, &secrets, &form.given.back),
        Err(refused) => {
            let back = &form.given.back;
            again(&desk, &form, refused, |entered| page(&desk, back, entered, Way::First)).await
        }
    }
}

async fn by_passkey(desk: &Desk, caller: &Caller, given: &Step) -> Result<Secrets, NotSignedIn> {
    let site = passkey::site(&desk.house.installation).ok_or_else(NotSignedIn::gone)?;
    desk.db()
        .change(
            desk.actor(),
            &(site, given.clone(), caller.clone()),
            async |tx: &mut Tx, (site, given, caller): &(Webauthn, Step, Caller)| {
                let account = passkey::using(tx, site, &given.ceremony, &given.answer).await?;
                let Some(account) = account else {
                    tx.audit(&Entry::did("access.session.refuse")).await?;
                    return Ok::<_, NotSignedIn>(None);
                };
                Ok(Some(enter(tx, &account, Began::TwoFactors, caller).await?))
            },
        )
        .await?
        .ok_or(NotSignedIn::Wrong("passkey", key!("passkey-not-used")))
}
