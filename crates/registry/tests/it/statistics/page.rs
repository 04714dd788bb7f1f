//! The pages of statistics, through HTTP.

use zhibu_access::org::{Org, OrgId};
use zhibu_access::role::Role;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Tx, bind, sql};
use zhibu_registry::person::Facts;
use zhibu_registry::stat;
use zhibu_testhouse::{Browser, House, Server, Viewport};

use super::{day, enter, member, put};

struct Town {
    county: Org,
    town: Org,
    sister: Org,
    village: Org,
    school: Org,
}

/// A town with 12 members in two branches: one came this year, one died, one moved.
async fn town(house: &House) -> Town {
    let county = house.found_county().await;
    let town = house.add_area(&county, "committee", "柳溪镇党委").await;
    let sister = house.add_area(&county, "committee", "云亭镇党委").await;
    let village = house.add_org(&town, "branch", "柳溪村<党支部>").await;
    let school = house.add_org(&town, "branch", "柳溪小学党支部").await;
    let roster = day("2025-06-30");
    for (at, code) in ["11", "21", "21", "31", "61", "71", "81", "21"].into_iter().enumerate() {
        let born = Day::from_number(1950 * 10_000 + 101 + i64::try_from(at).unwrap() * 80_000);
        let facts = Facts {
            sex: 1 + i64::from(at % 3 == 0),
            born_on: born,
            education: Some(code.into()),
            ethnic_group: Some(if at == 3 { "15" } else { "01" }.into()),
            ..member()
        };
        enter(house, &village, facts, roster).await;
    }
    for born_on in [Some(day("1990-01-01")), None] {
        enter(house, &school, Facts { born_on, ..member() }, roster).await;
    }
    let dies = enter(house, &village, member(), roster).await;
    let ended = Facts { ending: Some("deceased".into()), ..member() };
    put(house, &dies, ended, village.spot(), day("2026-03-01")).await;
    let moves = enter(house, &village, member(), roster).await;
    put(house, &moves, member(), school.spot(), day("2026-04-01")).await;
    let developed =
        Facts {
            name: "柳新禾".into(), stage: "probationary".into(), entry: "developed".into(), ..member()
        };
    enter(house, &village, developed, day("2026-07-01")).await;
    Town { county, town, sister, village, school }
}

async fn begin_records(house: &House, org: OrgId, from: Day) {
    house
        .by_system(&(org, from), async |tx: &mut Tx, (org, from): &(OrgId, Day)| {
            tx.audit(&Entry::did("test.org.records")).await?;
            let begin = sql!("UPDATE access_org SET records_from = $2 WHERE id = $1");
            tx.execute(bind!(begin, *org, *from)).await
        })
        .await;
}

#[zhibu_testhouse::test]
async fn an_officer_reads_any_day(house: House) {
    let town = town(&house).await;
    let id = town.town.id;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &town.town).await;
    for _ in 0..2 {
        let page = officer.get(&format!("/statistics/{id}")).await;
        page.shows("<b>12</b><span>党员</span>")
            .shows("今年的变化")
            .shows("12 + 1 − 1 = 12，与名册一致。")
            .shows(&format!("/orgs/{id}/people?figure=stage%3Afull%2Cprobationary&#38;on=2026-11-23"))
            .shows("柳溪村&#60;党支部&#62;")
            .shows("年龄按 2026 年减出生年份计算。")
            .hides("调往其他组织");
        stat::fold_all(&house.db).await.unwrap();
    }
    let village = town.village.id;
    officer
        .get(&format!("/statistics/{village}?on=2026年4月1日&from=2026-02-01"))
        .await
        .shows("10 + 0 − 2 = 8")
        .shows("调往其他组织")
        .shows("去世");
    officer
        .get(&format!("/statistics/{village}?on=2026-13-01"))
        .await
        .shows("看不出是哪一天")
        .shows(r#"value="2026-13-01""#);
    officer.get(&format!("/statistics/{village}?on=2027-01-01")).await.shows("这一天还没有到");
    officer.get(&format!("/statistics/{village}?from=2026-11-23")).await.shows("要比的这一天应当更早");

    begin_records(&house, id, day("2025-06-30")).await;
    officer
        .get(&format!("/statistics/{id}?on=2025-06-29"))
        .await
        .shows("这一天还没有名册")
        .shows("2025年6月30日")
        .hides("0</b>");
    officer.get(&format!("/statistics/{id}/table.xlsx?on=2025-06-29")).await.is_missing();
    let sheet = officer.get(&format!("/statistics/{id}/table.xlsx")).await;
    assert!(sheet.text.starts_with("PK"), "no workbook: {sheet:?}");
}

#[zhibu_testhouse::test]
async fn the_journal_names_people_and_is_a_look(house: House) {
    let town = town(&house).await;
    let id = town.town.id;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &town.town).await;
    let looks =
        sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE act = 'registry.person.journal'");
    let from_to = "from=2025-12-31&to=2026-11-23";
    officer
        .get(&format!("/statistics/{id}/flow?kind=in:developed&{from_to}"))
        .await
        .shows("柳新禾")
        .shows("2026/07/01");
    assert_eq!(house.count(looks).await, 1);
    officer.get(&format!("/statistics/{id}/flow?kind=in:moved&{from_to}")).await.shows("这段时间没有人");
    let school = town.school.id;
    officer.get(&format!("/statistics/{school}/flow?kind=in:moved&{from_to}")).await.shows("2026/04/01");
    officer.get(&format!("/statistics/{id}/flow?kind=in:nothing&{from_to}")).await.is_missing();
}

#[zhibu_testhouse::test]
async fn branches_are_told_by_size(house: House) {
    let town = town(&house).await;
    let id = town.town.id;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &town.town).await;
    officer
        .get(&format!("/statistics/{id}/branches?size=from7"))
        .await
        .shows("柳溪村&#60;党支部&#62;")
        .shows("共 1 个")
        .hides("柳溪小学党支部</a>");
    officer.get(&format!("/statistics/{id}/branches?size=from3")).await.shows("柳溪小学党支部</a>");
    officer.get(&format!("/statistics/{id}/branches?size=from3&on=2026-03-01")).await.shows("共 0 个");
}

#[zhibu_testhouse::test]
async fn nobody_reads_the_statistics_of_others(house: House) {
    let town = town(&house).await;
    let mut secretary = house.signed_in("secretary", Role::Secretary, &town.village).await;
    let own = format!("/statistics/{}", town.village.id);
    secretary.get(&own).await.shows("<b>9</b><span>党员</span>").shows(&format!(r#"<a href="{own}""#));
    let paths = |org: OrgId| {
        [
            format!("/statistics/{org}"),
            format!("/statistics/{org}/table.xlsx"),
            format!("/statistics/{org}/branches"),
            format!("/statistics/{org}/flow?kind=in:moved&from=2025-12-31&to=2026-11-23"),
        ]
    };
    for other in [town.school.id, town.town.id, town.sister.id, town.county.id, OrgId::fresh()] {
        for path in paths(other) {
            secretary.get(&path).await.is_missing();
        }
    }
    let mut auditor = house.signed_in("auditor", Role::Auditor, &town.county).await;
    for path in paths(town.village.id) {
        secretary.get(&path).await;
        auditor.get(&path).await.is_forbidden();
        house.passer_by().get(&path).await.wants_sign_in();
    }
}

#[zhibu_testhouse::test(browser)]
async fn the_pages_fit_a_phone(house: House, browser: Browser) {
    let town = town(&house).await;
    for n in 0..60 {
        let facts = Facts {
            sex: 1 + i64::from(n % 4 == 0),
            born_on: Day::from_number((1935 + n) * 10_000 + 101),
            is_floating: n % 9 == 0,
            ..member()
        };
        let from = Day::from_number((2019 + n % 7) * 10_000 + 601).unwrap();
        enter(&house, &town.school, facts, from).await;
    }
    for n in 0..24 {
        house.add_org(&town.town, "branch", &format!("第{n}村党支部")).await;
    }
    house.appoint("officer", Role::CommitteeOfficer, &town.town).await;
    let server = Server::start(house.router()).await;
    let id = town.town.id;
    for viewport in [Viewport::NARROW, Viewport::LAPTOP] {
        let page = browser.page(viewport).await;
        page.goto(&server.url("/sign-in")).await;
        page.fill("账号", "officer").await;
        page.fill("密码", "a fine long password").await;
        page.click("css=main form button").await;
        page.forgive();
        for path in [
            format!("/statistics/{id}"),
            format!("/statistics/{id}/branches?size=from7"),
            format!("/statistics/{id}/flow?kind=in:roster&from=2018-12-31&to=2026-11-23"),
            format!("/statistics/{id}?on=1930-01-01"),
        ] {
            page.goto(&server.url(&path)).await;
            assert_eq!(page.overflows().await, [""; 0], "{path}");
            assert_eq!(page.axe().await, [], "{path}");
            assert_eq!(page.complaints().await, [], "{path}");
        }
    }
}
