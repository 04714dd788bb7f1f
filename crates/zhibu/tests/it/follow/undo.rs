//! Acts on the tree are taken back, and people return.

use zhibu::wiring::handlers;
use zhibu_access::org::{self, OrgId};
use zhibu_access::role::{ManageOrg, Role};
use zhibu_courier::channel::Channel;
use zhibu_kernel::{Tx, sql};
use zhibu_registry::stat;
use zhibu_testhouse::{House, Reply, Visitor};

use super::{Act, act, fill, members};

/// Takes the last deed on an organisation back, as its officer; answers the page that comes.
async fn take_back(house: &House, officer: &mut Visitor, id: OrgId) -> Reply {
    let act = house.by_system(&id, async |tx: &mut Tx, id: &OrgId| org::last_act(tx, *id).await).await;
    let undo = format!("/orgs/acts/{}/undo", act.expect("something was done"));
    officer.get(&undo).await.shows("要撤回的");
    let reply = officer.post(&undo, &[]).await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    reply
}

#[zhibu_testhouse::test]
async fn people_return_when_an_end_is_taken_back(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let other = house.add_org(&sister, "branch", "上塘村党支部").await;
    let last = house.add_org(&sister, "branch", "下塘村党支部").await;
    fill(&house, &branch, "2020-01-01", 6).await;
    fill(&house, &other, "2021-01-01", 3).await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    let work = async || house.work_off(&handlers(&house.web, &Channel::Console)).await;

    act(&house, Act::Merge(branch.id, other.id), "2026-11-05").await;
    work().await;
    act(&house, Act::Dissolve(other.id, last.id), "2026-11-08").await;
    work().await;
    stat::fold_all(&house.db).await.unwrap();
    assert_eq!(members(&house, last.id, "2026-11-20").await, 9);

    // The merger has a later act upon it, which is named.
    let refused = take_back(&house, &mut officer, branch.id).await;
    refused.refuses("上塘村党支部在 2026-11-08 又撤销").refuses("请先撤回那一次");
    take_back(&house, &mut officer, other.id).await.succeeds();
    for (id, on, count) in
        [(last.id, "2026-11-20", 0), (other.id, "2026-11-20", 9), (branch.id, "2026-11-04", 6)]
    {
        assert_eq!(members(&house, id, on).await, count, "{on}");
    }
    // The superior of the branch has moved meanwhile; the branch comes back where it is now.
    act(&house, Act::Move(town.id, sister.id), "2026-11-10").await;
    work().await;
    take_back(&house, &mut officer, branch.id).await.succeeds();
    for (id, on, count) in [
        (branch.id, "2026-11-04", 6),
        (branch.id, "2026-11-20", 6),
        (other.id, "2026-11-20", 3),
        (town.id, "2026-11-09", 6),
        (town.id, "2026-11-20", 6),
        (sister.id, "2026-11-09", 3),
        (sister.id, "2026-11-20", 9),
        (county.id, "2026-11-20", 9),
    ] {
        assert_eq!(members(&house, id, on).await, count, "{id} {on}");
    }
    assert_eq!(house.count(sql!("SELECT count(*) FROM registry_led")).await, 0);
    assert_eq!(house.count(sql!("SELECT count(*) FROM access_org_successor")).await, 0);
    take_back(&house, &mut officer, branch.id).await;
    assert_eq!(members(&house, branch.id, "2026-11-20").await, 6, "the founding was taken back");
}

#[zhibu_testhouse::test]
async fn two_ends_taken_back_before_anybody_followed_lead_everybody_home(house: House) {
    let county = house.found_county().await;
    let [one, two, three] = [
        house.add_org(&county, "branch", "柳溪村党支部").await,
        house.add_org(&county, "branch", "上塘村党支部").await,
        house.add_org(&county, "branch", "下塘村党支部").await,
    ];
    fill(&house, &one, "2020-01-01", 4).await;
    fill(&house, &two, "2020-01-01", 2).await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    act(&house, Act::Merge(one.id, two.id), "2026-11-05").await;
    act(&house, Act::Merge(two.id, three.id), "2026-11-08").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    assert_eq!(members(&house, three.id, "2026-11-20").await, 6);
    for id in [two.id, one.id] {
        let act = house.by_system(&id, async |tx: &mut Tx, id: &OrgId| org::last_act(tx, *id).await).await;
        officer.post(&format!("/orgs/acts/{}/undo", act.unwrap()), &[]).await.succeeds();
    }
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    for (org, count) in [(one, 4), (two, 2), (three, 0)] {
        assert_eq!(members(&house, org.id, "2026-11-20").await, count, "{}", org.name);
    }
}

#[zhibu_testhouse::test]
async fn what_was_split_off_goes_back_with_whoever_was_entered_there(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    fill(&house, &branch, "2020-01-01", 5).await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    act(&house, Act::Split(town.id, branch.id), "2026-11-05").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    assert_eq!(members(&house, town.id, "2026-11-20").await, 0);
    let part = house
        .by_system(&branch.id, async |tx: &mut Tx, id: &OrgId| {
            let (branch, _) = org::open_by_system::<ManageOrg>(tx, *id, "a test").await?;
            let part = branch.superior.expect("a branch has a superior");
            org::open_by_system::<ManageOrg>(tx, part, "a test").await.map(|(part, _)| part)
        })
        .await;
    fill(&house, &part, "2026-11-06", 1).await;
    assert_eq!(members(&house, part.id, "2026-11-20").await, 6);
    let below = house.add_org(&part, "branch", "新区党支部").await;
    take_back(&house, &mut officer, town.id).await.refuses("新区党支部在它下面");
    take_back(&house, &mut officer, below.id).await.succeeds();
    take_back(&house, &mut officer, town.id).await.succeeds();
    for (id, on, count) in
        [(town.id, "2026-11-04", 5), (town.id, "2026-11-20", 6), (part.id, "2026-11-20", 0)]
    {
        assert_eq!(members(&house, id, on).await, count, "{on}");
    }
    officer.get(&format!("/orgs/{}", part.id)).await.shows("已撤回");
}
