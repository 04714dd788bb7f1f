//! The fields of a person whose history is kept, and keeping it.

use serde_json::json;
use uuid::Uuid;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Deed, Fault, Tx, bind, sql};

use super::{Facts, Person};

/// Whose change it is, for the history: an account's, an import's, or the program's own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Author {
    /// The account.
    pub account: Option<Uuid>,
    /// The import.
    pub batch: Option<Uuid>,
}

impl Author {
    /// The account that acts.
    pub(crate) fn acting(tx: &Tx) -> Self {
        Self { account: tx.actor().account_id(), batch: None }
    }
}

/// One sealed line of history per field that changed.
pub(crate) async fn write_history(
    tx: &mut Tx,
    old: &Person,
    new: &Person,
    deed: &Deed,
    author: Author,
) -> Result<(), Fault> {
    for change in differences(old, new) {
        write_change(tx, new, change, deed, author).await?;
    }
    Ok(())
}

/// One sealed line of history: a field's name, its old text and its new one.
pub(crate) async fn write_change(
    tx: &mut Tx,
    person: &Person,
    (field, before, after): (&'static str, Option<String>, Option<String>),
    deed: &Deed,
    author: Author,
) -> Result<(), Fault> {
    let id = zhibu_kernel::id::fresh();
    let change = json!([before, after]).to_string();
    let place = Context { table: "registry_field_change", column: "change", row: id.as_bytes() };
    let sealed = tx.keys().seal(place, change.as_bytes());
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_field_change (area_id, id, person_id, field, change, happened_on, recorded_at, \
             source, account_id, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        person.area,
        id,
        person.id,
        field,
        sealed,
        deed.happened_on,
        deed.recorded_at,
        deed.source.word(),
        author.account,
        author.batch,
    ))
    .await
    .map(drop)
}

/// The fields in which two states of a person differ: name, old text, new text.
#[must_use]
pub fn differences(old: &Person, new: &Person) -> Vec<(&'static str, Option<String>, Option<String>)> {
    let mut found: Vec<_> = FIELDS
        .iter()
        .map(|field| (*field, field_text(&old.facts, field), field_text(&new.facts, field)))
        .filter(|(_, before, after)| before != after)
        .collect();
    if old.org != new.org {
        found.push(("org", Some(old.org.to_string()), Some(new.org.to_string())));
    }
    found
}

macro_rules! fields {
    ($($name:ident => $text:expr),+ $(,)?) => {
        /// The fields whose history is kept.
        pub const FIELDS: &[&str] = &[$(stringify!($name)),+];

        /// The text of a field, as its history keeps it; `None` when nothing is known.
        #[must_use]
        pub fn field_text(facts: &Facts, field: &str) -> Option<String> {
            match field {
                $(stringify!($name) => {
                    let text: fn(&Facts) -> Option<String> = $text;
                    text(facts)
                })+
                _ => None,
            }
        }
    };
}

fields! {
    name => |f| Some(f.name.clone()),
    sex => |f| Some(f.sex.to_string()),
    born_on => |f| f.born_on.map(|day| day.to_string()),
    ethnic_group => |f| f.ethnic_group.clone(),
    education => |f| f.education.clone(),
    degree => |f| f.degree.clone(),
    job_code => |f| f.job_code.clone(),
    new_stratum => |f| f.new_stratum.clone(),
    native_place => |f| f.native_place.clone(),
    stage => |f| Some(f.stage.clone()),
    membership_status => |f| Some(f.membership_status.clone()),
    ending => |f| f.ending.clone(),
    applied_on => |f| f.applied_on.map(|day| day.to_string()),
    joined_on => |f| f.joined_on.map(|day| day.to_string()),
    converted_on => |f| f.converted_on.map(|day| day.to_string()),
    probation_ends_on => |f| f.probation_ends_on.map(|day| day.to_string()),
    is_floating => |f| Some(f.is_floating.to_string()),
    floating_since => |f| f.floating_since.map(|day| day.to_string()),
    outflow_place => |f| f.outflow_place.clone(),
    outflow_reason => |f| f.outflow_reason.clone(),
    lost_since => |f| f.lost_since.map(|day| day.to_string()),
    citizen_id => |f| f.citizen_id.clone(),
    mobile => |f| f.mobile.clone(),
    landline => |f| f.landline.clone(),
    address => |f| f.address.clone(),
    notes => |f| (!f.notes.is_empty()).then(|| json!(f.notes).to_string()),
}
