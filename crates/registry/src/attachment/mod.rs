//! The attachment (附件): a paper of a person's as a file, and their photo, which is one that
//! stands on the page.
//!
//! The bytes are a sealed file of the ground floor; title and file name are sealed beside them.
//! What is removed can be brought back for some days and is then cleared, file and all.

pub mod accept; // start here: what is taken
pub mod picture;

mod act;
mod clear;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::file::FileId;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read, Row, bind, setting, sql};

pub(crate) use self::act::erase;
pub use self::act::{New, add, remove, restore, take_back};
pub use self::clear::clear;
use crate::person::{PersonId, human};

zhibu_kernel::id_type!(
    /// Names one attachment.
    pub AttachmentId
);

/// The kind of a photo.
pub const PHOTO: &str = "photo";

/// The kinds of papers.
pub const KINDS: [&str; 7] = [
    "application_letter",
    "autobiography",
    "political_review",
    "admission_form",
    "conversion_application",
    "transfer_letter",
    "other",
];

/// How much is kept of a person, and for how long what was removed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Megabytes of one attachment, at most 60.
    pub file_mb: u64,
    /// Megabytes of all attachments of a person.
    pub person_mb: u64,
    /// Attachments of a person.
    pub count: i64,
    /// Days for which what was removed can be brought back.
    pub undo_days: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_mb: 20, person_mb: 100, count: 50, undo_days: 30 }
    }
}

impl Limits {
    /// Bytes of one attachment. A request weighs 64 MB at most, with everything around the file.
    #[must_use]
    pub fn largest(&self) -> u64 {
        self.file_mb.min(60) << 20
    }

    /// Until when something that was removed can be brought back.
    #[must_use]
    pub fn undo_until(&self, removed_at: Moment) -> Moment {
        removed_at.plus_minutes(self.undo_days.saturating_mul(24 * 60))
    }
}

/// The limits of this installation: the setting `registry.attachment_limits`.
///
/// # Errors
/// A fault of the database.
pub async fn limits(read: &mut Read) -> Result<Limits, Fault> {
    Ok(setting::get(read, "registry.attachment_limits").await?.unwrap_or_default())
}

/// The limits for showing some attachments: they matter where something can be brought back, and
/// every page of a person would ask for them otherwise.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn limits_for(read: &mut Read, all: &[Attachment]) -> Result<Limits, Fault> {
    if all.iter().any(|one| one.removal.is_some()) { limits(read).await } else { Ok(Limits::default()) }
}

/// That it was removed.
#[derive(Clone, Debug)]
pub struct Removal {
    /// When.
    pub at: Moment,
    /// Why; none for a photo.
    pub reason: Option<String>,
}

/// An attachment or a photo.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The area in which it and its file lie.
    pub area: Uuid,
    /// The record under which it came in.
    pub person: PersonId,
    /// [`PHOTO`] or one of [`KINDS`].
    pub kind: String,
    /// What it is called; of a photo its size in pixels.
    pub title: String,
    /// The file's name as it came.
    pub name: String,
    /// What its bytes are.
    pub media: String,
    /// How many.
    pub size: i64,
    /// Where they lie.
    pub file: FileId,
    /// The day of the paper.
    pub happened_on: Day,
    /// When it was added.
    pub recorded_at: Moment,
    /// The account that added it.
    pub account: Option<Uuid>,
    /// That it was removed, if it was.
    pub removal: Option<Removal>,
}

/// What is sealed beside a file.
#[derive(Serialize, Deserialize)]
struct About {
    title: String,
    name: String,
}

fn place<'a>(id: &'a AttachmentId, column: &'static str) -> Context<'a> {
    Context { table: "registry_attachment", column, row: id.0.as_bytes() }
}

impl Attachment {
    fn from_row(read: &Read, row: &Row) -> Result<Self, Fault> {
        let id: AttachmentId = row.get("id")?;
        let sealed: Vec<u8> = row.get("about")?;
        let about: About = serde_json::from_slice(&read.keys().open(place(&id, "about"), &sealed)?)?;
        let reason = row
            .get::<Option<Vec<u8>>>("removal")?
            .map(|sealed| read.keys().open(place(&id, "removal"), &sealed))
            .transpose()?
            .map(|clear| String::from_utf8_lossy(&clear).into_owned());
        let removed_at: Option<Moment> = row.get("removed_at")?;
        Ok(Self {
            id,
            area: row.get("area_id")?,
            person: row.get("person_id")?,
            kind: row.get("kind")?,
            title: about.title,
            name: about.name,
            media: row.get("media")?,
            size: row.get("size")?,
            file: row.get("file_id")?,
            happened_on: row.get("happened_on")?,
            recorded_at: row.get("recorded_at")?,
            account: row.get("account_id")?,
            removal: removed_at.map(|at| Removal { at, reason }),
        })
    }

    /// Whether it is a photo.
    #[must_use]
    pub fn is_photo(&self) -> bool {
        self.kind == PHOTO
    }
}

/// All that is kept of a person, the latest first: what was removed is still among it.
///
/// # Errors
/// A fault of the database.
pub async fn of(read: &mut Read, person: PersonId) -> Result<Vec<Attachment>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT area_id, id, person_id, kind, about, media, size, file_id, happened_on, recorded_at, account_id, \
                 removed_at, removal FROM registry_attachment WHERE person_id IN ",
                human!(),
                " ORDER BY id DESC"
            ),
            person
        ))
        .await?;
    rows.iter().map(|row| Attachment::from_row(read, row)).collect()
}

/// One of a person's, by its id; `None` when it is nobody's, or somebody else's.
///
/// # Errors
/// A fault of the database.
pub async fn find(read: &mut Read, person: PersonId, id: AttachmentId) -> Result<Option<Attachment>, Fault> {
    Ok(of(read, person).await?.into_iter().find(|one| one.id == id))
}

/// The photo that stands on the page: the record's own, else that of a record merged into it.
#[must_use]
pub fn photo(all: &[Attachment], person: PersonId) -> Option<&Attachment> {
    let mut live = all.iter().filter(|one| one.is_photo() && one.removal.is_none());
    let first = live.next()?;
    if first.person == person {
        return Some(first);
    }
    Some(live.find(|one| one.person == person).unwrap_or(first))
}
