//! The sample county: the same for a seed, like the nation in its shares, and true in its figures.

use std::collections::HashSet;

use zhibu::demo::county::{Branch, plan};
use zhibu::demo::people::People;
use zhibu_access::org;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadStatistics;
use zhibu_kernel::{Actor, Day, Read, sql};
use zhibu_registry::person::Facts;
use zhibu_registry::person::counted::Dimension;
use zhibu_registry::stat;
use zhibu_rules::calendar::add_years;
use zhibu_rules::groups::{AgeBand, EducationGroup};
use zhibu_rules::periods::check_join_and_conversion;
use zhibu_rules::rule::Outcome;
use zhibu_testhouse::House;

fn today() -> Day {
    Day::from_number(20_261_124).unwrap()
}

fn everybody(members: usize, seed: u64) -> Vec<Facts> {
    let mut people = People::new(seed, today());
    let mut all = Vec::new();
    for branch in plan(members, seed).iter().filter_map(|org| org.branch.as_ref()) {
        all.extend((0..branch.members).map(|_| people.member(branch)));
    }
    all
}

#[test]
fn a_seed_makes_the_same_county_and_another_seed_another() {
    assert_eq!(plan(2_000, 5), plan(2_000, 5));
    assert_ne!(plan(2_000, 5), plan(2_000, 6));
    assert_eq!(everybody(500, 5), everybody(500, 5));
    let names = |seed| -> Vec<String> { everybody(500, seed).into_iter().map(|f| f.name).collect() };
    assert_ne!(names(5), names(6));
}

/// Official figures for the end of 2024, in percent, with what a sample of 20,000 may miss them by.
#[test]
fn the_county_is_like_the_nation() {
    let all = everybody(20_000, 1);
    let check = |what: &str, expected: f64, off: f64, is: &dyn Fn(&Facts) -> bool| {
        let share = 100.0 * all.iter().filter(|facts| is(facts)).count() as f64 / all.len() as f64;
        assert!((share - expected).abs() <= off, "{what}: {share} instead of {expected}");
    };
    check("women", 30.9, 1.5, &|f| f.sex == 2);
    check("minorities", 7.7, 1.0, &|f| f.ethnic_group.as_deref() != Some("01"));
    let college = |code: &str| EducationGroup::of(code).is_some_and(EducationGroup::is_college_or_above);
    check("college", 57.6, 3.0, &|f| f.education.as_deref().is_some_and(college));
    let band = |f: &Facts| f.born_on.and_then(|day| AgeBand::of(day.date(), today().date()));
    check("up to 30", 12.2, 1.5, &|f| band(f) == Some(AgeBand::UpTo30));
    check("61 and older", 28.9, 1.5, &|f| band(f) >= Some(AgeBand::From61));
    check("floating", 3.0, 1.5, &|f| f.is_floating);
    check("probationary", 2.1, 0.7, &|f| f.stage == "probationary");
}

#[test]
fn everybody_could_be_but_is_nobody() {
    let all = everybody(20_000, 1);
    let mut ids = HashSet::new();
    for facts in &all {
        if let Some(id) = &facts.citizen_id {
            assert!(id.starts_with("999999"), "an id of a region");
            assert!(ids.insert(id.clone()), "an id is given twice");
        }
        let (born, joined) = (facts.born_on.unwrap(), facts.joined_on.unwrap());
        let converted = facts.converted_on.map(Day::date);
        let faults = check_join_and_conversion(joined.date(), converted, today().date(), Some(born.date()));
        assert!(faults.iter().all(|fault| fault.outcome != Outcome::Block), "{facts:?}: {faults:?}");
        assert!(facts.applied_on < facts.joined_on);
        assert!(facts.applied_on >= Some(add_years(born.date(), 18).into()));
    }
    let without_probation =
        all.iter().filter(|facts| facts.joined_on == facts.converted_on && facts.joined_on.is_some());
    assert!(without_probation.count() > 20, "those who joined from 1969 to 1977");
}

#[zhibu_testhouse::test]
async fn figures_of_the_sample_are_true_and_past_days_differ(house: House) {
    zhibu::demo::make(&house.db, 400, 3, &|_| {}).await.unwrap();
    let figures = async |on: Day| {
        house
            .db
            .read(&Actor::system("test"), &on, async |read: &mut Read, on: &Day| {
                let root = org::root(read).await?.ok_or(Denied::Missing)?;
                let scope = Scope::<ReadStatistics>::under(read.actor(), &root.spot())?;
                stat::figures(read, &scope, *on).await
            })
            .await
            .unwrap()
    };
    let today = house.clock().today();
    let now = figures(today).await;
    assert_eq!(now.members(), 400);
    let of = |figures: &stat::Figures, dimension| -> i64 { figures.values(dimension).map(|(_, n)| n).sum() };
    for dimension in Dimension::ALL.into_iter().filter(|one| one.is_total()) {
        assert_eq!(of(&now, dimension), 400, "{dimension:?}");
    }
    assert_eq!(of(&now, Dimension::Stage), 440);
    let begin = figures(today.plus_days(-731)).await;
    assert_ne!(begin.members(), now.members());
    assert_eq!(figures(today.plus_days(-732)).await.members(), 0);
    let waiting = sql!("SELECT count(*) FROM registry_stat_event");
    assert_eq!(house.count(waiting).await, 0);
    let accounts = sql!("SELECT count(*) FROM access_account");
    assert_eq!(house.count(accounts).await, 9);
}

#[zhibu_testhouse::test(sqlite)]
async fn the_secretary_of_the_sample_has_something_to_do(house: House) {
    zhibu::demo::make(&house.db, 1_500, 1, &|_| {}).await.unwrap();
    let mut secretary = house.passer_by();
    let fields = [("user", "secretary"), ("password", zhibu::demo::accounts::PASSWORD)];
    secretary.post("/sign-in/password", &fields).await.succeeds();
    let today = secretary.get("/today").await;
    today.hides("0 件事要办").shows("的预备期满").shows("在广东省深圳市龙岗区").shows("失联 260 天");
    today.shows("没有能用的号码").shows("1 份更正等着答复").hides("资料都齐了");
    let people = secretary.get("/people?figure=stage:activist,applicant").await;
    people.shows("入党积极分子").shows("入党申请人");
    secretary.get("/corrections").await.shows("16009990001").shows("换了号，也搬了家");
}

#[test]
fn a_branch_of_students_is_young() {
    let plan = plan(20_000, 1);
    let students: Vec<&Branch> = plan
        .iter()
        .filter(|org| org.name.contains("学院学生"))
        .filter_map(|org| org.branch.as_ref())
        .collect();
    assert!(!students.is_empty());
    let mut people = People::new(1, today());
    let young = (0..200).filter(|_| people.member(students[0]).born_on.unwrap().year() >= 1998).count();
    assert!(young > 160, "{young}");
}
