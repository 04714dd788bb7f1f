//! A shell with everything in it, for the tests and for `cargo run --example design`.

use std::sync::Arc;

use zhibu_web::part::{Icon, Link, Toast};
use zhibu_web::shell::{MenuEntry, PersonChip, Shell, Site, Theme, TrailItem, View};
use zhibu_web::texts::{CATALOGUES, Lang, T, Texts};

fn texts() -> Arc<Texts> {
    Texts::new(&CATALOGUES).expect("our catalogues are whole")
}

pub fn t(lang: Lang) -> T {
    T::new(texts(), lang)
}

/// A shell with everything in it that a shell can have.
pub fn full_shell(lang: Lang, view: View, theme: Theme) -> Shell {
    let entry = |href: &str, label: &str, icon, current| MenuEntry {
        current,
        ..MenuEntry::new(0, href, label, icon)
    };
    let menu = vec![
        entry("/today", "今日", Icon::Home, false),
        entry("/people", "人员", Icon::People, false),
        entry("/orgs", "组织", Icon::Tree, false),
        entry("/statistics", "统计", Icon::Chart, false),
        entry("/design", "设置", Icon::Gear, true),
    ];
    let step = |label: &str, href: Option<&str>| TrailItem {
        label: label.to_owned(),
        href: href.map(str::to_owned),
    };
    let mut shell = Shell {
        view,
        theme,
        trail: vec![
            step("青澜县", None),
            step("柳溪镇", Some("/orgs/1")),
            step("柳溪村党支部", Some("/orgs/2")),
        ],
        dock: menu[..4].to_vec(),
        menu,
        person: Some(PersonChip {
            name: "王砚秋".to_owned(),
            role: "支部书记".to_owned(),
            href: "/me".to_owned(),
        }),
        search: Some("/search".to_owned()),
        notices: vec!["演示：只问密码".to_owned()],
        back: "/design?a=1&b=2".to_owned(),
        toast: Some(Toast::new("已记下")),
        english: true,
        ..Shell::new(
            t(lang),
            Site {
                name: "青澜党建".to_owned(),
                sponsor: "中共青澜县委组织部主办".to_owned(),
                home: "/".to_owned(),
                imprint: vec!["主办：中共青澜县委组织部".to_owned()],
                foot: vec![Link::new("/help", "帮助")],
            },
        )
    };
    shell.print("柳溪村党支部", "2026年11月23日 14:31", "王砚秋");
    shell
}

/// Every language, view and theme.
pub fn looks() -> impl Iterator<Item = (Lang, View, Theme)> {
    Lang::ALL.into_iter().flat_map(|lang| {
        View::ALL
            .into_iter()
            .flat_map(move |view| Theme::ALL.into_iter().map(move |theme| (lang, view, theme)))
    })
}
