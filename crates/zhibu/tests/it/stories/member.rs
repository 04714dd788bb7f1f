//! A member's first sign-in: a code on paper, a passkey, the own record, a correction.

use zhibu_access::role::Role;
use zhibu_testhouse::{Browser, House, Page, Viewport};

use super::{Open, complete, is_clean, says};

#[zhibu_testhouse::test(story)]
async fn a_member_signs_in_for_the_first_time(house: House, browser: Browser) {
    let open = Open::doors(house).await;
    let county = open.house.found_county().await;
    let branch = open.house.add_org(&county, "branch", "柳溪村党支部").await;
    open.appoint("zhou", "周澄远", Role::Secretary, &branch).await;
    let cheng = open.enter(&branch, complete("程广济", "999999194502030014", "1945-02-03")).await;

    let desk = browser.page(Viewport::LAPTOP).await;
    open.sign_in(&desk, "zhou").await;
    desk.goto(&open.url(&format!("/people/{}", cheng.id))).await;
    desk.click("发启用码").await;
    desk.click("发一个启用码").await;
    says(&desk, "main", "只显示这一次").await;
    let code = desk.text_of("main b.mono").await;

    let phone = browser.page(Viewport::PHONE).await;
    let passkeys = phone.virtual_authenticator().await;
    phone.goto(&open.url("/sign-in")).await;
    phone.click("第一次使用，我有启用码").await;
    phone.fill("启用码", &code).await;
    phone.click("继续").await;
    phone.fill("新密码", "kites over the long lake").await;
    phone.click("设好并登录").await;
    says(&phone, "h1", "程广济同志，您好").await;

    phone.click("登录和安全").await;
    phone.click("在这台设备上设通行密钥").await;
    phone.wait_for("通行密钥已设好").await;
    assert_eq!(passkeys.count().await, 1);
    phone.goto(&open.url("/me/role")).await;
    phone.click("退出登录").await;
    phone.goto(&open.url("/me")).await;
    phone.click("用这台设备的指纹、面容或锁屏密码").await;
    phone.wait_for("程广济同志，您好").await;

    says(&phone, "main", "139****0521").await;
    says(&phone, "main", "周澄远（柳溪村党支部 支部书记）看了您的资料").await;
    phone.click("全部记录").await;
    says(&phone, "main", "2026年11月23日 14:31").await;
    correct(&open, &phone, &desk).await;
    take_everything_along(&open, &phone).await;
    is_clean(&phone).await;
    is_clean(&desk).await;
}

/// Two corrections; the secretary takes one with a tap and says why not the other.
async fn correct(open: &Open, phone: &Page, desk: &Page) {
    phone.goto(&open.url("/me")).await;
    phone.click("有不对的，请书记改").await;
    phone.fill("手机号", "139 0000 0412").await;
    phone.fill("姓名", "程广际").await;
    phone.fill("为什么要改", "换了号").await;
    phone.click("送出").await;
    says(phone, "body", "已送出").await;

    desk.goto(&open.url("/today")).await;
    says(desk, "h1", "1 件事要办").await;
    desk.click("css=main a[href='/corrections']").await;
    says(desk, "main", "本人说：换了号").await;
    desk.click("接受手机号").await;
    says(desk, "body", "已改好程广济的资料").await;
    desk.fill("给本人的话", "请带身份证来核对").await;
    desk.click("不接受姓名").await;
    says(desk, "main", "没有等待答复的更正").await;

    phone.goto(&open.url("/me")).await;
    says(phone, "main", "有 2 项已经答复").await;
    phone.click("看答复").await;
    says(phone, "main", "已接受").await;
    says(phone, "main", "请带身份证来核对").await;
    phone.goto(&open.url("/me")).await;
    phone.click("看完整的号码").await;
    says(phone, "main", "13900000412").await;
}

async fn take_everything_along(open: &Open, phone: &Page) {
    phone.goto(&open.url("/me/export")).await;
    let file = phone.download("存成文件（JSON）").await;
    let data: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(data["person"]["facts"]["name"], "程广济");
    assert_eq!(data["person"]["facts"]["mobile"], "13900000412");
    assert_eq!(data["corrections"].as_array().unwrap().len(), 2);
}
