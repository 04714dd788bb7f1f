//! A newcomer's first hour: the demo on an empty folder.

use std::collections::HashMap;
use std::path::Path;
use std::process::Child;

use serde_json::Value;
use zhibu_testhouse::{Browser, Page, Viewport, scratch, timed};

use super::{is_clean, says, sign_in};
use crate::process::{demo_in, end, start};

/// A demo that ends with its story, however that ends.
struct Demo {
    child: Option<Child>,
    url: String,
    sign_ins: Value,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let (child, ready) = start(demo_in(folder));
        Self {
            child: Some(child),
            url: ready["url"].as_str().unwrap().to_owned(),
            sign_ins: ready["sign_ins"].clone(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    fn end(mut self) {
        let ended = end(self.child.take().unwrap());
        assert!(ended.status.success(), "{ended:?}");
    }

    /// Signs in as the role that the demo printed.
    async fn sign_in(&self, page: &Page, role: &str) {
        let found = self.sign_ins.as_array().unwrap().iter().find(|one| one["role"] == role);
        let found = found.unwrap_or_else(|| panic!("the demo prints no {role}"));
        let word = |name: &str| found[name].as_str().unwrap();
        sign_in(page, &self.url("/sign-in"), word("user"), word("password")).await;
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// Where each role starts, and what the page says there.
const ROLES: [(&str, &str, &str); 9] = [
    ("department_officer", "/orgs", "青澜县委"),
    ("committee_officer", "/orgs", "柳溪镇党委"),
    ("secretary", "/today", "要办的事"),
    ("member", "/me", "同志，您好"),
    ("applicant", "/me", "按规定，接下来是"),
    ("inspector", "/orgs", "组织树"),
    ("system_admin", "/system", "平台运行得怎样"),
    ("security_admin", "/accounts", "这里看不到党员资料"),
    ("auditor", "/audit", "只能看，不能改"),
];

#[test]
fn the_first_hour_of_a_newcomer() {
    timed("stories::newcomer::the_first_hour_of_a_newcomer", async {
        let folder = scratch();
        let demo = Demo::start(folder.path());
        let browser = Browser::launch().await;
        let mut links = Links::default();
        look_around(&demo, &browser, &mut links).await;
        for (role, home, says_there) in ROLES {
            let page = browser.page(Viewport::LAPTOP).await;
            demo.sign_in(&page, role).await;
            assert_eq!(page.url().await, demo.url(home), "{role}");
            says(&page, "main", says_there).await;
            links.all_lead_somewhere(&page).await;
            is_clean(&page).await;
        }
        assert!(links.followed.len() > 40, "{}", links.followed.len());

        let sign_ins = demo.sign_ins.clone();
        demo.end();
        let again = Demo::start(folder.path());
        assert_eq!(again.sign_ins, sign_ins);
        let page = browser.page(Viewport::PHONE).await;
        again.sign_in(&page, "secretary").await;
        says(&page, "h2#who", "我们的人").await;
        again.end();
    });
}

/// What somebody from the organisation department sees of the county.
async fn look_around(demo: &Demo, browser: &Browser, links: &mut Links) {
    let page = browser.page(Viewport::LAPTOP).await;
    page.goto(&demo.url("/")).await;
    says(&page, "body", "里面的人都是虚构的").await;
    page.click("css=main a[href='/sign-in']").await;
    demo.sign_in(&page, "department_officer").await;

    // Down the tree to a branch and its people.
    page.click("柳溪镇党委").await;
    says(&page, "main", "上级 中共青澜县委员会").await;
    page.click("看人员").await;
    let people = page.text_of("main h1").await;
    assert_eq!(people, "人员");
    links.all_lead_somewhere(&page).await;
    page.click("css=main td a[href^='/people/'], main th a[href^='/people/']").await;
    says(&page, "#facts", "基本资料").await;
    says(&page, "main", "999999********").await;
    let person = page.url().await;
    let name = page.text_of("main h1").await;
    links.all_lead_somewhere(&page).await;

    // A figure opens the list behind it, equally long.
    page.click("统计").await;
    says(&page, "main", "每个数字都可以点开").await;
    let figure = "main a[href*='figure=floating']";
    let count = digits(&page.text_of(figure).await);
    assert!(count > 0, "somebody is on the move");
    links.all_lead_somewhere(&page).await;
    page.click(&format!("css={figure}")).await;
    says(&page, "main", &format!("共 {count} 人")).await;

    // Quick search by either key.
    page.press("/").await;
    page.fill("css=#palette input", &name).await;
    page.wait_for("css=#palette a[href^='/people/']").await;
    page.press("Escape").await;
    page.press("Control+k").await;
    page.fill("css=#palette input", &name).await;
    let row = format!("css=#palette a[href='{}']", person.trim_start_matches(&demo.url));
    page.click(&row).await;
    assert_eq!(page.url().await, person);

    // The same page for old eyes, at night, and in English.
    page.click("css=.bar button[value='view:elderly']").await;
    assert_eq!(page.url().await, person);
    let size = "parseFloat(getComputedStyle(document.body).fontSize)";
    assert!(page.eval(size).await.as_f64().unwrap() > 20.0);
    page.click("css=.foot button[value='theme:dark']").await;
    let ground = page.eval("getComputedStyle(document.body).backgroundColor").await;
    let light =
        ground.as_str().unwrap().split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    assert!(light.take(3).sum::<u32>() < 200, "{ground} is not dark");
    page.click("English").await;
    says(&page, "#facts", "Official data").await;
    page.click("中文").await;
    says(&page, "#facts", "基本资料").await;
    page.goto(&demo.url("/design")).await;
    says(&page, "h1", "组件和状态").await;
    links.all_lead_somewhere(&page).await;
    is_clean(&page).await;
}

fn digits(text: &str) -> u64 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

/// Links that were followed, by their shape.
#[derive(Default)]
struct Links {
    followed: HashMap<String, usize>,
}

/// A link without ids and values: there are many that differ in these only.
fn shape(link: &str) -> String {
    let is_id = |part: &str| part.len() == 32 && part.chars().all(|sign| sign.is_ascii_hexdigit());
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let parts: Vec<&str> = path.split('/').map(|part| if is_id(part) { "*" } else { part }).collect();
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", parts.join("/"), names.join("&"))
}

impl Links {
    /// Follows the links of a page, the first two of each shape; each leads to something.
    async fn all_lead_somewhere(&mut self, page: &Page) {
        let here = "JSON.stringify([...new Set([...document.querySelectorAll('a[href]')]\
                    .filter(a => a.origin === location.origin).map(a => a.href))])";
        let here = page.eval(here).await;
        let mut here: Vec<String> = serde_json::from_str(here.as_str().unwrap()).unwrap();
        here.retain(|link| {
            let times = self.followed.entry(shape(link)).or_default();
            *times += 1;
            *times <= 2
        });
        let follow = format!(
            "Promise.all({}.map(link => fetch(link).then(answer => answer.ok ? '' : answer.status + ' ' + link)))\
             .then(answers => answers.filter(answer => answer).join('\\n'))",
            serde_json::to_string(&here).unwrap()
        );
        let broken = page.eval(&follow).await;
        assert_eq!(broken, "", "links of {}", page.url().await);
    }
}
