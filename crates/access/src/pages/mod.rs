//! The pages of this room.

mod accounts;
mod audit;
mod authenticator;
mod confirm;
mod device;
mod mine;
mod orgs;
mod orgs_acts;
mod orgs_export;
mod orgs_form;
mod orgs_import;
mod orgs_import_parts;
mod orgs_one;
mod orgs_parts;
mod orgs_undo;
mod role;
mod roles;
mod security;
mod sign_in;
mod sign_in_code;
mod sign_in_passkey;
mod sign_in_password;
mod sign_in_second;
pub(crate) mod slip;
mod stand_in;
mod system;

use zhibu_web::Pages;
use zhibu_web::part::Icon;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

use crate::permit::may;
use crate::role::{ManageAccounts, Operate, ReadAudit, ReadOrg};

pub(crate) fn pages() -> Pages {
    let all: &[fn(Pages) -> Pages] = &[
        sign_in::pages,
        sign_in_password::pages,
        sign_in_second::pages,
        sign_in_code::pages,
        sign_in_passkey::pages,
        security::pages,
        authenticator::pages,
        role::pages,
        confirm::pages,
        orgs::pages,
        orgs_one::pages,
        orgs_acts::pages,
        orgs_undo::pages,
        orgs_export::pages,
        orgs_import::pages,
        accounts::pages,
        roles::pages,
        stand_in::pages,
        audit::pages,
        system::pages,
    ];
    all.iter().fold(Pages::new(), |pages, add| add(pages))
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let actor = &seen.actor;
    let entries = [
        may::<ReadOrg>(actor).ok().map(|()| MenuEntry::new(30, "/orgs", t.get("orgs-title"), Icon::Tree)),
        may::<ManageAccounts>(actor)
            .ok()
            .map(|()| MenuEntry::new(70, "/accounts", t.get("accounts-title"), Icon::Key)),
        may::<ReadAudit>(actor).ok().map(|()| MenuEntry::new(80, "/audit", t.get("audit-title"), Icon::Log)),
        may::<Operate>(actor).ok().map(|()| MenuEntry::new(90, "/system", t.get("system-title"), Icon::Gear)),
    ];
    entries.into_iter().flatten().collect()
}
