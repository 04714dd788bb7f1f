//! The pages of this room.

mod own;
mod own_correct;
mod own_decide;
mod own_export;
mod own_mandate;
mod own_privacy;
mod own_words;

use zhibu_web::Pages;
use zhibu_web::part::Link;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    let pages = own::pages(Pages::new());
    let pages = own_correct::pages(pages);
    let pages = own_decide::pages(pages);
    let pages = own_export::pages(pages);
    let pages = own_mandate::pages(pages);
    own_privacy::pages(pages)
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let mut menu = own::menu(seen, t);
    menu.extend(own_decide::menu(seen, t));
    menu
}

pub(crate) fn foot(t: &T) -> Vec<Link> {
    vec![own_privacy::foot(t)]
}
