//! People follow their organisation, and every figure equals its list on every day.

mod late;
mod undo;

use zhibu::wiring::handlers;
use zhibu_access::org::{self, Approval, Decision, Heirs, Org, OrgId};
use zhibu_access::permit::Scope;
use zhibu_access::role::{ListPeople, ManageOrg, ReadStatistics};
use zhibu_courier::channel::Channel;
use zhibu_kernel::{Actor, Day, Deed, Fault, Read, Tx, sql};
use zhibu_registry::person::list::{self, Figure, Place};
use zhibu_registry::person::{Facts, enter};
use zhibu_registry::stat;
use zhibu_testhouse::House;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn facts(name: String) -> Facts {
    Facts {
        name,
        sex: 1,
        born_on: Some(day("1980-01-01")),
        ethnic_group: Some("01".into()),
        education: None,
        degree: None,
        job_code: None,
        new_stratum: None,
        native_place: None,
        stage: "full".into(),
        membership_status: "normal".into(),
        ending: None,
        entry: "roster".into(),
        applied_on: None,
        joined_on: Some(day("2005-07-01")),
        converted_on: Some(day("2006-07-01")),
        probation_ends_on: None,
        is_floating: false,
        floating_since: None,
        outflow_place: None,
        outflow_reason: None,
        lost_since: None,
        citizen_id: None,
        mobile: None,
        landline: None,
        address: None,
        notes: Vec::new(),
    }
}

async fn fill(house: &House, org: &Org, from: &str, count: usize) {
    let given = (org.clone(), day(from), count);
    house
        .by_system(&given, async |tx: &mut Tx, (org, from, count)| {
            for n in 0..*count {
                enter(tx, org, facts(format!("某{n}")), *from, None).await?;
            }
            let entry = zhibu_kernel::audit::Entry::did("test.fill").within(org.id.0, org.area);
            tx.audit(&entry).await?;
            Ok::<_, Fault>(())
        })
        .await;
}

#[derive(Clone, Copy)]
enum Act {
    Move(OrgId, OrgId),
    Merge(OrgId, OrgId),
    Dissolve(OrgId, OrgId),
    /// The branch first named goes to the part.
    Split(OrgId, OrgId),
}

fn approval() -> Approval {
    Approval { approved_by: Some("县委".into()), basis: Some("青委〔2026〕9号".into()) }
}

async fn act(house: &House, act: Act, on: &str) {
    house
        .by_system(&(act, day(on)), async |tx: &mut Tx, (act, on): &(Act, Day)| {
            let (Act::Move(org, other)
            | Act::Merge(org, other)
            | Act::Dissolve(org, other)
            | Act::Split(org, other)) = *act;
            let (org, permit) = org::open_by_system::<ManageOrg>(tx, org, "a test").await?;
            let (other, there) = org::open_by_system::<ManageOrg>(tx, other, "a test").await?;
            let decision = Decision { approval: approval(), deed: Deed::now(tx.now(), tx.today()).on(*on) };
            match act {
                Act::Split(..) => {
                    let new = zhibu_access::org::NewOrg {
                        kind: "committee".into(),
                        code: None,
                        name: "柳溪新区党委".into(),
                        short_name: None,
                        can_approve_probationary: false,
                        is_area: false,
                        unit_situation: None,
                        founded_on: *on,
                    };
                    let version = org.version;
                    org::split(tx, &permit, &org, version, new, &[other], &decision).await.map(drop)
                }
                Act::Move(..) => {
                    let permits = (&permit, &there);
                    org::move_under(tx, permits, &org, org.version, &other, &decision).await
                }
                Act::Merge(..) => {
                    let version = other.version;
                    let taken = [(org, permit)];
                    org::merge(tx, &there, &other, version, &taken, &decision).await
                }
                Act::Dissolve(..) => {
                    let heirs = Heirs { people: Some(other), subordinates: None };
                    let version = org.version;
                    org::dissolve(tx, &permit, &org, version, &heirs, None, &decision).await
                }
            }
        })
        .await;
}

/// The members of an organisation on a day, which the figure and the list tell alike.
async fn members(house: &House, org: OrgId, on: &str) -> i64 {
    let (figure, listed) = house
        .db
        .read(&Actor::system("test"), &(org, day(on)), async |read: &mut Read, (id, on): &(OrgId, Day)| {
            let (org, _) = org::open_by_system::<ManageOrg>(read, *id, "a test").await.unwrap();
            let actor = read.actor().clone();
            let scope = Scope::<ReadStatistics>::under(&actor, &org.spot()).unwrap();
            let figures = stat::figures(read, &scope, *on).await.unwrap();
            let scope = Scope::<ListPeople>::under(&actor, &org.spot()).unwrap();
            let (mut place, mut listed) = (Place::default(), 0);
            loop {
                let page = list::page(read, &scope, &Figure::members(), *on, &place, 7).await.unwrap();
                let Some(last) = page.last() else { break };
                place = last.place();
                listed += i64::try_from(page.len()).unwrap();
            }
            Ok::<_, Fault>((figures.members(), listed))
        })
        .await
        .unwrap();
    assert_eq!(figure, listed, "the list of {org} on {on} has another length");
    figure
}

#[zhibu_testhouse::test]
async fn figures_equal_lists_before_and_after_the_tree_changed(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let other = house.add_org(&town, "branch", "上塘村党支部").await;
    fill(&house, &branch, "2020-01-01", 12).await;
    fill(&house, &branch, "2026-11-10", 3).await;
    fill(&house, &other, "2021-01-01", 5).await;
    stat::fold_all(&house.db).await.unwrap();

    act(&house, Act::Move(town.id, sister.id), "2026-11-05").await;
    for id in [county.id, town.id, sister.id, branch.id, other.id] {
        // Before anybody followed, a figure and its list tell the same, too.
        members(&house, id, "2026-11-20").await;
    }
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    for (id, before, after) in
        [(county.id, 17, 20), (town.id, 17, 20), (sister.id, 0, 20), (branch.id, 12, 15)]
    {
        assert_eq!(members(&house, id, "2026-11-04").await, before);
        assert_eq!(members(&house, id, "2026-11-20").await, after);
    }
    let moved = sql!("SELECT count(*) FROM registry_person WHERE valid_to = 20261105");
    assert_eq!(house.count(moved).await, 17, "rows are split on the day of the move");

    act(&house, Act::Merge(other.id, branch.id), "2026-11-08").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    stat::fold_all(&house.db).await.unwrap();
    assert_eq!(members(&house, other.id, "2026-11-07").await, 5);
    assert_eq!(members(&house, other.id, "2026-11-08").await, 0);
    assert_eq!(members(&house, branch.id, "2026-11-08").await, 17);

    act(&house, Act::Dissolve(town.id, sister.id), "2026-11-15").await;
    let last = house.add_org(&sister, "branch", "云亭村党支部").await;
    act(&house, Act::Dissolve(branch.id, last.id), "2026-11-16").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    for (id, on, count) in [
        (town.id, "2026-11-14", 20),
        (town.id, "2026-11-15", 0),
        (branch.id, "2026-11-15", 20),
        (branch.id, "2026-11-16", 0),
        (last.id, "2026-11-16", 20),
        (sister.id, "2026-11-16", 20),
        (sister.id, "2026-11-04", 0),
        (county.id, "2019-12-31", 0),
    ] {
        assert_eq!(members(&house, id, on).await, count, "{on}");
    }
}

#[zhibu_testhouse::test]
async fn events_in_any_order_and_again_lead_to_the_same_rows(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_org(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    fill(&house, &branch, "2020-01-01", 4).await;

    // There, back and there again before anybody followed: three events wait.
    act(&house, Act::Move(branch.id, sister.id), "2026-11-05").await;
    act(&house, Act::Move(branch.id, town.id), "2026-11-05").await;
    act(&house, Act::Move(branch.id, sister.id), "2026-03-01").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    for (id, on, count) in [
        (town.id, "2026-02-28", 4),
        (town.id, "2026-03-01", 0),
        (sister.id, "2026-03-01", 4),
        (sister.id, "2026-11-23", 4),
    ] {
        assert_eq!(members(&house, id, on).await, count, "{on}");
    }
    let rows = sql!("SELECT count(*) FROM registry_person");
    let before = house.count(rows).await;
    zhibu_registry::person::follow::follow(&house.db, Day::FIRST, &[county.path]).await.unwrap();
    assert_eq!(house.count(rows).await, before, "following twice changes nothing");
}
