//! What is said of a number, a phone or a day that cannot be read.

use zhibu_rules::citizen_id::{CitizenIdError, DatePart};
use zhibu_rules::day::DayError;
use zhibu_rules::phone::PhoneError;
use zhibu_web::key;

use crate::roster::finding::Say;

pub(super) fn id_problem(error: &CitizenIdError) -> Say {
    match error {
        CitizenIdError::Empty | CitizenIdError::DigitsLost => Say::new(key!("roster-fault-id-digits-lost")),
        CitizenIdError::Length { found } => Say::new(key!("roster-fault-id-length")).number("n", *found),
        CitizenIdError::Character { position, .. } => {
            Say::new(key!("roster-fault-character")).number("n", *position)
        }
        CitizenIdError::CheckDigit { expected, .. } => {
            Say::new(key!("roster-fault-id-check")).text("expected", expected)
        }
        CitizenIdError::BirthDate(part) => {
            let (n, what) = match part {
                DatePart::Year(year) => (i64::from(*year), "year"),
                DatePart::Month(month) => (i64::from(*month), "month"),
                DatePart::Day { day, .. } => (i64::from(*day), "day"),
            };
            Say::new(key!("roster-fault-id-birth")).text("what", what).text("n", n)
        }
    }
}

pub(super) fn phone_problem(error: &PhoneError) -> Say {
    match error {
        PhoneError::Several(parts) => Say::new(key!("roster-fault-phone-several")).number("n", parts.len()),
        PhoneError::AreaCodeMissing => Say::new(key!("roster-fault-phone-area")),
        PhoneError::MobileLength { found } => Say::new(key!("roster-fault-phone-length")).number("n", *found),
        PhoneError::Character { position, .. } => {
            Say::new(key!("roster-fault-character")).number("n", *position)
        }
        _ => Say::new(key!("roster-fault-phone")),
    }
}

pub(super) fn day_problem(error: &DayError) -> Say {
    match error {
        DayError::NoCentury(year) => Say::new(key!("roster-fault-day-century")).text("n", year),
        DayError::YearOnly(_) => Say::new(key!("roster-fault-day-year-only")),
        DayError::Year(year) => Say::new(key!("roster-fault-day-year")).text("n", year),
        DayError::Month(month) => Say::new(key!("roster-fault-day-month-no")).text("n", month),
        DayError::Day { last, day, .. } => {
            Say::new(key!("roster-fault-day-no")).text("n", day).text("last", last)
        }
        DayError::Empty | DayError::NotADate | DayError::YearLast | DayError::Serial(_) => {
            Say::new(key!("roster-fault-day"))
        }
    }
}
