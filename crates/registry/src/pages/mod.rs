//! The pages of this room.

mod attachment;
mod attachment_remove;
mod own;
mod own_correct;
mod own_decide;
mod own_export;
mod own_files;
mod own_mandate;
mod own_privacy;
mod own_words;

mod people;
mod people_export;
mod people_move;
mod person;
mod person_activation;
mod person_changes;
mod person_contact;
mod person_edit;
mod person_facts;
mod person_files;
mod person_inquiry;
mod person_merge;
mod person_post;
mod person_sheet;
mod person_sheet_page;
mod person_step;
mod person_steps;
mod person_undo;
mod person_unmask;
mod person_words;
mod search;
mod today;
mod today_export;

mod roster;
mod roster_batch;
mod roster_branch;
mod roster_rows;
mod roster_tables;
mod roster_view;
mod roster_words;

mod statistics;
mod statistics_branches;
mod statistics_journal;
mod statistics_sheet;
mod statistics_view;

use zhibu_access::acting::Acting;
use zhibu_access::role::allows;
use zhibu_web::Pages;
use zhibu_web::part::{Icon, Link};
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;

pub(crate) fn pages() -> Pages {
    let all: &[fn(Pages) -> Pages] = &[
        attachment::pages,
        attachment_remove::pages,
        own::pages,
        own_correct::pages,
        own_decide::pages,
        own_export::pages,
        own_files::pages,
        own_mandate::pages,
        own_privacy::pages,
        people::pages,
        people_export::pages,
        people_move::pages,
        person::pages,
        person_activation::pages,
        person_changes::pages,
        person_contact::pages,
        person_edit::pages,
        person_files::pages,
        person_inquiry::pages,
        person_merge::pages,
        person_post::pages,
        person_steps::pages,
        person_undo::pages,
        person_unmask::pages,
        search::pages,
        today::pages,
        today_export::pages,
        roster::pages,
        roster_batch::pages,
        roster_branch::pages,
        roster_rows::pages,
        statistics::pages,
    ];
    all.iter().fold(Pages::new(), |pages, add| add(pages))
}

pub(crate) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    let may = |action| seen.actor.acting::<Acting>().is_some_and(|acting| allows(acting.role, action));
    let mut menu = own::menu(seen, t);
    if may("person.list") {
        menu.push(MenuEntry::new(10, "/today", t.get("today-menu"), Icon::Home));
        menu.push(MenuEntry::new(20, "/people", t.get("people-menu"), Icon::People));
    }
    if may("roster.import") {
        menu.push(MenuEntry::new(40, "/import", t.get("roster-import"), Icon::Up));
    }
    menu.extend(statistics::menu(seen, t));
    menu.extend(own_decide::menu(seen, t));
    menu
}

pub(crate) fn foot(t: &T) -> Vec<Link> {
    vec![own_privacy::foot(t)]
}
