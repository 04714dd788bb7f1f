//! Organisations: their kinds and how they stand to a unit.

use super::{Entry, coded_enum};
use crate::rule::Mark;

coded_enum! {
    /// Category of an organisation (组织类别). The numbers are those of the national system as
    /// several programs use them.
    OrgKind {
        Committee = Entry::named("committee", "党委", "Party committee")
            .code("611")
            .also(&["党的委员会", "基层党委", "委员会"]),
        /// A dispatched organ (街道党工委, 县直机关工委): appointed, without elections and terms
        /// of its own. No code is known; an installation sets its own.
        WorkingCommittee =
            Entry::named("working_committee", "党工委", "Party working committee")
                .also(&["工委", "党的工作委员会", "工作委员会", "街道党工委", "机关工委"])
                .marked(Mark::Unverified),
        LeadingGroup = Entry::named("leading_group", "党组", "leading Party group").code("612"),
        GeneralBranch = Entry::named("general_branch", "党总支", "general Party branch")
            .code("621")
            .also(&["党总支部", "总支部", "总支"]),
        Branch = Entry::named("branch", "党支部", "Party branch").code("631").also(&["支部"]),
        JointBranch = Entry::named("joint_branch", "联合党支部", "joint Party branch")
            .code("632")
            .also(&["联合支部"]),
        TemporaryCommittee =
            Entry::named("temporary_committee", "临时党委", "temporary Party committee")
                .code("911"),
        TemporaryGeneralBranch = Entry::named(
            "temporary_general_branch", "临时党总支", "temporary general Party branch",
        )
        .code("921")
        .also(&["临时党总支部", "临时总支"]),
        TemporaryBranch = Entry::named("temporary_branch", "临时党支部", "temporary Party branch")
            .code("931")
            .also(&["临时支部"]),
        TemporaryJointBranch = Entry::named(
            "temporary_joint_branch", "临时联合党支部", "temporary joint Party branch",
        )
        .code("932")
        .also(&["临时联合支部"]),
        /// Two codes are in use, 641 and 699; written out is the first, read are both.
        Group = Entry::named("group", "党小组", "Party group")
            .code("641")
            .also(&["小组", "699"])
            .marked(Mark::Unverified),
    }
    table {
        name: "org_kind",
        source: "national member information system, as seen in programs",
        mark: Mark::Code,
        width: Some(3),
        suffixes: &[],
    }
}

impl OrgKind {
    /// Whether a member's relation can lie here: branches of every sort. Every member belongs to
    /// one branch and, where there is one, to a group of it (党员教育管理工作条例 2019, art. 25).
    pub fn holds_members(self) -> bool {
        matches!(
            self,
            OrgKind::Branch | OrgKind::JointBranch | OrgKind::TemporaryBranch | OrgKind::TemporaryJointBranch
        )
    }

    /// Formed for a time or a task: no admission, no conversion, no dues of its own.
    pub fn is_temporary(self) -> bool {
        matches!(
            self,
            OrgKind::TemporaryCommittee
                | OrgKind::TemporaryGeneralBranch
                | OrgKind::TemporaryBranch
                | OrgKind::TemporaryJointBranch
        )
    }

    /// Whether its kind can have the right to approve probationary members
    /// (发展党员工作细则 2026, art. 22). Whether one organisation has it is a field of its own:
    /// committees below a township or a street have not.
    pub fn may_approve_probationary(self) -> bool {
        matches!(self, OrgKind::Committee | OrgKind::WorkingCommittee)
    }

    /// Whether its members elect a leadership for a term (选举条例 2020, arts. 2 and 3).
    pub fn has_elected_term(self) -> bool {
        matches!(self, OrgKind::Committee | OrgKind::GeneralBranch | OrgKind::Branch | OrgKind::JointBranch)
    }

    /// Whether an organisation of kind `below` can stand directly under this one. Rosters hold
    /// odd trees, so this is a warning where they are read.
    pub fn may_lead(self, below: OrgKind) -> bool {
        match self {
            OrgKind::Committee | OrgKind::WorkingCommittee => below != OrgKind::Group,
            OrgKind::TemporaryCommittee | OrgKind::GeneralBranch => {
                below.holds_members() || (below == OrgKind::TemporaryGeneralBranch)
            }
            OrgKind::TemporaryGeneralBranch => below.holds_members(),
            OrgKind::Branch
            | OrgKind::JointBranch
            | OrgKind::TemporaryBranch
            | OrgKind::TemporaryJointBranch => below == OrgKind::Group,
            OrgKind::LeadingGroup | OrgKind::Group => false,
        }
    }
}

coded_enum! {
    /// How an organisation stands to a unit (党组织所在单位情况).
    UnitSituation {
        SameAsSuperior =
            Entry::named("same_as_superior", "与上级党组织相同", "same unit as the superior"),
        LegalUnit = Entry::named("legal_unit", "法人单位", "legal unit of its own"),
        Joint = Entry::named("joint", "联合党支部", "joint branch of several units")
            .also(&["联合支部"]),
    }
    table {
        name: "unit_situation",
        source: "党组织信息采集表 2017",
        mark: Mark::Code,
        width: None,
        suffixes: &[],
    }
}
