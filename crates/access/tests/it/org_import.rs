//! Organisation sheets: in, judged, applied as one, back; and what goes out comes in unchanged.

use zhibu_access::org::{self, Org};
use zhibu_access::role::Role;
use zhibu_kernel::{Fault, Tx, sql};
use zhibu_testhouse::{House, Visitor};

const HEADINGS: &str = "序号,名称,简称,上级组织,代码,类别,成立时间,所在单位情况,联系人,电话";

struct Place {
    county: Org,
    town: Org,
    officer: Visitor,
}

async fn place(house: &House) -> Place {
    let county = house.found_county().await;
    let town = house.add_org(&county, "committee", "柳溪镇党委").await;
    house.add_org(&town, "branch", "柳溪村党支部").await;
    let officer = house.signed_in("officer", Role::DepartmentOfficer, &county).await;
    Place { county, town, officer }
}

/// A sheet of lines under the official headings, as text with commas.
fn sheet(lines: &[&str]) -> Vec<u8> {
    let mut text = format!("柳溪镇党委党组织信息表\r\n{HEADINGS}\r\n");
    for (no, line) in (1..).zip(lines) {
        text.push_str(&format!("{no},{line}\r\n"));
    }
    text.into_bytes()
}

async fn hand_in(place: &mut Place, org: &Org, lines: &[&str]) -> String {
    let to = format!("/orgs/{}/import", org.id);
    let sent = place.officer.upload(&to, &[], ("file", "组织表.csv", &sheet(lines))).await;
    sent.succeeds().to_owned()
}

async fn apply(place: &mut Place, batch: &str) {
    let on = [
        ("on-year", "2026"),
        ("on-month", "11"),
        ("on-day", "1"),
        ("approved_by", "青澜县委组织部"),
        ("basis", "青组〔2026〕12 号"),
    ];
    place.officer.post(&format!("{batch}/apply"), &on).await.succeeds();
}

async fn find(house: &House, name: &str) -> Option<Org> {
    house
        .by_system(&name.to_owned(), async |tx: &mut Tx, name: &String| {
            tx.audit(&zhibu_kernel::audit::Entry::did("test.find")).await?;
            let found = org::named(tx, "", std::slice::from_ref(name)).await?;
            Ok::<_, Fault>(found.into_iter().next())
        })
        .await
}

#[zhibu_testhouse::test]
async fn a_sheet_builds_the_tree_and_is_taken_back_whole(house: House) {
    let mut place = place(&house).await;
    let before = house.count(sql!("SELECT count(*) FROM access_org")).await;
    let town = place.town.clone();
    let lines = [
        // The superior of the first two stands below them in the sheet.
        "河湾村第一党支部,河湾一支部,河湾村党总支,T2A,631 党支部,2010年7月1日,法人单位,张三,13800000000",
        "河湾村第二党支部,,T2,,党支部,2011-07-01,,,",
        "河湾村党总支,河湾总支,柳溪镇党委,T2,621,20010701,,,",
        // Known by its name: a code, a short name, another superior.
        "柳溪村党支部,柳溪支部,河湾村党总支,T9,,,,,",
    ];
    let batch = hand_in(&mut place, &town, &lines).await;
    let page = place.officer.get(&batch).await;
    page.shows("4 个组织可以导入，0 行要改").shows("河湾村党总支").hides("13800000000").hides("张三");
    assert_eq!(house.count(sql!("SELECT count(*) FROM access_org")).await, before, "nothing is written yet");

    apply(&mut place, &batch).await;
    let general = find(&house, "河湾村党总支").await.unwrap();
    let first = find(&house, "河湾村第一党支部").await.unwrap();
    let moved = find(&house, "柳溪村党支部").await.unwrap();
    assert_eq!(general.superior, Some(town.id));
    assert_eq!((first.superior, first.code.as_deref()), (Some(general.id), Some("T2A")));
    assert_eq!(first.short_name.as_deref(), Some("河湾一支部"));
    assert_eq!(
        (first.founded_on.number(), first.unit_situation.as_deref()),
        (20_100_701, Some("legal_unit"))
    );
    assert_eq!((moved.superior, moved.code.as_deref()), (Some(general.id), Some("T9")));
    assert!(moved.path.starts_with(&general.path));
    place
        .officer
        .get(&format!("/orgs/{}", moved.id))
        .await
        .shows("青澜县委组织部")
        .shows("青组〔2026〕12 号");

    // The same sheet changes nothing, and neither does what was written out.
    let again = hand_in(&mut place, &town, &lines).await;
    place.officer.get(&again).await.shows("没有要导入的变化");
    for ending in ["csv", "xlsx"] {
        let file = place.officer.get(&format!("/orgs/{}/export.{ending}", town.id)).await;
        assert_eq!(file.status, 200, "{ending}");
    }
    let file = place.officer.get(&format!("/orgs/{}/export.csv", town.id)).await;
    let to = format!("/orgs/{}/import", town.id);
    let back = place.officer.upload(&to, &[], ("file", "out.csv", file.text.as_bytes())).await;
    place.officer.get(back.succeeds()).await.shows("没有要导入的变化");

    place.officer.post(&format!("{batch}/undo"), &[]).await.succeeds();
    assert!(find(&house, "河湾村党总支").await.is_none());
    let moved = find(&house, "柳溪村党支部").await.unwrap();
    assert_eq!(
        (moved.superior, moved.code.as_deref(), moved.short_name.as_deref()),
        (Some(town.id), None, None)
    );
    assert_eq!(house.count(sql!("SELECT count(*) FROM access_org")).await, before);
    place.officer.get(&batch).await.shows("已撤销");
}

#[zhibu_testhouse::test]
async fn every_fault_of_a_sheet_is_told_with_its_place(house: House) {
    let mut place = place(&house).await;
    let (county, town) = (place.county.clone(), place.town.clone());
    house.add_org(&county, "committee", "云亭镇党委").await;
    let lines = [
        "甲村党支部,,没有的党委,,631,2010-07-01,,,",
        "乙村党支部,,柳溪镇党委,,外星支部,2010-07-01,,,",
        "丙村党支部,,柳溪镇党委,,631,2010-07-01,,,",
        "丙村党支部,,柳溪镇党委,,631,2010-07-01,,,",
        "丁村党支部,,柳溪镇党委,,,2010-07-01,,,",
        "戊村党支部,,柳溪镇党委,,631,,,,",
        "己村党支部,,柳溪村党支部,,631,2010-07-01,,,",
        "庚党总支,,辛党总支,,621,2010-07-01,,,",
        "辛党总支,,庚党总支,,621,2010-07-01,,,",
        "壬村党支部,,柳溪镇党委,,631,2099-07-01,,,",
        "癸村党支部,,甲村党支部,,699,2010-07-01,,,",
        ",,柳溪镇党委,,631,2010-07-01,,,",
        "子村党支部,,柳溪镇党委,,631,1900-07-01,,,",
        "丑村党支部,,云亭镇党委,,631,2010-07-01,,,",
    ];
    let batch = hand_in(&mut place, &town, &lines).await;
    let told = place.officer.get(&format!("{batch}/rows?list=faulty")).await;
    for (cell, sentence) in [
        ("第 3 行 D 列", "找不到上级组织“没有的党委”"),
        ("第 4 行 F 列", "没有“外星支部”这一类"),
        ("第 6 行 B 列", "和第 5 行是同一个组织"),
        ("第 7 行 F 列", "没有填类别"),
        ("第 8 行 G 列", "没有填成立时间"),
        ("第 9 行 F 列", "党支部下面不能设党支部"),
        ("第 10 行 D 列", "上级组织在它自己的下面"),
        ("第 11 行 D 列", "上级组织在它自己的下面"),
        ("第 12 行 G 列", "成立时间晚于今天"),
        ("第 13 行 D 列", "上级组织（第 3 行）还有问题"),
        ("第 14 行 B 列", "没有填名称"),
        ("第 15 行 G 列", "成立时间早于建党"),
        // An organisation outside of the importing one is not there.
        ("第 16 行 D 列", "找不到上级组织“云亭镇党委”"),
    ] {
        let at = told.text.find(cell).unwrap_or_else(|| panic!("{cell} is not told: {}", told.text));
        let rest = &told.text[at..];
        let line = &rest[..rest.find("</li>").unwrap()];
        assert!(line.contains(sentence), "{cell}: {line}");
    }
    place.officer.get(&batch).await.shows("1 个组织可以导入，13 行要改");
    let marked = place.officer.get(&format!("{batch}/marked")).await;
    assert_eq!(marked.status, 200);
    assert!(marked.text.starts_with("PK"));

    apply(&mut place, &batch).await;
    assert!(find(&house, "丙村党支部").await.is_some());
    assert!(find(&house, "乙村党支部").await.is_none(), "a faulty row is left out");

    let other = place
        .officer
        .upload(&format!("/orgs/{}/import", town.id), &[], ("file", "a.csv", b"x,y\r\n1,2\r\n"))
        .await;
    other.shows("没有认出组织表");
    let mut stranger = house.signed_in("secretary", Role::Secretary, &town).await;
    stranger.get(&batch).await.is_forbidden();
    let mut elsewhere = house
        .signed_in("elsewhere", Role::CommitteeOfficer, &find(&house, "云亭镇党委").await.unwrap())
        .await;
    elsewhere.get(&batch).await.is_missing();
}

#[zhibu_testhouse::test]
async fn what_changed_since_keeps_a_sheet_from_being_taken_back(house: House) {
    let mut place = place(&house).await;
    let town = place.town.clone();
    let batch = hand_in(&mut place, &town, &["河湾村党总支,,柳溪镇党委,T2,621,2001-07-01,,,"]).await;
    // Somebody else uses the code before it is applied.
    let other = hand_in(&mut place, &town, &["另一党总支,,柳溪镇党委,T2,621,2001-07-01,,,"]).await;
    apply(&mut place, &other).await;
    let on = [("on-year", "2026"), ("on-month", "11"), ("on-day", "1")];
    place.officer.post(&format!("{batch}/apply"), &on).await.refuses("检查以后组织有了变化");
    let general = find(&house, "另一党总支").await.unwrap();
    house.add_org(&general, "branch", "新支部").await;
    place.officer.post(&format!("{other}/undo"), &[]).await.refuses("另一党总支");
    assert!(find(&house, "另一党总支").await.is_some());
    let future = [("on-year", "2099"), ("on-month", "1"), ("on-day", "1")];
    let third = hand_in(&mut place, &town, &["第三党总支,,柳溪镇党委,,621,2001-07-01,,,"]).await;
    let refused = place.officer.post(&format!("{third}/apply"), &future).await;
    assert!(refused.status.is_client_error());
}
