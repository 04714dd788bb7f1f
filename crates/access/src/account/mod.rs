//! The account (账号): who may sign in, and how.
//!
//! A security administrator manages accounts ([`manage`]) and gives roles ([`grant`]); whoever
//! holds a role lets somebody stand in ([`delegate`]); a post goes over in one act ([`hand_over`]).

pub mod grant;
pub mod manage;

pub mod delegate;
pub mod hand_over;

pub mod activation;
pub mod code;
pub mod known;
pub mod names;
pub mod password;
pub mod session;

pub(crate) mod caller;
pub(crate) mod enrol;
pub(crate) mod enter;
pub(crate) mod flow;
pub(crate) mod guess;
pub(crate) mod passkey;
pub(crate) mod totp;

mod sweep;

pub use enter::SignedInElsewhere;
pub(crate) use sweep::jobs;

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Fault, Moment, Read, Row, Tx, bind, sql};

pub(crate) use self::grant::grants_on;
pub use self::grant::{Grant, give};
pub use self::names::names;
use crate::permit::Permit;
use crate::role::ManageAccounts;

zhibu_kernel::id_type!(
    /// Names one account.
    pub AccountId
);

zhibu_kernel::id_type!(
    /// Names one role given on one organisation.
    pub GrantId
);

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The area of the person or organisation it belongs to.
    pub area: Uuid,
    /// What is typed to sign in: lower case, never a citizen id.
    pub user_name: String,
    /// The name on pages.
    pub display_name: String,
    /// The person whose own record it opens; none for officers who are not in the registry.
    pub person: Option<Uuid>,
    /// The password's hash in PHC form; none before one was set.
    pub password_hash: Option<String>,
    /// When its owner set it; none for one that came with the account.
    pub password_set_at: Option<Moment>,
    /// Whether a security administrator locked it.
    pub is_locked: bool,
    /// When it was made.
    pub created_at: Moment,
    /// When somebody last signed in with it or used it.
    pub used_at: Option<Moment>,
    /// Counts changes, so that two administrators notice each other.
    pub version: i64,
}

macro_rules! columns {
    () => {
        "id, area_id, user_name, display_name, person_id, password_hash, password_set_at, \
         is_locked, created_at, used_at, version"
    };
}
pub(crate) use columns;

impl Account {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.get("id")?,
            area: row.get("area_id")?,
            user_name: row.get("user_name")?,
            display_name: row.get("display_name")?,
            person: row.get("person_id")?,
            password_hash: row.get("password_hash")?,
            password_set_at: row.get("password_set_at")?,
            is_locked: row.get("is_locked")?,
            created_at: row.get("created_at")?,
            used_at: row.get("used_at")?,
            version: row.get("version")?,
        })
    }
}

/// What is known of an account when it is made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub user_name: String,
    /// The name on pages.
    pub display_name: String,
    /// The area.
    pub area: Uuid,
    /// The person whose own record it opens.
    pub person: Option<Uuid>,
    /// The password's hash, made outside of the transaction by [`password::hash`].
    pub password_hash: Option<String>,
}

/// Makes an account.
///
/// # Errors
/// A fault of the database; a user name that is taken is one that [`Fault::is_duplicate`].
pub async fn create(
    tx: &mut Tx,
    permit: &Permit<ManageAccounts>,
    new: NewAccount,
) -> Result<AccountId, Fault> {
    let (id, now) = (AccountId::fresh(), tx.now());
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_account (id, area_id, user_name, display_name, person_id, password_hash, is_locked, \
             created_at, version) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 1)"
        ),
        id,
        new.area,
        new.user_name.to_lowercase(),
        new.display_name,
        new.person,
        new.password_hash,
        now,
    ))
    .await?;
    let mut entry = Entry::did("access.account.create").on("account", id.0);
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(id)
}

/// The account of a user name, without leave: only sign-in asks.
pub(crate) async fn by_user_name(read: &mut Read, user_name: &str) -> Result<Option<Account>, Fault> {
    read.first(bind!(
        sql!("SELECT ", columns!(), " FROM access_account WHERE user_name = $1"),
        user_name.trim().to_lowercase(),
    ))
    .await?
    .map(|row| Account::from_row(&row))
    .transpose()
}

/// The account of an id, without leave.
pub(crate) async fn by_id(read: &mut Read, id: AccountId) -> Result<Option<Account>, Fault> {
    read.first(bind!(sql!("SELECT ", columns!(), " FROM access_account WHERE id = $1"), id))
        .await?
        .map(|row| Account::from_row(&row))
        .transpose()
}

/// The accounts, not locked, of a person.
async fn of_person(read: &mut Read, person: Uuid) -> Result<Vec<Account>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " FROM access_account WHERE person_id = $1 AND is_locked = 0 ORDER BY id"
            ),
            person
        ))
        .await?;
    rows.iter().map(Account::from_row).collect()
}
