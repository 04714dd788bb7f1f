//! Two records of one human: what pointed at the one that is gone points at the other, until the
//! merge is taken back.

use zhibu_registry::person::{Facts, Person};
use zhibu_testhouse::{House, Visitor};

use crate::own::visitor;
use crate::sample::{County, county, day, enter, member, version};

/// Somebody of whom a correction's form has nothing more to say than mobile and address.
fn plain(name: &str, number: u32) -> Facts {
    Facts { education: None, job_code: None, ..member(name, number) }
}

struct Two {
    county: County,
    kept: Person,
    other: Person,
    officer: Visitor,
    member: Visitor,
    helper: Visitor,
}

/// The member has an account on the record that will go, a helper, and a correction that waits.
async fn two(house: &House) -> Two {
    let county = county(house).await;
    let kept = enter(house, &county.branch, plain("孙禾青", 1), day(20_260_601)).await;
    let other = enter(house, &county.branch, plain("孙禾清", 3), day(20_260_101)).await;
    let mut member = visitor(house, "member", &county.branch, Some(other.id)).await;
    let helper = visitor(house, "helper", &county.branch, None).await;
    let until = [("until-year", "2027"), ("until-month", "6"), ("until-day", "1")];
    member.post("/me/mandates", &[&[("helper", "helper")], &until[..]].concat()).await.succeeds();
    let seen = version(&member.get("/me/correct").await.text);
    let form = [
        ("_version", seen.as_str()),
        ("name", "孙禾清"),
        ("mobile", "13900000003"),
        ("address", "上塘村九号"),
        ("ethnic_group", "01"),
        ("reason", "搬家了"),
    ];
    member.post("/me/correct", &form).await.succeeds();
    let mut officer = county.officer(house).await;
    officer.get(&format!("/people/{}", other.id)).await.shows("孙禾清");
    Two { county, kept, other, officer, member, helper }
}

/// Merges, and answers where the merge is taken back.
async fn merge(two: &mut Two) -> String {
    let path = format!("/people/{}/merge", two.kept.id);
    let asked = two.officer.get(&format!("{path}?other={}", two.other.id)).await;
    let (id, seen) = (two.other.id.to_string(), version(&asked.text));
    let others = asked.text.split("name=\"_other_version\" value=\"").nth(1).unwrap();
    let others = others.split('"').next().unwrap();
    let form =
        [("other", id.as_str()), ("_version", &seen), ("_other_version", others), ("reason", "同一个人")];
    two.officer.post(&path, &form).await.succeeds();
    let page = two.officer.get(&format!("/people/{}", two.kept.id)).await.text;
    let undo = page.split("action=\"/people/merge/").nth(1).unwrap();
    format!("/people/merge/{}", undo.split('"').next().unwrap())
}

/// Begins to act for the one who gave the helper a mandate.
async fn act_for(helper: &mut Visitor) {
    let page = helper.get("/me").await.text;
    let action = page.split("action=\"/me/acting/").nth(1).unwrap().split('"').next().unwrap();
    helper.post(&format!("/me/acting/{action}"), &[]).await.succeeds();
}

#[zhibu_testhouse::test]
async fn account_helper_and_corrections_follow_the_record(house: House) {
    let mut two = two(&house).await;
    let mut secretary = two.county.secretary(&house).await;
    merge(&mut two).await;

    two.member.get("/me").await.shows("孙禾青").hides("孙禾清");
    two.member.get("/me/looks").await.shows("officer");
    two.member.get("/me/mandates").await.shows("helper");
    act_for(&mut two.helper).await;
    two.helper.get("/me").await.shows("孙禾青");
    let waiting = secretary.get("/corrections").await;
    waiting.shows("孙禾青").shows("上塘村九号");
    let action =
        waiting.text.split("action=\"/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(action.starts_with(&two.kept.id.to_string()), "{action}");
}

#[zhibu_testhouse::test]
async fn they_go_back_when_the_merge_is_taken_back(house: House) {
    let mut two = two(&house).await;
    let mut secretary = two.county.secretary(&house).await;
    let undo = merge(&mut two).await;
    two.officer.post(&undo, &[]).await.succeeds();

    two.member.get("/me").await.shows("孙禾清").hides("孙禾青");
    act_for(&mut two.helper).await;
    two.helper.get("/me").await.shows("孙禾清");
    let waiting = secretary.get("/corrections").await;
    let field = waiting.text.split("name=\"accept\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let action = waiting.text.split("action=\"/people/").nth(1).unwrap().split('"').next().unwrap();
    assert!(action.starts_with(&two.other.id.to_string()), "{action}");
    secretary.post(&format!("/people/{action}"), &[("field", field), ("accept", field)]).await.succeeds();
    two.member.get("/me?numbers=1").await.shows("上塘村九号");
}
