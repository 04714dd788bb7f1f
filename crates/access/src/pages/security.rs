//! Signing in, as its owner arranges it: sessions, password, passkeys.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use webauthn_rs::prelude::Webauthn;
use zhibu_kernel::{Fault, Moment, Read, Tx};
use zhibu_web::part::{ErrorSummary, Field, Icon, Note, Tag, Tone};
use zhibu_web::{Changed, Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::device;
use super::mine::{Own, Refused, account, acting, enrolling};
use super::sign_in_password::new_password;
use crate::account::caller::Caller;
use crate::account::passkey::{self, PasskeyId};
use crate::account::session::{self, SessionId};
use crate::account::{Account, enrol, password, totp};
use crate::confirm;
use crate::permit::Denied;

pub(super) const HERE: &str = "/me/security";

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get(HERE, "signed_in", show)
        .post("/me/security/sessions/{session}/end", "signed_in", end_session)
        .post("/me/security/sessions/end-others", "signed_in", end_others)
        .get("/me/security/password", "signed_in", ask_password)
        .post("/me/security/password", "signed_in", set_password)
        .post("/me/security/passkeys/begin", "signed_in", begin_passkey)
        .post("/me/security/passkeys", "signed_in", add_passkey)
        .post("/me/security/passkeys/{passkey}/remove", "signed_in", remove_passkey)
}

/// A session or a passkey with its words.
struct Line {
    id: String,
    device: String,
    when: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "security/page.html")]
struct Security<'a> {
    t: &'a T,
    entered: Entered,
    sessions: Vec<Line>,
    passkeys: Vec<Line>,
    by_passkey: bool,
    has_password: bool,
    has_authenticator: bool,
    codes_left: i64,
    /// Whether a second factor may be set up in this session.
    enrols: bool,
}

impl Security<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn ask(&self) -> Note {
        Note::new(Tone::Warn, self.t.get("enrol-ask")).icon(Icon::Warn)
    }

    fn left(&self) -> String {
        self.t.with("security-codes-left").arg("n", self.codes_left).to_string()
    }
}

fn at(desk: &Desk, moment: Moment) -> String {
    format::moment(moment.timestamp(), desk.db().clock().zone(), &desk.t)
}

pub(super) async fn page(desk: &Desk, entered: Entered) -> Result<Page, Denied> {
    let (account, sessions, passkeys, has_authenticator, codes_left, enrols) = desk
        .read(&(), async |read: &mut Read, (): &()| {
            let account = account(read).await?;
            let sessions = session::list(read, account.id).await?;
            let passkeys = passkey::list(read, account.id).await?;
            let has_authenticator = totp::is_set(read, account.id).await?;
            let left = totp::codes_left(read, account.id).await?;
            let enrols = enrol::may(read).await?;
            Ok::<_, Denied>((account, sessions, passkeys, has_authenticator, left, enrols))
        })
        .await?;
    let current = acting(desk)?.session;
    let sessions = sessions.into_iter().map(|session| Line {
        id: session.id.to_string(),
        device: device::words(&desk.t, &session.device),
        when: desk
            .t
            .with("security-session-when")
            .arg("started", at(desk, session.started_at))
            .arg("seen", at(desk, session.seen_at))
            .to_string(),
        current: Some(session.id) == current,
    });
    let passkeys = passkeys.into_iter().map(|kept| {
        let made = at(desk, kept.made_at);
        let when = match kept.used_at {
            Some(used) => desk.t.with("security-passkey-used").arg("made", made).arg("used", at(desk, used)),
            None => desk.t.with("security-passkey-made").arg("made", made),
        };
        Line {
            id: kept.id.to_string(),
            device: device::words(&desk.t, &kept.device),
            when: when.to_string(),
            current: false,
        }
    });
    let security = Security {
        t: &desk.t,
        entered,
        sessions: sessions.collect(),
        passkeys: passkeys.collect(),
        by_passkey: passkey::site(&desk.house.installation).is_some(),
        has_password: account.password_hash.is_some(),
        has_authenticator,
        codes_left,
        enrols,
    };
    Ok(Page::new(desk.t.get("security-title"), &security))
}

async fn show(desk: Desk) -> Response {
    let page = page(&desk, desk.blank()).await;
    desk.show(page)
}

async fn end_session(desk: Desk, Path(id): Path<SessionId>, form: Form<()>) -> Response {
    let given = Form { given: id, typed: form.typed, problems: form.problems };
    let done = desk
        .change(&given, async |tx: &mut Tx, id: &SessionId| {
            let account = account(tx).await?;
            session::revoke(tx, account.id, *id).await?;
            Ok::<_, Denied>(Done::to(HERE).said(key!("security-session-ended")))
        })
        .await;
    desk.answer(done, &given, async |entered| page(&desk, entered).await).await
}

async fn end_others(desk: Desk, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async |tx: &mut Tx, (): &()| {
            let account = account(tx).await?;
            let keep = current(tx);
            session::revoke_others(tx, account.id, keep).await?;
            Ok::<_, Denied>(Done::to(HERE).said(key!("security-sessions-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, entered).await).await
}

fn current(read: &Read) -> Option<SessionId> {
    read.actor().acting::<crate::acting::Acting>()?.session
}

#[derive(Template)]
#[template(path = "security/password.html")]
struct PasswordPage<'a> {
    t: &'a T,
    entered: Entered,
}

impl PasswordPage<'_> {
    fn old(&self) -> Field {
        Field::password("old", self.t.get("password-old")).error(self.entered.error(self.t, "old")).required()
    }

    fn new_password(&self) -> Field {
        new_password(self.t, &self.entered)
    }

    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }
}

fn password_page(desk: &Desk, entered: Entered) -> Page {
    let t = &desk.t;
    Page::new(t.get("password-title"), &PasswordPage { t, entered })
}

async fn ask_password(desk: Desk) -> Response {
    let page = acting(&desk).map(|_| password_page(&desk, desk.blank()));
    desk.show(page)
}

/// Changes the password: the old one is asked, and all other sessions end.
async fn set_password(desk: Desk, caller: Caller, form: Form<Own>) -> Response {
    let changed = match new_hash(&desk, &caller, &form.given).await {
        Ok(hash) => {
            let given = Form { given: hash, typed: form.typed.clone(), problems: Vec::new() };
            desk.change(&given, async |tx: &mut Tx, hash: &String| {
                let account = account(tx).await?;
                password::set(tx, account.id, hash).await?;
                let keep = current(tx);
                session::revoke_others(tx, account.id, keep).await?;
                Ok::<_, Refused>(Done::to(HERE).said(key!("password-changed")))
            })
            .await
        }
        Err(refused) => Changed::Refused(refused),
    };
    desk.answer(changed, &form, async |entered| Ok(password_page(&desk, entered))).await
}

async fn new_hash(desk: &Desk, caller: &Caller, given: &Own) -> Result<String, Refused> {
    let account = desk.read(&(), async |read: &mut Read, (): &()| account(read).await).await?;
    super::confirm::prove_password(desk, caller, &account, &given.old, "old").await?;
    let site = &desk.house.installation.site_name;
    if let Some(unfit) = password::unfit(&given.password, &account, site) {
        return Err(Refused::Wrong("password", unfit));
    }
    Ok(password::hash(given.password.to_string()).await?)
}

async fn begin_passkey(desk: Desk) -> Response {
    // The script turns an answer that is no ceremony into the page that asks again.
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let Some(site) = passkey::site(&desk.house.installation) else {
        return desk.refuse(&Denied::Missing);
    };
    let begun = desk.read(&(), async |read: &mut Read, (): &()| enrolling(read).await).await;
    let account = match begun {
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

async fn add_passkey(desk: Desk, caller: Caller, form: Form<Own>) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let site = passkey::site(&desk.house.installation);
    let given =
        Form { given: (site, form.given.clone(), caller), typed: form.typed, problems: form.problems };
    let done = desk
        .change(&given, async |tx: &mut Tx, (site, own, caller): &(Option<Webauthn>, Own, Caller)| {
            let account = enrolling(tx).await?;
            let site = site.as_ref().ok_or(Denied::Missing)?;
            let (flow, answer) = (&own.ceremony, &own.answer);
            let made = passkey::make(tx, site, account.id, flow, answer, &caller.agent);
            if !made.await? {
                return Err(Refused::Wrong("passkey", key!("passkey-not-made")));
            }
            Ok(Done::to(HERE).said(key!("passkey-made")))
        })
        .await;
    desk.answer(done, &given, async |entered| Ok(page(&desk, entered).await?)).await
}

async fn remove_passkey(desk: Desk, Path(id): Path<PasskeyId>, form: Form<()>) -> Response {
    if let Err(asked) = confirm::require(&desk, HERE) {
        return asked;
    }
    let given = Form { given: id, typed: form.typed, problems: form.problems };
    let done = desk
        .change(&given, async |tx: &mut Tx, id: &PasskeyId| {
            let account = account(tx).await?;
            passkey::remove(tx, account.id, *id).await?;
            Ok::<_, Denied>(Done::to(HERE).said(key!("passkey-removed")))
        })
        .await;
    desk.answer(done, &given, async |entered| page(&desk, entered).await).await
}
