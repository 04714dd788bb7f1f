//! The groups into which published statistics sort members.
//!
//! Each grouping is a partition: a person falls into one group, or into none when the field is
//! empty or unreadable, which a table must show as its own column so that totals agree.

use jiff::civil::{Date, date};

use crate::calendar::{add_years, completed_years};
use crate::codes::{Entry, coded_enum, job_branch};
use crate::rule::Mark;

coded_enum! {
    /// Columns of the education table in the annual statistics.
    EducationGroup {
        Postgraduate = Entry::named("postgraduate", "研究生", "postgraduate"),
        Undergraduate = Entry::named("undergraduate", "大学本科", "undergraduate"),
        JuniorCollege = Entry::named("junior_college", "大学专科", "junior college"),
        SecondarySpecialised =
            Entry::named("secondary_specialised", "中专", "secondary specialised"),
        SeniorMiddle = Entry::named("senior_middle", "高中、中技", "senior middle and technical"),
        JuniorMiddle = Entry::named("junior_middle", "初中", "junior middle"),
        Primary = Entry::named("primary", "小学及以下", "primary and below"),
    }
    table {
        name: "education_group",
        source: "党内统计年报",
        mark: Mark::Secondary,
        width: None,
        suffixes: &[],
    }
}

impl EducationGroup {
    /// Group of a GB/T 4658 code. Unspecific vocational education (40) counts as 中专; unlisted
    /// codes go by their first digit, as the standard is hierarchical.
    pub fn of(code: &str) -> Option<Self> {
        let mut digits = code.bytes();
        let (first, second) = (digits.next()?, digits.next()?);
        if digits.next().is_some() || !second.is_ascii_digit() {
            return None;
        }
        match (first, second) {
            (b'1', _) => Some(EducationGroup::Postgraduate),
            (b'2', _) => Some(EducationGroup::Undergraduate),
            (b'3', _) => Some(EducationGroup::JuniorCollege),
            (b'4', b'0'..=b'3') => Some(EducationGroup::SecondarySpecialised),
            (b'4' | b'6', _) => Some(EducationGroup::SeniorMiddle),
            (b'7', _) => Some(EducationGroup::JuniorMiddle),
            (b'8' | b'9', _) => Some(EducationGroup::Primary),
            _ => None,
        }
    }

    /// 大专及以上, the figure that is published.
    pub fn is_college_or_above(self) -> bool {
        self <= EducationGroup::JuniorCollege
    }
}

coded_enum! {
    /// The eight occupations of the published statistics.
    JobGroup {
        Worker = Entry::named("worker", "工人", "workers"),
        Farmer = Entry::named("farmer", "农牧渔民", "farmers, herders and fishers"),
        Professional = Entry::named("professional", "专业技术人员", "professionals"),
        Manager = Entry::named("manager", "管理人员", "managers"),
        Official = Entry::named(
            "official", "党政机关工作人员", "staff of Party and government organs",
        ),
        Student = Entry::named("student", "学生", "students"),
        Other = Entry::named("other", "其他职业人员", "other"),
        Retired = Entry::named("retired", "离退休人员", "retired"),
    }
    table {
        name: "job_group",
        source: "党内统计公报; the folding of codes is ours",
        mark: Mark::Proposed,
        width: None,
        suffixes: &[],
    }
}

impl JobGroup {
    /// Group of a stored job value (see [`crate::codes::JOB`]). `None` for what has no branch,
    /// and for the branches 0, 01 and 02, which do not tell the occupation.
    pub fn of(stored: &str) -> Option<Self> {
        let code = job_branch(stored)?.key;
        match code.as_bytes() {
            [b'0', b'1', b'1', ..] => Some(JobGroup::Official),
            [b'0', b'1', b'2' | b'4', ..] | [b'0', b'2', b'1' | b'3', ..] => Some(JobGroup::Manager),
            [b'0', b'1', b'3' | b'5', ..] | [b'0', b'2', b'2' | b'4', ..] => Some(JobGroup::Professional),
            [b'0', b'1', b'6', ..] | [b'0', b'2', b'5', ..] => Some(JobGroup::Worker),
            [b'1', ..] => Some(JobGroup::Farmer),
            [b'2' | b'5', ..] => Some(JobGroup::Other),
            [b'3', ..] => Some(JobGroup::Student),
            [b'4', ..] => Some(JobGroup::Retired),
            _ => None,
        }
    }
}

coded_enum! {
    /// Age bands of the published statistics, the open last one split in three.
    AgeBand {
        UpTo30 = Entry::named("age_0_30", "30岁及以下", "30 and under"),
        From31 = Entry::named("age_31_35", "31至35岁", "31 to 35"),
        From36 = Entry::named("age_36_40", "36至40岁", "36 to 40"),
        From41 = Entry::named("age_41_45", "41至45岁", "41 to 45"),
        From46 = Entry::named("age_46_50", "46至50岁", "46 to 50"),
        From51 = Entry::named("age_51_55", "51至55岁", "51 to 55"),
        From56 = Entry::named("age_56_60", "56至60岁", "56 to 60"),
        From61 = Entry::named("age_61_70", "61至70岁", "61 to 70"),
        From71 = Entry::named("age_71_80", "71至80岁", "71 to 80"),
        From81 = Entry::named("age_81", "81岁及以上", "81 and over"),
    }
    table {
        name: "age_band",
        source: "党内统计公报; the split above 60 is ours",
        mark: Mark::Verified,
        width: None,
        suffixes: &[],
    }
}

/// First age of each band, in the bands' order.
const FIRST_AGES: [i16; 10] = [0, 31, 36, 41, 46, 51, 56, 61, 71, 81];

impl AgeBand {
    /// Band of a person on a day, by completed years. `None` before birth.
    pub fn of(birth: Date, on_day: Date) -> Option<Self> {
        let age = completed_years(birth, on_day)?;
        let above = FIRST_AGES.iter().filter(|first| **first <= age).count();
        Some(Self::ALL[above - 1])
    }

    /// First and last birth day of the band's people on `on_day`; the oldest band has no first.
    /// The list behind a figure is a range of birth days.
    pub fn born_between(self, on_day: Date) -> (Option<Date>, Date) {
        let index = self as usize;
        let last = last_birth_of_age(FIRST_AGES[index], on_day);
        let first = FIRST_AGES
            .get(index + 1)
            .map(|age| last_birth_of_age(*age, on_day).tomorrow().unwrap_or(Date::MAX));
        (first, last)
    }
}

/// The last birth day that makes a person `age` on `on_day`. Somebody born on 29 February
/// completes a common year on the 28th, so stepping back by years alone would miss them.
fn last_birth_of_age(age: i16, on_day: Date) -> Date {
    let birth = add_years(on_day, -age);
    match birth.tomorrow() {
        Ok(next) if add_years(next, age) <= on_day => next,
        _ => birth,
    }
}

coded_enum! {
    /// Periods of joining in the annual statistics.
    JoinPeriod {
        Until1937 = Entry::named("until_1937_07_06", "1937年7月6日及以前", "until 6 July 1937"),
        From1937 = Entry::named(
            "from_1937_07_07", "1937年7月7日至1945年9月2日", "7 July 1937 to 2 September 1945",
        ),
        From1945 = Entry::named(
            "from_1945_09_03", "1945年9月3日至1949年9月", "3 September 1945 to September 1949",
        ),
        From1949 = Entry::named(
            "from_1949_10", "1949年10月至1966年4月", "October 1949 to April 1966",
        ),
        From1966 = Entry::named(
            "from_1966_05", "1966年5月至1976年10月", "May 1966 to October 1976",
        ),
        From1976 = Entry::named(
            "from_1976_11", "1976年11月至1978年12月", "November 1976 to December 1978",
        ),
        From1979 = Entry::named(
            "from_1979_01", "1979年1月至2002年10月", "January 1979 to October 2002",
        ),
        From2002 = Entry::named(
            "from_2002_11", "2002年11月至2012年10月", "November 2002 to October 2012",
        ),
        From2012 = Entry::named("from_2012_11", "2012年11月及以后", "since November 2012"),
    }
    table {
        name: "join_period",
        source: "党内统计年报 forms",
        mark: Mark::Code,
        width: None,
        suffixes: &[],
    }
}

/// First day of each period but the first, in the periods' order.
const JOIN_PERIOD_STARTS: [Date; 8] = [
    date(1937, 7, 7),
    date(1945, 9, 3),
    date(1949, 10, 1),
    date(1966, 5, 1),
    date(1976, 11, 1),
    date(1979, 1, 1),
    date(2002, 11, 1),
    date(2012, 11, 1),
];

impl JoinPeriod {
    pub fn of(joined_on: Date) -> Self {
        Self::ALL[JOIN_PERIOD_STARTS.iter().filter(|start| **start <= joined_on).count()]
    }

    /// First and last day, where there is one.
    pub fn days(self) -> (Option<Date>, Option<Date>) {
        let index = self as usize;
        let first = index.checked_sub(1).map(|before| JOIN_PERIOD_STARTS[before]);
        let last = JOIN_PERIOD_STARTS.get(index).map(|next| next.yesterday().unwrap_or(Date::MIN));
        (first, last)
    }
}
