//! Doing what a sheet says: one change for all of it.

use std::collections::HashMap;

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Fault, Tx};

use super::batch::{self, Batch, Counts, State};
use super::judge::{Judged, Node, Outcome, judge};
use super::refused::Refused;
use super::tree::Tree;
use super::{Draft, MOST_ACTS};
use crate::org::act::ActId;
use crate::org::{self, Decision, NewOrg, Org, OrgId, Renamed, create, last_act, move_under, rename};
use crate::permit::{Denied, Permit};
use crate::role::ManageOrg;

/// Creates, renames and moves what the rows of a batch say, with one decision for all: renamings
/// first, then what is new from the top down, then moves. Rows with faults are left out. The tree
/// is looked at once more: where somebody changed it since, so that other rows would be done than
/// were shown, nothing is done and the batch shows what it would do now.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn apply(
    tx: &mut Tx,
    (batch, permit): &(Batch, Permit<ManageOrg>),
    decision: &Decision,
) -> Result<Counts, Refused> {
    if batch.state != State::Checked {
        return Err(Refused::State(batch.state));
    }
    if decision.deed.happened_on > tx.today() {
        return Err(Refused::Ahead);
    }
    let shown = batch::all_lines(tx, batch.id).await?;
    let (top, _) = opened(tx, batch.org, permit).await?;
    let drafts: Vec<Draft> = shown.iter().map(|line| line.draft.clone()).collect();
    let tree = Tree::load(tx, &top, &drafts).await?;
    let lines = judge(drafts, &tree);
    let outcomes = |lines: &[Judged]| lines.iter().map(|line| line.outcome).collect::<Vec<_>>();
    if outcomes(&lines) != outcomes(&shown) {
        return Err(Refused::TreeChanged);
    }
    let counts = Counts::of(&lines);
    match counts.takes() {
        0 => return Err(Refused::Nothing),
        n if n > MOST_ACTS as i64 => return Err(Refused::TooMany(MOST_ACTS)),
        _ => {}
    }
    let mut applying = Applying { lines: &lines, permit, decision, made: HashMap::new(), acts: Vec::new() };
    applying.rename_all(tx).await?;
    applying.create_all(tx).await?;
    applying.move_all(tx).await?;
    let acts = std::mem::take(&mut applying.acts);
    batch::applied(tx, batch.id, decision, &acts).await?;
    let detail = serde_json::to_value(counts).map_err(Fault::from)?;
    let entry = Entry::did("access.org.import")
        .on("org_import", batch.id.0)
        .within(batch.org.0, batch.area)
        .deed(&decision.deed)
        .detail(detail);
    tx.audit(&entry).await.map_err(Refused::from)?;
    Ok(counts)
}

/// An organisation with leave to manage it, for a person or for the program as the batch was opened.
pub(super) async fn opened(
    tx: &mut Tx,
    id: OrgId,
    batch: &Permit<ManageOrg>,
) -> Result<(Org, Permit<ManageOrg>), Denied> {
    match batch.reason() {
        Some(reason) => org::open_by_system(tx, id, reason).await,
        None => org::open(tx, id).await,
    }
}

struct Applying<'a> {
    lines: &'a [Judged],
    permit: &'a Permit<ManageOrg>,
    decision: &'a Decision,
    /// What new rows became.
    made: HashMap<usize, OrgId>,
    acts: Vec<(OrgId, ActId)>,
}

impl Applying<'_> {
    async fn did(&mut self, tx: &mut Tx, org: OrgId) -> Result<(), Fault> {
        let act = last_act(tx, org).await?;
        let act = act.ok_or_else(|| Fault::Invariant("an act left no line in the history".into()))?;
        self.acts.push((org, act));
        Ok(())
    }

    fn of(&self, outcome: Outcome) -> impl Iterator<Item = (usize, &Judged)> {
        self.lines.iter().enumerate().filter(move |(_, line)| line.outcome == outcome)
    }

    async fn rename_all(&mut self, tx: &mut Tx) -> Result<(), Refused> {
        let changed: Vec<(usize, OrgId)> =
            self.of(Outcome::Changed).filter_map(|(at, line)| Some((at, line.org?))).collect();
        for (at, id) in changed {
            let line = &self.lines[at];
            if line.changes.iter().all(|(field, ..)| field == "superior") {
                continue;
            }
            let (org, permit) = opened(tx, id, self.permit).await?;
            let draft = &line.draft;
            let new = Renamed {
                kind: draft.kind.clone().unwrap_or_else(|| org.kind.clone()),
                code: draft.code.clone().or_else(|| org.code.clone()),
                name: draft.name.clone().unwrap_or_else(|| org.name.clone()),
                short_name: draft.short_name.clone().or_else(|| org.short_name.clone()),
                unit_situation: draft.unit.clone().or_else(|| org.unit_situation.clone()),
                ..Renamed::from_org(&org)
            };
            let done = rename(tx, &permit, &org, org.version, &new, self.decision).await;
            done.map_err(|refused| Refused::act(draft, refused))?;
            self.did(tx, id).await?;
        }
        Ok(())
    }

    /// What is new, as soon as its superior is there; the judge has seen to it that it will be.
    async fn create_all(&mut self, tx: &mut Tx) -> Result<(), Refused> {
        let mut waiting: Vec<usize> = self.of(Outcome::New).map(|(at, _)| at).collect();
        while !waiting.is_empty() {
            let (ready, rest): (Vec<usize>, Vec<usize>) = waiting
                .iter()
                .copied()
                .partition(|at| self.lines[*at].superior.is_some_and(|node| self.id_of(node).is_some()));
            if ready.is_empty() {
                return Err(Fault::Invariant("new organisations wait for one another".into()).into());
            }
            for at in ready {
                let id = self.create(tx, at).await?;
                self.made.insert(at, id);
                self.did(tx, id).await?;
            }
            waiting = rest;
        }
        Ok(())
    }

    fn id_of(&self, node: Node) -> Option<OrgId> {
        match node {
            Node::Org(id) => Some(id),
            Node::Line(at) => self.made.get(&at).copied().or(self.lines[at].org),
        }
    }

    async fn create(&self, tx: &mut Tx, at: usize) -> Result<OrgId, Refused> {
        let draft = &self.lines[at].draft;
        let lacks = || Fault::Invariant("a new organisation lacks what the judge asks for".into());
        let superior = self.lines[at].superior.and_then(|node| self.id_of(node)).ok_or_else(lacks)?;
        let (superior, permit) = opened(tx, superior, self.permit).await?;
        let new = NewOrg {
            kind: draft.kind.clone().ok_or_else(lacks)?,
            code: draft.code.clone(),
            name: draft.name.clone().ok_or_else(lacks)?,
            short_name: draft.short_name.clone(),
            can_approve_probationary: false,
            is_area: false,
            unit_situation: draft.unit.clone(),
            founded_on: draft.founded_on.ok_or_else(lacks)?,
        };
        let Decision { approval, deed } = self.decision;
        Ok(create(tx, permit, &superior, new, approval, deed).await?.id)
    }

    async fn move_all(&mut self, tx: &mut Tx) -> Result<(), Refused> {
        let placed: Vec<(usize, OrgId, Node)> = self
            .of(Outcome::Changed)
            .filter_map(|(at, line)| Some((at, line.org?, line.superior?)))
            .collect();
        for (at, id, node) in placed {
            let Some(above) = self.id_of(node) else { continue };
            let (org, own) = opened(tx, id, self.permit).await?;
            let (superior, there) = opened(tx, above, self.permit).await?;
            let done = move_under(tx, (&own, &there), &org, org.version, &superior, self.decision).await;
            done.map_err(|refused| Refused::act(&self.lines[at].draft, refused))?;
            self.did(tx, id).await?;
        }
        Ok(())
    }
}
