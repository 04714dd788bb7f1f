//! Adding an attachment, removing it, bringing it back.

use serde_json::json;
use zhibu_access::permit::Permit;
use zhibu_access::role::EditPerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::file::{self, File};
use zhibu_kernel::{Deed, Fault, Tx, bind, sql};

use super::{About, Attachment, AttachmentId, PHOTO, limits, of, place};
use crate::person::{Author, Person, PersonId, Refused, write_change};

/// What is to be added.
#[derive(Clone, Debug)]
pub struct New {
    /// [`PHOTO`] or one of [`super::KINDS`].
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// The file's name as it came.
    pub name: String,
    /// What its bytes are.
    pub media: &'static str,
    /// The file that came in.
    pub file: File,
}

/// Adds an attachment on the day of the deed, which is the day of the paper. A photo takes the
/// place of the one before.
///
/// # Errors
/// [`Refused::Closed`], [`Refused::InFuture`], [`Refused::TooManyAttachments`],
/// [`Refused::NoRoom`]; a fault of the database.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    new: &New,
    deed: &Deed,
) -> Result<AttachmentId, Refused> {
    is_open(person)?;
    if deed.happened_on > tx.today() {
        return Err(Refused::InFuture("day"));
    }
    let known = of(tx, person.id).await?;
    let size = i64::try_from(new.file.size).map_err(|_| Fault::Column("the size of a file"))?;
    let id = AttachmentId::fresh();
    let before = if new.kind == PHOTO {
        end_photos(tx, &known, Some(id)).await?
    } else {
        fits(tx, &known, size).await?;
        None
    };
    file::keep(tx, &new.file).await?;
    insert(tx, person, id, new, size, deed).await?;
    note(tx, person, &new.kind, (before, Some(new.title.clone())), deed).await?;
    tx.audit(&entry("registry.attachment.add", person, id, &new.kind, deed)).await?;
    Ok(id)
}

fn is_open(person: &Person) -> Result<(), Refused> {
    if person.facts.ending.is_some() { Err(Refused::Closed) } else { Ok(()) }
}

/// What was removed still takes its room until it is cleared.
async fn fits(tx: &mut Tx, known: &[Attachment], size: i64) -> Result<(), Refused> {
    let limits = limits(tx).await?;
    let papers = || known.iter().filter(|one| !one.is_photo());
    if i64::try_from(papers().count()).unwrap_or(i64::MAX) >= limits.count {
        return Err(Refused::TooManyAttachments(limits.count));
    }
    let most = i64::try_from(limits.person_mb << 20).unwrap_or(i64::MAX);
    if papers().map(|one| one.size).sum::<i64>().saturating_add(size) > most {
        return Err(Refused::NoRoom(most >> 20));
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    person: &Person,
    id: AttachmentId,
    new: &New,
    size: i64,
    deed: &Deed,
) -> Result<(), Fault> {
    let about = serde_json::to_vec(&About { title: new.title.clone(), name: new.name.clone() })?;
    let about = tx.keys().seal(place(&id, "about"), &about);
    let account = tx.actor().account_id();
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_attachment (area_id, id, person_id, kind, about, media, size, file_id, happened_on, \
             recorded_at, account_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        new.file.area,
        id,
        person.id,
        new.kind.as_str(),
        about,
        new.media,
        size,
        new.file.id,
        deed.happened_on,
        deed.recorded_at,
        account,
    ))
    .await
    .map(drop)
}

/// Takes the photos away that stand on the page; answers what the first of them was.
async fn end_photos(
    tx: &mut Tx,
    known: &[Attachment],
    by: Option<AttachmentId>,
) -> Result<Option<String>, Fault> {
    let mut before = None;
    for photo in known.iter().filter(|one| one.is_photo() && one.removal.is_none()) {
        end(tx, photo, None, by).await?;
        before = before.or(Some(photo.title.clone()));
    }
    Ok(before)
}

async fn end(
    tx: &mut Tx,
    one: &Attachment,
    reason: Option<&str>,
    by: Option<AttachmentId>,
) -> Result<(), Fault> {
    let (now, account) = (tx.now(), tx.actor().account_id());
    let reason = reason.map(|text| tx.keys().seal(place(&one.id, "removal"), text.as_bytes()));
    tx.execute(bind!(
        sql!(
            "UPDATE registry_attachment SET removed_at = $3, removed_by = $4, removal = $5, replaced_by = $6 \
             WHERE area_id = $1 AND id = $2"
        ),
        one.area,
        one.id,
        now,
        account,
        reason,
        by,
    ))
    .await
    .map(drop)
}

async fn revive(tx: &mut Tx, one: &Attachment) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "UPDATE registry_attachment SET removed_at = NULL, removed_by = NULL, removal = NULL, replaced_by = NULL \
             WHERE area_id = $1 AND id = $2"
        ),
        one.area,
        one.id
    ))
    .await
    .map(drop)
}

/// Removes an attachment for a reason; a photo needs none. It can be brought back until it is
/// cleared.
///
/// # Errors
/// [`Refused::WithoutReason`], [`Refused::UndoneAlready`]; a fault of the database.
pub async fn remove(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    one: &Attachment,
    reason: Option<&str>,
    deed: &Deed,
) -> Result<(), Refused> {
    is_open(person)?;
    if one.removal.is_some() {
        return Err(Refused::UndoneAlready);
    }
    if one.is_photo() {
        let known = of(tx, person.id).await?;
        end_photos(tx, &known, None).await?;
    } else if reason.is_none() {
        return Err(Refused::WithoutReason);
    } else {
        end(tx, one, reason, None).await?;
    }
    note(tx, person, &one.kind, (Some(one.title.clone()), None), deed).await?;
    tx.audit(&entry("registry.attachment.remove", person, one.id, &one.kind, deed)).await?;
    Ok(())
}

/// Brings back what was removed; a photo takes the place of the one that stands there.
///
/// # Errors
/// [`Refused::UndoneAlready`] when it was not removed; a fault of the database.
pub async fn restore(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    one: &Attachment,
    deed: &Deed,
) -> Result<(), Refused> {
    is_open(person)?;
    if one.removal.is_none() {
        return Err(Refused::UndoneAlready);
    }
    let known = of(tx, person.id).await?;
    let before = if one.is_photo() { end_photos(tx, &known, Some(one.id)).await? } else { None };
    revive(tx, one).await?;
    note(tx, person, &one.kind, (before, Some(one.title.clone())), deed).await?;
    tx.audit(&entry("registry.attachment.restore", person, one.id, &one.kind, deed)).await?;
    Ok(())
}

/// Takes an adding back: what was added goes, and the photo that it replaced returns.
///
/// # Errors
/// [`Refused::UndoneAlready`] when it is gone already; a fault of the database.
pub async fn take_back(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    one: &Attachment,
    deed: &Deed,
) -> Result<(), Refused> {
    is_open(person)?;
    if one.removal.is_some() {
        return Err(Refused::UndoneAlready);
    }
    end(tx, one, None, None).await?;
    let replaced = tx
        .rows(bind!(
            sql!("SELECT id FROM registry_attachment WHERE area_id = $1 AND replaced_by = $2"),
            one.area,
            one.id
        ))
        .await?;
    let mut after = None;
    for row in &replaced {
        let id: AttachmentId = row.at(0)?;
        if let Some(before) = super::find(tx, person.id, id).await? {
            revive(tx, &before).await?;
            after = Some(before.title);
        }
    }
    note(tx, person, &one.kind, (Some(one.title.clone()), after), deed).await?;
    tx.audit(&entry("registry.attachment.undo", person, one.id, &one.kind, deed)).await?;
    Ok(())
}

/// Erases all attachments of a record that is erased.
pub(crate) async fn erase(tx: &mut Tx, person: PersonId) -> Result<(), Fault> {
    for one in of(tx, person).await? {
        super::clear::one(tx, &one).await?;
    }
    Ok(())
}

async fn note(
    tx: &mut Tx,
    person: &Person,
    kind: &str,
    (before, after): (Option<String>, Option<String>),
    deed: &Deed,
) -> Result<(), Fault> {
    let field = if kind == PHOTO { PHOTO } else { "attachment" };
    let author = Author::acting(tx);
    write_change(tx, person, (field, before, after), deed, author).await
}

fn entry(act: &'static str, person: &Person, id: AttachmentId, kind: &str, deed: &Deed) -> Entry {
    Entry::did(act)
        .on("person", person.id.0)
        .within(person.org.0, person.area)
        .deed(deed)
        .detail(json!({ "attachment": id, "kind": kind }))
}
