//! An activation code for somebody of the registry: the slip with which they sign in first.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::account::activation::{NotIssued, issue_for_person};
use zhibu_access::confirm;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{EditPerson, IssueActivation};
use zhibu_kernel::{Fault, Refuse, Tx};
use zhibu_web::part::{Note, Tone};
use zhibu_web::refusal::{Refusal, Told};
use zhibu_web::{Desk, Entered, Form, Pages};

use super::person::address;
use super::person_step::{Asks, step};
use crate::person::{Person, PersonId, open};

/// Whose record one keeps, one may let in. The security administrator, who sees no records, gives
/// codes on the page of the account.
pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}/activation", "person.edit", show).post(
        "/people/{person}/activation",
        "person.edit",
        issue,
    )
}

/// Why no code is given out.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    NotIssued(#[from] NotIssued),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Denied(denied) => denied.fault(),
            Self::NotIssued(not) => not.fault(),
            Self::Fault(fault) => Some(fault),
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::NotIssued(not) => not.told(),
            Self::Fault(fault) => fault.told(),
        }
    }
}

async fn show(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<EditPerson>(&desk, id, &blank, ask).await)
}

fn ask(desk: &Desk, _person: &Person, _entered: &Entered) -> Asks {
    let t = &desk.t;
    Asks {
        title: t.get("activation-title").into_owned(),
        path: "activation",
        note: Some(Note::new(Tone::Info, t.get("activation-about")).says(t.get("activation-about-more"))),
        fields: Vec::new(),
        button: t.get("activation-do").into_owned(),
        stop: false,
    }
}

/// The code is on this answer alone: no address shows it again.
async fn issue(desk: Desk, Path(id): Path<PersonId>, _form: Form<()>) -> Response {
    if let Err(asked) = confirm::require(&desk, &format!("{}/activation", address(id))) {
        return asked;
    }
    let issued = desk
        .db()
        .change(desk.actor(), &id, async move |tx: &mut Tx, id: &PersonId| {
            let (person, _) = open::<EditPerson>(tx, *id).await?;
            let permit = Permit::<IssueActivation>::at(tx.actor(), &person.spot())?;
            let name = &person.facts.name;
            Ok::<_, Refused>(issue_for_person(tx, &permit, person.id.0, name, person.area).await?)
        })
        .await;
    desk.show(issued.map(|issued| zhibu_access::slip(&desk, &issued)))
}
