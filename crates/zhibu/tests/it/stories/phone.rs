//! The secretary's edit on a phone, with script and without.

use zhibu_access::org::Org;
use zhibu_access::role::Role;
use zhibu_registry::person::Facts;
use zhibu_testhouse::{Browser, House, Page, Viewport};

use super::{Open, complete, day, is_clean, says, value};

#[zhibu_testhouse::test(story)]
async fn a_secretary_edits_on_a_phone(house: House, browser: Browser) {
    let open = Open::doors(house).await;
    let county = open.house.found_county().await;
    let branch = open.house.add_org(&county, "branch", "柳溪村党支部").await;
    open.appoint("zhou", "周澄远", Role::Secretary, &branch).await;
    let away = Facts {
        is_floating: true,
        floating_since: Some(day("2025-03-01")),
        outflow_place: Some("东海市".into()),
        ..complete("王志伟", "999999197005110058", "1970-05-11")
    };
    open.enter(&branch, away).await;
    let newest = Facts {
        stage: "probationary".into(),
        joined_on: Some(day("2025-12-06")),
        converted_on: None,
        probation_ends_on: Some(day("2026-12-06")),
        ..complete("孙禾青", "", "1999-03-02")
    };
    open.enter(&branch, Facts { citizen_id: None, ..newest }).await;

    let page = browser.page(Viewport::PHONE).await;
    open.sign_in(&page, "zhou").await;
    says(&page, "h1", "1 件事要办，1 个人要联系").await;
    says(&page, "main", "孙禾青的预备期满").await;
    says(&page, "main", "在东海市").await;
    assert_eq!(page.overflows().await, Vec::<String>::new());

    edit_with_a_mistake(&page, "孙禾青").await;
    page.click("更改记录").await;
    says(&page, "main", "籍贯：未填 → 青澜").await;
    says(&page, "main", "由周澄远登记").await;
    note_a_contact(&page, &open).await;
    is_clean(&page).await;
    in_large_letters(&page, &open, &branch).await;

    // The same without any script.
    let plain = browser.page(Viewport::PHONE).await;
    plain.without_script().await;
    open.sign_in(&plain, "zhou").await;
    says(&plain, "main", "都在一年之内联系过").await;
    edit_with_a_mistake(&plain, "王志伟").await;
    plain.click("更改记录").await;
    says(&plain, "main", "由周澄远登记").await;
}

/// Opens somebody from the list, mistypes, is told what and how, and mends.
async fn edit_with_a_mistake(page: &Page, name: &str) {
    page.click("css=.dock a[href='/people']").await;
    page.click(name).await;
    page.click("修改").await;
    page.fill("#native_place", "青澜").await;
    page.fill("#citizen_id", "999999199903020011").await;
    page.fill("#mobile", "1380000").await;
    page.click("css=main form .btn.main").await;
    says(page, "main", "有 2 处要改，资料还没有存").await;
    says(page, "main", "请对照身份证原件").await;
    says(page, "main", "手机号是 11 位").await;
    assert_eq!(value(page, "#native_place").await, "青澜", "what was typed is not lost");
    assert_eq!(value(page, "#citizen_id").await, "999999199903020011");
    assert_eq!(page.overflows().await, Vec::<String>::new());
    page.fill("#mobile", "13800000412").await;
    page.fill("#citizen_id", "").await;
    page.click("css=main form .btn.main").await;
    says(page, "body", "已改 2 项").await;
}

/// In the elderly view everything is large, and still nothing sticks out of the screen (ACC-02).
async fn in_large_letters(page: &Page, open: &Open, branch: &Org) {
    page.click("css=.bar button[value='view:elderly']").await;
    let people = ["/people".to_owned(), format!("/statistics/{}", branch.id), format!("/orgs/{}", branch.id)];
    let own = ["/today", "/corrections", "/me/role", "/me/security"].map(str::to_owned);
    for path in people.into_iter().chain(own) {
        page.goto(&open.url(&path)).await;
        assert_eq!(page.overflows().await, Vec::<String>::new(), "{path}");
        let small = "[...document.querySelectorAll('.btn, .in')].filter(e => e.checkVisibility())
            .filter(e => e.getBoundingClientRect().height < 59.5).map(e => e.outerHTML).join(' ')";
        assert_eq!(page.eval(small).await, "", "{path}");
    }
}

async fn note_a_contact(page: &Page, open: &Open) {
    page.goto(&open.url("/today")).await;
    page.click("登记").await;
    page.click("电话").await;
    page.click("联系上了").await;
    page.fill("一句话", "在那边一切都好，春节回来").await;
    page.click("存下").await;
    says(page, "main", "在那边一切都好").await;
    page.goto(&open.url("/today")).await;
    says(page, "h1", "1 件事要办，0 个人要联系").await;
}
