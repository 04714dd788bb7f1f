//! Decision 14: clippy forbids what only `kernel` may do, and says what to use.

use super::root;

const FORBIDDEN: &[&str] = &[
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::ZonedDateTime::now",
    "getrandom::fill",
    "getrandom::fill_uninit",
    "getrandom::u32",
    "getrandom::u64",
    "uuid::Uuid::now_v7",
    "uuid::Uuid::new_v4",
    "std::thread::sleep",
    "tokio::time::sleep",
    "std::process::Command::new",
    "tokio::process::Command::new",
];

/// Those whom it does not bind: the ground, the chores, the tests' house.
const FREE: &[&str] = &["kernel", "testhouse", "xtask"];

#[test]
fn clippy_forbids_time_chance_sleep_and_processes() {
    let rules = std::fs::read_to_string(root().join("clippy.toml")).expect("clippy.toml");
    for path in FORBIDDEN {
        let line = rules.lines().find(|line| line.contains(&format!("path = \"{path}\"")));
        let line = line.unwrap_or_else(|| panic!("clippy.toml does not forbid {path}"));
        assert!(line.contains("kernel::"), "{path}: the reason names no replacement");
    }
}

/// Clippy reads the nearest clippy.toml: one in a crate frees it from the root's.
#[test]
fn only_three_crates_are_free_of_it() {
    let crates = std::fs::read_dir(root().join("crates")).expect("crates");
    let mut free: Vec<String> = crates
        .flatten()
        .filter(|entry| ["clippy.toml", ".clippy.toml"].iter().any(|name| entry.path().join(name).exists()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    free.sort();
    assert_eq!(free, FREE);
}
