//! The groups of the published statistics.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use zhibu_rules::codes::{EDUCATION, JOB};
use zhibu_rules::groups::{AgeBand, EducationGroup, JobGroup, JoinPeriod};

#[test]
fn education_falls_into_seven_groups() {
    use EducationGroup as G;
    let check = |code, group| assert_eq!(EducationGroup::of(code), group, "{code}");
    check("10", Some(G::Postgraduate));
    check("19", Some(G::Postgraduate));
    check("28", Some(G::Undergraduate));
    check("24", Some(G::Undergraduate));
    check("31", Some(G::JuniorCollege));
    check("40", Some(G::SecondarySpecialised));
    check("43", Some(G::SecondarySpecialised));
    check("44", Some(G::SeniorMiddle));
    check("49", Some(G::SeniorMiddle));
    check("61", Some(G::SeniorMiddle));
    check("71", Some(G::JuniorMiddle));
    check("81", Some(G::Primary));
    check("90", Some(G::Primary));
    check("50", None);
    check("2", None);
    check("211", None);
    check("", None);
    check("2a", None);
    assert!(EDUCATION.entries.iter().all(|entry| EducationGroup::of(entry.key).is_some()));
    assert!(G::JuniorCollege.is_college_or_above() && !G::SecondarySpecialised.is_college_or_above());
}

#[test]
fn jobs_fall_into_eight_groups() {
    use JobGroup as G;
    let check = |stored, group| assert_eq!(JobGroup::of(stored), group, "{stored}");
    check("011", Some(G::Official));
    check("civil_servant", Some(G::Official));
    check("0111", Some(G::Official));
    check("012", Some(G::Manager));
    check("014", Some(G::Manager));
    check("021", Some(G::Manager));
    check("023", Some(G::Manager));
    check("013", Some(G::Professional));
    check("015", Some(G::Professional));
    check("022", Some(G::Professional));
    check("024", Some(G::Professional));
    check("0164", Some(G::Worker));
    check("organ_worker", Some(G::Worker));
    check("0253", Some(G::Worker));
    check("113", Some(G::Farmer));
    check("2", Some(G::Other));
    check("freelancer", Some(G::Other));
    check("undergraduate_final_year", Some(G::Student));
    check("retiree", Some(G::Retired));
    check("01", None);
    check("教师", None);
    let vague = ["0", "01", "02"];
    for entry in JOB.entries {
        assert_eq!(JobGroup::of(entry.key).is_none(), vague.contains(&entry.key), "{}", entry.key);
    }
}

#[test]
fn ages_fall_into_bands() {
    let on_day = date(2026, 11, 24);
    let check = |birth, key| assert_eq!(AgeBand::of(birth, on_day).map(AgeBand::key), key, "{birth}");
    check(date(2026, 11, 24), Some("age_0_30"));
    check(date(1995, 11, 25), Some("age_0_30"));
    check(date(1995, 11, 24), Some("age_31_35"));
    check(date(1966, 11, 24), Some("age_56_60"));
    check(date(1965, 11, 24), Some("age_61_70"));
    check(date(1946, 11, 24), Some("age_71_80"));
    check(date(1945, 11, 24), Some("age_81"));
    check(date(1908, 1, 1), Some("age_81"));
    check(date(2026, 11, 25), None);
}

/// The list behind a figure is a range of birth days: it must hold exactly the people counted.
#[test]
fn bands_are_ranges_of_birth_days() {
    for on_day in [date(2026, 11, 24), date(2023, 2, 28), date(2024, 2, 29), date(2027, 3, 1)] {
        let ranges: Vec<_> = AgeBand::ALL.iter().map(|band| (*band, band.born_between(on_day))).collect();
        for birth in date(1940, 1, 1).series(1.day()).take_while(|birth| *birth <= on_day) {
            let bands: Vec<AgeBand> = ranges
                .iter()
                .filter(|(_, (first, last))| first.is_none_or(|first| first <= birth) && birth <= *last)
                .map(|(band, _)| *band)
                .collect();
            assert_eq!(bands, [AgeBand::of(birth, on_day).expect("born")], "{birth} on {on_day}");
        }
    }
}

#[test]
fn joining_falls_into_nine_periods() {
    let check = |day: Date, key| assert_eq!(JoinPeriod::of(day).key(), key, "{day}");
    check(date(1921, 7, 1), "until_1937_07_06");
    check(date(1937, 7, 6), "until_1937_07_06");
    check(date(1937, 7, 7), "from_1937_07_07");
    check(date(1945, 9, 2), "from_1937_07_07");
    check(date(1945, 9, 3), "from_1945_09_03");
    check(date(1949, 9, 30), "from_1945_09_03");
    check(date(1949, 10, 1), "from_1949_10");
    check(date(1966, 4, 30), "from_1949_10");
    check(date(1976, 10, 31), "from_1966_05");
    check(date(1978, 12, 31), "from_1976_11");
    check(date(2002, 10, 31), "from_1979_01");
    check(date(2012, 10, 31), "from_2002_11");
    check(date(2012, 11, 1), "from_2012_11");
    for period in JoinPeriod::ALL {
        let (first, last) = period.days();
        assert!([first, last].into_iter().flatten().all(|day| JoinPeriod::of(day) == *period));
    }
}
