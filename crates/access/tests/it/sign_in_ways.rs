//! The ways of signing in, as people meet them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use zhibu_access::account::AccountId;
use zhibu_access::account::activation;
use zhibu_access::account::code::{Asked, CodeRequested, MOBILE, PhoneBook, Phones};
use zhibu_access::permit::Permit;
use zhibu_access::role::{IssueActivation, Role};
use zhibu_kernel::outbox::{Delivery, Handlers};
use zhibu_kernel::seal::Hashes;
use zhibu_kernel::{Db, Read, Tx};
use zhibu_testhouse::House;

use crate::steps::{PASSWORD, activate, hidden, issue, set_up, shown, start_over, strict, try_password};

#[zhibu_testhouse::test]
async fn unknown_locked_unactivated_empty_and_too_long_get_one_answer(house: House) {
    let county = house.found_county().await;
    house.appoint("officer", Role::Secretary, &county).await;
    let locked = house.appoint("locked", Role::Secretary, &county).await;
    house
        .by_system(&locked, async |tx: &mut Tx, id: &AccountId| {
            tx.execute(zhibu_kernel::bind!(
                zhibu_kernel::sql!("UPDATE access_account SET is_locked = 1 WHERE id = $1"),
                *id
            ))
            .await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.lock")).await
        })
        .await;
    let new = issue(&house, "王砚秋", &county).await;

    let long = "x".repeat(200);
    let mut answers = Vec::new();
    for (user, password) in [
        ("officer", "not this one"),
        ("nobody", "not this one"),
        ("locked", PASSWORD),
        (new.user_name.as_str(), "not this one"),
        ("officer", ""),
        ("nobody", ""),
        ("officer", long.as_str()),
    ] {
        let reply = try_password(&mut house.passer_by(), user, password).await;
        reply.refuses("账号或密码不对");
        answers.push((reply.status, reply.text.replace(user, "")));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[zhibu_testhouse::test]
async fn guessing_slows_down_and_keeps_no_owner_out(house: House) {
    let county = house.found_county().await;
    house.appoint("officer", Role::Secretary, &county).await;
    let mut owner = house.passer_by().at("203.0.113.5");
    owner.sign_in("officer").await;
    owner.post("/sign-out", &[]).await.succeeds();

    let mut thief = house.passer_by().at("203.0.113.5");
    for _ in 0..5 {
        try_password(&mut thief, "officer", "not this one").await.refuses("账号或密码不对");
    }
    for user in ["officer", "OFFICER"] {
        let refused = try_password(&mut thief, user, PASSWORD).await;
        refused.refuses("试的次数太多");
        assert_eq!(refused.status, 429);
        assert_eq!(refused.headers["retry-after"], "60");
    }
    // From the same network, but in the browser that the owner has used before.
    owner.sign_in("officer").await;
    // Without that browser, from elsewhere.
    house.passer_by().at("198.51.100.7").sign_in("officer").await;

    // A name that nobody has is slowed down in the same way.
    let mut other = house.passer_by().at("203.0.113.9");
    for _ in 0..5 {
        try_password(&mut other, "nobody", "not this one").await.refuses("账号或密码不对");
    }
    assert_eq!(try_password(&mut other, "nobody", "x").await.status, 429);

    house.wait(Duration::from_secs(61));
    thief.sign_in("officer").await;
}

#[zhibu_testhouse::test]
async fn many_networks_together_get_fewer_than_a_hundred_verdicts(house: House) {
    let county = house.found_county().await;
    house.appoint("officer", Role::Secretary, &county).await;
    let mut owner = house.passer_by();
    owner.sign_in("officer").await;
    let mut verdicts = 0;
    for n in 0..60 {
        let mut thief = house.passer_by().at(&format!("203.0.113.{n}"));
        let reply = try_password(&mut thief, "officer", "not this one").await;
        verdicts += i32::from(reply.status == 422);
    }
    assert!((50..60).contains(&verdicts), "{verdicts}");
    owner.sign_in("officer").await;
}

#[zhibu_testhouse::test]
async fn a_session_has_a_secret_of_its_own(house: House) {
    let county = house.found_county().await;
    house.appoint("officer", Role::Secretary, &county).await;
    let mut visitor = house.passer_by();
    visitor.take_cookie("session", "planted-by-somebody-else");
    visitor.sign_in("officer").await;
    let first = visitor.cookie("session").unwrap().to_owned();
    assert_ne!(first, "planted-by-somebody-else");
    visitor.sign_in("officer").await;
    assert_ne!(visitor.cookie("session"), Some(first.as_str()));

    let mut house = house;
    house.install(|installation| installation.tls = true);
    let reply = try_password(&mut house.passer_by(), "officer", PASSWORD).await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    let session = cookies.iter().find_map(|c| c.to_str().unwrap().strip_prefix("__Host-session="));
    let session = session.expect("the cookie is bound to the host");
    assert!(session.contains("; Secure") && session.contains("; HttpOnly"), "{session}");
}

#[zhibu_testhouse::test]
async fn a_role_over_others_wants_the_authenticator_too(house: House) {
    let house = strict(house);
    let county = house.found_county().await;
    let account = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut officer = house.passer_by();
    activate(&mut officer, &start_over(&house, account).await).await;
    officer.get("/me/role").await.shows("只核对了一步");
    let before = officer.cookie("session").unwrap().to_owned();
    let (key, recovery) = set_up(&house, &mut officer).await;
    assert_ne!(officer.cookie("session"), Some(before.as_str()), "the rights grew under an old secret");
    officer.get("/me/role").await.hides("只核对了一步");

    house.wait(Duration::from_secs(60));
    let mut again = house.passer_by();
    let asked = try_password(&mut again, "officer", PASSWORD).await;
    asked.shows("再核对一步");
    again.get("/me/role").await.wants_sign_in();
    let flow = hidden(&asked, "flow");
    let code = shown(&house, &key);
    again.post("/sign-in/second", &[("flow", &flow), ("code", "000000")]).await.refuses("数字不对");
    again.post("/sign-in/second", &[("flow", &flow), ("code", &code)]).await.succeeds();
    again.get("/me/role").await.hides("只核对了一步");

    // The same digits, and the same step, work once.
    let mut replay = house.passer_by();
    let asked = try_password(&mut replay, "officer", PASSWORD).await;
    let next = hidden(&asked, "flow");
    replay.post("/sign-in/second", &[("flow", &next), ("code", &code)]).await.refuses("数字不对");
    replay.post("/sign-in/second", &[("flow", &flow), ("code", &code)]).await.refuses("从头再登录");
    let fields = [("flow", next.as_str()), ("code", recovery[0].as_str())];
    replay.post("/sign-in/second", &fields).await.succeeds();
    let mut third = house.passer_by();
    let flow = hidden(&try_password(&mut third, "officer", PASSWORD).await, "flow");
    let fields = [("flow", flow.as_str()), ("code", recovery[0].as_str())];
    third.post("/sign-in/second", &fields).await.refuses("数字不对");
}

#[zhibu_testhouse::test]
async fn an_activation_code_lets_in_once_and_for_two_weeks(house: House) {
    let county = house.found_county().await;
    let issued = issue(&house, "王砚秋", &county).await;
    let mut member = house.passer_by().at("203.0.113.5");
    member.post("/sign-in/activation", &[("activation", "AAAAAAAA")]).await.refuses("启用码不对");
    let code = issued.code.to_lowercase();
    let asked = member.post("/sign-in/activation", &[("activation", &code)]).await;
    asked.shows("设一个密码");
    let flow = hidden(&asked, "flow");
    for (password, why) in
        [("short", "太短"), ("woaizhongguo1949", "很多人在用"), ("wangyanqiu1985", "自己的姓名")]
    {
        let fields = [("flow", flow.as_str()), ("password", password)];
        member.post("/sign-in/choose", &fields).await.refuses(why);
    }
    let fields = [("flow", flow.as_str()), ("password", "柳溪老年食堂星期三开饭")];
    member.post("/sign-in/choose", &fields).await.succeeds();
    member.get("/me/security").await.shows("登录着的设备");
    let mut other = house.passer_by();
    try_password(&mut other, &issued.user_name, "柳溪老年食堂星期三开饭").await.succeeds();

    other.post("/sign-in/activation", &[("activation", &code)]).await.refuses("启用码不对");
    other.post("/sign-in/choose", &fields).await.refuses("从头再登录");

    let late = issue(&house, "梁素心", &county).await;
    house.wait(Duration::from_secs(14 * 24 * 3600));
    let fields = [("activation", late.code.as_str())];
    house.passer_by().post("/sign-in/activation", &fields).await.refuses("启用码不对");

    let next = issue(&house, "何青松", &county).await;
    let mut thief = house.passer_by().at("198.51.100.7");
    for _ in 0..5 {
        thief.post("/sign-in/activation", &[("activation", "AAAAAAAA")]).await.refuses("启用码不对");
    }
    let fields = [("activation", next.code.as_str())];
    assert_eq!(thief.post("/sign-in/activation", &fields).await.status, 429);
}

/// The registry's part: everybody has this one phone.
struct Village(Vec<uuid::Uuid>);

impl PhoneBook for Village {
    fn people_with<'a>(&'a self, read: &'a mut Read, mobile: Hashes) -> Asked<'a, Vec<uuid::Uuid>> {
        let ours = read.keys().hash(MOBILE, b"13900000521");
        let people = if ours.current == mobile.current { self.0.clone() } else { Vec::new() };
        Box::pin(async move { Ok(people) })
    }
}

type Sent = Arc<Mutex<Vec<CodeRequested>>>;

async fn last_sent(house: &House) -> CodeRequested {
    let sent: Sent = Arc::default();
    let into = Arc::clone(&sent);
    let handlers = Handlers::new().on::<CodeRequested, _, _>(move |_: Db, delivery: Delivery| {
        let into = Arc::clone(&into);
        async move {
            into.lock().unwrap().push(delivery.event()?);
            Ok(())
        }
    });
    house.work_off(&handlers).await;
    let mut sent = sent.lock().unwrap();
    sent.pop().expect("an event was sent")
}

#[zhibu_testhouse::test]
async fn a_code_to_a_phone_opens_only_ones_own_record(mut house: House) {
    house.install(|installation| installation.demo = false);
    let county = house.found_county().await;
    let (wife, husband) = (zhibu_kernel::id::fresh(), zhibu_kernel::id::fresh());
    for (person, name) in [(wife, "王砚秋"), (husband, "何青松")] {
        house
            .by_system(
                &(person, name.to_owned(), county.area),
                async |tx: &mut Tx, (person, name, area): &(uuid::Uuid, String, uuid::Uuid)| {
                    let permit = Permit::<IssueActivation>::by_system(tx.actor(), "test").unwrap();
                    activation::issue_for_person(tx, &permit, *person, name, *area).await
                },
            )
            .await;
    }
    house.passer_by().get("/sign-in").await.hides("用短信验证码登录");
    house.offer(Phones(Arc::new(Village(vec![wife, husband]))));
    let mut visitor = house.passer_by();
    visitor.get("/sign-in").await.shows("用短信验证码登录");

    let unknown = visitor.post("/sign-in/code", &[("mobile", "13900000522")]).await;
    assert_eq!(last_sent(&house).await.mobile, None);
    let asked = visitor.post("/sign-in/code", &[("mobile", "13900000521")]).await;
    let flow = hidden(&asked, "flow");
    assert_eq!(
        unknown.text.replace(&hidden(&unknown, "flow"), "").replace("13900000522", "").replace("0522", ""),
        asked.text.replace(&flow, "").replace("13900000521", "").replace("0521", ""),
    );
    assert_eq!(visitor.post("/sign-in/code", &[("mobile", "13900000521")]).await.status, 429);
    let sent = last_sent(&house).await;
    assert_eq!(sent.mobile.as_deref(), Some("13900000521"));

    let check = [("flow", flow.as_str()), ("code", sent.code.as_str())];
    let whose = visitor.post("/sign-in/code/check", &check).await;
    whose.shows("王砚秋").shows("何青松");
    visitor.post("/sign-in/code/check", &check).await.refuses("验证码不对");
    let id = whose.text.split("name=\"account\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let next = hidden(&whose, "flow");
    visitor.post("/sign-in/code/choose", &[("flow", &next), ("account", id)]).await.succeeds();
    visitor.get("/me/role").await.shows("王砚秋");

    // Five wrong tries end a code; ten minutes do too.
    house.wait(Duration::from_secs(3600));
    let asked = visitor.post("/sign-in/code", &[("mobile", "13900000521")]).await;
    let (flow, code) = (hidden(&asked, "flow"), last_sent(&house).await.code);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let fields = [("flow", flow.as_str()), ("code", wrong)];
        visitor.post("/sign-in/code/check", &fields).await.refuses("验证码不对");
    }
    let fields = [("flow", flow.as_str()), ("code", code.as_str())];
    visitor.post("/sign-in/code/check", &fields).await.refuses("验证码不对");
    house.wait(Duration::from_secs(3600));
    let asked = visitor.post("/sign-in/code", &[("mobile", "13900000521")]).await;
    let (flow, code) = (hidden(&asked, "flow"), last_sent(&house).await.code);
    house.wait(Duration::from_secs(601));
    let fields = [("flow", flow.as_str()), ("code", code.as_str())];
    visitor.post("/sign-in/code/check", &fields).await.refuses("验证码不对");
}

#[zhibu_testhouse::test]
async fn its_owner_ends_sessions_and_is_asked_again(house: House) {
    let county = house.found_county().await;
    let (mut here, mut there) =
        (house.signed_in("officer", Role::Secretary, &county).await, house.passer_by());
    there.sign_in("officer").await;
    here.get("/me/security").await.shows("就是这台").shows("让别的设备都退出");
    here.post("/me/security/sessions/end-others", &[]).await.succeeds();
    there.get("/me/security").await.wants_sign_in();

    house.wait(Duration::from_secs(601));
    let asked = here.post("/me/security/authenticator/begin", &[]).await;
    assert_eq!(asked.leads_to(), "/confirm?back=%2Fme%2Fsecurity");
    let fields = [("back", "/me/security"), ("password", "not this one")];
    here.post("/confirm", &fields).await.refuses("密码不对");
    let fields = [("back", "/me/security"), ("password", PASSWORD)];
    assert_eq!(here.post("/confirm", &fields).await.succeeds(), "/me/security");
    set_up(&house, &mut here).await;

    let fields = [("old", "not this one"), ("password", "quiet river stones")];
    here.post("/me/security/password", &fields).await.refuses("密码不对");
    let fields = [("old", PASSWORD), ("password", "quiet river stones")];
    here.post("/me/security/password", &fields).await.succeeds();
    try_password(&mut there, "officer", PASSWORD).await.refuses("账号或密码不对");
}

#[zhibu_testhouse::test]
async fn one_acts_in_one_role_and_an_ended_role_ends_at_once(house: House) {
    let county = house.found_county().await;
    let mut officer = house.signed_in("officer", Role::Secretary, &county).await;
    let page = officer.get("/me/role").await;
    page.shows("支部书记　中共青澜县委员会");
    officer.post("/me/role", &[("grant", "own")]).await.succeeds();
    let own = officer.get("/me/role").await;
    assert!(own.text.contains("value=\"own\" checked"), "{}", own.text);
    let stranger = zhibu_kernel::id::fresh().simple().to_string();
    officer.post("/me/role", &[("grant", &stranger)]).await.refuses("这种身份已经结束");
    let grant = page.text.split("name=\"grant\" value=\"").nth(1).unwrap();
    let grant = grant.split('"').next().unwrap();
    officer.post("/me/role", &[("grant", grant)]).await.succeeds();

    let today = house.clock().now().day_in(house.clock().zone());
    house
        .by_system(&today, async |tx: &mut Tx, today: &zhibu_kernel::Day| {
            tx.execute(zhibu_kernel::bind!(
                zhibu_kernel::sql!("UPDATE access_grant SET valid_to = $1"),
                *today
            ))
            .await?;
            tx.audit(&zhibu_kernel::audit::Entry::did("test.end")).await
        })
        .await;
    officer.get("/me/role").await.hides("支部书记　");
    officer.post("/me/role", &[("grant", grant)]).await.refuses("这种身份已经结束");
}
