//! The pages of an import, as an officer meets them.

use zhibu_access::role::Role;
use zhibu_registry::roster;
use zhibu_testhouse::House;

use super::County;
use super::files::{person, workbook};

#[zhibu_testhouse::test]
async fn an_officer_imports_and_undoes_on_pages(house: House) {
    let county = County::found(&house).await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &county.town).await;
    let mut rows: Vec<Vec<String>> = (1..4).map(person).collect();
    rows[2][4] = "女".into();
    workbook(&county.path("a.xlsx"), &rows);
    let bytes = std::fs::read(county.path("a.xlsx")).unwrap();
    let sent = officer.upload("/import", &[], ("files", "a.xlsx", &bytes)).await;
    let batch = sent.headers["location"].to_str().unwrap().to_owned();
    roster::work(&house.db).await.unwrap();
    officer.get(&batch).await.shows("第 3 行是表头");

    let as_of = [("as_of-year", "2026"), ("as_of-month", "6"), ("as_of-day", "30")];
    officer.post(&format!("{batch}/check"), &as_of).await.succeeds();
    roster::work(&house.db).await.unwrap();
    officer.get(&batch).await.shows("性别和身份证号不一致");
    let choice = [("question", "sex-by"), ("choice", "id")];
    officer.post(&format!("{batch}/choose"), &choice).await.succeeds();
    roster::work(&house.db).await.unwrap();

    officer.post(&format!("{batch}/apply"), &[]).await.succeeds();
    roster::work(&house.db).await.unwrap();
    assert_eq!(county.members(&house).await.len(), 3);
    officer.post(&format!("{batch}/undo"), &[]).await.succeeds();
    roster::work(&house.db).await.unwrap();
    assert!(county.members(&house).await.is_empty());
    let stranger = house.passer_by().get(&batch).await;
    assert_eq!(stranger.status, 303, "nobody looks without signing in");
}
