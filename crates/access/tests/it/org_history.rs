//! The tree is right on every day, whatever was entered late: random acts against a model that
//! knows nothing but days.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use zhibu_access::org::{self, Approval, Decision, Heirs, NewOrg, Org, OrgId, Refused, Renamed, path_chain};
use zhibu_access::permit::Permit;
use zhibu_access::role::ManageOrg;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_testhouse::House;

/// Days that the model knows, counted from 1 January 2026.
const DAYS: usize = 40;

#[derive(Clone, Debug)]
enum Act {
    Create { under: usize, day: usize },
    Rename { org: usize, name: u8, day: usize },
    Move { org: usize, under: usize, day: usize },
    End { org: usize, into: usize, day: usize },
}

impl Act {
    /// The same act on organisations that there are.
    fn among(&self, count: usize) -> Self {
        let mut act = self.clone();
        match &mut act {
            Self::Create { under, .. } => *under %= count,
            Self::Rename { org, .. } => *org %= count,
            Self::Move { org, under, .. } => (*org, *under) = (*org % count, *under % count),
            Self::End { org, into, .. } => (*org, *into) = (*org % count, *into % count),
        }
        act
    }
}

fn act() -> impl Strategy<Value = Act> {
    let (org, day) = (0..9_usize, 1..DAYS);
    prop_oneof![
        3 => (org.clone(), day.clone()).prop_map(|(under, day)| Act::Create { under, day }),
        3 => (org.clone(), 0..4_u8, day.clone())
            .prop_map(|(org, name, day)| Act::Rename { org, name, day }),
        5 => (org.clone(), org.clone(), day.clone())
            .prop_map(|(org, under, day)| Act::Move { org, under, day }),
        1 => (org.clone(), org, day).prop_map(|(org, into, day)| Act::End { org, into, day }),
    ]
}

/// What is true of one organisation on each day; nothing where it was not there.
type Life = Vec<Option<(Option<usize>, String)>>;

fn on(day: usize) -> Day {
    Day::from_number(20_260_101).unwrap().plus_days(i64::try_from(day).unwrap())
}

/// The run of days from `day` on for which `same` holds.
fn run(life: &Life, day: usize, same: impl Fn(&(Option<usize>, String)) -> bool) -> Vec<usize> {
    (day..DAYS).take_while(|d| life[*d].as_ref().is_some_and(&same)).collect()
}

fn is_below(lives: &[Life], day: usize, mut org: usize, top: usize) -> bool {
    loop {
        if org == top {
            return true;
        }
        match lives[org][day].as_ref().and_then(|(superior, _)| *superior) {
            Some(superior) => org = superior,
            None => return false,
        }
    }
}

/// Whether the model takes a subtree to another superior; `None` says that it refuses.
fn relocated(lives: &mut [Life], org: usize, under: usize, day: usize) -> Option<()> {
    let old = lives[org][day].clone()?.0;
    let days = run(&lives[org], day, |(superior, _)| *superior == old);
    let fits = |d: &usize| lives[under][*d].is_some() && !is_below(lives, *d, under, org);
    if !days.iter().all(fits) {
        return None;
    }
    for d in days {
        if let Some(then) = &mut lives[org][d] {
            then.0 = Some(under);
        }
    }
    Some(())
}

/// The model's own answer: it is changed when it takes the act.
fn takes(lives: &mut Vec<Life>, act: &Act) -> bool {
    let alive = |lives: &[Life], org: usize| lives.get(org).is_some_and(|l| l[DAYS - 1].is_some());
    match *act {
        Act::Create { under, day } => {
            if !alive(lives, under) {
                return false;
            }
            let name = format!("组织{}", lives.len());
            let born = |d: usize| d >= day && lives[under][d].is_some();
            let life = (0..DAYS).map(|d| born(d).then(|| (Some(under), name.clone()))).collect();
            lives.push(life);
            true
        }
        Act::Rename { org, name, day } => {
            let name = format!("新名{name}");
            let Some((_, old)) = lives.get(org).and_then(|life| life[day].clone()) else {
                return false;
            };
            if !alive(lives, org) || old == name {
                return false;
            }
            for d in run(&lives[org], day, |(_, is)| *is == old) {
                if let Some(then) = &mut lives[org][d] {
                    then.1.clone_from(&name);
                }
            }
            true
        }
        Act::Move { org, under, day } => {
            if org == 0 || org == under || !alive(lives, org) || !alive(lives, under) {
                return false;
            }
            if lives[org][day].as_ref().is_some_and(|(s, _)| *s == Some(under)) {
                return false;
            }
            relocated(lives, org, under, day).is_some()
        }
        Act::End { org, into, day } => {
            if org == 0 || !alive(lives, org) || !alive(lives, into) {
                return false;
            }
            if is_below(lives, DAYS - 1, into, org) || lives[into][day].is_none() {
                return false;
            }
            if lives[org][day].is_none() || lives[org][day - 1].is_none() {
                return false;
            }
            let mut tried = lives.clone();
            while let Some((below, d)) = (0..tried.len())
                .flat_map(|o| (day..DAYS).map(move |d| (o, d)))
                .find(|(o, d)| tried[*o][*d].as_ref().is_some_and(|(s, _)| *s == Some(org)))
            {
                if relocated(&mut tried, below, into, d).is_none() {
                    return false;
                }
            }
            tried[org][day..].fill(None);
            *lives = tried;
            true
        }
    }
}

fn new_org(name: String, day: Day) -> NewOrg {
    NewOrg {
        kind: "committee".into(),
        code: None,
        name,
        short_name: None,
        can_approve_probationary: false,
        is_area: false,
        unit_situation: None,
        founded_on: day,
    }
}

async fn acts(tx: &mut Tx, ids: &[OrgId], act: &Act) -> Result<Option<Org>, Refused> {
    let missing = OrgId(zhibu_kernel::audit::NO_AREA);
    let id = |at: usize| ids.get(at).copied().unwrap_or(missing);
    let open = async |tx: &mut Tx, at: usize| org::open_by_system::<ManageOrg>(tx, id(at), "a test").await;
    let decision = |tx: &Tx, day: usize| Decision {
        approval: Approval::default(),
        deed: Deed::now(tx.now(), tx.today()).on(on(day)),
    };
    match *act {
        Act::Create { under, day } => {
            let (superior, permit) = open(tx, under).await?;
            let decision = decision(tx, day);
            let new = new_org(format!("组织{}", ids.len()), on(day));
            let org = org::establish(tx, permit, &superior, new, &decision.approval, &decision.deed).await?;
            return Ok(Some(org));
        }
        Act::Rename { org, name, day } => {
            let (org, permit) = open(tx, org).await?;
            let mut new = Renamed::from_org(&org);
            new.name = format!("新名{name}");
            let decision = decision(tx, day);
            org::rename(tx, &permit, &org, org.version, &new, &decision).await?;
        }
        Act::Move { org, under, day } => {
            let (org, permit) = open(tx, org).await?;
            let (superior, there) = open(tx, under).await?;
            let decision = decision(tx, day);
            let permits = (&permit, &there);
            org::move_under(tx, permits, &org, org.version, &superior, &decision).await?;
        }
        Act::End { org, into, day } => {
            let (org, permit) = open(tx, org).await?;
            let (heir, _) = open(tx, into).await?;
            let heirs = Heirs { people: Some(heir.clone()), subordinates: Some(heir) };
            let decision = decision(tx, day);
            org::dissolve(tx, &permit, &org, org.version, &heirs, None, &decision).await?;
        }
    }
    Ok(None)
}

/// Every organisation on every day: there or not, name, and the chain above by its path.
async fn is_as_modelled(house: &House, ids: &[OrgId], lives: &[Life], told: &str) {
    let given = (ids.to_vec(), lives.to_vec(), told.to_owned());
    house
        .by_system(&given, async |tx: &mut Tx, (ids, lives, told)| {
            let on_days = |day| ids.iter().enumerate().map(move |org| (day, org));
            for (day, (at, id)) in (0..DAYS).flat_map(on_days) {
                let read: &mut Read = tx;
                let found = org::as_of(read, *id, on(day)).await?;
                let name = found.as_ref().map(|branch| branch.name.clone());
                let known = lives[at][day].as_ref().map(|(_, name)| name.clone());
                assert_eq!(name, known, "{told}: organisation {at} on day {day}");
                let Some(found) = found else { continue };
                let owners = org::ids_of_paths(read, path_chain(&found.path)).await?;
                // The first is the root of the house, above every case.
                let chain: Vec<OrgId> = path_chain(&found.path).skip(1).map(|path| owners[path]).collect();
                let mut expected = vec![*id];
                let mut next = at;
                while let Some((Some(superior), _)) = &lives[next][day] {
                    expected.insert(0, ids[*superior]);
                    next = *superior;
                }
                assert_eq!(chain, expected, "{told}: chain of {at} on day {day}");
            }
            Ok::<_, zhibu_kernel::Fault>(())
        })
        .await;
}

#[zhibu_testhouse::test]
async fn random_acts_leave_every_day_as_a_plain_calendar_says(house: House) {
    let cases = if house.db.engine() == zhibu_testhouse::Engine::Sqlite { 12 } else { 3 };
    let mut runner = TestRunner::deterministic();
    let histories = proptest::collection::vec(act(), 14);
    let (mut taken, mut refused) = (0, 0);
    for case in 0..cases {
        let grown = (1..7).map(|under| Act::Create { under, day: under * 2 });
        let mut acts_of_case: Vec<Act> = grown.collect();
        acts_of_case.extend(histories.new_tree(&mut runner).unwrap().current());
        let root = house
            .by_system(&(), async |tx: &mut Tx, (): &()| {
                let permit = Permit::<ManageOrg>::by_system(tx.actor(), "a test")?;
                let deed = Deed::now(tx.now(), tx.today()).on(on(0));
                // Each case grows its own tree under a root of its own.
                let top = match org::root(tx).await? {
                    Some(top) => top,
                    None => org::found(tx, permit, new_org("根".into(), on(0)), &deed).await?,
                };
                let permit = Permit::<ManageOrg>::by_system(tx.actor(), "a test")?;
                let new = new_org("组织0".into(), on(0));
                Ok::<_, Refused>(org::create(tx, permit, &top, new, &Approval::default(), &deed).await?)
            })
            .await;
        let mut ids = vec![root.id];
        let mut lives: Vec<Life> = vec![vec![Some((None, "组织0".to_owned())); DAYS]];
        for (step, act) in acts_of_case.iter().enumerate() {
            let act = &act.among(ids.len());
            let told = format!("case {case}, step {step}, {act:?}");
            let expected = takes(&mut lives, act);
            let given = (ids.clone(), act.clone());
            let outcome = house
                .db
                .change(
                    &zhibu_kernel::Actor::system("test"),
                    &given,
                    async |tx: &mut Tx, (ids, act): &(Vec<OrgId>, Act)| acts(tx, ids, act).await,
                )
                .await;
            assert_eq!(outcome.is_ok(), expected, "{told}: {:?}", outcome.err());
            if expected {
                taken += 1;
            } else {
                refused += 1;
            }
            if let Ok(Some(org)) = outcome {
                ids.push(org.id);
            }
        }
        let told = format!("case {case}, {acts_of_case:?}");
        is_as_modelled(&house, &ids, &lives, &told).await;
    }
    assert!(taken > cases * 3 && refused > cases, "{taken} {refused}");
}
