//! Roles, and the committed table of what each may do: `roles.csv`.
//!
//! A role is given on an organisation, holds for its subtree, has a start and an end. The three
//! administrators are apart (等保 GB/T 22239-2019 level 3, 三权分立): nobody holds two of them,
//! and none of them sees member data.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What somebody may be on an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Not signed in.
    Public,
    /// A member with their own record (党员).
    Member,
    /// An applicant, activist or development target with their own state (入党申请人).
    Applicant,
    /// Secretary of a branch (支部书记).
    Secretary,
    /// Officer of a committee (组织委员).
    CommitteeOfficer,
    /// Officer of the organisation department (组织部).
    DepartmentOfficer,
    /// Editor (编辑).
    Editor,
    /// Reviewer of articles (审核).
    Reviewer,
    /// Teacher of the Party school (教师).
    Teacher,
    /// Scrutineer (监票人).
    Scrutineer,
    /// Inspector: reads only, with an end date (检查).
    Inspector,
    /// System administrator (系统管理员): operations without member data.
    SystemAdmin,
    /// Security administrator (安全管理员): accounts and roles without member data.
    SecurityAdmin,
    /// Auditor (审计员): the audit log without changing anything.
    Auditor,
}

impl Role {
    /// All roles in the order of the table's columns.
    pub const ALL: [Role; 14] = [
        Role::Public,
        Role::Member,
        Role::Applicant,
        Role::Secretary,
        Role::CommitteeOfficer,
        Role::DepartmentOfficer,
        Role::Editor,
        Role::Reviewer,
        Role::Teacher,
        Role::Scrutineer,
        Role::Inspector,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::Auditor,
    ];

    /// The word in rows, in the table and in the catalogues (`role-secretary`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Member => "member",
            Self::Applicant => "applicant",
            Self::Secretary => "secretary",
            Self::CommitteeOfficer => "committee_officer",
            Self::DepartmentOfficer => "department_officer",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Teacher => "teacher",
            Self::Scrutineer => "scrutineer",
            Self::Inspector => "inspector",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The three administrators, of whom nobody is two.
    #[must_use]
    pub fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::Auditor)
    }

    /// A role over others, given by a grant; the rest follow from one's own record.
    #[must_use]
    pub fn is_granted(self) -> bool {
        !matches!(self, Self::Public | Self::Member | Self::Applicant)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Something that may be done, as a type: a permit for it cannot be taken for another's.
pub trait Action: Send + Sync + 'static {
    /// Its row in the table.
    const NAME: &'static str;
}

/// The row of an action.
#[derive(Clone, Debug, Default)]
struct Rule {
    two_factors: bool,
    roles: Vec<Role>,
}

static TABLE: LazyLock<HashMap<&'static str, Rule>> = LazyLock::new(|| read(include_str!("../roles.csv")));

fn read(text: &'static str) -> HashMap<&'static str, Rule> {
    let mut lines = text.lines();
    let heads: Vec<Option<Role>> = lines.next().unwrap_or("").split(',').map(Role::from_word).collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let roles =
                cells.iter().zip(&heads).filter(|(cell, _)| **cell == "x").filter_map(|(_, role)| *role);
            (cells[0], Rule { two_factors: cells.get(1) == Some(&"yes"), roles: roles.collect() })
        })
        .collect()
}

/// Whether a role may do something, by the table.
#[must_use]
pub fn allows(role: Role, action: &str) -> bool {
    TABLE.get(action).is_some_and(|rule| rule.roles.contains(&role))
}

/// Whether something needs a sign-in with two factors.
#[must_use]
pub fn wants_two_factors(action: &str) -> bool {
    TABLE.get(action).is_none_or(|rule| rule.two_factors)
}

/// The actions of the table.
pub fn actions() -> impl Iterator<Item = &'static str> {
    TABLE.keys().copied()
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)+) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Action for $name { const NAME: &'static str = $word; })+
        #[cfg(test)]
        const DECLARED: &[&str] = &[$($word),+];
    };
}

actions! {
    /// See the tree and an organisation's page.
    ReadOrg = "org.read";
    /// Create, rename, move, merge, split and dissolve organisations.
    ManageOrg = "org.manage";
    /// See lists of people with masked numbers.
    ListPeople = "person.list";
    /// See a person's page.
    ReadPerson = "person.read";
    /// Change a person's data.
    EditPerson = "person.edit";
    /// See a number in clear.
    UnmaskPerson = "person.unmask";
    /// Move people to another branch.
    MovePerson = "person.move";
    /// Make one record of two.
    MergePerson = "person.merge";
    /// Close a record with its reason.
    EndPerson = "person.end";
    /// Inquire into somebody, so that one's looks are shown to them later (SEC-10).
    InquirePerson = "person.inquire";
    /// Note that somebody was contacted.
    NoteContact = "contact.note";
    /// Accept or refuse a correction that a member proposed.
    DecideCorrection = "correction.decide";
    /// Take a roster in, and take it back.
    ImportRoster = "roster.import";
    /// Take lists out with numbers in clear.
    ExportRoster = "roster.export";
    /// See figures.
    ReadStatistics = "stat.read";
    /// Give and end posts.
    ManagePosts = "post.manage";
    /// Record a helper's mandate.
    ManageMandates = "mandate.manage";
    /// Hand an activation code to a person.
    IssueActivation = "activation.issue";
    /// Let somebody stand in for one's role.
    DelegateRole = "role.delegate";
    /// Give and end roles.
    GrantRole = "role.grant";
    /// See, lock and unlock accounts.
    ManageAccounts = "account.manage";
    /// Read the audit log.
    ReadAudit = "audit.read";
    /// See how the house runs, and its settings.
    Operate = "system.operate";
    /// See one's own record.
    ReadOwn = "own.read";
    /// Propose a correction of one's own record.
    ProposeOwn = "own.propose";
    /// Take one's own data out.
    ExportOwn = "own.export";
    /// Let a helper act for oneself.
    MandateOwn = "own.mandate";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_types_name_the_same_actions() {
        let mut table: Vec<&str> = actions().collect();
        let mut declared = DECLARED.to_vec();
        table.sort_unstable();
        declared.sort_unstable();
        assert_eq!(table, declared);
    }

    #[test]
    fn administrators_and_the_public_see_no_member_data() {
        for action in actions().filter(|a| a.starts_with("person.") || a.starts_with("roster.")) {
            for role in [Role::Public, Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor] {
                assert!(!allows(role, action), "{role} {action}");
            }
        }
    }

    #[test]
    fn inspectors_only_read() {
        for action in actions().filter(|action| allows(Role::Inspector, action)) {
            assert!(action.ends_with(".read") || action.ends_with(".list"), "{action}");
        }
    }

    #[test]
    fn only_ones_own_affairs_need_one_factor() {
        for action in actions() {
            assert_eq!(wants_two_factors(action), !action.starts_with("own."), "{action}");
        }
        assert!(wants_two_factors("no.such.action"));
    }
}
