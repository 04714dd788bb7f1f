//! A figure equals the length of its list, whatever happened to whom on which day.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use zhibu_access::org::Org;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{ListPeople, ReadStatistics};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Day, Deed, Fault, Read, Tx};
use zhibu_registry::person::counted::{Dimension, UNKNOWN, is_member};
use zhibu_registry::person::list::{self, Figure, Place};
use zhibu_registry::person::{self, Change, Facts, Person};
use zhibu_registry::stat;
use zhibu_testhouse::House;

use crate::sample::{county, day, enter, member};

/// Something that happens to one of a few people on some day of the year.
#[derive(Clone, Debug)]
enum Deeds {
    Educated(Option<&'static str>),
    Works(Option<&'static str>),
    Stands(&'static str),
    Moves(usize),
    Floats(bool),
    Lost(bool),
    Born(i64),
    Ends(bool),
}

fn deeds() -> impl Strategy<Value = (usize, i64, Deeds)> {
    let deed = prop_oneof![
        prop::sample::select(vec![None, Some("14"), Some("21"), Some("61")]).prop_map(Deeds::Educated),
        prop::sample::select(vec![None, Some("1"), Some("4")]).prop_map(Deeds::Works),
        prop::sample::select(vec!["applicant", "activist", "probationary", "full"]).prop_map(Deeds::Stands),
        (0_usize..3).prop_map(Deeds::Moves),
        any::<bool>().prop_map(Deeds::Floats),
        any::<bool>().prop_map(Deeds::Lost),
        (1950_i64..1990).prop_map(Deeds::Born),
        any::<bool>().prop_map(Deeds::Ends),
    ];
    (0_usize..4, 0_i64..320, deed)
}

const NEW_YEAR: i64 = 20_260_101;

fn done(person: &Person, deed: &Deeds, branches: &[Org], from: Day) -> Change {
    let mut facts: Facts = person.facts.clone();
    let mut spot = person.spot();
    match deed {
        Deeds::Educated(code) => facts.education = code.map(str::to_owned),
        Deeds::Works(code) => facts.job_code = code.map(str::to_owned),
        Deeds::Stands(stage) => facts.stage = (*stage).to_owned(),
        Deeds::Moves(at) => spot = branches[*at].spot(),
        Deeds::Floats(is) => facts.is_floating = *is,
        Deeds::Lost(is) => facts.lost_since = is.then_some(from),
        Deeds::Born(year) => facts.born_on = Day::from_number(year * 10_000 + 101),
        Deeds::Ends(is) => facts.ending = is.then(|| "deceased".to_owned()),
    }
    Change { facts, spot, from }
}

#[zhibu_testhouse::test]
async fn decision_03_a_figure_equals_its_list(house: House) {
    let county = county(&house).await;
    // Two branches of one area and one of another.
    let branches = [county.branch.clone(), county.sister.clone(), county.elsewhere.clone()];
    let mut runner = TestRunner::deterministic();
    for round in 0..6_u32 {
        let mut people = Vec::new();
        for n in 0..4_u32 {
            let from = day(NEW_YEAR).plus_days(i64::from(n) * 40);
            let at = usize::try_from((n + round) % 3).unwrap();
            people.push(enter(&house, &branches[at], member("某人", round * 10 + n), from).await);
        }
        let history = prop::collection::vec(deeds(), 12).new_tree(&mut runner).unwrap().current();
        for (at, (who, on, deed)) in history.iter().enumerate() {
            let from = day(NEW_YEAR).plus_days(*on);
            let change = done(&people[*who], deed, &branches, from);
            people[*who] = house
                .by_system(
                    &(people[*who].clone(), change),
                    async |tx: &mut Tx, (person, change): &(Person, Change)| {
                        let deed = Deed::now(tx.now(), tx.today()).on(change.from);
                        let person = person::put(tx, person, change, &deed).await?;
                        tx.audit(&Entry::did("test.put").on("person", person.id.0)).await?;
                        Ok::<_, Fault>(person)
                    },
                )
                .await;
            if at == 7 && round % 2 == 0 {
                stat::fold_all(&house.db).await.unwrap();
            }
        }
        for org in [&county.county, &county.town, &county.branch, &county.elsewhere] {
            for month in [101, 215, 301, 430, 630, 815, 1_001, 1_123] {
                agree(&house, org, day(20_260_000 + month), &history).await;
            }
        }
    }
}

async fn agree(house: &House, org: &Org, on: Day, history: &[(usize, i64, Deeds)]) {
    let checked = house
        .db
        .read(&Actor::system("test"), &(org.clone(), on), async |read: &mut Read, (org, on): &(Org, Day)| {
            let sums = Scope::<ReadStatistics>::under(read.actor(), &org.spot())?;
            let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
            let figures = stat::figures(read, &sums, *on).await?;
            let mut found = Vec::new();
            for dimension in Dimension::ALL {
                let mut values: Vec<String> = figures.values(dimension).map(|(v, _)| v.to_owned()).collect();
                // Those that nobody should have are looked for too.
                values.extend(["full", "applicant", "14", "1", "yes", UNKNOWN].map(str::to_owned));
                values.sort_unstable();
                values.dedup();
                for value in values {
                    let figure = Figure { dimension, values: vec![value.clone()] };
                    let list = list::page(read, &scope, &figure, *on, &Place::default(), 1_000).await?;
                    let n = figures.count(dimension, &value);
                    found.push((figure.to_string(), n, list.len()));
                }
            }
            let members = list::page(read, &scope, &Figure::members(), *on, &Place::default(), 1_000).await?;
            assert!(members.iter().all(|line| is_member(&line.stage)));
            found.push(("members".into(), figures.members(), members.len()));
            Ok::<_, Denied>(found)
        })
        .await
        .unwrap();
    for (figure, n, list) in checked {
        assert_eq!(n, i64::try_from(list).unwrap(), "{figure} of {} on {on}: {history:?}", org.name);
    }
}
