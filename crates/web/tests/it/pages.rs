use askama::Template;
use zhibu_web::design_page;
use zhibu_web::part::{Choice, Column, DateBoxes, ErrorSummary, Field, Markup, Masked, Pager, Row, Table};
use zhibu_web::shell::{Setting, Theme, View};
use zhibu_web::texts::Lang;

use crate::sample::{full_shell, looks, t};

#[derive(Template)]
#[template(source = "<h1>{{ heading }}</h1>", ext = "html")]
struct Main {
    heading: &'static str,
}

pub fn pages() -> impl Iterator<Item = String> {
    looks().flat_map(|(lang, view, theme)| {
        let shell = full_shell(lang, view, theme);
        let main = Main { heading: "a < b" };
        [design_page::html(&shell), shell.work("t", &main), shell.public("t", &main)]
    })
}

#[test]
fn nothing_on_a_page_is_inline_or_unwritten() {
    for page in pages() {
        for forbidden in [
            " style=\"",
            "<style",
            " onclick=",
            " onload=",
            "javascript:",
            "<script>",
            "[design-",
            "{{",
            "{%",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
        assert_eq!(page.matches("<script ").count(), 1, "one script, by address");
        assert_eq!(page.matches("<h1").count(), 1, "one main heading");
        assert_eq!(page.matches("<main ").count(), 1);
    }
}

#[test]
fn every_look_is_told_to_the_style() {
    for (lang, view, theme) in looks() {
        let page = design_page::html(&full_shell(lang, view, theme));
        let root = format!(
            r#"<html lang="{}" data-view="{}" data-theme="{}">"#,
            lang.tag(),
            view.tag(),
            theme.tag()
        );
        assert!(page.starts_with(&format!("<!doctype html>\n{root}")), "{}", &page[..120]);
    }
}

#[test]
fn ids_are_unique_and_every_reference_arrives() {
    for page in pages() {
        let ids: Vec<&str> = attribute(&page, " id=\"").collect();
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "id {id} stands twice");
        }
        let references = [" for=\"", " aria-labelledby=\"", " aria-describedby=\"", " data-open=\""];
        for reference in references.iter().flat_map(|name| attribute(&page, name)) {
            for id in reference.split(' ') {
                assert!(ids.contains(&id), "{id} is not on the page");
            }
        }
        let anchors = attribute(&page, " href=\"").filter_map(|href| href.strip_prefix('#'));
        for anchor in anchors {
            assert!(ids.contains(&anchor), "#{anchor} leads nowhere");
        }
    }
}

#[test]
fn every_field_has_a_name_that_is_read_aloud() {
    for page in pages() {
        for control in ["<input ", "<select ", "<textarea "] {
            for (at, _) in page.match_indices(control) {
                let tag = &page[at..at + page[at..].find('>').expect("a closed tag")];
                let hidden = tag.contains(r#"type="hidden""#);
                let wrapped = page[..at].rfind("<label") > page[..at].rfind("</label>");
                let labelled = attribute(tag, " id=\"").any(|id| page.contains(&format!(r#"for="{id}""#)));
                assert!(hidden || wrapped || labelled || tag.contains("aria-label="), "{tag}");
            }
        }
    }
}

#[test]
fn what_people_typed_is_escaped_everywhere() {
    let evil = r#""><script>alert(1)</script>'"#;
    let t = t(Lang::En);
    let parts = [
        Field::text("n", evil).value(evil).hint(evil).error(Some(evil)).placeholder(evil).to_string(),
        Field::area("n", evil).value(evil).to_string(),
        Field::select("n", evil, vec![Choice::new(evil, evil)]).value(evil).to_string(),
        Field::checks("n", evil, vec![Choice::new(evil, evil)]).to_string(),
        DateBoxes::new(&t, "n", evil)
            .typed([evil, evil, evil].map(str::to_owned))
            .error(Some(evil))
            .to_string(),
        ErrorSummary::new(evil).fault("n", evil).to_string(),
        Masked::new(&t, evil, evil, "i", evil, vec![Choice::new(evil, evil)]).to_string(),
        Pager::new(&t, evil, Some(evil.to_owned()), None).to_string(),
        Table::new(evil, evil)
            .column(Column::text(evil))
            .row(Row::text(evil).cell(evil).pick(evil))
            .picking(evil)
            .to_string(),
        Markup::text(evil).to_string(),
        t.with("printed-line").arg("place", evil).arg("at", "").arg("by", "").to_string().replace(evil, ""),
    ];
    for part in parts {
        assert!(!part.contains("<script>") && !part.contains(r#"""><"#), "{part}");
    }
}

#[test]
fn a_password_never_returns_and_private_fields_are_no_drafts() {
    let password = Field::password("p", "Password").value("secret").to_string();
    assert!(!password.contains("secret") && password.contains("data-private"));
    assert!(Field::phone("p", "Phone").to_string().contains("data-private"));
    assert!(!Field::text("p", "Name").to_string().contains("data-private"));
}

#[test]
fn an_error_is_tied_to_its_field() {
    let field = Field::text("joined", "Joined").hint("Year first").error(Some("Not after today")).to_string();
    assert!(field.contains(r#"aria-invalid="true""#));
    assert!(field.contains(r#"aria-describedby="joined-error joined-hint""#));
    let fine = Field::text("joined", "Joined").error(None::<String>).to_string();
    assert!(!fine.contains("aria-invalid") && !fine.contains("bad-text"));
}

#[test]
fn the_switches_send_what_the_server_understands() {
    let page = design_page::html(&full_shell(Lang::ZhCn, View::Standard, Theme::Auto));
    let sent: Vec<&str> = page
        .match_indices(r#"name="set" value=""#)
        .map(|(at, head)| page[at + head.len()..].split('"').next().expect("a value"))
        .collect();
    for set in &sent {
        assert!(set.parse::<Setting>().is_ok(), "{set}");
    }
    for wanted in ["view:elderly", "theme:dark", "theme:light", "lang:en"] {
        assert!(sent.contains(&wanted), "{wanted} is not offered");
    }
    assert!("view:huge".parse::<Setting>().is_err());
    assert!(page.contains(r#"name="back" value="/design?a=1&#38;b=2""#));
}

fn attribute<'p>(page: &'p str, name: &'p str) -> impl Iterator<Item = &'p str> {
    page.match_indices(name).filter_map(move |(at, _)| page[at + name.len()..].split('"').next())
}
