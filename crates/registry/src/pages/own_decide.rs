//! `/corrections`: what people of the branch say is wrong, decided field by field.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::permit::Scope;
use zhibu_access::role::{DecideCorrection, Role, allows};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Empty, ErrorSummary, Exports, Field as Input, Icon, Tag};
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::own_words as words;
use crate::correction::{self, Correction, CorrectionId, Decision, Field, ProposalId, Refused, decide, undo};
use crate::person::{self, Person, PersonId};

/// How many fields stand on the page at most; the nearest due come first.
const MOST: i64 = 200;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/corrections", "correction.decide", show)
        .post("/people/{person}/corrections/{proposal}", "correction.decide", settle)
        .post("/people/{person}/corrections/{proposal}/undo", "correction.decide", take_back)
}

pub(super) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    if !Role::from_word(seen.role).is_some_and(|role| allows(role, "correction.decide")) {
        return Vec::new();
    }
    vec![MenuEntry::new(60, "/corrections", t.get("correction-menu"), Icon::Pen)]
}

/// A proposal of somebody, as the secretary sees it.
struct Lot {
    action: String,
    key: String,
    who: String,
    href: String,
    due: Tag,
    reason: String,
    lines: Vec<Side>,
}

/// One field, old and new side by side.
struct Side {
    id: String,
    label: String,
    old: String,
    new: String,
    /// What the record says by now, when it is no longer the old value.
    now: Option<String>,
}

#[derive(Template)]
#[template(path = "own/decide.html")]
struct Decide<'a> {
    t: &'a T,
    entered: &'a Entered,
    lots: Vec<Lot>,
    empty: Empty,
}

impl Decide<'_> {
    fn summary(&self) -> Option<ErrorSummary> {
        self.entered.summary(self.t)
    }

    fn word(&self, lot: &Lot) -> Input {
        Input::text("word", self.t.get("correction-word"))
            .id(format!("word-{}", lot.key))
            .hint(self.t.get("correction-word-hint"))
            .value(self.entered.value("word", ""))
    }
}

async fn show(desk: Desk) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, &blank).await)
}

async fn page(desk: &Desk, entered: &Entered) -> Result<Page, Refused> {
    let (rows, people): (Vec<Correction>, HashMap<PersonId, Person>) = desk
        .look(&(), async move |read: &mut Read, (): &()| {
            let scope = Scope::<DecideCorrection>::mine(read)?;
            let rows = correction::waiting(read, &scope, MOST).await?;
            let (mut people, mut entries) = (HashMap::new(), Vec::new());
            for row in &rows {
                if people.contains_key(&row.person) {
                    continue;
                }
                let (person, _) = person::open::<DecideCorrection>(read, row.person).await?;
                entries.push(
                    Entry::looked("registry.correction.page")
                        .on("person", person.id.0)
                        .within(person.org.0, person.area),
                );
                people.insert(person.id, person);
            }
            Ok::<_, Refused>(((rows, people), entries))
        })
        .await?;
    let t = &desk.t;
    let page = Decide {
        t,
        entered,
        lots: lots(desk, entered, &rows, &people),
        empty: Empty::new(t.get("correction-none"), t.get("correction-none-why")),
    };
    Ok(Page::new(t.get("correction-menu"), &page))
}

fn lots(desk: &Desk, entered: &Entered, rows: &[Correction], people: &HashMap<PersonId, Person>) -> Vec<Lot> {
    let (t, today) = (&desk.t, desk.today());
    let mut lots: Vec<Lot> = Vec::new();
    for row in rows {
        let Some(person) = people.get(&row.person) else {
            continue;
        };
        let action = format!("/people/{}/corrections/{}", row.person, row.proposal);
        if lots.last().is_none_or(|lot| lot.action != action) {
            let when = format::relative_day(row.due_on.date(), today.date(), t);
            let due =
                t.with("correction-due").arg("day", words::day(t, row.due_on)).arg("when", when).to_string();
            lots.push(Lot {
                action: action.clone(),
                key: format!("{}-{}", entered.key, row.proposal),
                who: person.facts.name.clone(),
                href: format!("/people/{}", row.person),
                due: if row.due_on < today { Tag::warn(due) } else { Tag::info(due) },
                reason: row.reason.clone(),
                lines: Vec::new(),
            });
        }
        let stands = row.field.of(&person.facts);
        if let Some(lot) = lots.last_mut() {
            lot.lines.push(Side {
                id: row.id.to_string(),
                label: t.get(row.field.label()).into_owned(),
                old: words::value(t, row.field, &row.old),
                new: words::value(t, row.field, &row.new),
                now: (stands != row.old && row.field != Field::Other)
                    .then(|| words::value(t, row.field, &stands)),
            });
        }
    }
    lots
}

impl FromForm for Decision {
    /// The button says what is done: `accept` or `refuse` with one field's id, or `all`.
    fn read(fields: &mut Fields<'_>) -> Self {
        let all = fields.many("field");
        let mut pick = |name: &str| -> Vec<CorrectionId> {
            let said = fields.text(name);
            all.iter().filter(|id| said == "all" || **id == said).filter_map(|id| id.parse().ok()).collect()
        };
        let (accepted, refused) = (pick("accept"), pick("refuse"));
        let word = fields.text("word");
        if word.chars().count() > correction::LONGEST {
            fields.problem("word", key!("own-too-long"));
        }
        Self { accepted, refused, word }
    }
}

async fn settle(
    desk: Desk,
    Path((id, proposal)): Path<(PersonId, ProposalId)>,
    form: Form<Decision>,
) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, decision: &Decision| {
            let (person, permit) = person::open::<DecideCorrection>(tx, id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            decide(tx, &permit, &person, proposal, decision, &deed).await?;
            let said = if decision.refused.is_empty() {
                key!("correction-accepted")
            } else {
                key!("correction-refused")
            };
            Ok::<_, Refused>(
                Done::to("/corrections")
                    .said(said)
                    .with("name", &person.facts.name)
                    .undo(format!("/people/{id}/corrections/{proposal}/undo")),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &entered).await).await
}

async fn take_back(
    desk: Desk,
    Path((id, proposal)): Path<(PersonId, ProposalId)>,
    form: Form<()>,
) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let (person, permit) = person::open::<DecideCorrection>(tx, id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            undo(tx, &permit, &person, proposal, &deed, false).await?;
            Ok::<_, Refused>(
                Done::to("/corrections").said(key!("correction-undone")).with("name", &person.facts.name),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, &entered).await).await
}
