//! The pages of this room.

mod people;
mod people_move;
mod person;
mod person_edit;
mod person_merge;
mod person_steps;
mod person_words;
mod search;
mod today;

use zhibu_access::acting::Acting;
use zhibu_access::role::allows;
use zhibu_web::Pages;
use zhibu_web::part::Icon;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    let pages = people::pages(Pages::new());
    let pages = people_move::pages(pages);
    let pages = person::pages(pages);
    let pages = person_edit::pages(pages);
    let pages = person_merge::pages(pages);
    let pages = person_steps::pages(pages);
    let pages = search::pages(pages);
    today::pages(pages)
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let lists = seen
        .actor
        .acting::<Acting>()
        .is_some_and(|acting| allows(acting.role, "person.list"));
    if !lists {
        return Vec::new();
    }
    let entry = |href: &str, label: &str, icon| MenuEntry {
        href: href.to_owned(),
        label: label.to_owned(),
        icon,
        current: false,
    };
    vec![
        entry("/today", &t.get("today-menu"), Icon::Home),
        entry("/people", &t.get("people-menu"), Icon::People),
    ]
}
