//! Why something is not done with an organisation sheet.

use zhibu_kernel::{Fault, Refuse};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use super::Draft;
use super::batch::State;
use crate::org::Refused as OrgRefused;
use crate::permit::Denied;

/// Why something is not done with a sheet.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The batch has gone on meanwhile.
    #[error("the batch is {0:?}")]
    State(State),
    /// The day lies ahead.
    #[error("the day lies in the future")]
    Ahead,
    /// The file has too many rows.
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
    /// It would do too much at once.
    #[error("more than {0} organisations would change at once")]
    TooMany(usize),
    /// No row can be taken.
    #[error("no row can be taken")]
    Nothing,
    /// Somebody changed the tree, so that other things would be done than were shown.
    #[error("the tree has changed since the sheet was looked at")]
    TreeChanged,
    /// An act of a row refused.
    #[error("row {row}: {refused}")]
    Act {
        /// The row of the sheet.
        row: u32,
        /// Why.
        refused: Box<OrgRefused>,
    },
    /// Something was done to an organisation since, or somebody or something is in it.
    #[error("{0} is no longer as the batch left it")]
    Since(String),
}

impl Refused {
    pub(super) fn act(draft: &Draft, refused: OrgRefused) -> Self {
        Self::Act { row: draft.row, refused: Box::new(refused) }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault.into())
    }
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Denied(denied) => denied.fault(),
            Self::Act { refused, .. } => refused.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::State(_) => Told::new(No::Conflict, key!("org-import-refused-state")),
            Self::Ahead => Told::at("on", key!("org-refused-ahead")),
            Self::TooManyRows(most) => {
                Told::at("file", key!("org-import-refused-rows")).with("n", *most as i64)
            }
            Self::TooMany(most) => {
                Told::new(No::Invalid, key!("org-import-refused-many")).with("n", *most as i64)
            }
            Self::Nothing => Told::new(No::Invalid, key!("org-import-refused-nothing")),
            Self::TreeChanged => Told::new(No::Conflict, key!("org-import-refused-changed")),
            Self::Act { refused, .. } => refused.told(),
            Self::Since(name) => Told::new(No::Conflict, key!("org-import-refused-since")).with("name", name),
        }
    }
}
