//! What a person does: post (工作岗位) and new social stratum.

use std::sync::OnceLock;

use super::{Entry, Table};
use crate::rule::Mark;

/// A labelled leaf of the job tree whose four digits are not known; its branch is our reading.
const fn leaf(key: &'static str, zh: &'static str, en: &'static str, branch: &'static str) -> Entry {
    Entry::named(key, zh, en).under(branch).marked(Mark::Unverified)
}

/// Posts as the annual statistics number them: a tree by digits, leaves of four.
///
/// The published list of leaves was not found. Codes below a listed branch are kept as they come
/// ([`job_branch`] places them); leaves known by label only are kept under an identifier.
pub static JOB: Table = Table {
    name: "job_code",
    source: "党内统计年报 forms",
    mark: Mark::Code,
    width: None,
    suffixes: &[],
    entries: &[
        Entry::coded("0", "在岗职工", "in post"),
        Entry::coded("01", "公有制单位在岗职工", "in post, public units").also(&["公有制单位"]).under("0"),
        Entry::coded("011", "党政机关工作人员", "staff of Party and government organs")
            .also(&["机关工作人员"])
            .under("01"),
        Entry::coded("012", "事业单位管理人员", "managers of public institutions").under("01"),
        Entry::coded("013", "事业单位专业技术人员", "professionals of public institutions").under("01"),
        Entry::coded("014", "公有制企业管理人员", "managers of public enterprises")
            .also(&["企业管理人员"])
            .under("01"),
        Entry::coded("015", "公有制企业专业技术人员", "professionals of public enterprises")
            .also(&["企业专业技术人员"])
            .under("01"),
        Entry::coded("016", "公有制单位工勤技能人员", "workers of public units")
            .also(&["工勤技能人员"])
            .under("01"),
        Entry::coded("0164", "公有制单位农民工", "migrant workers of public units")
            .also(&["农民工"])
            .under("016"),
        Entry::coded("02", "非公有制单位在岗职工", "in post, non-public units")
            .also(&["非公有制单位"])
            .under("0"),
        Entry::coded("021", "非公有制企业管理人员", "managers of non-public enterprises")
            .also(&["企业管理人员"])
            .under("02"),
        Entry::coded("022", "非公有制企业专业技术人员", "professionals of non-public enterprises")
            .also(&["企业专业技术人员"])
            .under("02"),
        Entry::coded("023", "民办非企业单位管理人员", "managers of private non-enterprise units").under("02"),
        Entry::coded("024", "民办非企业单位专业技术人员", "professionals of private non-enterprise units")
            .also(&["民办非企业专业技术人员"])
            .under("02"),
        Entry::coded("025", "非公有制单位工勤技能人员", "workers of non-public units")
            .also(&["工勤技能人员"])
            .under("02"),
        Entry::coded("0253", "非公有制单位农民工", "migrant workers of non-public units")
            .also(&["农民工"])
            .under("025"),
        Entry::coded("1", "农牧渔民", "farmers, herders and fishers"),
        Entry::coded("113", "外出务工经商人员", "farmers away for work or business")
            .also(&["外出务工经商农牧渔民"])
            .under("1"),
        Entry::coded("2", "军人、武警", "military and armed police").also(&["解放军、武警", "军人", "武警"]),
        Entry::coded("3", "学生", "students"),
        Entry::coded("4", "离退休人员", "retired").also(&["离退休"]),
        Entry::coded("5", "其他职业人员", "other").also(&["其他", "其它"]),
        // Labels of leaves whose codes are not known.
        leaf("civil_servant", "公务员", "civil servant", "011"),
        leaf("managed_as_civil_servant", "参照公务员法管理的工作人员", "managed as civil servants", "011")
            .also(&["参公人员", "参照公务员法管理人员"]),
        leaf("institution_manager", "事业单位管理岗位", "management post in a public institution", "012"),
        leaf(
            "institution_professional",
            "事业单位专业技术岗位",
            "professional post in a public institution",
            "013",
        ),
        leaf(
            "public_enterprise_manager",
            "公有经济控制企业管理岗位",
            "management post in a public enterprise",
            "014",
        ),
        leaf(
            "public_enterprise_professional",
            "公有经济控制企业专业技术岗位",
            "professional post in a public enterprise",
            "015",
        ),
        leaf("public_worker", "公有经济控制单位工勤岗位", "workers' post in a public enterprise", "016")
            .also(&["公有经济控制企业工勤岗位"]),
        leaf("organ_worker", "机关单位工勤岗位", "workers' post in an organ", "016"),
        leaf("institution_worker", "事业单位工勤岗位", "workers' post in a public institution", "016"),
        leaf(
            "private_enterprise_manager",
            "非公有经济控制企业管理岗位",
            "management post in a non-public enterprise",
            "021",
        ),
        leaf(
            "private_enterprise_professional",
            "非公有经济控制企业专业技术岗位",
            "professional post in a non-public enterprise",
            "022",
        ),
        leaf(
            "non_enterprise_manager",
            "民办非企业管理岗位",
            "management post in a private non-enterprise unit",
            "023",
        ),
        leaf(
            "non_enterprise_professional",
            "民办非企业专业技术岗位",
            "professional post in a private non-enterprise unit",
            "024",
        ),
        leaf(
            "private_enterprise_worker",
            "非公有企业工勤岗位",
            "workers' post in a non-public enterprise",
            "025",
        ),
        leaf(
            "non_enterprise_worker",
            "民办非企业工勤岗位",
            "workers' post in a private non-enterprise unit",
            "025",
        ),
        leaf("farm_producer", "农牧渔业生产人员", "producers in farming, herding and fishing", "1"),
        leaf("village_doctor", "乡村医生", "village doctor", "1"),
        leaf("other_farmer", "其他农牧渔民", "other farmers, herders and fishers", "1"),
        leaf("postgraduate_final_year", "研究生毕业年级学生", "postgraduate students, final year", "3"),
        leaf("postgraduate_first_year", "研究生一年级学生", "postgraduate students, first year", "3"),
        leaf("postgraduate_other_year", "研究生其他年级学生", "postgraduate students, other years", "3"),
        leaf("undergraduate_final_year", "大学本科毕业年级学生", "undergraduate students, final year", "3"),
        leaf("undergraduate_first_year", "大学本科一年级学生", "undergraduate students, first year", "3"),
        leaf("undergraduate_other_year", "大学本科其他年级学生", "undergraduate students, other years", "3"),
        leaf("junior_college_final_year", "大学专科毕业年级学生", "junior college students, final year", "3"),
        leaf("junior_college_first_year", "大学专科一年级学生", "junior college students, first year", "3"),
        leaf(
            "junior_college_other_year",
            "大学专科其他年级学生",
            "junior college students, other years",
            "3",
        ),
        leaf(
            "secondary_specialised_student",
            "中等专业学校学生",
            "students of secondary specialised schools",
            "3",
        )
        .also(&["中专学生", "中专生"]),
        leaf("senior_middle_student", "高中学生", "students of senior middle schools", "3").also(&["高中生"]),
        leaf("technical_school_student", "技工学校学生", "students of technical workers' schools", "3")
            .also(&["技校学生", "技校生"]),
        leaf("veteran_cadre", "离休干部", "retired veteran cadre", "4").also(&["离休"]),
        leaf("retiree", "退休人员", "retiree", "4").also(&["退休"]),
        leaf("resigned_worker", "退职人员", "left the post with a pension", "4").also(&["退职"]),
        leaf("early_retired", "内部退养职工", "withdrawn from work, still employed", "5").also(&["内退"]),
        leaf("village_officer", "大学生村官", "graduate village officer", "5"),
        leaf("community_worker", "社区工作人员", "community worker", "5").also(&["社区工作者"]),
        leaf("unpaid_leave", "停薪留职人员", "on unpaid leave, post kept", "5"),
        leaf("self_employed_staff", "个体工商户中的从业人员", "working in a self-employed business", "5")
            .also(&["个体工商户"]),
        leaf("freelancer", "自由职业人员", "freelancer", "5").also(&["自由职业者", "自由职业"]),
        leaf(
            "awaiting_placement",
            "（转业）待安置、学生毕业未就业的人员",
            "awaiting placement or first job",
            "5",
        )
        .also(&["待安置", "待业", "未就业"]),
        leaf("other_working", "其他从业人员", "other working", "5"),
        leaf("other_not_working", "其他无业人员", "other not working", "5").also(&["无业", "无业人员"]),
    ],
    index: OnceLock::new(),
};

/// The coded branch of [`JOB`] to which a stored value belongs: itself, the coded row above an
/// uncoded leaf, or the longest listed code that an unlisted code begins with. `None` for what
/// is neither a row nor a code.
pub fn job_branch(stored: &str) -> Option<&'static Entry> {
    if let Some(entry) = JOB.find(stored) {
        return match entry.parent {
            Some(parent) if entry.code.is_none() => JOB.find(parent),
            _ => Some(entry),
        };
    }
    if !stored.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    (1..stored.len()).rev().find_map(|length| JOB.find(&stored[..length]))
}
