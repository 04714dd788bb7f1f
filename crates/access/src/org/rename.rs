//! Another name, code or kind from a day on; and what is known of an organisation beside them.

use serde::{Deserialize, Serialize};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Tx, bind, sql};

use super::act::{Particulars, tell};
use super::{Decision, Org, Refused, create, find_by_id, id_of_code, period, place, word};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// How an organisation is called and what it is from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The kind.
    pub kind: String,
    /// The official code.
    pub code: Option<String>,
    /// The full name.
    pub name: String,
    /// The short name.
    pub short_name: Option<String>,
    /// Whether it may approve probationary members (DEV-21).
    pub can_approve_probationary: bool,
    /// 所在单位情况.
    pub unit_situation: Option<String>,
}

impl Renamed {
    /// As it is now.
    #[must_use]
    pub fn from_org(org: &Org) -> Self {
        Self {
            kind: org.kind.clone(),
            code: org.code.clone(),
            name: org.name.clone(),
            short_name: org.short_name.clone(),
            can_approve_probationary: org.can_approve_probationary,
            unit_situation: org.unit_situation.clone(),
        }
    }
}

/// Gives an organisation another name, code or kind from the day of the deed on, for as long as
/// it had kept the present ones; `version` is that of the page that was shown.
///
/// # Errors
/// [`Refused`], when the rules or another editor stand against it.
pub async fn rename(
    tx: &mut Tx,
    permit: &Permit<ManageOrg>,
    org: &Org,
    version: i64,
    new: &Renamed,
    decision: &Decision,
) -> Result<(), Refused> {
    let Decision { approval, deed } = decision;
    place::is_as_shown(org, version)?;
    check(tx, org, new, deed).await?;
    let on = deed.happened_on;
    let mut periods = period::periods(tx, org.id).await?;
    let Some(then) = periods.iter().find(|period| period.holds_on(on)).cloned() else {
        return Err(place::not_there(&periods, on));
    };
    let told = differences(org, &then, new);
    if told.changes.is_empty() {
        return Err(Refused::Nothing);
    }
    let now = tx.now();
    if then.name != new.name {
        periods = period::assign(
            periods,
            on,
            |a, b| a.name == b.name,
            |p| {
                p.name.clone_from(&new.name);
                p.recorded_at = now;
            },
        );
    }
    if then.code != new.code {
        periods = period::assign(
            periods,
            on,
            |a, b| a.code == b.code,
            |p| {
                p.code.clone_from(&new.code);
                p.recorded_at = now;
            },
        );
        if let Some(code) = &new.code {
            create::remember_code(tx, org.id, code, on).await?;
        }
    }
    if then.kind != new.kind {
        periods = period::assign(
            periods,
            on,
            |a, b| a.kind == b.kind,
            |p| {
                p.kind.clone_from(&new.kind);
                p.recorded_at = now;
            },
        );
    }
    write(tx, org, new, periods).await?;
    tell(tx, org.id, &told, approval, deed).await?;
    let fields: Vec<&str> = told.changes.iter().map(|(field, ..)| field.as_str()).collect();
    let mut entry = Entry::did("access.org.rename")
        .on("org", org.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "fields": fields }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    Ok(tx.audit(&entry).await?)
}

async fn check(tx: &mut Tx, org: &Org, new: &Renamed, deed: &Deed) -> Result<(), Refused> {
    place::not_ahead(tx, deed.happened_on)?;
    place::may_approve(&new.kind, new.can_approve_probationary)?;
    if new.kind != org.kind
        && let Some(superior) = org.superior
        && let Some(superior) = find_by_id(tx, superior).await?
    {
        place::stands_under(&new.kind, &superior.kind)?;
    }
    if new.code != org.code {
        code_is_free(tx, org.id, new.code.as_deref()).await?;
    }
    Ok(())
}

/// Refuses a code that another living organisation bears.
pub(super) async fn code_is_free(tx: &mut Tx, id: super::OrgId, code: Option<&str>) -> Result<(), Refused> {
    let Some(code) = code else { return Ok(()) };
    let Some(holder) = id_of_code(tx, code).await?.filter(|holder| *holder != id) else {
        return Ok(());
    };
    match find_by_id(tx, holder).await? {
        Some(holder) if holder.ended_on.is_none() && holder.code.as_deref() == Some(code) => {
            Err(Refused::CodeTaken(holder.name))
        }
        _ => Ok(()),
    }
}

/// What the act changes. Name, code and kind are compared with the day of the deed; the rest has
/// no history of its own and is compared with today.
fn differences(org: &Org, then: &period::Period, new: &Renamed) -> Particulars {
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let pairs = [
        ("name", Some(then.name.as_str()), Some(new.name.as_str())),
        ("code", then.code.as_deref(), new.code.as_deref()),
        ("kind", Some(then.kind.as_str()), Some(new.kind.as_str())),
        ("short_name", org.short_name.as_deref(), new.short_name.as_deref()),
        ("approves", Some(word(org.can_approve_probationary)), Some(word(new.can_approve_probationary))),
        ("unit_situation", org.unit_situation.as_deref(), new.unit_situation.as_deref()),
    ];
    pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .fold(Particulars::of("rename"), |told, (field, old, new)| told.changed(field, old, new))
}

async fn write(tx: &mut Tx, org: &Org, new: &Renamed, periods: Vec<period::Period>) -> Result<(), Refused> {
    let last = period::rewrite(tx, [(org.id, periods)].into()).await?;
    for last in &last {
        place::bring_up(tx, last).await?;
        word::write(tx, org.id, &last.name, new.short_name.as_deref()).await?;
    }
    tx.execute(bind!(
        sql!(
            "UPDATE access_org SET short_name = $2, can_approve_probationary = $3, unit_situation = $4 WHERE id = $1"
        ),
        org.id,
        new.short_name.as_deref(),
        new.can_approve_probationary,
        new.unit_situation.as_deref(),
    ))
    .await?;
    Ok(())
}
