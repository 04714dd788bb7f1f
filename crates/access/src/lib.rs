//! Access: the organisation tree, accounts, sign-in, roles and permits (统一平台).
//!
//! Nouns: org, role, permit, account, session, mandate. `open` of a noun answers the row with its permit;
//! a list takes a scope. [`front::router`] puts all pages of the house behind the layer that
//! knows who asks.
//! Never: knows what a member is, sends messages.
pub mod acting;
pub mod permit;
pub mod role; // start reading here

pub mod account;
pub mod admin;
pub mod audit;
pub mod check;
pub mod mandate;
pub mod merged;
pub mod org;

pub mod confirm;
pub mod front;
mod pages;

pub use pages::slip::slip;

use zhibu_kernel::job::Job;
use zhibu_kernel::migrate::Step;
use zhibu_web::Room;
use zhibu_web::texts::Catalogue;

/// The migrations of this room.
const STEPS: &[Step] = zhibu_kernel::steps![
    "2026112402_org.sql",
    "2026112403_account.sql",
    "2026112405_signin.sql",
    "2026112406_admin.sql",
    "2026112421_mandate.sql",
    "2026112422_enrol.sql",
    "2026112431_org_kinds.sql",
    "2026112455_org_import.sql",
    "2026112460_org_back.sql",
    "2026112461_check.sql",
];

const TEXTS: &[Catalogue] = zhibu_web::catalogues!["access", "acts", "admin", "org", "org_import", "signin"];

/// This room.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "access",
        steps: STEPS,
        pages: pages::pages,
        menu: pages::menu,
        foot: |_| Vec::new(),
        jobs,
        texts: TEXTS,
    }
}

fn jobs() -> Vec<Job> {
    let mut jobs = account::jobs();
    jobs.extend([zhibu_kernel::audit::job(), zhibu_kernel::file::job(), check::job()]);
    jobs
}
