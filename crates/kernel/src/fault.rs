//! Faults are ours: logged once with their causes, shown as a number. Refusals are the rooms'.

/// Something on our side failed. It never carries personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database said no, or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The group of changes to which this one belonged could not be committed.
    #[error("commit failed: {0}")]
    Commit(String),
    /// A migration could not be applied.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A column holds what its reader does not expect.
    #[error("column: {0}")]
    Column(&'static str),
    /// A value could not be written as JSON or read back.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
    /// Rows were written without an audit entry (decision 6).
    #[error("a change without an audit entry: {0}")]
    Unaudited(&'static str),
    /// A sealed value could not be sealed or opened.
    #[error("sealed value: {0}")]
    Sealed(#[from] crate::seal::SealError),
    /// Two changes hindered each other more often than is reasonable.
    #[error("gave up after {0} conflicts")]
    Conflicts(u32),
    /// A file or socket failed.
    #[error("input or output: {0}")]
    Io(#[from] std::io::Error),
    /// Something that must hold does not; the text says what.
    #[error("broken invariant: {0}")]
    Invariant(String),
}

impl Fault {
    /// True when the same change may succeed if it runs again: the database found that two
    /// changes at the same time could not both be right (SQLSTATE 40001, 40P01).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self.sql_state().as_deref(), Some("40001" | "40P01"))
    }

    /// True when a unique key said that such a row exists.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }

    /// True when there is no room or no database: the person is told to try again later (503).
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(
                sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::Io(_)
                | sqlx::Error::WorkerCrashed,
            ) => true,
            // SQLite: 5 busy, 8 read-only, 10 I/O error, 13 full; PostgreSQL: classes 08, 53, 57.
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                code.parse::<i64>().is_ok_and(|n| code.len() < 5 && matches!(n & 0xff, 5 | 8 | 10 | 13))
                    || (code.len() == 5 && ["08", "53", "57"].iter().any(|class| code.starts_with(class)))
            }),
            Self::Commit(_) | Self::Conflicts(_) => true,
            _ => false,
        }
    }

    fn sql_state(&self) -> Option<String> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().map(|code| code.into_owned()),
            _ => None,
        }
    }
}

/// What an act may answer instead of doing its work: a refusal of its noun, or a fault.
///
/// Implemented by each noun's enum of refusals; `fault` lets the change see whether it should
/// run the act again.
pub trait Refuse: From<Fault> {
    /// The fault inside, if it is one.
    fn fault(&self) -> Option<&Fault>;
}

impl Refuse for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}
