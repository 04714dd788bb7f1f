//! Passkeys, in a real browser with a virtual authenticator.

use zhibu_access::role::Role;
use zhibu_testhouse::{Browser, House, Server, Viewport};

#[zhibu_testhouse::test(browser)]
async fn a_passkey_is_set_up_and_signs_in(house: House, browser: Browser) {
    let county = house.found_county().await;
    house.appoint("officer", Role::Secretary, &county).await;
    let server = Server::start(house.router()).await;
    let page = browser.page(Viewport::PHONE).await;
    let passkeys = page.virtual_authenticator().await;

    page.goto(&server.url("/sign-in")).await;
    page.fill("#user", "officer").await;
    page.fill("#password", "a fine long password").await;
    page.click("css=form[action='/sign-in/password'] button").await;
    page.goto(&server.url("/me/security")).await;
    page.click("在这台设备上设通行密钥").await;
    page.wait_for("通行密钥已设好").await;
    assert_eq!(passkeys.count().await, 1);

    page.goto(&server.url("/me/role")).await;
    page.click("退出登录").await;
    page.goto(&server.url("/sign-in?back=/me/security")).await;
    page.click("用这台设备的指纹、面容或锁屏密码").await;
    page.wait_for("登录着的设备").await;

    passkeys.agrees(false).await;
    page.goto(&server.url("/sign-in")).await;
    page.click("用这台设备的指纹、面容或锁屏密码").await;
    page.wait_for("没有登录成").await;
}
