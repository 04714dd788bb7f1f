//! What the forms of acts on an organisation mean, and doing it.

use std::sync::Arc;

use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm, VERSION};
use zhibu_web::key;

use crate::org::{
    self, ActId, Approval, Census, Counts, Decision, Heirs, NewOrg, Org, OrgId, Refused, Renamed, Touched,
};
use crate::permit::{Permit, Scope};
use crate::role::{ManageOrg, ReadOrg};

/// What can be done to an organisation that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Rename,
    Move,
    Merge,
    Split,
    Dissolve,
}

impl Act {
    pub(super) const ALL: [Act; 5] = [Act::Rename, Act::Move, Act::Merge, Act::Split, Act::Dissolve];

    /// The last part of its address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Move => "move",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Dissolve => "dissolve",
        }
    }

    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Rename => key!("org-rename"),
            Self::Move => key!("org-move"),
            Self::Merge => key!("org-merge"),
            Self::Split => key!("org-split"),
            Self::Dissolve => key!("org-dissolve"),
        }
    }

    pub(super) fn lead(self) -> &'static str {
        match self {
            Self::Rename => key!("org-rename-lead"),
            Self::Move => key!("org-move-lead"),
            Self::Merge => key!("org-merge-lead"),
            Self::Split => key!("org-split-lead"),
            Self::Dissolve => key!("org-dissolve-lead"),
        }
    }

    pub(super) fn said(self) -> &'static str {
        match self {
            Self::Rename => key!("org-renamed"),
            Self::Move => key!("org-moved"),
            Self::Merge => key!("org-merged"),
            Self::Split => key!("org-was-split"),
            Self::Dissolve => key!("org-dissolved"),
        }
    }
}

/// A form of any act; each shows the fields that it needs.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) renamed: Renamed,
    is_area: bool,
    /// Names, codes or ids of other organisations, one a line.
    others: Vec<String>,
    below: String,
    pick: Vec<OrgId>,
    pub(super) on: Day,
    approval: Approval,
    version: i64,
    pub(super) confirmed: bool,
}

impl FromForm for Given {
    fn read(fields: &mut Fields<'_>) -> Self {
        let on = fields.day("on");
        if on.is_none() {
            fields.problem("on", key!("field-required"));
        }
        Self {
            renamed: Renamed {
                kind: fields.text("kind"),
                code: fields.optional("code"),
                name: fields.text("name"),
                short_name: fields.optional("short_name"),
                can_approve_probationary: fields.ticked("approves"),
                unit_situation: fields.optional("unit"),
            },
            is_area: fields.ticked("area"),
            others: fields
                .text("other")
                .lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect(),
            below: fields.text("below"),
            pick: fields.many("pick").iter().filter_map(|id| id.parse().ok()).collect(),
            on: on.unwrap_or(Day::OPEN),
            approval: Approval {
                approved_by: fields.optional("approved_by"),
                basis: fields.optional("basis"),
            },
            version: fields.text(VERSION).parse().unwrap_or(0),
            confirmed: fields.ticked("confirmed"),
        }
    }
}

impl Given {
    fn decision(&self, read: &Read) -> Decision {
        let mut deed = Deed::now(read.now(), read.today()).on(self.on);
        deed.basis.clone_from(&self.approval.basis);
        Decision { approval: self.approval.clone(), deed }
    }

    fn named(&self) -> Result<&Renamed, Refused> {
        if self.renamed.name.is_empty() {
            return Err(Refused::Unsaid("name"));
        }
        if self.renamed.kind.is_empty() {
            return Err(Refused::Unsaid("kind"));
        }
        Ok(&self.renamed)
    }

    fn new_org(&self) -> Result<NewOrg, Refused> {
        let named = self.named()?.clone();
        Ok(NewOrg {
            kind: named.kind,
            code: named.code,
            name: named.name,
            short_name: named.short_name,
            can_approve_probationary: named.can_approve_probationary,
            is_area: self.is_area,
            unit_situation: named.unit_situation,
            founded_on: self.on,
        })
    }
}

/// Creates an organisation under a superior as the form says.
pub(super) async fn create(tx: &mut Tx, superior: OrgId, given: &Given) -> Result<Org, Refused> {
    let (superior, permit) = org::open::<ManageOrg>(tx, superior).await?;
    let decision = given.decision(tx);
    org::establish(tx, permit, &superior, given.new_org()?, &decision.approval, &decision.deed).await
}

/// What an act brought about, or would.
pub(super) struct Outcome {
    pub(super) org: Org,
    /// The line in the history, for taking it back.
    pub(super) act: Option<ActId>,
    /// What it touched, under the name of each organisation, and whether that ends.
    pub(super) touched: Vec<(String, Touched, bool)>,
}

/// Does what the form says.
pub(super) async fn perform(
    tx: &mut Tx,
    id: OrgId,
    act: Act,
    given: &Given,
    census: Option<&Arc<Census>>,
) -> Result<Outcome, Refused> {
    let (org, permit) = org::open::<ManageOrg>(tx, id).await?;
    let counts = census.map(|census| census.0.as_ref() as &dyn Counts);
    let decision = given.decision(tx);
    let ends = act == Act::Dissolve;
    let mut touched = vec![(org.name.clone(), org::touched(tx, &org, counts, given.on).await?, ends)];
    let version = given.version;
    match act {
        Act::Rename => {
            org::rename(tx, &permit, &org, version, given.named()?, &decision).await?;
        }
        Act::Move => {
            let (superior, there) = one(tx, &given.others, "other").await?;
            org::move_under(tx, (&permit, &there), &org, version, &superior, &decision).await?;
        }
        Act::Merge => {
            let mut taken = Vec::new();
            for named in &given.others {
                let (other, own) = find(tx, named, "other").await?;
                let what = org::touched(tx, &other, counts, given.on).await?;
                touched.push((other.name.clone(), what, true));
                taken.push((other, own));
            }
            org::merge(tx, &permit, &org, version, &taken, &decision).await?;
        }
        Act::Split => {
            let mut part = Vec::new();
            for id in &given.pick {
                part.push(org::open::<ManageOrg>(tx, *id).await?.0);
            }
            org::split(tx, &permit, &org, version, given.new_org()?, &part, &decision).await?;
        }
        Act::Dissolve => {
            let mut heirs = Heirs::default();
            if !given.others.is_empty() {
                heirs.people = Some(one(tx, &given.others, "other").await?.0);
            }
            if !given.below.is_empty() {
                heirs.subordinates = Some(find(tx, &given.below, "below").await?.0);
            }
            org::dissolve(tx, &permit, &org, version, &heirs, counts, &decision).await?;
        }
    }
    let act = org::last_act(tx, id).await?;
    Ok(Outcome { org, act, touched })
}

async fn one(
    read: &mut Read,
    named: &[String],
    field: &'static str,
) -> Result<(Org, Permit<ManageOrg>), Refused> {
    match named {
        [one] => find(read, one, field).await,
        _ => Err(Refused::Unnamed(field)),
    }
}

/// The organisation that somebody named by full name, short name, code, initials or id.
async fn find(
    read: &mut Read,
    named: &str,
    field: &'static str,
) -> Result<(Org, Permit<ManageOrg>), Refused> {
    if let Ok(id) = named.parse::<OrgId>() {
        return Ok(org::open::<ManageOrg>(read, id).await?);
    }
    let scope = Scope::<ReadOrg>::mine(read)?;
    let hits = org::search(read, &scope, named, 6).await?;
    let exact: Vec<&org::Hit> =
        hits.iter().filter(|hit| hit.name == named || hit.code.as_deref() == Some(named)).collect();
    let found = match (exact.as_slice(), hits.as_slice()) {
        ([one], _) => one.id,
        ([], [one]) => one.id,
        ([], []) => return Err(Refused::Unnamed(field)),
        _ => {
            let names: Vec<String> = hits.iter().map(full).collect();
            return Err(Refused::Several(field, names.join("、")));
        }
    };
    Ok(org::open::<ManageOrg>(read, found).await?)
}

/// A name with its superior and code, so that two of one name can be told apart.
fn full(hit: &org::Hit) -> String {
    let beside: Vec<&str> = hit.superior.iter().chain(&hit.code).map(String::as_str).collect();
    if beside.is_empty() { hit.name.clone() } else { format!("{}（{}）", hit.name, beside.join("，")) }
}
