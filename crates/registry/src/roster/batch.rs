//! A batch: what was handed in at once, and how far it has come.

use uuid::Uuid;
use zhibu_access::org::Spot;
use zhibu_access::permit::{Denied, Permit, Scope, may};
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read, Refuse, Row, Tx, bind, sql};
use zhibu_web::leaf::{Leaf, Turn};
use zhibu_web::refusal::{No, Refusal, Told};
use zhibu_web::sheet::Layout;
use zhibu_web::{T, key};

zhibu_kernel::id_type!(
    /// Names one batch.
    pub BatchId
);

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)+) => {
        /// How far a batch has come. Those that [work](super::work) go on by themselves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum State { $($(#[$doc])* $name,)+ }

        impl State {
            /// The word in rows.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}
states! {
    /// Files are still coming in.
    Uploading = "uploading";
    /// The files are being read.
    Reading = "reading";
    /// Read; somebody says which column is what, and the as-of day.
    Read = "read";
    /// Rows are being judged.
    Checking = "checking";
    /// Judged: the preview is shown, nothing is written.
    Checked = "checked";
    /// Rows are being staged behind a closed gate.
    Applying = "applying";
    /// Everything is shown; the old rows become history.
    Settling = "settling";
    /// Done.
    Settled = "settled";
    /// Staged rows are being taken away again.
    Withdrawing = "withdrawing";
    /// The inverse rows are being staged.
    Undoing = "undoing";
    /// The batch is no longer shown; its rows are being cleared.
    UndoSettling = "undo_settling";
    /// Taken back.
    Undone = "undone";
}

impl State {
    /// Whether a worker has something to do.
    #[must_use]
    pub fn works(self) -> bool {
        matches!(
            self,
            Self::Reading
                | Self::Checking
                | Self::Applying
                | Self::Settling
                | Self::Withdrawing
                | Self::Undoing
                | Self::UndoSettling
        )
    }

    /// What somebody is told while it lasts.
    #[must_use]
    pub fn words(self, t: &T) -> String {
        let key = match self {
            Self::Uploading | Self::Reading => key!("roster-state-reading"),
            Self::Read | Self::Checking | Self::Checked => key!("roster-state-checking"),
            Self::Applying => key!("roster-state-applying"),
            Self::Settling => key!("roster-state-settling"),
            Self::Settled => key!("roster-state-settled"),
            Self::Withdrawing => key!("roster-state-withdrawing"),
            Self::Undoing | Self::UndoSettling => key!("roster-state-undoing"),
            Self::Undone => key!("roster-state-undone"),
        };
        t.get(key).into_owned()
    }

    /// Whether its rows are shown.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Settling | Self::Settled | Self::Undoing)
    }
}

/// A batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its id; also the name of its gate.
    pub id: BatchId,
    /// The importing organisation: rows outside of its subtree are not touched.
    pub spot: Spot,
    /// How far it has come.
    pub state: State,
    /// The day of which the roster speaks.
    pub as_of: Option<Day>,
    /// Who handed it in.
    pub account: Option<Uuid>,
    /// When.
    pub created_at: Moment,
    /// Since when it is shown.
    pub shown_at: Option<Moment>,
    /// The next block to work on.
    pub next_block: i64,
    /// The tables that were found, and what their columns mean.
    pub layout: Layout,
    /// The name of the gate that takes it back.
    pub undo: Option<Uuid>,
    /// Rows of people.
    pub counts: Counts,
}

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// All rows of people.
    pub lines: i64,
    /// New people.
    pub new: i64,
    /// People of whom something changes.
    pub changed: i64,
    /// People who stay as they are.
    pub same: i64,
    /// Rows that wait for a decision.
    pub doubtful: i64,
    /// Rows to be mended.
    pub faulty: i64,
    /// Rows left out because somebody edited the person meanwhile.
    pub dropped: i64,
    /// People whom an undo left as they are, because somebody edited them since.
    pub kept: i64,
    /// People of the branches named who are missing from the files.
    pub absent: i64,
}

/// Why something is not done with a batch.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The batch has gone on meanwhile.
    #[error("the batch is {0:?}")]
    State(State),
    /// A roster speaks of a day that has come.
    #[error("the as-of day lies in the future")]
    AsOfInFuture,
    /// No table was recognised.
    #[error("no table was recognised")]
    NoTable,
    /// No row can be taken.
    #[error("no row can be taken")]
    NothingToTake,
    /// A column has no meaning of that name.
    #[error("a table or column does not exist")]
    NoSuchColumn,
    /// The answer is none of those offered.
    #[error("there is no such choice")]
    NoSuchChoice,
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
            Self::State(_) => Told::new(No::Conflict, key!("roster-refused-state")),
            Self::AsOfInFuture => Told::at("as_of", key!("roster-refused-future")),
            Self::NoTable => Told::at("files", key!("roster-refused-no-table")),
            Self::NothingToTake => Told::new(No::Invalid, key!("roster-refused-nothing")),
            Self::NoSuchColumn | Self::NoSuchChoice => Told::new(No::Invalid, key!("roster-refused-choice")),
        }
    }
}

macro_rules! columns {
    () => {
        "id, area_id, org_id, path, state, as_of, account_id, created_at, shown_at, next_block, layout, undo_id, \
         n_lines, n_new, n_changed, n_same, n_doubtful, n_faulty, n_dropped, n_kept, n_absent"
    };
}

impl Batch {
    fn from_row(read: &Read, row: &Row) -> Result<Self, Fault> {
        let id: BatchId = row.get("id")?;
        let layout = match row.get::<Option<Vec<u8>>>("layout")? {
            Some(sealed) => {
                let row = seal_row(id, 0);
                let place = Context { table: "registry_batch", column: "layout", row: &row };
                let clear = read.keys().open(place, &sealed)?;
                serde_json::from_slice(&clear)?
            }
            None => Layout::default(),
        };
        let state: String = row.get("state")?;
        Ok(Self {
            id,
            spot: Spot { id: row.get("org_id")?, area: row.get("area_id")?, path: row.get("path")? },
            state: State::from_word(&state).ok_or(Fault::Column("a batch is in an unknown state"))?,
            as_of: row.get("as_of")?,
            account: row.get("account_id")?,
            created_at: row.get("created_at")?,
            shown_at: row.get("shown_at")?,
            next_block: row.get("next_block")?,
            layout,
            undo: row.get("undo_id")?,
            counts: Counts {
                lines: row.get("n_lines")?,
                new: row.get("n_new")?,
                changed: row.get("n_changed")?,
                same: row.get("n_same")?,
                doubtful: row.get("n_doubtful")?,
                faulty: row.get("n_faulty")?,
                dropped: row.get("n_dropped")?,
                kept: row.get("n_kept")?,
                absent: row.get("n_absent")?,
            },
        })
    }

    /// Rows that are taken when it is applied.
    #[must_use]
    pub fn takes(&self) -> i64 {
        self.counts.new + self.counts.changed
    }
}

/// The row to which a sealed value of a batch is bound: the batch, with the number of the piece,
/// block or line mixed in.
pub(super) fn seal_row(id: BatchId, no: i64) -> [u8; 16] {
    let mut row = *id.0.as_bytes();
    for (byte, part) in row[8..].iter_mut().zip(no.to_be_bytes()) {
        *byte ^= part;
    }
    row
}

/// A batch with leave to work on it.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open(read: &mut Read, id: BatchId) -> Result<(Batch, Permit<ImportRoster>), Denied> {
    may::<ImportRoster>(read.actor())?;
    let batch = find(read, id).await?.ok_or(Denied::Missing)?;
    let permit = Permit::at(read.actor(), &batch.spot)?;
    Ok((batch, permit))
}

/// A batch for the program itself: jobs and the command line.
///
/// # Errors
/// [`Denied::Missing`] when there is none or a person asks.
pub async fn open_by_system(read: &mut Read, id: BatchId) -> Result<(Batch, Permit<ImportRoster>), Denied> {
    let permit = Permit::by_system(read.actor(), "registry.roster")?;
    let batch = find(read, id).await?.ok_or(Denied::Missing)?;
    Ok((batch, permit))
}

/// A batch as it stands.
pub(super) async fn find(read: &mut Read, id: BatchId) -> Result<Option<Batch>, Fault> {
    let row =
        read.first(bind!(sql!("SELECT ", columns!(), " FROM registry_batch WHERE id = $1"), id)).await?;
    row.map(|row| Batch::from_row(read, &row)).transpose()
}

/// A page of the batches of a subtree, the latest first: a batch's id tells when it came.
///
/// # Errors
/// A fault of the database.
pub async fn list(
    read: &mut Read,
    scope: &Scope<ImportRoster>,
    turn: &Turn<BatchId>,
    limit: i64,
) -> Result<Leaf<Batch>, Denied> {
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM registry_batch WHERE path >= "));
    query.value(scope.from()).piece(" AND path < ").value(scope.to());
    turn.narrow_back(&mut query, "id", limit);
    let rows = read.rows(query).await?;
    let batches = rows.iter().map(|row| Batch::from_row(read, row)).collect::<Result<_, Fault>>()?;
    Ok(Leaf::of(turn, batches, limit))
}

/// Puts a batch into another state, from the first block on.
pub(super) async fn set_state(tx: &mut Tx, id: BatchId, state: State) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(
        sql!(
            "UPDATE registry_batch SET state = $2, changed_at = $3, next_block = 0, held_until = 0 WHERE id = $1"
        ),
        id,
        state.word(),
        now,
    ))
    .await?;
    Ok(())
}

/// Keeps what the tables' columns mean.
pub(super) async fn set_layout(tx: &mut Tx, id: BatchId, layout: &Layout) -> Result<(), Fault> {
    let row = seal_row(id, 0);
    let place = Context { table: "registry_batch", column: "layout", row: &row };
    let sealed = tx.keys().seal(place, &serde_json::to_vec(layout)?);
    tx.execute(bind!(sql!("UPDATE registry_batch SET layout = $2 WHERE id = $1"), id, sealed)).await?;
    Ok(())
}

/// Adds a new batch; files come next.
pub(super) async fn add(tx: &mut Tx, spot: &Spot) -> Result<BatchId, Fault> {
    let (id, now, account) = (BatchId::fresh(), tx.now(), tx.actor().account_id());
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_batch (id, area_id, org_id, path, state, account_id, created_at, changed_at, \
             held_until, next_block, n_lines, n_new, n_changed, n_same, n_doubtful, n_faulty, n_dropped, n_kept, \
             n_absent) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
        ),
        id,
        spot.area,
        spot.id,
        spot.path.as_str(),
        State::Uploading.word(),
        account,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("registry.roster.upload").on("batch", id.0).within(spot.id.0, spot.area)).await?;
    Ok(id)
}
