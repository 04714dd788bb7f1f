//! Proofs: which stored nodes make one, and checking one without any.

use super::{Hash, NodeId, Tree, fold, left_part, node_hash, subtree};

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
    pub fn prove(&self, fetched: impl Fn(NodeId) -> Option<Hash>) -> Result<Vec<Hash>, MissingNode> {
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
        return Err(ProofError::Outside { position: index, size });
    }
    let mut climb = Climb { node: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        hash = match climb.step()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    climb.arrived()?;
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
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
        return Err(ProofError::Outside { position: old, size: new });
    }
    if old == 0 || old == new {
        let known = if old == 0 { &Tree::new().root() } else { new_root };
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
    let mut climb = Climb { node: old - 1, last: new - 1 };
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
    if old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(ProofError::Root) }
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
        if self.last == 0 { Ok(()) } else { Err(ProofError::Length) }
    }
}
