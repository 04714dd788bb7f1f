//! The account (账号): who may sign in, and how.

pub mod activation;
pub mod code;
pub mod password;
pub mod session;

pub(crate) mod caller;
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
use zhibu_kernel::{Day, Deed, Fault, Moment, Read, Row, Tx, bind, sql};

use crate::org::Org;
use crate::permit::Permit;
use crate::role::{ManageAccounts, Role};

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
}

macro_rules! columns {
    () => {
        "id, area_id, user_name, display_name, person_id, password_hash, password_set_at, \
         is_locked, created_at"
    };
}

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
pub(crate) async fn by_user_name(
    read: &mut Read,
    user_name: &str,
) -> Result<Option<Account>, Fault> {
    read.first(bind!(
        sql!(
            "SELECT ",
            columns!(),
            " FROM access_account WHERE user_name = $1"
        ),
        user_name.trim().to_lowercase(),
    ))
    .await?
    .map(|row| Account::from_row(&row))
    .transpose()
}

/// An account by its id, without leave: only sign-in and one's own pages ask.
pub(crate) async fn by_id(read: &mut Read, id: AccountId) -> Result<Option<Account>, Fault> {
    read.first(bind!(
        sql!("SELECT ", columns!(), " FROM access_account WHERE id = $1"),
        id,
    ))
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

/// A role on an organisation.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Who has it.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The organisation for whose subtree it holds.
    pub org: crate::org::OrgId,
    /// The organisation's name.
    pub org_name: String,
    /// From this day.
    pub valid_from: Day,
    /// Until before this day.
    pub valid_to: Day,
}

/// The roles of an account that hold on a day.
pub(crate) async fn grants_on(
    read: &mut Read,
    account: AccountId,
    on: Day,
) -> Result<Vec<Grant>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT g.id, g.account_id, g.role, g.org_id, o.name, g.valid_from, g.valid_to FROM access_grant g \
                 JOIN access_org o ON o.id = g.org_id \
                 WHERE g.account_id = $1 AND g.valid_from <= $2 AND g.valid_to > $2 ORDER BY g.id"
            ),
            account,
            on,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let role: String = row.get("role")?;
            Ok(Grant {
                id: row.get("id")?,
                account: row.get("account_id")?,
                role: Role::from_word(&role).ok_or(Fault::Column("there is no such role"))?,
                org: row.get("org_id")?,
                org_name: row.get("name")?,
                valid_from: row.get("valid_from")?,
                valid_to: row.get("valid_to")?,
            })
        })
        .collect()
}

/// Gives an account a role on an organisation from a day until before another.
///
/// # Errors
/// A fault of the database.
pub async fn give<A: crate::role::Action>(
    tx: &mut Tx,
    permit: &Permit<A>,
    account: AccountId,
    role: Role,
    org: &Org,
    until: Day,
    deed: &Deed,
) -> Result<GrantId, Fault> {
    let id = GrantId::fresh();
    let by = tx.actor().account_id();
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_grant (id, account_id, role, org_id, valid_from, valid_to, granted_by, basis, \
             recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        id,
        account,
        role.word(),
        org.id,
        deed.happened_on,
        until,
        by,
        deed.basis.as_deref(),
        deed.recorded_at,
    ))
    .await?;
    let mut entry = Entry::did("access.role.give")
        .on("account", account.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": role.word(), "until": until.number() }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(id)
}
