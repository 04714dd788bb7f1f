//! How a person stands to the Party: stage, status, ending, floating.

use std::sync::OnceLock;

use super::{Entry, Table, coded_enum};
use crate::rule::Mark;

coded_enum! {
    /// How far a person has come; the last two are members (人员类别). The order is the way.
    ///
    /// 发展党员工作细则 2026, chapters 2 to 4. The national system's numeric codes are unknown.
    Stage {
        Applicant = Entry::named("applicant", "入党申请人", "applicant").also(&["申请人"]),
        Activist = Entry::named("activist", "入党积极分子", "activist").also(&["积极分子"]),
        Target = Entry::named("target", "发展对象", "development target"),
        Probationary =
            Entry::named("probationary", "预备党员", "probationary member").also(&["预备"]),
        Full = Entry::named("full", "正式党员", "full member").also(&["正式"]),
    }
    table {
        name: "stage",
        source: "发展党员工作细则 2026; 党员信息采集表 2017",
        mark: Mark::Secondary,
        width: None,
        suffixes: &[],
    }
}

impl Stage {
    /// Whether dues, organisation life and a membership belong to this stage.
    pub fn is_member(self) -> bool {
        matches!(self, Stage::Probationary | Stage::Full)
    }
}

coded_enum! {
    /// State of a membership (党籍状态). The form of 2017 knows these two; the numbers are one
    /// system's.
    MembershipStatus {
        Normal = Entry::named("normal", "正常", "normal").code("1"),
        /// 党员教育管理工作条例 2019, art. 24.
        Stopped = Entry::named("stopped", "停止党籍", "stopped").code("12").also(&["停止"]),
    }
    table {
        name: "membership_status",
        source: "党员信息采集表 2017",
        mark: Mark::Code,
        width: None,
        suffixes: &["党籍"],
    }
}

coded_enum! {
    /// Why a record is closed. A record is never deleted. Expulsion, removal, resignation and the
    /// cancelling of a probation are four different acts and never to be mixed.
    Ending {
        /// The relation went to an organisation outside this installation.
        TransferredOut = Entry::named("transferred_out", "转出", "transferred out")
            .also(&["组织关系转出", "转移组织关系"]),
        Deceased = Entry::named("deceased", "死亡", "deceased").also(&["去世", "已故", "逝世"]),
        /// 党员教育管理工作条例 2019, art. 31.
        Removed = Entry::named("removed", "除名", "removed").also(&["党内除名", "劝退除名"]),
        /// Six months without organisation life, dues or work: a removal of its own kind.
        /// 党章 art. 9.
        Lapsed = Entry::named("lapsed", "自行脱党", "lapsed").also(&["自行脱党除名"]),
        /// 党章 art. 9: the member asks, the branch meeting takes note.
        Resigned = Entry::named("resigned", "退党", "resigned").also(&["退党除名"]),
        Expelled = Entry::named("expelled", "开除党籍", "expelled").also(&["开除"]),
        /// 发展党员工作细则 2026, art. 31.
        ProbationCancelled =
            Entry::named("probation_cancelled", "取消预备党员资格", "probation cancelled")
                .also(&["取消预备资格"]),
        /// An applicant, activist or target who withdrew or is no longer trained.
        DevelopmentEnded = Entry::named("development_ended", "终止培养", "development ended")
            .also(&["撤回申请", "取消培养"])
            .marked(Mark::Proposed),
    }
    table {
        name: "ending",
        source: "党章; 党员教育管理工作条例 2019; 发展党员工作细则 2026",
        mark: Mark::Secondary,
        width: None,
        suffixes: &[],
    }
}

/// Why a member is away, as numbered on registration forms.
pub static FLOATING_REASON: Table = Table {
    name: "floating_reason",
    source: "流动党员登记表",
    mark: Mark::Secondary,
    width: Some(1),
    suffixes: &[],
    entries: &[
        Entry::coded("1", "外出务工经商", "work or business elsewhere").also(&[
            "务工",
            "经商",
            "务工经商",
            "外出务工",
            "外出经商",
        ]),
        Entry::coded("2", "单位改制或破产", "unit restructured or bankrupt").also(&[
            "单位改制",
            "单位破产",
            "企业改制",
            "企业破产",
        ]),
        Entry::coded("3", "毕业后去向不明", "whereabouts unknown after graduation"),
        Entry::coded("4", "工作单位变动", "unit changed").also(&["单位变动", "工作变动"]),
        Entry::coded("5", "出国出境", "abroad").also(&["出国", "出境", "出国(境)"]),
        Entry::coded("6", "居住地变动", "residence changed").also(&["居住地变化", "异地居住"]),
        Entry::coded("7", "其他", "other").also(&["其它"]),
    ],
    index: OnceLock::new(),
};
