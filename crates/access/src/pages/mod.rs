//! The pages of this room.

mod orgs;
mod orgs_acts;
mod orgs_export;
mod orgs_form;
mod orgs_one;
mod orgs_parts;
mod sign_in;

use zhibu_web::Pages;
use zhibu_web::part::Icon;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

use crate::role::{Action as _, ReadOrg, Role, allows};

pub(crate) fn pages() -> Pages {
    let pages = sign_in::pages(Pages::new());
    let pages = orgs::pages(pages);
    let pages = orgs_one::pages(pages);
    let pages = orgs_acts::pages(pages);
    orgs_export::pages(pages)
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let reads = Role::from_word(seen.role).is_some_and(|role| allows(role, ReadOrg::NAME));
    reads
        .then(|| MenuEntry {
            href: "/orgs".into(),
            label: t.get("orgs-title").into_owned(),
            icon: Icon::Tree,
            current: false,
        })
        .into_iter()
        .collect()
}
