use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use zhibu_web::format;
use zhibu_web::texts::Lang;

use crate::sample::t;

#[test]
fn numbers_are_grouped() {
    for (number, written) in [
        (0, "0"),
        (23, "23"),
        (999, "999"),
        (1_086, "1,086"),
        (20_006, "20,006"),
        (1_000_000, "1,000,000"),
        (-1_086, "−1,086"),
        (i64::MIN, "−9,223,372,036,854,775,808"),
    ] {
        assert_eq!(format::count(number), written);
    }
}

#[test]
fn days_are_written_as_people_say_them() {
    let day = date(2026, 12, 6);
    let (zh, en) = (t(Lang::ZhCn), t(Lang::En));
    for (written, expected) in [
        (format::day(day, &zh), "2026年12月6日"),
        (format::day(day, &en), "6 December 2026"),
        (format::short_day(day, &zh), "12月6日"),
        (format::short_day(day, &en), "6 December"),
        (format::month(day, &zh), "2026年12月"),
        (format::month(day, &en), "December 2026"),
        (format::weekday(day, &zh), "星期日"),
        (format::weekday(day, &en), "Sunday"),
        (format::table_day(day), "2026/12/06"),
        (format::iso_day(day), "2026-12-06"),
    ] {
        assert_eq!(written, expected);
    }
    assert_eq!(format::month(date(2026, 2, 1), &en), "February 2026");
}

#[test]
fn distance_from_today_is_counted_in_days() {
    let today = date(2026, 11, 23);
    let check = |day: Date, zh: &str, en: &str| {
        assert_eq!(format::relative_day(day, today, &t(Lang::ZhCn)), zh);
        assert_eq!(format::relative_day(day, today, &t(Lang::En)), en);
    };
    check(date(2026, 12, 6), "还有 13 天", "in 13 days");
    check(date(2026, 11, 24), "还有 1 天", "in one day");
    check(today, "今天", "today");
    check(date(2026, 11, 20), "3 天前", "3 days ago");
    check(date(2022, 11, 23), "1,461 天前", "1,461 days ago");
}

#[test]
fn a_moment_stands_on_the_clocks_of_the_organisation() {
    let at: Timestamp = "2026-12-06T16:31:00Z".parse().expect("a timestamp");
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone of the bundled database");
    assert_eq!(format::moment(at, &zone, &t(Lang::ZhCn)), "2026年12月7日 00:31");
    assert_eq!(format::table_moment(at, &zone), "2026/12/07 00:31");
}

#[test]
fn a_masked_value_shows_its_ends_only() {
    assert_eq!(format::mask_citizen_id("999999197304121249"), "999999********1249");
    assert_eq!(format::mask_phone("13900000521"), "139****0521");
    assert_eq!(format::mask_phone("0521"), "****", "too short to show ends of");
    assert_eq!(format::mask("柳溪村三组一号", 3, 0), "柳溪村****");
}
