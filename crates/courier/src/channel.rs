//! A channel (渠道): hands a message to the world outside.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;
use zhibu_kernel::Fault;
use zhibu_kernel::outbox::Hold;

use crate::message::Message;

/// Why a message was not handed on.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// The file could not be written.
    #[error("the file of messages could not be written: {0}")]
    File(#[from] std::io::Error),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Undelivered> for Hold {
    fn from(undelivered: Undelivered) -> Self {
        Self::Again(5_000, undelivered.to_string())
    }
}

/// Where messages go.
#[derive(Clone, Debug)]
pub enum Channel {
    /// To standard error, for somebody who sits at the machine.
    Console,
    /// To a file that only the operator may read, a line of JSON for each.
    File(Arc<Mutex<PathBuf>>),
}

impl Channel {
    /// A channel that writes to a file.
    #[must_use]
    pub fn file(path: PathBuf) -> Self {
        Self::File(Arc::new(Mutex::new(path)))
    }

    /// The word in rows.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::File(_) => "file",
        }
    }

    pub(crate) async fn take(&self, message: &Message) -> Result<(), Undelivered> {
        match self {
            Self::Console => {
                let line = format!("{}  {}\n", message.mobile, message.text);
                tokio::io::stderr().write_all(line.as_bytes()).await?;
            }
            Self::File(path) => {
                let path = path.lock().await;
                let line = serde_json::json!({
                    "id": message.id,
                    "purpose": message.purpose.word(),
                    "mobile": message.mobile,
                    "text": message.text,
                });
                let mut options = tokio::fs::OpenOptions::new();
                #[cfg(unix)]
                options.mode(0o600);
                let mut file = options.create(true).append(true).open(&*path).await?;
                file.write_all(format!("{line}\n").as_bytes()).await?;
                file.sync_data().await?;
            }
        }
        Ok(())
    }
}
