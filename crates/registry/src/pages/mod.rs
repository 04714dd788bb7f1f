//! The pages of this room.

mod roster;
mod roster_view;

use zhibu_web::Pages;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    roster::pages(Pages::new())
}

pub(crate) fn menu(_seen: &Seen, _t: &T) -> Vec<MenuEntry> {
    Vec::new()
}
