//! Breaches as they are written down, and the tests that they are for.
//!
//! ```text
//! A refused change is committed all the same.
//!
//! test: decision_05_a_refused_change_leaves_nothing
//! engine: sqlite                      (only when the other engine cannot see it)
//! file: crates/kernel/src/tx.rs
//! --- before
//! the text as it stands, once in the file
//! --- after
//! the text of the breach
//! ```
//!
//! More files may follow, each with its two texts.

use crate::chore::Trouble;
use std::path::Path;

/// A decision broken on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// The name of its file: the number of the decision and what is broken.
    pub name: String,
    pub about: String,
    pub test: String,
    pub engine: Option<String>,
    pub edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    pub file: String,
    pub before: String,
    pub after: String,
}

impl Breach {
    /// A breach names its test, or how its test begins, with `_` at the end.
    pub fn is_for(&self, test: &DecisionTest) -> bool {
        test.name == self.test || self.test.ends_with('_') && test.name.starts_with(&self.test)
    }
}

/// A test named after a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionTest {
    pub decision: u8,
    pub name: String,
    pub package: String,
    /// The test program.
    pub target: String,
}

/// All breaches, in the order of their names.
pub fn breaches(root: &Path) -> Result<Vec<Breach>, Trouble> {
    let mut breaches = Vec::new();
    for (path, text) in texts(&root.join("crates/xtask/breaches"))? {
        let name = path.strip_suffix(".breach").ok_or_else(|| Trouble::new(&path, "is no .breach"))?;
        breaches.push(parse(name, &text).map_err(|wrong| Trouble::new(&path, wrong))?);
    }
    Ok(breaches)
}

fn parse(name: &str, text: &str) -> Result<Breach, &'static str> {
    #[derive(PartialEq)]
    enum Part {
        Head,
        Before,
        After,
    }
    let about = text.lines().next().unwrap_or_default().to_owned();
    let mut breach =
        Breach { name: name.to_owned(), about, test: String::new(), engine: None, edits: Vec::new() };
    let mut part = Part::Head;
    for line in text.lines().skip(1) {
        // A new file begins a new head; the texts of code never begin so.
        if let Some(file) = line.strip_prefix("file: ") {
            breach.edits.push(Edit { file: file.to_owned(), before: String::new(), after: String::new() });
            part = Part::Head;
            continue;
        }
        match (line, breach.edits.last_mut()) {
            ("--- before", Some(_)) => part = Part::Before,
            ("--- after", Some(_)) => part = Part::After,
            (line, Some(edit)) if part == Part::Before => edit.before.extend([line, "\n"]),
            (line, Some(edit)) if part == Part::After => edit.after.extend([line, "\n"]),
            ("", _) => {}
            (line, _) => match line.split_once(": ") {
                Some(("test", test)) => breach.test = test.to_owned(),
                Some(("engine", engine @ ("sqlite" | "postgres"))) => breach.engine = Some(engine.to_owned()),
                _ => return Err("has a line in its head that is neither test, engine nor file"),
            },
        }
    }
    let is_whole = !breach.about.is_empty()
        && !breach.test.is_empty()
        && !breach.edits.is_empty()
        && breach.edits.iter().all(|edit| !edit.before.is_empty() && edit.before != edit.after);
    is_whole.then_some(breach).ok_or("lacks what it is about, its test, or two different texts")
}

/// All tests named after a decision.
pub fn tests(root: &Path) -> Result<Vec<DecisionTest>, Trouble> {
    let mut tests = Vec::new();
    for (path, text) in texts(&root.join("crates"))? {
        let mut parts = path.split('/');
        let (Some(folder), Some("tests"), Some(program), true) =
            (parts.next(), parts.next(), parts.next(), path.ends_with(".rs"))
        else {
            continue;
        };
        for name in text.lines().filter_map(named) {
            tests.push(DecisionTest {
                decision: name["decision_".len()..][..2]
                    .parse()
                    .map_err(|cause| Trouble::new(name, cause))?,
                name: name.to_owned(),
                package: if folder == "zhibu" { folder.to_owned() } else { format!("zhibu-{folder}") },
                target: program.trim_end_matches(".rs").to_owned(),
            });
        }
    }
    Ok(tests)
}

/// The name of the test that begins in a line.
fn named(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    rest.starts_with("decision_").then(|| rest.split('(').next().unwrap_or(rest))
}

/// Decisions without a test, tests without a breach, breaches without their test: number, test,
/// breach.
pub fn gaps(breaches: &[Breach], tests: &[DecisionTest]) -> Vec<(u8, String, String)> {
    let dash = || "-".to_owned();
    let untested = (1..=14).filter(|number| tests.iter().all(|test| test.decision != *number));
    let unbroken = tests.iter().filter(|test| !breaches.iter().any(|breach| breach.is_for(test)));
    let untied = breaches.iter().filter(|breach| !tests.iter().any(|test| breach.is_for(test)));
    untested
        .map(|number| (number, dash(), dash()))
        .chain(unbroken.map(|test| (test.decision, test.name.clone(), dash())))
        .chain(untied.map(|breach| {
            let number = breach.name.get(..2).and_then(|number| number.parse().ok()).unwrap_or(0);
            (number, breach.test.clone(), breach.name.clone())
        }))
        .collect()
}

/// Every text below a folder with its path from there.
fn texts(folder: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(prefix) = folders.pop() {
        let entries = std::fs::read_dir(folder.join(&prefix))
            .map_err(|cause| Trouble::new(folder.join(&prefix).display(), cause))?;
        for entry in entries.flatten() {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(format!("{path}/"));
            } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
                found.push((path, text));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn root() -> PathBuf {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        own.ancestors().nth(2).expect("crates/xtask lies two below the root").to_owned()
    }

    #[test]
    fn every_decision_test_has_a_breach_that_fits_the_tree() {
        let root = root();
        let (breaches, tests) = (breaches(&root).unwrap(), super::tests(&root).unwrap());
        assert!(tests.len() > 20, "the tests were not found");
        let mut findings: Vec<String> = tests
            .iter()
            .filter(|test| !breaches.iter().any(|breach| breach.is_for(test)))
            .map(|test| format!("{} has no breach in crates/xtask/breaches", test.name))
            .collect();
        for breach in &breaches {
            for Edit { file, before, .. } in &breach.edits {
                let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
                let times = text.matches(before.as_str()).count();
                if times != 1 {
                    findings.push(format!("{}: its text stands {times} times in {file}", breach.name));
                }
            }
            if !breach.name.starts_with(&breach.test["decision_".len()..][..2]) {
                findings.push(format!("{} does not begin with the number of its decision", breach.name));
            }
        }
        assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
    }

    #[test]
    fn a_breach_is_read_from_its_file() {
        let text = "It says yes.\n\ntest: decision_01_it\nengine: sqlite\nfile: a.rs\n--- before\nno\n--- after\n\
             yes\nfile: b.rs\n--- before\n\nb\n--- after\n";
        let breach = parse("01-yes", text).unwrap();
        let edit = |file: &str, before: &str, after: &str| Edit {
            file: file.into(),
            before: before.into(),
            after: after.into(),
        };
        assert_eq!(breach.edits, [edit("a.rs", "no\n", "yes\n"), edit("b.rs", "\nb\n", "")]);
        assert_eq!((breach.test.as_str(), breach.engine.as_deref()), ("decision_01_it", Some("sqlite")));
        for wrong in
            ["", "It.\ntest: a\n", "It.\ntest: a\nfile: a\n--- before\na\n--- after\na\n", "It.\nwhat\n"]
        {
            assert!(parse("01", wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(named("async fn decision_05_it(house: House) {"), Some("decision_05_it"));
        assert_eq!(named("fn decision_05_it() {"), Some("decision_05_it"));
        assert_eq!(named("    // fn decision_05_it() {"), None);
    }

    #[test]
    fn what_is_missing_is_told() {
        let test = |decision: u8, name: &str| DecisionTest {
            decision,
            name: name.into(),
            package: "zhibu-kernel".into(),
            target: "it".into(),
        };
        let tests: Vec<DecisionTest> = (1..=13).map(|number| test(number, &format!("t{number}"))).collect();
        let breach = |name: &str, test: &str| Breach {
            name: name.into(),
            about: "It.".into(),
            test: test.into(),
            engine: None,
            edits: Vec::new(),
        };
        let mut breaches: Vec<Breach> =
            (1..=12).map(|number| breach(&format!("{number:02}-it"), &format!("t{number}"))).collect();
        breaches.push(breach("14-it", "t14"));
        let told = gaps(&breaches, &tests);
        let told: Vec<(u8, &str, &str)> =
            told.iter().map(|(number, test, breach)| (*number, test.as_str(), breach.as_str())).collect();
        assert_eq!(told, [(14, "-", "-"), (13, "t13", "-"), (14, "t14", "14-it")]);
    }
}
