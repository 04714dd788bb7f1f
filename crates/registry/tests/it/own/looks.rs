//! Who looked at me, and what is told only when an inquiry has ended.

use std::time::Duration;

use zhibu_access::role::Role;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Fault, Tx};
use zhibu_testhouse::{House, Reply};

use super::{correct, village, visitor};

#[zhibu_testhouse::test]
async fn every_look_is_told_and_a_hidden_one_later(house: House) {
    let mut village = village(house).await;
    let own = |act| {
        let cheng = &village.cheng;
        Entry::looked(act).on("person", cheng.id.0).within(cheng.org.0, cheng.area)
    };
    let entries = vec![
        own("registry.person.unmask").because("核对身份"),
        Entry::looked("registry.person.list").on("org", village.branch.id.0),
    ];
    village
        .house
        .by_system(&entries, async |tx: &mut Tx, entries: &Vec<Entry>| {
            for entry in entries {
                tx.audit(entry).await?;
            }
            Ok::<_, Fault>(())
        })
        .await;
    let page = format!("/people/{}", village.cheng.id);
    let inquiry = format!("{page}/inquiry");
    let mut officer = village.house.signed_in("officer", Role::DepartmentOfficer, &village.county).await;
    officer.get(&page).await.shows("登记考察或审查");
    village.member.get("/me/looks").await.shows("officer");
    village.house.wait(Duration::from_secs(3600));
    officer.get(&inquiry).await;
    let form =
        |basis: &'static str, until: &'static str| [("kind", "vetting"), ("reason", basis), ("until", until)];
    let day = "2026-12-01";
    let asked = officer.post(&inquiry, &form("青委考〔2026〕3号", day)).await;
    assert!(asked.leads_to().starts_with("/confirm"), "an hour later one is asked again");
    let mut officer = village.house.passer_by();
    officer.sign_in("officer").await;
    for (basis, until, said) in [
        ("", day, "请写明事由"),
        ("青委考〔2026〕3号", "", "写明截止日期"),
        ("青委考〔2026〕3号", "2026-11-22", "写明截止日期"),
        ("青委考〔2026〕3号", "2027-11-22", "写明截止日期"),
    ] {
        officer.post(&inquiry, &form(basis, until)).await.refuses(said);
    }
    officer.post(&inquiry, &form("青委考〔2026〕3号", day)).await.succeeds();
    officer.get(&page).await.shows("考察，到 2026年12月1日 为止").shows("青委考〔2026〕3号");
    village.secretary.get(&page).await.hides("考察");
    village.secretary.post(&inquiry, &form("借故", day)).await.is_forbidden();
    let told = |page: &Reply| page.text.matches("officer").count();
    let looks = village.secretary.get(&format!("/people/{}/looks", village.cheng.id)).await;
    assert_eq!(told(&looks), 1, "others do not see them before the person");
    for _ in 0..60 {
        correct(&mut village.member, &[]).await;
    }
    let page = village.member.get("/me/looks").await;
    page.shows("看了您的号码，事由：核对身份").shows("打开了名单，其中有您");
    assert_eq!(told(&page), 1, "{}", page.text);
    village.house.wait(Duration::from_secs(9 * 24 * 3600));
    village.member.sign_in("cheng").await;
    let page = village.member.get("/me/looks").await;
    assert!(told(&page) > 1, "{}", page.text);
    let mut mei = visitor(&village.house, "mei", &village.branch, Some(village.mei.id)).await;
    mei.get("/me/looks").await.shows("打开了名单，其中有您").hides("核对身份");
}
