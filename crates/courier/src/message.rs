//! A message (消息): finished words for one address, handed on once.

use uuid::Uuid;
use zhibu_kernel::{Db, Fault, Read, Tx, bind, sql};

use crate::channel::{Channel, Undelivered};

/// Why a message is sent: channels give the more urgent its own queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A code to sign in with.
    SignInCode,
    /// A word about one's own account: signed in elsewhere, password changed.
    AccountNotice,
}

impl Purpose {
    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SignInCode => "sign_in_code",
            Self::AccountNotice => "account_notice",
        }
    }
}

/// Finished words for one mobile number.
#[derive(Clone, Debug)]
pub struct Message {
    /// The row of the outbox: the same on every attempt.
    pub id: Uuid,
    /// Why it is sent.
    pub purpose: Purpose,
    /// The mobile number, 11 digits.
    pub mobile: String,
    /// The words.
    pub text: String,
}

/// Hands a message to a channel, once: a message that was handed on before is left alone.
///
/// A process that dies between handing on and noting it hands on twice; no channel can do better
/// without the other side's help.
///
/// # Errors
/// When the channel does not take it, or a fault of the database.
pub async fn hand_on(db: &Db, channel: &Channel, message: &Message) -> Result<(), Undelivered> {
    if was_handed_on(db, message.id).await? {
        return Ok(());
    }
    channel.take(message).await?;
    note(db, channel, message).await?;
    Ok(())
}

async fn was_handed_on(db: &Db, id: Uuid) -> Result<bool, Fault> {
    db.read(&zhibu_kernel::Actor::system("courier"), &id, async |read: &mut Read, id: &Uuid| {
        let found: Option<i64> =
            read.value(bind!(sql!("SELECT handed_at FROM courier_delivery WHERE id = $1"), *id)).await?;
        Ok::<_, Fault>(found.is_some())
    })
    .await
}

async fn note(db: &Db, channel: &Channel, message: &Message) -> Result<(), Fault> {
    let row = Noted {
        id: message.id,
        purpose: message.purpose.word().to_owned(),
        channel: channel.word().to_owned(),
    };
    db.housekeeping("courier", &row, async |tx: &mut Tx, row: &Noted| {
        let now = tx.now();
        tx.execute(bind!(
            sql!(
                "INSERT INTO courier_delivery (id, purpose, channel, handed_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (id) DO NOTHING"
            ),
            row.id,
            row.purpose.as_str(),
            row.channel.as_str(),
            now,
        ))
        .await?;
        Ok::<_, Fault>(())
    })
    .await
}

struct Noted {
    id: Uuid,
    purpose: String,
    channel: String,
}
