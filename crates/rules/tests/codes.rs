//! Code tables: their shape, and reading what cells hold.

use std::collections::BTreeSet;

use zhibu_rules::codes::{
    AFFILIATION, EDUCATION, ETHNIC_GROUP, Ending, FLOATING_REASON, JOB, Lookup, MembershipStatus,
    NEW_STRATUM, OrgKind, PROVINCE, Sex, Stage, Table, UnitSituation, Unlisted, YesNo, job_branch,
};
use zhibu_rules::groups::{AgeBand, EducationGroup, JobGroup, JoinPeriod};
use zhibu_rules::rule::Mark;

fn tables() -> Vec<&'static Table> {
    vec![
        &AFFILIATION,
        &EDUCATION,
        &ETHNIC_GROUP,
        &FLOATING_REASON,
        &JOB,
        &NEW_STRATUM,
        &PROVINCE,
        Ending::table(),
        MembershipStatus::table(),
        OrgKind::table(),
        Sex::table(),
        Stage::table(),
        UnitSituation::table(),
        YesNo::table(),
        AgeBand::table(),
        EducationGroup::table(),
        JobGroup::table(),
        JoinPeriod::table(),
    ]
}

#[test]
fn every_row_reads_as_itself() {
    for table in tables() {
        for entry in table.entries {
            let name = table.name;
            assert_eq!(table.look_up(entry.key), Lookup::Known(entry), "{name} {}", entry.key);
            if let Some(code) = entry.code {
                assert_eq!(table.look_up(code), Lookup::Known(entry), "{name} {code}");
                let both = format!("{code} {}", entry.zh);
                assert_eq!(table.look_up(&both), Lookup::Known(entry), "{name} {both}");
            }
            assert_eq!(table.look_up(entry.zh), Lookup::Known(entry), "{name} {}", entry.zh);
            assert_eq!(table.look_up(entry.en), Lookup::Known(entry), "{name} {}", entry.en);
        }
    }
}

#[test]
fn rows_are_distinct_and_parents_exist() {
    for table in tables() {
        let name = table.name;
        let keys: BTreeSet<_> = table.entries.iter().map(|entry| entry.key).collect();
        assert_eq!(keys.len(), table.entries.len(), "{name}: keys");
        let labels: BTreeSet<_> = table.entries.iter().map(|entry| entry.zh).collect();
        assert_eq!(labels.len(), table.entries.len(), "{name}: labels");
        for entry in table.entries {
            assert!(!entry.zh.is_empty() && !entry.en.is_empty(), "{name} {}", entry.key);
            assert!(entry.parent.is_none_or(|parent| keys.contains(parent)), "{name} {entry:?}");
            if let (Some(width), Some(code)) = (table.width, entry.code) {
                assert_eq!(code.len(), width, "{name} {code}");
            }
        }
    }
}

#[test]
fn people_write_values_in_many_ways() {
    let check = |table: &Table, written: &str, key: &str| {
        let found = table.look_up(written).known().map(|entry| entry.key);
        assert_eq!(found, Some(key), "{} {written}", table.name);
    };
    for written in [
        "01 汉族",
        "01汉族",
        "01-汉族",
        "汉族",
        "汉",
        "01",
        "1",
        "０１",
        "０１　汉族",
        " 汉 族 ",
        "汉族(01)",
        "汉族（01）",
        "1.汉",
    ] {
        check(&ETHNIC_GROUP, written, "01");
    }
    check(&ETHNIC_GROUP, "土", "30");
    check(&ETHNIC_GROUP, "土家", "15");
    check(&ETHNIC_GROUP, "毛难族", "36");
    check(&ETHNIC_GROUP, "外国血统", "98");
    check(&EDUCATION, "21 大学本科毕业", "21");
    check(&EDUCATION, "大学本科", "20");
    check(&EDUCATION, "本科学历", "20");
    check(&EDUCATION, "大专", "30");
    check(&EDUCATION, "中专", "41");
    check(&EDUCATION, "初中文化程度", "70");
    check(&EDUCATION, "硕士研究生", "14");
    check(&PROVINCE, "浙江", "33");
    check(&PROVINCE, "新疆", "65");
    check(&PROVINCE, "广西", "45");
    check(&FLOATING_REASON, "1外出务工经商", "1");
    check(&FLOATING_REASON, "出国（境）", "5");
    check(&JOB, "0164", "0164");
    check(&JOB, "公务员", "civil_servant");
    check(&JOB, "退休", "retiree");
    check(&JOB, "解放军、武警", "2");
    check(&NEW_STRATUM, "31", "31");
}

#[test]
fn typed_values_are_read() {
    let sex = |written, expected| assert_eq!(Sex::look_up(written).known(), Some(expected));
    sex("男", Sex::Male);
    sex("女性", Sex::Female);
    sex("1", Sex::Male);
    sex("2 女", Sex::Female);
    let kind = |written, expected| assert_eq!(OrgKind::look_up(written).known(), Some(expected));
    kind("631 党支部", OrgKind::Branch);
    kind("６３２", OrgKind::JointBranch);
    kind("党总支部", OrgKind::GeneralBranch);
    kind("街道党工委", OrgKind::WorkingCommittee);
    kind("641 党小组", OrgKind::Group);
    kind("699 党小组", OrgKind::Group);
    kind("921", OrgKind::TemporaryGeneralBranch);
    let stage = |written, expected| assert_eq!(Stage::look_up(written).known(), Some(expected));
    stage("正式党员", Stage::Full);
    stage("预备党员", Stage::Probationary);
    stage("积极分子", Stage::Activist);
    let yes = |written, expected| assert_eq!(YesNo::look_up(written).known(), Some(expected));
    yes("是", YesNo::Yes);
    yes("否", YesNo::No);
    yes("√", YesNo::Yes);
    yes("0", YesNo::No);
    let status = MembershipStatus::look_up("停止党籍").known();
    assert_eq!(status, Some(MembershipStatus::Stopped));
    assert_eq!(Ending::look_up("已故").known(), Some(Ending::Deceased));
    assert_eq!(UnitSituation::look_up("法人单位").known(), Some(UnitSituation::LegalUnit));
}

#[test]
fn what_is_not_settled_says_why() {
    let unlisted = |code: Option<&str>, label: Option<&str>| Unlisted {
        code: code.map(str::to_owned),
        label: label.map(str::to_owned),
    };
    let check = |table: &Table, written: &str, expected: Lookup| {
        assert_eq!(table.look_up(written), expected, "{} {written}", table.name);
    };
    let row = |table: &Table, key: &str| table.find(key).expect(key);

    check(&ETHNIC_GROUP, " \u{3000}", Lookup::Empty);
    check(&JOB, "／", Lookup::Empty);
    check(&JOB, "——", Lookup::Empty);
    // Unverified tables keep what they do not know.
    check(&JOB, "0111", Lookup::Kept(unlisted(Some("0111"), None)));
    check(&JOB, "0111 公务员一级", Lookup::Kept(unlisted(Some("0111"), Some("公务员一级"))));
    check(&JOB, "教师", Lookup::Kept(unlisted(None, Some("教师"))));
    check(&EDUCATION, "24", Lookup::Kept(unlisted(Some("24"), None)));
    check(OrgKind::table(), "715 某党组织", Lookup::Kept(unlisted(Some("715"), Some("某党组织"))));
    // Verified tables are complete.
    check(&ETHNIC_GROUP, "57", Lookup::Unknown(unlisted(Some("57"), None)));
    check(&ETHNIC_GROUP, "穿青人", Lookup::Unknown(unlisted(None, Some("穿青人"))));
    check(Sex::table(), "3", Lookup::Unknown(unlisted(Some("3"), None)));
    // A known code with another row's label, or with a label that no row has.
    let (by_code, by_label) = (row(&ETHNIC_GROUP, "02"), row(&ETHNIC_GROUP, "01"));
    check(&ETHNIC_GROUP, "02 汉族", Lookup::Conflict { by_code, by_label });
    check(&ETHNIC_GROUP, "02 穿青人", Lookup::Unknown(unlisted(Some("02"), Some("穿青人"))));
    // A label below the code, or above it, says more or less of the same.
    check(&JOB, "011 公务员", Lookup::Known(row(&JOB, "civil_servant")));
    check(&EDUCATION, "21 大学本科", Lookup::Known(row(&EDUCATION, "21")));
    check(&EDUCATION, "20 大学本科毕业", Lookup::Known(row(&EDUCATION, "21")));
    let (by_code, by_label) = (row(&EDUCATION, "31"), row(&EDUCATION, "20"));
    check(&EDUCATION, "31 大学本科", Lookup::Conflict { by_code, by_label });
    // One label, two rows; a code settles it.
    let both = vec![row(&JOB, "014"), row(&JOB, "021")];
    check(&JOB, "企业管理人员", Lookup::Ambiguous(both));
    check(&JOB, "021 企业管理人员", Lookup::Known(row(&JOB, "021")));
}

#[test]
fn marks_follow_the_row() {
    let check = |table: &Table, key: &str, mark| {
        assert_eq!(table.mark_of(table.find(key).expect(key)), mark, "{key}");
    };
    check(&ETHNIC_GROUP, "01", Mark::Verified);
    check(&ETHNIC_GROUP, "98", Mark::Code);
    check(OrgKind::table(), "branch", Mark::Code);
    check(OrgKind::table(), "group", Mark::Unverified);
    check(OrgKind::table(), "working_committee", Mark::Unverified);
    check(&JOB, "civil_servant", Mark::Unverified);
    assert!(Mark::Unverified.is_local_setting() && !Mark::Secondary.is_local_setting());
}

#[test]
fn kinds_of_organisations_differ_in_rights() {
    use OrgKind as K;
    let all =
        |wanted: fn(K) -> bool| -> Vec<K> { K::ALL.iter().copied().filter(|kind| wanted(*kind)).collect() };
    assert_eq!(
        all(K::holds_members),
        [K::Branch, K::JointBranch, K::TemporaryBranch, K::TemporaryJointBranch]
    );
    assert_eq!(all(K::may_approve_probationary), [K::Committee, K::WorkingCommittee]);
    assert_eq!(all(K::has_elected_term), [K::Committee, K::GeneralBranch, K::Branch, K::JointBranch]);
    let leads = |upper: K, lower: K, expected| {
        assert_eq!(upper.may_lead(lower), expected, "{upper:?} over {lower:?}");
    };
    leads(K::Committee, K::WorkingCommittee, true);
    leads(K::WorkingCommittee, K::Committee, true);
    leads(K::Committee, K::Branch, true);
    leads(K::Committee, K::Group, false);
    leads(K::GeneralBranch, K::Branch, true);
    leads(K::GeneralBranch, K::Committee, false);
    leads(K::GeneralBranch, K::GeneralBranch, false);
    leads(K::Branch, K::Group, true);
    leads(K::Branch, K::Branch, false);
    leads(K::Group, K::Group, false);
}

#[test]
fn jobs_find_their_branch() {
    let check = |stored: &str, branch: Option<&str>| {
        assert_eq!(job_branch(stored).map(|entry| entry.key), branch, "{stored}");
    };
    check("civil_servant", Some("011"));
    check("retiree", Some("4"));
    check("0164", Some("0164"));
    check("0111", Some("011"));
    check("0199", Some("01"));
    check("3120", Some("3"));
    check("9", None);
    check("教师", None);
    check("", None);
}
