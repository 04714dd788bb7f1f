//! Changing the tree through its pages.

use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::role::Role;
use zhibu_kernel::{Day, Read};
use zhibu_testhouse::{House, Visitor};

/// A county with two towns and branches below them.
struct County {
    county: Org,
    town: Org,
    sister: Org,
    branch: Org,
    officer: Visitor,
}

async fn county(house: &House) -> County {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let branch = house.add_org(&town, "branch", "柳溪村党支部").await;
    let officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    County { county, town, sister, branch, officer }
}

async fn now(house: &House, id: OrgId) -> Org {
    house
        .by_system(&id, async |tx: &mut zhibu_kernel::Tx, id: &OrgId| {
            org::open_by_system::<zhibu_access::role::ReadOrg>(tx, *id, "a test").await.map(|(org, _)| org)
        })
        .await
}

async fn name_on(house: &House, id: OrgId, day: &str) -> Option<String> {
    let on: Day = day.parse().unwrap();
    house
        .db
        .read(&zhibu_kernel::Actor::system("test"), &(id, on), async |read: &mut Read, (id, on)| {
            org::as_of(read, *id, *on).await
        })
        .await
        .unwrap()
        .map(|branch| branch.name)
}

fn address(org: &Org, act: &str) -> String {
    format!("/orgs/{}/{act}", org.id)
}

#[zhibu_testhouse::test]
async fn a_branch_is_created_where_its_kind_may_stand(house: House) {
    let mut county = county(&house).await;
    let page = county.officer.get(&address(&county.town, "new")).await;
    page.shows("631").shows("依据");
    let form = |kind: &'static str, approves: &'static str| {
        [
            ("name", "<b>河湾村</b>党支部"),
            ("kind", kind),
            ("code", "051024001016022"),
            ("approves", approves),
            ("on", "2026-11-02"),
            ("approved_by", "县委"),
            ("basis", "青委〔2026〕7号"),
        ]
    };
    let to = address(&county.town, "new");
    let refused = county.officer.post(&to, &form("branch", "yes")).await;
    refused.refuses("无权审批预备党员").refuses("青委〔2026〕7号");
    county.officer.post(&to, &form("group", "")).await.refuses("下面不能设");
    let made = county.officer.post(&to, &form("branch", "")).await;
    let page = county.officer.get(made.succeeds()).await;
    page.shows("&#60;b&#62;河湾村&#60;/b&#62;党支部")
        .hides("<b>河湾村")
        .shows("青委〔2026〕7号")
        .shows("补记");
    county.officer.post(&to, &form("branch", "")).await.refuses("这个代码已是");
    let by_code = county.officer.get("/orgs/code/051024001016022").await;
    assert_eq!(by_code.succeeds(), made.leads_to());
    county.officer.get("/orgs/code/999").await.is_missing();
}

#[zhibu_testhouse::test]
async fn two_editors_of_one_name_see_both_texts(house: House) {
    let mut county = county(&house).await;
    let to = address(&county.branch, "rename");
    let version = now(&house, county.branch.id).await.version.to_string();
    let form = |name: &'static str, version: &str, confirmed: &'static str| {
        [
            ("name", name.to_owned()),
            ("kind", "branch".to_owned()),
            ("on", "2026-11-01".to_owned()),
            ("_version", version.to_owned()),
            ("confirmed", confirmed.to_owned()),
        ]
    };
    fn strs<'a, const N: usize>(form: &'a [(&'static str, String); N]) -> [(&'a str, &'a str); N] {
        form.each_ref().map(|(name, value)| (*name, value.as_str()))
    }
    let preview = county.officer.post(&to, &strs(&form("柳溪新村党支部", &version, ""))).await;
    preview.shows("请核对").shows("柳溪新村党支部");
    assert_eq!(now(&house, county.branch.id).await.name, "柳溪村党支部", "a preview changed something");
    county.officer.post(&to, &strs(&form("柳溪新村党支部", &version, "yes"))).await.succeeds();
    county
        .officer
        .post(&to, &strs(&form("柳河村党支部", &version, "yes")))
        .await
        .refuses("别人改过")
        .refuses("柳河村党支部")
        .refuses("现在是：柳溪新村党支部");
    let id = county.branch.id;
    assert_eq!(name_on(&house, id, "2026-10-31").await.unwrap(), "柳溪村党支部");
    assert_eq!(name_on(&house, id, "2026-11-01").await.unwrap(), "柳溪新村党支部");

    let version = now(&house, id).await.version.to_string();
    let mut late = form("更早的名", &version, "yes");
    late[2].1 = "2020-01-01".into();
    county.officer.post(&to, &strs(&late)).await.succeeds();
    assert_eq!(name_on(&house, id, "2026-10-31").await.unwrap(), "更早的名");
    assert_eq!(
        name_on(&house, id, "2026-11-23").await.unwrap(),
        "柳溪新村党支部",
        "a late entry undid what was recorded for later"
    );
    late[2].1 = "2027-01-01".into();
    late[3].1 = now(&house, id).await.version.to_string();
    county.officer.post(&to, &strs(&late)).await.refuses("日子还没有到");
}

#[zhibu_testhouse::test]
async fn a_town_moves_with_everything_below_it_and_back(house: House) {
    let mut county = county(&house).await;
    let version = now(&house, county.town.id).await.version.to_string();
    let to = address(&county.town, "move");
    let form = |other: &'static str| {
        [("other", other), ("on", "2026-11-01"), ("_version", version.as_str()), ("confirmed", "yes")]
    };
    county.officer.post(&to, &form("柳溪村")).await.refuses("下面不能设");
    county.officer.post(&to, &form("没有这个")).await.refuses("没有找到这样的组织");
    let into_itself = house.add_org(&county.town, "committee", "柳溪开发区党委").await;
    county.officer.post(&to, &form("柳溪开发区")).await.refuses("归它自己");
    let top = address(&county.county, "move");
    county.officer.post(&top, &form("云亭")).await.refuses("最上一级");

    county.officer.post(&to, &form("云亭")).await.succeeds();
    let sister = now(&house, county.sister.id).await;
    for id in [county.town.id, county.branch.id, into_itself.id] {
        let moved = now(&house, id).await;
        assert!(moved.path.starts_with(&sister.path));
        assert_eq!(moved.area, sister.area, "the subtree crossed into the area");
    }
    let past = format!("/orgs?at={}&on=2026-10-31", county.town.id);
    county.officer.get(&past).await.shows("2026年10月31日 的组织树");

    let page = county.officer.get(&format!("/orgs/{}", county.town.id)).await;
    page.shows("由中共青澜县委员会改归云亭镇党委领导");
    let act = house
        .by_system(&county.town.id, async |tx: &mut zhibu_kernel::Tx, id: &OrgId| {
            org::last_act(tx, *id).await
        })
        .await
        .unwrap();
    let undo = format!("/orgs/acts/{act}/undo");
    county.officer.post(&undo, &[]).await.succeeds();
    let back = now(&house, county.town.id).await;
    assert_eq!((back.path, back.area), (county.town.path.clone(), county.town.area));
    county.officer.post(&undo, &[]).await.refuses("已经撤回过");
}

#[zhibu_testhouse::test]
async fn merging_and_dissolving_end_roles_and_leave_nobody_behind(house: House) {
    let mut county = county(&house).await;
    let other = house.add_org(&county.town, "branch", "上塘村党支部").await;
    house.appoint("secretary", Role::Secretary, &other).await;
    let mut secretary = house.passer_by();
    secretary.sign_in("secretary").await;
    secretary.get(&format!("/orgs/{}", other.id)).await.shows("上塘村党支部");

    let version = now(&house, county.branch.id).await.version.to_string();
    let to = address(&county.branch, "merge");
    let form = |other: &'static str, confirmed: &'static str| {
        [("other", other), ("on", "2026-11-20"), ("_version", version.as_str()), ("confirmed", confirmed)]
    };
    county.officer.post(&to, &form("", "yes")).await.refuses("没有找到");
    county.officer.post(&to, &form("柳溪镇", "yes")).await.refuses("归它自己");
    let preview = county.officer.post(&to, &form("上塘村", "")).await;
    preview.shows("到这一天终止的身份").shows("secretary");
    assert!(now(&house, other.id).await.ended_on.is_none());
    county.officer.post(&to, &form("上塘村", "yes")).await.succeeds();
    assert!(now(&house, other.id).await.ended_on.is_some());
    secretary.get(&format!("/orgs/{}", other.id)).await.is_forbidden();

    let version = now(&house, county.town.id).await.version.to_string();
    let to = address(&county.town, "dissolve");
    let form = |below: &'static str| {
        [("below", below), ("on", "2026-11-21"), ("_version", version.as_str()), ("confirmed", "yes")]
    };
    county.officer.post(&to, &form("柳溪村")).await.refuses("归它自己");
    county.officer.post(&to, &form("云亭")).await.succeeds();
    let branch = now(&house, county.branch.id).await;
    assert_eq!(branch.superior, Some(county.sister.id));
    let version = branch.version.to_string();
    let gone = [("on", "2026-11-22"), ("_version", version.as_str()), ("confirmed", "yes")];
    county.officer.post(&address(&branch, "dissolve"), &gone).await.refuses("组织里还有人员");
}

#[zhibu_testhouse::test]
async fn a_part_is_split_off_with_the_subordinates_that_were_ticked(house: House) {
    let mut county = county(&house).await;
    let version = now(&house, county.town.id).await.version.to_string();
    let branch = county.branch.id.to_string();
    let foreign = county.sister.id.to_string();
    let to = address(&county.town, "split");
    let form = |name: &'static str, pick: &'static str, id: &str| {
        [
            ("name", name.to_owned()),
            ("kind", "committee".to_owned()),
            (pick, id.to_owned()),
            ("on", "2026-11-10".to_owned()),
            ("_version", version.clone()),
            ("confirmed", "yes".to_owned()),
        ]
    };
    async fn post(visitor: &mut Visitor, to: &str, form: [(&str, String); 6]) -> zhibu_testhouse::Reply {
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        visitor.post(to, &form).await
    }
    let officer = &mut county.officer;
    post(officer, &to, form("", "pick", &branch)).await.refuses("这一项要填");
    post(officer, &to, form("柳溪新区党委", "pick", &foreign)).await.refuses("没有找到这样的组织");
    post(officer, &to, form("柳溪新区党委", "pick", &branch)).await.succeeds();
    let branch = now(&house, county.branch.id).await;
    let part = now(&house, branch.superior.unwrap()).await;
    assert_eq!(part.name, "柳溪新区党委");
    assert_eq!(part.superior, Some(county.county.id));
}

#[zhibu_testhouse::test]
async fn only_who_manages_both_places_moves_between_them(house: House) {
    let county = county(&house).await;
    let mut own = house.signed_in("town", Role::CommitteeOfficer, &county.town).await;
    let mut sister = house.signed_in("sister", Role::CommitteeOfficer, &county.sister).await;
    let mut secretary = house.signed_in("secretary", Role::Secretary, &county.branch).await;
    let version = now(&house, county.town.id).await.version.to_string();
    let form =
        [("other", "云亭"), ("on", "2026-11-01"), ("_version", version.as_str()), ("confirmed", "yes")];
    for act in ["new", "rename", "move", "merge", "split", "dissolve"] {
        let to = address(&county.town, act);
        sister.get(&to).await.is_missing();
        sister.post(&to, &form).await.refuses("");
        secretary.get(&to).await.is_forbidden();
        house.passer_by().get(&to).await.wants_sign_in();
        own.get(&to).await.shows("柳溪镇党委");
    }
    own.post(&address(&county.town, "move"), &form).await.refuses("没有找到这样的组织");
    let named = county.sister.id.to_string();
    let form = form.map(|(name, value)| (name, if name == "other" { named.as_str() } else { value }));
    own.post(&address(&county.town, "move"), &form).await.is_missing();
    own.post(&address(&county.town, "dissolve"), &form[1..]).await.is_forbidden();
    own.get(&format!("/orgs/{}", county.county.id)).await.is_missing();
}
