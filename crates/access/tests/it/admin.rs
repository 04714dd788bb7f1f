//! Three administrators, apart: what each does, and where each is refused.

use std::time::Duration;

use zhibu_access::account::{self, AccountId, GrantId, grant};
use zhibu_access::admin::{self, First, NewAdministrator};
use zhibu_access::check;
use zhibu_access::org::Org;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{GrantRole, ReadAudit, Role};
use zhibu_kernel::{Actor, Deed, Fault, Read, Tx, audit, sql};
use zhibu_testhouse::{House, Reply, Visitor};

/// The one role that an account has or had.
pub(crate) async fn role_of(house: &House, account: AccountId) -> GrantId {
    let roles = house
        .db
        .read(&Actor::system("test"), &account, async |read: &mut Read, id: &AccountId| {
            grant::of_accounts(read, [*id]).await
        })
        .await;
    roles.map_err(|fault: Fault| fault).unwrap()[0].id
}

/// The day of the test in the three boxes of a form.
pub(crate) fn days(name: &str, [year, month, day]: [&str; 3]) -> [(String, String); 3] {
    [("year", year), ("month", month), ("day", day)]
        .map(|(part, value)| (format!("{name}-{part}"), value.to_owned()))
}

async fn give(visitor: &mut Visitor, to: AccountId, role: &str, org: &Org) -> Reply {
    let (from, org) = (days("from", ["2026", "11", "23"]), org.id.to_string());
    let mut fields = vec![("role", role), ("org", &org)];
    fields.extend(from.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    visitor.post(&format!("/accounts/{to}/give"), &fields).await
}

#[zhibu_testhouse::test]
async fn each_administrator_has_their_own_pages_only(house: House) {
    let county = house.found_county().await;
    let pages = ["/accounts", "/audit", "/system"];
    for (name, role, own) in [
        ("security", Role::SecurityAdmin, "/accounts"),
        ("auditor", Role::Auditor, "/audit"),
        ("system", Role::SystemAdmin, "/system"),
        ("officer", Role::DepartmentOfficer, ""),
    ] {
        let mut visitor = house.signed_in(name, role, &county).await;
        for page in pages {
            let reply = visitor.get(page).await;
            if page == own {
                reply.shows("<h1>");
            } else {
                reply.is_forbidden();
            }
        }
    }
    for page in pages {
        house.passer_by().get(page).await.wants_sign_in();
    }
}

#[zhibu_testhouse::test]
async fn a_security_administrator_makes_an_account_and_gives_it_a_role(house: House) {
    let county = house.found_county().await;
    let branch = house.add_org(&county, "branch", "柳溪村党支部").await;
    let mut security = house.signed_in("security", Role::SecurityAdmin, &county).await;

    let new = |user| [("user", user), ("name", "王砚秋")];
    let refused = security.post("/accounts/new", &new("13900000521")).await;
    refused.refuses("身份证号、手机号不能作账号");
    let made = security.post("/accounts/new", &new("wang")).await;
    let page = made.succeeds().to_owned();
    security.post("/accounts/new", &new("Wang")).await.refuses("已经有人用了");
    security.get("/accounts?state=no-role").await.shows("wang");

    let id: AccountId = page.rsplit('/').next().unwrap().parse().unwrap();
    let search = security.get(&format!("{page}/give?q=柳溪")).await;
    search.shows("柳溪村党支部");
    give(&mut security, id, "secretary", &branch).await.succeeds();
    give(&mut security, id, "secretary", &branch).await.refuses("已经有这个角色");
    give(&mut security, id, "member", &branch).await.refuses("不用给");
    security.get("/accounts?q=王").await.shows("支部书记（柳溪村党支部）");

    // The code is on this answer, and nowhere else.
    let slip = security.post(&format!("{page}/start-over"), &[]).await;
    slip.shows("只显示这一次");
    let roles = security.get(&page).await;
    roles.shows("支部书记").hides("只显示这一次");
}

#[zhibu_testhouse::test]
async fn nobody_is_two_administrators_or_gives_themselves_a_role(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let own = house.appoint("security", Role::SecurityAdmin, &county).await;
    let system = house.appoint("system", Role::SystemAdmin, &county).await;
    let officer = house.appoint("officer", Role::DepartmentOfficer, &town).await;
    let mut security = house.passer_by();
    security.sign_in("security").await;

    give(&mut security, system, "auditor", &county).await.refuses("系统管理员");
    give(&mut security, officer, "auditor", &county).await.refuses("其他角色");
    give(&mut security, own, "teacher", &county).await.refuses("不能给自己角色");
    let fresh = house.appoint("teacher", Role::Teacher, &town).await;
    let ended = format!("/accounts/{fresh}/roles/{}/end", role_of(&house, fresh).await);
    security.post(&ended, &[]).await.succeeds();
    security.post(&ended, &[]).await.refuses("已经结束");
    give(&mut security, fresh, "auditor", &town).await.refuses("最上级");
    give(&mut security, fresh, "auditor", &county).await.succeeds();

    let last = format!("/accounts/{own}/roles/{}/end", role_of(&house, own).await);
    security.post(&last, &[]).await.refuses("最后一位安全管理员");
    let lock = format!("/accounts/{own}/lock");
    let fields = [("why", "离岗"), ("_version", "1")];
    security.post(&lock, &fields).await.refuses("不能锁定");
}

#[zhibu_testhouse::test]
async fn a_locked_account_is_out_at_once(house: House) {
    let county = house.found_county().await;
    let id = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut officer = house.passer_by();
    officer.sign_in("officer").await;
    officer.get(&format!("/orgs/{}/roles", county.id)).await.shows("officer");
    let mut security = house.signed_in("security", Role::SecurityAdmin, &county).await;

    let lock = format!("/accounts/{id}/lock");
    security.post(&lock, &[("why", "离岗"), ("_version", "7")]).await.refuses("刚才被别人改过");
    security.post(&lock, &[("why", "离岗"), ("_version", "1")]).await.succeeds();
    officer.get(&format!("/orgs/{}/roles", county.id)).await.wants_sign_in();
    security.get("/accounts?state=locked").await.shows("officer");
    security.post(&format!("/accounts/{id}/unlock"), &[]).await.succeeds();
    officer.sign_in("officer").await;
}

#[zhibu_testhouse::test]
async fn of_two_who_remove_each_other_exactly_one_wins(house: House) {
    let county = house.found_county().await;
    let mut ends = Vec::new();
    let (a, b) = (
        house.appoint("first", Role::SecurityAdmin, &county).await,
        house.appoint("second", Role::SecurityAdmin, &county).await,
    );
    for (name, other) in [("first", b), ("second", a)] {
        let mut visitor = house.passer_by();
        visitor.sign_in(name).await;
        let end = format!("/accounts/{other}/roles/{}/end", role_of(&house, other).await);
        ends.push(async move { visitor.post(&end, &[]).await.status });
    }
    let (second, first) = (ends.pop().unwrap(), ends.pop().unwrap());
    let (first, second) = tokio::join!(first, second);
    let won = [first, second].iter().filter(|status| status.is_redirection()).count();
    assert_eq!(won, 1, "{first} {second}");
    let left =
        sql!("SELECT count(*) FROM access_grant WHERE role = 'security_admin' AND valid_to > 20261123");
    assert_eq!(house.count(left).await, 1);
}

#[zhibu_testhouse::test]
async fn somebody_stands_in_until_a_day(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &town).await;
    house.appoint("deputy", Role::Teacher, &town).await;
    house.appoint("stranger", Role::Teacher, &county).await;
    let page = format!("/orgs/{}/roles", town.id);
    let ask = |user: &str, until: [&str; 3]| -> Vec<(String, String)> {
        let user = ("user".to_owned(), user.to_owned());
        let from = days("from", ["2026", "11", "23"]);
        [user].into_iter().chain(from).chain(days("until", until)).collect()
    };
    let mut post = async |fields: Vec<(String, String)>| {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        officer.post(&format!("{page}/stand-in"), &fields).await
    };
    post(ask("stranger", ["2026", "11", "30"])).await.refuses("没有角色");
    post(ask("deputy", ["2027", "11", "30"])).await.refuses("最长 6 个月");
    post(ask("officer", ["2026", "11", "30"])).await.refuses("不能给自己");
    post(ask("deputy", ["2026", "11", "30"])).await.succeeds();

    let mut superior = house.signed_in("county", Role::DepartmentOfficer, &county).await;
    superior.get(&page).await.shows("代理 officer").shows("2026/11/30");
    house.wait(Duration::from_secs(8 * 24 * 3_600));
    let mut superior = house.signed_in("county2", Role::DepartmentOfficer, &county).await;
    superior.get(&page).await.hides("代理 officer");
}

#[zhibu_testhouse::test]
async fn a_post_goes_over_in_one_act(house: House) {
    let county = house.found_county().await;
    let old = house.appoint("old", Role::DepartmentOfficer, &county).await;
    house.appoint("new", Role::Teacher, &county).await;
    let mut security = house.signed_in("security", Role::SecurityAdmin, &county).await;
    let over = format!("/accounts/{old}/roles/{}/hand-over", role_of(&house, old).await);
    let from = days("from", ["2026", "11", "23"]);
    let mut fields = vec![("user", "nobody")];
    fields.extend(from.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    security.post(&over, &fields).await.refuses("没有账号“nobody”");
    fields[0] = ("user", "security");
    security.post(&over, &fields).await.refuses("不能给自己");
    fields[0] = ("user", "new");
    let slip = security.post(&over, &fields).await;
    security.get(slip.succeeds()).await.shows("工作交接单").shows("2026年11月23日");
    security.post(&over, &fields).await.refuses("已经结束");
    let sent = sql!("SELECT count(*) FROM kernel_outbox WHERE kind = 'access.role_handed_over'");
    assert_eq!(house.count(sent).await, 1);
}

#[zhibu_testhouse::test]
async fn an_auditor_reads_and_verifies_and_changes_nothing(house: House) {
    let county = house.found_county().await;
    let officer = house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let mut visitor = house.passer_by();
    visitor.sign_in("officer").await;
    visitor.get(&format!("/orgs/{}/roles", county.id)).await.shows("officer");
    let mut auditor = house.signed_in("auditor", Role::Auditor, &county).await;

    let looks = auditor.get("/audit?user=officer&looks=looks").await;
    looks.shows("看了谁有什么身份").hides(">登录<");
    let entry = looks.text.split("/audit/entries/").nth(1).unwrap();
    auditor.get(&format!("/audit/entries/{}", &entry[..32])).await.shows("尚未封存");
    auditor.get("/audit?user=nobody").await.shows("没有这样的记录");
    auditor.get("/audit?from-year=20x6").await.refuses("2026-12-06");
    auditor.get("/audit?from-year=2026&from-month=11&from-day=24").await.shows("没有这样的记录");
    auditor.get("/audit").await.shows("看了日志");

    let seen = auditor.get(&format!("/audit/seen?user={officer}")).await;
    seen.shows(&county.id.to_string());
    let file = auditor.get("/audit/export?format=csv&act=access.role").await;
    file.shows("access.role.give").hides("access.session");

    auditor.get("/audit/head").await.shows("还没有封存过记录");
    audit::seal(&house.db).await.unwrap();
    auditor.get("/audit/head").await.shows("zhibu-log/");
    auditor.post("/audit/head", &[("kept", "")]).await.shows("日志完整");
    auditor.post("/audit/head", &[("kept", "no head")]).await.shows("日志被动过");
}

#[zhibu_testhouse::test]
async fn the_recovery_sheet_is_confirmed_by_typing_it(house: House) {
    let county = house.found_county().await;
    let mut system = house.signed_in("system", Role::SystemAdmin, &county).await;
    let page = system.get("/system").await;
    page.shows("恢复单还没有核对");
    page.shows(&house.db.keys().fingerprint().to_string());
    let sheet = house.db.keys().recovery_sheet();
    let other = zhibu_kernel::seal::Keyring::generate(zhibu_kernel::seal::Suite::Aes);
    let mut send = async |text: &str| system.post("/system/recovery", &[("sheet", text)]).await;
    send("no sheet").await.refuses("行");
    send(other.recovery_sheet().text()).await.refuses("别的密钥");
    send(sheet.text()).await.succeeds();
    system.get("/system").await.shows("核对无误");
}

#[zhibu_testhouse::test]
async fn the_first_three_administrators_are_three_people(house: House) {
    let who = |name: &str| NewAdministrator { user_name: name.to_owned(), display_name: name.to_owned() };
    let first = |auditor: &str| First {
        system_admin: who("system"),
        security_admin: who("security"),
        auditor: who(auditor),
        root: None,
    };
    let create = async |first: First| admin::create_first(&house.db, &first, "test").await;
    assert!(matches!(create(first("audit")).await, Err(admin::Refused::NoRoot)));
    let county = house.found_county().await;
    assert!(matches!(create(first("System")).await, Err(admin::Refused::SamePerson(_))));
    let made = create(first("audit")).await.unwrap();
    let roles: Vec<Role> = made.iter().map(|made| made.role).collect();
    assert_eq!(roles, [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor]);
    assert!(matches!(create(first("audit")).await, Err(admin::Refused::Exist)));

    // The rule is the act's: the program itself is held to it.
    let refused = house
        .db
        .change(
            &Actor::system("test"),
            &(made[0].issued.account, county),
            async |tx: &mut Tx, (account, org): &(AccountId, Org)| {
                let permit = zhibu_access::permit::Permit::<GrantRole>::by_system(tx.actor(), "test")?;
                let deed = Deed::now(tx.now(), tx.today());
                let open = zhibu_kernel::Day::OPEN;
                account::give(tx, &permit, *account, Role::Auditor, org, open, &deed).await
            },
        )
        .await;
    assert!(matches!(refused, Err(grant::Refused::Apart(Role::SystemAdmin))));
}

#[zhibu_testhouse::test]
async fn a_long_log_is_verified_by_a_worker(house: House) {
    let county = house.found_county().await;
    let mut auditor = house.signed_in("auditor", Role::Auditor, &county).await;
    zhibu_kernel::audit::seal(&house.db).await.unwrap();
    let account = auditor_of(&house).await;
    let jobs = (zhibu_access::room().jobs)();
    let worker = jobs.iter().find(|job| job.name == "access.verify").unwrap();
    ask(&house, account, None).await;
    auditor.get("/audit/head").await.shows("正在核验").shows("data-poll=\"/audit/head\"");
    worker.run_now(&house.db).await.unwrap();
    auditor.get("/audit/head").await.shows("日志完整").hides("正在核验");
    ask(&house, account, Some("no head")).await;
    worker.run_now(&house.db).await.unwrap();
    auditor.get("/audit/head").await.shows("日志被动过");
    auditor.get("/audit?act=access.audit").await.shows("核验了日志");
}

async fn auditor_of(house: &House) -> uuid::Uuid {
    house
        .db
        .read(&Actor::system("test"), &(), async |read: &mut Read, (): &()| {
            read.value(sql!("SELECT id FROM access_account WHERE user_name = 'auditor'")).await
        })
        .await
        .map_err(|fault: Fault| fault)
        .unwrap()
        .unwrap()
}

/// Asks as a page does of a log that is too long for it.
async fn ask(house: &House, account: uuid::Uuid, kept: Option<&'static str>) {
    let auditor = Actor::account(account, None, ());
    house
        .db
        .change(&auditor, &kept, async |tx: &mut Tx, kept: &Option<&str>| {
            let permit = Permit::<ReadAudit>::by_system(&Actor::system("test"), "test")?;
            Ok::<_, Denied>(check::ask(tx, &permit, *kept).await?)
        })
        .await
        .unwrap();
}
