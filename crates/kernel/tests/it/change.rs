//! Changing: all or nothing, once, recorded, and on the disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use uuid::Uuid;
use zhibu_kernel::audit::{Entry, NO_AREA};
use zhibu_kernel::db::Engine;
use zhibu_kernel::repeat::{Once, Repeat};
use zhibu_kernel::{Actor, Day, Db, Deed, Fault, Moment, Read, Source, Tx, bind, setting, sql};
use zhibu_testhouse::House;

async fn set(db: Db, key: &'static str, value: i64) -> Result<(), Fault> {
    db.change(&Actor::system("test"), &value, async move |tx: &mut Tx, value: &i64| {
        setting::set(tx, key, value).await?;
        tx.audit(&Entry::did("test.setting.set")).await
    })
    .await
}

async fn get(db: &Db, key: &'static str) -> Option<i64> {
    db.read(&Actor::system("test"), &(), async move |read: &mut Read, (): &()| setting::get(read, key).await)
        .await
        .map_err(|fault: Fault| fault)
        .unwrap()
}

#[zhibu_testhouse::test]
async fn decision_05_a_refused_change_leaves_nothing(house: House) {
    set(house.db.clone(), "kept", 1).await.unwrap();
    let refused = house
        .db
        .change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
            setting::set(tx, "kept", &2_i64).await?;
            tx.audit(&Entry::did("test.setting.set")).await?;
            Err::<(), Fault>(Fault::Invariant("changed my mind".into()))
        })
        .await;
    assert!(matches!(refused, Err(Fault::Invariant(_))));
    assert_eq!(get(&house.db, "kept").await, Some(1));
}

#[zhibu_testhouse::test]
async fn decision_05_a_form_acts_once(house: House) {
    let actor = Actor::system("test");
    let send = async |content: &'static [u8]| {
        let repeat = Repeat::new(&actor, "the-key", content);
        house
            .db
            .change_once(&actor, &repeat, &(), async |tx: &mut Tx, (): &()| {
                let before: i64 = setting::get(tx, "acts").await?.unwrap_or(0);
                setting::set(tx, "acts", &(before + 1)).await?;
                tx.audit(&Entry::did("test.acts.add")).await?;
                Ok::<_, Fault>(before + 1)
            })
            .await
            .unwrap()
    };
    assert_eq!(send(b"content").await, Once::Done(1));
    assert_eq!(send(b"content").await, Once::Again(1));
    assert_eq!(send(b"other content").await, Once::Other);
    assert_eq!(get(&house.db, "acts").await, Some(1));
    house.wait(Duration::from_secs(25 * 3600));
    zhibu_kernel::repeat::forget(&house.db).await.unwrap();
    assert_eq!(send(b"other content").await, Once::Done(2));
}

#[zhibu_testhouse::test]
async fn decision_05_sixty_four_at_once_are_all_counted(house: House) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let db = house.db.clone();
        tasks.spawn(async move {
            db.change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
                let before: i64 = setting::get(tx, "sum").await?.unwrap_or(0);
                setting::set(tx, "sum", &(before + 1)).await?;
                tx.audit(&Entry::did("test.sum.add")).await
            })
            .await
        });
    }
    let mut acknowledged = 0;
    for outcome in tasks.join_all().await {
        // On PostgreSQL a change that met too many others says so; it must then not count.
        acknowledged += i64::from(outcome.is_ok());
        assert!(outcome.is_ok() || matches!(outcome, Err(Fault::Conflicts(_))), "{outcome:?}");
    }
    assert_eq!(get(&house.db, "sum").await, Some(acknowledged));
    assert!(house.db.engine() == Engine::Postgres || acknowledged == 64);
}

#[zhibu_testhouse::test(sqlite)]
async fn decision_05_a_dropped_change_is_rolled_back_by_the_next(house: House) {
    for round in 0..200_usize {
        let (db, written) = (house.db.clone(), Arc::new(Notify::new()));
        let wrote = Arc::clone(&written);
        let task = tokio::spawn(async move {
            db.change(&Actor::system("test"), &wrote, async |tx: &mut Tx, wrote: &Arc<Notify>| {
                setting::set(tx, "half", &1_i64).await?;
                tx.audit(&Entry::did("test.half.set")).await?;
                wrote.notify_one();
                std::future::pending::<()>().await;
                Ok::<_, Fault>(())
            })
            .await
        });
        // The change never ends by itself. Every other one is cut when all of it is written, the
        // rest wherever they stand.
        if round % 2 == 0 {
            written.notified().await;
        } else {
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
        }
        task.abort();
        assert!(task.await.is_err());
    }
    set(house.db.clone(), "whole", 1).await.unwrap();
    assert_eq!(get(&house.db, "half").await, None);
    assert_eq!(get(&house.db, "whole").await, Some(1));
    assert_eq!(house.count(sql!("SELECT count(*) FROM kernel_audit")).await, 1);
}

#[zhibu_testhouse::test(sqlite)]
async fn an_open_group_is_committed_though_its_followers_are_dropped(house: House) {
    for round in 0..50_i64 {
        // The follower waits for the baton, so the leader leaves the commit to it; then it is gone.
        let follower = set(house.db.clone(), "follower", round);
        let cut = async {
            tokio::select! {
                biased;
                _ = follower => {}
                () = tokio::task::yield_now() => {}
            }
        };
        let (led, ()) = tokio::join!(set(house.db.clone(), "leader", round), cut);
        led.unwrap();
        assert_eq!(get(&house.db, "leader").await, Some(round));
    }
}

#[zhibu_testhouse::test(sqlite)]
async fn what_a_dropped_change_wrote_is_not_committed_with_its_group(house: House) {
    for round in 0..50_i64 {
        // The leader leaves the commit to the follower, which writes and is then dropped.
        let follower = {
            let db = house.db.clone();
            tokio::spawn(async move {
                db.change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
                    setting::set(tx, "half", &1_i64).await?;
                    tx.audit(&Entry::did("test.half.set")).await?;
                    std::future::pending::<()>().await;
                    Ok::<_, Fault>(())
                })
                .await
            })
        };
        let cut = async {
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            follower.abort();
        };
        let (led, ()) = tokio::join!(set(house.db.clone(), "leader", round), cut);
        led.unwrap();
        assert_eq!(get(&house.db, "half").await, None, "round {round}");
        assert_eq!(get(&house.db, "leader").await, Some(round));
    }
}

#[zhibu_testhouse::test]
async fn decision_06_a_change_without_an_entry_is_an_error(house: House) {
    let silent = house
        .db
        .change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
            setting::set(tx, "silent", &1_i64).await
        })
        .await;
    assert!(matches!(silent, Err(Fault::Unaudited(_))), "{silent:?}");
    assert_eq!(get(&house.db, "silent").await, None);
}

#[zhibu_testhouse::test]
async fn decision_06_a_look_is_an_entry_or_nothing_is_shown(house: House) {
    let person = Uuid::from_u128(7);
    let seen = house
        .db
        .look(&Actor::system("test"), &person, async |_: &mut Read, person: &Uuid| {
            let entry = Entry::looked("test.person.page").on("person", *person).within(NO_AREA, NO_AREA);
            Ok::<_, Fault>(("a page", vec![entry]))
        })
        .await
        .unwrap();
    assert_eq!(seen, "a page");
    assert_eq!(house.count(sql!("SELECT count(*) FROM kernel_audit WHERE is_look = 1")).await, 1);

    house
        .db
        .housekeeping("test", &(), async |tx: &mut Tx, (): &()| {
            tx.execute(bind!(sql!("DROP TABLE kernel_audit"))).await
        })
        .await
        .map_err(|fault: Fault| fault)
        .unwrap();
    let unseen = house
        .db
        .look(&Actor::system("test"), &person, async |_: &mut Read, person: &Uuid| {
            Ok::<_, Fault>(("a page", vec![Entry::looked("test.person.page").on("person", *person)]))
        })
        .await;
    assert!(unseen.is_err());
}

#[zhibu_testhouse::test]
async fn decision_07_a_deed_has_two_dates(house: House) {
    house
        .db
        .change(&Actor::system("test"), &(), async |tx: &mut Tx, (): &()| {
            let happened: Day = "2026-03-01".parse().map_err(|_| Fault::Column("a day"))?;
            let deed =
                Deed::now(tx.now(), tx.today()).on(happened).by(Source::Paper).because("minutes 3/2026");
            tx.audit(&Entry::did("test.deed.record").deed(&deed)).await
        })
        .await
        .unwrap();
    let seen = house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut Read, (): &()| {
            let row =
                read.first(sql!("SELECT happened_on, recorded_at, source, basis FROM kernel_audit")).await?;
            let row = row.ok_or(Fault::Column("no entry"))?;
            Ok::<(Day, Moment, String, String), Fault>((
                row.get("happened_on")?,
                row.get("recorded_at")?,
                row.get("source")?,
                row.get("basis")?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(seen.0.number(), 20_260_301);
    assert_eq!(seen.1, house.clock().now());
    assert_eq!((seen.2.as_str(), seen.3.as_str()), ("paper", "minutes 3/2026"));
}
