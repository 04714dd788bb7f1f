//! What a run of tests stands on: a PostgreSQL of its own and a folder, gone afterwards.

use crate::chore::Trouble;
use crate::cluster::{Cluster, FORGETFUL};
use crate::needs::Machine;
use crate::scratch::Scratch;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Ground {
    postgres: String,
    folder: PathBuf,
    scratch: Scratch,
}

impl Ground {
    pub fn new(machine: &Machine) -> Result<Self, Trouble> {
        let planned = |folder: &Path| Cluster::planned(folder, &machine.postgres);
        let scratch = Scratch::new(|folder| planned(folder).map(|it| it.stop()).unwrap_or_default())?;
        let postgres = planned(scratch.path())?.start(FORGETFUL)?;
        let folder = scratch.path().join("tests");
        std::fs::create_dir(&folder).map_err(|cause| Trouble::new(folder.display(), cause))?;
        Ok(Self { postgres, folder, scratch })
    }

    /// Tells a `cargo test` where to make its databases.
    pub fn equip(&self, command: &mut Command) {
        command.env("ZHIBU_TEST_POSTGRES", &self.postgres).env("ZHIBU_TEST_TMP", &self.folder);
    }

    pub fn path(&self) -> &Path {
        self.scratch.path()
    }
}
