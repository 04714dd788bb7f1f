//! Every route, asked for by every role and by nobody, about the own organisation, one below,
//! one above and one beside.
//!
//! What must come out follows from two things only: the action that the route says it needs, and
//! the committed table `roles.csv`. A route that says one thing and does another fails here, and
//! so does one that tells from its answer what exists.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use uuid::Uuid;
use zhibu_access::org::Org;
use zhibu_access::role::{Role, allows};
use zhibu_kernel::{Fault, Tx};
use zhibu_registry::person::{self, Facts, Person};
use zhibu_testhouse::{House, Reply, Visitor};
use zhibu_web::room::{Route, Verb};

use crate::rooms;

/// Where the thing asked for lies, seen from the role's organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Own,
    Child,
    Parent,
    Sister,
    Nowhere,
}

const PLACES: [Where; 5] = [Where::Own, Where::Child, Where::Parent, Where::Sister, Where::Nowhere];

struct World {
    things: BTreeMap<Where, (String, String)>,
    visitors: Vec<(Role, Visitor)>,
}

async fn world(house: &House) -> World {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let mut things = BTreeMap::new();
    for (place, org) in
        [(Where::Own, &town), (Where::Child, &branch), (Where::Parent, &county), (Where::Sister, &sister)]
    {
        let name = if place == Where::Sister { "丁望舒" } else { "孙禾青" };
        let person = live_in(house, org, name).await;
        things.insert(place, (org.id.to_string(), person.id.to_string()));
    }
    things.insert(
        Where::Nowhere,
        (Uuid::from_u128(1).simple().to_string(), Uuid::from_u128(2).simple().to_string()),
    );
    let mut visitors = vec![(Role::Public, house.passer_by())];
    for role in Role::ALL.into_iter().filter(|role| role.is_granted()) {
        visitors.push((role, house.signed_in(role.word(), role, &town).await));
    }
    World { things, visitors }
}

async fn live_in(house: &House, org: &Org, name: &'static str) -> Person {
    house
        .by_system(org, async move |tx: &mut Tx, org: &Org| {
            let facts = Facts::someone(name, tx.today());
            let from = tx.today();
            let person = person::enter(tx, org, facts, from, None).await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.person.enter")).await?;
            Ok::<_, Fault>(person)
        })
        .await
}

/// The address with its ids filled in; other ids are of things that do not exist.
fn fill(path: &str, org: &str, person: &str) -> String {
    let unknown = Uuid::from_u128(3).simple().to_string();
    path.split('/')
        .map(|part| match part.strip_prefix('{').and_then(|part| part.split('}').next()) {
            Some("org") => part.replacen("{org}", org, 1),
            Some("person") => part.replacen("{person}", person, 1),
            Some(name) => part.replacen(&format!("{{{name}}}"), &unknown, 1),
            None => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn ask(visitor: &Visitor, route: &Route, path: &str) -> Reply {
    let mut visitor = visitor.clone();
    match route.verb {
        Verb::Get => visitor.get(path).await,
        Verb::Post => visitor.post(path, &[]).await,
    }
}

/// What the table says must come out; `None` where it depends on what is typed.
fn verdict(route: &Route, role: Role, place: Where) -> Option<&'static [StatusCode]> {
    const SIGN_IN: &[StatusCode] = &[StatusCode::SEE_OTHER];
    const FORBIDDEN: &[StatusCode] = &[StatusCode::FORBIDDEN];
    // What was sent may be wrong before the thing is looked for; then the answer is the same for
    // things that exist and for things that do not, as the other test shows.
    const MISSING: &[StatusCode] = &[StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY];
    if route.needs == "public" {
        return None;
    }
    if role == Role::Public {
        return Some(SIGN_IN);
    }
    if route.needs == "signed_in" || route.needs.starts_with("own.") {
        return None;
    }
    if !allows(role, route.needs) {
        return Some(FORBIDDEN);
    }
    let has_place = route.path.contains("{org}") || route.path.contains("{person}");
    (has_place && matches!(place, Where::Parent | Where::Sister | Where::Nowhere)).then_some(MISSING)
}

#[zhibu_testhouse::test]
async fn every_route_with_every_role(house: House) {
    let world = world(&house).await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for room in rooms() {
        for route in (room.pages)().routes() {
            if route.path == "/sign-out" {
                continue;
            }
            for (role, visitor) in &world.visitors {
                for place in PLACES {
                    let (org, person) = &world.things[&place];
                    let path = fill(route.path, org, person);
                    let reply = ask(visitor, route, &path).await;
                    asked += 1;
                    let fits =
                        verdict(route, *role, place).is_none_or(|allowed| allowed.contains(&reply.status));
                    if !fits || reply.status.is_server_error() {
                        wrong.push(format!(
                            "{:?} {} ({}) by {role} at {place:?}: {}",
                            route.verb, route.path, route.needs, reply.status
                        ));
                    }
                    let has_place = route.path.contains("{org}") || route.path.contains("{person}");
                    if !has_place {
                        break;
                    }
                }
            }
        }
    }
    assert!(asked > 0, "no route was asked for");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[zhibu_testhouse::test(sqlite)]
async fn no_answer_tells_what_exists(house: House) {
    let world = world(&house).await;
    for room in rooms() {
        for route in (room.pages)()
            .routes()
            .iter()
            .filter(|route| route.path.contains("{org}") || route.path.contains("{person}"))
        {
            for (role, visitor) in &world.visitors {
                let (org, person) = &world.things[&Where::Sister];
                let foreign = ask(visitor, route, &fill(route.path, org, person)).await;
                let (org, person) = &world.things[&Where::Nowhere];
                let unknown = ask(visitor, route, &fill(route.path, org, person)).await;
                let told = format!("{:?} {} by {role}", route.verb, route.path);
                assert_eq!(foreign.status, unknown.status, "{told}");
                for name in ["丁望舒", "云亭镇"] {
                    assert!(!foreign.text.contains(name), "{told} shows {name}");
                }
                if foreign.status == StatusCode::NOT_FOUND {
                    let blank = |reply: &Reply, ids: &(String, String)| {
                        reply.text.replace(&ids.0, "").replace(&ids.1, "")
                    };
                    assert_eq!(
                        blank(&foreign, &world.things[&Where::Sister]),
                        blank(&unknown, &world.things[&Where::Nowhere]),
                        "{told}"
                    );
                }
            }
        }
    }
}

/// The page that says that there is no such page.
fn is_missing(reply: &Reply) -> bool {
    reply.status == StatusCode::NOT_FOUND
        && reply.text.contains("没有这一页")
        && reply.text.contains("</html>")
}

#[zhibu_testhouse::test(sqlite)]
async fn an_address_that_makes_no_sense_leads_to_the_page_that_says_so(house: House) {
    let world = world(&house).await;
    let may = |role: Role, needs: &str| {
        role != Role::Public
            && (allows(role, needs) || needs == "public" || needs == "signed_in" || needs.starts_with("own."))
    };
    let mut wrong = Vec::new();
    for room in rooms() {
        for route in (room.pages)().routes().iter().filter(|route| route.path.contains('{')) {
            let (role, visitor) =
                world.visitors.iter().find(|(role, _)| may(*role, route.needs)).expect("somebody may");
            for nonsense in ["zzz", "01234", "%E4%BA%91", "a%2Fb"] {
                let reply = ask(visitor, route, &without_sense(route.path, nonsense)).await;
                if !is_missing(&reply) {
                    wrong.push(format!("{:?} {} by {role}: {}", route.verb, route.path, reply.status));
                }
            }
        }
    }
    for (role, path) in [(Role::DepartmentOfficer, "/import?org=zzz"), (Role::DepartmentOfficer, "/view")] {
        let (_, visitor) = world.visitors.iter().find(|(known, _)| *known == role).expect("they are here");
        let reply = visitor.clone().get(path).await;
        if !is_missing(&reply) {
            wrong.push(format!("{path}: {}", reply.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The path with something in place of each id that is none.
fn without_sense(path: &str, nonsense: &str) -> String {
    let parts = path.split('/').map(|part| match part.split_once('{') {
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            format!("{before}{nonsense}{after}")
        }
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_needs_an_action_of_the_table() {
    for room in rooms() {
        for route in (room.pages)().routes() {
            let known = matches!(route.needs, "public" | "signed_in")
                || zhibu_access::role::actions().any(|action| action == route.needs);
            assert!(known, "{} needs {:?}", route.path, route.needs);
        }
    }
}
