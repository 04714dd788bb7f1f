//! Coming and going (增减): how people came among the members of an organisation and left them.
//!
//! A flow is a border between two periods of one person: counted as a member on one side and not
//! on the other, or on both sides at different places. [`came`] and [`went`] are the rule; the
//! lists behind the figures say the same in SQL ([`CAME`], [`WENT`]), and a test over random
//! histories compares them.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use zhibu_access::org::{OrgId, path_chain};
use zhibu_kernel::Day;

use crate::person::Person;
use crate::person::counted::{STOPPED, counts_as_member};

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$row:meta])* $kind:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$row])* $kind,)+ }

        impl $name {
            /// All kinds, in the order of tables.
            pub const ALL: &'static [$name] = &[$($name::$kind,)+];

            /// The word in measures and addresses.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word,)+ }
            }

            fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.word() == word)
            }
        }
    };
}

kinds! {
    /// How somebody came among the members.
    Came {
        /// 发展: an applicant, activist or target became a probationary member.
        Developed = "developed",
        /// 转入 from outside of the installation.
        TransferredIn = "transferred_in",
        /// 恢复党籍, or a record that had been closed.
        Restored = "restored",
        /// Belonged here already and was entered late.
        LateEntry = "late_entry",
        /// By a roster that was taken in.
        Roster = "roster",
        /// From an organisation of the installation that lies outside.
        MovedIn = "moved",
    }
}

kinds! {
    /// How somebody left the members.
    Went {
        /// 转出 of the installation.
        TransferredOut = "transferred_out",
        /// 死亡.
        Deceased = "deceased",
        /// 停止党籍.
        Stopped = "stopped",
        /// 除名.
        Removed = "removed",
        /// 自行脱党.
        Lapsed = "lapsed",
        /// 退党.
        Resigned = "resigned",
        /// 开除党籍.
        Expelled = "expelled",
        /// 取消预备党员资格.
        ProbationCancelled = "probation_cancelled",
        /// To an organisation of the installation that lies outside.
        MovedOut = "moved",
        /// The record says no more: a mended entry.
        Corrected = "corrected",
    }
}

/// One kind of coming or going; `in:developed`, `out:deceased` in measures and addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Coming.
    Came(Came),
    /// Going.
    Went(Went),
}

impl Flow {
    /// All kinds, coming first.
    pub fn all() -> impl Iterator<Item = Self> {
        let came = Came::ALL.iter().copied().map(Self::Came);
        came.chain(Went::ALL.iter().copied().map(Self::Went))
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Came(kind) => write!(f, "in:{}", kind.word()),
            Self::Went(kind) => write!(f, "out:{}", kind.word()),
        }
    }
}

impl FromStr for Flow {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("in", word)) => Came::from_word(word).map(Self::Came),
            Some(("out", word)) => Went::from_word(word).map(Self::Went),
            _ => None,
        }
        .ok_or("a flow is written in:kind or out:kind")
    }
}

/// How somebody came who is a member in `row` and was none before.
fn came(before: Option<&Person>, row: &Person) -> Came {
    let by_entry =
        Came::from_word(&row.facts.entry).filter(|kind| *kind != Came::MovedIn).unwrap_or(Came::LateEntry);
    match before {
        None => by_entry,
        Some(before) if before.facts.ending.is_some() => {
            if before.facts.entry == row.facts.entry {
                Came::Restored
            } else {
                by_entry
            }
        }
        Some(before) if is_stopped(before) => Came::Restored,
        Some(_) => Came::Developed,
    }
}

/// [`came`] in SQL: `p` is the row, `q` the one before it, where there is one.
pub(crate) const CAME: &str = "CASE WHEN q.id IS NOT NULL AND q.ending IS NULL THEN \
     CASE WHEN q.membership_status = 'stopped' AND q.stage IN ('full', 'probationary') THEN 'restored' \
     ELSE 'developed' END \
     WHEN q.id IS NOT NULL AND q.entry = p.entry THEN 'restored' \
     WHEN p.entry IN ('developed', 'transferred_in', 'restored', 'roster') THEN p.entry \
     ELSE 'late_entry' END";

/// How somebody left who is a member in `row` and none after.
fn went(after: Option<&Person>) -> Went {
    match after {
        None => Went::Corrected,
        Some(after) => match &after.facts.ending {
            Some(ending) => Went::from_word(ending)
                .filter(|kind| !matches!(kind, Went::MovedOut | Went::Stopped))
                .unwrap_or(Went::Corrected),
            None if is_stopped(after) => Went::Stopped,
            None => Went::ProbationCancelled,
        },
    }
}

/// [`went`] in SQL: `p` is the row, `n` the one after it, where there is one.
pub(crate) const WENT: &str = "CASE WHEN n.id IS NULL THEN 'corrected' \
     WHEN n.ending IN ('transferred_out', 'deceased', 'removed', 'lapsed', 'resigned', 'expelled', \
     'probation_cancelled') THEN n.ending \
     WHEN n.ending IS NOT NULL THEN 'corrected' \
     WHEN n.membership_status = 'stopped' AND n.stage IN ('full', 'probationary') THEN 'stopped' \
     ELSE 'probation_cancelled' END";

fn is_stopped(row: &Person) -> bool {
    row.facts.membership_status == STOPPED && crate::person::counted::is_member(&row.facts.stage)
}

/// A border between two periods at which a person comes, goes or moves.
pub(crate) enum Step<'a> {
    /// Comes or goes: the flow, the row that counts, the day.
    Over(Flow, &'a Person, Day),
    /// A member on both sides, at different paths.
    Moved(&'a Person, &'a Person),
}

/// The steps in the periods of any number of people.
pub(crate) fn steps(rows: &[Person]) -> Vec<Step<'_>> {
    let mut order: Vec<&Person> = rows.iter().collect();
    order.sort_by_key(|row| (row.id, row.valid_from));
    let mut steps = Vec::new();
    for (at, row) in order.iter().enumerate() {
        if !counts_as_member(&row.facts) {
            continue;
        }
        let before = at
            .checked_sub(1)
            .map(|at| order[at])
            .filter(|before| before.id == row.id && before.valid_to == row.valid_from);
        let after =
            order.get(at + 1).copied().filter(|after| after.id == row.id && after.valid_from == row.valid_to);
        match before.filter(|before| counts_as_member(&before.facts)) {
            None => {
                let flow = Flow::Came(came(before, row));
                steps.push(Step::Over(flow, row, row.valid_from));
            }
            Some(before) if before.path != row.path => steps.push(Step::Moved(before, row)),
            Some(_) => {}
        }
        if row.valid_to < Day::OPEN && !after.is_some_and(|after| counts_as_member(&after.facts)) {
            let flow = Flow::Went(went(after));
            steps.push(Step::Over(flow, row, row.valid_to));
        }
    }
    steps
}

/// Where a move from or to `path` is written, so that it counts at those organisations of the
/// path that are not also among those of `other`.
///
/// Events count at all organisations of their path. Whoever moves between two branches of a town
/// has not left the town; when a whole town moves, its people have left the county above it but
/// not the town. So each level carries the difference between itself and the level below it.
pub(crate) fn levels<'a>(path: &'a str, other: &str, orgs: &HashMap<String, OrgId>) -> Vec<(&'a str, i64)> {
    let others: HashSet<&OrgId> = path_chain(other).filter_map(|p| orgs.get(p)).collect();
    let counts: Vec<(&str, i64)> = path_chain(path)
        .map(|level| {
            let stays = orgs.get(level).is_some_and(|org| others.contains(org));
            (level, i64::from(!stays))
        })
        .collect();
    (0..counts.len())
        .map(|at| {
            let below = counts.get(at + 1).map_or(0, |(_, n)| *n);
            (counts[at].0, counts[at].1 - below)
        })
        .filter(|(_, n)| *n != 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Organisations by the paths that they have or had.
    fn tree(places: &[(&'static str, &OrgId)]) -> HashMap<String, OrgId> {
        places.iter().map(|(path, org)| ((*path).to_owned(), **org)).collect()
    }

    /// What events at these levels add to each organisation of the path.
    fn counted(levels: &[(&str, i64)], path: &str) -> Vec<i64> {
        path_chain(path)
            .map(|org| {
                let below = levels.iter().filter(|(level, _)| level.starts_with(org));
                below.map(|(_, n)| n).sum()
            })
            .collect()
    }

    #[test]
    fn a_move_counts_where_it_is_one() {
        let [county, east, west, town, branch, other] = [(); 6].map(|()| OrgId::fresh());
        let orgs = tree(&[
            ("0000", &county),
            ("00000001", &east),
            ("00000002", &west),
            ("000000010001", &town),
            ("000000020005", &town),
            ("0000000100010001", &branch),
            ("0000000200050001", &branch),
            ("000000020003", &other),
        ]);
        let check = |from: &str, to: &str, expected: &[i64]| {
            assert_eq!(counted(&levels(from, to, &orgs), from), expected, "{from} to {to}");
        };
        // One person leaves branch, town and east, not the county.
        check("0000000100010001", "000000020003", &[0, 1, 1, 1]);
        check("000000020003", "0000000100010001", &[0, 1, 1]);
        // The town moves with its branch from east to west: only east is left.
        check("0000000100010001", "0000000200050001", &[0, 1, 0, 0]);
        // A town becomes the branch's direct superior no more, but nobody leaves the town's county.
        check("000000010001", "0000", &[0, 1, 1]);
    }
}
