//! The key file: made once, whole or not at all, and clear about what is wrong with it.
use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread};

use tempfile::TempDir;
use zhibu_kernel::seal::{KeyFileError, KeyId, Keyring, RotationError, Suite};

use crate::seal::{HERE, NUMBER, PHONE, rotated};

/// A key file whose key has the bytes 0 to 31.
const KNOWN_FILE: &str = "\
zhibu keyring, version 1
key 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
seal 1 aes
hash 1 aes
sign 1
check c4c73e39119c258c
";

/// The keyring of that file.
pub fn load_known() -> Keyring {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    write(&path, KNOWN_FILE);
    Keyring::load(&path).unwrap()
}

fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_key_file_is_made_once_for_its_owner_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    let missing = Keyring::load(&path);
    assert!(matches!(missing, Err(KeyFileError::Missing(at)) if at == path));

    let ring = Keyring::create(&path, Suite::Sm).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let again = Keyring::load(&path).unwrap();
    assert_eq!(again.fingerprint(), ring.fingerprint());
    assert_eq!(again.open(HERE, &ring.seal(HERE, NUMBER)).unwrap().as_slice(), NUMBER);
    assert_eq!(again.hash(PHONE, NUMBER), ring.hash(PHONE, NUMBER));

    let twice = Keyring::create(&path, Suite::Aes);
    assert!(matches!(twice, Err(KeyFileError::Exists(at)) if at == path));
    assert_eq!(Keyring::load(&path).unwrap().fingerprint(), ring.fingerprint());

    for mode in [0o604, 0o640, 0o660, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let exposed = Keyring::load(&path);
        assert!(matches!(exposed, Err(KeyFileError::Exposed { mode: m, .. }) if m == mode));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    Keyring::load(&path).unwrap();

    let nowhere = Keyring::create(&folder.path().join("no/folder"), Suite::Aes);
    assert!(matches!(nowhere, Err(KeyFileError::Io { .. })));
}

#[test]
fn a_rotated_keyring_is_the_same_from_file_and_sheet() {
    let folder = TempDir::new().unwrap();
    let ring = rotated();
    let path = folder.path().join("keys");
    ring.save(&path).unwrap();
    for copy in [Keyring::load(&path).unwrap(), Keyring::recover(ring.recovery_sheet().text()).unwrap()] {
        assert_eq!(copy.fingerprint(), ring.fingerprint());
        assert_eq!(copy.hash(PHONE, NUMBER), ring.hash(PHONE, NUMBER));
        assert_eq!(copy.open(HERE, &ring.seal(HERE, NUMBER)).unwrap().as_slice(), NUMBER);
        assert!(!copy.needs_rotation(&ring.seal(HERE, NUMBER)));
        let log = "zhibu.example/log".parse().unwrap();
        let same = "zhibu.example/log".parse().unwrap();
        assert_eq!(copy.log_signer(log).verifier(), ring.log_signer(same).verifier());
    }
}

#[test]
fn no_damage_to_a_key_file_goes_unseen() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    let print = load_known().fingerprint();
    let bytes = KNOWN_FILE.as_bytes();
    for at in 0..bytes.len() {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1 << (at % 8);
        write(&path, &altered);
        // Only the last line feed says nothing.
        if let Ok(ring) = Keyring::load(&path) {
            assert_eq!((ring.fingerprint(), at), (print.clone(), bytes.len() - 1));
        }
    }
    for end in 0..bytes.len() - 1 {
        write(&path, &bytes[..end]);
        assert!(Keyring::load(&path).is_err(), "cut at {end}");
    }
}

#[test]
fn a_wrong_key_file_says_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    let load = |content: &str| {
        write(&path, content);
        Keyring::load(&path)
    };
    let damaged = |content: &str| match load(content) {
        Err(KeyFileError::Damaged { line, .. }) => line,
        other => panic!("{other:?} of {content}"),
    };
    assert_eq!(damaged(&KNOWN_FILE.replace("key 1", "key one")), 2);
    assert_eq!(damaged(&KNOWN_FILE.replace("seal 1", "seal 2")), 6);
    assert_eq!(damaged(&KNOWN_FILE.replace("hash 1 aes", "hash 1 des")), 4);
    assert_eq!(damaged(&KNOWN_FILE.replace("sign 1\n", "sign 1\nsign 1\n")), 6);
    assert_eq!(damaged(&KNOWN_FILE.replace("AAEC", "AAED")), 6);
    assert_eq!(damaged("zhibu keyring, version 1\n"), 2);
    assert_eq!(damaged(&format!("{KNOWN_FILE}key 2 AAEC\n")), 7);

    let later = load("zhibu keyring, version 2\nwhatever\n");
    assert!(matches!(later, Err(KeyFileError::Version { version, .. }) if version == "2"));
    for foreign in ["", "# remarks\n", "[settings]\n"] {
        assert!(matches!(load(foreign), Err(KeyFileError::Foreign(_))), "{foreign}");
    }
    write(&path, [0xFF, 0xFE]);
    assert!(matches!(Keyring::load(&path), Err(KeyFileError::Foreign(_))));
    assert!(matches!(Keyring::load(folder.path()), Err(KeyFileError::Foreign(_))));

    // An editor on another system changes no key.
    let edited = format!("# ours\n\n{}", KNOWN_FILE.replace('\n', " \r\n"));
    assert_eq!(load(&edited).unwrap().fingerprint(), load_known().fingerprint());
}

#[test]
fn two_who_rotate_at_once_lose_no_key() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    Keyring::create(&path, Suite::Aes).unwrap();
    let add = || {
        let step = |ring: &Keyring| Ok::<_, KeyFileError>(ring.with_new_key().unwrap().0);
        Keyring::change(&path, step).unwrap().fingerprint()
    };
    let seen: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(add)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let ring = Keyring::load(&path).unwrap();
    for print in &seen {
        ring.agrees_with(print).unwrap();
    }
    assert_eq!(ring.fingerprint().to_string().split(' ').count(), 17);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_refused_change_leaves_the_key_file_as_it_was() {
    #[derive(Debug)]
    enum Refused {
        File,
        Rotation(RotationError),
    }
    impl From<KeyFileError> for Refused {
        fn from(_: KeyFileError) -> Self {
            Self::File
        }
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys");
    let none = Keyring::change(&path, |ring| ring.signing_with(KeyId(9)).map_err(Refused::Rotation));
    assert!(matches!(none, Err(Refused::File)));

    write(&path, KNOWN_FILE);
    let refused = Keyring::change(&path, |ring| ring.signing_with(KeyId(9)).map_err(Refused::Rotation));
    assert!(matches!(refused, Err(Refused::Rotation(RotationError::NoKey(KeyId(9))))));
    assert_eq!(fs::read_to_string(&path).unwrap(), KNOWN_FILE);
}
