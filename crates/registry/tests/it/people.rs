//! Lists, a person's page, numbers in clear, editing, the day and search.

use zhibu_access::role::Role;
use zhibu_kernel::sql;
use zhibu_testhouse::House;

use crate::sample::{applicant, county, day, enter, key, member, version};

#[zhibu_testhouse::test]
async fn each_sees_the_people_of_the_own_subtree(house: House) {
    let county = county(&house).await;
    let own = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let sisters = enter(&house, &county.sister, member("何青松", 2), day(20_260_101)).await;
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;
    let list = format!("/orgs/{}/people", county.branch.id);

    secretary.get(&list).await.shows("孙禾青").hides("1390000");
    secretary.get("/people").await.shows("共 1 人");
    secretary.get(&format!("/people/{}", own.id)).await.shows("柳溪村党支部");
    for other in [&county.sister, &county.town, &county.elsewhere] {
        secretary.get(&format!("/orgs/{}/people", other.id)).await.is_missing();
    }
    secretary.get(&format!("/people/{}", sisters.id)).await.is_missing();

    officer.get("/people").await.shows("孙禾青").shows("何青松").shows("共 2 人");
    officer.get(&format!("/orgs/{}/people", county.elsewhere.id)).await.is_missing();
    house.signed_in("admin", Role::SystemAdmin, &county.county).await.get(&list).await.is_forbidden();
    house.passer_by().get(&list).await.wants_sign_in();
}

#[zhibu_testhouse::test]
async fn a_list_is_of_its_figure_and_its_day(house: House) {
    let county = county(&house).await;
    enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    enter(&house, &county.branch, member("何青松", 2), day(20_260_601)).await;
    enter(&house, &county.branch, applicant("谭云岫"), day(20_260_301)).await;
    let mut secretary = county.secretary(&house).await;

    secretary.get("/people?on=2026-03-01").await.shows("孙禾青").hides("何青松");
    secretary.get("/people?figure=stage:applicant").await.shows("谭云岫").hides("孙禾青");
    secretary.get("/people?figure=birth:2:1970").await.shows("何青松").hides("孙禾青");
    secretary.get("/people?figure=education:99").await.shows("这里没有人");
    secretary.get("/people?q=shq").await.shows("孙禾青").hides("何青松");
    secretary.get("/people?figure=nonsense").await.is_missing();
    let at = format!("/people?at={}.{}", county.branch.path, uuid::Uuid::max().simple());
    secretary.get(&at).await.hides("孙禾青");
}

#[zhibu_testhouse::test]
async fn every_look_is_on_record(house: House) {
    let looks = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE is_look = 1");
    let county = county(&house).await;
    let mut facts = member("孙禾青", 1);
    facts.address = None;
    let person = enter(&house, &county.branch, facts, day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mut secretary = county.secretary(&house).await;

    let mut before = house.count(looks).await;
    for path in ["/people", "/today", "/search?q=shq", &page, &format!("{page}/changes")] {
        secretary.get(path).await.shows("孙禾青");
        let after = house.count(looks).await;
        assert_eq!(after, before + 1, "{path}");
        before = after;
    }
    secretary.get(&format!("{page}/looks")).await.shows("secretary").shows("看了资料");
}

#[zhibu_testhouse::test]
async fn a_number_is_shown_for_a_reason_and_the_look_stays(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let mobile = format!("{page}/unmask/mobile");
    let mut secretary = county.secretary(&house).await;

    secretary.get(&page).await.hides("13900000001").shows("139****0001");
    secretary.post(&mobile, &[]).await.refuses("请写明事由");
    secretary.post(&mobile, &[("reason", "curiosity")]).await.refuses("请写明事由");
    secretary.post(&mobile, &[("reason", "contact")]).await.shows("13900000001");
    secretary.post(&format!("{page}/unmask/name"), &[("reason", "contact")]).await.is_missing();
    secretary.post(&format!("{page}/call"), &[]).await.shows("tel:13900000001");
    secretary.get(&format!("{page}/looks")).await.shows("看了手机号，事由：联系本人").shows("打电话");
    let mut inspector = house.signed_in("inspector", Role::Inspector, &county.town).await;
    inspector.get(&page).await.shows("139****0001").hides("/unmask/");
    inspector.post(&mobile, &[("reason", "contact")]).await.is_forbidden();
}

/// The sheet as a browser would send it for the sample member.
fn sheet<'a>(version: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("_version", version),
        ("_key", key),
        ("name", "孙禾青"),
        ("sex", "1"),
        ("born_on", "1970-01-01"),
        ("ethnic_group", "01"),
        ("education", "21"),
        ("job_code", "1"),
        ("joined_on", "2000-07-01"),
        ("converted_on", "2001-07-01"),
    ]
}

fn with<'a>(mut sheet: Vec<(&'a str, &'a str)>, field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    sheet.retain(|(name, _)| *name != field);
    sheet.push((field, value));
    sheet
}

#[zhibu_testhouse::test]
async fn a_change_counts_from_its_day_and_is_kept(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let edit = format!("/people/{}/edit", person.id);
    let mut secretary = county.secretary(&house).await;
    let seen = version(&secretary.get(&edit).await.text);
    let key = key();
    let changed = with(with(sheet(&seen, &key), "education", "14"), "since", "2026-09-01");

    secretary.post(&edit, &with(changed.clone(), "since", "2027-01-01")).await.refuses("不能晚于今天");
    let to = secretary.post(&edit, &changed).await.succeeds().to_owned();
    secretary.get(&to).await.shows("已改 1 项").shows("139****0001");
    secretary.get("/people?figure=education:14").await.shows("孙禾青");
    secretary.get("/people?figure=education:14&on=2026-08-31").await.hides("孙禾青");
    secretary.get(&format!("/people/{}/changes", person.id)).await.shows("学历").shows("2026年9月1日");
    // The same form once more is the same deed.
    secretary.post(&edit, &changed).await.succeeds();
}

#[zhibu_testhouse::test]
async fn two_editors_see_both_texts(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let edit = format!("/people/{}/edit", person.id);
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;
    let seen = version(&secretary.get(&edit).await.text);
    let (first, second, third) = (key(), key(), key());

    officer.post(&edit, &with(sheet(&seen, &first), "native_place", "东海市")).await.succeeds();
    let late = with(sheet(&seen, &second), "native_place", "西山县");
    let back = secretary.post(&edit, &late).await;
    back.refuses("别人改过这份资料");
    assert!(back.text.contains("东海市") && back.text.contains("西山县"));
    let now = version(&back.text);
    secretary.post(&edit, &with(sheet(&now, &third), "native_place", "西山县")).await.succeeds();
}

#[zhibu_testhouse::test]
async fn what_a_rule_finds_stands_at_its_field(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    let taken = enter(&house, &county.sister, member("何青松", 3), day(20_260_101)).await;
    let edit = format!("/people/{}/edit", person.id);
    let mut secretary = county.secretary(&house).await;
    let seen = version(&secretary.get(&edit).await.text);
    let fresh = || sheet(&seen, "");

    secretary.post(&edit, &with(fresh(), "citizen_id", "999999197001010019")).await.refuses("最后一位应为");
    secretary.post(&edit, &with(fresh(), "mobile", "1390000")).await.refuses("这不是手机号");
    secretary.post(&edit, &with(fresh(), "name", "")).await.refuses("这一项要填");
    let number = taken.facts.citizen_id.clone().unwrap();
    secretary.post(&edit, &with(fresh(), "citizen_id", &number)).await.refuses("已有一份资料");
    let odd = with(fresh(), "born_on", "1970-01-02");
    secretary.post(&edit, &odd).await.refuses("和身份证号里的 1970-01-01 不同");
    secretary.post(&edit, &with(odd, "sure", "yes")).await.succeeds();
    let early = with(with(fresh(), "born_on", "1970-01-02"), "converted_on", "2000-01-01");
    let now = version(&secretary.get(&edit).await.text);
    let early = with(early, "_version", &now);
    secretary.post(&edit, &with(early.clone(), "sure", "yes")).await.refuses("转正日期早于加入日期");
    secretary.post(&edit, &with(early, "basis", "档案原件")).await.succeeds();
}

#[zhibu_testhouse::test]
async fn somebody_new_belongs_to_a_branch(house: House) {
    let county = county(&house).await;
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;
    let new = format!("/orgs/{}/people/new", county.branch.id);
    let key = key();
    let fields = with(sheet("0", &key), "stage", "full");

    secretary.get(&new).await.shows("怎么进入名册");
    secretary.post(&new, &fields).await.refuses("请选一项");
    let to =
        secretary.post(&new, &with(fields.clone(), "entry", "transferred_in")).await.succeeds().to_owned();
    secretary.get(&to).await.shows("已添加孙禾青");
    secretary.get("/people").await.shows("共 1 人");
    let town = format!("/orgs/{}/people/new", county.town.id);
    officer.post(&town, &with(fields.clone(), "entry", "transferred_in")).await.refuses("党支部");
    let sister = format!("/orgs/{}/people/new", county.sister.id);
    let again = with(with(fields, "entry", "transferred_in"), "_key", "");
    secretary.post(&sister, &again).await.is_missing();
}

#[zhibu_testhouse::test]
async fn the_day_asks_for_one_thing_at_a_time(house: House) {
    let county = county(&house).await;
    let mut facts = member("梁素心", 2);
    facts.address = None;
    let person = enter(&house, &county.branch, facts, day(20_260_101)).await;
    let mut probation = member("孙禾青", 4);
    probation.stage = "probationary".into();
    probation.joined_on = Some(day(20_251_206));
    probation.converted_on = None;
    probation.probation_ends_on = Some(day(20_261_206));
    enter(&house, &county.branch, probation, day(20_260_101)).await;
    let mut secretary = county.secretary(&house).await;
    let fill = format!("/people/{}/fill", person.id);

    secretary
        .get("/today")
        .await
        .shows("梁素心的家庭住址还没有")
        .shows("孙禾青的预备期满")
        .shows("还有 13 天");
    secretary.post(&fill, &[("field", "address"), ("address", " ")]).await.refuses("这一项要填");
    secretary.post(&fill, &[("field", "stage"), ("stage", "full")]).await.is_missing();
    let to =
        secretary.post(&fill, &[("field", "address"), ("address", "河湾村一号")]).await.succeeds().to_owned();
    secretary.get(to.split('#').next().unwrap()).await.shows("资料都齐了");
}

#[zhibu_testhouse::test]
async fn who_was_reached_is_no_longer_due(house: House) {
    let county = county(&house).await;
    let mut away = member("丁望舒", 1);
    away.is_floating = true;
    away.outflow_place = Some("东海市".into());
    let away = enter(&house, &county.branch, away, day(20_260_101)).await;
    let mut abroad = member("何青松", 2);
    abroad.is_floating = true;
    abroad.outflow_place = Some("海外".into());
    abroad.outflow_reason = Some("5".into());
    let abroad = enter(&house, &county.branch, abroad, day(20_260_101)).await;
    let still = enter(&house, &county.branch, member("王砚秋", 3), day(20_260_101)).await;
    let mut secretary = county.secretary(&house).await;
    let note = |person: &zhibu_registry::person::Person| format!("/people/{}/contact", person.id);
    let phone = |on, outcome| [("means", "phone"), ("outcome", outcome), ("day", on)];

    secretary.get("/today").await.shows("2 个人要联系").hides("王砚秋");
    secretary.post(&note(&away), &phone("2027-01-01", "reached")).await.refuses("不能晚于今天");
    secretary.post(&note(&away), &phone("2026-11-01", "maybe")).await.refuses("这一项要填");
    secretary.post(&note(&away), &phone("2026-11-01", "not_reached")).await.succeeds();
    secretary.get("/today").await.shows("2 个人要联系");
    // Eight months ago is enough for somebody at home, not for somebody abroad.
    for person in [&away, &abroad] {
        secretary.post(&note(person), &phone("2026-03-20", "reached")).await.succeeds();
    }
    secretary.get("/today").await.shows("1 个人要联系").shows("出国出境");
    secretary.post(&note(&still), &phone("2026-11-01", "wrong_number")).await.succeeds();
    secretary.get("/today").await.shows("2 个人要联系").shows("没有能用的号码");
    secretary.post(&note(&still), &phone("2026-11-02", "reached")).await.succeeds();
    secretary.get("/today").await.shows("1 个人要联系");
}

#[zhibu_testhouse::test]
async fn the_day_counts_those_whom_it_does_not_list(house: House) {
    let county = county(&house).await;
    for nth in 1..=23 {
        let mut away = member(&format!("丁望{nth}"), nth);
        away.is_floating = true;
        away.outflow_place = Some("东海市".into());
        enter(&house, &county.branch, away, day(20_260_101)).await;
    }
    let mut secretary = county.secretary(&house).await;
    let today = secretary.get("/today").await;
    today.shows("23 个人要联系").shows("还有 3 个").hides("还有 0 个");
    let file = secretary.get("/today/export.csv").await;
    assert_eq!(file.text.matches("丁望").count(), 23, "{}", file.text);
}

#[zhibu_testhouse::test]
async fn search_finds_what_the_role_may_see(house: House) {
    let county = county(&house).await;
    enter(&house, &county.branch, member("孙禾青", 1), day(20_260_101)).await;
    enter(&house, &county.sister, member("孙云山", 3), day(20_260_101)).await;
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;

    officer.get("/search?q=孙").await.shows("孙禾青").shows("孙云山");
    officer.get("/search?q=lx").await.shows("柳溪村党支部");
    let part = secretary.get("/search?q=孙&part=1").await;
    part.shows("<li><a href=\"/people/").shows("孙禾青").hides("孙云山").hides("<html");
    secretary.get("/search?q=0001").await.shows("孙禾青");
    let number = member("", 3).citizen_id.unwrap();
    for whole in ["13900000003", number.as_str()] {
        officer.get(&format!("/search?q={whole}")).await.shows("孙云山").hides("孙禾青");
        secretary.get(&format!("/search?q={whole}")).await.hides("孙云山").shows("没有找到");
    }
    secretary.get("/search?q=今日").await.shows("/today");
    secretary.get("/search?q=无此人").await.shows("没有找到");
    house.passer_by().get("/search?q=孙").await.wants_sign_in();
}
