//! The registry: people and their states, from applicant to farewell (党务管理).
//!
//! Nouns: person, attachment, post, contact note, correction, one's own record, figure, roster. A person has
//! periods; each says what was true from a day until before another. Figures are sums of what
//! changes of people added and took away. A roster comes in as one batch and can be taken back.
//! Never: signs anybody in, sends messages, knows a room.
pub mod person; // start reading here

pub mod attachment;
pub mod contact;
pub mod correction;
pub mod inquiry;
pub mod known;
pub mod own;
pub mod post;
pub mod roster;
pub mod stat;

mod pages;

use zhibu_kernel::job::Job;
use zhibu_kernel::migrate::Step;
use zhibu_web::Room;
use zhibu_web::texts::Catalogue;

/// The migrations of this room.
const STEPS: &[Step] = zhibu_kernel::steps![
    "2026112404_person.sql",
    "2026112408_people.sql",
    "2026112409_roster.sql",
    "2026112410_stat.sql",
    "2026112411_own.sql",
    "2026112430_stat_sum.sql",
    "2026112445_attachment.sql",
    "2026112446_merge.sql",
    "2026112450_roster_kind.sql",
    "2026112465_led.sql",
    "2026112466_inquiry.sql",
];

const TEXTS: &[Catalogue] = zhibu_web::catalogues!["acts", "people", "attachment", "own", "roster", "stat"];

/// This room.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "registry",
        steps: STEPS,
        pages: pages::pages,
        menu: pages::menu,
        foot: pages::foot,
        jobs,
        texts: TEXTS,
    }
}

fn jobs() -> Vec<Job> {
    vec![
        Job::new("registry.fold", 500, |db| async move { stat::fold_all(&db).await }),
        Job::new("registry.attachment", 3_600_000, |db| async move { attachment::clear(&db).await }),
        Job::new("registry.roster", 500, |db| async move { roster::work(&db).await }),
    ]
}
