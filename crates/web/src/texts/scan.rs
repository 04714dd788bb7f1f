//! Compares what the code asks for with what the catalogues hold. For tests; nothing here runs in a server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::{Catalogue, Lang};

/// A file of Rust or a template.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    pub path: &'s str,
    pub text: &'s str,
}

/// Something a translator or a programmer must mend.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// The catalogue cannot be read.
    Broken { source: String, complaint: String },
    /// One language has the key, the other has not.
    Untranslated { key: String, missing_in: &'static str },
    /// The languages put different values into the message.
    ArgumentsDiffer { key: String, zh_cn: Vec<String>, en: Vec<String> },
    /// The code asks for a key nobody wrote.
    Missing { key: String, path: String },
    /// The code does not give what the message puts in.
    ArgumentsMissing { key: String, path: String, missing: Vec<String> },
    /// Nobody asks for the key.
    Unused { key: String },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Broken { source, complaint } => write!(f, "{source}: {complaint}"),
            Problem::Untranslated { key, missing_in } => {
                write!(f, "{key} is missing in {missing_in}")
            }
            Problem::ArgumentsDiffer { key, zh_cn, en } => {
                write!(f, "{key} takes {zh_cn:?} in zh-CN and {en:?} in en")
            }
            Problem::Missing { key, path } => {
                write!(f, "{path} asks for {key}, which is not written")
            }
            Problem::ArgumentsMissing { key, path, missing } => {
                write!(f, "{path} asks for {key} without {missing:?}")
            }
            Problem::Unused { key } => write!(f, "{key} is not used"),
        }
    }
}

type Messages = BTreeMap<String, BTreeSet<String>>;

/// Everything wrong between the catalogues (both languages) and the sources that use them.
pub fn problems(catalogues: &[Catalogue], sources: &[Source<'_>]) -> Vec<Problem> {
    let mut found = Vec::new();
    let zh_cn = messages(catalogues, Lang::ZhCn, &mut found);
    let en = messages(catalogues, Lang::En, &mut found);
    compare(&zh_cn, &en, &mut found);
    let rooms: BTreeSet<&str> = sources.iter().filter_map(|source| room(source.path)).collect();
    let mut used = BTreeSet::new();
    for source in sources {
        for ask in asks(source.text) {
            check(source, &ask, &zh_cn, &mut found);
            used.insert(ask.key);
        }
        for key in acts(source, &rooms) {
            check(source, &Ask { key: key.clone(), args: Some(BTreeSet::new()) }, &zh_cn, &mut found);
            used.insert(key);
        }
    }
    let unused = zh_cn.keys().filter(|key| !used.contains(*key));
    found.extend(unused.map(|key| Problem::Unused { key: key.clone() }));
    found
}

fn compare(zh_cn: &Messages, en: &Messages, found: &mut Vec<Problem>) {
    for (key, args) in zh_cn {
        match en.get(key) {
            None => found.push(Problem::Untranslated { key: key.clone(), missing_in: "en" }),
            Some(other) if other != args => found.push(Problem::ArgumentsDiffer {
                key: key.clone(),
                zh_cn: args.iter().cloned().collect(),
                en: other.iter().cloned().collect(),
            }),
            Some(_) => {}
        }
    }
    let only_en = en.keys().filter(|key| !zh_cn.contains_key(*key));
    found.extend(only_en.map(|key| Problem::Untranslated { key: key.clone(), missing_in: "zh-CN" }));
}

fn check(source: &Source<'_>, ask: &Ask, messages: &Messages, found: &mut Vec<Problem>) {
    let path = source.path.to_owned();
    let Some(args) = messages.get(&ask.key) else {
        found.push(Problem::Missing { key: ask.key.clone(), path });
        return;
    };
    let Some(given) = &ask.args else { return };
    let missing: Vec<String> = args.difference(given).cloned().collect();
    if !missing.is_empty() {
        found.push(Problem::ArgumentsMissing { key: ask.key.clone(), path, missing });
    }
}

fn messages(catalogues: &[Catalogue], lang: Lang, found: &mut Vec<Problem>) -> Messages {
    let mut messages = Messages::new();
    for catalogue in catalogues.iter().filter(|catalogue| catalogue.lang == lang) {
        let resource = match parser::parse(catalogue.ftl) {
            Ok(resource) => resource,
            Err((_, errors)) => {
                let source = format!("{} {}", catalogue.source, lang.tag());
                found.push(Problem::Broken { source, complaint: format!("{errors:?}") });
                continue;
            }
        };
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let mut args = BTreeSet::new();
            if let Some(pattern) = &message.value {
                collect(pattern, &mut args);
            }
            messages.insert(message.id.name.to_owned(), args);
        }
    }
    messages
}

fn collect(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, args),
            Expression::Select { selector, variants } => {
                collect_inline(selector, args);
                variants.iter().for_each(|variant| collect(&variant.value, args));
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|inner| collect_inline(inner, args));
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = expression.as_ref() {
                collect_inline(inner, args);
            }
        }
        _ => {}
    }
}

/// One place where code asks for a message. `args` is `None` where the values are given elsewhere (`key!`).
#[derive(Debug, PartialEq, Eq)]
struct Ask {
    key: String,
    args: Option<BTreeSet<String>>,
}

fn asks(text: &str) -> Vec<Ask> {
    let mut found = Vec::new();
    for (form, owner) in [("get(", "t."), ("with(", "t."), ("key!(", "")] {
        for (at, _) in text.match_indices(form) {
            if !owned_by(&text[..at], owner) {
                continue;
            }
            let Some((key, rest)) = literal(&text[at + form.len()..]) else {
                continue;
            };
            if !is_key(key) {
                continue;
            }
            let args = match form {
                "get(" => Some(BTreeSet::new()),
                "with(" => Some(given(rest)),
                _ => None,
            };
            found.push(Ask { key: key.to_owned(), args });
        }
    }
    found
}

/// The crate that a source belongs to: the folder above its `src` or `templates`.
fn room(path: &str) -> Option<&str> {
    let (before, _) = path.split_once("/src/").or_else(|| path.split_once("/templates/"))?;
    before.rsplit('/').next()
}

/// The words that the audit log needs: of every act of a room, which is a literal like
/// `registry.person.edit`, and of every noun that an entry is about.
fn acts(source: &Source<'_>, rooms: &BTreeSet<&str>) -> Vec<String> {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut found = Vec::new();
    for text in source.text.split('"') {
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() > 2 && parts.iter().all(|part| is_word(part)) && rooms.contains(parts[0]) {
            found.push(format!("act-{}", parts.join("-")));
        }
    }
    for (at, form) in source.text.match_indices(".on(") {
        let noun = literal(&source.text[at + form.len()..]).filter(|(noun, _)| is_word(noun));
        if let Some((noun, _)) = noun {
            found.push(format!("noun-{noun}"));
        }
    }
    found
}

/// Whether the text ends with the method call's receiver `t`, whatever spaces `cargo fmt` put in between.
fn owned_by(before: &str, owner: &str) -> bool {
    let Some(name) = owner.strip_suffix('.') else {
        return true;
    };
    let Some(receiver) = before.trim_end().strip_suffix('.') else {
        return false;
    };
    let Some(head) = receiver.trim_end().strip_suffix(name) else {
        return false;
    };
    !head.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// What Fluent calls an identifier.
fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A string literal at the start, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// The names in the chain of `.arg("name", value)` that follows.
fn given(mut rest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    while let Some((name, tail)) = next_arg(rest) {
        names.insert(name.to_owned());
        rest = closing(tail);
    }
    names
}

/// `).arg("name", ..` at the start gives the name and what follows it.
fn next_arg(rest: &str) -> Option<(&str, &str)> {
    let after = rest.trim_start().trim_start_matches(',').trim_start().strip_prefix(')')?;
    literal(after.trim_start().strip_prefix(".arg(")?)
}

/// From inside a call to its closing bracket.
fn closing(text: &str) -> &str {
    let mut depth = 0;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return &text[at..],
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    ""
}
