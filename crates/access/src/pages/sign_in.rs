//! Signing in and out.

use askama::Template;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;
use zhibu_kernel::{Fault, Read, Refuse, Tx};
use zhibu_web::answer::{cookie, is_ours};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{ErrorSummary, Field, Icon, Note, Tone};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use crate::account::session::{self, LONGEST_S, cookie_name};
use crate::account::{self, Account, password};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/sign-in", "public", show)
        .post("/sign-in/password", "public", with_password)
        .post("/sign-out", "public", sign_out)
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    t: &'a T,
    entered: &'a Entered,
    back: &'a str,
}

impl SignIn<'_> {
    fn secrecy(&self) -> Note {
        Note::new(Tone::Warn, self.t.get("not-for-secrets")).icon(Icon::Warn)
    }

    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn user(&self) -> Field {
        Field::text("user", self.t.get("sign-in-user"))
            .value(self.entered.value("user", ""))
            .error(self.entered.error(self.t, "user"))
            .autocomplete("username")
            .required()
    }

    fn password(&self) -> Field {
        Field::password("password", self.t.get("sign-in-password"))
            .error(self.entered.error(self.t, "password"))
            .autocomplete("current-password")
            .required()
    }
}

fn page(desk: &Desk, back: &str, entered: &Entered) -> Page {
    Page::new(
        desk.t.get("sign-in"),
        &SignIn {
            t: &desk.t,
            entered,
            back,
        },
    )
}

async fn show(desk: Desk, Query(query): Query<Back>) -> Response {
    let blank = desk.blank();
    desk.show::<Fault>(Ok(page(&desk, &query.back, &blank)))
}

struct Credentials {
    user: String,
    password: Zeroizing<String>,
    back: String,
}

impl FromForm for Credentials {
    fn read(fields: &mut Fields<'_>) -> Self {
        let password = Zeroizing::new(fields.exact("password"));
        if password.is_empty() {
            fields.problem("password", key!("field-required"));
        }
        Self {
            user: fields.required("user"),
            password,
            back: fields.text("back"),
        }
    }
}

/// Why somebody is not signed in: always the same answer, so that nobody learns who exists.
#[derive(Debug, thiserror::Error)]
enum NotSignedIn {
    #[error("the name or the password is wrong")]
    Wrong,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for NotSignedIn {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Wrong => None,
        }
    }
}

impl Refusal for NotSignedIn {
    fn told(&self) -> Told {
        Told::at("user", key!("sign-in-wrong"))
    }
}

async fn with_password(desk: Desk, headers: HeaderMap, form: Form<Credentials>) -> Response {
    let outcome = if form.problems.is_empty() {
        check(&desk, &form.given).await
    } else {
        Err(NotSignedIn::Wrong)
    };
    let account = match outcome {
        Ok(account) => account,
        Err(refused) => return again(&desk, &form, refused).await,
    };
    let device = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let begun = desk
        .db()
        .change(
            desk.actor(),
            &(account.id, device),
            async |tx: &mut Tx, (id, device): &(account::AccountId, String)| {
                session::start(tx, *id, false, device).await
            },
        )
        .await;
    match begun {
        Ok(secret) => {
            let to = if is_ours(&form.given.back) {
                form.given.back.clone()
            } else {
                "/".into()
            };
            let mut response = Done::to(to).into_response(&desk.house);
            let name = cookie_name(desk.house.installation.tls);
            response
                .headers_mut()
                .append(SET_COOKIE, cookie(&desk.house, name, &secret, LONGEST_S));
            response
        }
        Err(fault) => desk.refuse(&fault),
    }
}

async fn again(desk: &Desk, form: &Form<Credentials>, refused: NotSignedIn) -> Response {
    let back = form.given.back.clone();
    let changed = if form.problems.is_empty() {
        Changed::Refused(refused)
    } else {
        Changed::Unread
    };
    desk.answer(changed, form, async |entered| {
        Ok(page(desk, &back, &entered))
    })
    .await
}

async fn check(desk: &Desk, given: &Credentials) -> Result<Account, NotSignedIn> {
    let account: Option<Account> = desk
        .read(given.user.as_str(), async |read: &mut Read, user: &str| {
            account::by_user_name(read, user)
                .await
                .map_err(NotSignedIn::from)
        })
        .await?;
    let hash = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let right = password::matches(given.password.to_string(), hash).await?;
    account
        .filter(|account| right && !account.is_locked)
        .ok_or(NotSignedIn::Wrong)
}

async fn sign_out(desk: Desk, headers: HeaderMap) -> Response {
    let name = cookie_name(desk.house.installation.tls);
    if let Some(secret) = zhibu_web::desk::Cookies(&headers).get(name) {
        let ended = desk
            .db()
            .change(desk.actor(), secret, async |tx: &mut Tx, secret: &str| {
                session::end(tx, secret).await
            })
            .await;
        if let Err(fault) = ended {
            return desk.refuse(&fault);
        }
    }
    let mut response = Done::to("/")
        .said(key!("signed-out"))
        .into_response(&desk.house);
    response
        .headers_mut()
        .append(SET_COOKIE, cookie(&desk.house, name, "", 0));
    response
}
