//! One's own record in plain words: what the pages under `/me` have in common.

use zhibu_kernel::{Day, Moment};
use zhibu_rules::codes::{self, Entry, Stage, Table};
use zhibu_rules::periods::{JoiningPeriod, party_age, party_age_starts_on};
use zhibu_web::format;
use zhibu_web::part::Facts;
use zhibu_web::texts::Lang;
use zhibu_web::{Desk, T, key};

use crate::correction::Field;
use crate::own::looks::Looked;
use crate::person::Person;

/// A code in the words of its table; as it was written where the table does not know it.
pub(super) fn term(t: &T, table: &Table, key: &str) -> String {
    table.find(key).map_or_else(|| key.to_owned(), |entry| entry_term(t, entry))
}

pub(super) fn entry_term(t: &T, entry: &Entry) -> String {
    match t.lang() {
        Lang::En => entry.en.to_owned(),
        Lang::ZhCn => entry.zh.to_owned(),
    }
}

/// A value of a field as people read it; a dash for nothing.
pub(super) fn value(t: &T, field: Field, stored: &str) -> String {
    if stored.is_empty() {
        return t.get("own-nothing").into_owned();
    }
    match field.table() {
        Some(table) => term(t, table, stored),
        None => stored.to_owned(),
    }
}

/// A value of a field with its middle hidden, where it is one that is sealed.
pub(super) fn masked(t: &T, field: Field, stored: &str) -> String {
    match field {
        _ if stored.is_empty() => value(t, field, stored),
        Field::Mobile | Field::Landline => format::mask_phone(stored),
        Field::Address => format::mask(stored, 3, 0),
        _ => value(t, field, stored),
    }
}

pub(super) fn day(t: &T, day: Day) -> String {
    format::day(day.date(), t)
}

pub(super) fn moment(desk: &Desk, at: Moment) -> String {
    format::moment(at.timestamp(), desk.db().clock().zone(), &desk.t)
}

/// The stage in the words of its table.
pub(super) fn stage(t: &T, person: &Person) -> String {
    term(t, Stage::table(), &person.facts.stage)
}

/// Whether the record is a member's.
pub(super) fn is_member(person: &Person) -> bool {
    Stage::from_key(&person.facts.stage).is_some_and(Stage::is_member)
}

/// The record as a list of facts; numbers in clear only on wish.
pub(super) fn facts(t: &T, person: &Person, branch: &str, today: Day, clear: bool) -> Facts {
    let known = &person.facts;
    let mut facts = Facts::new()
        .text(t.get("own-name"), known.name.as_str())
        .text(t.get("own-branch"), branch)
        .text(t.get("own-stage"), stage(t, person));
    if let Some(sex) = codes::Sex::ALL.iter().find(|sex| sex.key().parse() == Ok(known.sex)) {
        facts = facts.text(t.get("own-sex"), entry_term(t, sex.entry()));
    }
    for (label, known) in [
        (t.get("own-born-on"), known.born_on),
        (t.get("own-applied-on"), known.applied_on),
        (t.get("own-joined-on"), known.joined_on),
    ] {
        if let Some(known) = known {
            facts = facts.text(label, day(t, known));
        }
    }
    if let Some(converted) = converted(t, person) {
        facts = facts.text(t.get("own-converted-on"), converted);
    }
    if let Some(years) = age(person, today) {
        let years = t.with("own-years").arg("n", i64::from(years)).to_string();
        facts = facts.text(t.get("own-party-age"), years);
    }
    if let Some(ends) = known.probation_ends_on.filter(|_| known.stage == "probationary") {
        facts = facts.text(t.get("own-probation-ends-on"), day(t, ends));
    }
    let hide = |field: Field| {
        let stored = field.of(known);
        if clear { value(t, field, &stored) } else { masked(t, field, &stored) }
    };
    if let Some(id) = &known.citizen_id {
        let shown = if clear { id.clone() } else { format::mask_citizen_id(id) };
        facts = facts.text(t.get("own-citizen-id"), shown);
    }
    for field in [
        Field::Mobile,
        Field::Landline,
        Field::Address,
        Field::EthnicGroup,
        Field::Education,
        Field::JobCode,
        Field::NativePlace,
    ] {
        facts = facts.text(t.get(field.label()), hide(field));
    }
    facts
}

/// The day of conversion, or that nobody had a probation then.
fn converted(t: &T, person: &Person) -> Option<String> {
    let known = &person.facts;
    let without = known
        .joined_on
        .and_then(|joined| JoiningPeriod::of(joined.date()))
        .is_some_and(JoiningPeriod::is_without_probation);
    match (known.converted_on, without) {
        (Some(on), true) => Some(t.with("own-converted-at-once").arg("day", day(t, on)).to_string()),
        (Some(on), false) => Some(day(t, on)),
        (None, true) => Some(t.get("own-no-probation").into_owned()),
        (None, false) => None,
    }
}

/// Completed years of Party age.
fn age(person: &Person, today: Day) -> Option<i16> {
    let known = &person.facts;
    let starts = party_age_starts_on(known.joined_on?.date(), known.converted_on.map(|day| day.date()))?;
    (known.stage == "full").then(|| party_age(starts, today.date())).flatten()
}

/// What somebody saw, in words.
pub(super) fn looked(t: &T, looked: &Looked) -> String {
    let who = match (&looked.name, &looked.role) {
        (None, _) => t.get("own-look-by-program").into_owned(),
        (Some(name), Some((role, org))) => t
            .with("own-look-who")
            .arg("name", name)
            .arg("role", zhibu_access::front::role_name(t, *role))
            .arg("org", org)
            .to_string(),
        (Some(name), None) => t.with("own-look-helper").arg("name", name).to_string(),
    };
    let what = if looked.is_list {
        key!("own-look-list")
    } else if looked.look.act.contains(".unmask") || looked.look.act.ends_with(".numbers") {
        key!("own-look-numbers")
    } else if looked.look.act.ends_with(".call") {
        key!("own-look-call")
    } else if looked.look.act.ends_with(".attachment") {
        key!("own-look-attachment")
    } else {
        key!("own-look-page")
    };
    let said = t.with("own-look").arg("who", who).arg("what", t.get(what));
    match looked.look.reason.as_deref() {
        Some(why) => t.with("own-look-why").arg("look", said.to_string()).arg("why", why).to_string(),
        None => said.to_string(),
    }
}

/// What a step of the development is called.
pub(super) fn step(code: &str) -> &'static str {
    match code {
        "intake_talk" => key!("own-step-intake-talk"),
        "activist_confirm" => key!("own-step-activist-confirm"),
        "activist_file" => key!("own-step-activist-file"),
        "mentor_assign" => key!("own-step-mentor-assign"),
        "cultivate" => key!("own-step-cultivate"),
        "target_propose" => key!("own-step-target-propose"),
        "target_consent" => key!("own-step-target-consent"),
        "introducers" => key!("own-step-introducers"),
        "political_review" => key!("own-step-political-review"),
        "training" => key!("own-step-training"),
        "committee_review" => key!("own-step-committee-review"),
        "pre_review" => key!("own-step-pre-review"),
        "admission_form" => key!("own-step-admission-form"),
        "branch_vote_admit" => key!("own-step-branch-vote-admit"),
        "pre_approval_talk" => key!("own-step-pre-approval-talk"),
        "committee_approve" => key!("own-step-committee-approve"),
        "file_upper" => key!("own-step-file-upper"),
        "assign_group" => key!("own-step-assign-group"),
        "oath" => key!("own-step-oath"),
        "probation_observe" => key!("own-step-probation-observe"),
        "convert_apply" => key!("own-step-convert-apply"),
        "branch_vote_convert" => key!("own-step-branch-vote-convert"),
        "committee_approve_convert" => key!("own-step-committee-approve-convert"),
        _ => key!("own-step-archive"),
    }
}
