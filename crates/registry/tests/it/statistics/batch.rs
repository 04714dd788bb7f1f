//! Batches: nothing of one counts before it is shown, everything afterwards, and settling changes
//! no figure.

use uuid::Uuid;
use zhibu_access::org::Org;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Tx, bind, sql};
use zhibu_registry::person;
use zhibu_registry::person::counted::Dimension;
use zhibu_registry::stat;
use zhibu_testhouse::House;

use super::{day, enter, figures, listed, member, recounts};

async fn stage(house: &House, org: &Org, batch: Uuid, people: usize) {
    house
        .by_system(&(org.clone(), batch), async move |tx: &mut Tx, (org, batch): &(Org, Uuid)| {
            tx.audit(&Entry::did("test.batch.stage")).await?;
            let gate = sql!(
                "INSERT INTO registry_gate (batch_id, shown) VALUES ($1, 0) ON CONFLICT (batch_id) DO NOTHING"
            );
            tx.execute(bind!(gate, *batch)).await?;
            for _ in 0..people {
                person::enter(tx, org, member(), day("2026-01-01"), Some(*batch)).await?;
            }
            Ok::<_, zhibu_kernel::Fault>(())
        })
        .await;
}

async fn run(house: &House, statement: &'static zhibu_kernel::db::Statement, batch: Uuid) {
    house
        .by_system(&batch, async move |tx: &mut Tx, batch: &Uuid| {
            tx.audit(&Entry::did("test.batch.run")).await?;
            tx.execute(bind!(statement, *batch)).await
        })
        .await;
}

async fn count(house: &House, orgs: [&Org; 3], expected: [i64; 3]) {
    let on = day("2026-11-23");
    for (org, n) in orgs.into_iter().zip(expected) {
        let figures = figures(house, org, on).await;
        assert_eq!(figures.members(), n, "{}", org.name);
        assert_eq!(listed(house, org, Dimension::Education, "21", on).await, n, "{}", org.name);
        let heads = house
            .db
            .read(
                &zhibu_kernel::Actor::system("test"),
                &org.id,
                async move |read: &mut zhibu_kernel::Read, id| stat::members_of(read, &[*id], on).await,
            )
            .await
            .unwrap();
        assert_eq!(heads[&org.id], n, "{}", org.name);
    }
}

#[zhibu_testhouse::test]
async fn decision_03_a_batch_counts_at_once_and_not_before(house: House) {
    let county = house.found_county().await;
    let town = house.add_area(&county, "committee", "柳溪镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let orgs = [&county, &town, &branch];
    enter(&house, &branch, member(), day("2020-01-01")).await;
    let (kept, dropped) = (zhibu_kernel::id::fresh(), zhibu_kernel::id::fresh());
    stage(&house, &branch, kept, 3).await;
    stage(&house, &branch, dropped, 2).await;
    count(&house, orgs, [1; 3]).await;
    stat::fold(&house.db).await.unwrap();
    stage(&house, &branch, kept, 1).await;
    count(&house, orgs, [1; 3]).await;

    run(&house, sql!("UPDATE registry_gate SET shown = 1 WHERE batch_id = $1"), kept).await;
    count(&house, orgs, [5; 3]).await;
    recounts(&house).await;

    stat::settle(&house.db, kept).await.unwrap();
    count(&house, orgs, [5; 3]).await;
    run(&house, sql!("UPDATE registry_person SET since_batch = NULL WHERE since_batch = $1"), kept).await;
    run(&house, sql!("DELETE FROM registry_gate WHERE batch_id = $1"), kept).await;
    count(&house, orgs, [5; 3]).await;

    stat::withdraw(&house.db, dropped).await.unwrap();
    assert_eq!(house.count(sql!("SELECT CAST(count(*) AS BIGINT) FROM registry_stat_batch")).await, 0);
    count(&house, orgs, [5; 3]).await;
    recounts(&house).await;
}
