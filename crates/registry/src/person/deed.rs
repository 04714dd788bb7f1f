//! Deeds that can be taken back: what each person's rows were before, and whether somebody
//! changed them since.

use serde_json::json;
use uuid::Uuid;
use zhibu_access::org::{OrgId, Spot};
use zhibu_access::permit::{Denied, Permit, may};
use zhibu_access::role::Action;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Deed, Fault, Moment, Read, Row, Tx, bind, sql};

use super::write::settle;
use super::{PeriodId, Person, PersonId, Refused, find_on, periods};

zhibu_kernel::id_type!(
    /// Names one deed on one or many people.
    pub DeedId
);

/// What a deed was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People went to another branch.
    Move,
    /// A record was closed, or a membership stopped or restored.
    End,
    /// A step on the way into the Party.
    Stage,
    /// Two records became one.
    Merge,
}

impl Kind {
    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::End => "end",
            Self::Stage => "stage",
            Self::Merge => "merge",
        }
    }
}

/// A deed as it stands in the book.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its id.
    pub id: DeedId,
    /// Its area.
    pub area: Uuid,
    /// What it was: the word of a [`Kind`].
    pub kind: String,
    /// The organisation at which it lies: of a move the target.
    pub org: OrgId,
    /// When it happened.
    pub happened_on: Day,
    /// The account that did it.
    pub account: Option<Uuid>,
    /// On what basis.
    pub basis: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<Moment>,
}

/// What became of one person in a deed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The person.
    pub person: PersonId,
    /// The name, as of now; none when the record is gone.
    pub name: Option<String>,
    /// done, already, refused, undone, later.
    pub word: String,
}

/// Opens a deed; the same id by the same account is the same deed, so that a form sent twice
/// goes on where it stopped.
///
/// # Errors
/// [`Denied::Missing`] when the id is another's.
pub(crate) async fn begin(
    tx: &mut Tx,
    id: DeedId,
    kind: Kind,
    spot: &Spot,
    deed: &Deed,
) -> Result<(), Denied> {
    let account = tx.actor().account_id();
    if let Some(known) = find(tx, id).await? {
        return if known.account == account && known.kind == kind.word() {
            Ok(())
        } else {
            Err(Denied::Missing)
        };
    }
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_deed (area_id, id, kind, org_id, happened_on, recorded_at, account_id, basis) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        spot.area,
        id,
        kind.word(),
        spot.id,
        deed.happened_on,
        deed.recorded_at,
        account,
        deed.basis.as_deref(),
    ))
    .await?;
    Ok(())
}

/// Notes what became of a person whose rows the deed did not change.
pub(crate) async fn note(
    tx: &mut Tx,
    area: Uuid,
    deed: DeedId,
    person: PersonId,
    outcome: &'static str,
) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_deed_person (area_id, id, deed_id, person_id, outcome) VALUES ($1, $2, $3, $4, $5)"
        ),
        area,
        zhibu_kernel::id::fresh(),
        deed,
        person,
        outcome,
    ))
    .await?;
    Ok(())
}

/// Keeps a person's rows as they were before the deed, and which ones it left.
pub(crate) async fn keep(
    tx: &mut Tx,
    area: Uuid,
    deed: DeedId,
    person: PersonId,
    before: &[Person],
) -> Result<(), Fault> {
    let id = zhibu_kernel::id::fresh();
    let sealed = tx.keys().seal(place(&id), serde_json::to_string(before)?.as_bytes());
    let left = periods(tx, person).await?;
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_deed_person (area_id, id, deed_id, person_id, outcome, before_rows, after_rows) \
             VALUES ($1, $2, $3, $4, 'done', $5, $6)"
        ),
        area,
        id,
        deed,
        person,
        sealed,
        mark(&left),
    ))
    .await?;
    Ok(())
}

/// The rows of a person with their versions: equal marks, unchanged rows.
fn mark(rows: &[Person]) -> String {
    let marks: Vec<(PeriodId, i64)> = rows.iter().map(|row| (row.period, row.version)).collect();
    json!(marks).to_string()
}

fn place(id: &Uuid) -> Context<'_> {
    Context { table: "registry_deed_person", column: "before_rows", row: id.as_bytes() }
}

/// Whether a deed has already come to a person.
pub(crate) async fn has(read: &mut Read, deed: DeedId, person: PersonId) -> Result<bool, Fault> {
    Ok(read
        .value::<i64>(bind!(
            sql!(
                "SELECT CAST(count(*) AS BIGINT) FROM registry_deed_person WHERE deed_id = $1 AND person_id = $2"
            ),
            deed,
            person
        ))
        .await?
        .unwrap_or(0)
        > 0)
}

async fn find(read: &mut Read, id: DeedId) -> Result<Option<Done>, Fault> {
    read.first(bind!(
        sql!(
            "SELECT area_id, id, kind, org_id, happened_on, account_id, basis, undone_at FROM registry_deed \
             WHERE id = $1"
        ),
        id
    ))
    .await?
    .map(|row| {
        Ok(Done {
            id: row.get("id")?,
            area: row.get("area_id")?,
            kind: row.get("kind")?,
            org: row.get("org_id")?,
            happened_on: row.get("happened_on")?,
            account: row.get("account_id")?,
            basis: row.get("basis")?,
            undone_at: row.get("undone_at")?,
        })
    })
    .transpose()
}

/// A deed of a kind with leave to do the same again or take it back.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open<A: Action>(read: &mut Read, id: DeedId, kind: Kind) -> Result<(Done, Permit<A>), Denied> {
    may::<A>(read.actor())?;
    let done = find(read, id).await?.filter(|done| done.kind == kind.word()).ok_or(Denied::Missing)?;
    let (_, permit) = zhibu_access::org::open::<A>(read, done.org).await?;
    Ok((done, permit))
}

/// What became of each person.
///
/// # Errors
/// A fault of the database.
pub async fn outcomes(read: &mut Read, deed: DeedId) -> Result<Vec<Outcome>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT d.person_id, d.outcome, (SELECT max(p.name) FROM registry_person p \
                 WHERE p.person_id = d.person_id) AS name FROM registry_deed_person d WHERE d.deed_id = $1 ORDER BY d.id"
            ),
            deed
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Outcome { person: row.get("person_id")?, word: row.get("outcome")?, name: row.get("name")? })
        })
        .collect()
}

/// People that one transaction of an undo takes back.
const CHUNK: i64 = 25;

/// Takes a deed back for the next few people; answers how many are left. Who was changed later
/// keeps the later change and is named in the outcomes.
///
/// # Errors
/// A fault of the database.
pub async fn undo_some<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    done: &Done,
    deed: &Deed,
) -> Result<i64, Refused> {
    let rows = tx
        .rows(bind!(
            sql!(
                "SELECT id, person_id, before_rows, after_rows FROM registry_deed_person \
                 WHERE deed_id = $1 AND outcome = 'done' ORDER BY id LIMIT $2"
            ),
            done.id,
            CHUNK
        ))
        .await?;
    for row in &rows {
        let (id, person, outcome) = take_back(tx, permit, (done.id, row), deed).await?;
        tx.execute(bind!(
            sql!("UPDATE registry_deed_person SET outcome = $3 WHERE area_id = $1 AND id = $2"),
            done.area,
            id,
            outcome
        ))
        .await?;
        tx.audit(
            &Entry::did("registry.person.undo")
                .on("person", person.0)
                .within(done.org.0, done.area)
                .deed(deed)
                .detail(json!({ "deed": done.id, "kind": done.kind, "outcome": outcome })),
        )
        .await?;
    }
    let left = tx
        .value::<i64>(bind!(
            sql!(
                "SELECT CAST(count(*) AS BIGINT) FROM registry_deed_person WHERE deed_id = $1 AND outcome = 'done'"
            ),
            done.id
        ))
        .await?
        .unwrap_or(0);
    if left == 0 && done.undone_at.is_none() {
        let now = tx.now();
        tx.execute(bind!(
            sql!("UPDATE registry_deed SET undone_at = $3 WHERE area_id = $1 AND id = $2"),
            done.area,
            done.id,
            now
        ))
        .await?;
        tx.audit(
            &Entry::did("registry.deed.undo").on("deed", done.id.0).within(done.org.0, done.area).deed(deed),
        )
        .await?;
    }
    Ok(left)
}

async fn take_back<A: Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (done, row): (DeedId, &Row),
    deed: &Deed,
) -> Result<(Uuid, PersonId, &'static str), Fault> {
    let (id, person): (Uuid, PersonId) = (row.get("id")?, row.get("person_id")?);
    let now = periods(tx, person).await?;
    if row.get::<Option<String>>("after_rows")?.as_deref() != Some(mark(&now).as_str()) {
        return Ok((id, person, "later"));
    }
    let sealed: Vec<u8> = row.get("before_rows")?;
    let clear = tx.keys().open(place(&id), &sealed)?;
    let mut before: Vec<Person> = serde_json::from_slice(&clear)?;
    let version = now.iter().map(|row| row.version).max().unwrap_or(0);
    for row in &mut before {
        row.version = row.version.max(version) + 1;
    }
    tx.execute(bind!(sql!("UPDATE registry_place SET merged_into = NULL WHERE person_id = $1"), person))
        .await?;
    super::merge::give_back(tx, permit, done, person).await?;
    let was = find_on(tx, person, deed.happened_on).await?;
    settle(tx, &now, &before).await?;
    let is = find_on(tx, person, deed.happened_on).await?;
    if let (Some(was), Some(is)) = (was, is) {
        let author = super::fields::Author::acting(tx);
        super::fields::write_history(tx, &was, &is, deed, author).await?;
    }
    Ok((id, person, "undone"))
}
