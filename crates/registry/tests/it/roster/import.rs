//! Checking, applying, undoing.

use std::time::Duration;

use zhibu_access::role::EditPerson;
use zhibu_kernel::{Actor, Day, Deed, Read, Tx};
use zhibu_registry::person::{self, Change, PersonId};
use zhibu_registry::roster::preview::Line;
use zhibu_registry::roster::{self, BatchId, State};
use zhibu_testhouse::House;

use super::files::{archive, citizen_id, name, person, text, workbook};
use super::{County, names, state, stopped_after, undo};

fn people(numbers: std::ops::Range<usize>) -> Vec<Vec<String>> {
    numbers.map(person).collect()
}

/// What was found: row, column letter, sentence.
fn found(lines: &[Line]) -> Vec<(u32, String, String)> {
    let mut found: Vec<_> = lines
        .iter()
        .flat_map(|line| line.findings.iter().map(move |finding| (line.row, finding)))
        .map(|(row, finding)| {
            let column = finding.column.map(roster::finding::letters);
            (row, column.unwrap_or_default(), finding.problem.key.clone())
        })
        .collect();
    found.sort();
    found
}

#[zhibu_testhouse::test]
async fn every_planted_fault_is_named_with_its_place(house: House) {
    let county = County::found(&house).await;
    let mut rows = people(1..13);
    rows[1][3] = "#999999197206150024".into();
    let check = if rows[2][3].ends_with('5') { "4" } else { "5" };
    rows[2][3].replace_range(17.., check);
    rows[3][2] = "柳西村党支部".into();
    rows[4][10] = "1999-07-01".into();
    rows[5][6] = "1985年13月1日".into();
    rows[6][3] = rows[0][3].clone();
    rows[6][1] = rows[0][1].clone();
    rows[6][6] = rows[0][6].clone();
    rows[7][5] = "火星族".into();
    rows[8][12] = "1380000".into();
    rows[9][1] = String::new();
    rows[10][6] = "1966年6月15日".into();
    rows[11][11] = "9999 新岗位".into();
    workbook(&county.path("faults.xlsx"), &rows);

    let report = county.import(&house, &["faults.xlsx"], false).await;
    let expected = [
        (5, "D", "roster-fault-id-digits-lost"),
        (6, "D", "roster-fault-id-check"),
        (7, "C", "roster-fault-branch-unknown"),
        (8, "K", "roster-fault-order"),
        (9, "G", "roster-fault-day-month-no"),
        (10, "D", "roster-fault-double"),
        (11, "F", "roster-fault-code-unknown"),
        (12, "M", "roster-fault-phone-length"),
        (13, "B", "roster-fault-required"),
        (14, "G", "roster-fault-birth"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(row, column, key)| (*row, (*column).to_owned(), (*key).to_owned())).collect();
    assert_eq!(found(&report.faults), expected);
    assert_eq!((report.counts.faulty, report.counts.new), (10, 2));
    assert!(county.members(&house).await.is_empty(), "a dry run writes nobody");
}

#[zhibu_testhouse::test]
async fn a_roster_is_taken_in_once_and_undone_whole(house: House) {
    let county = County::found(&house).await;
    workbook(&county.path("a.xlsx"), &people(1..451));
    let nobody = county.figures(&house).await;

    let first = county.import(&house, &["a.xlsx"], true).await;
    assert_eq!(first.counts.new, 450, "{:?}", found(&first.faults));
    assert_eq!(county.members(&house).await.len(), 450);
    let all = county.figures(&house).await;
    assert_eq!(all.members(), 450);
    let unsettled = house
        .count(zhibu_kernel::sql!(
            "SELECT CAST(count(*) AS BIGINT) FROM registry_person WHERE since_batch IS NOT NULL OR until_batch IS NOT NULL"
        ))
        .await;
    assert_eq!(unsettled, 0);

    let again = county.import(&house, &["a.xlsx"], true).await;
    assert_eq!((again.counts.same, again.counts.new), (450, 0));
    assert!(!again.applied);

    let mut rows = people(1..3);
    rows[0][14] = "柳溪镇柳溪村 9 号".into();
    rows[0][7] = "11 研究生".into();
    rows[1][14] = String::new();
    workbook(&county.path("b.xlsx"), &rows);
    let changed = county.import(&house, &["b.xlsx"], true).await;
    assert_eq!((changed.counts.changed, changed.counts.same), (1, 1));
    assert_eq!(changed.counts.absent, 297, "missing people are counted and stay");
    assert_eq!(county.figures(&house).await.members(), 450);
    assert_ne!(county.figures(&house).await, all);

    undo(&house, changed.batch).await;
    assert_eq!(county.figures(&house).await, all);
    let after = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!(after.counts.same, 450, "everybody is as before");

    house.wait(Duration::from_secs(5 * 86_400));
    undo(&house, first.batch).await;
    assert_eq!(state(&house, first.batch).await, State::Undone);
    assert_eq!(county.figures(&house).await, nobody);
    assert!(county.members(&house).await.is_empty());
    let left = house
        .count(zhibu_kernel::sql!(
            "SELECT CAST((SELECT count(*) FROM registry_person) + (SELECT count(*) FROM registry_citizen) \
             + (SELECT count(*) FROM registry_mobile) + (SELECT count(*) FROM registry_place) AS BIGINT)"
        ))
        .await;
    assert_eq!(left, 0, "nothing is left of them");
}

async fn apply(house: &House, id: BatchId) {
    let system = Actor::system("test");
    house
        .db
        .change(&system, &id, async |tx: &mut Tx, id: &BatchId| {
            let opened = roster::open_by_system(tx, *id).await?;
            roster::ask_apply(tx, opened).await
        })
        .await
        .unwrap();
}

#[zhibu_testhouse::test]
async fn a_worker_that_dies_shows_nothing_and_another_goes_on(house: House) {
    let county = County::found(&house).await;
    workbook(&county.path("a.xlsx"), &people(1..451));
    let checked = county.import(&house, &["a.xlsx"], false).await;
    let nobody = county.figures(&house).await;

    apply(&house, checked.batch).await;
    stopped_after(&house, 2).await.unwrap();
    let staged = house
        .count(zhibu_kernel::sql!(
            "SELECT CAST(count(*) AS BIGINT) FROM registry_person WHERE since_batch IS NOT NULL"
        ))
        .await;
    assert!(staged > 0, "some people are staged");
    assert!(county.members(&house).await.is_empty());
    stat_fold(&house).await;
    assert_eq!(county.figures(&house).await, nobody);

    roster::work(&house.db).await.unwrap();
    assert_eq!(state(&house, checked.batch).await, State::Applying, "it is held");
    house.wait(Duration::from_secs(61));
    roster::work(&house.db).await.unwrap();
    assert_eq!(state(&house, checked.batch).await, State::Settled);
    assert_eq!(county.members(&house).await.len(), 450);
    assert_eq!(county.figures(&house).await.members(), 450);
}

async fn stat_fold(house: &House) {
    zhibu_registry::stat::fold_all(&house.db).await.unwrap();
}

#[zhibu_testhouse::test]
async fn what_is_staged_can_be_withdrawn(house: House) {
    let county = County::found(&house).await;
    workbook(&county.path("a.xlsx"), &people(1..301));
    let checked = county.import(&house, &["a.xlsx"], false).await;
    apply(&house, checked.batch).await;
    stopped_after(&house, 1).await.unwrap();
    let system = Actor::system("test");
    house
        .db
        .change(&system, &checked.batch, async |tx: &mut Tx, id: &BatchId| {
            let opened = roster::open_by_system(tx, *id).await?;
            roster::ask_withdraw(tx, opened).await
        })
        .await
        .unwrap();
    roster::work(&house.db).await.unwrap();
    assert_eq!(state(&house, checked.batch).await, State::Checked);
    let left = house
        .count(zhibu_kernel::sql!(
            "SELECT CAST((SELECT count(*) FROM registry_person) + (SELECT count(*) FROM registry_gate) \
             + (SELECT count(*) FROM registry_place) + (SELECT count(*) FROM registry_stat) AS BIGINT)"
        ))
        .await;
    assert_eq!(left, 0);
    apply(&house, checked.batch).await;
    roster::work(&house.db).await.unwrap();
    assert_eq!(county.members(&house).await.len(), 300);
}

/// Somebody changes a person's address on a page.
pub(super) async fn edit(house: &House, id: PersonId) {
    house
        .by_system(&id, async |tx: &mut Tx, id: &PersonId| {
            let (person, _) = person::open_by_system::<EditPerson>(tx, *id, "test").await.unwrap();
            let mut facts = person.facts.clone();
            facts.address = Some("别处".into());
            let change = Change { facts, spot: person.spot(), from: tx.today() };
            let deed = Deed::now(tx.now(), tx.today());
            person::put(tx, &person, &change, &deed).await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.edit")).await
        })
        .await;
}

#[zhibu_testhouse::test]
async fn an_edit_in_between_wins_and_is_told(house: House) {
    let county = County::found(&house).await;
    workbook(&county.path("a.xlsx"), &people(1..6));
    let first = county.import(&house, &["a.xlsx"], true).await;
    let one = county.members(&house).await[0].clone();

    let mut rows = people(1..6);
    for row in &mut rows {
        row[7] = "11 研究生".into();
    }
    workbook(&county.path("b.xlsx"), &rows);
    let second = county.import(&house, &["b.xlsx"], false).await;
    assert_eq!(second.counts.changed, 5);
    apply(&house, second.batch).await;
    stopped_after(&house, 1).await.unwrap();
    edit(&house, one.id).await;
    house.wait(Duration::from_secs(61));
    roster::work(&house.db).await.unwrap();
    let counts = counts(&house, second.batch).await;
    assert_eq!((counts.changed, counts.dropped), (4, 1));
    let kept = county.members(&house).await;
    assert_eq!(kept.len(), 5);
    let figures = county.figures(&house).await;
    assert_eq!(figures.members(), 5);
    assert_eq!(figures.measure("education:21"), 1);

    undo(&house, second.batch).await;
    undo(&house, first.batch).await;
    let left = county.members(&house).await;
    assert_eq!(names(&left), std::slice::from_ref(&one.name), "who was edited since stays");
    assert_eq!(county.figures(&house).await.members(), 1);
    assert_eq!(self::counts(&house, first.batch).await.kept, 1);
}

async fn counts(house: &House, id: BatchId) -> roster::Counts {
    let system = Actor::system("test");
    let counts = house
        .db
        .read(&system, &id, async |read: &mut Read, id: &BatchId| {
            Ok::<_, roster::Refused>(roster::open_by_system(read, *id).await?.0.counts)
        })
        .await;
    counts.unwrap()
}

#[zhibu_testhouse::test]
async fn files_come_in_any_form_as_one_batch(house: House) {
    let county = County::found(&house).await;
    let mut formula = person(1);
    formula[2] = "=\"柳溪村\"&\"党支部\"".into();
    workbook(&county.path("one.xlsx"), &[formula]);
    workbook(&county.path("two.xlsx"), &people(2..4));
    archive(&county.path("both.zip"), &[&county.path("one.xlsx"), &county.path("two.xlsx")]);
    let gb = text(&people(4..6), encoding_rs::GB18030);
    std::fs::write(county.path("gb.csv"), gb).unwrap();
    let utf = text(&people(6..8), encoding_rs::UTF_8);
    std::fs::write(county.path("utf.csv"), utf).unwrap();
    let report = county.import(&house, &["both.zip", "gb.csv", "utf.csv"], true).await;
    assert_eq!(report.counts.new, 7, "{:?}", found(&report.faults));
    let mut expected: Vec<String> = (1..8).map(name).collect();
    expected.sort();
    assert_eq!(names(&county.members(&house).await), expected);
    assert_eq!(Day::from_number(20_260_630).unwrap().to_string(), report.as_of);
}

#[zhibu_testhouse::test]
async fn one_choice_holds_for_all_rows_and_the_next_roster(house: House) {
    let county = County::found(&house).await;
    let branch = house.add_org(&county.town, "branch", "云亭村党支部").await;
    let mut rows = people(1..8);
    for row in &mut rows {
        row[2] = "云亭支部".into();
    }
    workbook(&county.path("a.xlsx"), &rows);
    let report = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!(report.counts.faulty, 7);
    let given = (report.batch, branch.id.to_string());
    house
        .db
        .change(&Actor::system("test"), &given, async |tx: &mut Tx, (id, branch): &(BatchId, String)| {
            let opened = roster::open_by_system(tx, *id).await?;
            roster::choose(tx, opened, "branch:云亭支部", branch).await
        })
        .await
        .unwrap();
    roster::work(&house.db).await.unwrap();
    assert_eq!(counts(&house, report.batch).await.new, 7);
    let next = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!(next.counts.new, 7, "the choice is remembered");
    assert_ne!(citizen_id(1), citizen_id(2));
}
