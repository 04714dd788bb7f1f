//! The pages of this room.

mod accounts;
mod audit;
mod authenticator;
mod confirm;
mod device;
mod mine;
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
use crate::role::{ManageAccounts, Operate, ReadAudit};

pub(crate) fn pages() -> Pages {
    let pages = sign_in::pages(Pages::new());
    let pages = sign_in_password::pages(pages);
    let pages = sign_in_second::pages(pages);
    let pages = sign_in_code::pages(pages);
    let pages = sign_in_passkey::pages(pages);
    let pages = security::pages(pages);
    let pages = authenticator::pages(pages);
    let pages = role::pages(pages);
    let pages = confirm::pages(pages);
    let pages = accounts::pages(pages);
    let pages = roles::pages(pages);
    let pages = stand_in::pages(pages);
    let pages = audit::pages(pages);
    system::pages(pages)
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let entry = |href: &str, label: &str, icon| MenuEntry {
        href: href.into(),
        label: label.into(),
        icon,
        current: false,
    };
    let actor = &seen.actor;
    let entries = [
        may::<ManageAccounts>(actor).ok().map(|()| entry("/accounts", &t.get("accounts-title"), Icon::Key)),
        may::<ReadAudit>(actor).ok().map(|()| entry("/audit", &t.get("audit-title"), Icon::Log)),
        may::<Operate>(actor).ok().map(|()| entry("/system", &t.get("system-title"), Icon::Gear)),
    ];
    entries.into_iter().flatten().collect()
}
