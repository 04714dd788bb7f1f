//! The power cut: the library that goes under the program, and what is put back afterwards.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// Builds the library with the machine's C compiler.
///
/// # Panics
/// When there is no compiler.
pub fn library(into: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("chores/faults/powercut.c");
    let library = into.join("powercut.so");
    #[expect(clippy::disallowed_methods, reason = "a chore calls the machine's C compiler")]
    let built = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .args(["-ldl", "-lpthread"])
        .status()
        .expect("a C compiler, as for building the program itself");
    assert!(built.success(), "the power cut could not be built");
    library
}

/// Puts back what was not synced in a folder; answers how many writes were lost.
///
/// # Panics
/// When a file cannot be read or written.
pub fn put_back(folder: &Path) -> usize {
    let mut lost = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        if name.ends_with("-shm") {
            // Shared memory: after a power cut there is none.
            fs::remove_file(&path).expect("the file can be removed");
        } else if let Some(file) = name.strip_suffix(".cut") {
            lost += play_back(&path, Path::new(file));
            fs::remove_file(&path).expect("the journal can be removed");
        }
    }
    lost
}

struct Record {
    offset: u64,
    file_length: u64,
    old: Vec<u8>,
}

fn play_back(journal: &Path, file: &Path) -> usize {
    let mut bytes = Vec::new();
    File::open(journal)
        .expect("the journal is there")
        .read_to_end(&mut bytes)
        .expect("the journal can be read");
    let mut records = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((head, after)) = rest.split_at_checked(24) {
        let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().expect("eight bytes"));
        let length = usize::try_from(number(16)).expect("a length of memory");
        // A short last record belongs to a write that never happened.
        let Some((old, after)) = after.split_at_checked(length) else {
            break;
        };
        records.push(Record { offset: number(0), file_length: number(8), old: old.to_vec() });
        rest = after;
    }
    let Ok(target) = OpenOptions::new().write(true).open(file) else {
        return 0;
    };
    for record in records.iter().rev() {
        target.write_all_at(&record.old, record.offset).expect("the file can be written");
        target.set_len(record.file_length).expect("the file can be cut");
    }
    records.len()
}
