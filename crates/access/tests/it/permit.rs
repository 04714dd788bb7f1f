//! No row without a permit.

use zhibu_access::account::session::{self, Began};
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::{Denied, Permit, Scope};
use zhibu_access::role::{ManageOrg, ReadOrg, ReadOwn, Role};
use zhibu_kernel::{Actor, Read, Tx};
use zhibu_testhouse::House;

/// The session of a secret.
async fn found(house: &House, secret: &str) -> session::Found {
    let found = async |read: &mut Read, secret: &str| session::find(read, secret, false).await;
    house.db.read(&Actor::nobody(), secret, found).await.unwrap().unwrap()
}

/// The actor of an account with a role.
async fn actor(house: &House, name: &str, role: Role, org: &org::Org) -> Actor {
    let account = house.appoint(name, role, org).await;
    let secret = house
        .by_system(&account, async |tx: &mut Tx, account| {
            session::start(tx, *account, Began::TwoFactors, "test").await
        })
        .await;
    let found = found(house, &secret).await;
    Actor::account(account.0, found.grant.map(|grant| grant.0), found.acting)
}

async fn open<A: zhibu_access::role::Action>(house: &House, actor: &Actor, id: OrgId) -> Result<(), Denied> {
    house
        .db
        .read(actor, &id, async |read: &mut Read, id: &OrgId| org::open::<A>(read, *id).await.map(drop))
        .await
}

#[zhibu_testhouse::test]
async fn decision_04_no_row_without_a_permit(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let officer = actor(&house, "officer", Role::CommitteeOfficer, &town).await;

    for own in [&town, &branch] {
        open::<ManageOrg>(&house, &officer, own.id).await.unwrap();
    }
    for foreign in [county.id, sister.id, OrgId::fresh()] {
        let denied = open::<ManageOrg>(&house, &officer, foreign).await;
        assert!(matches!(denied, Err(Denied::Missing)), "{denied:?}");
    }

    let secretary = actor(&house, "secretary", Role::Secretary, &branch).await;
    open::<ReadOrg>(&house, &secretary, branch.id).await.unwrap();
    for id in [branch.id, OrgId::fresh()] {
        let denied = open::<ManageOrg>(&house, &secretary, id).await;
        assert!(matches!(denied, Err(Denied::Forbidden(_))), "the answer tells what exists: {denied:?}");
    }

    let nobody = open::<ReadOrg>(&house, &Actor::nobody(), branch.id).await;
    assert!(matches!(nobody, Err(Denied::SignIn)));
    let auditor = actor(&house, "auditor", Role::Auditor, &county).await;
    assert!(matches!(open::<ReadOrg>(&house, &auditor, county.id).await, Err(Denied::Forbidden(_))));
    assert!(matches!(Permit::<ManageOrg>::by_system(&officer, "a trick"), Err(Denied::Missing)));
    assert!(matches!(Scope::<ReadOrg>::under(&officer, &sister.spot()), Err(Denied::Missing)));
    assert!(matches!(Permit::<ReadOwn>::own(&officer, county.id.0), Err(Denied::Missing)));
}

#[zhibu_testhouse::test]
async fn a_code_alone_gives_no_role_over_others(house: House) {
    let county = house.found_county().await;
    let account = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let secret = house
        .by_system(&account, async |tx: &mut Tx, account| {
            session::start(tx, *account, Began::OneFactor, "phone").await
        })
        .await;
    let found = found(&house, &secret).await;
    assert_eq!(found.acting.role, Role::Member);
    let actor = Actor::account(account.0, None, found.acting);
    assert!(open::<ReadOrg>(&house, &actor, county.id).await.is_err());
}

#[zhibu_testhouse::test]
async fn the_tree_is_as_it_was_on_every_day(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let names = async |day: &str| {
        let on: zhibu_kernel::Day = day.parse().unwrap();
        house
            .db
            .read(&Actor::system("test"), &(county.id, on), async |read: &mut Read, (id, on)| {
                org::children(read, *id, *on, None, 20).await
            })
            .await
            .unwrap()
            .into_iter()
            .map(|org| org.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("2026-11-23").await, [town.name]);
    assert_eq!(names("1956-03-31").await, [""; 0]);
}
