//! The front door: every page of the house behind the layer that knows who asks.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use zhibu_kernel::{Actor, Fault, Read};
use zhibu_web::desk::Cookies;
use zhibu_web::room::Verb;
use zhibu_web::seen::Seen;
use zhibu_web::shell::{PersonChip, TrailItem};
use zhibu_web::{Desk, House, Lang, T, key};

use crate::account::code::Asked;
use crate::account::session::{self, Found, cookie_name};
use crate::acting::Acting;
use crate::permit::{self, Denied};
use crate::role::Role;

/// The whole house as one service.
pub fn router(house: &House) -> Router {
    let mut needs = Needs::new();
    let mut router = Router::new();
    let rooms = house.rooms.iter().map(|room| (room.pages)());
    for pages in std::iter::once(zhibu_web::outside::pages()).chain(rooms) {
        for route in pages.routes() {
            needs.insert((route.verb == Verb::Post, route.path), route.needs);
        }
        router = router.merge(pages.into_router());
    }
    let router = router
        .merge(zhibu_web::asset::routes())
        .fallback(missing)
        .layer(from_fn_with_state((house.clone(), Arc::new(needs)), gate))
        .layer(from_fn_with_state(house.clone(), recognise));
    zhibu_web::outside::protect(router, house).with_state(house.clone())
}

/// What each route needs: by whether it changes, and its path.
type Needs = HashMap<(bool, &'static str), &'static str>;

/// Turns away, before anything that was sent is read, whoever may not do what a route needs with
/// anything at all. Whether they may do it with the very thing they ask for, its `open` decides.
async fn gate(State((house, needs)): State<(House, Arc<Needs>)>, request: Request, next: Next) -> Response {
    let is_post = request.method() == Method::POST;
    let path = request.extensions().get::<MatchedPath>();
    let need = path.and_then(|path| needs.get(&(is_post, path.as_str())).copied());
    let actor = request.extensions().get::<Seen>().map(|seen| &seen.actor);
    let nobody = Actor::nobody();
    let denied = need.and_then(|need| may_at_all(actor.unwrap_or(&nobody), need).err());
    let (mut parts, body) = request.into_parts();
    let Some(denied) = denied else {
        let asked = Request::from_parts(parts.clone(), body);
        let answer = next.run(asked).await;
        return if is_bare(&answer) { refused(&house, &mut parts, &Denied::Missing).await } else { answer };
    };
    refused(&house, &mut parts, &denied).await
}

/// Whether an answer comes from before any handler: an address that no handler can read, such as
/// a broken id, or a form's address opened as a page.
fn is_bare(answer: &Response) -> bool {
    matches!(answer.status(), StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED)
}

async fn refused(house: &House, parts: &mut Parts, denied: &Denied) -> Response {
    match Desk::from_request_parts(parts, house).await {
        Ok(desk) => desk.refuse(denied),
        Err(never) => match never {},
    }
}

fn may_at_all(actor: &Actor, need: &'static str) -> Result<(), Denied> {
    match need {
        "public" => Ok(()),
        own if own == "signed_in" || own.starts_with("own.") => {
            actor.acting::<Acting>().map(drop).ok_or(Denied::SignIn)
        }
        action => permit::may_do(actor, action),
    }
}

async fn missing(desk: Desk) -> Response {
    desk.refuse(&Denied::Missing)
}

/// Puts into each request who asks.
async fn recognise(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let secret = Cookies(request.headers()).get(cookie_name(house.installation.tls)).map(str::to_owned);
    if let Some(secret) = secret {
        match known(&house, secret).await {
            Ok(Some(found)) => {
                let touched = session::touch(&house.db, &found).await;
                if let Err(fault) = touched {
                    tracing::warn!(%fault, "a session could not be noted as used");
                }
                let lang = Cookies(request.headers())
                    .get("lang")
                    .and_then(|tag| tag.parse().ok())
                    .unwrap_or(Lang::ZhCn);
                request.extensions_mut().insert(seen(&house, &found, lang));
                request.extensions_mut().insert(found);
            }
            Ok(None) => {}
            Err(fault) => tracing::error!(%fault, "a session could not be looked up"),
        }
    }
    next.run(request).await
}

/// The session of a secret, as it stands now.
async fn known(house: &House, secret: String) -> Result<Option<Found>, Fault> {
    let one_factor_is_enough = house.installation.demo;
    let asked = (secret, house.offered::<Standings>());
    let look = async move |read: &mut Read, (secret, standings): &(String, Option<Arc<Standings>>)| {
        let Some(mut found) = session::find(read, secret, one_factor_is_enough).await? else {
            return Ok(None);
        };
        // Somebody without a role over others stands as what they are: member or applicant.
        if let (Role::Member, Some(person), Some(standings)) =
            (found.acting.role, found.acting.person, standings)
        {
            found.acting.role = standings.0.role_of(read, person).await?;
        }
        Ok(Some(found))
    };
    house.db.read(&Actor::system("session"), &asked, look).await
}

/// What a person is to the Party, which the registry knows.
pub trait Standing: Send + Sync {
    /// [`Role::Member`] or [`Role::Applicant`].
    fn role_of<'a>(&'a self, read: &'a mut zhibu_kernel::Read, person: uuid::Uuid) -> Asked<'a, Role>;
}

/// The registry's knowledge as a service of the house. Without it everybody is a member.
#[derive(Clone)]
pub struct Standings(pub Arc<dyn Standing>);

fn seen(house: &House, found: &Found, lang: Lang) -> Seen {
    let acting = &found.acting;
    let mut actor = Actor::account(acting.account.0, found.grant.map(|grant| grant.0), acting.clone());
    if let Some(mandate) = &found.mandate {
        actor = actor.on_behalf_of(mandate.principal);
    }
    let t = T::new(Arc::clone(&house.texts), lang);
    let trail = found
        .trail
        .iter()
        .map(|above| TrailItem {
            href: (above.path.starts_with(&acting.path)).then(|| format!("/orgs/{}", above.id)),
            label: above.name.clone(),
        })
        .collect();
    Seen {
        actor,
        chip: Some(PersonChip {
            name: acting.name.clone(),
            role: role_name(&t, acting.role),
            href: "/me/role".into(),
        }),
        trail,
        role: acting.role.word(),
        home: home(acting.role),
        one_factor: !acting.two_factors,
        on_behalf_of: found.mandate.as_ref().map(|mandate| mandate.principal_name.clone()),
    }
}

/// The name of a role in the words of a language.
#[must_use]
pub fn role_name(t: &T, role: Role) -> String {
    let key = match role {
        Role::Public => key!("role-public"),
        Role::Member => key!("role-member"),
        Role::Applicant => key!("role-applicant"),
        Role::Secretary => key!("role-secretary"),
        Role::CommitteeOfficer => key!("role-committee-officer"),
        Role::DepartmentOfficer => key!("role-department-officer"),
        Role::Editor => key!("role-editor"),
        Role::Reviewer => key!("role-reviewer"),
        Role::Teacher => key!("role-teacher"),
        Role::Scrutineer => key!("role-scrutineer"),
        Role::Inspector => key!("role-inspector"),
        Role::SystemAdmin => key!("role-system-admin"),
        Role::SecurityAdmin => key!("role-security-admin"),
        Role::Auditor => key!("role-auditor"),
    };
    t.get(key).into_owned()
}

/// Where a role starts.
fn home(role: Role) -> String {
    match role {
        Role::Public => "/",
        Role::Secretary => "/today",
        Role::CommitteeOfficer | Role::DepartmentOfficer | Role::Inspector => "/orgs",
        Role::SystemAdmin => "/system",
        Role::SecurityAdmin => "/accounts",
        Role::Auditor => "/audit",
        Role::Member | Role::Applicant | Role::Editor | Role::Reviewer | Role::Teacher | Role::Scrutineer => {
            "/me"
        }
    }
    .into()
}
