//! Taking back what was done with a person, or with many at once.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use zhibu_access::role::{Action, EditPerson, EndPerson, MergePerson};
use zhibu_kernel::{Deed, Read, Tx};
use zhibu_web::{Desk, Done, Pages, key};

use super::person::address;
use crate::person::deed::{self, DeedId, Kind};
use crate::person::{Refused, ending, merge, stage};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .post("/people/stage/{deed}/undo", "person.edit", undo_stage)
        .post("/people/end/{deed}/undo", "person.end", undo_end)
        .post("/people/merge/{deed}/undo", "person.merge", undo_merge)
}

async fn undo_stage(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<EditPerson>(&desk, id, stage::KIND).await
}

async fn undo_end(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<EndPerson>(&desk, id, ending::KIND).await
}

async fn undo_merge(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<MergePerson>(&desk, id, merge::KIND).await
}

/// Takes a deed back in small transactions, and goes back to the person or the list of people.
pub(super) async fn undo<A: Action>(desk: &Desk, id: DeedId, kind: Kind) -> Response {
    loop {
        let left = desk
            .db()
            .change(desk.actor(), &(id, kind), async move |tx: &mut Tx, (id, kind): &(DeedId, Kind)| {
                let (done, permit) = deed::open::<A>(tx, *id, *kind).await?;
                if done.undone_at.is_some() {
                    return Err(Refused::UndoneAlready);
                }
                let deed = Deed::now(tx.now(), tx.today());
                deed::undo_some(tx, &permit, &done, &deed).await
            })
            .await;
        match left {
            Ok(0) => break,
            Ok(_) => {}
            Err(refused) => return desk.refuse(&refused),
        }
    }
    let outcomes =
        desk.read(&id, async move |read: &mut Read, id: &DeedId| deed::outcomes(read, *id).await).await;
    let outcomes = match outcomes {
        Ok(outcomes) => outcomes,
        Err(fault) => return desk.refuse(&fault),
    };
    let undone = outcomes.iter().filter(|one| one.word == "undone").count();
    let later = outcomes.iter().filter(|one| one.word == "later").count();
    if undone == 0 {
        return desk.refuse(&Refused::ChangedLater);
    }
    let to = match (&outcomes[..], kind) {
        ([one, ..], Kind::End | Kind::Stage | Kind::Merge) => address(one.person),
        _ => format!("/people/move/{id}"),
    };
    let done = Done::to(to).said(key!("people-undone"));
    done.with("n", undone).with("later", later).into_response(&desk.house).into_response()
}
