//! Random histories of people, with late entries, moves, endings and folding in between.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use zhibu_access::org::Org;
use zhibu_kernel::Day;
use zhibu_registry::person::counted::Dimension;
use zhibu_registry::person::{Facts, Person};
use zhibu_registry::stat;
use zhibu_registry::stat::flow::{Came, Flow, Went};
use zhibu_registry::stat::journal::Span;
use zhibu_registry::stat::report::{Balance, Report};
use zhibu_testhouse::House;

use super::{day, enter, figures, journaled, listed, member, put, recounts};

#[derive(Clone, Debug)]
enum Act {
    Enter { branch: usize, at: i64, facts: Sketch },
    Change { who: usize, at: i64, what: What },
    Fold,
}

/// What is drawn of a person.
#[derive(Clone, Debug)]
struct Sketch {
    stage: &'static str,
    sex: i64,
    born: Option<i64>,
    education: Option<&'static str>,
    entry: &'static str,
}

#[derive(Clone, Debug)]
enum What {
    Education(&'static str),
    Stage(&'static str),
    Status(&'static str),
    Ending(Option<&'static str>),
    Entry(&'static str),
    Floats(bool),
    Born(i64),
    Moves(usize),
}

fn sketch() -> impl Strategy<Value = Sketch> {
    (
        prop::sample::select(vec!["applicant", "target", "probationary", "full", "full"]),
        prop::sample::select(vec![0, 1, 2]),
        prop::option::of(1930..2006_i64),
        prop::sample::select(vec![None, Some("21"), Some("61"), Some("1x")]),
        prop::sample::select(vec!["roster", "developed", "transferred_in", "applied", "late_entry"]),
    )
        .prop_map(|(stage, sex, born, education, entry)| Sketch { stage, sex, born, education, entry })
}

fn what() -> impl Strategy<Value = What> {
    let pick = |words: &[&'static str]| prop::sample::select(words.to_vec());
    prop_oneof![
        pick(&["11", "21", "61"]).prop_map(What::Education),
        pick(&["activist", "probationary", "full"]).prop_map(What::Stage),
        pick(&["normal", "stopped"]).prop_map(What::Status),
        pick(&["deceased", "transferred_out", "removed", "lapsed", "development_ended"])
            .prop_map(|word| What::Ending(Some(word))),
        Just(What::Ending(None)),
        pick(&["restored", "transferred_in"]).prop_map(What::Entry),
        any::<bool>().prop_map(What::Floats),
        (1930..2006_i64).prop_map(What::Born),
        (0..4_usize).prop_map(What::Moves),
        (0..4_usize).prop_map(What::Moves),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        2 => (0..4_usize, 0..690_i64, sketch())
            .prop_map(|(branch, at, facts)| Act::Enter { branch, at, facts }),
        5 => (0..100_usize, 0..690_i64, what()).prop_map(|(who, at, what)| Act::Change { who, at, what }),
        1 => Just(Act::Fold),
    ];
    prop::collection::vec(act, 30..60)
}

/// The day so many days after 1 January 2025.
fn at(offset: i64) -> Day {
    day("2025-01-01").plus_days(offset)
}

fn drawn(sketch: &Sketch) -> Facts {
    Facts {
        stage: sketch.stage.into(),
        sex: sketch.sex,
        born_on: sketch.born.and_then(|year| Day::from_number(year * 10_000 + 615)),
        education: sketch.education.map(str::to_owned),
        entry: sketch.entry.into(),
        ..member()
    }
}

async fn act(house: &House, branches: &[Org], people: &mut Vec<Person>, act: &Act) {
    match act {
        Act::Enter { branch, at: from, facts } => {
            people.push(enter(house, &branches[*branch], drawn(facts), at(*from)).await);
        }
        Act::Change { who, at: from, what } => {
            let Some(who) = who.checked_rem(people.len()) else {
                return;
            };
            let (mut facts, mut spot) = (people[who].facts.clone(), people[who].spot());
            match what {
                What::Education(code) => facts.education = Some((*code).into()),
                What::Stage(stage) => facts.stage = (*stage).into(),
                What::Status(status) => facts.membership_status = (*status).into(),
                What::Ending(ending) => facts.ending = ending.map(str::to_owned),
                What::Entry(entry) => facts.entry = (*entry).into(),
                What::Floats(floats) => facts.is_floating = *floats,
                What::Born(year) => facts.born_on = Day::from_number(year * 10_000 + 101),
                What::Moves(branch) => spot = branches[*branch].spot(),
            }
            people[who] = put(house, &people[who], facts, spot, at(*from)).await;
        }
        Act::Fold => {
            stat::fold(&house.db).await.unwrap();
        }
    }
}

async fn holds(house: &House, orgs: &[Org], on: Day) {
    for org in orgs {
        let figures = figures(house, org, on).await;
        for dimension in Dimension::ALL {
            let values: Vec<(&str, i64)> = figures.values(dimension).collect();
            for (value, n) in values {
                let listed = listed(house, org, dimension, value, on).await;
                assert_eq!(n, listed, "{} {dimension:?} {value} on {on}", org.name);
            }
        }
        let report = Report::new(&figures, on);
        assert_eq!(report.totals(), [report.members; 7], "{} on {on}", org.name);
        // Nobody is in a list whose figure is nothing.
        for stage in ["full", "probationary", "activist"] {
            let listed = listed(house, org, Dimension::Stage, stage, on).await;
            assert_eq!(figures.count(Dimension::Stage, stage), listed);
        }
    }
}

/// Coming and going explains the difference, and each flow equals its journal; answers the flows
/// that there were.
async fn balances(house: &House, orgs: &[Org], span: Span) -> BTreeSet<Flow> {
    let mut seen = BTreeSet::new();
    for org in orgs {
        let (opening, closing) = (figures(house, org, span.from).await, figures(house, org, span.to).await);
        let balance = Balance::between(&opening, &closing);
        assert!(balance.is_even(), "{}: {span:?} {balance:?}", org.name);
        for flow in Flow::all() {
            let n = closing.flow(flow) - opening.flow(flow);
            let lines = journaled(house, org, flow, span).await;
            assert_eq!(n, lines, "{}: {flow} {span:?}", org.name);
            if n > 0 {
                seen.insert(flow);
            }
        }
    }
    seen
}

#[zhibu_testhouse::test]
async fn decision_03_a_figure_equals_its_list_whatever_happened(house: House) {
    let county = house.found_county().await;
    let town = house.add_area(&county, "committee", "柳溪镇党委").await;
    let other = house.add_area(&county, "committee", "云亭镇党委").await;
    let general = house.add_org(&town, "general_branch", "河湾村党总支").await;
    let branches = [
        house.add_org(&town, "branch", "柳溪村党支部").await,
        house.add_org(&general, "branch", "河湾一组党支部").await,
        house.add_org(&general, "branch", "河湾二组党支部").await,
        house.add_org(&other, "branch", "云亭村党支部").await,
    ];
    let orgs = [county, town, other, general, branches[1].clone(), branches[3].clone()];
    let mut runner = TestRunner::deterministic();
    let (mut people, mut seen) = (Vec::new(), BTreeSet::new());
    for _ in 0..4 {
        for one in acts().new_tree(&mut runner).unwrap().current() {
            act(&house, &branches, &mut people, &one).await;
        }
        let (a, b) = (0..690_i64, 0..690_i64).new_tree(&mut runner).unwrap().current();
        for on in [at(a), at(b), day("2026-12-31")] {
            holds(&house, &orgs, on).await;
        }
        let span = Span { from: at(a.min(b)), to: at(a.max(b)) };
        seen.extend(balances(&house, &orgs, span).await);
        let whole = Span { from: day("2024-12-31"), to: day("2026-12-31") };
        seen.extend(balances(&house, &orgs, whole).await);
        recounts(&house).await;
    }
    let ways = [
        Flow::Went(Went::TransferredOut),
        Flow::Went(Went::Stopped),
        Flow::Went(Went::Removed),
        Flow::Went(Went::ProbationCancelled),
        Flow::Went(Went::MovedOut),
    ];
    for way in Came::ALL.iter().copied().map(Flow::Came).chain(ways) {
        assert!(seen.contains(&way), "no history has {way}");
    }
}
