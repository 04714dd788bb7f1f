//! The organisation (党组织) and its place in the tree.
//!
//! A row is the organisation as it is now; `access_org_period` holds what was true on every day.
//! Each has a path: the chain of four-character slots from the root, so that a subtree is one
//! range of texts on both engines. A slot is never given twice, so that paths of the past stay
//! true.

mod act;
mod create;
mod dissolve;
mod end;
mod find;
mod follow;
pub mod import;
mod merge;
mod move_under;
mod names;
mod period;
mod place;
mod records;
mod refused;
mod rename;
mod split;
mod touched;
mod undo;
mod word;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::{Day, Deed, Fault, Read, Row, bind, sql};

pub use self::act::{ActId, Done, SHOWN, acts, acts_on, count_together, last as last_act, together};
pub use self::create::{NewOrg, create, establish, found};
pub use self::dissolve::{Heirs, dissolve};
pub use self::find::{
    Branch, Hit, all_paths_of, as_of, chain, children, count_below, count_by_kind, ids_of_paths, living,
    paths_of, search,
};
pub use self::follow::{OrgDissolved, OrgMerged, OrgMoved, Seat, seats};
pub use self::merge::merge;
pub use self::move_under::move_under;
pub use self::names::names_on;
pub use self::period::{Period, periods};
pub use self::records::{branches_under, by_ids, forget_records_from, named, set_records_from};
pub use self::refused::Refused;
pub use self::rename::{Renamed, rename};
pub use self::split::split;
pub use self::touched::{Census, Counted, Counts, Holder, Touched, touched};
pub use self::undo::undo;
use crate::permit::{Denied, Permit, may};
use crate::role::Action;

zhibu_kernel::id_type!(
    /// Names one organisation, whatever its code, name and place.
    pub OrgId
);

/// Characters of a slot: 36^4 subordinates of one superior, ever.
const SLOT: usize = 4;

/// Where an organisation lies: enough for every permit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The organisation.
    pub id: OrgId,
    /// Its area.
    pub area: Uuid,
    /// Its path.
    pub path: String,
}

/// An organisation as it is now.
#[derive(Clone, Debug)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// The area in which it lies.
    pub area: Uuid,
    /// The organisation above; none for the root.
    pub superior: Option<OrgId>,
    /// Its path.
    pub path: String,
    /// Its kind: the word of [`zhibu_rules::codes::OrgKind`].
    pub kind: String,
    /// The official code, an attribute with history.
    pub code: Option<String>,
    /// The full name.
    pub name: String,
    /// The short name.
    pub short_name: Option<String>,
    /// Whether it may approve probationary members (DEV-21).
    pub can_approve_probationary: bool,
    /// Whether an area begins here.
    pub is_area: bool,
    /// 所在单位情况.
    pub unit_situation: Option<String>,
    /// The day it was founded.
    pub founded_on: Day,
    /// The day it ended, if it did.
    pub ended_on: Option<Day>,
    /// The first day of which there are records of its people; none before the first roster.
    pub records_from: Option<Day>,
    /// Counts changes, so that two editors notice each other.
    pub version: i64,
}

impl Org {
    /// Where it lies.
    #[must_use]
    pub fn spot(&self) -> Spot {
        Spot { id: self.id, area: self.area, path: self.path.clone() }
    }

    /// Whether it is there on a day, as far as is known today.
    #[must_use]
    pub fn is_there_on(&self, day: Day) -> bool {
        self.founded_on <= day && self.ended_on.is_none_or(|end| day < end)
    }

    /// How deep it lies: 0 for the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.len() / SLOT - 1
    }

    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.get("id")?,
            area: row.get("area_id")?,
            superior: row.get("superior_id")?,
            path: row.get("path")?,
            kind: row.get("kind")?,
            code: row.get("code")?,
            name: row.get("name")?,
            short_name: row.get("short_name")?,
            can_approve_probationary: row.get("can_approve_probationary")?,
            is_area: row.get("is_area")?,
            unit_situation: row.get("unit_situation")?,
            founded_on: row.get("founded_on")?,
            ended_on: row.get("ended_on")?,
            records_from: row.get("records_from")?,
            version: row.get("version")?,
        })
    }
}

macro_rules! columns {
    () => {
        "id, area_id, superior_id, path, kind, code, name, short_name, can_approve_probationary, is_area, \
         unit_situation, founded_on, ended_on, records_from, version"
    };
}
pub(crate) use columns;

/// The organisation of an id with leave to do `A` with it.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open<A: Action>(read: &mut Read, id: OrgId) -> Result<(Org, Permit<A>), Denied> {
    may::<A>(read.actor())?;
    let org = find_by_id(read, id).await?.ok_or(Denied::Missing)?;
    let permit = Permit::at(read.actor(), &org.spot())?;
    Ok((org, permit))
}

/// The same with the organisation above, in one go.
///
/// # Errors
/// As [`open`].
pub async fn open_with_superior<A: Action>(
    read: &mut Read,
    id: OrgId,
) -> Result<(Org, Option<Org>, Permit<A>), Denied> {
    may::<A>(read.actor())?;
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM access_org WHERE id = $1 OR id = (SELECT superior_id FROM access_org WHERE id = $1)"
            ),
            id,
        ))
        .await?;
    let (mut org, mut superior) = (None, None);
    for row in &rows {
        let found = Org::from_row(row)?;
        let place = if found.id == id { &mut org } else { &mut superior };
        *place = Some(found);
    }
    let org = org.ok_or(Denied::Missing)?;
    let permit = Permit::at(read.actor(), &org.spot())?;
    Ok((org, superior, permit))
}

/// The organisation of an id for the program itself.
///
/// # Errors
/// [`Denied::Missing`] when there is none or a person asks.
pub async fn open_by_system<A: Action>(
    read: &mut Read,
    id: OrgId,
    reason: &'static str,
) -> Result<(Org, Permit<A>), Denied> {
    let permit = Permit::by_system(read.actor(), reason)?;
    let org = find_by_id(read, id).await?.ok_or(Denied::Missing)?;
    Ok((org, permit))
}

/// The organisation of an id, without leave: for the parts of a page that name it only.
pub(crate) async fn find_by_id(read: &mut Read, id: OrgId) -> Result<Option<Org>, Fault> {
    read.first(bind!(sql!("SELECT ", columns!(), " FROM access_org WHERE id = $1"), id))
        .await?
        .map(|row| Org::from_row(&row))
        .transpose()
}

/// The organisation that bears a code now, or bore it last.
///
/// # Errors
/// A fault of the database.
pub async fn id_of_code(read: &mut Read, code: &str) -> Result<Option<OrgId>, Fault> {
    read.value(bind!(
        sql!(
            "SELECT c.org_id FROM access_org_code c JOIN access_org o ON o.id = c.org_id WHERE c.code = $1 \
             ORDER BY CASE WHEN o.code = c.code THEN 0 ELSE 1 END, c.valid_from DESC LIMIT 1"
        ),
        code,
    ))
    .await
}

/// The root of the tree, if the house has been founded.
///
/// # Errors
/// A fault of the database.
pub async fn root(read: &mut Read) -> Result<Option<Org>, Fault> {
    read.first(sql!(
        "SELECT ",
        columns!(),
        " FROM access_org WHERE superior_id IS NULL ORDER BY path LIMIT 1"
    ))
    .await?
    .map(|row| Org::from_row(&row))
    .transpose()
}

/// The end of the range of paths that begin with `path`: no path of the subtree reaches it.
#[must_use]
pub fn path_end(path: &str) -> String {
    format!("{path}~")
}

/// The path of the nth subordinate of a superior.
///
/// # Errors
/// When a superior has had more than 36^4 subordinates.
pub(crate) fn path_below(superior: &str, slot: i64) -> Result<String, Fault> {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = usize::try_from(slot).map_err(|_| Fault::Column("a slot is negative"))?;
    let mut digits = [b'0'; SLOT];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[rest % 36];
        rest /= 36;
    }
    if rest > 0 {
        return Err(Fault::Invariant("a superior has had more subordinates than a path can number".into()));
    }
    Ok(format!("{superior}{}", String::from_utf8_lossy(&digits)))
}

/// Paths of all superiors of a path, from the root, with the path itself last.
pub fn path_chain(path: &str) -> impl Iterator<Item = &str> {
    (1..=path.len() / SLOT).map(move |n| &path[..n * SLOT])
}

/// Who approved an act, and on which document it rests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Approval {
    /// The superior that approved it, in words.
    pub approved_by: Option<String>,
    /// The document it rests on.
    pub basis: Option<String>,
}

/// What an act rests on: the day and the approval.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Who approved it.
    pub approval: Approval,
    /// The day it happened and when it was recorded.
    pub deed: Deed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_number_subordinates_in_order() {
        assert_eq!(path_below("0000", 0).unwrap(), "00000000");
        assert_eq!(path_below("0000", 36 * 36).unwrap(), "00000100");
        assert!(path_below("", 36_i64.pow(4) - 1).is_ok());
        assert!(path_below("", 36_i64.pow(4)).is_err());
        assert!(path_below("0000", 5).unwrap() < path_below("0000", 40).unwrap());
        assert!(path_below("0000", 36_i64.pow(4) - 1).unwrap() < path_end("0000"));
    }

    #[test]
    fn a_chain_ends_with_the_path() {
        assert_eq!(path_chain("00000001").collect::<Vec<_>>(), ["0000", "00000001"]);
    }
}
