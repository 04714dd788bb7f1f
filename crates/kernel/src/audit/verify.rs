//! Verifying: the whole log is read once, in the order of its leaves, and hashed anew.
//!
//! What this finds by itself: an entry that was altered, exchanged, removed or slipped in, a tree
//! that does not follow from the entries, a head that our key did not sign. What only a head kept
//! elsewhere shows: a log cut back together with its newest heads (a restored backup), and a log
//! rewritten by somebody who holds the signing key. Entries younger than the last sealing, about
//! a minute, are not covered yet.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::moment_of;
use super::record::{Record, columns};
use super::seal::{self, late_from};
use crate::checkpoint::Checkpoint;
use crate::db::{Db, Row};
use crate::fault::Fault;
use crate::merkle::{Hash, Node, Tree};
use crate::note::{Note, Verifier};
use crate::tx::Read;
use crate::{Actor, bind, sql};

/// How many leaves are read at a time; a power of two, so that nodes of a page are ranges.
const PAGE: i64 = 1_024;

/// The first thing that is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The entry was deleted.
    Missing { no: i64, entry: Uuid },
    /// The entry is not what was sealed.
    Changed { no: i64, entry: Uuid },
    /// The entry stands where another was sealed: these two were exchanged.
    Swapped { no: i64, with: i64, entry: Uuid },
    /// A leaf was deleted.
    Gap { no: i64 },
    /// The entry was slipped in: it is too old to be unsealed.
    Inserted { entry: Uuid },
    /// The entry's time was moved: it contradicts its id.
    Moved { entry: Uuid },
    /// The tree was altered at this node.
    Node { level: u8, index: u64 },
    /// The head of this size is missing, or our key did not sign it: whoever rewrote the log did
    /// not hold the key.
    Head { size: i64 },
    /// The entries after `after`, up to `size`, are not those over which the head was signed.
    Rewritten { after: i64, size: i64 },
    /// The log is shorter than a signed head says: it was cut, or restored from a backup.
    Truncated { size: i64, head: i64 },
    /// The head that was kept is not of this log, or not signed by its key.
    ForeignHead,
    /// The head that was kept stands over other entries: the log was rewritten with its key, or
    /// two logs were shown.
    Forked { size: i64 },
}

/// What verifying found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How many sealed entries were read and are as they were sealed.
    pub verified: i64,
    /// How many sealed entries the log has.
    pub size: i64,
    /// How many entries wait for sealing.
    pub waiting: i64,
    /// The first thing that is wrong; none when the log is whole.
    pub finding: Option<Finding>,
}

/// Verifies the whole log, against a head that was kept elsewhere if there is one.
///
/// # Errors
/// A fault of the database. What is wrong with the log is no fault but the report.
pub async fn verify(db: &Db, kept_head: Option<&str>) -> Result<Report, Fault> {
    verify_while(db, kept_head, &Arc::new(Far::default())).await
}

/// How far verifying is, for whoever waits.
#[derive(Debug, Default)]
pub struct Far {
    verified: AtomicI64,
    size: AtomicI64,
}

impl Far {
    /// Entries that were verified, of how many; 0 of 0 before anything was read.
    #[must_use]
    pub fn now(&self) -> (i64, i64) {
        (self.verified.load(Ordering::Relaxed), self.size.load(Ordering::Relaxed))
    }
}

/// [`verify`], telling all the while how far it is.
///
/// # Errors
/// As [`verify`].
pub async fn verify_while(db: &Db, kept_head: Option<&str>, far: &Arc<Far>) -> Result<Report, Fault> {
    let given = (kept_head.map(str::to_owned), Arc::clone(far));
    db.read(
        &Actor::system("audit"),
        &given,
        async move |read: &mut Read, (kept, far): &(Option<String>, Arc<Far>)| {
            report(read, kept.as_deref(), far).await
        },
    )
    .await
}

async fn report(read: &mut Read, kept: Option<&str>, far: &Far) -> Result<Report, Fault> {
    let mut walk = Walk {
        size: seal::size(read).await?,
        tree: Tree::new(),
        kept: None,
        trusted: Vec::new(),
        origin: String::new(),
        last_head: 0,
    };
    let finding = walk.whole(read, kept, far).await?;
    Ok(Report { verified: walk.done(), size: walk.size, waiting: waiting(read).await?, finding })
}

async fn waiting(read: &mut Read) -> Result<i64, Fault> {
    let from = late_from(read).await?;
    let count: Option<i64> = read
        .value(bind!(
            sql!(
                "SELECT count(*) FROM kernel_audit a WHERE a.id >= $1 AND NOT EXISTS \
                 (SELECT 1 FROM kernel_audit_leaf l WHERE l.entry_id = a.id)"
            ),
            from
        ))
        .await?;
    Ok(count.unwrap_or(0))
}

/// The tree as far as it was built anew.
struct Walk {
    size: i64,
    tree: Tree,
    kept: Option<Checkpoint>,
    trusted: Vec<Verifier>,
    origin: String,
    last_head: i64,
}

impl Walk {
    fn done(&self) -> i64 {
        i64::try_from(self.tree.size()).unwrap_or(i64::MAX)
    }

    async fn whole(
        &mut self,
        read: &mut Read,
        kept: Option<&str>,
        far: &Far,
    ) -> Result<Option<Finding>, Fault> {
        far.size.store(self.size, Ordering::Relaxed);
        if let Some(name) = seal::name(read).await? {
            self.trusted = read.keys().log_verifiers(&name);
            self.origin = name.to_string();
        }
        if let Some(kept) = kept {
            match self.signed(kept) {
                Some(kept) => self.kept = Some(kept),
                None => return Ok(Some(Finding::ForeignHead)),
            }
        }
        while self.done() < self.size {
            if let Some(finding) = self.page(read).await? {
                return Ok(Some(finding));
            }
            far.verified.store(self.done(), Ordering::Relaxed);
        }
        if let Some(finding) = self.ends(read).await? {
            return Ok(Some(finding));
        }
        slipped_in(read).await
    }

    /// The checkpoint of a note, when it is of this log and our key signed it.
    fn signed(&self, note: &str) -> Option<Checkpoint> {
        // Who copies a head off a page may lose the line feed at its end.
        let note: Note = format!("{}\n", note.replace('\r', "").trim_end()).parse().ok()?;
        note.verify(&self.trusted).ok()?;
        let head: Checkpoint = note.text().parse().ok()?;
        (head.origin == self.origin).then_some(head)
    }

    /// Verifies the next leaves, with the nodes and heads that end among them.
    async fn page(&mut self, read: &mut Read) -> Result<Option<Finding>, Fault> {
        let start = self.done();
        let end = (start + PAGE).min(self.size);
        let rows = read
            .rows(bind!(
                sql!(
                    "SELECT l.no AS leaf_no, l.entry_id, l.hash AS leaf_hash, a.id AS entry_found, ",
                    columns!(),
                    " FROM kernel_audit_leaf l \
                     LEFT JOIN kernel_audit a ON a.area_id = l.area_id AND a.id = l.entry_id \
                     WHERE l.no >= $1 AND l.no < $2 ORDER BY l.no"
                ),
                start,
                end,
            ))
            .await?;
        let mut heads = self.heads(read, start, end).await?.into_iter().peekable();
        let mut nodes = Vec::new();
        for (no, row) in (start..end).zip(&rows) {
            let hash: Hash = row.get("leaf_hash")?;
            if let Some(finding) = self.leaf(read, no, row, &hash).await? {
                return Ok(Some(finding));
            }
            self.tree.append(hash, |node| nodes.push(node));
            while let Some((size, note)) = heads.next_if(|(size, _)| *size == self.done()) {
                if let Some(finding) = self.head(size, &note) {
                    return Ok(Some(finding));
                }
            }
            if let Some(finding) = self.against_kept() {
                return Ok(Some(finding));
            }
        }
        if self.done() < end {
            return Ok(Some(Finding::Gap { no: self.done() }));
        }
        stored(read, &nodes, start, end).await
    }

    async fn leaf(&self, read: &mut Read, no: i64, row: &Row, hash: &Hash) -> Result<Option<Finding>, Fault> {
        let entry: Uuid = row.get("entry_id")?;
        if row.get::<i64>("leaf_no")? != no {
            return Ok(Some(Finding::Gap { no }));
        }
        if row.get::<Option<Uuid>>("entry_found")?.is_none() {
            return Ok(Some(Finding::Missing { no, entry }));
        }
        let record = Record::from_row(row)?;
        if moment_of(record.id) != record.recorded_at {
            return Ok(Some(Finding::Moved { entry }));
        }
        let found = record.leaf();
        if found == *hash {
            return Ok(None);
        }
        let sealed_at: Option<i64> =
            read.value(bind!(sql!("SELECT no FROM kernel_audit_leaf WHERE hash = $1"), found)).await?;
        Ok(Some(match sealed_at {
            Some(with) => Finding::Swapped { no, with, entry },
            None => Finding::Changed { no, entry },
        }))
    }

    /// The heads of sizes in (start, end], smallest first.
    async fn heads(&self, read: &mut Read, start: i64, end: i64) -> Result<Vec<(i64, String)>, Fault> {
        let rows = read
            .rows(bind!(
                sql!("SELECT size, note FROM kernel_audit_head WHERE size > $1 AND size <= $2 ORDER BY size"),
                start,
                end,
            ))
            .await?;
        rows.iter().map(|row| Ok((row.get("size")?, row.get("note")?))).collect()
    }

    /// Compares a signed head with the tree of that size.
    fn head(&mut self, size: i64, note: &str) -> Option<Finding> {
        let Some(head) = self.signed(note) else {
            return Some(Finding::Head { size });
        };
        if (head.size, head.root) != (self.tree.size(), self.tree.root()) {
            return Some(Finding::Rewritten { after: self.last_head, size });
        }
        self.last_head = size;
        None
    }

    /// Compares the kept head, once the tree has its size.
    fn against_kept(&self) -> Option<Finding> {
        let kept = self.kept.as_ref()?;
        let differs = kept.size == self.tree.size() && kept.root != self.tree.root();
        differs.then(|| Finding::Forked { size: self.done() })
    }

    /// What must hold at the end: the tree ends with its newest head, and is not shorter than the
    /// one that was kept.
    async fn ends(&self, read: &mut Read) -> Result<Option<Finding>, Fault> {
        let newest = seal::head(read).await?.map_or(0, |head| head.size);
        let kept = self.kept.as_ref().map_or(0, |kept| kept.size);
        let kept = i64::try_from(kept).unwrap_or(i64::MAX);
        // Newer heads than this walk's size are of entries sealed since it began.
        let grown = seal::size(read).await?;
        Ok(if newest > grown || kept > grown {
            let head = newest.max(kept);
            Some(Finding::Truncated { size: grown, head })
        } else if self.last_head < self.size {
            Some(Finding::Head { size: self.size })
        } else {
            None
        })
    }
}

/// Compares the nodes that became complete between two sizes with those that are stored.
async fn stored(read: &mut Read, nodes: &[Node], start: i64, end: i64) -> Result<Option<Finding>, Fault> {
    let mut levels: HashMap<u8, HashMap<u64, Hash>> = HashMap::new();
    for node in nodes.iter().filter(|node| node.id.level > 0) {
        let level = levels.entry(node.id.level).or_default();
        level.insert(node.id.index, node.hash);
    }
    let mut levels: Vec<_> = levels.into_iter().collect();
    levels.sort_unstable_by_key(|(level, _)| *level);
    for (level, mut expected) in levels {
        let rows = read
            .rows(bind!(
                sql!("SELECT no, hash FROM kernel_audit_node WHERE level = $1 AND no >= $2 AND no < $3"),
                i64::from(level),
                start >> level,
                end >> level,
            ))
            .await?;
        for row in &rows {
            let index = u64::try_from(row.get::<i64>("no")?).unwrap_or(u64::MAX);
            if expected.remove(&index) != Some(row.get::<Hash>("hash")?) {
                return Ok(Some(Finding::Node { level, index }));
            }
        }
        if let Some(index) = expected.keys().min() {
            return Ok(Some(Finding::Node { level, index: *index }));
        }
    }
    Ok(None)
}

/// The first entry that has no leaf and is too old for that.
async fn slipped_in(read: &mut Read) -> Result<Option<Finding>, Fault> {
    let from = late_from(read).await?;
    let entry: Option<Uuid> = read
        .value(bind!(
            sql!(
                "SELECT a.id FROM kernel_audit a WHERE a.id < $1 AND NOT EXISTS \
                 (SELECT 1 FROM kernel_audit_leaf l WHERE l.entry_id = a.id) ORDER BY a.id LIMIT 1"
            ),
            from
        ))
        .await?;
    Ok(entry.map(|entry| Finding::Inserted { entry }))
}
