//! The correction (更正): what a person says is wrong in their own record, and what the branch
//! decided (个人信息保护法, art. 46 and 50).
//!
//! One row per field; those sent together share a proposal. It is waiting, then accepted,
//! refused or withdrawn. An answer is due within [`ANSWER_WITHIN`] working days.

mod decide;
mod field;
mod propose;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_access::permit::{Denied, Permit, Scope};
use zhibu_access::role::{Action, DecideCorrection};
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read, Refuse, Row, Tx, bind, sql};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

pub use self::decide::{Decision, decide, undo, withdraw};
pub use self::field::{Field, LONGEST};
pub use self::propose::{Proposal, Sent, propose};
use crate::person::PersonId;
use crate::shown;

/// Working days within which a proposal is answered, as for requests of citizens.
pub const ANSWER_WITHIN: u32 = 15;
/// Minutes in which a decision or a direct change can be taken back.
pub const UNDO_MINUTES: i64 = 10;

zhibu_kernel::id_type!(
    /// Names one proposed field.
    pub CorrectionId
);

zhibu_kernel::id_type!(
    /// Names what was proposed in one form.
    pub ProposalId
);

/// What became of a proposed field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody decided yet.
    Waiting,
    /// It stands in the record.
    Accepted,
    /// The branch said no, with a word.
    Refused,
    /// The person took it back.
    Withdrawn,
}

impl State {
    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn from_word(word: &str) -> Result<Self, Fault> {
        [Self::Waiting, Self::Accepted, Self::Refused, Self::Withdrawn]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or(Fault::Column("a correction has no such state"))
    }

    /// Its name, in the catalogues.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => key!("own-state-waiting"),
            Self::Accepted => key!("own-state-accepted"),
            Self::Refused => key!("own-state-refused"),
            Self::Withdrawn => key!("own-state-withdrawn"),
        }
    }
}

/// What is sealed of a proposed field.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    old: String,
    new: String,
    reason: String,
}

/// A proposed field.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// The form it came in.
    pub proposal: ProposalId,
    /// Whose record.
    pub person: PersonId,
    /// The area of the row.
    pub area: Uuid,
    /// The field.
    pub field: Field,
    /// What stood there when it was proposed; empty when nothing did.
    pub old: String,
    /// What should stand there; empty when nothing should.
    pub new: String,
    /// Why, in the person's words; may be empty.
    pub reason: String,
    /// What became of it.
    pub state: State,
    /// When it was proposed.
    pub proposed_at: Moment,
    /// The last day for the answer.
    pub due_on: Day,
    /// Who typed it.
    pub account: Option<Uuid>,
    /// The person for whom it was typed under a mandate.
    pub principal: Option<Uuid>,
    /// When it was decided.
    pub decided_at: Option<Moment>,
    /// Who decided it; the person's own account for what needed no leave.
    pub decided_by: Option<Uuid>,
    /// What the decision says; may be empty.
    pub word: String,
}

macro_rules! columns {
    () => {
        "c.id, c.area_id, c.proposal_id, c.person_id, c.field, c.content, c.state, c.proposed_at, c.due_on, \
         c.account_id, c.principal_id, c.decided_at, c.decided_by, c.word"
    };
}

impl Correction {
    fn from_row(read: &Read, row: &Row) -> Result<Self, Fault> {
        let id: CorrectionId = row.get("id")?;
        let content = read.keys().open(place(&id, "content"), &row.get::<Vec<u8>>("content")?)?;
        let Content { old, new, reason } = serde_json::from_slice(&content)?;
        let word = match row.get::<Option<Vec<u8>>>("word")? {
            Some(sealed) => {
                let clear = read.keys().open(place(&id, "word"), &sealed)?;
                String::from_utf8_lossy(&clear).into_owned()
            }
            None => String::new(),
        };
        let field: String = row.get("field")?;
        let state: String = row.get("state")?;
        Ok(Self {
            id,
            proposal: row.get("proposal_id")?,
            person: row.get("person_id")?,
            area: row.get("area_id")?,
            field: Field::from_word(&field).ok_or(Fault::Column("a correction has no such field"))?,
            old,
            new,
            reason,
            state: State::from_word(&state)?,
            proposed_at: row.get("proposed_at")?,
            due_on: row.get("due_on")?,
            account: row.get("account_id")?,
            principal: row.get("principal_id")?,
            decided_at: row.get("decided_at")?,
            decided_by: row.get("decided_by")?,
            word,
        })
    }

    /// The moment until which the decision can be taken back.
    #[must_use]
    pub fn undo_until(&self) -> Option<Moment> {
        let decided = matches!(self.state, State::Accepted | State::Refused);
        self.decided_at.filter(|_| decided).map(|at| at.plus_minutes(UNDO_MINUTES))
    }

    /// Whether the person changed it without asking.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.state == State::Accepted && self.decided_by == self.account
    }
}

fn place<'a>(id: &'a CorrectionId, column: &'static str) -> Context<'a> {
    Context { table: "registry_correction", column, row: id.0.as_bytes() }
}

/// Why a correction is not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not for this actor.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Nothing in the form differs from the record.
    #[error("nothing was changed")]
    Nothing,
    /// A field was changed by somebody else after it was proposed.
    #[error("the record has changed since")]
    Changed,
    /// It was decided or withdrawn already.
    #[error("it is settled")]
    Settled,
    /// A refusal needs a word.
    #[error("a refusal needs a word")]
    NoWord,
    /// The time for taking it back is over.
    #[error("too late to take back")]
    TooLate,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault.into())
    }
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Denied(denied) => denied.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::Nothing => Told::new(No::Invalid, key!("own-nothing-changed")),
            Self::Changed => Told::new(No::Conflict, key!("correction-changed")),
            Self::Settled => Told::new(No::Conflict, key!("correction-settled")),
            Self::NoWord => Told::at("word", key!("correction-word-needed")),
            Self::TooLate => Told::new(No::Conflict, key!("correction-too-late")),
        }
    }
}

/// Everything that was proposed for a record, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_person<A: Action>(
    read: &mut Read,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<Correction>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM registry_correction c WHERE c.person_id = $1 ORDER BY c.id DESC LIMIT 500"
            ),
            person
        ))
        .await?;
    rows.iter().map(|row| Correction::from_row(read, row)).collect()
}

/// The fields of one proposal, in the order of the form.
pub(crate) async fn of_proposal(read: &mut Read, proposal: ProposalId) -> Result<Vec<Correction>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT ", columns!(), " FROM registry_correction c WHERE c.proposal_id = $1 ORDER BY c.id"),
            proposal
        ))
        .await?;
    rows.iter().map(|row| Correction::from_row(read, row)).collect()
}

/// What waits for a decision in a subtree, the nearest due first, up to `limit`.
///
/// The person's row of today says to which branch it belongs, so that a proposal follows a move.
///
/// # Errors
/// A fault of the database.
pub async fn waiting(
    read: &mut Read,
    scope: &Scope<DecideCorrection>,
    limit: i64,
) -> Result<Vec<Correction>, Fault> {
    let today = read.today();
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM registry_correction c JOIN registry_person p ON p.person_id = c.person_id \
                 AND p.valid_from <= $1 AND p.valid_to > $1 \
                 WHERE c.state = 'waiting' AND p.path >= $2 AND p.path < $3 AND ",
                shown!(),
                " ORDER BY c.due_on, c.id LIMIT $4"
            ),
            today,
            scope.from(),
            scope.to(),
            limit,
        ))
        .await?;
    rows.iter().map(|row| Correction::from_row(read, row)).collect()
}

/// How many proposals wait in a subtree.
///
/// # Errors
/// A fault of the database.
pub async fn waiting_count(read: &mut Read, scope: &Scope<DecideCorrection>) -> Result<i64, Fault> {
    let waiting = sql!(
        "SELECT count(DISTINCT c.proposal_id) FROM registry_correction c \
         JOIN registry_person p ON p.person_id = c.person_id AND p.valid_from <= $1 AND p.valid_to > $1 \
         WHERE c.state = 'waiting' AND p.path >= $2 AND p.path < $3 AND ",
        shown!(),
    );
    Ok(read.value(bind!(waiting, read.today(), scope.from(), scope.to())).await?.unwrap_or(0))
}

/// What was proposed for a record goes over to the one into which it was merged; answers what.
pub(crate) async fn follow(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<Vec<CorrectionId>, Fault> {
    let rows = tx
        .rows(bind!(sql!("SELECT id FROM registry_correction WHERE person_id = $1 ORDER BY id"), from))
        .await?;
    let ids: Vec<CorrectionId> = rows.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?;
    tx.execute(bind!(sql!("UPDATE registry_correction SET person_id = $2 WHERE person_id = $1"), from, into))
        .await?;
    Ok(ids)
}

/// What went over goes back.
pub(crate) async fn part(
    tx: &mut Tx,
    ids: &[CorrectionId],
    from: PersonId,
    into: PersonId,
) -> Result<(), Fault> {
    for id in ids {
        tx.execute(bind!(
            sql!("UPDATE registry_correction SET person_id = $3 WHERE id = $1 AND person_id = $2"),
            *id,
            into,
            from
        ))
        .await?;
    }
    Ok(())
}
