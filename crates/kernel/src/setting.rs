//! Settings that people change while the house runs; what an operator sets lives in the
//! configuration file.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bind;
use crate::fault::Fault;
use crate::sql;
use crate::tx::{Read, Tx};

/// The value of a setting, if it was ever set.
///
/// # Errors
/// A fault of the database, or a value of another shape.
pub async fn get<T: DeserializeOwned>(read: &mut Read, key: &'static str) -> Result<Option<T>, Fault> {
    let text: Option<String> =
        read.value(bind!(sql!("SELECT value FROM kernel_setting WHERE key = $1"), key)).await?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Sets a setting. The caller records the act.
///
/// # Errors
/// A fault of the database.
pub async fn set<T: Serialize + Sync>(tx: &mut Tx, key: &'static str, value: &T) -> Result<(), Fault> {
    let (text, now) = (serde_json::to_string(value)?, tx.now());
    tx.execute(bind!(
        sql!(
            "INSERT INTO kernel_setting (key, value, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        ),
        key,
        text,
        now,
    ))
    .await?;
    Ok(())
}
