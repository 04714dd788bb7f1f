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
mod proof;

use sha2::{Digest, Sha256};

pub use self::proof::{
    MissingNode, Plan, ProofError, consistency, inclusion, verify_consistency, verify_inclusion,
};

/// A hash of SHA-256.
pub type Hash = [u8; 32];

/// The hash of one entry, set apart from inner nodes by its first byte (RFC 6962 section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(entry).finalize().into()
}

/// The hash of an inner node over its two children.
fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1]).chain_update(left).chain_update(right).finalize().into()
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
            return Err(WrongEdge { size, expected, found: hashes.len() });
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
        let mut node = Node { id: NodeId { level: 0, index: self.size }, hash: leaf };
        keep(node);
        // An odd index is a right child: its left sibling is the last of the edge.
        while node.id.index % 2 == 1 {
            let left = self.edge.pop().expect("a right child has its sibling on the edge");
            let id = NodeId { level: node.id.level + 1, index: node.id.index / 2 };
            node = Node { id, hash: node_hash(&left, &node.hash) };
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

/// The complete subtrees of the subtree that begins at entry `start` and has `length` entries,
/// largest first. `start` is a multiple of the largest.
fn subtree(start: u64, length: u64) -> Vec<NodeId> {
    let mut start = start;
    let mut parts = Vec::with_capacity(length.count_ones() as usize);
    for level in (0..64).rev().filter(|&level| length >> level & 1 == 1) {
        parts.push(NodeId { level, index: start >> level });
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
