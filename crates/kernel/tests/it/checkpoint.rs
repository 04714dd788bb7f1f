use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;
use zhibu_kernel::{
    checkpoint::{BadCheckpoint, Checkpoint},
    merkle::Tree,
    note::{CoSigner, KeyKind, KeyName, Note, NoteError, Signer, Verifier},
};

/// The key and the example of golang.org/x/mod/sumdb/note.
const EXAMPLE_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const EXAMPLE_SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const EXAMPLE: &str = "\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
";

/// The key of the Go checksum database, and a head it published on 2023-01-10 with the signature
/// of a witness whose key we do not know.
const GO_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const GO_HEAD: &str = "\
go.sum database tree
15081221
BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=

— sum.golang.org Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=
— test.example.com qTGhC3917mAr6hGh+T55tNjxaej/D/GQivJZRIj7XGdAcQOTqfMWIPgp/v/904LEduN/h2sSRtHUJXUL4b9Gm7Bz4Qc=
";

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn key(text: &str) -> Verifier {
    text.parse().unwrap()
}

fn example_signer() -> Signer {
    let secret = BASE64_STANDARD.decode(EXAMPLE_SECRET).unwrap();
    Signer::new(name("PeterNeumann"), &Zeroizing::new(secret[1..].try_into().unwrap()))
}

fn witness(seed: u8) -> CoSigner {
    CoSigner::new(name("witness.example/w"), &Zeroizing::new([seed; 32]))
}

#[test]
fn signs_and_reads_what_go_signs_and_reads() {
    let signer = example_signer();
    assert_eq!(signer.verifier().to_string(), EXAMPLE_KEY);

    let (text, _) = EXAMPLE.split_once("\n\n").unwrap();
    let mut note = Note::new(format!("{text}\n")).unwrap();
    note.sign(&signer);
    assert_eq!(note.to_string(), EXAMPLE);

    let read: Note = EXAMPLE.parse().unwrap();
    assert_eq!(read, note);
    assert_eq!(read.verify(&[key(EXAMPLE_KEY)]).unwrap()[0].by, key(EXAMPLE_KEY));
}

#[test]
fn believes_a_head_of_the_go_checksum_database() {
    let note: Note = GO_HEAD.parse().unwrap();
    assert_eq!(note.to_string(), GO_HEAD);
    let signed = note.verify(&[key(GO_KEY)]).unwrap();
    assert_eq!(signed.len(), 1, "the unknown witness says nothing");

    let head: Checkpoint = note.text().parse().unwrap();
    assert_eq!((head.origin.as_str(), head.size), ("go.sum database tree", 15_081_221));
    assert_eq!(BASE64_STANDARD.encode(head.root), "BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=");

    let shrunk: Note = GO_HEAD.replace("15081221", "15081220").parse().unwrap();
    let wrong = NoteError::Wrong(name("sum.golang.org"));
    assert_eq!(shrunk.verify(&[key(GO_KEY)]), Err(wrong));
    assert_eq!(note.verify(&[key(EXAMPLE_KEY)]), Err(NoteError::Unsigned));
}

#[test]
fn no_altered_character_of_a_note_is_believed() {
    let trusted = [key(EXAMPLE_KEY)];
    let original: Note = EXAMPLE.parse().unwrap();
    for at in 0..EXAMPLE.len() {
        for bit in 0..8 {
            let mut bytes = EXAMPLE.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            if let Ok(note) = text.parse::<Note>() {
                assert_ne!(note, original);
                assert!(note.verify(&trusted).is_err(), "byte {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn several_witnesses_cosign_a_head() {
    let log = example_signer();
    let head = Checkpoint::new("zhibu.example/log", 0, Tree::new().root());
    let mut note = head.signed(&log).unwrap();
    let (one, two) = (witness(1), witness(2));
    note.cosign(&one, 1_700_000_000);
    note.cosign(&two, 1_700_000_001);
    note.cosign(&one, 1_700_000_002); // replaces the first

    let trusted = [log.verifier(), one.verifier(), two.verifier()];
    let read: Note = note.to_string().parse().unwrap();
    let signed = read.verify(&trusted).unwrap();
    let kinds: Vec<_> = signed.iter().map(|signed| (signed.by.kind(), signed.seen_at)).collect();
    assert_eq!(
        kinds,
        [
            (KeyKind::Log, None),
            (KeyKind::Witness, Some(1_700_000_001)),
            (KeyKind::Witness, Some(1_700_000_002)),
        ]
    );
    assert_eq!(read.text().parse(), Ok(head));
    assert_eq!(read.verify(&[witness(3).verifier()]), Err(NoteError::Unsigned));
}

#[test]
fn a_key_is_taken_as_it_was_published_or_not_at_all() {
    for text in [EXAMPLE_KEY, GO_KEY] {
        assert_eq!(key(text).to_string(), text);
    }
    let witness = witness(1).verifier();
    assert_eq!(key(&witness.to_string()), witness);
    for wrong in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(wrong.parse::<Verifier>().is_err(), "{wrong}");
    }
    for wrong in ["", "a b", "a+b", "a\nb", "a\u{3000}b"] {
        assert!(wrong.parse::<KeyName>().is_err(), "{wrong:?}");
    }
}

#[test]
fn what_has_not_the_form_is_refused() {
    let signature = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let many = format!("a\n\n{}", format!("{signature}\n").repeat(101));
    for wrong in [
        "",
        "a\n",
        "a\n\n",
        &format!("a\n{signature}\n"),
        &format!("a\n\n{signature}"),
        &format!("a\n\n{signature}\n\n"),
        &format!("a\tb\n\n{signature}\n"),
        "a\n\n- PeterNeumann x08go/ZJ\n",
        "a\n\n— PeterNeumann x08gow==\n",
        "a\n\n— PeterNeumann ?\n",
        &many,
    ] {
        assert_eq!(wrong.parse::<Note>(), Err(NoteError::Form), "{wrong:?}");
    }

    let root = "BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=";
    let extended: Checkpoint = format!("o\n1\n{root}\nmore\n").parse().unwrap();
    assert_eq!(extended.extensions, ["more"]);
    for wrong in [
        String::new(),
        format!("o\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        "o\n1\n".to_owned(),
        "o\n1\nBoMM\n".to_owned(),
        format!("o\n1\n{root}\n\n"),
    ] {
        assert_eq!(wrong.parse::<Checkpoint>(), Err(BadCheckpoint), "{wrong:?}");
    }
}

#[test]
fn a_head_that_cannot_be_read_back_is_not_signed() {
    let signer = example_signer();
    for origin in ["", "two\nlines", "tab\tulator"] {
        let head = Checkpoint::new(origin, 1, [0; 32]);
        assert_eq!(head.signed(&signer), Err(BadCheckpoint), "{origin:?}");
    }
    let mut head = Checkpoint::new("zhibu.example/log", 1, [0; 32]);
    head.extensions.push(String::new());
    assert_eq!(head.signed(&signer), Err(BadCheckpoint));
}

#[test]
fn a_secret_key_does_not_show() {
    let secret = Zeroizing::new([0xA5; 32]);
    let shown =
        format!("{:?} {:?}", Signer::new(name("log"), &secret), CoSigner::new(name("witness"), &secret));
    assert!(!shown.contains("165") && !shown.to_lowercase().contains("a5a5"), "{shown}");
    assert!(shown.contains("log+"));
}
