//! A list as a file has exactly the people of the list.

use zhibu_kernel::sql;
use zhibu_testhouse::{House, Visitor};

use crate::own::{correct, village};
use crate::sample::{County, applicant, county, day, enter, member};

const SIGNS: [char; 10] = ['山', '川', '松', '柏', '云', '溪', '石', '桥', '林', '岩'];

fn name(n: usize) -> String {
    format!("赵{}{}", SIGNS[n / 10 % 10], SIGNS[n % 10])
}

/// 70 members of the branch, some of them floating or lost, one probationary, two applicants.
async fn populate(house: &House, county: &County) {
    for n in 0..70 {
        let mut facts = member(&name(n), u32::try_from(n).unwrap() + 1);
        facts.is_floating = n % 10 == 3;
        facts.lost_since = (n == 7).then(|| day(20_250_301));
        if n == 9 {
            facts.stage = "probationary".into();
            facts.converted_on = None;
            facts.joined_on = Some(day(20_251_201));
            facts.probation_ends_on = Some(day(20_261_201));
        }
        if n == 11 {
            facts.address = Some("=HYPERLINK(\"http://example.invalid\")".into());
        }
        enter(house, &county.branch, facts, day(20_260_101)).await;
    }
    enter(house, &county.branch, applicant("谭云岫"), day(20_260_301)).await;
    enter(house, &county.sister, member("何青松", 200), day(20_260_101)).await;
    enter(house, &county.branch, member("孙禾青", 300), day(20_260_101)).await;
}

/// The rows of a text with commas: below the title and the heading, without their numbers.
fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let lines = text.lines().skip(2);
    lines
        .map(|line| {
            let cells = line[1..line.len() - 1].split("\",\"");
            cells.skip(1).map(str::to_owned).collect()
        })
        .collect()
}

/// The links to people on all pages of a list.
async fn people_of(visitor: &mut Visitor, list: &str) -> usize {
    let (mut at, mut n) = (Some(list.to_owned()), 0);
    while let Some(here) = at {
        let page = visitor.get(&here).await;
        assert_eq!(page.status, 200, "{here}");
        let main = &page.text[page.text.find("<main").unwrap()..];
        n += main.matches("<a href=\"/people/").count()
            + main.matches("<a class=\"plain\" href=\"/people/").count();
        n += main.matches("的预备期").count() / 2;
        at = main.find("\" rel=\"next\"").map(|end| {
            let begin = main[..end].rfind("href=\"").unwrap() + 6;
            main[begin..end].replace("&#38;", "&")
        });
    }
    n
}

#[zhibu_testhouse::test]
async fn every_list_leaves_with_its_own_people(house: House) {
    let county = county(&house).await;
    populate(&house, &county).await;
    let mut secretary = county.secretary(&house).await;
    let mut officer = county.officer(&house).await;
    let branch = county.branch.id;
    let people = |query: &str| format!("/orgs/{branch}/people{query}");
    let flow = format!("/statistics/{branch}/flow?kind=in:roster&from=2025-12-31&to=2026-11-24");
    let exports = sql!("SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE act LIKE '%export'");
    let town = format!("/orgs/{}/people", county.town.id);

    for (is_officer, list, expected) in [
        (false, people(""), 71),
        (true, town, 72),
        (true, people("?figure=floating:yes"), 7),
        (true, people("?figure=education:21&on=2026-02-01"), 71),
        (true, people("?figure=stage:applicant"), 1),
        (true, people(&format!("?q={}", zhibu_web::desk::percent("赵"))), 50),
        (true, people("?figure=education:99"), 0),
        (false, flow, 71),
    ] {
        let visitor = if is_officer { &mut officer } else { &mut secretary };
        let shown = people_of(visitor, &list).await;
        assert_eq!(shown, expected, "{list}");
        let (path, query) = list.split_once('?').unwrap_or((&list, ""));
        let file = |ending: &str| format!("{path}/export.{ending}?{query}");
        let before = house.count(exports).await;
        let csv = visitor.get(&file("csv")).await;
        assert_eq!(csv.status, 200, "{list}: {}", csv.text);
        assert_eq!(rows(&csv.text).len(), expected, "{list}");
        assert_eq!(house.count(exports).await, before + 1, "one entry: {list}");
        let page = visitor.get(&list).await;
        let offers = page.text.contains("/export.csv");
        assert_eq!(offers, expected > 0, "{list} offers a file");
        let book = visitor.get(&file("xlsx")).await;
        assert_eq!(book.status, 200);
        assert!(book.text.starts_with("PK"), "{list}");
    }
    secretary.get(&format!("/orgs/{}/people/export.csv", county.sister.id)).await.is_missing();
}

#[zhibu_testhouse::test]
async fn what_is_due_leaves_masked(house: House) {
    let county = county(&house).await;
    populate(&house, &county).await;
    let mut secretary = county.secretary(&house).await;

    let due = secretary.get("/today/export.csv").await;
    let due = rows(&due.text);
    assert_eq!(due.len(), people_of(&mut secretary, "/today").await, "{due:?}");
    assert!(due.iter().any(|row| row[0] == name(7) && row[1].contains("失")), "{due:?}");
    assert!(due.iter().any(|row| row[0] == name(9) && row[2] == "2026-12-01"), "{due:?}");

    let list = secretary.get(&format!("/orgs/{}/people/export.csv", county.branch.id)).await;
    list.hides("1390000").hides("999999").hides("HYPERLINK");
}

#[zhibu_testhouse::test]
async fn corrections_leave_masked(house: House) {
    let mut village = village(house).await;
    correct(&mut village.member, &[("mobile", "13900000412"), ("name", "程广际")]).await.succeeds();
    let file = village.secretary.get("/corrections/export.csv").await;
    file.shows("程广济").shows("程广际").shows("139****0412").hides("13900000412").hides("13900000521");
    assert_eq!(rows(&file.text).len(), 2);
    let count = sql!(
        "SELECT CAST(count(*) AS BIGINT) FROM kernel_audit WHERE act = 'registry.correction.export' \
         AND detail = '{\"count\":2}'"
    );
    assert_eq!(village.house.count(count).await, 1, "the log knows how many");
}
