//! Sensitive acts ask again who one is, and then go on.

use std::time::Duration;

use zhibu_access::role::Role;
use zhibu_testhouse::{House, Visitor};

use crate::admin::{days, role_of};
use crate::steps::PASSWORD;

/// Acts when the last proof is older than ten minutes: the act leads to the page that asks, and
/// works after that.
async fn asks_again(
    house: &House,
    visitor: &mut Visitor,
    act: &str,
    form: &str,
    fields: &[(String, String)],
) {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    house.wait(Duration::from_secs(601));
    let asked = visitor.post(act, &fields).await;
    let ask = asked.leads_to().to_owned();
    assert_eq!(ask, format!("/confirm?back={}", form.replace('/', "%2F")), "{act}");
    visitor.get(&ask).await.shows("再核对一次身份");
    let proof = [("back", form), ("password", PASSWORD)];
    assert_eq!(visitor.post("/confirm", &proof).await.succeeds(), form);
    visitor.post(act, &fields).await.succeeds();
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[zhibu_testhouse::test]
async fn the_acts_of_a_security_administrator_ask_again(house: House) {
    let county = house.found_county().await;
    let officer = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let next = house.appoint("next", Role::Teacher, &county).await;
    let mut security = house.signed_in("security", Role::SecurityAdmin, &county).await;
    let page = format!("/accounts/{officer}");
    let from = || days("from", ["2026", "11", "23"]);

    let lock = [field("why", "离岗"), field("_version", "1")];
    asks_again(&house, &mut security, &format!("{page}/lock"), &page, &lock).await;
    asks_again(&house, &mut security, &format!("{page}/unlock"), &page, &[]).await;

    let give = format!("{page}/give");
    let fields: Vec<_> =
        from().into_iter().chain([field("role", "teacher"), field("org", &county.id.to_string())]).collect();
    asks_again(&house, &mut security, &give, &give, &fields).await;
    house.wait(Duration::from_secs(601));
    let asked = security.get(&give).await;
    assert!(asked.leads_to().starts_with("/confirm"), "asked only after the form was filled in");

    let grant = format!("/accounts/{next}/roles/{}", role_of(&house, next).await);
    asks_again(&house, &mut security, &format!("{grant}/end"), &grant, &[]).await;

    let post = house.appoint("post", Role::DepartmentOfficer, &county).await;
    let grant = format!("/accounts/{post}/roles/{}", role_of(&house, post).await);
    let fields: Vec<_> = from().into_iter().chain([field("user", "next")]).collect();
    asks_again(&house, &mut security, &format!("{grant}/hand-over"), &grant, &fields).await;
}

#[zhibu_testhouse::test]
async fn starting_over_asks_again(house: House) {
    let county = house.found_county().await;
    let officer = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut security = house.signed_in("security", Role::SecurityAdmin, &county).await;
    let page = format!("/accounts/{officer}");
    house.wait(Duration::from_secs(601));
    let asked = security.post(&format!("{page}/start-over"), &[]).await;
    assert!(asked.leads_to().starts_with("/confirm?back="), "{}", asked.leads_to());
    security.post("/confirm", &[("back", page.as_str()), ("password", PASSWORD)]).await.succeeds();
    security.post(&format!("{page}/start-over"), &[]).await.shows("只显示这一次");
}

#[zhibu_testhouse::test]
async fn letting_somebody_stand_in_asks_again(house: House) {
    let county = house.found_county().await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    house.appoint("deputy", Role::Teacher, &county).await;
    let page = format!("/orgs/{}/roles", county.id);
    let fields: Vec<_> = [field("user", "deputy")]
        .into_iter()
        .chain(days("from", ["2026", "11", "23"]))
        .chain(days("until", ["2026", "11", "30"]))
        .collect();
    asks_again(&house, &mut officer, &format!("{page}/stand-in"), &page, &fields).await;
}
