//! Who knows only the password of an officer does not give the account its second factor.

use std::time::Duration;

use zhibu_access::account::password::RENEW_AFTER_DAYS;
use zhibu_access::role::Role;
use zhibu_kernel::{Fault, Tx, audit::Entry, setting};
use zhibu_testhouse::House;

use crate::steps::{
    PASSWORD, activate, hidden, issue, key_of, set_up, shown, start_over, strict, try_password,
};

const REFUSED: &str = "请向安全管理员要一个新的启用码";

#[zhibu_testhouse::test]
async fn the_password_of_an_officer_sets_no_second_factor_up(house: House) {
    let house = strict(house);
    let county = house.found_county().await;
    let account = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut thief = house.passer_by();
    thief.sign_in("officer").await;
    thief.get("/me/security").await.shows(REFUSED).hides("设好验证器").hides("data-passkey");
    for act in ["authenticator/begin", "recovery", "passkeys/begin", "passkeys"] {
        thief.post(&format!("/me/security/{act}"), &[]).await.refuses(REFUSED);
    }

    // What was begun in a session that may is not finished in one that may not.
    let mut officer = house.passer_by();
    activate(&mut officer, &start_over(&house, account).await).await;
    officer.get("/me/security").await.hides(REFUSED);
    let begun = officer.post("/me/security/authenticator/begin", &[]).await;
    let (flow, code) = (hidden(&begun, "flow"), shown(&house, &key_of(&begun)));
    let fields = [("flow", flow.as_str()), ("code", code.as_str())];
    thief.sign_in("officer").await;
    thief.post("/me/security/authenticator", &fields).await.refuses(REFUSED);
    officer.post("/me/security/authenticator", &fields).await.shows("恢复码");

    // With both factors one moves on to another phone.
    house.wait(Duration::from_secs(60));
    set_up(&house, &mut officer).await;
}

#[zhibu_testhouse::test]
async fn an_activation_code_is_good_for_an_hour_of_setting_up(house: House) {
    let house = strict(house);
    let county = house.found_county().await;
    let account = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut officer = house.passer_by();
    activate(&mut officer, &start_over(&house, account).await).await;
    house.wait(Duration::from_secs(3_599));
    officer.get("/me/security").await.shows("设好验证器").hides(REFUSED);
    house.wait(Duration::from_secs(1));
    officer.get("/me/security").await.shows(REFUSED).hides("设好验证器");
}

#[zhibu_testhouse::test]
async fn a_password_that_is_due_makes_no_passkey_of_an_officer(house: House) {
    let house = strict(house);
    let county = house.found_county().await;
    house.appoint("officer", Role::DepartmentOfficer, &county).await;
    house
        .by_system(&(), async |tx: &mut Tx, (): &()| {
            setting::set(tx, RENEW_AFTER_DAYS, &90_i64).await?;
            tx.audit(&Entry::did("test.setting")).await?;
            Ok::<_, Fault>(())
        })
        .await;
    house.wait(Duration::from_secs(91 * 24 * 3_600));
    let mut thief = house.passer_by();
    let asked = try_password(&mut thief, "officer", PASSWORD).await;
    let flow = hidden(&asked, "flow");
    for step in ["passkey/begin", "passkey"] {
        thief.post(&format!("/sign-in/choose/{step}"), &[("flow", &flow)]).await.refuses(REFUSED);
    }
}

#[zhibu_testhouse::test]
async fn a_member_without_a_role_and_the_demo_are_free(mut house: House) {
    let county = house.found_county().await;
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    set_up(&house, &mut officer).await;

    house.install(|installation| installation.demo = false);
    let issued = issue(&house, "王砚秋", &county).await;
    activate(&mut house.passer_by(), &issued).await;
    let mut member = house.passer_by();
    member.sign_in(&issued.user_name).await;
    set_up(&house, &mut member).await;
}
