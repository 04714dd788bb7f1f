//! Sealing: entries become leaves of a Merkle tree, and each batch ends with a signed head.
//!
//! Leaves stand in the order of sealing. A change commits later than it began, so its entry may
//! turn up behind entries that are sealed already: each run looks back by [`LATE_MS`] for entries
//! that have no leaf. An entry without a leaf that is older than that did not come by a change.
//! Leaves, nodes and head of a batch are one transaction, so the tree never ends between heads.

use uuid::Uuid;

use super::record::{Record, columns};
use super::{first_id_at, moment_of};
use crate::bind;
use crate::checkpoint::Checkpoint;
use crate::clock::Moment;
use crate::db::{Db, Value};
use crate::fault::Fault;
use crate::job::Job;
use crate::merkle::{Hash, Node, NodeId, Tree, edge};
use crate::note::KeyName;
use crate::tx::{Read, Tx};
use crate::{Actor, setting, sql};

/// How long after its beginning a change may commit and still be sealed: an hour, longer than any
/// import takes.
pub const LATE_MS: i64 = 3_600_000;
/// How many entries become leaves in one transaction.
const BATCH: i64 = 1_000;
/// Where the log's name is kept: what no other log is called.
const NAME: &str = "kernel.log_name";

/// The job that seals what is new, every minute.
#[must_use]
pub fn job() -> Job {
    Job::new("kernel.seal_audit", 60_000, async |db: Db| seal(&db).await.map(drop))
}

/// Seals what is new; answers how many entries that were.
///
/// # Errors
/// A fault of the database.
pub async fn seal(db: &Db) -> Result<u64, Fault> {
    let mut sealed = 0;
    loop {
        let batch = db
            .read(&Actor::system("audit"), &(), async move |read: &mut Read, (): &()| {
                Ok::<_, Fault>(Batch { size: size(read).await?, entries: unsealed(read).await? })
            })
            .await?;
        if batch.entries.is_empty() {
            return Ok(sealed);
        }
        let done = db
            .housekeeping("audit", &batch, async move |tx: &mut Tx, batch: &Batch| append(tx, batch).await)
            .await?;
        // Another server was faster: look again at what is left.
        sealed += if done { batch.entries.len() as u64 } else { 0 };
    }
}

/// Entries to come behind a tree of this size.
struct Batch {
    size: i64,
    entries: Vec<Record>,
}

/// How many leaves the tree has.
pub(super) async fn size(read: &mut Read) -> Result<i64, Fault> {
    let last: Option<i64> =
        read.value(sql!("SELECT no FROM kernel_audit_leaf ORDER BY no DESC LIMIT 1")).await?;
    Ok(last.map_or(0, |no| no + 1))
}

/// The smallest id at which an entry without a leaf may still be a late one.
pub(super) async fn late_from(read: &mut Read) -> Result<Uuid, Fault> {
    let last: Option<Uuid> =
        read.value(sql!("SELECT entry_id FROM kernel_audit_leaf ORDER BY entry_id DESC LIMIT 1")).await?;
    // A clock that once ran ahead must not make everything after it look late.
    let last = last.map_or(Moment(0), moment_of).min(read.now());
    Ok(first_id_at(last.plus_ms(-LATE_MS)))
}

async fn unsealed(read: &mut Read) -> Result<Vec<Record>, Fault> {
    let from = late_from(read).await?;
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM kernel_audit a WHERE a.id >= $1 AND NOT EXISTS \
                 (SELECT 1 FROM kernel_audit_leaf l WHERE l.entry_id = a.id) ORDER BY a.id LIMIT $2"
            ),
            from,
            BATCH,
        ))
        .await?;
    rows.iter().map(Record::from_row).collect()
}

/// Puts a batch behind the tree and signs its head; false when the tree has grown meanwhile.
async fn append(tx: &mut Tx, batch: &Batch) -> Result<bool, Fault> {
    if size(tx).await? != batch.size {
        return Ok(false);
    }
    let mut tree = resume(tx, batch.size).await?;
    let mut leaves = Vec::with_capacity(batch.entries.len());
    let mut nodes = Vec::with_capacity(batch.entries.len());
    for (no, entry) in (batch.size..).zip(&batch.entries) {
        let hash = entry.leaf();
        leaves.push([
            Value::Int(Some(no)),
            Value::Id(Some(entry.area)),
            Value::Id(Some(entry.id)),
            Value::Bytes(Some(hash.to_vec())),
        ]);
        tree.append(hash, |node| nodes.extend(inner(node)));
    }
    tx.insert_many(sql!("INSERT INTO kernel_audit_leaf (no, area_id, entry_id, hash) VALUES"), leaves, "")
        .await?;
    tx.insert_many(sql!("INSERT INTO kernel_audit_node (level, no, hash) VALUES"), nodes, "").await?;
    sign(tx, &tree).await?;
    Ok(true)
}

/// The row of a node above the leaves; leaves have a table of their own.
fn inner(node: Node) -> Option<[Value; 3]> {
    (node.id.level > 0).then(|| {
        [
            Value::Int(Some(i64::from(node.id.level))),
            Value::Int(i64::try_from(node.id.index).ok()),
            Value::Bytes(Some(node.hash.to_vec())),
        ]
    })
}

/// The tree of the first `size` leaves, from its stored edge.
async fn resume(read: &mut Read, size: i64) -> Result<Tree, Fault> {
    let size = u64::try_from(size).map_err(|_| Fault::Column("a tree has a negative size"))?;
    let mut hashes = Vec::new();
    for id in edge(size) {
        let hash = node(read, id).await?;
        hashes.push(hash.ok_or_else(|| {
            Fault::Invariant(format!("the audit log's tree lacks node {} of level {}", id.index, id.level))
        })?);
    }
    Tree::resume(size, hashes).map_err(|error| Fault::Invariant(error.to_string()))
}

/// The stored hash of a complete subtree.
pub(super) async fn node(read: &mut Read, id: NodeId) -> Result<Option<Hash>, Fault> {
    let index = i64::try_from(id.index).map_err(|_| Fault::Column("a node is out of range"))?;
    if id.level == 0 {
        let leaf = sql!("SELECT hash FROM kernel_audit_leaf WHERE no = $1");
        return read.value(bind!(leaf, index)).await;
    }
    let inner = sql!("SELECT hash FROM kernel_audit_node WHERE level = $1 AND no = $2");
    read.value(bind!(inner, i64::from(id.level), index)).await
}

/// The log's name, once it has one.
pub(super) async fn name(read: &mut Read) -> Result<Option<KeyName>, Fault> {
    let name: Option<String> = setting::get(read, NAME).await?;
    let name = name.map(|name| name.parse());
    name.transpose().map_err(|_| Fault::Column("the log's name cannot name a key"))
}

async fn sign(tx: &mut Tx, tree: &Tree) -> Result<(), Fault> {
    let name = match name(tx).await? {
        Some(name) => name,
        None => {
            let name = format!("zhibu-log/{}", crate::id::fresh().simple());
            setting::set(tx, NAME, &name).await?;
            name.parse().expect("a name of letters and digits is one")
        }
    };
    let head = Checkpoint::new(name.to_string(), tree.size(), tree.root());
    let note =
        head.signed(&tx.keys().log_signer(name)).map_err(|error| Fault::Invariant(error.to_string()))?;
    let (now, size) = (tx.now(), i64::try_from(tree.size()).unwrap_or(i64::MAX));
    tx.execute(bind!(
        sql!("INSERT INTO kernel_audit_head (size, signed_at, note) VALUES ($1, $2, $3)"),
        size,
        now,
        note.to_string(),
    ))
    .await?;
    Ok(())
}

/// A signed head of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries stand under it.
    pub size: i64,
    /// When it was signed.
    pub signed_at: Moment,
    /// The signed note, to be kept elsewhere: C2SP tlog-checkpoint.
    pub note: String,
}

/// The newest head; none before anything was sealed.
///
/// # Errors
/// A fault of the database.
pub async fn head(read: &mut Read) -> Result<Option<Head>, Fault> {
    let row = read
        .first(sql!("SELECT size, signed_at, note FROM kernel_audit_head ORDER BY size DESC LIMIT 1"))
        .await?;
    row.map(|row| {
        Ok(Head { size: row.get("size")?, signed_at: row.get("signed_at")?, note: row.get("note")? })
    })
    .transpose()
}
