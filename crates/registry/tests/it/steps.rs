//! Moves, endings, stages, posts and merges: each done, refused and taken back.

use zhibu_access::org::OrgId;
use zhibu_access::role::Role;
use zhibu_kernel::{Actor, Fault, Read};
use zhibu_registry::post;
use zhibu_testhouse::House;

use crate::sample::{applicant, county, day, enter, key, member, version};

#[zhibu_testhouse::test]
async fn many_people_move_together_and_back(house: House) {
    let county = county(&house).await;
    let mut people = Vec::new();
    for n in 1..=30 {
        let facts = member(&format!("甲{}", char::from_u32(0x4e00 + n).unwrap()), n);
        people.push(enter(&house, &county.branch, facts, day(20_260_101)).await.id.to_string());
    }
    let stranger = enter(&house, &county.elsewhere, member("外人", 99), day(20_260_101)).await;
    people.push(stranger.id.to_string());
    let mut officer = county.officer(&house).await;
    let mut secretary = county.secretary(&house).await;
    let (key, target) = (key(), county.sister.id.to_string());
    let picks: Vec<(&str, &str)> = people.iter().map(|id| ("pick", id.as_str())).collect();
    let mut form = picks.clone();
    form.extend([("_key", key.as_str()), ("target", &target), ("day", "2026-11-01")]);

    officer.post("/people/move", &[]).await.refuses("没有选人");
    officer
        .post("/people/move", &[&picks[..], &[("q", "上塘")]].concat())
        .await
        .shows("上塘村党支部")
        .hides("外人");
    officer.post("/people/move/apply", &form).await.refuses("请写明事由");
    form.push(("reason", "整建制调整"));
    secretary.post("/people/move/apply", &form).await.is_forbidden();
    let to = officer.post("/people/move/apply", &form).await.succeeds().to_owned();
    officer.get(&to).await.shows("已调").shows("不归您管").hides("外人");
    let sister = format!("/orgs/{target}/people");
    officer.get(&sister).await.shows("共 30 人");
    officer.get(&format!("{sister}?on=2026-10-31")).await.shows("共 0 人");
    officer.get(&format!("/people/{}/changes", people[0])).await.shows("上塘村党支部");
    // The same form once more moves nobody twice.
    officer.post("/people/move/apply", &form).await.succeeds();

    // One of them changes afterwards: the later change stays.
    let stays = format!("/people/{}", people[0]);
    let version = version(&officer.get(&format!("{stays}/end")).await.text);
    officer
        .post(
            &format!("{stays}/end"),
            &[("_version", &version), ("ending", "deceased"), ("day", "2026-11-20"), ("reason", "家属告知")],
        )
        .await
        .succeeds();
    let undo = format!("{to}/undo");
    officer.post(&undo, &[]).await.succeeds();
    officer.get(&to).await.shows("已撤回 29 人").shows("后来改过");
    officer.get(&sister).await.shows("共 0 人");
    officer.get(&format!("/orgs/{}/people", county.branch.id)).await.shows("共 29 人");
    officer.post(&undo, &[]).await.refuses("已经撤回过了");
}

#[zhibu_testhouse::test]
async fn a_record_is_closed_and_opened_again_but_never_erased(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("冯守田", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let end = format!("{page}/end");
    let mut officer = county.officer(&house).await;
    let mut secretary = county.secretary(&house).await;
    let version = version(&officer.get(&end).await.text);
    let form = |ending: &'static str, reason: &'static str| {
        [
            ("_version", version.clone()),
            ("ending", ending.into()),
            ("day", "2026-11-01".into()),
            ("reason", reason.into()),
        ]
    };
    macro_rules! send {
        ($who:expr, $path:expr, $form:expr) => {{
            let form = $form;
            let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            $who.post($path, &pairs).await
        }};
    }
    send!(officer, &end, form("probation_cancelled", "依据")).refuses("请选一个适合的原因");
    send!(officer, &end, form("deceased", "")).refuses("请写明事由");
    send!(secretary, &end, form("deceased", "家属告知")).is_forbidden();
    send!(officer, &end, form("deceased", "家属告知")).succeeds();
    let closed = officer.get(&page).await;
    closed.shows("这份资料已结束：死亡").hides("/edit");
    officer.get("/people").await.shows("共 0 人");
    officer.get("/people?on=2026-10-31").await.shows("共 1 人");
    officer.post(&format!("{page}/erase"), &[]).await.refuses("不能删除");
    let undo = closed.text.split("action=\"/people/end/").nth(1).unwrap();
    let undo = format!("/people/end/{}", undo.split('"').next().unwrap());
    secretary.post(&undo, &[]).await.is_forbidden();
    officer.post(&undo, &[]).await.succeeds();
    officer.get("/people").await.shows("共 1 人");
}

#[zhibu_testhouse::test]
async fn an_applicant_goes_step_by_step_or_is_erased(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, applicant("谭云岫"), day(20_260_301)).await;
    let page = format!("/people/{}", person.id);
    let stage = format!("{page}/stage");
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;

    for (word, on) in [("入党积极分子", "2026-04-01"), ("发展对象", "2026-06-01"), ("预备党员", "2026-07-01")]
    {
        let seen = secretary.get(&stage).await;
        seen.shows(word);
        let version = version(&seen.text);
        secretary
            .post(&stage, &[("_version", &version), ("day", "2027-01-01")])
            .await
            .refuses("不能晚于今天");
        secretary.post(&stage, &[("_version", &version), ("day", on)]).await.succeeds();
        secretary.post(&stage, &[("_version", &version), ("day", on)]).await.refuses("别人改过");
    }
    secretary.get(&page).await.shows("预备期 2027年7月1日满");
    secretary.get("/people?figure=stage:activist&on=2026-05-01").await.shows("谭云岫");
    officer.post(&format!("{page}/erase"), &[]).await.refuses("不能删除");

    let other = enter(&house, &county.branch, applicant("韩若溪"), day(20_260_301)).await;
    let page = format!("/people/{}", other.id);
    let version = version(&officer.get(&format!("{page}/end")).await.text);
    let ending = [("_version", version.as_str()), ("ending", "development_ended"), ("reason", "本人撤回")];
    officer.post(&format!("{page}/erase"), &[]).await.refuses("不能删除");
    officer.post(&format!("{page}/end"), &ending).await.succeeds();
    officer.post(&format!("{page}/erase"), &[]).await.succeeds();
    officer.get(&page).await.is_missing();
    officer.get("/people?figure=stage:applicant&on=2026-04-01").await.hides("韩若溪");
}

#[zhibu_testhouse::test]
async fn a_membership_stops_and_is_restored(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("丁望舒", 1), day(20_260_101)).await;
    let status = format!("/people/{}/status", person.id);
    let mut officer = county.officer(&house).await;
    for (title, then, reason) in
        [("停止党籍", "党籍已停止", "失联满六个月"), ("恢复党籍", "党籍状态", "本人回来")]
    {
        let seen = officer.get(&status).await;
        seen.shows(title);
        let version = version(&seen.text);
        officer.post(&status, &[("_version", &version)]).await.refuses("请写明事由");
        officer.post(&status, &[("_version", &version), ("reason", reason)]).await.succeeds();
        officer.get(&format!("/people/{}", person.id)).await.shows(then);
    }
}

#[zhibu_testhouse::test]
async fn a_post_has_a_beginning_and_an_end(house: House) {
    let county = county(&house).await;
    let person = enter(&house, &county.branch, member("王砚秋", 1), day(20_260_101)).await;
    let page = format!("/people/{}", person.id);
    let new = format!("{page}/posts/new");
    let mut secretary = county.secretary(&house).await;
    let mut inspector = house.signed_in("inspector", Role::Inspector, &county.town).await;
    let form = |until| [("kind", "secretary"), ("day", "2024-06-01"), ("until", until)];

    inspector.post(&new, &form("2029-06-01")).await.is_forbidden();
    secretary.post(&new, &[("kind", "emperor")]).await.refuses("这一项要填");
    secretary.post(&new, &form("2024-05-01")).await.refuses("结束的日期要晚于开始的日期");
    secretary.post(&new, &form("2029-06-01")).await.succeeds();
    let seen = secretary.get(&page).await;
    seen.shows("柳溪村党支部 书记").shows("任期到 2029年6月1日");
    let end = seen.text.split("href=\"/posts/").nth(1).unwrap();
    let end = format!("/posts/{}", end.split('"').next().unwrap());
    secretary.get(&end).await.shows("哪天卸任");
    secretary.post(&end, &[("day", "2024-01-01")]).await.refuses("结束的日期要晚于开始的日期");
    secretary.post(&end, &[("day", "2026-11-01")]).await.succeeds();
    secretary.get(&page).await.shows("至 2026年11月1日").hides("/end\">卸任");
    let holders = house
        .db
        .read(&Actor::system("test"), &county.branch.id, async |read: &mut Read, org: &OrgId| {
            let before = post::on(read, *org, day(20_261_031)).await?;
            let after = post::on(read, *org, day(20_261_101)).await?;
            Ok::<_, Fault>((before, after))
        })
        .await
        .unwrap();
    assert_eq!(holders.0[0].1, "王砚秋");
    assert!(holders.1.is_empty());
}

#[zhibu_testhouse::test]
async fn two_records_become_one_and_two_again(house: House) {
    let county = county(&house).await;
    let kept = enter(&house, &county.branch, member("孙禾青", 1), day(20_260_601)).await;
    let mut facts = member("孙禾清", 3);
    facts.education = Some("14".into());
    let other = enter(&house, &county.sister, facts, day(20_260_101)).await;
    let merge = format!("/people/{}/merge", kept.id);
    let mut officer = county.officer(&house).await;
    let mut secretary = county.secretary(&house).await;
    let seen = officer.get(&format!("{merge}?other={}", other.id)).await;
    seen.shows("孙禾清").hides("13900000003").shows("139****0003");
    let (id, key) = (other.id.to_string(), key());
    let form = [
        ("_key", key.as_str()),
        ("other", &id),
        ("_version", "1"),
        ("_other_version", "1"),
        ("take-education", "other"),
        ("take-citizen_id", "other"),
    ];

    secretary.post(&merge, &form).await.is_forbidden();
    let same = kept.id.to_string();
    officer
        .post(&merge, &[("other", &same), ("_version", "1"), ("_other_version", "1")])
        .await
        .refuses("同一份资料");
    officer.post(&merge, &form).await.succeeds();
    let page = officer.get(&format!("/people/{}", kept.id)).await;
    let undo = page.text.split("action=\"/people/merge/").nth(1);
    let undo = undo.map_or_else(String::new, |rest| rest.split('"').next().unwrap().to_owned());
    officer.get("/people").await.shows("共 1 人").hides("孙禾清");
    officer.get("/people?figure=education:14").await.shows("孙禾青");
    officer.get("/people?on=2026-02-01").await.shows("共 1 人");
    assert_eq!(
        officer.get(&format!("/people/{}", other.id)).await.succeeds(),
        format!("/people/{}", kept.id)
    );
    officer.post(&format!("/people/merge/{undo}"), &[]).await.succeeds();
    officer.get("/people").await.shows("共 2 人").shows("孙禾清");
    officer.get("/search?q=孙禾清").await.shows("上塘村党支部");
}
