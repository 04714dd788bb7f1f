//! Entering a person and changing what is known: one sheet of fields for both.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::org::{self, OrgId, names_on};
use zhibu_access::permit::Denied;
use zhibu_access::role::EditPerson;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_rules::citizen_id::{CitizenId, CitizenIdError};
use zhibu_rules::codes::{MembershipStatus, Stage};
use zhibu_rules::name::PersonName;
use zhibu_rules::phone::Phone;
use zhibu_rules::rule::Outcome;
use zhibu_web::form::{Fields, FromForm, Typed, VERSION};
use zhibu_web::part::{Choice, DateBoxes, Field, Note, Tone, Width};
use zhibu_web::texts::Arg;
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::person::{address, looked};
use super::person_words as words;
use crate::person::check::{Doubt, new_doubts};
use crate::person::edit::{self, Edit, gravest};
use crate::person::{Facts, Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/edit", "person.edit", show_edit)
        .post("/people/{person}/edit", "person.edit", edit)
        .get("/orgs/{org}/people/new", "person.edit", show_new)
        .post("/orgs/{org}/people/new", "person.edit", add)
}

/// The sheet as it was typed.
pub(super) struct Sheet {
    edit: Edit,
    version: i64,
    since: Option<Day>,
    basis: Option<String>,
    stage: Option<Stage>,
    entry: String,
}

/// How a person comes into the registry, besides by a roster.
const ENTRIES: [(&str, &str); 5] = [
    ("applied", key!("person-entry-applied")),
    ("developed", key!("person-entry-developed")),
    ("transferred_in", key!("person-entry-transferred-in")),
    ("restored", key!("person-entry-restored")),
    ("late_entry", key!("person-entry-late")),
];

impl FromForm for Sheet {
    fn read(fields: &mut Fields<'_>) -> Self {
        let edit = Edit {
            name: name(fields),
            sex: fields.parsed("sex", key!("person-unknown-code")).unwrap_or_default(),
            born_on: fields.day("born_on"),
            ethnic_group: code(fields, "ethnic_group"),
            education: code(fields, "education"),
            degree: fields.optional("degree"),
            job_code: code(fields, "job_code"),
            new_stratum: code(fields, "new_stratum"),
            native_place: fields.optional("native_place"),
            applied_on: fields.day("applied_on"),
            joined_on: fields.day("joined_on"),
            converted_on: fields.day("converted_on"),
            probation_ends_on: fields.day("probation_ends_on"),
            is_floating: fields.ticked("is_floating"),
            floating_since: fields.day("floating_since"),
            outflow_place: fields.optional("outflow_place"),
            outflow_reason: code(fields, "outflow_reason"),
            lost_since: fields.day("lost_since"),
            citizen_id: citizen_id(fields),
            mobile: phone(fields, "mobile"),
            landline: phone(fields, "landline"),
            address: fields.optional("address"),
            gone: fields.many("gone"),
            sure: fields.ticked("sure"),
        };
        if !matches!(edit.sex, 1 | 2) {
            fields.problem("sex", key!("field-required"));
        }
        let stage = fields.text("stage");
        Self {
            edit,
            version: fields.parsed(VERSION, key!("person-unknown-code")).unwrap_or_default(),
            since: fields.day("since"),
            basis: fields.optional("basis"),
            stage: Stage::from_key(&stage),
            entry: fields.text("entry"),
        }
    }
}

fn name(fields: &mut Fields<'_>) -> String {
    let text = fields.required("name");
    if !text.is_empty() && PersonName::new(&text).is_err() {
        fields.problem("name", key!("person-not-a-name"));
    }
    text
}

fn code(fields: &mut Fields<'_>, field: &str) -> Option<String> {
    let text = fields.optional(field)?;
    let known = words::table(field).is_some_and(|table| table.is_open() || table.find(&text).is_some());
    if !known {
        fields.problem(field, key!("person-unknown-code"));
    }
    Some(text)
}

pub(super) fn citizen_id(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.optional("citizen_id")?;
    match CitizenId::read(&text) {
        Ok(read) => Some(read.id.as_str().to_owned()),
        Err(CitizenIdError::CheckDigit { expected, .. }) => {
            let expected = Arg::Text(expected.to_string());
            fields.problem_with("citizen_id", key!("person-check-digit"), vec![("expected", expected)]);
            None
        }
        Err(CitizenIdError::Length { found }) => {
            fields.problem_with("citizen_id", key!("person-id-length"), vec![("n", Arg::from(found))]);
            None
        }
        Err(_) => {
            fields.problem("citizen_id", key!("person-not-an-id"));
            None
        }
    }
}

pub(super) fn phone(fields: &mut Fields<'_>, field: &'static str) -> Option<String> {
    let text = fields.optional(field)?;
    match Phone::parse(&text) {
        Ok(phone) if phone.is_mobile() == (field == "mobile") => Some(phone.normal()),
        _ => {
            let key =
                if field == "mobile" { key!("person-not-a-mobile") } else { key!("person-not-a-landline") };
            fields.problem(field, key);
            None
        }
    }
}

/// The sheet as it is shown.
#[derive(Template)]
#[template(path = "person/sheet.html")]
struct SheetPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    known: Option<&'a Person>,
    title: String,
    org: String,
    action: String,
    back: String,
    doubts: Vec<Doubt>,
    /// Somebody changed the record since this was typed.
    crossed: bool,
    version: i64,
}

impl SheetPage<'_> {
    fn facts(&self) -> Option<&Facts> {
        self.known.map(|person| &person.facts)
    }

    fn label(&self, field: &str) -> String {
        self.t.get(words::field_key(field)).into_owned()
    }

    /// What is wrong with a field: what cannot be read, or what a rule finds.
    fn error(&self, field: &str) -> Option<String> {
        self.entered.error(self.t, field).or_else(|| {
            let doubt = self.doubts.iter().find(|doubt| doubt.field == field)?;
            Some(words::doubt(self.t, doubt))
        })
    }

    /// What the other editor saved, where it differs from what is typed here.
    fn crossing(&self, field: &str, typed: &str, known: &str) -> String {
        if !self.crossed || typed == known {
            return String::new();
        }
        let known = if known.is_empty() {
            self.t.get("person-nothing").into_owned()
        } else {
            words::value(self.t, field, known)
        };
        self.t.with("person-saved-now").arg("text", known).into()
    }

    fn line(&self, field: &str, known: &str) -> Field {
        let typed = self.entered.value(field, known);
        Field::text(field, self.label(field))
            .value(typed)
            .hint(self.crossing(field, typed, known))
            .error(self.error(field))
    }

    fn name(&self) -> Field {
        self.line("name", self.facts().map_or("", |f| f.name.as_str())).width(Width::W8).required()
    }

    fn sex(&self) -> Field {
        let known = self.facts().map(|f| f.sex.to_string()).unwrap_or_default();
        let typed = self.entered.value("sex", &known);
        Field::radios("sex", self.label("sex"), words::sexes(self.t))
            .value(typed)
            .hint(self.crossing("sex", typed, &known))
            .error(self.error("sex"))
    }

    fn text(&self, field: &str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "degree" => f.degree.as_deref(),
            "native_place" => f.native_place.as_deref(),
            _ => f.outflow_place.as_deref(),
        });
        self.line(field, known.unwrap_or(""))
    }

    fn code(&self, field: &str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "ethnic_group" => f.ethnic_group.as_deref(),
            "education" => f.education.as_deref(),
            "job_code" => f.job_code.as_deref(),
            "new_stratum" => f.new_stratum.as_deref(),
            _ => f.outflow_reason.as_deref(),
        });
        let typed = self.entered.value(field, known.unwrap_or(""));
        let choices =
            words::table(field).map(|table| words::choices(self.t, table, known)).unwrap_or_default();
        Field::select(field, self.label(field), choices)
            .value(typed)
            .hint(self.crossing(field, typed, known.unwrap_or("")))
            .error(self.error(field))
    }

    fn day(&self, field: &str) -> DateBoxes {
        let known = self.facts().and_then(|f| match field {
            "born_on" => f.born_on,
            "applied_on" => f.applied_on,
            "joined_on" => f.joined_on,
            "converted_on" => f.converted_on,
            "probation_ends_on" => f.probation_ends_on,
            "floating_since" => f.floating_since,
            _ => f.lost_since,
        });
        let boxes = date(self.t, self.entered, field, self.label(field), known).error(self.error(field));
        let typed = self.typed_day(field);
        let shown = known.map(|day| day.to_string()).unwrap_or_default();
        match self.crossing(field, &typed, &shown) {
            hint if hint.is_empty() => boxes,
            hint => boxes.hint(hint),
        }
    }

    fn typed_day(&self, field: &str) -> String {
        let form = Form::<OneDay>::from_typed(Typed::new(
            ["year", "month", "day"]
                .map(|part| {
                    let name = format!("{field}-{part}");
                    (format!("day-{part}"), self.entered.typed().get(&name).to_owned())
                })
                .into(),
        ));
        form.given.0.map(|day| day.to_string()).unwrap_or_default()
    }

    /// A number is never shown here: what is known stands masked in the hint.
    fn hidden(&self, field: &'static str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "citizen_id" => f.citizen_id.as_deref().map(format::mask_citizen_id),
            "mobile" => f.mobile.as_deref().map(format::mask_phone),
            "landline" => f.landline.as_deref().map(format::mask_phone),
            _ => f.address.as_deref().map(|text| format::mask(text, 3, 0)),
        });
        let hint = match known {
            Some(masked) => self.t.with("person-hidden-known").arg("masked", masked).into(),
            None if field == "address" => self.t.get("person-address-hint").into_owned(),
            None => String::new(),
        };
        let base = match field {
            "mobile" | "landline" => Field::phone(field, self.label(field)),
            "citizen_id" => Field::text(field, self.label(field)).width(Width::W16).mono().private(),
            _ => Field::text(field, self.label(field)).private(),
        };
        base.value(self.entered.value(field, "")).hint(hint).error(self.error(field))
    }

    fn gone(&self) -> Option<Field> {
        let facts = self.facts()?;
        let choices: Vec<Choice> = [
            ("mobile", facts.mobile.is_some()),
            ("landline", facts.landline.is_some()),
            ("address", facts.address.is_some()),
        ]
        .into_iter()
        .filter(|(_, known)| *known)
        .map(|(field, _)| Choice::new(field, self.label(field)))
        .collect();
        let field =
            (!choices.is_empty()).then(|| Field::checks("gone", self.t.get("person-gone"), choices))?;
        Some(self.entered.typed().all("gone").fold(field, |field, name| field.value(name)))
    }

    fn floating(&self) -> Field {
        let known = match self.facts() {
            Some(facts) if facts.is_floating => "yes",
            _ => "",
        };
        let choice = vec![Choice::new("yes", self.t.get("person-is-away"))];
        Field::checks("is_floating", self.label("is_floating"), choice)
            .value(self.entered.value("is_floating", known))
    }

    fn since(&self) -> DateBoxes {
        date(self.t, self.entered, "since", self.t.get("person-since"), None)
            .hint(self.t.get("person-since-hint"))
            .error(self.entered.error(self.t, "since"))
    }

    fn stage(&self) -> Field {
        let choices = Stage::ALL
            .iter()
            .map(|stage| Choice::new(stage.key(), words::plain(self.t, stage.entry())))
            .collect();
        Field::select("stage", self.label("stage"), choices).value(self.entered.value("stage", "full"))
    }

    fn entry(&self) -> Field {
        let choices = ENTRIES.iter().map(|(word, key)| Choice::new(*word, self.t.get(key))).collect();
        Field::radios("entry", self.t.get("person-entry"), choices)
            .value(self.entered.value("entry", ""))
            .error(self.entered.error(self.t, "entry"))
    }

    fn doubtful(&self) -> Option<Note> {
        if self.doubts.is_empty() {
            return None;
        }
        let (tone, key) = if gravest(&self.doubts) == Outcome::Block {
            (Tone::Err, key!("person-blocked-note"))
        } else {
            (Tone::Warn, key!("person-doubt-note"))
        };
        Some(Note::new(tone, self.t.get(key)))
    }

    fn sure(&self) -> Field {
        let choice = vec![Choice::new("yes", self.t.get("person-sure-yes"))];
        Field::checks("sure", self.t.get("person-sure"), choice).error(self.entered.error(self.t, "sure"))
    }

    fn basis(&self) -> Field {
        Field::text("basis", self.t.get("person-basis"))
            .value(self.entered.value("basis", ""))
            .hint(self.t.get("person-basis-hint"))
            .error(self.entered.error(self.t, "basis"))
    }
}

struct OneDay(Option<Day>);

impl FromForm for OneDay {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(fields.day("day"))
    }
}

/// Date boxes with what was typed, or what is known.
pub(super) fn date(
    t: &T,
    entered: &Entered,
    field: &str,
    label: impl Into<String>,
    known: Option<Day>,
) -> DateBoxes {
    let boxes = DateBoxes::new(t, field, label);
    if entered.is_again() {
        let part = |part: &str| entered.typed().get(&format!("{field}-{part}")).to_owned();
        boxes.typed([part("year"), part("month"), part("day")])
    } else {
        boxes.day(t, known.map(Day::date))
    }
}

/// What the rules find in what was typed, if it can be read.
fn found(desk: &Desk, entered: &Entered, known: Option<&Facts>, fresh: &Facts) -> Vec<Doubt> {
    if !entered.is_again() {
        return Vec::new();
    }
    let form = Form::<Sheet>::from_typed(entered.typed().clone());
    let facts = form.given.edit.onto(fresh);
    new_doubts(known, &facts, desk.today())
}

async fn show_edit(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(edit_page(&desk, id, &blank).await)
}

async fn edit_page(desk: &Desk, id: PersonId, entered: &Entered) -> Result<Page, Refused> {
    let (person, org) = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<EditPerson>(read, *id).await?;
            let today = read.today();
            let names = names_on(read, [person.org], today).await?;
            let entry = looked("registry.person.page", &person);
            let org = names.get(&person.org).cloned().unwrap_or_default();
            Ok::<_, Denied>(((person, org), vec![entry]))
        })
        .await?;
    let typed: Option<i64> = entered.typed().get(VERSION).parse().ok();
    let view = SheetPage {
        t: &desk.t,
        entered,
        title: desk.t.with("person-edit-title").arg("name", &person.facts.name).into(),
        org,
        action: format!("{}/edit", address(id)),
        back: address(id),
        doubts: found(desk, entered, Some(&person.facts), &person.facts),
        crossed: entered.is_again() && typed.is_some_and(|typed| typed != person.version),
        version: person.version,
        known: Some(&person),
    };
    Ok(Page::new(view.title.clone(), &view))
}

async fn edit(desk: Desk, Path(id): Path<PersonId>, form: Form<Sheet>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (sheet, id): &(Sheet, PersonId)| {
            let (person, permit) = open::<EditPerson>(tx, *id).await?;
            let deed = deed(tx, sheet);
            let fields = edit::edit(tx, &permit, &person, sheet.version, &sheet.edit, &deed).await?;
            let done = Done::to(address(*id));
            Ok::<_, Refused>(if fields.is_empty() {
                done.said(key!("person-nothing-changed"))
            } else {
                done.said(key!("person-edited")).with("n", fields.len())
            })
        })
        .await;
    desk.answer(done, &form, async |entered| edit_page(&desk, id, &entered).await).await
}

/// A form with something that the act needs beside it: an act that borrowed it from around it
/// could not be proved `Send`.
pub(super) fn given<F, W>(form: Form<F>, with: W) -> Form<(F, W)> {
    Form { given: (form.given, with), typed: form.typed, problems: form.problems }
}

fn deed(tx: &Tx, sheet: &Sheet) -> Deed {
    let deed = Deed::now(tx.now(), tx.today()).on(sheet.since.unwrap_or(tx.today()));
    match &sheet.basis {
        Some(basis) => deed.because(basis.as_str()),
        None => deed,
    }
}

async fn show_new(desk: Desk, Path(org): Path<OrgId>) -> Response {
    let blank = desk.blank();
    desk.show(new_page(&desk, org, &blank).await)
}

async fn new_page(desk: &Desk, org: OrgId, entered: &Entered) -> Result<Page, Refused> {
    let org = desk
        .read(&org, async move |read: &mut Read, org: &OrgId| {
            let (org, _) = org::open::<EditPerson>(read, *org).await?;
            edit::takes_people(&org)?;
            Ok::<_, Refused>(org)
        })
        .await?;
    let form = Form::<Sheet>::from_typed(entered.typed().clone());
    let view = SheetPage {
        t: &desk.t,
        entered,
        known: None,
        title: desk.t.get("people-new").into_owned(),
        org: org.name.clone(),
        action: format!("/orgs/{}/people/new", org.id),
        back: format!("/orgs/{}/people", org.id),
        doubts: found(desk, entered, None, &fresh(&form.given)),
        crossed: false,
        version: 0,
    };
    Ok(Page::new(view.title.clone(), &view))
}

/// The facts of somebody of whom nothing is known but how they come.
fn fresh(sheet: &Sheet) -> Facts {
    Facts {
        name: String::new(),
        sex: 0,
        born_on: None,
        ethnic_group: None,
        education: None,
        degree: None,
        job_code: None,
        new_stratum: None,
        native_place: None,
        stage: sheet.stage.unwrap_or(Stage::Applicant).key().to_owned(),
        membership_status: MembershipStatus::Normal.key().to_owned(),
        ending: None,
        entry: sheet.entry.clone(),
        applied_on: None,
        joined_on: None,
        converted_on: None,
        probation_ends_on: None,
        is_floating: false,
        floating_since: None,
        outflow_place: None,
        outflow_reason: None,
        lost_since: None,
        citizen_id: None,
        mobile: None,
        landline: None,
        address: None,
        notes: Vec::new(),
    }
}

async fn add(desk: Desk, Path(org): Path<OrgId>, form: Form<Sheet>) -> Response {
    let mut form = form;
    if !ENTRIES.iter().any(|(word, _)| *word == form.given.entry) {
        form.problems.push(zhibu_web::form::Problem {
            field: Some("entry".to_owned()),
            key: key!("person-entry-missing"),
            args: Vec::new(),
        });
    }
    let form = given(form, org);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (sheet, org): &(Sheet, OrgId)| {
            let (org, permit) = org::open::<EditPerson>(tx, *org).await?;
            let facts = sheet.edit.onto(&fresh(sheet));
            let deed = deed(tx, sheet);
            let person = edit::add(tx, &permit, &org, facts, sheet.edit.sure, &deed).await?;
            Ok::<_, Refused>(
                Done::to(address(person.id)).said(key!("person-added")).with("name", &person.facts.name),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| new_page(&desk, org, &entered).await).await
}
