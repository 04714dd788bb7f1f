//! Sealed values, keyed hashes and the keys that change under them.
use proptest::prelude::*;
use zhibu_kernel::{
    checkpoint::Checkpoint,
    merkle::Tree,
    seal::{
        Agreement, Context, Fingerprint, HashKind, KeyId, Keyring, Mismatch, RotationError, SealError, Suite,
    },
};

use crate::key_file;

pub const PHONE: HashKind = HashKind::new("phone");
const CITIZEN_ID: HashKind = HashKind::new("citizen_id");
pub const NUMBER: &[u8] = b"+8613900000000";
const ROW: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
pub const HERE: Context<'_> = Context { table: "person", column: "phone", row: &ROW };

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// What is expected of the known key was computed with another implementation of the algorithms,
/// in another language.
fn known() -> Keyring {
    key_file::load_known()
}

/// A keyring with three keys, of which each does something else.
pub fn rotated() -> Keyring {
    let (ring, second) = Keyring::generate(Suite::Aes).with_new_key().unwrap();
    let (ring, third) = ring.with_new_key().unwrap();
    ring.sealing_with(third, Suite::Sm).unwrap().hashing_with(second, Suite::Aes).unwrap()
}

fn suites() -> impl Strategy<Value = Suite> {
    prop_oneof![Just(Suite::Aes), Just(Suite::Sm)]
}

#[test]
fn formats_are_as_documented() {
    let ring = known();
    for sealed in [
        "010001016465666768696a6b6c6d6e6f9346933fa881970495edb74a7ead8eb569fe39cde7a6eb4037e5f2dbdcae",
        "010001026465666768696a6b6c6d6e6fc9ebc6d80e5a7cc614ee7d2d0b64a323d68b5b315a809807a1093ad005eb",
    ] {
        assert_eq!(ring.open(HERE, &bytes(sealed)).unwrap().as_slice(), NUMBER);
    }
    let hash = |ring: &Keyring| ring.hash(PHONE, NUMBER).current.to_vec();
    let tail = |ring: &Keyring| ring.tail_hash(PHONE, &ROW, b"0000").current.to_vec();
    assert_eq!(hash(&ring), bytes("08243a0c12e5c211bddea969f1d7e00f"));
    assert_eq!(tail(&ring), bytes("240ee907bb36fef9a154f4eaae10e4b9"));
    let sm = ring.hashing_with(KeyId(1), Suite::Sm).unwrap();
    assert_eq!(hash(&sm), bytes("02511848c3f634b9e4df2ad9e317bfc3"));
    assert_eq!(tail(&sm), bytes("b727fa9c609ef6c6bde646509a609a6b"));

    assert_eq!(ring.fingerprint().to_string(), "1:b5037422bd38ea1d");
}

#[test]
fn the_log_and_the_witness_sign_with_keys_of_the_keyring() {
    let ring = known();
    let log = ring.log_signer("zhibu.example/log".parse().unwrap());
    let head = Checkpoint::new("zhibu.example/log", 0, Tree::new().root());
    let mut note = head.signed(&log).unwrap();
    note.cosign(&ring.witness_signer("witness.example/w".parse().unwrap()), 1_795_534_000);
    assert_eq!(
        note.to_string(),
        "\
zhibu.example/log
0
47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

— zhibu.example/log uBL3xdm2zJuTwJz2nZtvHeAZgmJgCLInyn3g59PVQUOT/TVX8pImFYlv57zRgyQHLOZIlYt1mAurAScpzPwM/DAQ3wI=
— witness.example/w qjvL3QAAAABrBaywsp2pl2MTr7gZ+ZhTjx9hVMQhIdzBiyA0Yj0WXQz714GkUGxXT8+DbiXjeov/1C6UOxp7dxqULA4dkX+05uTOBw==
"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_opens(
        suite in suites(),
        table in "\\PC{0,20}",
        column in "\\PC{0,20}",
        row in any::<[u8; 16]>(),
        plain in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let ring = Keyring::generate(suite);
        let context = Context { table: &table, column: &column, row: &row };
        let sealed = ring.seal(context, &plain);
        let opened = ring.open(context, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
        prop_assert_eq!(sealed.len(), plain.len() + 32);
        prop_assert_ne!(ring.seal(context, &plain), sealed);
        prop_assert_eq!(ring.sealed(), 2);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))] // thousands of openings each

    #[test]
    fn no_flipped_bit_and_no_cut_goes_unseen(
        suite in suites(),
        plain in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let ring = Keyring::generate(suite);
        let sealed = ring.seal(HERE, &plain);
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(ring.open(HERE, &altered).is_err(), "bit {}", bit);
        }
        for end in 0..sealed.len() {
            prop_assert!(ring.open(HERE, &sealed[..end]).is_err(), "cut at {}", end);
        }
    }
}

#[test]
fn it_opens_in_no_other_place() {
    let flip = |text: &str, bit: usize| {
        let mut text = text.as_bytes().to_vec();
        text[bit / 7] ^= 1 << (bit % 7); // ASCII stays ASCII
        String::from_utf8(text).unwrap()
    };
    for suite in [Suite::Aes, Suite::Sm] {
        let ring = Keyring::generate(suite);
        let sealed = ring.seal(HERE, NUMBER);
        let broken = |there: Context<'_>| assert_eq!(ring.open(there, &sealed), Err(SealError::Broken));
        for bit in 0..HERE.table.len() * 7 {
            broken(Context { table: &flip(HERE.table, bit), ..HERE });
        }
        for bit in 0..HERE.column.len() * 7 {
            broken(Context { column: &flip(HERE.column, bit), ..HERE });
        }
        for bit in 0..128 {
            let mut row = ROW;
            row[bit / 8] ^= 1 << (bit % 8);
            broken(Context { row: &row, ..HERE });
        }
        // The border between the names counts too.
        broken(Context { table: "personp", column: "hone", ..HERE });
    }
}

#[test]
fn hashes_find_one_kind_in_one_area() {
    let ring = Keyring::generate(Suite::Aes);
    let areas = [[1; 16], [2; 16]];
    let mut seen = vec![
        ring.hash(PHONE, b"0000").current,
        ring.hash(CITIZEN_ID, b"0000").current,
        ring.tail_hash(PHONE, &areas[0], b"0000").current,
        ring.tail_hash(PHONE, &areas[1], b"0000").current,
        ring.tail_hash(CITIZEN_ID, &areas[0], b"0000").current,
        ring.tail_hash(PHONE, &areas[0], b"0001").current,
        Keyring::generate(Suite::Aes).hash(PHONE, b"0000").current,
    ];
    assert_eq!(ring.hash(PHONE, b"0000").all().collect::<Vec<_>>(), seen[..1]);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 7, "no two are the same");
}

#[test]
fn a_key_is_replaced_without_a_moment_of_unreadable_data() {
    let first = Keyring::generate(Suite::Aes);
    let old = first.seal(HERE, NUMBER);
    let old_hash = first.hash(PHONE, NUMBER).current;
    assert!(!first.needs_rotation(&old));

    let (ring, key) = first.with_new_key().unwrap();
    assert!(!ring.needs_rotation(&old), "nothing uses the new key yet");
    let ring = ring.sealing_with(key, Suite::Sm).unwrap();
    assert!(ring.needs_rotation(&old) && ring.needs_rotation(b"in clear"));
    let new = ring.seal(HERE, &ring.open(HERE, &old).unwrap());
    assert!(!ring.needs_rotation(&new));
    assert_eq!((Keyring::key_of(&old), Keyring::key_of(&new)), (Ok(KeyId(1)), Ok(KeyId(2))));
    assert_eq!(first.open(HERE, &new), Err(SealError::NoKey(KeyId(2))));

    let ring = ring.hashing_with(key, Suite::Sm).unwrap();
    let both = ring.hash(PHONE, NUMBER);
    assert_eq!(both.all().collect::<Vec<_>>(), [both.current, old_hash]);
    assert_eq!(ring.hashing_with(key, Suite::Aes).unwrap_err(), RotationError::Unfinished(KeyId(1)));
    assert_eq!(ring.without(KeyId(1)).unwrap_err(), RotationError::InUse(KeyId(1)));
    let ring = ring.hashing_finished();
    assert_eq!(ring.hash(PHONE, NUMBER).all().collect::<Vec<_>>(), [both.current]);

    assert_eq!(ring.without(KeyId(1)).unwrap_err(), RotationError::InUse(KeyId(1)));
    let ring = ring.signing_with(key).unwrap().without(KeyId(1)).unwrap();
    assert_eq!(ring.open(HERE, &old), Err(SealError::NoKey(KeyId(1))));
    assert_eq!(ring.open(HERE, &new).unwrap().as_slice(), NUMBER);
    assert_eq!(ring.without(KeyId(7)).unwrap_err(), RotationError::NoKey(KeyId(7)));
}

#[test]
fn a_change_of_key_or_suite_alone_asks_for_sealing_anew() {
    let ring = Keyring::generate(Suite::Aes);
    let sealed = ring.seal(HERE, NUMBER);
    let (more, key) = ring.with_new_key().unwrap();
    for changed in [ring.sealing_with(KeyId(1), Suite::Sm), more.sealing_with(key, Suite::Aes)] {
        let changed = changed.unwrap();
        assert!(changed.needs_rotation(&sealed));
        assert_eq!(changed.open(HERE, &sealed).unwrap().as_slice(), NUMBER);
    }
}

#[test]
fn the_database_knows_its_keyring() {
    let ring = rotated();
    let print = ring.fingerprint();
    assert_eq!(print.to_string().parse(), Ok(print.clone()));
    assert_eq!(ring.agrees_with(&print), Ok(Agreement::Same));
    let (ahead, _) = ring.with_new_key().unwrap();
    assert_eq!(ahead.agrees_with(&print), Ok(Agreement::Ahead));
    assert_eq!(ring.agrees_with(&ahead.fingerprint()), Err(Mismatch::Lacks { missing: vec![KeyId(4)] }));
    // Rotated twice from one copy: the fourth keys differ.
    let (apart, _) = ring.with_new_key().unwrap();
    assert_eq!(apart.agrees_with(&ahead.fingerprint()), Err(Mismatch::Lacks { missing: vec![KeyId(4)] }));
    let other = Keyring::generate(Suite::Aes);
    let found = other.fingerprint();
    assert_eq!(other.agrees_with(&print), Err(Mismatch::Other { remembered: print, found }));
    for wrong in ["", "1", "1:", "1:12", "1:0123456789ABCDEF", "1:0123456789abcdef "] {
        assert!(wrong.parse::<Fingerprint>().is_err(), "{wrong:?}");
    }
}

#[test]
fn nothing_of_a_keyring_shows() {
    let ring = known();
    let shown = format!("{ring:?}");
    assert_eq!(shown, "Keyring(1:b5037422bd38ea1d)");
}
