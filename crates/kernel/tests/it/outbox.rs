//! The outbox: what must happen after a change happens, at least once, or a person is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::outbox::{self, Event, Handlers, Hold};
use zhibu_kernel::{Actor, Fault, Tx, sql};
use zhibu_testhouse::House;

#[derive(Serialize, Deserialize)]
struct Rang {
    number: String,
}

impl Event for Rang {
    const KIND: &'static str = "test.rang";
    const KEEP_TRYING_MS: i64 = 60_000;
}

async fn ring(house: &House, commit: bool) {
    let outcome = house
        .db
        .change(&Actor::system("test"), &commit, async |tx: &mut Tx, commit: &bool| {
            tx.send(&Rang { number: "13900000521".into() }).await?;
            tx.audit(&Entry::did("test.bell.ring")).await?;
            if *commit { Ok(()) } else { Err(Fault::Invariant("no".into())) }
        })
        .await;
    assert_eq!(outcome.is_ok(), commit);
}

/// Handlers that fail so many times before they take an event.
fn handlers(failures: usize, taken: &Arc<AtomicUsize>) -> Handlers {
    let (tries, taken) = (Arc::new(AtomicUsize::new(0)), Arc::clone(taken));
    Handlers::new().on::<Rang, _, _>(move |_, delivery| {
        let (tries, taken) = (Arc::clone(&tries), Arc::clone(&taken));
        async move {
            assert_eq!(delivery.event::<Rang>()?.number, "13900000521");
            if tries.fetch_add(1, Ordering::SeqCst) < failures {
                return Err(Hold::Again(1_000, "engaged".into()));
            }
            taken.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    })
}

#[zhibu_testhouse::test]
async fn decision_08_an_event_is_kept_with_its_change(house: House) {
    let taken = Arc::new(AtomicUsize::new(0));
    ring(&house, false).await;
    house.work_off(&handlers(0, &taken)).await;
    assert_eq!(taken.load(Ordering::SeqCst), 0);

    ring(&house, true).await;
    assert_eq!(outbox::standing(&house.db).await.unwrap().waiting, 1);
    house.work_off(&handlers(0, &taken)).await;
    assert_eq!(taken.load(Ordering::SeqCst), 1);
    assert_eq!(outbox::standing(&house.db).await.unwrap(), outbox::Standing::default());
}

#[zhibu_testhouse::test]
async fn decision_08_a_failure_is_tried_again_until_its_day_is_over(house: House) {
    let taken = Arc::new(AtomicUsize::new(0));
    ring(&house, true).await;
    let engaged_twice = handlers(2, &taken);
    for _ in 0..3 {
        house.work_off(&engaged_twice).await;
        house.wait(Duration::from_secs(2));
    }
    assert_eq!(taken.load(Ordering::SeqCst), 1);

    ring(&house, true).await;
    let always_engaged = handlers(usize::MAX, &taken);
    house.work_off(&always_engaged).await;
    house.wait(Duration::from_secs(61));
    house.work_off(&always_engaged).await;
    let standing = outbox::standing(&house.db).await.unwrap();
    assert_eq!((standing.waiting, standing.given_up), (0, 1));
}

#[zhibu_testhouse::test]
async fn decision_08_a_worker_that_dies_loses_nothing(house: House) {
    ring(&house, true).await;
    let dying = Handlers::new().on::<Rang, _, _>(|_, _| std::future::pending());
    let work = tokio::spawn({
        let db = house.db.clone();
        async move { outbox::work_off(&db, &dying).await }
    });
    while house.count(sql!("SELECT count(*) FROM kernel_outbox WHERE tries > 0")).await == 0 {
        tokio::task::yield_now().await;
    }
    work.abort();
    let taken = Arc::new(AtomicUsize::new(0));
    house.work_off(&handlers(0, &taken)).await;
    assert_eq!(taken.load(Ordering::SeqCst), 0, "the lease of the dead worker holds");
    house.wait(Duration::from_secs(61));
    house.work_off(&handlers(0, &taken)).await;
    assert_eq!(taken.load(Ordering::SeqCst), 1);
}

#[zhibu_testhouse::test]
async fn decision_09_what_waits_is_sealed(house: House) {
    ring(&house, true).await;
    let seen = house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut zhibu_kernel::Read, (): &()| {
            read.value::<Vec<u8>>(sql!("SELECT body FROM kernel_outbox")).await
        })
        .await
        .map_err(|fault: Fault| fault)
        .unwrap()
        .unwrap();
    assert!(!seen.windows(11).any(|part| part == b"13900000521"));
}
