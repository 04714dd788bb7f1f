//! A Merkle tree over a growing list, hashed as in RFC 6962 section 2.1 with SHA-256.
//!
//! Who writes the list holds a [`Tree`] (its size and right edge, at most 64 hashes) and keeps
//! each [`Node`] that [`Tree::append`] hands over in a table (level, index, hash): fewer than two
//! per entry, written once, never changed. A proof is made in three steps, so that the table may
//! live anywhere: [`inclusion`] or [`consistency`] makes a [`Plan`] by arithmetic alone,
//! [`Plan::nodes`] names the at most about 130 rows to fetch, [`Plan::prove`] folds them. Every
//! size the tree ever had can be proved from the same rows.
//!
//! Who checks needs none of this: [`verify_inclusion`] and [`verify_consistency`] follow RFC 9162
//! sections 2.1.3.2 and 2.1.4.2, written apart from the code that makes proofs.
use sha2::{Digest, Sha256};

/// A hash of SHA-256.
pub type Hash = [u8; 32];

/// The hash of one entry, set apart from inner nodes by its first byte (RFC 6962 section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new_with_prefix([0])
        .chain_update(entry)
        .finalize()
        .into()
}

/// The hash of an inner node over its two children.
fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The place of a complete subtree: it covers the entries from `index << level` on, `1 << level`
/// of them. Level 0 is the hash of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub level: u8,
    pub index: u64,
}

/// A complete subtree and its hash; it never changes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    pub id: NodeId,
    pub hash: Hash,
}

/// The complete subtrees that a tree of `size` entries consists of, largest first. Their hashes
/// are what [`Tree::resume`] takes.
pub fn edge(size: u64) -> Vec<NodeId> {
    subtree(0, size)
}

/// The hashes of an edge do not fit the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tree of {size} entries has an edge of {expected} hashes, not {found}")]
pub struct WrongEdge {
    pub size: u64,
    pub expected: usize,
    pub found: usize,
}

/// A growing tree: its size and the roots of its complete subtrees, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    edge: Vec<Hash>,
}

impl Tree {
    /// The tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree of `size` entries whose nodes [`edge`]`(size)` have these hashes, in that order.
    ///
    /// # Errors
    /// When the number of hashes is not that of the edge.
    pub fn resume(size: u64, hashes: Vec<Hash>) -> Result<Self, WrongEdge> {
        let expected = size.count_ones() as usize;
        if hashes.len() != expected {
            return Err(WrongEdge {
                size,
                expected,
                found: hashes.len(),
            });
        }
        Ok(Self { size, edge: hashes })
    }

    /// How many entries it holds.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of [`edge`]`(self.size())`, in that order.
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Adds an entry by its [`leaf_hash`] and hands every node that became complete to `keep`,
    /// the leaf first.
    pub fn append(&mut self, leaf: Hash, mut keep: impl FnMut(Node)) {
        let mut node = Node {
            id: NodeId {
                level: 0,
                index: self.size,
            },
            hash: leaf,
        };
        keep(node);
        // An odd index is a right child: its left sibling is the last of the edge.
        while node.id.index % 2 == 1 {
            let left = self
                .edge
                .pop()
                .expect("a right child has its sibling on the edge");
            let id = NodeId {
                level: node.id.level + 1,
                index: node.id.index / 2,
            };
            node = Node {
                id,
                hash: node_hash(&left, &node.hash),
            };
            keep(node);
        }
        self.edge.push(node.hash);
        self.size += 1;
    }

    /// The root; of an empty tree the hash of nothing.
    pub fn root(&self) -> Hash {
        fold(self.edge.iter().copied()).unwrap_or_else(|| Sha256::digest([]).into())
    }
}

/// Which stored nodes make a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One list of complete subtrees per hash of the proof; only a subtree at the ragged right
    /// side has more than one.
    hashes: Vec<Vec<NodeId>>,
}

/// A node that a proof needs was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("node {} of level {} is missing", .0.index, .0.level)]
pub struct MissingNode(pub NodeId);

impl Plan {
    /// The nodes to fetch.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.hashes.iter().flatten().copied()
    }

    /// The proof, from the fetched nodes.
    ///
    /// # Errors
    /// When `fetched` does not know one of [`Plan::nodes`].
    pub fn prove(
        &self,
        fetched: impl Fn(NodeId) -> Option<Hash>,
    ) -> Result<Vec<Hash>, MissingNode> {
        self.hashes
            .iter()
            .map(|parts| {
                let parts = parts
                    .iter()
                    .map(|&id| fetched(id).ok_or(MissingNode(id)))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok(fold(parts.into_iter()).expect("a subtree of a plan has entries"))
            })
            .collect()
    }
}

/// How to prove that the entry at `index`, counted from 0, is in the tree of `size` entries
/// (RFC 6962 section 2.1.1). `None` when it has no such entry.
pub fn inclusion(index: u64, size: u64) -> Option<Plan> {
    if index >= size {
        return None;
    }
    let (mut start, mut length) = (0, size);
    let mut hashes = Vec::new();
    while length > 1 {
        let left = left_part(length);
        if index - start < left {
            hashes.push(subtree(start + left, length - left));
            length = left;
        } else {
            hashes.push(subtree(start, left));
            start += left;
            length -= left;
        }
    }
    hashes.reverse();
    Some(Plan { hashes })
}

/// How to prove that the tree of `new` entries begins with the tree of `old` entries
/// (RFC 6962 section 2.1.2); nothing needs proof when `old` is 0. `None` when `old > new`.
pub fn consistency(old: u64, new: u64) -> Option<Plan> {
    if old > new {
        return None;
    }
    let mut hashes = Vec::new();
    let (mut start, mut length) = (0, new);
    while old > 0 && old - start < length {
        let left = left_part(length);
        if old - start <= left {
            hashes.push(subtree(start + left, length - left));
            length = left;
        } else {
            hashes.push(subtree(start, left));
            start += left;
            length -= left;
        }
    }
    // When the old tree is the leftmost subtree itself, the checker knows its root.
    if start > 0 {
        hashes.push(subtree(start, length));
    }
    hashes.reverse();
    Some(Plan { hashes })
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The position or the smaller size lies outside the tree.
    #[error("position {position} is outside a tree of {size} entries")]
    Outside { position: u64, size: u64 },
    /// It has too few or too many hashes for these sizes.
    #[error("the proof has the wrong length")]
    Length,
    /// The hashes lead to another root than the one that is to be proved.
    #[error("the proof leads to another root")]
    Root,
}

/// Checks that the entry with this [`leaf_hash`] is at `index` in the tree of `size` entries with
/// this root (RFC 9162 section 2.1.3.2).
///
/// # Errors
/// When the proof does not show it.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside {
            position: index,
            size,
        });
    }
    let mut climb = Climb {
        node: index,
        last: size - 1,
    };
    let mut hash = *leaf;
    for sibling in proof {
        hash = match climb.step()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    climb.arrived()?;
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// Checks that the tree of `new` entries begins with the very entries of the tree of `old`
/// entries (RFC 9162 section 2.1.4.2). Every tree begins with the empty one.
///
/// # Errors
/// When the proof does not show it.
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Outside {
            position: old,
            size: new,
        });
    }
    if old == 0 || old == new {
        let known = if old == 0 {
            &Tree::new().root()
        } else {
            new_root
        };
        return match (proof, old_root == known) {
            ([], true) => Ok(()),
            ([], false) => Err(ProofError::Root),
            _ => Err(ProofError::Length),
        };
    }
    // A complete old tree is a node of the new one: its root is where both ways begin.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::Length)?
    };
    let mut climb = Climb {
        node: old - 1,
        last: new - 1,
    };
    climb.skip(climb.node.trailing_ones());
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        match climb.step()? {
            Side::Left => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, sibling),
        }
    }
    climb.arrived()?;
    if old_hash == *old_root && new_hash == *new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// The way from a node to the root: `fn` and `sn` of RFC 9162.
struct Climb {
    /// Index of the node at this level.
    node: u64,
    /// Index of the last node at this level.
    last: u64,
}

/// Where the sibling stands.
enum Side {
    Left,
    Right,
}

impl Climb {
    fn step(&mut self) -> Result<Side, ProofError> {
        if self.last == 0 {
            return Err(ProofError::Length);
        }
        let side = if self.node % 2 == 1 {
            Side::Left
        } else if self.node == self.last {
            // The last node of a level without a right sibling rises unchanged until it has a
            // left one. `node` is not 0 here, since `last` is not.
            self.skip(self.node.trailing_zeros());
            Side::Left
        } else {
            Side::Right
        };
        self.skip(1);
        Ok(side)
    }

    fn skip(&mut self, levels: u32) {
        self.node >>= levels;
        self.last >>= levels;
    }

    fn arrived(&self) -> Result<(), ProofError> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(ProofError::Length)
        }
    }
}

/// The complete subtrees of the subtree that begins at entry `start` and has `length` entries,
/// largest first. `start` is a multiple of the largest.
fn subtree(start: u64, length: u64) -> Vec<NodeId> {
    let mut start = start;
    let mut parts = Vec::with_capacity(length.count_ones() as usize);
    for level in (0..64).rev().filter(|&level| length >> level & 1 == 1) {
        parts.push(NodeId {
            level,
            index: start >> level,
        });
        start += 1 << level;
    }
    parts
}

/// The length of the left child: the largest power of two below `length`, which is at least 2.
fn left_part(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// The root over complete subtrees, largest first.
fn fold(parts: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    parts.rev().reduce(|right, left| node_hash(&left, &right))
}
