//! Looking through the tree.

use zhibu_access::role::Role;
use zhibu_testhouse::House;

#[zhibu_testhouse::test]
async fn the_tree_opens_step_by_step(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    for n in 10..33 {
        house.add_org(&town, "branch", &format!("第{n}党支部")).await;
    }
    let mut officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    let closed = officer.get("/orgs").await;
    closed.shows("柳溪镇党委").hides("第10党支部").shows("看它的下级");
    let open = officer.get(&format!("/orgs?open={}", town.id)).await;
    open.shows("第10党支部").hides("第32党支部").shows("再看 3 个");
    let more = officer.get(&format!("/orgs?open={0}&more={0}.40", town.id)).await;
    more.shows("第32党支部").hides("再看");
    officer.get(&format!("/orgs?at={}", town.id)).await.shows("第10党支部");
    officer.get("/orgs?on=1950-01-01").await.shows("这一天还没有记录");
    officer.get("/orgs?on=1956-04-01").await.shows("柳溪镇党委");

    let mut secretary = house.signed_in("secretary", Role::Secretary, &town).await;
    let seen = secretary.get("/orgs").await;
    seen.shows("第10党支部").hides("改名称、类别或代码");
    secretary.get(&format!("/orgs?at={}", county.id)).await.is_missing();
    house.passer_by().get("/orgs").await.wants_sign_in();
}

#[zhibu_testhouse::test]
async fn an_organisation_is_found_by_any_word_of_its_name(house: House) {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    house.add_org(&town, "branch", "中共青澜县柳溪镇河湾村支部委员会").await;
    let sister = house.add_org(&county, "committee", "云亭镇党委").await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &town).await;
    for words in ["河湾村", "柳溪镇河湾", "中共青澜", "zgqlxlxz"] {
        let address = format!("/orgs?q={}", zhibu_web::desk::percent(words));
        officer.get(&address).await.shows("河湾村支部委员会</a>");
    }
    let address = format!("/orgs?q={}", zhibu_web::desk::percent("云亭"));
    officer.get(&address).await.shows("没有找到");
    officer.get(&format!("/orgs/{}/export.xlsx", sister.id)).await.is_missing();
    let sheet = officer.get(&format!("/orgs/{}/export.xlsx", town.id)).await;
    assert_eq!(sheet.status, 200);
}
