//! Which entries of the log: what the form asks, as the log understands it.

use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;
use zhibu_kernel::audit::Filter;
use zhibu_kernel::{Day, Fault, Moment, Read};
use zhibu_web::desk::percent;
use zhibu_web::form::{Fields, FromForm, Typed};
use zhibu_web::key;

use crate::account::by_user_name;
use crate::org;

/// A query as it came, for [`zhibu_web::Form::from_typed`].
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Pairs(pub(super) Vec<(String, String)>);

/// What the form asks.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) from: Option<Day>,
    pub(super) last: Option<Day>,
    pub(super) user: String,
    pub(super) before: Option<Uuid>,
    act: String,
    org: String,
    subject: Option<Uuid>,
    looks: Option<bool>,
}

impl FromForm for Wanted {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            from: fields.day("from"),
            last: fields.day("until"),
            act: fields.text("act"),
            user: fields.text("user"),
            org: fields.text("org"),
            subject: fields.parsed("subject", key!("audit-not-an-id")),
            before: fields.parsed("before", key!("audit-not-an-id")),
            looks: match fields.text("looks").as_str() {
                "looks" => Some(true),
                "acts" => Some(false),
                _ => None,
            },
        }
    }
}

impl Wanted {
    /// The filter; nothing when no account or organisation is called that.
    pub(super) async fn filter(&self, read: &mut Read, zone: &TimeZone) -> Result<Option<Filter>, Fault> {
        let (account, org) = (account(read, &self.user).await?, org(read, &self.org).await?);
        let unknown = |text: &str, found: Option<Uuid>| !text.is_empty() && found.is_none();
        if unknown(&self.user, account) || unknown(&self.org, org) {
            return Ok(None);
        }
        Ok(Some(Filter {
            from: self.from.map(|day| start_of(day, zone)),
            until: self.last.map(|day| start_of(day.plus_days(1), zone)),
            act: Some(self.act.clone()).filter(|act| !act.is_empty()),
            account,
            org,
            subject: self.subject,
            looks: self.looks,
        }))
    }

    /// What was asked, for the entry that says that somebody read the log.
    pub(super) fn told(&self) -> serde_json::Value {
        let day = |day: Option<Day>| day.map(Day::number);
        serde_json::json!({
            "from": day(self.from), "until": day(self.last), "act": self.act, "user": self.user,
            "org": self.org, "subject": self.subject.map(|id| id.simple().to_string()), "looks": self.looks,
        })
    }
}

/// The account of a user name, or of an id that another page linked.
pub(super) async fn account(read: &mut Read, text: &str) -> Result<Option<Uuid>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(account) = by_user_name(read, text).await? {
        return Ok(Some(account.id.0));
    }
    Ok(text.parse().ok())
}

/// The organisation of a code, or of an id that another page linked.
async fn org(read: &mut Read, text: &str) -> Result<Option<Uuid>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(org) = org::id_of_code(read, text).await? {
        return Ok(Some(org.0));
    }
    Ok(text.parse().ok())
}

/// The first moment of a day.
pub(super) fn start_of(day: Day, zone: &TimeZone) -> Moment {
    let start = zone.to_timestamp(day.date().at(0, 0, 0, 0));
    // Beyond the calendar's ends there are no entries either.
    start.map_or(Moment(i64::MAX), |start| Moment(start.as_millisecond()))
}

/// The address of the same question on another page.
pub(super) fn address(path: &str, typed: &Typed, more: &[(&str, String)]) -> String {
    let kept = typed
        .fields()
        .filter(|(name, value)| !value.is_empty() && more.iter().all(|(other, _)| other != name));
    let more = more.iter().map(|(name, value)| (*name, value.as_str()));
    let pairs: Vec<String> =
        kept.chain(more).map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}
