//! An entry as it lies in the log, and the bytes of it that are hashed.

use uuid::Uuid;

use crate::clock::{Day, Moment};
use crate::db::Row;
use crate::fault::Fault;
use crate::merkle::{Hash, leaf_hash};

/// An entry of the log. What each field says stands at [`super::Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The area; nil for what belongs to none.
    pub area: Uuid,
    /// Names the entry and orders the log by time.
    pub id: Uuid,
    /// When it was written.
    pub recorded_at: Moment,
    /// `room.noun.act`.
    pub act: String,
    /// Somebody saw personal data; nothing was changed.
    pub is_look: bool,
    /// The kind of noun that it was about.
    pub subject_kind: Option<String>,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// The organisation concerned.
    pub org: Option<Uuid>,
    /// Who did it; none for the program and for those who are not signed in.
    pub account: Option<Uuid>,
    /// The role under which they did it.
    pub grant: Option<Uuid>,
    /// The person for whom they did it.
    pub principal: Option<Uuid>,
    /// The part of the program that did it by itself.
    pub part: Option<String>,
    /// The day on which it happened.
    pub happened_on: Day,
    /// The way it came: the word of [`crate::Source`].
    pub source: String,
    /// Whose decision it rests on.
    pub basis: Option<String>,
    /// Why somebody looked.
    pub reason: Option<String>,
    /// Particulars, as JSON.
    pub detail: Option<String>,
}

/// The columns of `kernel_audit a`, for [`Record::from_row`].
macro_rules! columns {
    () => {
        "a.area_id, a.id, a.recorded_at, a.act, a.is_look, a.subject_kind, a.subject_id, a.org_id, a.account_id, \
         a.grant_id, a.principal_id, a.part, a.happened_on, a.source, a.basis, a.reason, a.detail"
    };
}
pub(super) use columns;

impl Record {
    pub(super) fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            area: row.get("area_id")?,
            id: row.get("id")?,
            recorded_at: row.get("recorded_at")?,
            act: row.get("act")?,
            is_look: row.get("is_look")?,
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            org: row.get("org_id")?,
            account: row.get("account_id")?,
            grant: row.get("grant_id")?,
            principal: row.get("principal_id")?,
            part: row.get("part")?,
            happened_on: row.get("happened_on")?,
            source: row.get("source")?,
            basis: row.get("basis")?,
            reason: row.get("reason")?,
            detail: row.get("detail")?,
        })
    }

    /// The bytes that the tree hashes: a version, then every column in the order of the fields
    /// above. Each is 0 for nothing, or 1, its length in four bytes and its bytes; numbers are
    /// eight bytes, big-endian. No two entries have the same bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = vec![1];
        put(&mut out, Some(self.area.as_bytes()));
        put(&mut out, Some(self.id.as_bytes()));
        put(&mut out, Some(&self.recorded_at.0.to_be_bytes()));
        put(&mut out, Some(self.act.as_bytes()));
        put(&mut out, Some(&i64::from(self.is_look).to_be_bytes()));
        put(&mut out, self.subject_kind.as_deref().map(str::as_bytes));
        for id in [&self.subject_id, &self.org, &self.account, &self.grant, &self.principal] {
            put(&mut out, id.as_ref().map(|id| &id.as_bytes()[..]));
        }
        put(&mut out, self.part.as_deref().map(str::as_bytes));
        put(&mut out, Some(&self.happened_on.number().to_be_bytes()));
        put(&mut out, Some(self.source.as_bytes()));
        for text in [&self.basis, &self.reason, &self.detail] {
            put(&mut out, text.as_deref().map(str::as_bytes));
        }
        out
    }

    /// Its leaf in the tree.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        leaf_hash(&self.bytes())
    }
}

fn put(out: &mut Vec<u8>, value: Option<&[u8]>) {
    let Some(value) = value else {
        out.push(0);
        return;
    };
    let length = u32::try_from(value.len()).expect("no column of the log holds 4 GiB");
    out.push(1);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(value);
}
