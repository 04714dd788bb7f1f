//! The one-time code (短信验证码): six digits to a phone, for ten minutes, bound to the form that
//! asked for it.
//!
//! Who a phone belongs to is the registry's knowledge, asked through [`PhoneBook`]. A number that
//! belongs to nobody gets the same answer, the same rows and the same event, without an address.

use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;
use zhibu_kernel::outbox::Event;
use zhibu_kernel::seal::{HashKind, Hashes, KeyedHash};
use zhibu_kernel::{Fault, Moment, Read, Tx, audit::Entry};

use super::{Account, flow};

/// What is answered later, of any lender of `Read`.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// Knows whose phone it is.
pub trait PhoneBook: Send + Sync {
    /// The people with a mobile number, by its hashes under [`MOBILE`].
    fn people_with<'a>(&'a self, read: &'a mut Read, mobile: Hashes) -> Asked<'a, Vec<Uuid>>;
}

/// The phone book as a service of the house. Without one nobody signs in by code.
#[derive(Clone)]
pub struct Phones(pub Arc<dyn PhoneBook>);

/// The kind of hash under which a mobile number is found, in its normal form of eleven digits.
pub const MOBILE: HashKind = HashKind::new("mobile");
const CODE: HashKind = HashKind::new("sign_in_code");

/// A code is to be brought to a phone.
#[derive(Debug, Serialize, Deserialize)]
pub struct CodeRequested {
    /// The number in its normal form; none when it belongs to nobody, and nothing is sent.
    pub mobile: Option<String>,
    /// Six digits.
    pub code: String,
    /// After this it is of no use.
    pub ends_at: Moment,
}

impl Event for CodeRequested {
    const KIND: &'static str = "access.code_requested";
    const PRIORITY: i64 = 0;
    const KEEP_TRYING_MS: i64 = 10 * 60_000;
}

/// A code was sent, and is waited for.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sent {
    mobile: String,
    hash: KeyedHash,
}

impl flow::State for Sent {
    const KIND: &'static str = "code";
}

/// The code was right, and a name is to be chosen.
#[derive(Serialize, Deserialize)]
pub(crate) struct Proved {
    mobile: String,
}

impl flow::State for Proved {
    const KIND: &'static str = "code_proved";
}

fn hash_of(read: &Read, secret: &str, code: &str) -> KeyedHash {
    read.keys().hash(CODE, format!("{secret} {code}").as_bytes()).current
}

/// Sends a code; answers the secret of the flow that waits for it.
pub(crate) async fn send(tx: &mut Tx, phones: &Phones, mobile: &str) -> Result<Zeroizing<String>, Fault> {
    let belongs = !accounts_with(tx, phones, mobile).await?.is_empty();
    let code = zhibu_kernel::random::code(6);
    let secret = zhibu_kernel::random::token();
    let hash = hash_of(tx, &secret, &code);
    let state = Sent { mobile: mobile.to_owned(), hash };
    flow::begin_as(tx, &secret, &state).await?;
    let ends_at = tx.now().plus_minutes(<Sent as flow::State>::MINUTES);
    tx.send(&CodeRequested { mobile: belongs.then(|| mobile.to_owned()), code: code.to_string(), ends_at })
        .await?;
    tx.audit(&Entry::did("access.code.request")).await?;
    Ok(secret)
}

/// The accounts of a phone, when the code is right, and the secret of the flow in which one of
/// them is chosen. The code is used up by this; a wrong one is counted.
pub(crate) async fn check(
    tx: &mut Tx,
    phones: &Phones,
    secret: &str,
    code: &str,
) -> Result<Option<(Vec<Account>, Zeroizing<String>)>, Fault> {
    let Some(sent) = flow::attempt::<Sent>(tx, secret).await? else {
        return Ok(None);
    };
    if hash_of(tx, secret, code) != sent.hash {
        return Ok(None);
    }
    flow::end(tx, secret).await?;
    let accounts = accounts_with(tx, phones, &sent.mobile).await?;
    if accounts.is_empty() {
        return Ok(None);
    }
    let mobile = sent.mobile;
    let next = flow::begin(tx, &Proved { mobile }).await?;
    Ok(Some((accounts, next)))
}

/// The accounts among which a flow lets somebody choose; the flow ends by this.
pub(crate) async fn choice(tx: &mut Tx, phones: &Phones, secret: &str) -> Result<Vec<Account>, Fault> {
    let Some(proved) = flow::open::<Proved>(tx, secret).await? else {
        return Ok(Vec::new());
    };
    if !flow::end(tx, secret).await? {
        return Ok(Vec::new());
    }
    accounts_with(tx, phones, &proved.mobile).await
}

/// The accounts, not locked, of the people with a phone.
pub(crate) async fn accounts_with(
    read: &mut Read,
    phones: &Phones,
    mobile: &str,
) -> Result<Vec<Account>, Fault> {
    let hashes = read.keys().hash(MOBILE, mobile.as_bytes());
    let people = phones.0.people_with(read, hashes).await?;
    let mut accounts = Vec::new();
    for person in people {
        accounts.extend(super::of_person(read, person).await?);
    }
    Ok(accounts)
}
