//! Refusals: who must not see something is told so on a page made for it, and led on.

use zhibu_access::role::Role;
use zhibu_testhouse::{Browser, House, Page, Viewport};

use super::{Open, complete, is_clean, says, status};

/// Who, where they start and what they read there, and what is another's: members' data, accounts
/// and roles, the system, the log.
const KEPT_APART: [(Role, &str, &str, [&str; 4]); 3] = [
    (Role::Auditor, "/audit", "审计日志", ["/people/{person}", "/statistics/{org}", "/accounts", "/system"]),
    (Role::SystemAdmin, "/system", "系统", ["/people/{person}", "/orgs/{org}/people", "/accounts", "/audit"]),
    (Role::SecurityAdmin, "/accounts", "账号", ["/people/{person}", "/import", "/system", "/audit"]),
];

#[zhibu_testhouse::test(story)]
async fn the_three_who_keep_the_house_see_no_members(house: House, browser: Browser) {
    let open = Open::doors(house).await;
    let county = open.house.found_county().await;
    let branch = open.house.add_org(&county, "branch", "柳溪村党支部").await;
    let cheng = open.enter(&branch, complete("程广济", "999999194502030014", "1945-02-03")).await;
    for (role, home, title, closed) in KEPT_APART {
        open.appoint(role.word(), "守夜人", role, &county).await;
        let page = browser.page(Viewport::LAPTOP).await;
        open.sign_in(&page, role.word()).await;
        assert_eq!(page.url().await, open.url(home), "{role}");
        assert_eq!(page.text_of("h1").await, title);
        for path in closed {
            let path = path.replace("{org}", &county.id.to_string());
            let path = path.replace("{person}", &cheng.id.to_string());
            page.goto(&open.url(&path)).await;
            let text = page.text().await;
            assert!(text.contains("这一页不归您管"), "{role} at {path}: {text}");
            assert!(
                text.contains("请联系上级党组织") && !text.contains("程广济"),
                "{role} at {path}: {text}"
            );
            assert_eq!(status(&page, &path).await, 403, "{role} at {path}");
            page.forgive();
        }
        page.click("回到首页").await;
        assert_eq!(page.url().await, open.url(home), "{role} is led home");
        is_clean(&page).await;
    }
    at_work(&open, &browser).await;
}

/// What is theirs is open to them.
async fn at_work(open: &Open, browser: &Browser) {
    let auditor = browser.page(Viewport::LAPTOP).await;
    open.sign_in(&auditor, "auditor").await;
    says(&auditor, "main", "未登录的人").await;
    auditor.click("签名摘要").await;
    auditor.click("css=main form[action='/audit/head'] button").await;
    says(&auditor, "main", "日志完整，没有被改动").await;
    is_clean(&auditor).await;

    let security = browser.page(Viewport::LAPTOP).await;
    open.sign_in(&security, "security_admin").await;
    security.click("auditor").await;
    says(&security, "main", "审计员").await;
    is_clean(&security).await;
}

#[zhibu_testhouse::test(story)]
async fn whoever_must_sign_in_gets_where_they_wanted(house: House, browser: Browser) {
    let open = Open::doors(house).await;
    let county = open.house.found_county().await;
    let branch = open.house.add_org(&county, "branch", "柳溪村党支部").await;
    open.appoint("zhou", "周澄远", Role::Secretary, &branch).await;
    let cheng = open.enter(&branch, complete("程广济", "999999194502030014", "1945-02-03")).await;
    let wanted = open.url(&format!("/people/{}/changes?from=mail", cheng.id));

    let page = browser.page(Viewport::PHONE).await;
    page.goto(&wanted).await;
    says(&page, "h1", "登录").await;
    says(&page, "main", "严禁处理、传输国家秘密").await;
    enter_password(&page, "not the password").await;
    says(&page, "main", "账号或密码不对").await;
    enter_password(&page, super::PASSWORD).await;
    assert_eq!(page.url().await, wanted);
    says(&page, "h1", "程广济").await;

    // What is nowhere is said the same way to everybody.
    page.goto(&open.url("/nowhere")).await;
    says(&page, "main", "没有这一页").await;
    is_clean(&page).await;
}

async fn enter_password(page: &Page, password: &str) {
    if !page.text().await.contains("账号\n") {
        page.click("用密码登录").await;
    }
    page.fill("账号", "zhou").await;
    page.fill("密码", password).await;
    page.click("css=form[action='/sign-in/password'] button").await;
}
