//! The demo: a sample county in a folder of its own, the same for the same seed.
//!
//! In reading order: [`county`] plans the organisations, [`people`] makes their people as they
//! are today, [`past`] gives them the last two years, [`scene`] gives the demo's secretary
//! something to do, [`writer`] puts all into the database, [`accounts`] lets one of each role sign in. `dice`, `names`, `places` and `trade` are what
//! they draw from.
//!
//! Everybody here is invented: citizen ids bear a region that was never assigned, numbers a
//! segment that no operator has. Never: touches a database that is not a demo's.
pub mod county; // start reading here
pub mod past;
pub mod people;
pub mod scene;
pub mod writer;

pub mod accounts;

pub mod dice;
pub mod names;
pub mod places;
pub mod trade;

use serde::{Deserialize, Serialize};
use zhibu_access::org;
use zhibu_access::permit::Denied;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Actor, Db, Fault, Read, Tx, setting};

pub use self::writer::Step;

/// The name of the sample's site.
pub const SITE: &str = "青澜党建";
/// Who runs it.
pub const RUN_BY: &str = "中共青澜县委组织部";

/// What the folder's database remembers of the demo in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Members.
    pub members: usize,
    /// The seed.
    pub seed: u64,
    /// Whether the last of them is written.
    pub is_whole: bool,
}

const SAMPLE: &str = "zhibu.demo";

/// What a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nothing.
    Nothing,
    /// A whole sample.
    Sample(Sample),
    /// A sample that was not finished.
    Part,
    /// Something else: real data.
    Other,
}

/// What a database holds, as far as a demo may know.
///
/// # Errors
/// A fault of the database.
pub async fn look(db: &Db) -> Result<Holds, Fault> {
    db.read(&Actor::system("demo"), &(), async |read: &mut Read, (): &()| {
        Ok(match setting::get::<Sample>(read, SAMPLE).await? {
            Some(sample) if sample.is_whole => Holds::Sample(sample),
            Some(_) => Holds::Part,
            None if org::root(read).await?.is_some() => Holds::Other,
            None => Holds::Nothing,
        })
    })
    .await
}

/// Writes a sample into a database that holds nothing.
///
/// # Errors
/// A fault of the database.
pub async fn make(db: &Db, members: usize, seed: u64, tell: &(dyn Fn(Step) + Sync)) -> Result<(), Denied> {
    let mut sample = Sample { members, seed, is_whole: false };
    mark(db, sample).await?;
    writer::write(db, members, seed, tell).await?;
    sample.is_whole = true;
    Ok(mark(db, sample).await?)
}

async fn mark(db: &Db, sample: Sample) -> Result<(), Fault> {
    db.change(&Actor::system("demo"), &sample, async |tx: &mut Tx, sample: &Sample| {
        setting::set(tx, SAMPLE, sample).await?;
        let detail = serde_json::json!({ "members": sample.members, "whole": sample.is_whole });
        tx.audit(&Entry::did("zhibu.demo.mark").detail(detail)).await
    })
    .await
}
