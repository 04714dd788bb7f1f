//! The habits that no compiler keeps, checked on the tree as it lies there.
mod arrows; // who may depend on whom
mod files; // lengths, endings, machine paths
mod lints; // what clippy must forbid
mod templates; // nothing inline

use std::path::{Path, PathBuf};

/// A text file of the tree: its path from the root, with `/`, and what is in it.
struct Text {
    path: String,
    content: String,
}

fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).expect("crates/xtask lies two below the root").to_owned()
}

/// All of our own texts: neither built things nor what others wrote.
fn texts() -> Vec<Text> {
    let decoded = |(path, bytes)| Some(Text { path, content: String::from_utf8(bytes).ok()? });
    files().into_iter().filter_map(decoded).collect()
}

/// Files that are no UTF-8.
fn unreadable() -> Vec<String> {
    let wrong = |(path, bytes)| String::from_utf8(bytes).is_err().then_some(path);
    files().into_iter().filter_map(wrong).collect()
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    walk(&root(), "", &mut files);
    assert!(files.len() > 20, "the tree was not found");
    files
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).expect("a folder of the tree");
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            let foreign = matches!(name.as_str(), ".git" | "target" | "vendor" | "node_modules");
            if !foreign && !matches!(path.as_str(), "shots" | "zhibu-data") {
                walk(&entry.path(), &format!("{path}/"), files);
            }
        } else if let Ok(bytes) = std::fs::read(entry.path()) {
            files.push((path, bytes));
        }
    }
}

/// One assertion for many findings, so that a run shows them all.
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
