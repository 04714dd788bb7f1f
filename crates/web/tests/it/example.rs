//! What a page of a room looks like in code.

use askama::Template;
use zhibu_web::part::{Column, Empty, Field, Link, Row, Stats, Table, Tag, Width};
use zhibu_web::shell::{Theme, View};
use zhibu_web::texts::Lang;
use zhibu_web::{Shell, T};

use crate::sample::full_shell;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="head"><h1>{{ heading }}</h1></div>
{{ stats }}
<form class="stack" method="post" action="/people" data-draft="people-new">
{{ Field::text("name", t.get("design-name")).value(typed).width(Width::W16).error(fault.as_deref()) }}
<button class="btn main">{{ t.get("design-import") }}</button></form>
{% if let Some(people) = people %}{{ people }}{% else %}{{ Empty::new("none yet", "they come after admission") }}{% endif %}"#
)]
struct PeoplePage<'t> {
    t: &'t T,
    heading: String,
    stats: Stats,
    typed: String,
    fault: Option<String>,
    people: Option<Table>,
}

fn page(shell: &Shell) -> PeoplePage<'_> {
    let t = &shell.t;
    let table = Table::new(t.get("design-members"), t.get("design-name"))
        .people()
        .column(Column::text(t.get("design-stage")).meta())
        .column(Column::text(t.get("design-flag")).flag());
    let row = Row::link(Link::new("/people/1", "孙禾青"))
        .cell(String::from(t.get("design-probationary")))
        .cell(Tag::warn(t.get("design-no-address")));
    PeoplePage {
        t,
        heading: t.with("design-people").arg("n", 1).into(),
        stats: Stats::new().link(1, t.get("design-members"), "/people"),
        typed: "孙<禾青".to_owned(),
        fault: Some("name a person".to_owned()),
        people: Some(table.row(row)),
    }
}

#[test]
fn a_page_of_a_room_stands_in_the_shell() {
    let shell = full_shell(Lang::ZhCn, View::Elderly, Theme::Dark);
    let html = shell.work("人员", &page(&shell));
    assert!(html.contains("<title>人员 · 柳溪村党支部</title>"));
    assert!(html.contains(r#"value="孙&#60;禾青""#) && html.contains("name-error"));
    assert!(html.contains(r#"<span class="tag warn">缺住址</span>"#), "parts are not escaped twice");
    let empty = PeoplePage { people: None, ..page(&shell) };
    assert!(shell.work("人员", &empty).contains("none yet"));
}
