//! Late entries and the history of a record tell the tree as it was.

use zhibu::wiring::handlers;
use zhibu_access::org::{self, OrgId};
use zhibu_access::role::{ManageOrg, Role};
use zhibu_courier::channel::Channel;
use zhibu_kernel::{Actor, Deed, Fault, Read, Tx, sql};
use zhibu_registry::person::{PersonId, Stretch, enter_many};
use zhibu_testhouse::House;

use super::{Act, act, day, facts, fill, members};

#[zhibu_testhouse::test]
async fn whoever_is_entered_late_lies_where_the_branch_lay_on_each_day(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_org(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    act(&house, Act::Move(branch.id, sister.id), "2026-03-01").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    let moved = house
        .by_system(&branch.id, async |tx: &mut Tx, id: &OrgId| {
            org::open_by_system::<ManageOrg>(tx, *id, "a test").await.map(|(branch, _)| branch)
        })
        .await;
    fill(&house, &moved, "2026-02-01", 2).await;
    let lives =
        vec![vec![Stretch { from: day("2026-02-10"), spot: moved.spot(), facts: facts("某三".into()) }]];
    house
        .by_system(&lives, async |tx: &mut Tx, lives: &Vec<Vec<Stretch>>| {
            let deed = Deed::now(tx.now(), tx.today());
            enter_many(tx, lives, &deed).await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.fill")).await
        })
        .await;
    for (id, on, count) in [
        (town.id, "2026-02-01", 2),
        (town.id, "2026-02-28", 3),
        (town.id, "2026-03-01", 0),
        (sister.id, "2026-02-28", 0),
        (sister.id, "2026-03-01", 3),
        (sister.id, "2026-11-20", 3),
    ] {
        assert_eq!(members(&house, id, on).await, count, "{on}");
    }
}

#[zhibu_testhouse::test]
async fn a_record_tells_what_became_of_its_branch(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_org(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let other = house.add_org(&town, "branch", "上塘村党支部").await;
    fill(&house, &branch, "2020-01-01", 1).await;
    fill(&house, &other, "2026-11-07", 1).await;
    act(&house, Act::Merge(branch.id, other.id), "2026-11-05").await;
    act(&house, Act::Move(town.id, sister.id), "2026-11-09").await;
    house.work_off(&handlers(&house.web, &Channel::Console)).await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    let people = house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut Read, (): &()| {
            let rows = read
                .rows(sql!(
                    "SELECT person_id FROM registry_person GROUP BY person_id ORDER BY min(valid_from)"
                ))
                .await?;
            rows.iter().map(|row| row.at::<PersonId>(0)).collect::<Result<Vec<_>, Fault>>()
        })
        .await
        .unwrap();
    let long_there = officer.get(&format!("/people/{}/changes", people[0])).await;
    long_there
        .shows("柳溪村党支部并入上塘村党支部")
        .shows("2026年11月5日")
        .shows("由县委批准")
        .shows("青委〔2026〕9号");
    long_there.shows("柳溪镇党委由中共青澜县委员会改归云亭镇党委领导");
    let came_later = officer.get(&format!("/people/{}/changes", people[1])).await;
    came_later.hides("并入").shows("改归云亭镇党委领导");
}
