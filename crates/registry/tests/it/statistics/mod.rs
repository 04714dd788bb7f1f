//! Statistics: a figure is as long as its list, whatever happened.

mod batch;
mod history;
mod page;

use zhibu_access::org::{Org, Spot};
use zhibu_access::permit::Scope;
use zhibu_access::role::{ListPeople, ReadStatistics};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Day, Deed, Fault, Read, Tx};
use zhibu_registry::person::counted::Dimension;
use zhibu_registry::person::list::{self, Figure, Place};
use zhibu_registry::person::{self, Change, Facts, Person};
use zhibu_registry::stat::flow::Flow;
use zhibu_registry::stat::journal::{self, Span};
use zhibu_registry::stat::{self, Figures};
use zhibu_testhouse::House;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A full member of whom everything is known that is counted.
fn member() -> Facts {
    Facts {
        name: "孙禾青".into(),
        sex: 2,
        born_on: Some(day("1980-05-01")),
        ethnic_group: Some("01".into()),
        education: Some("21".into()),
        degree: None,
        job_code: Some("011".into()),
        new_stratum: None,
        native_place: None,
        stage: "full".into(),
        membership_status: "normal".into(),
        ending: None,
        entry: "roster".into(),
        applied_on: None,
        joined_on: Some(day("2010-07-01")),
        converted_on: Some(day("2011-07-01")),
        probation_ends_on: None,
        is_floating: false,
        floating_since: None,
        outflow_place: None,
        outflow_reason: None,
        lost_since: None,
        citizen_id: None,
        mobile: None,
        landline: None,
        address: None,
        notes: Vec::new(),
    }
}

async fn enter(house: &House, org: &Org, facts: Facts, from: Day) -> Person {
    house
        .by_system(
            &(org.clone(), facts, from),
            async |tx: &mut Tx, (org, facts, from): &(Org, Facts, Day)| {
                tx.audit(&Entry::did("test.person.enter")).await?;
                person::enter(tx, org, facts.clone(), *from, None).await
            },
        )
        .await
}

async fn put(house: &House, person: &Person, facts: Facts, spot: Spot, from: Day) -> Person {
    let change = Change { facts, spot, from };
    house
        .by_system(&(person.clone(), change), async |tx: &mut Tx, (person, change): &(Person, Change)| {
            tx.audit(&Entry::did("test.person.put")).await?;
            let deed = Deed::now(tx.now(), tx.today()).on(change.from);
            person::put(tx, person, change, &deed).await
        })
        .await
}

async fn figures(house: &House, org: &Org, on: Day) -> Figures {
    house
        .db
        .read(&Actor::system("test"), &org.spot(), async move |read: &mut Read, spot: &Spot| {
            let scope = Scope::<ReadStatistics>::under(read.actor(), spot)?;
            stat::figures(read, &scope, on).await
        })
        .await
        .unwrap()
}

/// How many people the list behind a value has.
async fn listed(house: &House, org: &Org, dimension: Dimension, value: &str, on: Day) -> i64 {
    let figure = Figure { dimension, values: vec![value.to_owned()] };
    let lines = house
        .db
        .read(
            &Actor::system("test"),
            &(org.spot(), figure),
            async move |read: &mut Read, (spot, figure): &(Spot, Figure)| {
                let scope = Scope::<ListPeople>::under(read.actor(), spot)?;
                list::page(read, &scope, figure, on, &Place::default(), 10_000).await
            },
        )
        .await
        .unwrap();
    i64::try_from(lines.len()).unwrap()
}

/// How many lines the journal of a flow has, read three at a time.
async fn journaled(house: &House, org: &Org, flow: Flow, span: Span) -> i64 {
    house
        .db
        .read(&Actor::system("test"), &org.spot(), async move |read: &mut Read, spot: &Spot| {
            let scope = Scope::<ListPeople>::under(read.actor(), spot)?;
            let (mut n, mut after) = (0, None);
            loop {
                let lines = journal::page(read, &scope, flow, span, after, 3).await?;
                n += i64::try_from(lines.len()).unwrap();
                let Some(last) = lines.last() else {
                    return Ok::<_, zhibu_access::permit::Denied>(n);
                };
                after = Some(journal::Place { day: last.day, period: last.period });
            }
        })
        .await
        .unwrap()
}

async fn recounts(house: &House) {
    let differences = stat::recount(&house.db).await;
    assert_eq!(differences.map_err(|fault: Fault| fault.to_string()), Ok(Vec::new()));
}
