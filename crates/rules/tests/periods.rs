//! Joining and conversion in every period (DEV-30, IMP-04).

use jiff::civil::{Date, date};
use zhibu_rules::periods::{
    JOINING_PERIODS, JoiningDay, JoiningFault as F, JoiningPeriod, check_join_and_conversion, fifty_years_on,
    party_age, party_age_starts_on, probation_ends_on,
};
use zhibu_rules::rule::{Outcome, RuleRef, worst};

const TODAY: Date = date(2026, 11, 24);

fn check(joined_on: Date, converted_on: Option<Date>, expected: &[(&str, Outcome, F)]) {
    check_born(joined_on, converted_on, None, expected);
}

fn check_born(
    joined_on: Date,
    converted_on: Option<Date>,
    birth: Option<Date>,
    expected: &[(&str, Outcome, F)],
) {
    let found = check_join_and_conversion(joined_on, converted_on, TODAY, birth);
    let found: Vec<_> =
        found.into_iter().map(|finding| (finding.rule.id, finding.outcome, finding.detail)).collect();
    assert_eq!(found, expected, "{joined_on} {converted_on:?} {birth:?}");
}

#[test]
fn regular_records_of_every_period_are_well() {
    for (joined_on, converted_on) in [
        (date(1922, 5, 1), date(1922, 5, 1)),
        (date(1925, 5, 1), date(1925, 8, 1)),
        (date(1925, 5, 1), date(1925, 11, 1)),
        (date(1927, 9, 1), date(1927, 9, 1)),
        (date(1927, 9, 1), date(1927, 12, 1)),
        (date(1938, 5, 1), date(1938, 5, 1)),
        (date(1946, 5, 1), date(1946, 11, 1)),
        (date(1946, 5, 1), date(1947, 5, 1)),
        (date(1946, 5, 1), date(1948, 5, 1)),
        (date(1960, 7, 1), date(1961, 7, 1)),
        (date(1969, 4, 1), date(1969, 4, 1)),
        (date(1977, 8, 11), date(1977, 8, 11)),
        (date(1977, 8, 12), date(1978, 8, 12)),
        (date(1985, 6, 20), date(1986, 6, 20)),
        (date(2024, 2, 29), date(2025, 2, 28)),
    ] {
        check(joined_on, Some(converted_on), &[]);
    }
    check(date(2026, 6, 1), None, &[]);
    check(date(2025, 11, 24), None, &[]);
}

#[test]
fn members_of_1969_to_1977_had_no_probation() {
    let joined_on = date(1971, 7, 1);
    let late = F::ProbationWhereNone { expected: joined_on };
    check(joined_on, Some(date(1972, 7, 1)), &[("DEV-30", Outcome::Warn, late)]);
    let none = F::NotConverted { earliest: joined_on, latest: joined_on };
    check(joined_on, None, &[("DEV-30", Outcome::Warn, none)]);
}

#[test]
fn odd_probations_are_named() {
    use Outcome::{Block, Info, Warn};
    let joined_on = date(2005, 6, 20);
    let regular = date(2006, 6, 20);
    let dev = |outcome, fault| [("DEV-30", outcome, fault)];
    check(joined_on, Some(joined_on), &dev(Block, F::NoProbation { earliest: regular }));
    let short = F::ProbationTooShort { earliest: regular };
    check(joined_on, Some(date(2006, 6, 19)), &dev(Warn, short));
    let late = || F::ConvertedLate { regular };
    check(joined_on, Some(date(2006, 6, 21)), &dev(Warn, late()));
    check(joined_on, Some(date(2006, 12, 19)), &dev(Warn, late()));
    let extended = || [("DEV-23", Info, F::ProbationExtended { regular })];
    check(joined_on, Some(date(2006, 12, 20)), &extended());
    check(joined_on, Some(date(2007, 6, 20)), &extended());
    check(joined_on, Some(date(2007, 6, 21)), &dev(Warn, late()));

    // Old records warn where current ones block.
    let old = date(1960, 7, 1);
    check(old, Some(old), &dev(Warn, F::NoProbation { earliest: date(1961, 7, 1) }));
    // Between the lengths that a time knew.
    let odd = F::ProbationOfOddLength { earliest: date(1946, 11, 1), latest: date(1948, 5, 1) };
    check(date(1946, 5, 1), Some(date(1947, 1, 1)), &dev(Info, odd));
}

#[test]
fn a_probation_without_conversion_is_noticed() {
    use Outcome::{Info, Warn};
    let not_converted = |day| F::NotConverted { earliest: day, latest: day };
    let recent = not_converted(date(2026, 11, 23));
    check(date(2025, 11, 23), None, &[("DEV-30", Info, recent)]);
    let year_ago = not_converted(date(2025, 11, 24));
    check(date(2024, 11, 24), None, &[("DEV-30", Info, year_ago)]);
    let long_ago = not_converted(date(2025, 11, 23));
    check(date(2024, 11, 23), None, &[("DEV-30", Warn, long_ago)]);
}

#[test]
fn what_cannot_be_blocks() {
    use Outcome::Block;
    let (joined_on, converted_on) = (date(2005, 6, 20), date(2004, 6, 20));
    let order = F::ConvertedBeforeJoining { joined_on, converted_on };
    check(joined_on, Some(converted_on), &[("IMP-04", Block, order)]);

    let future = date(2026, 11, 25);
    check(future, None, &[("IMP-04", Block, F::JoinedInFuture { joined_on: future })]);
    let converted = F::ConvertedInFuture { converted_on: future };
    check(date(2025, 11, 25), Some(future), &[("IMP-04", Block, converted)]);

    let founded_on = date(1921, 7, 1);
    let founding = F::JoinedBeforeFounding { founded_on };
    check(date(1921, 6, 30), None, &[("IMP-04", Block, founding)]);

    let birth = date(2006, 1, 1);
    let unborn = F::JoinedBeforeBirth { birth };
    check_born(joined_on, Some(date(2006, 6, 20)), Some(birth), &[("IMP-04", Block, unborn)]);
}

#[test]
fn the_young_warn_in_old_records_and_block_since_2014() {
    let check = |joined_on: Date, birth: Date, expected: Outcome| {
        let found = check_join_and_conversion(joined_on, None, joined_on, Some(birth));
        assert_eq!(worst(&found), expected, "{joined_on} {birth}");
    };
    check(date(1938, 5, 1), date(1924, 1, 1), Outcome::Warn);
    check(date(2014, 5, 27), date(1996, 5, 28), Outcome::Warn);
    check(date(2014, 5, 28), date(1996, 5, 29), Outcome::Block);
    check(date(2014, 5, 28), date(1996, 5, 28), Outcome::Ok);
    check(date(2026, 6, 1), date(2008, 6, 2), Outcome::Block);
}

#[test]
fn the_day_of_the_act_selects_the_text() {
    let check = |day, year| {
        let rule = RuleRef::version_on(&zhibu_rules::periods::ADULT_RULES, day);
        assert_eq!(rule.expect("a version for every day").year, year, "{day}");
    };
    check(date(1980, 1, 1), None);
    check(date(2014, 5, 27), None);
    check(date(2014, 5, 28), Some(2014));
    check(date(2026, 4, 30), Some(2014));
    check(date(2026, 5, 10), Some(2014));
    check(date(2026, 5, 11), Some(2026));
    check(date(2026, 6, 1), Some(2026));
}

#[test]
fn periods_follow_without_a_gap() {
    for pair in JOINING_PERIODS.windows(2) {
        let next = pair[0].to.and_then(|to| to.tomorrow().ok());
        assert_eq!(next, Some(pair[1].from));
    }
    let check = |day, joining_day| {
        assert_eq!(JoiningPeriod::of(day).map(|period| period.joining_day), joining_day, "{day}");
    };
    check(date(1921, 6, 30), None);
    check(date(1938, 5, 1), Some(JoiningDay::SuperiorApproval));
    check(date(1960, 7, 1), Some(JoiningDay::BranchMeeting));
    check(date(1980, 7, 1), Some(JoiningDay::ApprovalAsProbationary));
    check(date(2020, 7, 1), Some(JoiningDay::BranchMeeting));
}

#[test]
fn party_age_counts_from_conversion_or_joining() {
    let check = |joined_on, converted_on, expected| {
        assert_eq!(party_age_starts_on(joined_on, converted_on), expected, "{joined_on}");
    };
    check(date(1971, 7, 1), Some(date(1972, 7, 1)), Some(date(1971, 7, 1)));
    check(date(1971, 7, 1), None, Some(date(1971, 7, 1)));
    check(date(1985, 7, 1), Some(date(1986, 7, 1)), Some(date(1986, 7, 1)));
    check(date(2026, 7, 1), None, None);
    check(date(1927, 9, 1), Some(date(1927, 12, 1)), Some(date(1927, 12, 1)));
    check(date(1920, 9, 1), Some(date(1927, 12, 1)), None);

    assert_eq!(party_age(date(1976, 11, 24), TODAY), Some(50));
    assert_eq!(party_age(date(1976, 11, 25), TODAY), Some(49));
    assert_eq!(party_age(date(2027, 1, 1), TODAY), None);
    assert_eq!(fifty_years_on(date(1976, 11, 24)), TODAY);
    assert_eq!(fifty_years_on(date(1976, 2, 29)), date(2026, 2, 28));
    assert_eq!(probation_ends_on(date(2026, 5, 31)), Some(date(2027, 5, 31)));
    assert_eq!(probation_ends_on(date(1971, 7, 1)), None);
}

/// The text that applies depends on the day of the act, not on today (RUL-01).
#[test]
fn decision_10_rules_are_dated_data() {
    use zhibu_rules::periods::ADULT_RULES;
    use zhibu_rules::rule::RuleRef;
    let article = |year, month, day| {
        let on = jiff::civil::date(year, month, day);
        RuleRef::version_on(&ADULT_RULES, on).and_then(|rule| rule.year)
    };
    assert_eq!(article(2020, 1, 1), Some(2014));
    assert_eq!(article(2026, 5, 10), Some(2014));
    assert_eq!(article(2026, 5, 11), Some(2026));
}
