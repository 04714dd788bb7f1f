//! The secretary's day: what is due, whom to contact, what is missing, who we are.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::org;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{DecideCorrection, EditPerson, ListPeople, ReadStatistics};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Exports, Field, Icon, Markup, Stats, Tag, Tone, Width};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::person::{address, may};
use super::person_edit::given;
use super::person_sheet::{citizen_id, phone};
use super::person_sheet_page::date;
use super::person_words as words;
use crate::contact::{self, Due, Why};
use crate::correction::{self, Correction};
use crate::person::counted::Dimension;
use crate::person::list::{self, Figure, Line, Place};
use crate::person::{Facts, PersonId, Refused, edit, open};
use crate::stat::{Figures, figures};

/// How far ahead the end of a probation is shown: days.
pub(super) const AHEAD: i64 = 60;
/// The most lines of a part of the page.
const LIMIT: i64 = 20;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/today", "person.list", show).post("/people/{person}/fill", "person.edit", fill)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    /// After whom the next record with something missing is looked for.
    #[serde(default)]
    after: String,
}

struct Seen {
    org: org::Org,
    figures: Figures,
    probations: Vec<Line>,
    probations_count: i64,
    /// The one to be answered first, and how many wait.
    corrections: Option<(Correction, i64)>,
    due: Vec<Due>,
    due_count: i64,
    lacking: Option<Line>,
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, &asked.after, &blank).await)
}

async fn find(read: &mut Read, after: &str) -> Result<Seen, Denied> {
    let scope = Scope::<ListPeople>::mine(read)?;
    let sums = Scope::<ReadStatistics>::mine(read)?;
    let (org, _) = org::open::<ListPeople>(read, scope.org).await?;
    let today = read.today();
    let lacks = Figure { dimension: Dimension::Missing, values: vec!["yes".to_owned()] };
    let place = after
        .split_once('.')
        .and_then(|(path, person)| Some(Place { path: path.to_owned(), person: person.parse().ok()? }))
        .unwrap_or_default();
    let lacking = list::page(read, &scope, &lacks, today, &place, 1).await?;
    // Not everybody who sees this page decides on corrections.
    let corrections = match Scope::<DecideCorrection>::mine(read) {
        Ok(scope) => match correction::waiting(read, &scope, 1).await?.pop() {
            Some(first) => Some((first, correction::waiting_count(read, &scope).await?)),
            None => None,
        },
        Err(_) => None,
    };
    let until = today.plus_days(AHEAD);
    Ok(Seen {
        org,
        figures: figures(read, &sums, today).await?,
        probations: list::probation_ends(read, &scope, until, LIMIT).await?,
        probations_count: list::probation_ends_count(read, &scope, until).await?,
        corrections,
        due: contact::due(read, &scope, LIMIT).await?,
        due_count: contact::due_count(read, &scope).await?,
        lacking: lacking.into_iter().next(),
    })
}

#[derive(Template)]
#[template(path = "today/page.html")]
struct Today<'a> {
    t: &'a T,
    entered: &'a Entered,
    day: String,
    title: String,
    tasks: Vec<Task>,
    /// How many tasks, and how many people to be contacted, the page leaves to the file.
    tasks_left: i64,
    due: Vec<DueLine>,
    due_left: i64,
    lacking: Option<Lacking>,
    lacking_count: i64,
    lacking_href: String,
    stats: Stats,
    all: String,
    exports: Option<Exports>,
}

struct Task {
    day: String,
    how: String,
    title: String,
    href: String,
}

struct DueLine {
    name: String,
    href: String,
    tag: Tag,
    line: String,
    contact: Option<String>,
}

struct Lacking {
    name: String,
    said: String,
    field: &'static str,
    input: Markup,
    action: String,
    at: String,
    next: String,
    edits: bool,
    sure: Option<Field>,
}

async fn page(desk: &Desk, after: &str, entered: &Entered) -> Result<Page, Refused> {
    let seen = desk
        .look(after, async move |read: &mut Read, after: &str| {
            let seen = find(read, after).await?;
            let entry = Entry::looked("registry.people.today")
                .on("org", seen.org.id.0)
                .within(seen.org.id.0, seen.org.area)
                .detail(serde_json::json!({
                    "probations": seen.probations.len(),
                    "due": seen.due.len(),
                }));
            Ok::<_, Denied>((seen, vec![entry]))
        })
        .await?;
    let (t, today) = (&desk.t, desk.today());
    let base = format!("/orgs/{}/people", seen.org.id);
    let tasks = tasks(t, &seen, today);
    let all_tasks = seen.probations_count + i64::from(seen.corrections.is_some());
    let title = if all_tasks == 0 && seen.due_count == 0 {
        t.get("today-nothing").into_owned()
    } else {
        t.with("today-title").arg("tasks", all_tasks).arg("people", seen.due_count).into()
    };
    let left = |all: i64, shown: usize| all - i64::try_from(shown).unwrap_or(all);
    let view = Today {
        t,
        entered,
        day: format!("{} {}", format::short_day(today.date(), t), format::weekday(today.date(), t)),
        title,
        tasks_left: left(all_tasks, tasks.len()),
        due_left: left(seen.due_count, seen.due.len()),
        due: seen.due.iter().map(|due| due_line(desk, due)).collect(),
        lacking: seen.lacking.as_ref().and_then(|line| lacking(desk, line, after, entered)),
        lacking_count: seen.figures.count(Dimension::Missing, "yes"),
        lacking_href: format!("{base}?figure=missing:yes"),
        stats: stats(t, &seen.figures, &base),
        all: base,
        exports: (!tasks.is_empty() || !seen.due.is_empty()).then(|| Exports::new(t, "/today")),
        tasks,
    };
    Ok(Page::new(t.get("today-menu"), &view))
}

/// What is due, the nearest first.
fn tasks(t: &T, seen: &Seen, today: Day) -> Vec<Task> {
    let probations = seen.probations.iter().filter_map(|line| {
        let title = t.with("today-probation").arg("name", line.name.as_str()).to_string();
        Some((line.probation_ends_on?, title, address(line.id)))
    });
    let corrections = seen.corrections.as_ref().map(|(first, waiting)| {
        let title = t.with("today-corrections").arg("n", *waiting).to_string();
        (first.due_on, title, "/corrections".to_owned())
    });
    let mut all: Vec<_> = probations.chain(corrections).collect();
    all.sort_by_key(|(day, ..)| *day);
    let task = |(day, title, href): (Day, String, String)| Task {
        day: format::short_day(day.date(), t),
        how: format::relative_day(day.date(), today.date(), t),
        title,
        href,
    };
    all.into_iter().map(task).collect()
}

/// Why somebody is due, in words.
pub(super) fn why(t: &T, why: Why) -> (Tone, String) {
    let (tone, key) = match why {
        Why::Lost => (Tone::Err, key!("people-lost")),
        Why::Abroad => (Tone::Warn, key!("today-abroad")),
        Why::Floating => (Tone::Warn, key!("people-floating")),
        Why::NoNumber => (Tone::Warn, key!("today-no-number")),
    };
    (tone, t.get(key).into_owned())
}

/// Where somebody is and when they were last reached.
pub(super) fn about(desk: &Desk, due: &Due) -> String {
    let (t, today) = (&desk.t, desk.today());
    let mut line = Vec::new();
    if let Some(place) = &due.outflow_place {
        line.push(t.with("today-away-in").arg("place", place).to_string());
    }
    if let Some(since) = due.lost_since {
        line.push(t.with("today-lost-for").arg("n", since.days_until(today)).to_string());
    }
    line.push(match due.reached_on {
        Some(day) => t
            .with("today-reached-on")
            .arg("day", format::day(day.date(), t))
            .arg("n", day.days_until(today))
            .into(),
        None => t.get("today-never-reached").into_owned(),
    });
    line.join(&t.get("today-comma"))
}

fn due_line(desk: &Desk, due: &Due) -> DueLine {
    let (tone, tag) = why(&desk.t, due.why);
    DueLine {
        name: due.name.clone(),
        href: address(due.person),
        tag: Tag::new(tone, tag),
        line: about(desk, due),
        contact: may(desk, "contact.note").then(|| format!("{}/contact", address(due.person))),
    }
}

fn lacking(desk: &Desk, line: &Line, after: &str, entered: &Entered) -> Option<Lacking> {
    let t = &desk.t;
    let field = words::missing(line.missing).next()?;
    let place = line.place();
    let label = t.get(words::field_key(field)).into_owned();
    let error = entered.error(t, field);
    let value = entered.value(field, "");
    let input = match words::table(field) {
        Some(table) => Markup::part(
            Field::select(field, label.as_str(), words::choices(t, table, None)).value(value).error(error),
        ),
        None if field.ends_with("_on") => {
            Markup::part(date(t, entered, field, label.as_str(), None).error(error))
        }
        None => {
            let input = if field == "mobile" {
                Field::phone(field, label.as_str())
            } else {
                Field::text(field, label.as_str()).private()
            };
            let input = if field == "citizen_id" { input.width(Width::W16).mono() } else { input };
            Markup::part(input.value(value).error(error))
        }
    };
    let sure = entered.error(t, "sure").map(|error| {
        let choice = vec![zhibu_web::part::Choice::new("yes", t.get("person-sure-yes"))];
        Field::checks("sure", t.get("person-sure"), choice).error(Some(error))
    });
    Some(Lacking {
        name: line.name.clone(),
        said: t.with("today-lacks").arg("name", line.name.as_str()).arg("what", label).into(),
        field,
        input,
        action: format!("{}/fill", address(line.id)),
        at: after.to_owned(),
        next: format!("/today?after={}.{}#missing", place.path, place.person.simple()),
        edits: may(desk, "person.edit"),
        sure,
    })
}

fn stats(t: &T, figures: &Figures, base: &str) -> Stats {
    let link = |figure: &str| format!("{base}?figure={figure}");
    let count = |dimension, value| figures.count(dimension, value);
    Stats::new()
        .link(figures.members(), t.get("people-members"), base)
        .link(count(Dimension::Stage, "full"), words::stage(t, "full"), link("stage:full"))
        .link(
            count(Dimension::Stage, "probationary"),
            words::stage(t, "probationary"),
            link("stage:probationary"),
        )
        .link(count(Dimension::Floating, "yes"), t.get("people-floating"), link("floating:yes"))
        .link(count(Dimension::Stage, "activist"), words::stage(t, "activist"), link("stage:activist"))
}

/// One thing that was missing.
#[derive(Clone, Debug)]
struct Fill {
    field: String,
    text: Option<String>,
    day: Option<Day>,
    sure: bool,
    after: String,
}

impl FromForm for Fill {
    fn read(fields: &mut Fields<'_>) -> Self {
        let field = fields.text("field");
        let (mut text, mut day) = (None, None);
        match field.as_str() {
            "citizen_id" => text = citizen_id(fields),
            "mobile" => text = phone(fields, "mobile"),
            "born_on" | "joined_on" | "converted_on" => day = fields.day(&field),
            _ => text = fields.optional(&field),
        }
        let unknown = text.as_deref().is_some_and(|text| {
            words::table(&field).is_some_and(|table| !table.is_open() && table.find(text).is_none())
        });
        if unknown {
            fields.problem(&field, key!("person-unknown-code"));
        }
        Self { text, day, sure: fields.ticked("sure"), after: fields.text("after"), field }
    }
}

impl Fill {
    fn onto(&self, known: &Facts) -> Option<Facts> {
        let mut facts = known.clone();
        match self.field.as_str() {
            "ethnic_group" => facts.ethnic_group.clone_from(&self.text),
            "citizen_id" => facts.citizen_id.clone_from(&self.text),
            "education" => facts.education.clone_from(&self.text),
            "job_code" => facts.job_code.clone_from(&self.text),
            "mobile" => facts.mobile.clone_from(&self.text),
            "address" => facts.address.clone_from(&self.text),
            "outflow_place" => facts.outflow_place.clone_from(&self.text),
            "born_on" => facts.born_on = self.day,
            "joined_on" => facts.joined_on = self.day,
            "converted_on" => facts.converted_on = self.day,
            _ => return None,
        }
        Some(facts)
    }
}

async fn fill(desk: Desk, Path(id): Path<PersonId>, form: Form<Fill>) -> Response {
    let mut form = form;
    let nothing = form.given.text.is_none() && form.given.day.is_none();
    if form.problems.is_empty() && nothing {
        form.problems.push(zhibu_web::form::Problem {
            field: Some(form.given.field.clone()),
            key: key!("field-required"),
            args: Vec::new(),
        });
    }
    let after = form.given.after.clone();
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (fill, id): &(Fill, PersonId)| {
            let (person, permit) = open::<EditPerson>(tx, *id).await?;
            let facts = fill.onto(&person.facts).ok_or(Denied::Missing)?;
            let deed = Deed::now(tx.now(), tx.today());
            edit::fill(tx, &permit, &person, facts, fill.sure, &deed).await?;
            let place = format!("{}.{}", person.path, person.id);
            Ok::<_, Refused>(
                Done::to(format!("/today?after={place}#missing"))
                    .said(key!("today-filled"))
                    .with("name", &person.facts.name),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &after, &entered).await).await
}
