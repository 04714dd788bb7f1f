use std::collections::HashMap;

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use zhibu_kernel::merkle::{
    self, Hash, NodeId, ProofError, Tree, leaf_hash, verify_consistency, verify_inclusion,
};

/// The entries of the Certificate Transparency test vectors.
const ENTRIES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// And the root after each.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn text(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A log with the table of nodes that its keeper has.
#[derive(Default)]
struct Log {
    tree: Tree,
    nodes: HashMap<NodeId, Hash>,
}

impl Log {
    fn of(leaves: &[Hash]) -> Self {
        let mut log = Self::default();
        for leaf in leaves {
            log.append(*leaf);
        }
        log
    }

    fn append(&mut self, leaf: Hash) {
        self.tree.append(leaf, |node| {
            let earlier = self.nodes.insert(node.id, node.hash);
            assert_eq!(earlier, None, "a node is written once");
        });
    }

    fn prove(&self, plan: merkle::Plan) -> Vec<Hash> {
        plan.prove(|id| self.nodes.get(&id).copied()).unwrap()
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        self.prove(merkle::inclusion(index, size).unwrap())
    }

    fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        self.prove(merkle::consistency(old, new).unwrap())
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

/// MTH of RFC 6962 section 2.1, over leaf hashes.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len()));
            Sha256::digest([&[1][..], &root(left), &root(right)].concat()).into()
        }
    }
}

/// The largest power of two smaller than `length`.
fn half(length: usize) -> usize {
    length.next_power_of_two() / 2
}

/// PATH of RFC 6962 section 2.1.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut below, beside) = if index < left.len() {
        (path(index, left), root(right))
    } else {
        (path(index - left.len(), right), root(left))
    };
    below.push(beside);
    below
}

/// SUBPROOF of RFC 6962 section 2.1.2.
fn subproof(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut below, beside) = if old <= left.len() {
        (subproof(old, left, known), root(right))
    } else {
        (subproof(old - left.len(), right, false), root(left))
    };
    below.push(beside);
    below
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let mut log = Log::default();
    assert_eq!(text(&log.tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (entry, root) in ENTRIES.iter().zip(ROOTS) {
        log.append(leaf_hash(&bytes(entry)));
        assert_eq!(text(&log.tree.root()), root);
    }
    let second_of_eight: Vec<_> = log.inclusion(1, 8).iter().map(text).collect();
    assert_eq!(text(&leaf_hash(b"")), second_of_eight[0]);
    let first_of_eight: Vec<_> = log.inclusion(0, 8).iter().map(text).collect();
    assert_eq!(
        first_of_eight,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
}

#[test]
fn every_proof_in_a_small_log_is_that_of_the_rfc_and_holds() {
    let leaves = leaves(33);
    let log = Log::of(&leaves);
    let roots: Vec<_> = (0..=leaves.len()).map(|size| root(&leaves[..size])).collect();
    for new in 0..=leaves.len() {
        for index in 0..new {
            let proof = log.inclusion(index as u64, new as u64);
            assert_eq!(proof, path(index, &leaves[..new]));
            let held = verify_inclusion(&leaves[index], index as u64, new as u64, &roots[new], &proof);
            assert_eq!(held, Ok(()), "entry {index} of {new}");
        }
        for old in 0..=new {
            let proof = log.consistency(old as u64, new as u64);
            if old > 0 {
                assert_eq!(proof, subproof(old, &leaves[..new], true));
            }
            let held = verify_consistency((old as u64, &roots[old]), (new as u64, &roots[new]), &proof);
            assert_eq!(held, Ok(()), "{old} of {new}");
        }
    }
}

#[test]
fn what_is_outside_the_log_has_no_proof() {
    assert_eq!(merkle::inclusion(5, 5), None);
    assert_eq!(merkle::consistency(6, 5), None);
    let log = Log::of(&leaves(5));
    let (leaf, root) = (leaves(1)[0], log.tree.root());
    let outside = |position| Err(ProofError::Outside { position, size: 5 });
    assert_eq!(verify_inclusion(&leaf, 5, 5, &root, &[]), outside(5));
    assert_eq!(verify_consistency((6, &root), (5, &root), &[]), outside(6));
}

#[test]
fn an_inner_node_passes_for_no_entry_and_a_root_for_no_other_size() {
    let log = Log::of(&leaves(4));
    let root = log.tree.root();
    let left = log.nodes[&NodeId { level: 1, index: 0 }];
    let right = log.nodes[&NodeId { level: 1, index: 1 }];
    for (node, proof) in [(root, vec![]), (left, vec![right])] {
        let held = verify_inclusion(&node, 0, 4, &root, &proof);
        assert_eq!(held, Err(ProofError::Length));
    }
    let held = verify_consistency((1, &root), (4, &root), &[]);
    assert_eq!(held, Err(ProofError::Length));
    let held = verify_consistency((1, &left), (4, &root), &[right]);
    assert_eq!(held, Err(ProofError::Length));
}

#[test]
fn a_missing_node_is_named() {
    let plan = merkle::inclusion(0, 3).unwrap();
    let missing = plan.prove(|id| (id.level == 0 && id.index == 1).then_some([0; 32]));
    assert_eq!(missing.unwrap_err().0, NodeId { level: 0, index: 2 });
}

#[test]
fn a_log_goes_on_from_its_stored_edge() {
    let leaves = leaves(100);
    let whole = Log::of(&leaves);
    for size in 0..100 {
        let edge = merkle::edge(size).iter().map(|id| whole.nodes[id]).collect();
        let mut resumed = Tree::resume(size, edge).unwrap();
        for leaf in &leaves[size as usize..] {
            resumed.append(*leaf, |node| assert_eq!(whole.nodes[&node.id], node.hash));
        }
        assert_eq!(resumed, whole.tree);
    }
    let wrong = Tree::resume(3, vec![[0; 32]]).unwrap_err();
    assert_eq!((wrong.expected, wrong.found), (2, 1));
}

#[test]
fn proofs_of_a_large_log_need_few_nodes() {
    for size in [1 << 40, (1 << 40) - 1, u64::MAX] {
        for at in [1, 2, size / 3, size / 2, size - 1] {
            let most = 2 * 64 + 2;
            assert!(merkle::inclusion(at, size).unwrap().nodes().count() <= most);
            assert!(merkle::consistency(at, size).unwrap().nodes().count() <= most);
        }
    }
}

/// What an attacker might do to a proof.
#[derive(Debug, Clone)]
enum Tamper {
    Flip { hash: prop::sample::Index, bit: u8 },
    Drop(prop::sample::Index),
    Insert(prop::sample::Index, Hash),
    Swap(prop::sample::Index),
}

impl Tamper {
    /// The altered proof; `None` when there is nothing to alter.
    fn apply(&self, proof: &[Hash]) -> Option<Vec<Hash>> {
        let mut proof = proof.to_vec();
        match self {
            Self::Flip { hash, bit } if !proof.is_empty() => {
                let hash = hash.get_mut(&mut proof);
                hash[usize::from(bit / 8)] ^= 1 << (bit % 8);
            }
            Self::Drop(at) if !proof.is_empty() => {
                proof.remove(at.index(proof.len()));
            }
            Self::Insert(at, hash) => proof.insert(at.index(proof.len() + 1), *hash),
            Self::Swap(at) if proof.len() > 1 => {
                let at = at.index(proof.len() - 1);
                proof.swap(at, at + 1);
            }
            _ => return None,
        }
        Some(proof)
    }
}

fn tamper() -> impl Strategy<Value = Tamper> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), any::<u8>()).prop_map(|(hash, bit)| Tamper::Flip { hash, bit }),
        index().prop_map(Tamper::Drop),
        (index(), any::<Hash>()).prop_map(|(at, hash)| Tamper::Insert(at, hash)),
        index().prop_map(Tamper::Swap),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_two_sizes_are_consistent_and_no_altered_proof_is(
        (old, new) in (1u64..600).prop_flat_map(|new| (1..=new, Just(new))),
        tampers in prop::collection::vec(tamper(), 20),
        bit in any::<u8>(),
    ) {
        let leaves = leaves(new);
        let log = Log::of(&leaves);
        let (old_root, new_root) = (root(&leaves[..old as usize]), root(&leaves));
        prop_assert_eq!(log.tree.root(), new_root);
        let proof = log.consistency(old, new);
        let check = |old_root: &Hash, new_root: &Hash, proof: &[Hash]| {
            verify_consistency((old, old_root), (new, new_root), proof)
        };
        prop_assert_eq!(check(&old_root, &new_root, &proof), Ok(()));
        for altered in tampers.iter().filter_map(|tamper| tamper.apply(&proof)) {
            prop_assert!(check(&old_root, &new_root, &altered).is_err());
        }
        let mut other = old_root;
        other[usize::from(bit / 8)] ^= 1 << (bit % 8);
        prop_assert_eq!(check(&other, &new_root, &proof), Err(ProofError::Root));
        let mut other = new_root;
        other[usize::from(bit / 8)] ^= 1 << (bit % 8);
        prop_assert_eq!(check(&old_root, &other, &proof), Err(ProofError::Root));
    }

    #[test]
    fn any_entry_is_included_and_no_altered_proof_holds(
        (index, size) in (1u64..600).prop_flat_map(|size| (0..size, Just(size))),
        tampers in prop::collection::vec(tamper(), 20),
    ) {
        let leaves = leaves(size);
        let log = Log::of(&leaves);
        let (leaf, root) = (leaves[index as usize], root(&leaves));
        let proof = log.inclusion(index, size);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &root, &proof), Ok(()));
        for altered in tampers.iter().filter_map(|tamper| tamper.apply(&proof)) {
            prop_assert!(verify_inclusion(&leaf, index, size, &root, &altered).is_err());
        }
        let other = leaf_hash(b"never appended");
        let forged = verify_inclusion(&other, index, size, &root, &proof);
        prop_assert_eq!(forged, Err(ProofError::Root));
    }
}
