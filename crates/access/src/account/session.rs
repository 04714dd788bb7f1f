//! The session (会话): a secret in a cookie, found here by its digest.
//!
//! A session acts under exactly one role at a time. Which role it is, and whether it still
//! holds, is looked up on every request, so that a role that ends, ends at once.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;
use zhibu_kernel::{Db, Fault, Moment, Read, Row, Tx, audit::Entry, bind, sql};

use super::grant::grants_on;
use super::{AccountId, GrantId, manage};
use crate::acting::Acting;
use crate::mandate::{self, Mandate};
use crate::org::{OrgId, Spot};
use crate::role::Role;

/// The name of the cookie. With TLS it bears the prefix that binds it to this host (RFC 6265bis,
/// section 4.1.3.2).
#[must_use]
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-session" } else { "session" }
}

/// How long a session lasts without a request: 12 hours, in milliseconds.
const IDLE_MS: i64 = 12 * 3_600_000;
/// How long a session lasts at most: 30 days, in seconds and milliseconds.
pub const LONGEST_S: i64 = 30 * 24 * 3600;
const LONGEST_MS: i64 = LONGEST_S * 1000;

zhibu_kernel::id_type!(
    /// Names a session in the list of its owner.
    pub SessionId
);

/// A session that was found, with its role.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: SessionId,
    /// What it acts as.
    pub acting: Acting,
    /// The grant it acts under.
    pub grant: Option<GrantId>,
    /// The mandate it acts under; there is no role then.
    pub mandate: Option<Mandate>,
    /// The organisations from the root down to the role's: the first eight.
    pub trail: Vec<Above>,
    /// When it was last seen.
    pub seen_at: Moment,
}

/// An organisation on the way from the root.
#[derive(Clone, Debug)]
pub struct Above {
    /// The organisation.
    pub id: OrgId,
    /// Its path.
    pub path: String,
    /// Its short name, or its name.
    pub name: String,
}

/// A session in the list of its owner.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: SessionId,
    /// What the browser said it is.
    pub(crate) device: String,
    pub(crate) started_at: Moment,
    pub(crate) seen_at: Moment,
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// How long after an activation code a session may set up a second factor: an hour, in milliseconds.
const ENROL_MS: i64 = 3_600_000;

/// What its owner proved when a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Began {
    /// A password, a code to the phone, or an activation code that others gave out.
    OneFactor,
    /// An activation code of the security administrator: one factor, but from trusted hands.
    Activation,
    /// A password and the authenticator, or a passkey.
    TwoFactors,
}

/// Starts a session for an account under its first role; answers the secret for the cookie.
///
/// # Errors
/// A fault of the database.
pub async fn start(
    tx: &mut Tx,
    account: AccountId,
    began: Began,
    device: &str,
) -> Result<Zeroizing<String>, Fault> {
    let secret = zhibu_kernel::random::token();
    let (now, today) = (tx.now(), tx.today());
    let grant = grants_on(tx, account, today).await?.first().map(|grant| grant.id);
    let id = SessionId::fresh();
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_session (secret_hash, id, account_id, grant_id, two_factors, device, started_at, \
             seen_at, ends_at, confirmed_at, enrol_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $7, $9)"
        ),
        digest(&secret),
        id,
        account,
        grant,
        began == Began::TwoFactors,
        device.chars().take(120).collect::<String>(),
        now,
        now.plus_ms(LONGEST_MS),
        (began == Began::Activation).then(|| now.plus_ms(ENROL_MS)),
    ))
    .await?;
    manage::note_use(tx, account).await?;
    tx.audit(&Entry::did("access.session.start").on("account", account.0)).await?;
    Ok(secret)
}

/// Ends the session of a secret.
///
/// # Errors
/// A fault of the database.
pub async fn end(tx: &mut Tx, secret: &str) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_session WHERE secret_hash = $1"), digest(secret))).await?;
    tx.audit(&Entry::did("access.session.end")).await
}

/// The sessions of an account that have not ended, the last used first.
pub(crate) async fn list(read: &mut Read, account: AccountId) -> Result<Vec<Line>, Fault> {
    let now = read.now();
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT id, device, started_at, seen_at FROM access_session \
                 WHERE account_id = $1 AND ends_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id"
            ),
            account,
            now,
            now.plus_ms(-IDLE_MS),
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                id: row.get("id")?,
                device: row.get("device")?,
                started_at: row.get("started_at")?,
                seen_at: row.get("seen_at")?,
            })
        })
        .collect()
}

/// Whether a session began by an activation code, no longer than an hour ago.
pub(crate) async fn may_enrol(read: &mut Read, id: SessionId) -> Result<bool, Fault> {
    let now = read.now();
    let found: Option<i64> = read
        .value(bind!(sql!("SELECT count(*) FROM access_session WHERE id = $1 AND enrol_until > $2"), id, now))
        .await?;
    Ok(found == Some(1))
}

/// Ends one session of an account.
pub(crate) async fn revoke(tx: &mut Tx, account: AccountId, id: SessionId) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_session WHERE id = $1 AND account_id = $2"), id, account,))
        .await?;
    tx.audit(&Entry::did("access.session.revoke").on("account", account.0)).await
}

/// Ends all sessions of an account, but one to keep.
pub(crate) async fn revoke_others(
    tx: &mut Tx,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<(), Fault> {
    let keep = keep.map_or_else(uuid::Uuid::nil, |id| id.0);
    tx.execute(bind!(sql!("DELETE FROM access_session WHERE account_id = $1 AND id <> $2"), account, keep,))
        .await?;
    tx.audit(&Entry::did("access.session.revoke_others").on("account", account.0)).await
}

/// Notes that the owner of a session proved again who they are.
pub(crate) async fn confirm(tx: &mut Tx, account: AccountId, id: SessionId) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(
        sql!("UPDATE access_session SET confirmed_at = $3 WHERE id = $1 AND account_id = $2"),
        id,
        account,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("access.session.confirm").on("account", account.0)).await
}

/// Has the session of a secret act under another role of its account.
///
/// # Errors
/// A fault of the database.
pub async fn act_under(tx: &mut Tx, secret: &str, grant: Option<GrantId>) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "UPDATE access_session SET grant_id = (SELECT g.id FROM access_grant g WHERE g.id = $2 \
             AND g.account_id = access_session.account_id) WHERE secret_hash = $1"
        ),
        digest(secret),
        grant,
    ))
    .await?;
    tx.audit(&Entry::did("access.session.act_under")).await
}

/// Has the session act for the principal of a mandate, or for nobody but its owner.
///
/// # Errors
/// A fault of the database.
pub async fn act_for(tx: &mut Tx, session: SessionId, mandate: Option<&Mandate>) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("UPDATE access_session SET mandate_id = $2 WHERE id = $1"),
        session,
        mandate.map(|mandate| mandate.id),
    ))
    .await?;
    let entry = match mandate {
        Some(mandate) => Entry::did("access.session.act_for").on("person", mandate.principal),
        None => Entry::did("access.session.act_for_oneself"),
    };
    tx.audit(&entry).await
}

/// The session of a secret as it stands now; nothing when it has ended, its account is locked or
/// there is no such session.
///
/// # Errors
/// A fault of the database.
pub async fn find(read: &mut Read, secret: &str, one_factor_is_enough: bool) -> Result<Option<Found>, Fault> {
    let (now, today) = (read.now(), read.today());
    // A role that has ended is followed by none: its owner chooses another one knowingly. Session,
    // account, role and the organisations above it are looked up together: every request asks
    // for them.
    let rows = read
        .rows(bind!(
            sql!(
                "WITH depth (n) AS (VALUES (4), (8), (12), (16), (20), (24), (28), (32)) \
                 SELECT s.id, s.mandate_id, s.two_factors, s.confirmed_at, s.seen_at, a.id AS account_id, \
                 a.person_id, a.display_name, a.area_id, g.id AS grant_id, g.role, o.id AS org_id, \
                 o.area_id AS org_area_id, o.path, c.id AS above_id, c.path AS above_path, \
                 COALESCE(c.short_name, c.name) AS above_name \
                 FROM access_session s JOIN access_account a ON a.id = s.account_id \
                 LEFT JOIN access_grant g ON g.id = s.grant_id AND g.account_id = a.id \
                 AND g.valid_from <= $4 AND g.valid_to > $4 \
                 LEFT JOIN access_org o ON o.id = g.org_id \
                 LEFT JOIN depth d ON d.n <= length(o.path) \
                 LEFT JOIN access_org c ON c.path = substr(o.path, 1, d.n) \
                 WHERE s.secret_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND a.is_locked = 0"
            ),
            digest(secret),
            now,
            now.plus_ms(-IDLE_MS),
            today,
        ))
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let account: AccountId = row.get("account_id")?;
    let two_factors = one_factor_is_enough || row.get::<bool>("two_factors")?;
    let mandate = mandate::of_session(read, row.get("mandate_id")?, account).await?;
    // A code to the phone alone opens only one's own record: no role over others. Who acts for
    // somebody acts with that person's rights and no other.
    let holds = two_factors && mandate.is_none();
    let grant = row.get::<Option<GrantId>>("grant_id")?.filter(|_| holds);
    let spot = match row.get::<Option<OrgId>>("org_id")?.filter(|_| holds) {
        Some(id) => Some(Spot { id, area: row.get("org_area_id")?, path: row.get("path")? }),
        None => None,
    };
    let role = match grant {
        Some(_) => {
            Role::from_word(&row.get::<String>("role")?).ok_or(Fault::Column("there is no such role"))?
        }
        None => Role::Member,
    };
    let acting = Acting {
        account,
        person: row.get("person_id")?,
        name: row.get("display_name")?,
        role,
        org: spot.as_ref().map_or(OrgId(uuid::Uuid::nil()), |spot| spot.id),
        area: spot.as_ref().map_or(row.get("area_id")?, |spot| spot.area),
        // Nothing lies under a path that no organisation has.
        path: spot.map_or_else(|| "-".to_owned(), |spot| spot.path),
        two_factors,
        session: Some(row.get("id")?),
        confirmed_at: row.get("confirmed_at")?,
    };
    let trail = if holds { trail(&rows)? } else { Vec::new() };
    Ok(Some(Found { id: row.get("id")?, acting, grant, mandate, trail, seen_at: row.get("seen_at")? }))
}

fn trail(rows: &[Row]) -> Result<Vec<Above>, Fault> {
    let mut trail = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(id) = row.get("above_id")? {
            trail.push(Above { id, path: row.get("above_path")?, name: row.get("above_name")? });
        }
    }
    trail.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(trail)
}

/// Notes that a session was used, at most once in five minutes.
///
/// # Errors
/// A fault of the database.
pub async fn touch(db: &Db, found: &Found) -> Result<(), Fault> {
    if db.clock().now().0 - found.seen_at.0 < 5 * 60_000 {
        return Ok(());
    }
    db.housekeeping(
        "session",
        &(found.id, found.acting.account),
        async move |tx: &mut Tx, (id, account): &(SessionId, AccountId)| {
            let (now, id) = (tx.now(), *id);
            tx.execute(bind!(sql!("UPDATE access_session SET seen_at = $2 WHERE id = $1"), id, now)).await?;
            manage::note_use(tx, *account).await
        },
    )
    .await
}
