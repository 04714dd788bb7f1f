use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use zhibu_web::asset;

use crate::pages::pages;

/// Set by the script, or by pages of rooms: a QR code, a field of a few digits.
const NOT_IN_OUR_TEMPLATES: &[&str] = &["over", "floating", "qr", "w4", "sec"];

#[test]
fn every_class_has_a_rule_and_every_rule_a_use() {
    let ruled = classes_of_style(asset::CSS);
    let used = classes_of_sources();
    let unruled: Vec<_> = used.iter().filter(|class| !ruled.contains(*class)).collect();
    assert!(unruled.is_empty(), "classes without a rule: {unruled:?}");
    let unused: Vec<_> = ruled
        .iter()
        .filter(|class| !used.contains(*class) && !NOT_IN_OUR_TEMPLATES.contains(&class.as_str()))
        .collect();
    assert!(unused.is_empty(), "rules without a use: {unused:?}");
}

#[test]
fn the_dark_set_holds_by_choice_and_by_device() {
    for selector in [r#"[data-theme=dark]"#, r#"[data-theme=auto]"#] {
        assert!(asset::CSS.contains(&format!("{selector}{{color-scheme:dark")), "{selector}");
    }
}

#[test]
fn a_browser_without_container_queries_gets_window_queries() {
    let queries = asset::CSS.matches("@container ").count();
    let stand_ins = asset::CSS.matches("@supports not (container-type:inline-size)").count();
    assert!(queries > 0);
    assert_eq!(queries, stand_ins);
}

fn classes_of_style(css: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for selectors in css.split(['{', '}', ';']) {
        for part in selectors.split('.').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                found.insert(name);
            }
        }
    }
    found
}

fn classes_of_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for page in pages() {
        for (at, head) in page.match_indices("class=\"") {
            collect(&page[at + head.len()..], &mut found);
        }
    }
    for folder in ["templates", "src"] {
        each_file(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).as_path(), &mut |text| {
            for (at, head) in text.match_indices("class=\"") {
                collect(&text[at + head.len()..], &mut found);
            }
        });
    }
    found
}

/// The names in a class attribute, those inside `{% if %}` too; what `{{ }}` writes stands in the rendered pages.
fn collect(value: &str, found: &mut BTreeSet<String>) {
    let mut plain = String::new();
    let mut rest = value;
    while let Some(at) = rest.find(['"', '{']) {
        plain.push_str(&rest[..at]);
        let end = match rest.get(at..at + 2).unwrap_or_default() {
            "{%" => "%}",
            "{{" => "}}",
            _ => break,
        };
        let Some(close) = rest[at..].find(end) else {
            break;
        };
        rest = &rest[at + close + end.len()..];
    }
    found.extend(plain.split_whitespace().filter(|name| !name.ends_with('-')).map(str::to_owned));
}

fn each_file(folder: &Path, act: &mut dyn FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            each_file(&path, act);
        } else {
            act(&fs::read_to_string(&path).expect("a text file"));
        }
    }
}
