//! The registry: people and their states, from applicant to farewell (党务管理).
//!
//! Nouns: person, figure. A person has periods; each says what was true from a day until before
//! another. Figures are sums of what changes of people added and took away.
//! Never: signs anybody in, sends messages, knows a room.
pub mod person; // start reading here
pub mod roster;
pub mod stat;

mod pages;

use zhibu_kernel::job::Job;
use zhibu_kernel::migrate::Step;
use zhibu_web::texts::Catalogue;
use zhibu_web::{Lang, Room};

/// The migrations of this room.
const STEPS: &[Step] = &[
    Step {
        name: "2026112404_person.sql",
        text: include_str!("../migrations/2026112404_person.sql"),
    },
    Step {
        name: "2026112409_roster.sql",
        text: include_str!("../migrations/2026112409_roster.sql"),
    },
];

const TEXTS: &[Catalogue] = &[
    Catalogue {
        lang: Lang::ZhCn,
        source: "registry",
        ftl: include_str!("../locales/zh-CN.ftl"),
    },
    Catalogue {
        lang: Lang::En,
        source: "registry",
        ftl: include_str!("../locales/en.ftl"),
    },
    Catalogue {
        lang: Lang::ZhCn,
        source: "registry",
        ftl: include_str!("../locales/roster.zh-CN.ftl"),
    },
    Catalogue {
        lang: Lang::En,
        source: "registry",
        ftl: include_str!("../locales/roster.en.ftl"),
    },
];

/// This room.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "registry",
        steps: STEPS,
        pages: pages::pages,
        menu: pages::menu,
        jobs,
        texts: TEXTS,
    }
}

fn jobs() -> Vec<Job> {
    vec![
        Job::new("registry.fold", 500, |db| async move {
            stat::fold_all(&db).await
        }),
        Job::new("registry.roster", 500, |db| async move {
            roster::work(&db).await
        }),
    ]
}
