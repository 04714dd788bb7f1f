//! Writes the sample into an empty database, some thousand people per change.

use serde_json::json;
use zhibu_access::org::{self, Approval, NewOrg, Org, OrgId, Spot};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{ImportRoster, ManageOrg};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Day, Db, Deed, Source, Tx};
use zhibu_registry::person::{PersonId, Stretch, enter_many};
use zhibu_registry::stat;

use super::accounts::{self, Cast, Somebody};
use super::county::{Branch, Planned, plan};
use super::past;
use super::people::People;
use super::scene::{self, Scene};

/// People in one change: nobody else works in the house yet.
const PEOPLE: usize = 2_000;
/// Organisations in one change.
const ORGS: usize = 200;
/// How far the records reach back: two years, in days.
const RECORDS: i64 = 731;
/// Of a thousand members, so many left within those years.
const DEPARTED: usize = 21;

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many organisations of all are created.
    Orgs(usize, usize),
    /// So many people of all are entered.
    People(usize, usize),
    /// Figures are added up.
    Figures,
}

/// Makes the sample and tells how far it is.
///
/// # Errors
/// A fault of the database.
pub async fn write(db: &Db, members: usize, seed: u64, tell: &(dyn Fn(Step) + Sync)) -> Result<(), Denied> {
    let planned = plan(members, seed);
    let orgs = create_orgs(db, &planned, tell).await?;
    let today = db.clock().today();
    let records_from = today.plus_days(-RECORDS);
    begin_records(db, &orgs, records_from).await?;
    let branches: Vec<(&Org, &Branch)> = orgs
        .iter()
        .zip(&planned)
        .filter_map(|(org, planned)| Some((org, planned.branch.as_ref()?)))
        .collect();
    let mut crowd = Crowd {
        db,
        people: People::new(seed, today),
        scene: Scene::default(),
        today,
        records_from,
        cast: cast(&orgs, &branches),
        lives: Vec::new(),
        roles: Vec::new(),
    };
    let all = branches.iter().map(|(_, b)| b.members + b.hopefuls).sum();
    let mut done = 0;
    for (at, (org, branch)) in branches.iter().enumerate() {
        let other = (at + 1 + crowd.people.dice().below(30)) % branches.len();
        let elsewhere = branches[other].0.spot();
        crowd.branch(at == 0, org, branch, elsewhere);
        done += branch.members + branch.hopefuls;
        if crowd.lives.len() >= PEOPLE || at + 1 == branches.len() {
            crowd.enter().await?;
            tell(Step::People(done, all));
        }
    }
    accounts::make(db, &crowd.cast).await?;
    if let Some(member) = &crowd.cast.member {
        scene::propose(db, member.id).await?;
    }
    tell(Step::Figures);
    stat::fold_quietly(db).await?;
    Ok(())
}

/// Who plays in the demo; people are added when they are entered.
fn cast(orgs: &[Org], branches: &[(&Org, &Branch)]) -> Cast {
    let branch = branches.first().map(|(org, _)| (*org).clone());
    let committee = branch.as_ref().and_then(|branch| {
        let above = |org: &&Org| branch.path.starts_with(&org.path) && !org.is_area;
        orgs.iter().find(above).cloned()
    });
    Cast { root: orgs.first().cloned(), committee, branch, ..Cast::default() }
}

async fn create_orgs(db: &Db, planned: &[Planned], tell: &(dyn Fn(Step) + Sync)) -> Result<Vec<Org>, Denied> {
    let mut orgs: Vec<Org> = Vec::with_capacity(planned.len());
    for chunk in planned.chunks(ORGS) {
        let made = db
            .change(
                &Actor::system("demo"),
                &(chunk, orgs.as_slice()),
                async |tx: &mut Tx, (chunk, before): &(&[Planned], &[Org])| {
                    let mut made: Vec<Org> = Vec::with_capacity(chunk.len());
                    for planned in *chunk {
                        let superior = planned
                            .superior
                            .map(|at| before.get(at).unwrap_or_else(|| &made[at - before.len()]).clone());
                        made.push(create(tx, superior.as_ref(), planned).await?);
                    }
                    Ok::<_, Denied>(made)
                },
            )
            .await?;
        orgs.extend(made);
        tell(Step::Orgs(orgs.len(), planned.len()));
    }
    Ok(orgs)
}

async fn create(tx: &mut Tx, superior: Option<&Org>, planned: &Planned) -> Result<Org, Denied> {
    let permit = Permit::<ManageOrg>::by_system(tx.actor(), "demo")?;
    let deed = Deed::now(tx.now(), tx.today()).on(planned.founded_on).by(Source::Import);
    let new = NewOrg {
        kind: planned.kind.key().to_owned(),
        code: Some(planned.code.clone()),
        name: planned.name.clone(),
        short_name: planned.short_name.clone(),
        can_approve_probationary: planned.can_approve,
        is_area: planned.is_area,
        unit_situation: None,
        founded_on: planned.founded_on,
    };
    let Some(superior) = superior else {
        return Ok(org::found(tx, permit, new, &deed).await?);
    };
    let approval = Approval { approved_by: Some(superior.name.clone()), basis: None };
    Ok(org::create(tx, permit, superior, new, &approval, &deed).await?)
}

/// Says from when on there are records, some organisations in a transaction.
async fn begin_records(db: &Db, orgs: &[Org], from: Day) -> Result<(), Denied> {
    for orgs in orgs.chunks(ORGS) {
        let ids: Vec<OrgId> = orgs.iter().map(|org| org.id).collect();
        db.change(&Actor::system("demo"), &(ids, from), async |tx: &mut Tx, (ids, from)| {
            let permit = Permit::<ImportRoster>::by_system(tx.actor(), "demo")?;
            let begun = org::set_records_from(tx, &permit, ids, *from).await?;
            let entry = Entry::did("zhibu.demo.records");
            tx.audit(&entry.detail(json!({ "orgs": begun.len() }))).await?;
            Ok::<_, Denied>(())
        })
        .await?;
    }
    Ok(())
}

/// What a life that waits to be entered is to be in the demo.
enum Part {
    Secretary,
    Member,
    Applicant,
}

/// People that wait to be entered together.
struct Crowd<'a> {
    db: &'a Db,
    people: People,
    scene: Scene,
    today: Day,
    records_from: Day,
    cast: Cast,
    lives: Vec<Vec<Stretch>>,
    roles: Vec<(usize, Part)>,
}

impl Crowd<'_> {
    /// Adds the people of a branch; the first branch gives the demo its secretary and others.
    fn branch(&mut self, is_first: bool, org: &Org, branch: &Branch, elsewhere: Spot) {
        let spot = org.spot();
        let elsewhere = if elsewhere.area == spot.area { elsewhere } else { spot.clone() };
        let from = self.records_from;
        for _ in 0..branch.members {
            let mut facts = self.people.member(branch);
            let is_steady = facts.stage == "full" && !facts.is_floating && facts.mobile.is_some();
            if is_first && is_steady && self.roles.len() < 2 {
                let part = [Part::Secretary, Part::Member].into_iter().nth(self.roles.len());
                self.roles.extend(part.map(|part| (self.lives.len(), part)));
            } else if is_first {
                self.scene.give(&mut facts, self.today.date());
            }
            let life = past::of(&mut self.people, facts, &spot, &elsewhere, from);
            self.lives.push(life);
            if self.people.dice().chance(DEPARTED) {
                let facts = self.people.member(branch);
                let life = past::of_departed(&mut self.people, facts, &spot, from);
                self.lives.push(life);
            }
        }
        for no in 0..branch.hopefuls {
            if is_first && no == 0 {
                self.roles.push((self.lives.len(), Part::Applicant));
            }
            let mut facts = self.people.hopeful(branch);
            if is_first {
                scene::on_the_way(no, &mut facts, self.today.date());
            }
            let life = past::of(&mut self.people, facts, &spot, &elsewhere, from);
            self.lives.push(life);
        }
    }

    async fn enter(&mut self) -> Result<(), Denied> {
        let lives = std::mem::take(&mut self.lives);
        let root = self.cast.root.as_ref().map(Org::spot);
        let ids: Vec<PersonId> = self
            .db
            .change(
                &Actor::system("demo"),
                &(&lives, root),
                async |tx: &mut Tx, (lives, root): &(&Vec<Vec<Stretch>>, Option<Spot>)| {
                    let deed = Deed::now(tx.now(), tx.today()).by(Source::Import);
                    let ids = enter_many(tx, lives, &deed).await?;
                    let mut entry = Entry::did("registry.person.enter_many")
                        .deed(&deed)
                        .detail(json!({ "people": ids.len() }));
                    if let Some(root) = root {
                        entry = entry.within(root.id.0, root.area);
                    }
                    tx.audit(&entry).await?;
                    Ok::<_, Denied>(ids)
                },
            )
            .await?;
        for (at, part) in std::mem::take(&mut self.roles) {
            let somebody = ids
                .get(at)
                .zip(lives[at].last())
                .map(|(id, stretch)| Somebody { id: *id, name: stretch.facts.name.clone() });
            match part {
                Part::Secretary => self.cast.secretary = somebody,
                Part::Member => self.cast.member = somebody,
                Part::Applicant => self.cast.applicant = somebody,
            }
        }
        Ok(())
    }
}
