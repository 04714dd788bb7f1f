//! Signing in by password, and out; what all ways of signing in share.

use askama::Template;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::response::Response;
use serde::Deserialize;
use zeroize::Zeroizing;
use zhibu_kernel::{Fault, Read, Refuse, Tx, audit::Entry};
use zhibu_web::answer::{cookie, is_ours};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{ErrorSummary, Field, Icon, Note, Tone};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, key};

use super::sign_in_password::{Choosing, choose_page};
use super::sign_in_second::{Second, second_page};
use crate::account::caller::{Caller, REMEMBERED_S, device_cookie};
use crate::account::code::Phones;
use crate::account::enter::{Secrets, enter};
use crate::account::guess::{self, TooOften};
use crate::account::session::{self, Began, LONGEST_S, cookie_name};
use crate::account::{self, Account, AccountId, flow, passkey, password, totp};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/sign-in", "public", show).post("/sign-in/password", "public", with_password).post(
        "/sign-out",
        "public",
        sign_out,
    )
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

/// The ways of the page; one is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Whichever comes first.
    First,
    Code,
    Password,
    Activation,
}

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct SignIn<'a> {
    t: &'a T,
    entered: &'a Entered,
    back: &'a str,
    by_code: bool,
    by_passkey: bool,
    open: Way,
}

impl SignIn<'_> {
    fn secrecy(&self) -> Note {
        Note::new(Tone::Warn, self.t.get("not-for-secrets")).icon(Icon::Warn)
    }

    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn text(&self, name: &'static str, label: impl Into<String>) -> Field {
        Field::text(name, label)
            .value(self.entered.value(name, ""))
            .error(self.entered.error(self.t, name))
            .required()
    }

    fn mobile(&self) -> Field {
        Field::phone("mobile", self.t.get("sign-in-mobile"))
            .value(self.entered.value("mobile", ""))
            .error(self.entered.error(self.t, "mobile"))
            .autocomplete("tel")
            .required()
    }

    fn user(&self) -> Field {
        self.text("user", self.t.get("sign-in-user")).autocomplete("username")
    }

    fn password(&self) -> Field {
        Field::password("password", self.t.get("sign-in-password")).required()
    }

    fn activation(&self) -> Field {
        self.text("activation", self.t.get("sign-in-activation"))
            .hint(self.t.get("sign-in-activation-hint"))
            .mono()
            .private()
    }
}

/// The page with all ways, one of them open.
pub(super) fn page(desk: &Desk, back: &str, entered: &Entered, open: Way) -> Page {
    let by_code = desk.house.offered::<Phones>().is_some();
    let open = match open {
        Way::First if by_code => Way::Code,
        Way::First => Way::Password,
        other => other,
    };
    Page::new(
        desk.t.get("sign-in"),
        &SignIn {
            t: &desk.t,
            entered,
            back,
            by_code,
            by_passkey: passkey::site(&desk.house.installation).is_some(),
            open,
        },
    )
}

async fn show(desk: Desk, Query(query): Query<Back>) -> Response {
    let blank = desk.blank();
    desk.show::<Fault>(Ok(page(&desk, &query.back, &blank, Way::First)))
}

/// What a step of signing in sends; each step reads its own fields.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) user: String,
    pub(super) password: Zeroizing<String>,
    pub(super) mobile: String,
    pub(super) activation: String,
    pub(super) code: String,
    /// The secret of the flow that waits for this step.
    pub(super) flow: String,
    pub(super) account: Option<AccountId>,
    /// The secret of a passkey's ceremony, and what the browser answered.
    pub(super) ceremony: String,
    pub(super) answer: String,
    pub(super) back: String,
}

impl FromForm for Step {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            user: fields.text("user"),
            password: Zeroizing::new(fields.exact("password")),
            mobile: fields.text("mobile"),
            activation: fields.text("activation"),
            code: fields.text("code"),
            flow: fields.text("flow"),
            account: fields.text("account").parse().ok(),
            ceremony: fields.text("ceremony"),
            answer: fields.text("answer"),
            back: fields.text("back"),
        }
    }
}

/// Why somebody is not signed in: what they may know, and never who exists.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSignedIn {
    #[error("{1} at {0}")]
    Wrong(&'static str, &'static str),
    #[error(transparent)]
    TooOften(TooOften),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl NotSignedIn {
    /// A name or password that is wrong, an account that is not or is locked: all the same.
    pub(super) fn name_or_password() -> Self {
        Self::Wrong("user", key!("sign-in-wrong"))
    }

    /// A flow that ended, was used or never was.
    pub(super) fn gone() -> Self {
        Self::Wrong("main", key!("sign-in-gone"))
    }
}

impl From<TooOften> for NotSignedIn {
    fn from(too_often: TooOften) -> Self {
        match too_often {
            TooOften::Fault(fault) => Self::Fault(fault),
            wait @ TooOften::Wait(_) => Self::TooOften(wait),
        }
    }
}

impl Refuse for NotSignedIn {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Wrong(..) | Self::TooOften(_) => None,
        }
    }
}

impl Refusal for NotSignedIn {
    fn told(&self) -> Told {
        match self {
            Self::Wrong(field, key) => Told::at(field, key),
            Self::TooOften(too_often) => too_often.told(),
            Self::Fault(fault) => fault.told(),
        }
    }
}

/// What follows a step that was right.
pub(super) enum Next {
    In(Box<Secrets>),
    /// The authenticator is asked, under this flow.
    Second(Zeroizing<String>),
    /// A password is to be chosen, under this flow.
    Choose(Zeroizing<String>),
}

/// Answers what follows: a page that asks on, or in.
pub(super) fn go_on(desk: &Desk, next: &Next, back: &str) -> Response {
    let blank = desk.blank();
    match next {
        Next::In(secrets) => let_in(desk, secrets, back),
        Next::Second(flow) => desk.show::<Fault>(Ok(second_page(desk, flow, back, &blank))),
        Next::Choose(flow) => {
            desk.show::<Fault>(Ok(choose_page(desk, flow, back, key!("renew-lead"), &blank)))
        }
    }
}

/// Gives the browser its secrets and leads on.
pub(super) fn let_in(desk: &Desk, secrets: &Secrets, back: &str) -> Response {
    let to = if is_ours(back) { back } else { "/" };
    let mut response = Done::to(to).into_response(&desk.house);
    give_session(desk, &mut response, &secrets.session);
    if let Some(device) = &secrets.device {
        let name = device_cookie(desk.house.installation.tls);
        let device = cookie(&desk.house, name, device, REMEMBERED_S);
        response.headers_mut().append(SET_COOKIE, device);
    }
    response
}

/// Gives the browser the secret of a session.
pub(super) fn give_session(desk: &Desk, response: &mut Response, secret: &str) {
    let name = cookie_name(desk.house.installation.tls);
    let session = cookie(&desk.house, name, secret, LONGEST_S);
    response.headers_mut().append(SET_COOKIE, session);
}

/// Answers a step that was refused with its page again, everything typed, or with how long to
/// wait (RFC 6585, section 4).
pub(super) async fn again(
    desk: &Desk,
    form: &Form<Step>,
    refused: NotSignedIn,
    page: impl FnOnce(&Entered) -> Page,
) -> Response {
    let wait = match &refused {
        NotSignedIn::TooOften(TooOften::Wait(seconds)) => Some(*seconds),
        _ => None,
    };
    let changed = Changed::Refused(refused);
    let mut response = desk.answer(changed, form, async |entered| Ok(page(&entered))).await;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

async fn with_password(desk: Desk, caller: Caller, form: Form<Step>) -> Response {
    match by_password(&desk, &caller, &form.given).await {
        Ok(next) => go_on(&desk, &next, &form.given.back),
        Err(refused) => {
            let back = &form.given.back;
            again(&desk, &form, refused, |entered| page(&desk, back, entered, Way::Password)).await
        }
    }
}

async fn by_password(desk: &Desk, caller: &Caller, given: &Step) -> Result<Next, NotSignedIn> {
    let (account, known) = desk
        .read(
            &(given.user.clone(), caller.clone()),
            async |read: &mut Read, (user, caller): &(String, Caller)| {
                let account = account::by_user_name(read, user).await?;
                // Asked for nobody too, so that nobody costs as much as somebody.
                let id = account.as_ref().map_or(AccountId(uuid::Uuid::nil()), |a| a.id);
                let known = caller.is_known(read, id).await?;
                Ok::<_, Fault>((account, known))
            },
        )
        .await?;
    let typed = given.user.to_lowercase();
    let counts = caller.counts(typed.as_bytes(), known);
    guess::count(desk.db(), &counts).await?;
    let right = match &account {
        _ if given.password.chars().count() > password::LONGEST => {
            password::matches(String::new(), None).await?
        }
        Some(account) => password::matches(given.password.to_string(), account.password_hash.clone()).await?,
        None => password::matches(given.password.to_string(), None).await?,
    };
    let subject = account.as_ref().map(|account| account.id);
    let Some(account) = account.filter(|account| right && !account.is_locked) else {
        note_refused(desk, subject).await?;
        return Err(NotSignedIn::name_or_password());
    };
    guess::right(desk.db(), &counts).await?;
    let next = desk
        .db()
        .change(
            desk.actor(),
            &(account, caller.clone()),
            async |tx: &mut Tx, (account, caller): &(Account, Caller)| {
                after_password(tx, account, caller).await
            },
        )
        .await?;
    Ok(next)
}

/// Records a sign-in that was refused; of nobody's too, so that it costs the same.
pub(super) async fn note_refused(desk: &Desk, account: Option<AccountId>) -> Result<(), Fault> {
    desk.db()
        .change(desk.actor(), &account, async |tx: &mut Tx, account: &Option<AccountId>| {
            let entry = Entry::did("access.session.refuse");
            let entry = match account {
                Some(account) => entry.on("account", account.0),
                None => entry,
            };
            tx.audit(&entry).await
        })
        .await
}

async fn after_password(tx: &mut Tx, account: &Account, caller: &Caller) -> Result<Next, Fault> {
    if totp::is_set(tx, account.id).await? {
        tx.audit(&Entry::did("access.session.first_factor").on("account", account.id.0)).await?;
        let account = account.id;
        return Ok(Next::Second(flow::begin(tx, &Second { account }).await?));
    }
    in_or_renew(tx, account, Began::OneFactor, caller).await
}

/// In, unless the password is too old by the installation's setting.
pub(super) async fn in_or_renew(
    tx: &mut Tx,
    account: &Account,
    began: Began,
    caller: &Caller,
) -> Result<Next, Fault> {
    if password::is_due(tx, account).await? {
        tx.audit(&Entry::did("access.password.due").on("account", account.id.0)).await?;
        let choosing = Choosing { account: account.id, began, activation: None };
        return Ok(Next::Choose(flow::begin(tx, &choosing).await?));
    }
    let secrets = enter(tx, account, began, caller).await?;
    Ok(Next::In(Box::new(secrets)))
}

async fn sign_out(desk: Desk, headers: HeaderMap) -> Response {
    let name = cookie_name(desk.house.installation.tls);
    if let Some(secret) = zhibu_web::desk::Cookies(&headers).get(name) {
        let ended = desk
            .db()
            .change(desk.actor(), secret, async |tx: &mut Tx, secret: &str| session::end(tx, secret).await)
            .await;
        if let Err(fault) = ended {
            return desk.refuse(&fault);
        }
    }
    let mut response = Done::to("/").said(key!("signed-out")).into_response(&desk.house);
    response.headers_mut().append(SET_COOKIE, cookie(&desk.house, name, "", 0));
    response
}
