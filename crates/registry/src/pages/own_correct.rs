//! `/me/correct`: what is wrong in one's own record, and what became of it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::account::known;
use zhibu_access::role::{ProposeOwn, ReadOwn};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Choice, ErrorSummary, Field as Input, Icon, Tag, Width};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::own_words as words;
use crate::correction::{
    self, Correction, Field, Proposal, ProposalId, Refused, State, propose, undo, withdraw,
};
use crate::own;
use crate::person::Person;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/me/correct", "own.propose", show)
        .post("/me/correct", "own.propose", send)
        .post("/me/corrections/{proposal}/withdraw", "own.propose", take_back)
        .post("/me/corrections/{proposal}/undo", "own.propose", undo_direct)
}

impl FromForm for Proposal {
    fn read(fields: &mut Fields<'_>) -> Self {
        let mut wanted = Vec::new();
        for field in Field::ALL {
            let typed = fields.text(field.word());
            match field.read(&typed) {
                // The page shows every field with what is known, so an empty one is meant.
                Ok(new) => wanted.push((field, new)),
                Err(said) => fields.problem(field.word(), said),
            }
        }
        let reason = fields.text("reason");
        if reason.chars().count() > correction::LONGEST {
            fields.problem("reason", key!("own-too-long"));
        }
        Self { fields: wanted, reason }
    }
}

/// What was proposed together, for a list.
pub(super) struct Lot {
    pub id: String,
    pub when: String,
    pub by: Option<String>,
    pub reason: String,
    pub lines: Vec<Line>,
    pub waits: bool,
    pub due: String,
    pub undo_until: Option<String>,
}

/// One field of it.
pub(super) struct Line {
    pub label: String,
    pub old: String,
    pub new: String,
    pub state: Tag,
    pub word: String,
}

#[derive(Template)]
#[template(path = "own/correct.html")]
struct Correct<'a> {
    t: &'a T,
    entered: &'a Entered,
    version: String,
    inputs: Vec<Input>,
    lots: Vec<Lot>,
}

impl Correct<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn reason(&self) -> Input {
        Input::area("reason", self.t.get("own-reason"))
            .hint(self.t.get("own-reason-hint"))
            .value(self.entered.value("reason", ""))
            .error(self.entered.error(self.t, "reason"))
    }
}

async fn show(desk: Desk) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, &blank).await)
}

/// A proposal in the order of its fields, with the name of a helper who typed it.
type Past = Vec<(Correction, Option<String>)>;

async fn page(desk: &Desk, entered: &Entered) -> Result<Page, Refused> {
    let (person, past): (Person, Past) = desk
        .look(&(), async move |read: &mut Read, (): &()| {
            let (person, permit) = own::open::<ReadOwn>(read).await?;
            let rows = correction::of_person(read, &permit, person.id).await?;
            let helpers = rows.iter().filter(|row| row.principal.is_some()).filter_map(|row| row.account);
            let names = known::names(read, helpers.collect::<Vec<_>>()).await?;
            let past = rows
                .into_iter()
                .map(|row| {
                    let helper = row
                        .account
                        .filter(|_| row.principal.is_some())
                        .and_then(|id| names.get(&id).cloned());
                    (row, helper)
                })
                .collect();
            let entry = Entry::looked("registry.own.correct")
                .on("person", person.id.0)
                .within(person.org.0, person.area);
            Ok::<_, Refused>(((person, past), vec![entry]))
        })
        .await?;
    let t = &desk.t;
    let page = Correct {
        t,
        entered,
        version: person.version.to_string(),
        inputs: Field::ALL.into_iter().map(|field| input(t, entered, &person, field)).collect(),
        lots: lots(desk, &past),
    };
    Ok(Page::new(t.get("own-correct"), &page))
}

fn input(t: &T, entered: &Entered, person: &Person, field: Field) -> Input {
    let known = field.of(&person.facts);
    let (name, label) = (field.word(), t.get(field.label()));
    let input = match (field, field.table()) {
        (_, Some(table)) => {
            let mut choices = vec![Choice::new("", t.get("own-nothing"))];
            if !known.is_empty() && table.find(&known).is_none() {
                choices.push(Choice::new(known.as_str(), known.as_str()));
            }
            choices.extend(
                table.entries.iter().map(|entry| Choice::new(entry.key, words::entry_term(t, entry))),
            );
            Input::select(name, label, choices)
        }
        (Field::Mobile | Field::Landline, _) => Input::phone(name, label).private(),
        (Field::Address, _) => Input::text(name, label).private(),
        (Field::Other, _) => Input::area(name, label).hint(t.get("own-other-hint")),
        _ => Input::text(name, label).width(Width::W16),
    };
    input.value(entered.value(name, &known)).error(entered.error(t, name))
}

/// Rows of one form together, the latest first.
pub(super) fn lots(desk: &Desk, past: &[(Correction, Option<String>)]) -> Vec<Lot> {
    let (t, now) = (&desk.t, desk.now());
    let mut lots: Vec<(ProposalId, Lot)> = Vec::new();
    for (row, helper) in past {
        if lots.last().is_none_or(|(id, _)| *id != row.proposal) {
            let lot = Lot {
                id: row.proposal.to_string(),
                when: words::moment(desk, row.proposed_at),
                by: helper.as_ref().map(|name| t.with("own-by-helper").arg("name", name).to_string()),
                reason: row.reason.clone(),
                lines: Vec::new(),
                waits: false,
                due: words::day(t, row.due_on),
                undo_until: None,
            };
            lots.push((row.proposal, lot));
        }
        let Some((_, lot)) = lots.last_mut() else {
            continue;
        };
        lot.waits |= row.state == State::Waiting;
        if let Some(until) = row.undo_until().filter(|at| row.is_direct() && now <= *at) {
            lot.undo_until = Some(words::moment(desk, until));
        }
        lot.lines.push(line(t, row));
    }
    lots.into_iter().map(|(_, lot)| lot).collect()
}

pub(super) fn line(t: &T, row: &Correction) -> Line {
    let label = t.get(row.state.label());
    Line {
        label: t.get(row.field.label()).into_owned(),
        old: words::value(t, row.field, &row.old),
        new: words::value(t, row.field, &row.new),
        state: match row.state {
            State::Waiting => Tag::info(label),
            State::Accepted => Tag::ok(label),
            State::Refused => Tag::warn(label),
            State::Withdrawn => Tag::plain(label),
        },
        word: row.word.clone(),
    }
}

async fn send(desk: Desk, form: Form<Proposal>) -> Response {
    let version = form.typed.get(zhibu_web::form::VERSION).to_owned();
    let form = Form { given: (form.given, version), typed: form.typed, problems: form.problems };
    let done = desk
        .change(&form, async move |tx: &mut Tx, (proposal, version): &(Proposal, String)| {
            let (person, permit) = own::open::<ProposeOwn>(tx).await?;
            if person.version.to_string() != *version {
                return Err(Refused::Changed);
            }
            let deed = Deed::now(tx.now(), tx.today());
            let sent = propose(tx, &permit, &person, proposal, &deed).await?;
            Ok(if sent.waiting == 0 {
                Done::to("/me/correct")
                    .said(key!("own-changed"))
                    .undo(format!("/me/corrections/{}/undo", sent.id))
            } else {
                Done::to("/me/correct").said(key!("own-proposed")).with("day", sent.due_on)
            })
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &entered).await).await
}

async fn take_back(desk: Desk, Path(proposal): Path<ProposalId>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (person, permit) = own::open::<ProposeOwn>(tx).await?;
            let deed = Deed::now(tx.now(), tx.today());
            withdraw(tx, &permit, &person, proposal, &deed).await?;
            Ok::<_, Refused>(Done::to("/me/correct").said(key!("own-withdrawn")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &entered).await).await
}

async fn undo_direct(desk: Desk, Path(proposal): Path<ProposalId>, form: Form<()>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (person, permit) = own::open::<ProposeOwn>(tx).await?;
            let deed = Deed::now(tx.now(), tx.today());
            undo(tx, &permit, &person, proposal, &deed, true).await?;
            Ok::<_, Refused>(Done::to("/me/correct").said(key!("own-undone")))
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &entered).await).await
}
