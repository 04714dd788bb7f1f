//! What a person sees and does for themselves.

mod looks;

use std::time::Duration;

use zhibu_access::account::{self, NewAccount, password};
use zhibu_access::org::Org;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{ManageAccounts, Role};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Tx, setting};
use zhibu_registry::person::{self, Facts, Person, PersonId};
use zhibu_testhouse::{House, Reply, Visitor};

fn day(number: i64) -> Option<Day> {
    Day::from_number(number)
}

fn facts(name: &str, mobile: &str) -> Facts {
    Facts {
        name: name.into(),
        sex: 1,
        born_on: day(19_450_203),
        ethnic_group: Some("01".into()),
        education: None,
        degree: None,
        job_code: None,
        new_stratum: None,
        native_place: None,
        stage: "full".into(),
        membership_status: "normal".into(),
        ending: None,
        entry: "roster".into(),
        applied_on: None,
        joined_on: day(19_730_912),
        converted_on: day(19_730_912),
        probation_ends_on: None,
        is_floating: false,
        floating_since: None,
        outflow_place: None,
        outflow_reason: None,
        lost_since: None,
        citizen_id: None,
        mobile: Some(mobile.into()),
        landline: None,
        address: Some("柳溪村 7 号".into()),
        notes: Vec::new(),
    }
}

async fn enter(house: &House, branch: &Org, facts: Facts) -> Person {
    house
        .by_system(&(branch.clone(), facts), async |tx: &mut Tx, (branch, facts): &(Org, Facts)| {
            let from = Day::from_number(20_260_101).unwrap();
            let person = person::enter(tx, branch, facts.clone(), from, None).await?;
            tx.audit(&Entry::did("test.person.enter")).await?;
            Ok::<_, Fault>(person)
        })
        .await
}

/// Somebody with an account, and a person if it is given, signed in.
pub async fn visitor(house: &House, user: &str, branch: &Org, person: Option<PersonId>) -> Visitor {
    let hash = password::hash("a fine long password".to_owned()).await;
    let new = NewAccount {
        user_name: user.into(),
        display_name: user.into(),
        area: branch.area,
        person: person.map(|id| id.0),
        password_hash: Some(hash.unwrap()),
    };
    house
        .by_system(&new, async |tx: &mut Tx, new: &NewAccount| {
            let permit = Permit::<ManageAccounts>::by_system(tx.actor(), "test")?;
            account::create(tx, &permit, new.clone()).await?;
            Ok::<_, Denied>(())
        })
        .await;
    let mut visitor = house.passer_by();
    visitor.sign_in(user).await;
    visitor
}

/// A branch with old Cheng, who has an account, and Mei, who has none.
pub(crate) struct Village {
    pub(crate) house: House,
    county: Org,
    branch: Org,
    cheng: Person,
    mei: Person,
    pub(crate) member: Visitor,
    pub(crate) secretary: Visitor,
}

pub(crate) async fn village(house: House) -> Village {
    let county = house.found_county().await;
    let branch = house.add_org(&county, "branch", "柳溪村党支部").await;
    let cheng = enter(&house, &branch, facts("程广济", "13900000521")).await;
    let mei = enter(&house, &branch, facts("梅映雪", "13900000777")).await;
    Village {
        member: visitor(&house, "cheng", &branch, Some(cheng.id)).await,
        secretary: house.signed_in("wang", Role::Secretary, &branch).await,
        house,
        county,
        branch,
        cheng,
        mei,
    }
}

/// A form with everything as it stands, but for some fields.
pub(crate) async fn correct(visitor: &mut Visitor, changes: &[(&str, &str)]) -> Reply {
    let page = visitor.get("/me/correct").await;
    let version = between(&page.text, "name=\"_version\" value=\"", "\"");
    let mut fields = vec![
        ("_version", version.as_str()),
        ("mobile", "13900000521"),
        ("address", "柳溪村 7 号"),
        ("name", "程广济"),
        ("ethnic_group", "01"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    visitor.post("/me/correct", &fields).await
}

fn between(text: &str, before: &str, after: &str) -> String {
    let at = text.find(before).expect("the text holds it") + before.len();
    text[at..].split(after).next().unwrap().to_owned()
}

/// The address to which the first proposal on the secretary's page is sent, and its fields.
fn proposal(page: &Reply) -> (String, Vec<String>) {
    // The toast of the last decision has a form too: to take it back.
    let action = between(&page.text, "class=\"card stack gap-top\" method=\"post\" action=\"", "\"");
    let fields = page
        .text
        .split("name=\"field\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    (action, fields)
}

#[zhibu_testhouse::test]
async fn a_member_sees_their_own_record_in_plain_words(house: House) {
    let mut village = village(house).await;
    let page = village.member.get("/me").await;
    page.shows("程广济同志，您好")
        .shows("1973年9月12日，当时没有预备期")
        .shows("53 年")
        .shows("139****0521")
        .shows("wang")
        .hides("13900000521")
        .hides("梅映雪");
    let clear = village.member.get("/me?numbers=1").await;
    clear.shows("13900000521");
    village.house.passer_by().get("/me").await.wants_sign_in();
    let mut other = visitor(&village.house, "zhao", &village.branch, None).await;
    other.get("/me").await.shows("这个账号没有连着个人资料").hides("程广济");
    other.get("/me/correct").await.is_missing();
    other.get("/me/export").await.is_missing();
}

#[zhibu_testhouse::test]
async fn an_applicant_reads_what_comes_next(house: House) {
    let county = house.found_county().await;
    let branch = house.add_org(&county, "branch", "柳溪村党支部").await;
    let activist = Facts {
        stage: "activist".into(),
        joined_on: None,
        converted_on: None,
        applied_on: day(20_250_601),
        ..facts("何青松", "13900000333")
    };
    let person = enter(&house, &branch, activist).await;
    let mut applicant = visitor(&house, "he", &branch, Some(person.id)).await;
    applicant
        .get("/me")
        .await
        .shows("您现在是入党积极分子，从 2026年1月1日 起")
        .shows("培养教育考察，支部每半年考察一次")
        .shows("第 10 条")
        .hides("同志，您好")
        .hides("上级党委三个月内审批转正");
}

#[zhibu_testhouse::test]
async fn the_secretary_accepts_a_part_and_takes_it_back(house: House) {
    let mut village = village(house).await;
    correct(&mut village.member, &[]).await.refuses("没有改动");
    correct(&mut village.member, &[("mobile", "139")]).await.refuses("这不是一个手机号");
    correct(&mut village.member, &[("mobile", "139 0000 0412"), ("name", "程广际"), ("reason", "换了号")])
        .await
        .succeeds();

    let page = village.secretary.get("/corrections").await;
    page.shows("程广济").shows("13900000412").shows("换了号");
    // 15 working days after Monday, 23 November 2026.
    page.shows("2026年12月14日前答复");
    let (action, fields) = proposal(&page);
    let both: Vec<(&str, &str)> = fields.iter().map(|id| ("field", id.as_str())).collect();
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        both.iter().chain(more).map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    post(&mut village.secretary, &action, &with(&[("refuse", &fields[1])]))
        .await
        .refuses("不接受要写一句原因");
    post(&mut village.secretary, &action, &with(&[("accept", &fields[0])])).await.succeeds();
    let word = with(&[("refuse", &fields[1]), ("word", "请带身份证来核对")]);
    post(&mut village.secretary, &action, &word).await.succeeds();
    post(&mut village.secretary, &action, &with(&[("accept", &fields[1])])).await.refuses("已经有了结果");

    village.member.get("/me?numbers=1").await.shows("13900000412").shows("有 2 项已经答复").hides("程广际");
    village.member.get("/me/correct").await.shows("请带身份证来核对");

    village.secretary.post(&format!("{action}/undo"), &[]).await.succeeds();
    village.member.get("/me?numbers=1").await.shows("13900000521");
    village.secretary.get("/corrections").await.shows("程广际");
    post(&mut village.secretary, &action, &with(&[("accept", "all")])).await.succeeds();
    village.house.wait(Duration::from_secs(601));
    village.secretary.post(&format!("{action}/undo"), &[]).await.refuses("已过 10 分钟");
}

async fn post(visitor: &mut Visitor, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(path, &fields).await
}

#[zhibu_testhouse::test]
async fn a_record_that_changed_meanwhile_is_not_overwritten(house: House) {
    let mut village = village(house).await;
    correct(&mut village.member, &[("mobile", "13900000412")]).await.succeeds();
    correct(&mut village.member, &[("mobile", "13900000999")]).await.succeeds();
    let page = village.secretary.get("/corrections").await;
    let (first, fields) = proposal(&page);
    let accept =
        |id: &str| vec![("field".to_owned(), id.to_owned()), ("accept".to_owned(), "all".to_owned())];
    post(&mut village.secretary, &first, &accept(&fields[0])).await.succeeds();
    let page = village.secretary.get("/corrections").await;
    page.shows("资料已改为：13900000412");
    let (second, fields) = proposal(&page);
    post(&mut village.secretary, &second, &accept(&fields[0])).await.refuses("资料在这期间被改过");

    let old = village.member.post("/me/correct", &[("_version", "1"), ("name", "程")]).await;
    old.refuses("资料在这期间被改过");
}

#[zhibu_testhouse::test]
async fn a_member_withdraws_and_others_cannot(house: House) {
    let mut village = village(house).await;
    correct(&mut village.member, &[("address", "柳溪村 8 号")]).await.succeeds();
    let page = village.member.get("/me/correct").await;
    let withdraw = format!("/me/corrections/{}/withdraw", between(&page.text, "/me/corrections/", "/"));
    let mut mei = visitor(&village.house, "mei", &village.branch, Some(village.mei.id)).await;
    mei.post(&withdraw, &[]).await.is_missing();
    let sister = village.house.add_org(&village.county, "branch", "云亭村党支部").await;
    let mut stranger = village.house.signed_in("li", Role::Secretary, &sister).await;
    let (action, _) = proposal(&village.secretary.get("/corrections").await);
    stranger.get("/corrections").await.hides("程广济");
    stranger.post(&action, &[("accept", "all")]).await.is_missing();
    village.member.post(&withdraw, &[]).await.succeeds();
    village.secretary.get("/corrections").await.shows("没有等待答复的更正");
    village.member.post(&withdraw, &[]).await.refuses("已经有了结果");
}

#[zhibu_testhouse::test]
async fn where_it_is_allowed_a_number_is_changed_at_once_and_undone(house: House) {
    let mut village = village(house).await;
    village
        .house
        .by_system(&(), async |tx: &mut Tx, (): &()| {
            setting::set(tx, "registry.own.direct", &true).await?;
            tx.audit(&Entry::did("test.setting")).await
        })
        .await;
    correct(&mut village.member, &[("mobile", "13900000412")]).await.succeeds();
    village.member.get("/me?numbers=1").await.shows("13900000412");
    village.secretary.get("/corrections").await.hides("程广济");
    let page = village.member.get("/me/correct").await;
    let undo = format!("/me/corrections/{}/undo", between(&page.text, "/me/corrections/", "/"));
    village.member.post(&undo, &[]).await.succeeds();
    village.member.get("/me?numbers=1").await.shows("13900000521");
    village.member.post(&undo, &[]).await.refuses("已过 10 分钟");
}

#[zhibu_testhouse::test]
async fn a_helper_acts_only_under_a_mandate_that_holds(house: House) {
    let mut village = village(house).await;
    let mut helper = visitor(&village.house, "lin", &village.branch, None).await;
    let until = [("until-year", "2026"), ("until-month", "12"), ("until-day", "31")];
    let give = |name: &'static str| [&[("helper", name)], &until[..]].concat();
    village.member.post("/me/mandates", &give("nobody")).await.refuses("没有这个账号");
    village.member.post("/me/mandates", &give("cheng")).await.refuses("代办的人不能是本人");
    village.member.post("/me/mandates", &give("lin")).await.succeeds();

    let page = helper.get("/me").await;
    let mandate = between(&page.text, "/me/acting/", "\"");
    let mut stranger = visitor(&village.house, "sun", &village.branch, None).await;
    stranger.post(&format!("/me/acting/{mandate}"), &[]).await.is_missing();
    helper.post(&format!("/me/acting/{mandate}"), &[]).await.succeeds();
    helper.get("/me?numbers=1").await.shows("您正在代程广济办理").hides("13900000521");
    helper.get("/me/export").await.is_forbidden();
    helper.get("/me/mandates").await.is_forbidden();
    correct(&mut helper, &[("mobile", "13900000412")]).await.succeeds();

    village.member.get("/me/correct").await.shows("由lin代您提出");
    village.member.get("/me/looks").await.shows("lin看了您的资料");
    village.member.post(&format!("/me/mandates/{mandate}/revoke"), &[]).await.succeeds();
    helper.get("/me").await.hides("程广济");
    helper.get("/me/correct").await.is_missing();
}

#[zhibu_testhouse::test]
async fn the_branch_records_a_mandate_on_paper_and_it_ends_by_itself(house: House) {
    let mut village = village(house).await;
    let mut helper = visitor(&village.house, "lin", &village.branch, None).await;
    let path = format!("/people/{}/mandates", village.mei.id);
    let mut form = vec![("helper", "lin"), ("until", "2026-11-24"), ("source", "paper")];
    village.secretary.post(&path, &form).await.refuses("要写明凭据");
    form.push(("evidence", "11月20日委托书，见证人梁素心"));
    village.secretary.post(&path, &form).await.succeeds();
    village.secretary.get(&path).await.shows("见证人梁素心");
    village.member.post(&path, &form).await.is_forbidden();

    let page = helper.get("/me").await;
    let acting = format!("/me/acting/{}", between(&page.text, "/me/acting/", "\""));
    helper.post(&acting, &[]).await.succeeds();
    helper.get("/me").await.shows("您正在代梅映雪办理");
    village.house.wait(Duration::from_secs(6 * 3600));
    helper.get("/me").await.shows("您正在代梅映雪办理");
    village.house.wait(Duration::from_secs(11 * 3600));
    helper.get("/me").await.shows("您正在代梅映雪办理");
    village.house.wait(Duration::from_secs(11 * 3600));
    village.house.wait(Duration::from_secs(30 * 60));
    helper.get("/me").await.shows("您正在代梅映雪办理");
    village.house.wait(Duration::from_secs(11 * 3600));
    helper.get("/me").await.hides("梅映雪");
}

#[zhibu_testhouse::test]
async fn the_export_holds_everything_and_nothing_of_others(house: House) {
    let mut village = village(house).await;
    correct(&mut village.member, &[("address", "柳溪村 8 号")]).await.succeeds();
    let (action, fields) = proposal(&village.secretary.get("/corrections").await);
    let accept = [("field", fields[0].as_str()), ("accept", "all")];
    village.secretary.post(&action, &accept).await.succeeds();

    let reply = village.member.get("/me/export.json").await;
    reply.hides("梅映雪").hides("13900000777");
    let data: serde_json::Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(data["format"], "zhibu-own-1");
    assert_eq!(data["person"]["facts"]["mobile"], "13900000521");
    assert_eq!(data["person"]["facts"]["address"], "柳溪村 8 号");
    assert_eq!(data["person"]["org_name"], "柳溪村党支部");
    assert_eq!(data["periods"].as_array().unwrap().len(), 1);
    assert_eq!(data["field_changes"][0]["old"], "柳溪村 7 号");
    assert_eq!(data["corrections"][0]["state"], "accepted");
    assert_eq!(data["looks"][0]["act"], "registry.correction.page");
    assert_eq!(data["mandates"].as_array().unwrap().len(), 0);
    village.member.get("/me/export").await.shows("柳溪村 8 号").hides("梅映雪");
    village.secretary.get("/me/export.json").await.is_missing();
}

#[zhibu_testhouse::test]
async fn everybody_reads_what_is_done_with_their_data(house: House) {
    house.passer_by().get("/privacy").await.shows("15 个工作日内答复").shows("href=\"/privacy\"");
}
