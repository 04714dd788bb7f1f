//! What the pages of the tree share: facts, history, kinds, the fields of a decision.

use zhibu_kernel::{Moment, Read};
use zhibu_rules::codes::{OrgKind, UnitSituation};
use zhibu_web::part::{Choice, DateBoxes, Event, Facts, Field, History, Markup, Width};
use zhibu_web::{Desk, Entered, Lang, T, format, key};

use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, Permit};
use crate::role::{ManageOrg, ReadOrg};

/// An organisation with what its pages show beside it.
pub(super) struct Known {
    pub(super) org: Org,
    pub(super) superior: Option<Org>,
    pub(super) acts: Vec<org::Done>,
    /// Whether the one who asks may change it.
    pub(super) manage: bool,
    /// Whether the one who asks may take back what was done to it, its end too.
    pub(super) may_undo: bool,
}

/// The organisation of an id for somebody who may see it.
pub(super) async fn known(read: &mut Read, id: OrgId) -> Result<Known, Denied> {
    let (org, superior, permit) = org::open_with_superior::<ReadOrg>(read, id).await?;
    let may_undo = Permit::<ManageOrg>::at(permit.actor(), &org.spot()).is_ok();
    let manage = may_undo && org.ended_on.is_none();
    Ok(Known { acts: org::acts(read, org.id).await?, org, superior, manage, may_undo })
}

/// `631 党支部`; a word that is no kind stands as it is.
pub(super) fn kind_label(t: &T, kind: &str) -> String {
    OrgKind::from_key(kind).map_or_else(|| kind.to_owned(), |kind| entry_label(t, kind.entry()))
}

fn entry_label(t: &T, entry: &zhibu_rules::codes::Entry) -> String {
    let term = match t.lang() {
        Lang::ZhCn => entry.zh,
        Lang::En => entry.en,
    };
    match entry.code {
        Some(code) => format!("{code} {term}"),
        None => term.to_owned(),
    }
}

/// The kinds that may stand under a superior, and the present one.
pub(super) fn kind_choices(t: &T, superior: Option<&str>, present: &str) -> Vec<Choice> {
    let leads =
        |below: OrgKind| superior.and_then(OrgKind::from_key).is_none_or(|above| above.may_lead(below));
    OrgKind::ALL
        .iter()
        .filter(|kind| kind.key() == present || leads(**kind))
        .map(|kind| Choice::new(kind.key(), entry_label(t, kind.entry())))
        .collect()
}

/// 所在单位情况, with a choice for nothing known.
pub(super) fn unit_choices(t: &T) -> Vec<Choice> {
    std::iter::once(Choice::new("", t.get("org-unknown")))
        .chain(UnitSituation::ALL.iter().map(|unit| Choice::new(unit.key(), entry_label(t, unit.entry()))))
        .collect()
}

pub(super) fn unit_label(t: &T, unit: &str) -> String {
    UnitSituation::from_key(unit).map_or_else(|| unit.to_owned(), |unit| entry_label(t, unit.entry()))
}

pub(super) fn address(id: OrgId) -> String {
    format!("/orgs/{id}")
}

/// The facts of an organisation, those that are known.
pub(super) fn facts(t: &T, known: &Known) -> Facts {
    let org = &known.org;
    let mut facts = Facts::new().text(t.get("org-kind"), kind_label(t, &org.kind));
    if let Some(short) = &org.short_name {
        facts = facts.text(t.get("org-short-name"), short);
    }
    if let Some(code) = &org.code {
        facts = facts.text(t.get("org-code"), code);
    }
    if let Some(superior) = &known.superior {
        facts = facts.text(t.get("org-superior"), &superior.name);
    }
    facts = facts.text(t.get("org-founded"), format::day(org.founded_on.date(), t));
    if let Some(day) = org.ended_on {
        facts = facts.text(t.get("org-ended"), format::day(day.date(), t));
    }
    if let Some(unit) = &org.unit_situation {
        facts = facts.text(t.get("org-unit"), unit_label(t, unit));
    }
    if OrgKind::from_key(&org.kind).is_some_and(OrgKind::may_approve_probationary) {
        facts = facts.text(t.get("org-approves"), yes_or_no(t, org.can_approve_probationary));
    }
    facts
}

fn yes_or_no(t: &T, yes: bool) -> String {
    if yes { t.get("org-approves-yes").into_owned() } else { t.get("org-approves-no").into_owned() }
}

/// The history (沿革): both days where they differ, who approved it and on which document.
pub(super) fn history(desk: &Desk, acts: &[org::Done]) -> History {
    History::new(acts.iter().enumerate().map(|(at, done)| event(desk, done, at == 0)).collect())
}

/// The lines of one deed, each with the name of its organisation.
pub(super) fn history_of(desk: &Desk, lines: &[(String, org::Done)]) -> History {
    let events = lines.iter().enumerate().map(|(at, (name, done))| {
        let event = event(desk, done, at == 0);
        let title = desk.t.with("org-did-of").arg("name", name).arg("what", &event.title).to_string();
        Event { title, ..event }
    });
    History::new(events.collect())
}

fn event(desk: &Desk, done: &org::Done, current: bool) -> Event {
    Event {
        when: format::day(done.happened_on.date(), &desk.t),
        title: title(&desk.t, done),
        detail: Markup::text(detail(desk, done)),
        current,
    }
}

fn detail(desk: &Desk, done: &org::Done) -> String {
    let t = &desk.t;
    let mut parts = Vec::new();
    if recorded_later(desk, done.recorded_at, done) {
        let day = done.recorded_at.day_in(desk.db().clock().zone());
        let day = format::day(day.date(), t);
        parts.push(t.with("org-recorded-on").arg("day", day).to_string());
    }
    parts.extend(done.approval.approved_by.clone());
    parts.extend(done.approval.basis.clone());
    if done.undone_at.is_some() {
        parts.push(t.get("org-undone").into_owned());
    }
    parts.join("　")
}

fn recorded_later(desk: &Desk, at: Moment, done: &org::Done) -> bool {
    at.day_in(desk.db().clock().zone()) != done.happened_on
}

/// What was done, in a sentence.
pub(super) fn title(t: &T, done: &org::Done) -> String {
    let (_, old, new) = done.changes.first().cloned().unwrap_or_default();
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let names = |field: &str, of_new: bool| {
        let named: Vec<&str> = done
            .changes
            .iter()
            .filter(|(name, ..)| name == field)
            .filter_map(|(_, old, new)| if of_new { new } else { old }.as_deref())
            .collect();
        named.join("、")
    };
    match done.act.as_str() {
        "create" => t.get("org-did-create").into_owned(),
        "move" => t.with("org-did-move").arg("old", old).arg("new", new).into(),
        "merge" => t.with("org-did-merge").arg("new", new).into(),
        "take_in" => t.with("org-did-take-in").arg("names", names("taken", false)).into(),
        "split" => t.with("org-did-split").arg("part", names("part", true)).into(),
        "dissolve" => t.get("org-did-dissolve").into_owned(),
        _ => {
            let changes: Vec<String> = done.changes.iter().map(|change| changed(t, change)).collect();
            changes.join("；")
        }
    }
}

fn changed(t: &T, (field, old, new): &(String, Option<String>, Option<String>)) -> String {
    let text = |text: &Option<String>| match (field.as_str(), text.as_deref()) {
        (_, None) => t.get("org-nothing").into_owned(),
        ("kind", Some(kind)) => kind_label(t, kind),
        ("unit_situation", Some(unit)) => unit_label(t, unit),
        ("approves", Some(word)) => yes_or_no(t, word == "yes"),
        (_, Some(text)) => text.to_owned(),
    };
    let field = match field.as_str() {
        "name" => key!("org-name"),
        "code" => key!("org-code"),
        "kind" => key!("org-kind"),
        "short_name" => key!("org-short-name"),
        "approves" => key!("org-approves"),
        _ => key!("org-unit"),
    };
    t.with("org-did-change").arg("field", t.get(field)).arg("old", text(old)).arg("new", text(new)).into()
}

/// The day of an act, today before anything was typed.
pub(super) fn day_boxes(desk: &Desk, entered: &Entered, name: &str, label: &str) -> DateBoxes {
    let t = &desk.t;
    let boxes = DateBoxes::new(t, name, label).error(entered.error(t, name));
    if entered.is_again() {
        let typed =
            ["year", "month", "day"].map(|part| entered.typed().get(&format!("{name}-{part}")).to_owned());
        boxes.typed(typed)
    } else {
        boxes.day(t, Some(desk.today().date()))
    }
}

/// A line of text with what is known, or was typed. Where a form comes back because somebody else
/// changed the row, both texts are seen: the typed one in the field, the present one below it.
pub(super) fn line(t: &T, entered: &Entered, name: &'static str, label: &str, known: &str) -> Field {
    let field = Field::text(name, label).value(entered.value(name, known)).error(entered.error(t, name));
    if entered.is_again() && entered.typed().get(name).trim() != known && !known.is_empty() {
        field.hint(t.with("org-now").arg("text", known).to_string())
    } else {
        field
    }
}

/// Who approved it and on which document it rests.
pub(super) fn approval_fields(t: &T, entered: &Entered) -> [Markup; 2] {
    [
        line(t, entered, "approved_by", &t.get("org-approved-by"), "").width(Width::W24),
        line(t, entered, "basis", &t.get("org-basis"), "").width(Width::W24),
    ]
    .map(Markup::part)
}
