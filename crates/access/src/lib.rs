//! Access: the organisation tree, accounts, sign-in, roles and permits (统一平台).
//!
//! Nouns: org, role, permit, account, session. `open` of a noun answers the row with its permit;
//! a list takes a scope. [`front::router`] puts all pages of the house behind the layer that
//! knows who asks.
//! Never: knows what a member is, sends messages.
pub mod acting;
pub mod permit;
pub mod role; // start reading here

pub mod account;
pub mod org;

pub mod front;
mod pages;

use zhibu_kernel::migrate::Step;
use zhibu_web::texts::Catalogue;
use zhibu_web::{Lang, Room};

/// The migrations of this room.
const STEPS: &[Step] = &[
    Step {
        name: "2026112402_org.sql",
        text: include_str!("../migrations/2026112402_org.sql"),
    },
    Step {
        name: "2026112403_account.sql",
        text: include_str!("../migrations/2026112403_account.sql"),
    },
];

const TEXTS: &[Catalogue] = &[
    Catalogue {
        lang: Lang::ZhCn,
        source: "access",
        ftl: include_str!("../locales/zh-CN.ftl"),
    },
    Catalogue {
        lang: Lang::En,
        source: "access",
        ftl: include_str!("../locales/en.ftl"),
    },
    Catalogue {
        lang: Lang::ZhCn,
        source: "org",
        ftl: include_str!("../locales/org.zh-CN.ftl"),
    },
    Catalogue {
        lang: Lang::En,
        source: "org",
        ftl: include_str!("../locales/org.en.ftl"),
    },
];

/// This room.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "access",
        steps: STEPS,
        pages: pages::pages,
        menu: pages::menu,
        jobs: Vec::new,
        texts: TEXTS,
    }
}
