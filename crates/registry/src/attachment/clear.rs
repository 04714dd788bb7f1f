//! What was removed is cleared when it can no longer be brought back.

use serde_json::json;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Db, Fault, Read, Tx, bind, file, sql};

use super::{Attachment, AttachmentId, limits};
use crate::person::PersonId;

/// Attachments that one run clears at most; the next run goes on.
const SOME: i64 = 200;

/// Clears what was removed longer ago than the limits say, with its file.
///
/// # Errors
/// A fault of the database.
pub async fn clear(db: &Db) -> Result<(), Fault> {
    let system = Actor::system("registry.attachment");
    let over = db
        .read(&system, &(), async |read: &mut Read, (): &()| {
            let days = limits(read).await?.undo_days;
            let before = read.now().plus_minutes(days.saturating_mul(-24 * 60));
            let rows = read
                .rows(bind!(
                    sql!(
                        "SELECT id, person_id FROM registry_attachment WHERE removed_at < $1 ORDER BY removed_at LIMIT $2"
                    ),
                    before,
                    SOME
                ))
                .await?;
            rows.iter()
                .map(|row| Ok((row.at::<AttachmentId>(0)?, row.at::<PersonId>(1)?)))
                .collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    for one in over {
        db.change(&system, &one, async |tx: &mut Tx, (id, person): &(AttachmentId, PersonId)| {
            let found = super::find(tx, *person, *id).await?;
            // Somebody may have brought it back a moment ago.
            let Some(attachment) = found.filter(|found| found.removal.is_some()) else {
                return Ok(());
            };
            self::one(tx, &attachment).await?;
            tx.audit(
                &Entry::did("registry.attachment.clear")
                    .on("person", person.0)
                    .detail(json!({ "attachment": id, "kind": attachment.kind })),
            )
            .await
        })
        .await?;
    }
    Ok(())
}

/// Deletes an attachment and its file.
pub(super) async fn one(tx: &mut Tx, attachment: &Attachment) -> Result<(), Fault> {
    file::delete(tx, attachment.area, attachment.file).await?;
    tx.execute(bind!(
        sql!("DELETE FROM registry_attachment WHERE area_id = $1 AND id = $2"),
        attachment.area,
        attachment.id
    ))
    .await
    .map(drop)
}
