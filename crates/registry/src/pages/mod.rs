//! The pages of this room.

mod statistics;
mod statistics_branches;
mod statistics_journal;
mod statistics_sheet;
mod statistics_view;

use zhibu_web::Pages;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    let pages = Pages::new();
    statistics::pages(pages)
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    entries.extend(statistics::menu(seen, t));
    entries
}
