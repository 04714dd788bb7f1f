//! `cargo xtask shots`: pictures of every page that any role of the demo can reach, on a phone
//! and on a large screen, in every view, with what is wrong with them.
//!
//! The pages are found by following links from where each role starts; addresses that differ in
//! ids only count as one page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use zhibu_testhouse::{Browser, Page, Viewport};

mod demo;
use demo::{Demo, SignIn};

/// How a picture is taken: name, viewport, view, theme.
const LOOKS: [(&str, Viewport, &str, &str); 4] = [
    ("390", Viewport::PHONE, "standard", "light"),
    ("1440", Viewport::LAPTOP, "standard", "light"),
    ("390-elderly", Viewport::PHONE, "elderly", "light"),
    ("1440-dark", Viewport::LAPTOP, "standard", "dark"),
];

/// The most pages of one role.
const MOST: usize = 60;

#[tokio::main]
async fn main() {
    let into = std::env::var_os("ZHIBU_SHOTS").map_or_else(|| PathBuf::from("shots"), PathBuf::from);
    std::fs::create_dir_all(&into).expect("the folder of pictures can be made");
    let demo = Demo::start(2_000).await;
    let browser = Browser::launch().await;
    let mut complaints = BTreeMap::new();
    let nobody = SignIn { role: "public".into(), user: String::new(), password: String::new() };
    let only = std::env::var("ZHIBU_SHOTS_ROLE").ok();
    let wanted = |who: &&SignIn| only.as_ref().is_none_or(|role| *role == who.role);
    for who in std::iter::once(&nobody).chain(&demo.sign_ins).filter(wanted) {
        walk(&demo, &browser, who, &into, &mut complaints).await;
    }
    for (page, said) in &complaints {
        println!("{page}: {said}");
    }
    println!("{} pages with something wrong; pictures are in {}", complaints.len(), into.display());
}

async fn walk(
    demo: &Demo,
    browser: &Browser,
    who: &SignIn,
    into: &Path,
    complaints: &mut BTreeMap<String, String>,
) {
    let scout = signed_in(demo, browser, who, Viewport::LAPTOP).await;
    let pages = find(demo, &scout).await;
    println!("{}: {} pages", who.role, pages.len());
    for (look, viewport, view, theme) in LOOKS {
        let page = signed_in(demo, browser, who, viewport).await;
        set(&page, &format!("view:{view}")).await;
        set(&page, &format!("theme:{theme}")).await;
        for (name, address) in &pages {
            page.goto(&demo.url(address)).await;
            page.screenshot(into.join(format!("{}-{name}-{look}.png", who.role)), true).await;
            let mut wrong: Vec<String> = page.overflows().await;
            wrong.extend(page.complaints().await.iter().map(|complaint| format!("{complaint:?}")));
            if look == "390" {
                wrong.extend(page.axe().await.iter().map(|axe| format!("{axe:?}")));
            }
            page.forgive();
            if !wrong.is_empty() {
                complaints.insert(format!("{} {address} ({look})", who.role), wrong.join("; "));
            }
        }
    }
}

async fn signed_in(demo: &Demo, browser: &Browser, who: &SignIn, viewport: Viewport) -> Page {
    let page = browser.page(viewport).await;
    page.goto(&demo.url("/sign-in")).await;
    if !who.user.is_empty() {
        send(&page, "/sign-in/password", &[("user", &who.user), ("password", &who.password)]).await;
    }
    page
}

async fn set(page: &Page, what: &str) {
    send(page, "/view", &[("set", what), ("back", "/")]).await;
}

/// Sends a form the way a page would, without looking for its button.
async fn send(page: &Page, path: &str, fields: &[(&str, &str)]) {
    let body =
        serde_json::to_string(&fields.iter().copied().collect::<BTreeMap<_, _>>()).expect("texts are JSON");
    page.eval(&format!(
        "fetch({path:?}, {{method: 'POST', body: new URLSearchParams({body})}}).then(answer => answer.status)"
    ))
    .await;
}

/// Every page that can be reached by links: its name for files, and one address.
async fn find(demo: &Demo, page: &Page) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut next = VecDeque::from(["/".to_owned()]);
    while let Some(address) = next.pop_front() {
        let name = name_of(&address);
        if found.len() >= MOST || !seen.insert(name.clone()) {
            continue;
        }
        page.goto(&demo.url(&address)).await;
        found.insert(name, address);
        let links = page
            .eval("JSON.stringify([...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href')))")
            .await;
        let links: Vec<String> =
            serde_json::from_str(links.as_str().unwrap_or("[]")).expect("a list of links");
        next.extend(links.into_iter().filter(|link| is_page(link)));
    }
    page.forgive();
    found
}

/// Links that lead to a page and not to a file.
fn is_page(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or(link);
    !path.starts_with("/assets/")
        && !path.rsplit('/').next().is_some_and(|last| last.contains('.'))
        && !path.ends_with("/export")
}

/// The path with ids left out, and the names of the query's fields.
fn name_of(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_id = |part: &str| part.len() == 32 && part.chars().all(|c| c.is_ascii_hexdigit());
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| if is_id(part) { "id" } else { part })
        .collect();
    let fields: BTreeSet<&str> =
        query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty()).collect();
    let mut name = if parts.is_empty() { "front".to_owned() } else { parts.join("-") };
    for field in fields {
        name.push('+');
        name.push_str(field);
    }
    name
}
