//! Days as rosters write them.

use jiff::civil::date;
use zhibu_rules::day::{DayError as E, Parsed, from_serial, parse};

#[test]
fn days_are_read() {
    let check = |written: &str, year, month, day| {
        assert_eq!(parse(written), Ok(Parsed::Day(date(year, month, day))), "{written}");
    };
    check("2020年3月5日", 2020, 3, 5);
    check("2020年03月05日", 2020, 3, 5);
    check("2020年3月5号", 2020, 3, 5);
    check("2020年 3月 5日", 2020, 3, 5);
    check("20200305", 2020, 3, 5);
    check("2020-03-05", 2020, 3, 5);
    check("2020/3/5", 2020, 3, 5);
    check("2020.3.5", 2020, 3, 5);
    check("2020.03.05.", 2020, 3, 5);
    check("2020 3 5", 2020, 3, 5);
    check("2020 1 2", 2020, 1, 2);
    check("２０２０．３．５", 2020, 3, 5);
    check("２０２０年３月５日", 2020, 3, 5);
    check("2020—03—05", 2020, 3, 5);
    check("\u{feff}2020-03-05\u{a0}", 2020, 3, 5);
    check("2020-03-05 00:00:00", 2020, 3, 5);
    check("2020-03-05T08:30", 2020, 3, 5);
    check("2020/3/5 8:30", 2020, 3, 5);
    check("43895", 2020, 3, 5);
    check("1969-07-01", 1969, 7, 1);
    check("2000-02-29", 2000, 2, 29);
}

#[test]
fn months_stay_months() {
    let check = |written: &str, year, month| {
        assert_eq!(parse(written), Ok(Parsed::Month { year, month }), "{written}");
    };
    check("2020年3月", 2020, 3);
    check("2020.03", 2020, 3);
    check("2020.3", 2020, 3);
    check("2020-3", 2020, 3);
    check("2020/12", 2020, 12);
    check("202003", 2020, 3);
    check("2020 3", 2020, 3);
    check("２０２０．０３", 2020, 3);

    let february = parse("2024.02").expect("a month");
    assert_eq!(february.day(), None);
    assert_eq!((february.earliest(), february.latest()), (date(2024, 2, 1), date(2024, 2, 29)));
}

#[test]
fn what_is_no_day_says_why() {
    let check = |written: &str, expected: E| assert_eq!(parse(written), Err(expected), "{written}");
    check("", E::Empty);
    check("\u{3000}", E::Empty);
    check("/", E::Empty);
    check("——", E::Empty);
    check("不详", E::NotADate);
    check("2020年春", E::NotADate);
    check("2020-03-05-06", E::NotADate);
    check("1234567", E::NotADate);
    check("2020", E::YearOnly(2020));
    check("2020年", E::YearOnly(2020));
    check("85.7.1", E::NoCentury(85));
    check("85年7月", E::NoCentury(85));
    check("2020-13-01", E::Month(13));
    check("2020.0", E::Month(0));
    check("20201301", E::Month(13));
    check("202013", E::Month(13));
    check("2020-02-30", E::Day { year: 2020, month: 2, day: 30, last: 29 });
    check("20210229", E::Day { year: 2021, month: 2, day: 29, last: 28 });
    check("2021年4月31日", E::Day { year: 2021, month: 4, day: 31, last: 30 });
    check("2021-04-00", E::Day { year: 2021, month: 4, day: 0, last: 30 });
    check("0202-04-01", E::Year(202));
    check("3020-04-01", E::Year(3020));
    check("7/1/1985", E::YearLast);
    check("99999", E::Serial(99_999));
}

#[test]
fn spreadsheet_numbers_are_days() {
    let check = |serial, expected| assert_eq!(from_serial(serial), expected, "{serial}");
    check(1, Ok(date(1900, 1, 1)));
    check(59, Ok(date(1900, 2, 28)));
    check(61, Ok(date(1900, 3, 1)));
    check(25_569, Ok(date(1970, 1, 1)));
    check(43_831, Ok(date(2020, 1, 1)));
    check(91_677, Ok(date(2150, 12, 31)));
    check(0, Err(E::Serial(0)));
    check(60, Err(E::Serial(60)));
    check(91_678, Err(E::Serial(91_678)));
}
