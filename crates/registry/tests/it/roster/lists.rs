//! Everything that an import tells, page by page: nothing ends after the first rows.

use zhibu_access::role::Role;
use zhibu_kernel::{Actor, Tx};
use zhibu_registry::roster::{self, BatchId};
use zhibu_testhouse::{House, Visitor};

use super::County;
use super::files::{name, person, workbook};
use super::import::edit;

fn people(numbers: std::ops::Range<usize>) -> Vec<Vec<String>> {
    numbers.map(person).collect()
}

/// Where a page leads on or back.
fn way(page: &str, rel: &str) -> Option<String> {
    let end = page.find(&format!("\" rel=\"{rel}\""))?;
    let begin = page[..end].rfind("href=\"")? + 6;
    Some(page[begin..end].replace("&#38;", "&").replace("&amp;", "&"))
}

/// The names of invented people on a page, in their order.
fn shown(page: &str, of: &[String]) -> Vec<String> {
    let main = &page[page.find("<main").unwrap_or(0)..];
    let mut found: Vec<(usize, &String)> =
        of.iter().filter_map(|name| Some((main.find(name.as_str())?, name))).collect();
    found.sort();
    found.into_iter().map(|(_, name)| name.clone()).collect()
}

/// All names of a list, by its pages forward; the pages back must tell the same.
async fn all(visitor: &mut Visitor, list: &str, of: &[String]) -> Vec<String> {
    let (mut forth, mut at) = (Vec::new(), Some(list.to_owned()));
    let mut last = String::new();
    while let Some(here) = at {
        let page = visitor.get(&here).await;
        assert_eq!(page.status, 200, "{here}: {}", page.text);
        forth.push(shown(&page.text, of));
        at = way(&page.text, "next");
        last = page.text;
    }
    let mut back = vec![shown(&last, of)];
    while let Some(here) = way(&last, "prev") {
        last = visitor.get(&here).await.text;
        back.insert(0, shown(&last, of));
    }
    assert_eq!(forth.concat(), back.concat(), "{list}: the same people back as forth");
    forth.concat()
}

async fn change(house: &House, id: BatchId, apply: bool) {
    house
        .db
        .change(&Actor::system("test"), &(id, apply), async |tx: &mut Tx, (id, apply): &(BatchId, bool)| {
            let opened = roster::open_by_system(tx, *id).await?;
            match apply {
                true => roster::ask_apply(tx, opened).await,
                false => roster::ask_undo(tx, opened).await,
            }
        })
        .await
        .unwrap();
    roster::work(&house.db).await.unwrap();
}

#[zhibu_testhouse::test]
async fn every_list_is_shown_whole(house: House) {
    let county = County::found(&house).await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &county.town).await;
    let of: Vec<String> = (1..230).map(name).collect();

    // 120 people first; then 60 of them changed, 45 the same, 15 missing, 60 new, 55 faulty.
    workbook(&county.path("a.xlsx"), &people(1..121));
    county.import(&house, &["a.xlsx"], true).await;
    let mut rows = people(1..106);
    for row in &mut rows[..60] {
        row[14] = "别处 1 号".into();
    }
    rows.extend(people(121..181));
    let mut faulty = people(181..229);
    for row in &mut faulty {
        row[5] = "火星族".into();
    }
    rows.extend(faulty);
    workbook(&county.path("b.xlsx"), &rows);
    let batch = county.import(&house, &["b.xlsx"], false).await.batch;
    let list = |what: &str| format!("/import/{batch}/rows?{what}");

    let names = |range: std::ops::Range<usize>| -> Vec<String> { range.map(name).collect() };
    for (what, expected) in
        [("list=changed", names(1..61)), ("list=same", names(61..106)), ("list=new", names(121..181))]
    {
        assert_eq!(all(&mut officer, &list(what), &of).await, expected, "{what}");
    }
    let missing = all(&mut officer, &format!("/import/{batch}/missing"), &of).await;
    assert_eq!(missing.len(), 15, "{missing:?}");

    let page = officer.get(&format!("/import/{batch}")).await;
    page.shows("代码表里没有").shows("看全部 60 行").shows("kind=fault-code-unknown");
    let mut rows_told = 0;
    for what in ["list=faulty", "kind=fault-code-unknown"] {
        let first = officer.get(&list(what)).await;
        first.shows("没有“火星族”这一项").shows("第 169 行 F 列 b.xlsx Sheet1");
        let told = first.text.matches("没有“火星族”这一项").count();
        assert!(told == 48, "{what}: {told}");
        rows_told += told;
    }
    assert_eq!(rows_told, 96);

    // What was done is told as well as what would be.
    change(&house, batch, true).await;
    let changed = officer.get(&list("list=changed")).await;
    changed.shows("别处").shows(&name(1));
    assert_eq!(all(&mut officer, &list("list=new"), &of).await, names(121..181));

    house.passer_by().get(&list("list=new")).await.wants_sign_in();
    let other = house.add_area(&house_root(&house).await, "committee", "云亭镇党委").await;
    let mut stranger = house.signed_in("stranger", Role::CommitteeOfficer, &other).await;
    for path in ["rows?list=new", "missing", "questions", "branch?word=x"] {
        stranger.get(&format!("/import/{batch}/{path}")).await.is_missing();
    }
}

async fn house_root(house: &House) -> zhibu_access::org::Org {
    house
        .by_system(&(), async |tx: &mut Tx, (): &()| {
            tx.audit(&zhibu_kernel::audit::Entry::did("test.root")).await?;
            zhibu_access::org::root(tx).await
        })
        .await
        .unwrap()
}

#[zhibu_testhouse::test]
async fn a_branch_is_picked_once_from_near_names_or_by_a_search(house: House) {
    let county = County::found(&house).await;
    house.add_org(&county.town, "branch", "中共青澜县柳溪镇云亭村支部委员会").await;
    let far = house.add_org(&county.town, "branch", "青山茶业合作社党支部").await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &county.town).await;
    let mut rows = people(1..8);
    for row in &mut rows[..3] {
        row[2] = "云停村党支部".into();
    }
    for row in &mut rows[3..5] {
        row[2] = "茶社支部".into();
    }
    // Blanks, dots and brackets are nobody's question.
    rows[5][2] = "中共青澜县·柳溪镇 云亭村支部委员会".into();
    workbook(&county.path("a.xlsx"), &rows);
    let report = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!((report.counts.new, report.counts.faulty), (2, 5));
    let batch = format!("/import/{}", report.batch);

    officer
        .get(&batch)
        .await
        .shows("采用“中共青澜县柳溪镇云亭村支部委员会”（3 行）")
        .shows("找不到支部“茶社支部”");
    let word = zhibu_web::desk::percent("茶社支部");
    let picker = format!("{batch}/branch?word={word}");
    officer.get(&picker).await.shows("2 行都归到这个支部");
    officer.get(&format!("{picker}&q=qscy")).await.shows("青山茶业合作社党支部");
    officer.get(&format!("{picker}&q=zzzz")).await.shows("没有找到支部");
    let question = format!("question={}", zhibu_web::desk::percent("branch:茶社支部"));
    officer.get(&format!("{batch}/rows?{question}")).await.shows("第 7 行 C 列");

    let id = far.id.to_string();
    let choice = [("question", "branch:茶社支部"), ("choice", id.as_str())];
    officer.post(&format!("{batch}/choose"), &choice).await.succeeds();
    roster::work(&house.db).await.unwrap();
    officer.get(&batch).await.hides("茶社支部");
    let again = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!((again.counts.new, again.counts.faulty), (4, 3), "the choice is remembered");

    let words = format!("/orgs/{}/roster-words", county.town.id);
    officer.get(&words).await.shows("茶社支部").shows("青山茶业合作社党支部");
    officer.post(&words, &[("word", "茶社支部")]).await.succeeds();
    officer.get(&words).await.shows("还没有记住的叫法");
    let asked = county.import(&house, &["a.xlsx"], false).await;
    assert_eq!((asked.counts.new, asked.counts.faulty), (2, 5), "what is forgotten is asked again");
}

#[zhibu_testhouse::test]
async fn whom_an_undo_leaves_alone_is_named(house: House) {
    let county = County::found(&house).await;
    let mut officer = house.signed_in("officer", Role::CommitteeOfficer, &county.town).await;
    workbook(&county.path("a.xlsx"), &people(1..6));
    let report = county.import(&house, &["a.xlsx"], true).await;
    let one = county.members(&house).await[0].clone();
    edit(&house, one.id).await;
    change(&house, report.batch, false).await;

    let page = officer.get(&format!("/import/{}", report.batch)).await;
    page.shows("撤销时保持不动的人").shows(&one.name).shows(&format!("/people/{}", one.id));
    let kept = officer.get(&format!("/import/{}/rows?list=kept", report.batch)).await;
    kept.shows(&one.name).shows("又有人改过");
    officer.get("/import").await.shows("命令行").shows("已撤销");
}
