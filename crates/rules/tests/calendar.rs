//! Months, years, working days and publicity periods.

use jiff::civil::{Date, date};
use zhibu_rules::calendar::{
    PublicityPeriod, TableFault, TableFaultKind as K, WorkCalendar, add_months, add_years, completed_months,
    completed_years,
};

#[test]
fn months_end_on_their_last_day() {
    let check = |from: Date, months, expected: Date| {
        assert_eq!(add_months(from, months), expected, "{from} + {months}");
    };
    check(date(2026, 1, 31), 1, date(2026, 2, 28));
    check(date(2024, 1, 31), 1, date(2024, 2, 29));
    check(date(2026, 8, 31), 1, date(2026, 9, 30));
    check(date(2026, 11, 30), 3, date(2027, 2, 28));
    check(date(2026, 5, 15), 6, date(2026, 11, 15));
    check(date(2026, 3, 31), -1, date(2026, 2, 28));
    assert_eq!(add_years(date(2024, 2, 29), 1), date(2025, 2, 28));
    assert_eq!(add_years(date(2024, 2, 29), 4), date(2028, 2, 29));
}

#[test]
fn completed_time_counts_anniversaries() {
    let years = |start, day, expected| assert_eq!(completed_years(start, day), expected);
    years(date(1976, 11, 24), date(2026, 11, 23), Some(49));
    years(date(1976, 11, 24), date(2026, 11, 24), Some(50));
    years(date(2004, 2, 29), date(2026, 2, 27), Some(21));
    years(date(2004, 2, 29), date(2026, 2, 28), Some(22));
    years(date(2026, 1, 2), date(2026, 1, 1), None);
    let months = |start, day, expected| assert_eq!(completed_months(start, day), expected);
    months(date(2026, 1, 31), date(2026, 2, 27), Some(0));
    months(date(2026, 1, 31), date(2026, 2, 28), Some(1));
    months(date(2025, 12, 15), date(2026, 12, 14), Some(11));
    months(date(2026, 1, 2), date(2026, 1, 1), None);
}

#[test]
fn the_notices_are_followed() {
    let check = |day: Date, worked: bool| {
        let answer = WorkCalendar::shipped().is_working_day(day);
        assert!(answer.is_certain());
        assert_eq!(answer.value, worked, "{day}");
    };
    check(date(2025, 1, 26), true); // a Sunday made up
    check(date(2025, 1, 28), false);
    check(date(2025, 2, 4), false);
    check(date(2025, 2, 5), true);
    check(date(2025, 10, 8), false);
    check(date(2025, 10, 11), true);
    check(date(2026, 1, 2), false);
    check(date(2026, 1, 4), true);
    check(date(2026, 2, 14), true);
    check(date(2026, 2, 24), true);
    check(date(2026, 2, 28), true);
    check(date(2026, 9, 20), true);
    check(date(2026, 10, 7), false);
    check(date(2026, 10, 8), true);
    check(date(2026, 10, 10), true);
    check(date(2026, 10, 11), false);
    check(date(2026, 11, 24), true);
    assert_eq!(WorkCalendar::shipped().holiday(date(2026, 6, 19)), Some("端午节"));
    assert_eq!(WorkCalendar::shipped().holiday(date(2026, 6, 27)), None);
}

/// Working days of the whole years, counted by hand from the two notices: weekdays, less
/// weekdays off, plus made-up days.
#[test]
fn whole_years_have_the_published_number_of_working_days() {
    let check = |year, expected| {
        let answer = WorkCalendar::shipped().working_days_between(date(year - 1, 12, 31), date(year, 12, 31));
        assert!(answer.is_certain());
        assert_eq!(answer.value, expected, "{year}");
    };
    check(2025, 248);
    check(2026, 248);
}

#[test]
fn publicity_runs_over_holidays_and_made_up_days() {
    let check = |posted_on: Date, days, first_day: Date, last_day: Date| {
        let period = PublicityPeriod::of(WorkCalendar::shipped(), posted_on, days);
        assert!(period.is_certain());
        assert_eq!(period.value, PublicityPeriod { posted_on, first_day, last_day });
    };
    check(date(2026, 6, 1), 5, date(2026, 6, 2), date(2026, 6, 8));
    // Over 国庆: 29 and 30 September, then 8, 9 and the made-up Saturday 10 October.
    check(date(2026, 9, 28), 5, date(2026, 9, 29), date(2026, 10, 10));
    // Posted inside the holiday.
    check(date(2026, 10, 3), 5, date(2026, 10, 8), date(2026, 10, 13));
    // A made-up Sunday before 国庆 counts.
    check(date(2026, 9, 18), 5, date(2026, 9, 20), date(2026, 9, 24));
    check(date(2026, 6, 1), 0, date(2026, 6, 2), date(2026, 6, 2));
}

#[test]
fn a_year_without_a_table_is_named() {
    let calendar = WorkCalendar::shipped();
    let over = calendar.add_working_days(date(2026, 12, 29), 5);
    assert_eq!(over.value, date(2027, 1, 5));
    assert_eq!(over.years_without_table.into_iter().collect::<Vec<_>>(), [2027]);

    let inside = calendar.add_working_days(date(2024, 12, 31), 1);
    assert!(inside.is_certain());
    assert_eq!(inside.value, date(2025, 1, 2));

    let back = calendar.working_days_between(date(2026, 6, 8), date(2026, 6, 1));
    assert_eq!((back.value, back.is_certain()), (0, true));

    let posted = PublicityPeriod::of(calendar, date(2026, 12, 30), 5);
    assert!(!posted.is_certain());
}

#[test]
fn an_installation_adds_a_year() {
    let later = "year 2027 第1号 2026-11-10\noff 2027-01-01..2027-01-05 元旦\nwork 2027-01-09\n";
    let later = WorkCalendar::parse(later).expect("a right table");
    let calendar = WorkCalendar::shipped().merged(&later);
    let over = calendar.add_working_days(date(2026, 12, 29), 5);
    assert!(over.is_certain());
    assert_eq!(over.value, date(2027, 1, 8));
    assert_eq!(calendar.years().len(), 3);
    assert_eq!(calendar.years()[&2027].notice, "第1号");

    let corrected = "year 2026 第2号 2026-05-01\noff 2026-05-01 劳动节\n";
    let corrected = WorkCalendar::parse(corrected).expect("a right table");
    let calendar = WorkCalendar::shipped().merged(&corrected);
    assert!(calendar.is_working_day(date(2026, 10, 1)).value, "the whole year is replaced");
    assert!(!calendar.is_working_day(date(2025, 10, 1)).value, "other years stay");
}

#[test]
fn a_wrong_table_names_line_and_fault() {
    let year = "year 2027 第1号 2026-11-10";
    let check = |text: &str, line, kind: K| {
        let text = text.replace("YEAR", year);
        assert_eq!(WorkCalendar::parse(&text), Err(TableFault { line, kind }), "{text}");
    };
    check("off 2027-01-01 元旦", 1, K::NoYear);
    check("# head\nYEAR\nfree 2027-01-01 元旦", 3, K::Word("free".into()));
    check("YEAR\noff 2027-02-30 元旦", 2, K::Day("2027-02-30".into()));
    check("year MMXXVII 第1号 2026-11-10", 1, K::Year("MMXXVII".into()));
    check("YEAR\nYEAR", 2, K::YearTwice(2027));
    check("YEAR\noff 2027-01-01", 2, K::Missing);
    check("YEAR\noff 2027-01-03..2027-01-01 元旦", 2, K::Range);
    check("YEAR\noff 2027-01-02 元旦\nwork 2027-01-02", 3, K::Both(date(2027, 1, 2)));
    check("YEAR\nwork 2027-01-04", 2, K::Weekday(date(2027, 1, 4)));
}
