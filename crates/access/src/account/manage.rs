//! Managing accounts: finding surplus ones, making one for an officer, locking, and starting one
//! over. Nobody here sets another's password (ASVS 6.4.6).

use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Fault, Read, Refuse, Tx, bind, search, sql};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use super::activation::{self, Issued, NotIssued};
use super::grant::{self, in_office, is_last_security_admin};
use super::{Account, AccountId, Grant, NewAccount, columns};
use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, Permit, Scope};
use crate::role::{Action, IssueActivation, ManageAccounts};

/// After how long without use an account is surplus: 90 days, in milliseconds.
const UNUSED_MS: i64 = 90 * 24 * 3_600_000;

/// Why an account is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Another account has the user name.
    #[error("the user name is taken")]
    Taken,
    /// The user name has characters that it must not have, or looks like a citizen id or phone.
    #[error("the user name cannot be used")]
    UserName,
    /// Nobody locks or starts over their own account.
    #[error("this is the actor's own account")]
    Oneself,
    /// Nobody would be left who can give roles.
    #[error("this is the last security administrator")]
    LastOne,
    /// It was changed since the page was shown.
    #[error("the account was changed meanwhile")]
    Changed,
    /// No code is issued.
    #[error(transparent)]
    Code(#[from] NotIssued),
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Code(refused) => refused.fault(),
            Self::Denied(denied) => denied.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Taken => Told::at("user", key!("account-taken")),
            Self::UserName => Told::at("user", key!("account-user-name")),
            Self::Oneself => Told::new(No::Invalid, key!("account-oneself")),
            Self::LastOne => Told::new(No::Invalid, key!("grant-last-one")),
            Self::Changed => Told::new(No::Conflict, key!("account-changed")),
            Self::Code(refused) => refused.told(),
            Self::Denied(denied) => denied.told(),
            Self::Fault(fault) => fault.told(),
        }
    }
}

/// The account of an id with leave to do `A` with it: it lies where its area begins.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open<A: Action>(read: &mut Read, id: AccountId) -> Result<(Account, Permit<A>), Denied> {
    crate::permit::may::<A>(read.actor())?;
    let account = super::by_id(read, id).await?.ok_or(Denied::Missing)?;
    let (_, permit) = org::open::<A>(read, OrgId(account.area)).await?;
    Ok((account, permit))
}

/// Accounts that want a second look (GB/T 22239-2019, 8.1.4.2 c: surplus and expired accounts).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Locked.
    Locked,
    /// Nobody ever signed in with it.
    NeverUsed,
    /// Neither a role nor a record of its own.
    NoRole,
    /// It had roles, and all have ended.
    RolesEnded,
    /// Not used for 90 days.
    Unused,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] =
        [State::Locked, State::NeverUsed, State::NoRole, State::RolesEnded, State::Unused];

    /// The word in addresses and catalogues (`account-state-locked`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::NeverUsed => "never-used",
            Self::NoRole => "no-role",
            Self::RolesEnded => "roles-ended",
            Self::Unused => "unused",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An account in the list, with its roles that have not ended.
#[derive(Clone, Debug)]
pub struct Line {
    /// The account.
    pub account: Account,
    /// Its roles.
    pub roles: Vec<Grant>,
    /// What wants a second look.
    pub states: Vec<State>,
}

/// Accounts in the order of their user names, from after one on. A text finds the beginning of
/// the user name, or when it is not ASCII, of the name.
///
/// # Errors
/// A fault of the database.
pub async fn list(
    read: &mut Read,
    scope: &Scope<ManageAccounts>,
    text: &str,
    state: Option<State>,
    after: &str,
    limit: i64,
) -> Result<Vec<Line>, Fault> {
    let (now, today) = (read.now(), read.today());
    let mut query = Query::new(concat!(
        "SELECT ",
        columns!(),
        " FROM access_account WHERE area_id IN (SELECT id FROM access_org WHERE is_area = 1 AND path >= "
    ));
    query.value(scope.from()).piece(" AND path < ").value(scope.to());
    query.piece(") AND user_name > ").value(after);
    let text = text.trim();
    if !text.is_empty() {
        let (column, text) = if text.is_ascii() {
            ("user_name", text.to_lowercase())
        } else {
            ("display_name", text.to_owned())
        };
        query.piece(" AND ").piece(column).piece(" >= ").value(&text);
        query.piece(" AND ").piece(column).piece(" < ");
        query.value(search::prefix_end(&text));
    }
    match state {
        None => {}
        Some(State::Locked) => {
            query.piece(" AND is_locked = 1");
        }
        Some(State::NeverUsed) => {
            query.piece(" AND used_at IS NULL");
        }
        Some(State::Unused) => {
            query.piece(" AND used_at < ").value(now.plus_ms(-UNUSED_MS));
        }
        Some(State::NoRole) => {
            query.piece(
                " AND person_id IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM access_grant g WHERE g.account_id = access_account.id)",
            );
        }
        Some(State::RolesEnded) => {
            query.piece(
                " AND EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = access_account.id) \
                 AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = access_account.id AND g.valid_to > ",
            );
            query.value(today).piece(")");
        }
    }
    query.piece(" ORDER BY user_name LIMIT ").value(limit);
    let accounts: Vec<Account> =
        read.rows(query).await?.iter().map(Account::from_row).collect::<Result<_, _>>()?;
    let roles = grant::of_accounts(read, accounts.iter().map(|account| account.id)).await?;
    Ok(accounts
        .into_iter()
        .map(|account| {
            let all: Vec<Grant> = roles.iter().filter(|grant| grant.account == account.id).cloned().collect();
            line(account, all, now, today)
        })
        .collect())
}

/// An account with all its roles, as a line.
#[must_use]
pub fn line(account: Account, all: Vec<Grant>, now: zhibu_kernel::Moment, today: zhibu_kernel::Day) -> Line {
    let had = !all.is_empty();
    let roles: Vec<Grant> = all.into_iter().filter(|grant| grant.valid_to > today).collect();
    let states = State::ALL.into_iter().filter(|state| match state {
        State::Locked => account.is_locked,
        State::NeverUsed => account.used_at.is_none(),
        State::NoRole => !had && account.person.is_none(),
        State::RolesEnded => had && roles.is_empty(),
        State::Unused => account.used_at.is_some_and(|used| used < now.plus_ms(-UNUSED_MS)),
    });
    Line { states: states.collect(), account, roles }
}

/// Makes an account for an officer. Nobody can sign in with it until a code was handed over.
///
/// # Errors
/// [`Refused::Taken`], [`Refused::UserName`].
pub async fn create_officer(
    tx: &mut Tx,
    permit: &Permit<ManageAccounts>,
    org: &Org,
    user_name: &str,
    display_name: &str,
) -> Result<AccountId, Refused> {
    in_office(tx).await?;
    if !is_user_name(user_name) {
        return Err(Refused::UserName);
    }
    if super::by_user_name(tx, user_name).await?.is_some() {
        return Err(Refused::Taken);
    }
    let new = NewAccount {
        user_name: user_name.to_owned(),
        display_name: display_name.to_owned(),
        area: org.area,
        person: None,
        password_hash: None,
    };
    super::create(tx, permit, new).await.map_err(|fault| match fault.is_duplicate() {
        true => Refused::Taken,
        false => fault.into(),
    })
}

/// Two to forty letters, digits, dots, hyphens and underscores, a letter first: so that nobody
/// signs in with a citizen id or a phone number.
fn is_user_name(text: &str) -> bool {
    let length = text.chars().count();
    (2..=40).contains(&length)
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || ".-_".contains(c))
}

/// Locks an account: its sessions end at once, its roles stay and rest.
///
/// # Errors
/// [`Refused::Oneself`], [`Refused::LastOne`], [`Refused::Changed`].
pub async fn lock(
    tx: &mut Tx,
    permit: &Permit<ManageAccounts>,
    account: &Account,
    reason: &str,
) -> Result<(), Refused> {
    in_office(tx).await?;
    if permit.actor().account_id() == Some(account.id.0) {
        return Err(Refused::Oneself);
    }
    if is_last_security_admin(tx, account.id).await? {
        return Err(Refused::LastOne);
    }
    set_locked(tx, account, true).await?;
    end_sessions(tx, account.id).await?;
    let entry = Entry::did("access.account.lock").on("account", account.id.0);
    Ok(tx.audit(&entry.because(reason)).await?)
}

/// Unlocks an account.
///
/// # Errors
/// [`Refused::Oneself`], [`Refused::Changed`].
pub async fn unlock(tx: &mut Tx, permit: &Permit<ManageAccounts>, account: &Account) -> Result<(), Refused> {
    in_office(tx).await?;
    if permit.actor().account_id() == Some(account.id.0) {
        return Err(Refused::Oneself);
    }
    set_locked(tx, account, false).await?;
    let entry = Entry::did("access.account.unlock").on("account", account.id.0);
    Ok(tx.audit(&entry).await?)
}

async fn set_locked(tx: &mut Tx, account: &Account, locked: bool) -> Result<(), Refused> {
    let touched = tx
        .execute(bind!(
            sql!(
                "UPDATE access_account SET is_locked = $3, version = version + 1 WHERE id = $1 AND version = $2"
            ),
            account.id,
            account.version,
            locked,
        ))
        .await?;
    if touched == 0 {
        return Err(Refused::Changed);
    }
    Ok(())
}

async fn end_sessions(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    let sessions = sql!("DELETE FROM access_session WHERE account_id = $1");
    tx.execute(bind!(sessions, account)).await?;
    Ok(())
}

/// Starts an account over: password and second factor are forgotten, its sessions end, and a code
/// is issued with which its owner chooses new ones.
///
/// # Errors
/// [`Refused::Oneself`]: one's own password is changed on one's own page.
pub async fn start_over(
    tx: &mut Tx,
    permit: &Permit<IssueActivation>,
    account: &Account,
) -> Result<Issued, Refused> {
    in_office(tx).await?;
    if permit.actor().account_id() == Some(account.id.0) {
        return Err(Refused::Oneself);
    }
    tx.execute(bind!(
        sql!(
            "UPDATE access_account SET password_hash = NULL, totp_secret = NULL, totp_step = NULL, \
             version = version + 1 WHERE id = $1"
        ),
        account.id,
    ))
    .await?;
    end_sessions(tx, account.id).await?;
    let entry = Entry::did("access.account.start_over").on("account", account.id.0);
    tx.audit(&entry).await?;
    Ok(activation::issue(tx, permit, account.id).await?)
}

/// Notes that an account was used.
pub(crate) async fn note_use(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(sql!("UPDATE access_account SET used_at = $2 WHERE id = $1"), account, now)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_no_number_of_a_person() {
        for (text, fine) in [
            ("wang.yan", true),
            ("王砚秋2", true),
            ("a", false),
            ("13900000521", false),
            ("110101199003074578", false),
            ("two words", false),
        ] {
            assert_eq!(is_user_name(text), fine, "{text}");
        }
    }
}
