//! The pages of this room.

mod confirm;
mod device;
mod mine;
mod role;
mod security;
mod sign_in;
mod sign_in_code;
mod sign_in_passkey;
mod sign_in_password;
pub(crate) mod slip;

use zhibu_web::Pages;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    let pages = sign_in::pages(Pages::new());
    let pages = sign_in_password::pages(pages);
    let pages = sign_in_code::pages(pages);
    let pages = sign_in_passkey::pages(pages);
    let pages = security::pages(pages);
    let pages = role::pages(pages);
    confirm::pages(pages)
}

pub(crate) fn menu(_seen: &Seen, _t: &T) -> Vec<MenuEntry> {
    Vec::new()
}
