//! The words for what is stored of people: fields, codes, figures.

use zhibu_kernel::Day;
use zhibu_rules::codes::{
    EDUCATION, ETHNIC_GROUP, Ending, Entry, FLOATING_REASON, JOB, MembershipStatus, NEW_STRATUM, Sex, Stage,
    Table,
};
use zhibu_rules::groups::JoinPeriod;
use zhibu_rules::rule::RuleRef;
use zhibu_web::part::Choice;
use zhibu_web::texts::Lang;
use zhibu_web::{T, format, key};

use crate::person::check::{Doubt, sex};
use crate::person::counted::{Dimension, UNKNOWN};
use crate::person::list::Figure;
use crate::person::tree::TreeLine;

/// The words of a row of a code table, with its code where the code is known.
pub(super) fn entry(t: &T, entry: &Entry) -> String {
    let label = plain(t, entry);
    match entry.code {
        Some(code) if entry.key == code => format!("{code} {label}"),
        _ => label,
    }
}

/// The words of a row of a code table.
pub(super) fn plain(t: &T, entry: &Entry) -> String {
    match t.lang() {
        Lang::ZhCn => entry.zh.to_owned(),
        Lang::En => entry.en.to_owned(),
    }
}

/// The words of a stored code; a code that the table lacks is shown as it was kept.
pub(super) fn code(t: &T, table: &Table, key: &str) -> String {
    table.find(key).map_or_else(|| key.to_owned(), |found| entry(t, found))
}

/// The choices of a code table, with an empty one first, and the kept code that it lacks.
pub(super) fn choices(t: &T, table: &Table, known: Option<&str>) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.get("person-not-said"))];
    choices.extend(table.entries.iter().map(|row| Choice::new(row.key, entry(t, row))));
    if let Some(kept) = known.filter(|key| table.find(key).is_none()) {
        choices.push(Choice::new(kept, kept));
    }
    choices
}

pub(super) fn stage(t: &T, key: &str) -> String {
    Stage::from_key(key).map_or_else(|| key.to_owned(), |stage| plain(t, stage.entry()))
}

pub(super) fn status(t: &T, key: &str) -> String {
    MembershipStatus::from_key(key).map_or_else(|| key.to_owned(), |status| plain(t, status.entry()))
}

pub(super) fn ending(t: &T, key: &str) -> String {
    Ending::from_key(key).map_or_else(|| key.to_owned(), |ending| plain(t, ending.entry()))
}

pub(super) fn sex_word(t: &T, code: i64) -> String {
    sex(code).map_or_else(|| code.to_string(), |sex| plain(t, sex.entry()))
}

pub(super) fn day(t: &T, day: Option<Day>) -> Option<String> {
    day.map(|day| format::day(day.date(), t))
}

/// The table behind a coded field.
pub(super) fn table(field: &str) -> Option<&'static Table> {
    Some(match field {
        "ethnic_group" => &ETHNIC_GROUP,
        "education" => &EDUCATION,
        "job_code" => &JOB,
        "new_stratum" => &NEW_STRATUM,
        "outflow_reason" => &FLOATING_REASON,
        "stage" => Stage::table(),
        "membership_status" => MembershipStatus::table(),
        "ending" => Ending::table(),
        _ => return None,
    })
}

/// The name of a field.
pub(super) fn field_key(field: &str) -> &'static str {
    match field {
        "name" => key!("person-name"),
        "sex" => key!("person-sex"),
        "born_on" => key!("person-born-on"),
        "ethnic_group" => key!("person-ethnic-group"),
        "education" => key!("person-education"),
        "degree" => key!("person-degree"),
        "job_code" => key!("person-job"),
        "new_stratum" => key!("person-new-stratum"),
        "native_place" => key!("person-native-place"),
        "stage" => key!("person-stage"),
        "membership_status" => key!("person-membership-status"),
        "ending" => key!("person-ending"),
        "applied_on" => key!("person-applied-on"),
        "joined_on" => key!("person-joined-on"),
        "converted_on" => key!("person-converted-on"),
        "probation_ends_on" => key!("person-probation-ends-on"),
        "is_floating" => key!("person-is-floating"),
        "floating_since" => key!("person-floating-since"),
        "outflow_place" => key!("person-outflow-place"),
        "outflow_reason" => key!("person-outflow-reason"),
        "lost_since" => key!("person-lost-since"),
        "citizen_id" => key!("person-citizen-id"),
        "mobile" => key!("person-mobile"),
        "landline" => key!("person-landline"),
        "address" => key!("person-address"),
        "org" => key!("person-org"),
        "photo" => key!("attachment-photo"),
        "attachment" => key!("attachment-title"),
        _ => key!("person-notes"),
    }
}

/// A field's text as people read it.
pub(super) fn value(t: &T, field: &str, text: &str) -> String {
    if let Some(table) = table(field) {
        return code(t, table, text);
    }
    match field {
        "sex" => text.parse().map_or_else(|_| text.to_owned(), |code| sex_word(t, code)),
        "is_floating" => yes_no(t, text == "true"),
        _ if field.ends_with("_on") || field.ends_with("_since") => {
            text.parse::<Day>().map_or_else(|_| text.to_owned(), |day| format::day(day.date(), t))
        }
        _ => text.to_owned(),
    }
}

pub(super) fn yes_no(t: &T, is: bool) -> String {
    let key = if is { key!("person-yes") } else { key!("person-no") };
    t.get(key).into_owned()
}

/// Whether a field's texts stay sealed in lists of changes.
pub(super) fn is_sealed(field: &str) -> bool {
    matches!(field, "citizen_id" | "mobile" | "landline" | "address" | "notes" | "photo")
}

/// The name of a post.
pub(super) fn post_key(kind: &str) -> &'static str {
    match kind {
        "secretary" => key!("post-secretary"),
        "deputy_secretary" => key!("post-deputy-secretary"),
        "organisation_officer" => key!("post-organisation-officer"),
        "publicity_officer" => key!("post-publicity-officer"),
        "discipline_officer" => key!("post-discipline-officer"),
        _ => key!("post-committee-member"),
    }
}

/// What a rule says about a field, with its source where the source may be cited.
pub(super) fn doubt(t: &T, doubt: &Doubt) -> String {
    let said = t.message(doubt.key, &doubt.args);
    match cited(t, doubt.rule) {
        Some(source) => format!("{said}{source}"),
        None => said,
    }
}

fn cited(t: &T, rule: &RuleRef) -> Option<String> {
    if rule.mark.is_local_setting() {
        return None;
    }
    let year = rule.year.map(|year| year.to_string()).unwrap_or_default();
    Some(match rule.article {
        Some(article) => t
            .with("person-source-article")
            .arg("text", rule.text_name)
            .arg("year", year)
            .arg("article", i64::from(article))
            .into(),
        None => t.with("person-source").arg("text", rule.text_name).arg("year", year).into(),
    })
}

/// A figure in words: what its people have in common.
pub(super) fn figure(t: &T, figure: &Figure) -> String {
    if *figure == Figure::members() {
        return t.get("people-members").into_owned();
    }
    let words: Vec<String> = figure.values.iter().map(|value| one(t, figure.dimension, value)).collect();
    let shown = words.iter().take(3).cloned().collect::<Vec<_>>();
    let joined = shown.join(&t.get("people-or"));
    if words.len() > shown.len() {
        return t.with("people-and-more").arg("words", joined).arg("n", words.len() - shown.len()).into();
    }
    joined
}

fn one(t: &T, dimension: Dimension, value: &str) -> String {
    if value == UNKNOWN {
        return t.get("person-not-said").into_owned();
    }
    match dimension {
        Dimension::Stage => stage(t, value),
        Dimension::Birth => {
            let (sex, year) = value.split_once(':').unwrap_or((value, ""));
            let sex = sex.parse().map_or_else(|_| sex.to_owned(), |s| sex_word(t, s));
            t.with("people-born-in").arg("sex", sex).arg("year", year).into()
        }
        Dimension::Ethnic => code(t, &ETHNIC_GROUP, value),
        Dimension::Education => code(t, &EDUCATION, value),
        Dimension::Job => code(t, &JOB, value),
        Dimension::Joined => code(t, JoinPeriod::table(), value),
        Dimension::Status => status(t, value),
        Dimension::Floating => t.get("people-floating").into_owned(),
        Dimension::Lost => t.get("people-lost").into_owned(),
        Dimension::Missing => t.get("people-missing").into_owned(),
    }
}

/// What a record lacks, by the bits of [`crate::person::counted::missing`].
pub(super) fn missing(bits: i64) -> impl Iterator<Item = &'static str> {
    crate::person::counted::MISSING_FIELDS
        .into_iter()
        .enumerate()
        .filter(move |(bit, _)| bits >> bit & 1 == 1)
        .map(|(_, field)| field)
}

/// The sexes that a form offers.
pub(super) fn sexes(t: &T) -> Vec<Choice> {
    [Sex::Male, Sex::Female]
        .iter()
        .map(|sex| Choice::new(sex.entry().code.unwrap_or(""), plain(t, sex.entry())))
        .collect()
}

/// What became of an organisation to which a person belonged.
pub(super) fn tree(t: &T, line: &TreeLine) -> String {
    let changed = |field: &str, of_new: bool| {
        let change = line.done.changes.iter().find(|(name, ..)| name == field);
        change.and_then(|(_, old, new)| if of_new { new.clone() } else { old.clone() })
    };
    let org = line.name.as_str();
    let text = match line.done.act.as_str() {
        "move" => t
            .with("person-tree-move")
            .arg("org", org)
            .arg("old", changed("superior", false).unwrap_or_default())
            .arg("new", changed("superior", true).unwrap_or_default()),
        "merge" => {
            t.with("person-tree-merge").arg("org", org).arg("new", changed("into", true).unwrap_or_default())
        }
        "split" => {
            t.with("person-tree-split").arg("org", org).arg("part", changed("part", true).unwrap_or_default())
        }
        _ => match changed("people", true) {
            Some(new) => t.with("person-tree-dissolve-to").arg("org", org).arg("new", new),
            None => t.with("person-tree-dissolve").arg("org", org),
        },
    };
    text.to_string()
}

/// By whose order, and on which document.
pub(super) fn tree_basis(t: &T, line: &TreeLine) -> String {
    let approval = &line.done.approval;
    let by = approval.approved_by.as_ref().map(|by| t.with("person-tree-by").arg("by", by).to_string());
    by.into_iter().chain(approval.basis.clone()).collect::<Vec<_>>().join("　")
}
