//! The steps that several tests of signing in take.

use zhibu_access::account::AccountId;
use zhibu_access::account::activation::{self, Issued};
use zhibu_access::org::Org;
use zhibu_access::permit::Permit;
use zhibu_access::role::IssueActivation;
use zhibu_kernel::Tx;
use zhibu_testhouse::{House, Reply, Visitor};

/// The password of everybody whom the house appoints.
pub(crate) const PASSWORD: &str = "a fine long password";

/// A house that is not the demo: two factors count.
pub(crate) fn strict(mut house: House) -> House {
    house.install(|installation| installation.demo = false);
    house
}

/// The first step of signing in by password.
pub(crate) async fn try_password(visitor: &mut Visitor, user: &str, password: &str) -> Reply {
    let fields = [("user", user), ("password", password)];
    visitor.post("/sign-in/password", &fields).await
}

/// The value of a hidden field.
pub(crate) fn hidden(reply: &Reply, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = reply.text.find(&mark).expect("the field is there") + mark.len();
    reply.text[at..].split('"').next().unwrap().to_owned()
}

/// What an authenticator app shows for a key, at the house's time.
pub(crate) fn shown(house: &House, key: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let seconds = u64::try_from(house.clock().now().0 / 1000).unwrap();
    totp.generate(seconds).to_string()
}

/// Sets an authenticator up; answers its key and the recovery codes.
pub(crate) async fn set_up(house: &House, visitor: &mut Visitor) -> (String, Vec<String>) {
    let begun = visitor.post("/me/security/authenticator/begin", &[]).await;
    let (flow, key) = (hidden(&begun, "flow"), key_of(&begun));
    let code = shown(house, &key);
    let fields = [("flow", flow.as_str()), ("code", code.as_str())];
    let done = visitor.post("/me/security/authenticator", &fields).await;
    done.shows("恢复码");
    let codes = done.text.split("<li class=\"line mono\">").skip(1);
    let codes = codes.map(|rest| rest.split('<').next().unwrap().to_owned());
    (key, codes.collect())
}

/// The key that the page of an authenticator shows.
pub(crate) fn key_of(reply: &Reply) -> String {
    let at = reply.text.find("id=\"key\"").expect("the key is shown");
    let rest = &reply.text[at..];
    let from = rest.find("value=\"").unwrap() + 7;
    rest[from..].split('"').next().unwrap().to_owned()
}

/// A new code of the security administrator for an account.
pub(crate) async fn start_over(house: &House, account: AccountId) -> Issued {
    house
        .by_system(&account, async |tx: &mut Tx, account: &AccountId| {
            let permit = Permit::<IssueActivation>::by_system(tx.actor(), "test").unwrap();
            activation::issue(tx, &permit, *account).await
        })
        .await
}

/// Signs in with an activation code and chooses the usual password.
pub(crate) async fn activate(visitor: &mut Visitor, issued: &Issued) {
    let asked = visitor.post("/sign-in/activation", &[("activation", &issued.code)]).await;
    let flow = hidden(&asked, "flow");
    visitor.post("/sign-in/choose", &[("flow", &flow), ("password", PASSWORD)]).await.succeeds();
}

/// An activation code for a person.
pub(crate) async fn issue(house: &House, name: &str, county: &Org) -> Issued {
    let given = (zhibu_kernel::id::fresh(), name.to_owned(), county.area);
    house
        .by_system(&given, async |tx: &mut Tx, (person, name, area): &(uuid::Uuid, String, uuid::Uuid)| {
            let permit = Permit::<IssueActivation>::by_system(tx.actor(), "test").unwrap();
            activation::issue_for_person(tx, &permit, *person, name, *area).await
        })
        .await
}
