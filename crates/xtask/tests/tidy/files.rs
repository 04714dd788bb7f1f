//! Files short enough to read, ending well, free of one machine's paths.

use std::collections::BTreeSet;

use super::{Text, assert_none, root, texts};

const MOST_LINES: usize = 400;

/// Longer files, each with the reason why a cut would make it worse.
const LONGER: &[(&str, &str)] = &[];

#[test]
fn rust_files_are_short() {
    let longer = |path: &str| LONGER.iter().any(|(excepted, _)| *excepted == path);
    let mut findings = Vec::new();
    for Text { path, content } in texts().iter().filter(|text| text.path.ends_with(".rs")) {
        let lines = content.lines().count();
        if lines > MOST_LINES && !longer(path) {
            findings.push(format!("{path} has {lines} lines: cut it by nouns, or give a reason in LONGER"));
        }
        if lines <= MOST_LINES && longer(path) {
            findings.push(format!("{path} has {lines} lines: take it out of LONGER"));
        }
    }
    assert_none(&findings);
}

/// A file that no module names is compiled by nobody and tested by nobody.
#[test]
fn every_rust_file_belongs_to_a_crate() {
    let mut named = BTreeSet::new();
    for Text { path, content } in texts() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path.as_str()));
        for line in content.lines() {
            if let Some(target) = line.strip_prefix("path = \"").filter(|_| name == "Cargo.toml") {
                named.insert(format!("{folder}/{}", target.trim_end_matches('"')));
            }
            let module = line.trim_start().split_once("mod ").and_then(|(_, rest)| rest.split_once(';'));
            if let Some((module, _)) = module.filter(|_| name.ends_with(".rs")) {
                for near in [folder, path.trim_end_matches(".rs")] {
                    named.insert(format!("{near}/{module}.rs"));
                    named.insert(format!("{near}/{module}/mod.rs"));
                }
            }
        }
    }
    let is_root = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        ["/tests", "/examples", "/benches"].iter().any(|end| folder.ends_with(end))
            || matches!(name, "main.rs" | "lib.rs" | "build.rs")
    };
    let findings: Vec<String> = texts()
        .iter()
        .map(|text| text.path.as_str())
        .filter(|path| path.ends_with(".rs") && !is_root(path) && !named.contains(*path))
        .map(|path| format!("{path} is no module of any crate and no target: name it, or remove it"))
        .collect();
    assert_none(&findings);
}

#[test]
fn texts_are_utf_8_and_end_with_a_line_feed() {
    let ours = |path: &str| [".sql", ".ftl", ".html"].iter().any(|ending| path.ends_with(ending));
    let mut findings = Vec::new();
    for Text { path, content } in texts().iter().filter(|text| ours(&text.path)) {
        findings.extend(ending(content).map(|fault| format!("{path} {fault}")));
    }
    for path in super::unreadable().iter().filter(|path| ours(path)) {
        findings.push(format!("{path} is not UTF-8"));
    }
    assert_none(&findings);
}

fn ending(content: &str) -> Option<&'static str> {
    if content.contains('\r') {
        Some("has carriage returns")
    } else if content.starts_with('\u{feff}') {
        Some("begins with a byte order mark")
    } else if !content.ends_with('\n') || content.ends_with("\n\n") {
        Some("does not end with exactly one line feed")
    } else {
        None
    }
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    let machine = machine_paths();
    let mut findings = Vec::new();
    for Text { path, content } in texts() {
        for (number, line) in content.lines().enumerate() {
            if let Some(found) = names_machine(line, &machine) {
                findings.push(format!("{path}:{} names {found}", number + 1));
            }
        }
    }
    assert_none(&findings);
}

/// Homes of people, the houses beside this one, and wherever this tree happens to lie.
/// Cut in two, so that this file passes.
fn machine_paths() -> Vec<String> {
    let mut paths: Vec<String> = [("/ho", "me/"), ("/Us", "ers/"), ("/ro", "ot/"), ("../sha", "red")]
        .iter()
        .map(|(one, two)| format!("{one}{two}"))
        .collect();
    let here = root();
    // A tree directly below `/` would forbid a plain word such as `/app`.
    if here.components().count() > 2 {
        paths.push(here.display().to_string());
    }
    paths
}

fn names_machine<'a>(line: &str, machine: &'a [String]) -> Option<&'a String> {
    machine.iter().find(|path| {
        let before = line.find(path.as_str()).map(|at| line[..at].chars().next_back());
        // Part of a longer path or address is something else: `https://example.org/home/`.
        before.is_some_and(|before| !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '}'))
    })
}

#[test]
fn faults_of_files_are_found() {
    assert_eq!(ending("a\n"), None);
    for wrong in ["a", "a\n\n", "a\r\n", "\u{feff}a\n", ""] {
        assert!(ending(wrong).is_some(), "{wrong:?}");
    }
    let machine = machine_paths();
    let home = &machine[0];
    assert!(names_machine(&format!("see {home}li/notes"), &machine).is_some());
    assert!(names_machine(&format!("{}/Cargo.toml", root().display()), &machine).is_some());
    assert!(names_machine(&format!("https://example.org{home}"), &machine).is_none());
}
