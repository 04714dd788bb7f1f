//! The pages of the tree in a browser: wide and narrow, with what helps to hear them.

use zhibu_access::role::Role;
use zhibu_testhouse::{Browser, House, Server, Viewport};

#[zhibu_testhouse::test(browser)]
async fn the_tree_is_changed_on_a_phone_as_on_a_laptop(house: House, browser: Browser) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    for name in ["柳溪村党支部", "上塘村党支部", "河湾村党支部"] {
        house.add_org(&town, "branch", name).await;
    }
    house.add_org(&county, "committee", "云亭镇党委").await;
    house.appoint("officer", Role::DepartmentOfficer, &county).await;
    let server = Server::start(house.router()).await;
    for viewport in [Viewport::PHONE, Viewport::LAPTOP] {
        let page = browser.page(viewport).await;
        page.goto(&server.url("/sign-in")).await;
        page.fill("账号", "officer").await;
        page.fill("密码", "a fine long password").await;
        page.press("Enter").await;
        for path in [
            format!("/orgs?at={}", town.id),
            format!("/orgs/{}", town.id),
            format!("/orgs/{}/rename", town.id),
            format!("/orgs/{}/split", town.id),
        ] {
            page.goto(&server.url(&path)).await;
            assert_eq!(page.overflows().await, Vec::<String>::new(), "{path}");
            assert_eq!(page.axe().await, [], "{path}");
        }
        page.goto(&server.url(&format!("/orgs/{}/move", town.id))).await;
        page.fill("新的上级", "云亭").await;
        page.click("下一步：看会影响什么").await;
        page.wait_for("请核对").await;
        assert_eq!(page.overflows().await, Vec::<String>::new());
        page.click("回去修改").await;
        page.wait_for("新的上级").await;
        assert_eq!(page.complaints().await, []);
    }
}
