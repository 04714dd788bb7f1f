//! The copy of the tree that is broken, under the folder of built things. It stays there, and so
//! does what was built of it: the next run rebuilds what has changed.

use super::plan::{Breach, Edit};
use crate::chore::{self, Trouble};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Copied {
    tree: PathBuf,
    built: PathBuf,
}

/// A breach that is in the copy; mending takes it out.
pub struct Broken<'a> {
    copied: &'a Copied,
    before: Vec<(PathBuf, String)>,
}

impl Copied {
    /// Brings the copy to the state of the tree. Only files that differ are written, so that what
    /// was built of the others is still good.
    pub fn new(root: &Path) -> Result<Self, Trouble> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        let own = root.join(target).join("breach");
        let copied = Self { tree: own.join("tree"), built: own.join("target") };
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed = chore::output(Command::new("git").args(list).current_dir(root))?;
        let paths: BTreeSet<&str> = listed.split('\0').filter(|path| root.join(path).is_file()).collect();
        for path in &paths {
            let bytes = std::fs::read(root.join(path)).map_err(|cause| Trouble::new(path, cause))?;
            let to = copied.tree.join(path);
            if std::fs::read(&to).is_ok_and(|there| there == bytes) {
                continue;
            }
            let folder = to.parent().unwrap_or(&copied.tree);
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&to, bytes))
                .map_err(|cause| Trouble::new(to.display(), cause))?;
        }
        remove_others(&copied.tree, "", &paths)?;
        Ok(copied)
    }

    /// `cargo test` of one test program in the copy.
    pub fn cargo_test(&self, package: &str, target: &str) -> Result<Command, Trouble> {
        let mut cargo = chore::cargo(&["test", "--locked", "--package", package, "--test", target])?;
        // Each breach is built once, on top of what the one before left.
        cargo.current_dir(&self.tree).env("CARGO_TARGET_DIR", &self.built).env("CARGO_INCREMENTAL", "1");
        Ok(cargo)
    }

    /// Puts a breach in.
    pub fn with(&self, breach: &Breach) -> Result<Broken<'_>, Trouble> {
        let mut broken = Broken { copied: self, before: Vec::new() };
        for Edit { file, before, after } in &breach.edits {
            let path = self.tree.join(file);
            let text = std::fs::read_to_string(&path).map_err(|cause| Trouble::new(file, cause))?;
            let changed = text.replacen(before.as_str(), after, 1);
            std::fs::write(&path, changed).map_err(|cause| Trouble::new(file, cause))?;
            broken.before.push((path, text));
        }
        Ok(broken)
    }
}

impl Broken<'_> {
    pub fn mend(self) -> Result<(), Trouble> {
        for (path, text) in self.before.iter().rev() {
            std::fs::write(path, text).map_err(|cause| Trouble::new(self.copied.tree.display(), cause))?;
        }
        Ok(())
    }
}

/// What the tree no longer has would still be built.
fn remove_others(tree: &Path, prefix: &str, paths: &BTreeSet<&str>) -> Result<(), Trouble> {
    let folder = tree.join(prefix);
    let entries = std::fs::read_dir(&folder).map_err(|cause| Trouble::new(folder.display(), cause))?;
    for entry in entries.flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            remove_others(tree, &format!("{path}/"), paths)?;
        } else if !paths.contains(path.as_str()) {
            std::fs::remove_file(entry.path()).map_err(|cause| Trouble::new(path, cause))?;
        }
    }
    Ok(())
}
