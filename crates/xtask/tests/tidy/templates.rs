//! The Content-Security-Policy allows nothing inline, so no template may have any.

use super::{Text, assert_none, texts};

#[test]
fn templates_hold_nothing_inline() {
    let mut findings = Vec::new();
    for Text { path, content } in texts().iter().filter(|text| text.path.ends_with(".html")) {
        findings.extend(inline(content).iter().map(|fault| format!("{path} {fault}")));
    }
    assert_none(&findings);
}

/// What the policy would refuse, found tag by tag.
fn inline(html: &str) -> Vec<String> {
    let html = html.to_ascii_lowercase();
    let mut faults = Vec::new();
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let mut words = tag.split_whitespace();
        let name = words.next().unwrap_or_default();
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue; // closing tag, comment, or a comparison in a template's code
        }
        if name == "style" {
            faults.push(format!("has an inline style sheet: <{tag}>"));
        }
        if name == "script" && !tag.contains("src=") {
            faults.push(format!("has an inline script: <{tag}>"));
        }
        if tag.contains("javascript:") {
            faults.push(format!("has a script as an address: <{tag}>"));
        }
        for attribute in words.filter_map(|word| word.split_once('=')).map(|(key, _)| key) {
            let handler = attribute.len() > 4
                && attribute.starts_with("on")
                && attribute.chars().all(|letter| letter.is_ascii_alphabetic());
            if attribute == "style" || handler {
                faults.push(format!("has {attribute}= : <{tag}>"));
            }
        }
    }
    faults
}

#[test]
fn inline_code_is_found() {
    for wrong in [
        r#"<p style="color: red">"#,
        "<p\n  STYLE='x'>",
        r#"<button type="button" onclick="x()">"#,
        "<script>x()</script>",
        r#"<script type="module">x()</script>"#,
        "<style>p { }</style>",
        r#"<a href="javascript:x()">"#,
    ] {
        assert_eq!(inline(wrong).len(), 1, "{wrong}");
    }
    for right in [
        r#"<script src="/a.js" defer></script>"#,
        r#"<link rel="stylesheet" href="/a.css">"#,
        r#"<p class="one" data-once="x">style="..." onclick=</p>"#,
        "{% if a < b %}x{% endif %}",
        r#"<input name="x" {% if one == two %}checked{% endif %}>"#,
    ] {
        assert_eq!(inline(right), Vec::<String>::new(), "{right}");
    }
}
