use zhibu_web::T;
use zhibu_web::texts::{Catalogue, Lang, Problem, Source, Texts, problems};

use crate::sample::t;

const ZH: &str = "people = { $n } 人\nsave = 存下\n";
const EN: &str = "people = { $n ->\n    [one] one person\n   *[other] { $n } people\n }\nsave = Save\n";

fn pair(zh_cn: &'static str, en: &'static str) -> [Catalogue; 2] {
    [
        Catalogue { lang: Lang::ZhCn, source: "sample", ftl: zh_cn },
        Catalogue { lang: Lang::En, source: "sample", ftl: en },
    ]
}

#[test]
fn a_message_takes_its_values_and_its_plural() {
    let texts = Texts::new(&pair(ZH, EN)).expect("whole catalogues");
    let say = |lang, n: i64| texts.format(lang, "people", &[("n", n.into())]);
    assert_eq!(say(Lang::ZhCn, 1086), "1,086 人");
    assert_eq!(say(Lang::En, 1), "one person");
    assert_eq!(say(Lang::En, 20_006), "20,006 people");
    assert_eq!(texts.get(Lang::En, "save"), "Save");
    assert_eq!(texts.get(Lang::En, "nobody-wrote-this"), "[nobody-wrote-this]");
}

#[test]
fn two_crates_cannot_write_the_same_key() {
    let twice = [pair(ZH, EN)[0], pair(ZH, EN)[0]];
    assert!(Texts::new(&twice).is_err());
}

#[test]
fn the_scan_finds_what_is_wrong() {
    let check = |catalogues: [Catalogue; 2], code: &str, expected: Option<Problem>| {
        let source = Source { path: "page.html", text: code };
        assert_eq!(problems(&catalogues, &[source]), Vec::from_iter(expected), "{code}");
    };
    let both = r#"{{ t.with("people").arg("n", f(1, ")")) }} {{ self.t.get("save") }}"#;
    check(pair(ZH, EN), both, None);
    check(pair(ZH, EN), "t\n    .with(\"people\")\n    .arg(\"n\", 1); key!(\"save\")", None);
    check(
        pair(ZH, EN),
        r#"t.with("people"); t.get("save")"#,
        Some(Problem::ArgumentsMissing {
            key: "people".to_owned(),
            path: "page.html".to_owned(),
            missing: vec!["n".to_owned()],
        }),
    );
    check(
        pair(ZH, EN),
        r#"t.with("people").arg("n", 1); let x = map.get("save");"#,
        Some(Problem::Unused { key: "save".to_owned() }),
    );
    check(
        pair("a = 一\n", "a = one\n"),
        r#"t.get("a") t.get("b")"#,
        Some(Problem::Missing { key: "b".to_owned(), path: "page.html".to_owned() }),
    );
    check(
        pair("a = 一\n", ""),
        r#"t.get("a")"#,
        Some(Problem::Untranslated { key: "a".to_owned(), missing_in: "en" }),
    );
    check(
        pair("a = { $n } 人\n", "a = people\n"),
        r#"t.with("a").arg("n", 1)"#,
        Some(Problem::ArgumentsDiffer { key: "a".to_owned(), zh_cn: vec!["n".to_owned()], en: vec![] }),
    );
}

#[test]
fn the_scan_asks_words_for_what_the_log_names() {
    let code = r#"Entry::did("people.record.edit").on("person", id); visit("www.example.org")"#;
    let source = Source { path: "crates/people/src/edit.rs", text: code };
    let words = "act-people-record-edit = 改\nnoun-person = 人\n";
    assert_eq!(problems(&pair(words, words), &[source]), []);
    let missing = |key: &str| Problem::Missing { key: key.to_owned(), path: source.path.to_owned() };
    assert_eq!(
        problems(&pair("", ""), &[source]),
        [missing("act-people-record-edit"), missing("noun-person")]
    );
    let texts = Texts::new(&pair(words, words)).expect("whole catalogues");
    let t = T::new(texts, Lang::ZhCn);
    assert_eq!((t.act("people.record.edit"), t.noun("person")), ("改".to_owned(), "人".to_owned()));
    assert_eq!(t.act("of.another.version"), "of.another.version");
}

#[test]
fn a_handle_speaks_one_language() {
    assert_eq!(t(Lang::ZhCn).get("page-next"), "下一页");
    assert_eq!(t(Lang::En).get("page-next"), "Next");
    let line = t(Lang::En).with("errors-count").arg("n", 1).to_string();
    assert_eq!(line, "One thing to mend; nothing was saved yet");
}
