use jiff::civil::Date;

use super::{PROBATION_ENDS, TODAY, own};
use crate::format;
use crate::key;
use crate::part::{Choice, DateBoxes, ErrorSummary, Field, Width};
use crate::texts::T;

const LATE: Date = Date::constant(2027, 12, 6);

/// Every kind of field, two of them filled in wrongly.
pub struct Fields {
    pub summary: ErrorSummary,
    pub name: Field,
    pub citizen_id: Field,
    pub joined_on: DateBoxes,
    pub met_on: DateBoxes,
    pub ethnic_group: Field,
    pub org_code: Field,
    pub ways: Field,
    pub way: Field,
    pub opinion: Field,
    pub code: Field,
}

impl Fields {
    pub fn new(t: &T) -> Self {
        let wrong_id = own(t, key!("design-bad-id"));
        let wrong_day = String::from(t.with("design-bad-day").arg("today", format::day(TODAY, t)));
        let choice = |value: &str, key: &str| Choice::new(value, t.get(key));
        Fields {
            summary: ErrorSummary::new(t.with("errors-count").arg("n", 2))
                .fault("citizen_id", wrong_id.clone())
                .fault("joined_on", wrong_day.clone()),
            name: Field::text("name", t.get("design-name")).value(t.get("design-person-1")).width(Width::W16),
            citizen_id: Field::text("citizen_id", t.get("design-citizen-id"))
                .value("999999196710081236")
                .width(Width::W24)
                .mono()
                .private()
                .error(Some(wrong_id)),
            joined_on: DateBoxes::new(t, "joined_on", t.get("design-joined"))
                .day(t, Some(LATE))
                .error(Some(wrong_day)),
            met_on: DateBoxes::new(t, "met_on", t.get("design-met")).day(t, Some(PROBATION_ENDS)),
            ethnic_group: Field::select(
                "ethnic_group",
                t.get("design-ethnic"),
                vec![choice("01", key!("design-han")), choice("15", key!("design-tujia"))],
            )
            .value("01")
            .width(Width::W24),
            org_code: Field::text("org_code", t.get("design-org-code"))
                .value("051024007")
                .mono()
                .readonly()
                .width(Width::W16)
                .hint(t.get("design-org-code-hint")),
            ways: Field::checks(
                "ways",
                t.get("design-ways"),
                vec![choice("sms", key!("design-sms")), choice("mail", key!("design-mail"))],
            )
            .value("sms"),
            way: Field::radios(
                "way",
                t.get("design-delivery"),
                vec![choice("home", key!("design-home")), choice("fetch", key!("design-fetch"))],
            )
            .value("home"),
            opinion: Field::area("opinion", t.get("design-opinion")).value(t.get("design-opinion-sample")),
            code: Field::code("code", t.get("design-code")).hint(t.get("design-code-hint")),
        }
    }
}
