//! A county's worth of organisations goes elsewhere in one act, and comes back.

use zhibu_access::org::{self, Approval, Decision, OrgId};
use zhibu_access::role::ManageOrg;
use zhibu_kernel::db::Engine;
use zhibu_kernel::{Deed, Fault, Tx, bind, sql};
use zhibu_testhouse::House;

/// Branches under each of the committees below the town.
const EACH: i64 = 400;
const COMMITTEES: usize = 5;

/// Branches under a committee, as many as nobody would create one by one.
async fn crowd(house: &House, committee: &org::Org) {
    let engine = house.db.engine();
    house
        .by_system(&(committee.clone(), engine), async |tx: &mut Tx, (committee, engine)| {
            // Their ids and paths are put together by the engine, each in its own way.
            let rows = match engine {
                Engine::Sqlite => sql!(
                    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $4) \
                     INSERT INTO access_org (id, area_id, superior_id, path, next_slot, kind, name, sort_key, \
                     initials, is_area, can_approve_probationary, founded_on, version) \
                     SELECT randomblob(16), $1, $2, $3 || printf('%04d', i), 0, 'branch', '党支部', '', '', 0, 0, \
                     20200101, 1 FROM n"
                ),
                Engine::Postgres => sql!(
                    "INSERT INTO access_org (id, area_id, superior_id, path, next_slot, kind, name, sort_key, \
                     initials, is_area, can_approve_probationary, founded_on, version) \
                     SELECT gen_random_uuid(), $1, $2, $3 || lpad(CAST(i AS text), 4, '0'), 0, 'branch', '党支部', \
                     '', '', 0, 0, 20200101, 1 FROM generate_series(0, CAST($4 AS bigint) - 1) AS i"
                ),
            };
            tx.execute(bind!(rows, committee.area, committee.id, committee.path.as_str(), EACH)).await?;
            tx.execute(bind!(
                sql!(
                    "INSERT INTO access_org_period (org_id, valid_from, valid_to, superior_id, path, kind, name, \
                     recorded_at) SELECT id, founded_on, 99991231, superior_id, path, kind, name, 0 \
                     FROM access_org WHERE superior_id = $1"
                ),
                committee.id
            ))
            .await?;
            tx.execute(bind!(
                sql!("INSERT INTO access_org_path (path, org_id) SELECT path, id FROM access_org WHERE superior_id = $1"),
                committee.id
            ))
            .await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.crowd")).await
        })
        .await;
}

async fn go(house: &House, org: OrgId, to: OrgId, on: &str) {
    let on: zhibu_kernel::Day = on.parse().unwrap();
    house
        .by_system(&(org, to, on), async |tx: &mut Tx, (org, to, on)| {
            let (org, permit) = org::open_by_system::<ManageOrg>(tx, *org, "a test").await?;
            let (to, there) = org::open_by_system::<ManageOrg>(tx, *to, "a test").await?;
            let deed = Deed::now(tx.now(), tx.today()).on(*on);
            let decision = Decision { approval: Approval::default(), deed };
            org::move_under(tx, (&permit, &there), &org, org.version, &to, &decision).await
        })
        .await;
}

#[zhibu_testhouse::test]
async fn a_subtree_of_thousands_moves_in_one_act(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    for n in 0..COMMITTEES {
        let committee = house.add_org(&town, "committee", &format!("第{n}党委")).await;
        crowd(&house, &committee).await;
    }
    let below = async |top: OrgId| {
        house
            .by_system(&top, async |tx: &mut Tx, top: &OrgId| {
                let (top, _) = org::open_by_system::<ManageOrg>(tx, *top, "a test").await.unwrap();
                let today = tx.today();
                let then = org::count_by_kind(tx, &top.path, today, i64::MAX - 1).await?;
                Ok::<_, Fault>(then.unwrap().values().sum::<i64>())
            })
            .await
    };
    let all = i64::try_from(COMMITTEES).unwrap() * (EACH + 1) + 1;
    assert_eq!((below(town.id).await, below(sister.id).await), (all, 1));
    go(&house, town.id, sister.id, "2026-11-05").await;
    assert_eq!((below(town.id).await, below(sister.id).await), (all, all + 1));
    go(&house, town.id, county.id, "2026-11-06").await;
    assert_eq!((below(town.id).await, below(sister.id).await), (all, 1));
}
