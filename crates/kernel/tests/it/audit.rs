//! The log cannot be altered unseen: each attack on the files is named, with the first bad entry.

use std::time::Duration;

use uuid::Uuid;
use zhibu_kernel::audit::{self, Entry, Filter, Finding, LATE_MS, Record};
use zhibu_kernel::checkpoint::Checkpoint;
use zhibu_kernel::db::Statement;
use zhibu_kernel::merkle::{Hash, verify_consistency, verify_inclusion};
use zhibu_kernel::note::Note;
use zhibu_kernel::{Actor, Fault, Read, Tx, Value, bind, sql};
use zhibu_testhouse::House;

/// Appends entries about subjects 1, 2, 3 ….
async fn write(house: &House, count: u128) {
    house
        .by_system(&count, async |tx: &mut Tx, count: &u128| {
            for n in 1..=*count {
                let entry = Entry::did("test.thing.change").on("thing", Uuid::from_u128(n));
                tx.audit(&entry).await?;
            }
            Ok::<_, Fault>(())
        })
        .await;
}

async fn read<T, F>(house: &House, act: F) -> T
where
    F: AsyncFn(&mut Read, &()) -> Result<T, Fault>,
{
    let read = house.db.read(&Actor::system("test"), &(), act).await;
    read.unwrap()
}

/// The log in the order of its leaves.
async fn entries(house: &House) -> Vec<Record> {
    let newest_first = read(house, async |read: &mut Read, (): &()| {
        audit::page(read, &Filter::default(), None, 10_000).await
    });
    newest_first.await.into_iter().rev().collect()
}

async fn head(house: &House) -> audit::Head {
    let head = read(house, async |read: &mut Read, (): &()| audit::head(read).await);
    head.await.unwrap()
}

/// A sealed log of `count` entries, sealed in two parts, and its head.
async fn sealed(house: &House, count: u128) -> (Vec<Record>, audit::Head) {
    write(house, count / 2).await;
    audit::seal(&house.db).await.unwrap();
    write(house, count - count / 2).await;
    audit::seal(&house.db).await.unwrap();
    (entries(house).await, head(house).await)
}

/// Somebody with the files alters them, past every rule.
async fn attack(house: &House, statement: &'static Statement, values: Vec<Value>) -> u64 {
    let touched = house
        .db
        .housekeeping("attack", &values, async move |tx: &mut Tx, values: &Vec<Value>| {
            tx.execute((statement, values.clone())).await
        })
        .await;
    touched.map_err(|fault: Fault| fault).unwrap()
}

async fn finding(house: &House, kept: Option<&str>) -> Option<Finding> {
    audit::verify(&house.db, kept).await.unwrap().finding
}

macro_rules! attack {
    ($house:expr, $sql:literal $(, $value:expr)* $(,)?) => {{
        let (statement, values) = bind!(sql!($sql) $(, $value)*);
        attack($house, statement, values).await
    }};
}

#[zhibu_testhouse::test]
async fn decision_06_an_honest_log_of_thousands_is_whole(house: House) {
    let empty = audit::verify(&house.db, None).await.unwrap();
    assert_eq!((empty.size, empty.finding), (0, None));

    write(&house, 2_000).await;
    audit::seal(&house.db).await.unwrap();
    let old = head(&house).await;
    write(&house, 1_500).await;
    let half = audit::verify(&house.db, Some(&old.note)).await.unwrap();
    assert_eq!((half.verified, half.waiting), (2_000, 1_500));

    assert_eq!(audit::seal(&house.db).await.unwrap(), 1_500);
    assert_eq!(audit::seal(&house.db).await.unwrap(), 0);
    for kept in [None, Some(&old), Some(&head(&house).await)] {
        let kept = kept.map(|head| head.note.trim_end());
        let report = audit::verify(&house.db, kept).await.unwrap();
        assert_eq!((report.verified, report.waiting), (3_500, 0));
        assert_eq!(report.finding, None);
    }
}

#[zhibu_testhouse::test]
async fn an_entry_that_commits_late_is_sealed_behind_later_ones(house: House) {
    write(&house, 3).await;
    let late = entries(&house).await[1].clone();
    let bring = |record: Record, back_ms: i64| {
        let moment = record.recorded_at.plus_ms(-back_ms);
        let mut bytes = *record.id.as_bytes();
        bytes[..6].copy_from_slice(&moment.0.to_be_bytes()[2..]);
        (Uuid::from_bytes(bytes), moment)
    };
    audit::seal(&house.db).await.unwrap();

    let (id, moment) = bring(late.clone(), LATE_MS / 2);
    attack!(
        &house,
        "INSERT INTO kernel_audit (area_id, id, recorded_at, act, is_look, happened_on, source) \
         VALUES ($1, $2, $3, 'test.thing.late', 0, 20261123, 'web')",
        audit::NO_AREA,
        id,
        moment,
    );
    assert_eq!(audit::seal(&house.db).await.unwrap(), 1);
    assert_eq!(finding(&house, None).await, None);

    // What is older than the longest change did not come by a change.
    let (id, moment) = bring(late, LATE_MS * 2);
    attack!(
        &house,
        "INSERT INTO kernel_audit (area_id, id, recorded_at, act, is_look, happened_on, source) \
         VALUES ($1, $2, $3, 'test.thing.forged', 0, 20261123, 'web')",
        audit::NO_AREA,
        id,
        moment,
    );
    assert_eq!(audit::seal(&house.db).await.unwrap(), 0);
    assert_eq!(finding(&house, None).await, Some(Finding::Inserted { entry: id }));
}

#[zhibu_testhouse::test]
async fn a_deleted_entry_is_named(house: House) {
    let (log, head) = sealed(&house, 40).await;
    let last = log[39].id;
    attack!(&house, "DELETE FROM kernel_audit WHERE id = $1", last);
    let missing = Finding::Missing { no: 39, entry: last };
    assert_eq!(finding(&house, None).await, Some(missing));

    // With its leaf, the head still counts it.
    attack!(&house, "DELETE FROM kernel_audit_leaf WHERE no = 39");
    let cut = Finding::Truncated { size: 39, head: 40 };
    assert_eq!(finding(&house, None).await, Some(cut.clone()));

    // With the head too, the log looks like one that never was longer: only a kept head knows.
    attack!(&house, "DELETE FROM kernel_audit WHERE id >= $1", log[20].id);
    attack!(&house, "DELETE FROM kernel_audit_leaf WHERE no >= 20");
    attack!(
        &house,
        "DELETE FROM kernel_audit_node WHERE ((no + 1) * CASE level WHEN 1 THEN 2 WHEN 2 THEN 4 \
         WHEN 3 THEN 8 WHEN 4 THEN 16 ELSE 32 END) > 20"
    );
    attack!(&house, "DELETE FROM kernel_audit_head WHERE size > 20");
    assert_eq!(finding(&house, None).await, None);
    let kept = finding(&house, Some(&head.note)).await;
    assert_eq!(kept, Some(Finding::Truncated { size: 20, head: 40 }));

    attack!(&house, "DELETE FROM kernel_audit_leaf WHERE no = 7");
    assert_eq!(finding(&house, None).await, Some(Finding::Gap { no: 7 }));
}

#[zhibu_testhouse::test]
async fn an_altered_entry_is_named(house: House) {
    let (log, _) = sealed(&house, 40).await;
    let entry = log[17].id;
    let changed = Some(Finding::Changed { no: 17, entry });
    attack!(&house, "UPDATE kernel_audit SET subject_id = $2 WHERE id = $1", entry, Uuid::from_u128(99),);
    assert_eq!(finding(&house, None).await, changed);
    attack!(&house, "UPDATE kernel_audit SET subject_id = NULL, subject_kind = NULL WHERE id = $1", entry,);
    assert_eq!(finding(&house, None).await, changed);

    let entry = log[11].id;
    attack!(&house, "UPDATE kernel_audit SET recorded_at = recorded_at - 86400000 WHERE id = $1", entry,);
    let moved = Some(Finding::Moved { entry });
    assert_eq!(finding(&house, None).await, moved);
}

#[zhibu_testhouse::test]
async fn two_exchanged_entries_are_named(house: House) {
    let (log, _) = sealed(&house, 40).await;
    for (no, with) in [(3, 30), (30, 3)] {
        attack!(
            &house,
            "UPDATE kernel_audit_leaf SET no = -1 - $1 WHERE entry_id = $2",
            i64::from(with),
            log[no].id,
        );
    }
    attack!(&house, "UPDATE kernel_audit_leaf SET no = -1 - no WHERE no < 0");
    assert_eq!(
        finding(&house, None).await,
        Some(Finding::Rewritten { after: 0, size: 20 }),
        "whole leaves were exchanged: no head stands over them"
    );

    let house = House::open(house.db.engine(), Vec::new).await;
    let (log, _) = sealed(&house, 40).await;
    for (no, entry) in [(3, Uuid::nil()), (30, log[3].id), (3, log[30].id)] {
        attack!(&house, "UPDATE kernel_audit_leaf SET entry_id = $2 WHERE no = $1", no, entry,);
    }
    let swapped = Finding::Swapped { no: 3, with: 30, entry: log[30].id };
    assert_eq!(finding(&house, None).await, Some(swapped));
}

#[zhibu_testhouse::test]
async fn an_altered_tree_is_named(house: House) {
    let (_, _) = sealed(&house, 40).await;
    attack!(&house, "UPDATE kernel_audit_node SET hash = $1 WHERE level = 2 AND no = 5", [7_u8; 32],);
    let node = Finding::Node { level: 2, index: 5 };
    assert_eq!(finding(&house, None).await, Some(node));
    attack!(&house, "DELETE FROM kernel_audit_node WHERE level = 1 AND no = 4");
    let node = Finding::Node { level: 1, index: 4 };
    assert_eq!(finding(&house, None).await, Some(node));
}

/// Alters entry 5 and makes leaf, nodes and roots follow from it, as somebody with the program
/// would: everything is sealed anew.
async fn rewrite(house: &House, log: &[Record]) {
    attack!(house, "UPDATE kernel_audit SET act = 'test.thing.other' WHERE id = $1", log[5].id,);
    for statement in [
        sql!("DELETE FROM kernel_audit_leaf"),
        sql!("DELETE FROM kernel_audit_node"),
        sql!("DELETE FROM kernel_audit_head"),
    ] {
        attack(house, statement, Vec::new()).await;
    }
    audit::seal(&house.db).await.unwrap();
}

#[zhibu_testhouse::test]
async fn a_log_rewritten_without_the_key_is_named(house: House) {
    let (log, old) = sealed(&house, 40).await;
    rewrite(&house, &log).await;
    // Whoever does not hold the key can only put the old signature back.
    attack!(&house, "UPDATE kernel_audit_head SET note = $1 WHERE size = 40", old.note.as_str(),);
    assert_eq!(finding(&house, None).await, Some(Finding::Rewritten { after: 0, size: 40 }));
    let forged = old.note.replace("zhibu-log/", "zhibu-lag/");
    attack!(&house, "UPDATE kernel_audit_head SET note = $1", forged);
    let head = Some(Finding::Head { size: 40 });
    assert_eq!(finding(&house, None).await, head);
    attack!(&house, "DELETE FROM kernel_audit_head");
    assert_eq!(finding(&house, None).await, head);
}

#[zhibu_testhouse::test]
async fn a_log_rewritten_with_the_key_is_named_by_a_kept_head(house: House) {
    let (log, old) = sealed(&house, 40).await;
    rewrite(&house, &log).await;
    write(&house, 10).await;
    audit::seal(&house.db).await.unwrap();
    assert_eq!(finding(&house, None).await, None, "it follows from itself");
    assert_eq!(finding(&house, Some(&old.note)).await, Some(Finding::Forked { size: 40 }));

    let other = House::open(house.db.engine(), Vec::new).await;
    let (_, foreign) = sealed(&other, 4).await;
    for note in [foreign.note.as_str(), "no note", ""] {
        assert_eq!(finding(&house, Some(note)).await, Some(Finding::ForeignHead), "{note}");
    }
}

/// The checkpoint of a head.
fn checkpoint(head: &audit::Head) -> Checkpoint {
    let note: Note = head.note.parse().unwrap();
    note.text().parse().unwrap()
}

#[zhibu_testhouse::test]
async fn whoever_keeps_a_head_can_have_it_proved(house: House) {
    let (log, new) = sealed(&house, 41).await;
    let new = checkpoint(&new);
    for record in &log {
        let id = record.id;
        let shown =
            read(&house, async move |read: &mut Read, (): &()| audit::inclusion(read, id, None).await);
        let shown = shown.await.unwrap();
        assert_eq!(shown.leaf, record.leaf());
        verify_inclusion(&shown.leaf, shown.index, shown.size, &new.root, &shown.proof).unwrap();
    }
    let old: String = read(&house, async |read: &mut Read, (): &()| {
        let old = sql!("SELECT note FROM kernel_audit_head WHERE size = 20");
        read.value(old).await
    })
    .await
    .unwrap();
    let old: Checkpoint = old.parse::<Note>().unwrap().text().parse().unwrap();
    let proof: Vec<Hash> =
        read(&house, async |read: &mut Read, (): &()| audit::consistency(read, 20, 41).await).await.unwrap();
    verify_consistency((20, &old.root), (41, &new.root), &proof).unwrap();
    let beyond = read(&house, async |read: &mut Read, (): &()| audit::consistency(read, 20, 42).await);
    assert_eq!(beyond.await, None);
}

#[zhibu_testhouse::test]
async fn the_log_is_read_by_time_act_and_subject(house: House) {
    let person = Uuid::from_u128(5);
    write(&house, 5).await;
    house.wait(Duration::from_secs(3_600));
    let later = house.clock().now();
    house
        .db
        .look(&Actor::account(Uuid::from_u128(70), None, ()), &(), async |_: &mut Read, (): &()| {
            let entry = || Entry::looked("test.thing.page");
            let seen = [entry().on("thing", person), entry().on("thing", person)];
            let listed = entry().within(Uuid::from_u128(8), audit::NO_AREA);
            Ok::<_, Fault>(((), seen.into_iter().chain([listed]).collect()))
        })
        .await
        .unwrap();

    let count = async |filter: Filter| {
        let page =
            read(&house, async move |read: &mut Read, (): &()| audit::page(read, &filter, None, 100).await);
        page.await.len()
    };
    let all = Filter::default;
    for (filter, expected) in [
        (all(), 8),
        (Filter { from: Some(later), ..all() }, 3),
        (Filter { until: Some(later), ..all() }, 5),
        (Filter { act: Some("test.thing.ch".into()), ..all() }, 5),
        (Filter { subject: Some(person), ..all() }, 3),
        (Filter { subject: Some(person), looks: Some(false), ..all() }, 1),
        (Filter { account: Some(Uuid::from_u128(70)), ..all() }, 3),
        (Filter { org: Some(Uuid::from_u128(8)), ..all() }, 1),
    ] {
        assert_eq!(count(filter.clone()).await, expected, "{filter:?}");
    }

    let span = (later, later.plus_ms(1));
    let seen = read(&house, async move |read: &mut Read, (): &()| {
        audit::subjects_seen(read, Uuid::from_u128(70), span, None, 10).await
    });
    let seen: Vec<_> = seen.await.into_iter().map(|s| (s.kind, s.id, s.times)).collect();
    let list = (String::new(), Uuid::from_u128(8), 1);
    assert_eq!(seen, [("thing".to_owned(), person, 2), list]);
}
