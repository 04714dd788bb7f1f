//! Where rooms meet: the only file that turns one room's event into another's act.

use zhibu_access::org::{OrgDissolved, OrgMerged, OrgMoved};
use zhibu_kernel::outbox::Handlers;
use zhibu_registry::person::follow::follow;

/// Who handles which event.
#[must_use]
pub fn handlers() -> Handlers {
    Handlers::new()
        .on::<OrgMoved, _, _>(|db, delivery| async move {
            let moved: OrgMoved = delivery.event()?;
            Ok(follow(&db, moved.from, &moved.paths).await?)
        })
        .on::<OrgMerged, _, _>(|db, delivery| async move {
            let merged: OrgMerged = delivery.event()?;
            Ok(follow(&db, merged.from, &merged.paths).await?)
        })
        .on::<OrgDissolved, _, _>(|db, delivery| async move {
            let dissolved: OrgDissolved = delivery.event()?;
            Ok(follow(&db, dissolved.from, &dissolved.paths).await?)
        })
}
