//! The officer's import: everyday trouble mended, previewed, applied, found, undone.

use std::path::Path;

use zhibu_access::org::Org;
use zhibu_access::role::Role;
use zhibu_registry::person::Facts;
use zhibu_testhouse::{Browser, House, Page, Viewport, scratch};

use super::roster_file::{Row, citizen_id, read, row, write};
use super::{Open, complete, day, is_clean, says};

/// A town with two branches of one name, and two people who are in the roster too.
async fn town(open: &Open) -> Org {
    let county = open.house.found_county().await;
    let town = open.house.add_org(&county, "committee", "柳溪镇党委").await;
    let village = open.house.add_org(&town, "branch", "柳溪村党支部").await;
    for name in ["河湾村党总支", "北岭村党总支"] {
        let general = open.house.add_org(&town, "general_branch", name).await;
        open.house.add_org(&general, "branch", "第一党支部").await;
    }
    open.appoint("shen", "沈怀远", Role::CommitteeOfficer, &town).await;
    let known = |name, n: usize| Facts {
        joined_on: Some(day("2000-07-01")),
        converted_on: Some(day("2001-07-01")),
        job_code: None,
        mobile: Some("13800000412".into()),
        address: Some("柳溪镇柳溪村 8 号".into()),
        ..complete(name, &citizen_id(n), "1975-06-15")
    };
    open.enter(&village, known("赵山", 1)).await;
    open.enter(&village, known("赵川", 2)).await;
    town
}

fn rows() -> Vec<Row> {
    let village = "柳溪村党支部";
    let mut rows = vec![
        row(1, "赵山", village),
        row(2, "赵川", village),
        row(3, "赵松", village),
        row(4, "赵柏", village),
        row(5, "赵云", village),
        row(6, "赵溪", village),
        row(7, "赵石", village),
        row(8, "赵桥", "第一党支部"),
        row(9, "赵林", "第一党支部"),
        row(3, "赵松", village),
    ];
    rows[1].address = "柳溪镇柳溪村 9 号";
    rows[4].is_number = true;
    let wrong = if rows[5].citizen_id.ends_with('5') { "4" } else { "5" };
    rows[5].citizen_id.replace_range(17.., wrong);
    rows[6].born_on = "1975年6月16日";
    rows
}

#[zhibu_testhouse::test(story)]
async fn an_officer_takes_a_roster_in_and_back_out(house: House, browser: Browser) {
    let open = Open::doors(house).await;
    let town = town(&open).await;
    let folder = scratch();
    let file = folder.path().join("柳溪镇名册.xlsx");
    write(&file, &rows());
    let page = browser.page(Viewport::LAPTOP).await;
    open.sign_in(&page, "shen").await;

    upload(&open, &page, &file).await;
    mend(&open, &page).await;
    let batch = apply(&open, &page).await;
    look(&open, &page, &town).await;

    // The same file again changes nothing, and the branch that was chosen is remembered.
    upload(&open, &page, &file).await;
    says(&page, "main", "0 行可以导入").await;
    assert!(!page.text().await.contains("叫“第一党支部”的支部"), "the choice is remembered");

    page.goto(&batch).await;
    page.click("整批撤销").await;
    says(&page, "main", "正在撤销").await;
    open.work().await;
    page.wait_for("已撤销").await;
    page.goto(&open.url(&format!("/statistics/{}", town.id))).await;
    assert_eq!(members(&page).await, "2");
    is_clean(&page).await;
}

/// Chooses the file, sees what was recognised, says of which day it is.
async fn upload(open: &Open, page: &Page, file: &Path) {
    page.goto(&open.url("/import")).await;
    says(page, "main", "严禁处理、传输国家秘密").await;
    page.upload("css=input[type=file]", file).await;
    page.click("上传并识别").await;
    says(page, "main", "正在读取文件").await;
    open.work().await;
    page.wait_for("第 3 行是表头，第 4 至 13 行是 10 人").await;
    says(page, "main", "赵山 / 赵川").await;
    says(page, "main", "999999********").await;
    page.fill("css=input[name=as_of-year]", "2026").await;
    page.fill("css=input[name=as_of-month]", "6").await;
    page.fill("css=input[name=as_of-day]", "30").await;
    page.click("检查").await;
    says(page, "main", "检查和预览").await;
    open.work().await;
    page.wait_for("要改的地方").await;
}

async fn mend(open: &Open, page: &Page) {
    says(page, "main", "和身份证号里的").await;
    says(page, "main", "叫“第一党支部”的支部有 2 个").await;
    page.click("以身份证号为准").await;
    says(page, "main", "检查和预览").await;
    open.work().await;
    page.wait_for("要改的地方").await;
    assert!(!page.text().await.contains("以身份证号为准"), "it was mended");
    // Once for both rows that say the same.
    page.click("css=form:has([value='branch:第一党支部']) button").await;
    open.work().await;
    page.wait_for("将要更改").await;
    assert!(!page.text().await.contains("叫“第一党支部”的支部"), "both were mended");
    says(page, "main", "将要新增").await;
    // What no tap can mend goes back to the branch in its own workbook.
    let marked = read(&page.download("下载标好错误的").await);
    for (row, problem) in
        [(8, "身份证号被表格软件存成了数字"), (9, "校验码应为"), (13, "和本批第 6 行是同一个人")]
    {
        let (_, words) = marked.iter().find(|(at, _)| *at == row).unwrap();
        assert!(words.contains(problem), "row {row} does not say {problem}: {words}");
    }
}

/// Applies; answers the address of the batch.
async fn apply(open: &Open, page: &Page) -> String {
    page.click("导入 6 行").await;
    says(page, "main", "正在写入，完成前谁也看不到").await;
    open.work().await;
    page.wait_for("已导入 6 行").await;
    open.work().await;
    page.url().await
}

/// The new people are in their branch, and counted.
async fn look(open: &Open, page: &Page, town: &Org) {
    page.goto(&open.url(&format!("/orgs/{}/people", town.id))).await;
    says(page, "main", "赵桥").await;
    page.goto(&open.url(&format!("/statistics/{}", town.id))).await;
    assert_eq!(members(page).await, "7");
}

/// The first figure of the statistics page.
async fn members(page: &Page) -> String {
    let text = page.text_of("main a[href*='figure=stage%3Afull%2Cprobationary']").await;
    text.chars().filter(char::is_ascii_digit).collect()
}
