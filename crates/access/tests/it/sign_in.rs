//! Signing in.

use std::time::Duration;

use zhibu_access::role::Role;
use zhibu_kernel::sql;
use zhibu_testhouse::House;

#[zhibu_testhouse::test]
async fn a_wrong_password_and_an_unknown_name_get_one_answer(house: House) {
    let county = house.found_county().await;
    house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut visitor = house.passer_by();
    let wrong = visitor.post("/sign-in/password", &[("user", "officer"), ("password", "not this one")]).await;
    let unknown =
        visitor.post("/sign-in/password", &[("user", "nobody"), ("password", "not this one")]).await;
    wrong.refuses("账号或密码不对");
    assert_eq!(wrong.text.replace("officer", ""), unknown.text.replace("nobody", ""));

    visitor.sign_in("Officer").await;
    visitor.get("/sign-in").await.shows("officer");
    visitor.post("/sign-out", &[]).await.succeeds();
    visitor.get("/sign-in").await.hides("officer");
}

#[zhibu_testhouse::test]
async fn every_page_forbids_what_is_not_ours(house: House) {
    let reply = house.passer_by().get("/sign-in").await;
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    house.passer_by().get("/no-such-page").await.is_missing();
}

#[zhibu_testhouse::test]
async fn a_session_that_has_ended_is_swept_away(house: House) {
    let county = house.found_county().await;
    house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    let jobs = (zhibu_access::room().jobs)();
    let sweep = jobs.iter().find(|job| job.name == "access.sweep").unwrap();
    let sessions = sql!("SELECT count(*) FROM access_session");
    sweep.run_now(&house.db).await.unwrap();
    assert_eq!(house.count(sessions).await, 1);
    house.wait(Duration::from_secs(400 * 24 * 3_600));
    sweep.run_now(&house.db).await.unwrap();
    assert_eq!(house.count(sessions).await, 0);
}
